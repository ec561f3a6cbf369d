package numpy_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// A maker puts objects together as NumPy pickles them, or nearly so.
type maker struct{ *py.Builder }

func (m maker) ints(values ...int64) py.Value {
	out := make([]py.Value, len(values))
	for i, x := range values {
		out[i] = m.Int(x)
	}
	return m.Tuple(out...)
}

// dtype returns dtype(code) with a state of the parts that matter.
func (m maker) dtype(code, order string, subdtype, names, fields py.Value, size int64) py.Value {
	d := m.Call(m.Global("numpy", "dtype"), m.Str(code), m.Bool(false), m.Bool(true))
	m.Build(d, m.Tuple(m.Int(3), m.Str(order), subdtype, names, fields, m.Int(size), m.Int(-1), m.Int(0)))
	return d
}

func (m maker) number(code string) py.Value {
	return m.dtype(code, "<", m.None(), m.None(), m.None(), -1)
}

// record returns a dtype of fields name, dtype, offset in turn.
func (m maker) record(size int64, parts ...py.Value) py.Value {
	var names, fields []py.Value
	for i := 0; i < len(parts); i += 3 {
		names = append(names, parts[i])
		fields = append(fields, parts[i], m.Tuple(parts[i+1], parts[i+2]))
	}
	return m.dtype("V8", "|", m.None(), m.Tuple(names...), m.Dict(fields...), size)
}

func (m maker) array(state py.Value) py.Value {
	a := m.Call(m.Global("numpy.core.multiarray", "_reconstruct"), m.Global("numpy", "ndarray"), m.ints(0), m.Bytes([]byte("b")))
	m.Build(a, state)
	return a
}

func (m maker) state(shape, dtype, data py.Value) py.Value {
	return m.Tuple(m.Int(1), shape, dtype, m.Bool(false), data)
}

func (m maker) buffer(args ...py.Value) py.Value {
	return m.Call(m.Global("numpy._core.numeric", "_frombuffer"), args...)
}

