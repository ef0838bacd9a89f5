# SPDX-License-Identifier: BSD-2-Clause
"""What the tools' numbers should be: the formulas in NumPy's float64, and sums in exact integers.

    oracle.py rates STREAM key=value ...   the table and every value, of these gain, offset, ...
    oracle.py bins FIELDS BINS             what bin-average made of FIELDS
    oracle.py stats FIELDS STATISTICS      what stats made of FIELDS, whatever the layers
    oracle.py picture MISSING DRY          two frames as raw RGB: missing cells have a colour of their own
"""
import re, sys, warnings
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

def first_time(fields, data, pick):
    """The start of the first field that has the value which pick finds, as float64; NaN where none has."""
    start = np.array([float(r['start']) for r in fields])
    worst = np.inf if pick is np.argmin else -np.inf
    at = pick(np.where(np.isnan(data), worst, data), axis=0)     # the first, where several are the same
    return np.where(np.isnan(data).all(axis=0), np.nan, start[at])

def depth(header, made, r, data):
    """mm: the mean rate times the hours of the whole, missing where fewer steps than a share are there."""
    share = re.search('--min-fraction ([0-9.]+)', made['history'])
    steps = (r['end'] - r['start']) // int(header['step'])
    enough = (~np.isnan(data)).sum(axis=0) >= (float(share[1]) if share else 0.8) * steps - 1e-6
    return np.where(enough, np.nanmean(data.astype('f8'), axis=0) * hours(r), np.nan)

def check_more(header, made, fields, data, r):
    """A layer of --sum, --when, --exceed or --quantiles."""
    name, present = r['layer'], ~np.isnan(data).all(axis=0)
    if name == 'sum':
        assert within_ulp(r['data'], depth(header, made, r, data))
    elif name in ('when_min', 'when_max'):
        pick = np.argmin if name == 'when_min' else np.argmax
        assert np.array_equal(r['codes'], first_time(fields, data, pick), equal_nan=True)
    elif name.startswith('above_'):
        length = np.array([hours(f) for f in fields])[:, None, None]
        above = ((data.astype('f8') > float(name[6:])) * length).sum(axis=0)
        assert within_ulp(r['data'], np.where(present, above, np.nan))
    else:
        q = np.nanquantile(data.astype('f8'), float(name[1:]), axis=0).astype('f4')
        assert np.array_equal(r['data'], q, equal_nan=True)

def stats(fields_path, stats_path):
    header, table, fields = load(fields_path)
    made, _, layers = load(stats_path)
    data = np.stack([r['data'] for r in fields])
    numpy = {'min': np.nanmin, 'max': np.nanmax, 'mean': np.nanmean, 'std': np.nanstd}
    assert layers
    for r in layers:
        assert r['have'] == sum(f['have'] for f in fields)
        if r['layer'] == 'count':
            assert np.array_equal(r['data'], (~np.isnan(data)).sum(axis=0))
        elif r['layer'] in ('min', 'max'):
            assert np.array_equal(r['data'], numpy[r['layer']](data, axis=0), equal_nan=True)
        elif r['layer'] not in numpy:
            check_more(header, made, fields, data, r)
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
