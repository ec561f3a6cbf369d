// Package rows brings a model together with rows written as JSON: it makes the X that the model takes of them, asks it by the name
// of a method, and names the columns of what it answers. The server and brine predict share it.
//
//	x, err := rows.Parse(model, []byte(`{"columns": ["age", "city"], "data": [[41, "Rome"], [null, "Oslo"]]}`))
//	answers, err := rows.Ask(model, sklearn.MethodPredictProba, x)
//	names := rows.Names(model, sklearn.MethodPredictProba, answers[0].Cols)
package rows

import (
	"fmt"
	"math"
	"slices"

	"github.com/brine-go/brine/internal/jsonscan"
	"github.com/brine-go/brine/sklearn"
)

// A LimitError is returned for more rows than [Frame.MaxRows].
type LimitError struct{ MaxRows int }

func (e *LimitError) Error() string { return fmt.Sprintf("more than %d rows", e.MaxRows) }

// A Frame collects rows of one set of columns, and keeps its memory for the next ones. The zero value has no rows.
//
// Values are numbers, bools, texts and null. As long as all are numbers or null, which then is NaN, the frame is one matrix.
// Columns of texts keep null as a missing value, which is what pandas makes of both.
type Frame struct {
	MaxRows int // more are a *LimitError; 0 for no limit

	names  []string       // of the columns; nil if rows are arrays
	place  map[string]int // of each name; nil if rows are arrays
	seen   []bool         // columns of the row that is being read
	width  int            // of the rows; -1 until it is known
	first  int            // number of the first row, which counts those of batches before
	rows   int
	data   []float64 // rows × width, unless mixed
	cells  []any     // if mixed: float64, int64, bool, string, []any or, for missing, nil
	mixed  bool
	floats []bool // columns with null, or a number that is not written as an integer

	columns []sklearn.Column // if the text gives them by name, which makes all rows
	dicts   *dicts           // not nil if rows are dicts of any keys
}

// Parse returns the X that a text stands for:
//
//	[[1, 2], [3, 4]]                                 rows in the order of the model's features
//	[{"a": 1, "b": 2}, {"a": 3, "b": 4}]             rows by name
//	{"columns": ["a", "b"], "data": [[1, 2], [3, 4]]} rows with their names once; an "index" is ignored
//	{"a": [1, 3], "b": [2, 4]}                       columns by name
//	{"a": 1, "b": 2}                                 one row
//	["text", "text"]                                 rows of one column
//
// Columns with names are put into the order of the model's features; a missing or surplus one is an error that names it. A model that
// was fitted without names takes them as they stand.
func Parse(m *sklearn.Model, data []byte) (sklearn.X, error) { return new(Frame).Parse(m, data) }

// Parse is [Parse] in the frame's memory: what it returns is valid until the frame is used again.
func (f *Frame) Parse(m *sklearn.Model, data []byte) (sklearn.X, error) {
	f.reset(m)
	if err := f.parse(data); err != nil {
		return nil, err
	}
	return f.X(m)
}

func (f *Frame) parse(data []byte) error {
	s := jsonscan.New(data)
	switch s.Kind() {
	case jsonscan.Array:
		for range s.Array() {
			f.row(s)
		}
	case jsonscan.Object:
		return f.object(data)
	default:
		s.Fail("%v where rows belong", s.Kind())
	}
	return s.End()
}

// reset takes all rows out of the frame, for those of a model.
func (f *Frame) reset(m *sklearn.Model) {
	clear(f.cells)
	*f = Frame{MaxRows: f.MaxRows, width: -1, data: f.data[:0], cells: f.cells[:0], floats: f.floats[:0], seen: f.seen[:0]}
	if takesDicts(m) {
		f.dicts = &dicts{place: map[string]int{}}
	}
}

// next takes the rows out, whose memory somebody has, for the next ones of the same columns.
func (f *Frame) next() {
	clear(f.floats)
	*f = Frame{MaxRows: f.MaxRows, names: f.names, place: f.place, seen: f.seen, width: f.width, first: f.first + f.rows, floats: f.floats, dicts: f.dicts}
	if f.dicts != nil {
		f.dicts = &dicts{place: map[string]int{}}
	}
}

// add adds a row: an array, an object, or the value of an only column.
func (f *Frame) add(data []byte) error {
	s := jsonscan.New(data)
	f.row(s)
	return s.End()
}

// at is the number of the row that is being read.
func (f *Frame) at() int { return f.first + f.rows }

