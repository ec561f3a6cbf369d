"""Put the Go codec between CPython's picklers and whoever uses them.

install() replaces the functions and classes of pickle and _pickle by ones that behave alike, with
two additions:

  - what a pickler wrote is loaded and dumped by Go at its own protocol before it goes out;
  - what an unpickler is to read is loaded and dumped by Go, and Python reads Go's bytes.

A disagreement raises Nonconformance, which no test of CPython's suite expects:

  - Go refuses what a pickler wrote, or changes the bytes that the C pickler wrote;
  - Go refuses what CPython loads, or takes another number of bytes from the stream;
  - Go accepts what CPython refuses.

Module exclusions lists every exception.

Where both refuse a pickle, the caller gets CPython's own exception.
"""
import copyreg
import io
import operator
import pickle
import pickletools
import types

import _pickle

import exclusions

# Encodings of Python 2 strings that Go decodes; with any other, Go keeps the bytes as they are and
# CPython decodes what Go dumped.
GO_ENCODINGS = {"ascii", "latin1", "latin-1", "utf-8", "utf8", "bytes"}
GO_ERRORS = {"strict", "ignore", "replace", "surrogateescape", "backslashreplace"}


class Nonconformance(AssertionError):
    """The Go codec and CPython disagree."""


class Router:
    """Sends pickles through Go; counts what it saw. test is the name of the running test."""

    def __init__(self, bridge):
        self.bridge = bridge
        self.test = ""
        self.dumped = 0  # pickles that CPython wrote
        self.same = 0  # of them, those that Go dumped to the same bytes
        self.fast = 0  # of them, those written without a memo, for which Go's bytes may differ
        self.loaded = 0  # pickles that Python read from Go's bytes
        self.refused = 0  # pickles that both refuse
        self.continued = 0  # pickles that go on from another's memo, kept away from Go
        self.executed = 0  # pickles that only execution shows to be bad

    def outgoing(self, data, protocol, fix_imports, exact, fast, buffers):
        """The Go version of what a pickler wrote."""
        self.dumped += 1
        reply = self.bridge.route(data, buffers, fix_imports=fix_imports,
                                  extensions=extensions(), encoding="")
        if reply.error:
            raise Nonconformance("Go refuses a pickle that CPython wrote: %s: %s"
                                 % (reply.error, show(data)))
        if reply.used != len(data):
            raise Nonconformance("Go takes %d of %d bytes: %s" % (reply.used, len(data), show(data)))
        self.same += reply.pickle == data
        self.fast += bool(fast)
        if exact and not fast and reply.pickle != data and not exclusions.other_bytes(self.test):
            raise Nonconformance("Go changes the bytes (protocol %s):\n  %s\n  %s"
                                 % (protocol, show(data), show(reply.pickle)))
        return reply.pickle

    def incoming(self, data, options, buffers, load, alone):
        """Load data by way of Go: the value and the number of bytes taken.

        load(pickle) is CPython's, as is alone(pickle), which starts without any memo.
        """
        encoding, errors = options.get("encoding", "ASCII"), options.get("errors", "strict")
        known = encoding.lower() in GO_ENCODINGS and errors in GO_ERRORS
        reply = self.bridge.route(data, buffers, fix_imports=options.get("fix_imports", True),
                                  extensions=extensions(), encoding=encoding if known else "",
                                  errors=errors if known else "strict")
        if reply.error:
            return self._refused(data, reply, load, alone)
        try:
            value = load(reply.pickle)
        except Exception as exc:
            if not exclusions.accepted(self.test, data):
                raise Nonconformance("Go accepts what CPython refuses: %s\n  dumped as %s"
                                     % (show(data), show(reply.pickle))) from exc
            self.executed += 1
            raise
        self.loaded += 1
        return value, reply.used

    def _refused(self, data, reply, load, alone):
        try:
            value = load(data)
        except EOFError:
            if not reply.end:
                raise Nonconformance("Go says %r where the input ends: %s" % (reply.error, show(data)))
            self.refused += 1
            raise
        except Exception:
            self.refused += 1
            raise
        try:
            alone(data)
        except pickle.UnpicklingError as exc:
            # It reads the memo of an earlier pickle: no pickle by itself, for CPython neither.
            if "Memo" in str(exc):
                self.continued += 1
                return value, None
        raise Nonconformance("Go refuses what CPython loads: %s: %s" % (reply.error, show(data)))


def show(data):
    text = repr(bytes(data[:300]))
    return text if len(data) <= 300 else "%s and %d bytes more" % (text, len(data) - 300)


def extensions():
    """copyreg's registry of extension codes, as Go is told it."""
    return [[module, name, code] for (module, name), code in copyreg._extension_registry.items()
            if isinstance(module, str) and isinstance(name, str)]


class Sink:
    """The file of a routed pickler's base class: keeps what it writes, chunk by chunk."""

    def __init__(self):
        self.chunks = []

    def write(self, chunk):
        self.chunks.append(bytes(chunk))
        return len(chunk)

    def take(self):
        chunks, self.chunks = self.chunks, []
        return chunks


class BufferTap:
    """A buffer callback that keeps the buffers which went out of band."""

    def __init__(self, callback):
        self.callback = callback
        self.buffers = []

    def __call__(self, buffer):
        in_band = self.callback(buffer)
        if not in_band:
            self.buffers.append(bytes(buffer.raw()))
        return in_band


