//go:build purego

package vm

import "encoding/binary"

// load64 returns the eight bytes at buf[i:], little endian.
func load64(buf []byte, i int) uint64 { return binary.LittleEndian.Uint64(buf[i:]) }
