# SPDX-License-Identifier: BSD-2-Clause
"""areas.py STREAM GEOJSON TABLE: means, maxima and counts of chunk-extract --polygons are those of the
cells whose centres are inside, weighted by their area: by the cosine of the latitude if the grid is of
longitude and latitude, else by the scale of a polar stereographic projection of a sphere, true at 60 N."""
import csv, json, sys
import numpy as np
import chunkread

header, _, records, _ = chunkread.read(sys.argv[1])[0]
header = dict(header)
rows, cols = int(header['rows']), int(header['cols'])
a = [float(x) for x in header['affine'].split()]
x, y = np.meshgrid(a[0] + a[1] * (np.arange(cols) + .5), a[3] + a[5] * (np.arange(rows) + .5))
if header['crs'] == 'EPSG:4326':
    lon, lat, weight = x, y, np.cos(np.radians(y))
else:
    assert header['crs'] == '+proj=stere +lat_0=90 +lon_0=10 +lat_ts=60 +R=6370040', header['crs']
    k0 = (1 + np.sin(np.radians(60))) / 2
    c = 2 * np.arctan(np.hypot(x, y) / (2 * 6370040 * k0))
    lat, lon = 90 - np.degrees(c), 10 + np.degrees(np.arctan2(x, -y))
    weight = ((1 + np.cos(c)) / (2 * k0)) ** 2

def inside(ring):
    odd = np.zeros(lon.shape, bool)
    for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
        if y0 != y1:
            odd ^= ((y0 <= lat) != (y1 <= lat)) & (lon < x0 + (lat - y0) * (x1 - x0) / (y1 - y0))
    return odd

areas = {}
for f in json.load(open(sys.argv[2]))['features']:
    odd = np.zeros(lon.shape, bool)
    g = f['geometry']
    for polygon in [g['coordinates']] if g['type'] == 'Polygon' else g['coordinates']:
        for ring in polygon:
            odd ^= inside(ring)
    areas[f['properties']['name']] = odd
table, seen = list(csv.DictReader(open(sys.argv[3]))), 0
for r in records:
    if r['kind'] != 1:
        continue
    field = np.asarray(r['data'], 'f4').reshape(rows, cols)
    for name, cells in areas.items():
        line = table[seen]
        seen += 1
        there = cells & ~np.isnan(field)
        assert line['name'] == name and int(line['cells']) == cells.sum() > 0, (line, cells.sum())
        assert int(line['count']) == there.sum(), line
        if there.any():
            mean = (field[there].astype(float) * weight[there]).sum() / weight[there].sum()
            assert abs(float(line['mean']) - mean) <= 1e-6 * abs(mean), (line, mean)
            assert np.float32(line['max']) == field[there].max(), line
assert seen == len(table) > 0, (seen, len(table))
