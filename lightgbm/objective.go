package lightgbm

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/brine-go/brine/predict"
)

// A link is what an objective makes of raw scores (ConvertOutput in src/objective).
type link uint8

const (
	identity link = iota
	square        // of labels whose root was learnt: regression with reg_sqrt
	sigmoid
	softmax
	exponential
	log1pExp
)

type objective struct {
	link  link
	slope float64 // of the sigmoid
}

// links are the objectives' by name.
var links = map[string]link{
	"binary": sigmoid, "multiclassova": sigmoid, "cross_entropy": sigmoid,
	"multiclass":           softmax,
	"cross_entropy_lambda": log1pExp,
	"poisson":              exponential, "gamma": exponential, "tweedie": exponential,
	"regression": identity, "regression_l1": identity, "huber": identity, "fair": identity, "quantile": identity, "mape": identity,
	"lambdarank": identity, "rank_xendcg": identity,
	"custom": identity,
}

// aliases are other names (ParseObjectiveAlias in include/LightGBM/config.h); older files have some.
var aliases = map[string]string{
	"regression_l2": "regression", "mean_squared_error": "regression", "mse": "regression", "l2": "regression",
	"l2_root": "regression", "root_mean_squared_error": "regression", "rmse": "regression",
	"mean_absolute_error": "regression_l1", "l1": "regression_l1", "mae": "regression_l1",
	"mean_absolute_percentage_error": "mape",
	"softmax":                        "multiclass",
	"multiclass_ova":                 "multiclassova", "ova": "multiclassova", "ovr": "multiclassova",
	"xentropy": "cross_entropy", "xentlambda": "cross_entropy_lambda",
	"xendcg": "rank_xendcg", "xe_ndcg": "rank_xendcg", "xe_ndcg_mart": "rank_xendcg", "xendcg_mart": "rank_xendcg",
	"none": "custom", "null": "custom", "na": "custom",
}

// parseObjective reads "binary sigmoid:1", "multiclass num_class:3", "regression sqrt"; an objective of a user's own has no text.
func parseObjective(text string, outputs int) (objective, error) {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return objective{}, nil
	}
	name := fields[0]
	if full, ok := aliases[name]; ok {
		name = full
	}
	l, ok := links[name]
	if !ok {
		return objective{}, fmt.Errorf("the objective %q is not supported", shorten(text))
	}
	o := objective{link: l, slope: 1}
	slope := name == "cross_entropy" // which has none of its own
	for _, field := range fields[1:] {
		key, value, _ := strings.Cut(field, ":")
		switch {
		case key == "sqrt" && l == identity && name != "huber":
			o.link = square
		case key == "sigmoid" && l == sigmoid && !slope:
			x, err := strconv.ParseFloat(value, 64)
			if err != nil || !(x > 0) {
				return o, fmt.Errorf("the objective %q has no slope above 0", shorten(text))
			}
			o.slope, slope = x, true
		case key == "num_class" && value != strconv.Itoa(outputs):
			return o, fmt.Errorf("the objective %q is not of %d classes", shorten(text), outputs)
		}
	}
	if l == sigmoid && !slope {
		return o, fmt.Errorf("the objective %q has no slope", shorten(text))
	}
	if outputs != 1 && l != softmax && name != "multiclassova" && name != "custom" {
		return o, fmt.Errorf("the objective %q has one output, the model %d", shorten(text), outputs)
	}
	return o, nil
}

// convert turns the raw scores of rows, n each, into forecasts.
func (o objective) convert(scores []float64, n int) {
	switch o.link {
	case square:
		for i, x := range scores {
			scores[i] = sign(x) * x * x
		}
	case sigmoid:
		for i, x := range scores {
			scores[i] = 1 / (1 + math.Exp(-o.slope*x))
		}
	case exponential:
		for i, x := range scores {
			scores[i] = math.Exp(x)
		}
	case log1pExp:
		for i, x := range scores {
			scores[i] = math.Log1p(math.Exp(x))
		}
	case softmax:
		predict.Softmax(Matrix{Data: scores, Rows: len(scores) / n, Cols: n})
	}
}

// sign is 0 of 0, as Common::Sign.
func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
