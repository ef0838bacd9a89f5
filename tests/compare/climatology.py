# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 climatology.py BY MADE INPUT ... [--wet T] [--origin SECONDS]

Compares the layers of `stats --by BY` with what xarray's groupby has for the
same fields, or NumPy where xarray is not there, and have, expected and times
with those of the input's records."""
import argparse, datetime, math
import numpy as np
import chunkread
try:
    import xarray
except ImportError:
    xarray = None

arguments = argparse.ArgumentParser()
arguments.add_argument('by')
arguments.add_argument('made')
arguments.add_argument('inputs', nargs='+')
arguments.add_argument('--wet', type=float)
arguments.add_argument('--origin', type=int, default=0)
a = arguments.parse_args()

EPOCH = datetime.datetime(1970, 1, 1)
def group(t):
    d = EPOCH + datetime.timedelta(seconds=t - (0 if a.by == 'hour' else a.origin))
    return {'hour': d.hour, 'weekday': d.weekday(), 'month': d.month, 'season': (d.month % 12) // 3,
            'year': d.year}[a.by]

records, step = [], None
for path in a.inputs:
    for header, table, some, digest in chunkread.read(path):
        records += some
        step = int(dict(header)['step'])
fields = [r for r in records if r['kind'] == 1]
first, last = min(r['start'] for r in records), max(r['end'] for r in records)
keys = np.array([group(r['start']) for r in fields])
stack = np.stack([r['data'] for r in fields])
if a.wet is not None:
    stack = np.where(stack > np.float32(a.wet), stack, np.float32(np.nan))

# Which groups have which steps of the time from the first record to the last.
steps = {}
firsts = {}
for t in range(first, last, step):
    steps[group(t)] = steps.get(group(t), 0) + 1
    firsts.setdefault(group(t), t)
have = {k: sum(r['have'] for r in fields if group(r['start']) == k) for k in steps}

(header, table, made, digest), = chunkread.read(a.made)
header = dict(header)
made = [r for r in made if r['kind'] == 1]
order = list(dict.fromkeys(r['start'] for r in made))
assert order == sorted(firsts.values()), (order, firsts)
if a.by != 'year':
    assert header['climatology'] == a.by

def near(x, y, what):
    """Within an ulp of float32, and missing where the other is."""
    assert (np.isnan(x) == np.isnan(y)).all(), what
    off = np.abs(x.astype('f8') - y.astype('f8')) > np.spacing(np.abs(y).astype('f4'))
    assert not (off & ~np.isnan(x)).any(), (what, x[off & ~np.isnan(x)][:3], y[off & ~np.isnan(x)][:3])

def wanted(layer, key):
    """The layer of a group, in float64."""
    if xarray is not None:
        d = xarray.DataArray(stack.astype('f8'), dims=('t', 'y', 'x'), coords={'g': ('t', keys)})
        groups = d.groupby('g')
        if layer in ('mean', 'min', 'max', 'std', 'count'):
            return getattr(groups, layer)(dim='t').sel(g=key).values
        part = d.where(d.g == key, drop=True).values
    else:
        part = stack[keys == key].astype('f8')
        if layer in ('mean', 'min', 'max', 'std'):
            return getattr(np, 'nan' + layer)(part, axis=0)
        if layer == 'count':
            return (~np.isnan(part)).sum(axis=0)
    if layer.startswith('q'):
        return np.nanquantile(part, float(layer[1:]), axis=0)
    assert layer.startswith('above_'), layer
    hours = (fields[0]['end'] - fields[0]['start']) / 3600
    return np.where(np.isnan(part).all(axis=0), np.nan, (part > float(layer[6:])).sum(axis=0) * hours)

compared = 0
np.seterr(all='ignore')
import warnings
warnings.simplefilter('ignore')
for r in made:
    key = group(r['start'])
    assert r['start'] == firsts[key]
    assert (r['have'], r['expected']) == (have[key], steps[key]), (key, r['have'], have[key], r['expected'], steps[key])
    if key in keys:
        near(r['data'], np.asarray(wanted(r['layer'], key)).astype('f4'), (r['layer'], key))
        compared += (r['data'] > 0).sum()
    else:
        assert np.isnan(r['data']).all() or r['layer'] == 'count'
assert compared > 20, compared
