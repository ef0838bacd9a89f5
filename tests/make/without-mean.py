# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 without-mean.py

Makes streams with values that have no mean, and one of codes and values."""
import numpy as np
from chunkwrite import field, stream, GRID
cells = np.ones((6, 9), '<f4')
codes = np.zeros((6, 9), '|u1')
table = np.arange(256, dtype='<f4')
for name, value in ('infinite', -np.inf), ('huge', 1e39):
    odd = cells.astype('<f8' if name == 'huge' else '<f4')
    odd[2, 3] = value
    for n, fields in enumerate(([odd, cells], [cells, odd])):
        records = [field(f, 300 * i, 300 * i + 300) for i, f in enumerate(fields)]
        open('%s-%d.chunk' % (name, n), 'wb').write(stream(GRID, None, records))
open('mixed.chunk', 'wb').write(stream(GRID, table, [field(codes, 0, 300), field(cells, 300, 600)]))
