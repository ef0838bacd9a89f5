# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 format.py STREAM JSON

Compares what chunkread.py finds in a stream with chunk-info --json."""
import json, sys
import numpy as np
import chunkread

def text(t):
    return str(np.datetime64(t, 's'))[:16] + 'Z'

def number(x):
    return None if np.isnan(x) else x
(header, table, records, digest), = chunkread.read(sys.argv[1])
said = json.load(open(sys.argv[2]))
assert said['digest'] == '%08x' % digest
assert said['history'] == [v for k, v in header if k == 'history']
assert said['header'] == {k: v for k, v in header if k != 'history'}
assert len(said['records']) == len(records)
if table is not None:
    assert np.array_equal(np.array(said['table'], 'f4'), table, equal_nan=True)
for r, s in zip(records, said['records']):
    assert s['kind'] == [0, 'field', 'image', 'gap'][r['kind']]
    assert (s['start'], s['end']) == (text(r['start']), text(r['end']))
    assert (s['have'], s['expected']) == (r['have'], r['expected'])
    if r['kind'] == 1:
        d = r['codes'] if r['type'] == 4 else r['data']         # float64 is not rounded
        assert s['layer'] == r['layer'] and s['cells'] == d.size
        assert s['missing'] == np.isnan(d).sum()
        if s['missing'] < s['cells']:
            assert d.dtype.type(s['min']) == np.nanmin(d) and d.dtype.type(s['max']) == np.nanmax(d)
            assert abs(s['mean'] - np.nanmean(d.astype('f8'))) <= 1e-12 * np.nanmax(np.abs(d))
        else:
            assert s['min'] is s['max'] is s['mean'] is None
    elif r['kind'] == 2:
        assert s['name'] == r['name'].decode() and s['bytes'] == len(r['data'])
    else:
        assert s['reason'] == r['data'].decode()
