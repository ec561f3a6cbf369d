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

// The sign bit, and all the high bits, of so many bytes. Shifts by a variable would take the register CX, and with it the time to save what
// is in it.
var (
	signs = [9]uint64{0, 1 << 7, 1 << 15, 1 << 23, 1 << 31, 1 << 39, 1 << 47, 1 << 55, 1 << 63}
	highs = [9]uint64{0, 0x80, 0x8080, 0x808080, 0x80808080, 0x8080808080, 0x808080808080, 0x80808080808080, wtf8.HighBits}
)

// row executes opcodes from i on as long as they are of the few that most pickles mostly consist of, nothing
// is wrong or rare about them, and nine bytes can be loaded behind them: all else, errors included, is run's. It
// returns where it stopped.
//
// It is a second switch on opcodes, for a reason: an opcode takes 15 to 25 instructions here, where run's dispatch alone takes 30, as its
// state stays in registers. What it calls stands in one place, behind the switch, so that nothing is saved for it elsewhere;
// one comparison, of i, tells that input and stack suffice (wide.go), as an opcode pushes one word at most. Integers, floats and GETs
// come in long rows: they have loops of their own, without the indirect jump, which would take half as long again.
func (m *Machine) row(i, sp int) (int, int) {
	var (
		buf   = m.buf
		stack = m.stack
		memo  = m.memo // its first m.room words: none if there are holes in it
		puts  = m.puts
	)
rows:
	for {
		wide := min(m.wide, i+len(stack)-sp-1)
		if i > wide {
			break
		}
	loop:
		for i <= wide {
			u := load64(buf, i)
			if c := opcode.Code(u); c == opcode.ShortBinUnicode || c == opcode.BinUnicode { // the commonest: without the indirect jump
				j, n := i+2, int(u>>8&0xff)
				if c == opcode.BinUnicode {
					j, n = i+5, int(uint32(u>>8))
				}
				end := j + n
				if n > 32 || end > wide {
					goto call
				}
				if u = load64(buf, j); n <= 8 {
					u &= highs[n]
				} else if n <= 16 {
					u |= load64(buf, end-8)
				} else {
					u |= load64(buf, j+8) | load64(buf, end-16) | load64(buf, end-8)
				}
				if u&wtf8.HighBits != 0 {
					goto call
				}
				w := m.strBits + graph.TextBits(j, n)
				set(stack, sp, w)
				sp++
				if j < m.lo {
					m.lo = j
				}
				m.hi = end
				i = end
				if puts < m.room && opcode.Code(load64(buf, end)) == opcode.Memoize { // the commonest pair
					set(memo, puts, w)
					puts++
					i++
				}
				continue
			}
			switch rowOf[uint8(u)] {
			case rowNone:
				set(stack, sp, graph.None)
				sp++
				i++
				continue
			case rowTrue:
				set(stack, sp, graph.True)
				sp++
				i++
				continue
			case rowFalse:
				set(stack, sp, graph.False)
				sp++
				i++
				continue
			case rowEmptyTuple:
				set(stack, sp, graph.EmptyTuple)
				sp++
				i++
				continue
			case rowInt:
				for ; i <= wide; sp++ {
					u := load64(buf, i)
					if c := opcode.Code(u); c == opcode.BinInt1 {
						set(stack, sp, graph.MakeNat(u>>8&0xff))
						i += 2
					} else if c == opcode.BinInt {
						set(stack, sp, graph.Make(graph.Int, uint64(int32(u>>8))))
						i += 5
					} else if c == opcode.BinInt2 {
						set(stack, sp, graph.MakeNat(u>>8&0xffff))
						i += 3
					} else if c == opcode.None {
						set(stack, sp, graph.None)
						i++
					} else {
						continue loop
					}
				}
				continue
			case rowLong1:
				n := uint(u >> 8 & 0xff)
				if n == 0 || n > 8 || i+2 > wide {
					break rows
				}
				sign := signs[n]
				x := int64(load64(buf, i+2)&(2*sign-1)^sign) - int64(sign)
				if graph.FitsSmall(x) {
					set(stack, sp, graph.Make(graph.Int, uint64(x)))
				} else if w, ok := m.g.WideAtHand(x); ok {
					set(stack, sp, w)
				} else {
					break rows
				}
				sp++
				i += 2 + int(n)
				continue
			case rowFloat:
				for ; i <= wide && opcode.Code(load64(buf, i)) == opcode.BinFloat; sp++ {
					w := graph.Word(bits.ReverseBytes64(load64(buf, i+1)))
					if !w.IsFloat() {
						break rows
					}
					set(stack, sp, w)
					i += 9
				}
				continue
			case rowGet:
				for got := m.got; i <= wide; sp++ {
					u := load64(buf, i)
					c := opcode.Code(u)
					if c|2 != opcode.LongBinGet { // which differs from BINGET by that bit
						continue loop
					}
					long := int(c & 2)
					n := int(uint32(u>>8)) & (0xff | -long)
					if n >= puts || n >= m.room || n >= len(got) {
						break rows
					}
					set(stack, sp, get(memo, n))
					got[n] = 1
					i += 2 + long + long>>1
				}
				continue
			case rowMemoize:
				if puts >= m.room || sp <= m.fence {
					break rows
				}
				set(memo, puts, get(stack, sp-1))
				puts++
				i++
				continue
			case rowPut:
				if puts >= m.room || sp <= m.fence || int(u>>8&0xff) != puts {
					break rows
				}
				set(memo, puts, get(stack, sp-1))
				puts++
				i += 2
				continue
			case rowLongPut:
				if puts >= m.room || sp <= m.fence || int(uint32(u>>8)) != puts {
					break rows
				}
				set(memo, puts, get(stack, sp-1))
				puts++
				i += 5
				continue
			case rowMark:
				set(stack, sp, graph.Word(m.fence))
				sp++
				m.fence = sp
				i++
				continue
			case rowEmptyList:
				w, ok := m.g.SpanAtHand(graph.List)
				if !ok {
					break rows
				}
				set(stack, sp, w)
				sp++
				i++
				continue
			case rowEmptyDict:
				w, ok := m.g.SpanAtHand(graph.Dict)
				if !ok {
					break rows
				}
				set(stack, sp, w)
				sp++
				i++
				continue
			case rowShortTuple:
				g := m.g
				n := int(uint8(u)-uint8(opcode.Tuple1)) + 1
				p, at := len(g.Pool), sp-n
				if at < m.fence || p+4 > cap(g.Pool) {
					break rows
				}
				t := g.Pool[p : p+4]
				g.Pool = g.Pool[:p+1+n]
				t[0], t[1] = graph.Word(n), get(stack, at)
				if n > 1 {
					t[2] = get(stack, at+1)
				}
				if n > 2 {
					t[3] = get(stack, at+2)
				}
				set(stack, at, graph.Make(graph.Tuple, uint64(p)))
				sp = at + 1
				m.lastTuple = i
				i++
				continue
			case 0:
				break rows
			}
		call:
			m.puts = puts
			var ok bool
			if i, sp, ok = m.step(i, sp); !ok {
				return i, sp
			}
			puts = m.puts
		}
	}
	m.puts = puts
	return i, sp
}

