package vm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"math/bits"

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
// its argument's layout, in the hottest loop there is. For the same loop stack and memo are local variables.
//
// Opcodes that come in rows (integers, floats, texts, GETs) stay in a loop of their own, which decodes each by
// one wide load as long as that lies within the frame, and leaves everything else, errors included, to the
// code behind it: rows take 2 to 3 ns a value instead of 8.
func (m *Machine) run() (graph.Word, error) {
	g, buf, sp, i := m.g, m.buf, m.sp, m.fill.Pos
	m.setLimit(m.frame)
loop:
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
		i++
		switch op {

		// Numbers and constants.
		case opcode.BinInt1, opcode.BinInt2, opcode.BinInt:
			wide := m.wide
			for i--; i <= wide && uint(sp) < uint(len(stack)); sp++ {
				u := load64(buf, i)
				switch c := opcode.Code(u); {
				case c == opcode.BinInt2:
					stack[sp] = graph.Make(graph.Int, u>>8&0xffff)
					i += 3
					continue
				case c == opcode.BinInt1:
					stack[sp] = graph.Make(graph.Int, u>>8&0xff)
					i += 2
					continue
				case c == opcode.BinInt:
					stack[sp] = graph.Make(graph.Int, uint64(int32(u>>8)))
					i += 5
					continue
				case c == opcode.None:
					stack[sp] = graph.None
					i++
					continue
				}
				continue loop
			}
			if i > m.fill.Pos {
				continue loop
			}
			i++
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
			wide := m.wide
			for i--; i < wide && uint(sp) < uint(len(stack)) && buf[i] == byte(opcode.BinFloat); sp++ {
				w := graph.Word(bits.ReverseBytes64(load64(buf, i+1)))
				if !w.IsFloat() {
					break
				}
				stack[sp] = w
				i += 9
			}
			if i > m.fill.Pos {
				continue loop
			}
			i++
			if i+8 > len(buf) {
				return m.stop(sp, m.short(i+8-len(buf)))
			}
			stack[sp] = g.FloatWord(bigFloat(buf, i))
			sp++
			i += 8
		case opcode.Long1:
			wide := m.wide
			for i--; i < wide-1 && uint(sp) < uint(len(stack)) && buf[i] == byte(opcode.Long1); sp++ {
				n := uint(buf[i+1])
				if n > 8 {
					break
				}
				shift := 64 - 8*n
				stack[sp] = g.IntWord(int64(load64(buf, i+2)<<shift) >> shift)
				i += 2 + int(n)
			}
			if i > m.fill.Pos {
				continue loop
			}
			i++
			fallthrough
		case opcode.Long4:
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
		case opcode.ShortBinUnicode, opcode.BinUnicode:
			m.lo = min(m.lo, i)
			wide, memo, puts, room := m.wide, m.memo, m.puts, m.room
			for i--; i <= wide && uint(sp) < uint(len(stack)); sp++ {
				u := load64(buf, i)
				j, n := i+2, int(u>>8&0xff)
				if c := opcode.Code(u); c == opcode.BinUnicode {
					j, n = i+5, int(uint32(u>>8))
				} else if c != opcode.ShortBinUnicode {
					break
				}
				end := j + n
				if end > wide || n > graph.MaxShortText {
					break
				}
				u = load64(buf, j)
				switch {
				case n <= 8:
					u <<= 64 - 8*uint(n)
				case n <= 16:
					u |= load64(buf, end-8)
				default:
					u = wtf8.HighBits
				}
				if u&wtf8.HighBits != 0 && !wtf8.Valid(buf[j:end]) {
					break
				}
				w := graph.ShortText(graph.Str, j, n)
				stack[sp] = w
				i = end
				u = load64(buf, i)
				switch c := opcode.Code(u); {
				case puts >= room:
				case c == opcode.Memoize:
					i++
					memo[puts] = w
					puts++
				case c == opcode.BinPut && int(u>>8&0xff) == puts:
					i += 2
					memo[puts] = w
					puts++
				case c == opcode.LongBinPut && int(uint32(u>>8)) == puts:
					i += 5
					memo[puts] = w
					puts++
				}
			}
			if i > m.fill.Pos {
				m.hi, m.puts = i, puts
				continue loop
			}
			i++
			fallthrough
		case opcode.BinUnicode8:
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
			wide, memo, got := m.wide, m.memo[:m.puts], m.got
			for i--; i <= wide && uint(sp) < uint(len(stack)); sp++ {
				u := load64(buf, i)
				n, size := int(u>>8&0xff), 2
				if c := opcode.Code(u); c == opcode.LongBinGet {
					n, size = int(uint32(u>>8)), 5
				} else if c != opcode.BinGet {
					break
				}
				if n >= len(memo) || memo[n] == graph.No {
					break
				}
				got[n] = 1
				stack[sp] = memo[n]
				i += size
			}
			if i > m.fill.Pos {
				continue loop
			}
			i++
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
			if n := m.puts; n < m.room {
				m.memo[n] = stack[sp-1]
				m.puts++
				break
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
			if index == uint64(m.puts) && m.puts < m.room {
				m.memo[index] = stack[sp-1]
				m.puts++
				break
			}
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
			stack[sp] = g.NewRare(graph.Buffer, graph.Make(graph.Int, uint64(m.buffers)<<1))
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
			case n > uint64(len(buf)-i):
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
