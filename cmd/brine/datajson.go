package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/brine-go/brine/sklearn"
)

// jsonRows reads rows of JSON: arrays or objects, in an array or one after another, or as the "data" of an object that has
// "columns" beside it.
type jsonRows struct {
	d       *dataFile
	dec     *json.Decoder
	names   []string // nil if rows are arrays
	places  map[string]int
	width   int
	inArray bool // rows are elements of an array, which is open
	ended   bool
	pending [][]any // rows that have been read ahead
	from    int     // row of the file with which the last batch begins
	next    int
	at      func() int64
}

const jsonHint = `JSON data are rows, [[1, 2], …] or [{"a": 1, "b": 2}, …], or {"columns": ["a", "b"], "data": [[1, 2], …]}`

func newJSONRows(d *dataFile, file io.Reader, at func() int64) (*jsonRows, error) {
	r := &jsonRows{d: d, dec: json.NewDecoder(file), at: at, width: -1}
	r.dec.UseNumber()
	if err := r.begin(); err != nil {
		return nil, r.failure(err)
	}
	return r, nil
}

// begin reads up to the first row, and the row too where it names the columns.
func (r *jsonRows) begin() error {
	t, err := r.dec.Token()
	if err == io.EOF {
		return errors.New("the file is empty")
	}
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('['):
		if !r.dec.More() {
			r.inArray = true
			return nil
		}
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('['):
			r.inArray = true
			return r.rest('[')
		case json.Delim('{'):
			r.inArray = true
			return r.rest('{')
		}
		return r.lineOfScalars(t)
	case json.Delim('{'):
		return r.object()
	}
	return fmt.Errorf("offset %d: %v is no row", r.dec.InputOffset(), t)
}

// lineOfScalars reads the rest of an array that begins with a scalar: the first of the rows that stand one after another.
func (r *jsonRows) lineOfScalars(first json.Token) error {
	row := []any{first}
	for r.dec.More() {
		v, err := r.scalar()
		if err != nil {
			return err
		}
		row = append(row, v)
	}
	if _, err := r.dec.Token(); err != nil {
		return err
	}
	r.width = len(row)
	r.pending = append(r.pending, row)
	return nil
}

// object reads an object at the start: {"columns": …, "data": …}, or the first of those that stand one after another.
func (r *jsonRows) object() error {
	names, row := []string{}, []any{}
	for r.dec.More() {
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		key := t.(string) // or it is no JSON
		if t, err = r.dec.Token(); err != nil {
			return err
		}
		if _, nested := t.(json.Delim); !nested {
			names, row = append(names, key), append(row, t)
			continue
		}
		switch {
		case key == "columns" && t == json.Delim('['):
			if err := r.columnNames(); err != nil {
				return err
			}
		case key == "data" && t == json.Delim('[') && r.names != nil:
			r.inArray = true
			return nil
		case key == "index" || key == "index_names" || key == "column_names":
			if err := r.skip(); err != nil {
				return err
			}
		case key == "data":
			return fmt.Errorf("offset %d: \"data\" comes before \"columns\"", r.dec.InputOffset())
		default:
			return fmt.Errorf("offset %d: the value of %q is neither number nor text", r.dec.InputOffset(), key)
		}
	}
	if _, err := r.dec.Token(); err != nil {
		return err
	}
	if r.names != nil {
		return errors.New(`"columns" are there, "data" are not`)
	}
	r.named(names)
	r.pending = append(r.pending, row)
	return nil
}

// columnNames reads the rest of "columns".
func (r *jsonRows) columnNames() error {
	names := []string{}
	for r.dec.More() {
		v, err := r.scalar()
		if err != nil {
			return err
		}
		names = append(names, fmt.Sprint(v))
	}
	r.named(names)
	_, err := r.dec.Token()
	return err
}

// skip reads to the end of an array or object that has begun.
func (r *jsonRows) skip() error {
	for depth := 1; depth > 0; {
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
	}
	return nil
}

func (r *jsonRows) named(names []string) {
	r.names, r.width = names, len(names)
	r.places = make(map[string]int, len(names))
	for i, name := range names {
		r.places[name] = i
	}
}

// scalar reads a number, text, bool or null.
func (r *jsonRows) scalar() (any, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	if d, nested := t.(json.Delim); nested {
		return nil, fmt.Errorf("offset %d: %q, want a number or text", r.dec.InputOffset(), d.String())
	}
	return t, nil
}

// rest reads the rest of a row that has begun.
func (r *jsonRows) rest(open json.Delim) error {
	var names []string
	row := make([]any, max(r.width, 0))
	for i := range row {
		row[i] = absent{}
	}
	seen := 0
	for i := 0; r.dec.More(); i++ {
		at := i
		if open == '{' {
			key, err := r.dec.Token()
			if err != nil {
				return err
			}
			name := key.(string) // or it is no JSON
			if r.width < 0 {
				names = append(names, name)
			} else if known, ok := r.places[name]; !ok {
				return fmt.Errorf("row %d: there is no column %q in the rows before", r.next+len(r.pending), name)
			} else {
				at = known
			}
		}
		v, err := r.scalar()
		if err != nil {
			return err
		}
		switch {
		case r.width < 0:
			row = append(row, v)
		case at >= r.width:
			return fmt.Errorf("row %d: more than %s", r.next+len(r.pending), count(r.width, "value"))
		default:
			row[at] = v
		}
		seen++
	}
	if _, err := r.dec.Token(); err != nil {
		return err
	}
	switch {
	case r.width < 0 && open == '{':
		r.named(names)
	case r.width < 0:
		r.width = len(row)
	case seen < r.width:
		return r.incomplete(row, seen)
	}
	r.pending = append(r.pending, row)
	return nil
}

