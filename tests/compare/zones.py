# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 zones.py STREAM CSV ZONES [LAYER [NAME ...]]

Compares what chunk-extract wrote of the zones in a layer of ZONES with NumPy: NAMEs are those of
the first numbers."""
import csv, sys
import chunkread
import numpy as np

stream, table, zones, layer, *names = *sys.argv[1:], *['', ''][:max(0, 5 - len(sys.argv))]
field, = [r['data'] for r in chunkread.read(zones)[0][2] if r['kind'] == 1 and r['layer'] == layer]
numbers = [n for n in np.unique(field) if n > 0]
names = [n for n in names if n]
names += [str(int(n)) for n in numbers[len(names):]]
lines = list(csv.DictReader(open(table)))
records = chunkread.read(stream)[0][2]
assert len(lines) == len(records) * len(numbers) > 0
for i, line in enumerate(lines):
    r, n, name = records[i // len(numbers)], numbers[i % len(numbers)], names[i % len(numbers)]
    x = r['data'].astype('<f4')[field == n] if r['kind'] == 1 else np.array([], '<f4')
    there = x[~np.isnan(x)].astype('<f8')
    assert line['name'] == name and line['layer'] == r['layer'], line
    assert int(line['cells']) == (field == n).sum() and int(line['count']) == len(there), line
    assert (int(line['have']), int(line['expected'])) == (r['have'], r['expected']), line
    if len(there) == 0:
        assert line['mean'] == line['max'] == '', line
    else:
        assert np.float32(line['mean']) == np.float32(np.cumsum(there)[-1] / len(there)), line
        assert np.float32(line['max']) == np.float32(there.max()), line
