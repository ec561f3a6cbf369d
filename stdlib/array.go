package stdlib

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/describe"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// An Array is an array.array. Items is a slice of the Go type of its type code:
//
//	b int8   h int16   i int32   l, q int64    f float32
//	B uint8  H uint16  I uint32  L, Q uint64   d float64
//
// and a string for u and w (text) and c (Python 2's bytes).
type Array struct {
	Code  byte
	Items any
}

// machineFormats are array's machine formats by number (array._array_reconstructor's mformat_code): size, and kind in
// ndarray's terms. Odd ones from 3 on are big endian.
var machineFormats = [...]struct {
	kind ndarray.Kind
	size int
}{
	{ndarray.Uint, 1}, {ndarray.Int, 1}, {ndarray.Uint, 2}, {ndarray.Uint, 2}, {ndarray.Int, 2}, {ndarray.Int, 2},
	{ndarray.Uint, 4}, {ndarray.Uint, 4}, {ndarray.Int, 4}, {ndarray.Int, 4}, {ndarray.Uint, 8}, {ndarray.Uint, 8},
	{ndarray.Int, 8}, {ndarray.Int, 8}, {ndarray.Float, 4}, {ndarray.Float, 4}, {ndarray.Float, 8}, {ndarray.Float, 8},
}

const (
	utf16Format = 18
	utf32Format = 20
)

// littleFormat is the little-endian machine format of each type code on a system where a long has 64 bits.
var littleFormat = map[byte]int{
	'b': 1, 'B': 0, 'h': 4, 'H': 2, 'i': 8, 'I': 6, 'l': 12, 'L': 10, 'q': 12, 'Q': 10, 'f': 14, 'd': 16,
	'u': utf32Format, 'w': utf32Format,
}

func readArray(c call) (Array, error) {
	code, format, items := c.arg(0), -1, c.arg(1)
	if strings.HasSuffix(c.class, "_array_reconstructor") {
		if !c.arg(0).IsGlobal("array", "array") {
			return Array{}, c.wrong(0, "array.array")
		}
		f, ok := c.arg(2).Int()
		if !ok || f < 0 || f > utf32Format+1 {
			return Array{}, c.wrong(2, "a machine format")
		}
		code, format, items = c.arg(1), int(f), c.arg(3)
	}
	s, ok := code.Text()
	if !ok || len(s) != 1 || littleFormat[s[0]] == 0 && s != "B" && s != "c" {
		return Array{}, mismatch(c.class, code, "a type code")
	}
	a := Array{Code: s[0]}
	raw, isBytes := items.Bytes()
	var err error
	switch {
	case format >= utf16Format && isBytes:
		a.Items, err = decodeText(raw, format)
	case format >= 0 && isBytes:
		var n numbers
		if n, err = packedNumbers(raw, format); err == nil {
			a.Items, err = a.of(n)
		}
	case strings.IndexByte("uwc", a.Code) >= 0:
		a.Items, err = textItems(items)
	case items.Kind() == py.List:
		a.Items, err = a.of(listNumbers(items))
	case isBytes && items.Kind() == py.ByteString: // Python 2.6: the machine's own bytes
		var n numbers
		if n, err = packedNumbers(raw, littleFormat[a.Code]); err == nil {
			a.Items, err = a.of(n)
		}
	default:
		return Array{}, mismatch(c.class, items, "bytes or a list")
	}
	if err != nil {
		return Array{}, &Error{Class: c.class, Err: err}
	}
	return a, nil
}

// numbers are items before they are of the type that the code says.
type numbers struct {
	n     int
	int   func(i int) (int64, bool)
	uint  func(i int) (uint64, bool)
	float func(i int) (float64, bool)
}

// packedNumbers reads packed items.
func packedNumbers(raw []byte, format int) (numbers, error) {
	f := machineFormats[format]
	if len(raw)%f.size != 0 {
		return numbers{}, fmt.Errorf("%d bytes, want a multiple of %d", len(raw), f.size)
	}
	order := ndarray.Little
	switch {
	case f.size == 1:
		order = ndarray.None
	case format%2 == 1:
		order = ndarray.Big
	}
	n := len(raw) / f.size
	a, err := ndarray.New(ndarray.DType{Kind: f.kind, ItemSize: f.size, Order: order}, []int{n}, raw)
	if err != nil {
		return numbers{}, err
	}
	if f.kind == ndarray.Float {
		x, err := a.Float64s()
		return numbers{n: n, float: func(i int) (float64, bool) { return x[i], true }}, err
	}
	if f.kind == ndarray.Uint {
		x, err := a.Uint64s()
		return numbers{n: n, uint: func(i int) (uint64, bool) { return x[i], true }}, err
	}
	x, err := a.Int64s()
	return numbers{n: n, int: func(i int) (int64, bool) { return x[i], true }}, err
}

// listNumbers reads a list.
func listNumbers(v py.Value) numbers {
	return numbers{
		n:   v.Len(),
		int: func(i int) (int64, bool) { return v.Index(i).Int() },
		uint: func(i int) (uint64, bool) {
			x, ok := v.Index(i).BigInt()
			if !ok || !x.IsUint64() {
				return 0, false
			}
			return x.Uint64(), true
		},
		float: func(i int) (float64, bool) { return v.Index(i).Number() },
	}
}

