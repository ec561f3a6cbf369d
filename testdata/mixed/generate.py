"""Write one object with values of all families, as pickle and compressed by joblib.

    python3 generate.py bookworm    Debian's Python 3.11, NumPy 1.24, pandas 1.5
    python3 generate.py forky       Python 3.14, NumPy 2.4, pandas 2.3
"""
import datetime
import decimal
import os
import pickle
import sys
import uuid

import joblib
import numpy as np
import pandas as pd
from scipy import sparse

value = {
    'X': np.arange(6.).reshape(2, 3),
    'When': datetime.datetime(2024, 2, 29, 12, 30, 1, 500, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
    'DF': pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']}),
    'S': pd.Series([1.5, 2.5], name='s'),
    'M': np.ma.masked_array([1., 2., 3.], [0, 1, 0]),
    'Took': datetime.timedelta(seconds=90),
    'Price': decimal.Decimal('1.50'),
    'ID': uuid.UUID(int=7),
    'Csr': sparse.csr_matrix([[0, 2.], [1, 0]]),
    'G': np.random.default_rng(1),
}
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, sys.argv[1] + '.pkl'), 'wb') as f:
    pickle.dump(value, f)
joblib.dump(value, os.path.join(here, sys.argv[1] + '.joblib'), compress=3)
