"""Random object graphs with every kind of value, sharing and cycles. Runs on Python 2.7 and 3.x.

make gives the same graph whenever it is called with the same arguments by the same Python.
"""
import collections
import datetime
import decimal
import fractions
import functools
import math
import operator
import random
import sys
import uuid

import zoo

PY3 = zoo.PY3
if PY3:
    unichr = chr
    long = int

# The edges of every encoding of an integer: one byte, two, four signed, LONG1, LONG4, text.
INTS = [0, 1, -1, 127, 128, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**32,
        2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64, 10**30, -10**30, 2**2039, -2**2039, 2**2040,
        -2**2041, 3**1500]
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 1e308, 5e-324, 1e16, 1e22, 123456789.123456789,
          float("inf"), float("-inf"), float("nan")]
TEXTS = [u"", u"a", u"name", u"caf\xe9", u"\u65e5\u672c", u"\U0001f600", u"line\nbreak\r\x00\x1a",
         u"back\\slash \\u0041", u"'single' \"double\"", u"\x7f\x80\xff", u"x" * 255, u"\xe9" * 128,
         u"y" * 256, u"z" * 70000]
BYTES = [b"", b"a", b"name", b"\x00\xff\n\r\\'\"", b"x" * 255, b"y" * 256, b"z" * 70000,
         bytes(bytearray(range(256)))]
SMALL_BYTES = BYTES[:6] + BYTES[7:]
GLOBALS = [len, int, list, zoo.Plain, zoo.function, collections.OrderedDict, datetime.datetime,
           math.log, operator.add]
if PY3:
    TEXTS += ["\ud800", "ok\udfff", "\ud83d\ude00"]
    GLOBALS += [zoo.Outer.Inner, int.from_bytes, str.upper, type(None), type(Ellipsis), zoo.Color]

DEPTH = 7
SHARED = 0.2  # how often a value is one that exists already
LONG = 0.02  # how often a container gets more elements than a batch of 1000


