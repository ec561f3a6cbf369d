package pickle_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/brine-go/brine/pickle"
)

type (
	fixColor  int
	fixPerm   int
	fixIntE   int
	fixStrE   string
	fixPoint  struct{ X, Y int }
	fixTPoint struct {
		A float64
		B string
	}
)

func fixmod() *pickle.Registry {
	r := pickle.NewRegistry()
	pickle.RegisterEnum(r, "fixmod", "Color", map[string]fixColor{"RED": 1})
	pickle.RegisterEnum(r, "fixmod", "Perm", map[string]fixPerm{"R": 4, "W": 2, "X": 1})
	pickle.RegisterEnum(r, "fixmod", "IntE", map[string]fixIntE{"ONE": 1})
	pickle.RegisterEnum(r, "fixmod", "StrE", map[string]fixStrE{"A": "a"})
	pickle.RegisterEnum(r, "fixmod", "Shape", map[string]shape{"SQUARE": {2, 3}})
	pickle.Register[fixPoint](r, "fixmod", "Point", pickle.NamedTuple)
	pickle.Register[fixTPoint](r, "fixmod", "TPoint", pickle.NamedTuple)
	pickle.Register[fixPlain](r, "fixmod", "Plain", pickle.PlainClass)
	return r
}

// TestRegistryFixtures: what Python pickled becomes the registered Go types, in any too. Python 3.11.2 pickles
// members of Enums by name, 3.14 by value.
func TestRegistryFixtures(t *testing.T) {
	r := fixmod()
	eachProtocol(t, "enums", func(name, data string, _ int) {
		type all struct {
			C fixColor
			P fixPerm
			S shape
			I fixIntE
			E fixStrE
		}
		decoded(t, name, data, all{1, 6, shape{2, 3}, 1, "a"}, pickle.WithRegistry(r))
		decoded(t, name, data, []any{fixColor(1), fixPerm(6), shape{2, 3}, fixIntE(1), fixStrE("a")}, pickle.WithRegistry(r))
		var ints [5]any
		ints[0] = new(int)
		err := pickle.Unmarshal([]byte(data), &ints)
		if strings.HasPrefix(name, "bookworm") {
			if err == nil || !strings.Contains(err.Error(), "register the Enum") {
				t.Errorf("%s: a member by name into int: %v", name, err)
			}
		} else if err != nil || *ints[0].(*int) != 1 {
			t.Errorf("%s: a member by value into int: %v, %v", name, ints[0], err)
		}
	})
	eachProtocol(t, "namedtuple", func(name, data string, _ int) {
		decoded(t, name, data, []any{&fixPoint{1, 2}, &fixTPoint{1, "n"}}, pickle.WithRegistry(r))
		type wrong struct {
			P fixTPoint
			T any
		}
		var w wrong
		err := pickle.Unmarshal([]byte(data), &w, pickle.WithRegistry(r))
		var e *pickle.UnmarshalError
		if !errors.As(err, &e) || e.Path != "$.P" || e.PyType != "fixmod.Point" || !errors.Is(err, pickle.ErrMismatch) {
			t.Errorf("%s: another class: %v", name, err)
		}
	})
	eachProtocol(t, "recursive2", func(name, data string, _ int) { // an instance that refers to itself
		for _, opts := range [][]pickle.Option{nil, {pickle.WithRegistry(r)}} {
			var p *fixPlain
			if err := pickle.Unmarshal([]byte(data), &p, opts...); err != nil {
				t.Errorf("%s: %v", name, err)
			} else if p.M != p || p.A != 1 || p.B != "r" {
				t.Errorf("%s: %+v", name, p)
			}
		}
		var x any
		if err := pickle.Unmarshal([]byte(data), &x, pickle.WithRegistry(r)); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if p, ok := x.(*fixPlain); !ok || p.M != p {
			t.Errorf("%s: %#v", name, x)
		}
	})
}

