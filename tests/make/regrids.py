# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 regrids.py

Makes streams on grids in many projections, NAME.chunk, with random values and missing ones: f-* of
float32, c-* of codes; the times and gaps are those of a short day."""
import numpy as np
import chunkwrite

GRIDS = {
    'utm': ('EPSG:25833', 60, 50, '300000 4000 0 6800000 0 -4000'),
    'turned': ('EPSG:25833', 60, 50, '300000 3500 900 6800000 800 -3700'),
    'km': ('+proj=laea +lat_0=60 +lon_0=15 +ellps=WGS84 +units=km', 55, 45, '-100 5 0 150 0 -5'),
    'stere': ('+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +R=6370040', 70, 80, '-2000000 50000 0 1800000 0 -50000'),
    'seam': ('+proj=stere +lat_0=70 +lon_0=180 +ellps=WGS84', 40, 44, '-1100000 50000 0 1000000 0 -50000'),
    'globe': ('EPSG:4326', 90, 180, '0 2 0 90 0 -2'),
    'west': ('EPSG:4326', 90, 180, '-180 2 0 90 0 -2'),
    'degrees': ('EPSG:4326', 40, 60, '10 0.11 0 62 0 -0.05'),
    'pacific': ('EPSG:4326', 20, 30, '150 2.2 0 30 0 -2.2'),
    'coarse': ('EPSG:4326', 12, 14, '11 0.5 0 61.8 0 -0.25'),
    'coarse-utm': ('EPSG:25833', 7, 6, '310100 30000 0 6790700 0 -30000'),
    'coarse-globe': ('EPSG:4326', 18, 36, '-180 10 0 90 0 -10'),
    # Beyond 180 degrees, where x goes on.
    'fiji': ('EPSG:3857', 20, 40, '19600000 25000 0 1900000 0 -25000'),
    'fiji-eqc': ('+proj=eqc +lat_ts=20 +lon_0=10 +ellps=WGS84', 20, 40, '-19500000 25000 0 1900000 0 -25000'),
    'far': ('EPSG:4326', 5, 5, '100 1 0 -20 0 -1'),
}
table = (np.arange(256) / np.float32(8)).astype('<f4')
table[[3, 255]] = np.nan
whole = (np.arange(256) / np.float32(4)).astype('<f4')
for name, (crs, rows, cols, affine) in GRIDS.items():
    rng = np.random.default_rng(len(name) * 1000 + rows)
    header = [('rows', rows), ('cols', cols), ('affine', affine), ('crs', crs), ('variable', 'rainfall_rate'),
              ('units', 'mm h-1'), ('cell_methods', 'time: mean'), ('step', '300'), ('history', 'chunkwrite')]
    values = rng.gamma(.5, 3, (2, rows, cols)).astype('<f4')
    values[rng.random(values.shape) < .2] = np.nan
    codes = rng.integers(0, 256, (rows, cols)).astype('|u1')
    gap = chunkwrite.gap('missing', 300, 900, 2)
    for kind, tab, made in (
            ('f', None, [chunkwrite.field(values[0], 0, 300), gap, chunkwrite.field(values[1], 900, 1200, 'x', 1, 2)]),
            ('d', None, [chunkwrite.field(values[0].astype('<f8') / 3, 0, 300)]),
            ('w', None, []), ('n', whole, [chunkwrite.field(codes, 0, 300)]),
            ('c', table, [chunkwrite.field(codes, 0, 300), gap, chunkwrite.field(codes[::-1].copy(), 900, 1200)])):
        open('%s-%s.chunk' % (kind, name), 'wb').write(chunkwrite.stream(header, tab, made))
