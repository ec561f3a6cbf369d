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

// A Literal is a literal of this package.
type Literal = literal

// Len returns the number of bytes of l, at most seven. Its eight bytes are stored, little-endian, and as many counted.
func (l literal) Len() int { return l.len() }

// Index returns the memo index of a GET.
func (l literal) Index() int { return l.index() }

// GetLiteral returns the GET of memo index n, from protocol 1 on. It is never 0.
func GetLiteral(n int) Literal { return getLiteral(n) }

// PutLiteral returns what puts memo index n, from protocol 1 on.
func (e *Encoder) PutLiteral(n int) Literal {
	if e.memoizes {
		return memoizeLiteral
	}
	return putLiteral(n)
}
