# SPDX-License-Identifier: BSD-2-Clause
"""Streams as Datasets of xarray, in the words of CF as chunk2nc(1) writes them, and arrays written as streams."""
import builtins, contextlib, os, re, stat, struct, zlib
import numpy as np
import rainpipe
from rainpipe import FIRST, LAST, Record, require, time_text

def load(path):
    """The header and the records of a stream, its fields by start, end and layer, and its times, start and end."""
    with rainpipe.open(path) as stream:
        header, records = stream.header, list(stream)
    require(header.shape[0], '%s: holds images that are still encoded: tif2rain belongs in between' % stream.name)
    fields = {(r.start, r.end, r.layer): r for r in records if r.kind == 'field'}
    layers = {layer for _, _, layer in fields}
    require(len({header.name(layer) for layer in layers}) == len(layers), 'two layers would have the same name')
    return header, records, fields, sorted({key[:2] for key in fields})

def coordinates(header, times):
    """The names of the dimensions, and the coordinates."""
    require(not times or times[0][0] > -9e9 and times[-1][1] < 9e9, 'a year that datetime64[ns] cannot hold')
    bounds = np.array(times, 'i8').reshape(-1, 2).astype('M8[s]').astype('M8[ns]')
    crs, a, (rows, cols) = header.get('crs', 'unknown'), header.affine, header.shape
    try:
        import pyproj
        mapping = pyproj.CRS.from_user_input(crs).to_cf()
    except Exception:                           # without pyproj, the words of the stream
        mapping = {'crs': crs}
    degrees = mapping.get('grid_mapping_name') == 'latitude_longitude' or re.search(
        'longlat|latlong|EPSG:(4326|4258|4269)$|OGC:CRS84$', crs)
    y, x = ('lat', 'lon') if degrees else ('y', 'x')
    found = {'time': ('time', bounds[:, 0], {'standard_name': 'time', 'bounds': 'time_bnds'}),
             'time_bnds': (('time', 'nv'), bounds), 'time_end': ('time', bounds[:, 1]), 'crs': ((), 0, mapping)}
    if a[2] == a[4] == 0:
        found[y] = (y, a[3] + (np.arange(rows) + 0.5) * a[5])
        found[x] = (x, a[0] + (np.arange(cols) + 0.5) * a[1])
    return ('time', y, x), found

def to_xarray(path='-'):
    """A Dataset of all fields, which has to fit into memory: a variable for each layer, with coordinates, bounds of
    time, counts, and what the header says. Gaps are in attrs['rainpipe_gaps']."""
    import xarray
    header, records, fields, times = load(path)
    dims, found = coordinates(header, times)
    first = {key[:2]: r for key, r in reversed(fields.items())}
    for count in 'have', 'expected':
        found[count] = ('time', np.array([getattr(first[at], count) for at in times], 'i4'), {'units': '1'})
    variables, absent = {}, np.full(header.shape, np.nan, 'f4')
    for layer in dict.fromkeys(layer for _, _, layer in fields):
        values = np.stack([fields[(*at, layer)].values if (*at, layer) in fields else absent for at in times])
        attributes = {key: header.layer(layer, key) for key in ('units', 'cell_methods', 'flag_meanings')}
        if header.has_times(layer):
            seconds = np.where(np.isnan(values), 0, values).astype('i8').astype('M8[s]').astype('M8[ns]')
            values = np.where(np.isnan(values), np.datetime64('NaT'), seconds)
            del attributes['units']
        if (flags := header.layer(layer, 'flag_values')) is not None:
            attributes['flag_values'] = np.array(re.split('[ ,]+', flags), 'f4')
        attributes.update(rainpipe_layer=layer or '(none)', grid_mapping='crs', ancillary_variables='have expected')
        variables[header.name(layer)] = (dims, values, {k: v for k, v in attributes.items() if v is not None})
    return xarray.Dataset(variables, found, {
        'Conventions': 'CF-1.8', 'history': '\n'.join(reversed(header.history)), 'source': header.get('source', ''),
        'rainpipe_stream': header.text, 'rainpipe_gaps': '\n'.join('%s %s %d %s' % (
            time_text(r.start), time_text(r.end), r.expected, r.reason) for r in records if r.kind == 'gap')})

def numbers(values, times):
    """Values as a stream has them: float32, or float64 for what float32 may not hold."""
    require(not np.ma.isMaskedArray(values), 'a masked array: fill it with NaN first')
    values = np.asarray(values)
    if values.dtype.kind == 'M' and times:
        values = np.where(np.isnat(values), np.nan, values.astype('M8[s]').astype('i8'))
    require(values.dtype.kind in 'fiub', 'values of %s, which a stream cannot have here' % values.dtype)
    # Not by a way back, which is undefined beyond 64 bits.
    require(values.dtype.kind not in 'iu' or values.itemsize < 8 or values.size == 0 or
            max(int(values.max()), -int(values.min())) <= 2 ** 53, 'an integer beyond 2^53, which float64 may not hold')
    stored = values.astype('<f8' if values.itemsize > (4 if values.dtype.kind == 'f' else 2) else '<f4')
    require((np.isnan(stored) | np.isfinite(stored) & (stored.astype(values.dtype) == values)).all(),
            'a value that is infinite, or that float64 cannot hold')
    return stored

