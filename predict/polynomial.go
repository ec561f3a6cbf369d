package predict

import "errors"

// A Polynomial multiplies columns with each other, as sklearn.preprocessing.PolynomialFeatures: each product of degree d is one
// of degree d-1 times a feature.
type Polynomial struct {
	Features int
	first    int     // columns of the work row that are left out before the products: of the degrees below the least
	bias     bool    // a column of ones comes first
	from     []int   // of each product of degree 2 and more: the column that it multiplies
	by       []int   // and the feature
	degrees  [][]int // of each column: the features in it, from the first to the last
}

// NewPolynomial returns the products of degrees least to most, each feature at most once in each if interaction is set. More
// than limit columns are an error.
func NewPolynomial(features, least, most int, interaction, bias bool, limit int) (*Polynomial, error) {
	errMany := errors.New("too many columns")
	p := &Polynomial{Features: features, bias: bias}
	if bias {
		p.degrees = append(p.degrees, nil)
	}
	if most == 0 {
		return p, nil
	}
	if features > limit {
		return nil, errMany
	}
	// index has for each feature where the products of the last degree that begin with it start, and then their end.
	var index []int
	for f := range features {
		index = append(index, len(p.degrees))
		p.degrees = append(p.degrees, []int{f})
	}
	index = append(index, len(p.degrees))
	total := 0 // features named in all products
	for d := 2; d <= most; d++ {
		var next []int
		end := index[len(index)-1]
		for f := range features {
			if f >= len(index)-1 {
				break
			}
			start := index[f]
			next = append(next, len(p.degrees))
			if interaction {
				start = index[f+1]
			}
			if start >= end {
				break
			}
			for at := start; at < end; at++ {
				p.from, p.by = append(p.from, at), append(p.by, f)
				p.degrees = append(p.degrees, append([]int{f}, p.degrees[at]...))
				if total += d; total > 8*limit || len(p.degrees) > limit {
					return nil, errMany
				}
			}
		}
		if next = append(next, len(p.degrees)); next[0] == next[len(next)-1] {
			break // no product of this degree, none of the next
		}
		index = next
	}
	ones := len(p.degrees) - features - len(p.from)
	for _, c := range p.degrees[ones:] {
		if len(c) >= max(1, least) {
			break
		}
		p.first++
	}
	return p, nil
}

// Columns returns how many columns come out.
func (p *Polynomial) Columns() int { return len(p.degrees) - p.first }

// Terms returns the features that column i is a product of, in ascending order, one as often as its power.
func (p *Polynomial) Terms(i int) []int {
	if p.bias && i > 0 || !p.bias {
		i += p.first
	}
	return p.degrees[i]
}

// Transform returns the products: rows × Columns.
func (p *Polynomial) Transform(x Matrix) Matrix {
	out := NewMatrix(x.Rows, p.Columns())
	ones := 0
	if p.bias {
		ones = 1
	}
	work := make([]float64, len(p.degrees))
	for i := range x.Rows {
		dst, row := out.Row(i), x.Row(i)
		if p.first == 0 {
			work = dst
		}
		if p.bias {
			work[0], dst[0] = 1, 1
		}
		if len(work) > ones {
			n := ones + copy(work[ones:], row)
			for k, from := range p.from {
				work[n+k] = work[from] * row[p.by[k]]
			}
		}
		if p.first > 0 {
			copy(dst[ones:], work[ones+p.first:])
		}
	}
	return out
}
