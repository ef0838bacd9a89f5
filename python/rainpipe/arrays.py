# SPDX-License-Identifier: BSD-2-Clause
"""Streams as Datasets of xarray, in the words of CF as chunk2nc(1) writes them, and arrays as
streams."""
import builtins, os, re, shutil, tempfile
import numpy as np
import rainpipe
from rainpipe.format import FIRST, LAST, Record, encode_stream, require, time_text

KEYS = {'variable', 'units', 'cell_methods', 'source', 'quantity'}      # which write() can replace

def axes_of(crs):
    """The words of CF for a CRS, and for the coordinates of rows and columns by their names."""
    try:
        import pyproj
        system = pyproj.CRS.from_user_input(crs)
        mapping, unit = system.to_cf(), system.axis_info[0].unit_name
    except Exception:                                   # without pyproj, the words of the stream
        other = re.search('[+](?:units=([^ ]*)|to_meter)', crs)
        mapping, unit = {'crs': crs}, (other[1] if other else 'm') if crs[0] == '+' else ''
    unit = {'metre': 'm', 'kilometre': 'km'}.get(unit, unit)
    if 'ob_tran' in crs:
        axes = ('rlat', 'grid_latitude', 'degrees'), ('rlon', 'grid_longitude', 'degrees')
    elif mapping.get('grid_mapping_name') == 'latitude_longitude' or re.search(
            'longlat|latlong|EPSG:(4326|4258|4269)$|OGC:CRS84$', crs):
        axes = ('lat', 'latitude', 'degrees_north'), ('lon', 'longitude', 'degrees_east')
    elif unit in ('m', 'km'):
        axes = ('y', 'projection_y_coordinate', unit), ('x', 'projection_x_coordinate', unit)
    else:
        axes = ('y',), ('x',)
    words = 'standard_name', 'units', 'axis'
    return mapping, {name: dict(zip(words[-1 - len(said):], (*said, axis)))
                     for (name, *said), axis in zip(axes, 'YX')}

class Series:
    """All of a stream, in memory: header and records; fields by start, end and layer; times, pairs
    of start and end; layers by the names of their variables; dims and coords as xarray has them."""

    def __init__(self, path):
        with rainpipe.open(path) as stream:
            self.name, self.header, self.records = stream.name, stream.header, list(stream)
        require(self.header.affine and all(r.kind != 'image' for r in self.records),
                '%s: holds images that are still encoded: tif2rain belongs in between' % self.name)
        self.fields = {(r.start, r.end, r.layer): r for r in self.records if r.kind == 'field'}
        self.times = sorted({(start, end) for start, end, _ in self.fields})
        layers = dict.fromkeys(layer for _, _, layer in self.fields)
        self.layers = {self.header.name(layer): layer for layer in layers}
        require(len(self.layers) == len(layers), 'two layers would have the same name')
        bounds = np.array(self.times, 'i8').reshape(-1, 2)
        require((np.abs(bounds) < 9e9).all(), 'a year that datetime64[ns] cannot hold')
        self._place(bounds.astype('M8[s]').astype('M8[ns]'))

    def _place(self, bounds):
        """Sets dims and coords."""
        affine, (mapping, axes) = self.header.affine, axes_of(self.header.get('crs', 'unknown'))
        coding = {'units': 'seconds since 1970-01-01', 'dtype': 'i8'}
        words = {'standard_name': 'time', 'axis': 'T', 'bounds': 'time_bnds'}
        self.dims, self.coords = ('time', *axes), {
            'time': ('time', bounds[:, 0], words, coding),
            'time_bnds': (('time', 'nv'), bounds, {}, coding),
            'time_end': ('time', bounds[:, 1], {}, coding), 'crs': ((), 0, mapping)}
        if affine[2] == affine[4] == 0:
            corners, steps = (affine[3], affine[0]), (affine[5], affine[1])
            for (name, said), n, at, step in zip(axes.items(), self.header.shape, corners, steps):
                self.coords[name] = name, at + (np.arange(n) + 0.5) * step, said

    def has_dates(self, layer):
        """Whether the values of a layer are seconds since 1970, which xarray has as dates."""
        return (self.header.layer(layer, 'units') or '').startswith('seconds since 1970-01-01')

    def variable(self, layer):
        """The dimensions, values and attributes of a layer. Fields that are not there are NaN."""
        fields = [self.fields.get((*at, layer)) for at in self.times]
        absent = np.full(self.header.shape, np.nan, 'f4')
        values = np.stack([absent if r is None else r.values for r in fields])
        attributes = {key: self.header.layer(layer, key) for key in (
            'units', 'cell_methods', 'flag_meanings', 'flag_values')}
        if attributes['flag_values'] is not None:
            attributes['flag_values'] = np.array(re.split('[ ,]+', attributes['flag_values']), 'f4')
        if self.has_dates(layer):
            seconds = np.nan_to_num(values).astype('i8').astype('M8[s]').astype('M8[ns]')
            values = np.where(np.isnan(values), np.datetime64('NaT'), seconds)
            del attributes['units']
        attributes.update(rainpipe_layer=layer or '(none)', grid_mapping='crs',
                          ancillary_variables='have expected')
        return self.dims, values, {k: v for k, v in attributes.items() if v is not None}

