package vm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

const noFrame = math.MaxInt

// errShort says that the input ends within the opcode at m.i; m.need bytes more are wanted at least.
var errShort = errors.New("short input")

// run executes opcodes from m.i on until STOP, whose value it returns, an error, or the end of the input.
//
// Arguments are decoded here and not by an opcode.Reader: that would be a second dispatch for each opcode, on
// its argument's layout, in the hottest loop there is. For the same loop stack and marks are local variables.
func (m *Machine) run() (graph.Word, error) {
	var (
		g     = m.g
		buf   = m.buf
		stack = m.stack
		sp    = m.sp
		marks = m.marks
		fence = top(marks)
		i     = m.i
		frame = m.frame
		start = i
		op    opcode.Code
		root  graph.Word
		err   error
	)
loop:
	for {
		if i >= frame {
			if i > frame {
				err = errStraddle
				break
			}
			frame = noFrame
		}
		start = i
		g.Pos = i
		if sp+2 > len(stack) {
			if sp >= m.cfg.Limits.MaxStack {
				err = &LimitError{"values on the stack", int64(m.cfg.Limits.MaxStack)}
				break
			}
			stack = append(stack, make([]graph.Word, len(stack))...)
		}
		if i >= len(buf) {
			op = opcode.Stop
			err = m.short(1)
			break
		}
		op = opcode.Code(buf[i])
		i++
		switch op {

		// Numbers and constants.
		case opcode.BinInt1:
			if i+1 > len(buf) {
				err = m.short(1)
				break loop
			}
			stack[sp] = graph.Make(graph.Int, uint64(buf[i]))
			sp++
			i++
		case opcode.BinInt2:
			if i+2 > len(buf) {
				err = m.short(i + 2 - len(buf))
				break loop
			}
			stack[sp] = graph.Make(graph.Int, uint64(binary.LittleEndian.Uint16(buf[i:])))
			sp++
			i += 2
		case opcode.BinInt:
			if i+4 > len(buf) {
				err = m.short(i + 4 - len(buf))
				break loop
			}
			stack[sp] = graph.Make(graph.Int, uint64(int64(int32(u32(buf, i)))))
			sp++
			i += 4
		case opcode.BinFloat:
			if i+8 > len(buf) {
				err = m.short(i + 8 - len(buf))
				break loop
			}
			stack[sp] = g.FloatWord(bigFloat(buf, i))
			sp++
			i += 8
		case opcode.Long1, opcode.Long4:
			var n, j int
			if n, j, err = m.counted(op, i); err != nil {
				break loop
			}
			stack[sp] = m.long(j, n)
			sp++
			i = j + n
		case opcode.Int, opcode.Long, opcode.Float:
			n := bytes.IndexByte(buf[i:], '\n')
			if n < 0 {
				err = m.short(1)
				break loop
			}
			if stack[sp], err = m.numberLine(op, buf[i:i+n]); err != nil {
				break loop
			}
			sp++
			i += n + 1
		case opcode.None:
			stack[sp] = graph.None
			sp++
		case opcode.NewTrue:
			stack[sp] = graph.True
			sp++
		case opcode.NewFalse:
			stack[sp] = graph.False
			sp++

		// Text and bytes.
		case opcode.ShortBinUnicode:
			if i+1 > len(buf) || i+1+int(buf[i]) > len(buf) {
				_, _, err = m.counted(op, i)
				break loop
			}
			n := int(buf[i])
			i++
			if !wtf8.Valid(buf[i : i+n]) {
				err = errNotUTF8
				break loop
			}
			stack[sp] = g.TextWord(graph.Str, i, n)
			sp++
			i += n
		case opcode.BinUnicode, opcode.BinUnicode8:
			var n, j int
			if n, j, err = m.counted(op, i); err != nil {
				break loop
			}
			if !wtf8.Valid(buf[j : j+n]) {
				err = errNotUTF8
				break loop
			}
			stack[sp] = g.TextWord(graph.Str, j, n)
			sp++
			i = j + n
		case opcode.ShortBinBytes, opcode.BinBytes, opcode.BinBytes8, opcode.ByteArray8:
			var n, j int
			if n, j, err = m.counted(op, i); err != nil {
				break loop
			}
			t := graph.Bytes
			if op == opcode.ByteArray8 {
				t = graph.ByteArray
			}
			stack[sp] = g.TextWord(t, j, n)
			sp++
			i = j + n
		case opcode.ShortBinString, opcode.BinString:
			var n, j int
			if n, j, err = m.counted(op, i); err != nil {
				break loop
			}
			if stack[sp], err = m.python2Str(g.TextWord(graph.ByteString, j, n)); err != nil {
				break loop
			}
			sp++
			i = j + n
		case opcode.String, opcode.Unicode, opcode.PersID:
			n := bytes.IndexByte(buf[i:], '\n')
			if n < 0 {
				err = m.short(1)
				break loop
			}
			if stack[sp], err = m.textLine(op, i, n); err != nil {
				break loop
			}
			sp++
			i += n + 1

		// Memo.
		case opcode.BinGet:
			if i+1 > len(buf) {
				err = m.short(1)
				break loop
			}
			if stack[sp], err = m.get(uint64(buf[i])); err != nil {
				break loop
			}
			sp++
			i++
		case opcode.LongBinGet:
			if i+4 > len(buf) {
				err = m.short(i + 4 - len(buf))
				break loop
			}
			if stack[sp], err = m.get(uint64(u32(buf, i))); err != nil {
				break loop
			}
			sp++
			i += 4
		case opcode.Memoize:
			if sp <= fence {
				err = errStack
				break loop
			}
			if n := len(m.memo); m.puts == n && n < cap(m.memo) && n < m.cfg.Limits.MaxMemo {
				m.memo = append(m.memo, stack[sp-1])
				m.puts++
			} else if err = m.put(uint64(m.puts), stack[sp-1]); err != nil {
				break loop
			}
		case opcode.BinPut:
			if i+1 > len(buf) {
				err = m.short(1)
				break loop
			}
			if sp <= fence {
				err = errStack
				break loop
			}
			if err = m.put(uint64(buf[i]), stack[sp-1]); err != nil {
				break loop
			}
			i++
		case opcode.LongBinPut:
			if i+4 > len(buf) {
				err = m.short(i + 4 - len(buf))
				break loop
			}
			if sp <= fence {
				err = errStack
				break loop
			}
			if err = m.put(uint64(u32(buf, i)), stack[sp-1]); err != nil {
				break loop
			}
			i += 4
		case opcode.Get, opcode.Put:
			n := bytes.IndexByte(buf[i:], '\n')
			if n < 0 {
				err = m.short(1)
				break loop
			}
			var index uint64
			if index, err = memoIndex(buf[i : i+n]); err != nil {
				break loop
			}
			if op == opcode.Get {
				if stack[sp], err = m.get(index); err != nil {
					break loop
				}
				sp++
			} else {
				if sp <= fence {
					err = errStack
					break loop
				}
				if err = m.put(index, stack[sp-1]); err != nil {
					break loop
				}
			}
			i += n + 1

		// Stack.
		case opcode.Mark:
			if len(marks) >= m.cfg.Limits.MaxStack {
				err = &LimitError{"marks on the stack", int64(m.cfg.Limits.MaxStack)}
				break loop
			}
			marks = append(marks, sp)
			fence = sp
		case opcode.Pop:
			if len(marks) > 0 && fence == sp {
				marks = marks[:len(marks)-1]
				fence = top(marks)
				break
			}
			if sp <= fence {
				err = errStack
				break loop
			}
			sp--
			m.popped(stack[sp], start)
		case opcode.PopMark:
			if len(marks) == 0 {
				err = errMark
				break loop
			}
			for _, w := range stack[fence:sp] {
				m.drop(w)
			}
			sp = fence
			marks = marks[:len(marks)-1]
			fence = top(marks)
		case opcode.Dup:
			if sp <= fence {
				err = errStack
				break loop
			}
			g.MarkShared(stack[sp-1])
			stack[sp] = stack[sp-1]
			sp++

		// Containers.
		case opcode.EmptyTuple:
			stack[sp] = graph.EmptyTuple
			sp++
		case opcode.EmptyList:
			stack[sp] = g.NewSpan(graph.List, false)
			sp++
		case opcode.EmptyDict:
			stack[sp] = g.NewSpan(graph.Dict, false)
			sp++
		case opcode.EmptySet:
			stack[sp] = g.NewSpan(graph.Set, false)
			sp++
		case opcode.Tuple1, opcode.Tuple2, opcode.Tuple3:
			n := int(op-opcode.Tuple1) + 1
			if sp-n < fence {
				err = errStack
				break loop
			}
			sp -= n
			stack[sp] = g.NewTuple(stack[sp : sp+n])
			sp++
			m.lastTuple = start
		case opcode.Append:
			if sp-2 < fence {
				err = errStack
				break loop
			}
			sp--
			if w := stack[sp-1]; w.Is(graph.List) {
				err = g.Append(w, stack[sp])
			} else {
				err = m.extend(w, graph.EffectAppend, stack[sp:sp+1])
			}
			if err != nil {
				break loop
			}
		case opcode.SetItem:
			if sp-3 < fence {
				err = errStack
				break loop
			}
			sp -= 2
			if err = m.setItems(stack[sp-1], stack[sp:sp+2]); err != nil {
				break loop
			}
		case opcode.Appends, opcode.SetItems, opcode.AddItems:
			if len(marks) == 0 {
				err = errMark
				break loop
			}
			items := stack[fence:sp]
			sp = fence
			marks = marks[:len(marks)-1]
			fence = top(marks)
			if sp <= fence {
				err = errStack
				break loop
			}
			if len(items) == 0 {
				break
			}
			switch w := stack[sp-1]; {
			case op == opcode.SetItems:
				err = m.setItems(w, items)
			case op == opcode.AddItems && w.Is(graph.Set):
				err = g.AddItems(w, items)
			case op == opcode.AddItems:
				err = m.extend(w, graph.EffectAdd, items)
			case w.Is(graph.List):
				err = g.Append(w, items...)
			default:
				err = m.extend(w, graph.EffectAppend, items)
			}
			if err != nil {
				break loop
			}
		case opcode.Tuple, opcode.List, opcode.Dict, opcode.FrozenSet:
			if len(marks) == 0 {
				err = errMark
				break loop
			}
			items := stack[fence:sp]
			sp = fence
			marks = marks[:len(marks)-1]
			fence = top(marks)
			if stack[sp], err = m.collect(op, items); err != nil {
				break loop
			}
			m.lastTuple = start
			sp++

		// Objects.
		case opcode.Global:
			j, k := twoLines(buf, i)
			if k < 0 {
				err = m.short(1)
				break loop
			}
			if j == i || k == j+1 {
				err = errNoName
				break loop
			}
			if stack[sp], err = m.global(buf[i:j], buf[j+1:k], graph.No, graph.No); err != nil {
				break loop
			}
			sp++
			i = k + 1
		case opcode.StackGlobal:
			if sp-2 < fence {
				err = errStack
				break loop
			}
			sp--
			if stack[sp-1], err = m.stackGlobal(stack[sp-1], stack[sp]); err != nil {
				break loop
			}
		case opcode.Reduce:
			if sp-2 < fence {
				err = errStack
				break loop
			}
			sp--
			if stack[sp-1], err = m.reduce(stack[sp-1], stack[sp], start); err != nil {
				break loop
			}
			m.lastReduce = start
		case opcode.NewObj:
			if sp-2 < fence {
				err = errStack
				break loop
			}
			sp--
			if stack[sp-1], err = m.newObj(graph.ByNewObj, stack[sp-1], stack[sp], graph.No); err != nil {
				break loop
			}
		case opcode.NewObjEx:
			if sp-3 < fence {
				err = errStack
				break loop
			}
			sp -= 2
			if stack[sp-1], err = m.newObj(graph.ByNewObjEx, stack[sp-1], stack[sp], stack[sp+1]); err != nil {
				break loop
			}
		case opcode.Obj:
			if len(marks) == 0 {
				err = errMark
				break loop
			}
			if sp <= fence {
				err = errStack
				break loop
			}
			class, args := stack[fence], g.NewTuple(stack[fence+1:sp])
			sp = fence
			marks = marks[:len(marks)-1]
			fence = top(marks)
			if stack[sp], err = m.newObj(graph.ByObj, class, args, graph.No); err != nil {
				break loop
			}
			sp++
		case opcode.Inst:
			if len(marks) == 0 {
				err = errMark
				break loop
			}
			j, k := twoLines(buf, i)
			if k < 0 {
				err = m.short(1)
				break loop
			}
			if j == i || k == j+1 {
				err = errNoName
				break loop
			}
			var class graph.Word
			if class, err = m.global(buf[i:j], buf[j+1:k], graph.No, graph.No); err != nil {
				break loop
			}
			args := g.NewTuple(stack[fence:sp])
			sp = fence
			marks = marks[:len(marks)-1]
			fence = top(marks)
			stack[sp] = g.NewObject(graph.ByInst, class, args, graph.No)
			sp++
			i = k + 1
		case opcode.Build:
			if sp-2 < fence {
				err = errStack
				break loop
			}
			sp--
			if !stack[sp-1].Is(graph.Object) {
				err = m.wrongKind("target", stack[sp-1], "object")
				break loop
			}
			g.Build(stack[sp-1], stack[sp])
		case opcode.BinPersID:
			if sp <= fence {
				err = errStack
				break loop
			}
			if stack[sp-1], err = m.persistent(stack[sp-1]); err != nil {
				break loop
			}
		case opcode.Ext1, opcode.Ext2, opcode.Ext4:
			n := 1 << (op - opcode.Ext1)
			if i+n > len(buf) {
				err = m.short(i + n - len(buf))
				break loop
			}
			if stack[sp], err = m.extension(buf[i : i+n]); err != nil {
				break loop
			}
			sp++
			i += n
		case opcode.NextBuffer:
			if m.cfg.HasBuffers && m.buffers >= len(m.cfg.Buffers) {
				err = errNoBuffer
				break loop
			}
			stack[sp] = g.NewRare(graph.Buffer, graph.Make(graph.Int, uint64(m.buffers)<<1))
			sp++
			m.buffers++
		case opcode.ReadonlyBuffer:
			if sp <= fence {
				err = errStack
				break loop
			}
			if stack[sp-1], err = m.readOnly(stack[sp-1]); err != nil {
				break loop
			}

		// The frame around it.
		case opcode.Proto:
			if i+1 > len(buf) {
				err = m.short(1)
				break loop
			}
			if buf[i] > 5 {
				err = errProto
				break loop
			}
			m.proto = int(buf[i])
			i++
		case opcode.Frame:
			if i+8 > len(buf) {
				err = m.short(i + 8 - len(buf))
				break loop
			}
			n := binary.LittleEndian.Uint64(buf[i:])
			i += 8
			switch {
			case i < frame && frame != noFrame:
				err = errNested
				break loop
			case n > uint64(m.cfg.Limits.MaxBytes):
				err = &LimitError{"bytes of a pickle", m.cfg.Limits.MaxBytes}
				break loop
			case n > uint64(len(buf)-i):
				err = m.short(int(n) - (len(buf) - i))
				break loop
			case i > frame:
				err = errStraddle
				break loop
			}
			frame = i + int(n)
		case opcode.Stop:
			if sp <= fence {
				err = errStack
				break loop
			}
			sp--
			root = stack[sp]
			start = i
			break loop
		default:
			err = errors.New("no such opcode")
			break loop
		}
	}
	m.stack, m.sp, m.marks, m.i, m.op, m.frame = stack, sp, marks, start, op, frame
	if err != nil && err != errShort {
		err = m.fail(err)
	}
	return root, err
}
