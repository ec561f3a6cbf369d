package lzma

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
)

const (
	headerMagic = "\xfd7zXZ\x00"
	footerMagic = "YZ"
)

// An xz reads .xz files: streams, one behind the other, of blocks.
type xz struct {
	r       *position
	maxDict int
	c       chunked // of the block at hand
	inBlock bool
	check   hash.Hash // of the block, or nil
	length  int       // of the check in the file
	kind    byte      // of the checks
	start   int64     // of the block's header
	packed  int64     // sizes that the header tells, or -1
	size    int64
	given   int64      // bytes of the block so far
	blocks  [][2]int64 // sizes of the stream's blocks: without padding, and unpacked
	err     error
}

// A position is a reader that knows how much of it was read.
type position struct {
	*bufio.Reader
	r io.Reader
	n int64
}

func (p *position) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.n += int64(n)
	return n, err
}

// at is how far what was taken reaches.
func (p *position) at() int64 { return p.n - int64(p.Buffered()) }

// NewXZ returns a reader of an .xz file, whose dictionary may have maxDict bytes. It reads r to its end.
func NewXZ(r io.Reader, maxDict int) (io.Reader, error) {
	p := &position{r: r}
	p.Reader = bufio.NewReaderSize(p, 1<<16)
	x := &xz{r: p, maxDict: maxDict}
	return x, x.header()
}

// header reads the header of a stream.
func (x *xz) header() error {
	var head [12]byte
	if _, err := io.ReadFull(x.r.Reader, head[:]); err != nil {
		return noEOF(err)
	}
	if string(head[:6]) != headerMagic || head[6] != 0 || head[7] > 15 {
		return ErrData
	}
	if crc32.ChecksumIEEE(head[6:8]) != binary.LittleEndian.Uint32(head[8:]) {
		return ErrChecksum
	}
	x.kind, x.check, x.blocks = head[7], nil, x.blocks[:0]
	x.length = [...]int{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}[x.kind]
	switch x.kind {
	case 1:
		x.check = crc32.NewIEEE()
	case 4:
		x.check = crc64.New(crc64.MakeTable(crc64.ECMA))
	case 10:
		x.check = sha256.New()
	}
	return nil
}

func (x *xz) Read(p []byte) (int, error) {
	c := &x.c
	for c.read == c.d.out {
		if x.err != nil {
			return 0, x.err
		}
		x.err = x.more()
	}
	n := copy(p, c.d.buf[c.read:c.d.out])
	if x.check != nil {
		x.check.Write(p[:n])
	}
	c.read += n
	x.given += int64(n)
	return n, nil
}

// more goes on by a chunk, or by what is between the blocks.
func (x *xz) more() error {
	if x.inBlock {
		err := x.c.more()
		if err != io.EOF {
			return err
		}
		x.inBlock = false
		return x.endBlock()
	}
	b, err := x.r.ReadByte()
	switch {
	case err != nil:
		return noEOF(err)
	case b != 0:
		return x.beginBlock(b)
	}
	if err := x.index(); err != nil {
		return err
	}
	return x.next()
}

// beginBlock reads the rest of a block's header behind its first byte.
func (x *xz) beginBlock(first byte) error {
	x.start = x.r.at() - 1
	head := make([]byte, 4*(int(first)+1))
	head[0] = first
	if _, err := io.ReadFull(x.r.Reader, head[1:]); err != nil {
		return noEOF(err)
	}
	end := len(head) - 4
	if crc32.ChecksumIEEE(head[:end]) != binary.LittleEndian.Uint32(head[end:]) {
		return ErrChecksum
	}
	flags, fields := head[1], bytes.NewReader(head[2:end])
	if flags&3 != 0 {
		return ErrFilter
	}
	if flags&0x3C != 0 {
		return ErrData
	}
	x.packed, x.size = -1, -1
	for i, size := range []*int64{&x.packed, &x.size} {
		if flags&(0x40<<i) == 0 {
			continue
		}
		n, err := number(fields)
		if err != nil {
			return err
		}
		*size = n
	}
	filter, err := number(fields)
	if err != nil {
		return err
	}
	if filter != 0x21 {
		return ErrFilter
	}
	one, _ := fields.ReadByte()
	bits, err := fields.ReadByte()
	dict, ok := dictSize(bits)
	if one != 1 || err != nil || !ok {
		return ErrData
	}
	for fields.Len() > 0 {
		if b, _ := fields.ReadByte(); b != 0 {
			return ErrData
		}
	}
	if uint64(dict) > uint64(x.maxDict) {
		return ErrWindow
	}
	c := &x.c
	c.r, c.props, c.dict, c.d.size = x.r.Reader, false, false, max(int(dict), minDict)
	c.d.out, c.read = 0, 0
	x.inBlock, x.given = true, 0
	if x.check != nil {
		x.check.Reset()
	}
	return nil
}

