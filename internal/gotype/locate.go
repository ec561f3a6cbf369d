package gotype

import (
	"encoding/binary"
	"strconv"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// The graph does not keep where in the pickle a value was made: that would cost every load. Once something
// is wrong, the opcodes are run again without values, to find the offset.

// An origin is where a value was made: an offset, or, for what has parts, the complement of a place in
// origins.made.
type origin int

// made is a value with parts: items, keys and values in turn, or callable, arguments and keyword arguments of
// an object. after is what followed it: states, and for added items one value each.
type made struct {
	offset int
	parts  []origin
	after  []origin
	kind   graph.EffectKind // of what is in after.parts
}

// origins is the run without values.
type origins struct {
	made  []made
	stack []origin
	marks []int
	memo  map[uint64]origin
	puts  int
}

// locate returns the offset of the opcode that made the value that x is about, or -1.
func (d *Decoder) locate(x *decodeError, base int64) int64 {
	var o origins
	root, ok := o.run(d.g.Text)
	if !ok {
		return -1
	}
	want := x.parent
	if want == graph.No && d.root == d.g.Root {
		return base + int64(o.offset(root))
	}
	if want == graph.No {
		if at, ok := o.find(d.g, root, d.root); ok {
			return base + int64(o.offset(at))
		}
		return -1
	}
	at, ok := o.find(d.g, root, want)
	if !ok || at >= 0 {
		return -1
	}
	parts := o.made[^at].parts
	if x.slot >= len(parts) || want.Is(graph.Dict) && len(parts) != 2*int(d.g.SpanOf(want).N) {
		return base + int64(o.offset(at)) // keys that came twice: the dict is all that is sure
	}
	return base + int64(o.offset(parts[x.slot]))
}

func (o *origins) offset(at origin) int {
	if at < 0 {
		return o.made[^at].offset
	}
	return int(at)
}

// find looks for the word want, walking the graph and its origins side by side.
func (o *origins) find(g *graph.Graph, root origin, want word) (origin, bool) {
	type pair struct {
		w  word
		at origin
	}
	seen := map[word]bool{}
	queue := []pair{{g.Root, root}}
	push := func(w word, at origin) {
		if w.IsFloat() || seen[w] {
			return
		}
		switch w.Tag() {
		case graph.Tuple, graph.List, graph.Dict, graph.Set, graph.Object, graph.Rare:
			seen[w] = true
			queue = append(queue, pair{w, at})
		}
	}
	pushAll := func(words []word, parts []origin) {
		if len(words) == len(parts) {
			for i, w := range words {
				push(w, parts[i])
			}
		}
	}
	for i := 0; i < len(queue); i++ {
		w, at := queue[i].w, queue[i].at
		if w == want {
			return at, true
		}
		if at >= 0 {
			continue
		}
		m := &o.made[^at]
		switch w.Tag() {
		case graph.Tuple:
			pushAll(g.TupleItems(w), m.parts)
		case graph.List, graph.Set:
			pushAll(g.Items(w), m.parts)
		case graph.Dict:
			if n := int(g.SpanOf(w).N); 2*n == len(m.parts) {
				for i := range n {
					k, x := g.Entry(w, i)
					push(k, m.parts[2*i])
					push(x, m.parts[2*i+1])
				}
			}
		case graph.Rare:
			if kind, arg := g.RareOf(w); kind == graph.PersistentID && len(m.parts) == 1 {
				push(arg, m.parts[0])
			}
		case graph.Object:
			if len(m.parts) < 2 {
				continue
			}
			if body := g.StandsFor(w); body != w { // set([items]): the items are the list's
				if args := m.parts[1]; args < 0 && len(o.made[^args].parts) > 0 {
					push(body, o.made[^args].parts[0])
				}
				continue
			}
			push(g.Callable(w), m.parts[0])
			push(g.Args(w), m.parts[1])
			if len(m.parts) > 2 {
				push(g.Kwargs(w), m.parts[2])
			}
			next := 0
			for e, ok := g.FirstEffect(w); ok; e, ok = g.NextEffect(e) {
				if e.Kind == graph.EffectSetter || e.Kind == graph.EffectCall {
					continue
				}
				if next < len(m.after) {
					push(e.A, m.after[next])
				}
				next++
			}
		}
	}
	return 0, false
}

func (o *origins) add(offset int, parts []origin) origin {
	o.made = append(o.made, made{offset: offset, parts: append([]origin(nil), parts...)})
	return origin(^(len(o.made) - 1))
}

// pop takes n values from the stack.
func (o *origins) pop(n int) ([]origin, bool) {
	if n > len(o.stack) {
		return nil, false
	}
	items := o.stack[len(o.stack)-n:]
	o.stack = o.stack[:len(o.stack)-n]
	return items, true
}

// popMark takes the values behind the last MARK.
func (o *origins) popMark() ([]origin, bool) {
	if len(o.marks) == 0 {
		return nil, false
	}
	at := o.marks[len(o.marks)-1]
	o.marks = o.marks[:len(o.marks)-1]
	if at > len(o.stack) {
		return nil, false
	}
	return o.pop(len(o.stack) - at)
}

func (o *origins) put(n uint64) {
	if len(o.stack) > 0 {
		if _, ok := o.memo[n]; !ok {
			o.puts++
		}
		o.memo[n] = o.stack[len(o.stack)-1]
	}
}

// extend adds items to the value on top of the stack.
func (o *origins) extend(offset int, kind graph.EffectKind, items []origin) bool {
	if len(o.stack) == 0 {
		return false
	}
	top := o.stack[len(o.stack)-1]
	if top >= 0 {
		return true
	}
	m := &o.made[^top]
	if m.kind != madeObject {
		m.parts = append(m.parts, items...)
		return true
	}
	if n := len(m.after); n > 0 && kind != graph.EffectBuild && m.after[n-1] < 0 && o.made[^m.after[n-1]].kind == kind+madeItems {
		last := &o.made[^m.after[n-1]]
		last.parts = append(last.parts, items...)
		return true
	}
	if kind == graph.EffectBuild {
		m.after = append(m.after, items...)
		return true
	}
	added := o.add(offset, items)
	o.made[^added].kind = kind + madeItems
	o.made[^top].after = append(o.made[^top].after, added)
	return true
}

// Kinds of values with parts, beyond containers.
const (
	madeObject graph.EffectKind = 100 // an object
	madeItems  graph.EffectKind = 101 // items added to an object, plus the kind of effect
)

// run runs the pickle and returns the origin of what it is of.
func (o *origins) run(text []byte) (root origin, ok bool) {
	o.memo = make(map[uint64]origin)
	r := opcode.NewReader(text)
	for {
		op, err := r.Next()
		if err != nil {
			return 0, false
		}
		if op.Code == opcode.Stop {
			items, ok := o.pop(1)
			if !ok {
				return 0, false
			}
			return items[0], true
		}
		if !o.step(op) {
			return 0, false
		}
	}
}

func (o *origins) step(op opcode.Op) bool {
	at := op.Offset
	push := func(x origin) { o.stack = append(o.stack, x) }
	object := func(parts []origin) {
		x := o.add(at, parts)
		o.made[^x].kind = madeObject
		push(x)
	}
	var items []origin
	ok := true
	switch op.Code {
	case opcode.Proto, opcode.Frame, opcode.ReadonlyBuffer:
	case opcode.Mark:
		o.marks = append(o.marks, len(o.stack))
	case opcode.Pop:
		if n := len(o.marks); n > 0 && o.marks[n-1] == len(o.stack) {
			o.marks = o.marks[:n-1]
		} else {
			_, ok = o.pop(1)
		}
	case opcode.PopMark:
		_, ok = o.popMark()
	case opcode.Dup:
		if ok = len(o.stack) > 0; ok {
			push(o.stack[len(o.stack)-1])
		}
	case opcode.Memoize:
		o.put(uint64(o.puts))
	case opcode.Put, opcode.BinPut, opcode.LongBinPut:
		var n uint64
		if n, ok = memoIndex(op); ok {
			o.put(n)
		}
	case opcode.Get, opcode.BinGet, opcode.LongBinGet:
		var n uint64
		var x origin
		if n, ok = memoIndex(op); ok {
			if x, ok = o.memo[n]; ok {
				push(x)
			}
		}
	case opcode.EmptyTuple, opcode.EmptyList, opcode.EmptyDict, opcode.EmptySet:
		push(o.add(at, nil))
	case opcode.Tuple1, opcode.Tuple2, opcode.Tuple3:
		if items, ok = o.pop(int(op.Code-opcode.Tuple1) + 1); ok {
			push(o.add(at, items))
		}
	case opcode.Tuple, opcode.List, opcode.Dict, opcode.FrozenSet:
		if items, ok = o.popMark(); ok {
			push(o.add(at, items))
		}
	case opcode.Append, opcode.Build:
		kind := graph.EffectAppend
		if op.Code == opcode.Build {
			kind = graph.EffectBuild
		}
		if items, ok = o.pop(1); ok {
			ok = o.extend(at, kind, items)
		}
	case opcode.SetItem:
		if items, ok = o.pop(2); ok {
			ok = o.extend(at, graph.EffectSet, items)
		}
	case opcode.Appends, opcode.SetItems, opcode.AddItems:
		kind := graph.EffectAppend
		switch op.Code {
		case opcode.SetItems:
			kind = graph.EffectSet
		case opcode.AddItems:
			kind = graph.EffectAdd
		}
		if items, ok = o.popMark(); ok && len(items) > 0 {
			ok = o.extend(at, kind, items)
		}
	case opcode.StackGlobal:
		if _, ok = o.pop(2); ok {
			push(origin(at))
		}
	case opcode.Reduce, opcode.NewObj:
		if items, ok = o.pop(2); ok {
			object(items)
		}
	case opcode.NewObjEx:
		if items, ok = o.pop(3); ok {
			object(items)
		}
	case opcode.Obj:
		if items, ok = o.popMark(); ok && len(items) > 0 {
			args := o.add(at, items[1:])
			object([]origin{items[0], args})
		}
	case opcode.Inst:
		if items, ok = o.popMark(); ok {
			args := o.add(at, items)
			object([]origin{origin(at), args})
		}
	case opcode.BinPersID:
		if items, ok = o.pop(1); ok {
			push(o.add(at, items))
		}
	default: // a number, a text, a constant, a global, a buffer
		push(origin(at))
	}
	return ok
}

func memoIndex(op opcode.Op) (uint64, bool) {
	switch op.Code {
	case opcode.Put, opcode.Get:
		n, err := strconv.ParseUint(string(op.Arg), 10, 32)
		return n, err == nil
	case opcode.LongBinPut, opcode.LongBinGet:
		return uint64(binary.LittleEndian.Uint32(op.Arg)), true
	}
	return uint64(op.Arg[0]), true
}
