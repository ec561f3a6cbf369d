"""Write archives as Python's zipfile and tarfile, pandas, numpy and (by layout) torch do.

    python3 generate.py      Debian's Python 3.11, pandas 1.5, NumPy 1.24
"""
import io
import os
import pickle
import tarfile
import zipfile

import numpy as np
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = pickle.dumps({"x": list(range(100))}, 4)


def path(name):
    return os.path.join(HERE, name)


def zipped(name, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path(name), "w", method) as z:
        for member, data in members:
            z.writestr(zipfile.ZipInfo(member, (2020, 1, 1, 0, 0, 0)), data, method)


def tarred(name, members, mode="w", format=tarfile.PAX_FORMAT):
    with tarfile.open(path(name), mode, format=format) as t:
        for member, data in members:
            info = tarfile.TarInfo(member)
            info.size = len(data)
            if member.endswith("/"):
                info.type = tarfile.DIRTYPE
            t.addfile(info, io.BytesIO(data))


def v7(name):
    """A header from before POSIX: without magic number."""
    tarred(name, [("data.pkl", DATA)], format=tarfile.USTAR_FORMAT)
    raw = bytearray(open(path(name), "rb").read())
    raw[257:265] = bytes(8)
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw[:512])
    open(path(name), "wb").write(raw)


zipped("one.zip", [("data.pkl", DATA)])
zipped("stored.zip", [("data.pkl", DATA)], zipfile.ZIP_STORED)
zipped("bzip2.zip", [("data.pkl", DATA)], zipfile.ZIP_BZIP2)
zipped("folder.zip", [("folder/", b""), ("folder/data.pkl", DATA), ("__MACOSX/folder/._data.pkl", b"x")])
zipped("two.zip", [("a.pkl", DATA), ("b.pkl", DATA)])
zipped("none.zip", [])
zipped("torch.zip", [("archive/data.pkl", DATA), ("archive/version", b"3\n"), ("archive/data/0", bytes(64))], zipfile.ZIP_STORED)
zipped("zeros.zip", [("data.pkl", bytes(20_000_000))])
np.savez(path("arrays.npz"), a=np.arange(3), b=np.arange(4))
tarred("one.tar", [("data.pkl", DATA)])
tarred("gnu.tar", [("a/" * 60 + "data.pkl", DATA)], format=tarfile.GNU_FORMAT)
tarred("ustar.tar", [("folder/", b""), ("folder/data.pkl", DATA)], format=tarfile.USTAR_FORMAT)
v7("v7.tar")
tarred("two.tar", [("a.pkl", DATA), ("b.pkl", DATA)])
tarred("none.tar", [("folder/", b"")])
tarred("torch.tar", [("sys_info", b"x"), ("pickle", DATA), ("storages", b"y"), ("tensors", b"z")])
frame = pd.DataFrame({"x": [1, 2]})
frame.to_pickle(path("frame.pkl.tar.gz"))
frame.to_pickle(path("frame.pkl.zip"))
