"""Writes tar.pt, a file in the format that PyTorch had before 0.1.10, and tar.json, what torch.load reads from it.

Run with a PyTorch that still reads the format (legacy_load in torch/serialization.py): python3 tar.py
"""
import collections
import io
import json
import pickle
import struct
import tarfile

import torch

# Two storages, one of them viewed by a third, and four tensors, two of which share a storage.
STORAGES = [(101, torch.FloatStorage, "f", [0.5 * i for i in range(12)]), (102, torch.LongStorage, "q", [7, -8, 9])]
VIEWS = [(103, 101, 2, 6)]
TENSORS = [
    (201, 101, torch.FloatTensor, (3, 4), (4, 1), 0),
    (202, 101, torch.FloatTensor, (4, 2), (1, 4), 1),
    (203, 102, torch.LongTensor, (3,), (1,), 0),
    (204, 103, torch.FloatTensor, (2, 3), (3, 1), 0),
]


class Reference:
    def __init__(self, key):
        self.key = key


class Pickler(pickle.Pickler):
    def persistent_id(self, obj):
        return str(obj.key) if isinstance(obj, Reference) else None


def main():
    storages = io.BytesIO()
    pickle.dump(len(STORAGES), storages, 2)
    for key, cls, fmt, data in STORAGES:
        pickle.dump((key, "cpu", cls), storages, 2)
        storages.write(struct.pack("<q%d%s" % (len(data), fmt), len(data), *data))
    pickle.dump(VIEWS, storages, 2)

    tensors = io.BytesIO()
    pickle.dump(len(TENSORS), tensors, 2)
    for key, storage, cls, size, stride, offset in TENSORS:
        pickle.dump((key, storage, cls), tensors, 2)
        n = len(size)
        tensors.write(struct.pack("<i4x%dq%dqq" % (n, n), n, *size, *stride, offset))

    obj = io.BytesIO()
    state = collections.OrderedDict((name, Reference(key)) for name, key in
                                    [("w", 201), ("t", 202), ("n", 203), ("v", 204), ("again", 201)])
    Pickler(obj, 2).dump({"epoch": 3, "state_dict": state})

    with tarfile.open("tar.pt", "w:", format=tarfile.PAX_FORMAT) as tar:
        for name, part in ("sys_info", io.BytesIO(pickle.dumps({}, 2))), ("pickle", obj), ("tensors", tensors), ("storages", storages):
            info = tarfile.TarInfo(name)
            info.size = len(part.getvalue())
            part.seek(0)
            tar.addfile(info, part)

    got = torch.load("tar.pt")
    assert got["epoch"] == 3
    with open("tar.json", "w") as f:
        json.dump({k: {"dtype": str(t.dtype), "shape": list(t.shape), "stride": list(t.stride()),
                       "data": t.flatten().tolist()} for k, t in got["state_dict"].items()}, f, indent=1)


main()
