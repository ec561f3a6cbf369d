"""The Python side of Brine's benchmark: makes the workloads and times CPython's pickle on them.

    python3 workloads.py make DIVISOR   write a tar of NAME.pP.pkl for protocols 2, 4 and 5 and index.json
    python3 workloads.py serve          answer requests, one JSON object a line, until the input ends

It reads stdin and writes stdout only, so a Python in another root folder does as well. A request with a
"size" is followed by that many bytes, the pickle that it and the requests after it are about.

Every workload is deterministic: the same files from every Python 3. index.json holds the digest of
each workload, taken from Python's own objects; see digest below and digest.go, which says the same in Go.
profile, profiles, int_tuple, int_lists and int_dicts are the shapes of pyperformance's bm_pickle.
"""
import datetime
import gc
import io
import json
import os
import pickle
import random
import struct
import sys
import tarfile
import time
import types
import zlib

PROTOCOLS = (2, 4, 5)


class Node:
    def __init__(self, value, name, left=None, right=None):
        self.value = value
        self.name = name
        self.left = left
        self.right = right


# The class is found by name when a pickle of it is loaded, however this file was started.
Node.__module__ = 'workloads'
sys.modules['workloads'] = types.ModuleType('workloads')
sys.modules['workloads'].Node = Node

ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789_'


def word(r, low, high):
    return ''.join(r.choices(ALPHABET, k=r.randint(low, high)))


def profile(_):
    return {
        'ads_flags': 0, 'age': 18, 'birthday': datetime.date(1980, 5, 7), 'bulletin_count': 0, 'comment_count': 0,
        'country': 'BR', 'encrypted_id': 'G9urXXAJwjE', 'favorite_count': 9, 'first_name': '', 'flags': 412317970704,
        'friend_count': 0, 'gender': 'm', 'gender_for_display': 'Male', 'id': 302935349, 'is_custom_profile_icon': 0,
        'last_name': '', 'locale_preference': 'pt_BR', 'member': 0, 'tags': ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
        'profile_foo_id': 827119638, 'secure_encrypted_id': 'Z_xxx2dYx3t4YAdnmfgyKw', 'session_number': 2,
        'signup_id': '201-19225-223', 'status': 'A', 'theme': 1, 'time_created': 1225237014,
        'time_updated': 1233134493, 'unread_message_count': 0, 'user_group': '0', 'username': 'collinwinter',
        'play_count': 9, 'view_count': 7, 'zip': ''}


def int_tuple(_):
    return ([265867233, 265868503, 265252341, 265243910, 265879514, 266219766, 266021701, 265843726, 265592821,
             265246784, 265853180, 45526486, 265463699, 265848143, 265863062, 265392591, 265877490, 265823665,
             265828884, 265753032], 60)


def profiles(_):
    # As bm_pickle does it: each key's type is called with a random float, so every value becomes a str.
    r = random.Random(5)
    return [{k: str(r.random() * (2**63 - 1)) for k in profile(0)} for _ in range(3)]


def int_lists(_):
    return [[list(range(10)), list(range(10))] for _ in range(10)]


def int_dicts(_):
    return {k: dict.fromkeys(range(10)) for k in range(100)}


def floats(n):
    r = random.Random(1)
    return [r.random() * 1000 - 500 for _ in range(n)]


def small_ints(n):
    r = random.Random(2)
    return [r.randrange(0, 1000) for _ in range(n)]


def wide_ints(n):
    r = random.Random(3)
    return [r.randrange(-(1 << 62), 1 << 62) for _ in range(n)]


def str_to_float(n):
    r = random.Random(4)
    return {'%s_%d' % (word(r, 4, 12), i): r.random() for i in range(n)}


def records(n):
    r = random.Random(6)
    tags = [word(r, 3, 8) for _ in range(50)]
    return [{'id': i, 'name': word(r, 5, 14), 'email': word(r, 5, 10) + '@example.com', 'score': r.random() * 100,
             'active': r.random() < .5, 'tags': r.sample(tags, 3), 'created': 1600000000 + r.randrange(10**8),
             'note': None if r.random() < .5 else word(r, 20, 40)} for i in range(n)]


def graphite(n):
    r = random.Random(7)
    return [('servers.host%d.%s.%s' % (i % 997, word(r, 3, 6), word(r, 3, 8)), (1700000000 + i % 60, r.random() * 1e4))
            for i in range(n)]


