package gotype

import (
	"encoding/binary"
	"io"
	"math"
	"math/big"
	"reflect"
	"unicode/utf8"

	"github.com/brine-go/brine/internal/emit"
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/unzeroed"
	"github.com/brine-go/brine/internal/vm"
	"github.com/brine-go/brine/opcode"
	"github.com/brine-go/brine/py"
)

// An Encoder writes Go values as pickles, one at a time. It belongs to one goroutine.
type Encoder struct {
	emit.Encoder
	// Clipped tells that nobody will see what is in Out behind its length, so that it need not be cleared: that was a quarter
	// of what a million floats took.
	Clipped bool
	Small   []byte // what Out was until it was made as large as the dump is going to be

	cfg   *Config
	cache *Cache
	dump  *emit.Config
	proto int
	depth int
	inKey int // above 0 within the key of a map: structs are tuples there, as dicts are not hashable

	lits    []writtenLiteral // by the literal's id
	epoch   uint32
	ids     identTable
	strs    stringCache
	full    int // length of Out from which on Boundary is worth a call
	expect  int // length of Out in the end, if the type's last dump is anything to go by
	zone    zoneMemo
	scratch []*entries // of maps, by codec
	lent    []*entries // those that this dump has used
	sorter  sorter
	short   [10]byte              // of a datetime
	latin1  [2 * sharedBytes]byte // see bytes
	top     pointerBox            // of the whole value: see topOf
	boxes   []pointerBox          // see ptrTo
	boxed   int
	boxing  bool // whether a box was used

	builder *py.Builder // for MarshalPickle methods, one a dump so that what they share is shared
	made    map[identity]py.Value
	keep    []any // what reducers made: see identity

	last struct { // the codec that was looked up last, maybe by an earlier dump
		id    typeWord
		cache *Cache
		codec *codec
	}
}

// Encode appends the pickle of v to e.Out, or writes it to w.
func (e *Encoder) Encode(v any, cfg *Config, dump *emit.Config, w io.Writer) error {
	e.cfg, e.cache, e.dump, e.proto = cfg, cfg.cache(), dump, dump.Proto
	e.depth, e.inKey = 0, 0
	if e.epoch++; e.epoch == 0 { // what was noted 2^32 dumps ago would count again
		clear(e.lits)
		e.epoch = 1
	}
	for int(literals.known.Load()) > len(e.lits) {
		e.lits = append(e.lits, writtenLiteral{})
	}
	e.ids.reset()
	e.strs.reset()
	e.zone = zoneMemo{}
	e.boxed = 0
	var out *watcher
	if w != nil {
		out = &watcher{w: w}
		w = out
	}
	start := len(e.Out)
	e.Begin(dump, w)
	e.full = len(e.Out) + frameTarget
	e.expect = 0
	err := e.root(v, start, w == nil)
	if err == nil {
		err = e.End()
	}
	if out != nil && out.err != nil {
		return out.err
	}
	if x, ok := err.(*encodeError); ok {
		return x.public()
	}
	return err
}

// root writes the value of a whole dump, which begins at start.
func (e *Encoder) root(v any, start int, whole bool) error {
	if v == nil {
		e.None()
		return nil
	}
	c := e.codecOf(v)
	if whole {
		e.expect = start + int(c.last.Load())
	}
	e.ids.expect = int(c.known.Load())
	err := c.enc(e, c, e.topOf(c, v))
	if n := len(e.ids.entries); n >= 1<<10 && n != e.ids.expect {
		c.known.Store(int64(n))
	}
	if n := len(e.Out) - start; err == nil && n >= frameTarget && whole {
		c.last.Store(int64(n))
	}
	return err
}

// A watcher keeps the error of a writer, which is no fault of the value that was on its way.
type watcher struct {
	w   io.Writer
	err error
}

func (w *watcher) Write(b []byte) (int, error) {
	n, err := w.w.Write(b)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}

// Release lets go of what the last dump was of.
func (e *Encoder) Release() {
	e.Encoder.Release()
	e.cfg, e.cache, e.dump = nil, nil, nil
	e.builder, e.made, e.keep = nil, nil, nil
	e.strs.reset()
	if len(e.lent) > 0 {
		for _, s := range e.lent {
			s.forget()
		}
		clear(e.lent)
		e.lent = e.lent[:0]
	}
	e.top = *new(pointerBox)
	if e.boxing {
		if len(e.boxes) > maxBoxes {
			e.boxes = nil
		}
		clear(e.boxes)
		e.boxing = false
	}
}

