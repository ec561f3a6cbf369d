package xgboost

import (
	"fmt"
	"math"
	"strconv"

	"github.com/brine-go/brine/predict"
)

// Matrix is rows × columns of float64, row after row. XGBoost's features are float32: values are rounded where they are
// used. NaN is a missing value.
type Matrix = predict.Matrix

// A Booster is a model as XGBoost's own files have it. Its fields are not to be changed; any number of goroutines may
// forecast with it.
type Booster struct {
	Objective    string            // "binary:logistic"
	Booster      string            // "gbtree", "dart" or "gblinear"
	Features     int               // columns that X must have
	Outputs      int               // margins a row: classes, targets or 1
	FeatureNames []string          // nil if the model was trained without
	FeatureTypes []string          // "float", "int", "i", "q" or "c" (categories); nil as well
	Categories   []any             // of each feature what its codes stand for: a []string, a []int64, or nil; nil before 3.1
	Attributes   map[string]string // "best_iteration", "best_score" and what users set

	version   [3]int
	classes   int // as the file has them, 0 and 0 where there are none
	targets   int
	objective objective
	base      []float32 // margins of a model without trees
	forest    *predict.XGBForest
	linear    *predict.XGBLinear
	trees     []tree
	ends      []int // trees before the end of each iteration, from 0 on
}

// Version returns the release of XGBoost that wrote the model: "3.3.0", of a binary file "1.7"; "" before 1.0, which did not tell.
func (b *Booster) Version() string {
	if b.version[0] == 0 {
		return ""
	}
	if b.version[2] < 0 {
		return fmt.Sprintf("%d.%d", b.version[0], b.version[1])
	}
	return fmt.Sprintf("%d.%d.%d", b.version[0], b.version[1], b.version[2])
}

// before reports whether an earlier release wrote the model.
func (b *Booster) before(major, minor int) bool {
	return b.version[0] < major || b.version[0] == major && b.version[1] < minor
}

// Iterations returns how many rounds of boosting the model has; 0 of gblinear, where they leave no trace.
func (b *Booster) Iterations() int { return max(0, len(b.ends)-1) }

// Trees returns how many trees the model has.
func (b *Booster) Trees() int { return len(b.trees) }

// BestIteration returns the iteration at which early stopping found the model to be best, from 0 on. Only estimators
// forecast with the trees up to it; a Booster does with all.
func (b *Booster) BestIteration() (iteration int, ok bool) {
	n, err := strconv.Atoi(b.Attributes["best_iteration"])
	return n, err == nil && n >= 0
}

// A Range is iterations from Begin on and before End; an End of 0 is that of the model.
type Range struct{ Begin, End int }

// treesIn returns the trees of some iterations.
func (b *Booster) treesIn(r Range) (from, to int, err error) {
	last := b.Iterations()
	if r.End == 0 {
		r.End = last
	}
	if r.Begin < 0 || r.Begin > r.End || r.End > last {
		return 0, 0, b.fail(nil, fmt.Sprintf("iterations %d to %d of %d", r.Begin, r.End, last))
	}
	if b.forest == nil || len(b.ends) == 0 {
		return 0, 0, nil
	}
	return b.ends[r.Begin], b.ends[r.End], nil
}

func (b *Booster) fail(cause error, text string) error {
	return &Error{Class: "Booster", Version: b.Version(), Text: text, Err: cause}
}

// Margin returns what the trees sum up to: rows × Outputs, row after row. Sums are XGBoost's, bit for bit.
func (b *Booster) Margin(x Matrix, r Range) ([]float32, error) {
	if err := b.check(x, false); err != nil {
		return nil, err
	}
	return b.margin(x, nan, r)
}

// margin is Margin of an X that was checked, of which values that equal missing are missing.
func (b *Booster) margin(x Matrix, missing float32, r Range) ([]float32, error) {
	out := make([]float32, x.Rows*b.Outputs)
	return out, b.marginTo(out, x, missing, r)
}

// Predict returns forecasts, row after row, and how many a row there are: probabilities of binary:logistic and
// multi:softprob, numbers of classes of multi:softmax, margins of rank:* and binary:logitraw, values of the others.
func (b *Booster) Predict(x Matrix, r Range) (forecasts []float32, outputs int, err error) {
	m, err := b.Margin(x, r)
	if err != nil {
		return nil, 0, err
	}
	forecasts, outputs = b.objective.fromMargin(m, b.Outputs)
	return forecasts, outputs, nil
}

// PredictRow sets out, which must have Outputs items, to the forecasts for one row, and returns how many there are. It
// allocates nothing.
func (b *Booster) PredictRow(out []float32, row []float64) (int, error) {
	x := Matrix{Data: row, Rows: 1, Cols: len(row)}
	if len(out) != b.Outputs {
		return 0, b.fail(ErrShape, fmt.Sprintf("room for %d forecasts, want %d", len(out), b.Outputs))
	}
	if err := b.check(x, false); err != nil {
		return 0, err
	}
	if err := b.marginTo(out, x, nan, Range{}); err != nil {
		return 0, err
	}
	_, n := b.objective.fromMargin(out, b.Outputs)
	return n, nil
}

