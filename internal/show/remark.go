package show

import (
	"fmt"
	"strings"

	"github.com/brine-go/brine/numpy"
	"github.com/brine-go/brine/py"
)

// remark adds what an analyst wants to know at once and would have to gather from the parts: the text of a UUID, the
// size of a DataFrame or Series.
func (p *printer) remark(l *line, v py.Value) {
	module, class, ok := v.Class()
	if !ok {
		return
	}
	switch root, _, _ := strings.Cut(module, "."); {
	case module == "uuid" && class == "UUID":
		if s, ok := uuidText(v.Attr("int")); ok {
			l.add(number, " ", s)
		}
	case root == "pandas" && (class == "DataFrame" || class == "Series"):
		sizes := axes(v)
		switch {
		case class == "DataFrame" && len(sizes) == 2:
			l.add(faint, " of ", count(sizes[1], "row"), " × ", count(sizes[0], "column"))
		case class == "Series" && len(sizes) == 1:
			l.add(faint, fmt.Sprintf(" of %d", sizes[0]))
		}
	}
}

// count writes a number with what is counted.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// uuidText writes the number that a UUID is.
func uuidText(v py.Value) (string, bool) {
	x, ok := v.BigInt()
	if !ok || x.Sign() < 0 || x.BitLen() > 128 {
		return "", false
	}
	b := x.FillBytes(make([]byte, 16))
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), true
}

// axes returns the sizes of the axes of a pandas object, columns before rows, or nil if it is not laid out as
// pandas does since 1.0: a manager in _mgr, before 1.2 in _data, made of blocks and axes.
func axes(v py.Value) []int {
	manager := either(v.Attr("_mgr"), v.Attr("_data"))
	o, ok := manager.Object()
	if !ok {
		return nil
	}
	list := o.Args.Index(1)
	if state := o.State(); !list.IsValid() && state.Kind() == py.Tuple {
		list = state.Index(0)
	}
	var sizes []int
	for axis := range list.Items() {
		n, ok := indexSize(axis)
		if !ok || len(sizes) == 2 {
			return nil
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// indexSize returns the length of an index, which is made of a class and a dict.
func indexSize(v py.Value) (int, bool) {
	o, ok := v.Object()
	if !ok {
		return 0, false
	}
	parts := o.Args.Index(1)
	if start := parts.Get("start"); start.IsValid() {
		first, ok1 := start.Int()
		stop, ok2 := parts.Get("stop").Int()
		step, ok3 := parts.Get("step").Int()
		if !ok1 || !ok2 || !ok3 || step == 0 {
			return 0, false
		}
		return rangeSize(first, stop, step)
	}
	data := parts.Get("data")
	if codes := parts.Get("codes"); codes.IsValid() { // of a MultiIndex
		data = codes.Index(0)
	}
	if state := stateOf(data); state.Kind() == py.Tuple && !numpy.IsArray(data) { // an extension array
		for part := range state.Items() {
			if numpy.IsArray(part) {
				data = part
			}
		}
	}
	a, err := numpy.FromPy(data)
	if err != nil || len(a.Shape) == 0 {
		return 0, false
	}
	return a.Shape[len(a.Shape)-1], true
}

func stateOf(v py.Value) py.Value {
	o, ok := v.Object()
	if !ok {
		return py.Value{}
	}
	return o.State()
}

// rangeSize returns len(range(first, stop, step)), if it is a size.
func rangeSize(first, stop, step int64) (int, bool) {
	const most = 1 << 48
	if max(first, stop, step, -first, -stop, -step) > most {
		return 0, false
	}
	if step < 0 {
		first, stop, step = stop, first, -step
	}
	return int(max(0, (stop-first+step-1)/step)), true
}
