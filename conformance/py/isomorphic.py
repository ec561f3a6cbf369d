"""Compare two object graphs: types, values, order, and who is whom. Runs on Python 2.7 and 3.x.

Two graphs are the same where a one-to-one mapping of their objects exists under which every part
corresponds; so sharing and cycles count. Objects of classes compare by what they reduce to, NumPy
arrays by dtype, shape, order, flags and bytes.
"""
import collections
import marshal
import sys
import types

try:
    import copyreg
except ImportError:
    import copy_reg as copyreg

PY3 = sys.version_info[0] == 3
FUNCTIONS = (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType)
if PY3:
    TEXT, INTEGERS = (str, bytes), (int,)
else:
    FUNCTIONS += (types.ClassType,)
    TEXT, INTEGERS = (str, unicode), (int, long)  # noqa: F821
# What Python itself adds to a class as it is used.
CACHES = {"__slotnames__", "__abstractmethods__", "_abc_impl"}
# Numbers have no identity that a pickle keeps.
NUMBERS = INTEGERS + (bool, float, complex, type(None), type(Ellipsis), type(NotImplemented))


class Different(Exception):
    """Where and how two graphs differ. A path is None or a pair of its parent and the last step."""

    def __init__(self, path, how):
        Exception.__init__(self, path, how)
        self.path, self.how = path, how

    def __str__(self):
        path, steps = self.path, []
        while path is not None:
            path, step = path
            steps.append("<%s>" % step.__name__ if isinstance(step, type) else "[%s]" % step)
        return "root%s: %s" % ("".join(reversed(steps)), self.how)


