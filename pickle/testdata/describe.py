"""Python's view of pickles: reads them in hexadecimal, a line each, and prints a JSON object of what each
one is, by its SHA-256.

    go test ./pickle -run TestPythonReads -python python3 -update

runs it and writes its answers to marshal.json. A value is shown as repr shows it, except that a mutable object met
again is *n, having been marked &n where it was met first; so sharing and cycles show. Instances are shown by
class and attributes, floats by hex(), sets and frozensets in order of repr.
"""

import collections
import dataclasses
import enum
import hashlib
import json
import pickle
import sys
import types
import typing

geometry = types.ModuleType("geometry")
sys.modules["geometry"] = geometry


def here(cls):
    cls.__module__ = "geometry"
    setattr(geometry, cls.__qualname__.split(".")[0], cls)
    return cls


@here
@dataclasses.dataclass
class Point:
    x: int
    y: int


@here
@dataclasses.dataclass(frozen=True)
class Frozen:
    x: int
    y: int


@here
class Plain:
    def __init__(self, name):
        raise RuntimeError("unpickling calls no __init__")


@here
class Slotted:
    __slots__ = ("a", "b")


@here
@dataclasses.dataclass(frozen=True, slots=True)
class FrozenSlots:
    a: int
    b: str


Pair = here(collections.namedtuple("Pair", "first second", module="geometry"))


@here
class Typed(typing.NamedTuple):
    name: str
    size: float


@here
class Color(enum.Enum):
    RED = 1
    BLUE = 2


@here
class Mode(enum.Flag):
    READ = 4
    WRITE = 2


@here
class Level(enum.IntEnum):
    LOW = 1


@here
class Name(enum.Enum):
    A = "a"


@here
class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees


@here
class Bag(list):
    pass


@here
class Table(dict):
    pass


@here
class Outer:
    @here
    @dataclasses.dataclass
    class Inner:
        v: int


geometry.Outer = Outer

seen = {}


def describe(v):
    global seen
    seen = {}
    first = show(v)
    # The marks of objects met once are taken out again.
    for n, times in seen.values():
        if times == 1:
            first = first.replace("&%d:" % n, "")
    return first


keep = []


def show(v):
    if isinstance(v, (enum.Enum, type, types.FunctionType, types.BuiltinFunctionType)) or v is None:
        return repr(v)
    if type(v) is float:
        return v.hex()
    if type(v) in (bool, int, str, bytes, complex):
        return ascii(v)
    if type(v) in (tuple,) and not v:
        return "()"
    keep.append(v)
    if id(v) in seen:
        seen[id(v)][1] += 1
        return "*%d" % seen[id(v)][0]
    mark = ""
    if not type(v).__module__ in ("datetime", "decimal", "fractions"):
        seen[id(v)] = [len(seen) + 1, 1]
        mark = "&%d:" % seen[id(v)][0]
    name = type(v).__name__
    if type(v) is list:
        return mark + "[" + ", ".join(map(show, v)) + "]"
    if isinstance(v, tuple) and hasattr(v, "_fields"):
        return mark + name + "(" + ", ".join(map(show, v)) + ")"
    if type(v) is tuple:
        return mark + "(" + ", ".join(map(show, v)) + ("," if len(v) == 1 else "") + ")"
    if type(v) is dict:
        return mark + "{" + ", ".join(show(k) + ": " + show(x) for k, x in v.items()) + "}"
    if type(v) in (set, frozenset):
        return mark + name + "{" + ", ".join(show(x) for x in sorted(v, key=repr)) + "}"
    if type(v) is bytearray:
        return mark + repr(v)
    if type(v).__module__ == "geometry":
        parts = []
        if isinstance(v, list):
            parts.append(", ".join(map(show, v)))
        if isinstance(v, dict):
            parts.append(", ".join(show(k) + ": " + show(x) for k, x in v.items()))
        attrs = getattr(v, "__dict__", None)
        if attrs is None or not attrs and hasattr(v, "__slots__"):
            attrs = {n: getattr(v, n) for n in type(v).__slots__ if hasattr(v, n)}
        parts += [n + "=" + show(x) for n, x in attrs.items()]
        return mark + type(v).__qualname__ + "(" + ", ".join(parts) + ")"
    return mark + repr(v)


def main():
    out = {}
    for line in sys.stdin:
        data = bytes.fromhex(line)
        name = hashlib.sha256(data).hexdigest()
        try:
            out[name] = describe(pickle.loads(data))
        except Exception as e:
            out[name] = "%s: %s" % (type(e).__name__, e)
    json.dump(out, sys.stdout, indent=0, sort_keys=True)
    print()


main()
