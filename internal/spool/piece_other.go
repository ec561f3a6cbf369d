//go:build !unix || purego

package spool

func alloc(n int) []byte { return make([]byte, n) }

func free([]byte) {}
