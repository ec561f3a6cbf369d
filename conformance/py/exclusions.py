"""What the conformance run leaves out or allows, each with the reason. It prints all of this."""
import fnmatch

# Tests that do not run: (pattern of the test's name, reason).
NOT_RUN = [
    ("SizeofTests.*",
     "measures the C structs of _pickle's own classes; no pickle is made"),
    ("HeapTypesTests.*",
     "inspects _pickle's own classes, which the routing replaces by subclasses; no pickle is made"),
]

# Pickles that only execution shows to be bad: (pattern of the test's name, parts of which the pickle
# has one, reason). Go, which executes nothing, accepts them; what it dumps must then raise the
# exception that the test expects.
ACCEPTED = [
    ("*.test_bad_newobj*", [b"cbuiltins\nlen\n"],
     "what a global is, class or function, shows only when it is imported"),
    ("*.test_newobj_not_class", [b"SimpleNewObj"],
     "the test replaces a class by a function between dump and load"),
    ("*.test_pickle_setstate_None", [b"C_None_setstate"],
     "whether an object has a __setstate__ that is None shows only when its class is imported"),
    ("*.test_bad_state", [b")\x81](}}eb.", b")\x81}\x85b.", b")\x81}}}\x87b.", b")\x81}}NNs\x86b.",
                          b")\x81\x88}\x86b.", b")\x81}\x88\x86b."],
     "any state is good for an object whose class has __setstate__"),
    ("*.test_bad_state", [b"BadKey1"],
     "the class's own __hash__ raises"),
    ("*.test_load_stack_global", [b"\x8c\x00\x8c\x03log\x93.", b"\x8c\x04math\x8c\x00\x93."],
     "an empty name is well formed; only the import of it fails"),
]

# Tests in which Go may change bytes of the C pickler: (pattern of the test's name, reason). What it
# dumps must still load to the same value.
OTHER_BYTES = [
    ("*.test_evil_pickler_mutating_collection",
     "collections shrink while they are pickled: batches have the form of the size they had"),
]


def not_run(test):
    """The reason why a test is left out, or None."""
    return next((reason for pattern, reason in NOT_RUN if fnmatch.fnmatchcase(test, pattern)), None)


def accepted(test, data):
    """Whether Go may accept the pickle data that CPython refuses in test."""
    return any(fnmatch.fnmatchcase(test, pattern) and any(part in data for part in parts)
               for pattern, parts, _ in ACCEPTED)


def other_bytes(test):
    """Whether Go may change the bytes of what the C pickler writes in test."""
    return any(fnmatch.fnmatchcase(test, pattern) for pattern, _ in OTHER_BYTES)


def lines():
    """The tables of what is allowed, to be printed."""
    for pattern, parts, reason in ACCEPTED:
        yield "allowed: Go accepts %s in %s: %s" % (", ".join(map(repr, parts)), pattern, reason)
    for pattern, reason in OTHER_BYTES:
        yield "allowed: other bytes in %s: %s" % (pattern, reason)
