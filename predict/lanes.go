package predict

import "math"

// Columns is a matrix column after column, so that the sums of a row with all its rows run side by side: each still over the columns in
// order, but two in a register where there are such (lanes_amd64.s). 2,000 rows of 20 columns: 22 µs four at a time, 9 so.
type Columns struct {
	data []float64 // columns × rows
	Rows int
	Cols int
}

// ColumnsOf returns a copy of m.
func ColumnsOf(m Matrix) *Columns { return &Columns{m.Transpose().Data, m.Rows, m.Cols} }

// columnsOf is ColumnsOf for what is laid out so already: columns × rows.
func columnsOf(m Matrix) *Columns { return &Columns{m.Data, m.Cols, m.Rows} }

// column returns column j from a row on.
func (c *Columns) column(j, from int) []float64 { return c.data[j*c.Rows+from : (j+1)*c.Rows] }

// Products writes the products of x with len(dst) rows, from one on, into dst.
func (c *Columns) Products(dst, x []float64, from int) {
	clear(dst)
	j := 0
	for ; j+4 <= c.Cols; j += 4 {
		addProducts(dst, c.column(j, from), c.column(j+1, from), c.column(j+2, from), c.column(j+3, from), (*[4]float64)(x[j:]))
	}
	for ; j < c.Cols; j++ {
		v := x[j]
		for i, w := range c.column(j, from)[:len(dst)] {
			dst[i] += float64(v * w)
		}
	}
}

// Squares writes the squared distances of x from len(dst) rows, from one on, into dst.
func (c *Columns) Squares(dst, x []float64, from int) {
	clear(dst)
	j := 0
	for ; j+4 <= c.Cols; j += 4 {
		addSquares(dst, c.column(j, from), c.column(j+1, from), c.column(j+2, from), c.column(j+3, from), (*[4]float64)(x[j:]))
	}
	for ; j < c.Cols; j++ {
		v := x[j]
		for i, w := range c.column(j, from)[:len(dst)] {
			d := v - w
			dst[i] += float64(d * d)
		}
	}
}

// NearestRows returns for each row of x the first of the rows whose squared distance is least, by its square less twice the product, as
// scikit-learn's k-means compares its centres (_k_means_lloyd.pyx). square has the rows' squared lengths.
func (c *Columns) NearestRows(x Matrix, square []float64) []int64 {
	out, distance := make([]int64, x.Rows), make([]float64, c.Rows)
	for i := range out {
		c.Products(distance, x.Row(i), 0)
		least := math.Inf(1)
		for k, p := range distance {
			if d := square[k] + float64(-2*p); d < least {
				least, out[i] = d, int64(k)
			}
		}
	}
	return out
}

// plainProducts is addProducts in Go.
func plainProducts(dst, a, b, c, d []float64, x *[4]float64) {
	a, b, c, d = a[:len(dst)], b[:len(dst)], c[:len(dst)], d[:len(dst)]
	for i, sum := range dst {
		sum += float64(a[i] * x[0])
		sum += float64(b[i] * x[1])
		sum += float64(c[i] * x[2])
		sum += float64(d[i] * x[3])
		dst[i] = sum
	}
}

// plainSquares is addSquares in Go.
func plainSquares(dst, a, b, c, d []float64, x *[4]float64) {
	a, b, c, d = a[:len(dst)], b[:len(dst)], c[:len(dst)], d[:len(dst)]
	for i, sum := range dst {
		e, f, g, h := x[0]-a[i], x[1]-b[i], x[2]-c[i], x[3]-d[i]
		sum += float64(e * e)
		sum += float64(f * f)
		sum += float64(g * g)
		sum += float64(h * h)
		dst[i] = sum
	}
}

// UpTo reports whether no value is above the limit in magnitude, nor NaN.
func UpTo(x []float64, limit float64) bool { return !anyAbove(x, limit) }

// plainAbove is anyAbove in Go: by the bits of floats without their sign, which compare as the floats do, with NaN above all.
func plainAbove(x []float64, limit float64) bool {
	top := math.Float64bits(limit)
	var above uint64 // its highest bit is set by the first that is
	for _, v := range x {
		above |= top - math.Float64bits(v)&^(1<<63)
	}
	return above>>63 == 1
}