def times_of(data, header, times):
    """The times of a DataArray, which are some of `times`, and whose places are those of a stream."""
    dims, found = coordinates(header, times)
    require(data.dims == dims and all(name in data.coords for name in dims),
            'dimensions %s: the stream has %s, each with its coordinate; one time is isel(time=[0])' % (data.dims, dims))
    for name in dims[1:]:
        require(name in found and np.array_equal(data[name], found[name][1]),
                'the coordinate %s is not that of the grid: another part of it, or another order' % name)
    ends = [name for name in ('time', 'time_end') if name in data.coords]
    require(len(ends) == 2 or data.time.size == len(times), 'fewer times than the stream that it shall be like, '
            'and no time_end, by which a selection is told from sums and means of longer times')
    known = dict(zip(zip(*(found[name][1].tolist() for name in ends)), times))
    chosen = [known.get(at) for at in zip(*(np.asarray(data[name]).astype('M8[ns]').tolist() for name in ends))]
    require(chosen and None not in chosen and chosen == sorted(set(chosen)),
            'times that the stream that it shall be like does not have, or not in this order')
    return chosen

def records_of(records, fields, new, gaps):
    """The records of a stream with new values. What is left out between them becomes gaps, if there may be `gaps`,
    so that it is counted as missing."""
    layers, spans = {layer for _, _, layer in new}, sorted(key[:2] for key in new)
    theirs = sorted(key[:2] for key in fields if key[2] in layers)
    reached, last = FIRST if theirs[0] == spans[0] else spans[0][0], LAST if theirs[-1] == spans[-1] else spans[-1][1]
    for r in records:
        if r.kind == 'field' and (key := (r.start, r.end, r.layer)) in new:
            r.codes = new[key]
            yield r
        elif r.start >= reached and r.end <= last and (r.kind == 'gap' or gaps and r.layer in layers):
            reached = r.end
            yield r if r.kind == 'gap' else Record(kind='gap', start=r.start, end=r.end, have=0, layer='',
                                                   expected=r.expected, reason='left out')

def put(file, text, records):
    """Writes a stream of fields and gaps."""
    body = text + bytes(-len(text) % 64)
    prelude = struct.pack(rainpipe.PRELUDE, rainpipe.MAGIC, len(text), 0, zlib.crc32(body))
    file.write(prelude + struct.pack('<I', zlib.crc32(prelude)) + body)
    counts, heads = [0] * 5, 0
    for r in (*records, Record(kind='end', start=0, end=0, have=0, expected=0, layer='')):
        kind, type_, packed = {'field': 1, 'gap': 3, 'end': 4}[r.kind], 0, 0
        if kind == 1:
            type_, (payload, packed) = r.codes.itemsize // 4 + 2, rainpipe.pack(r.codes)
        else:
            payload = r.reason.encode(errors='surrogateescape') if kind == 3 else struct.pack(
                rainpipe.END, *counts[1:4], heads)
        padded = payload + bytes(-len(payload) % 64)
        head = struct.pack(rainpipe.HEAD, b'REC2', kind, type_, r.start, r.end, len(payload), r.have, r.expected,
                           r.layer.encode(), zlib.crc32(padded), packed)
        file.write(head + struct.pack('<I', zlib.crc32(head)) + padded)
        counts[kind], heads = counts[kind] + 1, zlib.crc32(head, heads)

def write(path, data, like, **keys):
    """Writes an array of times x rows x columns, a DataArray, or a Dataset with a variable for each layer in place
    of the values of the stream `like`; `keys` say what they are now, such as units='mm'."""
    require(set(keys) <= {'variable', 'units', 'cell_methods', 'source', 'quantity'} and all(
        isinstance(v, str) and v.isprintable() for v in keys.values()),
            'only variable, units, cell_methods, source and quantity can be replaced, by text in one line')
    header, records, fields, times = load(like)
    names, new = {header.name(layer): layer for _, _, layer in fields}, {}
    only = next(iter(names), None) if len(names) == 1 else getattr(data, 'name', None)
    variables = getattr(data, 'data_vars', {only: data})
    require(variables and set(variables) <= set(names), 'variables %s: the layers of %s are called %s' % (
        ', '.join(map(str, variables)), like, ', '.join(names)))
    require(len(variables) == 1 or set(keys) <= {'source'}, 'of several layers only the source can be replaced')
    for name, variable in variables.items():
        layer = names.pop(name)
        chosen = times_of(variable, header, times) if hasattr(variable, 'dims') else times
        values = numbers(getattr(variable, 'values', variable), header.has_times(layer))
        require(values.shape == (len(chosen), *header.shape), 'values of %s, and %s has %s' % (
            values.shape, like, (len(chosen), *header.shape)))
        for at, field in zip(chosen, values):
            if (*at, layer) in fields:
                new[(*at, layer)] = field
            require((*at, layer) in new or np.isnan(field).all(), '%s has values where %s has none' % (name, like))
        for key, value in keys.items():
            own = 'layer.%s.%s' % (layer, key)
            header[own if own in header else key] = value
        units = getattr(variable, 'attrs', {}).get('units')
        require(units in (None, header.layer(layer, 'units')), '%s has units of %s: units= says so' % (name, units))
    require(new, 'no field to write')
    for key in [key for key in header if key.startswith('layer.') and key[6:].rpartition('.')[0] in names.values()]:
        del header[key]
    header.pop('records', None)
    header.history.append('rainpipe.py %s write' % rainpipe.__version__)
    path, mode = os.path.realpath(path), None
    if os.path.exists(path):
        mode = os.stat(path).st_mode
        require(stat.S_ISREG(mode), '%s: not a regular file' % path)
    part = '%s.%d.part' % (path, os.getpid())
    try:
        with builtins.open(part, 'wb') as file:
            put(file, header.text.encode(), records_of(records, fields, new, 'climatology' not in header))
            file.flush()
            os.fsync(file.fileno())
        with rainpipe.open(part) as made:
            require(sum(r.kind == 'field' for r in made) == len(new), 'what was written is not what was asked for')
        if mode is not None:
            os.chmod(part, stat.S_IMODE(mode))
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
        raise
