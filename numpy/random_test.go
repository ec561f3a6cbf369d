package numpy_test

import (
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// TestRandom compares the states of random generators with NumPy's own account of them.
func TestRandom(t *testing.T) {
	files, _ := filepath.Glob("testdata/random/*.pkl")
	if len(files) != 36 {
		t.Fatalf("%d files, want 36", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			v := load(t, file)
			want := readJSON(t, strings.TrimSuffix(file, ".pkl")+".json").(map[string]any)
			if numpy.IsSeedSequence(v) {
				s, err := numpy.SeedSequenceFromPy(v)
				if err != nil {
					t.Fatal(err)
				}
				sameSeed(t, s, want["seed"])
				return
			}
			r, err := numpy.RandomFromPy(v)
			if err != nil {
				t.Fatal(err)
			}
			class := want["class"].(string)
			if name := map[numpy.RandomClass]string{numpy.LegacyRandom: "RandomState", numpy.RandomGenerate: "Generator"}[r.Class]; name != class && (name != "" || class != r.Algorithm) {
				t.Errorf("class %q, want %q", name, class)
			}
			state := want["state"].(map[string]any)
			inner := state["state"].(map[string]any)
			got := map[string]any{
				"bit_generator": r.Algorithm, "has_uint32": number(r.HasUint32), "uinteger": strconv.Itoa(int(r.Uint32)),
				"has_gauss": number(r.HasGauss), "gauss": r.Gauss, "buffer": texts(r.Buffer), "buffer_pos": strconv.Itoa(r.BufPos),
			}
			gotInner := map[string]any{"pos": strconv.Itoa(r.Pos), "key": texts(r.Key), "counter": texts(r.Counter), "inc": fmt.Sprint(r.Inc), "state": fmt.Sprint(r.State)}
			if r.Words != nil {
				gotInner["state"] = texts(r.Words)
			}
			for key, w := range inner {
				if fmt.Sprint(gotInner[key]) != fmt.Sprint(w) {
					t.Errorf("state[%s] is %v, want %v", key, gotInner[key], w)
				}
			}
			for key, w := range state {
				if key == "gauss" {
					if !sameFloat(r.Gauss, w) {
						t.Errorf("gauss is %v, want %v", r.Gauss, w)
					}
				} else if key != "state" && fmt.Sprint(got[key]) != fmt.Sprint(w) {
					t.Errorf("%s is %v, want %v", key, got[key], w)
				}
			}
			if want["seed"] != nil && class != "RandomState" {
				if r.Seed == nil {
					t.Fatal("no seed sequence")
				}
				sameSeed(t, r.Seed, want["seed"])
			}
		})
	}
}

func number(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func texts(x []uint64) []any {
	out := []any{}
	for _, n := range x {
		out = append(out, strconv.FormatUint(n, 10))
	}
	return out
}

func sameSeed(t *testing.T, s *numpy.SeedSequence, want any) {
	t.Helper()
	w := want.(map[string]any)
	list := func(v any) []any {
		if l, ok := v.([]any); ok {
			return l
		}
		return []any{v}
	}
	ints := func(x []*big.Int) []any {
		out := []any{}
		for _, n := range x {
			out = append(out, n.String())
		}
		return out
	}
	if !slices.Equal(ints(s.Entropy), list(w["entropy"])) || !slices.Equal(ints(s.SpawnKey), list(w["spawn_key"])) ||
		strconv.Itoa(s.Spawned) != w["spawned"] || !slices.Equal(texts(s.Pool), list(w["pool"])) {
		t.Errorf("seed %+v, want %v", s, w)
	}
}

// TestRandomFixtures reads the generators of the fixtures.
func TestRandomFixtures(t *testing.T) {
	files, _ := filepath.Glob(fixtures + "*/numpy/generator-*.pkl")
	more, _ := filepath.Glob(fixtures + "*/numpy/randomstate-*.pkl")
	if len(files) != 20 || len(more) != 4 {
		t.Fatalf("%d and %d files, want 20 and 4", len(files), len(more))
	}
	for _, file := range append(files, more...) {
		r, err := numpy.RandomFromPy(load(t, file))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		want := readJSON(t, strings.TrimSuffix(file, ".pkl")+".json").(map[string]any)
		if r.Algorithm != want["bitgen"] {
			t.Errorf("%s: %s, want %s", file, r.Algorithm, want["bitgen"])
		}
		if head, ok := want["key_head"].([]any); ok {
			for i, w := range head {
				if strconv.FormatUint(r.Key[i], 10) != fmt.Sprint(w) {
					t.Errorf("%s: key[%d] is %d, want %v", file, i, r.Key[i], w)
				}
			}
			if strconv.Itoa(r.Pos) != fmt.Sprint(want["pos"]) {
				t.Errorf("%s: pos %d, want %v", file, r.Pos, want["pos"])
			}
		}
	}
}

// TestBadRandom reads states that no generator is in.
func TestBadRandom(t *testing.T) {
	b := maker{py.NewBuilder()}
	state := func(kv ...py.Value) py.Value {
		v := b.Call(b.Global("numpy.random._pickle", "__randomstate_ctor"))
		b.Build(v, b.Dict(kv...))
		return v
	}
	legacy := b.Call(b.Global("numpy.random", "__RandomState_ctor"))
	b.Build(legacy, b.Tuple(b.Str("MT19937"), b.List(b.Int(1)), b.Int(0)))
	for _, test := range []struct {
		v    py.Value
		want string
	}{
		{b.Int(1), "random: got 1"},
		{b.Call(b.Global("evil", "__randomstate_ctor")), "random: got evil.__randomstate_ctor"},
		{b.Call(b.Global("numpy.random._pickle", "__randomstate_ctor")), "random.state['bit_generator']: got nothing"},
		{state(b.Str("bit_generator"), b.Str("XYZ")), "random.state['bit_generator']: got 'XYZ'"},
		{state(b.Str("bit_generator"), b.Str("MT19937")), "random.state['state']['key']: got nothing, want 624 unsigned"},
		{state(b.Str("bit_generator"), b.Str("PCG64"), b.Str("state"), b.Dict(b.Str("state"), b.Int(-1), b.Str("inc"), b.Int(1))), "['state']['state']: got -1, want int of 128 bits"},
		{state(b.Str("bit_generator"), b.Str("PCG64"), b.Str("state"), b.Dict(b.Str("state"), b.Int(1), b.Str("inc"), b.Int(1)), b.Str("has_uint32"), b.Int(2)), "['has_uint32']: got 2"},
		{legacy, "random.state[1]: got list"},
	} {
		var e *numpy.Error
		if r, err := numpy.RandomFromPy(test.v); !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v, %v; want %q", r, err, test.want)
		}
	}
}
