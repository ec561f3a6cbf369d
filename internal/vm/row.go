package vm

import (
	"math/bits"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/internal/wtf8"
	"github.com/brine-go/brine/opcode"
)

// The opcodes that row knows, numbered so that its switch becomes a jump table.
const (
	rowNone = iota + 1
	rowTrue
	rowFalse
	rowInt
	rowLong1
	rowFloat
	rowShortText
	rowText
	rowGet
	rowMemoize
	rowPut
	rowLongPut
	rowMark
	rowEmptyTuple
	rowEmptyList
	rowEmptyDict
	rowShortTuple
	rowItems
)

// rowOf is the row's number of an opcode, 0 for the others.
var rowOf = [256]uint8{
	opcode.None: rowNone, opcode.NewTrue: rowTrue, opcode.NewFalse: rowFalse,
	opcode.BinInt1: rowInt, opcode.BinInt2: rowInt, opcode.BinInt: rowInt, opcode.Long1: rowLong1,
	opcode.BinFloat: rowFloat, opcode.ShortBinUnicode: rowShortText, opcode.BinUnicode: rowText,
	opcode.BinGet: rowGet, opcode.LongBinGet: rowGet, opcode.Memoize: rowMemoize,
	opcode.BinPut: rowPut, opcode.LongBinPut: rowLongPut, opcode.Mark: rowMark, opcode.EmptyTuple: rowEmptyTuple,
	opcode.EmptyList: rowEmptyList, opcode.EmptyDict: rowEmptyDict,
	opcode.Tuple1: rowShortTuple, opcode.Tuple2: rowShortTuple, opcode.Tuple3: rowShortTuple,
	opcode.Appends: rowItems, opcode.SetItems: rowItems,
}

