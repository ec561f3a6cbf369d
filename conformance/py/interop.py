"""Random objects from Python to Go and back. Runs on Python 2.7 and 3.x.

Every object goes through the C and the pure Python pickler at every protocol; Go loads the pickle and
dumps it at the same protocol, and at one other. What Python loads from Go's bytes must be the same
graph as what it loads from its own, down to the identity of every part.
"""
import collections
import pickle
import random
import sys
import time

import bridge
import isomorphic
import randomgraph

PY3 = sys.version_info[0] == 3
if PY3:
    import _pickle
    PICKLERS = [("C", _pickle.dumps), ("Python", pickle._dumps)]
    LOADERS = {"C": _pickle.loads, "Python": pickle._loads}
    loads = pickle.loads
else:
    import cPickle
    PICKLERS = [("C", cPickle.dumps), ("Python", pickle.dumps)]
    LOADERS = {"C": cPickle.loads, "Python": pickle.loads}
    loads = cPickle.loads
BUFFERS = sys.version_info >= (3, 8)


class Run(object):
    """The counts of a run and its failures."""

    def __init__(self, line):
        self.line = line
        self.pickles = self.same = self.exact = self.values = self.failed = 0
        self.kinds = collections.Counter()

    def fail(self, kind, what, data, text=""):
        """Count a failure, and tell it unless there were many of its kind."""
        self.failed += 1
        self.kinds[kind] += 1
        if self.kinds[kind] <= 10:
            self.line.log("FAIL %s: %s %s\n  pickle %s" % (what, kind, text, brief(data)))

    def check(self, seed, obj, pickler, protocol, other, out_of_band):
        """One object by one pickler at one protocol, and from there to the other protocol."""
        name, dumps = pickler
        buffers, options = [], {}
        if out_of_band:
            options["buffer_callback"] = lambda buffer: buffers.append(bytes(buffer.raw()))
        what = "seed %d, %s pickler, protocol %d" % (seed, name, protocol)
        try:
            data = dumps(obj, protocol, **options)
        except Exception as exc:
            self.fail("the generator's fault, Python cannot dump it:", what, b"", repr(exc))
            return
        self.pickles += 1
        expected = self.load(what, name, data, buffers)
        if expected is None:
            return
        for target in (None, other):
            where = what if target is None else "%s to %d" % (what, target)
            # Before protocol 5 nothing goes out of band: Go then writes the buffers in band.
            reply = self.line.route(data, buffers, protocol=target, fix_imports=True, encoding="")
            if reply.error:
                self.fail("Go refuses it:", where, data, reply.error)
                continue
            if target is None:
                self.exact += name == "C"
                self.same += name == "C" and reply.pickle == data
                if name == "C" and PY3 and reply.pickle != data:
                    self.fail("Go changes the bytes:", where, data, brief(reply.pickle))
            got = self.load(where, name, reply.pickle, reply.buffers)
            if got is None:
                continue
            different = isomorphic.difference(expected[0], got[0])
            if different:
                self.fail("Go changes the value:", where, data, different)
            else:
                self.values += 1

    def load(self, what, name, data, buffers):
        """The loaded value in a list, or None after reporting why Python cannot load it."""
        try:
            return [LOADERS[name](data, buffers=buffers) if buffers else LOADERS[name](data)]
        except Exception as exc:
            self.fail("Python cannot load it:", what, data, "%s: %s" % (type(exc).__name__, exc))
            return None


def brief(data):
    text = repr(data)
    return text if len(text) < 600 else "%s... (%d bytes)" % (text[:600], len(data))


def main(arguments):
    isomorphic.check_itself()
    line = bridge.Bridge()
    run = Run(line)
    sys.setrecursionlimit(10000)
    began = time.time()
    protocols = range(pickle.HIGHEST_PROTOCOL + 1)
    for seed in range(arguments["seed"], arguments["seed"] + arguments["count"]):
        choose = random.Random(seed)
        for pickler in PICKLERS:
            for protocol in protocols:
                other = choose.choice([p for p in protocols if p != protocol])
                # The pure Python pickler memoizes an in-band buffer by the id of a temporary copy,
                # and stumbles where that id comes up again: no buffers for it.
                obj = randomgraph.make(seed, protocol >= 2 and other >= 2, pickler[0] == "C")
                run.check(seed, obj, pickler, protocol, other, False)
            if BUFFERS:
                run.check(seed, randomgraph.make(seed), pickler, 5, 5, True)
    kept = ""
    if PY3:  # the bytes of Python 2's C pickler depend on reference counts
        kept = "; %d of %d by the C pickler kept their bytes" % (run.same, run.exact)
    line.done(not run.failed and run.values >= run.pickles > arguments["count"],
              "Python %s: %d objects, %d pickles (seeds from %d), %d graphs the same after Go%s; "
              "%d failures in %.0f s"
              % (sys.version.split()[0], arguments["count"], run.pickles, arguments["seed"],
                 run.values, kept, run.failed, time.time() - began))
