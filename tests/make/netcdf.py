# SPDX-License-Identifier: BSD-2-Clause
"""netCDF files with one trap each, and what comes out of them: expected.jsonl, a line for each call.

	netcdf.py FOLDER

Values are computed here by NumPy, in float64 and rounded once. A line has file (a shell pattern) and
options; either refuse, a regular expression of the message, or rows, cols, affine, crs, units, step,
times, gap, and the SHA-256 of each field as float32, row 0 north, NaN as 0x7fc00000."""
import itertools, os
import numpy as np
import netCDF4
from ncfile import *

# ---- Formats, types, order ----

a = rain(3)
for i, form in enumerate(('NETCDF4', 'NETCDF4_CLASSIC', 'NETCDF3_CLASSIC', 'NETCDF3_64BIT_OFFSET', 'NETCDF3_64BIT_DATA')):
    make(f'format{i}.nc', a, format=form).close()
    expect(f'{form} is read', f'format{i}.nc', f4(a))
    make(f'records{i}.nc', a, format=form, unlimited=True, type='i2', fill=-1, pack=(0.1, 0.)).close()
    expect(f'{form} with records is read', f'records{i}.nc', np.where(np.isnan(a), a, np.round(a / 0.1) * 0.1))
for order in map(''.join, itertools.permutations('tyx')):
    make(f'order-{order}.nc', a, order=order).close()
    expect(f'dimensions in the order {order} are read', f'order-{order}.nc', f4(a))
for type in 'i1 u1 i2 u2 i4 u4 i8 u8 f4 f8'.split():
    b = np.minimum(a, 12.)
    pack = (0.1, 0.5)
    d = make(f'type-{type}.nc', b, type=type, fill=127, pack=pack)
    raw = np.asarray(d['precipitation'][:])
    d.close()
    expect(f'{type} is read', f'type-{type}.nc', np.where(raw == 127, np.nan, raw.astype('f8') * 0.1 + 0.5))
for name, lat, lon in (('south', np.arange(60., 65), None), ('east', None, np.arange(15., 9, -1)), ('both', np.arange(60., 65), np.arange(15., 9, -1))):
    make(f'from-{name}.nc', a, lat=lat, lon=lon).close()
    expect(f'row 0 is north and column 0 west ({name} first)', f'from-{name}.nc', f4(a))
make('chunks.nc', rain(20, 2), keywords=dict(zlib=True, chunksizes=(8, 2, 4))).close()
expect('chunks of several times are read', 'chunks.nc', f4(rain(20, 2)))
# Chunks of one time are read as they are stored.
zlib = dict(zlib=True, complevel=1)
for name, keywords in (('shuffled', dict(zlib, chunksizes=(1, 2, 4))), ('plain-chunks', dict(zlib, shuffle=False, chunksizes=(1, 3, 5))),
                       ('stored', dict(chunksizes=(1, 2, 4))), ('checked', dict(zlib, fletcher32=True, chunksizes=(1, 2, 4))),
                       ('big-endian', dict(zlib, endian='big', chunksizes=(1, 2, 4))), ('big-plain', dict(endian='big', chunksizes=(1, 4, 3)))):
    for type in ('f4', 'i2', 'f8', 'u1'):
        b = np.minimum(a, 25.)
        make(f'{name}-{type}.nc', b, type=type, fill=255, pack=(1., 0.) if type[0] == 'f' else (0.1, 0.), keywords=keywords,
             lat=np.arange(60., 65), lon=np.arange(15., 9, -1)).close()
        want = f4(b) if type == 'f4' else b if type == 'f8' else np.where(np.isnan(b), b, np.round(b / 0.1) * 0.1)
        want = np.where(np.round(b / 0.1) == 255, np.nan, want) if type[0] != 'f' else want
        expect(f'{type} in chunks ({name})', f'{name}-{type}.nc', want)
        expect(f'a box of {type} in chunks ({name})', f'{name}-{type}.nc', want[:, 1:4, 2:5], '--bbox 11.6,60.9,14,63.3', affine=[11.5, 1, 0, 63.5, 0, -1])
