# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 odd-stats.py

Makes streams for stats that no tool makes: layers, sums beyond float32, and
values that are infinite."""
import numpy as np
from chunkwrite import field, stream, GRID

def ones(value, start, layer=''):
    return field(np.full((6, 9), value, '<f4'), start, start + 300, layer)
for name, fields in (('layers', [ones(v, 0, l) for l, v in (('a', 1), ('b', 9))]),
                     ('huge', [ones(3e38, 300 * i) for i in range(24)]),
                     ('tenths', [ones(0.1 * (1 + i), 300 * i) for i in range(12)]),
                     ('infinite', [ones(1, 0), ones(np.inf, 300)])):
    open(name + '.odd', 'wb').write(stream(GRID, None, fields))
