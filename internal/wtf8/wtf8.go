// Package wtf8 handles UTF-8 in which lone surrogates stand in three bytes each, as Python's
// surrogatepass error handler writes them: what a Python str is in a pickle.
package wtf8

import (
	"encoding/binary"
	"unicode/utf8"
)

// The states of a reader of UTF-8: how many continuation bytes are due, and which range the next has.
// Each is the shift of its six bits in a row of transitions.
const (
	stateOK    = 6 * iota // between characters
	stateBad              // for good
	stateOne              // one continuation byte due
	stateTwo              // two
	stateThree            // three
	stateE0               // two, the first from A0
	stateF0               // three, the first from 90
	stateF4               // three, the first up to 8F
)

// transitions has, for every byte, the next state for each state: state = transitions[b] >> state & 63.
// Without branches a byte takes one load and one shift; utf8.Valid takes twice as long where texts are not ASCII.
// Surrogates are let through: after ED any continuation byte is good.
var transitions = func() (table [256]uint64) {
	for b := range 256 {
		next := [8]uint64{stateBad, stateBad, stateBad, stateBad, stateBad, stateBad, stateBad, stateBad}
		switch {
		case b < 0x80:
			next[stateOK/6] = stateOK
		case b < 0xC0:
			next[stateOne/6], next[stateTwo/6], next[stateThree/6] = stateOK, stateOne, stateTwo
			if b >= 0xA0 {
				next[stateE0/6] = stateOne
			}
			if b >= 0x90 {
				next[stateF0/6] = stateTwo
			} else {
				next[stateF4/6] = stateTwo
			}
		case b >= 0xC2 && b < 0xE0:
			next[stateOK/6] = stateOne
		case b == 0xE0:
			next[stateOK/6] = stateE0
		case b > 0xE0 && b < 0xF0:
			next[stateOK/6] = stateTwo
		case b == 0xF0:
			next[stateOK/6] = stateF0
		case b > 0xF0 && b < 0xF4:
			next[stateOK/6] = stateThree
		case b == 0xF4:
			next[stateOK/6] = stateF4
		}
		for i, s := range next {
			table[b] |= s << (6 * i)
		}
	}
	return table
}()

// HighBits has the bits that eight bytes of ASCII do not have.
const HighBits = 0x8080808080808080

// Valid reports whether b is UTF-8, surrogates U+D800 to U+DFFF allowed.
func Valid(b []byte) bool {
	if len(b) < 8 {
		var or byte
		for _, c := range b {
			or |= c
		}
		return or < utf8.RuneSelf || ValidWide(b)
	}
	or := binary.LittleEndian.Uint64(b[len(b)-8:])
	for p := b; len(p) > 8; p = p[8:] {
		or |= binary.LittleEndian.Uint64(p)
	}
	return or&HighBits == 0 || ValidWide(b)
}

// ValidWide is Valid for texts that are not all ASCII. It is small enough to be inlined.
func ValidWide(b []byte) bool {
	state := uint64(stateOK)
	for _, c := range b {
		state = transitions[c] >> (state & 63)
	}
	return state&63 == stateOK
}

// DecodeRune is utf8.DecodeRune that also decodes surrogates.
func DecodeRune(b []byte) (rune, int) {
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 && len(b) >= 3 && b[0] == 0xED && b[1]&0xE0 == 0xA0 && b[2]&0xC0 == 0x80 {
		return 0xD000 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F), 3
	}
	return r, n
}

// AppendRune is utf8.AppendRune that also encodes surrogates.
func AppendRune(dst []byte, r rune) []byte {
	if r >= 0xD800 && r <= 0xDFFF {
		return append(dst, 0xED, 0x80|byte(r>>6&0x3F), 0x80|byte(r&0x3F))
	}
	return utf8.AppendRune(dst, r)
}