def to_xarray(path='-'):
    """A Dataset of all fields, which has to fit into memory: a variable for each layer, with
    coordinates, bounds of time, counts, and what the header says."""
    import xarray
    series = Series(path)
    first = {(r.start, r.end): r for r in reversed(series.fields.values())}
    counts = {count: ('time', np.array([getattr(first[at], count) for at in series.times], 'i4'),
                      {'units': '1'}) for count in ('have', 'expected')}
    gaps = ['%s %s %d %s' % (time_text(r.start), time_text(r.end), r.expected, r.reason)
            for r in series.records if r.kind == 'gap']
    return xarray.Dataset(
        {name: series.variable(layer) for name, layer in series.layers.items()},
        {**series.coords, **counts},
        {'Conventions': 'CF-1.8', 'history': '\n'.join(reversed(series.header.history)),
         'source': series.header.get('source', ''), 'rainpipe_stream': series.header.text(),
         'rainpipe_gaps': '\n'.join(gaps)})

def numbers(values, dates):
    """Values as a stream has them: float32, or float64 for what float32 may not hold."""
    require(not np.ma.isMaskedArray(values), 'a masked array: fill it with NaN first')
    values = np.asarray(values)
    if values.dtype.kind == 'M' and dates:
        values = np.where(np.isnat(values), np.nan, values.astype('M8[s]').astype('i8'))
    kind, size = values.dtype.kind, values.itemsize
    require(kind in 'fiub', 'values of %s, which a stream cannot have here' % values.dtype)
    stored = values.astype('<f8' if size > (4 if kind == 'f' else 2) else '<f4')
    held = np.abs(stored) < 2 ** 53 if kind != 'f' else (
        np.isnan(stored) | np.isfinite(stored) & (stored.astype(values.dtype) == values))
    require(held.all(), 'a value that is infinite, or that float64 cannot hold')
    return stored

def times_of(data, series):
    """The times of a DataArray: all of the stream's, or some, in their order."""
    require(data.dims == series.dims and all(name in data.coords for name in data.dims),
            'dimensions %s: the stream has %s, each with its coordinate; one time is isel(time=[0])'
            % (data.dims, series.dims))
    for name in data.dims[1:]:
        require(name in series.coords and np.array_equal(data[name], series.coords[name][1]),
                'the coordinate %s is not that of the grid: another part, or another order' % name)
    ends = [name for name in ('time', 'time_end') if name in data.coords]
    require(len(ends) == 2 or data.time.size == len(series.times), 'fewer times than the stream '
            'has, and no time_end, which tells a selection from sums and means of longer times')
    known = zip(*(series.coords[name][1].tolist() for name in ends))
    theirs = zip(*(data[name].values.astype('M8[ns]').tolist() for name in ends))
    chosen = list(map(dict(zip(known, series.times)).get, theirs))
    require(chosen and None not in chosen and chosen == sorted(set(chosen)),
            'times that the stream does not have, or not in this order')
    return chosen

