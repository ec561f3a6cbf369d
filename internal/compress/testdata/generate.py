"""Write one text in every compression, by the libraries that wrote real files.

    python3 generate.py      Debian's Python 3.11, and the programs lz4, xz and zstd
"""
import bz2
import gzip
import lzma
import os
import subprocess
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
TEXT = b"".join(b"line %d of the text\n" % i for i in range(5000))


def put(name, data):
    with open(os.path.join(HERE, name), "wb") as f:
        f.write(data)


def alone(**kw):
    return lzma.compress(TEXT, format=lzma.FORMAT_ALONE, **kw)


put("zlib", zlib.compress(TEXT, 3))
put("zlib-9", zlib.compress(TEXT, 9))
put("zlib-0", zlib.compress(TEXT, 0))
put("gzip", gzip.compress(TEXT, 3, mtime=0))
put("gzip-members", gzip.compress(TEXT[:1000], mtime=0) + gzip.compress(TEXT[1000:], mtime=0))
put("bzip2", bz2.compress(TEXT, 3))
put("bzip2-blocks", bz2.compress(TEXT, 1))
put("bzip2-streams", bz2.compress(TEXT[:1000]) + bz2.compress(TEXT[1000:]))
put("xz", lzma.compress(TEXT, preset=3))
put("xz-9", lzma.compress(TEXT, preset=9))
put("xz-crc32", lzma.compress(TEXT, check=lzma.CHECK_CRC32))
put("xz-sha256", lzma.compress(TEXT, check=lzma.CHECK_SHA256))
put("xz-streams", lzma.compress(TEXT[:1000]) + lzma.compress(TEXT[1000:]))
put("xz-padded", lzma.compress(TEXT[:1000]) + bytes(8) + lzma.compress(TEXT[1000:]))
put("xz-blocks", subprocess.run(["xz", "-c", "--block-size=20000"], input=TEXT, stdout=subprocess.PIPE, check=True).stdout)
put("xz-filters", lzma.compress(TEXT, filters=[{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2, "preset": 3}]))
put("lzma", alone(preset=3))
put("lzma-9", alone(preset=9))
for level in ("1", "9"):
    put("lz4-" + level, subprocess.run(["lz4", "-c", "-" + level], input=TEXT, stdout=subprocess.PIPE, check=True).stdout)
    put("zstd-" + level, subprocess.run(["zstd", "-c", "-" + level], input=TEXT, stdout=subprocess.PIPE, check=True).stdout)
put("lz4-linked", subprocess.run(["lz4", "-c", "-BD", "-B4"], input=TEXT, stdout=subprocess.PIPE, check=True).stdout)
frames = [subprocess.run(["zstd", "-c"], input=part, stdout=subprocess.PIPE, check=True).stdout for part in (TEXT[:1000], TEXT[1000:])]
put("zstd-frames", b"".join(frames))
put("zfile", b"ZF" + ("%#x" % len(TEXT)).ljust(19).encode() + zlib.compress(TEXT, 1))
put("zfile-python2", b"ZF" + ("%#x" % len(TEXT)).ljust(20).encode() + zlib.compress(TEXT, 1))

# Bombs: 20 MB of zeros.
zeros = bytes(20_000_000)
put("bomb-zlib", zlib.compress(zeros, 9))
put("bomb-bzip2", bz2.compress(zeros))
put("bomb-xz", lzma.compress(zeros))
put("bomb-zstd", subprocess.run(["zstd", "-c"], input=zeros, stdout=subprocess.PIPE, check=True).stdout)
# A dictionary of 4 GiB for five bytes.
small = lzma.compress(b"12345", format=lzma.FORMAT_ALONE)
put("dictionary-lzma", small[:1] + b"\x00\x00\x00\x80" + small[5:])
