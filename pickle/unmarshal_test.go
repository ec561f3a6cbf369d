package pickle_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// decoded decodes data into a new value of want's type and compares.
func decoded(t *testing.T, name, data string, want any, opts ...pickle.Option) {
	t.Helper()
	p := reflect.New(reflect.TypeOf(want))
	if err := pickle.Unmarshal([]byte(data), p.Interface(), opts...); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if got := p.Elem().Interface(); !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %+v, want %+v", name, got, want)
	}
}

// fixture returns a committed pickle, or "" if that protocol has none.
func fixture(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "fixtures", name+".pkl"))
	if os.IsNotExist(err) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// eachProtocol calls f with the pickles of a family of the standard library by Python 3.11 and 3.14.
func eachProtocol(t *testing.T, family string, f func(name, data string, proto int)) {
	t.Helper()
	n := 0
	for _, release := range []string{"bookworm", "forky"} {
		for proto := range pickle.HighestProtocol + 1 {
			name := release + "/stdlib/" + family + "-p" + string(rune('0'+proto))
			if data := fixture(t, name); data != "" {
				f(name, data, proto)
				n++
			}
		}
	}
	if n < 6 {
		t.Errorf("%d fixtures of %s, want at least 6", n, family)
	}
}

type (
	fixPlain struct {
		A int       `pickle:"a"`
		B string    `pickle:"b"`
		C int       `pickle:"c"`
		M *fixPlain `pickle:"me"`
	}
	fixData struct {
		A int   `pickle:"a"`
		B []int `pickle:"b"`
	}
	fixSlots struct {
		A, B int
	}
	fixObjects struct {
		Plain  *fixPlain
		Data   fixData
		Frozen struct {
			A int
			B string
		}
		Slots    fixSlots
		GetState struct {
			Tag string
			A   int
		}
		Child map[string]any
	}
	shape [2]int
)

// TestUnmarshalObjects: instances that Python pickled, with attributes, slots, states of their own and fields
// in order, become Go structs without a registration.
func TestUnmarshalObjects(t *testing.T) {
	var want fixObjects
	want.Plain = &fixPlain{A: 1, B: "x"}
	want.Data = fixData{1, []int{2}}
	want.Frozen.A, want.Frozen.B = 3, "f"
	want.Slots = fixSlots{1, 2}
	want.GetState.Tag, want.GetState.A = "st", 5
	want.Child = map[string]any{"a": int64(1), "b": "y", "c": int64(3)}
	eachProtocol(t, "objects", func(name, data string, _ int) { decoded(t, name, data, want) })
	eachProtocol(t, "namespace", func(name, data string, _ int) {
		decoded(t, name, data, []struct {
			A int
			B string
		}{{1, "x"}})
	})
	eachProtocol(t, "namedtuple", func(name, data string, _ int) {
		type pairs struct {
			Point struct{ X, Y int }
			Typed struct {
				A float64
				B string
			}
		}
		var want pairs
		want.Point.X, want.Point.Y, want.Typed.A, want.Typed.B = 1, 2, 1, "n"
		decoded(t, name, data, want)
		decoded(t, name, data, [][]any{{int64(1), int64(2)}, {1.0, "n"}})
	})
	eachProtocol(t, "ranges", func(name, data string, _ int) {
		type span struct{ Start, Stop, Step *int }
		at := func(i int) *int { return &i }
		decoded(t, name, data, []span{
			{at(0), at(10), at(1)}, {at(0), at(-10), at(-3)}, {at(1), nil, at(2)}, {nil, nil, nil},
		})
	})
}

// TestUnmarshalCollections: OrderedDict, defaultdict, Counter and deque into plain Go.
func TestUnmarshalCollections(t *testing.T) {
	type all struct {
		Ordered  *pickle.Dict
		Default  map[string][]int
		Ints     map[string]int
		None     map[int]int
		Counter  map[string]int
		Deque    []int
		MaxDeque [2]int8
	}
	eachProtocol(t, "collections", func(name, data string, _ int) {
		decoded(t, name, data, all{
			dict("b", int64(1), "a", int64(2)), map[string][]int{"k": {1}}, map[string]int{"z": 3}, map[int]int{1: 2},
			map[string]int{"a": 5, "b": 2, "r": 2, "c": 1, "d": 1}, []int{1, 2, 3}, [2]int8{1, 2},
		})
		var s [7]any
		s[0] = new(struct{ A, B int })
		if err := pickle.Unmarshal([]byte(data), &s); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if p := s[0].(*struct{ A, B int }); p.A != 2 || p.B != 1 {
			t.Errorf("%s: OrderedDict into what the interface points to: %+v", name, p)
		}
	})
}

