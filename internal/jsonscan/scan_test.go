package jsonscan

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
)

// tree reads a value as encoding/json does into an any.
func tree(s *Scanner) any {
	switch s.Kind() {
	case Array:
		out := []any{}
		for range s.Array() {
			out = append(out, tree(s))
		}
		return out
	case Object:
		out := map[string]any{}
		for key := range s.Object() {
			name := string(key)
			out[name] = tree(s)
		}
		return out
	case Number:
		return s.Float()
	}
	return s.Value()
}

var texts = []string{
	`null`, `true`, `false`, `0`, `-0`, `1`, `-12`, `1.5`, `-0.001`, `1e3`, `1E-7`, `12345678901234567890`, `0.1234567890123456789`,
	`9007199254740993`, `123456789012345`, `1234567890123456`, `1e308`, `1e309`, `-1e400`, `5e-324`, `1e-400`, `0.000000000000000000000000001`, `01`, `-`, `1.`, `.5`, `1e`, `1e+`, `+1`, `--1`, `0x10`, `1_000`,
	`""`, `"a"`, `"a\"b\\c\/\b\f\n\r\t"`, `"\u00e9\u20ac"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ude00x"`, `"\ud83d\u0041"`, `"é€😀"`, "\"\xff\"", "\"a\nb\"", `"\x"`, `"\u12"`, `"\u12g4"`, `"abc`, `"\`,
	`[]`, `[1]`, `[1,2]`, `[1,]`, `[,1]`, `[1 2]`, `[1`, `[`, `]`, ` [ 1 , [ 2 , [ ] ] ] `,
	`{}`, `{"a":1}`, `{"a":1,"b":[{}]}`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{a:1}`, `{1:1}`, `{"a":1 "b":2}`, `{`, `}`, `{"a":1}}`,
	`nul`, `nulll`, `tru`, `falsy`, ``, ` `, `1 2`, `[true,null,"x",{"k":null}]`,
}

func check(t *testing.T, text string) {
	t.Helper()
	s := New([]byte(text))
	got := tree(s)
	err := s.End()
	var want any
	wrong := json.Unmarshal([]byte(text), &want)
	if (err == nil) != (wrong == nil) {
		t.Fatalf("%q: got error %v, want %v", text, err, wrong)
	}
	if err == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%q: got %#v, want %#v", text, got, want)
	}
	if s.Reset([]byte(text)); err == nil {
		if raw := s.Raw(); s.End() != nil || string(raw) != strings.Trim(text, " \t\r\n") {
			t.Fatalf("%q: raw is %q, %v", text, raw, s.Err())
		}
		s.Reset([]byte(text))
	}
	if s.Skip(); (s.End() == nil) != (err == nil) {
		t.Fatalf("%q: skipping gives %v, reading %v", text, s.Err(), err)
	}
	s.Reset([]byte(text))
	inner := New(s.Raw())
	if tree(inner); (s.End() == nil && inner.End() == nil) != (err == nil) {
		t.Fatalf("%q: passing over and reading give %v and %v, reading %v", text, s.Err(), inner.Err(), err)
	}
}

// TestLikeEncodingJSON: what is JSON, and what it means, is what encoding/json says.
func TestLikeEncodingJSON(t *testing.T) {
	for _, text := range texts {
		check(t, text)
	}
}

func TestNonFinite(t *testing.T) {
	s := New([]byte(`[NaN, Infinity, -Infinity]`))
	var got []float64
	for range s.Array() {
		got = append(got, s.Float())
	}
	if err := s.End(); err != nil || !math.IsNaN(got[0]) || !math.IsInf(got[1], 1) || !math.IsInf(got[2], -1) {
		t.Errorf("got %v, error %v", got, err)
	}
}

func TestDepth(t *testing.T) {
	s := New([]byte(strings.Repeat("[", 1<<20)))
	if s.Skip(); s.Err() == nil || !strings.Contains(s.Err().Error(), "1000 deep") {
		t.Errorf("got %v", s.Err())
	}
}

func TestInt(t *testing.T) {
	for text, want := range map[string]int64{"9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64, "-0": 0, "17": 17} {
		s := New([]byte(text))
		if got := s.Int(); got != want || s.End() != nil {
			t.Errorf("%s: got %d, %v", text, got, s.Err())
		}
	}
	for _, text := range []string{"9223372036854775808", "1.0", "1e3", `"1"`, "NaN"} {
		s := New([]byte(text))
		if s.Int(); s.End() == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "NaN") || strings.Contains(text, "Infinity") || strings.Count(text, "[")+strings.Count(text, "{") > 900 {
			return
		}
		check(t, text)
	})
}

func BenchmarkNumbers(b *testing.B) {
	text := []byte("[" + strings.Repeat("5.1,3.5,1.4,0.2,", 1000) + "1]")
	s := New(nil)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s.Reset(text)
		for range s.Array() {
			s.Float()
		}
		if s.End() != nil {
			b.Fatal(s.Err())
		}
	}
}
