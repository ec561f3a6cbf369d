package graph

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// A Shape is the keys of one or more dicts: records repeat the same key words, so that the keys, the
// proof that they differ and the index are made once.
type Shape struct {
	Keys  uint64 // pool offset
	N     uint32
	Index int32 // position in Indexes, or -1 where a scan is as fast
}

const (
	maxShape = 255 // keys in a shared shape
	scanMax  = 8   // entries up to which a scan beats an index
	// differMax is how many keys may go without an index if they are short texts or small integers: that takes a third off the load of a
	// record of 33 fields, and a scan of them costs about 40 ns.
	differMax  = 1 << (differBits - 1)
	differBits = 8
	spread     = 0x9E3779B97F4A7C15
)

// keyAt returns the key of entry i.
func (g *Graph) keyAt(s *Span, i int) Word {
	if s.Shape >= 0 {
		return g.Pool[g.Shapes[s.Shape].Keys+uint64(i)]
	}
	return g.Pool[s.Off+2*uint64(i)]
}

// Entry returns the key and the value of entry i of a dict.
func (g *Graph) Entry(w Word, i int) (key, value Word) {
	s := g.SpanOf(w)
	if s.Shape >= 0 {
		return g.keyAt(s, i), g.Pool[s.Off+uint64(i)]
	}
	e := s.Off + 2*uint64(i)
	return g.Pool[e], g.Pool[e+1]
}

// SetItems sets kv, keys and values in turn, in a dict as dict.__setitem__ does: an equal key keeps
// its first word and place and takes the new value.
func (g *Graph) SetItems(w Word, kv []Word) error {
	s := g.SpanOf(w)
	n := len(kv) / 2
	if s.N == 0 && s.Cap == 0 && n > 0 && n <= maxShape {
		if ok, err := g.setShaped(s, kv, n); ok || err != nil {
			return err
		}
	}
	if int(s.N)+n > maxItems {
		return ErrTooLong
	}
	if s.Shape >= 0 {
		g.unshape(s)
	}
	if err := g.indexFor(s, int(s.N)+n, 2); err != nil {
		return err
	}
	g.reserve(w, s, 2*int(s.N), len(kv))
	for i := 0; i < len(kv); i += 2 {
		key := kv[i]
		at, slot, frag, err := g.find(s, 2, g, key)
		switch {
		case err != nil:
			return err
		case at >= 0:
			g.Pool[s.Off+2*uint64(at)+1] = kv[i+1]
			continue
		}
		e := s.Off + 2*uint64(s.N)
		g.Pool[e], g.Pool[e+1] = key, kv[i+1]
		s.N++
		if s.Index >= 0 {
			g.rare.Indexes[s.Index][slot] = frag | uint64(s.N)
		}
	}
	return nil
}

// SetAsBefore is SetItems for an empty dict that has the keys of the last one that was filled, the very same words, if there is
// room for it.
func (g *Graph) SetAsBefore(w Word, kv []Word) bool {
	s, si := g.SpanOf(w), g.fill.recent[0]
	if si < 0 || s.N != 0 || s.Cap != 0 {
		return false
	}
	sh := &g.Shapes[si]
	n := int(sh.N)
	p := len(g.Pool)
	if len(kv) != 2*n || p+n > cap(g.Pool) {
		return false
	}
	keys := g.Pool[sh.Keys:][:n]
	vals := g.Pool[p : p+n]
	for j := range vals {
		if kv[2*j] != keys[j] {
			return false
		}
		vals[j] = kv[2*j+1]
	}
	g.Pool = g.Pool[:p+n]
	s.Shape, s.Off, s.N, s.Cap = si, uint64(p), uint32(n), uint32(n)
	return true
}

// setShaped fills an empty dict by a known or a new shape; false if two keys are equal.
func (g *Graph) setShaped(s *Span, kv []Word, n int) (bool, error) {
	recent := &g.fill.recent
search:
	for r, si := range recent {
		if si < 0 {
			break
		}
		sh := &g.Shapes[si]
		if int(sh.N) != n {
			continue
		}
		for j, key := range g.Pool[sh.Keys : sh.Keys+uint64(n)] {
			if key != kv[2*j] {
				continue search
			}
		}
		off := g.Alloc(n)
		vals := g.Pool[off : off+n]
		for j := range vals {
			vals[j] = kv[2*j+1]
		}
		s.Shape, s.Off, s.N, s.Cap = si, uint64(off), uint32(n), uint32(n)
		copy(recent[1:r+1], recent[:r])
		recent[0] = si
		return true, nil
	}
	off := g.Alloc(2 * n)
	for j := range n {
		g.Pool[off+j], g.Pool[off+n+j] = kv[2*j], kv[2*j+1]
	}
	index := int32(-1)
	if !g.differ(g.Pool[off : off+n]) {
		var distinct bool
		var err error
		if index, distinct, err = g.indexKeys(uint64(off), n); !distinct || err != nil {
			g.Pool = g.Pool[:off]
			return false, err
		}
	}
	s.Shape, s.Off, s.N, s.Cap = int32(len(g.Shapes)), uint64(off+n), uint32(n), uint32(n)
	g.Shapes = append(g.Shapes, Shape{Keys: uint64(off), N: uint32(n), Index: index})
	copy(recent[1:], recent[:])
	recent[0] = s.Shape
	return true, nil
}

