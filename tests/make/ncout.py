# SPDX-License-Identifier: BSD-2-Clause
"""ncout.py - streams for chunk2nc: odd grids and systems, and odd records, each NAME.odd."""
import numpy as np
from chunkwrite import field, gap, stream

random = np.random.default_rng(20)

def header(rows, cols, affine, crs, *more, variable='rainfall_rate', units='mm h-1', methods='time: mean', step=300):
    return [('rows', str(rows)), ('cols', str(cols)), ('affine', affine), ('crs', crs), ('variable', variable),
            ('units', units), ('cell_methods', methods), ('step', str(step)), ('history', 'ncout.py')] + list(more)

def rain(rows, cols):
    a = random.gamma(0.3, 5, (rows, cols)).astype('<f4')
    a[random.random((rows, cols)) < 0.2] = np.nan
    return a

def write(name, head, records):
    open(name + '.odd', 'wb').write(stream(head, None, records))

# Grids: a row, a column, one cell, longitudes to 360, a wide one, and what PROJ calls the systems.
places = {
    'row': (1, 7, '500000 1000 0 7000000 0 -1000', 'EPSG:25833'),
    'column': (7, 1, '500000 1000 0 7000000 0 -1000', 'EPSG:25833'),
    'cell': (1, 1, '10.1 0.1 0 60 0 -0.1', 'EPSG:4326'),
    'to360': (18, 36, '0 10 0 90 0 -10', 'EPSG:4326'),
    'wide': (2, 65535, '0 0.0054931640625 0 1 0 -0.1', 'EPSG:4326'),
    'europe': (5, 6, '3210000.125 1000 0 4010000.3 0 -1000', 'EPSG:3035'),
    'laea': (5, 6, '0 2000 0 0 0 -2000', '+proj=laea +lat_0=55 +lon_0=10 +x_0=1950000 +y_0=-2100000 +units=m +ellps=WGS84'),
    'stere': (5, 6, '0 1000 0 -3650000 0 -1000', '+proj=stere +lat_0=90 +lon_0=0 +lat_ts=60 +a=6378140 +b=6356750 +x_0=0 +y_0=0'),
    'oblique': (5, 6, '0 1000 0 0 0 -1000', '+proj=stere +lat_0=52 +lon_0=5 +ellps=bessel +units=m'),
    'tmerc': (5, 6, '-7000.3 1000 0 33.3 0 -1000', '+proj=tmerc +lat_0=0 +lon_0=15.8082777778 +k=1 +x_0=1500000 +y_0=0 +ellps=bessel +units=m'),
    'sphere': (5, 6, '-523462.167 1000 0 -3758644.724 0 -1000', '+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +a=6370040 +b=6370040 +units=m'),
    'somerc': (5, 6, '2255000 1000 0 1480000 0 -1000', 'EPSG:2056'),
    'rotated': (5, 6, '-10 0.5 0 5 0 -0.5', '+proj=ob_tran +o_proj=longlat +o_lat_p=39.25 +o_lon_p=0 +lon_0=18 +datum=WGS84'),
    'lcc': (5, 6, '0.1 1000.0000001 0 0.7 0 -999.99999987', '+proj=lcc +lat_1=45 +lat_2=55 +lat_0=50 +lon_0=3 +datum=WGS84 +units=m'),
    'digits': (5, 6, '126648.40412345678 1000.1234567890123 0 7771252.876123456 0 -999.9876543210987', 'EPSG:25833'),
    'nowhere': (5, 6, '0 1 0 5 0 -1', 'unknown'),
}
for name, (rows, cols, affine, crs) in places.items():
    write(name, header(rows, cols, affine, crs), [field(rain(rows, cols), t, t + 300) for t in (0, 300)])

# Gaps first and last, damaged ones, in the time of a field, of which nothing is said; and text of all kinds.
grid = (4, 5, '500000 1000 0 7000000 0 -1000', 'EPSG:25833')
plain = rain(4, 5)
plain.view('<u4')[0, :3] = 0x80000000, 0x7fc00001, 0xffc00000
write('gaps', header(*grid), [
    gap('missing', -600, 0, 2), field(plain, 0, 900, have=1, expected=3), gap('damaged: a\\b.tif \x01 \xe5', 300, 600, 1),
    gap('missing', 600, 900, 1), field(rain(4, 5), 900, 1800, have=3, expected=3), field(rain(4, 5), 2701, 3599),
    gap('damaged: c.tif: ' + 'x' * 3000, 3599, 4199, 2), gap('missing', 4200, 86400, 274)])

# Layers in an order of their own, float64, units of their own.
more = [('layer.count.units', '1'), ('layer.std.cell_methods', 'time: standard_deviation'),
        ('layer.when_max.units', 'seconds since 1970-01-01T00:00:00Z'), ('layer.when_max.cell_methods', 'time: maximum')]
