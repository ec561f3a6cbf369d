"""Writes files of arrays and frames with the libraries that are at hand, and times how these read them.

    python3 -c "$(cat files.py)" FOLDER DIVISOR    then one request a line, {"do": "open" | "read" | "evict", "kind": …, "file": …}

bench/files.go is at the other end."""
import gc
import json
import os
import pickle
import sys
import time

replies = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)  # for what libraries say when they are imported

import joblib
import numpy as np
import pandas as pd

try:
    import torch
except ImportError:
    torch = None
try:
    from compression import zstd
except ImportError:
    zstd = None

FOLDER, DIVISOR = sys.argv[1], int(sys.argv[2])


def measurements(n):
    """Numbers of a few digits, which compressors make something of."""
    return np.round(np.random.default_rng(7).normal(size=n) * 100, 1)


def frame(n):
    rng = np.random.default_rng(8)
    return pd.DataFrame({
        'price': measurements(n), 'volume': rng.integers(0, 1000, n), 'id': np.arange(n),
        'when': pd.date_range('2020-01-01', periods=n, freq='min'),
        'place': pd.Categorical(rng.choice(['Oslo', 'Lima', 'Kyoto'], n)),
        'name': ['name %d' % (i % 5000) for i in range(n)]})


def make():
    """The files: name, kind, sum of the numbers in it."""
    out = []

    def add(name, kind, total, write):
        path = os.path.join(FOLDER, name)
        try:
            write(path)
        except (ImportError, ValueError) as e:  # a library or a compressor that is not here
            print('%s: %s' % (name, e), file=sys.stderr)
            return
        os.sync()
        out.append({'name': name, 'kind': kind, 'size': os.path.getsize(path), 'sum': float(total)})

    big, small = measurements(8_000_000 // DIVISOR), measurements(2_000_000 // DIVISOR)
    parts, few = np.split(big, 10), np.split(small, 10)
    named, fewer = {'a%d' % i: a for i, a in enumerate(parts)}, {'a%d' % i: a for i, a in enumerate(few)}
    total, less = sum(a.sum() for a in parts), sum(a.sum() for a in few)
    add('x.npy', 'npy', big.sum(), lambda p: np.save(p, big))
    add('x.npz', 'npz', total, lambda p: np.savez(p, **named))
    add('deflated.npz', 'npz', less, lambda p: np.savez_compressed(p, **fewer))
    add('x.joblib', 'joblib', total, lambda p: joblib.dump(parts, p))
    for compressor, level in ('zlib', 3), ('gzip', 3), ('bz2', 3), ('lzma', 3), ('xz', 3), ('lz4', 3):
        add(compressor + '.joblib', 'joblib', less, lambda p: joblib.dump(few, p, compress=(compressor, level)))
    if torch:
        tensors = {k: torch.from_numpy(v) for k, v in named.items()}
        add('x.pt', 'torch', total, lambda p: torch.save(tensors, p))
        add('legacy.pt', 'torch', total, lambda p: torch.save(tensors, p, _use_new_zipfile_serialization=False))
    df = frame(1_000_000 // DIVISOR)
    add('frame.pkl', 'frame', df.price.sum(), df.to_pickle)
    part = df[:len(df) // 4]
    for suffix in 'gz', 'xz', 'zip', 'tar':
        add('frame.pkl.' + suffix, 'frame', part.price.sum(), part.to_pickle)
    if zstd:
        def write(path):
            with zstd.open(path, 'wb') as f:
                pickle.dump(part, f, 5)
        add('frame.pkl.zst', 'frame', part.price.sum(), write)
    return out


def read(kind, path):
    """All of a file, in memory."""
    if kind == 'npy':
        return [np.load(path)]
    if kind == 'npz':
        with np.load(path) as z:
            return [z[name] for name in z.files]
    if kind == 'joblib':
        return joblib.load(path)
    if kind == 'torch':
        return list(torch.load(path).values())
    if path.endswith('.zst'):
        with zstd.open(path) as f:
            return [pickle.load(f)]
    return [pd.read_pickle(path)]


def open_(kind, path):
    """As little as the library can read to have one number."""
    if kind == 'npy':
        return np.load(path, mmap_mode='r')[0]
    if kind == 'npz':
        with np.load(path) as z:
            return z['a0'][0]
    if kind == 'joblib':
        return joblib.load(path, mmap_mode='r' if path.endswith('x.joblib') else None)[0][0]
    if kind == 'torch':
        if path.endswith('x.pt'):
            try:
                return torch.load(path, mmap=True)['a0'][0]
            except TypeError:  # before 2.1
                pass
        return torch.load(path)['a0'][0]
    return read(kind, path)[0].price.iloc[0]


def timed(f, *args):
    gc.collect()
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    result = f(*args)
    wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
    return {'wall': wall, 'cpu': cpu}, result


def total(values):
    return float(sum(x.price.sum() if isinstance(x, pd.DataFrame) else float(x.sum()) for x in values))


def answer(request):
    path = os.path.join(FOLDER, request.get('file', ''))
    if request['do'] == 'make':
        versions = ', '.join('%s %s' % (m.__name__, m.__version__) for m in (np, pd, joblib, torch) if m)
        return {'files': make(), 'version': 'Python %s, %s' % (sys.version.split()[0], versions)}
    if request['do'] == 'evict':  # the pages of a file from the system's cache
        fd = os.open(path, os.O_RDONLY)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)
        return {}
    reply, result = timed(open_ if request['do'] == 'open' else read, request['kind'], path)
    reply['sum'] = float(result) if request['do'] == 'open' else total(result)
    return reply


if torch:
    torch.set_num_threads(1)
for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as e:
        reply = {'error': '%s: %s' % (type(e).__name__, e)}
    print(json.dumps(reply), file=replies, flush=True)