// maxBoxes is the number of boxes that are kept for the next dump.
const maxBoxes = 1 << 10

// frameTarget is the length that frames have about.
const frameTarget = 64 << 10

// boundary is Boundary, called only after as many bytes as a frame takes.
func (e *Encoder) boundary() error {
	if len(e.Out) < e.full {
		return nil
	}
	return e.cut()
}

// makeRoom is boundary, and makes room for n bytes.
func (e *Encoder) makeRoom(n int) error {
	err := e.boundary()
	e.room(n)
	return err
}

// cut is Boundary. What is written has shown that it is not small, so room is made for as much as the last dump
// of the type took: growing bit by bit, each time with fresh memory, took more time than writing. As types
// have values of all sizes, that is at most growth times what is written by then.
func (e *Encoder) cut() error {
	if want := min(e.expect+e.expect/16, growth*len(e.Out)); want > cap(e.Out) && len(e.Out)+2*frameTarget > cap(e.Out) {
		var room []byte
		if e.Clipped {
			room = unzeroed.Bytes(want)
		} else {
			room = make([]byte, 0, want)
		}
		e.Small = e.Out[:0]
		e.Out = append(room, e.Out...)
	}
	err := e.Boundary()
	e.full = len(e.Out) + frameTarget
	return err
}

const growth = 16

// enter counts a level of nesting; leave ends it. After an error nothing counts any more.
func (e *Encoder) enter(t reflect.Type) error {
	if e.depth++; e.depth > e.cfg.MaxDepth {
		return e.tooDeep(t)
	}
	return nil
}

func (e *Encoder) leave() { e.depth-- }

// tooDeep is never a part of its callers, which would have to spill for it.
//
//go:noinline
func (e *Encoder) tooDeep(t reflect.Type) error { return e.fail(t, depthError(e.cfg.MaxDepth)) }

func depthError(limit int) error {
	return &vm.LimitError{Name: "nesting of Go values", Max: int64(limit)}
}

// any writes the value of an interface. The types that dynamic data is made of need no look-up.
func (e *Encoder) any(x any) error {
	if x == nil {
		e.None()
		return nil
	}
	if len(e.cache.reducers) == 0 {
		switch x := x.(type) {
		case string:
			return e.string(x)
		case int:
			e.int(int64(x))
			return nil
		case int64:
			e.int(x)
			return nil
		case float64:
			e.Float(x)
			return nil
		case bool:
			e.Bool(x)
			return nil
		}
	}
	return e.dynamic(x)
}

// dynamic writes a value by the codec of its type.
func (e *Encoder) dynamic(x any) error {
	c := e.codecOf(x)
	boxed := e.boxed
	err := c.enc(e, c, e.ptrTo(c, x))
	e.boxed = boxed
	return err
}

// codecOf returns the codec of x's type.
func (e *Encoder) codecOf(x any) *codec {
	if id := typeID(x); id != e.last.id || e.cache != e.last.cache {
		e.last.id, e.last.cache, e.last.codec = id, e.cache, e.cache.codec(reflect.TypeOf(x))
	}
	return e.last.codec
}

func (e *Encoder) uint(x uint64) {
	if x > math.MaxInt64 {
		e.bigInt(new(big.Int).SetUint64(x))
		return
	}
	e.int(int64(x))
}

func (e *Encoder) bigInt(x *big.Int) {
	if x.IsInt64() {
		e.int(x.Int64())
		return
	}
	e.Long(graph.AppendLong(nil, x))
}

// memoize is Memoize, for the protocol that is written most in a call less.
func (e *Encoder) memoize() int {
	if e.proto < 4 {
		return e.Memoize()
	}
	e.Out = append(e.Out, byte(opcode.Memoize))
	return e.NextMemo()
}

// get is Get without branches on n, which would be mispredicted where objects of both kinds are got.
func (e *Encoder) get(n int) {
	if e.proto == 0 {
		e.Get(n)
		return
	}
	l := emit.GetLiteral(n)
	out := binary.LittleEndian.AppendUint64(e.Out, uint64(l))
	e.Out = out[:len(e.Out)+l.Len()]
}

// A writtenLiteral is the GET of a literal, and the dump that wrote it.
type writtenLiteral struct {
	get   emit.Literal
	epoch uint32
}

// wrote reports whether this dump has written the literal of an id.
func (e *Encoder) wrote(id int) bool {
	return uint(id) < uint(len(e.lits)) && e.lits[id].epoch == e.epoch
}