class Maker(object):
    """Makes one graph. known holds what exists already, open containers too: hence cycles."""

    def __init__(self, seed, protocol2, buffers):
        self.random = random.Random(seed)
        self.protocol2, self.with_buffers = protocol2, buffers
        self.known = []
        self.hashable = []
        self.budget = 250  # values still to be made
        self.serial = 0  # of the last object whose hash is its identity

    # Values

    def value(self, depth):
        """Any value, at most depth levels deep."""
        self.budget -= 1
        if self.known and self.random.random() < SHARED:
            return self.random.choice(self.known)
        if depth <= 0 or self.budget <= 0 or self.random.random() < 0.3:
            return self.keep(self.atom(), True)
        return self.random.choice(CONTAINERS)(self, depth - 1)

    def key(self, depth):
        """A hashable value."""
        self.budget -= 1
        if self.hashable and self.random.random() < SHARED:
            return self.random.choice(self.hashable)
        if depth > 0 and self.random.random() < 0.3:
            return self.random.choice(HASHABLE)(self, depth - 1)
        return self.keep(self.atom(), True)

    def keep(self, value, hashable=False):
        self.known.append(value)
        if hashable:
            self.hashable.append(value)
        return value

    def atom(self):
        return self.random.choice(ATOMS)(self.random)

    def size(self):
        if self.random.random() < LONG:
            return self.random.choice((999, 1000, 1001, 2000, 2001))
        return self.random.choice((0, 1, 1, 2, 3, 4, 5))

    def values(self, depth):
        """Elements of one container; many are cheap ones."""
        n = self.size()
        if n >= 999:
            return [self.atom() for _ in range(n)]
        return [self.value(depth) for _ in range(n)]

    # Containers

    def list(self, depth):
        return self.fill_list([], depth)

    def open(self, made):
        """Let made's own content refer to it, unless it is pickled as an argument of its class."""
        inside = ((self.protocol2 or type(made) not in (zoo.ListSub, zoo.DictSub)) and
                  (PY3 or type(made) not in (collections.OrderedDict, collections.deque)))
        if inside:
            self.keep(made)
        return inside

    def fill_list(self, made, depth):
        inside = self.open(made)
        for value in self.values(depth):
            made.append(value)
        if not inside:
            self.keep(made)
        elif self.random.random() < 0.1:
            made.append(made)
        return made

    def dict(self, depth):
        return self.fill_dict({}, depth)

    def fill_dict(self, made, depth):
        inside = self.open(made)
        n = self.size()
        for i in range(n):
            made[self.key(depth) if n < 999 else i] = self.value(depth) if n < 999 else None
        if not inside:
            self.keep(made)
        elif self.random.random() < 0.1:
            made[u"self"] = made
        return made

    def set(self, depth):
        return self.keep(set(self.key(depth) for _ in range(self.size() % 100)))

    def set_sub(self, depth):
        made = self.keep(zoo.SetSub(self.key(depth) for _ in range(3)))
        self.attributes(made, depth)
        return made

    def frozenset(self, depth):
        return self.keep(frozenset(self.key(depth) for _ in range(self.size() % 100)), True)

    def tuple(self, depth):
        return self.keep(tuple(self.values(depth)))

    def tuple_of_keys(self, depth):
        return self.keep(tuple(self.key(depth) for _ in range(self.random.randrange(5))), True)

    def bytearray(self, depth):
        return self.keep(bytearray(self.random.choice(SMALL_BYTES)))

    def list_sub(self, depth):
        made = self.fill_list(zoo.ListSub(), depth)
        self.attributes(made, depth)
        return made

    def dict_sub(self, depth):
        made = self.fill_dict(zoo.DictSub(), depth)
        self.attributes(made, depth)
        return made

    def ordered(self, depth):
        return self.fill_dict(collections.OrderedDict(), depth)

    def default(self, depth):
        return self.fill_dict(collections.defaultdict(self.random.choice((None, list, int))), depth)

    def deque(self, depth):
        return self.fill_list(collections.deque(maxlen=self.random.choice((None, 5000))), depth)

    # Objects

    def attributes(self, made, depth, names=("a", "b", "c\xe9" if PY3 else "c")):
        for name in names:
            if self.random.random() < 0.7:
                setattr(made, name, self.value(depth))

    def numbered(self, made):
        """Keep an object that hashes by identity: its serial tells it from others in a set."""
        self.serial += 1
        made.serial = self.serial
        return self.keep(made, True)

    def plain(self, depth):
        made = self.numbered(zoo.Plain())
        self.attributes(made, depth)
        return made

    def slots(self, depth):
        if not self.protocol2:
            return self.plain(depth)
        made = self.keep(self.random.choice((zoo.Slots, zoo.SlotsAndDict))())
        self.attributes(made, depth, ("a", "b"))
        return made

    def in_own_set(self, depth):
        made = self.numbered(zoo.Plain())
        made.of = self.random.choice((set, frozenset))([made, self.atom()])
        return made

    def state(self, depth):
        made = self.numbered(zoo.State())
        made.state = self.value(depth)
        return made

    def new_args(self, depth):
        return self.keep(zoo.NewArgs(*self.values(depth)[:4]))

    def new_args_ex(self, depth):
        return self.keep(zoo.NewArgsEx(self.value(depth), k=self.value(depth)))

    def reduced(self, depth):
        kind = zoo.StateSetter if self.has(3, 8) and self.random.random() < 0.3 else zoo.Reduced
        made = kind(*self.values(depth)[:3])
        self.keep(made)
        made.items.extend(self.values(depth))
        made.extra = self.value(depth)
        if kind is zoo.Reduced:
            made.pairs.extend((self.value(depth), self.value(depth)) for _ in range(2))
        return made

    def buffered(self, depth):
        content = self.random.choice(SMALL_BYTES)
        if not self.with_buffers:
            return self.keep(content)
        return self.keep(zoo.Buffered(self.random.choice((bytes, bytearray))(content)))

    def tuple_sub(self, depth):
        return self.keep(zoo.TupleSub(self.values(depth)))

    def point(self, depth):
        return self.keep(zoo.Point(self.value(depth), self.value(depth)))

    def partial(self, depth):
        return self.keep(functools.partial(int, base=self.random.randrange(2, 36)))

    def error(self, depth):
        made = zoo.Error(*self.values(depth)[:2])
        made.note = self.value(depth)
        return self.keep(made)

    def data(self, depth):
        made = self.keep(zoo.Data())
        made.a, made.b = self.value(depth), self.value(depth)
        return made

    def frozen(self, depth):
        return self.keep(zoo.Frozen(self.value(depth)))

    def classic(self, depth):
        made = self.keep(zoo.Classic())
        self.attributes(made, depth)
        return made

    def classic_args(self, depth):
        return self.keep(zoo.ClassicArgs(*self.values(depth)[:3]))

    @staticmethod
    def has(*version):
        return sys.version_info >= version


