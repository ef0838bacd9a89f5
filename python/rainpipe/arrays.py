# SPDX-License-Identifier: BSD-2-Clause
"""Streams as Datasets of xarray, in the words of CF as chunk2nc(1) writes them, and arrays written as streams."""
import builtins, contextlib, os, re, struct, zlib
import numpy as np
import rainpipe
from rainpipe import FIRST, LAST, Record, require, time_text

def name_of(header, layer):
    """What the variable of a layer is called, as by chunk2nc(1)."""
    return '_'.join(filter(None, (header.get('variable', 'value'), re.sub('[.-]', '_', layer))))

def mapping(crs):
    """The attributes of a grid mapping: those of CF if pyproj is there, else the words of the stream."""
    try:
        import pyproj
        return pyproj.CRS.from_user_input(crs).to_cf()
    except Exception:
        return {'crs': crs}

def to_xarray(path='-'):
    """A Dataset of all fields, which has to fit into memory: a variable for each layer, with coordinates, bounds of
    time, counts, and what the header says. Gaps are in attrs['rainpipe_gaps']."""
    import xarray
    fields, gaps = {}, []
    with rainpipe.open(path) as stream:
        header, (rows, cols) = stream.header, stream.header.shape
        require(rows > 0, '%s: holds images that are still encoded: tif2rain belongs in between' % stream.name)
        for r in stream:
            if r.kind == 'gap':
                gaps.append('%s %s %d %s' % (time_text(r.start), time_text(r.end), r.expected, r.reason))
            else:
                fields.setdefault((r.start, r.end), {})[r.layer] = r
    times = sorted(fields)
    first = [next(iter(fields[at].values())) for at in times]
    require(not times or times[0][0] > -9e9 and times[-1][1] < 9e9, 'a year that datetime64[ns] cannot hold')
    bounds = np.array(times, 'i8').reshape(-1, 2).astype('M8[s]').astype('M8[ns]')
    crs = header.get('crs', 'unknown')
    coordinates = {'time': ('time', bounds[:, 0], {'standard_name': 'time', 'bounds': 'time_bnds'}),
                   'time_bnds': (('time', 'nv'), bounds), 'time_end': ('time', bounds[:, 1]),
                   'have': ('time', np.array([r.have for r in first], 'i4'), {'units': '1'}),
                   'expected': ('time', np.array([r.expected for r in first], 'i4'), {'units': '1'}),
                   'crs': ((), 0, mapping(crs))}
    degrees = re.search('longlat|latlong|EPSG:(4326|4258|4269)$|OGC:CRS84$', crs) or (
        mapping(crs).get('grid_mapping_name') == 'latitude_longitude')
    (y, x), a = ('lat', 'lon') if degrees else ('y', 'x'), header.affine
    if a[2] == a[4] == 0:
        coordinates[y] = (y, a[3] + (np.arange(rows) + 0.5) * a[5])
        coordinates[x] = (x, a[0] + (np.arange(cols) + 0.5) * a[1])
    variables = {}
    for layer in dict.fromkeys(layer for at in times for layer in fields[at]):
        there = [(t, fields[at][layer]) for t, at in enumerate(times) if layer in fields[at]]
        values = np.full((len(times), rows, cols), np.nan, 'f8' if any(r.codes.dtype == 'f8' for _, r in there) else 'f4')
        for t, r in there:
            values[t] = r.values
        attributes = {key: header.layer(layer, key) for key in ('units', 'cell_methods', 'flag_meanings')}
        if header.has_times(layer):
            seconds = np.where(np.isnan(values), 0, values).astype('i8').astype('M8[s]').astype('M8[ns]')
            values = np.where(np.isnan(values), np.datetime64('NaT'), seconds)
            del attributes['units']
        if (flags := header.layer(layer, 'flag_values')) is not None:
            attributes['flag_values'] = np.array(re.split('[ ,]+', flags), 'f4')
        attributes.update(rainpipe_layer=layer or '(none)', grid_mapping='crs', ancillary_variables='have expected')
        name = name_of(header, layer)
        require(name not in variables, 'two layers that would be called %s' % name)
        variables[name] = (('time', y, x), values, {k: v for k, v in attributes.items() if v is not None})
    return xarray.Dataset(variables, coordinates, {
        'Conventions': 'CF-1.8', 'history': '\n'.join(reversed(header.history)), 'source': header.get('source', ''),
        'rainpipe_stream': header.text, 'rainpipe_gaps': '\n'.join(gaps)})

# ---- Writing ---------------------------------------------------------------

def numbers(values, times):
    """Values as a stream has them: float32, or float64 for what float32 may not hold."""
    require(not np.ma.isMaskedArray(values), 'a masked array: fill it with NaN first')
    values = np.asarray(values)
    if values.dtype.kind == 'M' and times:
        values = np.where(np.isnat(values), np.nan, values.astype('M8[s]').astype('i8'))
    require(values.dtype.kind in 'fiub', 'values of %s, which a stream cannot have here' % values.dtype)
    stored = values.astype('<f8' if values.itemsize > (4 if values.dtype.kind == 'f' else 2) else '<f4')
    require((np.isnan(stored) | (stored.astype(values.dtype) == values)).all(), 'a value that float64 cannot hold')
    require(not np.isinf(stored).any(), 'a value is infinite')
    return stored

