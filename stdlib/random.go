package stdlib

import (
	"github.com/brine-go/brine/py"
)

// A Random is the state of a random.Random, MT19937. It goes on with the sequence where Python stopped.
type Random struct {
	Key   [624]uint32
	Index int      // of the next word in Key; 624 if all are used up
	Gauss *float64 // the second of a pair that gauss() made, if it is not used up
}

// readRandom reads Random() and its state (3, the 624 words and the index, gauss_next).
func readRandom(c call) (Random, error) {
	state := c.o.State()
	version, ok := state.Index(0).Int()
	words := state.Index(1)
	if !ok || version != 2 && version != 3 || words.Kind() != py.Tuple || words.Len() != 625 {
		return Random{}, mismatch(c.class, state, "a state of version 3 and 625 words")
	}
	var r Random
	for i := range 625 {
		x, ok := words.Index(i).Int()
		switch {
		case !ok || i == 624 && (x < 0 || x > 624):
			return Random{}, mismatch(c.class, words.Index(i), "a word of the state")
		case i == 624:
			r.Index = int(x)
		default:
			r.Key[i] = uint32(x) // version 2 wrote them as signed
		}
	}
	if g := state.Index(2); !g.IsNone() {
		f, ok := g.Number()
		if !ok {
			return Random{}, mismatch(c.class, g, "a float or None")
		}
		r.Gauss = &f
	}
	return r, nil
}

// Uint32 is getrandbits(32) (genrand_uint32 in CPython's _randommodule.c).
func (r *Random) Uint32() uint32 {
	const n, m = 624, 397
	if r.Index >= n {
		for k := range n {
			y := r.Key[k]&0x80000000 | r.Key[(k+1)%n]&0x7fffffff
			r.Key[k] = r.Key[(k+m)%n] ^ y>>1 ^ -(y&1)&0x9908b0df
		}
		r.Index = 0
	}
	y := r.Key[r.Index]
	r.Index++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// Float64 is random(): a float of [0, 1) of 53 bits.
func (r *Random) Float64() float64 {
	a, b := r.Uint32()>>5, r.Uint32()>>6
	return (float64(a)*67108864 + float64(b)) / 9007199254740992
}

// MarshalPickle writes a random.Random.
func (r Random) MarshalPickle(b *py.Builder) (py.Value, error) {
	words := make([]py.Value, 625)
	for i, x := range r.Key {
		words[i] = b.Int(int64(x))
	}
	words[624] = b.Int(int64(r.Index))
	gauss := b.None()
	if r.Gauss != nil {
		gauss = b.Float(*r.Gauss)
	}
	obj := b.Call(b.Global("random", "Random"))
	b.Build(obj, b.Tuple(b.Int(3), b.Tuple(words...), gauss))
	return obj, nil
}

// UnmarshalPickle reads a random.Random.
func (r *Random) UnmarshalPickle(v py.Value) error { return into(r, v, "random.Random") }
