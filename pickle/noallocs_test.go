//go:build purego || race

package pickle_test

// Without unsafe a small document is several blocks; the race detector empties pools.
const countsAllocs = false
