"""Writes the ranges of characters that str.isprintable takes, as repr does.

    python3.11 printable.py > printable_python311.txt
    python3.14 printable.py > printable_python314.txt

printable_test.go compares the package's answers with them.
"""
import sys
import unicodedata

print("# Unicode", unicodedata.unidata_version)
first = None
for i in range(sys.maxunicode + 2):
    if i <= sys.maxunicode and chr(i).isprintable():
        if first is None:
            first = i
    elif first is not None:
        print("%x %x" % (first, i - 1))
        first = None
