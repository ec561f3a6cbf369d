package stdlib

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

const fixtures = "../testdata/fixtures"

// TestFixtures: every object of the standard library that CPython 3.11 and 3.14 pickled, at every protocol, is read as
// Python said it was (testdata/generate/common.py), and is so again after Go has written it.
func TestFixtures(t *testing.T) {
	kinds := []string{"datetime", "decimal", "fraction", "uuid", "paths", "collections", "namedtuple", "arrays",
		"ranges", "regex", "ip", "namespace", "exceptions", "primitives", "longstr", "surrogate"}
	files := 0
	for _, stack := range []string{"bookworm", "forky"} {
		for _, kind := range kinds {
			for proto := range 6 {
				name := fmt.Sprintf("%s/stdlib/%s-p%d", stack, kind, proto)
				data, err := os.ReadFile(filepath.Join(fixtures, name+".pkl"))
				if err != nil {
					continue // objects are of protocols from 2 on
				}
				files++
				t.Run(name, func(t *testing.T) {
					want := expected(t, name)
					if kind == "datetime" && proto < 4 { // they have no place for the fold
						for _, item := range want.([]any) {
							if m := item.(map[string]any); m["fold"] == "n1" {
								m["fold"] = "n0"
							}
						}
					}
					doc, err := pickle.Loads(data)
					if err != nil {
						t.Fatal(err)
					}
					compare(t, "read", tagged(t, doc.Root(), kind), want)
					if kind == "namedtuple" || kind == "exceptions" {
						return // of classes that Go does not write
					}
					again, err := pickle.Marshal(rewritten(t, doc.Root()), pickle.WithProtocol(proto))
					if err != nil {
						t.Fatal(err)
					}
					if doc, err = pickle.Loads(again); err != nil {
						t.Fatal(err)
					}
					compare(t, "written and read", tagged(t, doc.Root(), kind), want)
				})
			}
		}
	}
	if files < 180 {
		t.Errorf("only %d fixtures found", files)
	}
}

func compare(t *testing.T, what string, got, want any) {
	t.Helper()
	g, w := got.([]any), want.([]any)
	for i := range min(len(g), len(w)) {
		if !reflect.DeepEqual(g[i], w[i]) {
			t.Errorf("%s, item %d:\ngot  %v\nwant %v", what, i, g[i], w[i])
		}
	}
	if len(g) != len(w) {
		t.Errorf("%s: %d items, want %d", what, len(g), len(w))
	}
}

// rewritten returns the list with each object replaced by what FromPy made of it, which Marshal writes anew.
func rewritten(t *testing.T, v py.Value) []any {
	var out []any
	for x := range v.Items() {
		o, err := FromPy(x)
		if err != nil {
			out = append(out, x)
			continue
		}
		if a, ok := o.(netip.Addr); ok {
			b := py.NewBuilder()
			w, err := AddrToPy(b, a)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := b.Document(w)
			if err != nil {
				t.Fatal(err)
			}
			o = doc.Root()
		}
		out = append(out, o)
	}
	return out
}

// expected reads what Python had when it wrote a fixture. Order of sets and the names that only Python knows (fields of named
// tuples, members of enums) are left out by normal.
func expected(t *testing.T, name string) any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(fixtures, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return normal(v)
}

// normal brings a fixture's JSON into the form that tagged has.
func normal(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = normal(x)
		}
		return out
	case json.Number:
		return "n" + canonical(string(v))
	case map[string]any:
		if s, ok := v["$int"]; ok {
			return "n" + s.(string)
		}
		if s, ok := v["$f"]; ok {
			return "f" + s.(string)
		}
		if codes, ok := v["$surrogate"]; ok {
			return fmt.Sprint("surrogates", codes)
		}
		out := map[string]any{}
		for k, x := range v {
			out[k] = normal(x)
		}
		delete(out, "fields") // of a named tuple, which a pickle does not have
		return out
	}
	return v
}

// canonical writes 1.0 and 1e+16 as Go does; ints stay.
func canonical(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	f, _ := strconv.ParseFloat(s, 64)
	return number(f)[1:]
}

func number(f float64) string {
	switch {
	case math.IsNaN(f):
		return "fnan"
	case math.IsInf(f, 1):
		return "finf"
	case math.IsInf(f, -1):
		return "f-inf"
	case f == 0 && math.Signbit(f):
		return "f-0"
	}
	return "n" + strconv.FormatFloat(f, 'e', -1, 64)
}

