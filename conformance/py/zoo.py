"""Classes whose instances pickle in every way there is. Runs on Python 2.7 and 3.x.

Pickles name them as zoo.*, so the module must be importable on both ends of a comparison.
"""
import collections
import sys

PY3 = sys.version_info[0] == 3


class Plain(object):
    """State is __dict__."""


class Slots(object):
    __slots__ = ("a", "b")


class SlotsAndDict(Slots):
    """State is a pair of dicts."""


class State(object):
    """State is what __getstate__ gives: a tuple."""

    def __init__(self, state=None):
        self.state = state

    def __getstate__(self):
        return (self.serial, self.state)

    def __setstate__(self, state):
        self.serial, self.state = state


class NewArgs(object):
    """Made by __new__ with positional arguments (protocol 2 and later)."""

    def __new__(cls, *args):
        self = object.__new__(cls)
        self.args = args
        return self

    def __getnewargs__(self):
        return self.args


class NewArgsEx(object):
    """Made by __new__ with keyword arguments: NEWOBJ_EX, or a partial before protocol 4."""

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self.parts = args, kwargs
        return self

    def __getnewargs_ex__(self):
        return self.parts


class Reduced(object):
    """Made by a call, then given state, items and pairs."""

    def __init__(self, *args):
        self.args, self.items, self.pairs, self.extra = args, [], [], None

    def __reduce__(self):
        return Reduced, self.args, self.extra, iter(self.items), iter(self.pairs)

    def __setstate__(self, state):
        self.extra = state

    def append(self, item):
        self.items.append(item)

    def extend(self, items):
        self.items.extend(items)

    def __setitem__(self, key, value):
        self.pairs.append((key, value))


def set_extra(obj, state):
    obj.extra = state


class StateSetter(Reduced):
    """As Reduced, but its state is set by a function: the sixth part of a reduction."""

    def __reduce__(self):
        return StateSetter, self.args, self.extra, iter(self.items), None, set_extra


class Buffered(object):
    """Its content goes out of band where the pickler allows it."""

    def __init__(self, content):
        self.content = content

    def __reduce_ex__(self, protocol):
        if protocol >= 5:
            import pickle
            return Buffered, (pickle.PickleBuffer(self.content),)
        return Buffered, (bytes(self.content),)

    def value(self):
        return bytes(self.content)


class ListSub(list):
    pass


class DictSub(dict):
    pass


class SetSub(set):
    pass


class FrozenSetSub(frozenset):
    pass


class TupleSub(tuple):
    pass


class StrSub(str):
    pass


class IntSub(int):
    pass


class FloatSub(float):
    pass


class Error(Exception):
    pass


class Outer(object):
    class Inner(object):
        pass


Point = collections.namedtuple("Point", "x y")


def function():
    pass


if PY3:
    import dataclasses
    import enum

    class Color(enum.Enum):
        RED = 1
        GREEN = "g"

    class Permission(enum.Flag):
        READ = 4
        WRITE = 2

    # Not by the usual syntax, which Python 2 cannot compile.
    Data = dataclasses.make_dataclass("Data", [("a", object, None), ("b", object, None)])
    Frozen = dataclasses.make_dataclass("Frozen", [("a", object, None)], frozen=True, eq=False)
    Data.__module__ = Frozen.__module__ = __name__

    class BytesSub(bytes):
        pass
else:
    class Classic:
        """An old-style class: INST or OBJ."""

    class ClassicArgs:
        """An old-style class that is called with arguments again."""

        def __init__(self, *args):
            self.args = args

        def __getinitargs__(self):
            return self.args

    class UnicodeSub(unicode):  # noqa: F821
        pass
