package pickletools

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/brine-go/brine/internal/pyrepr"
	"github.com/brine-go/brine/opcode"
)

// ErrNoStop is the error, within an [*opcode.SyntaxError], of a pickle that ends without STOP.
// It wraps [io.ErrUnexpectedEOF].
var ErrNoStop = fmt.Errorf("pickle exhausted before seeing STOP: %w", io.ErrUnexpectedEOF)

// Dis writes the disassembly of the pickle that data begins with, as CPython's pickletools.dis prints it:
// a line for each opcode up to STOP, with its offset, its code, its name indented by the open MARKs and its
// argument.
//
// It checks what CPython checks: arguments make sense, pops find enough objects and a MARK where they need
// one, memo entries are stored before they are read. The first failure ends the text after the opcode in
// question and is returned, an [*opcode.SyntaxError] but for errors of w.
//
// Text is written as it comes. Memory is bounded by the input; the text itself is not where MARKs are nested
// without end, since every line is indented by them.
func Dis(w io.Writer, data []byte, opts ...Option) error {
	err := DisNext(w, opcode.NewReader(data), opts...)
	if err == io.EOF {
		return noStop(0)
	}
	return err
}

// DisNext writes the disassembly of the next pickle of r, for buffers with several of them, and leaves r after
// its STOP. Offsets are r's. Where no pickle is left it returns [io.EOF].
func DisNext(w io.Writer, r *opcode.Reader, opts ...Option) error {
	cfg := newConfig(opts)
	out := bufio.NewWriter(w)
	d := disassembler{
		decoder: decoder{config: cfg},
		line:    line{w: out, version: cfg.version},
		column:  cfg.annotate,
	}
	if d.memo == nil {
		d.memo = new(Memo)
	}
	err := d.run(r)
	if flushed := out.Flush(); flushed != nil {
		return flushed
	}
	return err
}

// A disassembler follows a pickle with a crude picture of stack and memo. Most of that is for the checks, but
// it is needed anyway to see where POP takes a MARK off, which indents less from there on.
type disassembler struct {
	decoder
	line   line
	column int // where the last annotation stood
	stack  []opcode.StackObject
	marks  []int // offsets of the open MARKs
}

func (d *disassembler) run(r *opcode.Reader) error {
	highest := -1
	for start := r.Offset(); ; {
		op, err := r.Next()
		if err == io.EOF && r.Offset() > start {
			return noStop(r.Offset())
		} else if err != nil {
			return err
		}
		arg, err := d.decode(op)
		if err == nil && arg.form == bigInt {
			arg.form = literal
			d.buf, err = appendBig(d.buf[:0], op.BigInt(), d.maxDigits)
			arg.text = d.buf
		}
		if err != nil {
			return at(op, err)
		}
		highest = max(highest, op.Code.Info().Proto)
		if err := d.step(op, arg); err != nil {
			return at(op, err)
		}
		if _, err := d.line.w.Write(nil); err != nil { // of an earlier line
			return err
		}
		if op.Code == opcode.Stop {
			fmt.Fprintln(d.line.w, "highest protocol among opcodes =", highest)
			if len(d.stack) > 0 {
				return at(op, fmt.Errorf("stack not empty after STOP: [%s]", d.stackNames()))
			}
			return nil
		}
	}
}

// An effect is what an opcode does to the stack, as far as the table does not say so.
type effect struct {
	pop     int // objects to pop
	after   []opcode.StackObject
	remark  string // stands behind the argument
	problem error
}

// step prints one instruction and follows its effect. Its complaints come after the line.
func (d *disassembler) step(op opcode.Op, arg value) error {
	in := op.Code.Info()
	depth := len(d.marks) // a line is indented as the MARKs stand before it
	e := effect{pop: len(in.Before), after: in.After}
	if err := d.popMark(in, &e); err != nil {
		return err
	}
	d.useMemo(in, arg, &e)
	d.printLine(op, in, arg, depth, e.remark)
	if e.problem != nil {
		return e.problem
	}
	if len(d.stack) < e.pop {
		return fmt.Errorf("tries to pop %d items from stack with only %d items", e.pop, len(d.stack))
	}
	d.stack = append(d.stack[:len(d.stack)-e.pop], e.after...)
	if op.Code == opcode.Mark {
		d.marks = append(d.marks, op.Offset)
	}
	return nil
}

