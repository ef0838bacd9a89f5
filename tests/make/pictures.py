# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 pictures.py

Makes streams of every kind that gifmake draws."""
import numpy as np
from chunkwrite import GRID, field, stream
rng = np.random.default_rng(5)

def grid(rows, cols, **changed):
    changed = {'rows': rows, 'cols': cols, 'cell_methods': 'time: mean', **changed}
    return [(k, str(changed.get(k, v))) for k, v in GRID]

def rain(rows, cols):
    v = 10 ** rng.uniform(-2, 3, (rows, cols))
    v[rng.random((rows, cols)) < 0.3] = 0
    v[:, :cols // 5] = np.nan
    v[rng.random((rows, cols)) < 0.02] = np.nan
    return v.astype('<f4')

def save(name, header, fields, table=None, start=0, step=300):
    records = [field(f, start + step * i, start + step * i + step) for i, f in enumerate(fields)]
    open(name, 'wb').write(stream(header, table, records))
save('float.chunk', grid(211, 307), [rain(211, 307) for i in range(4)])
steps = np.float32([0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50])
below, odd = np.nextafter(steps, np.float32(0)), np.float32([np.inf, -np.inf, -1, 0, np.nan])
edges = np.concatenate([steps, below, odd])
save('edges.chunk', grid(1, len(edges)), [edges.reshape(1, -1).astype('<f4')])
save('double.chunk', grid(20, 30), [rain(20, 30).astype('<f8')])
table = rain(1, 65536).ravel()
save('wide.chunk', grid(40, 50), [rng.integers(0, 65536, (40, 50)).astype('<u2') for i in range(3)], table)
v = rain(30, 40)
save('moving.chunk', grid(30, 40), [np.roll(v, i, 1) for i in range(12)] + [v * np.nan, v, v])
save('late.chunk', grid(40, 60), [rain(40, 60) for i in range(4)], start=16 * 3600, step=3 * 3600)
save('dbz.chunk', grid(30, 40, units='dBZ'), [rng.uniform(-30, 70, (30, 40)).astype('<f4')])