// differ proves that a few small integers and short texts differ, by a table on the stack: a dict of them that is read once or
// never needs no index, and a look-up may scan. False means that they may be equal.
func (g *Graph) differ(keys []Word) bool {
	if len(keys) > differMax {
		return false
	}
	var table [2 * differMax]uint8 // positions+1
	for i, w := range keys {
		var h uint64
		switch {
		case w.Is(Int):
			h = uint64(w)
		case w.Is(Str) && w&longLen != longLen:
			h = quick(g.TextOf(w))
		default:
			return false
		}
		slot := h * spread >> (64 - differBits)
		for table[slot] != 0 {
			x := keys[table[slot]-1]
			if x == w || x.Is(Str) && w.Is(Str) && (x^w)&longLen == 0 && string(g.TextOf(x)) == string(g.TextOf(w)) {
				return false
			}
			slot = (slot + 1) % uint64(len(table))
		}
		table[slot] = uint8(i + 1)
	}
	return true
}

// quick hashes the length and the ends of a text.
func quick(b []byte) uint64 {
	n := len(b)
	h := uint64(n)
	switch {
	case n >= 8:
		h += binary.LittleEndian.Uint64(b) ^ bits.RotateLeft64(binary.LittleEndian.Uint64(b[n-8:]), 29)
	case n >= 4:
		h += uint64(binary.LittleEndian.Uint32(b))<<32 | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<3
	case n > 0:
		h += uint64(b[0])<<8 | uint64(b[n/2])<<16 | uint64(b[n-1])<<24
	}
	return h
}

// indexKeys proves that n keys are hashable and differ, and indexes them if they are many.
func (g *Graph) indexKeys(off uint64, n int) (index int32, distinct bool, err error) {
	probe := Span{Off: off, Shape: -1, Index: -1}
	if n > scanMax {
		g.rest().Indexes = append(g.rest().Indexes, make([]uint64, slots(n)))
		probe.Index = int32(len(g.rare.Indexes) - 1)
	}
	for probe.N < uint32(n) {
		at, slot, frag, err := g.find(&probe, 1, g, g.Pool[off+uint64(probe.N)])
		if err != nil || at >= 0 {
			if probe.Index >= 0 {
				g.rare.Indexes = g.rare.Indexes[:probe.Index]
			}
			return -1, false, err
		}
		probe.N++
		if probe.Index >= 0 {
			g.rare.Indexes[probe.Index][slot] = frag | uint64(probe.N)
		}
	}
	return probe.Index, true, nil
}

// unshape gives a dict its own keys, beside the values.
func (g *Graph) unshape(s *Span) {
	n := int(s.N)
	keys, vals := g.Shapes[s.Shape].Keys, s.Off
	off := g.Alloc(2 * n)
	for j := range n {
		g.Pool[off+2*j] = g.Pool[keys+uint64(j)]
		g.Pool[off+2*j+1] = g.Pool[vals+uint64(j)]
	}
	s.Off, s.Cap, s.Shape, s.Index = uint64(off), uint32(2*n), -1, -1
}

// AddItems adds items to a set; of equal ones the first stays.
func (g *Graph) AddItems(w Word, items []Word) error {
	s := g.SpanOf(w)
	if int(s.N)+len(items) > maxItems {
		return ErrTooLong
	}
	if err := g.indexFor(s, int(s.N)+len(items), 1); err != nil {
		return err
	}
	g.reserve(w, s, int(s.N), len(items))
	for _, item := range items {
		at, slot, frag, err := g.find(s, 1, g, item)
		if err != nil {
			return err
		}
		if at >= 0 {
			continue
		}
		g.Pool[s.Off+uint64(s.N)] = item
		s.N++
		if s.Index >= 0 {
			g.rare.Indexes[s.Index][slot] = frag | uint64(s.N)
		}
	}
	return nil
}

// slots is the size of an index of n entries: a power of two, at most two thirds full.
func slots(n int) int {
	size := 8
	for size*2 < n*3 {
		size *= 2
	}
	return size
}

// indexFor sees to it that the index of s, whose keys are stride words apart, has room for n entries.
// A slot is 0 or a 32-bit fragment of the hash above entry+1.
func (g *Graph) indexFor(s *Span, n, stride int) error {
	if n <= scanMax {
		return nil
	}
	var old []uint64
	if s.Index >= 0 {
		if old = g.rare.Indexes[s.Index]; len(old)*2 >= n*3 {
			return nil
		}
	} else {
		g.rest().Indexes = append(g.rest().Indexes, nil)
		s.Index = int32(len(g.rare.Indexes) - 1)
	}
	table := make([]uint64, slots(max(n, 2*int(s.N))))
	mask := len(table) - 1
	insert := func(e uint64) {
		p := int(e>>32) & mask
		for table[p] != 0 {
			p = (p + 1) & mask
		}
		table[p] = e
	}
	if old != nil {
		for _, e := range old {
			if e != 0 {
				insert(e)
			}
		}
	} else {
		for i := range int(s.N) {
			h, err := g.hash(g.Pool[s.Off+uint64(i*stride)])
			if err != nil {
				return err
			}
			insert(h<<32 | uint64(i+1))
		}
	}
	g.rare.Indexes[s.Index] = table
	return nil
}

