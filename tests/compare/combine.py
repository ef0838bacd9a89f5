# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 combine.py METHOD A B [outer] >RESULT

Combines two streams of five-minute records as chunk-combine should, step by step in NumPy."""
import sys, warnings
import numpy as np
import chunkread, chunkwrite
warnings.simplefilter('ignore')
method, outer = sys.argv[1], sys.argv[4:] == ['outer']
(ha, ta, ra, _), (hb, tb, rb, _) = (chunkread.read(p)[0] for p in sys.argv[2:4])
same_table = ta is not None and tb is not None and ta.tobytes() == tb.tobytes()
needs_both = method in ('sub', 'add', 'ratio', 'mask')
chooses = method in ('min', 'max', 'fill')
keeps = same_table if chooses else method == 'mask' and ta is not None

def exact(r, table):
    return (table[r['codes']] if r['type'] < 3 else r['codes']).astype('f8')

def result(a, b):
    x, y = (exact(r, t) if r else None for r, t in ((a, ta), (b, tb)))
    shape = (x if x is not None else y).shape
    x, y = (np.full(shape, np.nan) if v is None else v for v in (x, y))
    takes_b = ~np.isnan(y) & (np.isnan(x) | {'max': y > x, 'min': y < x}.get(method, np.zeros(shape, bool)))
    if chooses and keeps and (a is None or b is None or (a['type'] == b['type'] and a['type'] < 3)):
        if a is None or b is None:
            return (a or b)['codes']
        return np.where(takes_b, b['codes'], a['codes'])
    true = (y != 0) & ~np.isnan(y)
    if method == 'mask' and keeps and a and a['type'] < 3:
        return np.where(true, a['codes'], np.flatnonzero(np.isnan(ta))[0]).astype(a['codes'].dtype)
    z = {'sub': x - y, 'add': x + y, 'ratio': np.where(y == 0, np.nan, x / y), 'mask': np.where(true, x, np.nan),
         'mean': np.nanmean([x, y], axis=0)}.get(method, np.where(takes_b, y, x))
    wide = any(r and r['type'] == 4 for r in ((a,) if method == 'mask' else (a, b)))
    z = np.where(np.isnan(z), np.nan, z)
    return z.astype('<f8' if wide else '<f4')

def steps(records):
    """time -> fields, or a reason"""
    at = {}
    for r in records:
        if r['kind'] == 3:
            for t in range(r['start'], r['end'], 300):
                at[t] = r['data'].decode()
        else:
            at.setdefault(r['start'], {})[r['layer']] = r
    return at

A, B, out, gaps = steps(ra), steps(rb), [], []
def flush():
    out.extend(chunkwrite.gap(why, s, e, n) for s, e, why, n in gaps)
    gaps.clear()
def add_gap(t, why, n):
    if gaps and gaps[-1][1] == t and gaps[-1][2] == why:
        t, n = gaps[-1][0], n + gaps[-1][3]
        e = gaps.pop()[1] + 300
    else:
        e = t + 300
    gaps.append((t, e, why, n))
for t in sorted(set(A) | set(B)):
    a, b = A.get(t), B.get(t)
    if isinstance(a, dict) and isinstance(b, dict) or not needs_both and (isinstance(a, dict) or isinstance(b, dict)):
        flush()
        assert outer or (a is not None and b is not None)
        for layer in (a if isinstance(a, dict) else b):
            x, y = (v[layer] if isinstance(v, dict) else None for v in (a, b))
            have = [r['have'] if r else 0 for r in (x, y)]
            expected = [r['expected'] if r else 0 for r in (x, y)]
            n = (have[0], expected[0]) if method == 'mask' else (min(have) if needs_both else max(have), max(expected))
            out.append(chunkwrite.field(result(x, y), t, t + 300, layer, *n))
    else:
        n = max(next(iter(s.values()))['expected'] if isinstance(s, dict) else 1 for s in (a, b) if s is not None)
        if isinstance(a, str) and a == b:
            why = a
        else:
            if a is None and isinstance(b, dict): a = 'no record'
            if b is None and isinstance(a, dict): b = 'no record'
            why = '; '.join('%s: %s' % p for p in (('a', a), ('b', b)) if isinstance(p[1], str))
        add_gap(t, why, n)
flush()
sys.stdout.buffer.write(chunkwrite.stream(ha, ta if keeps else None, out))
