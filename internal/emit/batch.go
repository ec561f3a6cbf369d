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

var (
	batchList  = batching{single: opcode.Append, many: opcode.Appends, stride: 1}
	batchDict  = batching{single: opcode.SetItem, many: opcode.SetItems, stride: 2, trailing: true}
	batchSet   = batching{single: opcode.AddItems, many: opcode.AddItems, stride: 1, trailing: true}
	batchItems = batching{single: opcode.Append, many: opcode.Appends, stride: 1, iterator: true}
	batchPairs = batching{single: opcode.SetItem, many: opcode.SetItems, stride: 2, iterator: true}
)

// Steps of a batch task.
const (
	between  = iota
	inSingle // one item is on the stack
	inBatch  // a MARK and items are
)

// pushBatch pushes the task that adds items, if there are any.
func (e *Encoder) pushBatch(b batching, items, keys []graph.Word) {
	if len(items) > 0 {
		e.push(task{kind: taskBatch, items: items, keys: keys, class: b.code()})
	}
}

var batchings = [...]*batching{&batchList, &batchDict, &batchSet, &batchItems, &batchPairs}

// code and batchingOf keep a batching in a task's word.
func (b batching) code() graph.Word {
	for i, p := range batchings {
		if *p == b {
			return graph.Word(i)
		}
	}
	panic("emit: unknown batching")
}

func (e *Encoder) stepBatch(t *task) error {
	b := batchings[t.class]
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
			if t.next < t.end {
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
func (t *task) word() graph.Word {
	switch {
	case t.keys == nil:
		return t.items[t.next]
	case t.next&1 == 0:
		return t.keys[t.next/2]
	}
	return t.items[t.next/2]
}
