package pickle_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

var (
	python = flag.String("python", "", "ask this Python, and not only its answers in testdata")
	update = flag.Bool("update", false, "write Python's answers to testdata")
)

// Go types that classes of testdata/describe.py stand for.
type (
	Point struct {
		X int `pickle:"x"`
		Y int `pickle:"y"`
	}
	Frozen  Point
	Slotted struct {
		A int    `pickle:"a"`
		B string `pickle:"b"`
	}
	FrozenSlots Slotted
	Plain       struct {
		Name string `pickle:"name"`
		Next *Plain `pickle:"next"`
	}
	Pair struct {
		First, Second any
	}
	Typed struct {
		Name string
		Size float64
	}
	Color   int
	Mode    uint8
	Level   int
	Name    string
	Celsius struct{ Degrees float64 }
	Inner   struct {
		V int `pickle:"v"`
	}
)

func (c Color) String() string { return "never asked" }

func geometry() *pickle.Registry {
	r := pickle.NewRegistry()
	pickle.Register[Point](r, "geometry", "Point", pickle.Dataclass)
	pickle.Register[Frozen](r, "geometry", "Frozen", pickle.Dataclass)
	pickle.Register[Plain](r, "geometry", "Plain", pickle.PlainClass)
	pickle.Register[Slotted](r, "geometry", "Slotted", pickle.Slots)
	pickle.Register[FrozenSlots](r, "geometry", "FrozenSlots", pickle.FrozenSlots)
	pickle.Register[Pair](r, "geometry", "Pair", pickle.NamedTuple)
	pickle.Register[Typed](r, "geometry", "Typed", pickle.NamedTuple)
	pickle.RegisterEnum(r, "geometry", "Color", map[string]Color{"RED": 1, "BLUE": 2})
	pickle.RegisterEnum(r, "geometry", "Mode", map[string]Mode{"READ": 4, "WRITE": 2})
	pickle.Register[Level](r, "geometry", "Level", pickle.Enum)
	pickle.Register[Name](r, "geometry", "Name", pickle.Enum)
	pickle.Register[Celsius](r, "geometry", "Celsius", pickle.Call)
	pickle.Register[Inner](r, "geometry", "Outer.Inner", pickle.Dataclass)
	return r
}

type tagged struct {
	Renamed int `pickle:"name"`
	Plain   string
	Empty   []int `pickle:",omitempty"`
	Zero    Point `pickle:"zero,omitzero"`
	Skipped int   `pickle:"-"`
	hidden  int
}

type row struct {
	_     struct{} `pickle:",tuple"`
	Name  string
	Value [2]float64
}

type base struct{ A, B int }

type embedding struct {
	base
	*Point
	B string
	py.Value
}

type text struct{ s string }

func (t text) MarshalText() ([]byte, error) { return []byte("<" + t.s + ">"), nil }

// version writes itself as an instance of a class that is not registered.
type version struct{ major, minor int }

func (v *version) MarshalPickle(b *py.Builder) (py.Value, error) {
	if v.major < 0 {
		return py.Value{}, errors.New("no such version")
	}
	o := b.NewObj(b.Global("geometry", "Plain"))
	b.Build(o, b.Dict(b.Str("major"), b.Int(int64(v.major)), b.Str("minor"), b.Int(int64(v.minor))))
	return o, nil
}

func dict(kv ...any) *pickle.Dict {
	d := new(pickle.Dict)
	for i := 0; i < len(kv); i += 2 {
		d.Set(kv[i], kv[i+1])
	}
	return d
}

