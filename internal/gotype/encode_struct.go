package gotype

import (
	"strings"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/compat"
	"github.com/brine-go/brine/internal/emit"
	"github.com/brine-go/brine/opcode"
)

// A global is a class or function that types bring along.
type global struct {
	module, name literal
	id           literal   // of both: the place of its memo index
	lines        [2]string // opcode GLOBAL in protocols below 4, with Python 3's names and Python 2's
}

func newGlobal(module, name string) *global {
	g := &global{module: makeLiteral(module), name: makeLiteral(name), id: makeLiteral(module + "\n" + name)}
	if plainName(module, name) {
		g.lines[0] = "c" + module + "\n" + name + "\n"
		module, name = compat.ToPython2(module, name)
		g.lines[1] = "c" + module + "\n" + name + "\n"
	}
	return g
}

// plainName reports whether a global may be written as it is in every protocol.
func plainName(module, name string) bool {
	for _, s := range []string{module, name} {
		if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r == '\n' || r >= utf8.RuneSelf }) {
			return false
		}
	}
	return !strings.Contains(name, ".")
}

// nameGlobal is newGlobal for a name that is of one value only.
func nameGlobal(module, name string) *global {
	return &global{module: literal{text: module}, name: literal{text: name}, id: literal{id: -1}}
}

// Callables of Python's library that the codecs write.
var (
	classComplex   = newGlobal("builtins", "complex")
	classSet       = newGlobal("builtins", "set")
	classFrozenSet = newGlobal("builtins", "frozenset")
	classDatetime  = newGlobal("datetime", "datetime")
	classDate      = newGlobal("datetime", "date")
	classTimezone  = newGlobal("datetime", "timezone")
	classTimedelta = newGlobal("datetime", "timedelta")
	classFraction  = newGlobal("fractions", "Fraction")
	classDecimal   = newGlobal("decimal", "Decimal")
	newObjFunc     = newGlobal("copyreg", "__newobj__")
	codecsEncode   = newGlobal("_codecs", "encode")
	latin1         = makeLiteral("latin1")
)

// global writes a class or function: once in a pickle, then it is in the memo.
func (e *Encoder) global(g *global) error {
	id := g.id.id
	if id < 0 || e.dump.ExtensionCode != nil {
		return e.Global(g.module.text, g.name.text) // keeps a memo of its own
	}
	if e.wrote(id) {
		e.getAgain(id)
		return nil
	}
	if e.proto < 4 {
		return e.newGlobalLines(g)
	}
	if err := e.literal(&g.module); err != nil {
		return err
	}
	if err := e.literal(&g.name); err != nil {
		return err
	}
	e.Op(opcode.StackGlobal)
	e.note(id, e.memoize())
	return nil
}

// newGlobalLines writes a class or function for the first time, in protocols below 4.
func (e *Encoder) newGlobalLines(g *global) error {
	lines := g.lines[0]
	if e.proto < 3 && e.dump.FixImports {
		lines = g.lines[1]
	}
	next := e.PeekMemo()
	if lines != "" {
		e.Out = append(e.Out, lines...)
		e.memoize()
	} else if err := e.Global(g.module.text, g.name.text); err != nil {
		return err
	}
	if n := e.PeekMemo(); n > next { // the global is the last that was memoized
		e.note(g.id.id, n-1)
	}
	return nil
}

func encStruct(e *Encoder, c *codec, p ptr) error { return c.object(e, c, p, identity{}) }

// encFieldDict is encStruct for a struct that is no tuple, without the way by an identity.
func encFieldDict(e *Encoder, c *codec, p ptr) error {
	if e.inKey > 0 {
		return encStruct(e, c, p)
	}
	return e.fieldDict(c, p)
}

// encFieldTuple is encStruct for a struct that is marked as a tuple, without the way by an identity: one in seven of the
// instructions that Graphite metrics take.
func encFieldTuple(e *Encoder, c *codec, p ptr) error {
	n := len(c.fields.list)
	e.startTuple(n)
	if err := e.fields(c, p, false, 0); err != nil {
		return err
	}
	e.endTuple(n)
	return nil
}

// structObject writes a struct as a dict, or as a tuple where it is marked as one or is a key.
func structObject(e *Encoder, c *codec, p ptr, key identity) error {
	if c.fields.tuple || e.inKey > 0 && key.id == 0 {
		n := len(c.fields.list)
		if n == 0 {
			key = identity{}
		}
		e.startTuple(n)
		if err := e.fields(c, p, false, 0); err != nil {
			return err
		}
		e.endObjectTuple(n, key)
		return nil
	}
	if e.inKey > 0 {
		return e.fail(c.typ, errUnhashable)
	}
	e.emptyDict()
	e.remember(key)
	return e.fieldItems(c, p)
}

