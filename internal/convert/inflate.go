package convert

import (
	"bufio"
	"io"

	"github.com/brine-go/brine/internal/compress"
)

// Inflate takes a compression off that the first bytes of r tell.
func Inflate(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	head, err := b.Peek(compress.SniffLen)
	if err != nil && err != io.EOF {
		return nil, err
	}
	kind := compress.Sniff(head)
	if kind == compress.None {
		return b, nil
	}
	return compress.NewReader(b, kind, compress.Limits{})
}
