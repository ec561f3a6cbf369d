package show

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/brine-go/brine/py"
)

// Find follows the path from a node. An attribute of a dict is the value of that str key; a negative index counts
// from the end; ["name"] of an array of records is that field.
func (p Path) Find(n Node) (Node, error) {
	for i, s := range p {
		next, ok := follow(n, s)
		if !ok {
			return n, &PathError{Path: p[:i].String(), Offset: -1, Text: describe(n) + " has no " + Path{s}.String(), Have: steps(n)}
		}
		n = next
	}
	return n, nil
}

// describe names a node in a few words.
func describe(n Node) string {
	if n.entry != nil {
		return "the entry"
	}
	var l line
	p := printer{o: Options{Width: 40}}
	if n.array == nil && n.view == nil && (!n.v.IsValid() || isLeaf(n.v)) && n.v.Kind() != py.Object {
		return n.v.Kind().String()
	}
	p.head(&l, n)
	return string(l.buf)
}

// steps lists the first steps that lead on from a node.
func steps(n Node) []string {
	const most = 12
	p := printer{o: Options{Items: most, Attrs: most, Width: 40, Full: n.array != nil}, marks: new(marks), dry: true}
	var out []string
	for _, g := range p.parts(n) {
		for i := 0; i < g.n && len(out) < most; i++ {
			out = append(out, Path{g.at(i).step}.String())
		}
	}
	return out
}

// follow takes one step.
func follow(n Node, s step) (Node, bool) {
	if n.entry != nil {
		switch {
		case s.kind == special && s.name == "key":
			return Of(n.entry[0]), true
		case s.kind == special && s.name == "value":
			return Of(n.entry[1]), true
		}
		return n, false
	}
	if n.view != nil {
		return n.view.follow(s)
	}
	if next, ok := followArray(n, s); ok || n.array != nil {
		return next, ok
	}
	v := n.v
	var to py.Value
	switch v.Kind() {
	case py.List, py.Tuple:
		if s.kind == byIndex && len(s.at) == 1 {
			to = v.Index(fromEnd(s.at[0], v.Len()))
		}
	case py.Set, py.FrozenSet:
		if s.kind == entry {
			to = v.Index(s.i)
		}
	case py.Dict:
		return followDict(v, s)
	case py.PersistentID:
		if s.kind == special && s.name == "id" {
			to, _ = v.PersistentID()
		}
	case py.Object:
		if next, ok := followObject(v, s); ok {
			return next, true
		}
		if w, _ := viewOf(v); w != nil {
			return w.follow(s)
		}
	}
	return Of(to), to.IsValid()
}

// fromEnd turns a negative index, which counts from the end, into one from the start.
func fromEnd(i, n int) int {
	if i < 0 {
		return n + i
	}
	return i
}

// followArray takes a step into an array: a row, an element or a field.
func followArray(n Node, s step) (Node, bool) {
	a := n.array
	if a == nil {
		if a = gridOf(n.v); a == nil {
			return n, false
		}
	}
	field := ""
	switch s.kind {
	case byIndex:
		for _, i := range s.at {
			if len(a.Shape) == 0 {
				return n, false
			}
			row, err := a.row(fromEnd(i, a.Shape[0]))
			if err != nil {
				return n, false
			}
			a = row
		}
		return part(a), true
	case byKey:
		field, _ = s.key.Str()
	case attr:
		field = s.name
	}
	if field == "" || len(a.DType.Fields) == 0 {
		return n, false
	}
	column, err := a.field(field)
	if err != nil {
		return n, false
	}
	return part(column), true
}

func followDict(v py.Value, s step) (Node, bool) {
	switch s.kind {
	case attr:
		to := lookupText(v, s.name)
		return Of(to), to.IsValid()
	case byKey, byIndex:
		if s.kind == byIndex && len(s.at) != 1 {
			return Node{}, false
		}
		to, ok := lookup(v, s.literal())
		return Of(to), ok
	case entry:
		i := 0
		for key, value := range v.Entries() {
			if i == s.i {
				return Node{entry: &[2]py.Value{key, value}}, true
			}
			i++
		}
	}
	return Node{}, false
}

