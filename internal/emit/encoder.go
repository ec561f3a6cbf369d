// Package emit writes pickles: opcodes as CPython's C pickler chooses, frames as it cuts them, the memo as
// it numbers it, so that what it wrote comes back byte for byte.
//
// An [Encoder] appends single opcodes; internal/gotype drives it from Go values. [Encoder.Value] drives it
// from a graph with a stack of its own, however deep the graph is. Sources: CPython's
// Modules/_pickle.c, functions save, batch_list, batch_dict, save_reduce, memo_put, PEP 3154 and PEP 574.
package emit

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/brine-go/brine/internal/compat"
	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/opcode"
)

// Config is what a caller chooses.
type Config struct {
	Proto      int  // 0 to 5
	FixImports bool // write Python 2's module names in protocols 0 to 2
	// ExtensionCode, if set, returns the extension registry's code of a global, or 0.
	ExtensionCode func(module, name string) uint32
	// PersistentID, if set, is asked for every value and may name another to write as its persistent id.
	PersistentID func(g *graph.Graph, w graph.Word) (pg *graph.Graph, id graph.Word, ok bool)
	// Buffer, if set, is given every out-of-band buffer; it says whether to write it into the pickle instead.
	Buffer func(g *graph.Graph, w graph.Word) (inBand bool, err error)
	// Tail, if set, is asked about every object that has been written. It may have bytes that are no opcodes written
	// behind it, from the given offset of the pickle on. With again, the top of the stack is then memoized anew:
	// what the reader makes of the object and those bytes is what further references get.
	Tail func(g *graph.Graph, w graph.Word) (write func(w io.Writer, offset int64) error, again bool)
}

const (
	frameTarget = 64 << 10 // bytes after which a frame is closed, and from which bytes stay out of frames
	frameMin    = 4        // a shorter frame gets no header
	frameHeader = 9
	batchSize   = 1000 // items of one APPENDS, SETITEMS or ADDITEMS
)

// An UnsupportedError is a value that the chosen protocol cannot say.
type UnsupportedError struct {
	Proto int
	What  string
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("protocol %d cannot hold %s", e.Proto, e.What)
}

// An Encoder appends one pickle at a time to Out.
type Encoder struct {
	Out   []byte
	cfg   *Config
	w     io.Writer
	frame int // offset of the open frame's header, -1 outside of one
	limit int // length of Out at which Boundary acts
	memoN int

	start   int   // of the pickle in Out
	written int64 // bytes of the pickle that are no longer in Out

	globals          map[string]int // memo indexes of globals and texts that are of no graph
	ready            bool           // whether nothing was written of a graph since prepare
	memo             memo
	spells           *spelling
	g                *graph.Graph // whose words memo has
	exact            bool         // whether any word may come again, as where more than one value is written
	n, full          int          // where the next byte goes and a value may begin no more: see walk.go
	careful          bool         // whether no value goes the short way: see walk.go
	binary, memoizes bool         // protocol 2 or higher, 4 or higher
	literals         []literal    // by payload of a Const: the constants, then GETs of keys
	levels           []level
	words            []graph.Word // parts of levels that are not together in the graph
	tasks            []task
	shaped           [4]int32            // shapes+1: see pair
	shapeKeys        [4][]graph.Word     // and their keys as dicts write them from the second one on
	making           map[graph.Word]bool // objects under way of which graph.Again tells
}

// Begin starts a pickle. With w, Out is written to it now and then and emptied.
func (e *Encoder) Begin(cfg *Config, w io.Writer) {
	e.cfg = cfg
	if w != nil || e.w != nil {
		e.w = w
	}
	e.careful = cfg.PersistentID != nil || cfg.Proto < 2
	e.binary, e.memoizes = cfg.Proto >= 2, cfg.Proto >= 4
	if s := &spellings[cfg.Proto]; e.spells != s {
		e.spells, e.literals = s, append(e.literals[:0], s.constants[:]...)
	}
	e.memoN = 0
	e.start, e.written = len(e.Out), 0
	e.forget()
	if !e.ready {
		e.prepare()
	}
	e.frame, e.limit = -1, math.MaxInt
	if cfg.Proto >= 2 {
		e.Out = append(e.Out, byte(opcode.Proto), byte(cfg.Proto))
	}
	e.openFrame()
}

