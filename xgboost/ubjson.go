package xgboost

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ubjson reads Universal Binary JSON as XGBoost writes it (UBJReader and UBJWriter of src/common/json.cc): lengths are
// int64, arrays of numbers have a type and a length, objects have neither. Other writers' short lengths are read as well.
type ubjson struct {
	data []byte
	pos  int
}

// parseUBJSON reads one value; what follows it must be nothing.
func parseUBJSON(data []byte) (any, error) {
	r := &ubjson{data: data}
	v, err := r.value(0)
	if err == nil && r.pos != len(data) {
		err = fmt.Errorf("%d bytes behind the end", len(data)-r.pos)
	}
	if err != nil {
		return nil, fmt.Errorf("UBJSON at offset %d: %w", r.pos, err)
	}
	return v, nil
}

// take returns the next n bytes.
func (r *ubjson) take(n int64) ([]byte, error) {
	if n < 0 || n > int64(len(r.data)-r.pos) {
		return nil, io.ErrUnexpectedEOF
	}
	b := r.data[r.pos:][:n]
	r.pos += int(n)
	return b, nil
}

func (r *ubjson) byte() (byte, error) {
	b, err := r.take(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// skip reports whether the next byte is c, and takes it if so.
func (r *ubjson) skip(c byte) bool {
	if r.pos < len(r.data) && r.data[r.pos] == c {
		r.pos++
		return true
	}
	return false
}

// length reads an integer with its code.
func (r *ubjson) length() (int64, error) {
	code, err := r.byte()
	if err != nil {
		return 0, err
	}
	if code == 'L' { // by far the commonest
		b, err := r.take(8)
		if err != nil {
			return 0, err
		}
		return int64(binary.BigEndian.Uint64(b)), nil
	}
	w := width(code)
	if w == 0 || code == 'd' || code == 'D' || code == 'C' {
		return 0, fmt.Errorf("%q is no length", code)
	}
	b, err := r.take(int64(w))
	if err != nil {
		return 0, err
	}
	n, _ := number(code, b).(int64)
	return n, nil
}

func (r *ubjson) text() (string, error) {
	n, err := r.length()
	if err != nil {
		return "", err
	}
	b, err := r.take(n)
	return string(b), err
}

func (r *ubjson) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("too deep")
	}
	code, err := r.byte()
	if err != nil {
		return nil, err
	}
	switch code {
	case '{':
		return r.object(depth)
	case '[':
		return r.array(depth)
	case 'S':
		return r.text()
	case 'Z':
		return nil, nil
	case 'T', 'F':
		return code == 'T', nil
	}
	w := width(code)
	if w == 0 {
		return nil, fmt.Errorf("%q is no code", code)
	}
	b, err := r.take(int64(w))
	if err != nil {
		return nil, err
	}
	return number(code, b), nil
}

func (r *ubjson) object(depth int) (any, error) {
	out := object{}
	for !r.skip('}') {
		key, err := r.text()
		if err != nil {
			return nil, err
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if _, twice := out[key]; !twice { // the first counts
			out[key] = v
		}
	}
	return out, nil
}

func (r *ubjson) array(depth int) (any, error) {
	if r.skip('$') {
		code, err := r.byte()
		if err != nil {
			return nil, err
		}
		w := int64(width(code))
		if w == 0 || !r.skip('#') {
			return nil, fmt.Errorf("an array of %q is not supported", code)
		}
		n, err := r.length()
		if err != nil {
			return nil, err
		}
		if n < 0 || n > int64(len(r.data))/w {
			return nil, io.ErrUnexpectedEOF
		}
		raw, err := r.take(n * w)
		return typedArray{code, raw}, err
	}
	out := []any{}
	if r.skip('#') {
		n, err := r.length()
		if err != nil {
			return nil, err
		}
		for ; n > 0; n-- { // every value takes a byte at least
			v, err := r.value(depth + 1)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	}
	for !r.skip(']') {
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