class Comparison(object):
    """One comparison: the mapping so far, and what must stay alive for ids to mean anything."""

    def __init__(self):
        self.to, self.back = {}, {}
        self.alive = []

    def same(self, a, b, path):
        """Raise Different unless a and b correspond."""
        kind = type_of(a)
        if kind in NUMBERS:
            if number(a) != number(b):
                raise Different(path, "%s became %s" % (brief(a), brief(b)))
            return
        if kind is not type_of(b):
            self.same_function(kind, type_of(b), (path, "__class__"))
        if isinstance(a, FUNCTIONS):
            return self.same_function(a, b, path)
        if self.seen(a, b, path):
            return
        if kind in TEXT or kind is bytearray:
            if a != b:
                raise Different(path, "%s became %s" % (brief(a), brief(b)))
        elif kind in (list, tuple):
            self.same_items(a, b, path)
        elif kind is dict:
            self.same_dict(a, b, path)
        elif isinstance(a, (set, frozenset)):
            self.same_set(a, b, path)
            self.same(getattr(a, "__dict__", None), getattr(b, "__dict__", None), (path, "__dict__"))
        elif kind.__module__ == "numpy" and kind.__name__ in ("ndarray", "matrix"):
            self.same_array(a, b, path)
        elif kind.__module__ == "numpy" and kind.__name__ == "void":
            self.same(a.dtype, b.dtype, (path, "dtype"))
            self.same(a.item(), b.item(), path)
        elif kind.__module__.startswith("torch.") and kind.__name__.endswith("Storage"):
            self.same_storage(a, b, path)
        else:
            self.same_object(a, b, path)

    def seen(self, a, b, path):
        """Map a to b; True if that was done before. Identity is part of the value."""
        if type(a) in TEXT + (tuple,) and (a is b or type(a) is not tuple and len(a) < 2 and a == b):
            return True  # one that Python keeps only one of: empty, a single character, interned
        if id(a) in self.to or id(b) in self.back:
            if self.to.get(id(a)) != id(b) or self.back.get(id(b)) != id(a):
                raise Different(path, "another object is in this place: %s" % brief(a))
            return True
        self.to[id(a)], self.back[id(b)] = id(b), id(a)
        self.alive.append((a, b))
        return False

    def same_items(self, a, b, path):
        if len(a) != len(b):
            raise Different(path, "%d items became %d" % (len(a), len(b)))
        for i, (x, y) in enumerate(zip(a, b)):
            self.same(x, y, (path, i))

    def same_dict(self, a, b, path):
        if PY3:
            return self.same_items(list(a.items()), list(b.items()), path)
        # Python 2's dicts have no order.
        for x, y in self.same_set(a, b, path):
            self.same(a[x], b[y], (path, brief(x)))

    def same_set(self, a, b, path):
        """Pair the elements, which need not come in the same order, by trying; return the pairs."""
        if len(a) != len(b):
            raise Different(path, "%d elements became %d" % (len(a), len(b)))
        candidates = collections.defaultdict(list)
        for y in b:
            candidates[fingerprint(y)].append(y)
        pairs = []
        for x in a:
            group = candidates[fingerprint(x)]
            for i, y in enumerate(group):
                to, back = dict(self.to), dict(self.back)
                try:
                    self.same(x, y, (path, "{}"))
                except Different:
                    self.to, self.back = to, back
                    continue
                del group[i]
                pairs.append((x, y))
                break
            else:
                raise Different(path, "no element like %s" % brief(x))
        return pairs

    def same_array(self, a, b, path):
        for name in ("shape", "strides"):
            if getattr(a, name) != getattr(b, name):
                raise Different((path, name), "%s became %s" % (getattr(a, name), getattr(b, name)))
        for name in ("C_CONTIGUOUS", "F_CONTIGUOUS", "WRITEABLE", "ALIGNED"):
            if a.flags[name] != b.flags[name]:
                raise Different(path, "flag %s" % name)
        self.same(a.dtype, b.dtype, (path, "dtype"))
        padded = a.dtype.names and sum(f[0].itemsize for f in a.dtype.fields.values()) < a.dtype.itemsize
        if a.dtype.names and (a.dtype.hasobject or padded):  # what stands between the fields is no value
            for name in a.dtype.names:
                self.same_array(a[name], b[name], (path, name))
        elif a.dtype.hasobject:
            elements = list(a.flat), list(b.flat)
            self.alive.append(elements)
            self.same_items(elements[0], elements[1], path)
        elif a.tobytes() != b.tobytes():
            raise Different(path, "other elements")

    def same_storage(self, a, b, path):
        """Storages of PyTorch reduce to bytes with their addresses in them."""
        if (a.dtype, a.size(), a.tolist()) != (b.dtype, b.size(), b.tolist()):
            raise Different(path, "other elements")

    def same_object(self, a, b, path):
        a_parts, b_parts = reduction(a), reduction(b)
        self.alive.append((a_parts, b_parts))
        if isinstance(a_parts, str) or isinstance(b_parts, str):
            if a_parts != b_parts:
                raise Different(path, "%s became %s" % (a_parts, b_parts))
            return
        self.same_items(a_parts, b_parts, (path, type(a)))
        if unordered(a):
            self.same_dict(a, b, (path, type(a)))

    def same_function(self, a, b, path):
        """Functions and classes are one and the same, unless they were pickled by value."""
        if a is b:
            return
        if type(a) is not type(b) or a.__name__ != b.__name__ or a.__module__ != b.__module__:
            raise Different(path, "%r became %r" % (a, b))
        if self.seen(a, b, path):
            return
        if isinstance(a, types.FunctionType):
            cells = [[cell.cell_contents for cell in f.__closure__ or ()] for f in (a, b)]
            self.alive.append(cells)
            self.same(cells[0], cells[1], (path, "__closure__"))
            self.same(marshal.dumps(a.__code__), marshal.dumps(b.__code__), (path, "__code__"))
            self.same(a.__defaults__, b.__defaults__, (path, "__defaults__"))
            self.same(a.__dict__, b.__dict__, (path, "__dict__"))
        elif isinstance(a, type) and by_value(a) and by_value(b):
            names = [sorted(set(vars(cls)) - CACHES) for cls in (a, b)]
            if names[0] != names[1]:
                raise Different(path, "class with %s became class with %s" % tuple(names))
        elif isinstance(a, types.BuiltinFunctionType) and a.__self__ is not None:
            self.same(a.__self__, b.__self__, (path, "__self__"))
        else:
            raise Different(path, "%r became another %r" % (a, b))


