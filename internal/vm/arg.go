package vm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"

	"github.com/brine-go/brine/opcode"
)

// short notes how many bytes are missing.
func (m *Machine) short(n int) error {
	m.need = n
	return errShort
}

// littleEndian decodes up to 8 bytes.
func littleEndian(b []byte) (u uint64) {
	for k, c := range b {
		u |= uint64(c) << (8 * k)
	}
	return u
}

// twoLines returns the offsets of the newlines that end two lines at i; k < 0 if they are not all there.
func twoLines(buf []byte, i int) (j, k int) {
	j = bytes.IndexByte(buf[i:], '\n')
	if j < 0 {
		return -1, -1
	}
	j += i
	k = bytes.IndexByte(buf[j+1:], '\n')
	if k < 0 {
		return -1, -1
	}
	return j, j + 1 + k
}

// counted decodes the length at i that a counted argument begins with: n bytes from j on.
func (m *Machine) counted(op opcode.Code, i int) (n, j int, err error) {
	width, signed := 1, false
	switch op {
	case opcode.Long4, opcode.BinString:
		width, signed = 4, true
	case opcode.BinUnicode, opcode.BinBytes:
		width = 4
	case opcode.BinUnicode8, opcode.BinBytes8, opcode.ByteArray8:
		width = 8
	}
	if i+width > len(m.buf) {
		return 0, 0, m.short(i + width - len(m.buf))
	}
	size := littleEndian(m.buf[i : i+width])
	j = i + width
	switch {
	case signed && size >= 1<<31:
		return 0, 0, errors.New("negative length")
	case size > uint64(m.cfg.Limits.MaxBytes):
		return 0, 0, &LimitError{"bytes of a pickle", m.cfg.Limits.MaxBytes}
	case size > uint64(len(m.buf)-j):
		return 0, 0, m.short(int(size) - (len(m.buf) - j))
	}
	return int(size), j, nil
}

func u32(b []byte, i int) uint32 { return binary.LittleEndian.Uint32(b[i:]) }

func bigFloat(b []byte, i int) float64 {
	return math.Float64frombits(binary.BigEndian.Uint64(b[i:]))
}
