package ndarray

import (
	"encoding/binary"
	"errors"
	"math"
	"math/big"
)

// LongDoubles returns the elements of an array of C's long double in C order, rounded to the nearest float64. They are
// taken for the 80-bit extended numbers of x86, 64 bits of fraction and 16 of sign and exponent, which take 12 or 16
// bytes in memory. A dtype does not tell the format, and other processors have others (PowerPC two doubles, ARM and RISC-V
// 128 bits of IEEE 754); an element that x86 has no number for, its leading bit being wrong, is an error.
func (a *Array) LongDoubles() ([]float64, error) {
	d := a.DType
	if d.Kind != Float || d.ItemSize != 12 && d.ItemSize != 16 {
		return nil, &DTypeError{DType: d, Want: "long doubles"}
	}
	if err := a.check(); err != nil {
		return nil, err
	}
	out := make([]float64, 0, a.Len())
	err := a.rows(func(at, n, stride int) error {
		for range n {
			x, err := extended(a.Data[at:][:d.ItemSize], d.Order == Big)
			if err != nil {
				return &DTypeError{DType: d, Want: "long doubles", Err: err}
			}
			out = append(out, x)
			at += stride
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// extended reads an 80-bit number of x86; its bytes stand at the low end, padding behind them.
func extended(b []byte, bigEndian bool) (float64, error) {
	fraction, head := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint16(b[8:])
	if bigEndian { // the bytes of the whole element turned round
		n := len(b)
		fraction, head = binary.BigEndian.Uint64(b[n-8:]), binary.BigEndian.Uint16(b[n-10:])
	}
	sign, exp := 1-2*float64(head>>15), int(head&0x7FFF)
	leading := fraction>>63 == 1
	switch {
	case exp == 0x7FFF && leading && fraction<<1 == 0:
		return math.Inf(int(sign)), nil
	case exp == 0x7FFF && leading:
		return math.Copysign(math.NaN(), sign), nil
	case exp != 0 && !leading:
		return 0, errors.New("an element is no extended number of x86")
	}
	x := new(big.Float).SetUint64(fraction)
	x.SetMantExp(x, max(exp, 1)-16383-63)
	f, _ := x.Float64()
	return math.Copysign(f, sign), nil
}
