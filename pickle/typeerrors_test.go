package pickle_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"net/netip"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

// An item of an order, with a field for each kind of mistake.
type item struct {
	Price int8              `pickle:"price"`
	Name  string            `pickle:"name"`
	Tags  []string          `pickle:"tags"`
	Size  [2]int            `pickle:"size"`
	When  time.Time         `pickle:"when"`
	Sub   *item             `pickle:"sub"`
	By    map[string]uint8  `pickle:"by"`
	Nums  map[int]float32   `pickle:"nums"`
	Set   map[int8]struct{} `pickle:"set"`
	Addr  netip.Addr        `pickle:"addr"`
	Ch    chan int          `pickle:"ch"`
}

// TestUnmarshalErrors: an error names the path, the Python type, the Go type and the offset of the opcode that
// made the value, which is marked here by what it pushes.
func TestUnmarshalErrors(t *testing.T) {
	one := func(key, value string) string {
		return "}\x8c\x05items](}\x8c" + string(rune(len(key))) + key + value + "s}es."
	}
	for _, tt := range []struct {
		data, at, path, pyType string
		goType                 any
		err                    error
	}{
		{one("price", "M\x2c\x01"), "M\x2c\x01", "$.items[0].price", "int", int8(0), pickle.ErrRange},
		{one("price", "\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01"), "\x8a", "$.items[0].price", "int", int8(0), pickle.ErrRange},
		{one("price", "G\x00\x00\x00\x00\x00\x00\x00\x00"), "G", "$.items[0].price", "float", int8(0), pickle.ErrMismatch},
		{one("price", "\x88"), "\x88", "$.items[0].price", "bool", int8(0), pickle.ErrMismatch},
		{one("name", "K\x07"), "K\x07", "$.items[0].name", "int", "", pickle.ErrMismatch},
		{one("name", "C\x01x"), "C\x01x", "$.items[0].name", "bytes", "", pickle.ErrMismatch},
		{one("name", "cmod\nC\n)\x81"), "\x81", "$.items[0].name", "mod.C", "", pickle.ErrMismatch},
		{one("name", "cmod\nC\n"), "cmod", "$.items[0].name", "global mod.C", "", pickle.ErrMismatch},
		{one("tags", "(\x8c\x01aK\x01l"), "K\x01", "$.items[0].tags[1]", "int", "", pickle.ErrMismatch},
		{one("tags", "\x8c\x01a"), "\x8c\x01a", "$.items[0].tags", "str", []string(nil), pickle.ErrMismatch},
		{one("tags", "\x8f(K\x09\x90"), "K\x09", "$.items[0].tags[0]", "int", "", pickle.ErrMismatch},
		{one("tags", "ccollections\ndeque\n)R(\x8c\x01aK\x09e"), "K\x09", "$.items[0].tags[1]", "int", "", pickle.ErrMismatch},
		{one("size", "K\x01\x85"), "\x85", "$.items[0].size", "tuple", [2]int{}, pickle.ErrLength},
		{one("size", "K\x01N\x89\x87"), "\x87", "$.items[0].size", "tuple", [2]int{}, pickle.ErrLength},
		{one("size", "K\x01\x89\x86"), "\x89", "$.items[0].size[1]", "bool", 0, pickle.ErrMismatch},
		{one("when", "K\x01"), "K\x01", "$.items[0].when", "int", time.Time{}, pickle.ErrMismatch},
		{one("when", "cdatetime\ndate\nC\x04\x00\x00\x01\x01\x85R"), "R", "$.items[0].when", "datetime.date", time.Time{}, pickle.ErrRange},
		{one("sub", "}\x8c\x03sub}\x8c\x05price\x8c\x01xss"), "\x8c\x01x", "$.items[0].sub.sub.price", "str", int8(0), pickle.ErrMismatch},
		{one("sub", "cmod\nC\n)\x81}\x8c\x05priceM\x2c\x01sb"), "M\x2c\x01", "$.items[0].sub.price", "int", int8(0), pickle.ErrRange},
		{one("sub", "cmod\nC\n)\x81N}\x8c\x05priceM\x2c\x01s\x86b"), "M\x2c\x01", "$.items[0].sub.price", "int", int8(0), pickle.ErrRange},
		{one("sub", "cmod\nC\n(K\x01\x8c\x01xt\x81"), "\x81", "$.items[0].sub", "mod.C", item{}, pickle.ErrLength},
		{one("by", "}\x8c\x03a bM\x00\x01s"), "M\x00\x01", `$.items[0].by["a b"]`, "int", uint8(0), pickle.ErrRange},
		{one("by", "}\x8c\x01kJ\xff\xff\xff\xffs"), "J", "$.items[0].by.k", "int", uint8(0), pickle.ErrRange},
		{one("by", "}K\x05K\x06s"), "K\x05", "$.items[0].by[5]", "int", "", pickle.ErrMismatch},
		{one("by", "}K\x05\x85K\x06s"), "\x85", "$.items[0].by[tuple]", "tuple", "", pickle.ErrMismatch},
		{one("nums", "}K\x05G\x7f\xe0\x00\x00\x00\x00\x00\x00s"), "G", "$.items[0].nums[5]", "float", float32(0), pickle.ErrRange},
		{one("nums", "}\x8c\x01kNs"), "\x8c\x01k", "$.items[0].nums.k", "str", 0, pickle.ErrMismatch},
		{one("set", "\x8f(M\x00\x01\x90"), "M\x00\x01", "$.items[0].set[0]", "int", int8(0), pickle.ErrRange},
		{one("set", "c__builtin__\nset\n](M\x00\x01e\x85R"), "M\x00\x01", "$.items[0].set[0]", "int", int8(0), pickle.ErrRange},
		{one("set", "]"), "]s", "$.items[0].set", "list", map[int8]struct{}{}, pickle.ErrMismatch},
		{one("addr", "\x8c\x01x"), "\x8c\x01x", "$.items[0].addr", "str", netip.Addr{}, nil},
		{one("addr", "K\x03"), "K\x03", "$.items[0].addr", "int", netip.Addr{}, pickle.ErrMismatch},
		{one("ch", "K\x03"), "K\x03", "$.items[0].ch", "int", (chan int)(nil), nil},
		{"}\x8c\x05itemsK\x03s.", "K\x03", "$.items", "int", []*item(nil), pickle.ErrMismatch},
		{"\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00K\x03.", "K\x03", "$", "int", struct {
			Items []*item `pickle:"items"`
		}{}, pickle.ErrMismatch},
		// From the memo: the offset is where the value was made.
		{"\x8c\x01zq\x000}\x8c\x05items](}\x8c\x05priceh\x00ses.", "\x8c\x01z", "$.items[0].price", "str", int8(0), pickle.ErrMismatch},
	} {
		var v struct {
			Items []*item `pickle:"items"`
		}
		err := pickle.Unmarshal([]byte(tt.data), &v)
		var e *pickle.UnmarshalError
		if !errors.As(err, &e) {
			t.Errorf("%q: %v", tt.data, err)
			continue
		}
		if e.Path != tt.path || e.PyType != tt.pyType || e.GoType != reflect.TypeOf(tt.goType) || tt.err != nil && !errors.Is(err, tt.err) {
			t.Errorf("%q: got %v (%v), want %s: %s into %T: %v", tt.data, err, e.GoType, tt.path, tt.pyType, tt.goType, tt.err)
		}
		at := strings.LastIndex(tt.data, tt.at)
		if tt.at == "R" {
			at = strings.LastIndex(tt.data, "Rs")
		}
		if e.Offset != int64(at) {
			t.Errorf("%q: offset %d, want %d", tt.data, e.Offset, at)
		}
	}
}

