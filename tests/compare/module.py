# SPDX-License-Identifier: BSD-2-Clause
"""The checks of tests/python.sh: module.py CHECK ARGUMENT ..."""
import json, os, subprocess, sys
import numpy as np
import chunkread, chunkwrite as w
import rainpipe

def records(path):
    with rainpipe.open(path) as stream:
        return list(stream)

def refused(bytes_):
    with open('bad', 'wb') as f:
        f.write(bytes_)
    try:
        records('bad')
    except rainpipe.Error as e:
        assert str(e).startswith('bad: ') and '\n' not in str(e), e
        return True
    return False

def same(path):
    """Records are those of chunk-info, and values those of the other reader."""
    told = json.loads(subprocess.run(['chunk-info', '--json', path], capture_output=True, check=True).stdout)
    ours = records(path)
    assert len(ours) == len(told['records']) > 0, (len(ours), len(told['records']))
    for a, b in zip(ours, told['records']):
        times = [rainpipe.time_text(t) for t in (a.start, a.end)]
        assert [a.kind, *times, a.have, a.expected] == [b['kind'], b['start'], b['end'], b['have'], b['expected']], (a, b)
        assert a.kind != 'gap' or a.reason == b['reason'], (a.reason, b)
    theirs = [r['data'] for stream in chunkread.read(path) for r in stream[2] if r['kind'] == 1]
    values = [r.values for r in ours if r.kind == 'field']
    assert len(theirs) == len(values)
    assert all(np.array_equal(a, b.astype('f4'), equal_nan=True) for a, b in zip(theirs, values))

def prefixes(path):
    whole = open(path, 'rb').read()
    missed = [n for n in range(len(whole)) if not refused(whole[:n])]
    assert not missed, 'whole when cut at %s' % missed
    assert not refused(whole)

def flips(path):
    whole = bytearray(open(path, 'rb').read())
    missed = []
    for i in range(len(whole)):
        whole[i] ^= 1 << i % 8
        missed += [] if refused(bytes(whole)) else [i]
        whole[i] ^= 1 << i % 8
    assert not missed, 'bytes whose change goes unseen: %s' % missed

def nonsense():
    """Streams with good checksums that no tool writes."""
    grid, table = w.GRID, np.append(np.arange(255), np.nan)
    a = (np.arange(54).reshape(6, 9) % 50).astype('|u1')
    f = lambda start, end, values=a, **more: w.field(values, start, end, **more)
    affine = lambda header, a: [(k, a if k == 'affine' else v) for k, v in header]
    bad = dict(
        twice=w.stream(grid, table, [f(0, 300), f(0, 300)]), back=w.stream(grid, table, [f(300, 600), f(0, 300)]),
        backwards=w.stream(grid, table, [f(300, 300)]), many=w.stream(grid, table, [f(0, 300, have=2)]),
        in_gap=w.stream(grid, table, [w.gap('missing', 0, 600, 2), f(300, 600)]),
        beyond=w.stream(grid, table, [f(0, 300), w.gap('missing', 150, 600, 1)]),
        no_table=w.stream(grid, None, [f(0, 300)]), infinite=w.stream(grid, np.append(np.arange(255), np.inf), []),
        wide=w.stream(grid, table, [f(0, 300, a[:, :8])]),
        field=w.stream([('step', '300')], table, [f(0, 300)]), key=w.stream(grid + [('rows', '6')], table, []),
        rows=w.stream([(k, v.replace('6', '-6')) for k, v in grid], table, []),
        affine=w.stream([(k, '1 2 3' if k == 'affine' else v) for k, v in grid], table, []),
        blank=w.stream([(k, v + ' ' if k == 'affine' else v) for k, v in grid], table, []),
        step=w.stream([(k, '0' if k == 'step' else v) for k, v in grid], table, []),
        partial=w.stream(grid + [('partial', '1')], table, []), years=w.stream(grid, table, [f(1 << 40, 1 << 41)]),
        counts=w.stream(grid, table, [f(0, 300)]) [:-64 - 64] + w.record(4, 0, 0, 0, 0, 0, '', bytes(64))[1],
        units=w.stream(grid, table, [f(0, 300)]) + w.stream([(k, 'mm' if k == 'units' else v) for k, v in grid], table,
                                                             [f(300, 600)]),
        place=w.stream(grid, table, [f(0, 300)]) + w.stream(w.LAYERS[:len(grid)], table, [f(300, 600)]),
        flat=w.stream(affine(grid, '0 100 0 0 0 -1'), table, []) + w.stream(affine(grid, '0 100 0 0.005 0 -1'), table, []),
        table=w.stream(grid, table, [f(0, 300)]) + w.stream(grid, table[::-1], [f(300, 600)]),
        overlap=w.stream(grid, table, [f(0, 600)]) + w.stream(grid, table, [f(300, 900)]),
        header=w.stream(grid, table, [f(0, 300)], fill=b'x'), padding=w.stream(grid, table, [f(0, 300) + (b'x',)]),
        # A packed field of zeros, whose first run is there and repeats.
        packed=w.stream(grid, table, [(1, 1, 0, 300, 1, 1, '', bytes(16) + b'\16' + bytes(7), 1)]),
        end_layer=w.stream(grid, table, [])[:-128] + w.record(4, 0, 0, 0, 0, 0, 'a', bytes(64))[1],
        marks=w.stream(grid, table, [(1, 1, 0, 300, 1, 1, '', bytes(16) + b'\16' + bytes(7), 1)[:7] + (bytes(17), 1)]),
        trailing=w.stream(grid, table, [f(0, 300)]) + b'x', empty=b'')
    missed = [name for name, bytes_ in bad.items() if not refused(bytes_)]
    assert not missed, missed
    missed = [name for name, bytes_ in bad.items() if subprocess.run(
        ['chunk-info', '-'], input=bytes_, capture_output=True).returncode == 0 and name != 'partial']
    assert not missed, 'the tools take %s' % missed

