package sklearn

import (
	"math"

	"github.com/brine-go/brine/predict"
)

// readComponents reads a transformer that is a product with components_: random projections.
func readComponents(s *state) (any, error) { return s.components() }

// readNCA reads a NeighborhoodComponentsAnalysis, which names as many columns as it says: before 1.5 those that it takes.
func readNCA(s *state) (any, error) {
	p, err := s.components()
	if err != nil || !s.value.Attr("_n_features_out").IsValid() {
		return p, err
	}
	n, err := s.count("_n_features_out", 1, max(p.Features, p.Outputs))
	return &named{p, n}, err
}

// named is a projection that tells how many columns it names.
type named struct {
	*projection
	names int
}

func (n *named) featureNamesOut([]string) ([]string, error) { return numbered(n.prefix, n.names) }

// readFastICA is (X - mean_)·components_ᵀ, without the mean if it was not whitened.
func readFastICA(s *state) (any, error) {
	p, err := s.components()
	if err != nil {
		return nil, err
	}
	p.first = true
	if whiten, ok := s.value.Attr("whiten").Bool(); ok && !whiten {
		return p, nil
	}
	p.mean, err = s.vector("mean_", p.Features, false)
	return p, err
}

// factors is a FactorAnalysis: the expected factors of rows that are normal around them.
type factors struct {
	model      *Model
	components Matrix
	mean       []float64
	weighed    Matrix // components divided by the noise
	covariance Matrix // of the factors
	noise      []float64
}

func readFactorAnalysis(s *state) (any, error) {
	c, err := s.matrixOf("components_", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("components_", c.Cols); err != nil {
		return nil, err
	}
	f := &factors{model: s.model, components: c}
	if f.mean, err = s.vector("mean_", c.Cols, false); err != nil {
		return nil, err
	}
	if f.noise, err = s.vector("noise_variance_", c.Cols, true); err != nil {
		return nil, err
	}
	f.weighed = predict.NewMatrix(c.Rows, c.Cols)
	for i, v := range c.Data {
		f.weighed.Data[i] = v / f.noise[i%c.Cols]
	}
	inner := predict.ProductT(f.weighed, c)
	for i := range inner.Rows {
		inner.Data[i*inner.Cols+i]++
	}
	if f.covariance, _, err = predict.Inverse(inner); err != nil {
		return nil, s.wrap("components_", err)
	}
	return f, nil
}

// Transform returns the expected factors.
func (f *factors) Transform(x Matrix) (Matrix, error) {
	centred := predict.Scaler{Center: f.mean}
	return predict.Product(predict.ProductT(centred.Transform(x), f.weighed), f.covariance), nil
}

// ScoreSamples returns the log likelihood of each row.
func (f *factors) ScoreSamples(x Matrix) ([]float64, error) {
	n := f.components.Cols
	half := predict.Product(f.covariance, f.components)
	precision := predict.NewMatrix(n, n)
	for i := range n {
		for j := range n {
			var sum float64
			for k := range f.components.Rows {
				sum += float64(f.components.Data[k*n+i] * half.Data[k*n+j])
			}
			precision.Data[i*n+j] = sum / f.noise[i] / -f.noise[j]
		}
		precision.Data[i*n+i] += 1 / f.noise[i]
	}
	_, logDet, err := predict.Inverse(precision)
	if err != nil {
		return nil, f.model.fail(err, "score_samples: "+err.Error())
	}
	centred := predict.Scaler{Center: f.mean}
	out := predict.Variance(centred.Transform(x), precision)
	for i, v := range out {
		out[i] = -.5*v - .5*(float64(float64(n)*math.Log(2*math.Pi))-logDet)
	}
	return out, nil
}

func (f *factors) featureNamesOut([]string) ([]string, error) {
	return numbered("factoranalysis", f.components.Rows)
}

// readSparsePCA reads a SparsePCA or MiniBatchSparsePCA: coordinates of which the components make X with the least error, by
// ridge regression.
func readSparsePCA(s *state) (any, error) {
	c, err := s.matrixOf("components_", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("components_", c.Cols); err != nil {
		return nil, err
	}
	if v, ok := s.value.Attr("normalize_components").Bool(); ok && !v { // before 0.22
		return nil, s.fail("normalize_components", ErrUnsupported, "False is not supported")
	}
	mean, err := s.vector("mean_", c.Cols, false)
	if err != nil {
		return nil, err
	}
	alpha, err := s.number("ridge_alpha")
	if err != nil {
		return nil, err
	}
	gram := predict.ProductT(c, c)
	for i := range gram.Rows {
		gram.Data[i*gram.Cols+i] += alpha
	}
	chol, err := predict.NewCholesky(gram)
	if err != nil {
		return nil, s.wrap("components_", err)
	}
	t := s.mapped(c.Rows, func(x Matrix) Matrix {
		centred := predict.Scaler{Center: mean}
		out := predict.ProductT(centred.Transform(x), c)
		for i := range out.Rows {
			chol.Solve(out.Row(i))
		}
		return out
	})
	return t, nil
}