// endBlock reads the padding and the check behind a block.
func (x *xz) endBlock() error {
	length := x.r.at() - x.start // of header and chunks
	var rest [3 + 64]byte
	padding := int(-length & 3)
	tail := rest[:padding+x.length]
	if _, err := io.ReadFull(x.r.Reader, tail); err != nil {
		return noEOF(err)
	}
	for _, b := range tail[:padding] {
		if b != 0 {
			return ErrData
		}
	}
	if x.size >= 0 && x.size != x.given {
		return ErrData
	}
	if x.check != nil {
		sum := x.check.Sum(nil)
		if x.kind != 10 { // CRCs stand the other way round
			for i, j := 0, len(sum)-1; i < j; i, j = i+1, j-1 {
				sum[i], sum[j] = sum[j], sum[i]
			}
		}
		if !bytes.Equal(sum, tail[padding:]) {
			return ErrChecksum
		}
	}
	x.blocks = append(x.blocks, [2]int64{length + int64(x.length), x.given})
	return nil
}

// index reads the index behind its first byte, and the footer.
func (x *xz) index() error {
	start := x.r.at() - 1
	sum := crc32.NewIEEE()
	sum.Write([]byte{0})
	in := &summing{x.r.Reader, sum}
	n, err := number(in)
	if err != nil {
		return err
	}
	if n != int64(len(x.blocks)) {
		return ErrData
	}
	for _, block := range x.blocks {
		for _, want := range block {
			if got, err := number(in); err != nil || got != want {
				return orData(err)
			}
		}
	}
	for (x.r.at()-start)&3 != 0 {
		if b, err := in.ReadByte(); err != nil || b != 0 {
			return orData(err)
		}
	}
	var foot [4 + 12]byte
	if _, err := io.ReadFull(x.r.Reader, foot[:]); err != nil {
		return noEOF(err)
	}
	size := x.r.at() - 12 - start
	switch {
	case binary.LittleEndian.Uint32(foot[:]) != sum.Sum32(), binary.LittleEndian.Uint32(foot[4:]) != crc32.ChecksumIEEE(foot[8:14]):
		return ErrChecksum
	case 4*(int64(binary.LittleEndian.Uint32(foot[8:]))+1) != size, foot[12] != 0, foot[13] != x.kind, string(foot[14:]) != footerMagic:
		return ErrData
	}
	return nil
}

// next passes the zeros behind a stream, and reads the header of another one.
func (x *xz) next() error {
	for n := 0; ; n++ {
		b, err := x.r.ReadByte()
		switch {
		case err == io.EOF && n%4 == 0:
			return io.EOF
		case err != nil:
			return noEOF(err)
		case b == 0:
			continue
		case n%4 != 0:
			return ErrData
		}
		if err := x.r.UnreadByte(); err != nil {
			return err
		}
		return x.header()
	}
}

// A summing reads bytes and sums them up.
type summing struct {
	r   io.ByteReader
	sum hash.Hash32
}

func (s *summing) ReadByte() (byte, error) {
	b, err := s.r.ReadByte()
	if err == nil {
		s.sum.Write([]byte{b})
	}
	return b, err
}

// number reads a number of up to nine bytes of seven bits each, the lowest first.
func number(r io.ByteReader) (int64, error) {
	var n int64
	for i := range 9 {
		b, err := r.ReadByte()
		if err != nil {
			return 0, noEOF(err)
		}
		n |= int64(b&0x7F) << (7 * i)
		if b < 0x80 {
			if b == 0 && i > 0 {
				return 0, ErrData
			}
			return n, nil
		}
	}
	return 0, ErrData
}

func orData(err error) error {
	if err != nil {
		return noEOF(err)
	}
	return ErrData
}
