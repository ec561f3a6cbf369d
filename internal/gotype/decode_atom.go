package gotype

import (
	"errors"
	"math"
	"math/big"
	"reflect"

	"github.com/brine-go/brine/internal/graph"
)

// atom returns the builtin value that w is or stands for. An object that is made of one argument and nothing
// else, such as a member of an Enum or an instance of a subclass of str or int, stands for that argument.
func (d *Decoder) atom(w word) word {
	for range 8 {
		if !w.Is(graph.Object) {
			return w
		}
		if body := d.g.StandsFor(w); body != w {
			return body
		}
		args := d.args(w)
		if len(args) != 1 || !d.bare(w) || d.natural(w) != natNone {
			return w
		}
		w = args[0]
	}
	return w
}

func decBool(d *Decoder, c *codec, w word, v reflect.Value) error {
	switch w {
	case none:
	case graph.True, graph.False:
		v.SetBool(w == graph.True)
	default:
		x := d.atom(w)
		if x != graph.True && x != graph.False {
			return d.mismatch(w, c.typ)
		}
		v.SetBool(x == graph.True)
	}
	return nil
}

func decInt(d *Decoder, c *codec, w word, v reflect.Value) error {
	var x int64
	switch {
	case w.Is(graph.Int):
		x = w.SmallInt()
	case w == none:
		return nil
	default:
		var err error
		if x, err = d.intOf(w); err != nil {
			return d.fail(w, c.typ, err)
		}
	}
	if v.OverflowInt(x) {
		return d.fail(w, c.typ, ErrRange)
	}
	v.SetInt(x)
	return nil
}

// int64 is decInt for kernels.
func (d *Decoder) int64(w word) (int64, error) {
	switch {
	case w.Is(graph.Int):
		return w.SmallInt(), nil
	case w == none:
		return 0, nil
	}
	x, err := d.intOf(w)
	if err != nil {
		return 0, d.fail(w, reflect.TypeFor[int64](), err)
	}
	return x, nil
}

// intOf returns the integer that w is, beyond the simplest case.
func (d *Decoder) intOf(w word) (int64, error) {
	switch x := d.atom(w); {
	case x.Is(graph.Int), x.Is(graph.WideInt):
		return d.g.Int64(x), nil
	case x.Is(graph.BigInt):
		return 0, ErrRange
	case x.Is(graph.Object) && d.natural(x) == natOr:
		return d.flags(x)
	case x.Is(graph.Object) && d.natural(x) == natGetattr:
		return 0, errMember
	}
	return 0, ErrMismatch
}

var errMember = errors.New("a member of an Enum by name, whose value the pickle does not have: register the Enum with its members")

// flags is the value of the members of a Flag that are put together by operator.or_.
func (d *Decoder) flags(w word) (int64, error) {
	var out int64
	for {
		args := d.args(w)
		if len(args) != 2 || d.natural(w) != natOr {
			return 0, ErrMismatch
		}
		x := d.atom(args[1])
		if !x.Is(graph.Int) {
			return 0, errMember
		}
		out |= x.SmallInt()
		w = d.atom(args[0])
		if w.Is(graph.Int) {
			return out | w.SmallInt(), nil
		}
		if !w.Is(graph.Object) {
			return 0, ErrMismatch
		}
		if d.natural(w) == natGetattr {
			return 0, errMember
		}
		if err := d.spend(w, reflect.TypeFor[int64](), stepCost); err != nil {
			return 0, err
		}
	}
}

func decUint(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	var u uint64
	switch x := d.atom(w); {
	case x.Is(graph.Int), x.Is(graph.WideInt):
		i := d.g.Int64(x)
		if i < 0 {
			return d.fail(w, c.typ, ErrRange)
		}
		u = uint64(i)
	case x.Is(graph.BigInt):
		b := d.g.TextOf(x)
		if len(b) != 9 || b[8] != 0 {
			return d.fail(w, c.typ, ErrRange)
		}
		u = d.g.BigOf(x).Uint64()
	case x.Is(graph.Object) && d.natural(x) == natOr:
		i, err := d.flags(x)
		if err != nil || i < 0 {
			return d.fail(w, c.typ, cmpErr(err, ErrRange))
		}
		u = uint64(i)
	default:
		return d.mismatch(w, c.typ)
	}
	if v.OverflowUint(u) {
		return d.fail(w, c.typ, ErrRange)
	}
	v.SetUint(u)
	return nil
}

func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func decFloat(d *Decoder, c *codec, w word, v reflect.Value) error {
	f := w.Float()
	if !w.IsFloat() {
		if w == none {
			return nil
		}
		var err error
		if f, err = d.floatOf(w); err != nil {
			return d.fail(w, c.typ, err)
		}
	}
	if v.Kind() == reflect.Float32 && v.OverflowFloat(f) && !math.IsInf(f, 0) {
		return d.fail(w, c.typ, ErrRange)
	}
	v.SetFloat(f)
	return nil
}

