"""First code of the Python side, passed to python -c: load the modules that the Go side sends.

Standard input carries, as JSON, the modules' names and sources and what to run; nothing is read
from disk, so that any interpreter can be the peer, one inside a chroot too. Runs on 2.7 and 3.x.
"""
import json
import linecache
import struct
import sys
import types

source = getattr(sys.stdin, "buffer", sys.stdin)
size, = struct.unpack(">I", source.read(4))
start = json.loads(source.read(size).decode("utf-8"))

for name, text in start["modules"]:
    path = "<conformance/py/%s.py>" % name
    linecache.cache[path] = (len(text), None, text.splitlines(True), path)  # for tracebacks
    module = types.ModuleType(str(name))
    module.__file__ = path
    sys.modules[str(name)] = module
    exec(compile(text, path, "exec", 0, True), module.__dict__)

sys.modules[str(start["main"])].main(start["arguments"])
