// Package py is Brine's model of Python values: what a pickle holds, complete and inert.
//
// A loaded pickle is one [Document]; a [Value] is a small handle to one value in it, read like
// reflect.Value:
//
//	doc, err := pickle.Loads(data)
//	for key, value := range doc.Root().Entries() {
//		fmt.Println(key, value.Kind())
//	}
//
// Nothing is lost: sharing and cycles stay (handles compare with == for identity, Python's "is"),
// dicts and sets keep their order and Python's equality (1 == 1.0 == True), integers have any size,
// strings keep lone surrogates, Python 2's str is a [ByteString] of its own. What a pickle would have
// Python call stays an [Object] that says how it was made and is never called.
//
// A Document does not change once it is loaded, so any number of goroutines may read it. New ones are
// made with a [Builder]. Texts and bytes alias the document's memory, which stays as long as any
// handle, string or slice taken from it: clone what must outlive it.
package py

import (
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// A Document is one pickle's values.
type Document struct{ g *graph.Graph }

// Root returns the value that the pickle is of.
func (d *Document) Root() Value { return Value{d.g, d.g.Root} }

// Proto returns the protocol that the pickle declares or, where it declares none, the highest one that
// its opcodes need: 0 or 1.
func (d *Document) Proto() int {
	if d.g.Proto >= 0 {
		return d.g.Proto
	}
	proto := 0
	r := opcode.NewReader(d.g.Text)
	for op, err := r.Next(); err == nil; op, err = r.Next() {
		if op.Code != opcode.Tuple2 { // CPython writes it for state setters in any protocol
			proto = max(proto, op.Code.Info().Proto)
		}
		if op.Code == opcode.Stop {
			break
		}
	}
	return proto
}

// Dropped returns the calls that the pickle makes and throws away: no value leads to them, yet Python
// would run them.
func (d *Document) Dropped() []Value {
	dropped := d.g.Dropped()
	if len(dropped) == 0 {
		return nil
	}
	kept := make(map[Value]bool) // what a recursive tuple pops is found elsewhere
	Walk(d.Root(), func(v Value) bool { kept[v] = true; return true })
	var out []Value
	for _, w := range dropped {
		if v := (Value{d.g, w}); !kept[v] {
			kept[v] = true
			out = append(out, v)
		}
	}
	return out
}

// NewDocument returns an empty document and its graph, which is to be filled: two in one allocation. It is for
// Brine's own packages.
func NewDocument() (*Document, *graph.Graph) {
	d := new(struct {
		doc   Document
		graph graph.Graph
	})
	d.doc.g = &d.graph
	return &d.doc, &d.graph
}

// FromGraph returns the document of a filled graph. It is for Brine's own packages: no other can name the type.
func FromGraph(g *graph.Graph) *Document { return &Document{g} }

// Of returns the handle of a word. It is for Brine's own packages.
func Of(g *graph.Graph, w graph.Word) Value { return Value{g, w} }

// Graph returns where a value is kept. It is for Brine's own packages.
func (v Value) Graph() (*graph.Graph, graph.Word) { return v.g, v.w }
