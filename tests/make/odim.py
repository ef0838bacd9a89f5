# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 odim.py FOLDER
       python3 odim.py FOLDER ROWS COLS FROM MINUTES COUNT

The second makes COUNT composites ROWS x COLS in FOLDER, one for each step of
MINUTES from the time FROM, as 202011010000, called odim_202011010000.h5.

The first writes small composites in ODIM_H5 and KNMI's HDF5 with h5py, one trap each. For
each NAME.h5 that is to be read there are NAME.raw, its stored values as float64,
row by row, and a line in `read`:

	name|type|gain|offset|nodata|undetect|quantity|start|end|x0|dx|y0|dy|crs|source

with - for what the file does not say; and for each other a line in `refused`:

	name|damaged or refused|what the reason must contain"""
import datetime, math, os, struct, sys
import h5py, numpy as np

os.chdir(sys.argv[1])
R, ROWS, COLS, CELL = 6378137.0, *(map(int, sys.argv[2:4]) if len(sys.argv) > 2 else (10, 12)), 2000.0
X, Y = 1000000.0, 8000000.0
PROJ = '+proj=merc +lon_0=0 +R=6378137 +units=m +no_defs'
CRS = '+proj=merc +lon_0=0 +a=6378137 +b=6378137 +units=m'


def lonlat(x, y):
    """Mercator on a sphere (Snyder, Map Projections, 1987, 7-4 and 7-5)."""
    return math.degrees(x / R), math.degrees(math.pi / 2 - 2 * math.atan(math.exp(-y / R)))


def corners(x=X, y=Y, width=COLS * CELL, height=ROWS * CELL, digits=15):
    a = {}
    for name, e, n in (('LL', x, y - height), ('UL', x, y), ('UR', x + width, y), ('LR', x + width, y - height)):
        lon, lat = lonlat(e, n)
        a[name + '_lon'], a[name + '_lat'] = round(lon, digits), round(lat, digits)
    return a


def values(kind):
    v = np.arange(ROWS * COLS).reshape(ROWS, COLS) * 2 + 1
    if kind[1] in 'if':
        v = v - 100
    if kind[1:] in ('u2', 'i4', 'u4', 'f8'):
        v = v * 257
    if kind[1:] == 'i2':
        v = v * 100
    if kind[1] == 'f':
        v = v / 8
    return v.astype(kind)


SCALE = {'gain': 0.4, 'offset': -30.0, 'nodata': 255.0, 'undetect': 0.0}
ALL = ('gain', 'offset', 'nodata', 'undetect')


class Odim:
    """A file whose attributes are {path: {name: value}}; None takes one away."""

    def __init__(self, name, raw=None, kind='<u1', quantity='DBZH', chunks=(ROWS, COLS), deflate=4, **more):
        self.name, self.raw = name, values(kind) if raw is None else raw
        self.attrs = {
            '/': {'Conventions': np.bytes_('ODIM_H5/V2_3')},
            'what': {'object': np.bytes_('COMP'), 'date': np.bytes_('20240229'), 'time': np.bytes_('120000'),
                     'source': np.bytes_('ORG:247,CMT:invented'), 'version': np.bytes_('H5rad 2.3')},
            'where': dict(corners(), projdef=np.bytes_(PROJ), xsize=COLS, ysize=ROWS, xscale=CELL, yscale=CELL),
            'dataset1/what': {'product': np.bytes_('COMP'), 'startdate': np.bytes_('20240229'),
                              'starttime': np.bytes_('115500'), 'enddate': np.bytes_('20240229'),
                              'endtime': np.bytes_('120000')},
            'dataset1/data1/what': dict(SCALE, quantity=np.bytes_(quantity))}
        self.storage = dict(chunks=chunks, compression='gzip' if deflate else None,
                            compression_opts=deflate if deflate else None, **more)
        self.quantity, self.said = quantity, dict(SCALE)
        self.start = self.end = datetime.datetime(2024, 2, 29, 12)
        self.affine, self.crs, self.source = (X, CELL, Y, -CELL), CRS, 'ORG:247,CMT:invented'
        self.datasets = {'dataset1/data1/data': self.raw}

    def set(self, path, **attrs):
        a = self.attrs.setdefault(path, {})
        for k, v in attrs.items():
            v = np.bytes_(v) if isinstance(v, str) else v
            if v is None:
                a.pop(k, None)
            else:
                a[k] = v
        return self

    def write(self, after=None):
        with h5py.File(self.name + '.h5', 'w') as f:
            for path, v in self.datasets.items():
                f.create_dataset(path, data=v, **{k: o for k, o in self.storage.items() if o is not None})
            for path, attrs in self.attrs.items():
                g = f.require_group(path)
                for k, v in attrs.items():
                    g.attrs[k] = v
            if after:
                after(f)
        return self

    def reads(self, after=None, raw=None):
        self.write(after)
        np.asarray(self.raw if raw is None else raw, '<f8').tofile(self.name + '.raw')
        kind = {'u1': 'u8', 'u2': 'u16', 'i1': 'f32', 'i2': 'f32', 'f4': 'f32'}.get(self.raw.dtype.str[1:], 'f64')
        said = [repr(float(self.said[k])) if self.said.get(k) is not None else '-' for k in ALL]
        stamps = [str(int(t.replace(tzinfo=datetime.timezone.utc).timestamp())) for t in (self.start, self.end)]
        print('|'.join([self.name, kind, *said, self.quantity, *stamps, *map(repr, map(float, self.affine)), self.crs,
                        self.source]), file=read)

    def refuses(self, why, how='refused', after=None):
        self.write(after)
        print(self.name, how, why, sep='|', file=refused)


# ---- A series ----

if len(sys.argv) > 2:
    first = datetime.datetime.strptime(sys.argv[4], '%Y%m%d%H%M')
    for i in range(int(sys.argv[6])):
        t = first + datetime.timedelta(minutes=i * int(sys.argv[5]))
        v = (np.arange(ROWS)[:, None] * 7 + np.arange(COLS) * 3 + i * 11) % 256
        v[(np.arange(ROWS) + i) % 3 == 0] = 0
        o = Odim('odim_' + t.strftime('%Y%m%d%H%M'), raw=v.astype('u1'))
        o.set('what', date=t.strftime('%Y%m%d'), time=t.strftime('%H%M%S')).write()
    sys.exit()

# ---- How values are stored ----

read, refused = open('read', 'w'), open('refused', 'w')

Odim('plain').reads()
for kind in '<u1', '<u2', '>u2', '<i1', '<i2', '>i2', '<i4', '>i4', '<u4', '>u4', '<f4', '>f4', '<f8', '>f8':
    end = kind[1:] + ('be' if kind[0] == '>' else '')
    Odim('tiles-' + end, kind=kind, chunks=(4, 5)).reads()
    Odim('shuffled-' + end, kind=kind, chunks=(4, 5), shuffle=True).reads()
    Odim('contiguous-' + end, kind=kind, chunks=None, deflate=0).reads()
Odim('rows', kind='<u2', chunks=(4, COLS)).reads()
Odim('rows-f8', kind='<f8', chunks=(5, COLS)).reads()
Odim('shuffled-only', kind='<u2', chunks=(4, 5), deflate=0, shuffle=True).reads()
Odim('unfiltered', kind='<u2', chunks=(4, 5), deflate=0).reads()
Odim('fletcher', kind='<u2', chunks=(4, 5), fletcher32=True).reads()
Odim('scaleoffset', kind='<u2', chunks=(4, 5), deflate=0, scaleoffset=0).reads()
Odim('lzf', kind='<u2', chunks=(4, 5)).refuses('a filter that HDF5 has not here: number 32000', after=lambda f: (
    f.__delitem__('dataset1/data1/data'), f.create_dataset('dataset1/data1/data', data=values('<u2'), compression='lzf')))


def replace(**how):
    def after(f):
        del f['dataset1/data1/data']
        return f.create_dataset('dataset1/data1/data', **how)
    return after


def holes(f):
    d = replace(shape=(ROWS, COLS), dtype='>u2', chunks=(4, 5), compression='gzip', fillvalue=7)(f)
    d[0:4, 0:5] = 300
    d[8:10, 10:12] = 301


raw = np.full((ROWS, COLS), 7, '>u2')
raw[0:4, 0:5], raw[8:10, 10:12] = 300, 301
Odim('holes', raw=raw).reads(after=holes)
Odim('nothing', raw=np.full((ROWS, COLS), 9, '<u1')).reads(
    after=lambda f: replace(shape=(ROWS, COLS), dtype='<u1', chunks=(4, 5), compression='gzip', fillvalue=9)(f))


def sparse(f):
    d = replace(shape=(ROWS * 100, COLS), dtype='>u2', chunks=(1, 6), compression='gzip', fillvalue=7)(f)
    d[500] = 300


raw = np.full((ROWS * 100, COLS), 7, '>u2')
raw[500] = 300
o = Odim('sparse', raw=raw).set('where', ysize=ROWS * 100, yscale=CELL / 100)
o.affine = (X, CELL, Y, -CELL / 100)
o.reads(after=sparse)


def masked(f):
    d = replace(shape=(ROWS, COLS), dtype='<u2', chunks=(5, COLS), compression='gzip')(f)
    d[5:] = values('<u2')[5:]
    d.id.write_direct_chunk((0, 0), values('<u2')[:5].tobytes(), filter_mask=1)


def masked_twice(f):
    import zlib
    v = values('<i4')
    d = replace(shape=(ROWS, COLS), dtype='<i4', chunks=(5, COLS), compression='gzip', shuffle=True)(f)
    d.id.write_direct_chunk((0, 0), zlib.compress(v[:5].tobytes()), filter_mask=1)
    d.id.write_direct_chunk((5, 0), v[5:].copy().view('u1').reshape(-1, 4).T.tobytes(), filter_mask=2)


def masked_short(f):
    d = replace(shape=(ROWS, COLS), dtype='<u2', chunks=(5, COLS), compression='gzip')(f)
    d.id.write_direct_chunk((0, 0), b'six by', filter_mask=1)


def long(f):
    d = replace(shape=(ROWS, COLS), dtype='<u2', chunks=(5, COLS))(f)
    d[5:] = values('<u2')[5:]
    d.id.write_direct_chunk((0, 0), values('<u2')[:5].tobytes() + bytes(9000))


def cut(f):
    d = replace(shape=(ROWS, COLS), dtype='<u2', chunks=(5, COLS))(f)
    d[5:] = values('<u2')[5:]
    d.id.write_direct_chunk((0, 0), b'six by')


Odim('long-chunk').refuses('cannot decode the chunk at row 0, column 0', 'damaged', long)
Odim('cut-chunk').refuses('cannot decode the chunk at row 0, column 0', 'damaged', cut)
Odim('masked', kind='<u2').reads(after=masked)
Odim('masked-twice', kind='<i4').reads(after=masked_twice)
Odim('masked-short').refuses('cannot decode the chunk at row 0, column 0', 'damaged', masked_short)


def garbage(f):
    d = replace(shape=(ROWS, COLS), dtype='<u1', chunks=(5, COLS), compression='gzip')(f)
    d[5:] = values('<u1')[5:]
    d.id.write_direct_chunk((0, 0), b'no zlib stream at all')


def short(f):
    import zlib
    d = replace(shape=(ROWS, COLS), dtype='<u2', chunks=(5, COLS), compression='gzip')(f)
    d.id.write_direct_chunk((0, 0), zlib.compress(b'short'))


def flipped(f):
    import zlib
    d = replace(shape=(ROWS, COLS), dtype='<u2', chunks=(ROWS, COLS), compression='gzip')(f)
    z = bytearray(zlib.compress(values('<u2').tobytes()))
    z[-1] ^= 1
    d.id.write_direct_chunk((0, 0), bytes(z))


Odim('garbage').refuses('cannot decode the chunk at row 0, column 0', 'damaged', garbage)
Odim('short').refuses('cannot decode the chunk at row 0, column 0', 'damaged', short)
Odim('adler').refuses('cannot decode the chunk at row 0, column 0', 'damaged', flipped)
Odim('integers-64').refuses('type of 8 bytes', after=replace(data=values('<i4').astype('<i8')))
Odim('three').refuses('3 dimensions', after=replace(data=np.zeros((2, ROWS, COLS), 'u1')))
Odim('large-chunk').refuses('64 MiB', after=replace(shape=(ROWS, COLS), dtype='f8', chunks=(4096, 4096), maxshape=(None, None)))
Odim('many-chunks').refuses('chunks, and at most', after=replace(shape=(4000, 4000), dtype='u1', chunks=(1, 1)))
Odim('too-wide').refuses('cells', after=replace(shape=(3, 70000), dtype='u1'))
Odim('text').refuses('not integers', after=replace(data=np.full((ROWS, COLS), b'x')))
open('elsewhere', 'wb').write(values('<u1').tobytes())
Odim('external').refuses('in another file', after=replace(shape=(ROWS, COLS), dtype='u1', external=[('elsewhere', 0, 120)]))


def virtual(f):
    del f['dataset1/data1/data']
    layout = h5py.VirtualLayout(shape=(ROWS, COLS), dtype='u1')
    layout[:] = h5py.VirtualSource('plain.h5', 'dataset1/data1/data', shape=(ROWS, COLS))
    f.create_virtual_dataset('dataset1/data1/data', layout)


def link(f):
    del f['dataset1/data1/data']
    f['dataset1/data1/data'] = h5py.ExternalLink(os.path.abspath('plain.h5'), 'dataset1/data1/data')


Odim('virtual').refuses('put together from other files', after=virtual)
Odim('link').refuses('no values that can be read', 'damaged', link)

# ---- Attributes ----

o = Odim('inherited', kind='<u2')
o.set('dataset1/data1/what', gain=None, offset=None, undetect=None, quantity=None)
o.set('dataset1/data1', quantity='TH').set('dataset1/what', gain=0.5, offset=1.0, quantity='QIND').set('what', offset=-32.0, undetect=1.0)
o.set('dataset1/where', xscale=CELL).set('where', xscale=1.0)
o.said, o.quantity = {'gain': 0.5, 'offset': 1.0, 'nodata': 255, 'undetect': 1}, 'TH'
o.reads()

o = Odim('unsaid', kind='<u2').set('dataset1/data1/what', gain=None, offset=None, nodata=None, undetect=None)
o.said = {'gain': 1, 'offset': 0}
o.reads()

raw = values('<f4')
raw[0, :3] = np.nan, np.inf, -np.inf
o = Odim('floats', raw=raw, quantity='RATE').set('dataset1/data1/what', gain=None, offset=None, nodata=None, undetect=None)
o.set('/', Conventions=None)
o.said = {'gain': 1, 'offset': 0, 'nodata': float('nan')}
o.reads()

o = Odim('infinite', kind='>f8', quantity='RATE').set('dataset1/data1/what', gain=1.0, offset=0.0, nodata=np.nan, undetect=np.inf)
o.said = {'gain': 1, 'offset': 0, 'nodata': float('nan'), 'undetect': float('inf')}
o.reads()

o = Odim('types').set('where', xsize=np.array([COLS], '>i8'), ysize=np.uint64(ROWS), xscale=np.array([CELL], '<f4'), yscale='2000')
o.set('dataset1/data1/what', gain=np.float32(0.5), offset=np.int8(-30), nodata=np.uint8(255), undetect='0', quantity=np.array([b'DBZH  ']))
o.said = dict(SCALE, gain=0.5)
o.attrs['what']['source'] = 'ORG:82'
o.attrs['where']['projdef'] = np.array([PROJ], dtype=h5py.string_dtype())
o.source = 'ORG:82'
o.reads()

o = Odim('odd-source').set('what', source='S' * 300)
o.source = 'S' * 255
o.reads()
o = Odim('no-source').set('what', source=None)
o.source = ''
o.reads()

Odim('array').set('dataset1/data1/what', gain=np.array([1.0, 2.0])).refuses('attribute gain that is not one value')
Odim('empty-attribute').set('dataset1/data1/what', gain=h5py.Empty('f8')).refuses('attribute gain that is not one value')
Odim('words').set('dataset1/data1/what', gain='much').refuses('attribute gain that is not a number')
Odim('compound').set('dataset1/data1/what', gain=np.array((1, 2), [('a', 'i4'), ('b', 'f8')])).refuses('attribute gain that is not a number')
Odim('number').set('where', projdef=1.0).refuses('attribute projdef that is not a text')
Odim('long').set('where', projdef=PROJ + ' ' * 3 + '+lat_ts=0 ' * 60).refuses('more than 511 bytes')
Odim('huge').set('what', source='x' * 60000).refuses('more than 511 bytes')
Odim('gain-0').set('dataset1/data1/what', gain=0.0).refuses('gain 0')
Odim('gain-nan').set('dataset1/data1/what', gain=np.nan).refuses('gain nan')

# ---- Which image ----

Odim('polar').set('what', object='PVOL').refuses('polar data (PVOL): not a grid')
Odim('scan').set('what', object='SCAN').refuses('polar data (SCAN): not a grid')
Odim('profile').set('what', object='VP').refuses('"VP", not COMP or IMAGE')
Odim('volume').set('what', object='CVOL').reads()
o = Odim('two')
o.datasets['dataset2/data1/data'] = values('<u1')
o.set('dataset2/data1/what', quantity='RATE', **SCALE).refuses(
    'has several images: dataset1/data1 DBZH, dataset2/data1 RATE: -Q and --dataset say which, as in -Q DBZH --dataset 1')
o = Odim('beside')
o.datasets['dataset2/data1/data'] = o.datasets['dataset1/data2/data'] = values('<f8')
o.set('dataset2/data1/what', quantity='QIND').set('dataset1/data2/what', quantity='VRADH').reads()
Odim('other').set('dataset1/data1/what', quantity='VRADH').refuses('has no RATE, ACRR, DBZH, TH, DBZV or TV, but dataset1/data1 VRADH')
Odim('empty').refuses('but no images', after=lambda f: f.__delitem__('dataset1'))
with h5py.File('netcdf.h5', 'w') as f:
    f.attrs['Conventions'] = 'CF-1.6'
    f['rain'] = values('<f4')
print('netcdf|refused|neither ODIM_H5 nor KNMI\'s layout: nc2chunk reads netCDF', file=refused)

# ---- Times ----

o = Odim('sum', kind='<u2', quantity='ACRR').set('dataset1/what', starttime='110000')
o.start = datetime.datetime(2024, 2, 29, 11)
o.reads()
for name, date, clock in ('day-24', '20240229', '240000'), ('day-0', '20240229', '000000'), ('day-next', '20240301', '000000'):
    o = Odim(name, kind='<u2', quantity='ACRR').set('what', date='20240301', time='000000')
    o.set('dataset1/what', starttime='230000', enddate=date, endtime=clock)
    o.start, o.end = datetime.datetime(2024, 2, 29, 23), datetime.datetime(2024, 3, 1)
    o.reads()
o = Odim('midnight').set('what', time='240000')
o.start = o.end = datetime.datetime(2024, 3, 1)
o.reads()
Odim('backwards', quantity='ACRR').set('dataset1/what', starttime='130000').refuses('ends no later than it starts')
Odim('sum-without', quantity='ACRR').set('dataset1/what', starttime=None).refuses('does not say of which time')
Odim('no-time').set('what', time=None).refuses('says no time')
for i, (date, clock) in enumerate((('20240230', '120000'), ('20241301', '120000'), ('2024-02-29', '120000'), ('20240229', '12:00'),
                                   ('20240229', '250000'), ('20240229', '126000'), ('20240229', '240001'), ('', ''))):
    Odim('odd-time-%d' % i).set('what', date=date, time=clock).refuses('which are no date and time')

# ---- Places ----

Odim('rounded').set('where', **corners(digits=4)).reads()
o = Odim('half').set('where', **corners(x=X + 1000.003, y=Y - 999.99))
o.affine = (X + 1000, CELL, Y - 1000, -CELL)
o.reads()
o = Odim('anywhere').set('where', **corners(x=X + 456.7894, y=Y + 321.1236))
o.affine = (X + 456.789, CELL, Y + 321.124, -CELL)
o.reads()
o = Odim('one-more').set('where', **corners(width=(COLS + 1) * CELL, height=(ROWS + 1) * CELL))
o.affine = (X, CELL, Y - CELL, -CELL)
o.reads()
o = Odim('one-more-y').set('where', **corners(height=(ROWS + 1) * CELL))
o.affine = (X, CELL, Y - CELL, -CELL)
o.reads()
Odim('km').set('where', xscale=2.0, yscale=2.0).reads()
o = Odim('by-corners').set('where', xscale=1800.0, yscale=1700.0)
o.reads()
o = Odim('no-scale').set('where', xscale=None, yscale=None)
o.reads()
o = Odim('two-corners').set('where', UL_lon=None, UL_lat=None, LR_lon=None, LR_lat=None)
o.reads()
Odim('one-corner').set('where', **{k: None for k in corners() if not k.startswith('LL')}).refuses('too little of its corners')
Odim('swapped').set('where', **corners(width=-COLS * CELL)).refuses('not those of a grid')
c = corners()
c['UL_lon'] += 0.1
Odim('bent').set('where', **c).refuses('no rectangle')
Odim('no-projdef').set('where', projdef=None).refuses('says no projection')
Odim('bad-projdef').set('where', projdef='PROJCS["x"]').refuses('is not a PROJ string')
Odim('odd-projdef').set('where', projdef='+proj=nonsense').refuses('PROJ cannot make a projection')
Odim('xsize').set('where', xsize=COLS + 1).refuses('xsize 13')
Odim('ysize').set('where', ysize=ROWS - 1).refuses('ysize 9')
o = Odim('units-km').set('where', projdef='+proj=merc +lon_0=0 +R=6378137 +units=km')
o.reads()
o = Odim('ellipsoid-km').set('where', projdef='+proj=merc +lon_0=0 +a=6378.137 +b=6378.137 +x_0=0.5 y_0=0')
o.affine, o.crs = (X + 500, CELL, Y, -CELL), '+proj=merc +lon_0=0 +a=6378137 +b=6378137 +x_0=500 +y_0=0 +units=m'
o.reads()
o = Odim('degrees').set('where', projdef='+proj=longlat +datum=WGS84 +no_defs', xscale=0.5, yscale=0.25, LL_lon=5.0, LL_lat=47.5, UL_lon=5.0,
                        UL_lat=50.0, UR_lon=11.0, UR_lat=50.0, LR_lon=11.0, LR_lat=47.5)
o.affine, o.crs = (5, .5, 50, -.25), '+proj=longlat +datum=WGS84'
o.reads()

# ---- KNMI ----


class Knmi(Odim):
    def __init__(self, name, kind, parameter, formula, missing, out):
        super().__init__(name, kind=kind, quantity='DBZH' if 'DBZ' in parameter else 'ACRR')
        self.datasets = {'image1/image_data': self.raw}
        self.attrs = {
            'image1': {'image_geo_parameter': np.bytes_(parameter)},
            'image1/calibration': {'calibration_formulas': np.array([formula], 'S'),
                                   'calibration_missing_data': np.array([missing], 'i4'),
                                   'calibration_out_of_image': np.array([out], 'i4')},
            'geographic': {'geo_number_rows': np.array([ROWS], 'i4'), 'geo_number_columns': np.array([COLS], 'i4'),
                           'geo_pixel_size_x': np.array([1], 'f4'), 'geo_pixel_size_y': np.array([-1], 'f4'),
                           'geo_column_offset': np.array([0], 'f4'), 'geo_row_offset': np.array([3650], 'f4'),
                           'geo_pixel_def': np.bytes_('LU'), 'geo_dim_pixel': np.bytes_('KM,KM')},
            'geographic/map_projection': {'projection_proj4_params': np.bytes_(
                '+proj=stere +lat_0=90 +lon_0=0 +lat_ts=60 +a=6378.14 +b=6356.75 +x_0=0 y_0=0')},
            'overview': {'product_datetime_start': np.array([b'28-FEB-2024;23:55:00.000']),
                         'product_datetime_end': np.bytes_('29-FEB-2024;00:00:00.000'),
                         'number_image_groups': np.array([1], 'i4')}}
        self.affine, self.source = (0, 1000, -3650000, -1000), 'KNMI'
        self.crs = '+proj=stere +lat_0=90 +lon_0=0 +lat_ts=60 +a=6378140 +b=6356750 +x_0=0 +y_0=0 +units=m'
        self.start, self.end = datetime.datetime(2024, 2, 28, 23, 55), datetime.datetime(2024, 2, 29)


SUM, DBZ = 'ACCUMULATED_PRECIPITATION_[MM]', 'REFLECTIVITY_[DBZ]'
k = Knmi('knmi-sum', '<u2', SUM, b'GEO=0.01*PV+0.0', 65535, 65535)
k.said = {'gain': 0.01, 'offset': 0, 'nodata': 65535}
k.reads()
k = Knmi('knmi-two', '<u2', SUM, b'GEO = 0.010000 * PV + 0.000000', 65534, 65535)
k.raw[0, :3] = 65534, 65535, 65533
k.said = {'gain': 0.01, 'offset': 0, 'nodata': 65535}
raw = k.raw.copy()
raw[0, 0] = 65535
k.reads(raw=raw)
k = Knmi('knmi-dbz', '<u1', DBZ, b'GEO = 0.500000 * PV + -32.000000', 0, 255)
k.said, k.start = {'gain': 0.5, 'offset': -32, 'nodata': 255, 'undetect': 0}, k.end
k.reads()
Knmi('knmi-height', '<u1', 'HEIGHT_[KM]', b'GEO=0.1*PV+0', 0, 255).refuses('holds "HEIGHT_[KM]"')
Knmi('knmi-formula', '<u1', DBZ, b'GEO=PV', 0, 255).refuses('formula "GEO=PV"')
Knmi('knmi-floats', '<f4', DBZ, b'GEO=1*PV+0', 0, 255).refuses('not u8 or u16')
Knmi('knmi-point', '<u1', DBZ, b'GEO=1*PV+0', 0, 255).set('geographic', geo_pixel_def='CT').refuses('at LU')
Knmi('knmi-north', '<u1', DBZ, b'GEO=1*PV+0', 0, 255).set('geographic', geo_pixel_size_y=1.0).refuses('rows to the south')
Knmi('knmi-rows', '<u1', DBZ, b'GEO=1*PV+0', 0, 255).set('geographic', geo_number_rows=11).refuses('but says 11 x 12')
Knmi('knmi-time', '<u1', DBZ, b'GEO=1*PV+0', 0, 255).set('overview', product_datetime_end='29-FOO-2024;00:00:00.000').refuses('is no time')
k = Knmi('knmi-forecast', '<u1', DBZ, b'GEO=1*PV+0', 0, 255)
k.datasets['image2/image_data'] = k.raw
k.set('image2', **k.attrs['image1']).set('image2/calibration', **k.attrs['image1/calibration'])
k.refuses('has several images, such as a forecast: --dataset says which, 1 to 2')
for stream in read, refused:
    stream.close()
