package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// hist is what HistGradientBoostingClassifier and HistGradientBoostingRegressor have in common.
type hist struct {
	stages   [][]*predict.HistTree // iterations × outputs
	baseline []float64             // of each output
	recode   *recoder              // nil if X goes to the trees as it is
}

// hist reads _predictors, lists of TreePredictors, and _baseline_prediction.
func (s *state) hist() (*hist, error) {
	base, err := s.numbers("_baseline_prediction")
	if err != nil {
		return nil, err
	}
	h := &hist{baseline: base.data}
	if h.recode, err = s.recoder(); err != nil {
		return nil, err
	}
	known, err := s.knownCategories(h.recode)
	if err != nil {
		return nil, err
	}
	list, err := s.attr("_predictors")
	if err != nil {
		return nil, err
	}
	for iteration := range list.Items() {
		if iteration.Len() != len(h.baseline) {
			return nil, s.fail("_predictors", nil, fmt.Sprintf("iteration %d has %d trees, want %d", len(h.stages), iteration.Len(), len(h.baseline)))
		}
		var stage []*predict.HistTree
		for v := range iteration.Items() {
			tree, err := s.histTree(v, known)
			if err != nil {
				return nil, s.wrap(fmt.Sprintf("_predictors[%d][%d]", len(h.stages), len(stage)), err)
			}
			stage = append(stage, tree)
		}
		h.stages = append(h.stages, stage)
	}
	return h, nil
}

func (s *state) histTree(v py.Value, known [][8]uint32) (*predict.HistTree, error) {
	f := fieldsOf(v.Attr("nodes"))
	n := predict.HistNodes{
		Left: f.ints("left"), Right: f.ints("right"), Feature: f.ints("feature_idx"), Value: f.floats("value"),
		MissingLeft: f.flags("missing_go_to_left"), IsLeaf: f.flags("is_leaf"), Known: known,
	}
	if threshold := "num_threshold"; f.has(threshold) {
		n.Threshold = f.floats(threshold)
	} else {
		n.Threshold = f.floats("threshold") // before 0.24
	}
	if f.has("is_categorical") {
		n.IsCategorical, n.Bitset = f.flags("is_categorical"), f.ints("bitset_idx")
		bits, err := numpy.FromPy(v.Attr("raw_left_cat_bitsets"))
		if err != nil {
			return nil, err
		}
		if len(bits.Shape) != 2 || bits.Shape[1] != 8 {
			return nil, fmt.Errorf("raw_left_cat_bitsets of shape %v, want n × 8", bits.Shape)
		}
		words, err := bits.Uint64s()
		if err != nil {
			return nil, err
		}
		n.Bitsets = make([][8]uint32, bits.Shape[0])
		for i, w := range words {
			n.Bitsets[i/8][i%8] = uint32(w)
		}
	}
	if f.err != nil {
		return nil, f.err
	}
	return predict.NewHistTree(n, s.model.NFeatures)
}

// knownCategories returns, of each feature, the categories that the training rows had: the bin thresholds of categorical
// features are their categories. What a recoder lets through is known.
func (s *state) knownCategories(r *recoder) ([][8]uint32, error) {
	mask, err := s.mask("is_categorical_")
	if mask == nil || err != nil {
		return nil, err
	}
	known := make([][8]uint32, s.model.NFeatures)
	if r != nil {
		for i := range known {
			for k := range known[i] {
				known[i][k] = math.MaxUint32
			}
		}
		return known, nil
	}
	mapper, err := s.attr("_bin_mapper")
	if err != nil {
		return nil, err
	}
	thresholds := mapper.Attr("bin_thresholds_")
	for i := range known {
		if !mask[i] {
			continue
		}
		a, err := numpy.FromPy(thresholds.Index(i))
		if err != nil {
			return nil, s.wrap(fmt.Sprintf("_bin_mapper.bin_thresholds_[%d]", i), err)
		}
		categories, err := a.Float64s()
		if err != nil {
			return nil, s.wrap(fmt.Sprintf("_bin_mapper.bin_thresholds_[%d]", i), err)
		}
		for _, c := range categories {
			if c >= 0 && c < 256 {
				known[i][int(c)/32] |= 1 << (int(c) % 32)
			}
		}
	}
	return known, nil
}