records = []
for t in (0, 86400):
    whole = np.where(random.random((4, 5)) < 0.3, np.nan, random.integers(1, 86400, (4, 5)) * 1. + t + 0.125)
    records += [field(rain(4, 5), t, t + 86400, '', 280, 288), field(random.integers(0, 9, (4, 5)).astype('<f4'), t, t + 86400, 'count', 280, 288),
                field(whole, t, t + 86400, 'when_max', 280, 288), field(rain(4, 5), t, t + 86400, 'std', 280, 288),
                gap('missing', t + 300, t + 2700, 8)]
write('layers', header(*grid, *more), records)
write('amounts', header(*grid, variable='rainfall_amount', units='mm', methods='time: sum'), [field(rain(4, 5), t, t + 300) for t in (0, 300)])
write('dbz', header(*grid, variable='equivalent_reflectivity_factor', units='dBZ', methods='time: point'),
      [field((rain(4, 5) * 5 - 30).astype('<f4'), t, t + 300) for t in (0, 300)])

# What has no place in a file: layers of other times, or of other images; a turned grid; one layer late, or missing.
write('overlap', header(*grid), [field(rain(4, 5), 0, 900, 'a'), field(rain(4, 5), 0, 300, 'b')])
write('images', header(*grid), [field(rain(4, 5), 0, 900, 'a', 1, 3), field(rain(4, 5), 0, 900, 'b', 2, 3)])
write('late', header(*grid), [field(rain(4, 5), 0, 300, 'a'), field(rain(4, 5), 300, 600, 'a'), field(rain(4, 5), 300, 600, 'b')])
write('lacks', header(*grid), [field(rain(4, 5), 0, 300, 'a'), field(rain(4, 5), 0, 300, 'b'), field(rain(4, 5), 300, 600, 'a'),
                               field(rain(4, 5), 600, 900, 'a')])
write('types', header(*grid), [field(rain(4, 5), 0, 300), field(rain(4, 5).astype('<f8'), 300, 600)])
write('turned', header(4, 5, '500000 1000 20 7000000 20 -1000', 'EPSG:25833'), [field(rain(4, 5), 0, 300)])
write('nocrs', header(4, 5, '500000 1000 0 7000000 0 -1000', '+proj=nonsense +units=m'), [field(rain(4, 5), 0, 300)])
write('none', header(*grid), [gap('missing', 0, 300, 1)])
write('collide', header(*grid), [field(rain(4, 5), 0, 300, 'p9.5'), field(rain(4, 5), 0, 300, 'p9_5')])
write('nv', header(*grid, variable='nv'), [field(rain(4, 5), 0, 300)])
write('grads', header(4, 5, '0 1 0 50 0 -1', 'EPSG:4807'), [field(rain(4, 5), 0, 300)])

# Hours with images that are missing, as a file that others change; and what may go on after them, or not.
def hour(i):
    return field(rain(4, 5), 3600 * i, 3600 * i + 3600, '', 11, 12)

write('began', header(*grid), [hour(0), hour(1), gap('damaged: tape', 7200, 10800, 12), hour(3), gap('damaged: b', 11400, 11700, 1), hour(4)])
write('next', header(*grid), [hour(5), hour(6)])
write('key', header(*grid, ('quantity', 'TH'), ('foo', 'bar')), [hour(5)])
write('layerkey', header(*grid, ('layer.b.units', '1')), [hour(5)])
write('silent', header(*grid), [gap('damaged: all', 18000, 21600, 12)])
write('seventh', header(*grid), [hour(6)])
write('nil', header(*grid), [field(rain(4, 5), 0, 300, '', 1, 1), gap('cut: why', 300, 700, 0), field(rain(4, 5), 700, 1000, '', 1, 1)])
write('lower', header(4, 5, grid[2], 'epsg:25833'), [field(rain(4, 5), 0, 300)])
write('empty', header(4, 5, grid[2], ''), [field(rain(4, 5), 0, 300)])

# Codes of dBZ on a line, in tables that differ.
line = (np.arange(256) * 0.5 - 32).astype('<f4')
line[255] = np.nan
other = (np.arange(256) * 0.5 - 30).astype('<f4')
other[255] = np.nan
turned = line.copy()
turned[0], turned[255] = np.nan, 95.5
codes = np.arange(20, dtype='|u1').reshape(4, 5)
dbz = header(*grid, ('gain', '0.5'), ('offset', '-32'), ('nodata', '255'), ('undetect', 'none'),
             variable='equivalent_reflectivity_factor', units='dBZ', methods='time: point')
for name, table, t in (('line', line, 0), ('same', line, 300), ('other', other, 300), ('swapped', turned, 300)):
    open(name + '.table', 'wb').write(stream(dbz, table, [field(codes, t, t + 300)]))
