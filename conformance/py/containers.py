"""Compare files of joblib and pandas with what Go writes of them, read by joblib and pickle."""
import collections
import io
import os
import pickle
import sys
import tempfile
import time
import types
import warnings

import bridge
import isomorphic

import joblib

try:
    from compression import zstd
except ImportError:
    zstd = None

try:
    import lz4.frame as lz4
except ImportError:
    lz4 = None


# What joblib itself does not bring back: (part of the file's name, start of the way): reason.
QUIRKS = {
    ("/several-", "pickle"): "joblib makes an ndarray of a matrix under NumPy 2; pickle keeps it",
    ("/masked-", "pickle"): "joblib gives equal dtypes to two arrays where pickle has one",
}


class Skip(Exception):
    """This Python has no library for that."""


def original(path, data, folder):
    """What Python itself wrote."""
    if "to_pickle" in path:
        import pandas
        file = os.path.join(folder, os.path.basename(path))
        with open(file, "wb") as f:
            f.write(data)
        return pandas.read_pickle(file)
    return joblib.load(io.BytesIO(data))


def recopy(value):
    """A copy in which numpy.memmap is ndarray again."""
    copy = io.BytesIO()
    joblib.dump(value, copy)
    copy.seek(0)
    return joblib.load(copy)


def repickled(value):
    """What pickle itself makes of a value: empty arrays get other strides."""
    return pickle.loads(pickle.dumps(value))


def values(way, data, folder):
    """What each of this Python's readers makes of what Go wrote."""
    if " lz4" in way and not lz4:
        raise Skip("lz4")
    if " zstd" in way:
        if zstd is None or way.startswith("joblib"):  # joblib 1.5 has no zstd
            raise Skip("zstd")
        return [("pickle.loads", pickle.loads(zstd.decompress(data)))]
    file = os.path.join(folder, "file")
    with open(file, "wb") as f:
        f.write(data)
    out = [("joblib.load", joblib.load(file))]
    if way.startswith("joblib"):
        out.append(("joblib.load, mapped", recopy(joblib.load(file, mmap_mode="r"))))
    elif way == "pickle none":
        out.append(("pickle.loads", pickle.loads(data)))
    elif way == "pickle gzip" or way == "pickle xz":
        import pandas
        out.append(("pandas.read_pickle", pandas.read_pickle(file, compression=way.split()[1])))
    return out


def main(arguments):
    warnings.simplefilter("ignore")
    for name, source in arguments["sources"]:
        module = sys.modules.setdefault(str(name), types.ModuleType(str(name)))
        exec(compile(source, name, "exec", 0, True), module.__dict__)
    sys.unraisablehook = lambda unraisable: None  # lz4's files complain when they are collected
    line = bridge.Bridge()
    began = time.time()
    files = good = failed = 0
    unread = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        while True:
            item = line.next_file()
            if item is None:
                break
            names, data, blobs = item
            names = names.split("\n")
            try:
                expected = original(names[0], data, folder)
            except Exception as exc:
                unread["%s: %s" % (type(exc).__name__, str(exc)[:80])] += 1
                continue
            files += 1
            for way, blob in zip(names[1:], blobs):
                quirk = [why for (part, start), why in QUIRKS.items() if part in names[0] and way.startswith(start)]
                if quirk:
                    unread[quirk[0]] += 1
                    continue
                try:
                    for reader, got in values(way, blob, folder):
                        want = (repickled(expected) if way.startswith("pickle")
                                else recopy(expected) if reader.endswith("mapped") else expected)
                        different = isomorphic.difference(want, got)
                        if different:
                            failed += 1
                            line.log("FAIL %s as %s, %s: %s" % (names[0], way, reader, different))
                        else:
                            good += 1
                except Skip as exc:
                    unread["no %s here" % exc] += 1
                except Exception as exc:
                    failed += 1
                    line.log("FAIL %s as %s: %s: %s" % (names[0], way, type(exc).__name__, exc))
    for reason, n in sorted(unread.items()):
        line.log("not read by this Python: %d: %s" % (n, reason))
    line.done(not failed and good, "Python %s, joblib %s: %d files, %d readings the same, %d failed in %.0f s"
              % (sys.version.split()[0], joblib.__version__, files, good, failed, time.time() - began))