// TestRegistryRoundTrip: registered types come back as they were, by their own type and in any.
func TestRegistryRoundTrip(t *testing.T) {
	r := geometry()
	for _, v := range []any{
		Point{1, 2}, Frozen{1, 2}, Slotted{1, "a"}, FrozenSlots{2, "b"}, Pair{int64(1), "x"}, Typed{"n", 1}, Color(2), Mode(6),
		Level(1), Name("a"), Celsius{1.5}, Inner{3},
	} {
		for proto := range pickle.HighestProtocol + 1 {
			data, err := pickle.Marshal(v, pickle.WithRegistry(r), pickle.WithProtocol(proto))
			if err != nil {
				t.Errorf("%T: %v", v, err)
				continue
			}
			decoded(t, reflect.TypeOf(v).Name(), string(data), v, pickle.WithRegistry(r))
			var x any
			if err := pickle.Unmarshal(data, &x, pickle.WithRegistry(r)); err != nil {
				t.Errorf("%T into any: %v", v, err)
				continue
			}
			if p := reflect.ValueOf(x); p.Kind() == reflect.Pointer {
				x = p.Elem().Interface()
			}
			if !reflect.DeepEqual(x, v) {
				t.Errorf("%T into any: %#v", v, x)
			}
		}
	}
}

type shaper interface{ Area() int }

func (p Point) Area() int { return p.X * p.Y }

// TestRegistryInterfaces: interfaces with methods take registered classes that have them.
func TestRegistryInterfaces(t *testing.T) {
	r := geometry()
	data, err := pickle.Marshal([]any{Point{2, 3}, &Point{4, 5}}, pickle.WithRegistry(r))
	if err != nil {
		t.Fatal(err)
	}
	var shapes []shaper
	if err := pickle.Unmarshal(data, &shapes, pickle.WithRegistry(r)); err != nil {
		t.Fatal(err)
	}
	if shapes[0].Area() != 6 || shapes[1].Area() != 20 {
		t.Errorf("%v", shapes)
	}
	for _, opts := range [][]pickle.Option{nil, {pickle.WithRegistry(r)}} {
		err := pickle.Unmarshal([]byte("(lK\x05a."), &shapes, opts...)
		if !errors.Is(err, pickle.ErrMismatch) {
			t.Errorf("an int into an interface with methods: %v", err)
		}
	}
	var one shaper = &Point{}
	p := one
	if err := pickle.Unmarshal(data[:0:0], &one); err == nil {
		t.Error("no bytes are no error")
	}
	if err := pickle.Unmarshal([]byte("K\x07K\x08\x86."), &one); err != nil || p.(*Point).X != 7 {
		t.Errorf("into what the interface points to: %v, %v", p, err)
	}
}

// TestRegistryNames: a type may be read by several names; wrong registrations are reported by their use.
func TestRegistryNames(t *testing.T) {
	r := pickle.NewRegistry()
	pickle.Register[Point](r, "new", "Point", pickle.PlainClass)
	pickle.Register[Point](r, "old", "Point", pickle.PlainClass)
	for _, module := range []string{"new", "old"} {
		decoded(t, module, "c"+module+"\nPoint\n)\x81}\x8c\x01xK\x01sb.", any([]any{&Point{X: 1}}).([]any)[0].(*Point), pickle.WithRegistry(r))
		var x any
		if err := pickle.Unmarshal([]byte("c"+module+"\nPoint\n)\x81}\x8c\x01xK\x01sb."), &x, pickle.WithRegistry(r)); err != nil || !reflect.DeepEqual(x, &Point{X: 1}) {
			t.Errorf("%s into any: %v, %v", module, x, err)
		}
	}
	data, err := pickle.Marshal(Point{}, pickle.WithRegistry(r), pickle.WithProtocol(0))
	if err != nil || !strings.Contains(string(data), "cnew\nPoint\n") {
		t.Errorf("%q, %v", data, err)
	}
	for name, register := range map[string]func(*pickle.Registry){
		"no struct": func(r *pickle.Registry) { pickle.Register[int](r, "m", "C", pickle.PlainClass) },
		"no name":   func(r *pickle.Registry) { pickle.Register[Point](r, "", "C", pickle.PlainClass) },
		"unnamed":   func(r *pickle.Registry) { pickle.Register[struct{}](r, "m", "C", pickle.PlainClass) },
		"bad enum":  func(r *pickle.Registry) { pickle.Register[pickle.Tuple](r, "m", "C", pickle.Enum) },
		"bad kind":  func(r *pickle.Registry) { pickle.Register[Point](r, "m", "C", 99) },
		"other kind": func(r *pickle.Registry) {
			pickle.Register[Color](r, "m", "C", pickle.Enum)
			pickle.Register[Color](r, "m", "D", pickle.PlainClass)
		},
		"taken class": func(r *pickle.Registry) {
			pickle.Register[Point](r, "m", "C", pickle.PlainClass)
			pickle.Register[Pair](r, "m", "C", pickle.NamedTuple)
		},
	} {
		r := pickle.NewRegistry()
		register(r)
		var x any
		_, err := pickle.Marshal(1, pickle.WithRegistry(r))
		if r.Err() == nil || err == nil || pickle.Unmarshal([]byte("N."), &x, pickle.WithRegistry(r)) == nil {
			t.Errorf("%s: no error", name)
		}
	}
	// A registration after the registry's first use counts.
	late := pickle.NewRegistry()
	if data, err := pickle.Marshal(Point{1, 2}, pickle.WithRegistry(late)); err != nil || strings.Contains(string(data), "Point") {
		t.Errorf("%q, %v", data, err)
	}
	pickle.Register[Point](late, "m", "Point", pickle.PlainClass)
	if data, err := pickle.Marshal(Point{1, 2}, pickle.WithRegistry(late)); err != nil || !strings.Contains(string(data), "Point") {
		t.Errorf("%q, %v", data, err)
	}
}

