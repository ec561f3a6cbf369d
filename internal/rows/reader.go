package rows

import (
	"bytes"
	"errors"
	"io"

	"github.com/brine-go/brine/internal/jsonscan"
	"github.com/brine-go/brine/sklearn"
)

// A Reader reads the rows of a stream, some at a time, so that it may be of any length. It takes what [Parse] takes, and rows that stand
// one after another. In memory at once is what has to be: all of a table given by its columns, or whose "data" come before "columns".
type Reader struct {
	stream *jsonscan.Stream
	frame  Frame
	whole  *sklearn.Table // what is left of a table that came as one value
	list   bool           // rows are elements of an array, which is open
	split  bool           // and this is the "data" of an object
	comma  bool           // one stands before the next row
	ended  bool
}

// free takes any columns, as they stand.
var free = new(sklearn.Model)

// NewReader reads up to the first row, and that one too. Arrays of scalars are rows if lines is set, else rows of one column stand in
// an array. Rows are dicts of any keys if the model takes dicts.
func NewReader(in io.Reader, m *sklearn.Model, lines bool) (*Reader, error) {
	r := &Reader{stream: jsonscan.NewStream(in)}
	r.frame.reset(m)
	c, err := r.stream.Peek()
	switch {
	case err == io.EOF:
		return nil, errors.New("the file is empty")
	case err != nil:
		return nil, err
	case c == '{':
		err = r.object()
	case c != '[':
		_, err = r.stream.Delimiter('[')
	case lines:
		err = r.line()
	default:
		err = r.open()
	}
	if err == nil && r.frame.rows == 0 && r.whole == nil {
		err = r.row()
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Columns returns the names of the columns; nil if they have none, or are the keys of dicts.
func (r *Reader) Columns() []string { return r.frame.names }

// Read returns up to n rows, with their columns as they stand; behind the last one none.
func (r *Reader) Read(n int) (sklearn.X, error) {
	if r.whole != nil {
		rows, _ := r.whole.Shape()
		x := r.whole.Slice(0, min(n, rows))
		r.whole = r.whole.Slice(min(n, rows), rows)
		return x, nil
	}
	for r.frame.rows < n && !r.ended {
		if err := r.row(); err != nil {
			return nil, err
		}
	}
	if r.frame.rows == 0 {
		return sklearn.Matrix{}, nil
	}
	x, err := r.frame.X(free)
	r.frame.next()
	return x, err
}

// open begins an array of rows.
func (r *Reader) open() error {
	r.list = true
	_, err := r.stream.Delimiter('[')
	return err
}

// line reads an array at the start of lines: the first of those, or the one that has the rows.
func (r *Reader) line() error {
	start := r.stream.Offset()
	r.stream.Keep()
	if err := r.open(); err != nil {
		return err
	}
	if c, err := r.stream.Next(); err != nil || c == '[' || c == '{' || c == ']' {
		r.stream.Kept()
		return err
	}
	for r.list = false; ; {
		if _, err := r.stream.Value(); err != nil {
			return err
		}
		if c, err := r.stream.Delimiter(',', ']'); err != nil {
			return err
		} else if c == ']' {
			return r.add(start, r.stream.Kept())
		}
	}
}

// object reads an object at the start: {"columns": …, "data": […]} up to its first row, else all of it.
func (r *Reader) object() error {
	start := r.stream.Offset()
	r.stream.Keep()
	r.stream.Delimiter('{')
	var columns part
	aside := true
	for end := byte(','); end == ','; {
		if c, err := r.stream.Next(); err != nil {
			return err
		} else if c == '}' {
			r.stream.Delimiter('}')
			break // or a comma too many, which the frame sees
		}
		key, err := r.key()
		if err != nil {
			return err
		}
		c, err := r.stream.Next()
		if err != nil {
			return err
		}
		if key == "data" && c == '[' && columns.text != nil && aside && r.frame.dicts == nil {
			r.stream.Kept()
			r.split = true
			if err := r.frame.named(columns); err != nil {
				return err
			}
			return r.open()
		}
		at := r.stream.Offset()
		value, err := r.stream.Value()
		if err != nil {
			return err
		}
		if key == "columns" && columns.text == nil {
			columns = part{bytes.Clone(value), at}
		} else {
			aside = aside && besideData[key]
		}
		if end, err = r.stream.Delimiter(',', '}'); err != nil {
			return err
		}
	}
	if err := r.frame.object(r.stream.Kept()); err != nil {
		return moved(err, start)
	}
	if f := &r.frame; f.columns == nil && (f.names == nil || f.place != nil) {
		return nil // a row
	}
	r.ended = true
	x, err := r.frame.X(free)
	if err != nil {
		return err
	}
	r.whole = x.(*sklearn.Table)
	r.frame.names = r.whole.Names()
	return r.end()
}

// key reads a key and its colon.
func (r *Reader) key() (string, error) {
	start := r.stream.Offset()
	text, err := r.stream.Value()
	if err != nil {
		return "", err
	}
	s := jsonscan.New(text)
	name := s.Text()
	if err := s.End(); err != nil {
		return "", moved(err, start)
	}
	_, err = r.stream.Delimiter(':')
	return name, err
}

// row reads the next row into the frame, or sees that there is none.
func (r *Reader) row() error {
	if !r.list {
		switch c, err := r.stream.Peek(); {
		case err == io.EOF:
			r.ended = true
			return nil
		case err != nil:
			return err
		case c != '[' && c != '{':
			return r.stream.Fail("%q where a row belongs", c)
		}
	} else {
		c, err := r.stream.Next()
		switch {
		case err != nil:
			return err
		case r.comma && c == ',':
			r.stream.Delimiter(',')
			if _, err := r.stream.Next(); err != nil {
				return err
			}
		case r.comma, c == ']':
			return r.close()
		}
		r.comma = true
	}
	start := r.stream.Offset()
	text, err := r.stream.Value()
	if err != nil {
		return err
	}
	return r.add(start, text)
}

// close reads the end of the array of rows, and what may follow it.
func (r *Reader) close() error {
	r.ended = true
	if _, err := r.stream.Delimiter(']'); err != nil {
		return err
	}
	for r.split {
		c, err := r.stream.Delimiter('}', ',')
		if err != nil {
			return err
		}
		if c == '}' {
			break
		}
		key, err := r.key()
		if err != nil {
			return err
		}
		if !besideData[key] {
			return r.stream.Fail("%q beside \"columns\" and \"data\"", key)
		}
		if _, err := r.stream.Value(); err != nil {
			return err
		}
	}
	return r.end()
}

// end sees that nothing follows.
func (r *Reader) end() error {
	c, err := r.stream.Peek()
	if err == nil {
		return r.stream.Fail("%q behind the end of the rows", c)
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// add reads the text of a row, which begins at a place of the stream.
func (r *Reader) add(start int64, text []byte) error {
	return moved(r.frame.add(text), start)
}
