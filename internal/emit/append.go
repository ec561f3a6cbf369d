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
