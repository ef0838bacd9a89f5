# SPDX-License-Identifier: BSD-2-Clause
"""ncout.py FILE VARIABLE ARRAY [TIMES FACTOR]: what chunk2nc wrote, as xarray and netCDF4 read it, against the
array and the table of chunk2npy: every value has the same bits, or is FACTOR times as large; and the attributes
that CF asks for."""
import csv, sys
import netCDF4
import numpy as np
import xarray

path, name, array = sys.argv[1:4]
wanted = np.load(array)
factor = float(sys.argv[5]) if len(sys.argv) > 5 else 1
if factor != 1:
    wanted = (wanted.astype('f8') * factor).astype('f4')

with netCDF4.Dataset(path) as d:
    v = d[name]
    assert d.Conventions == 'CF-1.8', d.Conventions
    stored = v.dtype.kind == 'f'
    if stored:
        d.set_auto_maskandscale(False)
        got = v[:]
        assert got.dtype == wanted.dtype and np.array_equal(got.view('u4'), wanted.view('u4')), 'netCDF4: other values'
        assert np.isnan(v._FillValue)
    else:
        got = np.ma.filled(v[:].astype('f4'), np.nan)
        np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-6)
    assert v.dimensions[0] == 'time' and d.dimensions['time'].isunlimited()
    t, (y, x) = d['time'], v.dimensions[1:]
    assert (t.standard_name, t.calendar, t.axis, t.bounds) == ('time', 'standard', 'T', 'time_bnds')
    assert d[y].axis == 'Y' and d[x].axis == 'X' and d[y].dtype == d[x].dtype == 'f8'
    assert v.ancillary_variables.split() == ['have', 'expected']
    for other in v.ancillary_variables.split() + getattr(v, 'coordinates', '').split() + [getattr(v, 'grid_mapping', 'time')]:
        assert other in d.variables, other
    if 'coordinates' in v.ncattrs():
        assert d['lat'].dimensions == d['lon'].dimensions == (y, x)
        assert np.isfinite(d['lat'][:]).all() and np.isfinite(d['lon'][:]).all()
    bounds, have, expected = np.asarray(d['time_bnds'][:]), np.asarray(d['have'][:]), np.asarray(d['expected'][:])
    assert np.array_equal(bounds[:, 0], t[:])
if len(sys.argv) > 4 and sys.argv[4] != '-':
    rows = list(csv.DictReader(open(sys.argv[4])))
    seconds = lambda key: np.array([r[key].rstrip('Z') for r in rows], 'datetime64[s]').astype('i8')
    assert np.array_equal(bounds, np.stack([seconds('start'), seconds('end')], 1)), 'times'
    assert [int(r['have']) for r in rows] == list(have) and [int(r['expected']) for r in rows] == list(expected)
with xarray.open_dataset(path) as d:
    assert np.array_equal(d.time.values, bounds[:, 0].astype('datetime64[s]').astype('datetime64[ns]'))
    if stored:
        assert np.array_equal(d[name].values, wanted, equal_nan=True), 'xarray: other values'
    else:
        np.testing.assert_allclose(d[name].values, wanted, rtol=1e-5, atol=1e-4)
