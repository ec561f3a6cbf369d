package show

import (
	"strconv"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/scipy"
)

// A randomView is a random generator of NumPy's: the names that NumPy gives it, and where its state stands.
type randomView struct{ *numpy.RandomState }

func (r randomView) class() string {
	switch r.Class {
	case numpy.RandomGenerate:
		return "numpy.random.Generator(" + r.Algorithm + ")"
	case numpy.LegacyRandom:
		return "numpy.random.RandomState(" + r.Algorithm + ")"
	}
	return "numpy.random." + r.Algorithm
}

func (r randomView) facts(l *line) {
	words := func(name string, list []uint64) {
		l.add(faint, " ", name, " [")
		for i, x := range list {
			if i == 4 {
				l.add(faint, ", …")
				break
			}
			if i > 0 {
				l.add(faint, ", ")
			}
			l.add(number, strconv.FormatUint(x, 10))
		}
		l.add(faint, "]")
	}
	switch {
	case r.State != nil:
		l.add(faint, " state ")
		l.add(number, r.State.String())
		l.add(faint, " inc ")
		l.add(number, r.Inc.String())
	case r.Counter != nil:
		words("counter", r.Counter)
		words("key", r.Key)
	case r.Words != nil:
		words("state", r.Words)
	default:
		words("key", r.Key)
		l.add(faint, " pos ")
		l.add(number, strconv.Itoa(r.Pos))
	}
	if r.HasGauss {
		l.add(faint, " gauss ")
		l.add(number, pyrepr.Float(r.Gauss))
	}
}

func (randomView) values(*printer, *line)   {}
func (randomView) groups(Options) []group   { return nil }
func (randomView) follow(step) (Node, bool) { return Node{}, false }

// A sparseView is a sparse matrix or array of SciPy's.
type sparseView struct{ *scipy.Matrix }

func (m sparseView) class() string {
	if m.IsArray {
		return "scipy.sparse." + string(m.Format) + "_array"
	}
	return "scipy.sparse." + string(m.Format) + "_matrix"
}

func (m sparseView) facts(l *line) {
	l.add(faint, " ", dtypeText(m.Data.DType), " ", shapeText(m.Shape), " ", count(m.NNZ(), "stored element"))
}

// values writes the first elements with their places, as SciPy's str does.
func (m sparseView) values(p *printer, l *line) {
	if len(m.Shape) > 2 || m.NNZ() == 0 {
		return
	}
	l.add(plain, " [")
	i, end := 0, l.width+2*p.o.Width/3
	flat := grid{Array: m.Data}
	for e := range m.Entries() {
		if i > 0 {
			l.add(plain, ", ")
		}
		if i == arrayItems || l.width > end {
			l.add(faint, "…")
			break
		}
		i++
		place := []int{e.Row, e.Col}
		if len(m.Shape) == 1 {
			place = place[1:]
		}
		l.add(faint, shapeText(place), " ")
		x, err := flat.At(unravel(e.K, m.Data.Shape)...)
		if err != nil {
			l.add(faint, "?")
			continue
		}
		s, style := elementText(x, m.Data.DType, false)
		l.add(style, s)
	}
	l.add(plain, "]")
}

func (sparseView) groups(Options) []group   { return nil }
func (sparseView) follow(step) (Node, bool) { return Node{}, false }