func (f *Frame) row(s *jsonscan.Scanner) {
	if f.MaxRows > 0 && f.rows == f.MaxRows {
		s.Stop(&LimitError{f.MaxRows})
		return
	}
	switch kind := s.Kind(); {
	case f.dicts != nil:
		f.dicts.row(s, f.rows)
	case f.names != nil && f.place == nil && kind != jsonscan.Array:
		s.Fail("row %d is no array", f.at())
	case kind == jsonscan.Object:
		f.record(s)
	case kind == jsonscan.Array:
		n := 0
		for range s.Array() {
			f.put(s, n)
			n++
		}
		f.count(s, n)
	default:
		f.put(s, 0)
		f.count(s, 1)
	}
	f.rows++
}

// count checks the width of a row that is no object.
func (f *Frame) count(s *jsonscan.Scanner, n int) {
	switch {
	case s.Err() != nil:
	case f.width < 0:
		f.width = n
	case n != f.width && f.names != nil:
		s.Fail("row %d has %d values for %d columns", f.at(), n, f.width)
	case n != f.width:
		s.Fail("row %d has %d values, row 0 has %d", f.at(), n, f.width)
	case f.place != nil:
		s.Fail("row %d is no object of names and values, as those before it are", f.at())
	}
}

// put reads a value to column j of the row.
func (f *Frame) put(s *jsonscan.Scanner, j int) {
	at := j
	if f.width >= 0 {
		if j >= f.width { // count makes it an error
			s.Skip()
			return
		}
		at += f.rows * f.width
	}
	x, v, integer := scalar(s)
	if j == len(f.floats) {
		f.floats = append(f.floats, false)
	}
	if !integer {
		f.floats[j] = true
	}
	if v != nil && !f.mixed {
		f.mix()
	}
	switch {
	case !f.mixed:
		f.data = room(f.data, at)
		f.data[at] = x
	default:
		if v == nil {
			v = cell(x, integer)
		}
		f.cells = room(f.cells, at)
		f.cells[at] = v
	}
}

// cell is a number as a value of any type; NaN is a missing one.
func cell(x float64, integer bool) any {
	switch {
	case math.IsNaN(x):
		return nil
	case integer:
		return int64(x)
	}
	return x
}

// room makes a slice long enough to have a value at a place.
func room[T any](s []T, at int) []T {
	if at < len(s) {
		return s
	}
	return slices.Grow(s, at+1-len(s))[:at+1]
}

// scalar reads a value: x if it is a number that a float64 has exactly or null, which is NaN; else v. It tells whether a number is written
// as an integer.
func scalar(s *jsonscan.Scanner) (x float64, v any, integer bool) {
	switch s.Kind() {
	case jsonscan.Number:
		x, i, integer := s.Number()
		if integer && (i > 1<<53 || i < -1<<53) {
			return 0, i, true
		}
		return x, nil, integer
	case jsonscan.Null:
		s.Null()
		return math.NaN(), nil, false
	}
	return 0, s.Value(), false
}

// mix goes on with values of any type. Numbers are integers where their column has no others.
func (f *Frame) mix() {
	f.mixed = true
	f.cells = slices.Grow(f.cells[:0], len(f.data)+1)
	for i, x := range f.data {
		j := i
		if f.width > 0 {
			j %= f.width
		}
		f.cells = append(f.cells, cell(x, !f.floats[j]))
	}
}

// maxNames is how many columns may have names: a name takes more memory here than bytes in JSON.
const maxNames = 1 << 17

var errNames = &sklearn.Error{Text: fmt.Sprintf("more than %d columns with names", maxNames), Err: sklearn.ErrShape}

// record adds a row of names and values. The first one names the columns.
func (f *Frame) record(s *jsonscan.Scanner) {
	if f.width >= 0 && f.place == nil {
		s.Fail("row %d is an object, those before it are arrays", f.at())
		return
	}
	first := f.place == nil
	if first {
		f.place = map[string]int{}
	}
	clear(f.seen)
	next := 0 // rows mostly have their columns in the same order
	for key := range s.Object() {
		j := next
		if j >= len(f.names) || f.names[j] != string(key) {
			var known bool
			if j, known = f.place[string(key)]; !known {
				if !first {
					s.Fail("row %d has a column %q, which row 0 has not", f.at(), key)
					return
				}
				if j = len(f.names); j == maxNames {
					s.Stop(errNames)
					return
				}
				f.names = append(f.names, string(key))
				f.place[f.names[j]] = j
				f.seen = append(f.seen, false)
			}
		}
		if f.seen[j] {
			s.Fail("row %d has column %q twice", f.at(), f.names[j])
			return
		}
		f.seen[j] = true
		next = j + 1
		f.put(s, j)
	}
	f.width = len(f.names)
	if j := slices.Index(f.seen, false); j >= 0 && s.Err() == nil {
		s.Fail("row %d has no column %q", f.at(), f.names[j])
	}
}
