package predict

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// TestLanes: the sums of a row with all rows of a matrix are those of one row after the other, to the bit, whatever the number of rows and
// columns; so are those of Go alone.
func TestLanes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for rows := range 11 {
		for cols := range 10 {
			m := NewMatrix(rows, cols)
			for i := range m.Data {
				m.Data[i] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(9)-4))
			}
			x := make([]float64, cols)
			for j := range x {
				x[j] = rng.NormFloat64()
			}
			if cols > 2 && rows > 2 {
				x[1], m.Data[3] = math.Inf(1), math.NaN()
			}
			c := ColumnsOf(m)
			products, squares := make([]float64, rows), make([]float64, rows)
			c.Products(products, x, 0)
			c.Squares(squares, x, 0)
			if rows > 3 {
				tail := make([]float64, 2)
				if c.Products(tail, x, rows-3); !same(tail[1], products[rows-2]) {
					t.Errorf("%d × %d: product %v from row %d on, %v in all", rows, cols, tail[1], rows-3, products[rows-2])
				}
			}
			for i := range rows {
				if want := dot(m.Row(i), x); !same(products[i], want) {
					t.Errorf("%d × %d, row %d: product %v, want %v", rows, cols, i, products[i], want)
				}
				if want := squared(x, m.Row(i)); !same(squares[i], want) {
					t.Errorf("%d × %d, row %d: squared %v, want %v", rows, cols, i, squares[i], want)
				}
			}
		}
	}
}

// TestPlainLanes: sums by lanes are those of Go alone, to the bit, whatever the number of rows, columns and values.
func TestPlainLanes(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	values := func(n int) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(9)-4))
			if rng.IntN(100) == 0 {
				out[i] = []float64{math.Inf(1), math.NaN(), math.Copysign(0, -1), math.MaxFloat64}[rng.IntN(4)]
			}
		}
		return out
	}
	compare := func(t *testing.T, lanes, plain []float64) {
		t.Helper()
		for i := range plain {
			if !same(lanes[i], plain[i]) {
				t.Fatalf("value %d: %v by lanes, %v in Go", i, lanes[i], plain[i])
			}
		}
	}
	const guard = 12345.
	for n := range 40 {
		for cols := range 8 {
			for rows := range 20 {
				t.Run(fmt.Sprintf("%d values of %d columns, %d rows", n, cols, rows), func(t *testing.T) {
					stride := n + rng.IntN(3)
					w, x := values(cols*stride), values(rows*cols)
					a, b := make([]float64, rows*n+4), make([]float64, rows*n+4)
					for i := range a { // what was there does not count; what is behind stays
						a[i], b[i] = guard, guard
					}
					products(a, w, x, n, stride, cols, rows)
					plainProducts(b, w, x, n, stride, cols, rows)
					compare(t, a, b)
					if rows > 0 {
						squares(a, w, x, n, stride, cols)
						plainSquares(b, w, x, n, stride, cols)
						compare(t, a, b)
					}
				})
			}
		}
	}
	for rows := range 40 {
		for cols := range 10 {
			w, x := values(cols), values(rows*cols)
			a, b := make([]float64, rows), make([]float64, rows)
			if centre := values(cols); cols > 0 {
				c, d := values(rows*cols), values(rows*cols)
				scaled(c, x, centre, w)
				plainScaled(d, x, centre, w)
				compare(t, c, d)
				affine(c, x, centre, w)
				plainAffine(d, x, centre, w)
				compare(t, c, d)
			}
			dots(a, x, w, .5)
			plainDots(b, x, w, .5)
			compare(t, a, b)
			for i := range a {
				if want := dot(x[i*cols:][:cols], w) + .5; !same(a[i], want) {
					t.Errorf("%d × %d, row %d: %v, want %v", rows, cols, i, a[i], want)
				}
			}
		}
	}
}

// TestLongLanes: what is too long for one call has the sums of its rows.
func TestLongLanes(t *testing.T) {
	const rows, cols, n = 9_001, 130, 3
	x, w, dst := make([]float64, rows*cols), make([]float64, n*cols), make([]float64, rows*n)
	for i := range x {
		x[i] = float64(i%1009) / 7
	}
	for i := range w {
		w[i] = float64(i%31) - 9.5
	}
	check := func(what string, got, want float64, i int) {
		t.Helper()
		if !same(got, want) {
			t.Fatalf("%s: value %d is %v, want %v", what, i, got, want)
		}
	}
	products(dst, w, x, n, n, cols, rows)
	var sums [n]float64
	for r := range rows {
		plainProducts(sums[:], w, x[r*cols:][:cols], n, n, cols, 1)
		for k, want := range sums {
			check("products", dst[r*n+k], want, r)
		}
	}
	dots(dst[:rows], x, w[:cols], 2)
	for r := range rows {
		check("dots", dst[r], dot(x[r*cols:][:cols], w[:cols])+2, r)
	}
	y := make([]float64, len(x))
	scaled(y, x, w[:cols], w[cols:2*cols])
	for i, v := range y {
		check("scaled", v, (x[i]-w[i%cols])/w[cols+i%cols], i)
	}
	affine(y, x, w[:cols], w[cols:2*cols])
	for i, v := range y {
		check("affine", v, float64(x[i]*w[i%cols])+w[cols+i%cols], i)
	}
	x[len(x)-1] = math.NaN()
	if UpTo(x, math.MaxFloat64) || !UpTo(x[:len(x)-1], math.MaxFloat64) {
		t.Error("the last value of many is not seen")
	}
}

// TestUpTo: one value in any place is found, of any sign, and NaN.
func TestUpTo(t *testing.T) {
	for n := range 70 {
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(i%14) - 5
		}
		if !UpTo(x, 9) {
			t.Errorf("%v is not up to 9", x)
		}
		for i := range x {
			old := x[i]
			for _, bad := range []float64{9.5, -9.5, math.NaN(), math.Copysign(math.NaN(), -1), math.Inf(1), math.Inf(-1)} {
				if x[i] = bad; UpTo(x, 9) || !plainAbove(x, 9) {
					t.Errorf("%v is up to 9", x)
				}
			}
			x[i] = old
		}
	}
	if !UpTo([]float64{math.MaxFloat64, -math.MaxFloat64, 0, 1}, math.MaxFloat64) {
		t.Error("the largest number is not up to itself")
	}
}

func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

func BenchmarkProducts(b *testing.B) {
	m := NewMatrix(2000, 20)
	for i := range m.Data {
		m.Data[i] = float64(i%17) / 3
	}
	c, out := ColumnsOf(m), make([]float64, 2000)
	b.Run("lanes", func(b *testing.B) {
		for b.Loop() {
			c.Products(out, m.Row(7), 0)
		}
	})
	b.Run("rows", func(b *testing.B) {
		for b.Loop() {
			for i := 0; i < 2000; i += 4 {
				out[i], out[i+1], out[i+2], out[i+3] = dot4(m.Row(i), m.Row(i+1), m.Row(i+2), m.Row(i+3), m.Row(7))
			}
		}
	})
	b.Run("squares", func(b *testing.B) {
		for b.Loop() {
			c.Squares(out, m.Row(7), 0)
		}
	})
}