def write_as(file, data, chunks):
    """Write data in pieces of the sizes that CPython's pickler chose."""
    start = 0
    for chunk in chunks[:-1]:
        file.write(data[start:start + len(chunk)])
        start += len(chunk)
    file.write(data[start:])


def routed_pickler(base, router, exact):
    """A class like base, a pickler, that writes Go's bytes."""

    class Pickler(base):
        def __init__(self, file, protocol=None, fix_imports=True, buffer_callback=None):
            base(file, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback)
            sink = Sink()
            tap = BufferTap(buffer_callback) if buffer_callback is not None else None
            super().__init__(sink, protocol, fix_imports=fix_imports, buffer_callback=tap)
            self._routed = (file, sink, tap, protocol, fix_imports)
            self._busy = False

        def dump(self, obj):
            if "_routed" not in self.__dict__ or self._busy:
                return super().dump(obj)
            file, sink, tap, protocol, fix_imports = self._routed
            continues = bool(self.memo.copy())
            self._busy = True
            try:
                super().dump(obj)
            except BaseException:
                sink.take()
                raise
            finally:
                self._busy = False
            chunks = sink.take()
            data = b"".join(chunks)
            if continues:
                router.continued += 1
            else:
                buffers = tap.buffers if tap else []
                data = router.outgoing(data, protocol, fix_imports, exact, self.fast, buffers)
                if tap:
                    tap.buffers = []
            write_as(file, data, chunks)

    Pickler.__name__ = Pickler.__qualname__ = base.__name__
    Pickler.__module__ = base.__module__
    return Pickler


def routed_unpickler(base, router):
    """A class like base, an unpickler, that reads Go's bytes."""

    class Unpickler(base):
        def __init__(self, file, *, buffers=None, **options):
            base(file, buffers=buffers, **options)
            feed = io.BytesIO()
            if buffers is not None:
                buffers = list(buffers)
            left = iter(buffers or ())
            super().__init__(feed, buffers=None if buffers is None else left, **options)
            self._routed = (file, feed, buffers or [], left, options)
            self._rest = b""  # read from a file without seek, not yet taken
            self._busy = False

        def load(self):
            if "_routed" not in self.__dict__ or self._busy:
                return super().load()
            file, feed, buffers, left, options = self._routed
            seekable = getattr(file, "seekable", bool)()
            start = file.tell() if seekable else 0
            data = self._rest + file.read()

            def load(pickle_bytes):
                feed.seek(0)
                feed.truncate()
                feed.write(pickle_bytes)
                feed.seek(0)
                return base.load(self)

            def alone(pickle_bytes):
                return base(io.BytesIO(pickle_bytes), **options).load()

            ahead = buffers[len(buffers) - operator.length_hint(left):]
            self._busy = True
            used = None
            try:
                value, used = router.incoming(data, options, ahead, load, alone)
            finally:
                self._busy = False
                if used is None:
                    used = feed.tell()
                if seekable:
                    file.seek(start + used)
                else:
                    self._rest = data[used:]
            return value

    Unpickler.__name__ = Unpickler.__qualname__ = base.__name__
    Unpickler.__module__ = base.__module__
    return Unpickler


class Function:
    """A function that stays unbound as a class attribute, as a built-in one does."""

    def __init__(self, call):
        self._call = call

    def __call__(self, *args, **kwargs):
        return self._call(*args, **kwargs)


def routed_functions(router, unpickler):
    """Like _pickle's dump, dumps, load and loads; load reads with a routed unpickler class."""
    c_dumps, c_loads = _pickle.dumps, _pickle.loads

    def dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None):
        tap = BufferTap(buffer_callback) if buffer_callback is not None else None
        data = c_dumps(obj, protocol, fix_imports=fix_imports, buffer_callback=tap)
        buffers = tap.buffers if tap else []
        return router.outgoing(data, protocol, fix_imports, True, False, buffers)

    def dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None):
        file.write(dumps(obj, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback))

    def loads(data, /, *, buffers=None, **options):
        def load(pickle_bytes):
            return c_loads(pickle_bytes, buffers=buffers, **options)

        if not isinstance(data, (bytes, bytearray, memoryview)):
            return load(data)
        if buffers is not None:
            try:
                buffers = list(buffers)
            except TypeError:
                return load(data)
        return router.incoming(bytes(data), options, buffers or [], load, load)[0]

    def load(file, *, buffers=None, **options):
        return unpickler(file, buffers=buffers, **options).load()

    return {"dump": dump, "dumps": dumps, "load": load, "loads": loads}


def install(bridge):
    """Route everything that pickle and _pickle offer; return the Router.

    pickle._dumps and its like need nothing: they use pickle._Pickler and pickle._Unpickler.
    """
    # pickletools.optimize writes opcodes with a pickler's inner parts: it keeps CPython's own.
    pickletools.pickle = types.ModuleType("pickle")
    pickletools.pickle.__dict__.update(vars(pickle))
    router = Router(bridge)
    unpickler = routed_unpickler(_pickle.Unpickler, router)
    replaced = {name: Function(call) for name, call in routed_functions(router, unpickler).items()}
    replaced["Pickler"] = routed_pickler(_pickle.Pickler, router, exact=True)
    replaced["Unpickler"] = unpickler
    for name, value in replaced.items():
        setattr(_pickle, name, value)
        setattr(pickle, name, value)
    pickle._Pickler = routed_pickler(pickle._Pickler, router, exact=False)
    pickle._Unpickler = routed_unpickler(pickle._Unpickler, router)
    return router
