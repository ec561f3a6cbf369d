"""Writes saved.json, what torch.load(weights_only=True) reads from saved.pt, which TestSave has written.

After a change of Save: go test ./torch -run TestSave -update, then python3 saved.py with PyTorch 1.13 and 2.
With an argument, compares instead of writing: python3 saved.py check
"""
import json
import sys

import torch

got = torch.load("saved.pt", weights_only=True)
said = [[name, {"$tensor": str(t.dtype), "class": type(t).__name__, "shape": list(t.shape), "stride": list(t.stride()),
                "storage_offset": t.storage_offset(), "requires_grad": t.requires_grad, "data": t.detach().flatten().tolist()}]
        for name, t in got.items()]
assert got["t"].data_ptr() == got["w"].data_ptr(), "w and t share no storage"
if sys.argv[1:]:
    with open("saved.json") as f:
        assert json.load(f) == said, "other values than in saved.json"
else:
    with open("saved.json", "w") as f:
        json.dump(said, f, indent=1)
