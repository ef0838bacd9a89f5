# SPDX-License-Identifier: BSD-2-Clause
"""netCDF files that say something else than they seem to, and what comes out of them or is said of them.

	ncdoubts.py FOLDER

Lines are those of netcdf.py beside it."""
import os
import numpy as np
import netCDF4
from ncfile import *

a = rain(3)

# ---- Projections that count in km ----

km = np.arange(COLS) + 500., 6000. - np.arange(ROWS)
place = [499500, 1000, 0, 6000500, 0, -1000]
for i, (said, crs) in enumerate((
        ('+proj=utm +zone=33 +ellps=GRS80 +units=km', '+proj=utm +zone=33 +ellps=GRS80 +units=m'),
        ('+proj=utm +zone=33 +ellps=GRS80 +to_meter=1000', '+proj=utm +zone=33 +ellps=GRS80 +units=m'),
        ('+proj=stere +lat_0=90 +lon_0=0 +lat_ts=60 +a=6378.137 +b=6356.752 +x_0=10 +y_0=0', '+proj=stere +lat_0=90 +lon_0=0 +lat_ts=60 +a=6378137 +b=6356752 +x_0=10000 +y_0=0 +units=m'),
        ('+proj=stere +lat_0=90 +R=6371.2', '+proj=stere +lat_0=90 +a=6371200 +b=6371200 +units=m'),
        ('+proj=stere +lat_0=90 +R=1', 'unknown'))):
    projected(f'proj-km{i}.nc', dict(proj4_params=said), *km, 'km')
    expect(f'coordinates in km become metres with their CRS: {said}', f'proj-km{i}.nc', f4(a), crs=crs, affine=place)
projected('cf-km.nc', dict(grid_mapping_name='polar_stereographic', straight_vertical_longitude_from_pole=0., standard_parallel=60., semi_major_axis=6378.137, semi_minor_axis=6356.752), *km, 'km')
expect('an ellipsoid in km', 'cf-km.nc', f4(a), crs='+proj=stere +lat_0=90 +lon_0=0 +lat_ts=60 +x_0=0 +y_0=0 +a=6378137 +b=6356752 +units=m', affine=place)


# ---- Forecasts ----

def forecast(name, order, steps, valid, dims):
    """Fields at steps after reference times that are 12 h apart."""
    d = make(name, a, order=order, extra=(('step', steps),), bounds=False, step=43200)
    d['time'].standard_name = 'forecast_reference_time'
    if valid is not None:
        v = d.createVariable('valid_time', 'i8', dims)
        v.units, v.standard_name, v[:] = 'seconds since 1970-01-01', 'time', valid
    d.close()
ref = START + 43200 * np.arange(3)
forecast('forecast.nc', 'tsyx', 3, ref[:, None] + 3600 * np.arange(1, 4), ('time', 'step'))
hours = [[int(r) + 3600, int(r) + 7200] for r in ref]
between = [[hours[i][1], hours[i + 1][0]] for i in range(2)]
expect('fields of forecasts are at their valid times', 'forecast.nc', f4(a), '--index step=1 --stamp end --step 1h', step=3600, times=hours, gap=between)
expect('forecasts do not say how long their steps are', 'forecast.nc', refuse='those of forecasts, .*--step', options='--index step=1 --stamp end')
expect('forecasts need one of their steps', 'forecast.nc', refuse='3 values of step .*--index step=0')
forecast('forecast1.nc', 'tyx', 1, ref + 7200, ('time',))
expect('valid times beside reference times', 'forecast1.nc', f4(a), '--stamp end --step 1h', step=3600, times=hours, gap=between)
forecast('forecast0.nc', 'tyx', 1, None, ())
expect('reference times alone are refused', 'forecast0.nc', refuse='time is when forecasts were made, .*cdo -r settaxis')
d = netCDF4.Dataset(os.path.join(folder, 'run.nc'), 'w')
for dim, size in (('step', 3), ('lat', ROWS), ('lon', COLS)):
    d.createDimension(dim, size)
for dim, dims, at, attributes in (('lat', ('lat',), np.arange(64, 64 - ROWS, -1.), dict(units='degrees_north')), ('lon', ('lon',), np.arange(10., 10 + COLS), dict(units='degrees_east')),
                                  ('time', (), START, dict(units='seconds since 1970-01-01', standard_name='forecast_reference_time')), ('step', ('step',), [1, 2, 3], dict(units='hours')),
                                  ('valid_time', ('step',), START + 3600 * np.arange(1, 4), dict(units='seconds since 1970-01-01', standard_name='time')),
                                  ('tp', ('step', 'lat', 'lon'), np.nan_to_num(a), dict(units='mm'))):
    v = d.createVariable(dim, 'f8', dims)
    v[:] = at
    v.setncatts(attributes)
