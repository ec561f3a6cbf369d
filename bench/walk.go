package main

import "github.com/brine-go/brine/py"

// A tally is what [tally.walk] makes of a Document, so that no read of it can be left out.
type tally struct {
	values, bytes int
	ints          int64
	floats        float64
}

// walk reads every value through its handle, as a program does that turns a Document into something of
// its own.
func (t *tally) walk(v py.Value) {
	t.values++
	switch v.Kind() {
	case py.Bool:
		if b, _ := v.Bool(); b {
			t.ints++
		}
	case py.Int:
		x, _ := v.Int()
		t.ints += x
	case py.Float:
		f, _ := v.Float()
		t.floats += f
	case py.Str:
		s, _ := v.Str()
		t.bytes += len(s)
	case py.Bytes:
		b, _ := v.Bytes()
		t.bytes += len(b)
	case py.List, py.Tuple:
		for x := range v.Items() {
			t.walk(x)
		}
	case py.Dict:
		for k, x := range v.Entries() {
			t.walk(k)
			t.walk(x)
		}
	case py.Object:
		o, _ := v.Object()
		t.walk(o.Func)
		t.walk(o.Args)
		for e := range o.Effects() {
			t.walk(e.State)
		}
	case py.Global:
		module, name, _ := v.Global()
		t.bytes += len(module) + len(name)
	}
}
