package numpy

import (
	"errors"
	"fmt"
	"sync"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/side"
	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

const (
	maxDTypes    = 1 << 16 // dtypes inside of one dtype, counted as often as fields refer to them
	maxDTypeNest = 32      // NumPy has no limit; records of records are rarely deeper than two
	maxDetached  = 1 << 10 // values in the metadata of a dtype
	maxDetachLen = 1 << 12 // bytes of texts in it, items of containers and states of objects together
)

// nestedFunc reads a dtype that another one refers to.
type nestedFunc func(v py.Value) (ndarray.DType, error)

// A dtypeTable is the records and subarrays that have been read of one document. A document may have one dtype of
// a thousand fields and a thousand arrays of it; read anew for each it would cost the product. So each is read
// once, whatever refers to it: reading all of a document's dtypes costs time and memory in proportion to it.
type dtypeTable struct {
	mu    sync.Mutex
	known map[graph.Word]*dtypeEntry
	masks maskTable
}

type dtypeEntry struct {
	d      ndarray.DType
	err    error
	nodes  int        // dtypes in it and itself, as often as they are referred to
	height int        // of the tree of dtypes
	state  graph.Word // what it was read from: a builder may yet give another
	open   bool       // its fields are being read
}

var documents side.Table[graph.Graph, dtypeTable]

// dtypeAt reads the dtype that stands at path.
func dtypeAt(v py.Value, path string) (ndarray.DType, error) {
	if !compound(v) {
		d, err := readDType(v, leaf)
		return d, within(path, err)
	}
	g, _ := v.Graph()
	t := documents.Of(g)
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.resolve(v)
	return e.d, within(path, e.err)
}

// leaf reads a dtype that refers to no other; it is asked of those that do only by mistake.
func leaf(v py.Value) (ndarray.DType, error) { return ndarray.DType{}, mismatch("", v, "a dtype") }

// compound reports whether a dtype is worth to be kept: it refers to others, or has metadata.
func compound(v py.Value) bool {
	o, ok := v.Object()
	if !ok {
		return false
	}
	if isStringDType(o) {
		return o.Args.Len() > 1
	}
	state, _ := stateOf(o) // an error is one of readDType
	if state.Len() < 5 || !o.Func.IsGlobal("numpy", "dtype") {
		return false
	}
	return !state.Index(2).IsNone() || !state.Index(4).IsNone() || !state.Index(3).IsNone() || state.Len() > 8
}

// stateOf returns the last state that an object is given. NumPy gives each one; that a file gives one object thousands,
// and then refers to it from thousands of arrays, is an error.
func stateOf(o py.Instance) (state py.Value, err error) {
	const most = 8
	n := 0
	for e := range o.Effects() {
		if n++; n > most {
			return py.Value{}, &Error{Path: ".state", Want: fmt.Sprintf("at most %d states", most), Got: "more"}
		}
		if e.State.IsValid() {
			state = e.State
		}
	}
	return state, nil
}

// children returns the compound dtypes that one refers to.
func children(v py.Value) []py.Value {
	o, _ := v.Object()
	state, _ := stateOf(o)
	var out []py.Value
	if base := state.Index(2).Index(0); compound(base) {
		out = append(out, base)
	}
	fields := state.Index(4)
	for name := range state.Index(3).Items() {
		if entry, ok := fields.Lookup(name); ok && compound(entry.Index(0)) {
			out = append(out, entry.Index(0))
		}
	}
	return out
}

// resolve reads a compound dtype and all that it refers to, those first.
func (t *dtypeTable) resolve(v py.Value) *dtypeEntry {
	if t.known == nil {
		t.known = make(map[graph.Word]*dtypeEntry)
	}
	_, root := v.Graph()
	if e := t.known[root]; e != nil && e.state == stateWord(v) {
		return e
	}
	delete(t.known, root)
	for stack := []py.Value{v}; len(stack) > 0; {
		v := stack[len(stack)-1]
		_, w := v.Graph()
		e := t.known[w]
		switch {
		case e == nil:
			e = &dtypeEntry{open: true, state: stateWord(v)}
			t.known[w] = e
			for _, child := range children(v) {
				_, w := child.Graph()
				switch c := t.known[w]; {
				case c == nil:
					stack = append(stack, child)
				case c.open:
					e.err = tooMany()
				}
			}
		case e.open:
			if e.err == nil {
				t.read(e, v)
			}
			e.open = false
			stack = stack[:len(stack)-1]
		default:
			stack = stack[:len(stack)-1]
		}
	}
	return t.known[root]
}

// read reads a dtype whose children are known.
func (t *dtypeTable) read(e *dtypeEntry, v py.Value) {
	e.nodes = 1
	e.d, e.err = readDType(v, func(v py.Value) (ndarray.DType, error) {
		if !compound(v) {
			e.nodes++
			e.height = max(e.height, 1)
			return readDType(v, leaf)
		}
		_, w := v.Graph()
		child := t.known[w]
		if child.err != nil {
			return child.d, child.err
		}
		e.nodes += child.nodes
		e.height = max(e.height, child.height+1)
		if e.nodes > maxDTypes || e.height > maxDTypeNest {
			return child.d, tooMany()
		}
		return child.d, nil
	})
}

func tooMany() error {
	return &Error{Want: fmt.Sprintf("at most %d dtypes, nested %d deep", maxDTypes, maxDTypeNest), Got: "more"}
}

func stateWord(v py.Value) graph.Word {
	o, _ := v.Object()
	state, _ := stateOf(o)
	_, w := state.Graph()
	return w
}

// within returns an error of a part of what stands at path.
func within(path string, err error) error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		c := *e
		c.Path = path + c.Path
		return &c
	}
	return &Error{Path: path, Err: err}
}

// detach copies a small value into a document of its own.
func detach(v py.Value, path string) (py.Value, error) {
	values, length := 0, 0
	py.Walk(v, func(v py.Value) bool {
		values++
		length += v.Len()
		if o, ok := v.Object(); ok {
			for range o.Effects() {
				if length++; length > maxDetachLen {
					break
				}
			}
		}
		return values <= maxDetached && length <= maxDetachLen
	})
	if values > maxDetached || length > maxDetachLen {
		return py.Value{}, mismatch(path, v, fmt.Sprintf("at most %d values", maxDetached))
	}
	b := py.NewBuilder()
	doc, err := b.Document(b.Import(v))
	if err != nil {
		return py.Value{}, wrap(path, err)
	}
	return doc.Root(), nil
}
