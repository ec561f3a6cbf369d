//go:build purego

package gotype

// near is direct_window.go without unsafe.
func near(buf []byte, i int) *[nearby]byte { return (*[nearby]byte)(buf[i:cap(buf)]) }
