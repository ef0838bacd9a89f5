# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 digits.py PARTIAL STATISTICS

Adds up the digits of partial statistics, as chunk(5) describes them, and
compares the sums with mean and std."""
import sys
from fractions import Fraction
import numpy as np
import chunkread, oracle
(header, table, state, _), = chunkread.read(sys.argv[1])
bits, exponent = map(int, dict(header)['exact'].split())
layer = {r['layer']: r['codes'] for r in state if r['kind'] == 1}
made = {r['layer']: r['data'] for r in chunkread.read(sys.argv[2])[0][2] if r['kind'] == 1}

def total(name, scale, i):
    """sum0 + sum1 2^bits + sum2 2^(2 bits) ..., times 2^exponent; of squares twice that exponent."""
    digits = [layer[k].flat[i] for k in layer if k.startswith(name) and k[len(name):].isdigit()]
    return sum(int(d) << k * bits for k, d in enumerate(digits)) * Fraction(2) ** (scale * exponent)

seen = 0
for i, n in enumerate(layer['count'].flat):
    mean, std = made['mean'].flat[i], made['std'].flat[i]
    if n == 0:
        assert np.isnan(mean) and np.isnan(std)
        continue
    exact = total('sum', 1, i) / int(n)
    low, high = oracle.edges(mean)
    assert low <= exact <= high
    low, high = oracle.edges(std)
    assert max(low, 0) ** 2 <= total('squares', 2, i) / int(n) - exact ** 2 <= high ** 2
    pairs = [(layer['code%d' % k].flat[i], layer['times%d' % k].flat[i]) for k in range(256) if 'code%d' % k in layer]
    assert sum(t for _, t in pairs) == n
    assert sum(Fraction(float(table[c])) * int(t) for c, t in pairs) == exact * int(n)
    assert table[layer['max'].flat[i]] == made['max'].flat[i] == max(table[c] for c, t in pairs if t)
    seen += mean > 0
assert seen > 100
