package sklearn

import (
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/internal/unzeroed"
	"github.com/brine-go/brine/predict"
)

// matrixOf returns a fitted attribute that is a matrix of cols columns, or of any number if cols is 0.
func (s *state) matrixOf(name string, cols int) (Matrix, error) {
	a, err := s.numbers(name)
	if err != nil {
		return Matrix{}, err
	}
	if len(a.shape) != 2 || a.shape[0] == 0 || a.shape[1] == 0 || cols != 0 && a.shape[1] != cols {
		want := "a matrix"
		if cols != 0 {
			want = fmt.Sprintf("a matrix of %d columns", cols)
		}
		return Matrix{}, s.fail(name, nil, fmt.Sprintf("got an array of shape %v, want %s", a.shape, want))
	}
	return Matrix{Data: a.data, Rows: a.shape[0], Cols: a.shape[1]}, nil
}

// projection turns X into its coordinates along components: (X - mean)·componentsᵀ / scale.
type projection struct {
	predict.Linear           // the components, without intercepts
	mean           []float64 // nil if nothing is taken off
	first          bool      // the mean is taken off X, else its coordinates off those of X
	scale          []float64 // nil if nothing is divided
	prefix         string    // of the names of what comes out
}

func (p *projection) cost() int { return len(p.Coef) / laneProducts }

