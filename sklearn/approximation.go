package sklearn

import (
	"fmt"
	"math"
	"strings"

	"github.com/brine-go/brine/predict"
)

// mapped is a transformer that makes columns of its own, named after the class and numbered.
type mapped struct {
	model  *Model
	cols   int
	least  float64 // numbers of X must be at least this, or with open above it
	open   bool
	refuse string // the error if they are not
	apply  func(x Matrix) Matrix
	work   int // operations for a row
}

// mapped returns a transformer of cols columns that takes all finite numbers.
func (s *state) mapped(cols int, apply func(Matrix) Matrix) *mapped {
	return &mapped{model: s.model, cols: cols, least: math.Inf(-1), apply: apply, work: cols * max(s.model.NFeatures, 1)}
}

func (t *mapped) cost() int { return t.work }

// positive makes a transformer refuse negative numbers, in scikit-learn's words, which before 1.6 were others.
func (t *mapped) positive(s *state, before string) *mapped {
	t.least, t.refuse = 0, "Negative values in data passed to X in "+t.model.ClassName+"."
	if !s.version.since(nonNegativeSince) {
		t.refuse = "Negative values in data passed to " + before
	}
	return t
}

// Transform returns the columns.
func (t *mapped) Transform(x Matrix) (Matrix, error) {
	for _, v := range x.Data {
		if v < t.least || t.open && v == t.least {
			return Matrix{}, t.model.fail(ErrOutOfBounds, t.refuse)
		}
	}
	if t.cols != 0 && x.Rows > maxCells/t.cols {
		return Matrix{}, t.model.fail(ErrShape, fmt.Sprintf("a matrix of %d × %d is too large", x.Rows, t.cols))
	}
	return t.apply(x), nil
}

func (t *mapped) featureNamesOut([]string) ([]string, error) {
	return numbered(strings.ToLower(t.model.ClassName), t.cols)
}

// cosines reads random_weights_ and random_offset_.
func (s *state) cosines(scale func(n int) float64) (*mapped, error) {
	w, err := s.matrixOf("random_weights_", 0)
	if err != nil {
		return nil, err
	}
	offset, err := s.vector("random_offset_", w.Cols, false)
	if err != nil {
		return nil, err
	}
	if err := s.features("random_weights_", w.Rows); err != nil {
		return nil, err
	}
	factor := scale(w.Cols)
	return s.mapped(w.Cols, func(x Matrix) Matrix { return predict.RandomCosines(x, w, offset, factor) }), nil
}

func readRBFSampler(s *state) (any, error) {
	return s.cosines(func(n int) float64 { return math.Sqrt(2 / float64(n)) })
}

func readSkewedChi2(s *state) (any, error) {
	t, err := s.cosines(func(n int) float64 { return math.Sqrt2 / math.Sqrt(float64(n)) })
	if err != nil {
		return nil, err
	}
	skew, err := s.number("skewedness")
	if err != nil {
		return nil, err
	}
	t.least, t.open, t.refuse = -skew, true, "X may not contain entries smaller than -skewedness."
	cosines := t.apply
	t.apply = func(x Matrix) Matrix {
		logs := predict.NewMatrix(x.Rows, x.Cols)
		for i, v := range x.Data {
			logs.Data[i] = math.Log(v + skew)
		}
		return cosines(logs)
	}
	return t, nil
}

// additiveChi2 has names of its own.
type additiveChi2 struct {
	*mapped
	steps int
}

func readAdditiveChi2(s *state) (any, error) {
	steps, err := s.count("sample_steps", 1, 1<<16)
	if err != nil {
		return nil, err
	}
	name := "sample_interval"
	if s.value.Attr("sample_interval_").IsValid() { // before 1.3
		name = "sample_interval_"
	}
	interval := map[int]float64{1: .8, 2: .5, 3: .4}[steps]
	if !s.isNone(name) {
		if interval, err = s.number(name); err != nil {
			return nil, err
		}
	} else if steps > 3 {
		return nil, s.fail("sample_interval", nil, "If sample_steps is not in [1, 2, 3], you need to provide sample_interval")
	}
	t := s.mapped(s.model.NFeatures*(2*steps-1), func(x Matrix) Matrix { return predict.AdditiveChi2(x, steps, interval) }).positive(s, "X in AdditiveChi2Sampler.transform")
	return &additiveChi2{t, steps}, nil
}

