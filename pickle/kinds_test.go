package pickle_test

import (
	"errors"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
	"github.com/brine-go/brine/py"
)

type (
	myFloats  []float64
	myInts    []int
	myStrings []string
	myMap     map[string]float64
	myAny     []any
	myByte    byte
	myBytes   []byte
	myArray   [3]myByte
	myString  string
	upper     string
)

func (u upper) MarshalText() ([]byte, error) { return []byte(strings.ToUpper(string(u))), nil }

func (u *upper) UnmarshalText(b []byte) error { *u = upper(strings.ToLower(string(b))); return nil }

// TestKinds: types of their own names and keys of all kinds come back as they were, whether their address can
// be taken or not.
func TestKinds(t *testing.T) {
	one := 1
	for _, v := range []any{
		myFloats{1, 2}, myInts{1, -1 << 40}, myStrings{"a", "bcd"}, myMap{"k": 1}, myAny{int64(1), nil}, myBytes("ab"), []myByte{1, 2},
		myArray{1, 2, 3}, myString("s"), upper("abc"), []upper{"x"}, map[upper]int{"k": 1}, map[myString]int{"b": 1, "a": 2},
		map[int8]string{1: "x", -1: "y"}, map[uint16]bool{3: true}, map[float64]int{1.5: 1, -1: 2}, map[complex128]int{1i: 1, 1: 2},
		map[bool]string{true: "t", false: "f"}, map[[2]string]int{{"a", "b"}: 1, {"a", "a"}: 2}, map[base]string{{1, 2}: "x", {1, 1}: "y"},
		map[time.Duration]int{time.Second: 1, time.Minute: 2}, map[time.Time]int{time.Unix(1, 0).UTC(): 1, time.Unix(2, 0).UTC(): 2},
		map[[2]byte]int{{1, 2}: 1}, map[string]int{}, map[int][]int{1: {1}},
		map[any]string{int64(2): "i", "a": "s", 2.5: "f", nil: "n"},
		map[string]*int{"k": &one, "n": nil}, map[base]struct{}{{1, 2}: {}}, map[string]map[string]map[string]int{"a": {"b": {"c": 1}}},
		[]map[int]map[int]int{{1: {2: 3}}, {4: {5: 6, 7: 8}}}, [][]string{{"a"}, nil, {}}, []bool{true}, []int32{1}, []uint{1}, []float32{0.5},
		[0]int{}, [2]bool{true, false}, struct{}{}, [][2]int{{1, 2}, {3, 4}}, []*[2]int{{1, 2}, nil}, []struct{ A, B int }{{1, 2}},
		*big.NewInt(5), []big.Int{*big.NewInt(1), *new(big.Int).Lsh(big.NewInt(3), 200)}, pickle.FrozenSet{int64(1)}, math.MaxUint64 - uint64(1),
	} {
		want := reflect.ValueOf(v)
		for proto := range pickle.HighestProtocol + 1 {
			addressable := reflect.New(want.Type())
			addressable.Elem().Set(want)
			data, err := pickle.Marshal(v, pickle.WithProtocol(proto))
			if err != nil {
				t.Errorf("%T: %v", v, err)
				continue
			}
			again, err := pickle.Marshal(addressable.Interface(), pickle.WithProtocol(proto))
			if err != nil || len(again) < len(data) {
				t.Errorf("*%T: %q, %v, want %q", v, again, err, data)
			}
			for _, data := range [][]byte{data, again} {
				got := reflect.New(want.Type())
				if err := pickle.Unmarshal(data, got.Interface()); err != nil || !reflect.DeepEqual(got.Elem().Interface(), v) {
					t.Errorf("%T at protocol %d: got %v, %v, want %v", v, proto, got.Elem(), err, v)
				}
			}
		}
	}
}

