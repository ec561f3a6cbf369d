//go:build !linux && !purego

package unzeroed

func advise([]byte) {}

// Releases reports whether Release does anything.
const Releases = false

func release([]byte) {}