// step executes what row calls for: APPENDS on an empty list, SETITEMS on an empty dict that has the keys of the one before it, and texts that
// are long or not ASCII. If anything is wrong or rare about it, it does nothing and ok is false.
func (m *Machine) step(i, sp int) (next, top int, ok bool) {
	u := load64(m.buf, i)
	op := opcode.Code(u)
	if op != opcode.Appends && op != opcode.SetItems {
		return m.text64(u, i, sp)
	}
	mark := m.fence - 1
	if mark < 1 {
		return i, sp, false
	}
	fence, w := int(get(m.stack, mark)), get(m.stack, mark-1)
	items := m.stack[mark+1 : sp]
	switch {
	case mark <= fence:
	case op == opcode.Appends:
		ok = w.Is(graph.List) && m.g.FillList(w, items)
	default:
		ok = w.Is(graph.Dict) && m.g.SetAsBefore(w, items)
	}
	if !ok {
		return i, sp, false
	}
	m.fence = fence
	return i + 1, mark, true
}

// text64 is step for a text, of which u is the beginning.
func (m *Machine) text64(u uint64, i, sp int) (next, top int, ok bool) {
	j, n := i+2, int(u>>8&0xff)
	if opcode.Code(u) == opcode.BinUnicode {
		j, n = i+5, int(uint32(u>>8))
	}
	end := j + n
	if end > m.wide || n > graph.MaxShortText || !wtf8.Valid(m.buf[j:end]) {
		return i, sp, false
	}
	set(m.stack, sp, m.strBits+graph.TextBits(j, n))
	m.lo, m.hi = min(m.lo, j), end
	return end, sp + 1, true
}