// absent stands for a value until the row gives it.
type absent struct{}

// incomplete returns the error of a row that has not all columns.
func (r *jsonRows) incomplete(row []any, seen int) error {
	number := r.next + len(r.pending)
	if r.names == nil {
		return fmt.Errorf("row %d: %s, want %d", number, count(seen, "value"), r.width)
	}
	for i, name := range r.names {
		if row[i] == (absent{}) {
			return fmt.Errorf("row %d: column %q is missing; a missing value is null", number, name)
		}
	}
	return fmt.Errorf("row %d: a column is there twice", number)
}

// row reads the next row into pending; false behind the last.
func (r *jsonRows) row() (bool, error) {
	if r.ended {
		return false, nil
	}
	if r.inArray && !r.dec.More() {
		r.ended = true
		_, err := r.dec.Token()
		return false, err
	}
	t, err := r.dec.Token()
	if err == io.EOF && !r.inArray {
		r.ended = true
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch {
	case t == json.Delim('[') && (r.places == nil || r.inArray):
		return true, r.rest('[')
	case t == json.Delim('{') && (r.names != nil || r.width < 0):
		return true, r.rest('{')
	}
	return false, fmt.Errorf("row %d: %v is no row like those before", r.next+len(r.pending), t)
}

func (r *jsonRows) columns() []string { return r.names }

func (r *jsonRows) read(take []int, n int) (sklearn.X, error) {
	for len(r.pending) < n {
		more, err := r.row()
		if err != nil {
			return nil, r.failure(err)
		}
		if !more {
			break
		}
	}
	rows := r.pending[:min(n, len(r.pending))]
	r.pending = r.pending[len(rows):]
	r.from, r.next = r.next, r.next+len(rows)
	columns := make([]sklearn.Column, max(r.width, 0))
	for i := range columns {
		values := make([]any, len(rows))
		for k, row := range rows {
			values[k] = jsonValue(row[i])
		}
		name := ""
		if r.names != nil {
			name = r.names[i]
		}
		var err error
		if columns[i], err = columnOf(name, values); err != nil {
			return nil, r.d.fail(err, jsonHint)
		}
	}
	t, err := sklearn.NewTable(columns...)
	if err != nil {
		return nil, err
	}
	return chosen(t, take)
}

// jsonValue returns a scalar as sklearn has it. A number without a point is an int64, if it fits.
func jsonValue(v any) any {
	n, ok := v.(json.Number)
	if !ok {
		return v
	}
	if !strings.ContainsAny(n.String(), ".eE") {
		if i, err := n.Int64(); err == nil {
			return i
		}
	}
	f, err := n.Float64()
	if err != nil { // past the largest
		return math.Inf(1 - 2*strings.Count(n.String()[:1], "-"))
	}
	return f
}

// columnOf returns a column of values: of one type, if they are.
func columnOf(name string, values []any) (sklearn.Column, error) {
	var floats, ints, bools, missing int
	for _, v := range values {
		switch v.(type) {
		case float64:
			floats++
		case int64:
			ints++
		case bool:
			bools++
		case nil:
			missing++
		}
	}
	switch n := len(values); {
	case n == 0:
	case ints == n:
		out := make([]int64, n)
		for i, v := range values {
			out[i] = v.(int64)
		}
		return sklearn.IntColumn(name, out), nil
	case bools == n:
		out := make([]bool, n)
		for i, v := range values {
			out[i] = v.(bool)
		}
		return sklearn.BoolColumn(name, out), nil
	case floats+ints+missing == n && floats+ints > 0:
		out := make([]float64, n)
		for i, v := range values {
			switch v := v.(type) {
			case float64:
				out[i] = v
			case int64:
				out[i] = float64(v)
			default:
				out[i] = math.NaN()
			}
		}
		return sklearn.FloatColumn(name, out), nil
	}
	return sklearn.ValueColumn(name, values)
}

// failure returns an error of reading: of the file, or of its form.
func (r *jsonRows) failure(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return r.d.fail(fmt.Errorf("offset %d: %w", r.dec.InputOffset(), err), "the file is cut off: copy it again")
	}
	if bad := (*json.SyntaxError)(nil); errors.As(err, &bad) {
		err = fmt.Errorf("offset %d: %w", bad.Offset, err)
	}
	return r.d.fail(err, jsonHint)
}

func (r *jsonRows) place(row int) string { return fmt.Sprintf("row %d", r.from+row) }

func (r *jsonRows) done() int64 {
	if r.at == nil {
		return 0
	}
	return r.at()
}