// TestUnmarshalErrorOffsets: for values of real pickles too, in every protocol, the offset is that of the
// value's opcode.
func TestUnmarshalErrorOffsets(t *testing.T) {
	eachProtocol(t, "objects", func(name, data string, proto int) {
		var target [6]any
		var bad struct {
			A int
			B bool
			C int
		}
		target[5] = &bad // b is "y"
		err := pickle.Unmarshal([]byte(data), &target)
		var e *pickle.UnmarshalError
		if !errors.As(err, &e) || e.Path != "$[5].b" || e.PyType != "str" {
			t.Errorf("%s: %v", name, err)
			return
		}
		if op := data[e.Offset]; op != 'X' && op != '\x8c' || !strings.HasPrefix(strings.TrimLeft(data[e.Offset+1:], "\x01\x00"), "y") {
			t.Errorf("%s: offset %d is at %q", name, e.Offset, data[e.Offset:min(len(data), int(e.Offset)+8)])
		}
	})
	eachProtocol(t, "enums", func(name, data string, proto int) {
		var ints [5]int
		err := pickle.Unmarshal([]byte(data), &ints)
		var e *pickle.UnmarshalError
		if !errors.As(err, &e) || data[e.Offset] != 'R' {
			t.Errorf("%s: %v", name, err)
		}
	})
}

