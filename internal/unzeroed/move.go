//go:build !purego

package unzeroed

import "unsafe"

// Release gives the memory of s back to the system, where that is Linux, as far as it is whole pages. What they held is lost, so
// nobody may read it any more; to write there takes new memory. T has no pointers in it.
//
// This is sound: the bytes are those of s, and whoever could tell that they change has promised not to look.
func Release[T any](s []T) {
	if len(s) > 0 {
		release(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(s[0]))))
	}
}

// step is how much of what is moved is held twice.
const step = 1 << 20

// Move copies src to the beginning of dst, part by part, and releases each that is copied: a large array grows without
// being held twice. Nobody may use src any more.
func Move[T any](dst, src []T) {
	var zero T
	for part := max(1, step/int(unsafe.Sizeof(zero))); len(src) > 0; {
		n := copy(dst, src[:min(part, len(src))])
		Release(src[:n])
		dst, src = dst[n:], src[n:]
	}
}
