# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 pages.py

Makes streams for pages: gaps, large and small values, whole numbers, grids all
over the earth with points of known places, and what is too large."""
import numpy as np
from chunkwrite import GRID, field, gap, stream
rng = np.random.default_rng(11)

def header(rows, cols, **keys):
    keys = {'rows': rows, 'cols': cols, 'cell_methods': 'time: mean', **keys}
    return [(k, str(keys.get(k, v))) for k, v in GRID if keys.get(k, v) != ''] + \
        [(k.replace('__', '.'), str(v)) for k, v in keys.items() if k not in dict(GRID)]

def save(name, head, records, table=None):
    open(name, 'wb').write(stream(head, table, records))

def rain(rows, cols, low=-3, high=2):
    v = 10 ** rng.uniform(low, high, (rows, cols))
    v[rng.random((rows, cols)) < 0.4] = 0
    v[rng.random((rows, cols)) < 0.1] = np.nan
    return v.astype('<f4')

def hours(fields, have=12, layer=''):
    return [field(f, 3600 * i, 3600 * i + 3600, layer=layer, have=have, expected=12) for i, f in enumerate(fields)]

shape = 20, 30
some = hours([rain(*shape) for i in range(8)], have=11)
some[2] = gap('damaged: radar_2011010210.tif: <b>cut short</b>', 7200, 10800, 12)
some[5] = gap('missing', 18000, 21600, 12)
save('gaps.chunk', header(*shape), some)
save('large.chunk', header(*shape), hours([rain(*shape, -3, 7), rain(*shape) * 0 + 3]))
ten = [np.where(rng.random(shape) < 0.2, np.nan, rng.normal(0, 10.0 ** k, shape)).astype('<f4') for k in (-3, 0, 2)]
save('ten.chunk', header(*shape), hours(ten))
save('many-means.chunk', header(*shape), hours([rain(*shape, -3, 1.5) for i in range(70)]))
save('few-means.chunk', header(*shape, records=64), hours([rain(*shape, -3, 1.5) for i in range(2)]))

tenths = [(rng.integers(0, 2000, shape) / n).astype('<f4') for n in (10, 100)]
# More of them than two bytes have codes.
tenths.append((rng.integers(0, 100_000, shape) / 100).astype('<f4'))
signed = (rng.integers(-9, 9, shape) * 0.01 * np.arange(1, 31)).round(2).astype('<f4')
save('tenths.chunk', header(*shape), hours(tenths + [signed]))
rain_and_noise = rain(*shape)
rain_and_noise[0, 0] = -1e-9
save('noisy.chunk', header(*shape), hours([rain_and_noise] * 2))
save('float32max.chunk', header(*shape), [field(np.full(shape, 1e300), 0, 3600, have=12, expected=12)])
decimal = rng.choice([0.1, 0.2, 0.3], shape).astype('<f4')
save('decimal.chunk', header(*shape, variable='kind', units='1', flag_values='0.1, 0.2, 0.3', flag_meanings='a b c'),
     hours([decimal]))

# Counts of one and of three bytes; times to the second, and of five minutes; and categories.
count = rng.integers(0, 200, shape).astype('<f4')
far = rng.integers(0, 10_000_000, shape).astype('<f4')
long = rng.integers(-2_000_000_000, 2_000_000_000, shape).astype('<f8')
when = 1604188800 + rng.integers(0, 2592000, shape).astype('<f8')
kinds = rng.choice([1, 2, 5], shape).astype('<f4')
count[0], kinds[0, :4], when[3] = np.nan, np.nan, np.nan
whole = []
for layer, values in (('count', count), ('far', far), ('long', long), ('when_max', when), ('when_min', when // 300 * 300),
                      ('kind', kinds), ('none', count * np.nan), ('same', count * 0 + 7.25)):
    whole.append(field(values, 1604188800, 1606780800, layer=layer, have=8640, expected=8640))
epoch = 'seconds since 1970-01-01'
save('whole.chunk', header(*shape, layer__count__units='1', layer__far__units='1', layer__long__units='1', layer__kind__units='1',
     layer__when_max__units=epoch, layer__when_min__units=epoch, layer__kind__flag_values='1, 2, 5',
     layer__kind__flag_meanings='no light heavy_rain'), whole)

# Grids, and points of which the name is the place: longitude and latitude.
def grid(name, rows, cols, affine, crs, places):
    y, x = np.mgrid[0:rows, 0:cols]
    waves = [np.maximum(0, 5 * np.sin(x / 9 + i) * np.cos(y / 7)).astype('<f4') for i in range(3)]
    save(name + '.chunk', header(rows, cols, affine=affine, crs=crs), hours(waves))
    with open(name + '.csv', 'w') as f:
        f.write('name,lon,lat\n' + ''.join('%s %s,%s,%s\n' % (lon, lat, lon, lat) for lon, lat in places))
grid('sweden', 443, 235, '126648.404 4029.9163311234 0 7771252.876 0 -4029.9163311234', 'EPSG:25833',
     [(18.07, 59.33), (11.97, 57.71), (20.22, 67.86), (13.0, 55.6), (6, 62)])
grid('pole', 100, 100, '-4000000 80000 0 4000000 0 -80000', 'EPSG:3413',
     [(0, 89.9), (179.9, 80), (-179.9, 80), (-45, 70), (135, 65)])
grid('antimeridian', 60, 80, '-1200000 30000 0 900000 0 -30000', '+proj=laea +lat_0=-18 +lon_0=179 +ellps=WGS84',
     [(178.44, -18.14), (-175.2, -21.13), (180, -16), (-179.99, -20), (170, -19)])
# Of conformal projections, errors in the middle of a part hardly tell those beside it.
grid('mercator', 2400, 2800, '-2000000 2000 0 9000000 0 -2000', 'EPSG:3857',
     [(18.07, 59.33), (2.35, 48.86), (-9.1, 38.7), (20.2, 62.8), (30, 58)])
grid('world', 90, 180, '0 2 0 90 0 -2', 'EPSG:4326', [(0.1, 51.5), (-0.1, 51.5), (139.7, 35.7), (-179, 0), (-74, 40.7)])

noise = rng.integers(0, 255, (1024, 4096)).astype('|u1')
save('noise.chunk', header(1024, 4096), [field(noise, 300 * i, 300 * i + 300) for i in range(14)],
     np.arange(256, dtype='<f4'))
save('huge.chunk', header(5000, 5000), [])
save('fields.chunk', header(1, 3), [field(np.float32([[i % 7, 0.25 * (i % 11), np.pi]]), 300 * i, 300 * i + 300)
                                    for i in range(140000)])
save('line.chunk', header(1, 500, affine='10 0.05 0 60 0 -0.05', crs='EPSG:4326'),
     hours([np.linspace(0, 9, 500, dtype='<f4').reshape(1, -1)]))
