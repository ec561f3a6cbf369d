package ndarray

import (
	"errors"
	"unicode/utf8"
)

// Strings returns the elements in C order as strings: texts of Str and VarStr, the bytes of Bytes, and the
// elements of an object array if all are texts. Padding NULs are cut off, as NumPy does. A lone surrogate is
// three bytes, as Python's surrogatepass writes it.
func (a *Array) Strings() ([]string, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	d := a.DType
	var get func(at int) (string, error)
	switch {
	case d.Kind == Object || d.Kind == VarStr:
		get = func(at int) (string, error) {
			s, ok := a.Objects.Str(at / d.ItemSize)
			if !ok {
				return "", errors.New("an element is no text")
			}
			return s, nil
		}
	case d.Kind == Str:
		get = func(at int) (string, error) { return utf32(a.Data[at:][:d.ItemSize], d.Order == Big) }
	case d.Kind == Bytes:
		get = func(at int) (string, error) { return string(trimNUL(a.Data[at:][:d.ItemSize])), nil }
	default:
		return nil, &DTypeError{DType: d, Want: "string"}
	}
	out := make([]string, 0, a.Len())
	err := a.rows(func(at, n, stride int) error {
		for range n {
			s, err := get(at)
			if err != nil {
				return &DTypeError{DType: d, Want: "string", Err: err}
			}
			out = append(out, s)
			at += stride
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// trimNUL cuts the NULs off the end.
func trimNUL(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

// utf32 decodes UTF-32 code units up to the NULs at the end.
func utf32(b []byte, big bool) (string, error) {
	for len(b) > 0 && word(b[len(b)-4:], 4, false) == 0 {
		b = b[:len(b)-4]
	}
	out := make([]byte, 0, len(b)/4)
	for ; len(b) > 0; b = b[4:] {
		r := word(b, 4, big)
		switch {
		case r > utf8.MaxRune:
			return "", errors.New("a code point is past 0x10FFFF")
		case 0xD800 <= r && r < 0xE000:
			out = append(out, 0xE0|byte(r>>12), 0x80|byte(r>>6&63), 0x80|byte(r&63))
		default:
			out = utf8.AppendRune(out, rune(r))
		}
	}
	return string(out), nil
}
