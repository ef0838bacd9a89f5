# SPDX-License-Identifier: BSD-2-Clause
"""Streams of rainpipe as Datasets of xarray, in the words of CF as chunk2nc(1) writes them."""
import os, re
import numpy as np
import xarray
import rainpipe

def to_xarray(path='-'):
    """A Dataset of all fields, which has to fit into memory: a variable for each layer, named as chunk2nc names
    them, with coordinates, bounds of time, counts, and what the header says. Gaps are in attrs['rainpipe_gaps']."""
    fields, gaps = {}, []
    with rainpipe.open(path) as stream:
        header, (rows, cols) = stream.header, stream.header.shape
        rainpipe.require(rows > 0, '%s: holds images that are still encoded: tif2rain belongs in between' % stream.name)
        for r in stream:
            if r.kind == 'gap':
                gaps.append('%s %s %d %s' % (rainpipe.time_text(r.start), rainpipe.time_text(r.end), r.expected, r.reason))
            else:
                fields.setdefault((r.start, r.end), {})[r.layer] = r
    times = sorted(fields)
    layers = list(dict.fromkeys(layer for at in times for layer in fields[at]))
    a = header.affine
    y, x = ('lat', 'lon') if is_degrees(header.get('crs', '')) else ('y', 'x')
    first = [next(iter(fields[at].values())) for at in times]
    rainpipe.require(not times or times[0][0] > -9e9 and times[-1][1] < 9e9, 'a year that datetime64[ns] cannot hold')
    seconds = np.array(times, 'i8').reshape(-1, 2).astype('M8[s]').astype('M8[ns]')
    coordinates = {'time': ('time', seconds[:, 0], {'standard_name': 'time', 'bounds': 'time_bnds'}),
                   'time_bnds': (('time', 'nv'), seconds),
                   'have': ('time', np.array([r.have for r in first], 'i4'), {'units': '1'}),
                   'expected': ('time', np.array([r.expected for r in first], 'i4'), {'units': '1'}),
                   'crs': ((), 0, mapping(header.get('crs', 'unknown')))}
    if a[2] == a[4] == 0:
        coordinates[y] = (y, a[3] + (np.arange(rows) + 0.5) * a[5])
        coordinates[x] = (x, a[0] + (np.arange(cols) + 0.5) * a[1])
    variables = {}
    for layer in layers:
        double = any(at[layer].codes.dtype == 'f8' for at in fields.values() if layer in at)
        values = np.full((len(times), rows, cols), np.nan, 'f8' if double else 'f4')
        for t, at in enumerate(times):
            if layer in fields[at]:
                values[t] = fields[at][layer].values
        name = '_'.join(filter(None, (header.get('variable', 'value'), re.sub('[.-]', '_', layer))))
        attributes = {key: header.layer(layer, key) for key in ('units', 'cell_methods', 'flag_meanings')}
        if (flags := header.layer(layer, 'flag_values')) is not None:
            attributes['flag_values'] = np.array(re.split('[ ,]+', flags), 'f4')
        attributes.update(rainpipe_layer=layer or '(none)', grid_mapping='crs', ancillary_variables='have expected')
        variables[name] = (('time', y, x), values, {k: v for k, v in attributes.items() if v is not None})
    return xarray.Dataset(variables, coordinates, {
        'Conventions': 'CF-1.8', 'history': '\n'.join(reversed(header.history)), 'source': header.get('source', ''),
        'rainpipe_stream': header.text, 'rainpipe_gaps': '\n'.join(gaps)})

def mapping(crs):
    """The attributes of a grid mapping: those of CF if pyproj is there, else the words of the stream."""
    try:
        import pyproj
        return pyproj.CRS.from_user_input(crs).to_cf()
    except Exception:
        return {'crs': crs}

def is_degrees(crs):
    return 'longlat' in crs or 'latlong' in crs or mapping(crs).get('grid_mapping_name') == 'latitude_longitude' or (
        crs in ('EPSG:4326', 'EPSG:4258', 'EPSG:4269', 'OGC:CRS84'))

class Backend(xarray.backends.BackendEntrypoint):
    """xarray.open_dataset('days.chunk', engine='rainpipe')"""
    description = 'Streams of rainpipe'
    open_dataset_parameters = ('filename_or_obj', 'drop_variables')

    def open_dataset(self, filename_or_obj, *, drop_variables=None):
        return to_xarray(filename_or_obj).drop_vars(drop_variables or [])

    def guess_can_open(self, filename_or_obj):
        return isinstance(filename_or_obj, (str, os.PathLike)) and os.fspath(filename_or_obj).endswith('.chunk')
