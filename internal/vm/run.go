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

// errShort says that the input ends within the opcode at m.fill.Pos; m.need bytes more are wanted at least.
var errShort = errors.New("short input")

// run executes opcodes from m.fill.Pos on until STOP, whose value it returns, an error, or the end of the input.
//
// Arguments are decoded here and not by an opcode.Reader: that would be a second dispatch for each opcode, on
// its argument's layout, in a hot loop. For its sake all state but stack and position is in the machine.
//
// Most opcodes of most pickles never come here: see row.
func (m *Machine) run() (graph.Word, error) {
	g, buf, sp, i := m.g, m.buf, m.sp, m.fill.Pos
	m.setLimit(m.frame)
	for {
		if i >= m.limit {
			if i > m.frame {
				return m.stop(sp, errStraddle)
			}
			m.fill.Pos = i
			if i >= len(buf) {
				return m.stop(sp, m.short(1))
			}
			m.setLimit(noFrame)
		}
		m.fill.Pos = i
		stack := m.stack
		if sp+2 > len(stack) {
			var err error
			if stack, err = m.growStack(); err != nil {
				return m.stop(sp, err)
			}
		}
		op := opcode.Code(buf[i])
		if rowOf[op] != 0 && i <= m.wide {
			if i, sp = m.row(i, sp); i > m.fill.Pos {
				continue
			}
		}
		i++
		switch op {

		// Numbers and constants.
		case opcode.BinInt1, opcode.BinInt2, opcode.BinInt:
			n := 1
			switch op {
			case opcode.BinInt2:
				n = 2
			case opcode.BinInt:
				n = 4
			}
			if i+n > len(buf) {
				return m.stop(sp, m.short(i+n-len(buf)))
			}
			u := littleEndian(buf[i : i+n])
			if op == opcode.BinInt {
				u = uint64(int32(u))
			}
			stack[sp] = graph.Make(graph.Int, u)
			sp++
			i += n
		case opcode.BinFloat:
			if i+8 > len(buf) {
				return m.stop(sp, m.short(i+8-len(buf)))
			}
			stack[sp] = g.FloatWord(bigFloat(buf, i))
			sp++
			i += 8
		case opcode.Long1, opcode.Long4:
			n, j, err := m.counted(op, i)
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp] = m.long(j, n)
			sp++
			i = j + n
		case opcode.Int, opcode.Long, opcode.Float:
			n := bytes.IndexByte(buf[i:], '\n')
			if n < 0 {
				return m.stop(sp, m.short(1))
			}
			w, err := m.numberLine(op, buf[i:i+n])
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp] = w
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
		case opcode.ShortBinUnicode, opcode.BinUnicode, opcode.BinUnicode8:
			n, j, err := m.counted(op, i)
			if err != nil {
				return m.stop(sp, err)
			}
			if !wtf8.Valid(buf[j : j+n]) {
				return m.stop(sp, errNotUTF8)
			}
			stack[sp] = m.text(graph.Str, j, n)
			sp++
			i = j + n
		case opcode.ShortBinBytes, opcode.BinBytes, opcode.BinBytes8, opcode.ByteArray8:
			n, j, err := m.counted(op, i)
			if err != nil {
				return m.stop(sp, err)
			}
			t := graph.Bytes
			if op == opcode.ByteArray8 {
				t = graph.ByteArray
			}
			stack[sp] = m.text(t, j, n)
			sp++
			i = j + n
		case opcode.ShortBinString, opcode.BinString:
			n, j, err := m.counted(op, i)
			if err != nil {
				return m.stop(sp, err)
			}
			w, err := m.python2Str(m.text(graph.ByteString, j, n))
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp] = w
			sp++
			i = j + n
		case opcode.String, opcode.Unicode, opcode.PersID:
			n := bytes.IndexByte(buf[i:], '\n')
			if n < 0 {
				return m.stop(sp, m.short(1))
			}
			w, err := m.textLine(op, i, n)
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp] = w
			sp++
			i += n + 1

		// Memo.
		case opcode.BinGet, opcode.LongBinGet:
			n := 1
			if op == opcode.LongBinGet {
				n = 4
			}
			if i+n > len(buf) {
				return m.stop(sp, m.short(i+n-len(buf)))
			}
			w, err := m.get(littleEndian(buf[i : i+n]))
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp] = w
			sp++
			i += n
		case opcode.Memoize:
			if sp <= m.fence {
				return m.stop(sp, errStack)
			}
			if err := m.put(m.distinct(), stack[sp-1]); err != nil {
				return m.stop(sp, err)
			}
		case opcode.BinPut, opcode.LongBinPut:
			n := 1
			if op == opcode.LongBinPut {
				n = 4
			}
			if i+n > len(buf) {
				return m.stop(sp, m.short(i+n-len(buf)))
			}
			if sp <= m.fence {
				return m.stop(sp, errStack)
			}
			index := uint64(buf[i])
			if n == 4 {
				index = uint64(u32(buf, i))
			}
			i += n
			if err := m.put(index, stack[sp-1]); err != nil {
				return m.stop(sp, err)
			}
		case opcode.Get, opcode.Put:
			n := bytes.IndexByte(buf[i:], '\n')
			if n < 0 {
				return m.stop(sp, m.short(1))
			}
			index, err := memoIndex(buf[i : i+n])
			if err != nil {
				return m.stop(sp, err)
			}
			if op == opcode.Get {
				w, err := m.get(index)
				if err != nil {
					return m.stop(sp, err)
				}
				stack[sp] = w
				sp++
			} else {
				if sp <= m.fence {
					return m.stop(sp, errStack)
				}
				if err := m.put(index, stack[sp-1]); err != nil {
					return m.stop(sp, err)
				}
			}
			i += n + 1

		// Stack.
		case opcode.Mark:
			stack[sp] = graph.Word(m.fence)
			sp++
			m.fence = sp
		case opcode.Pop:
			if sp == m.fence && m.fence > 0 {
				sp--
				m.fence = int(stack[sp])
				break
			}
			if sp <= m.fence {
				return m.stop(sp, errStack)
			}
			sp--
			m.popped(stack[sp], m.fill.Pos)
		case opcode.PopMark:
			if m.fence == 0 {
				return m.stop(sp, errMark)
			}
			for _, w := range stack[m.fence:sp] {
				m.drop(w)
			}
			sp = m.fence - 1
			m.fence = int(stack[sp])
		case opcode.Dup:
			if sp <= m.fence {
				return m.stop(sp, errStack)
			}
			g.MarkShared(stack[sp-1])
			stack[sp] = stack[sp-1]
			sp++

		// Containers.
		case opcode.EmptyTuple:
			stack[sp] = graph.EmptyTuple
			sp++
		case opcode.EmptyList:
			stack[sp] = g.NewSpan(graph.List)
			sp++
		case opcode.EmptyDict:
			stack[sp] = g.NewSpan(graph.Dict)
			sp++
		case opcode.EmptySet:
			stack[sp] = g.NewSet(false)
			sp++
		case opcode.Tuple1, opcode.Tuple2, opcode.Tuple3:
			n := int(op-opcode.Tuple1) + 1
			if sp-n < m.fence {
				return m.stop(sp, errStack)
			}
			sp -= n
			stack[sp] = g.NewTuple(stack[sp : sp+n])
			sp++
			m.lastTuple = m.fill.Pos
		case opcode.Append:
			if sp-2 < m.fence {
				return m.stop(sp, errStack)
			}
			sp--
			var err error
			if w := stack[sp-1]; w.Is(graph.List) {
				err = g.Append(w, stack[sp])
			} else {
				err = m.extend(w, graph.EffectAppend, stack[sp:sp+1])
			}
			if err != nil {
				return m.stop(sp, err)
			}
		case opcode.SetItem:
			if sp-3 < m.fence {
				return m.stop(sp, errStack)
			}
			sp -= 2
			if err := m.setItems(stack[sp-1], stack[sp:sp+2]); err != nil {
				return m.stop(sp, err)
			}
		case opcode.Appends, opcode.SetItems, opcode.AddItems:
			if m.fence == 0 {
				return m.stop(sp, errMark)
			}
			items := stack[m.fence:sp]
			sp = m.fence - 1
			m.fence = int(stack[sp])
			if sp <= m.fence {
				return m.stop(sp, errStack)
			}
			if len(items) == 0 {
				break
			}
			var err error
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
				return m.stop(sp, err)
			}
		case opcode.Tuple, opcode.List, opcode.Dict, opcode.FrozenSet:
			if m.fence == 0 {
				return m.stop(sp, errMark)
			}
			items := stack[m.fence:sp]
			sp = m.fence - 1
			m.fence = int(stack[sp])
			w, err := m.collect(op, items)
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp] = w
			m.lastTuple = m.fill.Pos
			sp++

		// Objects.
		case opcode.Global:
			j, k := twoLines(buf, i)
			if k < 0 {
				return m.stop(sp, m.short(1))
			}
			if j == i || k == j+1 {
				return m.stop(sp, errNoName)
			}
			w, err := m.global(buf[i:j], buf[j+1:k], graph.No, graph.No, i)
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp] = w
			sp++
			i = k + 1
		case opcode.StackGlobal:
			if sp-2 < m.fence {
				return m.stop(sp, errStack)
			}
			sp--
			w, err := m.stackGlobal(stack[sp-1], stack[sp])
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp-1] = w
		case opcode.Reduce:
			if sp-2 < m.fence {
				return m.stop(sp, errStack)
			}
			sp--
			w, err := m.reduce(stack[sp-1], stack[sp], m.fill.Pos)
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp-1] = w
			m.lastReduce = m.fill.Pos
		case opcode.NewObj:
			if sp-2 < m.fence {
				return m.stop(sp, errStack)
			}
			sp--
			w, err := m.newObj(graph.ByNewObj, stack[sp-1], stack[sp], graph.No)
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp-1] = w
		case opcode.NewObjEx:
			if sp-3 < m.fence {
				return m.stop(sp, errStack)
			}
			sp -= 2
			w, err := m.newObj(graph.ByNewObjEx, stack[sp-1], stack[sp], stack[sp+1])
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp-1] = w
		case opcode.Obj:
			if m.fence == 0 {
				return m.stop(sp, errMark)
			}
			if sp <= m.fence {
				return m.stop(sp, errStack)
			}
			class, args := stack[m.fence], g.NewTuple(stack[m.fence+1:sp])
			sp = m.fence - 1
			m.fence = int(stack[sp])
			w, err := m.newObj(graph.ByObj, class, args, graph.No)
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp] = w
			sp++
		case opcode.Inst:
			if m.fence == 0 {
				return m.stop(sp, errMark)
			}
			j, k := twoLines(buf, i)
			if k < 0 {
				return m.stop(sp, m.short(1))
			}
			if j == i || k == j+1 {
				return m.stop(sp, errNoName)
			}
			class, err := m.global(buf[i:j], buf[j+1:k], graph.No, graph.No, i)
			if err != nil {
				return m.stop(sp, err)
			}
			args := g.NewTuple(stack[m.fence:sp])
			sp = m.fence - 1
			m.fence = int(stack[sp])
			stack[sp] = g.NewObject(graph.ByInst, class, args, graph.No)
			sp++
			i = k + 1
		case opcode.Build:
			if sp-2 < m.fence {
				return m.stop(sp, errStack)
			}
			sp--
			if !stack[sp-1].Is(graph.Object) {
				return m.stop(sp, m.wrongKind("target", stack[sp-1], "object"))
			}
			g.Build(stack[sp-1], stack[sp])
			if m.cfg.Build != nil {
				w, err := m.built(stack[sp-1], i, sp)
				if err != nil {
					return m.stop(sp, err)
				}
				stack[sp-1] = w
				i, buf = m.fill.Pos, m.buf
				m.setLimit(m.frame)
			}
		case opcode.BinPersID:
			if sp <= m.fence {
				return m.stop(sp, errStack)
			}
			w, err := m.persistent(stack[sp-1])
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp-1] = w
		case opcode.Ext1, opcode.Ext2, opcode.Ext4:
			n := 1 << (op - opcode.Ext1)
			if i+n > len(buf) {
				return m.stop(sp, m.short(i+n-len(buf)))
			}
			w, err := m.extension(buf[i : i+n])
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp] = w
			sp++
			i += n
		case opcode.NextBuffer:
			if m.cfg.HasBuffers && m.buffers >= len(m.cfg.Buffers) {
				return m.stop(sp, errNoBuffer)
			}
			n := m.buffers
			if m.cfg.Build != nil && !m.cfg.HasBuffers { // Build may have added buffers of its own
				n = g.AddBuffer(nil)
			}
			stack[sp] = g.NewRare(graph.Buffer, graph.Make(graph.Int, uint64(n)<<1))
			sp++
			m.buffers++
		case opcode.ReadonlyBuffer:
			if sp <= m.fence {
				return m.stop(sp, errStack)
			}
			w, err := m.readOnly(stack[sp-1])
			if err != nil {
				return m.stop(sp, err)
			}
			stack[sp-1] = w

		// The frame around it.
		case opcode.Proto:
			if i+1 > len(buf) {
				return m.stop(sp, m.short(1))
			}
			if buf[i] > 5 {
				return m.stop(sp, errProto)
			}
			m.proto = int(buf[i])
			i++
		case opcode.Frame:
			if i+8 > len(buf) {
				return m.stop(sp, m.short(i+8-len(buf)))
			}
			n := binary.LittleEndian.Uint64(buf[i:])
			i += 8
			switch {
			case i < m.frame && m.frame != noFrame:
				return m.stop(sp, errNested)
			case n > uint64(m.cfg.Limits.MaxBytes):
				return m.stop(sp, &LimitError{"bytes of a pickle", m.cfg.Limits.MaxBytes})
			case n > uint64(len(buf)-i) && !(m.chunk >= 0 && n > graph.MaxChunk): // frames are short but need not be
				return m.stop(sp, m.short(int(n)-(len(buf)-i)))
			case i > m.frame:
				return m.stop(sp, errStraddle)
			}
			m.setLimit(i + int(n))
		case opcode.Stop:
			if sp <= m.fence {
				return m.stop(sp, errStack)
			}
			sp--
			m.sp, m.fill.Pos = sp, i
			return stack[sp], nil
		default:
			return m.stop(sp, errNoOp)
		}
	}
}
