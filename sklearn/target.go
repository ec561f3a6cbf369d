package sklearn

import (
	"fmt"
	"strconv"

	"github.com/brine-go/brine/internal/label"
	"github.com/brine-go/brine/py"
)

// A Target is a y: what Predict gives, or the classes of a classifier. Its values are all floats, ints,
// strings or bools; a regressor's are floats, a classifier's are the labels that it was trained with.
type Target struct {
	values  any // []float64, []int64, []string or []bool: rows × outputs
	rows    int
	outputs int
	matrix  bool // two dimensions, even if there is one output
}

// NewTarget returns a y of one dimension, a value for each row. The slice is not copied.
func NewTarget[T float64 | int64 | string | bool](values []T) Target { return column(values) }

// NewTargetMatrix returns a y of two dimensions, a row of outputs for each row. The values are not copied.
func NewTargetMatrix(y Matrix) Target { return matrix(y.Data, y.Rows, y.Cols) }

// column returns a target of one dimension.
func column[T float64 | int64 | string | bool](values []T) Target {
	return Target{values: values, rows: len(values), outputs: 1}
}

// matrix returns a target of rows × outputs.
func matrix[T float64 | int64 | string | bool](values []T, rows, outputs int) Target {
	return Target{values: values, rows: rows, outputs: outputs, matrix: true}
}

// Len returns the number of values: rows × outputs.
func (t Target) Len() int { return t.rows * t.outputs }

// Rows returns the number of rows.
func (t Target) Rows() int { return t.rows }

// Outputs returns the number of values in a row: 1 but for models that predict several things at once.
func (t Target) Outputs() int { return t.outputs }

// Shape returns the shape that scikit-learn's array has: [rows] or [rows, outputs].
func (t Target) Shape() []int {
	if t.matrix {
		return []int{t.rows, t.outputs}
	}
	return []int{t.rows}
}

// Floats returns the values row after row; nil if they are no floats. The slice must not be changed if the
// target is a model's Classes; nor those of the next three.
func (t Target) Floats() []float64 { return valuesOf[float64](t) }

// Ints returns the values row after row; nil if they are no ints.
func (t Target) Ints() []int64 { return valuesOf[int64](t) }

// Strings returns the values row after row; nil if they are no strings.
func (t Target) Strings() []string { return valuesOf[string](t) }

// Bools returns the values row after row; nil if they are no bools.
func (t Target) Bools() []bool { return valuesOf[bool](t) }

func valuesOf[T any](t Target) []T {
	values, _ := t.values.([]T)
	return values
}

// Value returns value i as a float64, int64, string or bool.
func (t Target) Value(i int) any {
	switch v := t.values.(type) {
	case []float64:
		return v[i]
	case []int64:
		return v[i]
	case []string:
		return v[i]
	case []bool:
		return v[i]
	}
	return nil
}

// Text returns value i as text: the shortest number that reads back as the same, True and False as Python has
// them.
func (t Target) Text(i int) string {
	switch v := t.Value(i).(type) {
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		if v {
			return "True"
		}
		return "False"
	default:
		return fmt.Sprint(v)
	}
}

// take returns the values at the indices, as one dimension.
func (t Target) take(indices []int) Target { return targetOf(label.Take(t.values, indices)) }

// sideBySide returns columns of one length and type as the columns of a matrix.
func sideBySide(columns []Target) Target {
	switch columns[0].values.(type) {
	case []int64:
		return join[int64](columns)
	case []string:
		return join[string](columns)
	case []bool:
		return join[bool](columns)
	}
	return join[float64](columns)
}

func join[T float64 | int64 | string | bool](columns []Target) Target {
	rows, n := columns[0].rows, len(columns)
	out := make([]T, rows*n)
	for k, c := range columns {
		for i, v := range valuesOf[T](c) {
			out[i*n+k] = v
		}
	}
	return matrix(out, rows, n)
}

// classesOf reads an array of classes: see [label.FromPy].
func classesOf(v py.Value) (Target, error) {
	values, err := label.FromPy(v)
	return targetOf(values), err
}

// targetOf returns a []float64, []int64, []string or []bool as a target of one dimension.
func targetOf(values any) Target { return Target{values: values, rows: label.Len(values), outputs: 1} }
