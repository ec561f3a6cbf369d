package train

import (
	"math/bits"
	"slices"
)

// A randomState is NumPy's legacy generator, numpy.random.RandomState(seed): MT19937 (Matsumoto and Nishimura, 1998), and
// the draws of it by which scikit-learn's estimators come to be the same for the same random_state.
type randomState struct {
	state [624]uint32
	at    int // of the word that comes next, before it is made
}

func newRandomState(seed uint32) *randomState {
	r := &randomState{}
	r.state[0] = seed
	for i := 1; i < len(r.state); i++ {
		r.state[i] = 1812433253*(r.state[i-1]^r.state[i-1]>>30) + uint32(i)
	}
	return r
}

// word draws 32 bits.
func (r *randomState) word() uint32 {
	const n, m = len(r.state), 397
	i := r.at
	r.at = (i + 1) % n
	y := r.state[i]&0x80000000 | r.state[r.at]&0x7fffffff
	v := r.state[(i+m)%n] ^ y>>1
	if y&1 == 1 {
		v ^= 0x9908b0df
	}
	r.state[i] = v
	v ^= v >> 11
	v ^= v << 7 & 0x9d2c5680
	v ^= v << 15 & 0xefc60000
	return v ^ v>>18
}

// below is randint(n) for 0 < n < 2**32: words cut to the bits of n - 1 until one is below n.
func (r *randomState) below(n uint32) uint32 {
	if n == 1 {
		return 0
	}
	mask := uint32(1)<<bits.Len32(n-1) - 1
	for {
		if v := r.word() & mask; v < n {
			return v
		}
	}
}

// float64 is random_sample(): 53 bits, from 0 up to 1, which it is not.
func (r *randomState) float64() float64 {
	a, b := r.word()>>5, r.word()>>6
	return (float64(a)*(1<<26) + float64(b)) / (1 << 53)
}

// choice is choice(len(weights), p=weights/sum(weights)).
func (r *randomState) choice(weights []float64) int {
	var total float64
	for _, w := range weights {
		total += w
	}
	cumulative := make([]float64, len(weights))
	var sum float64
	for i, w := range weights {
		sum += w / total
		cumulative[i] = sum
	}
	for i := range cumulative {
		cumulative[i] /= sum
	}
	at := r.float64()
	i, _ := slices.BinarySearchFunc(cumulative, at, func(c, at float64) int {
		if c <= at {
			return -1
		}
		return 1
	})
	return i
}

// A splitterRandom is the generator by which scikit-learn's trees draw features: three shifts of 32 bits (our_rand_r of
// sklearn/utils/_random.pxd), seeded by what RandomState(random_state).randint(0, 2**31 - 1) gives.
type splitterRandom uint32

func newSplitterRandom(seed uint32) splitterRandom {
	return splitterRandom(newRandomState(seed).below(1<<31 - 1))
}

// between draws a number from low up to high, which it is not (rand_int of sklearn/tree/_utils.pyx).
func (r *splitterRandom) between(low, high int) int {
	x := uint32(*r)
	if x == 0 {
		x = 1
	}
	x ^= x << 13
	x ^= x >> 17
	x ^= x << 5
	*r = splitterRandom(x)
	return low + int(x%(1<<31))%(high-low)
}