// TestRefuse reads what NumPy would not write. Each is an error that names the place.
func TestRefuse(t *testing.T) {
	zeros := func(m maker, n int) py.Value { return m.Bytes(make([]byte, n)) }
	f8 := func(m maker) py.Value { return m.number("f8") }
	for _, test := range []struct {
		name string
		make func(m maker) py.Value
		want string
	}{
		{"no object", func(m maker) py.Value { return m.Int(1) }, "numpy: array: got 1, want an ndarray or scalar"},
		{"another call", func(m maker) py.Value { return m.Call(m.Global("os", "system"), m.Str("true")) }, "array: got os.system"},
		{"no state", func(m maker) py.Value {
			return m.Call(m.Global("numpy.core.multiarray", "_reconstruct"), m.Global("numpy", "ndarray"), m.ints(0), m.Bytes([]byte("b")))
		}, "ndarray.state: got nothing"},
		{"foreign class", func(m maker) py.Value {
			return m.Call(m.Global("numpy.core.multiarray", "_reconstruct"), m.Global("astropy.units", "Quantity"), m.ints(0))
		}, "ndarray.args[0]: got global astropy.units.Quantity"},
		{"masked", func(m maker) py.Value { return m.Call(m.Global("numpy.ma.core", "_mareconstruct")) }, "masked.args[0]: got nothing"},
		{"version", func(m maker) py.Value {
			return m.array(m.Tuple(m.Int(2), m.ints(1), f8(m), m.Bool(false), zeros(m, 8)))
		}, "ndarray.state[0]: got 2, want version 1"},
		{"short state", func(m maker) py.Value { return m.array(m.ints(1, 2, 3)) }, "ndarray.state: got tuple of 3"},
		{"shape a list", func(m maker) py.Value { return m.array(m.state(m.List(m.Int(1)), f8(m), zeros(m, 8))) }, "ndarray.state[1]: got list"},
		{"shape of texts", func(m maker) py.Value { return m.array(m.state(m.Tuple(m.Str("1")), f8(m), zeros(m, 8))) }, `ndarray.state[1][0]: got '1'`},
		{"negative", func(m maker) py.Value { return m.array(m.state(m.ints(-1), f8(m), zeros(m, 8))) }, "ndarray.state[1][0]: got -1"},
		{"too long", func(m maker) py.Value { return m.array(m.state(m.ints(2), f8(m), zeros(m, 8))) }, "ndarray.state[4]: ndarray: shape [2] of <f8: needs 16 bytes, has 8"},
		{"too short", func(m maker) py.Value { return m.array(m.state(m.ints(1), f8(m), zeros(m, 9))) }, "needs 8 bytes, has 9"},
		{"overflow", func(m maker) py.Value {
			return m.array(m.state(m.ints(1<<32, 1<<32, 1<<32), f8(m), zeros(m, 0)))
		}, "too large"},
		{"overflow of bytes", func(m maker) py.Value { return m.array(m.state(m.ints(1<<61), f8(m), zeros(m, 0))) }, "too large"},
		{"overflow to zero", func(m maker) py.Value { return m.array(m.state(m.ints(1<<32, 1<<32), f8(m), zeros(m, 0))) }, "too large"},
		{"elements without bytes", func(m maker) py.Value {
			return m.array(m.state(m.ints(math.MaxInt64), m.dtype("S0", "|", m.None(), m.None(), m.None(), 0), zeros(m, 0)))
		}, "elements without a byte"},
		{"65 dimensions", func(m maker) py.Value { return m.array(m.state(m.ints(make([]int64, 65)...), f8(m), zeros(m, 0))) }, "tuple of at most 64"},
		{"data a list", func(m maker) py.Value { return m.array(m.state(m.ints(1), f8(m), m.List(m.Float(1)))) }, "ndarray.state[4]: got list of 1, want bytes"},
		{"text past Latin-1", func(m maker) py.Value { return m.array(m.state(m.ints(1), f8(m), m.Str("日日日日日日日日"))) }, "want bytes"},
		{"objects as bytes", func(m maker) py.Value {
			return m.array(m.state(m.ints(1), m.dtype("O8", "|", m.None(), m.None(), m.None(), -1), zeros(m, 8)))
		}, "want list of the objects"},
		{"too few objects", func(m maker) py.Value {
			return m.array(m.state(m.ints(1<<40), m.dtype("O8", "|", m.None(), m.None(), m.None(), -1), m.List(m.None())))
		}, "one an element"},
		{"no dtype", func(m maker) py.Value { return m.array(m.state(m.ints(1), m.Int(7), zeros(m, 8))) }, "ndarray.state[2]: got 7, want a dtype"},
		{"order", func(m maker) py.Value { return m.buffer(zeros(m, 8), f8(m), m.ints(1), m.Str("X")) }, `ndarray.args[3]: got 'X'`},
		{"K without axes", func(m maker) py.Value { return m.buffer(zeros(m, 8), f8(m), m.ints(1), m.Str("K")) }, "ndarray.args[3]"},
		{"an axis twice", func(m maker) py.Value {
			return m.buffer(zeros(m, 8), f8(m), m.ints(1, 1), m.Str("K"), m.ints(0, 0))
		}, "ndarray.args[4]: ndarray: shape [1 1] of <f8: axes (0, 0)"},
		{"too many axes", func(m maker) py.Value { return m.buffer(zeros(m, 8), f8(m), m.ints(1), m.Str("K"), m.ints(0, 1)) }, "ndarray.args[4]"},
		{"few arguments", func(m maker) py.Value { return m.buffer(zeros(m, 8), f8(m)) }, "ndarray.args: got tuple of 2"},
		{"a scalar of two", func(m maker) py.Value {
			return m.Call(m.Global("numpy.core.multiarray", "scalar"), f8(m), zeros(m, 16))
		}, "scalar.args[1]: ndarray: shape [] of <f8: needs 8 bytes, has 16"},
		{"a large scalar of nothing", func(m maker) py.Value {
			return m.Call(m.Global("numpy.core.multiarray", "scalar"), m.dtype("V1", "|", m.None(), m.None(), m.None(), 1<<30))
		}, "scalar.args[1]: got nothing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := maker{py.NewBuilder()}
			v := test.make(b)
			if err := b.Err(); err != nil {
				t.Fatal(err)
			}
			a, err := numpy.FromPy(v)
			var e *numpy.Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, %v; want an error with %q", a, err, test.want)
			}
		})
	}
}

