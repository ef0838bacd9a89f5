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


expected.close()