// TestUnmarshalTimes: datetimes, dates, times and timedeltas in every spelling.
func TestUnmarshalTimes(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Skip(err)
	}
	type all struct {
		T     [8]time.Time
		Date  time.Time
		Clock [3]time.Duration
		Delta [3]time.Duration
		UTC   py.Value
	}
	eachProtocol(t, "datetime", func(name, data string, _ int) {
		// The fixture is one list: decode it by parts.
		var list []py.Value
		if err := pickle.Unmarshal([]byte(data), &list); err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		want := all{
			T: [8]time.Time{
				time.Date(2020, 1, 2, 3, 4, 5, 678901000, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
				time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC), time.Date(2020, 10, 25, 1, 30, 0, 0, time.UTC),
				time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(2020, 1, 1, 18, 30, 0, 0, time.UTC),
				time.Date(2020, 1, 2, 3, 0, 0, 0, time.UTC), time.Date(2020, 7, 1, 22, 0, 0, 0, time.UTC),
			},
			Date:  time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC),
			Clock: [3]time.Duration{3723*time.Second + 4*time.Microsecond, 3723*time.Second + 4*time.Microsecond, 3720 * time.Second},
			Delta: [3]time.Duration{86402*time.Second + 3*time.Microsecond, -24 * time.Hour, -time.Microsecond},
		}
		for i, v := range list[:8] {
			var got time.Time
			if err := pickle.UnmarshalValue(v, &got); err != nil || !got.Equal(want.T[i]) {
				t.Errorf("%s[%d]: got %v, %v, want %v", name, i, got, err, want.T[i])
			}
			switch n, offset := got.Zone(); {
			case i < 5 && got.Location() != time.UTC, i == 5 && offset != 19800, i == 6 && (n != "BRT" || offset != -10800), i == 7 && got.Location().String() != madrid.String():
				t.Errorf("%s[%d]: in zone %q %d, %v", name, i, n, offset, got.Location())
			}
		}
		var date time.Time
		if err := pickle.UnmarshalValue(list[8], &date); err != nil || !date.Equal(want.Date) {
			t.Errorf("%s: date %v, %v", name, date, err)
		}
		for i, v := range list[9:15] {
			var got time.Duration
			if err := pickle.UnmarshalValue(v, &got); err != nil || got != append(want.Clock[:], want.Delta[:]...)[i] {
				t.Errorf("%s[%d]: got %v, %v", name, 9+i, got, err)
			}
		}
	})
	for _, tt := range []struct {
		fold byte
		want time.Time
	}{
		{10, time.Date(2020, 10, 25, 0, 30, 0, 0, time.UTC)},        // the clock shows 2:30 twice: summer time first
		{10 | 0x80, time.Date(2020, 10, 25, 1, 30, 0, 0, time.UTC)}, // then winter time
	} {
		data := "cdatetime\ndatetime\nC\x0a\x07\xe4" + string([]byte{tt.fold}) + "\x19\x02\x1e\x00\x00\x00\x00czoneinfo\nZoneInfo\n\x8c\x0dEurope/Madrid\x85R\x86R."
		var got time.Time
		if err := pickle.Unmarshal([]byte(data), &got); err != nil || !got.Equal(tt.want) || got.Format("15:04") != "02:30" {
			t.Errorf("fold %x: got %v, %v, want %v", tt.fold, got, err, tt.want)
		}
		back, err := pickle.Marshal(got.In(madrid), pickle.WithNaiveTime(madrid))
		if want := "\x07\xe4" + string([]byte{tt.fold}) + "\x19\x02\x1e"; err != nil || !strings.Contains(string(back), want) {
			t.Errorf("fold %x: written as %q, %v", tt.fold, back, err)
		}
	}
	naive := "cdatetime\ndatetime\nC\x0a\x07\xe4\x07\x02\x0c\x00\x00\x00\x00\x00\x85R."
	decoded(t, "naive", naive, time.Date(2020, 7, 2, 12, 0, 0, 0, madrid), pickle.WithNaiveTime(madrid))
	for _, pytz := range []struct {
		tz   string
		want time.Time
	}{
		{"cpytz\n_UTC\n)R", time.Date(2020, 7, 2, 12, 0, 0, 0, time.UTC)},
		{"cpytz\n_p\n(\x8c\x0dEurope/MadridM\x20\x1cM\x10\x0e\x8c\x04CESTtR", time.Date(2020, 7, 2, 10, 0, 0, 0, time.UTC)},
		{"cpytz\n_FixedOffset\nK\x3c\x85R", time.Date(2020, 7, 2, 11, 0, 0, 0, time.UTC)},
		{"cpytz\n_p\n\x8c\x0dEurope/Madrid\x85R", time.Date(2020, 7, 2, 10, 0, 0, 0, time.UTC)},
	} {
		var got time.Time
		err := pickle.Unmarshal([]byte("cdatetime\ndatetime\nC\x0a\x07\xe4\x07\x02\x0c\x00\x00\x00\x00\x00"+pytz.tz+"\x86R."), &got)
		if err != nil || !got.Equal(pytz.want) {
			t.Errorf("%q: got %v, %v", pytz.tz, got, err)
		}
	}
	var got time.Time
	for _, bad := range []string{
		"cdatetime\ndatetime\nC\x0a\x00\x00\x07\x02\x0c\x00\x00\x00\x00\x00\x85R.", "cdatetime\ndatetime\nC\x0a\x07\xe4\x02\x1e\x0c\x00\x00\x00\x00\x00\x85R.",
		"cdatetime\ndatetime\nC\x0a\x07\xe4\x02\x01\x18\x00\x00\x00\x00\x00\x85R.",
	} {
		if err := pickle.Unmarshal([]byte(bad), &got); !errors.Is(err, pickle.ErrRange) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestUnmarshalNumbers: Decimal, Fraction and numbers between types.
func TestUnmarshalNumbers(t *testing.T) {
	eachProtocol(t, "decimal", func(name, data string, _ int) {
		decoded(t, name, data, []string{"1.10", "-0", "NaN", "Infinity", "1E+1000"})
		var f [5]any
		f[0], f[1], f[3] = new(float64), new(big.Rat), new(float64)
		if err := pickle.Unmarshal([]byte(data), &f); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if *f[0].(*float64) != 1.1 || f[1].(*big.Rat).Sign() != 0 || !math.IsInf(*f[3].(*float64), 1) {
			t.Errorf("%s: %v", name, f)
		}
		var floats []float64
		if err := pickle.Unmarshal([]byte(data), &floats); !errors.Is(err, pickle.ErrRange) || !strings.Contains(err.Error(), "$[4]") {
			t.Errorf("%s: 1E+1000 into float64: %v", name, err)
		}
		var rats []*big.Rat
		if err := pickle.Unmarshal([]byte(data), &rats); !errors.Is(err, pickle.ErrRange) || !strings.Contains(err.Error(), "$[2]") {
			t.Errorf("%s: NaN into big.Rat: %v", name, err)
		}
	})
	eachProtocol(t, "fraction", func(name, data string, _ int) {
		ten, _ := new(big.Int).SetString("-1000000000000000000000000000000", 10)
		want := []*big.Rat{big.NewRat(1, 3), new(big.Rat).SetFrac(ten, big.NewInt(7))}
		decoded(t, name, data, want)
		decoded(t, name, data, []string{"1/3", "-1000000000000000000000000000000/7"})
		third, f := 1.0/3, new(big.Rat).Set(want[1])
		x, _ := f.Float64()
		decoded(t, name, data, []float64{third, x})
	})
	eachProtocol(t, "uuid", func(name, data string, _ int) {
		decoded(t, name, data, [2][16]byte{{0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78}})
		decoded(t, name, data, []string{"12345678-1234-5678-1234-567812345678", "00000000-0000-0000-0000-000000000000"})
	})
	for _, tt := range []struct {
		data string
		want any
	}{
		{"K\xff.", uint8(255)},
		{"J\x80\xff\xff\xff.", int8(-128)},
		{"K\x05.", float32(5)},
		{"K\x05.", complex(5, 0)},
		{"K\x05.", *big.NewInt(5)},
		{"K\x05.", *big.NewRat(5, 1)},
		{"\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\x00.", uint64(math.MaxUint64)},
		{"\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\x00.", float64(1 << 63 * 2)},
		{"G\x7f\xf0\x00\x00\x00\x00\x00\x00.", float32(math.Inf(1))},
		{"G?\xb9\x99\x99\x99\x99\x99\x9a.", float32(0.1)},
		{"cmod\nSub\nK\x07\x85\x81.", 7}, // an int subclass
		{"cmod\nSub\n\x8c\x01x\x85\x81.", "x"},
		{"c_operator\nor_\n(c_operator\nor_\n(cm\nF\nK\x04\x85Rcm\nF\nK\x02\x85RtRcm\nF\nK\x01\x85RtR.", uint8(7)},
	} {
		decoded(t, tt.data, tt.data, tt.want)
	}
	var f big.Float
	if err := pickle.Unmarshal([]byte("cdecimal\nDecimal\n\x8c\x1b0.1000000000000000000000001\x85R."), &f); err != nil || f.Text('g', -1) != "0.1000000000000000000000001" {
		t.Errorf("a Decimal into big.Float: %v, %v", f.Text('g', -1), err)
	}
}

// TestUnmarshalPython2: what Python 2.7 pickled.
func TestUnmarshalPython2(t *testing.T) {
	n := 0
	for _, module := range []string{"pickle", "cPickle"} {
		for _, proto := range "012" {
			get := func(name string) (string, string) {
				name = "py27/" + name + "-" + module + "-p" + string(proto)
				data := fixture(t, name)
				if data != "" {
					n++
				}
				return name, data
			}
			check := func(fixture string, want any) {
				t.Helper()
				if name, data := get(fixture); data != "" {
					decoded(t, name, data, want)
				}
			}
			check("nt", struct{ X, Y int }{1, 2})
			check("od", dict("b", int64(1), "a", int64(2)))
			check("od", map[string]int{"a": 2, "b": 1})
			check("dd", map[string][]int{"a": {1}})
			check("ctr", map[string]int{"a": 2, "b": 1})
			check("dq", []int{1, 2})
			check("dec", "1.50")
			check("dec", 1.5)
			check("frac", *big.NewRat(1, 3))
			check("uid", [16]byte{15: 5})
			check("old", struct {
				A int
				B string
			}{1, "é"})
			check("oldinit", struct{ X int }{3})
			check("new", struct {
				A []int
				B []byte
			}{[]int{1}, []byte("bytes\xff")})
			check("slots2", struct {
				P int
				Q string
			}{1, "z"})
			check("listsub", []int{1, 2})
			check("listsub", struct{ Attr int }{5})
			check("dictsub", map[string]int{"a": 1})
			check("dictsub", struct{ A int }{1})
			check("strsub", "x")
			check("shared", [][]int{{1}, {1}})
			if name, data := get("dt"); data != "" {
				var v [4]any
				v[0], v[1], v[2], v[3] = new(time.Time), new(time.Time), new(time.Duration), new(time.Duration)
				if err := pickle.Unmarshal([]byte(data), &v); err != nil {
					t.Errorf("%s: %v", name, err)
				} else if !v[0].(*time.Time).Equal(time.Date(2012, 1, 2, 3, 4, 5, 6000, time.UTC)) || !v[1].(*time.Time).Equal(time.Date(2012, 1, 2, 0, 0, 0, 0, time.UTC)) ||
					*v[2].(*time.Duration) != 62*time.Minute || *v[3].(*time.Duration) != 86402*time.Second+3*time.Microsecond {
					t.Errorf("%s: %v %v %v %v", name, v[0], v[1], v[2], v[3])
				}
				for _, encoding := range []string{"latin1", "bytes"} { // as Python 3 must load it
					if err := pickle.Unmarshal([]byte(data), &v, pickle.WithEncoding(encoding)); err != nil {
						t.Errorf("%s as %s: %v", name, encoding, err)
					}
				}
			}
		}
	}
	if n < 80 {
		t.Errorf("%d fixtures of Python 2, want at least 80", n)
	}
}

// TestPeers are the programs whose answers other libraries get silently wrong.
func TestPeers(t *testing.T) {
	// x = [1, 2]; [x, x, {'k': x}]
	for _, data := range []string{
		"(lp0\n(lp1\nI1\naI2\naag1\na(dp2\nVk\np3\ng1\nsa.", "\x80\x02]q\x00(]q\x01(K\x01K\x02eh\x01}q\x02X\x01\x00\x00\x00kq\x03h\x01se.",
		"\x80\x04\x95\x15\x00\x00\x00\x00\x00\x00\x00]\x94(]\x94(K\x01K\x02eh\x01}\x94\x8c\x01k\x94h\x01se.",
	} {
		type all struct {
			A, B []int
			C    map[string][]int
		}
		decoded(t, data, data, all{[]int{1, 2}, []int{1, 2}, map[string][]int{"k": {1, 2}}})
		x := []any{int64(1), int64(2)}
		decoded(t, data, data, any([]any{x, x, map[string]any{"k": x}}).([]any))
		var v all
		if err := pickle.Unmarshal([]byte(data), &v); err != nil || &v.A[0] != &v.B[0] || &v.A[0] != &v.C["k"][0] {
			t.Errorf("%q: the shared list is several", data)
		}
	}
	// Two pickles of protocol 4 in one stream, read by one Unpickler.
	pair := func(s string) any { return []any{s, s, map[string]any{"a": s}} }
	var stream bytes.Buffer
	p := pickle.NewPickler(&stream)
	for _, s := range []string{"first", "second"} {
		if err := p.Encode(pair(s)); err != nil {
			t.Fatal(err)
		}
	}
	stream.WriteString("rest")
	u := pickle.NewUnpickler(&stream)
	for _, s := range []string{"first", "second"} {
		var got any
		if err := u.Decode(&got); err != nil || !reflect.DeepEqual(got, pair(s)) {
			t.Errorf("%s: got %v, %v", s, got, err)
		}
	}
	// Protocol 0: 'aé' as UNICODE, 'a\'bA\n' as STRING.
	decoded(t, "UNICODE", "Va\\u00e9\n.", "aé")
	decoded(t, "UNICODE in latin-1", "Va\xe9\n.", "aé")
	decoded(t, "STRING", "S'a\\'b\\x41\\n'\n.", "a'bA\n")
}

// TestDecodeStream: pickles of a stream are decoded one after the other, each taking its own bytes.
func TestDecodeStream(t *testing.T) {
	stream := "\x80\x04K\x01." + "\x80\x04\x8c\x01x." + "(lp0\nI5\na." + "\x80\x04]\x94K\x07a."
	for name, r := range map[string]io.Reader{"bytes": bytes.NewReader([]byte(stream)), "plain": struct{ io.Reader }{strings.NewReader(stream)}} {
		u := pickle.NewUnpickler(r)
		var x int
		if err := u.Decode(&x); err != nil || x != 1 {
			t.Fatalf("%s: %d, %v", name, x, err)
		}
		err := u.Decode(&x)
		var wrong *pickle.UnmarshalError
		if !errors.As(err, &wrong) || wrong.Offset != 7 || wrong.PyType != "str" {
			t.Errorf("%s: a str into int: %v", name, err)
		}
		var list []int
		if err := u.Decode(&list); err != nil || !reflect.DeepEqual(list, []int{5}) {
			t.Errorf("%s: after an error: %v, %v", name, list, err)
		}
		var s []string
		if err := u.Decode(&s); !errors.As(err, &wrong) || wrong.Offset != int64(strings.LastIndex(stream, "K\x07")) || wrong.Path != "$[0]" {
			t.Errorf("%s: an int into string: %v", name, err)
		}
		if err := u.Decode(&x); err != io.EOF {
			t.Errorf("%s: at the end: %v", name, err)
		}
		if u.InputOffset() != int64(len(stream)) {
			t.Errorf("%s: at %d of %d", name, u.InputOffset(), len(stream))
		}
	}
}
