package pickletools

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/brine-go/brine/opcode"
)

// Optimize returns the pickle that data begins with, without the memo entries that no opcode reads; what is
// left is numbered anew from 0 and framed anew. The result is what CPython's pickletools.optimize returns. It
// loads to the same objects.
//
// Unlike CPython, which writes nonsense then, Optimize returns an error where the pickle reads a memo entry
// before it is stored.
func Optimize(data []byte, opts ...Option) ([]byte, error) {
	o := optimizer{decoder: decoder{config: newConfig(opts)}}
	if err := o.scan(data); err != nil {
		return nil, err
	}
	return o.rewrite(data)
}

// An optimizer goes through a pickle twice: to see which memo entries are read, and to write the result. It
// keeps a number for each memo entry, but no list of opcodes.
type optimizer struct {
	decoder
	keys  keys
	proto int
	reads table[int] // by old index: 1 if it is read, n+2 if it is read and stored under n now
	puts  table[bool]
	framer
}

// each calls visit for the instructions of the pickle, with the memo index that they have in the pickle.
func (o *optimizer) each(data []byte, visit func(op opcode.Op, key uint64) error) error {
	o.puts = table[bool]{}
	r := opcode.NewReader(data)
	for {
		op, err := r.Next()
		if err == io.EOF {
			return noStop(r.Offset())
		} else if err != nil {
			return err
		}
		arg, err := o.decode(op)
		if err != nil {
			return at(op, err)
		}
		var key uint64
		switch op.Code.Info().Memo {
		case opcode.MemoGet:
			key = o.keys.of(arg.text)
		case opcode.MemoPut:
			key = o.keys.of(arg.text)
			o.puts.put(key, true)
		case opcode.MemoAppend:
			key = uint64(o.puts.n)
			o.puts.put(key, true)
		}
		if err := visit(op, key); err != nil {
			return at(op, err)
		}
		if op.Code == opcode.Stop {
			return nil
		}
	}
}

// scan finds the memo entries that are read, and the protocol of the result.
func (o *optimizer) scan(data []byte) error {
	return o.each(data, func(op opcode.Op, key uint64) error {
		switch {
		case op.Code == opcode.Proto:
			if op.Uint() > 5 {
				return fmt.Errorf("protocol %d is above 5", op.Uint())
			}
			o.proto = max(o.proto, int(op.Uint()))
		case op.Code.Info().Memo == opcode.MemoGet:
			o.proto = max(o.proto, op.Code.Info().Proto)
			o.reads.put(key, 1)
		}
		return nil
	})
}

// rewrite writes the result. The PROTO that the pickle begins with stands before the first frame, as in every
// pickle; another one is an opcode like others.
func (o *optimizer) rewrite(data []byte) ([]byte, error) {
	o.out = make([]byte, 0, len(data))
	o.framing = o.proto >= 4
	next := 0
	err := o.each(data, func(op opcode.Op, key uint64) error {
		switch role := op.Code.Info().Memo; {
		case op.Code == opcode.Frame:
		case op.Code == opcode.Proto && op.Offset == 0:
			o.out = op.Append(o.out)
		case role == opcode.MemoGet:
			index := o.reads.get(key) - 2
			if index < 0 {
				return errReadFirst
			}
			o.write(o.get(index))
		case role != opcode.MemoNone:
			if o.reads.get(key) != 0 {
				o.write(o.put(next))
				o.reads.put(key, next+2)
				next++
			}
		default:
			o.write(data[op.Offset : op.Offset+op.Len()])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	o.commit()
	return o.out, nil
}

var errReadFirst = errors.New("memo entry is read before it is stored")

// put returns the opcode that stores memo entry n, and get the one that reads it, in scratch memory.
func (o *optimizer) put(n int) []byte {
	if o.proto >= 4 {
		return append(o.buf[:0], byte(opcode.Memoize))
	}
	return o.memoOp(opcode.Put, opcode.BinPut, opcode.LongBinPut, n)
}

func (o *optimizer) get(n int) []byte {
	return o.memoOp(opcode.Get, opcode.BinGet, opcode.LongBinGet, n)
}

func (o *optimizer) memoOp(text, short, long opcode.Code, n int) []byte {
	switch {
	case o.proto == 0:
		o.buf = append(strconv.AppendInt(append(o.buf[:0], byte(text)), int64(n), 10), '\n')
	case n < 256:
		o.buf = append(o.buf[:0], byte(short), byte(n))
	default:
		o.buf = binary.LittleEndian.AppendUint32(append(o.buf[:0], byte(long)), uint32(n))
	}
	return o.buf
}

// A framer cuts frames as CPython's Pickler does (PEP 3154): of about 64 KiB, none of less than 4 bytes, and
// large instructions outside of them.
type framer struct {
	framing bool
	out     []byte
	frame   []byte // the open frame
}

const (
	frameMin    = 4
	frameTarget = 64 << 10
)

// write writes one instruction.
func (f *framer) write(instruction []byte) {
	if !f.framing {
		f.out = append(f.out, instruction...)
		return
	}
	large := len(instruction) > frameTarget
	if large || len(f.frame) >= frameTarget {
		f.commit()
	}
	if large {
		f.out = append(f.out, instruction...)
	} else {
		f.frame = append(f.frame, instruction...)
	}
}

// commit ends the open frame.
func (f *framer) commit() {
	if len(f.frame) >= frameMin {
		f.out = append(f.out, byte(opcode.Frame))
		f.out = binary.LittleEndian.AppendUint64(f.out, uint64(len(f.frame)))
	}
	f.out = append(f.out, f.frame...)
	f.frame = f.frame[:0]
}