type node struct {
	Name string
	Peer *node
}

// TestReducer: a reducer decides how values of its type are written, with identity, cycles and items.
func TestReducer(t *testing.T) {
	reduce := pickle.WithReducer(func(n *node) (pickle.Reduction, error) {
		if n.Name == "" {
			return pickle.Reduction{}, errors.New("no name")
		}
		return pickle.Reduction{
			Module: "geometry", Name: "Bag", NewObj: true, State: map[string]any{"name": n.Name, "peer": n.Peer},
			ListItems: []any{1, n}, DictItems: dict("k", n),
		}, nil
	})
	n := &node{Name: "a"}
	n.Peer = &node{"b", n}
	for proto := range pickle.HighestProtocol + 1 {
		data, err := pickle.Marshal([]*node{n, n}, reduce, pickle.WithProtocol(proto))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := pickle.Loads(data)
		if err != nil {
			t.Fatal(err)
		}
		a := doc.Root().Index(0)
		if !a.IsInstance("geometry", "Bag") || a != doc.Root().Index(1) || a.Attr("peer").Attr("peer") != a {
			t.Errorf("protocol %d: %v", proto, a)
		}
		if name, _ := a.Attr("peer").Attr("name").Str(); name != "b" {
			t.Errorf("protocol %d: %v", proto, a)
		}
		o, _ := a.Object()
		var items []int
		for e := range o.Effects() {
			items = append(items, e.Items.Len())
		}
		if !reflect.DeepEqual(items, []int{2, 2, 0}) {
			t.Errorf("protocol %d: items %v", proto, items)
		}
	}
	_, err := pickle.Marshal(map[string]any{"x": []any{&node{}}}, reduce)
	var wrong *pickle.MarshalError
	if !errors.As(err, &wrong) || wrong.Path != "$.x[0]" || wrong.GoType != reflect.TypeFor[*node]() {
		t.Errorf("%v", err)
	}
	if _, err := pickle.Marshal(1, pickle.WithReducer(func(error) (r pickle.Reduction, err error) { return })); err == nil {
		t.Error("a reducer for an interface is no error")
	}
	// A reducer of values, for a type that has a form of its own.
	data, err := pickle.Marshal(map[string]time.Duration{"d": time.Second}, pickle.WithReducer(func(d time.Duration) (pickle.Reduction, error) {
		return pickle.Reduction{Module: "m", Name: "seconds", Args: []any{d.Seconds()}}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pickle.Loads(data)
	if err != nil || !doc.Root().Get("d").IsInstance("m", "seconds") {
		t.Errorf("%v, %v", doc.Root(), err)
	}
}
