package numpy

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/brine-go/brine/ndarray"
	"github.com/brine-go/brine/py"
)

// A RandomClass is what a random state is of.
type RandomClass uint8

const (
	LegacyRandom   RandomClass = iota // numpy.random.RandomState
	RandomGenerate                    // numpy.random.Generator
	BitGenerator                      // numpy.random.PCG64 and the like by themselves
)

// A RandomState is the state of one of NumPy's random generators, in the words of the state dict that
// bit_generator.state is in Python.
type RandomState struct {
	Class     RandomClass
	Algorithm string // MT19937, PCG64, PCG64DXSM, Philox or SFC64

	Key     []uint64 // of MT19937 624 words of 32 bits, of Philox 2
	Pos     int      // of MT19937: how many of them have been used
	Counter []uint64 // of Philox
	Buffer  []uint64 // of Philox: numbers that are made already
	BufPos  int
	Words   []uint64 // of SFC64: its state
	State   *big.Int // of PCG64 and PCG64DXSM, 128 bits
	Inc     *big.Int

	HasUint32 bool // half of the last number of 64 bits is still to be used, but for MT19937
	Uint32    uint32
	HasGauss  bool // of RandomState: a normal number is still to be used
	Gauss     float64

	Seed *SeedSequence // where the pickle has it, which NumPy 2 writes
}

// A SeedSequence is numpy.random.SeedSequence: what generators are seeded from.
type SeedSequence struct {
	Entropy  []*big.Int // one int, or a sequence; nil for None
	SpawnKey []*big.Int
	Spawned  int // children that it has made
	Pool     []uint64
}

// IsRandom reports whether v is a RandomState, Generator or bit generator.
func IsRandom(v py.Value) bool {
	_, _, ok := randomOf(v)
	return ok
}

// constructors are the functions that make random generators, by name. They stand in numpy.random._pickle, before
// NumPy 1.17 in numpy.random and, of the first releases, in mtrand.
var constructors = map[string]RandomClass{
	"__randomstate_ctor": LegacyRandom, "__RandomState_ctor": LegacyRandom,
	"__generator_ctor": RandomGenerate, "__bit_generator_ctor": BitGenerator,
}

func randomOf(v py.Value) (o py.Instance, class RandomClass, ok bool) {
	if o, ok = v.Object(); !ok {
		return o, 0, false
	}
	module, name, _ := o.Func.Global()
	class, ok = constructors[name]
	return o, class, ok && (module == "numpy.random" || strings.HasPrefix(module, "numpy.random.") || module == "mtrand")
}

// RandomFromPy reads the state of a random generator. The formats are those of numpy/random/_pickle.py: releases before
// 2.0 name the bit generator, later ones have it pickled; both then give a state dict. Before 1.17 there was
// RandomState alone, whose state is a tuple ("MT19937", key, pos, has_gauss, gauss).
func RandomFromPy(v py.Value) (*RandomState, error) {
	o, class, ok := randomOf(v)
	if !ok {
		return nil, mismatch("random", v, "a RandomState, Generator or bit generator")
	}
	r := &RandomState{Class: class}
	path := "random.state"
	state, err := stateOf(o)
	if err != nil {
		return nil, within("random", err)
	}
	if inner := o.Args.Index(0); class != BitGenerator {
		if bits, class, ok := randomOf(inner); ok && class == BitGenerator {
			if inner, err = stateOf(bits); err != nil {
				return nil, within("random.args[0]", err)
			}
			if !state.IsValid() || state.IsNone() {
				state, path = inner, "random.args[0].state"
			}
			if inner.Kind() == py.Tuple && inner.Len() == 2 {
				seed, err := seedFromPy(inner.Index(1), "random.args[0].state[1]")
				if err != nil {
					return nil, err
				}
				r.Seed = seed
			}
		}
	}
	if state.Kind() == py.Tuple && state.Len() == 2 { // state and seed of a bit generator of NumPy 2
		if r.Seed == nil {
			seed, err := seedFromPy(state.Index(1), path+"[1]")
			if err != nil {
				return nil, err
			}
			r.Seed = seed
		}
		state, path = state.Index(0), path+"[0]"
	}
	if state.Kind() == py.Tuple {
		return r, r.legacy(state, path)
	}
	return r, r.dict(state, path)
}

