package emit

import (
	"slices"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// The walk over a graph is one loop with a stack of levels, so that the graph's depth costs no Go stack.
// The top level has the parts that are written next, a range of words; a part that is a container
// becomes the top level itself; behind its last part a level is closed and the one below goes on.
//
// What most pickles are made of has a short way: floats, integers, constants, short texts (run) and, of containers,
// tuples, lists, dicts and plain objects (open, close). During a walk Out is as long as its memory and n is where
// the next byte goes: 0 ≤ n ≤ len(Out). A value may begin as long as n < full, so that one look suffices for a
// frame's end and the buffer's. Everything else takes the way around, between suspend and resume, by functions
// that append to Out; in protocols 0 and 1, and for programs that are asked for persistent ids, every value does.

// A level is a container whose parts are being written: words[next:stop] now, words[stop:end] in later batches.
type level struct {
	kind    levelKind
	single  bool       // of a batch: one item, without MARK
	scratch bool       // words is Encoder.words, from which those from first on go with the level; else the pool
	w       graph.Word // what the parts make, where that is memoized behind them
	first   int
	next    int
	stop    int
	end     int
}

type levelKind uint8

// The kinds up to levelPairs are batches: see batchings.
const (
	levelList  levelKind = iota
	levelDict            // keys and values in turn
	levelSet             // from protocol 4 on
	levelItems           // items appended to an object
	levelPairs           // keys and values set in an object
	levelTuple
	levelFrozen // frozenset from protocol 4 on
	levelObject // REDUCE or NEWOBJ: callable and arguments
	levelState  // and the state of its one BUILD
	levelValue  // one value of which nothing is made
	levelID     // a persistent id, itself never replaced by one
	levelTask   // see task: its parts are levels above it
)

// suspend hands Out to what appends to it.
func (e *Encoder) suspend() { e.Out = e.Out[:e.n] }

// resume makes room behind what is written.
func (e *Encoder) resume() {
	if cap(e.Out)-len(e.Out) < Room {
		e.Out = slices.Grow(e.Out, max(cap(e.Out), 4*Room))
	}
	e.n = len(e.Out)
	e.Out = e.Out[:cap(e.Out)]
	e.full = min(e.limit, len(e.Out)-block-room)
	if e.careful {
		e.full = 0
	}
}

// walk writes a value and all that it refers to; asked is whether it is a persistent id.
func (e *Encoder) walk(w graph.Word, asked bool) error {
	base := len(e.levels)
	e.resume()
	if e.n >= e.full || !e.open(w) {
		if err := e.around(w, asked); err != nil {
			return err
		}
	}
	for len(e.levels) > base {
		l := &e.levels[len(e.levels)-1]
		if l.next < l.stop {
			words := e.g.Pool
			if l.scratch {
				words = e.words
			}
			w := words[l.next]
			if w.IsAtom() {
				if n := e.atoms(words[l.next:l.stop]); n > 0 {
					l.next += n
					continue
				}
			}
			l.next++
			if e.n < e.full && e.open(w) {
				continue
			}
			if err := e.around(w, l.kind == levelID); err != nil {
				return err
			}
			continue
		}
		switch e.close(l) {
		case ended:
			e.pop()
		case rare:
			e.suspend()
			if err := e.closeRare(); err != nil {
				return err
			}
			e.resume()
		}
	}
	e.suspend()
	return nil
}

// open writes a container: all of it, if its parts are few and atoms (1e5 Graphite metrics: 8.0 to 5.4 ms), else
// what stands before them and those up to the first that is none, and pushes its level for the rest. It
// returns false for values that have no such short way.
func (e *Encoder) open(w graph.Word) bool {
	switch graph.Tag(max(w.SignedTag(), 0)) {
	case graph.Tuple:
		e.openTuple(w)
		return true
	case graph.List, graph.Dict:
		e.openList(w)
		return true
	case graph.Object:
		return e.openObject(w)
	case graph.Global:
		if get := e.memo.find(w); get != 0 {
			e.put(get)
			return true
		}
	}
	return false
}

func (e *Encoder) openTuple(w graph.Word) {
	g := e.g
	if w == graph.EmptyTuple {
		e.put(e.spells.emptyTuple)
		return
	}
	shared := e.exact || g.SharesTuple(w)
	if shared {
		if get := e.memo.find(w); get != 0 {
			e.put(get)
			return
		}
	}
	from, to := g.TupleRange(w)
	size := to - from
	if size > 3 || !e.binary {
		e.put(one(opcode.Mark))
	}
	done := 0
	if size <= most && e.n < e.full-block && g.Pool[from].IsAtom() {
		done = e.run(g.Pool[from:to])
		if done == size && !shared {
			e.put(e.tuple(size).then(e.memoized()))
			return
		}
	}
	e.levels = append(e.levels, level{kind: levelTuple, w: w, first: from, next: from + done, stop: to, end: to})
}

// tuple is the opcode of a tuple of that size.
func (e *Encoder) tuple(size int) literal {
	if size > 3 || !e.binary {
		return one(opcode.Tuple)
	}
	return one(opcode.Tuple1 + opcode.Code(size-1))
}

// openList opens a list or a dict.
func (e *Encoder) openList(w graph.Word) {
	g := e.g
	if e.exact || g.SharesSpan(w) {
		if get := e.memo.find(w); get != 0 {
			e.put(get)
			return
		}
		e.memo.set(w, e.memoN)
	}
	s := g.SpanOf(w)
	l := level{kind: levelList, first: int(s.Off)}
	opening, n, words, stride := e.spells.emptyList, int(s.N), g.Pool, 1
	if w.Is(graph.Dict) {
		l.kind, opening, n, stride = levelDict, e.spells.emptyDict, 2*n, 2
		if s.Shape >= 0 {
			l.first, l.scratch = e.pair(s), true
			words = e.words
		}
	}
	if e.memoizes {
		e.memoN++
		opening += literal(opcode.Memoize)<<8 + 1<<56
	} else if e.binary {
		opening = opening.then(e.memoized())
	} else {
		e.put(opening)
		e.memoizeTop()
		opening = 0
	}
	if n == 0 {
		e.put(opening)
		return
	}
	l.next, l.end = l.first, l.first+n
	l.single = n == stride || e.cfg.Proto == 0
	if l.stop = l.first + min(n, batchSize*stride); l.single {
		l.stop = l.first + stride
	} else {
		opening += literal(opcode.Mark)<<(opening>>53&63) + 1<<56
	}
	e.put(opening)
	if n <= most && e.n < e.full-block && words[l.first].IsAtom() {
		done := e.run(words[l.first : l.first+n])
		if done == n {
			b := &batchings[l.kind]
			op := b.many
			if l.single {
				op = b.single
			}
			e.put(one(op))
			if l.scratch {
				e.words = e.words[:l.first]
			}
			return
		}
		l.next += done
	}
	e.levels = append(e.levels, l)
}

// openObject opens an object of the plain sort.
func (e *Encoder) openObject(w graph.Word) bool {
	at, how, ok := e.g.PlainObject(w)
	if !ok || how == graph.ByNewObj && !e.binary || e.cfg.Tail != nil {
		return false
	}
	if e.exact || e.g.SharesObject(w) {
		if get := e.memo.find(w); get != 0 {
			e.put(get)
			return true
		}
	}
	e.levels = append(e.levels, level{kind: levelObject, w: w, first: at, next: at, stop: at + 2, end: at + 2})
	return true
}

// A closing is what becomes of a level whose parts are written.
type closing uint8

const (
	ended  closing = iota
	goesOn         // it has more parts
	rare           // it is for closeRare
)

// close writes what stands behind the parts of a level.
func (e *Encoder) close(l *level) closing {
	if e.n > len(e.Out)-room {
		e.suspend()
		e.resume()
	}
	g := e.g
	switch l.kind {
	case levelTuple:
		if e.exact || g.SharesTuple(l.w) {
			if e.memo.find(l.w) != 0 {
				return rare
			}
			e.memo.set(l.w, e.memoN)
		}
		e.put(e.tuple(l.end - l.first))
		e.memoizeTop()
		return ended

	case levelList, levelDict, levelSet, levelItems, levelPairs:
		v, more := l.closeBatch(e.cfg.Proto)
		if e.put(v); more {
			return goesOn
		}
		return ended

	case levelObject:
		at, how, _ := g.PlainObject(l.w)
		op := opcode.Reduce
		if how == graph.ByNewObj {
			op = opcode.NewObj
		}
		e.put(one(op))
		if e.exact || g.SharesObject(l.w) {
			if e.memo.find(l.w) != 0 {
				return rare
			}
			e.memo.set(l.w, e.memoN)
		}
		e.memoizeTop()
		if g.Pool[at+2] == graph.No {
			return ended
		}
		l.kind, l.next, l.stop = levelState, at+2, at+3
		return goesOn

	case levelState:
		e.put(one(opcode.Build))
		return ended

	case levelValue:
		return ended
	}
	return rare
}
