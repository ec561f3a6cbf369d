package xgboost

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// jsonReader reads JSON as XGBoost writes it (JsonReader of src/common/json.cc). It differs from encoding/json in numbers:
// they are rounded to float32 at once, and NaN and Infinity are numbers.
type jsonReader struct {
	data []byte
	pos  int
}

// parseJSON reads one value; what follows it must be white space.
func parseJSON(data []byte) (any, error) {
	r := &jsonReader{data: data}
	v, err := r.value(0)
	if err == nil && r.peek() != 0 {
		err = fmt.Errorf("%q behind the end", r.peek())
	}
	if err != nil {
		return nil, fmt.Errorf("JSON at offset %d: %w", r.pos, err)
	}
	return v, nil
}

// peek returns the next byte that is no white space; 0 at the end.
func (r *jsonReader) peek() byte {
	for ; r.pos < len(r.data); r.pos++ {
		switch c := r.data[r.pos]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// expect takes the next byte, which must be c.
func (r *jsonReader) expect(c byte) error {
	switch got := r.peek(); got {
	case c:
		r.pos++
		return nil
	case 0:
		return io.ErrUnexpectedEOF
	default:
		return fmt.Errorf("got %q, want %q", got, c)
	}
}

func (r *jsonReader) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("too deep")
	}
	switch c := r.peek(); c {
	case 0:
		return nil, io.ErrUnexpectedEOF
	case '{':
		return r.object(depth)
	case '[':
		return r.array(depth)
	case '"':
		return r.text()
	}
	switch word := r.word(); word {
	case "null":
		return nil, nil
	case "true", "false":
		return word == "true", nil
	default:
		return numberOf(word)
	}
}

// word takes what stands before the next comma, bracket or white space.
func (r *jsonReader) word() string {
	from := r.pos
	for r.pos < len(r.data) {
		switch r.data[r.pos] {
		case ',', ']', '}', ':', ' ', '\t', '\n', '\r':
			return string(r.data[from:r.pos])
		}
		r.pos++
	}
	return string(r.data[from:])
}

// numberOf returns the int64 or float32 that a word is.
func numberOf(word string) (any, error) {
	switch word {
	case "NaN":
		return float32(math.NaN()), nil
	case "Infinity":
		return float32(math.Inf(1)), nil
	case "-Infinity":
		return float32(math.Inf(-1)), nil
	}
	if word == "" || word[0] != '-' && (word[0] < '0' || word[0] > '9') {
		return nil, fmt.Errorf("%.20q is no value", word)
	}
	if n, err := strconv.ParseInt(word, 10, 64); err == nil {
		return n, nil
	}
	f, err := strconv.ParseFloat(word, 32)
	if err != nil && !errors.Is(err, strconv.ErrRange) { // past float32 it is infinite
		return nil, fmt.Errorf("%.20q is no number", word)
	}
	return float32(f), nil
}

func (r *jsonReader) text() (string, error) {
	from := r.pos
	if err := r.expect('"'); err != nil {
		return "", err
	}
	plain := true
	for r.pos < len(r.data) {
		c := r.data[r.pos]
		r.pos++
		switch {
		case c == '"' && plain:
			return string(r.data[from+1 : r.pos-1]), nil
		case c == '"':
			var out string
			err := json.Unmarshal(r.data[from:r.pos], &out)
			return out, err
		case c == '\\':
			plain = false
			r.pos++
		}
	}
	r.pos = len(r.data)
	return "", io.ErrUnexpectedEOF
}

func (r *jsonReader) object(depth int) (any, error) {
	r.pos++
	out := object{}
	for first := true; r.peek() != '}'; first = false {
		if !first {
			if err := r.expect(','); err != nil {
				return nil, err
			}
			r.peek()
		}
		key, err := r.text()
		if err != nil {
			return nil, err
		}
		if err := r.expect(':'); err != nil {
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
	r.pos++
	return out, nil
}

// array reads an array; one of numbers is no []any, whose items take ten times the memory.
func (r *jsonReader) array(depth int) (any, error) {
	r.pos++
	var (
		whole intArray
		real  floatArray
		mixed []any
	)
	for n := 0; r.peek() != ']'; n++ {
		if n > 0 {
			if err := r.expect(','); err != nil {
				return nil, err
			}
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		x, isInt := v.(int64)
		f, isFloat := v.(float32)
		switch {
		case n > 0 && (isInt || isFloat) != (mixed == nil):
			return nil, errors.New("an array of numbers and others")
		case isInt && real == nil:
			whole = append(whole, x)
		case isInt:
			real = append(real, float32(x))
		case isFloat:
			if real == nil {
				real = make(floatArray, n, n+1)
				for i, x := range whole {
					real[i] = float32(x)
				}
			}
			real = append(real, f)
		default:
			mixed = append(mixed, v)
		}
	}
	r.pos++
	switch {
	case mixed != nil:
		return mixed, nil
	case real != nil:
		return real, nil
	}
	return whole, nil
}
