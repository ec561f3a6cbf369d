package pandas

import (
	"strconv"

	"github.com/brine-go/brine/py"
)

// A manager is what the axes and columns of a frame or series are kept in: pandas.core.internals.BlockManager. Columns of one
// dtype lie together in blocks, arrays of columns × rows, with the numbers of the columns beside them. It has been
// pickled in three ways:
//
//   - to 1.2, and of series always: the state (axes, values, items, {"0.14.1": {axes, blocks: [{values, mgr_locs}]}})
//   - 1.3 and 1.4: BlockManager(blocks, axes), a block partial(new_block, ndim=2)(values, columns)
//   - since 1.5: the same, a block _unpickle_block(values, columns, ndim)
type manager struct {
	axes   []*Index // of a frame columns and rows, of a series rows
	arrays []Array  // the columns in order
}

// manager reads a BlockManager or SingleBlockManager with the number of axes that is given.
func (r *reader) manager(v py.Value, axes int, path string) (*manager, error) {
	name, o, _ := instance(v)
	if name != "BlockManager" && name != "SingleBlockManager" {
		return nil, mismatch(path, v, "a BlockManager")
	}
	axesValue, blocks := o.Args.Index(1), o.Args.Index(0)
	at := path + ".args"
	fromState := o.State().IsValid()
	if fromState {
		state := o.State()
		now := state.Index(3).Get("0.14.1")
		if state.Kind() != py.Tuple || now.Kind() != py.Dict {
			return nil, mismatch(path+".state", state, "tuple with a dict of axes and blocks, as written since pandas 0.14.1")
		}
		axesValue, blocks = now.Get("axes"), now.Get("blocks")
		at = path + `.state[3]["0.14.1"]`
	}
	m := &manager{}
	if !isSequence(axesValue) || axesValue.Len() != axes {
		return nil, mismatch(at+".axes", axesValue, "list of "+strconv.Itoa(axes)+" indexes")
	}
	for i := range axes {
		x, err := r.index(axesValue.Index(i), item(at+".axes", i))
		if err != nil {
			return nil, err
		}
		m.axes = append(m.axes, x)
	}
	if !isSequence(blocks) {
		return nil, mismatch(at+".blocks", blocks, "sequence of blocks")
	}
	var err error
	if axes == 1 {
		err = r.singleBlock(m, blocks, fromState, at+".blocks")
	} else {
		err = r.blocks(m, blocks, fromState, at+".blocks")
	}
	if rows := m.axes[axes-1]; err == nil && rows.kind == RangeIndex && len(m.arrays) > 0 {
		g := rows.array.(Range)
		g.paid = max(g.paid, paid(m.arrays[0]))
		rows.array = g
	}
	return m, err
}

// singleBlock reads the only block of a series.
func (r *reader) singleBlock(m *manager, blocks py.Value, inDict bool, path string) error {
	if blocks.Len() != 1 {
		return mismatch(path, blocks, "one block")
	}
	values, _, err := block(blocks.Index(0), inDict, path+"[0]")
	if err != nil {
		return err
	}
	a, err := r.array(values, path+"[0].values")
	if err != nil {
		return err
	}
	if n := m.axes[0].Len(); a.Len() != n {
		return &Error{Path: path + "[0].values", Want: strconv.Itoa(n) + " values, one a label", Got: strconv.Itoa(a.Len())}
	}
	m.arrays = []Array{a}
	return nil
}

// maxRepeated bounds the columns that a frame may have by blocks that refer to one array again and again.
const maxRepeated = 1 << 16