d.close()
expect('one step of one forecast', 'run.nc', np.nan_to_num(a)[1:2], '--index step=1 --stamp end --step 1h', step=3600, times=[hours[0]])

# ---- Of what time ----

def methods(name, said, units='mm', key='cell_methods', **more):
    make(name, a, units=units, attributes={key: said}, **more).close()
for i, (units, said, refuse) in enumerate((
        ('mm/h', 'time: sum', 'sums over time, which are amounts: --units'), ('mm/h', 'area: mean time: standard_deviation', '"time: standard_deviation", which is no rate .*ncatted'),
        ('mm/h', 'time: variance', 'variance'), ('mm/h', 'time: maximum within days time: mean over days', 'no word'),
        ('mm', 'time: maximum', '"time: maximum", which is no sum'), ('mm', 'time: mean', 'time: mean'), ('mm', 'lat: lon: time: point (interval: 1 hour)', 'time: point'),
        ('mm', 'time: sum time: mean', 'time: mean'))):
    methods(f'method{i}.nc', said, units)
    expect(f'{said} of {units} is refused', f'method{i}.nc', refuse=refuse)
expect('--units of sums of rates', 'method0.nc', f4(a), '--units mm')
for i, (units, said) in enumerate((('mm', 'area: mean time: sum (interval: 1 hour comment: area: mean)'), ('mm/h', 'time: lat: mean'), ('mm/h', 'area: standard_deviation'), ('mm/h', 'time: point time: maximum'))):
    methods(f'method-ok{i}.nc', said, units)
    expect(f'{said} of {units} is read', f'method-ok{i}.nc', f4(a), units='mm' if units == 'mm' else 'mm h-1')
for said in ('avgad', 'avgua', 'max', 'instant', 'of its own'):
    methods('step-type.nc'.replace('.', f'-{said[:5]}.'), said, 'm', 'GRIB_stepType')
    expect(f'the step type {said} of m is refused', f'step-type-{said[:5]}.nc', refuse=f'GRIB_stepType is {said}, not accum: .*mulc,1000.*--units mm/day')
methods('accum.nc', 'accum', 'kg m-2', 'GRIB_stepType')
expect('the step type accum of amounts is read', 'accum.nc', f4(a))
methods('avgad.nc', 'avgad', 'mm', 'GRIB_stepType')
expect('monthly means are rates', 'avgad.nc', f4(a) / 24, '--units mm/day', units='mm h-1')

# ---- Numbers of the attributes ----

b = np.nan_to_num(a)
d = make('packed-time.nc', b, times=np.arange(3), bounds=False, time_type='i2', time_units='days since 2018-03-02', step=1)
d['time'].scale_factor, d['time'].add_offset = 2., 1.
d.close()
expect('times may be packed', 'packed-time.nc', f4(b), '--step 2d', step=2 * DAY)
d = make('missing-time.nc', a, times=[START, -1, START + DAY], bounds=False)
d['time'].missing_value = -1.
d.close()
expect('a time that is missing', 'missing-time.nc', refuse='its time 1 is missing')
words = dict(scale_factor='0.5', add_offset='1', missing_value='3', valid_range='0, 40')
make('words.nc', np.round(b), type='i2', fill=None, attributes=words).close()
raw = np.round(b)
expect('numbers that are written as text', 'words.nc', np.where((raw == 3) | (raw > 40), np.nan, raw * 0.5 + 1))
for i, (key, value, said) in enumerate((('scale_factor', 'tenth', '"tenth", which is not 1 number'), ('scale_factor', [1., 2.], 'scale_factor of 2 numbers, not 1'), ('add_offset', '1 2', 'not 1 number'),
                                        ('missing_value', 'none', '"none".*ncatted -a missing_value,precipitation,d'), ('valid_range', [0.], 'of 1 numbers, not 2'), ('valid_min', '1e', 'not 1 number'),
                                        ('missing_value', np.arange(9.), 'too many'))):
    make(f'words{i}.nc', b, type='i2', fill=None, attributes={key: value}).close()
    expect(f'{key} {value} is refused', f'words{i}.nc', refuse=said)
for type in ('i8', 'u8'):
    d = make(f'fill-{type}.nc', np.round(b), type=type, fill=None)
    d['precipitation'][1, 2, 3] = netCDF4.default_fillvals[type]
    d.close()
    want = np.round(b)
    want[1, 2, 3] = np.nan
    expect(f'what the library fills {type} with is missing', f'fill-{type}.nc', want)

