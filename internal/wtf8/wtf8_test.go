package wtf8_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/wtf8"
)

// TestValid: sequences of bytes at the edges of UTF-8's classes are judged as utf8.Valid does once
// surrogates are replaced by characters of the same length.
func TestValid(t *testing.T) {
	want := func(b []byte) bool {
		s := string(b)
		for _, lead := range []string{"\xed\xa0", "\xed\xbf", "\xed\xa5", "\xed\xb0"} {
			s = strings.ReplaceAll(s, lead, "\xec\xa0")
		}
		return utf8.ValidString(s)
	}
	check := func(b []byte) {
		t.Helper()
		if got := wtf8.Valid(b); got != want(b) {
			t.Fatalf("%q: %v, want %v", b, got, want(b))
		}
	}
	// Bytes at the edges of the classes that UTF-8 has.
	edges := []byte{0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xa5, 0xb0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff}
	for _, a := range edges {
		check([]byte{a})
		for _, b := range edges {
			check([]byte{a, b})
			for _, c := range edges {
				check([]byte{a, b, c})
				if a >= 0xf0 {
					for _, d := range edges {
						check([]byte{a, b, c, d})
					}
				}
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		b := []byte("0123456789abcdef")[:r.IntN(16)]
		for range 1 + r.IntN(8) {
			b = append(b, edges[r.IntN(len(edges))])
		}
		check(b)
	}
}

func TestRunes(t *testing.T) {
	for _, r := range []rune{0, 'a', 'é', 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF} {
		b := wtf8.AppendRune(nil, r)
		if got, n := wtf8.DecodeRune(append(b, 'x')); got != r || n != len(b) {
			t.Errorf("%#x: %q decodes as %#x of %d bytes", r, b, got, n)
		}
	}
	if r, n := wtf8.DecodeRune([]byte("\xed\xa0")); r != utf8.RuneError || n != 1 {
		t.Errorf("half a surrogate decodes as %#x of %d bytes", r, n)
	}
}
