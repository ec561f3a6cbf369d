package predict

import (
	"math"
	"sync"
)

// Forests of XGBoost see rows as keys, as those of scikit-learn do (tree.go): a split is a subtraction whose sign leads the way. NaN
// has the key 0, below all, in a column whose splits send it to the left, and the largest elsewhere; a feature that has both kinds
// of splits has two columns. So no split asks for NaN. Four rows lie side by side, since four go down a tree at once.

// A keyColumn is one column of keys.
type keyColumn struct {
	feature int32
	kind    keyKind
}

type keyKind uint8

const (
	nanRight   keyKind = iota // NaN is above all
	nanLeft                   // NaN is below all
	categories                // the key is a category, or one of the two below
)

const (
	invalidCategory = 1 << 24 // negative or too large: OutOfRangeCat of src/common/categorical.h
	missingCategory = 1<<24 + 1
)

// unsignedKey returns the key of a float32 that is not NaN, which lies between those of NaN.
func unsignedKey(x float32) uint32 { return uint32(key(x)) ^ 1<<31 }

// fillKeys sets lane k of the keys to those of a row.
func fillKeys(keys [][4]uint32, k int, columns []keyColumn, row []float64, missing float32) {
	keys = keys[:len(columns)]
	k &= 3
	for i, c := range columns {
		x := float32(row[c.feature])
		var v uint32
		switch none := x != x || x == missing; {
		case c.kind == categories:
			v = categoryKey(x, none)
		case none && c.kind == nanLeft:
		case none:
			v = math.MaxUint32
		default:
			v = unsignedKey(x)
		}
		keys[i][k] = v
	}
}

func categoryKey(x float32, missing bool) uint32 {
	switch {
	case missing:
		return missingCategory
	case x < 0 || x >= invalidCategory:
		return invalidCategory
	}
	return uint32(x)
}

// keyBlock is memory for the keys of a block of rows.
type keyBlock struct{ keys [][4]uint32 }

var keyBlocks = sync.Pool{New: func() any { return new(keyBlock) }}

// take returns n keys, of any values.
func (b *keyBlock) take(n int) [][4]uint32 {
	if cap(b.keys) < n {
		b.keys = make([][4]uint32, n)
	}
	return b.keys[:n]
}
