package graph

// An index finds the keys of a dict or set by their hashes: a power of two of slots, at most two thirds of them full. A slot is 0 or,
// in as many low bits as tell all slots apart, the entry+1, and above it as much of the hash as there is room for.
type index []uint32

// newIndex returns an index with room for n entries.
func newIndex(n int) index {
	size := 8
	for size*2 < n*3 {
		size *= 2
	}
	return make(index, size)
}

// room is how many entries x has room for.
func (x index) room() int { return len(x) * 2 / 3 }

// find returns the entry of a key with hash h for which same holds, or -1 and the free slot where put puts it.
func (x index) find(h uint64, same func(entry int) bool) (entry, slot int) {
	mask := uint32(len(x) - 1)
	for p := uint32(h) & mask; ; p = (p + 1) & mask {
		e := x[p]
		if e == 0 {
			return -1, int(p)
		}
		if (e^uint32(h>>32))&^mask == 0 && same(int(e&mask)-1) {
			return int(e&mask) - 1, int(p)
		}
	}
}

// put puts an entry whose key has hash h into a free slot.
func (x index) put(slot int, h uint64, entry int) {
	mask := uint32(len(x) - 1)
	x[slot] = uint32(h>>32)&^mask | uint32(entry+1)
}

// indexFor sees to it that s, whose keys are stride words apart, has an index with room for n entries if they are many.
func (g *Graph) indexFor(s *Span, n, stride int) error {
	if n <= scanMax {
		return nil
	}
	have := 0
	if s.Index < 0 {
		g.rest().Indexes = append(g.rest().Indexes, nil)
		s.Index = int32(len(g.rare.Indexes) - 1)
	} else if have = g.rare.Indexes[s.Index].room(); n <= have {
		return nil
	}
	size := max(n, 2*int(s.N))
	if 4*stride*int(s.N) > len(g.Pool) { // the better part of the graph
		size = max(size, g.fill.Room(new(Pace), n, have))
	}
	x := newIndex(size)
	for i := range int(s.N) {
		h, err := g.hash(g.Pool[s.Off+uint64(i*stride)])
		if err != nil {
			return err
		}
		_, slot := x.find(h, func(int) bool { return false })
		x.put(slot, h, i)
	}
	g.rare.Indexes[s.Index] = x
	return nil
}

// ahead is of how many keys the slots are waited for together: those of a large index are a miss of the cache each.
const ahead = 16

// insert adds keys, with their values where stride is 2, to s, which has room for them. An equal key keeps its first word and place
// and takes the new value.
func (g *Graph) insert(s *Span, stride int, words []Word) error {
	var x index
	var hashes [ahead]uint64
	if s.Index >= 0 {
		x = g.rare.Indexes[s.Index]
	}
	for len(words) > 0 {
		n := min(ahead, len(words)/stride)
		if x != nil {
			for j := range n {
				h, err := g.hash(words[j*stride])
				if err != nil {
					return err
				}
				hashes[j] = h
				g.fill.touched += x[h&uint64(len(x)-1)]
			}
		}
		for j := range n {
			key := words[j*stride]
			var at, slot int
			if x != nil {
				at, slot = x.find(hashes[j], func(i int) bool { return g.keyEqual(g.Pool[s.Off+uint64(i*stride)], g, key) })
			} else {
				var err error
				if at, err = g.find(s, stride, g, key); err != nil {
					return err
				}
			}
			if at < 0 {
				at = int(s.N)
				s.N++
				g.Pool[s.Off+uint64(at*stride)] = key
				if x != nil {
					x.put(slot, hashes[j], at)
				}
			}
			if stride == 2 {
				g.Pool[s.Off+uint64(at*2)+1] = words[j*2+1]
			}
		}
		words = words[n*stride:]
	}
	return nil
}

// find looks for key, a word of kg, among the keys of s, stride words apart, and returns the entry or -1.
func (g *Graph) find(s *Span, stride int, kg *Graph, key Word) (int, error) {
	same := func(i int) bool { return g.keyEqual(g.Pool[s.Off+uint64(i*stride)], kg, key) }
	if s.Index >= 0 {
		h, err := kg.hash(key)
		if err != nil {
			return -1, err
		}
		at, _ := g.rare.Indexes[s.Index].find(h, same)
		return at, nil
	}
	if err := kg.hashable(key); err != nil {
		return -1, err
	}
	for i := range int(s.N) {
		if same(i) {
			return i, nil
		}
	}
	return -1, nil
}