// of returns the numbers as the slice that the type code stands for.
func (a Array) of(n numbers) (any, error) {
	switch a.Code {
	case 'b':
		return signed[int8](n)
	case 'h':
		return signed[int16](n)
	case 'i':
		return signed[int32](n)
	case 'l', 'q':
		return signed[int64](n)
	case 'B':
		return unsignedOf[uint8](n)
	case 'H':
		return unsignedOf[uint16](n)
	case 'I':
		return unsignedOf[uint32](n)
	case 'L', 'Q':
		return unsignedOf[uint64](n)
	case 'f':
		return floats[float32](n)
	case 'd':
		return floats[float64](n)
	}
	return nil, fmt.Errorf("numbers in an array of type %q", a.Code)
}

func signed[T int8 | int16 | int32 | int64](n numbers) ([]T, error) {
	out := make([]T, n.n)
	for i := range out {
		var x int64
		var ok bool
		switch {
		case n.int != nil:
			x, ok = n.int(i)
		case n.uint != nil:
			var u uint64
			u, ok = n.uint(i)
			x, ok = int64(u), ok && u <= math.MaxInt64
		}
		if out[i] = T(x); !ok || int64(out[i]) != x {
			return nil, fmt.Errorf("item %d is no %T", i, out[i])
		}
	}
	return out, nil
}

func unsignedOf[T uint8 | uint16 | uint32 | uint64](n numbers) ([]T, error) {
	out := make([]T, n.n)
	for i := range out {
		var x uint64
		var ok bool
		switch {
		case n.uint != nil:
			x, ok = n.uint(i)
		case n.int != nil:
			var s int64
			s, ok = n.int(i)
			x, ok = uint64(s), ok && s >= 0
		}
		if out[i] = T(x); !ok || uint64(out[i]) != x {
			return nil, fmt.Errorf("item %d is no %T", i, out[i])
		}
	}
	return out, nil
}

func floats[T float32 | float64](n numbers) ([]T, error) {
	out := make([]T, n.n)
	for i := range out {
		if n.float == nil {
			return nil, fmt.Errorf("integers in an array of floats")
		}
		x, ok := n.float(i)
		if !ok {
			return nil, fmt.Errorf("item %d is no %T", i, out[i])
		}
		out[i] = T(x)
	}
	return out, nil
}

// textItems joins a list of characters; a str is one already.
func textItems(v py.Value) (string, error) {
	if s, ok := v.Text(); ok {
		return s, nil
	}
	var b strings.Builder
	for x := range v.Items() {
		s, ok := x.Text()
		if !ok {
			return "", fmt.Errorf("an item is %s, want a character", describe.Value(x))
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// decodeText reads UTF-16 or UTF-32.
func decodeText(raw []byte, format int) (string, error) {
	var order binary.ByteOrder = binary.LittleEndian
	if format%2 == 1 {
		order = binary.BigEndian
	}
	if format < utf32Format {
		if len(raw)%2 != 0 {
			return "", fmt.Errorf("%d bytes of UTF-16", len(raw))
		}
		units := make([]uint16, len(raw)/2)
		for i := range units {
			units[i] = order.Uint16(raw[2*i:])
		}
		return string(utf16.Decode(units)), nil
	}
	if len(raw)%4 != 0 {
		return "", fmt.Errorf("%d bytes of UTF-32", len(raw))
	}
	out := make([]byte, 0, len(raw)/4)
	for ; len(raw) > 0; raw = raw[4:] {
		r := order.Uint32(raw)
		if r > utf8.MaxRune {
			return "", fmt.Errorf("no character has the number %d", r)
		}
		out = utf8.AppendRune(out, rune(r))
	}
	return string(out), nil
}

// MarshalPickle writes an array.array, little endian; Python converts it if its machine differs. An array of
// Python 2's type c is an error.
func (a Array) MarshalPickle(b *py.Builder) (py.Value, error) {
	var raw []byte
	var err error
	if s, ok := a.Items.(string); ok && (a.Code == 'u' || a.Code == 'w') {
		for _, r := range s {
			raw = binary.LittleEndian.AppendUint32(raw, uint32(r))
		}
	} else if ok {
		err = fmt.Errorf("type %q has no text", a.Code)
	} else {
		raw, err = binary.Append(nil, binary.LittleEndian, a.Items)
	}
	format, known := littleFormat[a.Code]
	if err == nil && (!known || !a.matches()) {
		err = fmt.Errorf("items are a %T", a.Items)
	}
	if err != nil {
		return py.Value{}, &Error{Class: "array.array", Err: err}
	}
	return b.Call(b.Global("array", "_array_reconstructor"), b.Global("array", "array"), b.Str(string(rune(a.Code))),
		b.Int(int64(format)), b.Bytes(raw)), nil
}

// matches reports whether Items has the type that Code stands for.
func (a Array) matches() bool {
	var ok bool
	switch a.Code {
	case 'b':
		_, ok = a.Items.([]int8)
	case 'B':
		_, ok = a.Items.([]uint8)
	case 'h':
		_, ok = a.Items.([]int16)
	case 'H':
		_, ok = a.Items.([]uint16)
	case 'i':
		_, ok = a.Items.([]int32)
	case 'I':
		_, ok = a.Items.([]uint32)
	case 'l', 'q':
		_, ok = a.Items.([]int64)
	case 'L', 'Q':
		_, ok = a.Items.([]uint64)
	case 'f':
		_, ok = a.Items.([]float32)
	case 'd':
		_, ok = a.Items.([]float64)
	case 'u', 'w':
		_, ok = a.Items.(string)
	}
	return ok
}

// UnmarshalPickle reads an array.array.
func (a *Array) UnmarshalPickle(v py.Value) error { return into(a, v, "array.array") }
