package lightgbm

import (
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/predict"
)

// Matrix is rows × columns of float64, row after row. NaN is a missing value.
type Matrix = predict.Matrix

// A Booster is a model as LightGBM's own files have it. Its fields are not to be changed; any number of goroutines may forecast
// with it.
type Booster struct {
	Version           string   // of the format: "v2", "v3", "v4"; empty before LightGBM 2.0.12
	Objective         string   // as the file has it: "binary sigmoid:1"; empty if a user brought one
	Features          int      // columns that X must have
	Outputs           int      // forecasts a row: classes of a multiclass model, else 1
	FeatureNames      []string // as the file has them, blanks as underscores: "Column_0", … if the model was trained without
	BestIteration     int      // how many iterations early stopping left; 0 if there was none
	PandasCategorical [][]any  // of each column of categories that the training DataFrame had: float64, int64, bool or string; else nil

	objective objective
	average   bool // a forecast is the mean of the trees, not their sum
	forest    *predict.LightGBMForest
	infos     []string // of each feature what values it had; nil if the file does not tell
	splits    []splitGains
}

// Iterations returns how many rounds of boosting the model has.
func (b *Booster) Iterations() int { return b.forest.Iterations() }

// Trees returns how many trees the model has.
func (b *Booster) Trees() int { return b.forest.Trees() }

// TreeSize returns how many nodes tree i has, how many of these are leaves, and how many splits are on the way to the deepest.
func (b *Booster) TreeSize(i int) (nodes, leaves, depth int) { return b.forest.Size(i) }

// Named reports whether the columns that the model was trained on had names.
func (b *Booster) Named() bool {
	for i, name := range b.FeatureNames {
		if name != fmt.Sprintf("Column_%d", i) {
			return true
		}
	}
	return false
}

// Categorical returns the largest category that each feature had in training, or -1 if its values are no categories or the file
// does not tell; one that had the same value in all rows is of the latter.
func (b *Booster) Categorical() []int {
	out := make([]int, b.Features)
	for i := range out {
		out[i] = -1
		if b.infos == nil || b.infos[i] == "none" || strings.HasPrefix(b.infos[i], "[") {
			continue
		}
		for field := range strings.SplitSeq(b.infos[i], ":") {
			var c int
			if _, err := fmt.Sscanf(field, "%d", &c); err == nil {
				out[i] = max(out[i], c)
			}
		}
	}
	return out
}

// A Range is iterations from Begin on and before End. An End of 0 is that of the best iteration, if there is one, or of the model:
// the default of LightGBM's own predict.
type Range struct{ Begin, End int }

// iterations returns what a range stands for.
func (b *Booster) iterations(r Range) (from, to int, err error) {
	last := b.Iterations()
	if r.End == 0 {
		if r.End = last; b.BestIteration > 0 && r.Begin <= 0 {
			r.End = min(last, b.BestIteration)
		}
	}
	if r.Begin < 0 || r.Begin > r.End || r.End > last {
		return 0, 0, b.fail(nil, fmt.Sprintf("iterations %d to %d of %d", r.Begin, r.End, last))
	}
	return r.Begin, r.End, nil
}

func (b *Booster) fail(cause error, text string) error {
	return &Error{Class: "Booster", Version: b.Version, Text: text, Err: cause}
}

// check checks the shape of x, with LightGBM's message.
func (b *Booster) check(x Matrix) error {
	switch {
	case x.Cols != b.Features:
		return b.fail(ErrFeatures, fmt.Sprintf("The number of features in data (%d) is not the same as it was in training data (%d).", x.Cols, b.Features))
	case x.Rows < 0 || len(x.Data)%x.Cols != 0 || len(x.Data)/x.Cols != x.Rows:
		return b.fail(ErrShape, fmt.Sprintf("X has %d values, not %d rows of %d", len(x.Data), x.Rows, x.Cols))
	case x.Rows > math.MaxInt/8/b.Outputs:
		return b.fail(ErrShape, fmt.Sprintf("%d rows are too many", x.Rows))
	}
	return nil
}

// Raw returns what the trees add up to: rows × Outputs (predict with raw_score=True).
func (b *Booster) Raw(x Matrix, r Range) (Matrix, error) {
	if err := b.check(x); err != nil {
		return Matrix{}, err
	}
	from, to, err := b.iterations(r)
	if err != nil {
		return Matrix{}, err
	}
	out := predict.NewMatrix(x.Rows, b.Outputs)
	b.forest.Sum(out.Data, x, from, to)
	return out, nil
}

// Predict returns forecasts: rows × Outputs. They are probabilities of binary, multiclass, multiclassova and cross_entropy, raw
// scores of lambdarank, rank_xendcg and a user's own objective, values of the others.
func (b *Booster) Predict(x Matrix, r Range) (Matrix, error) {
	if err := b.check(x); err != nil {
		return Matrix{}, err
	}
	out := predict.NewMatrix(x.Rows, b.Outputs)
	return out, b.predictTo(out.Data, x, r)
}

// PredictRow sets out, which must have Outputs items, to the forecasts for one row. It allocates nothing.
func (b *Booster) PredictRow(out, row []float64) error {
	x := Matrix{Data: row, Rows: 1, Cols: len(row)}
	if len(out) != b.Outputs {
		return b.fail(ErrShape, fmt.Sprintf("room for %d forecasts, want %d", len(out), b.Outputs))
	}
	if err := b.check(x); err != nil {
		return err
	}
	return b.predictTo(out, x, Range{})
}

func (b *Booster) predictTo(out []float64, x Matrix, r Range) error {
	from, to, err := b.iterations(r)
	if err != nil {
		return err
	}
	b.forest.Sum(out, x, from, to)
	if b.average {
		for i := range out {
			out[i] /= float64(to - from)
		}
	}
	b.objective.convert(out, b.Outputs)
	return nil
}

// Leaves returns the number in the file of the leaf that each row comes to in each tree: rows × trees (predict with
// pred_leaf=True).
func (b *Booster) Leaves(x Matrix, r Range) (leaves []int32, trees int, err error) {
	if err := b.check(x); err != nil {
		return nil, 0, err
	}
	from, to, err := b.iterations(r)
	if err != nil {
		return nil, 0, err
	}
	trees = (to - from) * b.Outputs
	if trees != 0 && x.Rows > math.MaxInt/4/trees {
		return nil, 0, b.fail(ErrShape, fmt.Sprintf("%d rows are too many", x.Rows))
	}
	leaves = make([]int32, x.Rows*trees)
	b.forest.Leaves(leaves, x, from, to)
	return leaves, trees, nil
}

// An Importance is a way to tell how much a feature matters.
type Importance string

const (
	Split Importance = "split" // how many splits are of it
	Gain  Importance = "gain"  // what these gained together
)

// FeatureImportance returns how much each feature matters for what Predict says by default.
func (b *Booster) FeatureImportance(kind Importance) ([]float64, error) {
	_, to, err := b.iterations(Range{})
	if err != nil {
		return nil, err
	}
	out := make([]float64, b.Features)
	for i, s := range b.splits[:to*b.Outputs] {
		if s.gain == nil && len(s.feature) > 0 {
			return nil, b.fail(ErrUnsupported, fmt.Sprintf("the file does not tell what the splits of tree %d gained", i))
		}
		for j, feature := range s.feature {
			gain := float64(float32(s.gain[j]))
			switch {
			case !(gain > 0):
			case kind == Gain:
				out[feature] += gain
			case kind == Split:
				out[feature]++
			default:
				return nil, b.fail(ErrUnsupported, fmt.Sprintf("no importance %q", kind))
			}
		}
	}
	return out, nil
}
