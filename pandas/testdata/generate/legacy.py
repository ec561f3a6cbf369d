"""Writes pandas' own account of the pickles of earlier releases in ../legacy beside each of them.

    python3 legacy.py ../legacy 0.25.0-categorical py27 py27-multi 1.1.0 1.2.4-empty 1.3.5 1.4.2 0.14.1-offset    # pandas 1.5.3
    python3 legacy.py ../legacy 2.0.3 2.2.3    # pandas 2.3.3

The pickles are test data of pandas 2.3.3 (pandas/tests/io/data, see LICENSE), made by the releases in their names with
pandas/tests/io/generate_legacy_storage_files.py. That pandas takes the old spelling of a Timestamp with a zone for one
without, so an earlier one tells what the earlier files hold.
"""
import os, sys, json, pickle, warnings
sys.path.insert(0, os.environ.get('COMMON') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'testdata', 'generate'))
os.environ.setdefault('OUT', '/nonexistent')
from common import enc
import pandas as pd
warnings.simplefilter('ignore')

def account(v):
    if isinstance(v, pd.offsets.BaseOffset): return repr(v)
    if isinstance(v, dict): return {"$dict": [[k, account(x)] for k, x in v.items()]}
    return enc(v)

for name in sys.argv[2:]:
    v = pd.read_pickle(os.path.join(sys.argv[1], name + '.pkl'))
    with open(os.path.join(sys.argv[1], name + '.json'), 'w') as f: json.dump(account(v), f, separators=(',', ':'))
