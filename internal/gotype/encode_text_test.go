package gotype

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/brine-go/brine/internal/emit"
)

// TestTexts: a text of any length about those at which the way to write it changes is what emit writes, memoized once and then
// got, and only UTF-8 is written.
func TestTexts(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	var lengths []int
	for n := range 2*shortText + 2 {
		lengths = append(lengths, n)
	}
	for _, n := range append(lengths, 254, 255, 256, 257, frameTarget-1, frameTarget) {
		s := strings.Repeat(letters, n/len(letters)+1)[:n]
		texts := []string{s}
		for i := 0; i+2 <= n; i += 1 + n/64 {
			texts = append(texts, s[:i]+"é"+s[i+2:])
		}
		for proto := range 6 {
			for _, s := range texts {
				checkText(t, s, proto)
			}
			for i := 0; i < n; i += 1 + n/64 {
				e := &Encoder{}
				err := e.Encode(s[:i]+"\xff"+s[i+1:], &Config{MaxDepth: 10}, &emit.Config{Proto: proto}, nil)
				if !errors.Is(err, errNotText) {
					t.Fatalf("protocol %d, %d bytes, \\xff at %d: %v", proto, n, i, err)
				}
			}
		}
	}
}

// checkText writes s twice, from different places in memory, and something after it.
func checkText(t *testing.T, s string, proto int) {
	t.Helper()
	dump := &emit.Config{Proto: proto}
	got := &Encoder{}
	if err := got.Encode([2]any{s, strings.Clone(s)}, &Config{MaxDepth: 10}, dump, nil); err != nil {
		t.Fatalf("protocol %d, %q: %v", proto, s, err)
	}
	var want emit.Encoder
	want.Begin(dump, nil)
	if proto < 2 {
		want.Op('(')
	}
	for i := range 2 {
		switch {
		case i > 0 && len(s) >= minMemo:
			want.Get(0)
		default:
			if err := want.Str([]byte(s)); err != nil {
				t.Fatal(err)
			}
			if len(s) >= minMemo {
				want.Memoize()
			}
		}
		if err := want.Boundary(); err != nil {
			t.Fatal(err)
		}
	}
	if proto < 2 {
		want.Op('t')
	} else {
		want.Op('\x86')
	}
	if err := want.End(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Out, want.Out) {
		t.Fatalf("protocol %d, %q:\n% x, want\n% x", proto, s, got.Out, want.Out)
	}
	if len(s) < minMemo {
		return
	}
	if n, ok := got.strs.find(s, hashOf([]byte(s))); !ok || n != 0 {
		t.Fatalf("protocol %d, %q is not where its hash says", proto, s)
	}
}

// TestLateNames: the fields of a type that is first met in the middle of a dump are written as those of any other.
func TestLateNames(t *testing.T) {
	type late struct{ MetInTheMiddle, OfADump int }
	e := &Encoder{}
	var first []byte
	for range 2 {
		e.Out = nil
		if err := e.Encode([]any{late{1, 2}, late{3, 4}}, &Config{MaxDepth: 10}, &emit.Config{Proto: 4}, nil); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = e.Out
		} else if !bytes.Equal(first, e.Out) {
			t.Errorf("the second time % x, the first % x", e.Out, first)
		}
		e.Release()
	}
}
