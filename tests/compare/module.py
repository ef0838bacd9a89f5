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
        step=w.stream([(k, '0' if k == 'step' else v) for k, v in grid], table, []),
        partial=w.stream(grid + [('partial', '1')], table, []), years=w.stream(grid, table, [f(1 << 40, 1 << 41)]),
        counts=w.stream(grid, table, [f(0, 300)]) [:-64 - 64] + w.record(4, 0, 0, 0, 0, 0, '', bytes(64))[1],
        units=w.stream(grid, table, [f(0, 300)]) + w.stream([(k, 'mm' if k == 'units' else v) for k, v in grid], table,
                                                             [f(300, 600)]),
        place=w.stream(grid, table, [f(0, 300)]) + w.stream(w.LAYERS[:len(grid)], table, [f(300, 600)]),
        table=w.stream(grid, table, [f(0, 300)]) + w.stream(grid, table[::-1], [f(300, 600)]),
        overlap=w.stream(grid, table, [f(0, 600)]) + w.stream(grid, table, [f(300, 900)]),
        header=w.stream(grid, table, [f(0, 300)], fill=b'x'), padding=w.stream(grid, table, [f(0, 300) + (b'x',)]),
        # A packed field of zeros, whose first run is there and repeats.
        packed=w.stream(grid, table, [(1, 1, 0, 300, 1, 1, '', bytes(16) + b'\16' + bytes(7), 1)]),
        trailing=w.stream(grid, table, [f(0, 300)]) + b'x', empty=b'')
    missed = [name for name, bytes_ in bad.items() if not refused(bytes_)]
    assert not missed, missed
    missed = [name for name, bytes_ in bad.items() if subprocess.run(
        ['chunk-info', '-'], input=bytes_, capture_output=True).returncode == 0 and name != 'partial']
    assert not missed, 'the tools take %s' % missed
    with open('steps', 'wb') as out:
        gaps = [w.gap('missing', 0, 300, 1), w.gap('missing', 300, 600, 1), w.gap('missing', 600, 1200, 1)]
        out.write(w.stream(grid, table, [*gaps, f(1200, 1500)]))
    same('steps')

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

def whole_or_none(path):
    values = np.stack([r.values for r in records(path) if r.kind == 'field'])
    values[1, 0, 0] = np.inf
    array = None
    try:
        array = rainpipe.to_xarray(path).rainfall_rate
    except ImportError:
        pass
    odd = () if array is None else (array.transpose('x', 'time', 'y'), array.sortby('y'), array[:, :, ::-1],
                                    array[::-1], array[1:3], array.drop_vars('y'), array.to_dataset(),
                                    array.rename(x='a'), array.assign_coords(time=array.time + np.timedelta64(1, 'h')))
    for bad in (values, values[1:], values[:, 1:], np.ma.masked_less(values[:], 1), *odd):
        try:
            rainpipe.write('none', bad, like=path)
            raise AssertionError('was written')
        except rainpipe.Error:
            pass
    left = [name for name in os.listdir() if name.startswith('none')]
    assert not left, left

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

globals()[sys.argv[1]](*sys.argv[2:])