// prepare empties what values of graphs are written with. Pickles of internal/gotype mostly have none.
func (e *Encoder) prepare() {
	e.literals = e.literals[:len(e.spells.constants)]
	e.memo.reset()
	e.levels = e.levels[:0]
	e.words = e.words[:0]
	e.tasks = e.tasks[:0]
	e.shaped = [len(e.shaped)]int32{}
	e.ready = true
}

// End closes the pickle with STOP.
func (e *Encoder) End() error {
	e.Out = append(e.Out, byte(opcode.Stop))
	e.closeFrame()
	return e.flush()
}

// openFrame starts a frame; something must follow it.
func (e *Encoder) openFrame() {
	if e.cfg.Proto >= 4 {
		e.frame = len(e.Out)
		e.Out = append(e.Out, byte(opcode.Frame), 0, 0, 0, 0, 0, 0, 0, 0)
		e.limit = len(e.Out) + frameTarget
	} else if e.w != nil {
		e.limit = len(e.Out) + frameTarget
	}
}

func (e *Encoder) closeFrame() {
	if e.frame < 0 {
		return
	}
	body := e.Out[e.frame+frameHeader:]
	if len(body) < frameMin {
		e.Out = append(e.Out[:e.frame], body...)
	} else {
		binary.LittleEndian.PutUint64(e.Out[e.frame+1:], uint64(len(body)))
	}
	e.frame = -1
}

func (e *Encoder) flush() error {
	if e.w == nil || len(e.Out) == 0 {
		return nil
	}
	n, err := e.w.Write(e.Out)
	e.written += int64(n - e.start)
	e.Out, e.start = e.Out[:0], 0
	return err
}

// Boundary is called before every value: a frame that is full is closed there.
func (e *Encoder) Boundary() error {
	if len(e.Out) < e.limit {
		return nil
	}
	e.closeFrame()
	err := e.flush()
	e.openFrame()
	return err
}

// Op appends an opcode without argument.
func (e *Encoder) Op(c opcode.Code) { e.Out = append(e.Out, byte(c)) }

// Memoize puts the top of the stack into the memo and returns its index.
func (e *Encoder) Memoize() int {
	n := e.memoN
	e.memoN++
	switch {
	case e.cfg.Proto >= 4:
		e.Out = append(e.Out, byte(opcode.Memoize))
	case e.cfg.Proto == 0:
		e.Out = append(strconv.AppendInt(append(e.Out, byte(opcode.Put)), int64(n), 10), '\n')
	case n < 256:
		e.Out = append(e.Out, byte(opcode.BinPut), byte(n))
	default:
		e.Out = binary.LittleEndian.AppendUint32(append(e.Out, byte(opcode.LongBinPut)), uint32(n))
	}
	return n
}

// Get appends the opcode that gets memo index n.
func (e *Encoder) Get(n int) {
	switch {
	case e.cfg.Proto == 0:
		e.Out = append(strconv.AppendInt(append(e.Out, byte(opcode.Get)), int64(n), 10), '\n')
	case n < 256:
		e.Out = append(e.Out, byte(opcode.BinGet), byte(n))
	default:
		e.Out = binary.LittleEndian.AppendUint32(append(e.Out, byte(opcode.LongBinGet)), uint32(n))
	}
}

// None appends None.
func (e *Encoder) None() { e.Op(opcode.None) }

// Bool appends a bool.
func (e *Encoder) Bool(b bool) { e.literal(e.spells.constants[graph.MakeBool(b).Payload()]) }

