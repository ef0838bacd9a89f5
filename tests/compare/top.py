# SPDX-License-Identifier: BSD-2-Clause
"""top.py STREAM TABLE N [KM SECONDS]: the table of chunk-extract --top has the N largest values of a
stream on a sphere of longitude and latitude, or those without a larger one near, by comparing all with all."""
import csv, datetime, math, sys
import numpy as np
import chunkread

stream, table, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
km, seconds = (float(sys.argv[4]), int(sys.argv[5])) if len(sys.argv) > 4 else (0, 0)
header, _, records, _ = chunkread.read(stream)[0]
header = dict(header)
rows, cols = int(header['rows']), int(header['cols'])
a = [float(x) for x in header['affine'].split()]
values = []
for r in records:
    if r['kind'] == 1:
        field = np.asarray(r['data'], 'f4').reshape(rows, cols)
        values += [(float(field[i, k]), r['start'], i, k) for i, k in np.argwhere(field > 0)]
values.sort(key=lambda v: (-v[0], v[1:]))

def place(v):
    lon, lat = math.radians(a[0] + a[1] * (v[3] + .5)), math.radians(a[3] + a[5] * (v[2] + .5))
    return np.array([math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)])

places = np.array([place(v) for v in values])
times = np.array([v[1] for v in values])
wanted = []
for i, v in enumerate(values):
    apart = 2 * 6371.0088 * np.arcsin(np.clip(np.linalg.norm(places[:i] - places[i], axis=1) / 2, 0, 1))
    if not ((apart < km) & (abs(times[:i] - v[1]) < seconds)).any():
        wanted.append(v)
    if len(wanted) == n:
        break
got = list(csv.DictReader(open(table)))
assert len(got) == len(wanted), (len(got), len(wanted))
for line, v in zip(got, wanted):
    start = datetime.datetime.strptime(line['start'], '%Y-%m-%dT%H:%MZ').replace(tzinfo=datetime.timezone.utc)
    assert (np.float32(line['value']), start.timestamp(), int(line['row']), int(line['col'])) == \
        (np.float32(v[0]), *v[1:]), (line, v)
    lon, lat = a[0] + a[1] * (v[3] + .5), a[3] + a[5] * (v[2] + .5)
    assert abs(float(line['x']) - lon) < 1e-9 and abs(float(line['lat']) - lat) < 1e-6, line
