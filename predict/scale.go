package predict

// Scaler is (x - Center) / Scale by column, as scikit-learn's StandardScaler. Either may be nil and is then
// left out.
type Scaler struct {
	Center []float64
	Scale  []float64
}

// Transform returns the scaled copy of x. The two steps are rounded one after the other, as NumPy's are.
func (s *Scaler) Transform(x Matrix) Matrix {
	out := NewMatrix(x.Rows, x.Cols)
	copy(out.Data, x.Data)
	for i := range out.Rows {
		row := out.Row(i)
		for j, c := range s.Center {
			row[j] -= c
		}
		for j, c := range s.Scale {
			row[j] /= c
		}
	}
	return out
}