// row executes opcodes from i on as long as they are of the few that most pickles mostly consist of, nothing
// is wrong or rare about them, and eight bytes can be loaded behind them: all else, errors included, is run's. It
// returns where it stopped.
//
// It is a second switch on opcodes, for a reason: as it calls nothing, but for the items of a container and texts that are not ASCII, its state stays in
// registers, and an opcode takes 15 to 25 instructions where run's dispatch alone takes 30. Integers, floats and GETs come in long rows:
// they have loops of their own, without the indirect jump, which would take half as long again.
func (m *Machine) row(i, sp int) (int, int) {
	var (
		g     = m.g
		buf   = m.buf
		wide  = m.wide
		stack = m.stack
		memo  = m.memo[:m.room] // none if there are holes in it
		puts  = m.puts
	)
loop:
	for i <= wide && uint(sp) < uint(len(stack)) {
		u := load64(buf, i)
		switch rowOf[uint8(u)] {
		case rowNone:
			stack[sp] = graph.None
			sp++
			i++
		case rowTrue:
			stack[sp] = graph.True
			sp++
			i++
		case rowFalse:
			stack[sp] = graph.False
			sp++
			i++
		case rowEmptyTuple:
			stack[sp] = graph.EmptyTuple
			sp++
			i++
		case rowInt:
			for ; i <= wide && uint(sp) < uint(len(stack)); sp++ {
				u := load64(buf, i)
				if c := opcode.Code(u); c == opcode.BinInt1 {
					stack[sp] = graph.MakeNat(u >> 8 & 0xff)
					i += 2
				} else if c == opcode.BinInt2 {
					stack[sp] = graph.MakeNat(u >> 8 & 0xffff)
					i += 3
				} else if c == opcode.BinInt {
					stack[sp] = graph.Make(graph.Int, uint64(int32(u>>8)))
					i += 5
				} else if c == opcode.None {
					stack[sp] = graph.None
					i++
				} else {
					continue loop
				}
			}
		case rowLong1:
			n := uint(u >> 8 & 0xff)
			if n > 8 || i+2 > wide {
				break loop
			}
			shift := 64 - 8*n
			x := int64(load64(buf, i+2)<<shift) >> shift
			if graph.FitsSmall(x) {
				stack[sp] = graph.Make(graph.Int, uint64(x))
			} else if w, ok := g.WideAtHand(x); ok {
				stack[sp] = w
			} else {
				break loop
			}
			sp++
			i += 2 + int(n)
		case rowFloat:
			for ; i <= wide && uint(sp) < uint(len(stack)) && opcode.Code(load64(buf, i)) == opcode.BinFloat; sp++ {
				w := graph.Word(bits.ReverseBytes64(load64(buf, i+1)))
				if !w.IsFloat() {
					break loop
				}
				stack[sp] = w
				i += 9
			}
		case rowShortText, rowText:
			j, n := i+2, int(u>>8&0xff)
			if opcode.Code(u) == opcode.BinUnicode {
				j, n = i+5, int(uint32(u>>8))
			}
			end := j + n
			if end > wide || n > graph.MaxShortText {
				break loop
			}
			switch u = load64(buf, j); {
			case n <= 8:
				u <<= 64 - 8*uint(n)
			case n <= 16:
				u |= load64(buf, end-8)
			case n <= 32:
				u |= load64(buf, j+8) | load64(buf, end-16) | load64(buf, end-8)
			default:
				u = wtf8.HighBits // perhaps
			}
			if u&wtf8.HighBits != 0 && !wtf8.Valid(m.buf[j:end]) {
				break loop
			}
			w := graph.ShortText(graph.Str, j, n) | m.chunkBits
			stack[sp] = w
			sp++
			m.lo, m.hi = min(m.lo, j), end
			i = end
			if uint(puts) < uint(len(memo)) && opcode.Code(load64(buf, end)) == opcode.Memoize { // the commonest pair
				memo[puts] = w
				puts++
				i++
			}
		case rowGet:
			got := m.got
			for ; i <= wide && uint(sp) < uint(len(stack)); sp++ {
				u := load64(buf, i)
				c := opcode.Code(u)
				if c|2 != opcode.LongBinGet { // which differs from BINGET by that bit
					continue loop
				}
				long := int(c) >> 1 & 1
				n := int(uint32(u>>8)) & (0xff | -long)
				if n >= puts || n >= len(memo) || n >= len(got) {
					break loop
				}
				stack[sp] = memo[n]
				got[n] = 1
				i += 2 + 3*long
			}
		case rowMemoize:
			if uint(puts) >= uint(len(memo)) || sp <= m.fence {
				break loop
			}
			memo[puts] = stack[sp-1]
			puts++
			i++
		case rowPut:
			if uint(puts) >= uint(len(memo)) || sp <= m.fence || int(u>>8&0xff) != puts {
				break loop
			}
			memo[puts] = stack[sp-1]
			puts++
			i += 2
		case rowLongPut:
			if uint(puts) >= uint(len(memo)) || sp <= m.fence || int(uint32(u>>8)) != puts {
				break loop
			}
			memo[puts] = stack[sp-1]
			puts++
			i += 5
		case rowMark:
			stack[sp] = graph.Word(m.fence)
			sp++
			m.fence = sp
			i++
		case rowEmptyList:
			w, ok := g.SpanAtHand(graph.List)
			if !ok {
				break loop
			}
			stack[sp] = w
			sp++
			i++
		case rowEmptyDict:
			w, ok := g.SpanAtHand(graph.Dict)
			if !ok {
				break loop
			}
			stack[sp] = w
			sp++
			i++
		case rowShortTuple:
			n := int(uint8(u)-uint8(opcode.Tuple1)) + 1
			p, at := len(g.Pool), sp-n
			if at < m.fence || at < 0 || p+4 > cap(g.Pool) {
				break loop
			}
			t := g.Pool[p : p+4]
			g.Pool = g.Pool[:p+1+n]
			t[0], t[1] = graph.Word(n), stack[at]
			if n > 1 {
				t[2] = stack[at+1]
			}
			if n > 2 {
				t[3] = stack[at+2]
			}
			stack[at] = graph.Make(graph.Tuple, uint64(p))
			sp = at + 1
			m.lastTuple = i
			i++
		case rowItems:
			top := m.items(opcode.Code(u), sp)
			if top < 0 {
				break loop
			}
			sp = top
			i++
		default:
			break loop
		}
	}
	m.puts = puts
	return i, sp
}

// items executes APPENDS on an empty list and SETITEMS on an empty dict that has the keys of the one before it, and returns
// the height of the stack then. If it is not as simple as that, it does nothing and returns -1.
func (m *Machine) items(op opcode.Code, sp int) int {
	mark := m.fence - 1
	if mark < 1 {
		return -1
	}
	items, fence, w := m.stack[mark+1:sp], int(m.stack[mark]), m.stack[mark-1]
	if mark <= fence {
		return -1
	}
	if op == opcode.Appends {
		if !w.Is(graph.List) || !m.g.FillList(w, items) {
			return -1
		}
	} else if !w.Is(graph.Dict) || !m.g.SetAsBefore(w, items) {
		return -1
	}
	m.fence = fence
	return mark
}