// Leaves returns the number in the file of the leaf that each row comes to in each tree: rows × trees (pred_leaf).
func (b *Booster) Leaves(x Matrix, r Range) (leaves []int32, trees int, err error) {
	if err := b.check(x, false); err != nil {
		return nil, 0, err
	}
	return b.leaves(x, nan, r)
}

func (b *Booster) leaves(x Matrix, missing float32, r Range) (leaves []int32, trees int, err error) {
	if b.forest == nil {
		return nil, 0, b.fail(ErrUnsupported, "gblinear does not support prediction of leaf index")
	}
	from, to, err := b.treesIn(r)
	if err != nil {
		return nil, 0, err
	}
	leaves = make([]int32, x.Rows*(to-from))
	b.forest.Apply(leaves, x, missing, from, to)
	return leaves, to - from, nil
}

// marginTo sets out to the margins.
func (b *Booster) marginTo(out []float32, x Matrix, missing float32, r Range) error {
	if b.linear != nil {
		b.linear.SetTo(out, x, missing, b.base[0]) // the first for all, even if there are more
		return nil
	}
	from, to, err := b.treesIn(r)
	if err != nil {
		return err
	}
	// Before 1.3 the base was added to the sum of the trees, not the trees to it (PredValue of src/predictor/cpu_predictor.cc). A model of
	// before 1.0 does not tell its release; later ones are its measure.
	late := b.version[0] > 0 && b.before(1, 3)
	if late {
		clear(out)
	} else {
		for i := 0; i < len(out); i += len(b.base) {
			copy(out[i:], b.base)
		}
	}
	b.forest.AddTo(out, x, missing, from, to)
	if late {
		for i := range out {
			out[i] += b.base[i%len(b.base)]
		}
	}
	return nil
}

// check refuses an X of another shape, and what is infinite as float32 unless the caller takes it: a DMatrix does not,
// inplace_predict does.
func (b *Booster) check(x Matrix, infinite bool) error {
	switch {
	case x.Rows < 0 || x.Cols < 0 || x.Cols > 0 && (len(x.Data)%x.Cols != 0 || len(x.Data)/x.Cols != x.Rows) || x.Cols == 0 && len(x.Data) != 0:
		return b.fail(ErrShape, fmt.Sprintf("X has %d values, not %d rows of %d", len(x.Data), x.Rows, x.Cols))
	case x.Cols != b.Features:
		return b.fail(ErrFeatures, fmt.Sprintf("Feature shape mismatch, expected: %d, got %d", b.Features, x.Cols))
	}
	if infinite {
		return nil
	}
	for i, v := range x.Data {
		if math.IsInf(float64(float32(v)), 0) {
			return b.fail(ErrInfinite, fmt.Sprintf("Input data contains `inf` or a value too large (row %d, column %d)", i/x.Cols, i%x.Cols))
		}
	}
	return nil
}

// Importance is what importances are counted in: get_score's importance_type.
type Importance string

const (
	Weight     Importance = "weight"      // splits by the feature; of gblinear, its coefficient
	Gain       Importance = "gain"        // mean loss that its splits save
	Cover      Importance = "cover"       // mean sum of Hessians of its splits
	TotalGain  Importance = "total_gain"  // sum
	TotalCover Importance = "total_cover" // sum
)

// Score returns the importance of each feature that is used, by its number (get_score).
func (b *Booster) Score(kind Importance) (map[int]float32, error) {
	out, count := map[int]float32{}, map[int]float32{}
	if b.linear != nil {
		if kind != Weight || b.Outputs != 1 {
			return nil, b.fail(ErrUnsupported, "gblinear only has `weight` defined for feature importance")
		}
		for i, w := range b.linear.Weights {
			out[i] = w
		}
		return out, nil
	}
	for i, t := range b.trees {
		for j, left := range t.Left {
			if left < 0 {
				continue
			}
			f := int(t.Feature[j])
			count[f]++
			var stat []float32
			switch kind {
			case Weight:
				continue
			case Gain, TotalGain:
				stat = t.gain
			case Cover, TotalCover:
				stat = t.cover
			default:
				return nil, b.fail(ErrUnsupported, fmt.Sprintf("importance %q", kind))
			}
			if len(stat) != len(t.Left) {
				return nil, b.fail(ErrUnsupported, fmt.Sprintf("tree %d has no statistics for %q", i, kind))
			}
			out[f] += stat[j]
		}
	}
	switch kind {
	case Weight:
		return count, nil
	case Gain, Cover:
		for f, n := range count {
			out[f] /= n
		}
	}
	return out, nil
}

// TreeSize returns the number of nodes of tree i and of those that are leaves, and the number of splits on the longest way to a leaf.
func (b *Booster) TreeSize(i int) (nodes, leaves, depth int) {
	t := &b.trees[i]
	type at struct{ node, depth int }
	for todo := []at{{0, 0}}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		nodes++
		if t.Left[n.node] < 0 {
			leaves, depth = leaves+1, max(depth, n.depth)
			continue
		}
		todo = append(todo, at{int(t.Left[n.node]), n.depth + 1}, at{int(t.Right[n.node]), n.depth + 1})
	}
	return nodes, leaves, depth
}