// mask reads an attribute that is a bool for each feature, or None.
func (s *state) mask(name string) ([]bool, error) {
	v := s.value.Attr(name)
	if !v.IsValid() || v.IsNone() {
		return nil, nil
	}
	a, err := numpy.FromPy(v)
	if err != nil {
		return nil, s.wrap(name, err)
	}
	out, err := a.Bools()
	if err != nil {
		return nil, s.wrap(name, err)
	}
	if len(out) != s.model.NFeatures {
		return nil, s.fail(name, nil, fmt.Sprintf("got %d flags for %d features", len(out), s.model.NFeatures))
	}
	return out, nil
}

// accepts: NaN has a side at each node, and infinity is a number like others.
func (h *hist) accepts() policy { return anything }

// raw returns the raw forecasts, rows × outputs.
func (h *hist) raw(x Matrix) Matrix {
	k := len(h.baseline)
	out := predict.NewMatrix(x.Rows, k)
	for i := range x.Rows {
		copy(out.Row(i), h.baseline)
	}
	seen := predict.Float64s(x)
	for from := 0; from < x.Rows; from += forestRows {
		to := min(from+forestRows, x.Rows)
		for _, stage := range h.stages {
			for j, tree := range stage {
				tree.AddAt(out.Data[from*k:to*k], k, j, seen, from, to)
			}
		}
	}
	return out
}

// histRegressor is a HistGradientBoostingRegressor.
type histRegressor struct {
	*hist
	exp bool // the loss has a logarithmic link
}

func readHistRegressor(s *state) (any, error) {
	h, err := s.hist()
	if err != nil {
		return nil, err
	}
	if len(h.baseline) != 1 {
		return nil, s.fail("_baseline_prediction", nil, fmt.Sprintf("%d numbers, want one", len(h.baseline)))
	}
	loss := lossName(s.value.Attr("loss"))
	switch loss {
	case "poisson", "gamma":
		return h.recoded(&histRegressor{h, true}), nil
	case "squared_error", "least_squares", "absolute_error", "least_absolute_deviation", "quantile":
		return h.recoded(&histRegressor{h, false}), nil
	}
	return nil, s.fail("loss", ErrUnsupported, fmt.Sprintf("%q is not known", loss))
}

// Predict returns the forecasts.
func (r *histRegressor) Predict(x Matrix) (Target, error) {
	y := r.raw(x).Data
	if r.exp {
		for i, v := range y {
			y[i] = math.Exp(v)
		}
	}
	return column(y), nil
}

// histClassifier is a HistGradientBoostingClassifier.
type histClassifier struct {
	*hist
	classes Target
}

func readHistClassifier(s *state) (any, error) {
	h, err := s.hist()
	if err != nil {
		return nil, err
	}
	if err := s.classes("classes_", len(h.baseline)); err != nil {
		return nil, err
	}
	return h.recoded(&histClassifier{h, s.model.Classes}), nil
}

// DecisionFunction returns the raw forecasts.
func (c *histClassifier) DecisionFunction(x Matrix) (Matrix, error) { return c.raw(x), nil }

// Predict returns the class of the largest raw forecast; of two classes the second above 0.
func (c *histClassifier) Predict(x Matrix) (Target, error) {
	raw := c.raw(x)
	if raw.Cols > 1 {
		return c.classes.take(raw.ArgMax()), nil
	}
	indices := make([]int, x.Rows)
	for i, v := range raw.Data {
		if v > 0 {
			indices[i] = 1
		}
	}
	return c.classes.take(indices), nil
}

// PredictProba returns sigmoids or softmax of the raw forecasts.
func (c *histClassifier) PredictProba(x Matrix) (Matrix, error) {
	raw := c.raw(x)
	if raw.Cols == 1 {
		return predict.BinaryProbabilities(raw.Data), nil
	}
	predict.Softmax(raw)
	return raw, nil
}

// PredictLogProba returns the logarithm of PredictProba.
func (c *histClassifier) PredictLogProba(x Matrix) (Matrix, error) { return logOf(c.PredictProba(x)) }

func (h *hist) cost() int { return len(h.stages) * len(h.baseline) * treeCost }
