package emit

import (
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// A batching is how items are added to what lies on the stack. CPython has one way for builtin
// containers (batch_list_exact, batch_dict_exact, save_set) and one for iterators (batch_list,
// batch_dict), which look one item ahead.
type batching struct {
	single, many opcode.Code
	stride       int
	iterator     bool // a last item that is alone in its batch is added alone
	trailing     bool // a full last batch is followed by an empty one
}

// The batchings, by position in batchings.
const (
	batchList  graph.Word = iota // a list's items
	batchDict                    // a dict's keys and values
	batchSet                     // a set's items
	batchItems                   // items appended to an object
	batchPairs                   // keys and values set in an object
)

var batchings = [...]batching{
	batchList:  {single: opcode.Append, many: opcode.Appends, stride: 1},
	batchDict:  {single: opcode.SetItem, many: opcode.SetItems, stride: 2, trailing: true},
	batchSet:   {single: opcode.AddItems, many: opcode.AddItems, stride: 1, trailing: true},
	batchItems: {single: opcode.Append, many: opcode.Appends, stride: 1, iterator: true},
	batchPairs: {single: opcode.SetItem, many: opcode.SetItems, stride: 2, iterator: true},
}

// Steps of a batch task.
const (
	between  = iota
	inSingle // one item is on the stack
	inBatch  // a MARK and items are
)

// pushBatch pushes the task that adds items, if there are any.
func (e *Encoder) pushBatch(which graph.Word, items, keys []graph.Word) {
	if len(items) > 0 {
		e.push(task{kind: taskBatch, items: items, keys: keys, class: which})
	}
}

func (e *Encoder) stepBatch(t *task) error {
	b := &batchings[t.class]
	n, per := len(t.items), b.stride
	if t.keys != nil {
		n, per = 2*n, 2
	}
	depth := len(e.tasks)
	for {
		switch t.step {
		case between:
			rest := (n - t.next) / per
			switch {
			case rest == 0:
				e.pop()
				return nil
			case b.single != b.many && (e.cfg.Proto == 0 || rest == 1 && (b.iterator || n == per)):
				t.step, t.end = inSingle, t.next+per
			default:
				e.Op(opcode.Mark)
				t.step, t.end = inBatch, min(n, t.next+batchSize*per)
			}
		default:
			if t.next = e.atoms(t.keys, t.items, t.next, t.end); t.next < t.end {
				w := t.word()
				t.next++
				if err := e.save(w); err != nil || len(e.tasks) != depth {
					return err
				}
				continue
			}
			if t.step == inSingle {
				e.Op(b.single)
			} else {
				e.Op(b.many)
				if b.trailing && t.next == n && n%(batchSize*per) == 0 {
					e.Op(opcode.Mark)
					e.Op(b.many)
				}
			}
			t.step = between
		}
	}
}

// word is the part to write next.
func (t *task) word() graph.Word { return part(t.keys, t.items, t.next) }

// part is the i-th of keys and items in turn, or of items alone.
func part(keys, items []graph.Word, i int) graph.Word {
	switch {
	case keys == nil:
		return items[i]
	case i&1 == 0:
		return keys[i/2]
	}
	return items[i/2]
}

// atoms writes the parts from next on as long as they are floats, integers, constants and short texts, and
// returns where it stopped. It is save for those alone: a list of floats takes 4 ns an item instead of 32.
func (e *Encoder) atoms(keys, items []graph.Word, next, end int) int {
	if e.cfg.Proto < 2 || e.cfg.PersistentID != nil {
		return next
	}
	g, out, limit := e.g, e.Out, e.limit
loop:
	for ; next < end && len(out) < limit; next++ {
		w := part(keys, items, next)
		if w.IsFloat() {
			out = append(out, byte(opcode.BinFloat), byte(w>>56), byte(w>>48), byte(w>>40), byte(w>>32), byte(w>>24), byte(w>>16), byte(w>>8), byte(w))
			continue
		}
		switch w.Tag() {
		case graph.Int:
			switch x := w.SmallInt(); {
			case uint64(x) < 1<<8:
				out = append(out, byte(opcode.BinInt1), byte(x))
			case uint64(x) < 1<<16:
				out = append(out, byte(opcode.BinInt2), byte(x), byte(x>>8))
			case int64(int32(x)) == x:
				out = append(out, byte(opcode.BinInt), byte(x), byte(x>>8), byte(x>>16), byte(x>>24))
			default:
				e.Out = out
				e.Int(x)
				out = e.Out
			}
		case graph.WideInt:
			e.Out = out
			e.Int(g.Int64(w))
			out = e.Out
		case graph.Const:
			switch w {
			case graph.None:
				out = append(out, byte(opcode.None))
			case graph.True:
				out = append(out, byte(opcode.NewTrue))
			case graph.False:
				out = append(out, byte(opcode.NewFalse))
			default:
				break loop
			}
		case graph.Str:
			s := g.TextOf(w)
			if len(s) > 255 {
				break loop
			}
			n, known := 0, false
			shared := e.exact || g.IsShared(w)
			if shared {
				n, known = e.memo.find(w)
			}
			e.Out = out
			switch {
			case known:
				e.Get(n)
			case e.cfg.Proto >= 4:
				e.Out = append(append(append(out, byte(opcode.ShortBinUnicode), byte(len(s))), s...), byte(opcode.Memoize))
				n = e.memoN
				e.memoN++
			default:
				e.Out = append(append(out, byte(opcode.BinUnicode), byte(len(s)), 0, 0, 0), s...)
				n = e.Memoize()
			}
			if out = e.Out; shared && !known {
				e.memo.set(w, n)
			}
		default:
			break loop
		}
	}
	e.Out = out
	return next
}
