"""Writes what CPython's pickletools says about the pickles in this folder.

    python3.11 generate.py             # pickles/, dis/*_python311.txt, optimize/, bad_python311.json, large.json
    python3.14 generate.py             # dis/*_python314.txt where the text differs, bad_python314.json
    python3.11 generate.py FIXTURES    # also copies the chosen pickles of real libraries from there first

pickles/rare_*.pkl are made here, so that every opcode occurs; the others come from the fixtures at the
repository's root, whose generators stand beside them. dis/NAME_python311.txt is the output of dis(pickle),
NAME_annotated_… of dis(pickle, annotate=1, indentlevel=2). optimize/NAME.pkl is optimize(pickle).
"""
import hashlib
import io
import json
import os
import pathlib
import pickle
import pickletools
import shutil
import struct
import sys
import warnings

here = pathlib.Path(__file__).parent
tag = "python%d%d" % sys.version_info[:2]

CHOICE = """
bookworm/stdlib/primitives-p0 bookworm/stdlib/primitives-p1 bookworm/stdlib/primitives-p2
bookworm/stdlib/primitives-p3 bookworm/stdlib/primitives-p4 forky/stdlib/primitives-p5
bookworm/stdlib/surrogate-p0 bookworm/stdlib/surrogate-p4 bookworm/stdlib/collections-p1
bookworm/stdlib/objects-p2 forky/stdlib/objects-p4 bookworm/stdlib/recursive2-p0
bookworm/stdlib/fraction-p1 bookworm/stdlib/regex-p3
bookworm/numpy/bytes0-p5 bookworm/numpy/oob-p5 bookworm/numpy/structured-p2 bookworm/numpy/unicode-p4
forky/numpy/object_nested-p4 forky/pandas/arrays-p4
py27/shared-cPickle-p0 py27/oldinit-cPickle-p0 py27/oldinit-pickle-p1 py27/old-pickle-p2
py27/prims-cPickle-p0 py27/prims-cPickle-p1 py27/dt-pickle-p0 py27/dt-pickle-p1
""".split()


def u4(n):
    return struct.pack("<I", n)


def u8(n):
    return struct.pack("<Q", n)


