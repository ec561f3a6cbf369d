package pickle_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/internal/gotype"
	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/pickle"
)

// Unmarshal reads many types straight from the opcodes, Unpickler.Decode all by way of a Document: they are to
// give the same, also where they fail.

type (
	directRecord struct {
		ID      int64              `pickle:"id"`
		Name    string             `pickle:"name"`
		Score   float64            `pickle:"score"`
		Ratio   float32            `pickle:"ratio"`
		Active  bool               `pickle:"active"`
		Small   int8               `pickle:"small"`
		Count   uint16             `pickle:"count"`
		Tags    []string           `pickle:"tags"`
		Marks   []float64          `pickle:"marks"`
		Ints    []int              `pickle:"ints"`
		Matrix  [][]int64          `pickle:"matrix"`
		Raw     []byte             `pickle:"raw"`
		Born    time.Time          `pickle:"born"`
		Note    *string            `pickle:"note"`
		Limit   *int               `pickle:"limit"`
		Prices  map[string]float64 `pickle:"prices"`
		Names   map[int64]string   `pickle:"names"`
		Groups  map[string][]int32 `pickle:"groups"`
		Point   directPoint        `pickle:"point"`
		Pair    [2]int             `pickle:"pair"`
		Four    [4]string          `pickle:"four"`
		Next    *directRecord      `pickle:"next"`
		Nested  map[string]directRecord
		Peers   []*directRecord
		Inner   directInner
		private int
		directInner
	}
	directInner struct {
		Depth int
		Label string `pickle:"label"`
	}
	directPoint struct {
		_    struct{} `pickle:",tuple"`
		X, Y int
	}
	directText string
)

func directTypes() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[directRecord](), reflect.TypeFor[[]directRecord](), reflect.TypeFor[*directRecord](),
		reflect.TypeFor[[]*directRecord](), reflect.TypeFor[map[string]*directRecord](), reflect.TypeFor[[]float64](),
		reflect.TypeFor[[]int64](), reflect.TypeFor[[]int](), reflect.TypeFor[[]string](), reflect.TypeFor[[][]int64](),
		reflect.TypeFor[map[string]int](), reflect.TypeFor[map[string]string](), reflect.TypeFor[map[int64]map[int64]*int64](),
		reflect.TypeFor[map[directText][]uint8](), reflect.TypeFor[[]directPoint](), reflect.TypeFor[directPoint](),
		reflect.TypeFor[[3]int](), reflect.TypeFor[[]time.Time](), reflect.TypeFor[time.Time](), reflect.TypeFor[[]*string](),
		reflect.TypeFor[*Plain](), reflect.TypeFor[[]Point](), reflect.TypeFor[Point](), reflect.TypeFor[[]bool](),
		reflect.TypeFor[string](), reflect.TypeFor[float64](), reflect.TypeFor[int8](), reflect.TypeFor[uint64](),
		reflect.TypeFor[[]byte](), reflect.TypeFor[fixPlain](), reflect.TypeFor[*fixData](), reflect.TypeFor[fixSlots](),
		reflect.TypeFor[struct{ A, B, C, D int }](), reflect.TypeFor[[]struct{ X [2][]string }](), reflect.TypeFor[[][]string](),
		reflect.TypeFor[map[string]map[string]struct{ A []int }](), reflect.TypeFor[struct{}](),
	}
}

// bothWays decodes data directly and by way of a Document, into targets that fill has filled, and compares.
func bothWays(t *testing.T, name string, data []byte, typ reflect.Type, opt ...pickle.Option) (ok bool) {
	t.Helper()
	direct, document := reflect.New(typ), reflect.New(typ)
	err := pickle.Unmarshal(data, direct.Interface(), opt...)
	want := pickle.NewUnpickler(bytes.NewReader(data), opt...).Decode(document.Interface())
	if (err == nil) != (want == nil) {
		t.Fatalf("%s as %v: directly %v, by a Document %v\n%q", name, typ, err, want, data)
	}
	a, aerr := pickle.Marshal(direct.Interface(), opt...)
	b, berr := pickle.Marshal(document.Interface(), opt...)
	if !bytes.Equal(a, b) || fmt.Sprint(aerr) != fmt.Sprint(berr) || aerr != nil && !reflect.DeepEqual(direct.Interface(), document.Interface()) {
		t.Fatalf("%s as %v: directly %+v, by a Document %+v\n%q\n%q\n%q", name, typ, direct.Elem(), document.Elem(), data, a, b)
	}
	return err == nil
}

