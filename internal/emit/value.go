package emit

import (
	"errors"
	"slices"
	"strconv"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// A task is a value that is made in steps: each writes something or pushes the level of one part, and ends
// there. It belongs to a level of its kind, which is below those of its parts.
type task struct {
	kind   taskKind
	step   uint8
	w      graph.Word
	next   int
	arg    graph.Word // taskObject, taskOld: arguments; taskSet: the set
	effect graph.Effect
}

type taskKind uint8

const (
	taskObject taskKind = iota // REDUCE, NEWOBJ, NEWOBJ_EX and what follows
	taskOld                    // OBJ, INST and what follows
	taskSet                    // a set below protocol 4: set([items])
	taskGlobal                 // a global by its names, from protocol 4 on
)

var errNoValue = errors.New("no value to write")

// Document appends the one value of a pickle. What the graph refers to once needs no look-up in the memo.
func (e *Encoder) Document(g *graph.Graph, w graph.Word) error {
	e.g, e.exact, e.ready = g, g.SharesAll(), false
	e.memo.place(g)
	return e.walk(w, false)
}

// Value appends a value of g. Values of one graph share the memo, others have their own.
func (e *Encoder) Value(g *graph.Graph, w graph.Word) error {
	e.exact, e.ready = true, false
	if e.g != g {
		if e.g != nil {
			return e.foreign(g, w, false)
		}
		e.g = g
	}
	return e.walk(w, false)
}

// foreign writes a value of another graph in the middle of this one.
func (e *Encoder) foreign(g *graph.Graph, w graph.Word, asked bool) error {
	old, memo0, exact, shaped, keys, making := e.g, e.memo, e.exact, e.shaped, e.shapeKeys, e.making
	e.g, e.memo, e.exact, e.making = g, memo{}, true, nil
	e.shaped, e.shapeKeys = [len(e.shaped)]int32{}, [len(e.shaped)][]graph.Word{}
	e.memo.init(memoSmall)
	err := e.walk(w, asked)
	e.g, e.memo, e.exact, e.shaped, e.shapeKeys, e.making = old, memo0, exact, shaped, keys, making
	return err
}

// push pushes the level of one value.
func (e *Encoder) push(kind levelKind, w graph.Word) {
	n := len(e.words)
	e.words = append(e.words, w)
	e.levels = append(e.levels, level{kind: kind, scratch: true, first: n, next: n, stop: n + 1, end: n + 1})
}

// later pushes the level of a part of the task under way.
func (e *Encoder) later(w graph.Word) error {
	e.push(levelValue, w)
	return nil
}

// pushTask pushes a task with its level.
func (e *Encoder) pushTask(t task) {
	e.tasks = append(e.tasks, t)
	e.levels = append(e.levels, level{kind: levelTask})
}

func (e *Encoder) popTask() {
	e.tasks = e.tasks[:len(e.tasks)-1]
	e.pop()
}

// pop ends the top level.
func (e *Encoder) pop() {
	top := len(e.levels) - 1
	if l := &e.levels[top]; l.scratch {
		e.words = e.words[:l.first]
	}
	e.levels = e.levels[:top]
}

// around writes a value that may be none of those with a short way, or that does not begin where it stands: the
// frame is full, a persistent id takes its place, the protocol is old. Or it pushes the level that will. asked is
// whether it is a persistent id, itself never replaced by one.
func (e *Encoder) around(w graph.Word, asked bool) error {
	e.suspend()
	defer e.resume()
	if err := e.Boundary(); err != nil {
		return err
	}
	if e.cfg.PersistentID != nil && !asked {
		if pg, id, ok := e.cfg.PersistentID(e.g, w); ok {
			return e.savePersID(pg, id)
		}
	}
	if !w.IsFloat() && w.Tag() >= graph.Tuple && w.Tag() <= graph.Dict || w.Is(graph.Object) {
		get := e.seen(w)
		if get != 0 {
			e.Get(get.Index())
			return nil
		}
		e.resume()
		opened := e.open(w)
		e.suspend()
		if opened {
			return nil
		}
	}
	return e.save(w)
}

// save writes a value that open does not, or pushes the level that will.
func (e *Encoder) save(w graph.Word) error {
	g := e.g
	if w.IsFloat() {
		e.Float(w.Float())
		return nil
	}
	switch w.Tag() {
	case graph.Const:
		v := e.literals[w.Payload()]
		if v == 0 {
			return errNoValue
		}
		e.literal(v)
		return nil
	case graph.Int, graph.WideInt:
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
	if get := e.seen(w); get != 0 {
		e.Get(get.Index())
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
	case graph.Set:
		e.saveSet(w, w)
		return nil
	case graph.Global:
		return e.saveGlobal(w)
	}
	return e.saveObject(w)
}

// leaf writes a text or a global below protocol 4 at once.
func (e *Encoder) leaf(w graph.Word) error {
	if err := e.Boundary(); err != nil {
		return err
	}
	return e.save(w)
}

func (e *Encoder) memoize(w graph.Word) { e.remember(w, e.Memoize()) }

// remember notes the memo index of w, unless nothing else refers to it.
func (e *Encoder) remember(w graph.Word, n int) {
	if e.exact || e.g.IsShared(w) {
		e.memo.set(w, n)
	}
}

// seen returns the GET of w if it was written before, else 0.
func (e *Encoder) seen(w graph.Word) literal {
	if e.exact || e.g.IsShared(w) {
		return e.memo.find(w)
	}
	return 0
}

// saveSet writes the set body for the word w, itself or the call that stands for it.
func (e *Encoder) saveSet(w, body graph.Word) {
	s := e.g.SpanOf(body)
	switch from, to := int(s.Off), int(s.Off)+int(s.N); {
	case e.cfg.Proto < 4:
		e.pushTask(task{kind: taskSet, w: w, arg: body})
	case s.Shape == 1:
		e.Op(opcode.Mark)
		e.levels = append(e.levels, level{kind: levelFrozen, w: w, first: from, next: from, stop: to, end: to})
	default:
		e.Op(opcode.EmptySet)
		e.memoize(w)
		e.pushBatch(levelSet, body)
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
		e.pushTask(task{kind: taskGlobal, w: w})
		return nil
	}
	if e.globals != nil || e.cfg.Proto < 4 || e.cfg.ExtensionCode != nil {
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
	}
	if e.careful {
		e.pushTask(task{kind: taskGlobal, w: w})
		return nil
	}
	if err := e.leaf(mod); err != nil {
		return err
	}
	if err := e.leaf(nam); err != nil {
		return err
	}
	e.Op(opcode.StackGlobal)
	e.memoize(w)
	return nil
}

// savePersID writes a persistent id, itself never replaced by one.
func (e *Encoder) savePersID(g *graph.Graph, id graph.Word) error {
	if e.cfg.Proto > 0 {
		if g == e.g {
			e.push(levelID, id)
			return nil
		}
		err := e.foreign(g, id, true)
		e.Op(opcode.BinPersID)
		return err
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

// step goes on with the task on top until it ends or pushes a level.
func (e *Encoder) step(t *task) error {
	switch t.kind {
	case taskObject:
		return e.stepObject(t)
	case taskOld:
		return e.stepOld(t)
	case taskSet:
		return e.stepSet(t)
	}
	module, name, _ := e.g.GlobalParts(t.w)
	switch t.step++; t.step {
	case 1:
		return e.later(module)
	case 2:
		return e.later(name)
	}
	e.Op(opcode.StackGlobal)
	e.memoize(t.w)
	e.popTask()
	return nil
}

// closeRare closes the top level where the loop does not.
func (e *Encoder) closeRare() error {
	l := &e.levels[len(e.levels)-1]
	switch l.kind {
	case levelTask:
		return e.step(&e.tasks[len(e.tasks)-1])
	case levelID:
		e.Op(opcode.BinPersID)
	case levelFrozen:
		if get := e.seen(l.w); get != 0 {
			e.again(l.end-l.first, true, get)
		} else {
			e.Op(opcode.FrozenSet)
			e.memoize(l.w)
		}
	case levelTuple:
		n := l.end - l.first
		e.again(n, n > 3 || e.cfg.Proto < 2, e.memo.find(l.w))
	case levelObject:
		e.Op(opcode.Pop)
		e.Get(e.memo.find(l.w).Index())
	}
	e.pop()
	return nil
}

// again throws away the n parts of what has come up among them, so that it is in the memo by now.
func (e *Encoder) again(n int, marked bool, get literal) {
	switch {
	case marked && e.cfg.Proto > 0:
		e.Op(opcode.PopMark)
	case marked:
		n++ // the MARK
		fallthrough
	default:
		e.Out = append(e.Out, slices.Repeat([]byte{byte(opcode.Pop)}, n)...)
	}
	e.Get(get.Index())
}