def new_fields(series, layer, data):
    """New values of a layer, by start, end and layer."""
    times = times_of(data, series) if hasattr(data, 'dims') else series.times
    values = numbers(getattr(data, 'values', data), series.has_dates(layer))
    shape = len(times), *series.header.shape
    require(values.shape == shape, 'values of %s: the stream has %s' % (values.shape, shape))
    new = {(*at, layer): field for at, field in zip(times, values)}
    require(all(np.isnan(new[key]).all() for key in new if key not in series.fields),
            'values at a time at which the layer %s has none' % layer)
    return {key: field for key, field in new.items() if key in series.fields}

def new_records(series, new):
    """The records of a stream with new values. Gaps take the place of what is left out in between,
    so that it is counted as missing; but a climatology has none."""
    layers = {layer for _, _, layer in new}
    kept, theirs = sorted(new), sorted(key for key in series.fields if key[2] in layers)
    reached = FIRST if kept[0][:2] == theirs[0][:2] else kept[0][0]
    last = LAST if kept[-1][:2] == theirs[-1][:2] else kept[-1][1]
    filled = layers if 'climatology' not in series.header else ()
    for r in series.records:
        key = r.start, r.end, r.layer
        if r.kind == 'field' and key in new:
            r.codes = new[key]
            yield r
        elif r.start >= reached and r.end <= last and (r.kind == 'gap' or r.layer in filled):
            reached = r.end
            yield r if r.kind == 'gap' else Record(
                kind='gap', start=r.start, end=r.end, have=0, expected=r.expected, layer='',
                reason='left out')

def write(path, data, like, **keys):
    """Writes a stream with new values in place of those of the stream `like`: an array of times x
    rows x columns, a DataArray, or a Dataset with a variable for each layer; NaN is missing. `keys`
    say what they are now: variable, units, cell_methods, source, quantity. Raises an Error, and
    leaves no file, if they belong to other times or another place, or cannot be stored."""
    series, new = Series(like), {}
    header, names = series.header, dict(series.layers)
    require(set(keys) <= KEYS and all(
        isinstance(value, str) and value.isprintable() for value in keys.values()),
            'only %s can be replaced, by text in one line' % ', '.join(sorted(KEYS)))
    only = list(names)[0] if len(names) == 1 else getattr(data, 'name', None)
    variables = getattr(data, 'data_vars', {only: data})
    require(variables and set(variables) <= set(names), 'variables %s: the layers are called %s' % (
        ', '.join(map(str, variables)), ', '.join(names)))
    require(len(variables) == 1 or set(keys) <= {'source'}, 'of layers only source can be replaced')
    for name, variable in variables.items():
        layer = names.pop(name)
        new.update(new_fields(series, layer, variable))
        for key, value in keys.items():
            own = 'layer.%s.%s' % (layer, key)
            header[own if own in header else key] = value
        units = getattr(variable, 'attrs', {}).get('units', header.layer(layer, 'units'))
        require(units == header.layer(layer, 'units'), 'units of %s: units= says so' % units)
    require(new, 'no field to write')
    for key in list(header):                            # also those of layers that are left out
        if key == 'records' or key[:6] == 'layer.' and key[6:].rpartition('.')[0] in names.values():
            del header[key]
    header.history.append('rainpipe.py %s write' % rainpipe.__version__)
    replace(path, encode_stream(header.text().encode(), new_records(series, new)), len(new))

def replace(path, parts, fields):
    """Writes a file that gets its name when it is complete and sound."""
    path = os.path.realpath(path)
    require(os.path.isfile(path) or not os.path.exists(path), '%s: not a regular file' % path)
    folder, name = os.path.split(path)
    with tempfile.TemporaryDirectory('.part', name + '.', folder) as temporary:
        part = os.path.join(temporary, name)
        with builtins.open(part, 'wb') as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        with rainpipe.open(part) as made:
            require(sum(r.kind == 'field' for r in made) == fields, 'not what was asked for')
        if os.path.exists(path):
            shutil.copymode(path, part)
        os.replace(part, path)