d = make('absent.nc', a, keywords=dict(zlib, chunksizes=(1, 2, 4)), unlimited=True)
d.close()
d = netCDF4.Dataset(os.path.join(folder, 'absent.nc'), 'a')
d['time'][3], d['time_bnds'][3] = START + 3 * DAY, [START + 3 * DAY, START + 4 * DAY]
d['precipitation'][3, 0, 0] = 4
d.close()
last = np.full((1, ROWS, COLS), np.nan)
last[0, 0, 0] = 4
expect('chunks that were never written are missing', 'absent.nc', np.concatenate([f4(a), last]))
b = np.arange(4 * 36.).reshape(1, 4, 36)
make('globe-chunks.nc', b, lat=[67.5, 22.5, -22.5, -67.5], lon=np.arange(5., 365, 10), order='txy', keywords=dict(zlib, chunksizes=(1, 10, 3))).close()
expect('a box across the seam, in chunks', 'globe-chunks.nc', b[:, 1:3][:, :, [34, 35, 0, 1, 2]], '--bbox -15,-22.5,25,30', affine=[-20, 10, 0, 45, 0, -45])
b = a.copy()
b[1, 3, 4] = -1
make('negative-chunks.nc', b, keywords=dict(zlib, chunksizes=(1, 2, 4))).close()
expect('a value below 0 in a chunk', 'negative-chunks.nc', refuse='2018-03-04T00:00Z: precipitation is -1 mm in row 3, column 4: ')
make('damaged.nc', rain(1, 9), keywords=dict(zlib, chunksizes=(1, ROWS, COLS))).close()
whole = open(os.path.join(folder, 'damaged.nc'), 'rb').read()
at = whole.rindex(b'x\x5e') if b'x\x5e' in whole else whole.rindex(b'x\x01')
open(os.path.join(folder, 'damaged.nc'), 'wb').write(whole[:at + 30] + bytes([whole[at + 30] ^ 64]) + whole[at + 31:])
expect('a damaged chunk', 'damaged.nc', refuse='2018-03-03T00:00Z: the chunk of its values at 0, 0 is damaged')
make('group.nc', a, group='Grid').close()
expect('a group is read', 'group.nc', f4(a))
expect('-V with a group', 'group.nc', f4(a), '-V Grid/precipitation')
expect('-V with another group', 'group.nc', refuse='no variable Other/precipitation', options='-V Other/precipitation')

# ---- Missing values ----

d = make('missing.nc', a, attributes={'missing_value': np.array([-7, -8], 'f4'), 'valid_max': np.float32(20)})
v = d['precipitation']
v[0, 0, 0], v[0, 0, 1], v[0, 0, 3], v[0, 0, 4] = -7, -8, np.nan, np.inf
d.close()
b = np.where(f4(a) > 20, np.nan, f4(a))
b[0, 0, [0, 1, 3, 4]] = np.nan
expect('fill, missing and invalid values, NaN and infinity are missing', 'missing.nc', b)
make('unsigned.nc', np.minimum(a, 25), type='i1', fill=-1, pack=(0.1, 0.), attributes={'_Unsigned': 'true', 'valid_range': np.array([0, -6], 'i1')}).close()
raw = np.round(np.minimum(a, 25) / 0.1)
expect('_Unsigned holds for the fill value and the valid range', 'unsigned.nc', np.where(raw <= 250, raw * 0.1, np.nan))
d = make('default.nc', a, fill=None, keywords=dict(fill_value=False))
d['precipitation'][:] = np.where(np.isnan(a), netCDF4.default_fillvals['f4'], a)
d.close()
expect('what the library fills with is missing', 'default.nc', f4(a))
b = a.copy()
b[0, 1, 1] = -0.5
make('negative.nc', b).close()
expect('a value below 0 is refused', 'negative.nc', refuse='2018-03-03T00:00Z: precipitation is -0.5 mm in row 1, column 1: .*--negative missing if that stands for no value')
for how, value in (('zero', 0), ('missing', np.nan)):
    c = f4(b)
    c[0, 1, 1] = value
    expect(f'--negative {how}', 'negative.nc', c, f'--negative {how}')

# ---- Units ----

for i, (units, factor, is_rate) in enumerate((('kg m-2 s-1', 3600, True), ('mm/day', 1 / 24., True), ('mm h-1', 1, True), ('m', 1000, False), ('kg m**-2', 1, False), ('0.1 mm', 0.1, False))):
    make(f'units{i}.nc', a, units=units, type='f8').close()
    expect(f'{units} is read', f'units{i}.nc', a * factor, units='mm h-1' if is_rate else 'mm')
