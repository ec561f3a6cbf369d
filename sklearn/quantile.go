package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/predict"
)

// quantileThreshold keeps normal quantiles from infinity (BOUNDS_THRESHOLD of sklearn.preprocessing._data).
const quantileThreshold = 1e-7

// quantiles is a QuantileTransformer: a number becomes the share of training rows below it, or the number below which as
// many of a normal distribution are.
type quantiles struct {
	columns    [][]float64 // of each feature: its quantiles
	descending [][]float64 // the same, negated and backwards
	references []float64
	backwards  []float64
	normal     bool
	low, high  float64 // of a normal distribution
}

func readQuantiles(s *state) (any, error) {
	t := &quantiles{}
	distribution, err := s.choice("output_distribution", "uniform", "uniform", "normal")
	if err != nil {
		return nil, err
	}
	t.normal = distribution == "normal"
	q, err := s.matrixOf("quantiles_", 0)
	if err != nil {
		return nil, err
	}
	if t.references, err = s.vector("references_", q.Rows, false); err != nil {
		return nil, err
	}
	t.backwards = negated(t.references)
	for j := range q.Cols {
		column := q.Column(j)
		t.columns, t.descending = append(t.columns, column), append(t.descending, negated(column))
	}
	t.low, t.high = predict.NormalQuantile(quantileThreshold-0x1p-52), predict.NormalQuantile(1-(quantileThreshold-0x1p-52))
	return t, s.features("quantiles_", q.Cols)
}

// negated returns the numbers backwards with the other sign.
func negated(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[len(x)-1-i] = -v
	}
	return out
}

func (t *quantiles) accepts() policy { return allowNaN }

// Transform returns shares, or normal quantiles.
func (t *quantiles) Transform(x Matrix) (Matrix, error) {
	out := predict.NewMatrix(x.Rows, x.Cols)
	for i, v := range x.Data {
		out.Data[i] = t.value(v, i%x.Cols)
	}
	return out, nil
}

// value interpolates from below and from above and takes the mean, since numbers may be quantiles more than once.
func (t *quantiles) value(x float64, column int) float64 {
	if math.IsNaN(x) {
		return x
	}
	q := t.columns[column]
	first, last := q[0], q[len(q)-1]
	below, above := x == first, x == last
	if t.normal {
		below, above = x-quantileThreshold < first, x+quantileThreshold > last
	}
	y := .5 * (predict.Interp(x, q, t.references) - predict.Interp(-x, t.descending[column], t.backwards))
	switch {
	case below:
		y = 0
	case above:
		y = 1
	}
	if t.normal {
		y = predict.NormalQuantile(y)
		if y < t.low {
			y = t.low
		} else if y > t.high {
			y = t.high
		}
	}
	return y
}

func (t *quantiles) featureNamesOut(in []string) ([]string, error) { return in, nil }

// bins is a KBinsDiscretizer: a number becomes the number of the interval that it is in.
type bins struct {
	edges  [][]float64 // of each feature
	hot    bool        // or a column for each interval
	single bool        // numbers are rounded to float32 first
	eps    bool        // numbers are moved up a little first
}

func readBins(s *state) (any, error) {
	t := &bins{eps: !s.version.since(binsExactSince)}
	encode, err := s.choice("encode", "onehot", "onehot", "onehot-dense", "ordinal")
	if err != nil {
		return nil, err
	}
	t.hot = encode != "ordinal"
	if v := s.value.Attr("dtype"); v.IsValid() && !v.IsNone() {
		switch _, name, _ := v.Global(); name {
		case "float32":
			t.single = true
		case "float64":
		default:
			return nil, s.fail("dtype", ErrUnsupported, fmt.Sprintf("%v is not supported", v))
		}
	}
	list, err := s.attr("bin_edges_")
	if err != nil {
		return nil, err
	}
	edges, err := objectsOf(list)
	if err != nil {
		return nil, s.wrap("bin_edges_", err)
	}
	for i, v := range edges {
		a, err := s.arrayOf(v, "bin_edges_")
		if err != nil {
			return nil, err
		}
		if len(a.shape) != 1 || len(a.data) < 2 {
			return nil, s.fail("bin_edges_", nil, fmt.Sprintf("feature %d has edges of shape %v", i, a.shape))
		}
		t.edges = append(t.edges, a.data)
	}
	return t, s.features("bin_edges_", len(t.edges))
}

// bin returns the number of the interval of x.
func (t *bins) bin(x float64, column int) int {
	if t.single {
		x = float64(float32(x))
	}
	edges := t.edges[column]
	if t.eps {
		x += 1e-8 + 1e-5*math.Abs(x)
	}
	n := 0
	for _, edge := range edges[1 : len(edges)-1] { // few, and in order
		if edge <= x {
			n++
		}
	}
	return n
}

// Transform returns the numbers of the intervals, or a column for each that is 1 in it.
func (t *bins) Transform(x Matrix) (Matrix, error) {
	if !t.hot {
		out := predict.NewMatrix(x.Rows, x.Cols)
		for i, v := range x.Data {
			out.Data[i] = float64(t.bin(v, i%x.Cols))
		}
		return out, nil
	}
	width := 0
	for _, e := range t.edges {
		width += len(e) - 1
	}
	out := predict.NewMatrix(x.Rows, width)
	for i := range x.Rows {
		row := out.Row(i)
		for j, v := range x.Row(i) {
			row[t.bin(v, j)] = 1
			row = row[len(t.edges[j])-1:]
		}
	}
	return out, nil
}

func (t *bins) featureNamesOut(in []string) ([]string, error) {
	if !t.hot {
		return in, nil
	}
	var out []string
	for j, e := range t.edges {
		for k := range len(e) - 1 {
			out = append(out, fmt.Sprintf("%s_%d.0", in[j], k))
		}
	}
	return out, nil
}