// fieldDict writes a dict of the fields.
func (e *Encoder) fieldDict(c *codec, p ptr) error {
	if e.proto < 2 || len(c.fields.list) < 2 {
		e.emptyDict()
		return e.fieldItems(c, p)
	}
	e.Out = append(e.Out, byte(opcode.EmptyDict), byte(opcode.Mark))
	if err := e.quickFields(c, p, true); err != nil {
		return err
	}
	e.Out = append(e.Out, byte(opcode.SetItems))
	return nil
}

// fieldItems adds the fields to the dict on the stack.
func (e *Encoder) fieldItems(c *codec, p ptr) error {
	return e.fieldBatch(c, p, true, opcode.SetItem, opcode.SetItems)
}

// fieldBatch adds the fields to the container on the stack: by many all at once, or each by single.
func (e *Encoder) fieldBatch(c *codec, p ptr, named bool, single, many opcode.Code) error {
	switch n := len(c.fields.list); {
	case n == 0:
		return nil
	case e.alone(n, single):
		return e.fields(c, p, named, single)
	}
	e.Op(opcode.Mark)
	if err := e.fields(c, p, named, 0); err != nil {
		return err
	}
	e.Op(many)
	return nil
}

// fields writes the fields of a struct, each with single behind it if that is not 0: named as the items of a dict, else
// as those of a tuple or list, in which none is left out, or all would shift.
func (e *Encoder) fields(c *codec, p ptr, named bool, single opcode.Code) error {
	if e.proto >= 2 && single == 0 {
		return e.quickFields(c, p, named)
	}
	if err := e.enter(c.typ); err != nil {
		return err
	}
	list := c.fields.list
	for i := range list {
		f := &list[i]
		if err := e.field(f, p, named, single); err != nil {
			return inField(err, f.name)
		}
	}
	e.leave()
	return nil
}

// quickFields is fields from protocol 2 on, without a single. Most names and numbers take a few bytes, which are written
// here, with one look at the room there is.
func (e *Encoder) quickFields(c *codec, p ptr, named bool) error {
	if err := e.enter(c.typ); err != nil {
		return err
	}
	list := c.fields.list
	for i := range list {
		f := &list[i]
		if !f.quick {
			if err := e.field(f, p, named, 0); err != nil {
				return inField(err, f.name)
			}
			continue
		}
		for len(e.Out) >= e.full || cap(e.Out) < len(e.Out)+fieldRoom { // not if, which would have e.Out loaded again
			if err := e.makeRoom(fieldRoom); err != nil {
				return inField(err, f.name)
			}
		}
		k, n := len(e.Out), 0
		b := (*[fieldRoom]byte)(e.Out[k : k+fieldRoom])
		if named {
			if e.wrote(f.lit.id) {
				get := e.lits[f.lit.id].get
				little.PutUint64(b[:], uint64(get))
				n = get.Len()
			} else if n = e.newName(b, &f.lit); n == 0 {
				if err := e.field(f, p, named, 0); err != nil {
					return inField(err, f.name)
				}
				continue
			}
		}
		x, v := f.in(p), (*[textRoom]byte)(b[n&63:])
		switch f.codec.atom {
		case atomInt64:
			n += putInt(v[:], uint64(*at[int64](x)))
		case atomInt:
			n += putInt(v[:], uint64(*at[int](x)))
		case atomFloat64:
			n += putFloat(v[:], *at[float64](x))
		case atomBool:
			v[0] = byte(opcode.NewFalse)
			if *at[bool](x) {
				v[0] = byte(opcode.NewTrue)
			}
			n++
		case atomString:
			s := at[string](x)
			size := e.putText(v, *s, true)
			e.Out = e.Out[:k+n+size]
			if size == 0 {
				if err := e.longText(*s, true); err != nil {
					return inField(e.fail(f.codec.typ, err), f.name)
				}
			}
			continue
		default:
			e.Out = e.Out[:k+n]
			if err := f.codec.enc(e, f.codec, x); err != nil {
				return inField(err, f.name)
			}
			continue
		}
		e.Out = e.Out[:k+n]
	}
	e.leave()
	return nil
}

// field writes one field as fields does, of all kinds and in all protocols.
func (e *Encoder) field(f *field, p ptr, named bool, single opcode.Code) error {
	x, ok := f.of(p)
	if named && (!ok || f.omits && f.omit(x.value(f.codec))) {
		return nil
	}
	err := e.boundary()
	if err == nil && named {
		err = e.literal(&f.lit)
	}
	switch {
	case err != nil:
		return err
	case ok:
		if err = e.part(f.codec, x); err != nil {
			return err
		}
	default:
		e.None()
	}
	if single != 0 {
		e.Op(single)
	}
	return nil
}

// fieldRoom is more than a field takes that is written at once: a number or a short text behind its name.
const fieldRoom = 64 + textRoom

