package serve

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/brine-go/brine/internal/jsonscan"
	"github.com/brine-go/brine/internal/rows"
	"github.com/brine-go/brine/sklearn"
)

// Datatypes of the protocol. FP16 and BF16 are not supported.
const (
	fp64      = "FP64"
	boolType  = "BOOL"
	bytesType = "BYTES"
)

// A datatype is how the values of a tensor are written.
type datatype struct {
	size     int // in bytes; 0 if it varies
	low      int64
	high     uint64
	unsigned bool
	class    class
}

type class uint8

const (
	integers class = iota
	floats32
	floats64
	bools
	texts
)

var datatypes = map[string]datatype{
	"FP32":    {size: 4, class: floats32},
	fp64:      {size: 8, class: floats64},
	"INT8":    {size: 1, low: math.MinInt8, high: math.MaxInt8},
	"INT16":   {size: 2, low: math.MinInt16, high: math.MaxInt16},
	"INT32":   {size: 4, low: math.MinInt32, high: math.MaxInt32},
	"INT64":   {size: 8, low: math.MinInt64, high: math.MaxInt64},
	"UINT8":   {size: 1, high: math.MaxUint8, unsigned: true},
	"UINT16":  {size: 2, high: math.MaxUint16, unsigned: true},
	"UINT32":  {size: 4, high: math.MaxUint32, unsigned: true},
	"UINT64":  {size: 8, high: math.MaxUint64, unsigned: true},
	boolType:  {size: 1, class: bools},
	bytesType: {class: texts},
}

// datatypeOf returns the datatype of an answer's values.
func datatypeOf(values any) string {
	switch values.(type) {
	case []int64:
		return "INT64"
	case []bool:
		return boolType
	case []string:
		return bytesType
	case []any:
		return ""
	}
	return fp64
}

// A tensor is one input of a request. Its values are parts of the request's body.
type tensor struct {
	name     string
	datatype string
	shape    []int
	json     []byte // its data, or
	binary   []byte // these bytes
	size     int    // of them, as the request says; -1 if its data are JSON
}

// count returns the number of values.
func (t *tensor) count() (int, error) {
	n := 1
	for _, d := range t.shape {
		if d < 0 {
			return 0, bad("tensor %q: shape %v has a negative dimension", t.name, t.shape)
		}
		if d > 0 && n > math.MaxInt32/d {
			return 0, bad("tensor %q: shape %v is too large", t.name, t.shape)
		}
		n *= d
	}
	return n, nil
}

// kind returns the tensor's datatype.
func (t *tensor) kind() (datatype, error) {
	d, ok := datatypes[t.datatype]
	if !ok {
		return d, bad("tensor %q: datatype %q is not supported; supported are FP32, FP64, INT8 to INT64, UINT8 to UINT64, BOOL and BYTES", t.name, t.datatype)
	}
	return d, nil
}

// floats appends the values of a tensor of numbers or bools.
func (t *tensor) floats(out []float64) ([]float64, error) {
	n, err := t.count()
	if err != nil {
		return nil, err
	}
	d, err := t.kind()
	if err != nil {
		return nil, err
	}
	if t.size >= 0 {
		return t.binaryFloats(out, d, n)
	}
	start := len(out)
	s := jsonscan.New(t.json)
	t.walk(s, d, func() {
		if len(out)-start == n {
			s.Stop(errMany)
			return
		}
		out = append(out, number(s, d))
	})
	return out, t.complete(s.End(), len(out)-start, n)
}

var errMany = bad("more values than that")

// complete checks the end of the data.
func (t *tensor) complete(err error, got, want int) error {
	switch {
	case err == errMany || err == nil && got != want:
		more := ""
		if err != nil {
			more = "more than "
		}
		return bad("tensor %q: shape %v has %d values, the data %s%d", t.name, t.shape, want, more, got)
	case err != nil:
		return fmt.Errorf("tensor %q, data: %w", t.name, err)
	}
	return nil
}

// walk calls value for each value of an array, or of arrays in arrays.
func (t *tensor) walk(s *jsonscan.Scanner, d datatype, value func()) {
	for range s.Array() {
		if s.Kind() == jsonscan.Array {
			t.walk(s, d, value)
		} else {
			value()
		}
	}
}

// number reads a number as a datatype has it.
func number(s *jsonscan.Scanner, d datatype) float64 {
	switch d.class {
	case floats64:
		if s.Kind() == jsonscan.Null {
			s.Null()
			return math.NaN()
		}
		return s.Float()
	case floats32:
		if s.Kind() == jsonscan.Null {
			s.Null()
			return math.NaN()
		}
		return float64(float32(s.Float()))
	case bools:
		if s.Kind() == jsonscan.Number {
			return float64(integer(s, datatype{high: 1}))
		}
		if s.Bool() {
			return 1
		}
		return 0
	}
	if d.unsigned && d.size == 8 {
		x := s.Float()
		if x != math.Trunc(x) || x < 0 || x >= 1<<64 {
			s.Fail("no integer of its datatype")
		}
		return x
	}
	return float64(integer(s, d))
}

