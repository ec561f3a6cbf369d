//go:build !linux || purego

package brine

// forget does nothing: elsewhere the system does it when it needs the memory.
func forget([]byte) {}

func scattered(_, _ []byte) {}

func together([]byte) {}
