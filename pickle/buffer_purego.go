//go:build purego

package pickle

func newBuffer(n int) []byte { return make([]byte, 0, n) }
