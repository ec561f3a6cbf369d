package predict

import "github.com/brine-go/brine/internal/unzeroed"

// Scaler is (x - Center) / Scale by column, as scikit-learn's StandardScaler. Either may be nil and is then
// left out.
type Scaler struct {
	Center []float64
	Scale  []float64
}

// AffineInto writes x·scale + shift by column into out, as scikit-learn's MinMaxScaler: rounded one after the other.
func AffineInto(out, x Matrix, scale, shift []float64) {
	affine(out.Data[:x.Rows*x.Cols], x.Data[:x.Rows*x.Cols], scale[:x.Cols], shift)
}

// Transform returns the scaled copy of x. The two steps are rounded one after the other, as NumPy's are.
func (s *Scaler) Transform(x Matrix) Matrix {
	out := Matrix{Data: unzeroed.Floats(x.Rows * x.Cols), Rows: x.Rows, Cols: x.Cols}
	s.TransformInto(out, x)
	return out
}

// TransformInto is Transform that writes into out, which has the rows and columns of x.
func (s *Scaler) TransformInto(out, x Matrix) {
	if s.Center != nil && s.Scale != nil {
		scaled(out.Data, x.Data[:out.Rows*out.Cols], s.Center[:out.Cols], s.Scale)
		return
	}
	for i := range out.Rows {
		row := out.Row(i)
		from := x.Row(i)[:len(row)]
		switch {
		case s.Center != nil:
			center := s.Center[:len(row)]
			for j := range row {
				row[j] = from[j] - center[j]
			}
		case s.Scale != nil:
			scale := s.Scale[:len(row)]
			for j := range row {
				row[j] = from[j] / scale[j]
			}
		default:
			copy(row, from)
		}
	}
}
