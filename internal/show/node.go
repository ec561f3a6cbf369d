package show

import (
	"slices"

	"github.com/brine-go/brine/py"
)

// A Node is something that can be shown: a value, a part of an array, or an entry of a dict.
type Node struct {
	v     py.Value
	array *grid        // a part of an array, which is no value of its own
	entry *[2]py.Value // key and value of a dict
	view  view         // a part of an object of pandas', which is no value of its own
}

// Of returns the node of a value.
func Of(v py.Value) Node { return Node{v: v} }

// Value returns the value that a node is; ok is false of a part of an array or frame and of an entry of a dict.
func (n Node) Value() (v py.Value, ok bool) { return n.v, n.v.IsValid() }

// part returns the node of a part of an array: an element of an array of objects is that object.
func part(a *grid) Node {
	if len(a.Shape) == 0 && a.DType.HasObjects() {
		if x, err := a.At(); err == nil {
			if v, ok := x.(py.Value); ok {
				return Of(v)
			}
		}
	}
	return Node{array: a}
}

// A group is children of one sort, made one at a time.
type group struct {
	n    int               // that are shown
	more int               // that are folded
	at   func(i int) child // 0 ≤ i < n
	many bool              // they may be met again: see printer.many
}

// A child is a node with the step that leads to it.
type child struct {
	step step
	node Node
}

// one returns the group of a single child.
func one(s step, v py.Value) group {
	return group{n: 1, at: func(int) child { return child{s, Of(v)} }}
}

// fold returns a group of n children, of which `most` are shown.
func fold(n, most int, at func(i int) child) group {
	shown := limit(n, most)
	return group{n: shown, more: n - shown, at: at}
}

// groups returns what a node is made of, at most o.Items of each sort and o.Attrs attributes.
func groups(n Node, o Options) []group {
	if n.entry != nil {
		return []group{one(step{kind: special, name: "key"}, n.entry[0]), one(step{kind: special, name: "value"}, n.entry[1])}
	}
	if n.array != nil {
		return arrayGroups(n.array, o)
	}
	if a := gridOf(n.v); a != nil {
		return arrayGroups(a, o)
	}
	v := n.v
	switch v.Kind() {
	case py.List, py.Tuple:
		return []group{fold(v.Len(), o.Items, func(i int) child { return child{index(i), Of(v.Index(i))} })}
	case py.Set, py.FrozenSet:
		return []group{fold(v.Len(), o.Items, func(i int) child { return child{step{kind: entry, i: i}, Of(v.Index(i))} })}
	case py.Dict:
		return []group{dictGroup(v, o.Items)}
	case py.PersistentID:
		id, _ := v.PersistentID()
		return []group{one(step{kind: special, name: "id"}, id)}
	}
	return nil
}

// dictGroup returns the entries of a dict, at most `most`.
func dictGroup(v py.Value, most int) group {
	kv := entries(v, most)
	return fold(v.Len(), most, func(i int) child { return item(i, kv[2*i], kv[2*i+1]) })
}

// entries returns keys and values in turn.
func entries(v py.Value, most int) []py.Value {
	kv := make([]py.Value, 0, 2*limit(v.Len(), most))
	for key, value := range v.Entries() {
		if len(kv) == cap(kv) {
			break
		}
		kv = append(kv, key, value)
	}
	return kv
}

// item returns the child of a key and a value: labelled by the key if that is simple.
func item(i int, key, value py.Value) child {
	if isKey(key) {
		return child{step{kind: byKey, key: key}, Of(value)}
	}
	return child{step{kind: entry, i: i}, Node{entry: &[2]py.Value{key, value}}}
}

// attributes returns a dict of state, whose keys are names.
func attributes(state py.Value, most int) group {
	kv := entries(state, most)
	return fold(state.Len(), most, func(i int) child {
		if s, ok := nameOf(kv[2*i]); ok {
			return child{step{kind: attr, name: s}, Of(kv[2*i+1])}
		}
		return item(i, kv[2*i], kv[2*i+1])
	})
}

// nameOf returns the text of a key that names an attribute: a str, or Python 2's of plain ASCII.
func nameOf(v py.Value) (string, bool) {
	if v.Kind() == py.ByteString {
		b, _ := v.Bytes()
		for _, c := range b {
			if c >= 0x80 {
				return "", false
			}
		}
		return string(b), true
	}
	return v.Str()
}

// arrayGroups returns the rows of an array where it is shown in full, and the elements of an array of objects
// that do not fit on its line.
func arrayGroups(a *grid, o Options) []group {
	switch n := a.Len(); {
	case n == 0 || len(a.Shape) == 0:
		return nil
	case a.DType.HasObjects() && !flatObjects(a, o.Items):
		shape := a.Shape
		first := leading(a, limit(n, o.Items))
		return []group{fold(n, o.Items, func(i int) child {
			s := step{kind: byIndex, at: unravel(i, shape)}
			if v, ok := first[i].(py.Value); ok {
				return child{s, Of(v)}
			}
			return child{s, Node{}}
		})}
	case o.Full && len(a.Shape) > 1:
		return []group{fold(a.Shape[0], o.Items, func(i int) child {
			row, err := a.row(i)
			if err != nil {
				return child{index(i), Node{}}
			}
			return child{index(i), part(row)}
		})}
	}
	return nil
}

// unravel returns the index of element i in C order.
func unravel(i int, shape []int) []int {
	at := make([]int, len(shape))
	for axis, n := range slices.Backward(shape) {
		at[axis] = i % n
		i /= n
	}
	return at
}