// Int appends an integer.
func (e *Encoder) Int(x int64) {
	switch {
	case e.cfg.Proto > 0 && uint64(x) < 256:
		e.Out = append(e.Out, byte(opcode.BinInt1), byte(x))
	case e.cfg.Proto > 0 && uint64(x) < 65536:
		e.Out = append(e.Out, byte(opcode.BinInt2), byte(x), byte(x>>8))
	case e.cfg.Proto > 0 && int64(int32(x)) == x:
		e.Out = append(e.Out, byte(opcode.BinInt), byte(x), byte(x>>8), byte(x>>16), byte(x>>24))
	case e.cfg.Proto >= 2:
		n := bits.Len64(uint64(x^x>>63))/8 + 1
		e.Out = binary.LittleEndian.AppendUint64(append(e.Out, byte(opcode.Long1), byte(n)), uint64(x))
		e.Out = e.Out[:len(e.Out)-8+n]
	case int64(int32(x)) == x:
		e.Out = append(strconv.AppendInt(append(e.Out, byte(opcode.Int)), x, 10), '\n')
	default:
		e.Out = append(strconv.AppendInt(append(e.Out, byte(opcode.Long)), x, 10), 'L', '\n')
	}
}

// Long appends an integer beyond 64 bits, in shortest little-endian two's complement.
func (e *Encoder) Long(b []byte) {
	switch {
	case e.cfg.Proto < 2:
		e.Out = append(graph.BigFromLong(b).Append(append(e.Out, byte(opcode.Long)), 10), 'L', '\n')
	case len(b) < 256:
		e.Out = append(append(e.Out, byte(opcode.Long1), byte(len(b))), b...)
	default:
		e.Out = binary.LittleEndian.AppendUint32(append(e.Out, byte(opcode.Long4)), uint32(len(b)))
		e.Out = append(e.Out, b...)
	}
}

// Float appends a float.
func (e *Encoder) Float(f float64) {
	if e.cfg.Proto > 0 {
		e.Out = binary.BigEndian.AppendUint64(append(e.Out, byte(opcode.BinFloat)), math.Float64bits(f))
		return
	}
	e.Out = append(pyrepr.AppendFloat(append(e.Out, byte(opcode.Float)), f, 64), '\n')
}

// Str appends a str, without a PUT.
func (e *Encoder) Str(s []byte) error {
	switch n := len(s); {
	case e.cfg.Proto == 0:
		e.Out = append(appendRawUnicode(append(e.Out, byte(opcode.Unicode)), s), '\n')
	case e.cfg.Proto >= 4 && n < 256:
		e.Out = append(append(e.Out, byte(opcode.ShortBinUnicode), byte(n)), s...)
	default:
		return e.counted(opcode.BinUnicode, opcode.BinUnicode8, s)
	}
	return nil
}

// counted appends s behind a length of four bytes or, where that is too short, of eight. Long ones stay
// out of frames.
func (e *Encoder) counted(op4, op8 opcode.Code, s []byte) error {
	framed := e.frame >= 0 && len(s) >= frameTarget
	if framed {
		e.closeFrame()
	}
	switch {
	case uint64(len(s)) <= math.MaxUint32 && op4 != op8:
		e.Out = binary.LittleEndian.AppendUint32(append(e.Out, byte(op4)), uint32(len(s)))
	case e.cfg.Proto >= 4:
		e.Out = binary.LittleEndian.AppendUint64(append(e.Out, byte(op8)), uint64(len(s)))
	default:
		return &UnsupportedError{e.cfg.Proto, "a string of 4 GiB or more"}
	}
	if framed && e.w != nil {
		if err := e.flush(); err != nil {
			return err
		}
		n, err := e.w.Write(s)
		if e.written += int64(n); err != nil {
			return err
		}
	} else {
		e.Out = append(e.Out, s...)
	}
	if framed {
		e.openFrame()
	}
	return nil
}