expect('--rate divides by the interval', 'format0.nc', f4(a) / 24, '--rate', units='mm h-1')
make('height.nc', a, units='m', variable='h').close()
expect('a height is not rain', 'height.nc', refuse='h .m, 5 x 6.: nothing says that this is rain: -V h')
expect('-V says that it is', 'height.nc', f4(a) * 1000, '-V h')
make('dbz.nc', a - 10, units='dBZ', variable='DBZH').close()
expect('reflectivity stays in dBZ, also below 0', 'dbz.nc', f4(a - 10), units='dBZ')
make('kelvin.nc', a, units='K').close()
expect('other units are refused', 'kelvin.nc', refuse='precipitation .K, 5 x 6. has no units of precipitation: --units')
expect('--units says what they are', 'kelvin.nc', f4(a), '-V precipitation --units mm')

# ---- Which variable ----

d = make('two.nc', a)
w = d.createVariable('error', 'f4', ('time', 'lat', 'lon'))
w.units, w[:] = 'mm', 1
d.close()
expect('two variables of rain are refused', 'two.nc', refuse='precipitation .mm, 5 x 6., error .mm, 5 x 6.: -V says which')
expect('-V says which', 'two.nc', f4(a), '-V precipitation')
expect('-V of none', 'two.nc', refuse='no variable rain on a grid: .* precipitation', options='-V rain')
d = make('named.nc', a, attributes={'standard_name': 'precipitation_amount'})
w = d.createVariable('error', 'f4', ('time', 'lat', 'lon'))
w.units, w[:] = 'mm', 1
d.close()
expect('a standard name of rain says which', 'named.nc', f4(a))
make('members.nc', a, order='tmyx', extra=(('member', 2),)).close()
expect('another dimension is refused', 'members.nc', refuse='2 values of member .*--index member=0')
expect('--index takes one', 'members.nc', f4(a), '--index member=1')
expect('--index beyond the end', 'members.nc', refuse='member=2: it has 2 values', options='--index member=2')
expect('--index of no dimension', 'members.nc', refuse='--index n: .*no such dimension', options='--index member=1 --index n=0')
make('level.nc', a, order='tlyx', extra=(('level', 1),)).close()
expect('a dimension of length 1 needs no --index', 'level.nc', f4(a))

# ---- Places ----

make('single.nc', a, lat=np.float32(59.95) - np.float32(0.1) * np.arange(ROWS, dtype='f4'), lon=np.float32(-74.05) + np.float32(0.1) * np.arange(COLS, dtype='f4'), coordinate_type='f4').close()
expect('the noise of float32 is taken off', 'single.nc', f4(a), affine=[-74.1, 0.1, 0, 60, 0, -0.1])
third = 1 / 3.
make('thirds.nc', a, lat=60 - third * np.arange(ROWS), lon=10 + third * np.arange(COLS)).close()
expect('cells of a third of a degree', 'thirds.nc', f4(a), affine=[10 - third / 2, third, 0, 60 + third / 2, 0, -third], within=1e-9)
make('uneven.nc', a, lat=[64, 63, 62, 61.01, 60]).close()
expect('rows that are not even are refused', 'uneven.nc', refuse='lat is not evenly spaced .*cdo remapbil')
b = np.arange(4 * 36.).reshape(1, 4, 36)
make('globe.nc', b, lat=[67.5, 22.5, -22.5, -67.5], lon=np.arange(5., 365, 10)).close()
expect('longitudes stay as they are numbered', 'globe.nc', b, affine=[0, 10, 0, 90, 0, -45])
expect('a box across the seam of a global grid', 'globe.nc', b[:, 1:3][:, :, [34, 35, 0, 1, 2]], '--bbox -15,-22.5,25,30', affine=[-20, 10, 0, 45, 0, -45])
expect('a box numbered otherwise', 'globe.nc', b[:, :, 18:20], '--bbox -175,-90,-160,90', affine=[-180, 10, 0, 90, 0, -45])
expect('the whole globe, beginning elsewhere', 'globe.nc', np.roll(b, 18, 2), '--bbox -180,-90,180,90', affine=[-180, 10, 0, 90, 0, -45])
expect('a box', 'format0.nc', f4(a)[:, 1:3, 2:5], '--bbox 11.6,61.9,14,63.3', affine=[11.5, 1, 0, 63.5, 0, -1])
expect('a box in a file from south to north and from east to west', 'from-both.nc', f4(a)[:, 1:3, 2:5], '--bbox 11.6,61.9,14,63.3', affine=[11.5, 1, 0, 63.5, 0, -1])
expect('a box in a file with another order', 'order-xty.nc', f4(a)[:, 1:3, 2:5], '--bbox 11.6,61.9,14,63.3', affine=[11.5, 1, 0, 63.5, 0, -1])
expect('a box without a cell is refused', 'format0.nc', refuse='no cell .* x from 9.5 to 15.5 and y from 59.5 to 64.5', options='--bbox 20,61,21,62')
make('huge.nc', a, lon=[10, 1e300, 12, 13, 14, 15]).close()
expect('longitudes that are none are refused', 'huge.nc', refuse='lon is not evenly spaced')
make('unrolled.nc', b, lat=[67.5, 22.5, -22.5, -67.5], lon=np.append(np.arange(5., 180, 10), np.arange(-175., 0, 10))).close()
expect('longitudes that begin anew at 180 go on', 'unrolled.nc', b, affine=[0, 10, 0, 90, 0, -45])
make('column.nc', a[:, :, :1], lon=[10.]).close()
expect('one column without bounds is refused', 'column.nc', refuse='lon has one value and no bounds')

