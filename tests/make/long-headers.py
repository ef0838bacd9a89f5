# SPDX-License-Identifier: BSD-2-Clause
"""Streams whose headers are near the limit of 1 MiB, each in another way: history, layers, short, same and long
of one field; joined of two streams; and few and many, of 3000 and
12000 fields with a short header."""
import numpy as np
from chunkwrite import GRID, field, stream

cells = np.ones((6, 9), '<f4')
grid = [line for line in GRID if line[0] != 'history']


def write(name, more, fields=1, streams=1, header=grid):
    with open(name, 'wb') as f:
        for i in range(streams):
            f.write(stream(header + more, None, [field(cells, 300 * t, 300 * t + 300)
                           for t in range(i * fields, (i + 1) * fields)]))


layers = [('layer.l%d.units' % i, '1') for i in range(45000)]
write('history', [('history', 'x')] * 90000)
write('layers', layers)
write('short', [('a%d' % i, '') for i in range(115000)])
write('same', [('a', '')] * 340000)
write('long', [('history', 'x' + ' -a' * 340000)])
write('joined', layers, streams=2)
write('partial', [('partial', '1')] + layers)
write('few', [], fields=3000)
write('many', [], fields=12000)
