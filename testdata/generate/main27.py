"""The classes that py27's pickles name as __main__.*: those of gen_py27.py, for any Python to read them."""
import collections


class Old:
    pass


class OldInit:
    def __init__(self, x):
        self.x = x


class New(object):
    pass


class Slots(object):
    __slots__ = ("p", "q")


class ListSub(list):
    pass


class DictSub(dict):
    pass


class StrSub(str):
    pass


Pt = collections.namedtuple("Pt", "x y")