def rare():
    """Pickles by name whose opcodes no real file has, or has with odd arguments."""
    big = (1 << 3000) + 12345
    long4 = b"\x8b" + u4(376) + big.to_bytes(376, "little")
    text = "it's \"text\" \t\n\r\\ \x7f\x80\xa0\xad\xe9\u2028\u20ac\ud800\U0001f600\U000e0001".encode(
        "utf-8", "surrogatepass")
    return {
        "rare_opcodes": b"".join([
            b"\x80\x05\x95", u8(7), b"(", long4,
            b"T", u4(5), b"a\nb'c", b"\x8e", u8(4), b"\x00'\"\xff", b"\x96", u8(5), b"it's\\", b"\x96", u8(0),
            b"\x97\x98", b"\x8d", u8(len(text)), text, b"\x94", b"2", b"\x82\x01\x83\x39\x30\x84\x00\x00\x00\x80",
            b"(1", b"P\n", b"Pit's an \\x69d\n", b"Q", b"(i__main__\nC\n", b"(c__main__\nC\no",
            b"c__main__\nC\n)}\x92", b"c__main__\nC\n)\x81", b"\x8c\x08builtins\x8c\x03set\x93)R", b"N}b",
            b"\x8f(K\x01\x90", b"(K\x01\x91", b"r", u4(70000), b"j", u4(70000), b"j\x00\x00\x00\x00", b"\x95", u8(1 << 63),
            b"0", b"t."]),
        "rare_strings": b"".join([
            b"(", b"X", u4(len(text)), text,
            *[b"X" + u4(len(s)) + s for s in (b"", b"'", b'"', b"'\"", b"\x00\x1f", "\u0378\U0001fae8\U0001e4d0".encode())],
            *[b"B" + u4(len(s)) + s for s in (b"", b"'", b'"', b"'\"", bytes(range(256)))],
            *[b"\x96" + u8(len(s)) + s for s in (b"'", b'"', b"'\"", bytes(range(256)))],
            b"V\\u20ac \\\\u20ac \\U0001f600 \\ud83d\\ude00 \\x41 \xe9 \\\n", b"V\n",
            b"S'a\\'b\"c\\\\ \\x41\\101\\1014\\n\\q'\n", b'S"it\'s"\n', b"S''\n", b"S'\n",
            b"cmod\\x75le\nna\tme\n", b"l."]),
        "rare_strings_python2": b"".join([
            b"(", b"S'\\xe9\\xff\xa0'\n", b"U\x04\xe9\xff\xad'", b"T", u4(3), b"\x00\x80\xe9",
            b"cmodule\ncaf\xc3\xa9\n", b"P\xe2\x82\xac\n", b"t."]),
        "rare_numbers": b"".join([
            b"(", b"I00\n", b"I01\n", b"I007\n", b"I-0\n", b"I 12 \n", b"I1_000\n", b"I+5\n",
            b"L-12345678901234567890123L\n", b"L7\n", b"L000L\n", b"J\xff\xff\xff\xff", b"J\x00\x00\x00\x80",
            *[b"\x8a" + bytes([len(b)]) + b for b in (b"", b"\x00", b"\x80", b"\xff\x00", b"\x00\x80" * 20, b"\xff" * 255)],
            *[b"G" + struct.pack(">d", f) for f in (
                0.0, -0.0, 1.0, 0.1, 1e15, 9999999999999998.0, 1e16, 1.5e16, 1e22, 1e-4, 0.00012345, 9.9e-5, 5e-324,
                1.7976931348623157e308, 123456789.125, float("inf"), float("-inf"), float("nan"))],
            *[b"F" + s + b"\n" for s in (b"1", b"-1.50", b"1e400", b"-1e400", b"1e-400", b" 2.5 ", b"1_0.5", b"nan", b"-NaN",
                                         b"Infinity", b"-inf", b".5", b"5.")],
            b"l."]),
        "rare_memo": b"(p0\nNp1\nq\x02r\x05\x00\x00\x00p-3\np99999999999999999999\ng0\ng1\ng01\nh\x02j\x05\x00\x00\x00g-3\n"
                     b"g99999999999999999999\n\x94t\x94.".replace(b"(p0", b"(Kap0", 1),
        "rare_memo_twice": b"(K\x01q\x00K\x02q\x00h\x00t.",
        "rare_long4": b"\x8b" + u4(2) + b"\xff\x00.",
        "rare_protocol2_middle": b"]q\x05\x80\x02h\x05a.",
        "rare_proto4_middle": b"]q\x05\x80\x04h\x05aK\x01K\x02K\x03000.",
        "rare_trailing": b"N.rest",
        "rare_no_frame": b"\x80\x04K\x01.",
        "rare_least_frame": b"\x80\x04M\x01\x01.",
        "rare_memo_many": b"(" + b"".join(b"]r" + u4(2 * i) for i in range(260))
                          + b"".join(b"j" + u4(2 * i) for i in range(259, -1, -1)) + b"t.",
    }