// TestUnmarshalTargets: what is no pointer to decode into.
func TestUnmarshalTargets(t *testing.T) {
	for _, v := range []any{nil, 1, struct{}{}, (*int)(nil), map[string]int{}} {
		if err := pickle.Unmarshal([]byte("N."), v); !errors.Is(err, pickle.ErrTarget) {
			t.Errorf("into %T: %v", v, err)
		}
	}
	var x int
	if err := pickle.Unmarshal(nil, &x); err != io.EOF {
		t.Errorf("no bytes: %v", err)
	}
	if err := pickle.UnmarshalValue(py.Value{}, &x); err == nil {
		t.Error("no value is no error")
	}
	if err := pickle.Unmarshal([]byte("K\x01"), &x); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("no STOP: %v", err)
	}
}

// TestMarshalErrors: an error names the path and the Go type.
func TestMarshalErrors(t *testing.T) {
	type inner struct {
		F func() `pickle:"f"`
	}
	self := &[1]any{}
	self[0] = self
	type P *P
	var p P
	p = &p
	var loop any
	loop = &loop
	for _, tt := range []struct {
		v      any
		path   string
		goType any
		want   string
	}{
		{make(chan int), "$", make(chan int), "no counterpart"},
		{map[string][]*inner{"k": {{}}}, "$.k[0].f", (func())(nil), "no counterpart"},
		{[]any{1, "a\xff"}, "$[1]", "", "UTF-8"},
		{map[string]string{"a\xff": ""}, `$["a\xff"]`, "", "UTF-8"},
		{map[any]int{1: 0, 1.0: 0}, "$", map[any]int{}, "equal to it in Python"},
		{map[any]int{true: 0, int8(1): 0}, "$", map[any]int{}, "equal to it in Python"},
		{map[[1]any]int{{1}: 0, {1.0}: 0}, "$", map[[1]any]int{}, "equal to it in Python"},
		{pickle.Set{1, 2, 1.0}, "$", pickle.Set{}, "equal to it in Python"},
		{map[*Point]int{{1, 2}: 0}, "$[key]", Point{}, "not hashable"},
		{pickle.Set{[]int{1}}, "$[key]", []int{}, "not hashable"},
		{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "$", time.Time{}, "year"},
		{time.Date(2020, 1, 1, 0, 0, 0, 0, time.FixedZone("", 86400)), "$", time.Time{}, "offset"},
		{self, "", nil, "over the limit of 10000"},
		{p, "", nil, "over the limit of 10000"},
		{loop, "", nil, "over the limit of 10000"},
		{[]*version{{-1, 0}}, "$[0]", &version{}, "no such version"},
		{[]any{&broken{}}, "$[0]", broken{}, "broken"},
	} {
		data, err := pickle.Marshal(tt.v)
		var e *pickle.MarshalError
		switch {
		case data != nil || !errors.As(err, &e):
			t.Errorf("%T: %q, %v", tt.v, data, err)
		case tt.path != "" && e.Path != tt.path, tt.goType != nil && e.GoType != reflect.TypeOf(tt.goType), !strings.Contains(err.Error(), tt.want):
			t.Errorf("%T: got %v, want %s in %T: %s", tt.v, err, tt.path, tt.goType, tt.want)
		}
	}
	dst := []byte("kept")
	if out, err := pickle.MarshalAppend(dst, make(chan int)); err == nil || string(out) != "kept" {
		t.Errorf("%q, %v", out, err)
	}
	if err := pickle.NewPickler(full{}).Encode(make([]byte, 1<<20)); err != errFull {
		t.Errorf("a writer's error: %v", err)
	}
}

