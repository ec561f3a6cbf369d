package gotype

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/brine-go/brine/py"
)

// key writes v as a key of a dict or an item of a set: structs are tuples there.
func (e *Encoder) key(c *codec, p ptr) error {
	e.inKey++
	err := c.enc(e, c, p)
	e.inKey--
	return err
}

// ErrDuplicate is a key or an item that differs from another in Go but not in Python.
var ErrDuplicate = errors.New("another key is equal to it in Python")

// distinct checks that no two keys become one in Python.
func distinct(keys []reflect.Value) error {
	if len(keys) < 2 {
		return nil
	}
	seen := make(map[string]reflect.Value, len(keys))
	for _, k := range keys {
		s, ok := pythonKey(nil, k, 0)
		if !ok {
			continue
		}
		if other, dup := seen[string(s)]; dup {
			return fmt.Errorf("keys %v and %v: %w", show(other), show(k), ErrDuplicate)
		}
		seen[string(s)] = k
	}
	return nil
}

func show(v reflect.Value) string {
	s := fmt.Sprintf("%#v", v)
	if len(s) > 80 {
		s = s[:77] + "…"
	}
	return s
}

// Keys nested deeper, or of more bytes within tuples, are taken for equal to none.
const (
	maxKeyDepth = 1000
	maxKeyBytes = 1 << 16
)

// PythonKey returns a string that is the same for keys that Python takes for equal; ok is false for keys that
// are equal to none, such as NaN.
func PythonKey(key any) (s string, ok bool) {
	switch k := key.(type) {
	case nil:
		return "N", true
	case string:
		return "s" + k, true
	case int64:
		return "i" + strconv.FormatInt(k, 10) + ";", true
	}
	b, ok := pythonKey(nil, reflect.ValueOf(key), 0)
	return string(b), ok
}

// pythonKey appends to dst bytes that are the same for keys that Python takes for equal (1, 1.0 and True). ok
// is false for what is not compared: NaN, and values that write themselves. Texts, which may hold anything,
// are quoted within tuples.
func pythonKey(dst []byte, v reflect.Value, depth int) (key []byte, ok bool) {
	if depth > maxKeyDepth || depth > 0 && len(dst) > maxKeyBytes {
		return dst, false
	}
	if v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		switch {
		case v.IsNil():
			return append(dst, 'N'), true
		case v.Type() == reflect.PointerTo(bigIntType):
			return append(v.Interface().(*big.Int).Append(append(dst, 'i'), 10), ';'), true
		case v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct: // an instance
			return fmt.Appendf(dst, "p%x;", v.Pointer()), true
		}
		return pythonKey(dst, v.Elem(), depth+1)
	}
	switch v.Type() {
	case timeType:
		return strconv.AppendInt(append(dst, 't'), v.Interface().(time.Time).UnixMicro(), 10), true
	case valueType:
		g, w := v.Interface().(py.Value).Graph()
		return fmt.Appendf(dst, "o%p.%x;", g, uint64(w)), g != nil
	case durationType:
		return strconv.AppendInt(append(dst, 'd'), int64(floorMicros(time.Duration(v.Int()))), 10), true
	}
	if reflect.PointerTo(v.Type()).Implements(textMarshalerType) {
		text, err := methodOf[encoding.TextMarshaler](v).MarshalText()
		return textKey(dst, string(text)), err == nil
	}
	switch {
	case v.Kind() == reflect.Bool && v.Bool():
		return append(dst, "i1;"...), true
	case v.Kind() == reflect.Bool:
		return append(dst, "i0;"...), true
	case v.CanInt():
		return append(strconv.AppendInt(append(dst, 'i'), v.Int(), 10), ';'), true
	case v.CanUint():
		return append(strconv.AppendUint(append(dst, 'i'), v.Uint(), 10), ';'), true
	case v.CanFloat():
		return floatKey(dst, v.Float())
	case v.CanComplex():
		dst, ok := floatKey(dst, real(v.Complex()))
		if imag(v.Complex()) == 0 || !ok {
			return dst, ok
		}
		return floatKey(append(dst, 'j'), imag(v.Complex()))
	}
	switch v.Kind() {
	case reflect.String:
		return textKey(dst, v.String()), true
	case reflect.Array:
		if isByte(v.Type().Elem()) {
			dst = append(dst, 'b')
			for i := range v.Len() {
				dst = append(dst, byte(v.Index(i).Uint()))
			}
			return append(dst, ';'), true
		}
		dst, ok = append(dst, '('), true
		for i := 0; i < v.Len() && ok; i++ {
			dst, ok = pythonKey(dst, v.Index(i), depth+1)
		}
		return append(dst, ')'), ok
	case reflect.Slice:
		switch {
		case v.Type() == shapes.FrozenSet:
			return frozenSetKey(dst, v, depth)
		case isByte(v.Type().Elem()):
			return append(append(append(dst, 'b'), v.Bytes()...), ';'), true
		case v.Type() != shapes.Tuple:
			return dst, false
		}
		dst, ok = append(dst, '('), true
		for i := 0; i < v.Len() && ok; i++ {
			dst, ok = pythonKey(dst, v.Index(i), depth+1)
		}
		return append(dst, ')'), ok
	case reflect.Struct: // a tuple of its fields
		dst, ok = append(dst, '('), true
		fs := structFields(v.Type(), func(reflect.Type) bool { return true })
		for i := 0; i < len(fs.list) && ok; i++ {
			x, there := fs.list[i].get(v)
			if !there {
				dst = append(dst, 'N')
				continue
			}
			dst, ok = pythonKey(dst, x, depth+1)
		}
		return append(dst, ')'), ok
	}
	return dst, false
}

