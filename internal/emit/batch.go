package emit

import (
	"slices"

	"github.com/brine-go/brine/internal/graph"
	"github.com/brine-go/brine/opcode"
)

// A batching is how items are added to what lies on the stack. CPython has one way for builtin
// containers (batch_list_exact, batch_dict_exact, save_set) and one for iterators (batch_list,
// batch_dict), which look one item ahead.
type batching struct {
	single, many opcode.Code
	stride       int
	iterator     bool // a last item that is alone in its batch is added alone
	trailing     bool // a full last batch is followed by an empty one
}

// The batchings, by kind of level.
var batchings = [...]batching{
	levelList:  {single: opcode.Append, many: opcode.Appends, stride: 1},
	levelDict:  {single: opcode.SetItem, many: opcode.SetItems, stride: 2, trailing: true},
	levelSet:   {single: opcode.AddItems, many: opcode.AddItems, stride: 1, trailing: true},
	levelItems: {single: opcode.Append, many: opcode.Appends, stride: 1, iterator: true},
	levelPairs: {single: opcode.SetItem, many: opcode.SetItems, stride: 2, iterator: true},
}

// batch begins the next batch and reports whether a MARK stands before it.
func (l *level) batch(proto int) (mark bool) {
	b := &batchings[l.kind]
	rest := l.end - l.next
	l.single = b.single != b.many && (proto == 0 || rest == b.stride && (b.iterator || l.next == l.first))
	if l.single {
		l.stop = l.next + b.stride
		return false
	}
	l.stop = l.next + min(rest, batchSize*b.stride)
	return true
}

// closeBatch ends the batch that is written and begins the next one, if there is more.
func (l *level) closeBatch(proto int) (v literal, more bool) {
	b := &batchings[l.kind]
	v = literal(b.many) | 1<<56
	if l.single {
		v = literal(b.single) | 1<<56
	}
	if l.next = l.stop; l.next < l.end {
		if l.batch(proto) {
			v += literal(opcode.Mark)<<8 | 1<<56
		}
		return v, true
	}
	if n, full := l.end-l.first, batchSize*b.stride; b.trailing && n >= full && n%full == 0 && !l.single {
		v += literal(opcode.Mark)<<8 | literal(b.many)<<16 | 2<<56
	}
	return v, false
}

// pushBatch pushes the level that adds the items of a list of the graph, if there are any.
func (e *Encoder) pushBatch(kind levelKind, list graph.Word) {
	s := e.g.SpanOf(list)
	if s.N == 0 {
		return
	}
	l := level{kind: kind, first: int(s.Off), next: int(s.Off), end: int(s.Off) + int(s.N)}
	if l.batch(e.cfg.Proto) {
		e.Op(opcode.Mark)
	}
	e.levels = append(e.levels, l)
}

// pair puts the keys and values of a dict that shares its keys into words, in turn. From the second dict on, keys that are in the memo
// are their GETs (100,000 records of eight fields: 22 to 16 ms).
func (e *Encoder) pair(s *graph.Span) (first int) {
	sh := &e.g.Shapes[s.Shape]
	n := int(s.N)
	keys := e.g.Pool[sh.Keys:][:n]
	c := uint32(s.Shape) % uint32(len(e.shaped))
	if e.shaped[c] != s.Shape+1 {
		e.shaped[c], e.shapeKeys[c] = s.Shape+1, e.shapeKeys[c][:0]
	} else if len(e.shapeKeys[c]) == n || e.translate(&e.shapeKeys[c], keys) {
		keys = e.shapeKeys[c]
	}
	first = len(e.words)
	e.words = slices.Grow(e.words, 2*n)[:first+2*n]
	words, values := e.words[first:], e.g.Pool[s.Off:][:len(keys)]
	for i := 0; i < len(words)-1; i += 2 {
		words[i], words[i+1] = keys[i/2], values[i/2]
	}
	return first
}

// maxLiterals bounds what translate keeps.
const maxLiterals = 1 << 12

// translate appends keys to c, texts as their GETs; false if not all have been written yet.
func (e *Encoder) translate(c *[]graph.Word, keys []graph.Word) bool {
	if e.careful || len(e.literals) > maxLiterals {
		return false
	}
	known := len(e.literals)
	to, literals := *c, e.literals
	for _, k := range keys {
		if k.Is(graph.Str) {
			get := e.memo.find(k)
			if get == 0 {
				*c, e.literals = to[:0], literals[:known]
				return false
			}
			k = graph.Make(graph.Const, uint64(len(literals)))
			literals = append(literals, get)
		}
		to = append(to, k)
	}
	*c, e.literals = to, literals
	return true
}
