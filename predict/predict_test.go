package predict

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// near allows a unit or two in the last place, by which math.Exp differs from the C library's.
func near(got, want float64) bool {
	return got == want || math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= 4e-16*math.Abs(want)
}

// TestExpit compares with scipy.special.expit 1.10.1.
func TestExpit(t *testing.T) {
	for _, test := range [][2]float64{
		{-800, 0}, {-745, 0}, {-709, 1.216780750623423e-308}, {-40, 4.248354255291589e-18}, {-1, 0.2689414213699951},
		{-1e-300, 0.5}, {0, 0.5}, {0.5, 0.6224593312018546}, {36, 0.9999999999999998}, {40, 1}, {800, 1},
		{math.Inf(1), 1}, {math.Inf(-1), 0}, {math.NaN(), math.NaN()},
	} {
		if got := Expit(test[0]); !near(got, test[1]) {
			t.Errorf("Expit(%v) = %v, want %v", test[0], got, test[1])
		}
	}
}

// TestSoftmax compares with sklearn.utils.extmath.softmax 1.2.1.
func TestSoftmax(t *testing.T) {
	m := Matrix{Data: []float64{1, 2, 3, 1000, 1001, -1000, -1e308, 1e308, 0, 5, 5, 5}, Rows: 4, Cols: 3}
	Softmax(m)
	want := []float64{0.09003057317038043, 0.24472847105479767, 0.6652409557748218, 0.26894142136999516, 0.7310585786300049, 0, 0, 1, 0,
		1. / 3, 1. / 3, 1. / 3}
	for i, x := range m.Data {
		if !near(x, want[i]) {
			t.Errorf("value %d is %v, want %v", i, x, want[i])
		}
	}
	m = Matrix{Data: []float64{math.Inf(1), 0}, Rows: 1, Cols: 2}
	if Softmax(m); !math.IsNaN(m.Data[0]) || !math.IsNaN(m.Data[1]) {
		t.Errorf("softmax of infinity is %v, want NaN as in NumPy", m.Data)
	}
}

// TestArgMax compares with numpy.argmax: the first of equals, and the first NaN before all.
func TestArgMax(t *testing.T) {
	nan, low := math.NaN(), math.Inf(-1)
	m := Matrix{Data: []float64{1, nan, 3, 2, 2, 1, nan, nan, 0, low, low, low, 1, 2, 3}, Rows: 5, Cols: 3}
	if got := m.ArgMax(); !slices.Equal(got, []int{1, 0, 0, 0, 2}) {
		t.Errorf("got %v", got)
	}
}

// TestDecision checks for all row counts around the block of four that each value is the plain sum, to the bit.
func TestDecision(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, features := range []int{1, 2, 7, 30} {
		for _, outputs := range []int{1, 3} {
			l := Linear{Features: features, Outputs: outputs}
			for range features * outputs {
				l.Coef = append(l.Coef, r.NormFloat64())
			}
			for range outputs {
				l.Intercept = append(l.Intercept, r.NormFloat64())
			}
			for rows := range 10 {
				x := NewMatrix(rows, features)
				for i := range x.Data {
					x.Data[i] = 100 * r.NormFloat64()
				}
				got := l.Decision(x)
				if len(got) != rows*outputs {
					t.Fatalf("%d values of %d rows, %d outputs", len(got), rows, outputs)
				}
				for i := range rows {
					for k := range outputs {
						var want float64
						for j := range features {
							product := x.Data[i*features+j] * l.Coef[k*features+j]
							want = float64(want + product)
						}
						want += l.Intercept[k]
						if math.Float64bits(got[i*outputs+k]) != math.Float64bits(want) {
							t.Errorf("%d features, %d outputs, %d rows: [%d %d] is %v, want %v", features, outputs, rows, i, k, got[i*outputs+k], want)
						}
					}
				}
			}
		}
	}
}

// TestVariance compares with ((x @ s) * x).sum(axis=1) of NumPy.
func TestVariance(t *testing.T) {
	s := Matrix{Data: []float64{2, .5, 0, .5, 1, .25, 0, .25, 3}, Rows: 3, Cols: 3}
	if got := Variance(Matrix{Data: []float64{1.5, -2, .1}, Rows: 1, Cols: 3}, s); !near(got[0], 5.430000000000001) {
		t.Errorf("got %v", got)
	}
}

