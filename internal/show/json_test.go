package show

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/brine-go/brine/py"
)

func TestJSON(t *testing.T) {
	for name, test := range map[string]struct {
		make func(b *py.Builder) py.Value
		want string
	}{
		"scalars": {func(b *py.Builder) py.Value {
			return b.List(b.None(), b.Bool(false), b.Int(math.MaxInt64), b.BigInt(new(big.Int).Lsh(big.NewInt(1), 70)), b.Float(1), b.Float(1e300), b.Float(math.Inf(-1)), b.Float(math.NaN()))
		}, `[null,false,9223372036854775807,1180591620717411303424,1.0,1e+300,{"$float":"-inf"},{"$float":"nan"}]`},
		"a huge int": {func(b *py.Builder) py.Value { return b.BigInt(new(big.Int).Lsh(big.NewInt(-1), 5000)) },
			`{"$int":"-0x1` + strings.Repeat("0", 1250) + `"}`},
		"texts": {func(b *py.Builder) py.Value {
			return b.List(b.Str("a\"\\\n\x1b é😀\u202e\U000e0001\xed\xbf\xbf"), b.Bytes([]byte("\x00\xff")), b.ByteString([]byte("caf\xe9")), b.ByteArray(nil))
		}, `["a\"\\\n\u001b é😀\u202e\udb40\udc01\udfff",{"$bytes":"AP8="},{"$bytestring":"café"},{"$bytearray":""}]`},
		"containers": {func(b *py.Builder) py.Value {
			return b.List(b.Tuple(), b.Tuple(b.Int(1), b.Tuple(b.Int(2))), b.Set(b.Int(3)), b.FrozenSet(), b.Dict(), b.Dict(b.Str("k"), b.Int(4)),
				b.Dict(b.Int(5), b.Int(6)), b.Dict(b.Str("$ref"), b.Int(7)))
		}, `[{"$tuple":[]},{"$tuple":[1,{"$tuple":[2]}]},{"$set":[3]},{"$frozenset":[]},{},{"k":4},{"$dict":[[5,6]]},{"$dict":[["$ref",7]]}]`},
		"sharing": {func(b *py.Builder) py.Value {
			shared := b.List(b.Int(1))
			return b.Dict(b.Str("a"), shared, b.Str("b"), b.Tuple(shared))
		}, `{"a":{"$def":1,"value":[1]},"b":{"$tuple":[{"$ref":1}]}}`},
		"a cycle": {func(b *py.Builder) py.Value {
			d := b.Dict()
			b.SetItem(d, b.Str("self"), d)
			return d
		}, `{"$def":1,"value":{"self":{"$ref":1}}}`},
		"an object": {func(b *py.Builder) py.Value {
			o := b.NewObjEx(b.Global("m", "K"), b.Dict(b.Str("size"), b.Int(1)), b.Int(2))
			b.Build(o, b.Dict(b.Str("me"), o))
			b.Append(o, b.Int(3))
			b.SetItem(o, b.Str("k"), b.Int(4))
			b.Add(o, b.Int(5))
			return o
		}, `{"$def":1,"value":{"$object":"m.K","args":[2],"kwargs":{"size":1},"state":{"me":{"$ref":1}},"items":[3],"added":[5],"pairs":[["k",4]]}}`},
		"two states": {func(b *py.Builder) py.Value {
			o := b.NewObj(b.Global("m", "K"))
			b.Build(o, b.Int(1))
			b.Build(o, b.Dict())
			return o
		}, `{"$object":"m.K","states":[1,{}]}`},
		"calls": {func(b *py.Builder) py.Value {
			return b.List(b.Call(b.Global("m", "f"), b.Global("m", "K")), b.Call(b.Call(b.Global("m", "g")), b.Int(1)))
		}, `[{"$call":"m.f","args":[{"$global":"m.K"}]},{"$call":{"$call":"m.g"},"args":[1]}]`},
		"outside": {func(b *py.Builder) py.Value {
			return b.List(b.PersistentID(b.Str("id")), b.Buffer([]byte("abc"), false))
		}, `[{"$persistent_id":"id"},{"$buffer":"YWJj"}]`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := jsonOf(t, build(t, test.make)); got != test.want+"\n" {
				t.Errorf("got  %swant %s", got, test.want)
			}
		})
	}
}

// TestJSONEffects: what only opcodes can say, a state setter and a call that is made for its effect.
func TestJSONEffects(t *testing.T) {
	v := fixture(t, "forky/cloudpickle/cls-p4").Root()
	got := jsonOf(t, v)
	if !strings.Contains(got, `"setter":{"$global":"cloudpickle.cloudpickle._class_setstate"}`) {
		t.Errorf("no setter in %s", got)
	}
}

func TestJSONDepth(t *testing.T) {
	v := build(t, func(b *py.Builder) py.Value {
		return b.List(b.Int(1), b.Dict(b.Str("k"), b.List(b.Int(2))), b.NewObj(b.Global("m", "K"), b.List(b.Int(3))))
	})
	for depth, want := range []string{`{"$cut":"list of 3"}`, `[1,{"$cut":"dict of 1"},{"$cut":"m.K(…)"}]`, `[1,{"k":{"$cut":"list of 1"}},{"$object":"m.K","args":[{"$cut":"list of 1"}]}]`} {
		o := All()
		o.Depth = depth
		var b strings.Builder
		if err := JSON(&b, Of(v), o); err != nil {
			t.Fatal(err)
		}
		if b.String() != want+"\n" {
			t.Errorf("depth %d: got %swant %s", depth, b.String(), want)
		}
	}
}

// TestJSONIsValid: the JSON of every fixture is JSON.
func TestJSONIsValid(t *testing.T) {
	fixtures(t, func(name string, doc *py.Document) {
		if text := jsonOf(t, doc.Root()); !json.Valid([]byte(text)) {
			t.Errorf("%s: not valid: %.300s", name, text)
		}
	})
}
