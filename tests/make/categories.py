# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 categories.py N ...

For each N a map of N regions as regions(1) writes them, map-N.chunk: layers cluster and landmark in codes 1 to N,
of which 0 is missing, and silhouette between them; and map-N.npy, the numbers in the layer cluster, 0 for missing.
map-N.floats is the same in float32, map-N.next another for the next day; map-N.half has a code for 2.5.
And zero.chunk of categories 0 to 3 in codes of 16 bits, one of them missing, with zero.npy, where that is 255; and
floats.chunk of the layer cluster in float32, with categories 0 to 3: fields of these, with a missing value; with 7,
which is none; with 2.5; with 255."""
import sys
import numpy as np
from chunkwrite import GRID, field, stream

shape = rows, cols = 26, 34

def header(n, first=1):
    flags = [('flag_values', ' '.join(str(i) for i in range(first, first + n))),
             ('flag_meanings', ' '.join('region_%d' % i for i in range(first, first + n)))]
    own = {'rows': rows, 'cols': cols, 'cell_methods': 'time: mean'}
    keys = [(k, str(own.get(k, v))) for k, v in GRID] + [('regions', '%d kmeans correlation sqrt' % n)]
    for layer in 'cluster', 'silhouette', 'landmark':
        keys += [('layer.%s.variable' % layer, 'silhouette' if layer == 'silhouette' else 'region'),
                 ('layer.%s.units' % layer, '1')]
        if layer != 'silhouette':
            keys += [('layer.%s.%s' % (layer, key), value) for key, value in flags]
    return keys

if __name__ == '__main__':
    for n in map(int, sys.argv[1:]):
        rng = np.random.default_rng(n)
        region = (1 + np.arange(rows * cols).reshape(shape) * n // (rows * cols)).astype('|u1')
        region[:, :2] = 0
        silhouette = rng.uniform(-1, 1, shape).astype('<f4')
        silhouette[region == 0] = np.nan
        landmark = np.where(rng.uniform(size=shape) < 0.1, region, 0).astype('|u1')
        table = np.full(256, np.nan, '<f4')
        table[1:n + 1] = np.arange(1, n + 1)
        fields = [field(a, 0, 86400, layer, 288, 288) for layer, a in
                  (('cluster', region), ('silhouette', silhouette), ('landmark', landmark))]
        open('map-%d.chunk' % n, 'wb').write(stream(header(n), table, fields))
        np.save('map-%d.npy' % n, region)
        # The same as floats, and the map of the next day, which is another.
        floats = [field(a, 0, 86400, layer, 288, 288) for layer, a in
                  (('cluster', table[region]), ('silhouette', silhouette), ('landmark', table[landmark]))]
        open('map-%d.floats' % n, 'wb').write(stream(header(n), None, floats))
        fields = [field(a, 86400, 172800, layer, 287, 288) for layer, a in
                  (('cluster', region[::-1].copy()), ('silhouette', -silhouette), ('landmark', landmark[::-1].copy()))]
        open('map-%d.next' % n, 'wb').write(stream(header(n), table, fields))
        # Codes of which one means what no byte is.
        table[(n + 1) % 256] = 2.5
        open('map-%d.half' % n, 'wb').write(stream(header(n), table, [field(region, 0, 86400, 'cluster', 288, 288)]))
    codes = (np.arange(rows * cols).reshape(shape) % 4).astype('<u2')
    codes[0, 0] = 40000
    table = np.full(65536, np.nan, '<f4')
    table[:4] = range(4)
    open('zero.chunk', 'wb').write(stream(header(4, 0), table, [field(codes, 0, 86400, 'cluster', 288, 288)]))
    np.save('zero.npy', np.where(codes < 4, codes, 255).astype('|u1'))
    whole = (np.arange(rows * cols).reshape(shape) % 4).astype('<f4')
    whole[0, 0] = np.nan
    fields = []
    for day, other in enumerate((3, 7, 2.5, 255)):
        values = whole.copy()
        values[1, 1] = other
        fields.append(field(values, day * 86400, (day + 1) * 86400, 'cluster', 288, 288))
    open('floats.chunk', 'wb').write(stream(header(4, 0), None, fields))
