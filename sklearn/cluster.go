package sklearn

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/brine-go/brine/predict"
	"github.com/brine-go/brine/py"
)

// fitted is an estimator that only ever tells about what it was fitted on, by its attributes: a clusterer or an embedding without
// predict or transform.
type fitted struct{}

// readFitted reads estimators that have labels_, embedding_, or the like.
func readFitted(s *state) (any, error) {
	for _, name := range []string{"labels_", "embedding_", "row_labels_"} {
		if s.value.Attr(name).IsValid() {
			return fitted{}, nil
		}
	}
	_, err := s.attr("labels_")
	return nil, err
}

// centres gives each row the nearest of some centres: a MeanShift or AffinityPropagation.
type centres struct{ rows Matrix }

func readMeanShift(s *state) (any, error) {
	c, err := s.matrixOf("cluster_centers_", 0)
	if err != nil {
		return nil, err
	}
	return &centres{c}, s.features("cluster_centers_", c.Cols)
}

// readAffinityPropagation reads centres, if X was rows and not how similar they are. There are none if it did not converge.
func readAffinityPropagation(s *state) (any, error) {
	if s.text("affinity") == "precomputed" {
		return fitted{}, nil
	}
	a, err := s.numbers("cluster_centers_")
	if err != nil {
		return nil, err
	}
	if len(a.data) == 0 {
		return &centres{}, nil
	}
	return readMeanShift(s)
}

// Predict returns the number of the nearest centre, or -1 if there is none.
func (c *centres) Predict(x Matrix) (Target, error) {
	if c.rows.Rows == 0 {
		return column(slices.Repeat([]int64{-1}, x.Rows)), nil
	}
	return numbersOf(predict.NearestCentres(x, c.rows)), nil
}

// birch is a Birch: rows belong to subclusters, and those to clusters.
type birch struct {
	kMeans
	labels []int64
}

func readBirch(s *state) (any, error) {
	c, err := s.matrixOf("subcluster_centers_", 0)
	if err != nil {
		return nil, err
	}
	labels, err := s.vector("subcluster_labels_", c.Rows, false)
	if err != nil {
		return nil, err
	}
	b := &birch{kMeans: newKMeans(c, "birch")}
	for _, v := range labels {
		b.labels = append(b.labels, int64(v))
	}
	return b, s.features("subcluster_centers_", c.Cols)
}

// Predict returns the cluster of the nearest subcluster.
func (b *birch) Predict(x Matrix) (Target, error) {
	out := make([]int64, x.Rows)
	for i, at := range predict.NearestCentres(x, b.centres) {
		out[i] = b.labels[at]
	}
	return column(out), nil
}

// bisecting is a BisectingKMeans: a tree of pairs of centres leads to the clusters.
type bisecting struct {
	kMeans
	nodes []bisection
}

// A bisection is a node of the tree: its centre, and the clusters or nodes that it leads to.
type bisection struct {
	centre []float64
	left   int // 0 in a leaf
	right  int
	label  int64
}

