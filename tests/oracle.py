# SPDX-License-Identifier: BSD-2-Clause
"""What the tools' numbers should be: the formulas in NumPy's float64, and sums in exact integers.

    oracle.py rates STREAM key=value ...   the table and every value, of these gain, offset, ...
    oracle.py bins FIELDS BINS             what bin-average made of FIELDS
    oracle.py stats FIELDS STATISTICS      what stats made of FIELDS, whatever the layers
    oracle.py picture MISSING DRY          two frames as raw RGB: missing cells have a colour of their own
"""
import sys, warnings
from fractions import Fraction
import numpy as np
import chunkread

warnings.simplefilter('ignore')         # of all-NaN slices: they are to be NaN

def load(path):
    (header, table, records, _), = chunkread.read(path)
    return dict(header), table, [r for r in records if r['kind'] == 1]

def within_ulp(got, expected):
    """Float32 that are the float32 of these float64, or next to it; missing where missing."""
    expected = expected.astype('f4')
    near = (got == expected) | (got == np.nextafter(expected, np.float32(np.inf))) | \
        (got == np.nextafter(expected, np.float32(-np.inf)))
    return bool(np.all(near | (np.isnan(got) & np.isnan(expected))))

# ---- Exactly: a float32 is an integer times 2^-149 ----

ONE = 1 << 149

def integer(x):
    return int(Fraction(float(x)) * ONE)

def exact_sums(codes, table):
    """Of a stack of codes, pixel by pixel: how many are there, their sum, and that of their squares."""
    there = ~np.isnan(table)
    value = np.array([integer(x) if ok else 0 for x, ok in zip(table, there)], object)
    return there[codes].sum(axis=0), value[codes].sum(axis=0), (value * value)[codes].sum(axis=0)

def edges(x):
    """The numbers half way from a float32 to its neighbours: what lies between rounds to it."""
    x = np.float32(x)
    below, above = (np.nextafter(x, np.float32(to)) for to in (-np.inf, np.inf))
    return [(Fraction(float(x)) + Fraction(float(y))) / 2 for y in (below, above)]

def nearest_mean(got, n, total):
    low, high = edges(got)
    return low <= Fraction(int(total), n * ONE) <= high

def nearest_std(got, n, total, squares):
    """The root is not taken: its square is compared with those of the edges."""
    variance = Fraction(n * int(squares) - int(total) ** 2, (n * ONE) ** 2)
    low, high = edges(got)
    return max(low, 0) ** 2 <= variance <= high ** 2 and (got > 0) == (variance > 0)

def all_nearest(test, got, n, *sums):
    """The test of every pixel; one without values must be NaN."""
    return all(test(g, int(k), *s) if k else np.isnan(g)
               for g, k, *s in zip(got.flat, n.flat, *(s.flat for s in sums)))

# ---- The tools ----

def rates(path, *settings):
    z = dict(gain=0.4, offset=-30, nodata=255, undetect=0, a=200, b=1.5, dbz=0, min_dbz=-np.inf, max_rate=np.inf)
    z.update((k, float(v)) for k, v in (s.split('=') for s in settings))
    _, table, fields = load(path)
    code = np.arange(256, dtype='f8')
    dbz = z['gain'] * code + z['offset']
    expected = dbz if z['dbz'] else np.minimum((10 ** (dbz / 10) / z['a']) ** (1 / z['b']), z['max_rate'])
    none = z['gain'] * z['undetect'] + z['offset'] if z['dbz'] else 0
    expected = np.where((code == z['undetect']) | (dbz < z['min_dbz']), none, expected)
    expected[code == z['nodata']] = np.nan
    expected = expected.astype('f4')
    assert table is None or np.array_equal(table, expected, equal_nan=True)
    for r in fields:                    # of images whose codes are 0 to 255
        assert np.array_equal(r['data'].ravel(), expected, equal_nan=True)
    assert fields

def hours(r):
    return (r['end'] - r['start']) / 3600

def rates_and_weights(header, stack):
    """Rain rates, from amounts too; what is a mean or an amount already weighs by what it has."""
    amounts = header['units'] == 'mm'
    data = np.stack([r['data'].astype('f8') / (hours(r) if amounts else 1) for r in stack])
    weighs = amounts or 'time: mean' in header['cell_methods']
    return data, np.array([float(r['have']) if weighs else 1 for r in stack])[:, None, None]

def bins(fields_path, bins_path):
    header, table, fields = load(fields_path)
    made, _, averages = load(bins_path)
    assert averages and all(a['end'] == b['start'] for a, b in zip(averages, averages[1:]))
    for bin in averages:
        stack = [r for r in fields if bin['start'] <= r['start'] and r['end'] <= bin['end']]
        assert bin['have'] == sum(r['have'] for r in stack)
        assert bin['expected'] == (bin['end'] - bin['start']) // int(header['step'])
        if not stack:
            assert np.isnan(bin['data']).all()
            continue
        data, w = rates_and_weights(header, stack)
        mean = np.nansum(data * w, axis=0) / (~np.isnan(data) * w).sum(axis=0)
        if made['units'] == 'mm':
            assert within_ulp(bin['data'], mean * hours(bin))
            continue
        assert within_ulp(bin['data'], mean)
        if table is not None:
            n, total, _ = exact_sums(np.stack([r['codes'] for r in stack]), table)
            assert all_nearest(nearest_mean, bin['data'], n, total)

def stats(fields_path, stats_path):
    _, table, fields = load(fields_path)
    _, _, layers = load(stats_path)
    data = np.stack([r['data'] for r in fields])
    numpy = {'min': np.nanmin, 'max': np.nanmax, 'mean': np.nanmean, 'std': np.nanstd}
    assert layers
    for r in layers:
        assert r['have'] == sum(f['have'] for f in fields)
        if r['layer'] == 'count':
            assert np.array_equal(r['data'], (~np.isnan(data)).sum(axis=0))
        elif r['layer'] in ('min', 'max'):
            assert np.array_equal(r['data'], numpy[r['layer']](data, axis=0), equal_nan=True)
        else:
            assert within_ulp(r['data'], numpy[r['layer']](data.astype('f8'), axis=0))
    if table is not None:
        n, total, squares = exact_sums(np.stack([r['codes'] for r in fields]), table)
        got = {r['layer']: r['data'] for r in layers}
        assert 'mean' not in got or all_nearest(nearest_mean, got['mean'], n, total)
        assert 'std' not in got or all_nearest(nearest_std, got['std'], n, total, squares)

def picture(missing, dry):
    """Each file: a frame as raw RGB, of cells of one value; what is around them is in both."""
    colours = [set(map(tuple, np.fromfile(p, 'u1').reshape(-1, 3))) for p in (missing, dry)]
    assert len(colours[0] - colours[1]) == len(colours[1] - colours[0]) == 1, colours

if __name__ == '__main__':
    globals()[sys.argv[1]](*sys.argv[2:])
