# SPDX-License-Identifier: BSD-2-Clause
"""hours.py FILE HOURS ROWS COLUMNS [empty]: hourly rates of rain in netCDF-4; empty has no values at all."""
import sys
import numpy as np
import netCDF4

name, (hours, rows, cols), empty = sys.argv[1], map(int, sys.argv[2:5]), len(sys.argv) > 5
d = netCDF4.Dataset(name, 'w')
for dim, size in (('time', hours), ('lat', rows), ('lon', cols)):
    d.createDimension(dim, size)
for dim, kind, units, at in (('time', 'i8', 'seconds since 2020-11-01', 3600 * np.arange(hours)),
                             ('lat', 'f8', 'degrees_north', 60 - 0.01 * np.arange(rows)),
                             ('lon', 'f8', 'degrees_east', 10 + 0.01 * np.arange(cols))):
    v = d.createVariable(dim, kind, (dim,))
    v.units, v[:] = units, at
v = d.createVariable('rain', 'i2', ('time', 'lat', 'lon'), fill_value=-1, zlib=True, chunksizes=(1, rows, cols))
v.units, v.scale_factor = 'mm/h', 0.1
v.set_auto_maskandscale(False)
if not empty:
    random = np.random.default_rng(5)
    v[:] = np.where(random.random((hours, rows, cols)) < 0.7, 0, random.integers(-1, 300, (hours, rows, cols)))
d.close()