// TestSpellings: Python values that have several spellings, and conversions that no round trip makes.
func TestSpellings(t *testing.T) {
	at := time.Date(2020, 7, 2, 3, 4, 5, 6000, time.UTC)
	for _, tt := range []struct {
		data string
		want any
	}{
		{"\x8f(K\x01K\x02\x90.", map[int]bool{1: true, 2: true}},
		{"\x8f(K\x01K\x02\x90.", []int{1, 2}},
		{"(K\x01\x91.", map[int]struct{}{1: {}}},
		{"c__builtin__\nset\n](K\x01K\x02e\x85R.", map[int]bool{1: true, 2: true}},
		{"cmod\nSub\n](K\x01K\x02e\x85R}\x8c\x01aK\x01sb.", map[int]struct{}{1: {}, 2: {}}}, // a subclass of set
		{"]K\x05a.", []byte{5}}, {"(K\x01K\x02K\x03l.", [3]byte{1, 2, 3}}, {"C\x02ab.", [2]byte{'a', 'b'}}, {"U\x02ab.", []byte("ab")},
		{"cdatetime\ndatetime\n(M\xe4\x07K\x07K\x02K\x03K\x04K\x05K\x06tR.", at},
		{"cdatetime\ndatetime\n(M\xe4\x07K\x07K\x02K\x03K\x04K\x05K\x06cpytz\n_UTC\n)RtR.", at},
		{"cdatetime\ndatetime\n(M\xe4\x07K\x07K\x02tR.", time.Date(2020, 7, 2, 0, 0, 0, 0, time.UTC)},
		{"cdatetime\ndate\n(M\xe4\x07K\x07K\x02tR.", time.Date(2020, 7, 2, 0, 0, 0, 0, time.UTC)},
		{"cdatetime\ntime\n(K\x01K\x02tR.", 62 * time.Minute},
		{"cdatetime\ntimedelta\nK\x01\x85R.", 24 * time.Hour},
		{"\x8c\x142020-07-02T03:04:05Z.", time.Date(2020, 7, 2, 3, 4, 5, 0, time.UTC)},
		{"cmod\nC\n)}\x8c\x01AK\x05s\x92.", struct{ A int }{5}},                           // keyword arguments
		{"ccopyreg\n__newobj_ex__\n(cmod\nC\n(K\x05K\x06t}tR.", struct{ A, B int }{5, 6}}, // as protocol 2 spells them
		{"ccopyreg\n__newobj__\n(cmod\nC\nK\x05K\x06tR.", struct{ A, B int }{5, 6}},       // NEWOBJ in protocol 1
		{"(cmod\nC\nK\x05K\x06o.", struct{ A, B int }{5, 6}},                              // OBJ
		{"(K\x05K\x06imod\nC\n.", struct{ A, B int }{5, 6}},                               // INST
		{"cmod\nC\n)\x81](K\x05K\x06eb.", struct{ A, B int }{5, 6}},                       // a state that is a list
		{"cmod\nC\n)\x81}b.", struct{ A int }{}},                                          // no attributes
		{"cmod\nC\n)\x81(\x8c\x01AK\x05u\x8c\x01BK\x06s.", struct{ A, B int }{5, 6}},      // a subclass of dict
		{"cmod\nC\n)\x81}\x8c\x01AK\x05sb}\x8c\x01BK\x06sb.", struct{ A, B int }{5, 6}},   // two states
		{"cmod\nC\n)\x81}\x8c\x01AK\x05sb.", map[string]int{"A": 5}},                      // attributes as a map
		{"cmod\nC\n)\x81N}\x8c\x01AK\x05s\x86b.", dict("A", int64(5))},                    // slots as a Dict
		{"cbuiltins\ncomplex\nG?\xe0\x00\x00\x00\x00\x00\x00K\x02\x86R.", complex64(complex(0.5, 2))},
		{"cfractions\nFraction\n\x8c\x043/-4\x85R.", nil},
		{"cfractions\nFraction\n\x8c\x033/4\x85R.", 0.75},
		{"cfractions\nFraction\nK\x06K\x01\x86R.", "6"},
		{"cdecimal\nDecimal\n\x8c\x032.5\x85R.", *big.NewRat(5, 2)},
		{"cdecimal\nDecimal\n\x8c\x09-Infinity\x85R.", float32(math.Inf(-1))},
		{"cipaddress\nIPv6Address\nK\x01\x8c\x04eth0\x86R.", "::1%eth0"},
		{"cpathlib\nPurePosixPath\n)R.", "."},
		{"cpathlib\nPureWindowsPath\n\x8c\x03C:\\\x8c\x01x\x86R.", `C:\x`},
		{"cuuid\nUUID\n)\x81}U\x03intK\x05sb.", [16]byte{15: 5}},
		{"c_operator\nor_\n(cm\nF\nK\x04\x85Rcm\nF\nK\x02\x85RtR.", 6.0},
	} {
		if tt.want == nil {
			var r big.Rat
			if err := pickle.Unmarshal([]byte(tt.data), &r); !errors.Is(err, pickle.ErrMismatch) {
				t.Errorf("%q: %v", tt.data, err)
			}
			continue
		}
		decoded(t, tt.data, tt.data, tt.want)
	}
	for _, tt := range []struct {
		data string
		v    any
		err  error
	}{
		{"cdatetime\ntimedelta\nJ\xff\xff\xff\x7f\x85R.", new(time.Duration), pickle.ErrRange},
		{"cdatetime\ntime\n(K\x19K\x02tR.", new(time.Duration), pickle.ErrRange},
		{"cdatetime\ntimedelta\n\x8c\x01x\x85R.", new(time.Duration), pickle.ErrMismatch},
		{"cdatetime\ndatetime\n(M\xe4\x07tR.", new(time.Time), pickle.ErrMismatch},
		{"cfractions\nFraction\nK\x06K\x00\x86R.", new(big.Rat), pickle.ErrRange},
		{"cdecimal\nDecimal\n\x8c\x01x\x85R.", new(float64), pickle.ErrMismatch},
		{"cdecimal\nDecimal\n\x8c\x03NaN\x85R.", new(big.Float), pickle.ErrRange},
		{"cuuid\nUUID\n)\x81}\x8c\x03intJ\xff\xff\xff\xffsb.", new([16]byte), pickle.ErrMismatch},
		{"G\x7f\xf8\x00\x00\x00\x00\x00\x00.", new(big.Float), pickle.ErrRange},
		{"G\x7f\xf0\x00\x00\x00\x00\x00\x00.", new(big.Rat), pickle.ErrRange},
		{"J\xff\xff\xff\xff.", new(uint), pickle.ErrRange},
		{"\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01.", new(uint64), pickle.ErrRange},
		{"\x8b\x00\x01\x00\x00" + strings.Repeat("\x7f", 256) + ".", new(float64), pickle.ErrRange},
		{"C\x01x.", new([2]byte), pickle.ErrLength},
		{"]K\x05a.", new(map[int]struct{}), pickle.ErrMismatch},
		{"}.", new([]int), pickle.ErrMismatch},
		{"\x97.", new([]byte), pickle.ErrMismatch},
		{"cmod\nC\n)\x81K\x05b.", new(struct{ A int }), pickle.ErrMismatch},
	} {
		if err := pickle.Unmarshal([]byte(tt.data), tt.v); !errors.Is(err, tt.err) {
			t.Errorf("%q into %T: %v, want %v", tt.data, tt.v, err, tt.err)
		}
	}
	var buffer []byte
	if err := pickle.Unmarshal([]byte("\x97."), &buffer, pickle.WithBuffers([][]byte{[]byte("oob")})); err != nil || string(buffer) != "oob" {
		t.Errorf("a buffer: %q, %v", buffer, err)
	}
}

// TestMarshalDocuments: values of several documents in one dump.
func TestMarshalDocuments(t *testing.T) {
	doc, err := pickle.Loads([]byte("]q\x00(K\x01h\x00e."))
	if err != nil {
		t.Fatal(err)
	}
	b := py.NewBuilder()
	built, err := b.Document(b.Dict(b.Str("k"), b.Import(doc.Root())))
	if err != nil {
		t.Fatal(err)
	}
	var none *py.Document
	data, err := pickle.Marshal([]any{doc, built, none, doc.Root(), map[string]py.Value{"v": built.Root().Get("k")}})
	if err != nil {
		t.Fatal(err)
	}
	back, err := pickle.Loads(data)
	if err != nil {
		t.Fatal(err)
	}
	r := back.Root()
	if r.Index(0).Index(1) != r.Index(0) || r.Index(3) != r.Index(0) || !r.Index(2).IsNone() {
		t.Errorf("%v", r)
	}
	if k := r.Index(1).Get("k"); k.Index(1) != k {
		t.Errorf("%v", r.Index(1))
	}
}