laea = dict(grid_mapping_name='lambert_azimuthal_equal_area', longitude_of_projection_origin=10., latitude_of_projection_origin=52., false_easting=4321000., false_northing=3210000., semi_major_axis=6378137., inverse_flattening=298.257222101)
x, y = 4321000 + 1000 * (np.arange(COLS) - 2.5), 3210000 - 1000 * (np.arange(ROWS) - 2.)
text = '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m'
place = [4318000, 1000, 0, 3212500, 0, -1000]
projected('laea.nc', laea, x, y)
expect('CF parameters become a PROJ string', 'laea.nc', f4(a), crs=text, affine=place)
expect('--crs holds, whatever the file says', 'laea.nc', f4(a), '--crs EPSG:3035', crs='EPSG:3035', affine=place)
projected('km.nc', {**laea, 'false_easting': 4321., 'false_northing': 3210.}, x / 1000, y / 1000, 'km')
expect('kilometres become metres', 'km.nc', f4(a), crs=text, affine=place)
projected('other.nc', dict(grid_mapping_name='of its own'), x, y)
expect('a mapping of no known name is unknown', 'other.nc', f4(a), crs='unknown', affine=place)
expect('--bbox on an unknown projection is refused', 'other.nc', refuse='CRS of its grid is unknown: --crs', options='--bbox 0,50,20,60')
# One kilometre east of 10 E on 52 N is 0.01456 degrees.
expect('--bbox on a projection', 'laea.nc', f4(a)[:, 1:4, 3:5], '--bbox 10,51.99,10.025,52.01', crs=text, affine=[4321000, 1000, 0, 3211500, 0, -1000])
projected('wkt.nc', dict(crs_wkt='PROJCS["SWEREF99 TM",GEOGCS["SWEREF99",DATUM["SWEREF99",SPHEROID["GRS 1980",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",15],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],AUTHORITY["EPSG","3006"]]'), x, y)
expect('WKT of EPSG has its code', 'wkt.nc', f4(a), crs='EPSG:3006', affine=place)
projected('proj4.nc', dict(proj4_params='+proj=stere +lat_0=90 +lon_0=10 +lat_ts=60 +a=6370040 +b=6370040 +no_defs'), x, y)
expect('a PROJ string is taken', 'proj4.nc', f4(a), crs='+proj=stere +lat_0=90 +lon_0=10 +lat_ts=60 +a=6370040 +b=6370040', affine=place)
d = netCDF4.Dataset(os.path.join(folder, 'curved.nc'), 'w')
for dim, size in (('time', 1), ('y', 3), ('x', 4)):
    d.createDimension(dim, size)
for dim, of in (('lat', 'degrees_north'), ('lon', 'degrees_east')):
    v = d.createVariable(dim, 'f4', ('y', 'x'))
    v.units, v[:] = of, np.arange(12).reshape(3, 4)
v = d.createVariable('pr', 'f4', ('time', 'y', 'x'))
v.units, v.coordinates, v[:] = 'mm', 'lat lon', 1
d.close()
expect('a curvilinear grid is refused', 'curved.nc', refuse='latitudes and longitudes of two dimensions.*cdo remapbil')

# ---- Times ----

for i, (units, per) in enumerate((('hours since 1900-01-01 00:00:00.0', 3600), ('minutes since 2000-1-1 0:0', 60), ('days since 1970-01-01T00:00:00Z', 86400), ('seconds since 2018-03-03 01:00 +1:00', 1))):
    origin = {3600: -2208988800, 60: 946684800, 86400: 0, 1: START}[per]
    make(f'since{i}.nc', a, times=(START + DAY * np.arange(3) - origin) / per, time_units=units, bounds=False).close()
    expect(f'times in {units}', f'since{i}.nc', f4(a))