def when(r):
    return datetime.datetime(r.randrange(1, 9999), r.randrange(1, 13), r.randrange(1, 29),
                             r.randrange(24), r.randrange(60), r.randrange(60), r.randrange(10**6))


def text(r):
    if r.random() < 0.5:
        return r.choice(TEXTS)
    return u"".join(unichr(r.choice((r.randrange(1, 128), r.randrange(0xA0, 0x800))))
                    for _ in range(r.randrange(12)))


def data(r):
    if r.random() < 0.5:
        return r.choice(BYTES)
    return bytes(bytearray(r.randrange(256) for _ in range(r.randrange(12))))


# What makes an atom from a random.Random; every one hashable.
ATOMS = [
    lambda r: None,
    lambda r: r.random() < 0.5,
    lambda r: r.choice(INTS),
    lambda r: r.randrange(-300, 300),
    lambda r: r.randrange(-2**70, 2**70),
    lambda r: r.choice(FLOATS),
    lambda r: r.uniform(-1e6, 1e6),
    text, text, text,
    data, data,
    lambda r: complex(r.choice(FLOATS), r.choice(FLOATS)),
    lambda r: r.choice(GLOBALS),
    when,
    lambda r: datetime.timedelta(r.randrange(-10**6, 10**6), 0, r.randrange(10**6)),
    lambda r: when(r).date(),
    lambda r: decimal.Decimal(r.randrange(-10**12, 10**12)) / 1000,
    lambda r: fractions.Fraction(r.randrange(-99, 99), r.randrange(1, 99)),
    lambda r: uuid.UUID(int=r.getrandbits(128)),
    lambda r: zoo.IntSub(r.choice(INTS[:8])),
    lambda r: zoo.FloatSub(r.uniform(0, 1)),
    lambda r: zoo.StrSub("sub%d" % r.randrange(9)),
]
HASHABLE = [Maker.tuple_of_keys, Maker.frozenset, Maker.plain, Maker.state]
CONTAINERS = [
    Maker.list, Maker.list, Maker.dict, Maker.dict, Maker.set, Maker.frozenset, Maker.tuple,
    Maker.tuple, Maker.tuple_of_keys, Maker.bytearray, Maker.list_sub, Maker.dict_sub,
    Maker.ordered, Maker.default, Maker.deque, Maker.plain, Maker.plain, Maker.slots,
    Maker.in_own_set, Maker.state, Maker.new_args, Maker.reduced, Maker.tuple_sub, Maker.point,
    Maker.partial, Maker.error, Maker.set_sub,
]
if PY3:
    ATOMS += [
        lambda r: r.choice((Ellipsis, NotImplemented)),
        lambda r: range(r.randrange(9), r.randrange(9, 99), r.randrange(1, 9)),
        lambda r: r.choice(list(zoo.Color) + [zoo.Permission(6), zoo.Permission(2)]),
        lambda r: zoo.BytesSub(data(r)),
        lambda r: when(r).replace(tzinfo=datetime.timezone(datetime.timedelta(hours=5)), fold=1),
    ]
    CONTAINERS += [Maker.new_args_ex, Maker.data, Maker.frozen, Maker.buffered]
else:
    ATOMS += [
        lambda r: long(r.choice(INTS)),
        lambda r: zoo.UnicodeSub(text(r)),
    ]
    CONTAINERS += [Maker.classic, Maker.classic_args, Maker.classic]


def make(seed, protocol2=True, buffers=True):
    """The graph of a seed: a list, so that its first level is filled.

    protocol2 allows what only protocol 2 and later have a form for, buffers what PEP 574 is for.
    """
    maker = Maker(seed, protocol2, buffers)
    made = maker.keep([])
    while maker.budget > 0 and len(made) < 12:
        made.append(maker.value(DEPTH))
    return made
