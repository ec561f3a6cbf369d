package sklearn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/brine-go/brine/predict"
)

// nearestRows is a NearestNeighbors: it finds training rows, by [Model.KNeighbors].
type nearestRows struct {
	*predict.Neighbors
	k    int
	gaps bool // metric="nan_euclidean"
}

func readNearestNeighbors(s *state) (any, error) { return s.nearestRows() }

// nearestRows reads a search whose n_neighbors is only what is taken if nobody says.
func (s *state) nearestRows() (*nearestRows, error) {
	search, err := s.searcher()
	if err != nil {
		return nil, err
	}
	n := &nearestRows{Neighbors: search, gaps: s.text("effective_metric_") == "nan_euclidean"}
	if !s.isNone("n_neighbors") {
		n.k, err = s.count("n_neighbors", 1, 1<<31-1)
	}
	return n, err
}

func (n *nearestRows) cost() int { return n.Rows() }

func (n *nearestRows) accepts() policy {
	if n.gaps {
		return allowNaN
	}
	return finite
}

// A neighborSearch finds the nearest training rows.
type neighborSearch interface {
	kneighbors(row []float64, index []int, distance []float64)
	size() (neighbors, rows int)
}

func (n *nearestRows) kneighbors(row []float64, index []int, distance []float64) {
	n.Nearest(row, index, distance)
}

func (n *nearestRows) size() (neighbors, rows int) { return n.k, n.Rows() }

// KNeighbors returns for each row of x the k training rows that are nearest, nearest first: their distances, rows × k, and their
// numbers in the same order (scikit-learn's kneighbors). With k = 0 it is as many as the model's n_neighbors. Models that find
// none are [ErrNoMethod].
func (m *Model) KNeighbors(x X, k int) (distances Matrix, indices []int, err error) {
	search, ok := m.estimator.(neighborSearch)
	if !ok {
		return Matrix{}, nil, m.fail(ErrNoMethod, "'"+m.ClassName+"' object has no attribute 'kneighbors'")
	}
	ready, err := Dense(x)
	if err != nil {
		return Matrix{}, nil, err
	}
	if !consistent(ready) {
		return Matrix{}, nil, m.fail(ErrShape, fmt.Sprintf("X has %d values, not %d rows of %d", len(ready.Data), ready.Rows, ready.Cols))
	}
	if err := m.check(ready); err != nil {
		return Matrix{}, nil, err
	}
	byDefault, rows := search.size()
	if k == 0 {
		k = byDefault
	}
	switch {
	case k < 1:
		return Matrix{}, nil, m.fail(ErrShape, fmt.Sprintf("Expected n_neighbors > 0. Got %d", k))
	case k > rows:
		return Matrix{}, nil, m.fail(ErrShape, fmt.Sprintf("Expected n_neighbors <= n_samples_fit, but n_neighbors = %d, n_samples_fit = %d, n_samples = %d", k, rows, ready.Rows))
	}
	distances, indices = predict.NewMatrix(ready.Rows, k), make([]int, ready.Rows*k)
	for i := range ready.Rows {
		search.kneighbors(ready.Row(i), indices[i*k:][:k], distances.Row(i))
	}
	return distances, indices, nil
}

// neighborGraph is a KNeighborsTransformer or RadiusNeighborsTransformer: a sparse matrix of the distances to training rows.
type neighborGraph struct {
	*nearestRows
	model        *Model
	radius       float64
	within       bool
	connectivity bool // 1 in place of the distance
}

func readNeighborGraph(s *state) (any, error) {
	n, err := s.nearestRows()
	if err != nil {
		return nil, err
	}
	g := &neighborGraph{nearestRows: n, model: s.model, within: s.model.ClassName == "RadiusNeighborsTransformer"}
	mode, err := s.choice("mode", "distance", "distance", "connectivity")
	if err != nil {
		return nil, err
	}
	g.connectivity = mode == "connectivity"
	if g.within {
		g.radius, err = s.number("radius")
		return g, err
	}
	if !g.connectivity { // the row itself counts
		g.k++
	}
	if s.isNone("n_neighbors") || g.k < 1 || g.k > n.Rows() {
		return nil, s.fail("n_neighbors", nil, fmt.Sprintf("%d of %d rows", g.k, n.Rows()))
	}
	return g, nil
}