// legacy reads ("MT19937", key, pos[, has_gauss, gauss]).
func (r *RandomState) legacy(v py.Value, path string) (err error) {
	name, ok := textOf(v.Index(0))
	if n := v.Len(); !ok || name != "MT19937" || n != 3 && n != 5 {
		return mismatch(path, v, "tuple of MT19937, key, pos, has_gauss, gauss")
	}
	r.Algorithm = name
	f := fields{path: path}
	r.Key = f.words(v.Index(1), "[1]", 624)
	r.Pos = f.int(v.Index(2), "[2]", 624)
	if v.Len() == 5 {
		r.HasGauss = f.int(v.Index(3), "[3]", 1) == 1
		r.Gauss = f.float(v.Index(4), "[4]")
	}
	return f.err
}

// dict reads a state dict.
func (r *RandomState) dict(v py.Value, path string) error {
	name, ok := textOf(v.Get("bit_generator"))
	if !ok {
		return mismatch(path+"['bit_generator']", v.Get("bit_generator"), "the name of a bit generator")
	}
	r.Algorithm = name
	inner := v.Get("state")
	f := fields{path: path}
	get := func(key string) (py.Value, string) { return inner.Get(key), "['state']['" + key + "']" }
	switch name {
	case "MT19937":
		value, at := get("key")
		r.Key = f.words(value, at, 624)
		value, at = get("pos")
		r.Pos = f.int(value, at, 624)
	case "PCG64", "PCG64DXSM":
		value, at := get("state")
		r.State = f.big(value, at)
		value, at = get("inc")
		r.Inc = f.big(value, at)
	case "Philox":
		value, at := get("counter")
		r.Counter = f.words(value, at, 4)
		value, at = get("key")
		r.Key = f.words(value, at, 2)
		r.Buffer = f.words(v.Get("buffer"), "['buffer']", 4)
		r.BufPos = f.int(v.Get("buffer_pos"), "['buffer_pos']", 4)
	case "SFC64":
		value, at := get("state")
		r.Words = f.words(value, at, 4)
	default:
		return mismatch(path+"['bit_generator']", v.Get("bit_generator"), "MT19937, PCG64, PCG64DXSM, Philox or SFC64")
	}
	if name != "MT19937" {
		r.HasUint32 = f.int(v.Get("has_uint32"), "['has_uint32']", 1) == 1
		x := f.number(v.Get("uinteger"), "['uinteger']")
		if x.Sign() < 0 || x.BitLen() > 32 {
			f.fail(v.Get("uinteger"), "['uinteger']", "int of 32 bits")
		}
		r.Uint32 = uint32(x.Uint64())
	}
	if gauss := v.Get("has_gauss"); gauss.IsValid() {
		r.HasGauss = f.int(gauss, "['has_gauss']", 1) == 1
		r.Gauss = f.float(v.Get("gauss"), "['gauss']")
	}
	return f.err
}

// IsSeedSequence reports whether v is a numpy.random.SeedSequence.
func IsSeedSequence(v py.Value) bool {
	o, ok := v.Object()
	return ok && o.Func.IsGlobal("numpy.random.bit_generator", "__pyx_unpickle_SeedSequence")
}

// SeedSequenceFromPy reads a SeedSequence: __pyx_unpickle_SeedSequence(class, checksum, None) and a state (entropy,
// spawned children, pool, pool size, spawn key), which Cython has put in alphabetical order.
func SeedSequenceFromPy(v py.Value) (*SeedSequence, error) {
	if !IsSeedSequence(v) {
		return nil, mismatch("seed", v, "a SeedSequence")
	}
	return seedFromPy(v, "seed")
}

// seedFromPy reads the seed of a generator. None, and a seed of somebody else's class, are no error: the generator's
// state does not need it.
func seedFromPy(v py.Value, path string) (*SeedSequence, error) {
	if !IsSeedSequence(v) {
		return nil, nil
	}
	o, _ := v.Object()
	state, err := stateOf(o)
	if err != nil {
		return nil, within(path, err)
	}
	if !state.IsValid() {
		state = o.Args.Index(2)
	}
	if state.Kind() != py.Tuple || state.Len() < 5 {
		return nil, mismatch(path+".state", state, "tuple of 5: entropy, spawned, pool, pool size, spawn key")
	}
	f := fields{path: path + ".state"}
	s := &SeedSequence{Spawned: f.int(state.Index(1), "[1]", maxInt)}
	s.Entropy = f.bigs(state.Index(0), "[0]")
	n := f.int(state.Index(3), "[3]", 1<<20)
	s.Pool = f.words(state.Index(2), "[2]", n)
	s.SpawnKey = f.bigs(state.Index(4), "[4]")
	return s, f.err
}