func list(t *testing.T, items []py.Value, kind string) []any {
	out := make([]any, len(items))
	for i, x := range items {
		out[i] = tagged(t, x, kind)
	}
	return out
}

func items(v py.Value) (out []py.Value) {
	for x := range v.Items() {
		out = append(out, x)
	}
	return out
}

func pairs(t *testing.T, list []Entry, kind string) []any {
	out := make([]any, len(list))
	for i, e := range list {
		out[i] = []any{tagged(t, e.Key, kind), tagged(t, e.Value, kind)}
	}
	return out
}

func attributes(t *testing.T, list []Attr, kind string) []any {
	out := make([]any, len(list))
	for i, a := range list {
		out[i] = []any{a.Name, tagged(t, a.Value, kind)}
	}
	return out
}

// zoneRepr is repr(tzinfo).
func zoneRepr(z Zone) any {
	switch {
	case z.Kind == NoZone:
		return nil
	case z.Kind == ZoneInfo:
		return "zoneinfo.ZoneInfo(key='" + z.Name + "')"
	case z == UTC:
		return "datetime.timezone.utc"
	}
	d := NewTimedelta(z.Offset)
	var parts []string
	for _, p := range []struct {
		n    int
		name string
	}{{d.Days, "days"}, {d.Seconds, "seconds"}, {d.Microseconds, "microseconds"}} {
		if p.n != 0 {
			parts = append(parts, fmt.Sprintf("%s=%d", p.name, p.n))
		}
	}
	s := "datetime.timezone(datetime.timedelta(" + strings.Join(parts, ", ") + ")"
	if z.Name != "" {
		s += ", '" + z.Name + "'"
	}
	return s + ")"
}