make('absolute.nc', a, times=[20180303, 20180304, 20180305], time_units='day as %Y%m%d.%f', bounds=False).close()
expect('absolute times of CDO', 'absolute.nc', f4(a))
make('noon.nc', a, times=START + DAY * np.arange(3) + DAY / 2, bounds=False).close()
expect('days stamped at noon', 'noon.nc', f4(a))
make('hours.nc', a, step=3600, bounds=False).close()
expect('sums over hours need --stamp', 'hours.nc', refuse='precipitation: sums over an hour in mm, .*--stamp end for ERA5')
make('nothing.nc', a, step=3600, bounds=False, units='none').close()
expect('one line names all that is missing', 'nothing.nc', refuse='--units says what they are, and -V that it is meant; sums may need --stamp start or end too, because the times have no bounds$')
make('alone.nc', a[:1], step=3600, bounds=False, units='none').close()
expect('of one time --step, too', 'alone.nc', refuse='and -V that it is meant; its one time has no bounds: --step says how long it is, and sums may need --stamp start or end too$')
expect('and no longer if it is there', 'alone.nc', None, '--step 1h', refuse='and -V that it is meant; sums may need --stamp start or end too, because the times have no bounds$')
expect('then it is enough', 'alone.nc', f4(a[:1]), '-V precipitation --units mm --step 1h --stamp start', step=3600)
make('steps.nc', a, lon=250. * np.arange(COLS)).close()
expect('longitudes that are wider apart than half the earth', 'steps.nc', refuse='no map is such, or its CRS is not of degrees')
make('north.nc', a, lat=95. - np.arange(ROWS)).close()
expect('a latitude beyond the pole', 'north.nc', refuse='no map is such, or its CRS is not of degrees')
expect('--stamp is not missing if it is there', 'nothing.nc', None, '--stamp end', refuse='and -V that it is meant$')
expect('nor for rates', 'nothing.nc', None, '--units mm/h', refuse='and -V that it is meant$')
expect('these are enough', 'nothing.nc', f4(a), '-V precipitation --units mm --stamp start', step=3600)
make('cm.nc', a, step=3600, bounds=False, units='m', variable='h').close()
expect('what may be a height may need --stamp too', 'cm.nc', refuse='nothing says that this is rain: -V h if it is; sums may need --stamp')
expect('--stamp start', 'hours.nc', f4(a), '--stamp start', step=3600)
expect('--stamp mid', 'hours.nc', f4(a), '--stamp mid', step=3600, times=[[START + 3600 * i - 1800, START + 3600 * i + 1800] for i in range(3)])
expect('--stamp end', 'hours.nc', f4(a), '--stamp end', step=3600, times=[[START + 3600 * i - 3600, START + 3600 * i] for i in range(3)])
make('rates.nc', a, step=3600, bounds=False, units='mm/h').close()
expect('stamps of rates are starts', 'rates.nc', f4(a), step=3600, units='mm h-1')
make('one.nc', a[:1], bounds=False).close()
expect('one time without bounds needs --step', 'one.nc', refuse='one time without bounds: --step')
expect('--step', 'one.nc', f4(a[:1]), '--step 1d')
make('last-second.nc', a, time_bounds=[[START + DAY * i, START + DAY * (i + 1) - 1] for i in range(3)]).close()
expect('bounds that end at second 59', 'last-second.nc', f4(a))
make('holes.nc', a, times=START + DAY * np.array([0, 1, 4])).close()
expect('missing days are a gap', 'holes.nc', f4(a), times=[[START + DAY * i, START + DAY * (i + 1)] for i in (0, 1, 4)], gap=[[START + 2 * DAY, START + 4 * DAY]])
expect('--from and --to', 'holes.nc', f4(a[1:2]), '--from 2018-03-04 --to 2018-03-06', times=[[START + DAY, START + 2 * DAY]], gap=[[START + 2 * DAY, START + 3 * DAY]])
expect('--from before the first', 'holes.nc', f4(a), '--from 2018-03-01', times=[[START + DAY * i, START + DAY * (i + 1)] for i in (0, 1, 4)], gap=[[START - 2 * DAY, START], [START + 2 * DAY, START + 4 * DAY]])
expect('--from after the last', 'holes.nc', refuse='no time of the files is between', options='--from 2019-01-01')
make('odd.nc', a, times=START + DAY * np.array([0, 1, 2.5]), bounds=False).close()
expect('times off the steps are refused', 'odd.nc', refuse='not whole steps of a day: .*--step says')
expect('times off the steps that --step says', 'odd.nc', refuse='not whole steps of a day: .*--step should be shorter', options='--step 1d')
make('back.nc', a, times=START + DAY * np.array([0, 2, 1])).close()
expect('times that go back are refused', 'back.nc', refuse='not in order, or overlap, at 2018-03-04')
days = np.array([50 * 365 + 58, 50 * 365 + 59])       # 2020-02-28 and 2020-03-01
make('noleap.nc', a[:2], times=days, time_units='days since 1970-01-01', calendar='noleap', time_bounds=np.stack([days, days + 1], 1)).close()
leap = 1582934400
expect('noleap: 29 February is a gap', 'noleap.nc', f4(a[:2]), times=[[leap - DAY, leap], [leap + DAY, leap + 2 * DAY]], gap=[[leap, leap + DAY]])
make('day360.nc', a, calendar='360_day').close()
expect('360_day is refused', 'day360.nc', refuse='calendar is 360_day')
month = [1514764800, 1517443200, 1519862400]
make('months.nc', a, times=month, bounds=False).close()
expect('first days of months stand for months', 'months.nc', f4(a), step=None, times=[[month[0], month[1]], [month[1], month[2]], [month[2], 1522540800]])
scalar = make('scalar.nc', a[:1], order='yx')
for name, at in (('valid_time', START + 600), ('start_time', START)):
    v = scalar.createVariable(name, 'i8', ())
    v.units, v[:] = 'seconds since 1970-01-01', at