// components reads components_.
func (s *state) components() (*projection, error) {
	c, err := s.matrixOf("components_", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("components_", c.Cols); err != nil {
		return nil, err
	}
	return &projection{
		Linear: predict.Linear{Coef: c.Data, Intercept: make([]float64, c.Rows), Features: c.Cols, Outputs: c.Rows},
		prefix: strings.ToLower(s.model.ClassName),
	}, nil
}

// readPCA reads PCA and IncrementalPCA.
func readPCA(s *state) (any, error) {
	p, err := s.components()
	if err != nil {
		return nil, err
	}
	p.first = !s.version.since(pcaCentredLastSince)
	if p.mean, err = s.vector("mean_", p.Features, false); err != nil {
		return nil, err
	}
	whiten, err := s.flag("whiten", false)
	if err != nil {
		return nil, err
	}
	variance, err := s.vector("explained_variance_", p.Outputs, false)
	if err != nil {
		return nil, err
	}
	noise, err := s.vector("noise_variance_", 1, false)
	if err != nil {
		return nil, err
	}
	full := func() (any, error) { return &pca{*p, variance, noise[0], whiten}, nil }
	if !whiten {
		return full()
	}
	p.scale = make([]float64, p.Outputs)
	for i, v := range variance {
		p.scale[i] = math.Sqrt(v)
		if s.version.since(pcaScaleKeptSince) {
			p.scale[i] = math.Max(p.scale[i], 0x1p-52)
		}
	}
	return full()
}

// A pca knows how likely a row is, too.
type pca struct {
	projection
	variance []float64 // of each component
	noise    float64
	whiten   bool
}

// precision returns the inverse of the covariance that the components describe, features × features, by the inversion of a
// matrix of components × components (_BasePCA.get_precision). Components that whiten count times their deviation once more,
// as they do there.
func (p *pca) precision() (Matrix, error) {
	n, k := p.Features, p.Outputs
	coef := make([]float64, len(p.Coef))
	for c, v := range p.variance {
		scale := 1.0
		if p.whiten {
			scale = math.Sqrt(v)
		}
		for j := range n {
			coef[c*n+j] = p.Coef[c*n+j] * scale
		}
	}
	excess := func(c int) float64 { return math.Max(p.variance[c]-p.noise, 0) }
	if p.noise == 0 {
		cov := predict.NewMatrix(n, n)
		for c := range k {
			for i := range n {
				for j := range n {
					cov.Data[i*n+j] += float64(float64(coef[c*n+i]*excess(c)) * coef[c*n+j])
				}
			}
		}
		inv, _, err := predict.Inverse(cov)
		return inv, err
	}
	inner := predict.NewMatrix(k, k)
	for a := range k {
		for b := range k {
			var sum float64
			for j := range n {
				sum += float64(coef[a*n+j] * coef[b*n+j])
			}
			inner.Data[a*k+b] = sum / p.noise
		}
		inner.Data[a*k+a] += 1 / excess(a)
	}
	inv, _, err := predict.Inverse(inner)
	if err != nil {
		return inv, err
	}
	half := predict.NewMatrix(n, k) // componentsᵀ·inverse
	for i := range n {
		for b := range k {
			var sum float64
			for a := range k {
				sum += float64(coef[a*n+i] * inv.Data[a*k+b])
			}
			half.Data[i*k+b] = sum
		}
	}
	out := predict.NewMatrix(n, n)
	for i := range n {
		for j := range n {
			var sum float64
			for b := range k {
				sum += float64(half.Data[i*k+b] * coef[b*n+j])
			}
			out.Data[i*n+j] = sum / -float64(p.noise*p.noise)
		}
		out.Data[i*n+i] += 1 / p.noise
	}
	return out, nil
}

// ScoreSamples returns the log likelihood of each row in the normal distribution that the components describe.
func (p *pca) ScoreSamples(x Matrix) ([]float64, error) {
	precision, err := p.precision()
	var logDet float64
	if err == nil {
		_, logDet, err = predict.Inverse(precision)
	}
	if err != nil {
		return nil, &Error{Text: "score_samples: " + err.Error(), Err: err}
	}
	centred := predict.Scaler{Center: p.mean}
	out := predict.Variance(centred.Transform(x), precision)
	for i, v := range out {
		out[i] = -.5*v - .5*(float64(float64(p.Features)*math.Log(2*math.Pi))-logDet)
	}
	return out, nil
}

// readTruncatedSVD is X·components_ᵀ.
func readTruncatedSVD(s *state) (any, error) { return s.components() }

// Transform returns rows × components.
func (p *projection) Transform(x Matrix) (Matrix, error) {
	var off []float64
	out := Matrix{Data: unzeroed.Floats(x.Rows * p.Outputs), Rows: x.Rows, Cols: p.Outputs}
	switch {
	case p.mean != nil && p.first: // some rows at a time, which stay in the cache
		const block = 256
		scaler, centred := predict.Scaler{Center: p.mean}, predict.NewMatrix(min(block, x.Rows), x.Cols)
		for from := 0; from < x.Rows; from += block {
			to := min(from+block, x.Rows)
			part := Matrix{Data: centred.Data[:(to-from)*x.Cols], Rows: to - from, Cols: x.Cols}
			scaler.TransformInto(part, Matrix{Data: x.Data[from*x.Cols : to*x.Cols], Rows: to - from, Cols: x.Cols})
			p.DecisionInto(out.Data[from*out.Cols:to*out.Cols], part)
		}
	case p.mean != nil:
		off = p.Decision(Matrix{Data: p.mean, Rows: 1, Cols: p.Features})
		fallthrough
	default:
		p.DecisionInto(out.Data, x)
	}
	for i := range out.Rows {
		row := out.Row(i)
		for j, v := range off {
			row[j] -= v
		}
		for j, v := range p.scale {
			row[j] /= v
		}
	}
	return out, nil
}

func (p *projection) featureNamesOut([]string) ([]string, error) {
	return numbered(p.prefix, p.Outputs)
}

// numbered names columns that are made anew: pca0, pca1, …
func numbered(prefix string, n int) ([]string, error) {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint(prefix, i)
	}
	return names, nil
}

// kMeans gives each row the nearest of its centres.
type kMeans struct {
	centres Matrix
	columns *predict.Columns // the centres again
	square  []float64        // their squared lengths
	prefix  string
}

func readKMeans(s *state) (any, error) {
	c, err := s.matrixOf("cluster_centers_", 0)
	if err != nil {
		return nil, err
	}
	k := newKMeans(c, strings.ToLower(s.model.ClassName))
	return &k, s.features("cluster_centers_", c.Cols)
}

func newKMeans(centres Matrix, prefix string) kMeans {
	k := kMeans{centres: centres, columns: predict.ColumnsOf(centres), square: make([]float64, centres.Rows), prefix: prefix}
	for i := range k.square {
		for _, x := range centres.Row(i) {
			k.square[i] += float64(x * x)
		}
	}
	return k
}

// Transform returns the distances to all centres.
func (k *kMeans) Transform(x Matrix) (Matrix, error) { return predict.Euclidean(x, k.centres), nil }

// Predict returns the number of the nearest centre.
func (k *kMeans) Predict(x Matrix) (Target, error) {
	return column(k.columns.NearestRows(x, k.square)), nil
}

func (k *kMeans) featureNamesOut([]string) ([]string, error) {
	return numbered(k.prefix, k.centres.Rows)
}