# ---- Sums since midnight ----

make('across.nc', np.repeat(b, 2, 0)[:5], times=START + 3600 * np.arange(13, 28, 3), bounds=False, step=10800).close()
expect('sums since midnight without a time at 00:00', 'across.nc', refuse='2018-03-04T01:00Z: its step begins before midnight', options='--cumulative day')
expect('sums since midnight up to there', 'across.nc', refuse='2018-03-04T01:00Z', options='--cumulative day --from 2018-03-03T22:00')

# ---- Edges, seams and units of coordinates ----

def with_bounds(name, low, high, dim='lon', **more):
    d = make(name, a, **more)
    d[dim].bounds = 'edges'
    d.createVariable('edges', 'f8', (dim, 'nv'))[:] = np.stack([np.asarray(low), np.asarray(high)], 1)
    d.close()
lon = np.arange(10., 10 + COLS)
with_bounds('corner.nc', lon, lon + 1)
expect('coordinates of corners, with bounds', 'corner.nc', f4(a), affine=[10, 1, 0, 64.5, 0, -1])
with_bounds('corner-east.nc', lon, lon - 1)
expect('coordinates of the other corners', 'corner-east.nc', f4(a), affine=[9, 1, 0, 64.5, 0, -1])
with_bounds('corner-down.nc', lon[::-1], lon[::-1] + 1, lon=lon[::-1])
expect('corners from east to west', 'corner-down.nc', f4(a), affine=[10, 1, 0, 64.5, 0, -1])
with_bounds('turned.nc', lon + 359.5, lon + 360.5)
expect('bounds that are numbered a turn on', 'turned.nc', f4(a))
for name, low, high in (('narrow', lon - 0.25, lon + 0.25), ('wide', lon - 1, lon + 1), ('away', lon + 2, lon + 3), ('some', lon - 0.5, lon + np.array([0.5, 0.5, 0.7, 0.5, 0.5, 0.5]))):
    with_bounds(f'{name}.nc', low, high)
    expect(f'bounds that are no edges are refused ({name})', f'{name}.nc', refuse='bounds of lon are not the edges .*ncatted -a bounds,lon,d')
pole = np.array([90., 89, 88, 87, 86])
with_bounds('pole.nc', np.minimum(pole + 0.5, 90), pole - 0.5, 'lat', lat=pole)
expect('a half cell at a pole is a cell', 'pole.nc', f4(a), affine=[9.5, 1, 0, 90.5, 0, -1])
b = np.tile(np.arange(4.)[:, None] * 100 + np.arange(36.), (1, 1, 1))
make('cyclic.nc', np.concatenate([b, b[:, :, :1]], 2), lat=[67.5, 22.5, -22.5, -67.5], lon=np.arange(0., 361, 10)).close()
expect('the first column again at the end', 'cyclic.nc', b[:, 1:3][:, :, [34, 35, 0, 1, 2]], '--bbox -20,-30,20,30', affine=[-25, 10, 0, 45, 0, -45])
make('hole.nc', b[:, :, :35], lat=[67.5, 22.5, -22.5, -67.5], lon=np.arange(0., 350, 10)).close()
expect('a box with a hole', 'hole.nc', refuse='two parts of the grid that do not touch', options='--bbox -20,-30,20,30')
for i, (dim, units, said) in enumerate((('lat', '', 'lat has no units: ncatted -a units,lat,o,c,degrees_north'), ('lon', '1', 'lon has no units: ncatted -a units,lon,o,c,degrees_east'),
                                        ('lon', 'rad', 'lon is in rad, as satellites see it: gdalwarp'), ('lat', 'feet', 'lat is in "feet", not in degrees, m or km: cdo remapbil'))):
    d = make(f'axis{i}.nc', a)
    d[dim].units = units
    d.close()
    expect(f'coordinates in "{units}" are refused', f'axis{i}.nc', refuse=said)
d = make('columns.nc', a)
d.renameVariable('lon', 'x'), d.renameDimension('lon', 'x')
d['x'].units = '1'
d.close()
expect('columns that may be mere numbers', 'columns.nc', refuse='x has no units: if it is in m, and no number of a column')
projected('thousands.nc', dict(proj4_params='+proj=utm +zone=33 +ellps=GRS80'), *km, '1000 meters')
expect('coordinates in 1000 meters', 'thousands.nc', f4(a), crs='+proj=utm +zone=33 +ellps=GRS80', affine=place)

# ---- What is no rain ----

