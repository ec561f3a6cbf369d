package emit

import (
	"errors"
	"slices"
	"strconv"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// A task is a value whose parts are being written. Tasks stand on a stack of their own, so that the
// graph's depth costs no Go stack.
type task struct {
	kind taskKind
	step uint8
	w    graph.Word
	// The parts still to write: items[next:], or, with keys, keys and items in turn.
	items, keys []graph.Word
	next, end   int
	class       graph.Word // taskBatch: which batching; taskSet: whether it is a frozenset
	args        graph.Word // taskObject
	effect      graph.Effect
}

type taskKind uint8

const (
	taskTuple  taskKind = iota
	taskFrozen          // frozenset from protocol 4 on
	taskBatch           // items of a list, dict or set: see stepBatch
	taskObject          // REDUCE, NEWOBJ, NEWOBJ_EX and what follows
	taskOld             // OBJ, INST and what follows
	taskSet             // a set below protocol 4: set([items])
	taskPersID
	taskGlobal // a global named by persistent ids
)

// Document appends the one value of a pickle. What the graph refers to once needs no look-up in the memo.
func (e *Encoder) Document(g *graph.Graph, w graph.Word) error {
	e.g, e.exact = g, false
	return e.run(w, (*Encoder).save)
}

// Value appends a value of g. Values of one graph share the memo, others have their own.
func (e *Encoder) Value(g *graph.Graph, w graph.Word) error {
	e.exact = true
	if e.g != g {
		if e.g != nil {
			return e.foreign(g, w, (*Encoder).save)
		}
		e.g = g
	}
	return e.run(w, (*Encoder).save)
}

func (e *Encoder) run(w graph.Word, save func(*Encoder, graph.Word) error) error {
	base := len(e.tasks)
	err := save(e, w)
	for err == nil && len(e.tasks) > base {
		err = e.step(&e.tasks[len(e.tasks)-1])
	}
	return err
}

// foreign writes a value of another graph in the middle of this one.
func (e *Encoder) foreign(g *graph.Graph, w graph.Word, save func(*Encoder, graph.Word) error) error {
	old, memo0, tasks, exact := e.g, e.memo, e.tasks, e.exact
	e.g, e.memo, e.tasks, e.exact = g, memo{}, nil, true
	e.memo.init(memoSmall)
	err := e.run(w, save)
	e.g, e.memo, e.tasks, e.exact = old, memo0, tasks, exact
	return err
}

// save writes w, or pushes the task that will.
func (e *Encoder) save(w graph.Word) error {
	if len(e.Out) >= e.limit {
		if err := e.Boundary(); err != nil {
			return err
		}
	}
	if e.cfg.PersistentID != nil {
		if pg, id, ok := e.cfg.PersistentID(e.g, w); ok {
			return e.savePersID(pg, id)
		}
	}
	return e.saveValue(w)
}

func (e *Encoder) saveValue(w graph.Word) error {
	g := e.g
	if w.IsFloat() {
		e.Float(w.Float())
		return nil
	}
	switch w.Tag() {
	case graph.Const:
		switch w {
		case graph.None:
			e.None()
		case graph.True, graph.False:
			e.Bool(w == graph.True)
		default:
			return errors.New("no value to write")
		}
		return nil
	case graph.Int:
		e.Int(w.SmallInt())
		return nil
	case graph.WideInt:
		e.Int(g.Int64(w))
		return nil
	case graph.WideFloat:
		f, _ := g.Float64(w)
		e.Float(f)
		return nil
	case graph.BigInt:
		e.Long(g.TextOf(w))
		return nil
	case graph.Rare:
		if kind, arg := g.RareOf(w); kind == graph.PersistentID {
			return e.savePersID(g, arg)
		}
		return e.saveBuffer(w)
	}
	if w == graph.EmptyTuple {
		e.emptyTuple()
		return nil
	}
	if n, ok := e.seen(w); ok {
		e.Get(n)
		return nil
	}
	switch w.Tag() {
	case graph.Str:
		err := e.Str(g.TextOf(w))
		e.memoize(w)
		return err
	case graph.ByteString:
		err := e.ByteString(g.TextOf(w))
		e.memoize(w)
		return err
	case graph.Bytes:
		n, err := e.Bytes(g.TextOf(w))
		e.remember(w, n)
		return err
	case graph.ByteArray:
		n, err := e.ByteArray(g.TextOf(w))
		e.remember(w, n)
		return err
	case graph.Tuple:
		items := g.TupleItems(w)
		if e.cfg.Proto < 2 || len(items) > 3 {
			e.Op(opcode.Mark)
		}
		e.push(task{kind: taskTuple, w: w, items: items})
		return nil
	case graph.List:
		e.emptyList()
		e.memoize(w)
		e.pushBatch(batchList, g.Items(w), nil)
		return nil
	case graph.Dict:
		if e.cfg.Proto == 0 {
			e.Op(opcode.Mark)
			e.Op(opcode.Dict)
		} else {
			e.Op(opcode.EmptyDict)
		}
		e.memoize(w)
		keys, items := g.Parts(w)
		e.pushBatch(batchDict, items, keys)
		return nil
	case graph.Set:
		e.saveSet(w, w)
		return nil
	case graph.Global:
		return e.saveGlobal(w)
	}
	return e.saveObject(w)
}

func (e *Encoder) push(t task) { e.tasks = append(e.tasks, t) }

func (e *Encoder) pop() { e.tasks = e.tasks[:len(e.tasks)-1] }

func (e *Encoder) memoize(w graph.Word) { e.remember(w, e.Memoize()) }

// remember notes the memo index of w, unless nothing else refers to it.
func (e *Encoder) remember(w graph.Word, n int) {
	if e.exact || e.g.IsShared(w) {
		e.memo.set(w, n)
	}
}

// seen returns the memo index of w if it was written before.
func (e *Encoder) seen(w graph.Word) (int, bool) {
	if e.exact || e.g.IsShared(w) {
		return e.memo.find(w)
	}
	return 0, false
}

func (e *Encoder) emptyList() {
	if e.cfg.Proto == 0 {
		e.Op(opcode.Mark)
		e.Op(opcode.List)
		return
	}
	e.Op(opcode.EmptyList)
}

// saveSet writes the set body for the word w, itself or the call that stands for it.
func (e *Encoder) saveSet(w, body graph.Word) {
	frozen := e.g.SpanOf(body).Shape == 1
	items := e.g.Items(body)
	switch {
	case e.cfg.Proto < 4:
		e.push(task{kind: taskSet, w: w, items: items, class: graph.MakeBool(frozen)})
	case frozen:
		e.Op(opcode.Mark)
		e.push(task{kind: taskFrozen, w: w, items: items})
	default:
		e.Op(opcode.EmptySet)
		e.memoize(w)
		e.pushBatch(batchSet, items, nil)
	}
}

func (e *Encoder) saveGlobal(w graph.Word) error {
	g := e.g
	mod, nam, code := g.GlobalParts(w)
	if code != 0 {
		if e.cfg.Proto < 2 {
			return &UnsupportedError{e.cfg.Proto, "extension code " + strconv.Itoa(int(code))}
		}
		e.ext(code)
		return nil
	}
	if !mod.Is(graph.Str) || !nam.Is(graph.Str) {
		if e.cfg.Proto < 4 {
			return &UnsupportedError{e.cfg.Proto, "a global that is named by persistent ids"}
		}
		e.push(task{kind: taskGlobal, w: w})
		return nil
	}
	module, name := string(g.TextOf(mod)), string(g.TextOf(nam))
	if n, ok := e.globals[module+"\n"+name]; ok {
		e.Get(n)
		return nil
	}
	if e.extension(module, name) {
		return nil
	}
	if e.cfg.Proto < 4 {
		err := e.globalLines(opcode.Global, module, name, g.RawGlobal(w))
		e.memoize(w)
		return err
	}
	if err := e.save(mod); err != nil {
		return err
	}
	if err := e.save(nam); err != nil {
		return err
	}
	e.Op(opcode.StackGlobal)
	e.memoize(w)
	return nil
}

// savePersID writes a persistent id, itself never replaced by one.
func (e *Encoder) savePersID(g *graph.Graph, id graph.Word) error {
	if e.cfg.Proto > 0 {
		e.push(task{kind: taskPersID})
		if g == e.g {
			return e.saveValue(id)
		}
		return e.foreign(g, id, (*Encoder).saveValue)
	}
	var text []byte
	switch {
	case id.Is(graph.Str) || id.Is(graph.ByteString):
		text = g.TextOf(id)
	case id.Is(graph.Int) || id.Is(graph.WideInt):
		text = strconv.AppendInt(nil, g.Int64(id), 10)
	default:
		return &UnsupportedError{0, "a persistent id that is not a str"}
	}
	for _, c := range text {
		if c >= 0x80 || c == '\n' {
			return &UnsupportedError{0, "a persistent id that is not one line of ASCII"}
		}
	}
	e.Out = append(append(append(e.Out, byte(opcode.PersID)), text...), '\n')
	return nil
}

// saveBuffer writes an out-of-band buffer: into the pickle where its bytes are at hand and nobody takes
// them, else as NEXT_BUFFER.
func (e *Encoder) saveBuffer(w graph.Word) error {
	g := e.g
	_, arg := g.RareOf(w)
	data := g.BufferOf(w)
	readOnly := arg.SmallInt()&1 == 1
	inBand := data != nil
	if e.cfg.Buffer != nil {
		var err error
		if inBand, err = e.cfg.Buffer(g, w); err != nil {
			return err
		}
	}
	switch {
	case inBand && readOnly:
		_, err := e.Bytes(data)
		return err
	case inBand:
		_, err := e.ByteArray(data)
		return err
	case e.cfg.Proto < 5:
		return &UnsupportedError{e.cfg.Proto, "an out-of-band buffer"}
	}
	e.Op(opcode.NextBuffer)
	if readOnly {
		e.Op(opcode.ReadonlyBuffer)
	}
	return nil
}

// step goes on with the task on top until it ends or pushes another.
func (e *Encoder) step(t *task) error {
	switch t.kind {
	case taskTuple, taskFrozen:
		return e.stepItems(t)
	case taskBatch:
		return e.stepBatch(t)
	case taskObject:
		return e.stepObject(t)
	case taskOld:
		return e.stepOld(t)
	case taskSet:
		return e.stepSet(t)
	case taskGlobal:
		module, name, _ := e.g.GlobalParts(t.w)
		switch t.step++; t.step {
		case 1:
			return e.save(module)
		case 2:
			return e.save(name)
		}
		w := t.w
		e.pop()
		e.Op(opcode.StackGlobal)
		e.memoize(w)
		return nil
	}
	e.Op(opcode.BinPersID)
	e.pop()
	return nil
}

// stepItems writes the items of a tuple or frozenset, then what makes them one. If that has come up among
// its own items, it is in the memo by now and the items are thrown away.
func (e *Encoder) stepItems(t *task) error {
	depth := len(e.tasks)
	for {
		if t.next = e.atoms(nil, t.items, t.next, len(t.items)); t.next == len(t.items) {
			break
		}
		w := t.items[t.next]
		t.next++
		if err := e.save(w); err != nil || len(e.tasks) != depth {
			return err
		}
	}
	w, n, frozen := t.w, len(t.items), t.kind == taskFrozen
	e.pop()
	marked := frozen || e.cfg.Proto < 2 || n > 3
	if got, ok := e.seen(w); ok {
		switch {
		case marked && e.cfg.Proto > 0:
			e.Op(opcode.PopMark)
		case marked:
			n++ // the MARK
			fallthrough
		default:
			e.Out = append(e.Out, slices.Repeat([]byte{byte(opcode.Pop)}, n)...)
		}
		e.Get(got)
		return nil
	}
	switch {
	case frozen:
		e.Op(opcode.FrozenSet)
	case marked:
		e.Op(opcode.Tuple)
	default:
		e.Op(opcode.Tuple1 + opcode.Code(n-1))
	}
	e.memoize(w)
	return nil
}
