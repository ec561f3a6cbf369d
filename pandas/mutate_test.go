package pandas_test

import (
	"path/filepath"
	"testing"

	"github.com/brine-go/brine/py"
)

// TestMutations changes each value of many fixtures, one at a time, to others that do not belong there: nothing may panic,
// hang or take memory that the input does not pay for, and errors must be typed.
func TestMutations(t *testing.T) {
	strangers := []func(b *py.Builder) py.Value{
		func(b *py.Builder) py.Value { return b.None() },
		func(b *py.Builder) py.Value { return b.Int(-1) },
		func(b *py.Builder) py.Value { return b.Int(1 << 60) },
		func(b *py.Builder) py.Value { return b.Int(2) },
		func(b *py.Builder) py.Value { return b.Str("x") },
		func(b *py.Builder) py.Value { return b.Bytes(nil) },
		func(b *py.Builder) py.Value { return b.Tuple() },
		func(b *py.Builder) py.Value { return b.Dict() },
		func(b *py.Builder) py.Value { return b.Tuple(b.Int(3), b.Int(1)) },
		func(b *py.Builder) py.Value { return b.Float(1.5) },
	}
	patterns := []string{fixtures + "bookworm/pandas/*-p4.pkl", "testdata/pandas-2.3.3/*-p4.pkl"}
	tried := 0
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) < 30 {
			t.Fatal(pattern, len(files), err)
		}
		for _, file := range files {
			root := load(t, file)
			for step, n := 1, 0; ; n += step {
				m := mutator{b: py.NewBuilder(), at: n, stranger: strangers[n%len(strangers)]}
				v := m.copy(root)
				if m.n <= n {
					break // every value has had its turn
				}
				step = max(1, m.n/60)
				if m.b.Err() != nil {
					continue // unhashable as a key
				}
				tried++
				look(t, v)
				for i := range min(v.Len(), 20) {
					look(t, v.Index(i))
				}
			}
		}
	}
	if tried < 3000 {
		t.Errorf("only %d mutations", tried)
	}
}

// A mutator copies a value, one part of it changed.
type mutator struct {
	b        *py.Builder
	n, at    int // values seen, and which of them is changed
	stranger func(b *py.Builder) py.Value
	done     map[py.Value]py.Value
}

func (m *mutator) copy(v py.Value) py.Value {
	if !v.IsValid() {
		return v
	}
	if out, ok := m.done[v]; ok && v.Kind() == py.Object {
		return out
	}
	if m.n++; m.n == m.at+1 {
		return m.stranger(m.b)
	}
	switch v.Kind() {
	case py.Tuple:
		return m.b.Tuple(m.items(v)...)
	case py.List:
		return m.b.List(m.items(v)...)
	case py.Dict:
		var kv []py.Value
		for key, x := range v.Entries() {
			kv = append(kv, m.copy(key), m.copy(x))
		}
		return m.b.Dict(kv...)
	case py.Object:
		return m.object(v)
	}
	return m.b.Import(v)
}

func (m *mutator) items(v py.Value) []py.Value {
	var out []py.Value
	for x := range v.Items() {
		out = append(out, m.copy(x))
	}
	return out
}

func (m *mutator) object(v py.Value) py.Value {
	o, _ := v.Object()
	f, args := m.copy(o.Func), []py.Value(nil)
	if o.Args.IsValid() {
		args = m.items(o.Args)
	}
	var out py.Value
	switch o.How {
	case py.ByNewObj:
		out = m.b.NewObj(f, args...)
	default:
		out = m.b.Call(f, args...)
	}
	if m.done == nil {
		m.done = map[py.Value]py.Value{}
	}
	m.done[v] = out
	for e := range o.Effects() {
		switch e.Kind {
		case py.EffectBuild:
			m.b.Build(out, m.copy(e.State))
		case py.EffectAppend:
			m.b.Append(out, m.items(e.Items)...)
		case py.EffectSet:
			items := m.items(e.Items)
			for i := 0; i+1 < len(items); i += 2 {
				m.b.SetItem(out, items[i], items[i+1])
			}
		}
	}
	return out
}
