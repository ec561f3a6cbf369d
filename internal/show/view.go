package show

import (
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
	"github.com/brine-go/brine/scipy"
)

// A view is what an object of pandas, NumPy or SciPy is, which its pickle spells as calls and parts; or a part of it that
// is no value of its own: a column, an index, an element. Where everything is written, the raw parts are, and what the
// view tells stands in the line of the object.
type view interface {
	class() string
	facts(l *line)                   // behind the class
	values(p *printer, l *line)      // behind those, if there are no groups
	groups(o Options) []group        // what the line has no place for
	follow(s step) (n Node, ok bool) // a step that the raw parts do not have
}

// viewOf returns the view of a value, nil if it has none or cannot be read, and what reading it has cost: elements.
func viewOf(v py.Value) (w view, cost int) {
	switch {
	case v.Kind() != py.Object:
	case isPandas(v):
		return pandasView(v)
	case numpy.IsRandom(v):
		if r, err := numpy.RandomFromPy(v); err == nil {
			return randomView{r}, len(r.Key)
		}
	case scipy.IsSparse(v):
		if m, err := scipy.FromPy(v); err == nil {
			return sparseView{m}, m.NNZ()
		}
	}
	return nil, 0
}

// isView reports whether viewOf may return something.
func isView(v py.Value) bool {
	return v.Kind() == py.Object && (isPandas(v) || numpy.IsRandom(v) || scipy.IsSparse(v))
}

// views keep a file of many objects that share their parts from taking its square in time: past maxViewed elements, what
// has not been read yet is shown as the calls that it is. A printer and its dry run share them, to decide alike.
type views struct {
	spent   int
	allowed map[py.Value]bool
	last    py.Value
	read    view // of last
}

const maxViewed = 1 << 30

func (s *views) of(v py.Value) view {
	if !isView(v) {
		return nil
	}
	if s == nil { // of a printer that writes one value
		w, _ := viewOf(v)
		return w
	}
	if v == s.last {
		return s.read
	}
	allowed, known := s.allowed[v]
	if known && !allowed || !known && s.spent > maxViewed {
		return nil
	}
	w, cost := viewOf(v)
	if !known {
		if s.allowed == nil {
			s.allowed = make(map[py.Value]bool)
		}
		s.allowed[v] = w != nil
		s.spent += cost + 64
	}
	s.last, s.read = v, w
	return w
}

// viewOf returns the view that a node is, or nil.
func (p *printer) viewOf(n Node) view {
	if n.view != nil {
		return n.view
	}
	return p.views.of(n.v)
}

// viewHead writes a view in the place of an object's class, calls and arguments.
func viewHead(l *line, w view) {
	l.add(class, w.class())
	w.facts(l)
}
