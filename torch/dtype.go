package torch

import (
	"math"

	"github.com/brine-go/brine/ndarray"
)

// A DType is the type of a tensor's elements, by torch's name: "float32", "bfloat16", "float8_e4m3fn", "qint8".
type DType string

// dtypes are all element types: bytes of one, the storage class that old files name, what it is in NumPy's terms
// (Kind 0 if NumPy has none), and the reader of one where that differs.
var dtypes = map[DType]struct {
	size    int
	storage string
	kind    ndarray.Kind
	float   func(bits uint16) float64 // of those that NumPy has not
}{
	"float64":       {size: 8, storage: "DoubleStorage", kind: ndarray.Float},
	"float32":       {size: 4, storage: "FloatStorage", kind: ndarray.Float},
	"float16":       {size: 2, storage: "HalfStorage", kind: ndarray.Float},
	"bfloat16":      {size: 2, storage: "BFloat16Storage", float: bfloat16},
	"int64":         {size: 8, storage: "LongStorage", kind: ndarray.Int},
	"int32":         {size: 4, storage: "IntStorage", kind: ndarray.Int},
	"int16":         {size: 2, storage: "ShortStorage", kind: ndarray.Int},
	"int8":          {size: 1, storage: "CharStorage", kind: ndarray.Int},
	"uint8":         {size: 1, storage: "ByteStorage", kind: ndarray.Uint},
	"uint16":        {size: 2, kind: ndarray.Uint},
	"uint32":        {size: 4, kind: ndarray.Uint},
	"uint64":        {size: 8, kind: ndarray.Uint},
	"bool":          {size: 1, storage: "BoolStorage", kind: ndarray.Bool},
	"complex32":     {size: 4, storage: "ComplexHalfStorage", kind: ndarray.Complex},
	"complex64":     {size: 8, storage: "ComplexFloatStorage", kind: ndarray.Complex},
	"complex128":    {size: 16, storage: "ComplexDoubleStorage", kind: ndarray.Complex},
	"quint8":        {size: 1, storage: "QUInt8Storage", kind: ndarray.Uint},
	"qint8":         {size: 1, storage: "QInt8Storage", kind: ndarray.Int},
	"qint32":        {size: 4, storage: "QInt32Storage", kind: ndarray.Int},
	"float8_e4m3fn": {size: 1, float: float8(4, 3, e4m3fn)},
	"float8_e5m2":   {size: 1, float: float8(5, 2, ieee)},
	// The fnuz types have one zero, and NaN in place of the other; their bias is one more.
	"float8_e4m3fnuz": {size: 1, float: float8(4, 3, fnuz)},
	"float8_e5m2fnuz": {size: 1, float: float8(5, 2, fnuz)},
	"float8_e8m0fnu":  {size: 1, float: float8e8m0},
}

// storageTypes are the storage classes of module torch.
var storageTypes = func() map[string]DType {
	out := make(map[string]DType)
	for d, x := range dtypes {
		if x.storage != "" {
			out[x.storage] = d
		}
	}
	return out
}()

// Size returns the bytes of one element; 0 for a DType that is none.
func (d DType) Size() int { return dtypes[d].size }

// Quantized reports whether elements are numbers of a quantized tensor.
func (d DType) Quantized() bool { return d == "quint8" || d == "qint8" || d == "qint32" }

// NumPy returns the dtype in NumPy's terms; ok is false for bfloat16, the float8 types and complex32, which NumPy has
// not. Of a quantized one it is that of its integers.
func (d DType) NumPy() (dt ndarray.DType, ok bool) {
	x := dtypes[d]
	if x.kind == 0 || d == "complex32" {
		return ndarray.DType{}, false
	}
	dt = ndarray.DType{Kind: x.kind, ItemSize: x.size, Order: ndarray.Little}
	if x.size == 1 {
		dt.Order = ndarray.None
	}
	return dt, true
}

// bfloat16 is the upper half of a float32.
func bfloat16(bits uint16) float64 { return float64(math.Float32frombits(uint32(bits) << 16)) }

// What the topmost values of an 8-bit float are.
type top uint8

const (
	ieee   top = iota // the last exponent is infinity and NaN
	e4m3fn            // all bits set but the sign: NaN; no infinity
	fnuz              // NaN is the negative zero; no infinity
)

// float16 reads an IEEE half.
var float16 = float8(5, 10, ieee)

// float8 returns the reader of a short float: a sign, an exponent and a fraction (OCP 8-bit floating point, and
// arXiv:2206.02915 for fnuz).
func float8(exponent, fraction int, last top) func(uint16) float64 {
	bias := 1<<(exponent-1) - 1
	if last == fnuz {
		bias++
	}
	return func(bits uint16) float64 {
		exp, frac := int(bits>>fraction)&(1<<exponent-1), int(bits)&(1<<fraction-1)
		var f float64
		switch {
		case last == fnuz && bits == 0x80, last == e4m3fn && bits&0x7f == 0x7f:
			return math.NaN()
		case last == ieee && exp == 1<<exponent-1 && frac != 0:
			return math.NaN()
		case last == ieee && exp == 1<<exponent-1:
			f = math.Inf(1)
		case exp == 0:
			f = math.Ldexp(float64(frac), 1-bias-fraction)
		default:
			f = math.Ldexp(float64(frac+1<<fraction), exp-bias-fraction)
		}
		if bits>>(exponent+fraction)&1 != 0 {
			return -f
		}
		return f
	}
}

// float8e8m0 is a power of two.
func float8e8m0(bits uint16) float64 {
	if bits == 0xff {
		return math.NaN()
	}
	return math.Ldexp(1, int(bits)-127)
}

// Value returns what the bits of an element stand for, of a type that NumPy has not: a float64, or of complex32 a
// complex128. Of other types it returns nil.
func (d DType) Value(bits uint64) any {
	if float := dtypes[d].float; float != nil {
		return float(uint16(bits))
	}
	if d == "complex32" {
		return complex(float16(uint16(bits)), float16(uint16(bits>>16)))
	}
	return nil
}
