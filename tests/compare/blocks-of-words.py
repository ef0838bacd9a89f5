# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 blocks-of-words.py METHOD

Compares coarse.npy and coarse.chunk with blocks of words.chunk by NumPy."""
import sys, warnings
import numpy as np
import chunkread
a = np.stack([r['data'] for r in chunkread.read('words.chunk')[0][2]])[:, :, :8]
blocks = a.reshape(3, 3, 2, 4, 2).swapaxes(2, 3).reshape(3, 3, 4, 4)
expected = {'pick': lambda: a[:, ::2, ::2], 'max': lambda: np.nanmax(blocks, axis=3),
            'mean': lambda: np.nanmean(blocks.astype('f8'), axis=3).astype('f4')}[sys.argv[1]]()
assert np.array_equal(np.load('coarse.npy'), expected, equal_nan=True)
kind = 3 if sys.argv[1] == 'mean' else 2
assert all(r['type'] == kind for r in chunkread.read('coarse.chunk')[0][2])
