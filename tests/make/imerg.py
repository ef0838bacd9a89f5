# SPDX-License-Identifier: BSD-2-Clause
"""imerg.py FOLDER DAYS WEST SOUTH COLUMNS ROWS [WIDE [RAIN.npy]]: days as IMERG has them, from 2018-02-01, on 0.1 degrees.

Two variables in mm, (time, lon, lat), south first, float32 and deflated, with -9999.9 for missing, a
longitude in float32 whose noise is that of the real files, and bounds of the day. A chunk has WIDE
columns, or all of them. The rain of (days, rows, columns), north first, may come from a file."""
import datetime, os, sys
import numpy as np
import netCDF4

folder, days, west, south, cols, rows = sys.argv[1], *map(int, sys.argv[2:7])
wide = int(sys.argv[7]) if len(sys.argv) > 7 else cols
given = np.load(sys.argv[8], mmap_mode='r') if len(sys.argv) > 8 else None
random = np.random.default_rng(7)
for day in range(days):
    date = datetime.date(2018, 2, 1) + datetime.timedelta(day)
    d = netCDF4.Dataset(os.path.join(folder, f'3B-DAY.MS.MRG.3IMERG.{date:%Y%m%d}-S000000-E235959.V06.nc4'), 'w')
    for name, size in (('time', 1), ('lon', cols), ('lat', rows), ('nv', 2)):
        d.createDimension(name, size)
    number = 17563 + day
    t = d.createVariable('time', 'i4', ('time',))
    t.units, t.calendar, t.standard_name, t.bounds, t[:] = 'days since 1970-01-01 00:00:00Z', 'julian', 'time', 'time_bnds', number
    d.createVariable('time_bnds', 'i4', ('time', 'nv'))[:] = [[number, number + 1]]
    for name, kind, n, first, of in (('lon', 'f4', cols, west, 'degrees_east'), ('lat', 'f8', rows, south, 'degrees_north')):
        v = d.createVariable(name, kind, (name,))
        v.units, v[:] = of, np.float32(first + 0.05) + np.float32(0.1) * np.arange(n, dtype='f4') if kind == 'f4' else first + 0.05 + 0.1 * np.arange(n)
    small = random.gamma(0.3, 8, (1, -(-cols // 4), -(-rows // 4))).astype('f4')
    wet = np.kron(small, np.ones((1, 4, 4), 'f4'))[:, :cols, :rows]
    rain = np.where(wet < 3, 0, wet * (1 + 0.1 * random.random(wet.shape, 'f4'))).astype('f4')
    if given is not None:
        rain = given[day:day + 1, ::-1].transpose(0, 2, 1).astype('f4')
    rain[random.random(rain.shape, 'f4') < 0.02] = -9999.9
    for name in ('precipitationCal', 'HQprecipitation'):
        v = d.createVariable(name, 'f4', ('time', 'lon', 'lat'), fill_value=np.float32(-9999.9), zlib=True, complevel=4, chunksizes=(1, wide, rows))
        v.units, v[:] = 'mm', rain
    d.close()
