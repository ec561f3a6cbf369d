package py

import (
	"errors"
	"hash/maphash"
	"math"
	"math/big"
	"math/bits"

	"github.com/brine-go/brine/internal/graph"
)

// The modulus of Python's numeric hash, 2^61-1, and its values for infinity and for the imaginary unit
// (sys.hash_info, CPython's pyhash.c).
const (
	hashBits    = 61
	hashModulus = 1<<hashBits - 1
	hashInf     = 314159
)

var (
	hashSeed = maphash.MakeSeed()

	errHashDepth = errors.New("py: tuples nested too deep to hash")
)

const maxHashDepth = 10_000

// Hash returns a hash under which values that are [Equal] as dict keys are equal: for None, bool, int, float and tuples
// of them Python's own hash(), for texts one that, as in Python, differs from run to run, for objects one by
// identity. Lists, dicts, sets and bytearrays give [ErrUnhashable].
func Hash(v Value) (int64, error) {
	h := hasher{done: make(map[Value]uint64)}
	x, err := h.hash(v, 0)
	return int64(x), err
}

// ErrUnhashable is what Python calls a TypeError: unhashable type.
var ErrUnhashable = graph.ErrUnhashable

type hasher struct{ done map[Value]uint64 }

func (h *hasher) hash(v Value, depth int) (uint64, error) {
	if depth > maxHashDepth {
		return 0, errHashDepth
	}
	switch v.Kind() {
	case None:
		return 0xFCA86420, nil // the constant of CPython since 3.12
	case Bool:
		if b, _ := v.Bool(); b {
			return 1, nil
		}
		return 0, nil
	case Int:
		x, _ := v.BigInt()
		return hashInt(x), nil
	case Float:
		f, _ := v.Float()
		return hashFloat(f), nil
	case Str, Bytes, ByteString:
		return maphash.Bytes(hashSeed, v.g.TextOf(v.body())), nil
	case Tuple:
		return h.tuple(v, depth)
	case FrozenSet:
		var sum uint64
		for item := range v.Items() {
			x, err := h.hash(item, depth+1)
			if err != nil {
				return 0, err
			}
			sum ^= (x ^ 89869747 ^ x<<16) * 3644798167
		}
		return sum*69069 + uint64(v.Len()), nil
	case Global:
		module, name, _ := v.Global()
		return maphash.String(hashSeed, module) ^ bits.RotateLeft64(maphash.String(hashSeed, name), 1), nil
	case Object, PersistentID, Buffer:
		return uint64(v.w) * 0x9E3779B97F4A7C15, nil
	}
	return 0, ErrUnhashable
}

// tuple is tuplehash of CPython's tupleobject.c, a simplified xxHash.
func (h *hasher) tuple(v Value, depth int) (uint64, error) {
	if x, ok := h.done[v]; ok {
		return x, nil
	}
	const p1, p2, p5 = 11400714785074694791, 14029467366897019727, 2870177450012600261
	acc := uint64(p5)
	for item := range v.Items() {
		lane, err := h.hash(item, depth+1)
		if err != nil {
			return 0, err
		}
		acc = bits.RotateLeft64(acc+lane*p2, 31) * p1
	}
	acc += uint64(v.Len()) ^ (p5 ^ 3527539)
	if acc == math.MaxUint64 {
		acc = 1546275796
	}
	h.done[v] = acc
	return acc, nil
}

func hashInt(x *big.Int) uint64 {
	m := new(big.Int).Mod(new(big.Int).Abs(x), big.NewInt(hashModulus)).Uint64()
	return signHash(m, x.Sign() < 0)
}

// signHash gives the hash of a magnitude its sign; -1 means an error in CPython and becomes -2.
func signHash(m uint64, negative bool) uint64 {
	if !negative {
		return m
	}
	if m == 1 {
		m = 2
	}
	return -m
}

// hashFloat is _Py_HashDouble: the mantissa modulo 2^61-1, rotated by the exponent.
func hashFloat(f float64) uint64 {
	switch {
	case math.IsInf(f, 0):
		return signHash(hashInf, f < 0)
	case f != f:
		return maphash.Comparable(hashSeed, math.Float64bits(f))
	}
	m, e := math.Frexp(math.Abs(f))
	var x uint64
	for m != 0 {
		x = x<<28&hashModulus | x>>(hashBits-28)
		m *= 1 << 28
		e -= 28
		y := uint64(m)
		m -= float64(y)
		if x += y; x >= hashModulus {
			x -= hashModulus
		}
	}
	e = ((e % hashBits) + hashBits) % hashBits
	x = x<<e&hashModulus | x>>(hashBits-e)
	return signHash(x, f < 0)
}
