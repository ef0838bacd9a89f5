# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 extract.py STREAM CSV NAME,R0,R1,C0,C1 ...

Compares what chunk-extract wrote of these boxes with NumPy."""
import sys
import chunkread, csv
import numpy as np

fields = [r for r in chunkread.read(sys.argv[1])[0][2] if r['kind'] == 1]
boxes = {a.split(',')[0]: tuple(map(int, a.split(',')[1:])) for a in sys.argv[3:]}
lines = [l for l in csv.DictReader(open(sys.argv[2])) if l['have'] != '0']
assert len(lines) == len(fields) * len(boxes) > 0

def same(text, value):
    """The float32, in no more digits than it takes."""
    digits = np.format_float_scientific(value, unique=True, trim='-').split('e')[0].replace('.', '').lstrip('-')
    mine = text.split('e')[0].replace('.', '').lstrip('-0').rstrip('0')
    return np.float32(float(text)) == value and len(mine) <= max(6, len(digits))

for i, line in enumerate(lines):
    r, (r0, r1, c0, c1) = fields[i // len(boxes)], boxes[line['name']]
    x = r['data'].astype('<f4')[r0:r1, c0:c1]
    there = x[~np.isnan(x)].astype('<f8')
    assert line['layer'] == r['layer'] and (int(line['count']), int(line['cells'])) == (len(there), x.size)
    if len(there) == 0:
        assert line['mean'] == line['max'] == ''
    else:
        assert same(line['mean'], np.float32(np.cumsum(there)[-1] / len(there))), line
        assert same(line['max'], np.float32(there.max())), line
