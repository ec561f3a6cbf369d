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
// its argument's layout, in the hottest loop there is. For the same loop stack and memo are local variables.
//
// Opcodes that come in rows (integers, floats, texts, GETs) stay in a loop of their own, which decodes each by
// one wide load as long as that lies within the frame, and leaves everything else, errors included, to the
// code behind it: rows take 2 to 3 ns a value instead of 8.
func (m *Machine) run() (graph.Word, error) {
	var (
		g     = m.g
		buf   = m.buf
		stack = m.stack[:min(len(m.stack), m.cfg.Limits.MaxStack+2)]
		sp    = m.sp
		fence = m.fence
		memo  = m.memo
		got   = m.got
		puts  = m.puts
		room  = m.room()
		i     = m.i
		frame = m.frame
		limit = min(frame, len(buf))
		wide  = wideLimit(limit) // up to here eight bytes can be loaded
		start = i
		op    opcode.Code
		root  graph.Word
		err   error
	)
loop:
	for {
		if i >= limit {
			if i > frame {
				err = errStraddle
				break
			}
			start = i
			if i >= len(buf) {
				op = opcode.Stop
				err = m.short(1)
				break
			}
			frame, limit, wide = noFrame, len(buf), wideLimit(len(buf))
		}
		start = i
		m.fill.Pos = i
		if sp+2 > len(stack) {
			if stack, err = m.growStack(stack); err != nil {
				break
			}
		}
		op = opcode.Code(buf[i])
		i++
		switch op {

		// Numbers and constants.
		case opcode.BinInt1, opcode.BinInt2, opcode.BinInt:
			for i = start; i <= wide && sp < len(stack); sp++ {
				u := binary.LittleEndian.Uint64(buf[i:])
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
			if i > start {
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
				err = m.short(i + n - len(buf))
				break loop
			}
			u := littleEndian(buf[i : i+n])
			if op == opcode.BinInt {
				u = uint64(int32(u))
			}
			stack[sp] = graph.Make(graph.Int, u)
			sp++
			i += n
		case opcode.BinFloat:
			for i = start; i < wide && sp < len(stack) && buf[i] == byte(opcode.BinFloat); sp++ {
				w := graph.Word(binary.BigEndian.Uint64(buf[i+1:]))
				if !w.IsFloat() {
					break
				}
				stack[sp] = w
				i += 9
			}
			if i > start {
				continue loop
			}
			i++
			if i+8 > len(buf) {
				err = m.short(i + 8 - len(buf))
				break loop
			}
			stack[sp] = g.FloatWord(bigFloat(buf, i))
			sp++
			i += 8
		case opcode.Long1:
			for i = start; i < wide-1 && sp < len(stack) && buf[i] == byte(opcode.Long1); sp++ {
				n := uint(buf[i+1])
				if n > 8 {
					break
				}
				shift := 64 - 8*n
				stack[sp] = g.IntWord(int64(binary.LittleEndian.Uint64(buf[i+2:])<<shift) >> shift)
				i += 2 + int(n)
			}
			if i > start {
				continue loop
			}
			i++
			fallthrough
		case opcode.Long4:
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
		case opcode.ShortBinUnicode, opcode.BinUnicode:
			m.lo = min(m.lo, i)
			for i = start; i <= wide && sp < len(stack); sp++ {
				u := binary.LittleEndian.Uint64(buf[i:])
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
				u = binary.LittleEndian.Uint64(buf[j:])
				switch {
				case n <= 8:
					u <<= 64 - 8*uint(n)
				case n <= 16:
					u |= binary.LittleEndian.Uint64(buf[end-8:])
				default:
					u = wtf8.HighBits
				}
				if u&wtf8.HighBits != 0 && !wtf8.Valid(buf[j:end]) {
					break
				}
				w := graph.ShortText(graph.Str, j, n)
				stack[sp] = w
				i = end
				u = binary.LittleEndian.Uint64(buf[i:])
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
			if i > start {
				m.hi = i
				continue loop
			}
			i++
			fallthrough
		case opcode.BinUnicode8:
			var n, j int
			if n, j, err = m.counted(op, i); err != nil {
				break loop
			}
			if !wtf8.Valid(buf[j : j+n]) {
				err = errNotUTF8
				break loop
			}
			stack[sp] = m.text(graph.Str, j, n)
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
			stack[sp] = m.text(t, j, n)
			sp++
			i = j + n
		case opcode.ShortBinString, opcode.BinString:
			var n, j int
			if n, j, err = m.counted(op, i); err != nil {
				break loop
			}
			if stack[sp], err = m.python2Str(m.text(graph.ByteString, j, n)); err != nil {
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
		case opcode.BinGet, opcode.LongBinGet:
			for i = start; i <= wide && sp < len(stack); sp++ {
				u := binary.LittleEndian.Uint64(buf[i:])
				n, size := int(u>>8&0xff), 2
				if c := opcode.Code(u); c == opcode.LongBinGet {
					n, size = int(uint32(u>>8)), 5
				} else if c != opcode.BinGet {
					break
				}
				if n >= puts || memo[n] == graph.No {
					break
				}
				got[n] = 1
				stack[sp] = memo[n]
				i += size
			}
			if i > start {
				continue loop
			}
			i++
			n := 1
			if op == opcode.LongBinGet {
				n = 4
			}
			if i+n > len(buf) {
				err = m.short(i + n - len(buf))
				break loop
			}
			m.puts = puts
			if stack[sp], err = m.get(littleEndian(buf[i : i+n])); err != nil {
				break loop
			}
			sp++
			i += n
		case opcode.Memoize:
			if sp <= fence {
				err = errStack
				break loop
			}
			if puts < room {
				memo[puts] = stack[sp-1]
				puts++
				break
			}
			m.puts = puts
			if err = m.put(m.distinct(), stack[sp-1]); err != nil {
				break loop
			}
			memo, got, puts, room = m.memo, m.got, m.puts, m.room()
		case opcode.BinPut, opcode.LongBinPut:
			n := 1
			if op == opcode.LongBinPut {
				n = 4
			}
			if i+n > len(buf) {
				err = m.short(i + n - len(buf))
				break loop
			}
			if sp <= fence {
				err = errStack
				break loop
			}
			index := uint64(buf[i])
			if n == 4 {
				index = uint64(u32(buf, i))
			}
			i += n
			if index == uint64(puts) && puts < room {
				memo[puts] = stack[sp-1]
				puts++
				break
			}
			m.puts = puts
			if err = m.put(index, stack[sp-1]); err != nil {
				break loop
			}
			memo, got, puts, room = m.memo, m.got, m.puts, m.room()
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
			m.puts = puts
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
				memo, got, puts, room = m.memo, m.got, m.puts, m.room()
			}
			i += n + 1

		// Stack.
		case opcode.Mark:
			stack[sp] = graph.Word(fence)
			sp++
			fence = sp
		case opcode.Pop:
			if sp == fence && fence > 0 {
				sp--
				fence = int(stack[sp])
				break
			}
			if sp <= fence {
				err = errStack
				break loop
			}
			sp--
			m.puts = puts
			m.popped(stack[sp], start)
		case opcode.PopMark:
			if fence == 0 {
				err = errMark
				break loop
			}
			for _, w := range stack[fence:sp] {
				m.drop(w)
			}
			sp = fence - 1
			fence = int(stack[sp])
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
			if fence == 0 {
				err = errMark
				break loop
			}
			items := stack[fence:sp]
			sp = fence - 1
			fence = int(stack[sp])
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
			if fence == 0 {
				err = errMark
				break loop
			}
			items := stack[fence:sp]
			sp = fence - 1
			fence = int(stack[sp])
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
			if stack[sp], err = m.global(buf[i:j], buf[j+1:k], graph.No, graph.No, i); err != nil {
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
			if fence == 0 {
				err = errMark
				break loop
			}
			if sp <= fence {
				err = errStack
				break loop
			}
			class, args := stack[fence], g.NewTuple(stack[fence+1:sp])
			sp = fence - 1
			fence = int(stack[sp])
			if stack[sp], err = m.newObj(graph.ByObj, class, args, graph.No); err != nil {
				break loop
			}
			sp++
		case opcode.Inst:
			if fence == 0 {
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
			if class, err = m.global(buf[i:j], buf[j+1:k], graph.No, graph.No, i); err != nil {
				break loop
			}
			args := g.NewTuple(stack[fence:sp])
			sp = fence - 1
			fence = int(stack[sp])
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
			limit, wide = frame, wideLimit(frame)
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
			err = errNoOp
			break loop
		}
	}
	m.stack, m.sp, m.fence, m.puts, m.i, m.op, m.frame = stack[:cap(stack)], sp, fence, puts, start, op, frame
	if err != nil && err != errShort {
		err = m.fail(err)
	}
	return root, err
}