type broken struct{}

func (broken) MarshalText() ([]byte, error) { return nil, errors.New("broken") }

type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

type (
	deepList []deepList
	deepMap  map[string]deepMap
	deepNode struct{ N *deepNode }
)

// TestDepth: nesting beyond the limit is an error both ways, and nesting up to the highest limit is no danger.
func TestDepth(t *testing.T) {
	t.Parallel()
	const n = 100_000
	lists := strings.Repeat("]", n) + strings.Repeat("a", n-1) + "."
	dicts := strings.Repeat("}\x8c\x01N", n) + "N" + strings.Repeat("s", n) + "."
	tuples := "N" + strings.Repeat("\x85", n) + "."
	wide := pickle.WithLimits(pickle.Limits{MaxDepth: 1 << 30})
	for _, tt := range []struct {
		name, data string
		v          func() any
	}{
		{"slices", lists, func() any { return new(deepList) }},
		{"any", lists, func() any { return new(any) }},
		{"maps", dicts, func() any { return new(deepMap) }},
		{"pointers", dicts, func() any { return new(*deepNode) }},
		{"any of tuples", tuples, func() any { return new(any) }},
	} {
		var limit *pickle.LimitError
		if err := pickle.Unmarshal([]byte(tt.data), tt.v()); !errors.As(err, &limit) || len(err.Error()) > 1000 {
			t.Errorf("%s: %v", tt.name, err)
		}
		v := tt.v()
		if err := pickle.Unmarshal([]byte(tt.data), v, wide); err != nil {
			t.Errorf("%s: %.200v", tt.name, err)
			continue
		}
		if _, err := pickle.Marshal(v); !errors.As(err, &limit) || len(err.Error()) > 1000 {
			t.Errorf("%s: %v", tt.name, err)
		}
		if _, err := pickle.Marshal(v, wide); err != nil && !errors.As(err, &limit) {
			t.Errorf("%s: %.200v", tt.name, err)
		}
	}
}

// bomb is a pickle of lists, tuples or dicts in which each refers to the one before ten times: 10^depth
// values if they are all copied.
func bomb(open, add string, depth int) []byte {
	data := []byte("\x80\x04")
	for i := range depth {
		data = append(data, open...)
		data = append(data, '(')
		for j := range 10 {
			if open == "}" {
				data = append(data, 'K', byte(j))
			}
			if i == 0 {
				data = append(data, 'K', 1)
			} else {
				data = binary.LittleEndian.AppendUint32(append(data, 'j'), uint32(i-1))
			}
		}
		data = append(data, add...)
		data = append(data, 0x94)
	}
	return append(data, '.')
}

type (
	tree0 [10]int
	tree1 [10]tree0
	tree2 [10]tree1
	tree3 [10]tree2
	tree4 [10]tree3
	tree5 [10]tree4
	big8  struct{ A, B, C, D, E, F, G, H [1 << 10]int64 }
)