// newName writes a short name that this dump has not written, from protocol 2 on, and returns how many bytes it is; 0 if
// it is of a type that was not known when the dump began.
func (e *Encoder) newName(b *[fieldRoom]byte, l *literal) int {
	if uint(l.id) >= uint(len(e.lits)) {
		return 0
	}
	w := &e.lits[l.id]
	q := &l.quick[0]
	if e.proto < 4 {
		q = &l.quick[1]
	}
	*(*[quickRoom]byte)(b[:]) = q.bytes
	memo := e.NextMemo()
	*w = writtenLiteral{emit.GetLiteral(memo), e.epoch}
	if e.proto >= 4 { // MEMOIZE is among the bytes
		return q.size
	}
	put := e.PutLiteral(memo)
	little.PutUint64(b[q.size&63:], uint64(put))
	return q.size + put.Len()
}

// part writes a value by its codec: the commonest kinds in a call less.
func (e *Encoder) part(c *codec, p ptr) error {
	switch c.atom {
	case atomInt64:
		e.int(*at[int64](p))
		return nil
	case atomInt:
		e.int(int64(*at[int](p)))
		return nil
	case atomFloat64:
		e.float(*at[float64](p))
		return nil
	case atomString:
		return e.fail(c.typ, e.string(*at[string](p)))
	case atomPointer:
		if p.isNil() {
			e.Op(opcode.None)
			return nil
		}
	}
	return c.enc(e, c, p)
}

// newObj writes what makes an instance, its arguments written by args: class.__new__(class, *args), in
// protocols without NEWOBJ by copyreg's function for that.
func (e *Encoder) newObj(g *global, n int, args func() error) error {
	if e.proto >= 2 {
		if err := e.global(g); err != nil {
			return err
		}
		e.startTuple(n)
		if err := args(); err != nil {
			return err
		}
		e.endTuple(n)
		e.Op(opcode.NewObj)
		return nil
	}
	if err := e.global(newObjFunc); err != nil {
		return err
	}
	e.Op(opcode.Mark)
	if err := e.global(g); err != nil {
		return err
	}
	if err := args(); err != nil {
		return err
	}
	e.Op(opcode.Tuple)
	e.Op(opcode.Reduce)
	return nil
}

// newEmptyObj is newObj without arguments.
func (e *Encoder) newEmptyObj(g *global) error {
	if e.proto < 2 {
		return e.newObj(g, 0, func() error { return nil })
	}
	if err := e.global(g); err != nil {
		return err
	}
	e.Out = append(e.Out, byte(opcode.EmptyTuple), byte(opcode.NewObj))
	return nil
}

// instanceObject writes an instance whose fields are its attributes.
func instanceObject(e *Encoder, c *codec, p ptr, key identity) error {
	if err := e.newEmptyObj(c.class.global); err != nil {
		return e.fail(c.typ, err)
	}
	e.remember(key)
	inKey := e.inKey
	e.inKey = 0
	switch {
	case len(c.fields.list) == 0:
		e.inKey = inKey
		return nil
	case c.class.kind == FrozenSlots:
		if err := e.fieldList(c, p); err != nil {
			return err
		}
	default:
		slots := c.class.kind == Slots
		if slots {
			e.startTuple(2)
			e.None()
		}
		if err := e.fieldDict(c, p); err != nil {
			return err
		}
		if slots {
			e.endTuple(2)
		}
	}
	e.Op(opcode.Build)
	e.inKey = inKey
	return nil
}

// fieldList writes the fields as a list.
func (e *Encoder) fieldList(c *codec, p ptr) error {
	e.emptyList()
	return e.fieldBatch(c, p, false, opcode.Append, opcode.Appends)
}

// callObject writes an object that is made of its fields as arguments.
func callObject(e *Encoder, c *codec, p ptr, key identity) error {
	n := len(c.fields.list)
	items := func() error { return e.fields(c, p, false, 0) }
	if c.class.kind == NamedTuple {
		if err := e.newObj(c.class.global, n, items); err != nil {
			return e.fail(c.typ, err)
		}
	} else if err := e.call(c.class.global, n, items); err != nil {
		return e.fail(c.typ, err)
	}
	e.finish(key)
	return nil
}

// call writes callable(*args).
func (e *Encoder) call(g *global, n int, args func() error) error {
	if err := e.global(g); err != nil {
		return err
	}
	e.startTuple(n)
	if err := args(); err != nil {
		return err
	}
	e.endTuple(n)
	e.Op(opcode.Reduce)
	return nil
}

// finish memoizes the object just made. If it has come up among its own arguments, that one is taken.
func (e *Encoder) finish(key identity) {
	if key.id != 0 {
		if memo, ok := e.ids.find(key); ok {
			e.Op(opcode.Pop)
			e.Get(memo)
			return
		}
	}
	e.remember(key)
}

func encEnum(e *Encoder, c *codec, p ptr) error {
	if err := e.global(c.class.global); err != nil {
		return e.fail(c.typ, err)
	}
	e.startTuple(1)
	if err := c.elem.enc(e, c.elem, p); err != nil {
		return err
	}
	e.endTuple(1)
	e.Op(opcode.Reduce)
	return nil
}
