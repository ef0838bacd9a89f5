# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 regrid.py nearest|mean INPUT LIKE RESULT

Compares what regrid made with what NumPy makes by PROJ through GDAL. Cells whose centre lies within a
millionth of a cell of an edge may go either way. Prints how many cells were compared."""
import sys, warnings
import numpy as np
from osgeo import osr
import chunkread
osr.UseExceptions()
warnings.simplefilter('ignore')

def system(crs):
    s = osr.SpatialReference()
    s.SetFromUserInput(crs)
    s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return s

def grid(header):
    h = dict(header)
    return int(h['rows']), int(h['cols']), [float(x) for x in h['affine'].split()], system(h['crs'])

def centres(rows, cols, a):
    c, r = np.meshgrid(np.arange(cols) + .5, np.arange(rows) + .5)
    return a[0] + c * a[1] + r * a[2], a[3] + c * a[4] + r * a[5]

def move(x, y, one, other):
    if one.IsSame(other):
        return x, y
    p = np.array(osr.CoordinateTransformation(one, other).TransformPoints(np.c_[x.ravel(), y.ravel()].tolist()))
    return p[:, 0].reshape(x.shape), p[:, 1].reshape(x.shape)

def cells(x, y, rows, cols, a, s):
    """Row and column of points, -1 outside, and which are too near to an edge to tell."""
    if s.IsGeographic():
        x = a[0] + (x - a[0]) % 360
        x = np.where(x - a[0] > 360 - 1e-9, a[0], x)
    det = a[1] * a[5] - a[2] * a[4]
    c = (a[5] * (x - a[0]) - a[2] * (y - a[3])) / det
    r = (a[1] * (y - a[3]) - a[4] * (x - a[0])) / det
    near = (abs(c - np.rint(c)) < 1e-6) | (abs(r - np.rint(r)) < 1e-6)
    if s.IsGeographic() and abs(cols * a[1] - 360) < 1e-9:
        c = c % cols
    c, r = np.floor(c), np.floor(r)
    outside = ~((c >= 0) & (c < cols) & (r >= 0) & (r < rows))
    i = np.where(outside, 0, r * cols + c).astype(int)
    return np.where(outside, -1, i), near

def areas(x, y, s):
    """Areas of equal cells on the ellipsoid, by differences; of degrees, the cosine."""
    if s.IsGeographic():
        return np.cos(np.radians(y))
    geo = s.CloneGeogCS()
    geo.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    h = 10 / s.GetLinearUnits()
    (w, ws), (e, es), (n, nn), (b, bs) = (move(x + dx, y + dy, s, geo) for dx, dy in ((-h, 0), (h, 0), (0, h), (0, -h)))
    turn = lambda d: (d + 180) % 360 - 180
    lat = np.radians((ws + es) / 2)
    a, f = geo.GetSemiMajor(), 1 / geo.GetInvFlattening() if geo.GetInvFlattening() else 0
    e2 = f * (2 - f)
    v = 1 - e2 * np.sin(lat) ** 2
    return abs(turn(e - w) * (nn - bs) - (es - ws) * turn(n - b)) * np.cos(lat) * (1 - e2) / v ** 2

method, (hs, ts, source, _), (hl, _, _, _), (hr, tr, result, _) = sys.argv[1], *(chunkread.read(p)[0] for p in sys.argv[2:5])
old, new = grid(hs), grid(hl)
assert [dict(hr)[k] for k in ('rows', 'cols', 'affine', 'crs')] == [dict(hl)[k] for k in ('rows', 'cols', 'affine', 'crs')]
assert len(source) == len(result)
x, y = centres(*new[:3])
forth, near = cells(*move(x, y, new[3], old[3]), *old)
if method == 'mean':
    x, y = centres(*old[:3])
    back, doubtful = cells(*move(x, y, old[3], new[3]), *new)
    near = np.zeros(new[0] * new[1], bool)
    near[back[doubtful & (back >= 0)]] = True
    near = near.reshape(new[:2])
    # What is doubtful may also be in the cell beside.
    near = np.pad(near, 1)
    near = (near[1:-1, 1:-1] | near[:-2, 1:-1] | near[2:, 1:-1] | near[1:-1, :-2] | near[1:-1, 2:])
    # In one plane cells are of one size.
    plane = old[3].IsSame(new[3]) and not old[3].IsGeographic()
    weight = np.ones(x.shape) if plane else areas(x, y, old[3])
compared = there = 0
for a, b in zip(source, result):
    assert all(a[k] == b[k] for k in ('kind', 'start', 'end', 'have', 'expected', 'layer')), (a, b)
    if a['kind'] == 3:
        assert a['data'] == b['data']
        continue
    values = (ts[a['codes']] if a['type'] < 3 else a['codes']).astype('f8').ravel()
    got = b['codes'] if b['type'] > 2 else tr[b['codes']]
    if method == 'nearest':
        want = np.where(forth < 0, np.nan, values[forth])
        assert b['type'] == a['type'] or (ts is not None and tr is None)
        if b['type'] < 3:
            assert np.array_equal(np.where(near | (forth < 0), 0, b['codes']), np.where(near | (forth < 0), 0, a['codes'].ravel()[forth]))
        np.testing.assert_array_equal(got[~near], want.astype(got.dtype)[~near])
    else:
        keep = (back.ravel() >= 0) & ~np.isnan(values)
        n = new[0] * new[1]
        w = np.bincount(back.ravel()[keep], weight.ravel()[keep], n)
        want = (np.bincount(back.ravel()[keep], (weight.ravel() * values)[keep], n) / w).reshape(new[:2])
        np.testing.assert_allclose(got[~near], want[~near], rtol=2e-6)
    compared += (~near).sum()
    there += (~np.isnan(want[~near])).sum()
assert there > 10, there
print(compared, there)