// fields reads parts of a state until one is wrong.
type fields struct {
	path string
	err  error
}

func (f *fields) fail(v py.Value, at, want string) {
	if f.err == nil {
		f.err = mismatch(f.path+at, v, want)
	}
}

// number returns an int of Python, or a scalar of NumPy.
func (f *fields) number(v py.Value, at string) *big.Int {
	if x, ok := v.BigInt(); ok {
		return x
	}
	if b, ok := v.Bool(); ok && b {
		return big.NewInt(1)
	} else if ok {
		return new(big.Int)
	}
	if IsScalar(v) {
		a, err := FromPy(v)
		if err == nil && a.DType.Kind == ndarray.Uint {
			if x, err := a.Uint64s(); err == nil && len(x) == 1 {
				return new(big.Int).SetUint64(x[0])
			}
		}
		if err == nil && a.DType.Kind == ndarray.Int {
			if x, err := a.Int64s(); err == nil && len(x) == 1 {
				return big.NewInt(x[0])
			}
		}
	}
	f.fail(v, at, "int")
	return new(big.Int)
}

func (f *fields) int(v py.Value, at string, most int) int {
	x := f.number(v, at)
	if x.Sign() < 0 || x.Cmp(big.NewInt(int64(most))) > 0 {
		f.fail(v, at, "int from 0 to "+strconv.Itoa(most))
		return 0
	}
	return int(x.Int64())
}

// big returns an int of 128 bits.
func (f *fields) big(v py.Value, at string) *big.Int {
	x := f.number(v, at)
	if x.Sign() < 0 || x.BitLen() > 128 {
		f.fail(v, at, "int of 128 bits")
	}
	return x
}

func (f *fields) float(v py.Value, at string) float64 {
	x, ok := v.Number()
	if !ok && IsScalar(v) {
		if a, err := FromPy(v); err == nil {
			if list, err := a.Float64s(); err == nil && len(list) == 1 {
				return list[0]
			}
		}
	}
	if !ok {
		f.fail(v, at, "float")
	}
	return x
}

// words reads an array of n unsigned integers, or a list or tuple of them.
func (f *fields) words(v py.Value, at string, n int) []uint64 {
	if IsArray(v) {
		a, err := FromPy(v)
		if err != nil {
			if f.err == nil {
				f.err = within(f.path+at+": ", err)
			}
			return nil
		}
		x, err := a.Uint64s()
		if err != nil || len(x) != n {
			f.fail(v, at, strconv.Itoa(n)+" unsigned integers")
		}
		return x
	}
	if v.Kind() != py.List && v.Kind() != py.Tuple || v.Len() != n {
		f.fail(v, at, strconv.Itoa(n)+" unsigned integers")
		return nil
	}
	out := make([]uint64, 0, n)
	for item := range v.Items() {
		x := f.number(item, at)
		if !x.IsUint64() {
			f.fail(item, at, "an unsigned integer of 64 bits")
			return nil
		}
		out = append(out, x.Uint64())
	}
	return out
}

// bigs reads None, an int, or a sequence of ints.
func (f *fields) bigs(v py.Value, at string) []*big.Int {
	switch {
	case v.IsNone():
		return nil
	case v.Kind() == py.List || v.Kind() == py.Tuple:
		out := make([]*big.Int, 0, v.Len())
		for item := range v.Items() {
			out = append(out, f.number(item, at))
		}
		return out
	case IsArray(v):
		a, err := FromPy(v)
		if err == nil && a.DType.Kind == ndarray.Uint {
			x, err := a.Uint64s()
			if err == nil {
				out := make([]*big.Int, len(x))
				for i, n := range x {
					out[i] = new(big.Int).SetUint64(n)
				}
				return out
			}
		}
		f.fail(v, at, "unsigned integers")
		return nil
	}
	return []*big.Int{f.number(v, at)}
}

// UnmarshalPickle reads v as [RandomFromPy] does. None leaves it as it was.
func (r *RandomState) UnmarshalPickle(v py.Value) error {
	if v.IsNone() {
		return nil
	}
	read, err := RandomFromPy(v)
	if err != nil {
		return err
	}
	*r = *read
	return nil
}
