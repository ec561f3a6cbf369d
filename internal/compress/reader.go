package compress

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/mikelolasagasti/xz"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz/lzma"
)

// Limits bound what may come out of a compressed stream. More than both MaxBytes allows and MaxRatio
// allows is a [LimitError]; so is more than Free and at the same time more than MaxRatio times what went in.
type Limits struct {
	MaxBytes int64 // that come out at most. Default 1 TiB
	MaxRatio int64 // bytes out for a byte in, beyond Free. Default 1,100: deflate reaches 1,032, and xz more on zeros
	Free     int64 // bytes that any stream may give, whatever its ratio. Default 256 MiB
}

// DefaultLimits are used where a field is 0.
var DefaultLimits = Limits{MaxBytes: 1 << 40, MaxRatio: 1100, Free: 256 << 20}

func (l Limits) resolve() Limits {
	if l.MaxBytes <= 0 {
		l.MaxBytes = DefaultLimits.MaxBytes
	}
	if l.MaxRatio <= 0 {
		l.MaxRatio = DefaultLimits.MaxRatio
	}
	if l.Free <= 0 {
		l.Free = DefaultLimits.Free
	}
	return l
}

// Errors that a reader gives, wrapped in an [Error].
var (
	// ErrWindow is a stream that wants more memory to look back in than any encoder's usual levels do.
	ErrWindow = errors.New("its dictionary is larger than 256 MiB")
	// ErrZFile is a ZF file whose header is wrong.
	ErrZFile = errors.New("no length behind ZF")
	// ErrLength is a stream of another length than its header says.
	ErrLength = errors.New("another length than the header says")
)

// maxWindow bounds dictionaries: xz -9 has 64 MiB, zstd --ultra -22 has 128.
const maxWindow = 256 << 20

// An Error is a compressed stream that is damaged or passes a limit.
type Error struct {
	Kind   Kind
	Offset int64 // in the compressed stream: what is wrong stands at it or before
	Err    error
}

