# SPDX-License-Identifier: BSD-2-Clause
"""What makes netCDF files for tests, and lines of what comes out of them: expected.jsonl in the folder
that the program was called with."""
import hashlib, itertools, json, os, sys, warnings
import numpy as np
import netCDF4

ROWS, COLS, DAY = 5, 6, 86400
START = 1520035200              # 2018-03-03
folder = sys.argv[1]
warnings.simplefilter('ignore')           # of the other order of bytes, which is meant
expected = open(os.path.join(folder, 'expected.jsonl'), 'w')

def sha(a):
    a = np.ascontiguousarray(a, '<f4').copy()
    a[np.isnan(a)] = np.frombuffer(b'\0\0\xc0\x7f', '<f4')[0]
    return hashlib.sha256(a.tobytes()).hexdigest()

def expect(name, file, fields=None, options='', refuse=None, times=None, gap=(), step=DAY, **what):
    line = dict(name=name, file=file, options=options)
    if refuse is not None:
        line['refuse'] = refuse
    else:
        line.update(rows=fields[0].shape[0], cols=fields[0].shape[1], units='mm', crs='EPSG:4326',
                    affine=[9.5, 1, 0, 64.5, 0, -1], sha256=[sha(f) for f in fields], gap=list(gap),
                    step=step, times=times or [[START + i * step, START + (i + 1) * step] for i in range(len(fields))])
        line.update(what)
    expected.write(json.dumps(line) + '\n')

def rain(n, seed=1):
    """n fields, row 0 north: a third dry, one cell missing in each."""
    r = np.random.default_rng(seed)
    a = np.round(r.gamma(1, 5, (n, ROWS, COLS)), 1)
    a[r.random(a.shape) < 0.3] = 0
    a[np.arange(n), np.arange(n) % ROWS, 2] = np.nan
    return a

def make(name, values, order='tyx', type='f4', units='mm', fill=-9999., pack=(1., 0.), lat=None, lon=None,
         times=None, time_units='seconds since 1970-01-01', time_type='f8', calendar=None, bounds=True,
         format='NETCDF4', group=None, attributes={}, variable='precipitation', unlimited=False,
         extra=(), coordinate_type='f8', step=DAY, keywords={}, time_bounds=None):
    """A file of these values, row 0 north; lat and lon say how the file has them. Returns its dataset."""
    d = netCDF4.Dataset(os.path.join(folder, name), 'w', format=format)
    g = d.createGroup(group) if group else d
    n = len(values)
    lat = np.arange(64, 64 - ROWS, -1.) if lat is None else np.asarray(lat)
    lon = np.arange(10., 10 + COLS) if lon is None else np.asarray(lon)
    for dim, size in (('time', None if unlimited else n), ('lat', lat.size), ('lon', lon.size), ('nv', 2)):
        g.createDimension(dim, size)
    for dim, size in extra:
        g.createDimension(dim, size)
    t = g.createVariable('time', time_type, ('time',))
    t.units = time_units
    if calendar:
        t.calendar = calendar
    t[:] = START + step * np.arange(n) if times is None else times
    if bounds:
        t.bounds = 'time_bnds'
        b = g.createVariable('time_bnds', time_type, ('time', 'nv'))
        b[:] = np.stack([t[:], t[:] + step], 1) if time_bounds is None else time_bounds
    for dim, at, of in (('lat', lat, 'degrees_north'), ('lon', lon, 'degrees_east')):
        v = g.createVariable(dim, coordinate_type, (dim,))
        v.units, v[:] = of, at
    dims = dict(t='time', y='lat', x='lon', **{e[0][0]: e[0] for e in extra})
    keywords = dict(keywords)
    if fill is not None:
        keywords['fill_value'] = np.array(fill).astype(type)
    v = g.createVariable(variable, type, [dims[o] for o in order], **keywords)
    v.set_auto_maskandscale(False)
    if units is not None:
        v.units = units
    if pack != (1., 0.):
        v.scale_factor, v.add_offset = pack
    for key, value in attributes.items():
        v.setncattr(key, value)
    a = np.asarray(values, 'f8')
    if lat.size > 1 and lat[1] > lat[0]:
        a = a[:, ::-1]
    if lon.size > 1 and lon[1] < lon[0] and abs(lon[1] - lon[0]) < 180:
        a = a[:, :, ::-1]
    missing = np.isnan(a)
    raw = (np.where(missing, 0, a) - pack[1]) / pack[0]
    raw = raw.astype(type) if np.dtype(type).kind == 'f' else np.round(raw).astype(type)
    if fill is not None:
        raw[missing] = np.array(fill).astype(type)
    known = [o for o in order if o in 'tyx']
    if 't' in known:
        raw = raw.transpose(['tyx'.index(o) for o in known])
    else:
        raw = raw[0].transpose(['yx'.index(o) for o in known])
    shape = [len(g.dimensions[dims[o]]) for o in order]
    v[:] = raw.reshape([raw.shape[known.index(o)] if o in known else 1 for o in order]) * np.ones(shape, raw.dtype)
    return d

f4 = lambda a: a.astype('f4').astype('f8')      # what a file of floats holds

def projected(name, mapping, x, y, units='m', **coordinates):
    d = make(name, rain(3), lat=y, lon=x)
    for dim, axis in (('lat', 'y'), ('lon', 'x')):
        d[dim].units = units
        d[dim].standard_name = f'projection_{axis}_coordinate'
    m = d.createVariable('crs', 'i4', ())
    for key, value in mapping.items():
        m.setncattr(key, value)
    d['precipitation'].grid_mapping = 'crs'
    d.close()
