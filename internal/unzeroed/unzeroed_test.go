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

// TestFloats: as many numbers as were asked for, in memory of their own.
func TestFloats(t *testing.T) {
	for _, n := range []int{0, 1, 1<<10 - 1, 1 << 10, 1<<10 + 1, 1 << 19, 1<<19 + 1} {
		a, b := Floats(n), Floats(n)
		if len(a) != n || cap(a) != n {
			t.Fatalf("Floats(%d) has length %d and room for %d", n, len(a), cap(a))
		}
		for i := range a {
			a[i], b[i] = 1, 2
		}
		for i := range a {
			if a[i] != 1 || b[i] != 2 {
				t.Fatalf("Floats(%d): number %d of one is the other's", n, i)
			}
		}
	}
}

// TestWords: as many words as were asked for, in memory of their own.
func TestWords(t *testing.T) {
	for _, n := range []int{0, 1, 1<<10 - 1, 1 << 10, 1<<10 + 1, 1 << 19, 1<<19 + 1} {
		a, b := Words[uint64](n), Words[uint64](n)
		if len(a) != n || cap(a) != n {
			t.Fatalf("Words(%d) has length %d and room for %d", n, len(a), cap(a))
		}
		for i := range a {
			a[i], b[i] = 1, 2
		}
		for i := range a {
			if a[i] != 1 || b[i] != 2 {
				t.Fatalf("Words(%d): word %d of one is the other's", n, i)
			}
		}
	}
}
