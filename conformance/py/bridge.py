"""The line to the Go process: requests on standard output, replies on standard input.

A message is a JSON header with its length in front (4 bytes, big-endian) and, in the order of the
header's "sizes", the blobs. Runs on Python 2.7 and 3.x.
"""
import json
import os
import struct
import sys
import threading


class Reply(object):
    """Go's answer about one pickle.

    error is empty where Go accepted it; end tells that Go's error was the end of the input.
    used is the number of input bytes that Go took, pickle what it dumped, buffers its out-of-band
    buffers.
    """

    def __init__(self, header, blobs):
        self.error = header.get("error", "")
        self.end = header.get("end", False)
        self.used = header.get("used", 0)
        self.pickle = blobs[0] if blobs else b""
        self.buffers = blobs[1:]


class Bridge(object):
    """A client of the Go process; one request at a time, from any thread."""

    def __init__(self):
        self._lock = threading.Lock()
        self._in = getattr(sys.stdin, "buffer", sys.stdin)
        # What tests print must not come between the messages: it goes to standard error.
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self.requests = 0

    def _read(self, size):
        data = self._in.read(size)
        if len(data) != size:
            raise EOFError("the Go process is gone")
        return data

    def _send(self, header, blobs=()):
        header["sizes"] = [len(blob) for blob in blobs]
        text = json.dumps(header).encode("utf-8")
        self._out.write(struct.pack(">I", len(text)) + text)
        for blob in blobs:
            self._out.write(blob)
        self._out.flush()

    def _call(self, header, blobs=()):
        with self._lock:
            self.requests += 1
            self._send(header, blobs)
            size, = struct.unpack(">I", self._read(4))
            reply = json.loads(self._read(size).decode("utf-8"))
            return reply, [self._read(n) for n in reply.get("sizes") or ()]

    def route(self, data, buffers=(), **options):
        """Have Go load data and dump it again; options are those of request in bridge.go."""
        options["op"] = "route"
        return Reply(*self._call(options, [bytes(data)] + [bytes(b) for b in buffers]))

    def next_file(self):
        """The next file to check: (its name, its bytes, its buffers), or None at the end."""
        header, blobs = self._call({"op": "file"})
        return (header["name"], blobs[0], blobs[1:]) if blobs else None

    def log(self, text):
        with self._lock:
            self._send({"op": "log", "text": text})

    def done(self, ok, text):
        """The last message: the verdict and its summary line."""
        with self._lock:
            self._send({"op": "done", "ok": bool(ok), "text": text})