// TransformX returns rows × training rows.
func (g *neighborGraph) TransformX(x X) (X, error) {
	m, err := Dense(x)
	if err != nil {
		return nil, err
	}
	if err := g.model.checkAs(m, g.accepts()); err != nil {
		return nil, err
	}
	out := predict.NewSparse(g.Rows())
	index, distance := make([]int, g.k), make([]float64, g.k)
	type pair struct {
		at       int
		distance float64
	}
	var pairs []pair
	for i := range m.Rows {
		if g.within {
			index, distance = g.Within(m.Row(i), g.radius, index[:0], distance[:0])
		} else {
			g.Nearest(m.Row(i), index, distance)
		}
		pairs = pairs[:0]
		for k, at := range index {
			pairs = append(pairs, pair{at, distance[k]})
		}
		slices.SortFunc(pairs, func(a, b pair) int { return a.at - b.at })
		for _, p := range pairs {
			if g.connectivity {
				p.distance = 1
			}
			out.Index, out.Data = append(out.Index, int32(p.at)), append(out.Data, p.distance)
		}
		out.EndRow()
	}
	return out, nil
}

func (g *neighborGraph) featureNamesOut([]string) ([]string, error) {
	return numbered(strings.ToLower(g.model.ClassName), g.Rows())
}

// outlierFactor is a LocalOutlierFactor: how much less dense it is around a row than around its neighbours.
type outlierFactor struct {
	*nearestRows
	novelty bool
	density []float64 // local reachability of each training row
	reach   []float64 // how far the last neighbour of each training row is
	offset  float64
}

func readOutlierFactor(s *state) (any, error) {
	novelty, err := s.flag("novelty", false)
	if err != nil {
		return nil, err
	}
	if !novelty { // it only tells about the training rows
		if _, err := s.attr("negative_outlier_factor_"); err != nil {
			return nil, err
		}
		return fitted{}, nil
	}
	n, err := s.nearestRows()
	if err != nil {
		return nil, err
	}
	f := &outlierFactor{nearestRows: n, novelty: novelty}
	if n.k, err = s.count("n_neighbors_", 1, n.Rows()); err != nil {
		return nil, err
	}
	if f.density, err = s.vector("_lrd", n.Rows(), false); err != nil {
		return nil, err
	}
	last, err := s.matrixOf("_distances_fit_X_", 0)
	if err != nil {
		return nil, err
	}
	if last.Rows != n.Rows() || last.Cols < n.k {
		return nil, s.fail("_distances_fit_X_", nil, fmt.Sprintf("got %d × %d distances of %d rows to %d neighbours", last.Rows, last.Cols, n.Rows(), n.k))
	}
	f.reach = last.Column(n.k - 1)
	f.offset, err = s.number("offset_")
	return f, err
}

// ScoreSamples returns the negative factor.
func (f *outlierFactor) ScoreSamples(x Matrix) ([]float64, error) {
	out := make([]float64, x.Rows)
	index, distance := make([]int, f.k), make([]float64, f.k)
	for i := range out {
		f.Nearest(x.Row(i), index, distance)
		var reach, ratio float64
		for k, at := range index {
			reach += max(distance[k], f.reach[at])
		}
		density := 1 / (reach/float64(f.k) + 1e-10)
		for _, at := range index {
			ratio += f.density[at] / density
		}
		out[i] = -(ratio / float64(f.k))
	}
	return out, nil
}

// DecisionFunction is below 0 for outliers.
func (f *outlierFactor) DecisionFunction(x Matrix) (Matrix, error) {
	scores, err := f.ScoreSamples(x)
	return lessOffset(scores, f.offset), err
}

// Predict returns -1 for outliers and 1 for the rest.
func (f *outlierFactor) Predict(x Matrix) (Target, error) {
	scores, err := f.DecisionFunction(x)
	return inliers(scores.Data), err
}
