# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 pairs.py

Makes pairs of streams on one grid, a-X.chunk and b-X.chunk, of each type of values X, with missing
values, layers, and gaps in the one, in the other and in both; and what chunk-combine refuses."""
import numpy as np
import chunkwrite
from chunkwrite import GRID, field, gap, stream

rng = np.random.default_rng(17)
table = (np.arange(256) / np.float32(8)).astype('<f4')
table[[3, 250, 255]] = np.nan
wild = rng.permutation(np.arange(65536) % 4000).astype('<f4') / np.float32(7)
wild[rng.integers(0, 65536, 9000)] = np.nan

def values(kind):
    if kind == 'u8':
        return rng.choice([0, 3, 9, 100, 200, 255, 250], (6, 9)).astype('|u1')
    if kind == 'u16':
        return rng.integers(0, 65536, (6, 9)).astype('<u2')
    x = np.round(rng.normal(3, 4, (6, 9)), 3)
    x[rng.random((6, 9)) < .3] = np.nan
    x[rng.random((6, 9)) < .1] = 0
    return x.astype('<f4' if kind == 'f32' else '<f8')

def write(name, header, tab, records):
    open(name + '.chunk', 'wb').write(stream(header, tab, records))

def both(kind, tab, layers=('',)):
    """Five-minute fields: all of both at 0, 5, 20 and 40; a alone at 10, b alone at 15, none at 25."""
    header = [line for line in GRID] + [('layer.%s.units' % l, 'mm h-1') for l in layers if l]
    def at(*times):
        return {t: [field(values(kind), 60 * t, 60 * t + 300, l, 1 if t else 2, 3) for l in layers] for t in times}
    a, b = at(0, 5, 10, 20, 40), at(0, 5, 15, 20, 40)
    a.update({15: [gap('missing', 900, 1200, 1)], 25: [gap('missing', 1500, 2400, 3)]})
    b.update({10: [gap('damaged: x.tif: y', 600, 900, 1)], 25: [gap('missing', 1500, 1800, 1)],
              30: [gap('late', 1800, 2400, 2)]})
    for name, s in ('a', a), ('b', b):
        write('%s-%s' % (name, kind + ('' if layers == ('',) else '-layers')), header, tab,
              [r for t in sorted(s) for r in s[t]])

for kind, tab in ('u8', table), ('u16', wild), ('f32', None), ('f64', None):
    both(kind, tab)
both('f32', None, ('mean', 'max', 'n.1'))

def one(name, x, header=GRID, tab=None, start=0, end=300, layer='', tail=()):
    write(name, header, tab, [field(x, start, end, layer)] + list(tail))

def other(**changes):
    return [(k, changes.get(k, v)) for k, v in GRID]

truth = np.where(np.arange(54).reshape(6, 9) % 3 == 1, np.nan, np.arange(54).reshape(6, 9) % 2).astype('<f4')
one('truth', truth, other(units='1', variable='mask'), start=-86400, end=-300)
one('map', values('f32'), start=-86400, end=86400, layer='mean', tail=[gap('missing', -600, -300, 1)])
one('longer', values('f32'), start=300, end=86400, layer='mean')
one('two-layers', values('f32'), start=-86400, end=86400, layer='mean',
    tail=[field(values('f32'), -86400, 86400, 'max')])
one('amount', values('f32'), other(units='mm', variable='rainfall_amount'))
one('dbz', values('f32'), other(units='dBZ', variable='equivalent_reflectivity_factor'))
one('dbz-again', values('f32'), other(units='dBZ', variable='equivalent_reflectivity_factor'))
one('when', values('f64') + 1.6e9, other(units='seconds since 1970-01-01'))
one('moved', values('f32'), other(affine='127000 2014.958 0 7771252.876 0 -2014.958'))
one('finer', values('f32'), other(affine='126648.404 2000 0 7771252.876 0 -2014.958'))
one('elsewhere', values('f32'), other(crs='EPSG:3006'))
write('fewer', [(k, '5' if k == 'rows' else v) for k, v in GRID], None, [field(values('f32')[:5], 0, 300)])
write('hours', GRID, None, [field(values('f32'), 0, 3600, '', 10, 12), gap('missing', 300, 900, 2),
                            field(values('f32'), 3600, 7200, '', 12, 12)])
write('hours-too', GRID, None, [field(values('f32'), 0, 3600, '', 9, 12), gap('missing', 600, 1200, 2),
                                gap('late', 1500, 1800, 1), gap('missing', 3600, 7200, 12)])
write('later', GRID, None, [field(values('f32'), t, t + 300) for t in (86400, 86700)])
write('stepped', other(step='600', cell_methods='time: mean'), None, [field(values('f32'), t, t + 300) for t in (0, 300)])
write('categories', GRID + [('flag_values', '1 2'), ('flag_meanings', 'rain snow')], None,
      [field(values('f32'), 0, 300), field(values('f32'), 300, 600)])
big = np.full((6, 9), 3e38, '<f4')
one('big', big)
one('small', -big)
write('partial', GRID + [('partial', '1')], None, [])
