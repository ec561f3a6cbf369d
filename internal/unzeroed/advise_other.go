//go:build !linux && !purego

package unzeroed

func advise([]byte) {}
