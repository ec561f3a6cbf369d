package predict

// productRows are the rows that stay in the cache while they are multiplied by one row of weights after another.
const productRows = 64

// multiply writes x·wᵀ + bias into out, rows × outputs: w is outputs × columns, bias nil for none. Each sum runs over the columns in
// order, four rows at a time: a processor adds the four side by side where one alone would wait for every addition (1.7
// times as fast at 30 columns, BenchmarkLinear).
func multiply(out []float64, x Matrix, w []float64, bias []float64) {
	n := x.Cols
	outputs := len(out) / max(x.Rows, 1)
	for from := 0; from < x.Rows; from += productRows {
		to := min(from+productRows, x.Rows)
		for k := range outputs {
			coef := w[k*n:][:n]
			var b float64
			if bias != nil {
				b = bias[k]
			}
			i := from
			for ; i+4 <= to; i += 4 {
				block := x.Data[i*n:][:4*n]
				p, q, r, s := dot4(block[:n], block[n:][:n], block[2*n:][:n], block[3*n:][:n], coef)
				dst := out[i*outputs+k:]
				dst[0], dst[outputs], dst[2*outputs], dst[3*outputs] = p+b, q+b, r+b, s+b
			}
			for ; i < to; i++ {
				out[i*outputs+k] = dot(x.Row(i), coef) + b
			}
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