// integer reads an integer within a datatype's range.
func integer(s *jsonscan.Scanner, d datatype) int64 {
	i := s.Int()
	if s.Err() == nil && (i < d.low || i > 0 && uint64(i) > d.high) {
		s.Fail("%d is out of the range of its datatype", i)
	}
	return i
}

// binaryFloats appends the values of a tensor given as bytes.
func (t *tensor) binaryFloats(out []float64, d datatype, n int) ([]float64, error) {
	if len(t.binary) != n*d.size {
		return nil, bad("tensor %q: shape %v of %s has %d bytes, binary_data_size is %d", t.name, t.shape, t.datatype, n*d.size, len(t.binary))
	}
	le, b := binary.LittleEndian, t.binary
	for ; len(b) > 0; b = b[d.size:] {
		var x float64
		switch {
		case d.class == floats64:
			x = math.Float64frombits(le.Uint64(b))
		case d.class == floats32:
			x = float64(math.Float32frombits(le.Uint32(b)))
		case d.class == bools:
			if x = float64(b[0]); b[0] > 1 {
				return nil, bad("tensor %q: %d is no bool", t.name, b[0])
			}
		case d.unsigned && d.size == 8:
			x = float64(le.Uint64(b))
		default:
			x = float64(binaryInteger(b, d))
		}
		out = append(out, x)
	}
	return out, nil
}

// binaryInteger reads an integer that an int64 holds, or of 64 bits what it makes of it.
func binaryInteger(b []byte, d datatype) int64 {
	le := binary.LittleEndian
	switch {
	case d.size == 1 && d.unsigned:
		return int64(b[0])
	case d.size == 1:
		return int64(int8(b[0]))
	case d.size == 2 && d.unsigned:
		return int64(le.Uint16(b))
	case d.size == 2:
		return int64(int16(le.Uint16(b)))
	case d.size == 4 && d.unsigned:
		return int64(le.Uint32(b))
	case d.size == 4:
		return int64(int32(le.Uint32(b)))
	}
	return int64(le.Uint64(b))
}

// texts returns the values of a tensor of BYTES, and which of them are null.
func (t *tensor) texts() (values []string, missing []bool, err error) {
	n, err := t.count()
	if err != nil {
		return nil, nil, err
	}
	if t.size < 0 {
		s := jsonscan.New(t.json)
		t.walk(s, datatype{}, func() {
			switch {
			case len(values) == n:
				s.Stop(errMany)
			case s.Kind() == jsonscan.Null:
				s.Null()
				missing = append(missing, make([]bool, len(values)+1-len(missing))...)
				missing[len(values)] = true
				values = append(values, "")
			default:
				values = append(values, s.Text())
			}
		})
		if err := t.complete(s.End(), len(values), n); err != nil {
			return nil, nil, err
		}
		if missing != nil {
			missing = append(missing, make([]bool, len(values)-len(missing))...)
		}
		return values, missing, nil
	}
	for b := t.binary; len(b) > 0; {
		if len(b) < 4 || uint64(len(b)-4) < uint64(binary.LittleEndian.Uint32(b)) {
			return nil, nil, bad("tensor %q: a value of BYTES is cut off", t.name)
		}
		end := 4 + int(binary.LittleEndian.Uint32(b))
		values = append(values, string(b[4:end]))
		b = b[end:]
	}
	return values, nil, t.complete(nil, len(values), n)
}

// column returns a tensor of one value a row as a column of its own type.
func (t *tensor) column(name string) (sklearn.Column, error) {
	d, err := t.kind()
	if err != nil {
		return sklearn.Column{}, err
	}
	switch d.class {
	case texts:
		values, missing, err := t.texts()
		if err != nil {
			return sklearn.Column{}, err
		}
		return textColumn(name, values, missing)
	case bools:
		values, err := t.floats(nil)
		if err != nil {
			return sklearn.Column{}, err
		}
		out := make([]bool, len(values))
		for i, v := range values {
			out[i] = v != 0
		}
		return sklearn.BoolColumn(name, out), nil
	case integers:
		if d.size < 8 {
			break
		}
		values, err := t.ints(d)
		if err != nil {
			return sklearn.Column{}, err
		}
		return sklearn.IntColumn(name, values), nil
	}
	values, err := t.floats(nil)
	if err != nil {
		return sklearn.Column{}, err
	}
	return sklearn.FloatColumn(name, values), nil
}

