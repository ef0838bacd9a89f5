# SPDX-License-Identifier: BSD-2-Clause
"""regions.py FOLDER: streams of every type of value on grids of several kinds, and polygons.

u1, u2, f4, f8.chunk    37 x 53 cells of 0.25 degrees, mostly long runs of one value, as fields are packed
globe.chunk, from0.chunk        1 degree round the earth, from -180 and from 0; a value is its longitude
tm.chunk                88 x 47 cells of 20 km over Sweden (EPSG:3006)
all.chunk               codes of which none means missing
unknown.chunk           the same cells, of an unknown CRS
mesh.geojson            63 triangles that cover 0 to 60 and 40 to 80 degrees
coast.geojson           a ring of 100,000 positions around the middle of tm.chunk"""
import json, os, sys
import numpy as np
import chunkwrite as w

folder = sys.argv[1]
random = np.random.default_rng(5)

def header(rows, cols, affine, crs, *more):
    return [('rows', rows), ('cols', cols), ('affine', affine), ('crs', crs), ('variable', 'rainfall_rate'),
            ('units', 'mm h-1'), ('cell_methods', 'time: point'), ('step', 300), *more]

def put(name, head, table, fields, records=None):
    out = [w.field(a, 300 * i, 300 * i + 300) for i, a in enumerate(fields)] if records is None else records
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(w.stream(head, table, out))

def spells(kind, n, low, high):
    """Values that come in runs, of one value to hundreds."""
    lengths = random.geometric(1 / random.choice([1.2, 9, 150], n))
    return np.repeat(random.integers(low, high, n), lengths)[:n].astype(kind)

table = np.arange(256, dtype='f4') / 8
table[[3, 255]] = np.nan
wide = np.arange(65536, dtype='f4') / 8
wide[65535] = np.nan
quarter = '10 0.25 0 60 0 -0.25'
for kind, codes in (('u1', table), ('u2', wide), ('f4', None), ('f8', None)):
    fields = [spells('<' + kind if kind != 'u1' else 'u1', 37 * 53, 0, 250).reshape(37, 53) for _ in range(40)]
    fields += [np.zeros((37, 53), fields[0].dtype), random.integers(0, 250, (37, 53)).astype(fields[0].dtype)]
    put(kind + '.chunk', header(37, 53, quarter, 'EPSG:4326', ('nodata', '255'), ('records', '42')), codes, fields)
lon = np.arange(-179.5, 180)
for name, west, value in (('globe', -180, lon), ('from0', 0, np.roll(lon, -180))):
    put(name + '.chunk', header(180, 360, f'{west} 1 0 90 0 -1', 'EPSG:4326'), None, [np.tile(value, (180, 1)).astype('<f4')])
sweden = '126648 20000 0 7771252 0 -20000'
put('tm.chunk', header(88, 47, sweden, 'EPSG:3006'), table, [random.integers(4, 200, (88, 47)).astype('u1')])
put('all.chunk', header(88, 47, sweden, 'EPSG:3006'), np.arange(256, dtype='f4'), [random.integers(0, 200, (88, 47)).astype('u1')])
put('unknown.chunk', header(88, 47, sweden, 'unknown'), None, [np.ones((88, 47), '<f4')])

def features(rings):
    return {'type': 'FeatureCollection', 'features': [{'type': 'Feature', 'properties': {'name': name, 'n': i},
            'geometry': {'type': 'Polygon', 'coordinates': [ring]}} for i, (name, ring) in enumerate(rings)]}

def put_json(name, value):
    with open(os.path.join(folder, name), 'w') as f:
        json.dump(value, f)

nodes = np.stack(np.meshgrid(np.linspace(0, 60, 10), np.linspace(40, 80, 4)), axis=-1)
nodes[1:-1, 1:-1] += random.random((2, 8, 2)) * 4
rings = []
for i in range(3):
    for k in range(9):
        a, b, c, d = (nodes[i + y, k + x].tolist() for y, x in ((0, 0), (0, 1), (1, 1), (1, 0)))
        rings += [(f'{i}.{k}.{half}', ring) for half, ring in enumerate(([a, b, c, a], [a, d, c, a]))]
put_json('mesh.geojson', features(rings))
turn = np.linspace(0, 2 * np.pi, 100000, endpoint=False)
r = 1 + sum(random.normal() / k * np.cos(k * turn + random.random() * 6) for k in range(2, 300)) * 0.08
coast = np.round(np.c_[16 + 5 * r * np.cos(turn), 63 + 5 * r * np.sin(turn)], 7).tolist()
put_json('coast.geojson', features([('coast', coast + coast[:1])]))