// RawBytes appends bytes, without a PUT. Protocol 3 or higher.
func (e *Encoder) RawBytes(b []byte) error {
	if n := len(b); n < 256 {
		e.Out = append(append(e.Out, byte(opcode.ShortBinBytes), byte(n)), b...)
		return nil
	}
	return e.counted(opcode.BinBytes, opcode.BinBytes8, b)
}

// Bytes appends bytes in any protocol, with a PUT whose index it returns: below 3 as the call that
// Python 3 writes there.
func (e *Encoder) Bytes(b []byte) (int, error) {
	if e.cfg.Proto >= 3 {
		if err := e.RawBytes(b); err != nil {
			return 0, err
		}
		return e.Memoize(), nil
	}
	if len(b) == 0 {
		if err := e.Global("builtins", "bytes"); err != nil {
			return 0, err
		}
		e.literal(e.spells.emptyTuple)
	} else {
		text := make([]byte, 0, len(b)+len(b)/2)
		for _, c := range b {
			text = appendLatin1(text, c)
		}
		if err := e.Global("_codecs", "encode"); err != nil {
			return 0, err
		}
		if e.cfg.Proto < 2 {
			e.Op(opcode.Mark)
		}
		if err := e.Str(text); err != nil {
			return 0, err
		}
		e.Memoize()
		if err := e.Name("latin1"); err != nil {
			return 0, err
		}
		e.tupleOf(2)
	}
	e.Op(opcode.Reduce)
	return e.Memoize(), nil
}

// ByteArray appends a bytearray in any protocol, with a PUT.
func (e *Encoder) ByteArray(b []byte) (int, error) {
	if e.cfg.Proto >= 5 {
		if err := e.counted(opcode.ByteArray8, opcode.ByteArray8, b); err != nil {
			return 0, err
		}
		return e.Memoize(), nil
	}
	if err := e.Global("builtins", "bytearray"); err != nil {
		return 0, err
	}
	if len(b) == 0 {
		e.literal(e.spells.emptyTuple)
	} else {
		if e.cfg.Proto < 2 {
			e.Op(opcode.Mark)
		}
		if _, err := e.Bytes(b); err != nil {
			return 0, err
		}
		e.tupleOf(1)
	}
	e.Op(opcode.Reduce)
	return e.Memoize(), nil
}

// ByteString appends Python 2's str, without a PUT.
func (e *Encoder) ByteString(b []byte) error {
	switch n := len(b); {
	case e.cfg.Proto == 0:
		e.Out = append(pyrepr.AppendByteString(append(e.Out, byte(opcode.String)), b), '\n')
	case n < 256:
		e.Out = append(append(e.Out, byte(opcode.ShortBinString), byte(n)), b...)
	case n <= math.MaxInt32:
		e.Out = binary.LittleEndian.AppendUint32(append(e.Out, byte(opcode.BinString)), uint32(n))
		e.Out = append(e.Out, b...)
	default:
		return &UnsupportedError{e.cfg.Proto, "a Python 2 str of 2 GiB or more"}
	}
	return nil
}

// tupleOf closes a tuple of n items, 1 to 3; below protocol 2 a MARK stands before them.
func (e *Encoder) tupleOf(n int) int {
	if e.cfg.Proto >= 2 {
		e.Op(opcode.Tuple1 + opcode.Code(n-1))
	} else {
		e.Op(opcode.Tuple)
	}
	return e.Memoize()
}

// Name appends a str that is written once in a pickle, as Python's interned names are.
func (e *Encoder) Name(s string) error {
	if n, ok := e.globals[s]; ok {
		e.Get(n)
		return nil
	}
	if err := e.Str([]byte(s)); err != nil {
		return err
	}
	e.know(s, e.Memoize())
	return nil
}

func (e *Encoder) know(key string, n int) {
	if e.globals == nil {
		e.globals = make(map[string]int)
	}
	e.globals[key] = n
}