// TestRefuseDType does the same for dtypes.
func TestRefuseDType(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(m maker) py.Value
		want string
	}{
		{"code", func(m maker) py.Value { return m.number("q8") }, `dtype.args[0]: ndarray: dtype "q8": no such dtype`},
		{"size", func(m maker) py.Value { return m.number("f3") }, "no such dtype"},
		{"huge size", func(m maker) py.Value { return m.number("V99999999999") }, "no number of bytes"},
		{"class", func(m maker) py.Value { return m.Global("numpy", "longdouble") }, "global numpy.longdouble, want a dtype"},
		{"order", func(m maker) py.Value { return m.dtype("f8", "!", m.None(), m.None(), m.None(), -1) }, `dtype.state[1]: got '!'`},
		{"another size", func(m maker) py.Value { return m.dtype("f8", "<", m.None(), m.None(), m.None(), 4) }, "dtype.state[5]: got 4, want the 8 bytes of <f8"},
		{"half a character", func(m maker) py.Value { return m.dtype("U1", "<", m.None(), m.None(), m.None(), 5) }, "a multiple of 4 bytes"},
		{"field out of the record", func(m maker) py.Value { return m.record(8, m.Str("a"), m.number("f8"), m.Int(1)) }, `dtype.state[4]["a"][1]: got 1, want an offset inside of 8 bytes`},
		{"negative offset", func(m maker) py.Value { return m.record(8, m.Str("a"), m.number("i1"), m.Int(-1)) }, "got -1"},
		{"no such field", func(m maker) py.Value {
			return m.dtype("V8", "|", m.None(), m.Tuple(m.Str("a")), m.Dict(), 8)
		}, `dtype.state[4]["a"]: got nothing`},
		{"fields of a number", func(m maker) py.Value { return m.dtype("f8", "<", m.None(), m.Tuple(), m.Dict(), -1) }, "dtype.state[4]: got dict"},
		{"subarray", func(m maker) py.Value {
			return m.dtype("V8", "|", m.Tuple(m.number("f8"), m.ints(2)), m.None(), m.None(), 8)
		}, "a shape of 8 bytes together"},
		{"overflowing subarray", func(m maker) py.Value {
			return m.dtype("V8", "|", m.Tuple(m.number("f8"), m.ints(1<<31, 1<<30)), m.None(), m.None(), 8)
		}, "a shape of 8 bytes together"},
		{"unit", func(m maker) py.Value {
			d := m.Call(m.Global("numpy", "dtype"), m.Str("M8"))
			m.Build(d, m.Tuple(m.Int(4), m.Str("<"), m.None(), m.None(), m.None(), m.Int(-1), m.Int(-1), m.Int(0), m.Tuple(m.None(), m.Tuple(m.Bytes([]byte("s")), m.Int(0)))))
			return d
		}, "dtype.state[8][1][1]: got 0"},
		{"nested", func(m maker) py.Value {
			d := m.number("i1")
			for range 40 {
				d = m.record(8, m.Str("a"), d, m.Int(0))
			}
			return d
		}, "nested 32 deep"},
		{"itself", func(m maker) py.Value {
			d := m.Call(m.Global("numpy", "dtype"), m.Str("V8"))
			m.Build(d, m.Tuple(m.Int(3), m.Str("|"), m.None(), m.Tuple(m.Str("a")), m.Dict(m.Str("a"), m.Tuple(d, m.Int(0))), m.Int(8), m.Int(-1), m.Int(0)))
			return d
		}, "nested 32 deep"},
		{"two to the thirtieth", func(m maker) py.Value { // each refers twice to the one before
			d := m.number("i1")
			for range 30 {
				d = m.record(8, m.Str("a"), d, m.Int(0), m.Str("b"), d, m.Int(0))
			}
			return d
		}, "at most 65536 dtypes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := maker{py.NewBuilder()}
			v := test.make(b)
			if err := b.Err(); err != nil {
				t.Fatal(err)
			}
			d, err := numpy.DTypeFromPy(v)
			var e *numpy.Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, %v; want an error with %q", d, err, test.want)
			}
		})
	}
}

// TestNoCopy checks that an array is a view of the pickle's bytes.
func TestNoCopy(t *testing.T) {
	b := maker{py.NewBuilder()}
	data := b.Bytes([]byte{1, 2, 3, 4})
	a, err := numpy.FromPy(b.array(b.state(b.ints(2), b.number("i2"), data)))
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := data.Bytes()
	if &a.Data[0] != &raw[0] {
		t.Error("the array is a copy")
	}
	if got, err := a.Int64s(); err != nil || got[0] != 0x0201 || got[1] != 0x0403 {
		t.Errorf("got %x, %v", got, err)
	}
}

// TestScalarClasses reads classes that stand for dtypes.
func TestScalarClasses(t *testing.T) {
	b := py.NewBuilder()
	for name, want := range map[string]string{"float32": "<f4", "bool_": "|b1", "bool": "|b1", "str_": "<U0", "object_": "|O"} {
		if d, err := numpy.DTypeFromPy(b.Global("numpy", name)); err != nil || d.String() != want {
			t.Errorf("numpy.%s: %v, %v; want %s", name, d, err, want)
		}
	}
}

// TestObjectsOfNumbers asks an array of numbers for objects.
func TestObjectsOfNumbers(t *testing.T) {
	a, err := ndarray.New(ndarray.DType{Kind: ndarray.Int, ItemSize: 1}, []int{1}, []byte{1})
	if err != nil {
		t.Fatal(err)
	}
	var e *ndarray.DTypeError
	if _, err := numpy.Objects(a); !errors.As(err, &e) {
		t.Errorf("got %v", err)
	}
}