scalar['valid_time'].standard_name = 'time'
scalar.close()
expect('a scalar time with its start', 'scalar.nc', f4(a[:1]), step=600, times=[[START, START + 600]])
b = rain(26, 3)
b = np.where(np.isnan(b), 1.0, b).round(1)
total = np.zeros_like(b)
for i in range(26):             # from 00:00-01:00 on; the sum begins anew at midnight
    total[i] = b[i] + (total[i - 1] if i % 24 else 0)
total = total.astype('f4')
make('cumulative.nc', total, fill=None, times=START + 3600 * np.arange(1, 27), bounds=False).close()
parts = [total[i].astype('f8') - (total[i - 1].astype('f8') if i % 24 else 0) for i in range(26)]
expect('--cumulative day', 'cumulative.nc', parts, '--cumulative day --negative zero', step=3600)
expect('--cumulative day from a later time', 'cumulative.nc', parts[5:], '--cumulative day --negative zero --from 2018-03-03T05:00', step=3600, times=[[START + 3600 * i, START + 3600 * (i + 1)] for i in range(5, 26)])

# ---- Several files ----

for i in range(3):
    make(f'day{i}.nc', a[i:i + 1], times=[START + i * DAY], type='i2', fill=-1, pack=(0.1 + i / 10, 0.)).close()
fields = [np.where(np.isnan(a[i]), np.nan, np.round(a[i] / (0.1 + i / 10)) * (0.1 + i / 10)) for i in range(3)]
expect('each file by its own scale, in the order of time', 'day?.nc', fields)
make('again.nc', a[:1], times=[START + DAY]).close()
expect('a time twice is refused', '[da][ag]*[1n].nc', refuse='2018-03-04T00:00Z is in .* already')
make('shifted.nc', a[:1], times=[START + 5 * DAY], lon=np.arange(11., 17)).close()
expect('another grid is refused', '[ds]*[0d].nc', refuse='affine')
for name in ('plain', 'page'):
    open(os.path.join(folder, name), 'wb').write({'plain': b'rain', 'page': b'<!DOCTYPE html><html>'}[name])
expect('words', 'plain', refuse='plain: is not netCDF')
expect('a web page', 'page', refuse='page: looks like a web page: did its download fail')
for name, head, said in (('tiff', b'II*\0', 'is a TIFF: tif2rain reads it'), ('grib', b'GRIB', 'is GRIB: cdo -r -f nc4 copy a.grib b.nc'), ('zip', b'PK\3\4', 'is a zip: unpack it first'), ('none', b'', 'is empty')):
    open(os.path.join(folder, name), 'wb').write(head + bytes(100 if head else 0))
    expect(f'{name}', name, refuse=said)
d = netCDF4.Dataset(os.path.join(folder, 'odim.h5'), 'w')
d.Conventions = 'ODIM_H5/V2_2'
d.close()
expect('ODIM_H5', 'odim.h5', refuse='is ODIM_H5: odim2rain reads it')
expected.close()
