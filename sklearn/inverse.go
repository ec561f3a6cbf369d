package sklearn

import (
	"fmt"
	"slices"

	"github.com/brine-go/brine/predict"
)

// An InverseTransformer undoes a transformation.
type InverseTransformer interface {
	InverseTransform(x Matrix) (Matrix, error)
}

// InverseTransform returns the X that a transformer would have made x of, as far as it can be told.
func (m *Model) InverseTransform(x Matrix) (Matrix, error) {
	if !m.Has(MethodInverseTransform) {
		return Matrix{}, m.fail(ErrNoMethod, "'"+m.ClassName+"' object has no attribute 'inverse_transform'")
	}
	if !consistent(x) {
		return Matrix{}, m.fail(ErrShape, fmt.Sprintf("X has %d values, not %d rows of %d", len(x.Data), x.Rows, x.Cols))
	}
	return m.estimator.(InverseTransformer).InverseTransform(x)
}

// copied returns a copy of x, which transforms change in place.
func copied(x Matrix) Matrix {
	x.Data = slices.Clone(x.Data)
	return x
}

// InverseTransform multiplies by the deviations and adds the means.
func (t *standardScaler) InverseTransform(x Matrix) (Matrix, error) {
	out := copied(x)
	for _, part := range [][]float64{t.Scale, t.Center} {
		if part != nil && len(part) != x.Cols {
			return Matrix{}, &Error{Text: fmt.Sprintf("X has %d columns, want %d", x.Cols, len(part)), Err: ErrFeatures}
		}
	}
	for i := range out.Rows {
		row := out.Row(i)
		for j, v := range t.Scale {
			row[j] *= v
		}
		for j, v := range t.Center {
			row[j] += v
		}
	}
	return out, nil
}

func (t *columnwise) has(method Method) bool {
	return method != MethodInverseTransform || t.invert != nil
}

// InverseTransform undoes what is done to each number.
func (t *columnwise) InverseTransform(x Matrix) (Matrix, error) {
	if x.Cols != t.width {
		return Matrix{}, &Error{Text: fmt.Sprintf("X has %d columns, want %d", x.Cols, t.width), Err: ErrFeatures}
	}
	out := copied(x)
	for i := range out.Rows {
		t.invert(out.Row(i))
	}
	return out, nil
}

// InverseTransform goes through the steps from the last to the first.
func (p *pipeline) InverseTransform(x Matrix) (Matrix, error) {
	for i, step := range slices.Backward(p.steps) {
		if step.Model == nil {
			continue
		}
		var err error
		if x, err = step.Model.InverseTransform(x); err != nil {
			return Matrix{}, within(stepName(i, step.Name), err)
		}
	}
	return x, nil
}

// InverseTransform is the best estimator's.
func (s *search) InverseTransform(x Matrix) (Matrix, error) {
	return of(s, (*Model).InverseTransform, x)
}

// InverseTransform returns the point in the space of the features that the coordinates along the components stand for.
func (p *projection) InverseTransform(x Matrix) (Matrix, error) {
	if x.Cols != p.Outputs {
		return Matrix{}, &Error{Text: fmt.Sprintf("X has %d columns, want %d", x.Cols, p.Outputs), Err: ErrFeatures}
	}
	scaled := copied(x)
	for i := range scaled.Rows {
		row := scaled.Row(i)
		for j, v := range p.scale {
			row[j] *= v
		}
	}
	out := predict.Product(scaled, Matrix{Data: p.Coef, Rows: p.Outputs, Cols: p.Features})
	for i := range out.Rows {
		row := out.Row(i)
		for j, v := range p.mean {
			row[j] += v
		}
	}
	return out, nil
}