// tagged says what a value is in the form of normal, through FromPy.
func tagged(t *testing.T, v py.Value, kind string) any {
	t.Helper()
	switch v.Kind() {
	case py.None:
		return nil
	case py.Bool:
		b, _ := v.Bool()
		return b
	case py.Int:
		x, _ := v.BigInt()
		return "n" + x.String()
	case py.Float:
		f, _ := v.Float()
		return number(f)
	case py.Str:
		s, _ := v.Str()
		if kind == "surrogate" {
			var codes []any
			for i := 0; i < len(s); i++ {
				if s[i] == 0xed {
					codes = append(codes, int(s[i]&15)<<12|int(s[i+1]&63)<<6|int(s[i+2]&63))
					i += 2
					continue
				}
				codes = append(codes, int(s[i]))
			}
			return fmt.Sprint("surrogates", codes)
		}
		return s
	case py.Bytes:
		b, _ := v.Bytes()
		return map[string]any{"$bytes": hex.EncodeToString(b)}
	case py.ByteArray:
		b, _ := v.Bytes()
		return map[string]any{"$bytearray": hex.EncodeToString(b)}
	case py.List:
		return list(t, items(v), kind)
	case py.Tuple:
		return map[string]any{"$tuple": list(t, items(v), kind)}
	case py.Set, py.FrozenSet:
		tag := "$set"
		if v.Kind() == py.FrozenSet {
			tag = "$frozenset"
		}
		out := list(t, items(v), kind)
		if len(out) > 1 && fmt.Sprint(out[0]) > fmt.Sprint(out[1]) {
			out[0], out[1] = out[1], out[0]
		}
		return map[string]any{tag: out}
	case py.Dict:
		var e []Entry
		for k, x := range v.Entries() {
			e = append(e, Entry{k, x})
		}
		return map[string]any{"$dict": pairs(t, e, kind)}
	}
	x, err := FromPy(v)
	if err != nil {
		t.Errorf("%s: %v", py.Repr(v), err)
		return nil
	}
	switch x := x.(type) {
	case DateTime:
		offset := ""
		if x.Zone != (Zone{}) {
			m, err := x.Moment(nil)
			if err != nil {
				t.Fatal(err)
			}
			offset = m.Format("-07:00")
		}
		return map[string]any{"$datetime": x.String() + offset, "tz": zoneRepr(x.Zone), "fold": fmt.Sprint("n", x.Fold)}
	case Date:
		return map[string]any{"$date": x.String()}
	case Time:
		s := x.String()
		if x.Zone != (Zone{}) {
			s += "+00:00"
		}
		return map[string]any{"$time": s, "tz": zoneRepr(x.Zone), "fold": fmt.Sprint("n", x.Fold)}
	case Timedelta:
		us := new(big.Int).Mul(big.NewInt(int64(x.Days)*86400+int64(x.Seconds)), big.NewInt(1e6))
		return map[string]any{"$timedelta_us": us.Add(us, big.NewInt(int64(x.Microseconds))).String()}
	case Zone:
		return map[string]any{"$timezone_s": number(x.Offset.Seconds()), "repr": zoneRepr(x)}
	case Decimal:
		return map[string]any{"$decimal": string(x)}
	case *big.Rat:
		return map[string]any{"$fraction": []any{x.Num().String(), x.Denom().String()}}
	case complex128:
		return map[string]any{"$complex": []any{number(real(x)), number(imag(x))}}
	case UUID:
		return map[string]any{"$uuid": x.String()}
	case Path:
		return map[string]any{"$path": x.String(), "class": x.Class}
	case OrderedDict:
		return map[string]any{"$odict": pairs(t, x.Entries, kind)}
	case DefaultDict:
		var factory any
		if _, name, ok := x.Factory.Global(); ok {
			factory = name
		}
		return map[string]any{"$defaultdict": pairs(t, x.Entries, kind), "factory": factory}
	case Counter:
		return map[string]any{"$counter": pairs(t, x.Entries, kind)}
	case Deque:
		var maxLen any
		if x.MaxLen >= 0 {
			maxLen = fmt.Sprint("n", x.MaxLen)
		}
		return map[string]any{"$deque": list(t, x.Items, kind), "maxlen": maxLen}
	case Range:
		return map[string]any{"$range": []any{fmt.Sprint("n", x.Start), fmt.Sprint("n", x.Stop), fmt.Sprint("n", x.Step)}}
	case Slice:
		return map[string]any{"$slice": list(t, []py.Value{x.Start, x.Stop, x.Step}, kind)}
	case Singleton:
		return map[string]any{"$" + strings.ToLower(string(x)): "n1"}
	case Array:
		return map[string]any{"$array": string(rune(x.Code)), "v": arrayItems(x)}
	case Pattern:
		var text any = x.Text
		if x.Bytes {
			text = map[string]any{"$bytes": hex.EncodeToString([]byte(x.Text))}
		}
		return map[string]any{"$re": text, "flags": fmt.Sprint("n", int(x.Flags))}
	case netip.Addr:
		return map[string]any{"$ip": x.String(), "class": family(x) + "Address"}
	case Network:
		return map[string]any{"$ip": x.String(), "class": family(x.Addr()) + "Network"}
	case Interface:
		return map[string]any{"$ip": x.String(), "class": family(x.Addr()) + "Interface"}
	case Namespace:
		return map[string]any{"$namespace": attributes(t, x.Attrs, kind)}
	case Exception:
		d := map[string]any{}
		for _, a := range x.Attrs {
			d[a.Name] = tagged(t, a.Value, kind)
		}
		args := x.Args
		if x.Class == "OSError" || x.Class == "FileNotFoundError" {
			x.Class, args = "FileNotFoundError", args[:2] // what Python makes of errno 2; the file's name is no argument
		}
		return map[string]any{"$exception": x.Class, "args": list(t, args, kind), "dict": d}
	case Instance:
		switch {
		case kind == "namedtuple":
			return map[string]any{"$namedtuple": x.Module + "." + x.Class, "v": list(t, x.Args, kind)}
		case kind == "exceptions":
			d := map[string]any{}
			for _, a := range x.Attrs {
				d[a.Name] = tagged(t, a.Value, kind)
			}
			return map[string]any{"$exception": x.Class, "args": list(t, x.Args, kind), "dict": d}
		}
	}
	t.Errorf("%s is a %T", py.Repr(v), x)
	return nil
}

func arrayItems(a Array) []any {
	var out []any
	if s, ok := a.Items.(string); ok {
		for _, r := range s {
			out = append(out, string(r))
		}
		return out
	}
	v := reflect.ValueOf(a.Items)
	for i := range v.Len() {
		switch x := v.Index(i); {
		case x.CanFloat():
			out = append(out, number(x.Float()))
		default:
			out = append(out, fmt.Sprint("n", x.Interface()))
		}
	}
	return out
}