// TestExpansion: a small pickle of shared values does not become large Go values.
func TestExpansion(t *testing.T) {
	grew := func(f func()) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	try := func(name string, data []byte, v any, want bool) {
		t.Helper()
		start := time.Now()
		var err error
		n := grew(func() { err = pickle.Unmarshal(data, v) })
		t.Logf("%s: %v, %d MB", name, time.Since(start), n>>20)
		var limit *pickle.LimitError
		if want != (err == nil) || !want && !errors.As(err, &limit) {
			t.Errorf("%s: %v", name, err)
		}
		if n > 32<<20+300*uint64(len(data)) || time.Since(start) > time.Minute {
			t.Errorf("%s: %d bytes and %v for %d bytes of pickle", name, n, time.Since(start), len(data))
		}
	}
	lists, tuples, dicts := bomb("]", "e", 40), bomb("", "t", 40), bomb("}", "u", 40)
	type nested []nested
	for _, data := range [][]byte{lists, tuples, dicts} {
		try("any", data, new(any), true)
	}
	try("[]any", lists, new([]any), true)
	try("maps", dicts, new(map[int]any), true)
	leaf := []byte("\x80\x04]\x94")
	for i := range 40 {
		leaf = append(leaf, "](j"...)
		leaf = binary.LittleEndian.AppendUint32(leaf, uint32(i))
		leaf = append(leaf, 'j')
		leaf = binary.LittleEndian.AppendUint32(leaf, uint32(i))
		leaf = append(leaf, "e\x94"...)
	}
	try("slices of slices", append(leaf, '.'), new(nested), true)
	try("arrays by value", bomb("", "t", 6), new(tree5), true) // as large as its type: 10^6
	// A list of references to one dict of many keys, into structs.
	wide := []byte("\x80\x04]\x94(}\x94(")
	for i := range 5000 {
		wide = append(append(wide, "\x8c\x08"...), "key-"...)
		wide = append(wide, byte('0'+i/1000), byte('0'+i/100%10), byte('0'+i/10%10), byte('0'+i%10), 'N')
	}
	wide = append(wide, 'u')
	wide = append(wide, bytes.Repeat([]byte("h\x01"), 200_000)...)
	try("dict by value", append(wide, "e."...), new([]struct{ A int }), false)
	many := append([]byte("\x80\x04("), bytes.Repeat([]byte("}"), 100_000)...)
	try("large structs of empty dicts", append(many, "l."...), new([]big8), false)
	blob := append([]byte("\x80\x04]\x94(B\x00\x00\x10\x00"), make([]byte, 1<<20)...)
	blob = append(blob, 0x94)
	blob = append(blob, bytes.Repeat([]byte("h\x01"), 10_000)...)
	blob = append(blob, "e."...)
	try("bytes by value", blob, new([][]byte), true)
	try("bytes in any", blob, new(any), true)
	long := append([]byte("\x80\x04]\x94(\x8b\x00\x00\x10\x00"), bytes.Repeat([]byte{1}, 1<<20)...)
	long = append(long, 0x94)
	long = append(long, bytes.Repeat([]byte("h\x01"), 100_000)...)
	try("a large int by value", append(long, "e."...), new([]big.Int), false)
	exps := func(n int) []byte {
		return []byte("(" + strings.Repeat("cdecimal\nDecimal\n\x8c\x071E99999\x85R", n) + "l.")
	}
	try("exponents", exps(5000), new([]*big.Rat), false)
	var r *big.Rat
	if err := pickle.Unmarshal([]byte("cdecimal\nDecimal\n\x8c\x0b1E999999999\x85R."), &r); !errors.Is(err, pickle.ErrRange) {
		t.Errorf("an exponent: %v", err)
	}
	if err := pickle.Unmarshal(exps(100), new([]*big.Rat), pickle.WithLimits(pickle.Limits{MaxExpansion: 1 << 30})); err != nil {
		t.Errorf("exponents with a higher limit: %v", err)
	}
	keys := []byte("\x80\x04}K\x01\x85\x94") // tuples that hold the one before twice, as keys
	for i := range 30 {
		keys = append(keys, '0', 'j', byte(i), 0, 0, 0, 'j', byte(i), 0, 0, 0, 0x86, 0x94)
	}
	try("keys", append(keys, []byte("Ns.")...), new(any), false)
	try("keys of a Dict", append(keys[:len(keys):len(keys)], []byte("Ns.")...), new(*pickle.Dict), false)
	members := "c_operator\nor_\n\x94cm\nF\nK\x01\x85R\x94"
	for i := range 60 { // x = x | x
		members += "h\x00h" + string([]byte{byte(i + 1)}) + "h" + string([]byte{byte(i + 1)}) + "\x86R\x94"
	}
	r2 := pickle.NewRegistry()
	pickle.Register[Mode](r2, "m", "F", pickle.Enum)
	var m Mode
	var limit *pickle.LimitError
	if err := pickle.Unmarshal([]byte(members+"."), &m, pickle.WithRegistry(r2)); !errors.As(err, &limit) {
		t.Errorf("flags: %v", err)
	}
}
