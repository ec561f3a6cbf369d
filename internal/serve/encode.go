package serve

import (
	"encoding/binary"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/rows"
)

// jsonType is the Content-Type of most answers.
const jsonType = "application/json"

// appendFloat appends a number as JSON has it: the shortest that reads back as the same. NaN and infinities, which JSON has not, are null.
func appendFloat(out []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(out, "null"...)
	}
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		return strconv.AppendFloat(out, f, 'e', -1, 64)
	}
	return strconv.AppendFloat(out, f, 'f', -1, 64)
}

// appendString appends a JSON string. Bytes that are no UTF-8 become U+FFFD.
func appendString(out []byte, text string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
			i++
		case c == '\n':
			out = append(out, '\\', 'n')
			i++
		case c < ' ' || c == 0x7f || c == '<' || c == '>' || c == '&': // the last three for who puts it into a page
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			i++
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			out = utf8.AppendRune(out, r)
			i += size
		}
	}
	return append(out, '"')
}

// appendScalar appends any value of an answer or category.
func appendScalar(out []byte, v any) []byte {
	switch v := v.(type) {
	case float64:
		return appendFloat(out, v)
	case int64:
		return strconv.AppendInt(out, v, 10)
	case string:
		return appendString(out, v)
	case bool:
		return strconv.AppendBool(out, v)
	}
	return append(out, "null"...)
}

// appendValue appends value i of an answer.
func appendValue(out []byte, values any, i int) []byte {
	switch v := values.(type) {
	case []float64:
		return appendFloat(out, v[i])
	case []int64:
		return strconv.AppendInt(out, v[i], 10)
	case []string:
		return appendString(out, v[i])
	case []bool:
		return strconv.AppendBool(out, v[i])
	case []any:
		return appendScalar(out, v[i])
	}
	return out
}

// appendFlat appends all values of an answer as one array.
func appendFlat(out []byte, a *rows.Answer) []byte {
	out = append(out, '[')
	for i := range a.Rows * a.Cols {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendValue(out, a.Values, i)
	}
	return append(out, ']')
}

// appendNested appends an answer as an array of values, or of arrays if it has two dimensions.
func appendNested(out []byte, a *rows.Answer) []byte {
	if a.Vector {
		return appendFlat(out, a)
	}
	out = append(out, '[')
	for i := range a.Rows {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, '[')
		for j := range a.Cols {
			if j > 0 {
				out = append(out, ',')
			}
			out = appendValue(out, a.Values, i*a.Cols+j)
		}
		out = append(out, ']')
	}
	return append(out, ']')
}

// appendBinary appends the bytes of a tensor: little endian, BYTES each behind its length in 4 bytes.
func appendBinary(out []byte, a *rows.Answer) []byte {
	switch values := a.Values.(type) {
	case []float64:
		for _, v := range values {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		}
	case []int64:
		for _, v := range values {
			out = binary.LittleEndian.AppendUint64(out, uint64(v))
		}
	case []bool:
		for _, v := range values {
			b := byte(0)
			if v {
				b = 1
			}
			out = append(out, b)
		}
	case []string:
		for _, v := range values {
			out = binary.LittleEndian.AppendUint32(out, uint32(len(v)))
			out = append(out, v...)
		}
	}
	return out
}

// binarySize returns how many bytes appendBinary appends.
func binarySize(a *rows.Answer) int {
	switch values := a.Values.(type) {
	case []float64:
		return 8 * len(values)
	case []int64:
		return 8 * len(values)
	case []bool:
		return len(values)
	case []string:
		n := 4 * len(values)
		for _, v := range values {
			n += len(v)
		}
		return n
	}
	return 0
}