def joins():
    """Gaps are put between streams, and merged, as the tools do it."""
    a = np.arange(54).reshape(6, 9).astype('<f4')
    f, gap, sums = w.field, w.gap, [(k, 'time: sum' if k == 'cell_methods' else v) for k, v in w.GRID]
    coarse = [(k, '600' if k == 'step' else v) for k, v in sums]
    for streams in (
            # Steps of two lengths are not one gap.
            [w.stream(sums, None, [gap('missing', 0, 300, 1), gap('missing', 300, 600, 1), gap('missing', 600, 1200, 1)])],
            # A gap in both layers, and one in one of them.
            [w.stream(w.LAYERS, None, [f(a, 0, 600, 'mean'), f(a, 0, 1200, 'std'), gap('missing', 300, 600, 1),
                                       gap('missing', 600, 900, 1)])],
            # A gap in a field, and one after it.
            [w.stream(sums, None, [f(a, 0, 600), gap('missing', 300, 600, 1), gap('missing', 600, 900, 1)])],
            # The step is that of the stream before, also if one without records lies in between.
            [w.stream(sums, None, [f(a, 0, 600)]), w.stream(coarse, None, []), w.stream(coarse, None, [f(a, 1800, 2400)])],
            # The same place, as far as a thousandth of a cell goes.
            [w.stream(sums, None, [f(a, 0, 600)]), w.stream([(k, v.replace('.404', '.40') if k == 'affine' else v)
                                                              for k, v in sums], None, [f(a, 600, 900)])]):
        with open('joins', 'wb') as out:
            out.write(b''.join(streams))
        same('joins')

def digest(path):
    return subprocess.run(['chunk-info', '--digest', path], capture_output=True, check=True).stdout

def back(path):
    """Written again from NumPy and from xarray: the same records."""
    values = np.stack([r.values for r in records(path) if r.kind == 'field'])
    rainpipe.write('again', values, like=path)
    assert digest('again') == digest(path)
    dataset = rainpipe.to_xarray(path)
    name, = dataset.data_vars
    rainpipe.write('again', dataset[name], like=path)
    assert digest('again') == digest(path)
    rainpipe.write('again', dataset[name] * 2, like=path, units='mm d-1')
    doubled = records('again')
    assert rainpipe.open('again').header['units'] == 'mm d-1'
    assert np.array_equal(np.stack([r.values for r in doubled if r.kind == 'field']), values * 2, equal_nan=True)

def refuses(data, like, **keys):
    """Whether write() raises an error, and leaves no file."""
    try:
        rainpipe.write('none', data, like=like, **keys)
        return False
    except rainpipe.Error:
        return not [name for name in os.listdir() if name.startswith('none')]

def whole_or_none(path):
    """What is not as the stream is refused; and whatever happens, no part of a file is left."""
    values = np.stack([r.values for r in records(path) if r.kind == 'field'])
    infinite = values.copy()
    infinite[1, 0, 0] = np.inf
    odd = dict(infinite=infinite, fewer=values[1:], narrower=values[:, 1:], masked=np.ma.masked_less(values, 1),
               long_double=values.astype('g') / 3, large=np.full(values.shape, 2 ** 53 + 1), complex=values.astype('c8'),
               dates=np.zeros(values.shape, 'M8[s]'), flat=values[0], text=values.astype(str))
    for name, bad in odd.items():
        assert refuses(bad, path), name
    assert refuses(values, path, affine='1') and refuses(values, path, units='mm\nrows=1')
    def interrupted(_):
        raise KeyboardInterrupt
    fsync, os.fsync = os.fsync, interrupted
    try:
        rainpipe.write('none', values, like=path)
        raise AssertionError('went on')
    except KeyboardInterrupt:
        os.fsync = fsync
    assert not [name for name in os.listdir() if name.startswith('none')]