// find looks for key, a word of kg, among the keys of s, stride words apart. It returns the entry or -1,
// and the free slot and hash fragment for an insertion where s has an index.
func (g *Graph) find(s *Span, stride int, kg *Graph, key Word) (at, slot int, frag uint64, err error) {
	if s.Index < 0 {
		if err := kg.hashable(key); err != nil {
			return -1, 0, 0, err
		}
		for i := range int(s.N) {
			if g.keyEqual(g.Pool[s.Off+uint64(i*stride)], kg, key) {
				return i, 0, 0, nil
			}
		}
		return -1, 0, 0, nil
	}
	h, err := kg.hash(key)
	if err != nil {
		return -1, 0, 0, err
	}
	return g.probe(g.rare.Indexes[s.Index], h<<32, func(i int) bool {
		return g.keyEqual(g.Pool[s.Off+uint64(i*stride)], kg, key)
	})
}

func (g *Graph) probe(table []uint64, frag uint64, equal func(int) bool) (at, slot int, _ uint64, _ error) {
	mask := len(table) - 1
	for p := int(frag>>32) & mask; ; p = (p + 1) & mask {
		e := table[p]
		if e == 0 {
			return -1, p, frag, nil
		}
		if (e^frag)>>32 == 0 && equal(int(uint32(e)-1)) {
			return int(uint32(e) - 1), p, frag, nil
		}
	}
}

// Lookup returns the position of the entry of a dict, or of the item of a set, that equals key, a word
// of kg; -1 if there is none.
func (g *Graph) Lookup(w Word, kg *Graph, key Word) (int, error) {
	s := *g.SpanOf(w)
	stride := 1
	if w.Is(Dict) {
		stride = 2
		if s.Shape >= 0 {
			sh := g.Shapes[s.Shape]
			s = Span{Off: sh.Keys, N: sh.N, Index: sh.Index}
			stride = 1
		}
	}
	if g != kg && s.Index >= 0 {
		h := hasher{g: kg}
		if _, err := h.hash(key, 0); err == nil && h.identity {
			s.Index = -1 // the key holds objects of another graph: compare them one by one
		}
	}
	at, _, _, err := g.find(&s, stride, kg, key)
	return at, err
}

// LookupStr is Lookup for a str key or, where there is none, for Python 2's str of the same bytes; it
// returns the value of the entry.
func (g *Graph) LookupStr(w Word, key string) (Word, bool) {
	at := g.findStr(w, Str, key)
	if at < 0 {
		at = g.findStr(w, ByteString, key)
	}
	if at < 0 {
		return No, false
	}
	_, value := g.Entry(w, at)
	return value, true
}

// findStr returns the entry of a dict whose key is a text of the tag t, or -1.
func (g *Graph) findStr(w Word, t Tag, key string) int {
	s := g.SpanOf(w)
	keys, n, stride, index := s.Off, int(s.N), 2, s.Index
	if s.Shape >= 0 {
		sh := &g.Shapes[s.Shape]
		keys, stride, index = sh.Keys, 1, sh.Index
	}
	same := func(i int) bool {
		k := g.Pool[keys+uint64(i*stride)]
		return k.Is(t) && string(g.TextOf(k)) == key
	}
	if index >= 0 {
		at, _, _, _ := g.probe(g.rare.Indexes[index], maphash.String(seed, key)<<32, same)
		return at
	}
	for i := range n {
		if same(i) {
			return i
		}
	}
	return -1
}

// Parts returns the keys and values of a dict that shares its keys, or keys nil and keys and values in turn.
func (g *Graph) Parts(w Word) (keys, items []Word) {
	s := g.SpanOf(w)
	if s.Shape >= 0 {
		k := g.Shapes[s.Shape].Keys
		return g.Pool[k : k+uint64(s.N)], g.Pool[s.Off : s.Off+uint64(s.N)]
	}
	return nil, g.Pool[s.Off : s.Off+2*uint64(s.N)]
}

// Columns returns keys and values of a dict, of which every step of the words is one.
func (g *Graph) Columns(w Word) (keys, values []Word, step int) {
	s := g.SpanOf(w)
	if s.Shape >= 0 {
		k := g.Shapes[s.Shape].Keys
		return g.Pool[k : k+uint64(s.N)], g.Pool[s.Off : s.Off+uint64(s.N)], 1
	}
	if s.N == 0 {
		return nil, nil, 1
	}
	end := s.Off + 2*uint64(s.N)
	return g.Pool[s.Off : end-1], g.Pool[s.Off+1 : end], 2
}
