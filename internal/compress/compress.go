// Package compress tells compressed data by its first bytes and reads and writes it: zlib, gzip, bzip2, xz, lzma, lz4
// frames, zstd, and joblib's old ZF files.
//
//	kind := compress.Sniff(head)
//	r, err := compress.NewReader(file, kind, compress.Limits{})
//
// Nothing is told by a file's name: joblib.dump(x, "model.gz", compress=3) writes zlib. What comes out is limited, since a
// small file may inflate to any size.
//
// Sources: RFC 1950 (zlib), RFC 1952 (gzip), the file format documents of xz, lz4 and zstd (RFC 8878), LZMA SDK's
// lzma-specification.txt for .lzma, and joblib's numpy_pickle_compat.py for ZF.
package compress

import (
	"encoding/binary"
	"fmt"
)

// A Kind is a way to compress.
type Kind uint8

const (
	None  Kind = iota // not compressed, or not as one of the others
	Zlib              // RFC 1950: joblib's default
	Gzip              // RFC 1952
	Bzip2             // read only
	XZ                // .xz
	LZMA              // .lzma, the format before .xz
	LZ4               // an lz4 frame
	Zstd              // RFC 8878
	ZFile             // ZF, a length and zlib: joblib before 0.10; read only
)

var names = [...]string{"none", "zlib", "gzip", "bzip2", "xz", "lzma", "lz4", "zstd", "zfile"}

// String returns the kind's name.
func (k Kind) String() string {
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// SniffLen is how many bytes Sniff looks at, at most.
const SniffLen = 64

// Sniff tells from the first bytes of a file how it is compressed. No pickle that anything writes begins as any of
// the kinds.
func Sniff(head []byte) Kind {
	has := func(magic string) bool { return len(head) >= len(magic) && string(head[:len(magic)]) == magic }
	switch {
	case has("\x1f\x8b\x08"):
		return Gzip
	case has("BZh") && len(head) > 3 && head[3] >= '1' && head[3] <= '9' && (begins(head[4:], "1AY&SY") || begins(head[4:], "\x17rE8P\x90")):
		return Bzip2
	case has("\xfd7zXZ\x00"):
		return XZ
	case has("\x04\x22\x4d\x18"):
		return LZ4
	case has("\x28\xb5\x2f\xfd"):
		return Zstd
	case len(head) >= 8 && head[0]&0xf0 == 0x50 && string(head[1:4]) == "\x2a\x4d\x18": // a skippable frame before it
		return skippable(head)
	case has("ZF0x"):
		return ZFile
	case isLZMA(head):
		return LZMA
	case len(head) >= 2 && head[0] == 0x78 && head[1]&0x20 == 0 && binary.BigEndian.Uint16(head)%31 == 0:
		return Zlib // with the window of 32 KiB that all encoders write; smaller ones would look as opcodes do
	}
	return None
}

// begins reports whether b begins with text, or is cut off within it.
func begins(b []byte, text string) bool {
	n := min(len(b), len(text))
	return string(b[:n]) == text[:n]
}

// skippable looks behind a skippable frame, which zstd and lz4 have in common.
func skippable(head []byte) Kind {
	n := uint64(binary.LittleEndian.Uint32(head[4:])) + 8
	if n > uint64(len(head)) {
		return Zstd
	}
	if k := Sniff(head[n:]); k == LZ4 {
		return k
	}
	return Zstd
}

// isLZMA reports whether head is the 13 bytes that an .lzma file begins with: properties, the size of the dictionary,
// the size of what comes out. The file has no magic number; these are values that encoders write.
func isLZMA(head []byte) bool {
	if len(head) < 14 || head[0] != 0x5d { // lc 3, lp 0, pb 2: what all encoders write by default
		return false
	}
	dict := binary.LittleEndian.Uint32(head[1:])
	size := binary.LittleEndian.Uint64(head[5:])
	if dict&(dict-1) != 0 && (dict&-dict)*3 != dict { // 2^n or 2^n + 2^(n-1)
		return false
	}
	return dict >= 1<<12 && (size == 1<<64-1 || size < 1<<50) && head[13] == 0
}