def by_layer(path):
    return {(r.layer, r.start): r.values for r in records(path) if r.kind == 'field'}

def layers(path):
    """Every layer by its name, whatever the order of the variables; some of them; and each with its own values."""
    dataset = rainpipe.to_xarray(path)
    names = list(dataset.data_vars)
    assert len(names) > 1
    rainpipe.write('again', dataset, like=path)
    assert digest('again') == digest(path)
    rainpipe.write('again', dataset[names[::-1]], like=path)
    assert digest('again') == digest(path)
    one = dataset[names[-1]]
    layer = one.attrs['rainpipe_layer'].replace('(none)', '')
    for data in one, one.to_dataset():
        rainpipe.write('again', data, like=path)
        made, whole = by_layer('again'), by_layer(path)
        assert {key: v.tobytes() for key, v in made.items()} == {
            key: v.tobytes() for key, v in whole.items() if key[0] == layer}
        assert not [key for key in rainpipe.open('again').header if key.startswith('layer.') and
                    not key.startswith('layer.%s.' % layer)]
    assert refuses(one.rename('other'), path) and refuses(one.rename(None), path)
    assert refuses(dataset.assign(more=one), path) and refuses(dataset, path, units='mm')
    # A layer that only some of the times have.
    with open('some', 'wb') as out:
        fields = [w.field(r.values.astype('<f4'), r.start, r.end, r.layer) for i, r in enumerate(
            r for r in records(path) if r.kind == 'field') if i != 1]
        out.write(w.stream([line for line in rainpipe.open(path).header.items() if 'flag' not in line[0]], None, fields))
    some = rainpipe.to_xarray('some')
    if 'when_max' not in path and len(some.time) > 1:
        rainpipe.write('again', some, like='some')
        assert digest('again') == digest('some')
        full = some.map(lambda v: v.fillna(0) if v.dtype.kind == 'f' else v)
        assert refuses(full, 'some')
    assert refuses(dataset.drop_vars(names), path) and refuses(np.asarray(one), path)

def gaps(path):
    return [(r.start, r.end, r.expected, r.reason) for r in records(path) if r.kind == 'gap']

def selection(path, cropped, since, until):
    """Some of the times: as crop has them; and what is left out between them is a gap."""
    dataset = rainpipe.to_xarray(path)
    part = dataset.sel(time=slice(since, np.datetime64(until) - 1))
    for data in part, part[next(iter(part.data_vars))]:
        if len(part.data_vars) == 1 or data is part:
            rainpipe.write('again', data, like=path)
            assert digest('again') == digest(cropped)
    fields = [r for r in records(path) if r.kind == 'field' and r.layer == '']
    rainpipe.write('again', dataset.isel(time=[1, 4]), like=path)
    got = [r for r in records('again') if r.kind == 'field' and r.layer == '']
    assert [(r.start, r.end, r.have, r.expected) for r in got] == [
        (r.start, r.end, r.have, r.expected) for r in (fields[1], fields[4])]
    lost = sum(r.expected for r in fields[2:4])
    assert gaps('again') == [(fields[2].start, fields[3].end, lost, 'left out')], gaps('again')
    if len(dataset.data_vars) == 1:
        told = json.loads(subprocess.run('stats --layers mean again | chunk-info --json', shell=True,
                                         capture_output=True, check=True).stdout)
        counted, = (r for r in told['records'] if r['kind'] == 'field')
        assert counted['expected'] == counted['have'] + lost == fields[1].expected + fields[4].expected + lost, counted

