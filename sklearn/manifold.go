package sklearn

import (
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/predict"
)

// isomap is an Isomap: how far a row is from all training rows, by way of its neighbours, goes through a KernelPCA.
type isomap struct {
	model    *Model
	near     *nearestRows
	radius   float64
	geodesic Matrix
	kernel   *Model
}

func readIsomap(s *state) (any, error) {
	t := &isomap{model: s.model}
	var err error
	if t.near, err = s.searchIn("nbrs_"); err != nil {
		return nil, err
	}
	if s.isNone("n_neighbors") {
		t.near.k = 0
		if t.radius, err = s.number("radius"); err != nil {
			return nil, err
		}
	}
	if t.geodesic, err = s.square("dist_matrix_"); err != nil {
		return nil, err
	}
	if t.geodesic.Rows != t.near.Rows() {
		return nil, s.fail("dist_matrix_", nil, fmt.Sprintf("it is of %d rows, the neighbours are of %d", t.geodesic.Rows, t.near.Rows()))
	}
	v, err := s.attr("kernel_pca_")
	if err != nil {
		return nil, err
	}
	if t.kernel, err = s.child(v, "kernel_pca_"); err != nil {
		return nil, err
	}
	if !t.kernel.Has(MethodTransform) || t.kernel.NFeatures != t.geodesic.Rows {
		return nil, s.fail("kernel_pca_", nil, "it does not take a kernel of as many rows as there are")
	}
	return t, nil
}

// searchIn reads the NearestNeighbors of a manifold, whose features are the model's own.
func (s *state) searchIn(name string) (*nearestRows, error) {
	v, err := s.attr(name)
	if err != nil {
		return nil, err
	}
	m, err := s.child(v, name)
	if err != nil {
		return nil, err
	}
	n, ok := m.estimator.(*nearestRows)
	if !ok {
		return nil, s.fail(name, ErrUnsupported, fmt.Sprintf("a %s is not supported", m.ClassName))
	}
	return n, s.features(name, m.NFeatures)
}

func (t *isomap) cost() int { return t.geodesic.Rows * 16 }

// Transform returns the coordinates.
func (t *isomap) Transform(x Matrix) (Matrix, error) {
	n := t.geodesic.Rows
	kernel := predict.NewMatrix(x.Rows, n)
	index, distance := make([]int, t.near.k), make([]float64, t.near.k)
	for i := range x.Rows {
		if t.near.k > 0 {
			t.near.Nearest(x.Row(i), index, distance)
		} else {
			index, distance = t.near.Within(x.Row(i), t.radius, index[:0], distance[:0])
		}
		if len(index) == 0 {
			return Matrix{}, t.model.fail(ErrOutOfBounds, fmt.Sprintf("no training row is within the radius of row %d: zero-size array to reduction operation minimum which has no identity", i))
		}
		row := kernel.Row(i)
		for j := range row {
			least := math.Inf(1)
			for k, at := range index {
				least = math.Min(least, t.geodesic.Data[at*n+j]+distance[k])
			}
			row[j] = least * least * -.5
		}
	}
	out, err := t.kernel.Transform(kernel)
	return out, within("kernel_pca_", err)
}

func (t *isomap) featureNamesOut([]string) ([]string, error) {
	names, err := t.kernel.FeatureNamesOut()
	if err != nil {
		return nil, err
	}
	return numbered("isomap", len(names))
}

// locallyLinear is a LocallyLinearEmbedding: a row is where the weights that make it of its neighbours put it.
type locallyLinear struct {
	model     *Model
	near      *nearestRows
	train     Matrix
	embedding Matrix
	reg       float64
}

func readLocallyLinear(s *state) (any, error) {
	t := &locallyLinear{model: s.model}
	var err error
	if t.near, err = s.searchIn("nbrs_"); err != nil {
		return nil, err
	}
	if t.near.k, err = s.count("n_neighbors", 1, t.near.Rows()); err != nil {
		return nil, err
	}
	if t.train, err = s.object(s.value.Attr("nbrs_")).matrixOf("_fit_X", s.model.NFeatures); err != nil {
		return nil, err
	}
	if t.embedding, err = s.matrixOf("embedding_", 0); err != nil {
		return nil, err
	}
	if t.embedding.Rows != t.train.Rows {
		return nil, s.fail("embedding_", nil, fmt.Sprintf("it has %d rows, there are %d", t.embedding.Rows, t.train.Rows))
	}
	t.reg, err = s.number("reg")
	return t, err
}

func (t *locallyLinear) cost() int { return t.train.Rows }

// Transform returns the coordinates.
func (t *locallyLinear) Transform(x Matrix) (Matrix, error) {
	k := t.near.k
	out := predict.NewMatrix(x.Rows, t.embedding.Cols)
	index, distance := make([]int, k), make([]float64, k)
	apart, weights := predict.NewMatrix(k, x.Cols), make([]float64, k)
	for i := range x.Rows {
		t.near.Nearest(x.Row(i), index, distance)
		for a, at := range index {
			for j, v := range t.train.Row(at) {
				apart.Data[a*x.Cols+j] = v - x.Row(i)[j]
			}
			weights[a] = 1
		}
		gram := predict.ProductT(apart, apart)
		var trace float64
		for a := range k {
			trace += gram.Data[a*k+a]
		}
		reg := t.reg
		if trace > 0 {
			reg *= trace
		}
		for a := range k {
			gram.Data[a*k+a] += reg
		}
		chol, err := predict.NewCholesky(gram)
		if err != nil {
			return Matrix{}, t.model.fail(err, fmt.Sprintf("row %d: %v", i, err))
		}
		chol.Solve(weights)
		var sum float64
		for _, w := range weights {
			sum += w
		}
		for a, at := range index {
			for j, v := range t.embedding.Row(at) {
				out.Data[i*out.Cols+j] += float64(weights[a] / sum * v)
			}
		}
	}
	return out, nil
}

func (t *locallyLinear) featureNamesOut([]string) ([]string, error) {
	return numbered(strings.ToLower(t.model.ClassName), t.embedding.Cols)
}
