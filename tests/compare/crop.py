# SPDX-License-Identifier: BSD-2-Clause
"""What crop should give, by other programs; what differs is said, with status 1.

crop.py slice IN OUT ROWS COLS [MORE]   NumPy's slices, such as 3:9 and 4:8; MORE are columns from 0 on
crop.py union WHOLE PART ...            each cell of WHOLE is in one of the parts, with its value
crop.py ogr IN OUT POLYGONS             each centre of IN: in a polygon, by OGR, or not in OUT
crop.py burnt IN OUT POLYGONS           the same by gdal_rasterize, on a grid in degrees
crop.py xarray IN.nc OUT W S E N        xarray's .sel() of all files IN.nc, cell by cell
crop.py cdo IN.nc OUT                   what sellonlatbox wrote to IN.nc"""
import glob, sys
import numpy as np
import chunkread

mode, source, *rest = sys.argv[1:]

def read(path):
    (header, table, records, _), = chunkread.read(path)
    return dict(header), table, records

def affine_of(header):
    return [float(x) for x in header['affine'].split()]

def need(truth, *what):
    if not truth:
        sys.exit(' '.join(map(str, what)))

def place(whole, part):
    """The row and column of a part's corner in the whole."""
    a, b = affine_of(whole), affine_of(part)
    at = (b[3] - a[3]) / a[5], (b[0] - a[0]) / a[1]
    need(np.allclose(at, np.round(at), atol=1e-6), 'the origin is between cells:', at)
    return [int(round(x)) for x in at]

def same(a, b, what):
    need(a.shape == b.shape, what, 'shapes', a.shape, b.shape)
    need(np.array_equal(a, b, equal_nan=True), what, np.sum(~((a == b) | (np.isnan(a) & np.isnan(b)))), 'cells differ')

def grown(whole, part, record):
    """A field of a part on the grid of the whole, NaN outside."""
    row, col = place(whole, part)
    out = np.full((int(whole['rows']), int(whole['cols'])), np.nan)
    a = record['data']
    out[row:row + a.shape[0], col:col + a.shape[1]] = a
    return out

def centres(header):
    a = affine_of(header)
    col, row = np.meshgrid(np.arange(int(header['cols'])) + 0.5, np.arange(int(header['rows'])) + 0.5)
    return a[0] + col * a[1] + row * a[2], a[3] + col * a[4] + row * a[5]

def masked(inside, whole, part, records, cut):
    need(inside.any() and not inside.all(), 'a polygon that says nothing')
    for a, b in zip(records, cut):
        same(np.where(inside, a['data'], np.nan).astype('f8'), grown(whole, part, b), 'masked')
    rows, cols = np.where(inside.any(1))[0], np.where(inside.any(0))[0]
    need((int(part['rows']), int(part['cols'])) == (np.ptp(rows) + 1, np.ptp(cols) + 1), 'not the smallest rectangle')

if mode in ('slice', 'union', 'ogr', 'burnt'):
    whole, _, records = read(source)
if mode == 'slice':
    part, _, cut = read(rest[0])
    rows, cols = (slice(*(int(x) for x in text.split(':'))) for text in rest[1:3])
    more = int(rest[3]) if len(rest) > 3 else 0
    need(len(cut) == len(records), len(cut), 'records')
    for a, b in zip(records, cut):
        need(all(a[k] == b[k] for k in ('kind', 'start', 'end', 'layer', 'have', 'expected')), 'heads', a, b)
        if a['kind'] == 1:
            key = 'codes' if a.get('codes') is not None else 'data'
            need(a[key].dtype == b[key].dtype, 'types')
            same(np.hstack([a[key][rows, cols], a[key][rows, :more]]), b[key], a['start'])
elif mode == 'union':
    times = np.zeros((int(whole['rows']), int(whole['cols'])), int)
    for path in rest:
        part, _, cut = read(path)
        data = grown(whole, part, cut[0])
        times += ~np.isnan(data)
        need(np.all(np.isnan(data) | (data == records[0]['data'])), path, 'has other values')
    need(np.all(times == 1), np.sum(times == 0), 'cells are in none,', np.sum(times > 1), 'in several')
elif mode == 'ogr':
    from osgeo import ogr, osr
    part, _, cut = read(rest[0])
    file = ogr.Open(rest[1])
    kept = [f.GetGeometryRef().Clone() for f in file.GetLayer()]
    shapes = [g.CreatePreparedGeometry() for g in kept]
    one, two = osr.SpatialReference(), osr.SpatialReference()
    one.SetFromUserInput(whole['crs']), two.ImportFromEPSG(4326)
    one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER), two.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    x, y = centres(whole)
    points = osr.CoordinateTransformation(one, two).TransformPoints(np.c_[x.ravel(), y.ravel()].tolist())
    def point(p):
        g = ogr.Geometry(ogr.wkbPoint)
        g.AddPoint_2D(p[0], p[1])
        return g
    inside = np.array([any(s.Contains(point(p)) for s in shapes) for p in points]).reshape(x.shape)
    masked(inside, whole, part, records, cut)
elif mode == 'burnt':
    from osgeo import gdal
    part, _, cut = read(rest[0])
    raster = gdal.GetDriverByName('MEM').Create('', int(whole['cols']), int(whole['rows']), 1)
    raster.SetGeoTransform(affine_of(whole))
    file = gdal.OpenEx(rest[1])
    gdal.RasterizeLayer(raster, [1], file.GetLayer(), burn_values=[1])
    masked(raster.ReadAsArray() == 1, whole, part, records, cut)
else:
    import xarray
    part, _, cut = read(rest[0])
    if mode == 'xarray':
        w, s, e, n = map(float, rest[1:])
        opened = xarray.open_mfdataset(sorted(glob.glob(source)), combine='nested', concat_dim='time', decode_times=False)
        a = opened.HQprecipitation.sel(lon=slice(w, e), lat=slice(s, n))
    else:
        a = xarray.open_dataset(source, decode_times=False).HQprecipitation
    a = a.transpose('time', 'lat', 'lon').sortby('lat', ascending=False)
    x, y = centres(part)
    need(np.allclose(x[0], a.lon, atol=1e-4) and np.allclose(y[:, 0], a.lat, atol=1e-4), 'another place')
    same(a.values, np.array([r['data'] for r in cut]), mode)