// literal returns the key that a step in brackets names: [3] is a key too.
func (s step) literal() py.Value {
	if s.key.IsValid() {
		return s.key
	}
	return py.NewBuilder().Int(int64(s.at[0]))
}

// lookup returns the value of a key. Texts find Python 2's byte strings too.
func lookup(v, key py.Value) (py.Value, bool) {
	if s, ok := key.Str(); ok {
		to := lookupText(v, s)
		return to, to.IsValid()
	}
	return v.Lookup(key)
}

func lookupText(v py.Value, text string) py.Value {
	if to := v.Get(text); to.IsValid() || v.Kind() != py.Dict {
		return to
	}
	if data, ok := latin1(text); ok {
		if to, ok := v.Lookup(py.NewBuilder().ByteString(data)); ok {
			return to
		}
	}
	return py.Value{}
}

// followObject takes a step into what made an object or followed its creation. Where a thing was set several times,
// the last one counts.
func followObject(v py.Value, s step) (Node, bool) {
	o, _ := v.Object()
	var to py.Value
	switch s.kind {
	case arg:
		to = o.Args.Index(s.i)
	case keyword:
		to = lookupText(o.Kwargs, s.name)
	case special:
		to = specialPart(o, s.name)
	case attr:
		for e := range o.Effects() {
			to = either(lookupText(e.State, s.name), to)
			if e.State.Kind() == py.Tuple && e.State.Len() == 2 && isSlots(e.State) {
				for part := range e.State.Items() {
					to = either(lookupText(part, s.name), to)
				}
			}
		}
	case byIndex, byKey, entry:
		return followItems(o, s)
	}
	return Of(to), to.IsValid()
}

// either returns a if there is one.
func either(a, b py.Value) py.Value {
	if a.IsValid() {
		return a
	}
	return b
}

// specialPart returns a part that has a name of its own.
func specialPart(o py.Instance, name string) py.Value {
	switch name {
	case "func":
		return callOf(o).callee
	case "args":
		return o.Args
	case "kwargs":
		return o.Kwargs
	case "state":
		return o.State()
	}
	setter, calls := py.Value{}, 0
	for e := range o.Effects() {
		switch e.Kind {
		case py.EffectSetter:
			setter = e.Func
		case py.EffectCall:
			switch label := "call" + strconv.Itoa(calls); name {
			case label:
				return e.Func
			case label + "args":
				return e.Args
			}
			calls++
		}
	}
	if name == "setter" {
		return setter
	}
	return py.Value{}
}

// followItems takes a step to something that was appended, added or set.
func followItems(o py.Instance, s step) (Node, bool) {
	if s.kind == byIndex && len(s.at) != 1 {
		return Node{}, false
	}
	var to py.Value
	before, total := 0, 0
	for e := range o.Effects() {
		if e.Kind == py.EffectAppend {
			total += e.Items.Len()
		}
	}
	for e := range o.Effects() {
		n := e.Items.Len()
		switch {
		case e.Kind == py.EffectAppend && s.kind == byIndex:
			to = either(e.Items.Index(fromEnd(s.at[0], total)-before), to)
			before += n
		case e.Kind == py.EffectAdd && s.kind == entry:
			to = either(e.Items.Index(s.i-before), to)
			before += n
		case e.Kind == py.EffectSet && s.kind == entry:
			if i := 2 * (s.i - before/2); i >= 0 && i < n {
				return Node{entry: &[2]py.Value{e.Items.Index(i), e.Items.Index(i + 1)}}, true
			}
			before += n
		case e.Kind == py.EffectSet:
			key := s.literal()
			text, isText := key.Str()
			for i := 0; i < n; i += 2 {
				at := e.Items.Index(i)
				if name, ok := nameOf(at); py.Equal(at, key) || isText && ok && name == text {
					to = e.Items.Index(i + 1)
				}
			}
		}
	}
	return Of(to), to.IsValid()
}

// Hint returns what is possible where a path led to nothing.
func (e *PathError) Hint() string {
	switch {
	case e.Offset >= 0:
		return `a path is made of the labels of the tree, such as .steps[0][1].coef_ or ["key"]; put it in single quotes`
	case len(e.Have) == 0:
		return "there is nothing below it"
	}
	return fmt.Sprintf("it has %s", strings.Join(e.Have, " "))
}