// ints returns the values of a tensor of 64-bit integers, as categories may need them to the last digit.
func (t *tensor) ints(d datatype) ([]int64, error) {
	n, err := t.count()
	if err != nil {
		return nil, err
	}
	var out []int64
	if t.size < 0 {
		s := jsonscan.New(t.json)
		t.walk(s, d, func() {
			if len(out) == n {
				s.Stop(errMany)
				return
			}
			out = append(out, integer(s, d))
		})
		return out, t.complete(s.End(), len(out), n)
	}
	if len(t.binary) != 8*n {
		return nil, bad("tensor %q: shape %v of %s has %d bytes, binary_data_size is %d", t.name, t.shape, t.datatype, 8*n, len(t.binary))
	}
	for b := t.binary; len(b) > 0; b = b[8:] {
		v := binaryInteger(b, d)
		if v < 0 && d.unsigned {
			return nil, bad("tensor %q: %d is past the integers of 64 bits with a sign", t.name, uint64(v))
		}
		out = append(out, v)
	}
	return out, nil
}

func textColumn(name string, values []string, missing []bool) (sklearn.Column, error) {
	c := sklearn.StringColumn(name, values)
	if missing != nil {
		return c.WithMissing(missing)
	}
	return c, nil
}

// x makes of the tensors what the model takes: of one tensor of two dimensions rows × features, of others columns by their names.
func (e *exchange) x(v *version, tensors []tensor, maxRows int) (sklearn.X, error) {
	if len(tensors) == 0 {
		return nil, bad("there are no inputs")
	}
	for i := range tensors {
		t := &tensors[i]
		if len(t.shape) == 0 || len(t.shape) > 2 {
			return nil, bad("tensor %q: shape %v, want [rows] or [rows, features]", t.name, t.shape)
		}
		if t.shape[0] > maxRows {
			return nil, &rows.LimitError{MaxRows: maxRows}
		}
	}
	t := &tensors[0]
	single := len(tensors) == 1 && len(t.shape) == 2 && !(t.shape[1] == 1 && v.named(t.name))
	if single {
		return e.block(v, t)
	}
	if len(tensors) == 1 && len(t.shape) == 1 && len(v.features) > 1 {
		return nil, bad("tensor %q has shape %v; want [rows, %d], or one tensor for each of the features", t.name, t.shape, len(v.features))
	}
	columns := make([]sklearn.Column, len(tensors))
	names := len(tensors) > 1 || v.named(t.name)
	for i := range tensors {
		t := &tensors[i]
		if len(t.shape) == 2 && t.shape[1] != 1 {
			return nil, bad("tensor %q has shape %v; one of several is a column, [rows] or [rows, 1]", t.name, t.shape)
		}
		name := ""
		if names {
			name = t.name
		}
		var err error
		if columns[i], err = t.column(name); err != nil {
			return nil, err
		}
	}
	if names && v.model.FeatureNames == nil {
		columns = v.order(columns)
	}
	return rows.FromColumns(v.model, columns)
}

// order puts columns into the order of the features if they are called as those are in the metadata of a model that was fitted without
// names; others are taken as they stand.
func (v *version) order(columns []sklearn.Column) []sklearn.Column {
	if len(columns) != len(v.features) {
		return columns
	}
	place := make(map[string]int, len(columns))
	for i := range v.features {
		place[v.features[i].Name] = i
	}
	out := make([]sklearn.Column, len(columns))
	for _, c := range columns {
		i, ok := place[c.Name]
		if !ok || out[i].Len() > 0 {
			return columns
		}
		out[i] = c
	}
	return out
}

// named reports whether the model was fitted on a column of that name.
func (v *version) named(name string) bool {
	if v.model.FeatureNames == nil {
		return false
	}
	for i := range v.features {
		if v.features[i].Name == name {
			return true
		}
	}
	return false
}

// block makes an X of one tensor of two dimensions.
func (e *exchange) block(v *version, t *tensor) (sklearn.X, error) {
	d, err := t.kind()
	if err != nil {
		return nil, err
	}
	n, cols := t.shape[0], t.shape[1]
	if n == 0 {
		return nil, bad("tensor %q has no rows", t.name)
	}
	if d.class != texts {
		data, err := t.floats(e.numbers[:0])
		if err != nil {
			return nil, err
		}
		e.numbers = data
		return sklearn.Matrix{Data: data, Rows: n, Cols: cols}, nil
	}
	values, missing, err := t.texts()
	if err != nil {
		return nil, err
	}
	columns := make([]sklearn.Column, cols)
	for j := range columns {
		column := make([]string, n)
		var gaps []bool
		if missing != nil {
			gaps = make([]bool, n)
		}
		for i := range n {
			column[i] = values[i*cols+j]
			if missing != nil {
				gaps[i] = missing[i*cols+j]
			}
		}
		if columns[j], err = textColumn("", column, gaps); err != nil {
			return nil, err
		}
	}
	return rows.FromColumns(v.model, columns)
}
