// Package pickletools reads pickles as programs, as CPython's module of the same name does: [Dis] prints
// the symbolic disassembly, [Optimize] takes out what no one reads. It is for people who look into a
// pickle, and it executes nothing.
//
//	err := pickletools.Dis(os.Stdout, data, pickletools.Annotate(30))
//
// # The same text
//
// For a valid pickle Dis writes what pickletools.dis writes, byte for byte, in the words of CPython 3.11 or,
// with [As], 3.14. Errors come where CPython raises its exceptions and carry its words where they concern the
// pickle's meaning; they are [*opcode.SyntaxError] with the offset of the opcode.
//
// Which characters of a str stand as they are and which as escapes depends on the Unicode version. That of the
// CPython followed is mirrored: 14.0 for 3.11, 16.0 for 3.14.
package pickletools
