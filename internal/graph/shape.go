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
	return g.insert(s, 2, kv)
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
	vals := g.Pool[p:][:len(keys)]
	for j := 0; j < len(kv)-1; j += 2 {
		if kv[j] != keys[j/2] {
			return false
		}
		vals[j/2] = kv[j+1]
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
	keys := g.Pool[off : off+n]
	vals := g.Pool[off+n:][:len(keys)]
	for j := range keys {
		keys[j], vals[j] = kv[2*j], kv[2*j+1]
	}
	index := int32(-1)
	if !g.differ(keys) {
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
		h := uint64(w)
		if off, n := w.TextAt(); w.Is(Str) && w.InText() && n != longLen {
			h = quick(g.TextFrom(off), n)
		} else if !w.Is(Int) {
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

// quick hashes a text by the ends of its n bytes: those that b begins with.
func quick(b []byte, n int) uint64 {
	if n >= 8 {
		return uint64(n) + binary.LittleEndian.Uint64(b) ^ bits.RotateLeft64(binary.LittleEndian.Uint64(b[n-8:]), 29)
	}
	if len(b) >= 8 {
		return uint64(n) + binary.LittleEndian.Uint64(b)<<(64-8*n)
	}
	var last [8]byte // those of Text: the same number
	copy(last[8-n:], b[:n])
	return uint64(n) + binary.LittleEndian.Uint64(last[:])
}

// indexKeys proves that n keys are hashable and differ, and indexes them if they are many.
func (g *Graph) indexKeys(off uint64, n int) (at int32, distinct bool, err error) {
	probe := Span{Off: off, Cap: uint32(n), Shape: -1, Index: -1}
	if err := g.indexFor(&probe, n, 1); err != nil {
		return -1, false, err
	}
	if err = g.insert(&probe, 1, g.Pool[off:off+uint64(n)]); err == nil && int(probe.N) == n {
		return probe.Index, true, nil
	}
	if probe.Index >= 0 {
		g.rare.Indexes = g.rare.Indexes[:probe.Index]
	}
	return -1, false, err
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
	return g.insert(s, 1, items)
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
	return g.find(&s, stride, kg, key)
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
		at, _ := g.rare.Indexes[index].find(maphash.String(seed, key), same)
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