// blocks reads the blocks of a frame and puts their columns in place.
func (r *reader) blocks(m *manager, blocks py.Value, inDict bool, path string) error {
	columns, rows := m.axes[0].Len(), m.axes[1].Len()
	type placed struct {
		arrays []Array
		locs   []int
	}
	var all []placed
	total, repeated := 0, 0
	seen := map[py.Value]bool{}
	for i := range blocks.Len() {
		at := item(path, i)
		values, placement, err := block(blocks.Index(i), inDict, at)
		if err != nil {
			return err
		}
		arrays, err := r.columns(values, at+".values")
		if err != nil {
			return err
		}
		total += len(arrays)
		if seen[values] {
			repeated += len(arrays)
		}
		seen[values] = true
		if total > columns || repeated > maxRepeated {
			return &Error{Path: at + ".values", Want: "no more columns than labels", Got: strconv.Itoa(total) + " columns"}
		}
		locs, err := placementOf(placement, len(arrays), columns, at+".placement")
		if err != nil {
			return err
		}
		if len(arrays) > 0 && arrays[0].Len() != rows {
			return &Error{Path: at + ".values", Want: strconv.Itoa(rows) + " rows, one a label", Got: strconv.Itoa(arrays[0].Len())}
		}
		all = append(all, placed{arrays, locs})
	}
	if total != columns {
		return &Error{Path: path, Want: strconv.Itoa(columns) + " columns, one a label", Got: strconv.Itoa(total)}
	}
	m.arrays = make([]Array, columns)
	for i, p := range all {
		for k, a := range p.arrays {
			if m.arrays[p.locs[k]] != nil {
				return &Error{Path: item(path, i) + ".placement", Want: "columns that no other block has", Got: strconv.Itoa(p.locs[k])}
			}
			m.arrays[p.locs[k]] = a
		}
	}
	return nil
}

// block returns the values of a block and which columns they are. In a dict, placement is mgr_locs.
func block(v py.Value, inDict bool, path string) (values, placement py.Value, err error) {
	if inDict {
		if values = v.Get("values"); v.Kind() != py.Dict || !values.IsValid() {
			return values, placement, mismatch(path, v, "dict of values and mgr_locs")
		}
		return values, v.Get("mgr_locs"), nil
	}
	o, ok := v.Object()
	if ok && isBlockMaker(o.Func) && o.Args.Len() >= 2 {
		return o.Args.Index(0), o.Args.Index(1), nil
	}
	return values, placement, mismatch(path, v, "a block: _unpickle_block(values, placement, ndim)")
}

// isBlockMaker reports whether v is _unpickle_block, or new_block, by itself or with its ndim filled in by
// functools.partial.
func isBlockMaker(v py.Value) bool {
	if name, ok := pandasName(v); ok {
		return name == "_unpickle_block" || name == "new_block"
	}
	o, ok := v.Object()
	if !ok || !o.Func.IsGlobal("functools", "partial") {
		return false
	}
	name, _ := pandasName(o.Args.Index(0))
	return name == "new_block"
}

// placementOf reads the numbers of n columns, a slice or an array of integers.
func placementOf(v py.Value, n, columns int, path string) ([]int, error) {
	var locs []int
	if o, ok := v.Object(); ok && o.Func.IsGlobal("builtins", "slice") {
		start, ok1 := o.Args.Index(0).Int()
		stop, ok2 := o.Args.Index(1).Int()
		step, ok3 := o.Args.Index(2).Int()
		if o.Args.Index(2).IsNone() {
			step, ok3 = 1, true
		}
		if stop == 0 && o.Args.Index(1).IsNone() && step < 0 { // down to the first column
			stop, ok2 = -1, true
		}
		g := Range{Start: start, Stop: stop, Step: step}
		if !ok1 || !ok2 || !ok3 || step == 0 || g.Len() != n {
			return nil, mismatch(path, v, "a slice of "+strconv.Itoa(n)+" columns")
		}
		for i := range n {
			locs = append(locs, int(g.At(i).(int64)))
		}
	} else {
		a, err := (&reader{}).vector(v, path)
		if err != nil {
			return nil, err
		}
		x, err := a.Int64s()
		if err != nil {
			return nil, wrap(path, err)
		}
		if len(x) != n {
			return nil, &Error{Path: path, Want: strconv.Itoa(n) + " columns", Got: strconv.Itoa(len(x))}
		}
		for _, i := range x {
			locs = append(locs, int(i))
		}
	}
	for _, i := range locs {
		if i < 0 || i >= columns {
			return nil, &Error{Path: path, Want: "columns from 0 to " + strconv.Itoa(columns-1), Got: strconv.Itoa(i)}
		}
	}
	return locs, nil
}