// directSeeds are pickles of values that have plans, at several protocols.
func directSeeds(t testing.TB) [][]byte {
	long := make([]int64, 2500)
	for i := range long {
		long[i] = int64(i) * int64(i) * int64(i) * 12345
	}
	note, limit := "a note", 7
	rec := directRecord{
		ID: 1, Name: "é", Score: 2.5, Ratio: .5, Active: true, Small: -3, Count: 65535, Tags: []string{"a", "b", "a", ""},
		Marks: []float64{1, 2.5}, Ints: []int{1 << 40, -1, 300}, Matrix: [][]int64{{1, 2}, {}, {3}}, Raw: []byte{0, 200},
		Born: time.Date(2020, 2, 29, 12, 30, 1, 5000, time.UTC), Note: &note, Limit: &limit,
		Prices: map[string]float64{"a": 1, "b": 2}, Names: map[int64]string{1: "x", -9: "y"},
		Groups: map[string][]int32{"g": {1}, "h": {}}, Point: directPoint{X: 1, Y: 2}, Pair: [2]int{3, 4},
		Four: [4]string{"1", "2", "3", "4"}, Inner: directInner{1, "l"}, directInner: directInner{2, "m"},
	}
	rec.Next = &directRecord{Name: "next", Peers: []*directRecord{&rec, nil}, Tags: []string{}}
	rec.Nested = map[string]directRecord{"k": {ID: 9}}
	rec.Peers = []*directRecord{rec.Next, &rec}
	plain := &Plain{Name: "a"}
	plain.Next = plain
	zero := map[int64]map[int64]*int64{1: {1: nil, 2: nil}, 2: {}}
	var out [][]byte
	for _, v := range []any{
		rec, []directRecord{{}, {}}, []*directRecord{&rec, &rec}, []float64{1, 2}, make([]float64, 1001), long, []int{}, []int{5}, [][]int64{long, {}, {1}},
		[]string{"x", "y", "x", "ü"}, map[string]int{"a": 1, "b": 2}, map[string]string{"one": "entry"}, zero,
		map[directText][]uint8{"k": {1}}, []directPoint{{X: 1, Y: 2}, {}}, [3]int{1, 2, 3}, []time.Time{rec.Born, {}},
		[]*string{&note, &note, nil}, plain, []Point{{1, 2}, {3, 4}}, []bool{true}, "text", 2.5, 300, -1, []byte("bytes"),
		struct{ A, B, C, D int }{1, 2, 3, 4}, []struct{ X [2][]string }{{[2][]string{{}, {"a"}}}},
		map[string]map[string]struct{ A []int }{"x": {"y": {nil}, "z": {[]int{1}}}, "w": {}}, nil,
		map[string]any{"id": 5, "unknown": []any{1, "x", nil, map[string]any{"k": 2.5}}, "name": "n", "more": pickle.Tuple{1, 2, 3, 4, 5}},
		map[string]any{"ID": 5, "Name": "folded", "SCORE": 1}, map[string]any{"id": 1, "ID": 2}, map[string]any{"Inner": map[string]any{}, "depth": 3},
		map[string]any{"inner": map[string]any{}, "label": "x", "tags": []any{}, "name": "n"},
	} {
		for _, proto := range []int{0, 2, 3, 4, 5} {
			data, err := pickle.Marshal(v, pickle.WithProtocol(proto), pickle.WithRegistry(geometry()), pickle.WithNaiveTime(time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, data)
		}
	}
	return out
}

// largeFixture is the length of a fixture from which on it is not decoded into every type.
const largeFixture = 8 << 10

// TestDirect: the same for what picklers write.
func TestDirect(t *testing.T) {
	t.Parallel()
	opt := pickle.WithRegistry(geometry())
	taken := 0
	for i, data := range directSeeds(t) {
		for _, typ := range directTypes() {
			if bothWays(t, fmt.Sprint("seed ", i), data, typ, opt) {
				taken++
			}
		}
	}
	if taken < 300 {
		t.Errorf("%d of the seeds fit a type, want 300 at least", taken)
	}
	types, n := directTypes(), 0
	fixtures(t, func(name string, data []byte) {
		step := 1
		if len(data) > largeFixture { // estimators, by far the most of the bytes and much alike: the types take turns
			step = 5
		}
		n++
		for i := n % step; i < len(types); i += step {
			bothWays(t, name, data, types[i], opt)
		}
	})
}

// TestDirectTaken: what picklers write of common types is read directly, across frames, too; limits, options and what is
// rare are not.
func TestDirectTaken(t *testing.T) {
	cfg := gotype.Config{MaxDepth: 100, MaxExpansion: 256}
	plain := vm.Config{Limits: vm.DefaultLimits, FixImports: true}
	refusing := plain
	refusing.FindClass = func(module, name string) (string, string, error) { return module, name, nil }
	words := make([]string, 30_000)
	table := make(map[string]float64)
	records := make([]directRecord, 2500)
	ints, wide := make([]int64, 100_000), make([]int64, 30_000)
	for i := range words {
		words[i] = fmt.Sprint("word ", i%20_000)
		table[words[i]] = float64(i)
		wide[i] = int64(i) << 30
	}
	for i := range records {
		records[i] = directRecord{ID: int64(i), Name: words[i], Tags: words[i : i+i%4], Pair: [2]int{i, 1}, Born: time.Unix(int64(i), 0).UTC()}
	}
	deep := &directRecord{}
	for range 99 {
		deep = &directRecord{Next: deep}
	}
	for _, tt := range []struct {
		v    any
		load *vm.Config
		want bool
	}{
		{words, &plain, true}, {table, &plain, true}, {records, &plain, true}, {ints, &plain, true}, {wide, &plain, true},
		{make([]float64, 50_000), &plain, true}, {make([]byte, 200_000), &plain, true}, {[]string{strings.Repeat("long", 40_000), "x"}, &plain, true},
		{[]string{strings.Repeat("long", 40_000), "x"}, &plain, true}, {deep, &plain, false}, {deep.Next.Next, &plain, true},
		{words, &refusing, false}, {any(1), &plain, true}, {[]any{1}, &plain, false}, {map[string]time.Duration{"a": 1}, &plain, false},
		{[]bool{}, &plain, true},
	} {
		for _, proto := range []int{2, 4, 5} {
			data, err := pickle.Marshal(tt.v, pickle.WithProtocol(proto), pickle.WithNaiveTime(time.UTC))
			if _, isBytes := tt.v.([]byte); err != nil || isBytes && proto == 2 {
				continue // as a call of _codecs.encode
			}
			got := reflect.New(reflect.TypeOf(tt.v))
			ok := gotype.TargetOf(got.Type().Elem(), &cfg).Direct(data, got, &cfg, tt.load)
			switch {
			case ok != tt.want:
				t.Errorf("%T, protocol %d: taken %v", tt.v, proto, ok)
			case ok && !reflect.DeepEqual(got.Elem().Interface(), tt.v):
				t.Errorf("%T, protocol %d: another value", tt.v, proto)
			case !ok && !got.Elem().IsZero():
				t.Errorf("%T, protocol %d: something is left", tt.v, proto)
			}
		}
	}
}

// TestDirectKeeps: a pickle that is given up leaves nothing, and None leaves what was there.
func TestDirectKeeps(t *testing.T) {
	note := "kept"
	for _, data := range []string{
		"\x80\x04}(\x8c\x04name\x8c\x03new\x8c\x02idNu.", "\x80\x04}(\x8c\x04name\x8c\x03new\x8c\x02idNuK.",
		"\x80\x04}(\x8c\x04nameN\x8c\x05limitK\x05\x8c\x04name\x8c\x01xu.", "\x80\x04}\x8c\x04name\x8c\x03news.", "\x80\x04N.",
		"\x80\x04}(\x8c\x04name\x8c\x03new\x8c\x04nameNu.", "\x80\x04}(\x8c\x04NAME\x8c\x03new\x8c\x04nameNu.",
		"\x80\x04}(\x8c\x04tags](\x8c\x01aeu.", "\x80\x04}(\x8c\x04tags](\x8c\x01aK\x01eu.",
	} {
		direct := &directRecord{ID: 5, Name: "old", Tags: []string{"t"}, Note: &note, private: 3, Prices: map[string]float64{"p": 1}}
		document := *direct
		err := pickle.Unmarshal([]byte(data), direct)
		want := pickle.NewUnpickler(strings.NewReader(data)).Decode(&document)
		if fmt.Sprint(err) != fmt.Sprint(want) || !reflect.DeepEqual(direct, &document) {
			t.Errorf("%q: %v, %+v, want %v, %+v", data, err, direct, want, document)
		}
	}
}

// TestDirectGets: what refers to something else than a text, or to nothing, is not taken for the None behind it.
func TestDirectGets(t *testing.T) {
	for _, data := range []string{
		"\x80\x04]\x94(\x8c\x01a\x94h\x07Ne.", "\x80\x04]\x94(\x8c\x01a\x94h\x00Ne.", "\x80\x04]\x94(\x8c\x01a\x94j\x07\x00\x00\x00Ne.",
		"\x80\x04}\x94(\x8c\x04name\x94h\x00Nu.", "\x80\x04}\x94(h\x00NK\x01u.", "\x80\x04h\x00N.",
	} {
		for _, typ := range directTypes() {
			if bothWays(t, "a GET and None", []byte(data), typ) {
				t.Errorf("%q as %v: no error", data, typ)
			}
		}
	}
}

// TestDirectMutated: the same for what nobody writes.
func TestDirectMutated(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	opt := pickle.WithRegistry(geometry())
	types := directTypes()
	seeds := directSeeds(t)
	n := 10_000
	if testing.Short() {
		n = 2_000
	}
	for range n {
		data := seeds[r.IntN(len(seeds))]
		if len(data) > 3000 && r.IntN(20) > 0 {
			continue
		}
		bothWays(t, "mutated", mutate(r, data, seeds), types[r.IntN(len(types))], opt)
	}
}

// mutate returns data with some bytes changed, taken out, doubled, or put in from another pickle.
func mutate(r *rand.Rand, data []byte, others [][]byte) []byte {
	out := bytes.Clone(data)
	for range 1 + r.IntN(3) {
		i := r.IntN(len(out) + 1)
		j := min(len(out), i+r.IntN(8))
		switch r.IntN(5) {
		case 0:
			if i < len(out) {
				out[i] = byte(r.IntN(256))
			}
		case 1:
			out = append(out[:i:i], out[j:]...)
		case 2:
			out = append(out[:j:j], out[i:]...)
		case 3:
			const ops = "()]}NKMJGhqaseut.b\x80\x81\x85\x86\x87\x88\x89\x8a\x8c\x8f\x90\x93\x94\x95"
			if i < len(out) {
				out[i] = ops[r.IntN(len(ops))]
			}
		default:
			other := others[r.IntN(len(others))]
			k := r.IntN(len(other))
			out = append(out[:i:i], append(bytes.Clone(other[k:min(len(other), k+r.IntN(30))]), out[i:]...)...)
		}
	}
	return out
}

// FuzzDirect is TestDirectMutated for fuzzed bytes.
func FuzzDirect(f *testing.F) {
	for _, data := range directSeeds(f) {
		if len(data) < 3000 {
			f.Add(data)
		}
	}
	if flag.Lookup("test.fuzz").Value.String() != "" { // TestDirect has them, too
		seeds(f)
	}
	opt := pickle.WithRegistry(geometry())
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, typ := range directTypes() {
			bothWays(t, "fuzzed", data, typ, opt)
		}
	})
}
