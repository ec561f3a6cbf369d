package gotype

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// A sortKey is a string to sort: eight of its bytes, behind what all have in common, and its place.
type sortKey struct {
	head uint64 // big-endian, so that it compares as the bytes do
	at   uint32
}

// A sorter sorts the keys of maps. Sorting is much of the cost of a large map, so keys are told apart by four bytes
// at first, mostly enough, then by eight: 1e5 names in a sixth of the time that slices.Sort takes.
type sorter struct{ free [][]sortKey }

// radixMin is the number of keys from which on passes over all of them beat comparing.
const radixMin = 256

// sort returns the order of names. It must be given back.
func (s *sorter) sort(names []string) []sortKey {
	order := s.take(len(names))
	skip := commonPrefix(names)
	for i, name := range names {
		order[i] = sortKey{head(name[skip:]), uint32(i)}
	}
	if len(order) < radixMin {
		sortNames(order, names)
		return order
	}
	tmp := s.take(len(order))
	radix(order, tmp, 4, 8)
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && order[j].head>>32 == order[i].head>>32 {
			j++
		}
		if j-i >= radixMin {
			radix(order[i:j], tmp[:j-i], 0, 4)
		}
		if j > i+1 {
			sortNames(order[i:j], names)
		}
		i = j
	}
	s.give(tmp)
	return order
}

// sortInts returns the order of integers. It must be given back.
func (s *sorter) sortInts(x []int64) []sortKey {
	order := s.take(len(x))
	for i, k := range x {
		order[i] = sortKey{uint64(k) ^ 1<<63, uint32(i)}
	}
	switch {
	case len(order) >= radixMin:
		tmp := s.take(len(order))
		radix(order, tmp, 0, 8)
		s.give(tmp)
	case len(order) > insertionMax:
		slices.SortFunc(order, func(a, b sortKey) int { return cmp.Compare(a.head, b.head) })
	default:
		for i, k := range order {
			for i > 0 && order[i-1].head > k.head {
				order[i] = order[i-1]
				i--
			}
			order[i] = k
		}
	}
	return order
}

// insertionMax is the number of keys up to which inserting one after the other beats what else there is.
const insertionMax = 24

func (s *sorter) take(n int) []sortKey {
	if k := len(s.free); k > 0 && cap(s.free[k-1]) >= n {
		x := s.free[k-1][:n]
		s.free = s.free[:k-1]
		return x
	}
	return make([]sortKey, n)
}

// give keeps an order for the next map.
func (s *sorter) give(x []sortKey) {
	if len(s.free) < 8 && cap(x) <= maxEntries {
		s.free = append(s.free, x)
	}
}

func sortNames(order []sortKey, names []string) {
	slices.SortFunc(order, func(a, b sortKey) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return strings.Compare(names[a.at], names[b.at])
	})
}

// radix sorts a by bytes from to to of head, the lowest first. b is as long, for what is under way.
func radix(a, b []sortKey, from, to int) {
	var counts [8][256]uint32
	for _, k := range a {
		for i := from; i < to; i++ {
			counts[i][byte(k.head>>(8*i))]++
		}
	}
	x, y := a, b
	for i := from; i < to; i++ {
		c := &counts[i]
		if c[byte(x[0].head>>(8*i))] == uint32(len(x)) {
			continue // all alike here
		}
		sum := uint32(0)
		for j, n := range c {
			c[j] = sum
			sum += n
		}
		for _, k := range x {
			p := &c[byte(k.head>>(8*i))]
			y[*p] = k
			*p++
		}
		x, y = y, x
	}
	if &x[0] != &a[0] {
		copy(a, x)
	}
}

func commonPrefix(names []string) int {
	if len(names) == 0 {
		return 0
	}
	first := names[0]
	n := len(first)
	for _, s := range names[1:] {
		n = min(n, len(s))
		if s[:n] == first[:n] {
			continue
		}
		for i := range n {
			if s[i] != first[i] {
				n = i
				break
			}
		}
	}
	return n
}

// head returns the first eight bytes of s, as a number that compares as they do; s shorter than that is
// filled up with zeros.
func head(s string) uint64 {
	if len(s) >= 8 {
		return binary.BigEndian.Uint64(stringBytes(s))
	}
	var h uint64
	for i := range len(s) {
		h |= uint64(s[i]) << (56 - 8*i)
	}
	return h
}
