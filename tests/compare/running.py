# SPDX-License-Identifier: BSD-2-Clause
"""running.py pandas IN OUT METHOD: OUT is what rolling -w 24h makes of IN, as rolling('24h') of pandas has it.
running.py cdo RUN.nc OUT N: the full windows of OUT, of N steps, are those of cdo run..."""
import sys
import numpy as np
from chunkread import read

def values(path):
    fields = [r for r in read(path)[0][2] if r['kind'] == 1]
    return np.array([r['start'] for r in fields]), np.array([r['data'].ravel() for r in fields])

def near(ours, theirs, what):
    """Missing where theirs is, and within one step of float32 of theirs, which is float64 or float32."""
    ours, theirs = ours.astype('f8'), theirs.astype('f8')
    if (np.isnan(ours) != np.isnan(theirs)).any():
        sys.exit(f'{what}: others are missing')
    off = np.nanmax(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-6))
    print(what, off, ours.shape)
    return off

if sys.argv[1] == 'pandas':
    import pandas
    start, rain = values(sys.argv[2])
    at, ours = values(sys.argv[3])
    length = start[1:] - start[:-1]
    frame = pandas.DataFrame(rain.astype('f8'), index=pandas.to_datetime(start, unit='s'))
    windows = frame.reindex(pandas.to_datetime(at, unit='s')).rolling('24h', min_periods=1)
    theirs = getattr(windows, sys.argv[4])().to_numpy()
    if sys.argv[4] == 'sum':
        # Amounts that are missing are what the others are in the mean.
        theirs = theirs / windows.count().to_numpy() * (86400 // (at[1] - at[0]))
    if sys.argv[4] == 'count':
        theirs = np.nan_to_num(theirs)
    # pandas subtracts in float64, and is not exact after heavy rain.
    sys.exit(int(near(ours, theirs, sys.argv[4]) > (0 if sys.argv[4] in ('max', 'min', 'count') else 1e-7)))

import netCDF4
f = netCDF4.Dataset(sys.argv[2])
name = [n for n, v in f.variables.items() if v.ndim == 3][0]
theirs = f[name][:].filled(np.nan)
at, ours = values(sys.argv[3])
n = int(sys.argv[4])
full = ours[n - 1:]
theirs = theirs.reshape(theirs.shape[0], -1)
if theirs.shape != full.shape:
    sys.exit(f'{theirs.shape} is not {full.shape}')
# CDO leaves a window missing, or not, by its own rule: only what is whole is compared.
both = ~np.isnan(full) & ~np.isnan(theirs)
off = np.max(np.abs(full - theirs)[both] / np.maximum(np.abs(theirs[both]), 1e-6))
print(off, both.mean())
sys.exit(int(not (off < 3e-6 and both.mean() > 0.3)))
