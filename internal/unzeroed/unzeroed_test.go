package unzeroed

import "testing"

// TestBytes: memory of its own, of the length that was asked for, which can be written to its end.
func TestBytes(t *testing.T) {
	for _, n := range []int{0, 1, 31, 32, 33, 4095, 64 << 10, 64<<10 + 1, 4<<20 - 1, 4 << 20, 4<<20 + 1, 9 << 20} {
		a, b := Bytes(n), Bytes(n)
		if len(a) != 0 || cap(a) != n {
			t.Fatalf("Bytes(%d) has length %d and room for %d", n, len(a), cap(a))
		}
		a, b = a[:n], b[:n]
		for i := range a {
			a[i], b[i] = 1, 2
		}
		for i := range a {
			if a[i] != 1 || b[i] != 2 {
				t.Fatalf("Bytes(%d): byte %d of one is the other's", n, i)
			}
		}
	}
}