// float is decFloat for kernels.
func (d *Decoder) float(w word) (float64, error) {
	if w.IsFloat() {
		return w.Float(), nil
	}
	if w == none {
		return 0, nil
	}
	f, err := d.floatOf(w)
	if err != nil {
		return 0, d.fail(w, reflect.TypeFor[float64](), err)
	}
	return f, nil
}

// floatOf returns the float nearest to the float, integer, Decimal or Fraction that w is.
func (d *Decoder) floatOf(w word) (float64, error) {
	x := d.atom(w)
	if f, ok := d.g.Float64(x); ok {
		return f, nil
	}
	switch {
	case x.Is(graph.Int), x.Is(graph.WideInt):
		return float64(d.g.Int64(x)), nil
	case x.Is(graph.BigInt):
		if len(d.g.TextOf(x)) > 200 { // beyond 2^1024, and costly to look at
			return 0, ErrRange
		}
		f, _ := new(big.Float).SetInt(d.g.BigOf(x)).Float64()
		if math.IsInf(f, 0) {
			return 0, ErrRange
		}
		return f, nil
	case x.Is(graph.Object):
		return d.numberObject(x)
	}
	return 0, ErrMismatch
}

func decComplex(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	z, err := d.complex(w)
	if err == nil && v.OverflowComplex(z) {
		err = ErrRange
	}
	if err != nil {
		return d.fail(w, c.typ, err)
	}
	v.SetComplex(z)
	return nil
}

func (d *Decoder) complex(w word) (complex128, error) {
	if d.natural(w) == natComplex && d.bare(w) {
		var parts [2]float64
		args := d.args(w)
		if len(args) > 2 || len(args) == 0 {
			return 0, ErrMismatch
		}
		for i, a := range args {
			f, err := d.floatOf(a)
			if err != nil {
				return 0, err
			}
			parts[i] = f
		}
		return complex(parts[0], parts[1]), nil
	}
	f, err := d.floatOf(w)
	return complex(f, 0), err
}

func decString(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w.Is(graph.Str) {
		v.SetString(textString(d.g.TextOf(w)))
		return nil
	}
	if w == none {
		return nil
	}
	s, err := d.textOf(w)
	if err != nil {
		return d.fail(w, c.typ, err)
	}
	v.SetString(s)
	return nil
}

// string is decString for kernels.
func (d *Decoder) string(w word) (string, error) {
	if w.Is(graph.Str) {
		return textString(d.g.TextOf(w)), nil
	}
	if w == none {
		return "", nil
	}
	s, err := d.textOf(w)
	if err != nil {
		return "", d.fail(w, reflect.TypeFor[string](), err)
	}
	return s, nil
}

// textOf returns the text of a str, a Python 2 str, or an object that is text first of all.
func (d *Decoder) textOf(w word) (string, error) {
	x := d.atom(w)
	switch {
	case x.Is(graph.Str), x.Is(graph.ByteString):
		return textString(d.g.TextOf(x)), nil
	case x.Is(graph.Object):
		return d.textObject(x)
	}
	return "", ErrMismatch
}

func decBytes(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		v.SetZero()
		return nil
	}
	b, ok := d.bytesOf(w)
	if !ok {
		if _, ok := d.items(w); ok && !w.Is(graph.Object) {
			return decSlice(d, c, w, v)
		}
		return d.mismatch(w, c.typ)
	}
	shared := len(b) >= sharedBytes && d.isShared(w)
	if shared { // the same bytes again are the same memory, or few references could take much
		if found, ok := d.refs.find(w, c.id); ok {
			v.Set(found)
			return nil
		}
	}
	out := make([]byte, len(b))
	copy(out, b)
	v.SetBytes(out)
	if shared {
		d.refs.add(w, c.id, v)
	}
	return nil
}

// bytesOf returns the content of bytes, bytearray, a Python 2 str or a buffer.
func (d *Decoder) bytesOf(w word) ([]byte, bool) {
	x := d.atom(w)
	switch x.Tag() {
	case graph.Bytes, graph.ByteArray, graph.ByteString:
		if x.IsFloat() {
			return nil, false
		}
		return d.g.TextOf(x), true
	case graph.Rare:
		if x.IsFloat() {
			return nil, false
		}
		if kind, _ := d.g.RareOf(x); kind == graph.Buffer {
			b := d.g.BufferOf(x)
			return b, b != nil
		}
	}
	return nil, false
}

func decByteArray(d *Decoder, c *codec, w word, v reflect.Value) error {
	if w == none {
		return nil
	}
	b, ok := d.bytesOf(w)
	if !ok {
		if b, ok = d.uuid(w); !ok {
			return decArray(d, c, w, v)
		}
	}
	if len(b) != v.Len() {
		return d.fail(w, c.typ, ErrLength)
	}
	copy(v.Bytes(), b)
	return nil
}