func (t *additiveChi2) featureNamesOut(in []string) ([]string, error) {
	var out []string
	add := func(suffix string) {
		for _, name := range in {
			out = append(out, "additivechi2sampler_"+name+"_"+suffix)
		}
	}
	add("sqrt")
	for k := 1; k < t.steps; k++ {
		add(fmt.Sprint("cos", k))
		add(fmt.Sprint("sin", k))
	}
	return out, nil
}

func readCountSketch(s *state) (any, error) {
	n, err := s.known()
	if err != nil {
		return nil, err
	}
	sketch := &predict.CountSketch{}
	if sketch.Width, err = s.count("n_components", 1, 1<<24); err != nil {
		return nil, err
	}
	gamma, err := s.number("gamma")
	if err != nil {
		return nil, err
	}
	coef0, err := s.number("coef0")
	if err != nil {
		return nil, err
	}
	sketch.Scale, sketch.Offset = math.Sqrt(gamma), math.Sqrt(coef0)
	if coef0 != 0 {
		n++
	}
	sign, err := s.matrixOf("bitHash_", n)
	if err != nil {
		return nil, err
	}
	sketch.Sign = sign.Data
	index, err := s.indices("indexHash_", sketch.Width)
	if err != nil {
		return nil, err
	}
	if len(index) != len(sign.Data) {
		return nil, s.fail("indexHash_", nil, fmt.Sprintf("%d numbers, bitHash_ has %d", len(index), len(sign.Data)))
	}
	for d := range sign.Rows {
		sketch.Index = append(sketch.Index, index[d*n:][:n])
	}
	return s.mapped(sketch.Width, sketch.Transform), nil
}

// kernel reads a kernel of sklearn.metrics.pairwise and its parameters; gamma is 1/features where there is none.
func (s *state) kernel(features int) (predict.Pairwise, error) {
	k := predict.Pairwise{Name: s.text("kernel"), Gamma: 1 / float64(features), Coef0: 1, Degree: 3}
	if err := k.Check(); err != nil {
		text := err.Error()
		if k.Name == "" {
			text = "it is " + functionName(s.value.Attr("kernel")) + ", which is not run"
		}
		return k, s.fail("kernel", ErrUnsupported, text)
	}
	if k.Name == "chi2" {
		k.Gamma = 1
	}
	params := s.value.Attr("kernel_params")
	for _, p := range []struct {
		name string
		into *float64
	}{{"gamma", &k.Gamma}, {"coef0", &k.Coef0}, {"degree", &k.Degree}} {
		v := s.value.Attr(p.name)
		if p.name == "gamma" && s.value.Attr("gamma_").IsValid() {
			v = s.value.Attr("gamma_")
		}
		if !v.IsValid() || v.IsNone() {
			v = params.Get(p.name)
		}
		if !v.IsValid() || v.IsNone() {
			continue
		}
		a, err := s.arrayOf(v, p.name)
		if err != nil {
			return k, err
		}
		if len(a.data) != 1 {
			return k, s.fail(p.name, nil, fmt.Sprintf("got an array of shape %v, want a number", a.shape))
		}
		*p.into = a.data[0]
	}
	return k, nil
}

// between returns the kernel of all rows of x with all of y.
func between(k predict.Pairwise, x, y Matrix) Matrix {
	out := predict.NewMatrix(x.Rows, y.Rows)
	for i := range x.Rows {
		k.Values(out.Row(i), x.Row(i), y)
	}
	return out
}

func readNystroem(s *state) (any, error) {
	basis, err := s.matrixOf("components_", 0)
	if err != nil {
		return nil, err
	}
	if err := s.features("components_", basis.Cols); err != nil {
		return nil, err
	}
	k, err := s.kernel(basis.Cols)
	if err != nil {
		return nil, err
	}
	norm, err := s.matrixOf("normalization_", basis.Rows)
	if err != nil {
		return nil, err
	}
	t := s.mapped(norm.Rows, func(x Matrix) Matrix { return predict.ProductT(between(k, x, basis), norm) })
	if k.Positive() {
		t.least, t.refuse = 0, "X contains negative values."
	}
	return t, nil
}
