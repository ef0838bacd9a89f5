# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 odd-bins.py

Makes streams for bin-average that no tool makes: days of 1900, layers, and
values that are too large."""
import numpy as np
from chunkwrite import field, stream, GRID
table = np.arange(256, dtype='<f4') * np.float32(1e36)

def ones(value, start, layer='', type_='<f4', images=1):
    return field(np.full((6, 9), value, type_), start, start + 300, layer, images, images)
for name, codes, fields in (
        ('old', None, [ones(1, day * 86400 - 300) for day in range(-25500, -25438)]),
        ('layers', None, [ones(v, t, l) for t in (-600, -300) for l, v in (('a', 1), ('b', 9))]),
        ('late', None, [ones(1, 0), ones(1, 300), ones(1, 600, 'a')]),
        ('huge', None, [ones(3e38, 300 * i) for i in range(12)]),
        ('codes', table, [ones(255, 300 * i, '', '|u1') for i in range(12)]),
        ('many', None, [ones(1, 300 * i, '', '<f4', 2 ** 31) for i in range(2)])):
    open(name + '.odd', 'wb').write(stream(GRID, codes, fields))