// Global appends a class or function by name: the memo's, if the pickle has it.
func (e *Encoder) Global(module, name string) error {
	key := module + "\n" + name
	if n, ok := e.globals[key]; ok {
		e.Get(n)
		return nil
	}
	if e.g != nil {
		if w, ok := e.g.FindGlobal(module, name); ok {
			if get := e.memo.find(w); get != 0 {
				e.Get(get.Index())
				return nil
			}
		}
	}
	if e.extension(module, name) {
		return nil
	}
	if e.cfg.Proto >= 4 {
		if err := e.Name(module); err != nil {
			return err
		}
		if err := e.Name(name); err != nil {
			return err
		}
		e.Op(opcode.StackGlobal)
	} else if err := e.globalLines(opcode.Global, module, name, ""); err != nil {
		return err
	}
	e.know(key, e.Memoize())
	return nil
}

// extension appends EXT1, EXT2 or EXT4 if the registry has the global.
func (e *Encoder) extension(module, name string) bool {
	if e.cfg.Proto < 2 || e.cfg.ExtensionCode == nil {
		return false
	}
	code := e.cfg.ExtensionCode(module, name)
	if code == 0 {
		return false
	}
	e.ext(code)
	return true
}

func (e *Encoder) ext(code uint32) {
	switch {
	case code < 1<<8:
		e.Out = append(e.Out, byte(opcode.Ext1), byte(code))
	case code < 1<<16:
		e.Out = append(e.Out, byte(opcode.Ext2), byte(code), byte(code>>8))
	default:
		e.Out = binary.LittleEndian.AppendUint32(append(e.Out, byte(opcode.Ext4)), code)
	}
}

// globalLines appends GLOBAL or INST with its two lines; raw, if any, is what they were in Python 2. A
// dotted name is, below protocol 4, a chain of getattr.
func (e *Encoder) globalLines(op opcode.Code, module, name, raw string) error {
	switch {
	case strings.Contains(module, "\n") || strings.Contains(name, "\n"):
		return &UnsupportedError{e.cfg.Proto, "a global's name with a newline"}
	case module == "" || name == "":
		return &UnsupportedError{e.cfg.Proto, "a global without a name"}
	}
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 && op == opcode.Global {
		if err := e.Global("builtins", "getattr"); err != nil {
			return err
		}
		if e.cfg.Proto < 2 {
			e.Op(opcode.Mark)
		}
		if err := e.Global(module, name[:dot]); err != nil {
			return err
		}
		if err := e.Name(name[dot+1:]); err != nil {
			return err
		}
		e.tupleOf(2)
		e.Op(opcode.Reduce)
		return nil
	}
	if e.cfg.Proto < 3 {
		if e.cfg.FixImports && raw != "" {
			module, name, _ = strings.Cut(raw, "\n")
		} else if e.cfg.FixImports {
			module, name = compat.ToPython2(module, name)
		}
		if !isASCII(module) || !isASCII(name) {
			return &UnsupportedError{e.cfg.Proto, "a global's name that is not ASCII"}
		}
	}
	e.Out = append(e.Out, byte(op))
	e.Out = append(append(e.Out, module...), '\n')
	e.Out = append(append(e.Out, name...), '\n')
	return nil
}

// Release lets go of the graph and of large tables, so that the encoder can wait for its next use.
func (e *Encoder) Release() {
	e.cfg = nil
	if e.w != nil {
		e.w = nil
	}
	e.forget()
	if cap(e.levels)+cap(e.words)+cap(e.tasks) > 1<<14 {
		e.levels, e.words, e.tasks = nil, nil, nil
	}
}

// forget clears what refers to values. Where that is nil already it is not written: while the collector runs, writing a pointer
// takes as long as five integers.
func (e *Encoder) forget() {
	if e.g != nil {
		e.g = nil
	}
	if e.globals != nil {
		e.globals = nil
	}
	if e.making != nil {
		e.making = nil
	}
}
