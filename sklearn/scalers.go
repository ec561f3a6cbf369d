package sklearn

import (
	"fmt"
	"math"

	"github.com/brine-go/brine/internal/unzeroed"
	"github.com/brine-go/brine/predict"
)

// columnwise is a transformer that works on each number by itself, or on each row, and keeps the columns.
type columnwise struct {
	model  *Model
	rule   policy
	apply  func(out, x Matrix)
	invert func(row []float64) // nil if it cannot be undone
	width  int                 // of what invert takes
}

func (t *columnwise) accepts() policy { return t.rule }

// Transform returns the transformed copy of x.
func (t *columnwise) Transform(x Matrix) (Matrix, error) {
	return t.model.rowsChecked(x, t.rule, t.apply)
}

// eachRow is a columnwise's apply by row.
func eachRow(f func(out, row []float64)) func(out, x Matrix) {
	return func(out, x Matrix) {
		for i := range out.Rows {
			f(out.Row(i), x.Row(i))
		}
	}
}

// rowsChecked has f write a row for each of x, of which it looks at some before f does, so that they come from memory but once.
func (m *Model) rowsChecked(x Matrix, rule policy, f func(out, x Matrix)) (Matrix, error) {
	const block = 64
	out := Matrix{Data: unzeroed.Floats(x.Rows * x.Cols), Rows: x.Rows, Cols: x.Cols}
	all := true
	for from := 0; from < x.Rows; from += block {
		to := min(from+block, x.Rows)
		rows, into := x.Data[from*x.Cols:to*x.Cols], out.Data[from*x.Cols:to*x.Cols]
		all = all && predict.UpTo(rows, math.MaxFloat64)
		f(Matrix{Data: into, Rows: to - from, Cols: x.Cols}, Matrix{Data: rows, Rows: to - from, Cols: x.Cols})
	}
	if !all { // the rule may allow it
		if err := m.checkAs(x, rule); err != nil {
			return Matrix{}, err
		}
	}
	return out, nil
}

func (t *columnwise) featureNamesOut(in []string) ([]string, error) { return in, nil }

// perFeature reads an attribute that is one number a feature; nil if it is None.
func (s *state) perFeature(name string) ([]float64, error) {
	if v := s.value.Attr(name); v.IsNone() {
		return nil, nil
	}
	a, err := s.numbers(name)
	if err != nil {
		return nil, err
	}
	if len(a.shape) != 1 {
		return nil, s.fail(name, nil, "want one number a feature")
	}
	return a.data, s.features(name, len(a.data))
}

// A clipping holds a number between limits.
type clipping func(float64) float64

// all clips all numbers, if c is not nil.
func (c clipping) all(row []float64) {
	if c == nil {
		return
	}
	for j, x := range row {
		row[j] = c(x)
	}
}

// clip reads a parameter clip, and returns a function that holds numbers between the limits; nil if it is not set.
func (s *state) clip(low, high float64) (clipping, error) {
	on, err := s.flag("clip", false)
	if err != nil {
		return nil, err
	}
	if !on {
		return nil, nil
	}
	return func(x float64) float64 {
		if x < low {
			return low
		} else if x > high { // a NaN stays
			return high
		}
		return x
	}, nil
}

// readMinMaxScaler is x·scale_ + min_, held within feature_range if clip is set.
func readMinMaxScaler(s *state) (any, error) {
	scale, err := s.perFeature("scale_")
	if err != nil {
		return nil, err
	}
	low, err := s.perFeature("min_")
	if err != nil {
		return nil, err
	}
	bounds := s.value.Attr("feature_range")
	from, _ := bounds.Index(0).Number()
	to, _ := bounds.Index(1).Number()
	clip, err := s.clip(from, to)
	if err != nil {
		return nil, err
	}
	return &columnwise{s.model, allowNaN, func(out, x Matrix) {
		predict.AffineInto(out, x, scale, low)
		clip.all(out.Data)
	}, func(row []float64) {
		for j, x := range row {
			row[j] = (x - low[j]) / scale[j]
		}
	}, len(scale)}, nil
}

// readMaxAbsScaler is x / scale_.
func readMaxAbsScaler(s *state) (any, error) {
	scale, err := s.perFeature("scale_")
	if err != nil {
		return nil, err
	}
	clip, err := s.clip(-1, 1)
	if err != nil {
		return nil, err
	}
	return &columnwise{s.model, allowNaN, eachRow(func(out, row []float64) {
		out, scale := out[:len(row)], scale[:len(row)]
		for j, x := range row {
			out[j] = x / scale[j]
		}
		clip.all(out)
	}), func(row []float64) {
		for j, x := range row {
			row[j] = x * scale[j]
		}
	}, len(scale)}, nil
}

// readRobustScaler is (x - center_) / scale_, as far as with_centering and with_scaling ask for them.
func readRobustScaler(s *state) (any, error) {
	t := &standardScaler{model: s.model}
	for _, part := range []struct {
		flag, attr string
		into       *[]float64
	}{{"with_centering", "center_", &t.Center}, {"with_scaling", "scale_", &t.Scale}} {
		on, err := s.flag(part.flag, true)
		if err != nil {
			return nil, err
		}
		if on {
			if *part.into, err = s.perFeature(part.attr); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

// readNormalizer divides each row by its norm; rows of zeros stay.
func readNormalizer(s *state) (any, error) {
	norm := s.text("norm")
	switch norm {
	case "l1", "l2", "max":
	default:
		return nil, s.fail("norm", ErrUnsupported, fmt.Sprintf("%q is not known", norm))
	}
	return &columnwise{model: s.model, rule: finite, apply: eachRow(func(out, row []float64) {
		var sum float64
		for _, x := range row {
			switch norm {
			case "l1":
				sum += math.Abs(x)
			case "l2":
				sum += float64(x * x)
			default:
				sum = math.Max(sum, math.Abs(x))
			}
		}
		if norm == "l2" {
			sum = math.Sqrt(sum)
		}
		if sum == 0 {
			sum = 1
		}
		for j, x := range row {
			out[j] = x / sum
		}
	})}, nil
}

// readBinarizer is 1 for numbers above threshold, else 0.
func readBinarizer(s *state) (any, error) {
	threshold, err := s.vector("threshold", 1, false)
	if err != nil {
		return nil, err
	}
	return &columnwise{model: s.model, rule: finite, apply: eachRow(func(out, row []float64) {
		for j, x := range row {
			out[j] = 0
			if x > threshold[0] {
				out[j] = 1
			}
		}
	})}, nil
}
