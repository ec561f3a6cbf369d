package predict

// turnedRows are the rows from which on it pays to turn weights.
const turnedRows = 16

// multiply writes x·wᵀ + bias into out, rows × outputs: w is outputs × columns, bias nil for none. Each sum runs over the columns in
// order, several side by side, and the bias comes last.
func multiply(out []float64, x Matrix, w []float64, bias []float64) {
	n := x.Cols
	outputs := len(out) / max(x.Rows, 1)
	switch {
	case outputs == 1 && bias != nil:
		dots(out, x.Data, w[:n], bias[0])
		return
	case x.Rows >= turnedRows:
		turned := ColumnsOf(Matrix{Data: w, Rows: outputs, Cols: n})
		turned.RowsProducts(out, x)
	default:
		for i := range x.Rows {
			row := x.Row(i)
			for k := range outputs {
				out[i*outputs+k] = dot(row, w[k*n:][:n])
			}
		}
	}
	addRow(out, bias)
}

// addRow adds a row to each of the rows, or nothing if it is nil.
func addRow(rows, row []float64) {
	n := len(row)
	if n == 0 {
		return
	}
	for ; len(rows) >= n; rows = rows[n:] {
		dst := rows[:n]
		for k, b := range row {
			dst[k] += b
		}
	}
}

// dot sums products from the first to the last. a is as long as b.
func dot(a, b []float64) float64 {
	var sum float64
	a = a[:len(b)]
	for i, x := range b {
		sum += float64(a[i] * x)
	}
	return sum
}

// dot4 is dot of each of four with w.
func dot4(a, b, c, d, w []float64) (p, q, r, s float64) {
	a, b, c, d = a[:len(w)], b[:len(w)], c[:len(w)], d[:len(w)]
	for j, v := range w {
		p += float64(a[j] * v)
		q += float64(b[j] * v)
		r += float64(c[j] * v)
		s += float64(d[j] * v)
	}
	return p, q, r, s
}

// squared4 is the squared distance of each of four from w, as squared sums it.
func squared4(a, b, c, d, w []float64) (p, q, r, s float64) {
	a, b, c, d = a[:len(w)], b[:len(w)], c[:len(w)], d[:len(w)]
	for j, v := range w {
		e, f, g, h := v-a[j], v-b[j], v-c[j], v-d[j]
		p += float64(e * e)
		q += float64(f * f)
		r += float64(g * g)
		s += float64(h * h)
	}
	return p, q, r, s
}
