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

expected.close()