func loads(t testing.TB, data string) py.Value {
	t.Helper()
	doc, err := pickle.Loads([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// written are Go values with what they are in Python.
func written(t testing.TB) []struct {
	name string
	v    any
	want string
} {
	type Case = struct {
		name string
		v    any
		want string
	}
	shared := []int{1, 2}
	loop := []any{nil}
	loop[0] = loop
	ring := map[string]any{}
	ring["self"] = ring
	self := &Plain{Name: "a"}
	self.Next = self
	point := &Point{1, 2}
	inList := []any{nil}
	tuple := pickle.Tuple{inList}
	inList[0] = tuple
	array := &[1]any{}
	arrayList := []any{array}
	array[0] = arrayList
	nine := int64(9)
	v := &version{3, 14}
	long := strings.Repeat("x", 300)
	sharedBytes := []byte(strings.Repeat("b", 100))
	pair := &Pair{First: 1}
	pairList := []any{pair}
	pair.Second = pairList
	var many []string
	var wantMany []string
	for i := range 2500 {
		many = append(many, fmt.Sprint(i%700))
		wantMany = append(wantMany, fmt.Sprintf("'%d'", i%700))
	}
	manyKeys := map[string]int{}
	var wantKeys []string
	for i := range 1500 {
		manyKeys[fmt.Sprintf("common-%04d", i)] = i
		wantKeys = append(wantKeys, fmt.Sprintf("'common-%04d': %d", i, i))
	}
	manyInts := make([]int64, 2001)
	utc := time.UTC
	lisbon, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		lisbon = time.FixedZone("WEST", 3600)
	}
	return []Case{
		{"nil", nil, "None"},
		{"bools", []bool{true, false}, "[True, False]"},
		{"ints", []int64{0, 1, -1, 127, 128, 255, 256, 65535, 65536, -128, -129, math.MaxInt32, math.MinInt32, math.MaxInt32 + 1, math.MinInt32 - 1, math.MaxInt64, math.MinInt64},
			"[0, 1, -1, 127, 128, 255, 256, 65535, 65536, -128, -129, 2147483647, -2147483648, 2147483648, -2147483649, 9223372036854775807, -9223372036854775808]"},
		{"uint64", []uint64{0, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64}, "[0, 9223372036854775807, 9223372036854775808, 18446744073709551615]"},
		{"small kinds", []any{int8(-1), int16(-2), int32(-3), uint8(1), uint16(2), uint32(3), uintptr(4), float32(0.5)}, "[-1, -2, -3, 1, 2, 3, 4, 0x1.0000000000000p-1]"},
		{"floats", []float64{0, math.Copysign(0, -1), 0.1, 1e300, math.Inf(1), math.Inf(-1)},
			"[0x0.0p+0, -0x0.0p+0, 0x1.999999999999ap-4, 0x1.7e43c8800759cp+996, inf, -inf]"},
		{"nan", math.NaN(), "nan"},
		{"one float", []float64{1.5}, "[0x1.8000000000000p+0]"},
		{"many floats", make([]float64, 1001), "[" + strings.Repeat("0x0.0p+0, ", 1000) + "0x0.0p+0]"},
		{"many ints", manyInts, "[" + strings.Repeat("0, ", 2000) + "0]"},
		{"complex", []any{complex(1, -2), complex64(complex(0.5, 0))}, "[(1-2j), (0.5+0j)]"},
		{"strings", []string{"", "a", "é", "日本", "\U0001F600", "a\nb\\\x00", "\xed\xa0\x80", long}, `['', 'a', '\xe9', '\u65e5\u672c', '\U0001f600', 'a\nb\\\x00', '\ud800', '` + long + "']"},
		{"repeated strings", many, "[" + strings.Join(wantMany, ", ") + "]"},
		{"bytes", []any{[]byte{}, []byte("ab"), []byte{0, 255}, [3]byte{1, 2, 3}, [0]byte{}}, `[b'', b'ab', b'\x00\xff', b'\x01\x02\x03', b'']`},
		{"shared bytes", [][]byte{sharedBytes, sharedBytes}, "[b'" + string(sharedBytes) + "', b'" + string(sharedBytes) + "']"},
		{"nil values", []any{[]int(nil), map[string]int(nil), (*int)(nil), []byte(nil), map[int]struct{}(nil), (*big.Int)(nil), error(nil), (*pickle.Dict)(nil)}, "[None, None, None, None, None, None, None, None]"},
		{"arrays", []any{[0]int{}, [1]int{1}, [2]string{"a", "b"}, [4]int{1, 2, 3, 4}}, "[(), (1,), ('a', 'b'), (1, 2, 3, 4)]"},
		{"nested slices", [][]int{{}, {1}, {1, 2}}, "[[], [1], [1, 2]]"},
		{"pointers", []any{&nine, new(*int), point}, "[9, None, Point(x=1, y=2)]"},
		{"map", map[string]int{"b": 1, "a": 2, "": 3}, "{'': 3, 'a': 2, 'b': 1}"},
		{"large map", manyKeys, "{" + strings.Join(wantKeys, ", ") + "}"},
		{"int map", map[int]string{3: "c", -1: "a", 2: "b"}, "{-1: 'a', 2: 'b', 3: 'c'}"},
		{"map of maps", map[int64]map[int64]*int64{1: {2: &nine, 3: nil}}, "{1: {2: 9, 3: None}}"},
		{"enum keys", map[Name][]byte{"a": nil}, "{<Name.A: 'a'>: None}"},
		{"any map", map[any]any{"s": 1, 2: "i", 2.5: "f", [1]int{1}: "t"}, "{0x1.4000000000000p+1: 'f', 2: 'i', 's': 1, (1,): 't'}"},
		{"bool map", map[bool]int{true: 1, false: 0}, "{False: 0, True: 1}"},
		{"struct keys", map[base]int{{1, 2}: 3}, "{(1, 2): 3}"},
		{"registered keys", map[Frozen]int{{1, 2}: 3}, "{Frozen(x=1, y=2): 3}"},
		{"text keys", map[text]int{{"k"}: 1}, "{'<k>': 1}"},
		{"set", map[string]struct{}{"b": {}, "a": {}}, "set{'a', 'b'}"},
		{"tuple set", map[[2]int]struct{}{{1, 2}: {}}, "set{(1, 2)}"},
		{"empty set", map[int]struct{}{}, "set{}"},
		{"Set", pickle.Set{1, "a", pickle.FrozenSet{2, pickle.Tuple{}}}, "set{'a', 1, frozenset{(), 2}}"},
		{"Set nil", []any{pickle.Set(nil), pickle.FrozenSet(nil), pickle.Tuple(nil)}, "[set{}, frozenset{}, ()]"},
		{"Tuple", pickle.Tuple{1, pickle.Tuple{2}, "x", nil, []int{}}, "(1, (2,), 'x', None, [])"},
		{"Dict", dict(pickle.Tuple{1, "a"}, 1, 2, nil, "z", dict()), "{(1, 'a'): 1, 2: None, 'z': {}}"},
		{"struct", tagged{Renamed: 1, Plain: "p", Skipped: 3, hidden: 4}, "{'name': 1, 'Plain': 'p'}"},
		{"struct full", tagged{Empty: []int{1}, Zero: Point{0, 1}}, "{'name': 0, 'Plain': '', 'Empty': [1], 'zero': Point(x=0, y=1)}"},
		{"empty struct", struct{}{}, "{}"},
		{"one field", struct{ A int }{1}, "{'A': 1}"},
		{"tuple struct", []row{{Name: "a", Value: [2]float64{1, 2}}}, "[('a', (0x1.0000000000000p+0, 0x1.0000000000000p+1))]"},
		{"embedding", embedding{base{1, 2}, point, "outer", loads(t, "K\x05.")},
			"{'A': 1, 'x': 1, 'y': 2, 'B': 'outer', 'Value': 5}"},
		{"text", []any{text{"a"}, &text{"b"}, netip.MustParseAddr("::1")}, "['<a>', '<b>', '::1']"},
		{"time", []time.Time{time.Date(2020, 1, 2, 3, 4, 5, 678901999, utc), time.Date(1, 1, 1, 0, 0, 0, 0, utc), time.Date(9999, 12, 31, 23, 59, 59, 999999000, utc), {}},
			"[datetime.datetime(2020, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.timezone.utc), datetime.datetime(1, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc), datetime.datetime(1, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)]"},
		{"zones", []time.Time{time.Date(2020, 1, 2, 0, 0, 0, 0, time.FixedZone("BRT", -3*3600)), time.Date(2020, 1, 2, 0, 0, 0, 0, time.FixedZone("", 5*3600+1800)), time.Date(2020, 7, 2, 12, 0, 0, 0, lisbon)},
			"[datetime.datetime(2020, 1, 2, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=75600), 'BRT')), datetime.datetime(2020, 1, 2, 0, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800))), datetime.datetime(2020, 7, 2, 12, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'WEST'))]"},
		{"durations", []time.Duration{0, 36*time.Hour + time.Microsecond, -time.Microsecond, -1, math.MaxInt64, math.MinInt64},
			"[datetime.timedelta(0), datetime.timedelta(days=1, seconds=43200, microseconds=1), datetime.timedelta(days=-1, seconds=86399, microseconds=999999), datetime.timedelta(days=-1, seconds=86399, microseconds=999999), datetime.timedelta(days=106751, seconds=85636, microseconds=854775), datetime.timedelta(days=-106752, seconds=763, microseconds=145224)]"},
		{"big", []any{new(big.Int).Lsh(big.NewInt(-1), 100), *big.NewInt(7), big.NewRat(-1, 3), big.NewFloat(0.25), big.NewFloat(math.Inf(-1))},
			"[-1267650600228229401496703205376, 7, Fraction(-1, 3), Decimal('0.25'), Decimal('-Infinity')]"},
		{"shared slice", []any{shared, shared, map[string]any{"k": shared}}, "[&2:[1, 2], *2, {'k': *2}]"},
		{"shared map", []map[string]any{ring, ring}, "[&2:{'self': *2}, *2]"},
		{"shared pointer", []*Point{point, point, {1, 2}}, "[&2:Point(x=1, y=2), *2, Point(x=1, y=2)]"},
		{"slice cycle", loop, "&1:[*1]"},
		{"map cycle", ring, "&1:{'self': *1}"},
		{"pointer cycle", self, "&1:Plain(name='a', next=*1)"},
		{"tuple cycle", tuple, "&1:([*1],)"},
		{"list of tuple cycle", inList, "&1:[(*1,)]"},
		{"array cycle", array, "&1:([*1],)"},
		{"namedtuple cycle", pair, "&1:Pair(1, [*1])"},
		{"classes", []any{Point{1, 2}, Frozen{3, 4}, Slotted{5, "s"}, FrozenSlots{6, "f"}, Pair{7, nil}, Typed{"n", 0.5}, Inner{8}, Celsius{36.5}},
			"[Point(x=1, y=2), Frozen(x=3, y=4), Slotted(a=5, b='s'), FrozenSlots(a=6, b='f'), Pair(7, None), Typed('n', 0x1.0000000000000p-1), Outer.Inner(v=8), Celsius(degrees=0x1.2400000000000p+5)]"},
		{"enums", []any{Color(2), Mode(6), Level(1), Name("a")}, "[<Color.BLUE: 2>, <Mode.READ|WRITE: 6>, <Level.LOW: 1>, <Name.A: 'a'>]"},
		{"marshaler", []*version{v, v, {1, 0}}, "[&2:Plain(major=3, minor=14), *2, Plain(major=1, minor=0)]"},
		{"marshaler value", version{2, 7}, "Plain(major=2, minor=7)"},
		{"values", []any{loads(t, "\x80\x04]\x94(K\x01h\x00e."), py.Value{}}, "[&2:[1, *2], None]"},
	}
}

// TestPythonReads: what Marshal writes is, to Python, what the table of the package's documentation says. The
// oracle is testdata/describe.py, whose answers are in testdata/marshal.json.
func TestPythonReads(t *testing.T) {
	golden := filepath.Join("testdata", "marshal.json")
	answers := map[string]string{}
	if *python == "" {
		data, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &answers); err != nil {
			t.Fatal(err)
		}
	}
	r := geometry()
	type asked struct {
		name string
		data []byte
		want string
	}
	var all []asked
	for _, tt := range written(t) {
		for proto := range pickle.HighestProtocol + 1 {
			data, err := pickle.Marshal(tt.v, pickle.WithProtocol(proto), pickle.WithRegistry(r))
			if err != nil {
				t.Errorf("%s at protocol %d: %v", tt.name, proto, err)
				continue
			}
			if len(data) > 3000 && proto != pickle.DefaultProtocol {
				continue // one of the large ones will do
			}
			all = append(all, asked{fmt.Sprintf("%s at protocol %d", tt.name, proto), data, tt.want})
		}
	}
	if *python != "" {
		var in bytes.Buffer
		for _, a := range all {
			fmt.Fprintln(&in, hex.EncodeToString(a.data))
		}
		cmd := exec.Command(*python, filepath.Join("testdata", "describe.py"))
		cmd.Stdin, cmd.Stderr = &in, os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &answers); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(golden, out, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, a := range all {
		sum := sha256.Sum256(a.data)
		got, ok := answers[hex.EncodeToString(sum[:])]
		switch {
		case !ok:
			t.Errorf("%s: Python has not been asked about these bytes: run with -python python3 -update", a.name)
		case got != a.want:
			t.Errorf("%s: Python reads %s, want %s", a.name, got, a.want)
		}
	}
}
