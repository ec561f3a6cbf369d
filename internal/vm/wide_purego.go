//go:build purego

package vm

import (
	"encoding/binary"

	"github.com/brine-go/brine/internal/graph"
)

// load64 returns the eight bytes from buf[i] on, little endian.
func load64(buf []byte, i int) uint64 { return binary.LittleEndian.Uint64(buf[i : i+8]) }

// set is words[i] = w.
func set(words []graph.Word, i int, w graph.Word) { words[i] = w }

func get(words []graph.Word, i int) graph.Word { return words[i] }
