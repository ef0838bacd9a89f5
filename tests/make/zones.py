# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 zones.py

Makes series, and zones for them, sound and not, for zones.sh."""
import chunkwrite
from chunkwrite import field, gap, GRID
import numpy as np

ROWS, COLS = 23, 61
rng = np.random.default_rng(11)
SERIES = [(k, {'rows': ROWS, 'cols': COLS}.get(k, v)) for k, v in GRID]
# A map has neither a step nor units.
MAP = [line for line in SERIES if line[0] not in ('step', 'units', 'variable', 'cell_methods')]

def save(name, header, table, records):
    open(name, 'wb').write(chunkwrite.stream(header, table, records))

# ---- The series ----

table = np.append(np.nan, np.arange(255) / np.float32(7))
records, values, at = [], [], 0
for i in range(40):
    wet = rng.random((ROWS, COLS)) < 0.1 * (i % 7)
    codes = np.where(wet, rng.integers(2, 256, (ROWS, COLS)), 1)
    codes[rng.random(codes.shape) < 0.05] = 0
    if i == 3:
        codes[:] = 0
    if i in (5, 20):
        for of in records, values:
            of.append(gap('missing', at, at + 900, 3))
        at += 900
    records.append(field(codes.astype('|u1'), at, at + 300))
    # The sum of these depends on its order; some are below 0.
    f = (rng.random(codes.shape) ** 9 * 3e7 * wet).astype('<f4')
    f[codes == 0] = np.nan
    f = {8: -f, 9: -1 - f, 10: np.where(np.arange(COLS) // 16 != 2, -1 - f, 0), 11: f * 0}.get(i, f).astype('<f4')
    values.append(field(f, at, at + 300))
    at += 300
save('codes', SERIES, table, records)
save('floats', SERIES, None, values)
two = [field(np.float32(10 * k) + rng.random((ROWS, COLS), '<f4'), 0, 3600, layer) for k, layer in enumerate(['mean', 'max'])]
save('layers', SERIES, None, two)
infinite = np.zeros((ROWS, COLS), '<f4')
infinite[4, 5] = np.inf
save('infinite', SERIES, None, [field(np.zeros_like(infinite), 0, 300), field(infinite, 300, 600)])

# ---- Zones ----

y, x = np.mgrid[:ROWS, :COLS]
zones = (1 + (x + 3 * np.sin(y / 2)) // 13 + 5 * (y > 11)).astype(int)
zones[(y - 11) ** 2 + (x - 30) ** 2 > 900] = 0
labels = np.append(np.nan, np.arange(1, 256))
words = 'flag_values', 'flag_meanings'

def flags(values, meanings, prefix='layer.cluster.'):
    return [(prefix + k, v) for k, v in zip(words, (values, meanings))]

u1 = zones.astype('|u1')
other = np.where(u1 > 0, rng.random(zones.shape), np.nan).astype('<f4')
of_day = 0, 86400
cluster = field(u1, *of_day, layer='cluster')
save('plain', MAP, np.arange(256.), [field(u1, *of_day)])
save('cluster', MAP + flags('1 2 3 4 5', 'one two three four five'), labels,
     [gap('missing', -300, 0, 1), cluster, field((u1 > 3).astype('|u1'), *of_day, layer='landmark')])
save('broad', MAP, np.arange(256.), [field((1 + (y > 11)).astype('|u1'), *of_day)])
f4 = np.where(u1 > 0, u1, np.nan).astype('<f4')
# As regions writes them, whose other layers are not codes.
save('floating', MAP, None, [field(other, *of_day, layer='silhouette'), field(f4, *of_day, layer='cluster'),
                             gap('missing', 86400, 86700, 1)])
save('doubles', MAP, None, [field(zones.astype('<f8'), *of_day)])
noise = rng.integers(0, 900, zones.shape)
noise[noise < 60] = 65535
wide_table = np.arange(65536, dtype='<f4')
save('noise', MAP, wide_table, [field(noise.astype('<u2'), *of_day)])
save('mask', MAP, None, [field((zones > 4).astype('<f4'), *of_day, layer='count')])
save('single', MAP, None, [field((zones * 0 + (y == 3) * (x == 7) * 12).astype('<f4'), *of_day)])
save('quoted', MAP + flags('2,1,7', 'a,b  "c"', ''), np.arange(256.), [field(u1, *of_day)])

save('more-words', MAP + flags('1 2', 'a b c', ''), np.arange(256.), [field(u1, *of_day)])
save('doubled', MAP + flags('1 2 1', 'a b c', ''), np.arange(256.), [field(u1, *of_day)])

# ---- What is none ----

def bad(name, value, header=MAP):
    a = f4.astype('<f8')
    a[2, 40] = value
    save(name, header, None, [field(a, *of_day)])

bad('half', 2.5)
bad('nearly', 1.0001)
bad('negative', -1)
bad('infinity', np.inf)
bad('large', 65536)
save('nothing', MAP, None, [field(f4 * 0, *of_day)])
save('missing', MAP, None, [field(f4 * np.nan, *of_day)])
save('empty', MAP, None, [])
save('gap', MAP, None, [gap('missing', *of_day, 1)])
save('times', MAP, None, [field(f4, *of_day), field(f4, 86400, 2 * 86400)])
save('both', MAP, None, [field(f4, *of_day, layer='min'), field(f4, *of_day, layer='max')])
save('own', MAP, None, [field(f4, *of_day), field(f4, *of_day, layer='count')])
save('partial', MAP + [('partial', '1')], None, [field(f4, *of_day)])
save('twice', MAP + flags('1 2 3', 'here there here', ''), None, [field(f4, *of_day)])
save('long', MAP + flags('1', 'w' * 201, ''), None, [field(f4, *of_day)])

def on(name, **keys):
    save(name, [(k, keys.get(k, v)) for k, v in MAP], None, [field(f4, *of_day)])

on('elsewhere', affine='126748.404 2014.958 0 7771252.876 0 -2014.958')
on('near', affine='126648.4040001 2014.958 0 7771252.876 0 -2014.958')
on('finer', affine='126648.404 1014.958 0 7771252.876 0 -1014.958')
on('projected', crs='EPSG:3006')
save('unknown', [line for line in MAP if line[0] != 'crs'], None, [field(f4, *of_day)])
save('smaller', [(k, ROWS - 1 if k == 'rows' else v) for k, v in MAP], None, [field(f4[1:], *of_day)])
save('dbz', [(k, 'dBZ' if k == 'units' else v) for k, v in SERIES], table, records[:2])
