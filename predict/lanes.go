package predict

import "math"

// Columns is a matrix column after column, so that the sums of a row with all its rows run side by side: each still over the columns in
// order, but four in a register where there are such (lanes_amd64.s).
type Columns struct {
	data []float64 // columns × rows
	Rows int
	Cols int
}

// ColumnsOf returns a copy of m.
func ColumnsOf(m Matrix) *Columns { return &Columns{m.Transpose().Data, m.Rows, m.Cols} }

// columnsOf is ColumnsOf for what is laid out so already: columns × rows.
func columnsOf(m Matrix) Columns { return Columns{m.Data, m.Cols, m.Rows} }

// Products writes the products of x with len(dst) rows, from one on, into dst.
func (c *Columns) Products(dst, x []float64, from int) {
	products(dst, c.data[min(from, len(c.data)):], x, len(dst), c.Rows, c.Cols, 1)
}

// Squares writes the squared distances of x from len(dst) rows, from one on, into dst.
func (c *Columns) Squares(dst, x []float64, from int) {
	squares(dst, c.data[min(from, len(c.data)):], x, len(dst), c.Rows, c.Cols)
}

// RowsProducts writes the products of each row of x with all rows into dst: x.Rows × Rows.
func (c *Columns) RowsProducts(dst []float64, x Matrix) {
	products(dst, c.data, x.Data, c.Rows, c.Rows, c.Cols, x.Rows)
}

// NearestRows returns for each row of x the first of the rows whose squared distance is least, by its square less twice the product, as
// scikit-learn's k-means compares its centres (_k_means_lloyd.pyx). square has the rows' squared lengths.
func (c *Columns) NearestRows(x Matrix, square []float64) []int64 {
	const block = 64 // rows whose products stay in the cache
	out, products := make([]int64, x.Rows), make([]float64, c.Rows*min(block, x.Rows))
	for from := 0; from < x.Rows; from += block {
		part := x.part(from, min(from+block, x.Rows))
		c.RowsProducts(products, part)
		for i := range part.Rows {
			out[from+i] = nearest(products[i*c.Rows:][:c.Rows], square)
		}
	}
	return out
}

// nearest compares the distances by the bits of floats, as integers in the same order: which is less cannot be predicted, and takes no
// branch so.
func nearest(products, square []float64) int64 {
	least, at := int64(math.MaxInt64), 0
	square = square[:len(products)]
	for k, p := range products {
		d := square[k] + float64(-2*p)
		if d != d {
			continue
		}
		bits := int64(math.Float64bits(d + 0))
		if bits ^= int64(uint64(bits>>63) >> 1); bits < least {
			least = bits
			at = k
		}
	}
	return int64(at)
}

// plainProducts writes for each of rows of x, cols numbers each, n sums of its products with as many columns w, which begin stride numbers
// apart: dst is rows × n. Each sum runs over the columns in order.
func plainProducts(dst, w, x []float64, n, stride, cols, rows int) {
	for r := range rows {
		sums, row := dst[r*n:][:n], x[r*cols:][:cols]
		clear(sums)
		j := 0
		for ; j+4 <= cols; j += 4 { // four at a time, for a sum is loaded and stored but once
			a, b, c, d := w[j*stride:][:n], w[(j+1)*stride:][:n], w[(j+2)*stride:][:n], w[(j+3)*stride:][:n]
			p, q, s, t := row[j], row[j+1], row[j+2], row[j+3]
			for i, sum := range sums {
				sum += float64(a[i] * p)
				sum += float64(b[i] * q)
				sum += float64(c[i] * s)
				sum += float64(d[i] * t)
				sums[i] = sum
			}
		}
		for ; j < cols; j++ {
			p := row[j]
			for i, v := range w[j*stride:][:n] {
				sums[i] += float64(v * p)
			}
		}
	}
}

// plainSquares is plainProducts of one row, with squares of differences.
func plainSquares(dst, w, x []float64, n, stride, cols int) {
	sums := dst[:n]
	clear(sums)
	j := 0
	for ; j+4 <= cols; j += 4 {
		a, b, c, d := w[j*stride:][:n], w[(j+1)*stride:][:n], w[(j+2)*stride:][:n], w[(j+3)*stride:][:n]
		p, q, s, t := x[j], x[j+1], x[j+2], x[j+3]
		for i, sum := range sums {
			e, f, g, h := p-a[i], q-b[i], s-c[i], t-d[i]
			sum += float64(e * e)
			sum += float64(f * f)
			sum += float64(g * g)
			sum += float64(h * h)
			sums[i] = sum
		}
	}
	for ; j < cols; j++ {
		p := x[j]
		for i, v := range w[j*stride:][:n] {
			d := p - v
			sums[i] += float64(d * d)
		}
	}
}

// plainDots writes into dst for each row of x, of as many columns as w, its product with w, and bias added to it.
func plainDots(dst, x, w []float64, bias float64) {
	n, i := len(w), 0
	for ; i+4 <= len(dst); i += 4 { // four rows at a time: one alone would wait for every addition
		block := x[i*n:][:4*n]
		p, q, r, s := dot4(block[:n], block[n:][:n], block[2*n:][:n], block[3*n:][:n], w)
		dst[i], dst[i+1], dst[i+2], dst[i+3] = p+bias, q+bias, r+bias, s+bias
	}
	for ; i < len(dst); i++ {
		dst[i] = dot(x[i*n:][:n], w) + bias
	}
}

// plainScaled writes (x - centre) / scale into dst: x and dst are rows of as many columns as centre and scale have.
func plainScaled(dst, x, centre, scale []float64) {
	n := len(centre)
	scale = scale[:n]
	for ; n > 0 && len(x) >= n; x, dst = x[n:], dst[n:] {
		out, row := dst[:n], x[:n]
		for j, c := range centre {
			out[j] = (row[j] - c) / scale[j]
		}
	}
}

// plainAffine writes x·scale + shift into dst, rows of as many columns as scale and shift have.
func plainAffine(dst, x, scale, shift []float64) {
	n := len(scale)
	shift = shift[:n]
	for ; n > 0 && len(x) >= n; x, dst = x[n:], dst[n:] {
		out, row := dst[:n], x[:n]
		for j, s := range scale {
			out[j] = float64(row[j]*s) + shift[j]
		}
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
