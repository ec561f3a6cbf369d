"""Writes what CPython's pickletools says of each opcode, as JSON, one opcode a line.

    python3.14 dump_opcodes.py > opcodes_python314.json

code_test.go compares the package's table with it.
"""
import json
import pickletools

rows = []
for op in pickletools.opcodes:
    rows.append(json.dumps({
        "name": op.name,
        "code": ord(op.code),
        "proto": op.proto,
        "arg": op.arg.name if op.arg else "",
        "n": op.arg.n if op.arg else 0,
        "before": [o.name for o in op.stack_before],
        "after": [o.name for o in op.stack_after],
        "doc": op.doc.split("\n", 1)[0],
    }))
print("[\n" + ",\n".join(rows) + "\n]")
