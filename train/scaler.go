package train

import (
	"math"

	"github.com/brine-go/brine/sklearn"
)

// A StandardScaler takes the mean off each column and divides by its standard deviation (scikit-learn's StandardScaler). NaN in X, which
// scikit-learn's skips, is an error.
type StandardScaler struct {
	WithMean bool
	WithStd  bool
}

// NewStandardScaler returns one with scikit-learn's defaults.
func NewStandardScaler() *StandardScaler { return &StandardScaler{WithMean: true, WithStd: true} }

// Fit returns a StandardScaler. y is not looked at.
func (s *StandardScaler) Fit(x sklearn.Matrix, _ sklearn.Target, opts ...Option) (*sklearn.Model, error) {
	t, err := newTask("StandardScaler", x, sklearn.Target{}, anyFloat64, opts)
	if err != nil {
		return nil, err
	}
	o := newObject(t)
	o.set("with_mean", s.WithMean)
	o.set("with_std", s.WithStd)
	o.set("copy", true)
	o.features()
	o.set("n_samples_seen_", s.samples(o))
	mean := make([]float64, x.Cols)
	t.means(mean, x)
	variance := t.variances(mean)
	for j, v := range variance {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, t.fail(sklearn.ErrInfinite, "column %d has values too large for their squares", j)
		}
	}
	if s.WithMean || s.WithStd {
		o.set("mean_", o.floats(mean, x.Cols))
	} else {
		o.set("mean_", nil)
	}
	if s.WithStd {
		o.set("var_", o.floats(variance, x.Cols))
		o.set("scale_", o.floats(t.scales(mean, variance), x.Cols))
	} else {
		o.set("var_", nil)
		o.set("scale_", nil)
	}
	return o.model("sklearn.preprocessing._data", "StandardScaler")
}

// samples is n_samples_seen_: rows, or what they weigh.
func (s *StandardScaler) samples(o *object) any {
	if o.t.weights == nil && (!o.t.release.since(floatSamplesSince) || !s.WithMean && !s.WithStd) {
		return o.int64(int64(o.t.x.Rows))
	}
	return o.float64(o.t.totalWeight())
}

func (t *task) totalWeight() float64 {
	var total float64
	for i := range t.x.Rows {
		total += t.weight(i)
	}
	return total
}

// variances are of the columns, by two passes with a correction (sklearn.utils.extmath._incremental_mean_and_var).
func (t *task) variances(mean []float64) []float64 {
	out, correction := make([]float64, t.x.Cols), make([]float64, t.x.Cols)
	for i := range t.x.Rows {
		w := t.weight(i)
		for j, v := range t.x.Row(i) {
			d := v - mean[j]
			correction[j] += float64(w * d)
			out[j] += float64(w * float64(d*d))
		}
	}
	total := t.totalWeight()
	for j := range out {
		out[j] = (out[j] - float64(correction[j]*correction[j])/total) / total
	}
	return out
}

// scales are standard deviations, 1 for columns that differ by no more than rounding (_is_constant_feature).
func (t *task) scales(mean, variance []float64) []float64 {
	total := t.totalWeight()
	out := make([]float64, len(variance))
	for j, v := range variance {
		error := float64(total * mean[j] * epsilon)
		if out[j] = math.Sqrt(v); v <= float64(total*epsilon*v)+float64(error*error) {
			out[j] = 1
		}
	}
	return out
}