func readBisecting(s *state) (any, error) {
	c, err := s.matrixOf("cluster_centers_", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("cluster_centers_", c.Cols); err != nil {
		return nil, err
	}
	root, err := s.attr("_bisecting_tree")
	if err != nil {
		return nil, err
	}
	mean := make([]float64, c.Cols)
	if s.value.Attr("_X_mean").IsValid() {
		if mean, err = s.vector("_X_mean", c.Cols, false); err != nil {
			return nil, err
		}
	}
	b := &bisecting{kMeans: newKMeans(c, strings.ToLower(s.model.ClassName))}
	todo := []py.Value{root}
	for at := 0; at < len(todo); at++ { // nodes in the order of their number
		if at >= 2*c.Rows {
			return nil, s.fail("_bisecting_tree", nil, fmt.Sprintf("more nodes than %d clusters need", c.Rows))
		}
		part := s.object(todo[at])
		var node bisection
		left, right := todo[at].Attr("left"), todo[at].Attr("right")
		if leaf := !left.IsValid() || left.IsNone(); leaf {
			label, err := part.count("label", 0, c.Rows-1)
			if err != nil {
				return nil, within("_bisecting_tree", err)
			}
			node.label = int64(label)
		} else {
			node.left, node.right = len(todo), len(todo)+1
			todo = append(todo, left, right)
		}
		if at > 0 {
			centre, err := part.vector("center", c.Cols, false)
			if err != nil {
				return nil, within("_bisecting_tree", err)
			}
			node.centre = make([]float64, c.Cols)
			for j, v := range centre {
				node.centre[j] = v + mean[j]
			}
		}
		b.nodes = append(b.nodes, node)
	}
	return b, nil
}

// Predict goes down the tree, each time to the nearer centre.
func (b *bisecting) Predict(x Matrix) (Target, error) {
	out := make([]int64, x.Rows)
	for i := range out {
		node := &b.nodes[0]
		for node.left != 0 {
			left, right := &b.nodes[node.left], &b.nodes[node.right]
			if node = left; predict.SquaredDistance(x.Row(i), right.centre) < predict.SquaredDistance(x.Row(i), left.centre) {
				node = right
			}
		}
		out[i] = node.label
	}
	return column(out), nil
}

// agglomeration pools columns of X: a FeatureAgglomeration.
type agglomeration struct {
	groups [][]int
	pool   func(values []float64) float64
}

// poolings are the functions of NumPy that pool numbers. They may change the order of what they are given.
var poolings = map[string]func(x []float64) float64{
	"mean": predict.Mean,
	"median": func(x []float64) float64 {
		slices.Sort(x)
		return predict.Median(x)
	},
	"max": slices.Max[[]float64], "amax": slices.Max[[]float64], "min": slices.Min[[]float64], "amin": slices.Min[[]float64],
	"sum": func(x []float64) float64 {
		var sum float64
		for _, v := range x {
			sum += v
		}
		return sum
	},
	"prod": func(x []float64) float64 {
		product := 1.
		for _, v := range x {
			product *= v
		}
		return product
	},
	"var": variance,
	"std": func(x []float64) float64 { return math.Sqrt(variance(x)) },
	"ptp": func(x []float64) float64 { return slices.Max(x) - slices.Min(x) },
}

// variance is the mean squared distance from the mean.
func variance(x []float64) float64 {
	mean := predict.Mean(x)
	var sum float64
	for _, v := range x {
		sum += float64((v - mean) * (v - mean))
	}
	return sum / float64(len(x))
}

func readAgglomeration(s *state) (any, error) {
	n, err := s.known()
	if err != nil {
		a, err := s.numbers("labels_") // before 0.24
		if err != nil {
			return nil, err
		}
		s.model.NFeatures, n = len(a.data), len(a.data)
	}
	labels, err := s.indices("labels_", n)
	if err != nil {
		return nil, err
	}
	if len(labels) != n || n == 0 {
		return nil, s.fail("labels_", nil, fmt.Sprintf("%d labels for %d features", len(labels), n))
	}
	a := &agglomeration{pool: predict.Mean, groups: make([][]int, slices.Max(labels)+1)}
	for j, label := range labels {
		a.groups[label] = append(a.groups[label], j)
	}
	a.groups = slices.DeleteFunc(a.groups, func(g []int) bool { return g == nil })
	if v := s.value.Attr("pooling_func"); v.IsValid() && !v.IsNone() {
		module, name, _ := functionOf(v)
		if a.pool = poolings[name]; a.pool == nil || !isNumPy(module) {
			return nil, s.fail("pooling_func", ErrUnsupported, functionName(v)+" is not supported")
		}
	}
	return a, nil
}

// Transform returns a column for each group.
func (a *agglomeration) Transform(x Matrix) (Matrix, error) {
	out := predict.NewMatrix(x.Rows, len(a.groups))
	values := make([]float64, x.Cols)
	for i := range x.Rows {
		row, dst := x.Row(i), out.Row(i)
		for k, group := range a.groups {
			for at, j := range group {
				values[at] = row[j]
			}
			dst[k] = a.pool(values[:len(group)])
		}
	}
	return out, nil
}

func (a *agglomeration) featureNamesOut([]string) ([]string, error) {
	return numbered("featureagglomeration", len(a.groups))
}