def by_value(cls):
    """Whether cls is not to be found where it says it is, so that its pickle must hold it."""
    found = sys.modules.get(cls.__module__)
    for name in getattr(cls, "__qualname__", cls.__name__).split("."):
        found = getattr(found, name, None)
    return found is not cls


def number(value):
    """What two numbers have in common if they correspond; Python 2's int and long are one type."""
    if type(value) in INTEGERS:
        return int, value
    return type(value), repr(value)


def type_of(value):
    """The type; of an instance of an old-style class, the class."""
    return type(value) if PY3 else getattr(value, "__class__", type(value))


def reduction(obj):
    """What obj is made of, as a sequence or the name of a global."""
    if type(obj).__name__ == "Buffered":
        return [type(obj.content), obj.value()]
    if not PY3 and isinstance(obj, types.InstanceType):
        return [obj.__class__.__name__, obj.__dict__]
    reducer = copyreg.dispatch_table.get(type(obj))
    parts = reducer(obj) if reducer else obj.__reduce_ex__(4 if PY3 else 2)
    if isinstance(parts, str):
        return parts
    # Of the iterators over items and pairs only what they give counts.
    parts = [list(part) if i in (3, 4) and part is not None else part for i, part in enumerate(parts)]
    return parts[:4] if unordered(obj) else parts


def unordered(obj):
    """Whether obj is a dict of a class of its own whose pairs come in any order."""
    return not PY3 and isinstance(obj, dict) and not isinstance(obj, collections.OrderedDict)


def fingerprint(value, depth=3):
    """Equal for values that may correspond; cheap, and finer than the type alone."""
    kind = type(value)
    if kind in NUMBERS or kind in TEXT:
        return "int %d" % value if kind in INTEGERS else kind.__name__ + repr(value)
    if kind is tuple and depth:
        return "(%s)" % ",".join(fingerprint(x, depth - 1) for x in value)
    if kind is frozenset and depth:
        return "{%s}" % ",".join(sorted(fingerprint(x, depth - 1) for x in value))
    return "%s %s" % (type_of(value).__name__, getattr(value, "serial", ""))


def brief(value):
    """A short name for value; never a container's repr, which may not end."""
    if type(value) not in NUMBERS + TEXT:
        return "a " + type(value).__name__
    text = repr(value)
    return text if len(text) < 200 else text[:200] + "..."


def difference(a, b):
    """How graph b differs from graph a, or None."""
    try:
        Comparison().same(a, b, None)
    except Different as different:
        return str(different)
    return None


def check_itself():
    """Raise AssertionError unless pairs that differ are told apart, and ones that do not are not."""
    shared, cycle, longer = [], [], [[]]
    cycle.append(cycle)
    longer[0].append(longer)
    keys = [tuple([1, i]) for i in (2, 2, 2)]  # three equal tuples
    different = [
        ([shared, shared], [[], []]), (cycle, longer), (1, 1.0), (True, 1), (0.0, -0.0),
        ([1, 2], [2, 1]), ((1,), [1]), ({1}, {2}), ({1}, frozenset([1])), (b"a", bytearray(b"a")),
        ({"a": 1}, {"a": 2}), ([keys[0], {keys[0]: 1}], [keys[1], {keys[2]: 1}]), (len, max),
        (u"ab", u"ac"), (ValueError(1), ValueError(2)), (ValueError(1), TypeError(1)),
    ]
    if PY3:
        different += [({1: 0, 2: 0}, {2: 0, 1: 0}), (b"ab", "ab")]
    for a, b in different:
        assert difference(a, b), "%r and %r look the same" % (a, b)
        same = difference(a, a) or difference(b, b)
        assert not same, same
