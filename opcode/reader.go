package opcode

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A Reader splits pickles into instructions. It copies nothing and allocates nothing, except for errors.
//
// It knows nothing of a pickle's end: after STOP it goes on with what follows, so pickles that stand one
// after the other in a buffer are read by one Reader.
type Reader struct {
	data []byte
	pos  int // 0 ≤ pos ≤ len(data)
}

// NewReader returns a Reader of data, which must not be changed while its Ops are in use.
func NewReader(data []byte) *Reader { return &Reader{data: data} }

// Offset returns the position of the next instruction.
func (r *Reader) Offset() int { return r.pos }

// Next returns the next instruction. Where the data ends between two instructions, the error is [io.EOF].
// All other errors are a [*SyntaxError]: it wraps [io.ErrUnexpectedEOF] where the data ends within an
// instruction, [ErrUnknown] where a byte is no opcode, [ErrNegative] where a length is below zero.
// An error leaves the Reader where the instruction begins.
func (r *Reader) Next() (Op, error) {
	start := r.pos
	if start >= len(r.data) {
		return Op{}, io.EOF
	}
	code := Code(r.data[start])
	rest := r.data[start+1:]
	op := Op{Code: code, Offset: start}
	l := layouts[code]
	from, n, tail := 0, 0, 0 // the argument is rest[from : from+n], tail bytes follow it
	switch l.form {
	case fixed:
		n = int(l.size)
	case counted, signed:
		from = int(l.size)
		if from > len(rest) {
			return Op{}, r.fail(code, io.ErrUnexpectedEOF)
		}
		size, err := length(rest, l)
		if err != nil {
			return Op{}, r.fail(code, err)
		}
		if size > uint64(len(rest)-from) {
			return Op{}, r.fail(code, io.ErrUnexpectedEOF)
		}
		n = int(size)
	case line, lines:
		n = bytes.IndexByte(rest, '\n')
		if l.form == lines && n >= 0 {
			if second := bytes.IndexByte(rest[n+1:], '\n'); second >= 0 {
				n += 1 + second
			} else {
				n = -1
			}
		}
		if n < 0 {
			return Op{}, r.fail(code, io.ErrUnexpectedEOF)
		}
		tail = 1
	default:
		return Op{}, r.fail(code, ErrUnknown)
	}
	if n > len(rest)-from {
		return Op{}, r.fail(code, io.ErrUnexpectedEOF)
	}
	if n > 0 {
		op.Arg = rest[from : from+n : from+n]
	}
	r.pos = start + 1 + from + n + tail
	return op, nil
}

// length decodes the length that a counted argument begins with; len(b) ≥ l.size.
func length(b []byte, l layout) (uint64, error) {
	switch l.size {
	case 1:
		return uint64(b[0]), nil
	case 4:
		n := binary.LittleEndian.Uint32(b)
		if l.form == signed && int32(n) < 0 {
			return 0, ErrNegative
		}
		return uint64(n), nil
	default:
		return binary.LittleEndian.Uint64(b), nil
	}
}

func (r *Reader) fail(code Code, err error) error {
	return &SyntaxError{Offset: r.pos, Op: code, Err: err}
}

// Reasons of a SyntaxError, beside [io.ErrUnexpectedEOF].
var (
	ErrUnknown  = errors.New("unknown opcode")
	ErrNegative = errors.New("negative length")
)

// A SyntaxError says which instruction of a pickle is malformed, and why.
type SyntaxError struct {
	Offset int // of the opcode
	Op     Code
	Err    error
}

// Error returns text such as "pickle: BINUNICODE at offset 132: unexpected EOF".
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("pickle: %v at offset %d: %v", e.Op, e.Offset, e.Err)
}

// Unwrap returns e.Err.
func (e *SyntaxError) Unwrap() error { return e.Err }
