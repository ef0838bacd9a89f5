# SPDX-License-Identifier: BSD-2-Clause
"""weeks.py FOLDER W S E N ARRAY.npy: the array is the standard deviation of weekly means, as xarray has it in float64.

xarray's weeks end on Sunday, and are those of bin-average -c week."""
import glob, os, sys
import numpy as np
import xarray

w, s, e, n = map(float, sys.argv[2:6])
days = [xarray.open_dataset(f)['HQprecipitation'] for f in sorted(glob.glob(os.path.join(sys.argv[1], '*.nc4')))]
all = xarray.concat(days, 'time').sel(lon=slice(w, e), lat=slice(s, n)).astype('f8')
if not hasattr(all.indexes['time'], 'tz_localize'):
    all['time'] = all.indexes['time'].to_datetimeindex()
std = all.resample(time='1W').mean().std('time').transpose('lat', 'lon')[::-1]
got = np.load(sys.argv[6])[0].astype('f8') * 24
if got.shape != std.shape:
    sys.exit(f'{got.shape} is not {std.shape}')
off = np.nanmax(np.abs(got / np.where(std == 0, np.nan, std) - 1))
if not off <= 1.5e-7 or np.isnan(got).sum() != np.isnan(std.values).sum():
    sys.exit(f'relative difference {off}')
print(got.shape, off)
