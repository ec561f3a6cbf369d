package brine

import (
	"fmt"

	"github.com/brine-go/brine/internal/compress"
	"github.com/brine-go/brine/pickle"
)

// A Compression is a way to compress a file.
type Compression uint8

const (
	Uncompressed = Compression(compress.None)
	Zlib         = Compression(compress.Zlib)  // what joblib.dump(…, compress=3) writes
	Gzip         = Compression(compress.Gzip)  // .gz
	Bzip2        = Compression(compress.Bzip2) // .bz2: read, not written
	XZ           = Compression(compress.XZ)    // .xz
	LZMA         = Compression(compress.LZMA)  // .lzma
	LZ4          = Compression(compress.LZ4)   // .lz4
	Zstd         = Compression(compress.Zstd)  // .zst
	ZFile        = Compression(compress.ZFile) // of joblib before 0.10: read, not written
)

// String returns the name of the compression.
func (c Compression) String() string { return compress.Kind(c).String() }

// DefaultLevel is each compression's own middle way.
const DefaultLevel = compress.DefaultLevel

// A Format is how a file keeps a value.
type Format uint8

const (
	// Pickle is what pickle.dump writes.
	Pickle Format = iota
	// Joblib is what joblib.dump writes: a pickle with the bytes of arrays between its opcodes.
	Joblib
	// NPY is what numpy.save writes: an array.
	NPY
	// NPZ is what numpy.savez writes: arrays by name.
	NPZ
	// Torch is what torch.save writes: a pickle with the elements of tensors beside it.
	Torch
)

var formatNames = [...]string{"pickle", "joblib", "npy", "npz", "torch"}

// String returns the name of the format.
func (f Format) String() string {
	if int(f) < len(formatNames) {
		return formatNames[f]
	}
	return fmt.Sprintf("format %d", uint8(f))
}

// Limits bound what a file may ask for beyond its size. Fields that are 0 have their default.
type Limits struct {
	// MaxBytes bounds what compressed data inflate to. Default 1 TiB.
	MaxBytes int64
	// MaxRatio bounds it for each compressed byte, beyond the first 256 MiB. Default 1,100: what zlib and gzip reach at most.
	// xz, bzip2 and zstd reach more where an array is nearly empty.
	MaxRatio int64
	// Pickle are the limits of the pickles themselves.
	Pickle pickle.Limits
}

// An Option changes how files are read or written. Every function takes any of them; those of the other direction have
// no effect.
type Option func(*options)

type options struct {
	compression compress.Kind
	level       int
	format      Format
	member      string
	limits      compress.Limits
	pickle      []pickle.Option
	progress    func(done, total int64)
	noMap       bool
	owned       bool // what is read must not need the file any more
}

func resolve(opts []Option) *options {
	o := &options{level: compress.DefaultLevel}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

// WithCompression has [Dump] compress, at a level as Python's modules count them: 0 to 9, of zstd 0 to 22, or
// [DefaultLevel].
func WithCompression(c Compression, level int) Option {
	return func(o *options) { o.compression, o.level = compress.Kind(c), level }
}

// WithProtocol sets the protocol of [Dump], 0 to 5. The default is [pickle.DefaultProtocol].
func WithProtocol(n int) Option { return WithPickle(pickle.WithProtocol(n)) }

// WithFormat sets the format of [Dump]. The default is [Pickle].
func WithFormat(f Format) Option { return func(o *options) { o.format = f } }

// WithMember chooses the member of a zip or tar file that has several.
func WithMember(name string) Option { return func(o *options) { o.member = name } }

// WithLimits sets the limits.
func WithLimits(l Limits) Option {
	return func(o *options) {
		o.limits = compress.Limits{MaxBytes: l.MaxBytes, MaxRatio: l.MaxRatio}
		o.pickle = append(o.pickle, pickle.WithLimits(l.Pickle))
	}
}

// WithPickle passes options to package pickle: registries of classes, encodings, and so on.
func WithPickle(opts ...pickle.Option) Option {
	return func(o *options) { o.pickle = append(o.pickle, opts...) }
}

// WithProgress has f told how many bytes of the file have been read, and how many there are, or -1 if that is not known.
// It is called now and then, by the goroutine that reads.
func WithProgress(f func(done, total int64)) Option { return func(o *options) { o.progress = f } }

// WithoutMapping has [Open] read the file into memory instead of mapping it: for files that others may shorten while
// they are used, which ends a process that has them mapped.
func WithoutMapping() Option { return func(o *options) { o.noMap = true } }
