package joblib

import (
	"io"

	"github.com/brine-go/brine/ndarray"
)

// packed reports whether an array's elements stand one behind the other, the last axis running fastest, or with
// fortran the first.
func packed(a *ndarray.Array, fortran bool) bool {
	stride := a.DType.ItemSize
	for i := range a.Shape {
		if !fortran {
			i = len(a.Shape) - 1 - i
		}
		if a.Shape[i] != 1 && a.Strides[i] != stride {
			return false
		}
		stride *= a.Shape[i]
	}
	return true
}

// fortran reports whether joblib writes an array in Fortran's order: where it has that and not C's as well. Of empty
// arrays and of arrays without dimensions the order is C's.
func fortran(a *ndarray.Array) bool {
	if a.Len() == 0 || a.DType.HasObjects() && len(a.Strides) != len(a.Shape) {
		return false
	}
	return packed(a, true) && !packed(a, false)
}

// chunk is about how many bytes are gathered before they are written.
const chunk = 1 << 20

// writeElements writes the bytes of the elements, in C order or with fortran in Fortran's.
func writeElements(w io.Writer, a *ndarray.Array, fortran bool) error {
	size, n := a.DType.ItemSize, a.Len()
	if n == 0 || size == 0 {
		return nil
	}
	if packed(a, fortran) {
		_, err := w.Write(a.Data[a.Offset : a.Offset+n*size])
		return err
	}
	index := make([]int, len(a.Shape))
	buf := make([]byte, 0, chunk+size)
	at := a.Offset
	for {
		if buf = append(buf, a.Data[at:at+size]...); len(buf) >= chunk {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
		axis := len(a.Shape) - 1
		for ; axis >= 0; axis-- {
			at += a.Strides[axis]
			if index[axis]++; index[axis] < a.Shape[axis] {
				break
			}
			at -= index[axis] * a.Strides[axis]
			index[axis] = 0
		}
		if axis < 0 {
			_, err := w.Write(buf)
			return err
		}
	}
}
