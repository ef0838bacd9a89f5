# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 subsample.py STREAM FACTOR METHOD >COARSE

Makes the grids of a stream coarser, as subsample should."""
import sys
import chunkread, chunkwrite, warnings
import numpy as np
warnings.simplefilter('ignore')
f, method = int(sys.argv[2]), sys.argv[3]
(header, table, records, _), = chunkread.read(sys.argv[1])
rises = table is None or not np.any(np.diff(table[~np.isnan(table)]) < 0)
rows, cols = (int(dict(header)[k]) // f for k in ('rows', 'cols'))

def blocks(a):
    return a[:rows * f, :cols * f].reshape(rows, f, cols, f).swapaxes(1, 2).reshape(rows, cols, f * f)

def coarse(r):
    if method == 'pick':
        return r['codes'][:rows * f:f, :cols * f:f]
    if method == 'mean':
        mean = np.nanmean(blocks(r['data'].astype('f8')), axis=2).astype('<f4')
        return np.where(np.isnan(mean), np.float32('nan'), mean)    # without x86's sign bit
    if table is None or not rises:
        return np.nanmax(blocks(r['data']), axis=2)
    codes, missing = blocks(r['codes']), np.isnan(blocks(r['data']))
    best = np.where(missing, -1, codes.astype(int)).max(axis=2)
    return np.where(best < 0, codes[:, :, 0], best).astype('u1')
out = []
for r in records:
    if r['kind'] == 3:
        out.append(chunkwrite.gap(r['data'].decode(), r['start'], r['end'], r['expected']))
    else:
        out.append(chunkwrite.field(coarse(r), r['start'], r['end'], r['layer'], r['have'], r['expected']))
header = [(k, {'rows': rows, 'cols': cols}.get(k, v)) for k, v in header]
keeps = method == 'pick' or (method == 'max' and rises)
sys.stdout.buffer.write(chunkwrite.stream(header, table if keeps else None, out))