def index_of(data, theirs):
    """Which times of a Dataset a DataArray has; it must lie as that does."""
    dims = next(iter(theirs.data_vars.values())).dims
    require(data.dims == dims and all(name in data.coords for name in dims),
            'dimensions %s: the stream has %s, each with its coordinate' % (data.dims, dims))
    for name in dims[1:]:
        require(np.array_equal(data[name], theirs[name]),
                'the coordinate %s is not that of the grid: another part of it, or another order' % name)
    ends = [name for name in ('time', 'time_end') if name in data.coords]
    require(len(ends) == 2 or data.time.size == theirs.time.size, 'fewer times than the stream that it shall be like, '
            'and no time_end, by which a selection is told from sums and means of longer times')
    at, known = (list(zip(*(np.asarray(d[name]).tolist() for name in ends))) for d in (data, theirs))
    known = {span: i for i, span in enumerate(known)}
    require(at and all(span in known for span in at), 'times that the stream that it shall be like does not have')
    index = [known[span] for span in at]
    require(index == sorted(set(index)), 'times that are not in order')
    return index

def records_of(records, values, spans, gaps):
    """The records of a stream with new values, by layer, at some of its times. What is left out between these
    becomes gaps, if there may be `gaps`, so that it is counted as missing."""
    at = {span: i for i, span in enumerate(spans)}
    theirs = [(r.start, r.end) for r in records if r.kind == 'field']
    reached, last = FIRST if theirs[0] in at else spans[0][0], LAST if theirs[-1] in at else spans[-1][1]
    for r in records:
        if r.kind == 'field' and (r.start, r.end) in at:
            if r.layer in values:
                r.codes = values[r.layer][at[r.start, r.end]]
                yield r
        elif r.start >= reached and r.end <= last and (gaps or r.kind == 'gap'):
            reached = r.end
            yield r if r.kind == 'gap' else Record(kind='gap', start=r.start, end=r.end, have=0, layer='',
                                                   expected=r.expected, reason='left out')

def put(file, text, records):
    """Writes a stream: gaps, and fields with their new values in codes."""
    body = text + bytes(-len(text) % 64)
    prelude = struct.pack(rainpipe.PRELUDE, rainpipe.MAGIC, len(text), 0, zlib.crc32(body))
    file.write(prelude + struct.pack('<I', zlib.crc32(prelude)) + body)
    counts, heads = [0] * 5, 0
    for r in (*records, Record(kind='end', start=0, end=0, have=0, expected=0, layer='')):
        kind = {'field': 1, 'gap': 3, 'end': 4}[r.kind]
        payload, packed = (rainpipe.pack(r.codes) if kind == 1 else (r.reason.encode('utf-8', 'surrogateescape'), 0)
                           if kind == 3 else (struct.pack(rainpipe.END, *counts[1:4], heads), 0))
        padded = payload + bytes(-len(payload) % 64)
        head = struct.pack(rainpipe.HEAD, b'REC2', kind, r.codes.itemsize // 4 + 2 if kind == 1 else 0, r.start, r.end,
                           len(payload), r.have, r.expected, r.layer.encode(), zlib.crc32(padded), packed)
        file.write(head + struct.pack('<I', zlib.crc32(head)) + padded)
        counts[kind], heads = counts[kind] + 1, zlib.crc32(head, heads)

def write(path, data, like, **keys):
    """Writes an array of times x rows x columns, a DataArray, or a Dataset with a variable for each layer in place
    of the values of the stream `like`; `keys` say what they are now, such as units='mm'."""
    require(set(keys) <= {'variable', 'units', 'cell_methods', 'source', 'quantity'} and all(
        isinstance(v, str) and v.isprintable() for v in keys.values()),
            'only variable, units, cell_methods, source and quantity can be replaced, by text in one line')
    with rainpipe.open(like) as stream:
        header, records = stream.header, list(stream)
    spans = sorted({(r.start, r.end) for r in records if r.kind == 'field'})
    names = {name_of(header, r.layer): r.layer for r in records if r.kind == 'field'}
    require(len(names) == len({r.layer for r in records if r.kind == 'field'}), 'two layers would have the same name')
    variables = getattr(data, 'data_vars', {getattr(data, 'name', None) if len(names) > 1 else next(iter(names), None): data})
    require(variables and set(variables) <= set(names), 'variables %s: the layers of %s are called %s' % (
        ', '.join(map(str, variables)), like, ', '.join(names)))
    require(len(variables) == 1 or set(keys) <= {'source'}, 'of several layers only the source can be replaced')
    index, values = range(len(spans)), {}
    if hasattr(data, 'dims'):
        theirs = to_xarray(like)
        index, = {tuple(index_of(variable, theirs)) for variable in variables.values()}
    for name, variable in variables.items():
        layer = names[name]
        values[layer] = numbers(getattr(variable, 'values', variable), header.has_times(layer))
        require(values[layer].shape == (len(index), *header.shape), 'values of %s, and %s has %s' % (
            values[layer].shape, like, (len(index), *header.shape)))
        there = {(r.start, r.end) for r in records if r.kind == 'field' and r.layer == layer}
        lacking = [i for i, j in enumerate(index) if spans[j] not in there]
        require(np.isnan(values[layer][lacking]).all(), '%s has values at times at which %s has none' % (name, like))
        for key, value in keys.items():
            own = 'layer.%s.%s' % (layer, key)
            header[own if own in header else key] = value
        units = getattr(variable, 'attrs', {}).get('units')
        require(units in (None, header.layer(layer, 'units')), '%s has units of %s: units= says so' % (name, units))
    for key in [key for key in header if key.startswith('layer.')]:
        if key[6:].rpartition('.')[0] in set(names.values()) - set(values):
            del header[key]
    header.pop('records', None)
    header.history.append('rainpipe.py %s write' % rainpipe.__version__)
    part = '%s.%d.part' % (os.fsdecode(path), os.getpid())
    try:
        with builtins.open(part, 'wb') as file:
            put(file, header.text.encode(), records_of(
                records, values, [spans[i] for i in index], 'climatology' not in header))
            file.flush()
            os.fsync(file.fileno())
        with rainpipe.open(part) as made:
            require(len(list(made)), 'nothing was written')
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
        raise
