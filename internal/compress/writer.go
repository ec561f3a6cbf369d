package compress

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// ErrWrite is a kind that can only be read.
var ErrWrite = errors.New("can be read, but not written")

// DefaultLevel is each kind's own middle way.
const DefaultLevel = -1

// A LevelError is a level that a kind has not.
type LevelError struct {
	Kind  Kind
	Level int
	Max   int
}

func (e *LevelError) Error() string {
	return fmt.Sprintf("%v: level %d: want 0 to %d, or -1 for the default", e.Kind, e.Level, e.Max)
}

// NewWriter returns a writer that compresses into w; its Close ends the stream and does not close w. Levels are those of
// joblib and of Python's modules: 0 to 9, of zstd 0 to 22, or [DefaultLevel].
func NewWriter(w io.Writer, kind Kind, level int) (io.WriteCloser, error) {
	highest := 9
	if kind == Zstd {
		highest = 22
	}
	if level < DefaultLevel || level > highest {
		return nil, &LevelError{kind, level, highest}
	}
	switch kind {
	case None:
		return nopCloser{w}, nil
	case Zlib:
		return zlib.NewWriterLevel(w, level)
	case Gzip:
		return gzip.NewWriterLevel(w, level)
	case XZ:
		return xz.WriterConfig{DictCap: dictCap(level)}.NewWriter(w)
	case LZMA:
		return lzma.WriterConfig{DictCap: dictCap(level), EOSMarker: true}.NewWriter(w)
	case LZ4:
		z := lz4.NewWriter(w)
		fast := level < 3 // as lz4 itself: levels below 3 are the fast mode
		lv := lz4.Fast
		if !fast {
			lv = lz4.CompressionLevel(1 << (8 + level))
		}
		if err := z.Apply(lz4.CompressionLevelOption(lv), lz4.BlockSizeOption(lz4.Block256Kb), lz4.ChecksumOption(true)); err != nil {
			return nil, err
		}
		return z, nil
	case Zstd:
		lv := zstd.SpeedDefault
		if level >= 0 {
			lv = zstd.EncoderLevelFromZstd(level)
		}
		return zstd.NewWriter(w, zstd.WithEncoderLevel(lv), zstd.WithEncoderConcurrency(1))
	}
	return nil, fmt.Errorf("%v: %w", kind, ErrWrite)
}

// dictCap is the dictionary of xz's presets (the man page of xz, -0 to -9).
func dictCap(level int) int {
	if level < 0 {
		level = 6
	}
	return []int{256 << 10, 1 << 20, 2 << 20, 4 << 20, 4 << 20, 8 << 20, 8 << 20, 16 << 20, 32 << 20, 64 << 20}[level]
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
