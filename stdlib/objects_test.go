package stdlib

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// load reads the fixture name.
func load(t *testing.T, name string) py.Value {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(fixtures, name+".pkl"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// say writes what FromPy makes of v in a line.
func say(t *testing.T, v py.Value) string {
	t.Helper()
	x, err := FromPy(v)
	if err != nil {
		return py.Repr(v)
	}
	values := func(list []py.Value) string {
		var out []string
		for _, v := range list {
			out = append(out, say(t, v))
		}
		return "(" + strings.Join(out, ", ") + ")"
	}
	state := func(v py.Value) string {
		if !v.IsValid() {
			return ""
		}
		return " at " + py.Repr(v)
	}
	switch x := x.(type) {
	case Instance:
		s := x.Module + "." + x.Class
		if len(x.Args) > 0 {
			s += values(x.Args)
		}
		for _, a := range x.Attrs {
			s += " " + a.Name + "=" + say(t, a.Value)
		}
		return s + state(x.State)
	case Partial:
		s := "partial " + say(t, x.Func) + values(x.Args)
		for _, e := range x.Kwargs {
			s += " " + py.Repr(e.Key) + "=" + say(t, e.Value)
		}
		return s
	case Getter:
		return x.Kind + values(x.Args)
	case Attribute:
		return say(t, x.Of) + "." + x.Name
	case Iterator:
		return x.Kind + values(x.Args) + state(x.State)
	case Enum:
		var parts []string
		for _, p := range x.Parts {
			parts = append(parts, p.Name)
		}
		return x.Class + " " + strings.Join(parts, "|")
	case fmt.Stringer:
		return x.String()
	}
	return fmt.Sprintf("%v", x)
}

// TestObjects: what the fixtures' generator made (testdata/generate/gen_data.py, fixmod.py), read off its source.
func TestObjects(t *testing.T) {
	for _, tt := range []struct {
		name string
		want []string
	}{
		{"objects-p4", []string{"fixmod.Plain a=1 b='x'", "fixmod.Data a=1 b=[2]", "fixmod.Frozen a=3 b='f'", "fixmod.Slots a=1 b=2",
			"fixmod.GetState at ('st', 5)", "fixmod.Child a=1 b='y' c=3"}},
		{"callables-p4", []string{"partial builtins.int() 'base'=16", "itemgetter(1)", "itemgetter('a', 'b')", "attrgetter('x.y')",
			"methodcaller('strip', 'z')", "builtins.len", "builtins.int", "fixmod.func", "fixmod.Plain.method",
			"collections.OrderedDict", "builtins.print", "builtins.max", "'abc'.upper", "builtins.dict.fromkeys", "fixmod.Outer.Inner"}},
		{"iter0-p2", []string{"iter([1, 2, 3]) at 0"}},
		{"iter3-p2", []string{"enumerate(iter(['a']) at 0, 0)"}},
		{"iter4-p4", []string{"zip(iter([1]) at 0, iter([2]) at 0)"}},
		{"iter5-p4", []string{"map(builtins.str, iter([1]) at 0)"}},
		{"iter6-p4", []string{"filter(None, iter([0, 1]) at 0)"}},
		{"iter7-p4", []string{"reversed([1, 2]) at 1"}},
	} {
		for _, stack := range []string{"bookworm", "forky"} {
			if stack == "forky" && strings.HasPrefix(tt.name, "iter") {
				continue // 3.14 writes some of them in other ways
			}
			root := load(t, stack+"/stdlib/"+tt.name)
			got := []string{}
			if root.Kind() == py.List {
				for x := range root.Items() {
					got = append(got, say(t, x))
				}
			} else {
				got = append(got, say(t, root))
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s %s:\ngot  %q\nwant %q", stack, tt.name, got, tt.want)
			}
		}
	}
}

// TestEnums: members by name (3.11) and by value (3.14), a flag of two.
func TestEnums(t *testing.T) {
	for i, want := range []struct{ class, name, value string }{
		{"Color", "RED", "1"}, {"Perm", "", ""}, {"Shape", "SQUARE", "(2, 3)"}, {"IntE", "ONE", "1"}, {"StrE", "A", "'a'"},
	} {
		for _, proto := range []string{"0", "2", "4", "5"} {
			e, err := ReadEnum(load(t, "bookworm/stdlib/enums-p"+proto).Index(i))
			if err != nil || e.Module != "fixmod" || e.Class != want.class || e.Name != want.name {
				t.Errorf("3.11, protocol %s: %+v, %v; want %+v", proto, e, err, want)
			}
			if i == 1 && (len(e.Parts) != 2 || e.Parts[0].Name != "R" || e.Parts[1].Name != "W") {
				t.Errorf("3.11, protocol %s: flag of %+v, want R and W", proto, e.Parts)
			}
			if e, err = ReadEnum(load(t, "forky/stdlib/enums-p"+proto).Index(i)); err != nil || e.Class != want.class {
				t.Errorf("3.14, protocol %s: %+v, %v; want %+v", proto, e, err, want)
			}
			value := want.value
			if i == 1 {
				value = "6"
			}
			if got := py.Repr(e.Value); got != value {
				t.Errorf("3.14, protocol %s: value %s, want %s", proto, got, value)
			}
		}
	}
}

// TestPython2: collections, numbers, moments and instances as Python 2.7 wrote them.
func TestPython2(t *testing.T) {
	want := map[string]string{
		"od": "{[{'b' 1} {'a' 2}]}", "dec": "1.50", "frac": "1/3", "uid": "00000000-0000-0000-0000-000000000005",
		"dq": "{[1 2] 5}", "old": "__main__.Old a=1 b='é'", "oldinit": "__main__.OldInit(3) x=3",
		"nt": "__main__.Pt(1, 2)",
	}
	for name, want := range want {
		for _, pickler := range []string{"pickle", "cPickle"} {
			for _, proto := range []string{"0", "1", "2"} {
				v := load(t, "py27/"+name+"-"+pickler+"-p"+proto)
				if got := say(t, v); got != want {
					t.Errorf("%s, %s, protocol %s: %s, want %s", name, pickler, proto, got, want)
				}
			}
		}
	}
	arrays := load(t, "py27/arr-cPickle-p2")
	for i, want := range []Array{{'i', []int32{1, -2}}, {'d', []float64{1.5}}, {'c', "xy"}} {
		var a Array
		if err := a.UnmarshalPickle(arrays.Index(i)); err != nil || !reflect.DeepEqual(a, want) {
			t.Errorf("array %d: %v, %v; want %v", i, a, err, want)
		}
	}
}

// TestRandom: the state of random.Random(42), and the numbers that Python draws next.
func TestRandom(t *testing.T) {
	// [random.Random(42).random() for _ in range(3)], then getrandbits(32) of the same
	want := []float64{0.6394267984578837, 0.025010755222666936, 0.27502931836911926}
	for _, name := range []string{"bookworm/stdlib/random-p2", "forky/stdlib/random-p5"} {
		var r Random
		if err := r.UnmarshalPickle(load(t, name)); err != nil {
			t.Fatal(err)
		}
		again, err := pickle.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var s Random
		if err := pickle.Unmarshal(again, &s); err != nil || s != r {
			t.Errorf("%s: written and read it is another one: %v", name, err)
		}
		for i, want := range want {
			if got := s.Float64(); got != want {
				t.Errorf("%s: number %d is %v, want %v", name, i, got, want)
			}
		}
	}
}

// TestFunctions: functions and classes by value, as the fixtures' generator (testdata/generate/gen_extra.py) declares them.
func TestFunctions(t *testing.T) {
	type expected struct {
		Kind, Name string
		Doc        *string
	}
	for _, stack := range []string{"bookworm", "forky"} {
		for _, by := range []string{"cloudpickle", "dill"} {
			for _, name := range []string{"func-p2", "func-p4", "func-p5", "lam-p4", "closure-p4", "cls-p4", "numpy_lambda-p4"} {
				path := stack + "/" + by + "/" + name
				text, err := os.ReadFile(filepath.Join(fixtures, path+".json"))
				if err != nil {
					t.Fatal(err)
				}
				var want expected
				if err := json.Unmarshal(text, &want); err != nil {
					t.Fatal(err)
				}
				x, err := FromPy(load(t, path))
				if err != nil {
					t.Errorf("%s: %v", path, err)
					continue
				}
				if want.Kind == "type" {
					if c, ok := x.(Class); !ok || c.Name != want.Name || len(c.Attrs) == 0 {
						t.Errorf("%s: %T %+v, want class %s", path, x, x, want.Name)
					}
					continue
				}
				f, ok := x.(Function)
				if !ok || f.Name != want.Name || want.Doc != nil && f.Doc != *want.Doc {
					t.Errorf("%s: %T %+v, want %s", path, x, x, want.Name)
					continue
				}
				if !strings.HasSuffix(f.File, "gen_extra.py") || f.Line == 0 || f.Module != "__main__" || len(f.Code) == 0 {
					t.Errorf("%s: %+v", path, f)
				}
				if strings.HasPrefix(name, "func") {
					if got, want := f.Signature(), "f1(x, y=2, *a, z=3, **kw)"; got != want {
						t.Errorf("%s: %s, want %s", path, got, want)
					}
					if fmt.Sprint(f.Names) != "[K]" || len(f.Globals) != 1 || f.Globals[0].Name != "K" || py.Repr(f.Globals[0].Value) != "7" {
						t.Errorf("%s: refers to %v with %v, want K, 7", path, f.Names, f.Globals)
					}
				}
			}
		}
	}
}

// TestInStruct: the types stand in structs and keep their value through Python's bytes.
func TestInStruct(t *testing.T) {
	type trade struct {
		At    DateTime  `pickle:"at"`
		For   Timedelta `pickle:"for"`
		Price Decimal   `pickle:"price"`
		ID    UUID      `pickle:"id"`
		File  Path      `pickle:"file"`
		Lots  Array     `pickle:"lots"`
	}
	in := trade{
		At:  DateTime{Date{2020, 7, 2}, Time{Hour: 3, Microsecond: 5, Zone: Zone{Kind: ZoneInfo, Name: "Europe/Madrid"}}},
		For: Timedelta{-1, 86399, 999999}, Price: "1.10", ID: UUID{15: 7},
		File: Path{"PurePosixPath", []string{"/", "a", "b"}}, Lots: Array{'h', []int16{1, -2}},
	}
	for proto := range 6 {
		data, err := pickle.Marshal(in, pickle.WithProtocol(proto))
		if err != nil {
			t.Fatal(err)
		}
		var out trade
		if err := pickle.Unmarshal(data, &out); err != nil || !reflect.DeepEqual(in, out) {
			t.Errorf("protocol %d: %+v, %v\nwant %+v", proto, out, err, in)
		}
	}
}

// TestMoment: the offsets that zoneinfo gives, around both changes of the clock (datetime.astimezone(utc) in Python).
func TestMoment(t *testing.T) {
	madrid := Zone{Kind: ZoneInfo, Name: "Europe/Madrid"}
	for _, tt := range []struct {
		wall DateTime
		utc  string
	}{
		{DateTime{Date{2020, 10, 25}, Time{Hour: 2, Minute: 30, Zone: madrid}}, "2020-10-25T00:30:00Z"},
		{DateTime{Date{2020, 10, 25}, Time{Hour: 2, Minute: 30, Fold: 1, Zone: madrid}}, "2020-10-25T01:30:00Z"},
		{DateTime{Date{2020, 3, 29}, Time{Hour: 2, Minute: 30, Zone: madrid}}, "2020-03-29T01:30:00Z"},
		{DateTime{Date{2020, 3, 29}, Time{Hour: 2, Minute: 30, Fold: 1, Zone: madrid}}, "2020-03-29T00:30:00Z"},
		{DateTime{Date{2020, 7, 2}, Time{Zone: madrid}}, "2020-07-01T22:00:00Z"},
		{DateTime{Date{2020, 7, 2}, Time{Zone: Zone{Kind: Pytz, Name: "Europe/Madrid", Offset: 2 * time.Hour, DST: time.Hour, Abbr: "CEST"}}}, "2020-07-01T22:00:00Z"},
		{DateTime{Date{2020, 7, 2}, Time{Zone: Zone{Kind: Fixed, Offset: -90 * time.Minute}}}, "2020-07-02T01:30:00Z"},
		{DateTime{Date{1, 1, 1}, Time{}}, "0001-01-01T00:00:00Z"},
	} {
		m, err := tt.wall.Moment(nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.UTC().Format(time.RFC3339); got != tt.utc {
			t.Errorf("%v fold %d in %v: %s, want %s", tt.wall, tt.wall.Fold, tt.wall.Zone, got, tt.utc)
		}
		if back := NewDateTime(m); tt.wall.Zone.Kind == ZoneInfo && tt.wall.Month != 3 && back != tt.wall {
			t.Errorf("back: %+v, want %+v", back, tt.wall)
		}
	}
}

func TestTimedelta(t *testing.T) {
	for _, tt := range []struct {
		d    time.Duration
		want Timedelta
	}{
		{0, Timedelta{}}, {-1, Timedelta{-1, 86399, 999999}}, {-time.Microsecond, Timedelta{-1, 86399, 999999}},
		{-24 * time.Hour, Timedelta{-1, 0, 0}}, {25*time.Hour + 7*time.Microsecond, Timedelta{1, 3600, 7}},
	} {
		if got := NewTimedelta(tt.d); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.d, got, tt.want)
		}
	}
	if _, ok := (Timedelta{Days: 200_000}).Duration(); ok {
		t.Error("548 years fit a Duration")
	}
}

func TestDecimal(t *testing.T) {
	for s, want := range map[Decimal]string{"1.10": "11/10", "-0": "0", "1E+3": "1000", ".5": "1/2", "-2.5e-1": "-1/4"} {
		x, ok := s.Rat()
		if !ok || x.RatString() != want {
			t.Errorf("%s: %v, want %s", s, x, want)
		}
	}
	for _, s := range []Decimal{"NaN", "sNaN12", "Infinity", "-inf", "1E+1000000000", "", "x", "1_0", "1e", "0x10"} {
		if x, ok := s.Rat(); ok {
			t.Errorf("%s is %v", s, x)
		}
	}
}

// TestHostile: what a class never writes is an error, not a value.
func TestHostile(t *testing.T) {
	b := py.NewBuilder()
	call := func(module, name string, args ...py.Value) py.Value { return b.Call(b.Global(module, name), args...) }
	uuid := b.NewObj(b.Global("uuid", "UUID"))
	b.Build(uuid, b.Dict(b.Str("int"), b.Int(-1)))
	for _, v := range []py.Value{
		call("datetime", "date", b.Bytes([]byte{7, 208, 13, 1})), call("datetime", "date"), call("datetime", "date", b.Int(1)),
		call("datetime", "date", b.Bytes([]byte{7, 209, 2, 29})), call("datetime", "time", b.Bytes([]byte{24, 0, 0, 0, 0, 0})),
		call("datetime", "datetime", b.Bytes(make([]byte, 10))), call("datetime", "timedelta", b.Int(0), b.Int(86400), b.Int(0)),
		call("datetime", "timezone", b.Int(1)), call("datetime", "timezone", call("datetime", "timedelta", b.Int(1), b.Int(0), b.Int(0))),
		call("decimal", "Decimal", b.Str("1/2")), call("fractions", "Fraction", b.Int(1), b.Int(0)), call("fractions", "Fraction", b.Str("1e999999999")),
		uuid, call("pathlib", "PosixPath", b.Int(1)), call("collections", "deque", b.Int(1)),
		call("collections", "OrderedDict", b.List(b.List(b.Int(1)))),
		call("array", "array", b.Str("x"), b.List()), call("array", "array", b.Str("b"), b.List(b.Int(128))),
		call("array", "_array_reconstructor", b.Global("array", "array"), b.Str("d"), b.Int(16), b.Bytes(make([]byte, 7))),
		call("array", "_array_reconstructor", b.Global("array", "array"), b.Str("u"), b.Int(21), b.Bytes([]byte{0xff, 0, 0, 0})),
		call("array", "_array_reconstructor", b.Global("array", "array"), b.Str("b"), b.Int(99), b.Bytes(nil)),
		call("builtins", "range", b.Int(0), b.Int(1), b.Int(0)), call("builtins", "slice"), call("re", "_compile", b.Int(1), b.Int(0)),
		call("ipaddress", "IPv4Address", b.Str("::1")), call("ipaddress", "IPv4Address", b.Int(1<<32)), call("ipaddress", "IPv4Network", b.Str("10.0.0.1/8")),
		call("random", "Random"), call("functools", "partial", b.Global("builtins", "len")), call("_operator", "or_", b.Int(1), b.Int(2)),
		call("dill._dill", "_create_function", b.Int(1)), call("cloudpickle.cloudpickle", "_make_function", call("types", "CodeType", b.Int(1))),
	} {
		x, err := FromPy(v)
		if err == nil {
			t.Errorf("%s became %v", py.Repr(v), x)
		}
	}
	if err := b.Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := FromPy(b.Int(1)); err != ErrUnknown {
		t.Errorf("an int: %v, want ErrUnknown", err)
	}
}

// FuzzFromPy: any object gives a value or an error, and a value that is written reads as the same.
func FuzzFromPy(f *testing.F) {
	for _, dir := range []string{"bookworm/stdlib", "forky/stdlib", "bookworm/cloudpickle", "forky/dill"} {
		files, _ := filepath.Glob(filepath.Join(fixtures, dir, "*.pkl"))
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if len(data) < 4096 {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pickle.Loads(data)
		if err != nil {
			return
		}
		n := 0
		py.Walk(doc.Root(), func(v py.Value) bool {
			x, err := FromPy(v)
			if m, ok := x.(pickle.Marshaler); ok && err == nil {
				if _, err := pickle.Marshal(m); err == nil {
					n++
				}
			}
			return n < 1000
		})
	})
}
