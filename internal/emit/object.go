package emit

import (
	"slices"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// saveObject writes an object as it was made; a builtin spelled as a call by its own opcode where the
// protocol has one.
func (e *Encoder) saveObject(w graph.Word) error {
	g := e.g
	switch body := g.StandsFor(w); {
	case body == w:
	case body.Is(graph.Bytes) && e.cfg.Proto >= 3:
		n, err := e.Bytes(g.TextOf(body))
		e.remember(w, n)
		return err
	case body.Is(graph.ByteArray) && e.cfg.Proto >= 5:
		n, err := e.ByteArray(g.TextOf(body))
		e.remember(w, n)
		return err
	case body.Is(graph.Set) && e.cfg.Proto >= 4:
		e.saveSet(w, body)
		return nil
	}
	if how := g.How(w); how == graph.ByObj || how == graph.ByInst {
		e.Op(opcode.Mark)
		e.pushTask(task{kind: taskOld, w: w, arg: g.Args(w)})
		return nil
	}
	if _, changed := g.FirstEffect(w); g.IsBare(w) && !changed && e.cfg.Proto < 4 {
		if err := e.saveBare(w); err != nil {
			return err
		}
		e.memoize(w)
		return nil
	}
	t := task{kind: taskObject, w: w, arg: g.Args(w)}
	if args, ok := g.Again(w); ok && !e.making[w] {
		t.arg = args
		if e.making == nil {
			e.making = make(map[graph.Word]bool)
		}
		e.making[w] = true
	}
	e.pushTask(t)
	return nil
}

// saveBare writes a dotted name as CPython does since 3.14: getattr of getattr … of a global, with arguments
// that are not memoized.
func (e *Encoder) saveBare(w graph.Word) error {
	g := e.g
	var names []graph.Word
	for w.Is(graph.Object) {
		if err := e.leaf(g.Callable(w)); err != nil {
			return err
		}
		if e.cfg.Proto < 2 {
			e.Op(opcode.Mark)
		}
		items := g.TupleItems(g.Args(w))
		names = append(names, items[1])
		w = items[0]
	}
	module, name := g.GlobalNames(w)
	if err := e.globalLines(opcode.Global, string(module), string(name), g.RawGlobal(w)); err != nil {
		return err
	}
	for _, name := range slices.Backward(names) {
		if err := e.leaf(name); err != nil {
			return err
		}
		if e.cfg.Proto < 2 {
			e.Op(opcode.Tuple)
		} else {
			e.Op(opcode.Tuple2)
		}
		e.Op(opcode.Reduce)
	}
	return nil
}

// Steps of an object task. From stepEffect on they are the same for all objects.
const (
	stepCallable = iota
	stepArgs
	stepKwargs
	stepMake
	stepEffect      // take the next effect
	stepBuild       // a state is on the stack
	stepSetterObj   // a setter is on the stack
	stepSetterState // setter and object are
	stepSetterCall  // setter, object and state are
	stepCallArgs    // a callable is on the stack
	stepCall        // callable and arguments are
	stepEnd
)

// stepObject is CPython's save_reduce. NEWOBJ and NEWOBJ_EX are, in protocols without them, calls of the
// functions that copyreg has for that.
func (e *Encoder) stepObject(t *task) error {
	g, w := e.g, t.w
	how := g.How(w)
	spelled := ""
	switch {
	case how == graph.ByNewObj && e.cfg.Proto < 2:
		spelled = "__newobj__"
	case how == graph.ByNewObjEx && e.cfg.Proto < 4:
		spelled = "__newobj_ex__"
	}
	switch t.step {
	case stepCallable:
		t.step++
		if spelled == "" {
			return e.later(g.Callable(w))
		}
		if !t.arg.Is(graph.Tuple) {
			return &UnsupportedError{e.cfg.Proto, "NEWOBJ with a persistent id as its arguments"}
		}
		if err := e.Global("copyreg", spelled); err != nil {
			return err
		}
		if spelled == "__newobj__" || e.cfg.Proto < 2 {
			e.Op(opcode.Mark)
		}
		return e.later(g.Callable(w))
	case stepArgs:
		if spelled != "__newobj__" {
			t.step++
			return e.later(t.arg)
		}
		items := g.TupleItems(t.arg) // follow the class in one tuple
		if t.next < len(items) {
			t.next++
			return e.later(items[t.next-1])
		}
		t.step++
		e.Op(opcode.Tuple)
		e.Memoize()
		return nil
	case stepKwargs:
		t.step++
		if how == graph.ByNewObjEx {
			return e.later(g.Kwargs(w))
		}
		return nil
	case stepMake:
		t.step++
		switch {
		case spelled == "__newobj_ex__" && e.cfg.Proto < 2:
			e.Op(opcode.Tuple)
			e.Memoize()
			e.Op(opcode.Reduce)
		case spelled == "__newobj_ex__":
			e.tupleOf(3)
			e.Op(opcode.Reduce)
		case how == graph.ByReduce || spelled != "":
			e.Op(opcode.Reduce)
		case how == graph.ByNewObj:
			e.Op(opcode.NewObj)
		default:
			e.Op(opcode.NewObjEx)
		}
		return e.made(t)
	}
	return e.stepEffects(t)
}

// made memoizes an object just made. If it has come up among its own arguments, that one is taken.
func (e *Encoder) made(t *task) error {
	if get := e.seen(t.w); get != 0 {
		e.Op(opcode.Pop)
		e.Get(get.Index())
		e.popTask()
		return nil
	}
	e.memoize(t.w)
	t.step = stepEffect
	var ok bool
	if t.effect, ok = e.g.FirstEffect(t.w); !ok {
		t.step = stepEnd
	}
	return nil
}

// stepEffects writes what followed an object's creation.
func (e *Encoder) stepEffects(t *task) error {
	effect := t.effect
	switch t.step {
	case stepEffect:
		switch effect.Kind {
		case graph.EffectBuild:
			t.step = stepBuild
			return e.later(effect.A)
		case graph.EffectSetter:
			t.step = stepSetterObj
			return e.later(effect.A)
		case graph.EffectCall:
			t.step = stepCallArgs
			return e.later(effect.A)
		}
		e.nextEffect(t)
		kind := levelItems
		switch effect.Kind {
		case graph.EffectSet:
			kind = levelPairs
		case graph.EffectAdd:
			kind = levelSet
		}
		e.pushBatch(kind, effect.A)
		return nil
	case stepBuild:
		e.Op(opcode.Build)
		e.nextEffect(t)
		return nil
	case stepSetterObj:
		t.step++
		return e.later(t.w)
	case stepSetterState:
		t.step++
		return e.later(effect.B)
	case stepSetterCall:
		e.Op(opcode.Tuple2) // in every protocol, as CPython does
		e.Op(opcode.Reduce)
		e.Op(opcode.Pop)
		e.nextEffect(t)
		return nil
	case stepCallArgs:
		t.step++
		return e.later(effect.B)
	case stepCall:
		e.Op(opcode.Reduce)
		e.Op(opcode.Pop)
		e.nextEffect(t)
		return nil
	}
	w := t.w
	e.popTask()
	if e.cfg.Tail != nil {
		return e.tail(w)
	}
	return nil
}

func (e *Encoder) nextEffect(t *task) {
	var ok bool
	t.step = stepEffect
	if t.effect, ok = e.g.NextEffect(t.effect); !ok {
		t.step = stepEnd
	}
}

// stepOld writes Python 2's old-style instances: OBJ, or INST where the class is only named.
func (e *Encoder) stepOld(t *task) error {
	g := e.g
	class := g.Callable(t.w)
	byName := g.How(t.w) == graph.ByInst || e.cfg.Proto == 0 && class.Is(graph.Global)
	switch t.step {
	case stepCallable:
		t.step++
		if !byName {
			return e.later(class)
		}
		return nil
	case stepArgs:
		if items := g.TupleItems(t.arg); t.next < len(items) {
			t.next++
			return e.later(items[t.next-1])
		}
		t.step = stepMake
		return nil
	case stepMake:
		if !byName {
			e.Op(opcode.Obj)
			return e.made(t)
		}
		module, name := g.GlobalNames(class)
		if err := e.globalLines(opcode.Inst, string(module), string(name), g.RawGlobal(class)); err != nil {
			return err
		}
		return e.made(t)
	}
	return e.stepEffects(t)
}

// stepSet writes a set below protocol 4: builtins.set([items]).
func (e *Encoder) stepSet(t *task) error {
	switch t.step {
	case stepCallable:
		t.step++
		class := "set"
		if e.g.SpanOf(t.arg).Shape == 1 {
			class = "frozenset"
		}
		if err := e.Global("builtins", class); err != nil {
			return err
		}
		if e.cfg.Proto < 2 {
			e.Op(opcode.Mark)
		}
		e.literal(e.spells.emptyList)
		e.Memoize()
		e.pushBatch(levelList, t.arg)
		return nil
	case stepArgs:
		t.step = stepMake
		e.tupleOf(1)
		return nil
	}
	w := t.w
	e.Op(opcode.Reduce)
	if get := e.seen(w); get != 0 {
		e.Op(opcode.Pop)
		e.Get(get.Index())
	} else {
		e.memoize(w)
	}
	e.popTask()
	return nil
}
