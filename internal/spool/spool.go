// Package spool reads streams of unknown length into one piece of memory, without a buffer that doubles: what a grown buffer was
// before stays around until it is collected, and all of it may be copied once the stream is a byte longer.
//
// The bytes go into pieces. At the end, when their number is known, they are copied into memory of that very size, and each piece goes
// back to the system as soon as it is copied: at no time is there more than a piece held twice.
package spool

import (
	"io"

	"github.com/brine-go/brine/internal/unzeroed"
)

const (
	small     = 1 << 20  // up to here a buffer grows: that costs less than a call of the system
	pieceSize = 16 << 20 // a piece takes no memory where it is not written
)

// ReadAll reads r to its end. With an error it returns what came before it.
func ReadAll(r io.Reader) ([]byte, error) {
	buf := make([]byte, 0, 512)
	for len(buf) < small {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
	pieces, err := read(r)
	if err == io.EOF {
		err = nil
	}
	return join(buf, pieces), err
}

// read reads r until it gives an error.
func read(r io.Reader) (pieces [][]byte, err error) {
	defer func() {
		if recover := recover(); recover != nil { // the reader's
			for _, p := range pieces {
				free(p)
			}
			panic(recover)
		}
	}()
	for err == nil {
		p := alloc(pieceSize)
		pieces = append(pieces, p)
		n := 0
		for n < len(p) && err == nil {
			var k int
			k, err = r.Read(p[n:])
			n += k
		}
		pieces[len(pieces)-1] = p[:n]
	}
	return pieces, err
}

// join returns first and the pieces as one, and gives the pieces back.
func join(first []byte, pieces [][]byte) []byte {
	size := len(first)
	for _, p := range pieces {
		size += len(p)
	}
	out := append(unzeroed.Bytes(size), first...)
	for _, p := range pieces {
		out = append(out, p...)
		free(p)
	}
	return out
}