def tree(n):
    r = random.Random(8)

    def grow(n):
        if n == 0:
            return None
        left = (n - 1) // 2
        return Node(r.randrange(1 << 30), word(r, 4, 10), grow(left), grow(n - 1 - left))
    return grow(n)


def strings(n):
    r = random.Random(9)
    return ['%s%d' % (word(r, 2, 8), i) for i in range(n)]


def shared_strings(n):
    r = random.Random(10)
    words = [word(r, 4, 12) for _ in range(1000)]
    return [words[r.randrange(1000)] for _ in range(n)]


def non_ascii(n):
    r = random.Random(11)
    return [''.join(chr(r.choice((0x61, 0xe9, 0x4e2d, 0x430, 0x1f600))) for _ in range(8)) + str(i) for i in range(n)]


# The sizes at divisor 1; 0 where the shape has one size.
WORKLOADS = {
    profile: 0, int_tuple: 0, profiles: 0, int_lists: 0, int_dicts: 0,
    floats: 1000000, small_ints: 1000000, wide_ints: 1000000, str_to_float: 100000, records: 100000,
    graphite: 100000, tree: 100000, strings: 1000000, shared_strings: 1000000, non_ascii: 200000,
}


def digest(root):
    """Counts and sums over every value, in any order, each as often as it is reached.

    None and '' count as one thing, for a Go string has only the one; a date or datetime as its date.
    """
    containers = instances = empty = bools = ints = int_sum = floats = float_sum = texts = text_sum = 0
    stack = [root]
    while stack:
        x = stack.pop()
        t = type(x)
        if x is None or x == '' or x == b'':
            empty += 1
        elif t is str or t is bytes:
            texts += 1
            text_sum += zlib.crc32(x.encode('utf-8', 'surrogatepass') if t is str else x)
        elif t is int:
            ints += 1
            int_sum += x
        elif t is float:
            floats += 1
            float_sum += struct.unpack('<Q', struct.pack('<d', x))[0]
        elif t is bool:
            bools += 1 + (x << 32)
        elif t is list or t is tuple:
            containers += 1
            stack.extend(x)
        elif t is dict:
            containers += 1
            stack.extend(x)
            stack.extend(x.values())
        elif t is Node:
            instances += 1
            stack.extend(vars(x))
            stack.extend(vars(x).values())
        elif isinstance(x, datetime.date):
            instances += 1
            stack.append(struct.pack('>HBB', x.year, x.month, x.day))
        else:
            raise TypeError('%s is in no workload' % t)
    return {'containers': containers, 'instances': instances, 'empty': empty, 'bools': bools,
            'ints': ints, 'int_sum': int_sum % 2**64, 'floats': floats, 'float_sum': float_sum % 2**64,
            'texts': texts, 'text_sum': text_sum % 2**64}


def make(divisor):
    with tarfile.open(fileobj=sys.stdout.buffer, mode='w|') as tar:
        def add(name, data):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        digests = {}
        for build, size in WORKLOADS.items():
            value = build(size // divisor)
            digests[build.__name__] = digest(value)
            for protocol in PROTOCOLS:
                add('%s.p%d.pkl' % (build.__name__, protocol), pickle.dumps(value, protocol))
        add('index.json', json.dumps(digests, indent=1).encode())


def timed(f, args, n):
    """The time of n calls. The last result dies inside of the processor time and outside of the wall time."""
    gc.collect()
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    for _ in range(n):
        result = f(*args)
    wall = time.perf_counter_ns() - wall
    del result
    return {'wall': wall, 'cpu': time.process_time_ns() - cpu}


def answer(request, data):
    verb = request['do']
    if verb == 'version':
        return {'version': sys.version.split()[0], 'executable': os.path.realpath(sys.executable)}
    if verb == 'hold':  # the pickle that came with it
        return {}
    if verb == 'load':
        return timed(pickle.loads, (data,), request['n'])
    if verb == 'dump':
        return timed(pickle.dumps, (pickle.loads(data), request['protocol']), request['n'])
    if verb == 'digest':
        return {'digest': digest(pickle.loads(data))}
    raise ValueError(verb)


def serve():
    data = None
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        if request.get('size'):
            data = None
            data = sys.stdin.buffer.read(request['size'])
        try:
            reply = answer(request, data)
        except Exception as e:
            reply = {'error': '%s: %s' % (type(e).__name__, e)}
        sys.stdout.write(json.dumps(reply) + '\n')
        sys.stdout.flush()


if __name__ == '__main__':
    if sys.argv[1] == 'make':
        make(int(sys.argv[2]))
    else:
        serve()
