package graph

import (
	"errors"
	"hash/maphash"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
)

// What can be wrong with a key or a container.
var (
	ErrUnhashable = errors.New("unhashable type")
	ErrKeyDepth   = errors.New("key nested too deep")
	ErrKeyWork    = errors.New("keys too costly to compare")
	ErrTooLong    = errors.New("container too long")
)

const (
	maxItems    = math.MaxUint32 / 2
	maxKeyDepth = 1000    // of tuples and frozensets in a key: they are hashed by recursion
	maxKeyWork  = 1 << 24 // pairs of nested items compared in one graph
)

var (
	seed    = maphash.MakeSeed()
	intSeed = rand.Uint64()
)

// mix spreads x by a random seed, so that no input can be made to collide.
func mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^intSeed, 0x9E3779B97F4A7C15)
	return hi ^ lo
}

// hashable reports ErrUnhashable for what Python cannot hash.
func (g *Graph) hashable(w Word) error {
	if w.IsFloat() {
		return nil
	}
	switch w.Tag() {
	case List, Dict, ByteArray:
		return ErrUnhashable
	case Tuple, Set, Object:
		_, err := g.hash(w)
		return err
	}
	return nil
}

// hash returns a hash under which values that are equal in Python (1, 1.0 and True) are equal.
func (g *Graph) hash(w Word) (uint64, error) {
	if w.Is(Str) {
		return maphash.Bytes(seed, g.TextOf(w)), nil
	}
	h := hasher{g: g}
	if g.fill != nil {
		h.nested = g.fill.hashes
	}
	x, err := h.hash(w, 0)
	if g.fill != nil {
		g.fill.hashes = h.nested
	}
	return x, err
}

// A hasher remembers nested tuples: one that contains itself twice, fifty levels deep, would cost 2^50 steps.
type hasher struct {
	g        *Graph
	nested   map[Word]uint64
	identity bool // the hash holds only within the graph
}

func (h *hasher) hash(w Word, depth int) (uint64, error) {
	if depth > maxKeyDepth {
		return 0, ErrKeyDepth
	}
	g := h.g
	w = g.StandsFor(w)
	if f, ok := g.Float64(w); ok {
		return hashFloat(f), nil
	}
	switch w.Tag() {
	case Const:
		if w != None {
			return mix(w.Payload() - False.Payload()), nil
		}
		return mix(uint64(w)), nil
	case Int, WideInt:
		return mix(uint64(g.Int64(w))), nil
	case Str, Bytes, ByteString, BigInt:
		return maphash.Bytes(seed, g.TextOf(w)), nil
	case Global:
		_, _, code := g.GlobalParts(w)
		module, name := g.GlobalNames(w)
		return maphash.Bytes(seed, module) ^ mix(maphash.Bytes(seed, name)+uint64(code)), nil
	case Tuple:
		return h.items(w, g.TupleItems(w), depth)
	case Set:
		if g.SpanOf(w).Shape == 1 {
			return h.items(w, g.Items(w), depth)
		}
		return 0, ErrUnhashable
	case List, Dict, ByteArray:
		return 0, ErrUnhashable
	}
	h.identity = true
	return mix(uint64(w)), nil
}

// items hashes a tuple or, in any order, a frozenset.
func (h *hasher) items(w Word, items []Word, depth int) (uint64, error) {
	if x, ok := h.nested[w]; ok && depth > 0 {
		return x, nil
	}
	sum := uint64(len(items))
	for _, item := range items {
		x, err := h.hash(item, depth+1)
		if err != nil {
			return 0, err
		}
		if w.Is(Tuple) {
			sum = mix(sum<<1 ^ x)
		} else {
			sum += mix(x)
		}
	}
	if depth > 0 {
		if h.nested == nil {
			h.nested = make(map[Word]uint64)
		}
		h.nested[w] = sum
	}
	return sum, nil
}

// hashFloat is the hash of the integer that f equals, or of its bits. NaN equals nothing: any hash will
// do, and ever new ones keep a dict of NaNs fast.
func hashFloat(f float64) uint64 {
	switch {
	case f != f:
		return rand.Uint64()
	case f == math.Trunc(f) && math.Abs(f) < 1<<63:
		return mix(uint64(int64(f)))
	case math.IsInf(f, 0) || f != math.Trunc(f):
		return mix(math.Float64bits(f))
	}
	x, _ := big.NewFloat(f).Int(nil)
	return maphash.Bytes(seed, AppendLong(nil, x))
}

// keyEqual is Python's equality of two keys, the same object being equal to itself.
func (g *Graph) keyEqual(x Word, kg *Graph, y Word) bool {
	if x == y && g == kg {
		return !x.IsFloat() || x.Float() == x.Float()
	}
	if x.Is(Str) && y.Is(Str) {
		return string(g.TextOf(x)) == string(kg.TextOf(y))
	}
	if x.Is(Int) && y.Is(Int) {
		return x == y
	}
	if eq, atom := equalAtoms(g, x, kg, y); atom {
		return eq
	}
	if g.fill == nil {
		return Equal(g, x, kg, y, new(int))
	}
	return Equal(g, x, kg, y, &g.fill.work)
}

// equalAtoms compares values that contain no others; atom is false if both are containers or objects.
func equalAtoms(g *Graph, x Word, h *Graph, y Word) (eq, atom bool) {
	x, y = g.StandsFor(x), h.StandsFor(y)
	if a, ok := g.number(x); ok {
		b, ok := h.number(y)
		return ok && a.equal(b), true
	}
	if x.IsFloat() || y.IsFloat() {
		return false, true
	}
	switch tx, ty := x.Tag(), y.Tag(); tx {
	case Const:
		return x == y, true
	case Str, ByteString:
		return tx == ty && string(g.TextOf(x)) == string(h.TextOf(y)), true
	case Bytes, ByteArray:
		return (ty == Bytes || ty == ByteArray) && string(g.TextOf(x)) == string(h.TextOf(y)), true
	case Global:
		if ty != Global {
			return false, true
		}
		_, _, c := g.GlobalParts(x)
		_, _, c2 := h.GlobalParts(y)
		m, n := g.GlobalNames(x)
		m2, n2 := h.GlobalNames(y)
		return c == c2 && string(n) == string(n2) && string(m) == string(m2), true
	default:
		return false, tx != ty
	}
}

// number is an int64, a float64 that is no such integer, or a big integer.
type number struct {
	i    int64
	f    float64
	text string
	kind uint8
}

func (a number) equal(b number) bool {
	return a == b && a.f == a.f
}

const (
	isInt = iota
	isFloat
	isBig
)

func (g *Graph) number(w Word) (number, bool) {
	if f, ok := g.Float64(w); ok {
		switch {
		case f == math.Trunc(f) && f >= -(1<<63) && f < 1<<63:
			return number{i: int64(f)}, true
		case f != math.Trunc(f) || math.IsInf(f, 0):
			return number{f: f, kind: isFloat}, true
		}
		x, _ := big.NewFloat(f).Int(nil)
		return number{text: string(AppendLong(nil, x)), kind: isBig}, true
	}
	switch w.Tag() {
	case Int, WideInt:
		return number{i: g.Int64(w)}, true
	case BigInt:
		return number{text: string(g.TextOf(w)), kind: isBig}, true
	case Const:
		if w == True || w == False {
			return number{i: int64(w.Payload() - False.Payload())}, true
		}
	}
	return number{}, false
}