func TestNormalizeRows(t *testing.T) {
	nan := math.NaN()
	for rule, want := range map[ZeroRow][]float64{
		Divide:  {.25, .75, nan, nan},
		Keep:    {.25, .75, 0, 0},
		Uniform: {.25, .75, .5, .5},
	} {
		m := Matrix{Data: []float64{1, 3, 0, 0}, Rows: 2, Cols: 2}
		m.NormalizeRows(rule)
		if !slices.EqualFunc(m.Data, want, near) {
			t.Errorf("rule %d: got %v, want %v", rule, m.Data, want)
		}
	}
}

func TestModifiedHuber(t *testing.T) {
	two := ModifiedHuber(Matrix{Data: []float64{-2, 0, .5, 3, math.NaN()}, Rows: 5, Cols: 1})
	if want := []float64{1, 0, .5, .5, .25, .75, 0, 1, math.NaN(), math.NaN()}; !slices.EqualFunc(two.Data, want, near) || two.Cols != 2 {
		t.Errorf("two classes: %v, want %v", two.Data, want)
	}
	three := ModifiedHuber(Matrix{Data: []float64{-2, 0, 1, -1, -5, -1}, Rows: 2, Cols: 3})
	if want := []float64{0, 1. / 3, 2. / 3, 1. / 3, 1. / 3, 1. / 3}; !slices.EqualFunc(three.Data, want, near) {
		t.Errorf("three classes: %v, want %v", three.Data, want)
	}
}

func TestScaler(t *testing.T) {
	x := Matrix{Data: []float64{1, 10, 3, math.NaN()}, Rows: 2, Cols: 2}
	s := Scaler{Center: []float64{2, 4}, Scale: []float64{.5, 3}}
	if got := s.Transform(x); !slices.EqualFunc(got.Data, []float64{-2, 2, 2, math.NaN()}, near) {
		t.Errorf("got %v", got.Data)
	}
	if x.Data[0] != 1 {
		t.Error("X was changed")
	}
	if got := (&Scaler{}).Transform(x); !slices.EqualFunc(got.Data, x.Data, near) || &got.Data[0] == &x.Data[0] {
		t.Errorf("a scaler of nothing gives %v", got.Data)
	}
}

func TestFromRows(t *testing.T) {
	m, err := FromRows([][]float64{{1, 2}, {3, 4}, {5, 6}})
	if err != nil || m.Rows != 3 || m.Cols != 2 || !slices.Equal(m.Row(1), []float64{3, 4}) || !slices.Equal(m.Column(1), []float64{2, 4, 6}) {
		t.Errorf("got %+v, %v", m, err)
	}
	if _, err := FromRows([][]float64{{1, 2}, {3}}); err == nil {
		t.Error("rows of two lengths")
	}
	if m, err := FromRows(nil); err != nil || m.Rows != 0 {
		t.Errorf("no rows: %+v, %v", m, err)
	}
}

func BenchmarkLinear(b *testing.B) {
	l := Linear{Coef: make([]float64, 30), Intercept: []float64{1}, Features: 30, Outputs: 1}
	x := NewMatrix(10000, 30)
	b.Run("blocks", func(b *testing.B) {
		b.SetBytes(int64(8 * len(x.Data)))
		for b.Loop() {
			l.Decision(x)
		}
	})
	b.Run("rows", func(b *testing.B) {
		b.SetBytes(int64(8 * len(x.Data)))
		for b.Loop() {
			out := make([]float64, x.Rows)
			for i := range out {
				out[i] = dot(x.Row(i), l.Coef) + l.Intercept[0]
			}
		}
	})
}

// TestRelu: relu holds numbers at 0, and a NaN of either sign, which an overflow gives, stays one as with numpy.maximum.
func TestRelu(t *testing.T) {
	x := []float64{-2, math.Copysign(0, -1), 0, 3, math.NaN(), math.Copysign(math.NaN(), -1), math.Inf(-1), math.Inf(1)}
	Activations["relu"](x)
	for i, want := range []float64{0, 0, 0, 3, math.NaN(), math.NaN(), 0, math.Inf(1)} {
		if x[i] != want && !(math.IsNaN(x[i]) && math.IsNaN(want)) {
			t.Errorf("value %d is %v, want %v", i, x[i], want)
		}
	}
}