func (e *Error) Error() string { return fmt.Sprintf("%v: offset %d: %v", e.Kind, e.Offset, e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// A LimitError is a stream that inflates to more than [Limits] allow.
type LimitError struct {
	Out, In int64 // bytes so far
	Limits  Limits
}

func (e *LimitError) Error() string {
	if e.Out > e.Limits.MaxBytes {
		return fmt.Sprintf("inflates to more than the limit of %d bytes", e.Limits.MaxBytes)
	}
	return fmt.Sprintf("inflates %d bytes to %d and more: over the limit of %d for each", e.In, e.Out, e.Limits.MaxRatio)
}

// A Reader inflates. Close it to free memory and goroutines; that does not close what it reads from.
type Reader struct {
	kind  Kind
	r     io.Reader
	in    *input
	out   int64
	size  int64 // that must come out, or -1
	lim   Limits
	err   error
	close func()
}

// NewReader returns a reader of what r inflates to.
func NewReader(r io.Reader, kind Kind, limits Limits) (*Reader, error) {
	in := newInput(r)
	z := &Reader{kind: kind, in: in, size: -1, lim: limits.resolve(), close: func() {}}
	err := z.open()
	if err != nil {
		return nil, z.fail(err)
	}
	return z, nil
}

func (z *Reader) open() (err error) {
	in := z.in
	switch z.kind {
	case None:
		z.r = in.Reader
	case ZFile:
		if z.size, err = zfileHeader(in); err != nil {
			return err
		}
		z.r, err = zlib.NewReader(in.Reader)
	case Zlib:
		z.r, err = zlib.NewReader(in.Reader)
	case Gzip:
		z.r, err = gzip.NewReader(in.Reader)
	case Bzip2:
		z.r = bzip2.NewReader(in.Reader)
	case XZ:
		z.r, err = xz.NewReader(in.Reader, maxWindow)
	case LZMA:
		z.r, err = lzma.ReaderConfig{DictCap: maxWindow}.NewReader(in.Reader)
		var dict *lzma.ErrDictSize
		if errors.As(err, &dict) {
			err = ErrWindow
		}
	case LZ4:
		z.r = lz4.NewReader(in.Reader)
	case Zstd:
		var d *zstd.Decoder
		d, err = zstd.NewReader(in.Reader, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
		if err == nil {
			z.r, z.close = d, d.Close
		}
	default:
		return fmt.Errorf("no such kind")
	}
	return err
}

// Read gives inflated bytes.
func (z *Reader) Read(p []byte) (n int, err error) {
	if z.err != nil {
		return 0, z.err
	}
	n, err = z.r.Read(p)
	z.out += int64(n)
	switch {
	case z.out > z.lim.MaxBytes, z.out > z.lim.Free && z.out/z.lim.MaxRatio > z.in.used():
		err = &LimitError{Out: z.out, In: z.in.used(), Limits: z.lim}
	case z.size >= 0 && z.out > z.size, z.size >= 0 && err == io.EOF && z.out < z.size:
		err = ErrLength
	case err == nil || err == io.EOF:
		z.err = err
		return n, err
	}
	z.err = z.fail(err)
	return n, z.err
}

func (z *Reader) fail(err error) error {
	switch {
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF), strings.HasSuffix(err.Error(), "unexpected EOF"),
		err == xz.ErrBuf: // no more comes in
		err = io.ErrUnexpectedEOF
	case errors.Is(err, zstd.ErrWindowSizeExceeded), err == xz.ErrMemlimit:
		err = ErrWindow
	}
	return &Error{Kind: z.kind, Offset: z.in.used(), Err: err}
}

// InputOffset returns how many compressed bytes have been used.
func (z *Reader) InputOffset() int64 { return z.in.used() }

// Close frees what the reader holds.
func (z *Reader) Close() error {
	z.close()
	if z.err == nil {
		z.err = io.ErrClosedPipe
	}
	return nil
}

// An input is what a decoder takes bytes from. Decoders get the bufio.Reader itself, of which they take no more than they need:
// package flate has a loop for it, without a call for each byte.
type input struct {
	*bufio.Reader
	r   io.Reader
	got int64 // bytes that the bufio.Reader has got
}

func newInput(r io.Reader) *input {
	in := &input{r: r}
	in.Reader = bufio.NewReaderSize((*inputReader)(in), 1<<16)
	return in
}

// used returns how many bytes have been taken.
func (in *input) used() int64 { return in.got - int64(in.Buffered()) }

// inputReader is the Read of an input that counts.
type inputReader input

func (in *inputReader) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	in.got += int64(n)
	return n, err
}

// zfileHeader reads what stands before the zlib stream of a ZF file: the letters, the length in hexadecimal filled
// up with blanks to 19 characters, and one blank more in the files of Python 2's joblib.
func zfileHeader(in *input) (size int64, err error) {
	var head [21]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return 0, err
	}
	text, ok := strings.CutPrefix(string(head[:]), "ZF0x")
	u, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimRight(text, " "), "L"), 16, 62)
	if !ok || err != nil {
		return 0, ErrZFile
	}
	if next, err := in.Peek(1); err == nil && next[0] == ' ' {
		in.ReadByte()
	}
	return int64(u), nil
}

// Deflate inflates a member of a zip file. Package archive/zip has the standard library's compress/flate for it, which takes
// half as long again.
func Deflate(r io.Reader) io.ReadCloser { return flate.NewReader(bufio.NewReaderSize(r, 1<<16)) }

// Limit bounds what r, which inflates `packed` bytes, may give, as [NewReader] does.
func Limit(r io.Reader, packed int64, limits Limits) io.Reader {
	return &limited{r: r, packed: packed, lim: limits.resolve()}
}

type limited struct {
	r           io.Reader
	out, packed int64
	lim         Limits
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.out += int64(n)
	if l.out > l.lim.MaxBytes || l.out > l.lim.Free && l.out/l.lim.MaxRatio > l.packed {
		return n, &LimitError{Out: l.out, In: l.packed, Limits: l.lim}
	}
	return n, err
}
