package show

import "github.com/brine-go/brine/py"

// Most values are referred to once in a pickle, which its graph knows: they are shown once, need no mark, and nobody has
// to look ahead for them. But a value that is referred to once can be met twice, if what refers to it is passed through,
// has no mark of its own and is shared itself: the tuple of two objects' arguments, say. Then printer.many is set.

// again reports whether the printer may meet a value again.
func (p *printer) again(v py.Value) bool { return p.many || isShared(v) }

// markOf returns the mark of a value that may be met again, or nil.
func (p *printer) markOf(v py.Value) *mark {
	if !v.IsValid() || !p.again(v) {
		return nil
	}
	return p.marks.get(v)
}

// claim is that of marks, for a value that may be met again.
func (p *printer) claim(v py.Value) bool { return p.again(v) && p.marks.claim(v, p.dry) }

// isShared reports whether a pickle refers to a value more than once, or might.
func isShared(v py.Value) bool {
	g, w := v.Graph()
	return g.IsShared(w)
}

// passes reports whether the parts of a value may be met again though the value is not: they are reached through
// something that is shared.
func passes(v py.Value) bool {
	switch v.Kind() {
	case py.Tuple:
		return isSharedTuple(v)
	case py.Set, py.FrozenSet: // may be calls, with a list in between
		return v.Len() > 0
	case py.Object:
		o, _ := v.Object()
		if isSharedTuple(o.Args) || o.Args.Len() > leafItems {
			return true
		}
		for arg := range o.Args.Items() {
			if isSharedTuple(arg) {
				return true
			}
		}
		for e := range o.Effects() {
			if isSharedTuple(e.State) {
				return true
			}
		}
	}
	return false
}

func isSharedTuple(v py.Value) bool { return v.Kind() == py.Tuple && v.Len() > 0 && isShared(v) }
