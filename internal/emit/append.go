package emit

// What internal/gotype needs to append opcodes that it has prepared itself.

// NextMemo counts one more object into the memo, whose opcode the caller appends, and returns its index.
func (e *Encoder) NextMemo() int {
	n := e.memoN
	e.memoN = n + 1
	return n
}

// PeekMemo returns the index of the next object in the memo.
func (e *Encoder) PeekMemo() int { return e.memoN }

// A Literal is a literal of this package. Its eight bytes are stored, little-endian, and Len of them counted.
type Literal = literal

// PutLiteral returns what puts memo index n, from protocol 1 on.
func (e *Encoder) PutLiteral(n int) Literal {
	if e.memoizes {
		return memoizeLiteral
	}
	return putLiteral(n)
}