def other_times_and_places(path):
    """Nothing goes to another time or another place than its own."""
    array = rainpipe.to_xarray(path).rainfall_rate
    step = array.time[1] - array.time[0]
    moved = array.assign_coords(time=array.time + np.timedelta64(1, 's'))
    square = array[:, :30, :30]
    odd = dict(
        transposed=array.transpose('x', 'time', 'y'), swapped=array.transpose('time', 'x', 'y'), turned=square.rename(
            x='y', y='x').transpose('time', 'y', 'x'), flipped=array.sortby('y'), values_flipped=array[:, ::-1],
        mirrored=array[:, :, ::-1], backwards=array[::-1], late=moved, late_end=array.assign_coords(
            time_end=array.time_end + step), no_place=array.drop_vars('y'), renamed=array.rename(x='a'), cut=array[:, 1:],
        daily=array.resample(time='1D').sum(), coarse=array.coarsen(time=2).sum(), no_end=array[:2].drop_vars('time_end'),
        first=array.coarsen(time=2, coord_func={'time': 'min'}).sum(), one=array[0], mean=array.mean('time'),
        none=array[:0], twice=array[[0, 0, 1]], hours=array.groupby('time.hour').mean(),
        half=array.reindex(time=array.time.values[:3] + np.timedelta64(30, 'm')),
        millimetres=array.assign_attrs(units='mm'))
    for name, bad in odd.items():
        assert refuses(bad, path), name
        assert name in ('no_place', 'millimetres') or refuses(bad.to_dataset(), path), name
    rainpipe.write('again', array.assign_attrs(units='mm'), like=path, units='mm')
    # The same shape, elsewhere.
    with open('elsewhere', 'wb') as out:
        header = [(k, '0 1 0 0 0 -1' if k == 'affine' else v) for k, v in rainpipe.open(path).header.items()]
        out.write(w.stream(header, None, [w.field(r.codes.astype('<f4'), r.start, r.end) for r in records(path)]))
    assert refuses(array, 'elsewhere')

def types(path):
    """What float32 cannot hold stays float64, to the last bit."""
    values = np.stack([r.values for r in records(path) if r.kind == 'field'])
    whole = np.nan_to_num(values)
    for made, dtype in ((values.astype('f8') / 3, '<f8'), (values.astype('f2'), '<f4'), (whole.astype('i8') + 2 ** 40, '<f8'),
                        (whole.astype('i2'), '<f4'), (values > 1, '<f4'), (values.astype('>f4'), '<f4')):
        rainpipe.write('again', made, like=path)
        got = [r.codes for r in records('again') if r.kind == 'field']
        assert all(a.dtype == dtype and np.array_equal(a, b, equal_nan=True) for a, b in zip(got, made)), made.dtype
    subprocess.run(['chunk-info', 'again'], capture_output=True, check=True)

def dates(path):
    """Times of stats --when are dates in xarray, and seconds in the stream again."""
    dataset = rainpipe.to_xarray(path)
    when, = (dataset[name] for name in dataset.data_vars if name.endswith('when_max'))
    assert when.dtype == 'M8[ns]' and 'units' not in when.attrs
    seconds = [r.values for r in records(path) if r.layer == 'when_max'][0]
    assert np.array_equal(np.isnat(when.values[0]), np.isnan(seconds)) and not np.isnan(seconds).all()
    assert when.values[0].max() == np.datetime64(int(np.nanmax(seconds)), 's') or np.isnat(when.values[0].max())
    rainpipe.write('again', dataset, like=path)
    assert digest('again') == digest(path)

def as_netcdf(path, netcdf):
    """What chunk2nc writes and xarray opens."""
    import xarray
    theirs, ours = xarray.open_dataset(netcdf), xarray.open_dataset(path, engine='rainpipe')
    assert set(theirs.data_vars) - {'time_bnds', 'have', 'expected', 'crs'} == set(ours.data_vars), (theirs, ours)
    for name in ours.data_vars:
        assert np.array_equal(theirs[name], ours[name], equal_nan=True), name
        for key in ('units', 'cell_methods', 'flag_meanings'):
            assert theirs[name].attrs.get(key) == ours[name].attrs.get(key), (name, key)
    for name in 'time', 'time_bnds', 'have', 'expected', 'x', 'y':
        assert np.array_equal(np.asarray(theirs[name]), np.asarray(ours[name])), name

# CRSs of every kind of coordinates, with a corner and a cell that lie in them.
PLACES = [('EPSG:25833', 400000, 6500000, 2000), ('+proj=utm +zone=33 +ellps=GRS80', 400000, 6500000, 2000),
          ('EPSG:4326', 10, 60, 0.1), ('+proj=longlat +R=6371229', 10, 60, 0.1),
          ('+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +R=6371000 +units=km', -100, -3000, 1),
          ('+proj=ob_tran +o_proj=longlat +o_lon_p=0 +o_lat_p=39.25 +lon_0=18 +R=6371229', 5, 8, 0.1),
          ('unknown', 0, 0, 1)]

