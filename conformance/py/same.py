"""Compare files with what Go makes of them, at every protocol. Runs on Python 2.7 and 3.x."""
import collections
import os
import pickle
import sys
import time
import types
import warnings

import bridge
import isomorphic

PY3 = sys.version_info[0] == 3
PROTOCOLS = [None] + list(range(pickle.HIGHEST_PROTOCOL + 1))  # None: the pickle's own


def load(data, buffers):
    if not PY3:
        import cPickle
        return cPickle.loads(data)
    # Latin-1 takes every byte of Python 2's strings; Python 3's pickles have none. The buffers can be
    # written to, unless the pickle says otherwise.
    return pickle.loads(data, encoding="latin1", buffers=list(map(bytearray, buffers)) or None)


def check(line, name, data, buffers, expected):
    """The number of protocols at which Python loads the same value from Go's bytes."""
    good = 0
    for protocol in PROTOCOLS:
        where = "%s, %s protocol" % (name, "its own" if protocol is None else "at %d" % protocol)
        reply = line.route(data, buffers, protocol=protocol, fix_imports=True, encoding="")
        if reply.error:
            line.log("FAIL %s: Go refuses it: %s" % (where, reply.error))
            continue
        try:
            got = load(reply.pickle, reply.buffers)
        except Exception as exc:
            line.log("FAIL %s: Python cannot load it: %s: %s" % (where, type(exc).__name__, exc))
            continue
        different = isomorphic.difference(expected, got)
        if different:
            line.log("FAIL %s: %s" % (where, different))
        else:
            good += 1
    return good


def main(arguments):
    warnings.simplefilter("ignore")
    for name, source in arguments["sources"]:
        module = sys.modules.setdefault(str(name), types.ModuleType(str(name)))
        try:
            exec(compile(source, name, "exec", 0, True), module.__dict__)
        except SyntaxError:
            pass  # Python 3's; the files that need it do not load, and are told below
    # joblib, numba and their like see as many processors as they want; one is enough here.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

    isomorphic.check_itself()
    line = bridge.Bridge()
    began = time.time()
    files = compared = failed = 0
    unread = collections.defaultdict(list)
    while True:
        item = line.next_file()
        if item is None:
            break
        name, data, buffers = item
        files += 1
        try:
            expected = load(data, buffers)
        except Exception as exc:
            unread["%s: %s" % (type(exc).__name__, str(exc)[:100])].append(name)
            continue
        good = check(line, name, data, buffers, expected)
        compared += good
        failed += len(PROTOCOLS) - good
    for reason, names in sorted(unread.items()):
        line.log("not read by this Python: %d files, e.g. %s: %s" % (len(names), names[0], reason))
    line.done(not failed and compared,
              "Python %s: %d files, %d read by it; %d comparisons the same, %d failed in %.0f s"
              % (sys.version.split()[0], files, files - sum(map(len, unread.values())), compared,
                 failed, time.time() - began))
