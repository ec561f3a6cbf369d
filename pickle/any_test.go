package pickle_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// TestAnyFixtures: what Python pickled, decoded into any, is what Python said it is. Objects that stay
// py.Values are asked for as the Go type that their kind of object has.
func TestAnyFixtures(t *testing.T) {
	compared := 0
	for _, release := range []string{"bookworm", "forky"} {
		for _, family := range []string{
			"primitives", "surrogate", "longstr", "datetime", "decimal", "fraction", "uuid", "paths", "collections", "ip", "shared",
		} {
			for proto := range pickle.HighestProtocol + 1 {
				name := fmt.Sprintf("%s/stdlib/%s-p%d", release, family, proto)
				data, err := os.ReadFile(filepath.Join("..", "testdata", "fixtures", name+".pkl"))
				if os.IsNotExist(err) {
					continue
				}
				want := readJSON(t, name+".json")
				var got any
				if err := pickle.Unmarshal(data, &got); err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				m := matcher{proto: proto}
				if m.match("$", got, want); m.wrong != nil {
					t.Errorf("%s: %s", name, strings.Join(m.wrong, "\n\t"))
				}
				compared += m.compared
			}
		}
	}
	if compared < 5000 {
		t.Errorf("%d values compared, want more", compared)
	}
}

func readJSON(t *testing.T, name string) any {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", "fixtures", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// A matcher compares Go values with the fixtures' tagged JSON (testdata/generate/common.py).
type matcher struct {
	proto    int
	compared int
	wrong    []string
}

func (m *matcher) fail(path string, got, want any) {
	m.wrong = append(m.wrong, fmt.Sprintf("%s: got %T %v, want %v", path, got, got, want))
}

func (m *matcher) check(ok bool, path string, got, want any) {
	m.compared++
	if !ok {
		m.fail(path, got, want)
	}
}

func (m *matcher) items(path string, got []any, want any) {
	w, _ := want.([]any)
	if len(got) != len(w) {
		m.fail(path, got, want)
		return
	}
	for i := range got {
		m.match(fmt.Sprintf("%s[%d]", path, i), got[i], w[i])
	}
}

func (m *matcher) match(path string, got, want any) {
	switch w := want.(type) {
	case nil:
		m.check(got == nil, path, got, want)
	case bool, string:
		m.check(got == w, path, got, want)
	case json.Number:
		if f, err := w.Float64(); strings.ContainsAny(w.String(), ".e") {
			m.check(err == nil && got == f, path, got, want)
			return
		}
		x, err := w.Int64()
		m.check(err == nil && got == x, path, got, want)
	case []any:
		list, ok := got.([]any)
		m.check(ok, path, got, want)
		m.items(path, list, w)
	case map[string]any:
		for tag, x := range w {
			if strings.HasPrefix(tag, "$") {
				m.tagged(path, tag, got, x, w)
				return
			}
		}
		m.fail(path, got, want)
	}
}

func (m *matcher) tagged(path, tag string, got, want any, all map[string]any) {
	switch tag {
	case "$int":
		x, ok := new(big.Int).SetString(want.(string), 10)
		if i, is := got.(int64); is {
			m.check(ok && x.IsInt64() && x.Int64() == i, path, got, want)
			return
		}
		b, is := got.(*big.Int)
		m.check(ok && is && !b.IsInt64() && b.Cmp(x) == 0, path, got, want)
	case "$f":
		f, ok := got.(float64)
		switch want {
		case "nan":
			ok = ok && f != f
		case "inf":
			ok = math.IsInf(f, 1)
		case "-inf":
			ok = math.IsInf(f, -1)
		default:
			ok = f == 0 && math.Signbit(f)
		}
		m.check(ok, path, got, want)
	case "$complex":
		z, ok := got.(complex128)
		m.check(ok, path, got, want)
		m.items(path, []any{real(z), imag(z)}, want)
	case "$bytes", "$bytearray":
		b, ok := got.([]byte)
		m.check(ok && hex.EncodeToString(b) == want, path, got, want)
	case "$surrogate":
		s, ok := got.(string)
		var codes []any
		for len(s) > 0 {
			r, n := utf8.DecodeRuneInString(s)
			if r == utf8.RuneError {
				r, n = 0xD000|rune(s[1]&0x3f)<<6|rune(s[2]&0x3f), 3
			}
			codes = append(codes, int64(r))
			s = s[n:]
		}
		m.check(ok, path, got, want)
		m.items(path, codes, want)
	case "$tuple":
		x, ok := got.(pickle.Tuple)
		m.check(ok, path, got, want)
		m.items(path, x, want)
	case "$deque":
		x, ok := got.([]any)
		m.check(ok, path, got, want)
		m.items(path, x, want)
	case "$set", "$frozenset":
		x, ok := got.(pickle.Set)
		if tag == "$frozenset" {
			var f pickle.FrozenSet
			f, ok = got.(pickle.FrozenSet)
			x = pickle.Set(f)
		}
		m.check(ok, path, got, want)
		x = slices.Clone(x)
		slices.SortFunc(x, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		m.items(path, x, want)
	case "$dict", "$defaultdict", "$counter", "$odict":
		m.dict(path, tag, got, want.([]any))
	case "$fraction":
		r, ok := got.(*big.Rat)
		m.check(ok && r.Num().String() == want.([]any)[0] && r.Denom().String() == want.([]any)[1], path, got, want)
	case "$datetime":
		x, ok := got.(time.Time)
		layout := "2006-01-02T15:04:05.999999"
		if all["tz"] != nil {
			layout += "-07:00"
		}
		m.check(ok && x.Format(layout) == want, path, got, want)
	case "$timedelta_us":
		x, ok := got.(time.Duration)
		m.check(ok && fmt.Sprint(x.Microseconds()) == want, path, got, want)
	case "$decimal", "$uuid", "$path", "$ip":
		var s string
		m.as(path, got, &s, want)
		if all["class"] == "IPv4Address" || tag != "$ip" {
			m.check(s == want, path, s, want)
		}
	case "$date":
		var x time.Time
		m.as(path, got, &x, want)
		m.check(x.Format("2006-01-02") == want, path, x, want)
	case "$time":
		var x time.Duration
		m.as(path, got, &x, want)
		clock, _, _ := strings.Cut(want.(string), "+")
		m.check(time.Time{}.Add(x).Format("15:04:05.999999") == clock, path, x, want)
	case "$ellipsis", "$notimplemented", "$timezone_s":
		_, ok := got.(py.Value)
		m.check(ok, path, got, want)
	default:
		m.fail(path, got, tag)
	}
}

// as decodes what stayed a py.Value into a Go type.
func (m *matcher) as(path string, got, into, want any) {
	v, ok := got.(py.Value)
	if !ok {
		m.fail(path, got, want)
		return
	}
	if err := pickle.UnmarshalValue(v, into); err != nil {
		m.fail(path, err, want)
	}
}

func (m *matcher) dict(path, tag string, got any, want []any) {
	get := func(k any) (any, bool) { return nil, false }
	n := -1
	switch d := got.(type) {
	case map[string]any:
		n = len(d)
		get = func(k any) (any, bool) {
			s, ok := k.(string)
			x, found := d[s]
			return x, ok && found
		}
		m.check(tag != "$odict", path, got, "an ordered dict")
	case *pickle.Dict:
		n, get = d.Len(), d.Get
		if tag == "$odict" {
			for i := range n {
				k, _ := d.At(i)
				m.match(path+".keys", k, want[i].([]any)[0])
			}
		}
	}
	m.check(n == len(want), path, got, want)
	for _, pair := range want {
		k, x := pair.([]any)[0], pair.([]any)[1]
		v, ok := get(plainKey(k))
		if !ok {
			m.fail(path, got, k)
			continue
		}
		m.match(fmt.Sprintf("%s[%v]", path, k), v, x)
	}
}

func plainKey(k any) any {
	switch k := k.(type) {
	case json.Number:
		x, _ := k.Int64()
		return x
	case map[string]any:
		var out pickle.Tuple
		for _, x := range k["$tuple"].([]any) {
			out = append(out, plainKey(x))
		}
		return out
	}
	return k
}

// TestAnyTypes is the table "Into any" of the package's documentation.
func TestAnyTypes(t *testing.T) {
	for _, tt := range []struct {
		pickle string
		want   any
	}{
		{"N.", nil},
		{"\x88.", true},
		{"K\x05.", int64(5)},
		{"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.", int64(math.MaxInt64)},
		{"\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\x00.", new(big.Int).SetUint64(math.MaxUint64)},
		{"G?\xe0\x00\x00\x00\x00\x00\x00.", 0.5},
		{"\x8c\x02ab.", "ab"},
		{"U\x02a\xff.", "a\xff"},
		{"C\x01x.", []byte("x")},
		{"\x96\x01\x00\x00\x00\x00\x00\x00\x00x.", []byte("x")},
		{"].", []any{}},
		{").", pickle.Tuple{}},
		{"K\x01\x85.", pickle.Tuple{int64(1)}},
		{"\x8f(K\x01\x90.", pickle.Set{int64(1)}},
		{"(K\x01\x91.", pickle.FrozenSet{int64(1)}},
		{"}.", map[string]any{}},
		{"}\x8c\x01aK\x01s.", map[string]any{"a": int64(1)}},
		{"}U\x01aK\x01s.", map[string]any{"a": int64(1)}},
		{"}K\x02K\x01s.", dict(int64(2), int64(1))},
		{"ccollections\nOrderedDict\n)R\x8c\x01aK\x01s.", dict("a", int64(1))},
		{"ccollections\ndefaultdict\nc__builtin__\nlist\n\x85R\x8c\x01aK\x01s.", map[string]any{"a": int64(1)}},
		{"ccollections\ndeque\n)R(K\x01K\x02e.", []any{int64(1), int64(2)}},
		{"c__builtin__\ncomplex\nG?\xe0\x00\x00\x00\x00\x00\x00G\x00\x00\x00\x00\x00\x00\x00\x00\x86R.", complex(0.5, 0)},
		{"cdatetime\ndatetime\nC\x0a\x07\xe4\x01\x02\x03\x04\x05\x00\x00\x07\x85R.", time.Date(2020, 1, 2, 3, 4, 5, 7000, time.UTC)},
		{"cdatetime\ntimedelta\nK\x01K\x02K\x03\x87R.", 24*time.Hour + 2*time.Second + 3*time.Microsecond},
		{"cfractions\nFraction\nK\x01K\x03\x86R.", big.NewRat(1, 3)},
	} {
		var got any
		if err := pickle.Unmarshal([]byte(tt.pickle), &got); err != nil {
			t.Errorf("%q: %v", tt.pickle, err)
		} else if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: got %#v, want %#v", tt.pickle, got, tt.want)
		}
	}
	for _, data := range []string{
		"cmod\nC\n.", "cmod\nC\n)\x81.", "Pid\n.", "cdecimal\nDecimal\n\x8c\x011\x85R.", "cuuid\nUUID\n)\x81.", "\x97.",
		"cdatetime\ndate\nC\x04\x07\xe4\x01\x02\x85R.", "cdatetime\ntimedelta\nJ\xff\xc9\x9a;K\x00K\x00\x87R.",
		"cdatetime\ndatetime\nC\x0a\x07\xe4\x01\x02\x03\x04\x05\x00\x00\x07cmod\ntz\n)R\x86R.",
	} {
		var got any
		if err := pickle.Unmarshal([]byte(data), &got); err != nil {
			t.Errorf("%q: %v", data, err)
		} else if _, ok := got.(py.Value); !ok {
			t.Errorf("%q: got %T, want py.Value", data, got)
		}
	}
}

// TestAnySharing: what is shared in Python is shared in any, cycles too.
func TestAnySharing(t *testing.T) {
	var list []any
	if err := pickle.Unmarshal([]byte("]\x94(h\x00K\x07e."), &list); err != nil {
		t.Fatal(err)
	}
	inner := list[0].([]any)
	inner[1] = "changed"
	if list[1] != "changed" || &inner[0] != &list[0] {
		t.Error("a list that holds itself is two")
	}
	var m any
	if err := pickle.Unmarshal([]byte("}\x94\x8c\x04selfh\x00s."), &m); err != nil {
		t.Fatal(err)
	}
	if x := m.(map[string]any); reflect.ValueOf(x["self"]).Pointer() != reflect.ValueOf(x).Pointer() {
		t.Error("a dict that holds itself is two")
	}
	var tuple any // t = ([t],)
	data, err := pickle.Marshal(func() any {
		l := []any{nil}
		t := pickle.Tuple{l}
		l[0] = t
		return t
	}())
	if err != nil {
		t.Fatal(err)
	}
	if err := pickle.Unmarshal(data, &tuple); err != nil {
		t.Fatal(err)
	}
	x := tuple.(pickle.Tuple)
	if y := x[0].([]any)[0].(pickle.Tuple); &y[0] != &x[0] {
		t.Error("a tuple that holds itself is two")
	}
	var d any // d = {1: d}
	if err := pickle.Unmarshal([]byte("}\x94K\x01h\x00s."), &d); err != nil {
		t.Fatal(err)
	}
	if x, _ := d.(*pickle.Dict).Get(1); x != d {
		t.Error("a dict with keys of int that holds itself is two")
	}
}