def coordinates():
    """Coordinates are those that chunk2nc writes, with their attributes, with pyproj and without;
    and what xarray writes of them, nc2chunk reads."""
    import chunkwrite, xarray
    for crs, west, north, cell in PLACES:
        grid = [('rows', '3'), ('cols', '4'), ('affine', '%g %g 0 %g 0 %g' % (west, cell, north, -cell)),
                ('crs', crs), ('variable', 'rainfall_rate'), ('units', 'mm h-1'), ('cell_methods', 'time: mean'), ('step', '300')]
        fields = [chunkwrite.field(np.arange(12, dtype='<f4').reshape(3, 4) / 8, t, t + 300) for t in (0, 300)]
        open('there', 'wb').write(chunkwrite.stream(grid, None, fields))
        subprocess.run(['chunk2nc', '-q', '-o', 'there.nc', 'there'], check=True)
        theirs = xarray.load_dataset('there.nc')
        code = ('import sys; sys.modules[%r] = None\nimport rainpipe, warnings; warnings.filterwarnings("error", module="xarray")\n'
                'rainpipe.to_xarray("there").to_netcdf("ours.nc")')
        for missing in ('nothing', 'pyproj'):
            subprocess.run([sys.executable, '-c', code % missing], check=True)
            ours = xarray.load_dataset('ours.nc')
            assert theirs.rainfall_rate.dims == ours.rainfall_rate.dims, (crs, missing, ours)
            for name in ours.rainfall_rate.dims:
                assert np.array_equal(theirs[name], ours[name]), (crs, missing, name)
                for key in ('standard_name', 'units', 'axis'):
                    said = ours[name].attrs.get(key)
                    # Without pyproj nobody knows the units of a code.
                    if (missing, crs, key) != ('pyproj', 'EPSG:25833', 'standard_name' if name != 'time' else '') and \
                            (missing, crs, key) != ('pyproj', 'EPSG:25833', 'units'):
                        assert said == theirs[name].attrs.get(key), (crs, missing, name, key, said)
            if missing == 'nothing' and crs not in ('unknown',):
                subprocess.run(['nc2chunk', '-q', '-o', 'back', 'ours.nc'], check=True)
                assert np.array_equal([r.values for r in records('back')], [r.values for r in records('there')]), crs
                metres = 1000 if 'km' in crs else 1         # nc2chunk(1)
                assert np.allclose(rainpipe.open('back').header.affine,
                                   np.multiply((west, cell, 0, north, 0, -cell), metres)), crs

def standard_input(path):
    """Standard input, by every name that it has in Python; here it is a pipe."""
    for source in '"-"', 'sys.stdin', 'sys.stdin.buffer', 'os.fdopen(0, "rb", 0)', 'io.BytesIO(sys.stdin.buffer.read())':
        code = 'import io, os, rainpipe, sys\nprint(sum(1 for r in rainpipe.open(%s)))' % source
        told = subprocess.run([sys.executable, '-c', code], input=open(path, 'rb').read(), capture_output=True,
                              check=True)
        assert int(told.stdout) == len(records(path)), source

def blocks(path):
    """chunks= makes blocks of a Dataset for Dask, which can be written."""
    import xarray
    data = xarray.open_dataset(path, engine='rainpipe', chunks={'time': 2})
    assert data.rainfall_rate.chunks[0][0] == 2
    rainpipe.write('again', data * 2, like=path)
    assert np.array_equal([r.values for r in records('again')], rainpipe.to_xarray(path).rainfall_rate * 2, equal_nan=True)

def months(one, other, both):
    """Files that xarray puts one after the other are as the tools join them."""
    import xarray
    apart = xarray.open_mfdataset([other, one], engine='rainpipe', join='exact')
    assert apart.equals(rainpipe.to_xarray(both)), apart
    rainpipe.write('again', apart, like=both)
    assert digest('again') == digest(both)

def gauges(path, places, table):
    """Columns of gauges as chunk-extract has them; and no values for a gauge outside."""
    import pandas
    at = pandas.read_csv(places, index_col='name').to_xarray()
    data = rainpipe.to_xarray(path)
    half = abs(float(data.x[1] - data.x[0])) / 2
    ours = data.rainfall_rate.sel(x=at.x, y=at.y, method='nearest', tolerance=half).to_pandas()
    theirs = pandas.read_csv(table, parse_dates=['start']).pivot(index='start', columns='name', values='mean')
    assert list(ours.columns) == list(theirs.columns) and ours.shape == theirs.shape and ours.size > 10
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    try:
        data.rainfall_rate.sel(x=data.x[:1] - 3 * half, method='nearest', tolerance=half)
        raise AssertionError('a gauge outside has values')
    except KeyError:
        pass

globals()[sys.argv[1]](*sys.argv[2:])