# Malformed pickles. Where "words" is true the Go package must use CPython's words, too.
BAD = [
    # (pickle, words)
    (b"", False), (b"N", False), (b"(", False), (b"\xff.", False), (b"N\n.", False),
    (b"K", False), (b"M\x00", False), (b"J\x00\x00", False), (b"G\x00", False), (b"\x95\x00", False),
    (b"X\x05\x00\x00\x00abc.", False), (b"T\xff\xff\xff\xffabc.", False), (b"\x8b\xff\xff\xff\xffabc.", False),
    (b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff.", False), (b"\x8a\x05abc.", False), (b"\x8e" + u8(1 << 62) + b".", False),
    (b"I12.", False), (b"cos\nsystem.", False),
    (b"I\n.", False), (b"Ix\n.", False), (b"I1__0\n.", False), (b"I1_\n.", False), (b"I_1\n.", False), (b"I+ 1\n.", False),
    (b"I0x10\n.", False), (b"I1L\n.", False), (b"LL\n.", False), (b"I\xa01\n.", False), (b"I1\x00\n.", False),
    (b"I" + b"1" * 4301 + b"\n.", False), (b"L" + b"0" * 4301 + b"L\n.", False),
    (b"F\n.", False), (b"F0x1p3\n.", False), (b"F1__0\n.", False), (b"F1_.5\n.", False), (b"F+-1\n.", False), (b"Finfinit\n.", False),
    (b"F--nan\n.", False), (b"Fnan(1)\n.", False),
    (b"Sabc\n.", False), (b"S\n.", False), (b"S'abc\"\n.", False), (b"S'a\\'\n.", False), (b"S'\\x4'\n.", False), (b"S'\\xg0'\n.", False),
    (b"V\\u12\n.", False), (b"V\\u00g0\n.", False), (b"V\\U00110000\n.", False), (b"V\\U0001f60\n.", False), (b"V\\u+123\n.", False),
    (b"X\x01\x00\x00\x00\xff.", False), (b"X\x03\x00\x00\x00\xed\xa0\x41.", False), (b"\x8c\x04\xf4\x90\x80\x80.", False),
    (b"ca\\\nb\n.", False), (b"ca\n\\x4\n.", False), (b"Pa\xff\n.", False), (b"c\xed\xa0\x80\nb\n.", False), (b"S'\xe9'\n.", False),
    (b"t.", True), (b"Nt.", True), (b"N1.", True), (b"e.", True), (b"o.", True), (b"ia\nb\n.", True),
    (b"0.", True), (b"2.", True), (b"\x85.", True), (b"N\x87.", True), (b"Na.", True), (b"NNs.", True), (b".", True), (b"b.", True),
    (b"(.", True), (b"NN.", True), (b"(NN.", True), (b"]}\x8f.", True), (b"N" * 20 + b".", True),
    (b"(\x85t.", False), (b"(2t.", False), (b"(N\x86t.", False),
    (b"p0\n.", True), (b"q\x01.", True), (b"\x94.", True), (b"(q\x01.", True), (b"(\x94.", True), (b"(p01\n.", True),
    (b"g0\n.", True), (b"h\x05.", True), (b"j\x05\x00\x00\x00.", True), (b"g-1\n.", True), (b"g01\n.", True), (b"Np1\ng2\n.", True),
    (b"Nq\x00q\x00.", True), (b"Np01\nq\x01.", True), (b"Nq\x01\x94\x94.", True), (b"Nq\x05q\x04p4\n.", True),
    (b"Np0\nNp1\nNp123456789012345678901234\np123456789012345678901234\n.", True),
]


def large():
    """A pickle of many frames, with an instruction too large for a frame in its midst."""
    numbers = b"".join(b"M" + struct.pack("<H", 256 + i % 60000) for i in range(100_000))
    return b"".join([
        b"\x80\x04\x95", u8(len(numbers) + 6), b"]\x94(", numbers, b"h\x00\x94",
        b"B", u4(70_000), b"x" * 70_000, b"\x94", b"h\x02", b"B", u4((64 << 10) - 5), b"y" * ((64 << 10) - 5), numbers, b"e."])


def dis(data, **options):
    out = io.StringIO()
    error = None
    try:
        pickletools.dis(data, out, **options)
    except Exception as e:
        error = "%s: %s" % (type(e).__name__, e)
    return out.getvalue(), error


def optimize(data):
    try:
        return pickletools.optimize(data)
    except Exception:
        return None


def main():
    warnings.simplefilter("ignore")
    oldest = sys.version_info < (3, 12)
    for folder in "pickles", "dis", "optimize":
        os.makedirs(here / folder, exist_ok=True)
    if oldest:
        if len(sys.argv) > 1:
            for name in CHOICE:
                shutil.copyfile(pathlib.Path(sys.argv[1]) / (name + ".pkl"),
                                here / "pickles" / (name.replace("/", "_") + ".pkl"))
        for name, data in rare().items():
            (here / "pickles" / (name + ".pkl")).write_bytes(data)
        data = large()
        out = pickletools.optimize(data)
        (here / "large.json").write_text(json.dumps({
            "pickle": hashlib.sha256(data).hexdigest(),
            "dis": hashlib.sha256(dis(data)[0].encode()).hexdigest(),
            "optimize": hashlib.sha256(out).hexdigest(),
            "frames": sum(op.name == "FRAME" for op, _, _ in pickletools.genops(out))}, indent=1) + "\n")
    for path in sorted((here / "pickles").glob("*.pkl")):
        data = path.read_bytes()
        for kind, options in ("", {}), ("_annotated", {"annotate": 1, "indentlevel": 2}):
            text, error = dis(data, **options)
            if error:
                text += "raises " + error + "\n"
            old = here / "dis" / (path.stem + kind + "_python311.txt")
            if oldest:
                old.write_bytes(text.encode())
            elif old.read_bytes() != text.encode():
                (here / "dis" / (path.stem + kind + "_" + tag + ".txt")).write_bytes(text.encode())
        out = optimize(data)
        if oldest and out is not None:
            (here / "optimize" / path.name).write_bytes(out)
    rows = []
    for data, words in BAD:
        text, error = dis(data)
        rows.append({"pickle": data.hex(), "text": text, "error": error, "words": words})
    (here / ("bad_" + tag + ".json")).write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n")


main()
