package xgboost

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
)

// A document is what JSON and UBJSON have in common, as XGBoost uses them: a nil, bool, int64, float32, float64, string,
// []any, object, or one of three arrays of numbers.
type (
	object     map[string]any
	intArray   []int64
	floatArray []float32
	// A typedArray is numbers of one type in UBJSON, which are read when they are asked for.
	typedArray struct {
		code byte
		raw  []byte
	}
)

// maxDepth is how deep arrays and objects may nest. Models have eight levels.
const maxDepth = 64

// width is how many bytes a number of UBJSON takes, by its code; 0 if it is no number.
func width(code byte) int {
	switch code {
	case 'i', 'U', 'C':
		return 1
	case 'I':
		return 2
	case 'l', 'd':
		return 4
	case 'L', 'D':
		return 8
	}
	return 0
}

// number reads a number of UBJSON, which is big-endian: an int64, float32 or float64.
func number(code byte, b []byte) any {
	switch code {
	case 'i':
		return int64(int8(b[0]))
	case 'U', 'C':
		return int64(b[0])
	case 'I':
		return int64(int16(binary.BigEndian.Uint16(b)))
	case 'l':
		return int64(int32(binary.BigEndian.Uint32(b)))
	case 'L':
		return int64(binary.BigEndian.Uint64(b))
	case 'd':
		return math.Float32frombits(binary.BigEndian.Uint32(b))
	}
	return math.Float64frombits(binary.BigEndian.Uint64(b))
}

func (a typedArray) len() int { return len(a.raw) / width(a.code) }

// ints reads an array of integers; bools, which older releases wrote, are 0 and 1.
func ints(v any) ([]int64, error) {
	switch v := v.(type) {
	case intArray:
		return v, nil
	case typedArray:
		if v.code == 'd' || v.code == 'D' {
			break
		}
		out := make([]int64, v.len())
		w := width(v.code)
		for i := range out {
			out[i], _ = number(v.code, v.raw[i*w:]).(int64)
		}
		return out, nil
	case []any:
		out := make([]int64, len(v))
		for i, item := range v {
			switch item := item.(type) {
			case int64:
				out[i] = item
			case bool:
				if item {
					out[i] = 1
				}
			default:
				return nil, fmt.Errorf("item %d is %s, want an integer", i, kindOf(item))
			}
		}
		return out, nil
	}
	return nil, fmt.Errorf("got %s, want integers", kindOf(v))
}

// floats reads an array of numbers as float32, which all of XGBoost's are.
func floats(v any) ([]float32, error) {
	switch v := v.(type) {
	case floatArray:
		return v, nil
	case intArray:
		out := make([]float32, len(v))
		for i, x := range v {
			out[i] = float32(x)
		}
		return out, nil
	case typedArray:
		out := make([]float32, v.len())
		w := width(v.code)
		for i := range out {
			out[i], _ = float(number(v.code, v.raw[i*w:]))
		}
		return out, nil
	case []any:
		out := make([]float32, len(v))
		for i, item := range v {
			x, ok := float(item)
			if !ok {
				return nil, fmt.Errorf("item %d is %s, want a number", i, kindOf(item))
			}
			out[i] = x
		}
		return out, nil
	}
	return nil, fmt.Errorf("got %s, want numbers", kindOf(v))
}

func float(v any) (float32, bool) {
	switch v := v.(type) {
	case float32:
		return v, true
	case float64:
		return float32(v), true
	case int64:
		return float32(v), true
	}
	return 0, false
}

// integer reads an integer, which many parameters have as a text.
func integer(v any) (int64, error) {
	switch v := v.(type) {
	case int64:
		return v, nil
	case string:
		return strconv.ParseInt(v, 10, 64)
	}
	return 0, fmt.Errorf("got %s, want an integer", kindOf(v))
}

// items returns the items of an array that has no numbers.
func items(v any) ([]any, error) {
	switch v := v.(type) {
	case []any:
		return v, nil
	case intArray:
		if len(v) == 0 { // an empty array of JSON
			return nil, nil
		}
	}
	return nil, fmt.Errorf("got %s, want an array", kindOf(v))
}

// texts returns the items of an array of texts; none if there is no array.
func texts(v any) ([]string, error) {
	if v == nil {
		return nil, nil
	}
	list, err := items(v)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	out := make([]string, len(list))
	for i, item := range list {
		text, ok := item.(string)
		if !ok {
			return nil, fmt.Errorf("item %d is %s, want a text", i, kindOf(item))
		}
		out[i] = text
	}
	return out, nil
}

// object returns what a key has, if that is an object.
func (o object) object(key string) (object, error) {
	v, ok := o[key].(object)
	if !ok {
		return nil, fmt.Errorf("%s: got %s, want an object", key, kindOf(o[key]))
	}
	return v, nil
}

// text returns what a key has, if that is a text.
func (o object) text(key string) (string, error) {
	v, ok := o[key].(string)
	if !ok {
		return "", fmt.Errorf("%s: got %s, want a text", key, kindOf(o[key]))
	}
	return v, nil
}

// kindOf names what a value is, for errors.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case bool:
		return "a bool"
	case int64:
		return "an integer"
	case float32, float64:
		return "a number"
	case string:
		return "a text"
	case object:
		return "an object"
	}
	return "an array"
}
