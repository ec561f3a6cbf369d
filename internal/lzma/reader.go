// Package lzma reads .xz and .lzma files.
//
// Sources: LZMA SDK's lzma-specification.txt; "The .xz File Format", version 1.2.1; LZMA2 as in liblzma's lzma2_decoder.c.
package lzma

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// Errors of readers, beside [ErrData].
var (
	// ErrWindow is a stream that wants a larger dictionary than is allowed.
	ErrWindow = errors.New("lzma: its dictionary is larger than allowed")
	// ErrChecksum is a stream whose checksum is another.
	ErrChecksum = errors.New("lzma: wrong checksum")
	// ErrFilter is an .xz file with a filter that is not LZMA2.
	ErrFilter = errors.New("lzma: a filter other than LZMA2")
)

// minDict is the least dictionary that decoders provide for.
const minDict = 4096

// An alone reads the .lzma format: properties, size of the dictionary, size of the content or -1, and one stream of LZMA.
type alone struct {
	d     decoder
	r     io.Reader
	left  int64 // bytes that are to come; less than 0 if only an end marker tells
	read  int   // how far buf has been given away
	eof   bool
	end   int // of the bytes in d.in that are of the stream
	begun bool
	err   error
}

// NewAlone returns a reader of an .lzma file, whose dictionary may have maxDict bytes.
func NewAlone(r io.Reader, maxDict int) (io.Reader, error) {
	var head [13]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, noEOF(err)
	}
	a := &alone{r: r, left: int64(binary.LittleEndian.Uint64(head[5:]))}
	if err := a.d.properties(head[0]); err != nil {
		return nil, err
	}
	dict := binary.LittleEndian.Uint32(head[1:])
	if uint64(dict) > uint64(maxDict) {
		if a.left < 0 || a.left > int64(maxDict) {
			return nil, ErrWindow
		}
		dict = uint32(a.left) // which is as much as is ever looked back
	}
	if a.left < -1 {
		return nil, ErrData
	}
	a.d.size = max(int(dict), minDict)
	a.d.reset()
	return a, nil
}

// fill brings more of the stream into d.in.
func (a *alone) fill() error {
	d := &a.d
	if d.in == nil {
		d.in = make([]byte, 0, 1<<16)
	}
	n := copy(d.in[:cap(d.in)], d.in[d.pos:a.end])
	d.pos, a.end = 0, n
	for a.end < maxSymbol && !a.eof {
		got, err := a.r.Read(d.in[a.end : cap(d.in)-maxSymbol])
		a.end += got
		if err == io.EOF {
			a.eof = true
		} else if err != nil {
			return err
		}
	}
	d.in = d.in[:a.end]
	if a.eof { // zeros behind it, which are not to be used
		d.in = d.in[:a.end+maxSymbol]
		clear(d.in[a.end:])
	}
	return nil
}

func (a *alone) Read(p []byte) (int, error) {
	for a.read == a.d.out {
		if a.err != nil {
			return 0, a.err
		}
		a.err = a.decode()
	}
	n := copy(p, a.d.buf[a.read:a.d.out])
	a.read += n
	return n, nil
}

// decode decodes some more.
func (a *alone) decode() error {
	d := &a.d
	if !a.begun {
		if err := a.fill(); err != nil {
			return err
		}
		if a.end < 5 {
			return io.ErrUnexpectedEOF
		}
		if err := d.begin(); err != nil {
			return err
		}
		a.begun = true
	}
	const step = 1 << 16
	n := step
	if a.left >= 0 {
		n = int(min(step, a.left))
	}
	a.read -= d.room(n, a.read)
	before := d.out
	if err := d.run(d.out + n); err != nil {
		return a.cut(err)
	}
	if a.left >= 0 {
		if a.left -= int64(d.out - before); a.left < 0 {
			return ErrData
		}
	}
	switch {
	case d.pos > a.end:
		return io.ErrUnexpectedEOF
	case d.ended && a.left > 0:
		return ErrData
	case d.ended:
		return io.EOF
	case a.left == 0:
		return io.EOF // an end marker may follow
	case d.pos > len(d.in)-maxSymbol:
		return a.fill()
	}
	return nil
}

// cut is err, or the end of the stream if that was passed.
func (a *alone) cut(err error) error {
	if a.eof && a.d.pos >= a.end {
		return io.ErrUnexpectedEOF
	}
	return err
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// A chunked reads LZMA2: chunks of LZMA or of bytes as they are.
type chunked struct {
	d     decoder
	r     *bufio.Reader
	read  int
	props bool // there have been properties
	dict  bool // the dictionary has begun
}

// more decodes the next chunk; it returns io.EOF behind the last one.
func (c *chunked) more() error {
	d := &c.d
	control, err := c.r.ReadByte()
	if err != nil {
		return noEOF(err)
	}
	var head [5]byte
	switch {
	case control == 0:
		return io.EOF
	case control > 2 && control < 0x80, !c.dict && control != 1 && control < 0xE0, control >= 0x80 && control < 0xC0 && !c.props:
		return ErrData
	case control == 1 || control >= 0xE0:
		c.dict = true
		d.floor, d.origin = d.out, d.out
	}
	if control < 0x80 { // bytes as they are
		if _, err := io.ReadFull(c.r, head[:2]); err != nil {
			return noEOF(err)
		}
		n := int(binary.BigEndian.Uint16(head[:])) + 1
		c.read -= d.room(n, c.read)
		got, err := io.ReadFull(c.r, d.buf[d.out:d.out+n])
		d.out += got
		return noEOF(err)
	}
	length := 4
	if control >= 0xC0 {
		length = 5
	}
	if _, err := io.ReadFull(c.r, head[:length]); err != nil {
		return noEOF(err)
	}
	n := int(control&0x1F)<<16 + int(binary.BigEndian.Uint16(head[:])) + 1
	packed := int(binary.BigEndian.Uint16(head[2:])) + 1
	if control >= 0xC0 {
		if err := d.properties(head[4]); err != nil || d.lc+d.lp > 4 {
			return ErrData
		}
		c.props = true
	}
	if control >= 0xA0 {
		d.reset()
	}
	if cap(d.in) == 0 {
		d.in = make([]byte, 1<<16+maxSymbol)
	}
	d.in, d.pos = d.in[:packed+maxSymbol], 0
	clear(d.in[packed:])
	if _, err := io.ReadFull(c.r, d.in[:packed]); err != nil {
		return noEOF(err)
	}
	if err := d.begin(); err != nil {
		return err
	}
	c.read -= d.room(n, c.read)
	end := d.out + n
	if err := d.run(end); err != nil {
		return err
	}
	if d.rng < 1<<24 { // which belongs to the last symbol
		d.code = d.code<<8 | uint32(d.in[d.pos])
		d.pos++
	}
	if d.out != end || d.pos != packed || d.code != 0 || d.ended {
		return ErrData
	}
	return nil
}

// dictSize returns the size of a dictionary that a byte of an .xz file stands for.
func dictSize(b byte) (uint32, bool) {
	switch {
	case b > 40:
		return 0, false
	case b == 40:
		return math.MaxUint32, true
	}
	return (2 | uint32(b)&1) << (b/2 + 11), true
}