// popMark pops the topmost MARK and all above it, if the opcode does so.
func (d *disassembler) popMark(in *opcode.Info, e *effect) error {
	below := slices.Index(in.Before, opcode.StackMark) // objects that the opcode takes from below the MARK
	if below < 0 {
		if in.Code != opcode.Pop || len(d.stack) == 0 || d.stack[len(d.stack)-1] != opcode.StackMark {
			return nil
		}
		below = 0
	}
	if len(d.marks) == 0 {
		e.problem = errNoMark
		if d.version < Python314 {
			e.remark = errNoMark.Error()
		}
		return nil
	}
	i := len(d.stack) - 1
	for i >= 0 && d.stack[i] != opcode.StackMark {
		i--
	}
	if i < 0 { // an opcode that pops single objects has taken the MARK
		return errNoMark
	}
	d.stack = d.stack[:i]
	last := len(d.marks) - 1
	e.remark = "(MARK at " + strconv.Itoa(d.marks[last]) + ")"
	d.marks = d.marks[:last]
	e.pop = below
	return nil
}

var (
	errNoMark   = errors.New("no MARK exists on stack")
	errPutEmpty = errors.New("stack is empty -- can't store into memo")
	errPutMark  = errors.New("can't store markobject in the memo")
)

// useMemo checks the opcode's use of the memo and follows it.
func (d *disassembler) useMemo(in *opcode.Info, arg value, e *effect) {
	var key uint64
	name := arg.text // of the entry, for errors
	switch in.Memo {
	case opcode.MemoNone:
		return
	case opcode.MemoGet:
		if o := d.memo.entries.get(d.memo.keys.of(arg.text)); o != 0 {
			e.after = []opcode.StackObject{o}
		} else {
			e.problem = fmt.Errorf("memo key %s has never been stored into", arg.text)
		}
		return
	case opcode.MemoAppend:
		key = uint64(d.memo.Len())
		e.remark = "(as " + strconv.FormatUint(key, 10) + ")"
		name = []byte("None")
	case opcode.MemoPut:
		key = d.memo.keys.of(arg.text)
	}
	switch {
	case d.version < Python314 && d.memo.entries.get(key) != 0:
		e.problem = fmt.Errorf("memo key %s already defined", name)
	case len(d.stack) == 0:
		e.problem = errPutEmpty
	case d.stack[len(d.stack)-1] == opcode.StackMark:
		e.problem = errPutMark
	default:
		d.memo.entries.put(key, d.stack[len(d.stack)-1])
	}
}

// printLine prints an instruction. CPython's column for annotations follows the longest line of late, as long
// as that is no longer than 50.
func (d *disassembler) printLine(op opcode.Op, in *opcode.Info, arg value, depth int, remark string) {
	l := &d.line
	l.offset(op.Offset)
	l.code(op.Code)
	l.blanks(depth * d.indent)
	l.ascii(in.Name)
	if arg.form != absent || remark != "" {
		l.blanks(10 - len(in.Name))
		if arg.form != absent {
			l.byte(' ')
			l.print(arg)
		}
		if remark != "" {
			l.byte(' ')
			l.ascii(remark)
		}
	}
	if d.annotate != 0 {
		l.blanks(d.column - l.col)
		if d.column = l.col; d.column > 50 {
			d.column = d.annotate
		}
		l.byte(' ')
		l.ascii(d.sentence(in))
	}
	l.w.WriteByte('\n')
}

// offset writes what a line begins with. It does not count as columns.
func (l *line) offset(n int) {
	digits := strconv.AppendInt(l.digits[:0], int64(n), 10)
	l.blanks(5 - len(digits))
	l.w.Write(digits)
	l.w.WriteString(": ")
	l.col = 0
}

// code writes the opcode's byte as Python's repr shows it, in five columns.
func (l *line) code(c opcode.Code) {
	if c < 0x80 {
		l.byte(byte(c))
	} else {
		l.ascii(string(pyrepr.AppendHex(append(l.buf[:0], '\\', 'x'), rune(c), 2)))
	}
	l.blanks(5 - l.col)
}

// sentence returns what an annotation says.
func (d *disassembler) sentence(in *opcode.Info) string {
	if in.Code == opcode.Long4 && d.version < Python314 {
		return "Long integer using found-byte length." // a slip that CPython has mended since
	}
	return in.Doc
}

// stackNames lists the stack's objects; CPython's error lists all of them, this one the first hundred.
func (d *disassembler) stackNames() string {
	const most = 100
	var names []string
	for _, o := range d.stack[:min(len(d.stack), most)] {
		names = append(names, o.String())
	}
	if len(d.stack) > most {
		names = append(names, fmt.Sprintf("and %d more", len(d.stack)-most))
	}
	return strings.Join(names, ", ")
}

func at(op opcode.Op, err error) error {
	return &opcode.SyntaxError{Offset: op.Offset, Op: op.Code, Err: err}
}

func noStop(offset int) error {
	return &opcode.SyntaxError{Offset: offset, Op: opcode.Stop, Err: ErrNoStop}
}
