//go:build !purego && !race

package pickle_test

// countsAllocs tells whether allocations are those that a program has.
const countsAllocs = true