// getAgain gets the literal of an id, which this dump has written, from the memo.
func (e *Encoder) getAgain(id int) {
	get := e.lits[id].get
	if e.proto == 0 {
		e.Get(get.Index())
		return
	}
	e.room(8)
	k := len(e.Out)
	little.PutUint64(e.Out[k:k+8], uint64(get))
	e.Out = e.Out[:k+get.Len()]
}

// note notes the memo index of a literal.
func (e *Encoder) note(id, memo int) {
	for id >= len(e.lits) {
		e.lits = append(e.lits, writtenLiteral{})
	}
	e.lits[id] = writtenLiteral{emit.GetLiteral(memo), e.epoch}
}

// literal writes a str that types bring along, once in a pickle.
func (e *Encoder) literal(l *literal) error {
	if e.wrote(l.id) {
		e.getAgain(l.id)
		return nil
	}
	if e.proto >= 2 && l.short() {
		e.room(fieldRoom)
		k := len(e.Out)
		if n := e.newName((*[fieldRoom]byte)(e.Out[k:k+fieldRoom]), l); n > 0 {
			e.Out = e.Out[:k+n]
			return nil
		}
	}
	if err := e.Str(stringBytes(l.text)); err != nil {
		return err
	}
	e.note(l.id, e.memoize())
	return nil
}

// encBytes writes bytes. The same memory is the same object where it is long enough to matter.
func encBytes(e *Encoder, c *codec, p ptr) error {
	if p.isNil() {
		e.None()
		return nil
	}
	b := p.value(c).Bytes()
	var key identity
	if len(b) >= sharedBytes {
		key = sliceIdentity(c, p, len(b))
		if n, ok := e.ids.find(key); ok {
			e.Get(n)
			return nil
		}
	}
	n, err := e.bytes(b)
	if err != nil {
		return e.fail(c.typ, err)
	}
	if key.id != 0 {
		if n < 0 {
			n = e.memoize()
		}
		e.ids.set(key, n)
	}
	return nil
}

// sharedBytes is the length from which on bytes keep their identity.
const sharedBytes = 64

func encByteArray(e *Encoder, c *codec, p ptr) error {
	_, err := e.bytes(addressable(p.value(c)).Bytes())
	return e.fail(c.typ, err)
}

// bytes writes bytes: below protocol 3 as the call _codecs.encode(text, "latin1"), whose memo index it returns,
// else without one, and returns -1.
func (e *Encoder) bytes(b []byte) (memo int, err error) {
	switch {
	case e.proto >= 3:
		return -1, e.RawBytes(b)
	case len(b) == 0:
		return e.Bytes(b)
	}
	if err := e.global(codecsEncode); err != nil {
		return 0, err
	}
	if e.proto < 2 {
		e.Op(opcode.Mark)
	}
	text := e.latin1[:0]
	for _, c := range b {
		text = utf8.AppendRune(text, rune(c))
	}
	if err := e.Str(text); err != nil {
		return 0, err
	}
	e.memoize()
	if err := e.literal(&latin1); err != nil {
		return 0, err
	}
	e.endTuple(2)
	e.memoize()
	e.Op(opcode.Reduce)
	return e.memoize(), nil
}

func encInterface(e *Encoder, c *codec, p ptr) error {
	if p.isNil() {
		e.None()
		return nil
	}
	x := p.value(c).Elem().Interface()
	if len(e.cache.reducers) == 0 {
		switch x.(type) {
		case string, float64:
			return e.any(x)
		}
	}
	if err := e.enter(reflect.TypeOf(x)); err != nil {
		return err
	}
	err := e.dynamic(x)
	e.leave()
	return err
}

// encPointer writes what the pointer points to. A pointer to a struct or an array is a Python object's
// identity.
func encPointer(e *Encoder, c *codec, p ptr) error {
	if p.isNil() {
		e.None()
		return nil
	}
	elem := c.elem
	var err error
	switch {
	case elem.kind == reflect.Pointer: // pointers alone may make a cycle
		if err = e.enter(c.typ); err == nil {
			err = elem.enc(e, elem, p.elem())
		}
		e.leave()
	case elem.object != nil && elem.size > 0:
		key := identity{addr: p.address(), id: c.id}
		if n, ok := e.ids.find(key); ok {
			e.Get(n)
		} else {
			err = elem.object(e, elem, p.elem(), key)
		}
	case elem.marshaler:
		err = e.marshalPointer(c, p)
	default:
		err = elem.enc(e, elem, p.elem())
	}
	return err
}