// textKey quotes a text only where it is part of a key.
func textKey(dst []byte, s string) []byte {
	if len(dst) == 0 {
		return append(append(dst, 's'), s...)
	}
	return append(strconv.AppendQuote(append(dst, 's'), s), ';')
}

// frozenSetKey is the same for the same items in any order.
func frozenSetKey(dst []byte, v reflect.Value, depth int) ([]byte, bool) {
	items := make([]string, v.Len())
	for i := range items {
		b, ok := pythonKey([]byte("{"), v.Index(i), depth+1)
		if !ok {
			return dst, false
		}
		items[i] = string(b)
	}
	slices.Sort(items)
	for _, s := range slices.Compact(items) {
		dst = append(dst, s...)
	}
	return append(dst, '}'), true
}

func floatKey(dst []byte, f float64) ([]byte, bool) {
	if f == math.Trunc(f) && !math.IsInf(f, 0) {
		x, _ := big.NewFloat(f).Int(nil)
		return append(x.Append(append(dst, 'i'), 10), ';'), true
	}
	return append(strconv.AppendUint(append(dst, 'f'), math.Float64bits(f), 16), ';'), f == f
}

// sortValues sorts the keys of a map as package fmt prints them: nil, then by kind, then by value.
func sortValues(keys []reflect.Value) { slices.SortStableFunc(keys, compareKeys) }

func compareKeys(a, b reflect.Value) int {
	for a.Kind() == reflect.Interface && !a.IsNil() {
		a = a.Elem()
	}
	for b.Kind() == reflect.Interface && !b.IsNil() {
		b = b.Elem()
	}
	if a.Type() != b.Type() {
		return cmp.Or(cmp.Compare(rankOf(a), rankOf(b)), strings.Compare(a.Type().String(), b.Type().String()))
	}
	switch {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	case a.CanComplex():
		return cmp.Or(cmp.Compare(real(a.Complex()), real(b.Complex())), cmp.Compare(imag(a.Complex()), imag(b.Complex())))
	}
	switch a.Kind() {
	case reflect.String:
		return strings.Compare(a.String(), b.String())
	case reflect.Bool:
		return cmp.Compare(rankBool(a.Bool()), rankBool(b.Bool()))
	case reflect.Array:
		for i := range a.Len() {
			if c := compareKeys(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	case reflect.Struct:
		if a.Type() == timeType && a.CanInterface() {
			return a.Interface().(time.Time).Compare(b.Interface().(time.Time))
		}
		for i := range a.NumField() {
			if c := compareKeys(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	}
	return 0
}

func rankBool(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rankOf orders types: nothing, bools, numbers, strings, the rest.
func rankOf(v reflect.Value) int {
	switch {
	case v.Kind() == reflect.Interface:
		return 0
	case v.Kind() == reflect.Bool:
		return 1
	case v.CanInt(), v.CanUint(), v.CanFloat(), v.CanComplex():
		return 2
	case v.Kind() == reflect.String:
		return 3
	}
	return 4
}
