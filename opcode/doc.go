// Package opcode knows the 68 opcodes of Python's pickle: one table with their names, protocols,
// argument layouts, stack pictures and memo roles, a zero-copy [Reader] with exact offsets, and
// [Op.Append], its inverse. It is for tools that look at a pickle as a program, such as disassemblers
// and scanners; package pickle turns pickles into values.
//
//	r := opcode.NewReader(data)
//	for {
//		op, err := r.Next()
//		if err == io.EOF {
//			break
//		}
//		if err != nil {
//			return err
//		}
//		fmt.Println(op.Offset, op.Code, len(op.Arg))
//	}
//
// # Sources
//
// Names, descriptors and stack pictures are those of CPython's Lib/pickletools.py, against whose dump
// the table is tested. Protocol 2 is PEP 307, protocol 4 PEP 3154, protocol 5 PEP 574.
package opcode
