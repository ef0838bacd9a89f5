# SPDX-License-Identifier: BSD-2-Clause
"""rolling.py IN OUT WINDOW EVERY METHOD FRACTION: OUT is what rolling makes of IN, by whole numbers without rounding.

WINDOW and EVERY are seconds; EVERY is 0 for each step. Means of codes and all extremes and counts have the same
bits; a mean that is multiplied, or is of floats, is within one step of float32. Prints how many are not the nearest."""
import sys
from fractions import Fraction
import numpy as np
from chunkread import read

def nearest(q):
    """A fraction as float32, to the nearest, ties to even."""
    near = np.float32(float(q))
    around = sorted((abs(Fraction(float(f)) - q), int(f.view('u4')) & 1, float(f))
                    for f in (near, np.nextafter(near, np.float32(-np.inf)), np.nextafter(near, np.float32(np.inf))))
    return np.float32(around[0][2])

def whole(x):
    """float32 as whole numbers of 2^-149."""
    m, e = np.frexp(x.astype('f8'))
    m = (m * 2 ** 24).astype('i8')
    return np.array([int(a) << (int(b) + 125) if b >= -125 else int(a) >> (-125 - int(b))
                     for a, b in zip(m.ravel(), e.ravel())], object).reshape(x.shape)

def main(path, out, window, every, method, fraction):
    window, every, fraction = int(window), int(every), float(fraction)
    (header, table, records, _), = read(path)
    (header2, _, records2, _), = read(out)
    header, header2 = dict(header), dict(header2)
    step = int(header['step'])
    fields, gaps = [r for r in records if r['kind'] == 1], [r for r in records if r['kind'] == 3]
    length, first = fields[0]['end'] - fields[0]['start'], fields[0]['start']
    begin = records[0]['start']
    interval = every or length
    begin = begin // every * every if every else first - -(-(first - begin) // length) * length
    end = max(r['end'] for r in records)
    amounts = header['units'] == 'mm'
    weighed = amounts or 'time: mean' in header['cell_methods']
    expected, full = window // step, window // length

    count = -(-(end - begin) // interval)
    ends = [begin + (i + 1) * interval for i in range(count)]
    got = [r for r in records2 if r['kind'] == 1]
    assert [(r['start'], r['end']) for r in got] == [(e - interval, e) for e in ends], 'times of records'
    steps = (ends[-1] - begin) // length
    shape = fields[0]['data'].shape
    scale = np.float64(1) / (length / 3600) if amounts and method in ('mean', 'sum') else 1
    value = np.full((steps,) + shape, np.nan, 'f4')
    weight, have = np.zeros((steps,) + shape, int), np.zeros(steps, int)
    for r in fields:
        k = (r['start'] - begin) // length
        value[k] = np.float32(r['data'] * scale) if scale != 1 else r['data']
        weight[k] = np.where(np.isnan(value[k]), 0, r['have'] if weighed else 1)
        have[k] = r['have']
    before = np.zeros((1,) + shape, int)
    counts = np.concatenate([before, weight.cumsum(0)])
    haves = np.append(0, have.cumsum())
    sums = None
    if method in ('mean', 'sum'):
        added = whole(np.nan_to_num(value)) * weight.astype(object)
        sums = np.concatenate([before.astype(object), np.cumsum(added, axis=0)])
    least = max(np.ceil(fraction * expected - 1e-6), 1)
    off = 0
    for e, r in zip(ends, got):
        last = (e - begin) // length
        from_ = max(last - full, 0)
        n = counts[last] - counts[from_]
        assert (r['have'], r['expected']) == (haves[last] - haves[from_], expected), ('have', e)
        if method == 'count':
            assert (r['data'] == n).all(), ('count', e)
            continue
        assert (np.isnan(r['data']) == (n < least)).all(), ('missing', e)
        if method in ('max', 'min'):
            part = value[from_:last]
            part = np.where(np.isnan(part), -np.inf if method == 'max' else np.inf, part)
            best = part.max(0) if method == 'max' else part.min(0)
            assert (r['data'] == best)[n >= least].all(), (method, e)
            continue
        total = sums[last] - sums[from_]
        times = Fraction(window, 3600) if method == 'sum' else 1
        for at in zip(*np.nonzero(n >= least)):
            exact = nearest(Fraction(total[at], int(n[at]) << 149) * times)
            if r['data'][at] != exact:
                off += 1
                assert table is None or weighed or times != 1, ('code', e, at, r['data'][at], exact)
                # What is smaller than the unit that floats are rounded to is 0.
                near = (np.nextafter(exact, np.float32(-1e38)), np.nextafter(exact, np.float32(1e38)))
                assert r['data'][at] in near or abs(float(r['data'][at]) - float(exact)) < 1e-22, \
                    ('value', e, at, r['data'][at], exact)
    wanted = 0 if method == 'count' else None
    assert sum(r['expected'] for r in records2 if r['kind'] == 3) == sum(r['expected'] for r in gaps), 'gaps'
    assert header2.get('window') == (None if window == interval else str(window)), 'the key window'
    print(len(got), 'windows,', off, 'values not the nearest')

main(*sys.argv[1:])