for i, (variable, units, attributes) in enumerate((('tcwv', 'kg m-2', dict(long_name='Total column water vapour')), ('snw', 'mm', dict(standard_name='surface_snow_amount')),
                                                   ('q', 'kg m-2', {}), ('anomaly', 'mm', dict(long_name='precipitation anomaly')), ('x', 'mm/h', dict(standard_name='water_flux_into_sea')))):
    make(f'no-rain{i}.nc', a, variable=variable, units=units, attributes=attributes).close()
    expect(f'{variable} in {units} is not taken for rain', f'no-rain{i}.nc', refuse=f'nothing says that this is rain: -V {variable}')
    expect(f'-V {variable}', f'no-rain{i}.nc', f4(a), f'-V {variable}', units='mm' if i < 4 else 'mm h-1')

# ---- Steps, months and messages ----

make('pair-daily.nc', a, bounds=False).close()
make('pair-hourly.nc', a, times=START + 3 * DAY + 3600 * np.arange(1, 4), bounds=False).close()
expect('files of days and of hours are no series', 'pair-*.nc', refuse='times are a day apart, but those of other files an hour', options='--stamp end --rate')
make('noleap-months.nc', a, times=np.array([0, 31, 59]) + 365 * 50, time_units='days since 1970-01-01', calendar='noleap', bounds=False).close()
leap = 1582934400
expect('noleap: first days of months stand for months', 'noleap-months.nc', f4(a), step=None, times=[[1577836800, 1580515200], [1580515200, leap], [leap + DAY, 1585699200]], gap=[[leap, leap + DAY]])
make('noleap-years.nc', a, times=365 * np.array([51, 52, 53]), time_units='days since 1970-01-01', calendar='noleap', bounds=False).close()
years = [1609459200 + 365 * DAY * i for i in range(4)]
expect('noleap: first days of years stand for years', 'noleap-years.nc', f4(a), step=365 * DAY, times=[years[i:i + 2] for i in range(3)])
for i, units in enumerate(('months since 2000-01-01', 'weeks since 2000-01-01', 'month as %Y%m.%f')):
    make(f'time-units{i}.nc', a, times=np.arange(3), time_units=units, bounds=False).close()
    expect(f'times in {units}', f'time-units{i}.nc', refuse=f'its time is in "{units}": .*cdo -r setreftime,.* -settaxis')
make('reversed.nc', a, times=START + DAY * np.arange(3)[::-1], bounds=False).close()
expect('times from the last to the first', 'reversed.nc', refuse='not in order.*cdo sorttimestamp')
for name, value, said in (('noise', -1e-5, 'zero if that is noise of packing'), ('code', -9999., 'missing if that stands for no value')):
    make(f'{name}.nc', np.where(np.isnan(a), value, a), fill=None).close()
    expect(f'advice for {value}', f'{name}.nc', refuse=f'--negative {said}')
meridian = dict(grid_mapping_name='transverse_mercator', longitude_of_central_meridian=13., latitude_of_projection_origin=0., longitude_of_prime_meridian=2.3372, false_easting=0., false_northing=0., reference_ellipsoid_name='Bessel 1841')
projected('meridian.nc', meridian, km[0] * 1000, km[1] * 1000)
expect('a prime meridian is kept', 'meridian.nc', f4(a), crs='+proj=tmerc +lat_0=0 +lon_0=13 +x_0=0 +y_0=0 +ellps=bessel +pm=2.3372 +units=m', affine=place)
projected('ellipsoid.nc', {**meridian, 'reference_ellipsoid_name': 'of its own'}, km[0] * 1000, km[1] * 1000)
expect('an ellipsoid of no known name', 'ellipsoid.nc', f4(a), crs='unknown', affine=place)

# ---- Chunks of many times ----

b = np.random.default_rng(5).integers(0, 99, (24, 1200, 1500)).astype('i1')
d = netCDF4.Dataset(os.path.join(folder, 'deep.nc'), 'w')
for dim, at, units in (('time', START + DAY * np.arange(24), 'seconds since 1970-01-01'), ('lat', np.arange(1200) / -100., 'degrees_north'), ('lon', np.arange(1500) / 100., 'degrees_east')):
    d.createDimension(dim, len(at))
    v = d.createVariable(dim, 'f8', (dim,))
    v.units, v[:] = units, at
v = d.createVariable('rain', 'f8', ('time', 'lat', 'lon'), zlib=True, complevel=1, chunksizes=(24, 120, 150))
v.units, v[:] = 'mm', b
d.close()
expect('blocks of chunks of many times', 'deep.nc', b.astype('f8'), affine=[-0.005, 0.01, 0, 0.005, 0, -0.01])
days = START + DAY * np.arange(3)
make('points.nc', f4(rain(3)), time_bounds=np.stack([days, days + 82800], 1)).close()

expected.close()
