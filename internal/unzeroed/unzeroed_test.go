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

// TestMove: what is moved arrives, of any length and from anywhere, and what lies around it stays.
func TestMove(t *testing.T) {
	for _, n := range []int{0, 1, 511, 512, 4096, 1 << 17, 1<<17 + 1, 700_001} {
		for _, from := range []int{0, 1, 512, 1000} {
			src, dst := make([]uint64, from+n+1000), make([]uint64, n+1)
			for i := range src {
				src[i] = uint64(i + 1)
			}
			Move(dst, src[from:from+n])
			for i, x := range dst[:n] {
				if x != uint64(from+i+1) {
					t.Fatalf("%d words from %d on: word %d became %d", n, from, i, x)
				}
			}
			if dst[n] != 0 {
				t.Fatalf("%d words from %d on: too many moved", n, from)
			}
			for i, x := range src {
				if (i < from || i >= from+n) && x != uint64(i+1) {
					t.Fatalf("%d words from %d on: word %d of what stays became %d", n, from, i, x)
				}
			}
			if from < len(src) {
				src[from] = 1 // can be written again
			}
		}
	}
}
