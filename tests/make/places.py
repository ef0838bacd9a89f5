# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 places.py

Makes streams whose cells, gaps, names and values are hard for chunk-extract."""
import chunkwrite
from chunkwrite import field, gap, GRID
import numpy as np

def save(name, rows, cols, records, *more):
    grid = [(k, {'rows': rows, 'cols': cols}.get(k, v)) for k, v in GRID]
    open(name, 'wb').write(chunkwrite.stream(grid + list(more), None, records))

# Wide rows of numbers whose sum depends on their order; some missing, some that only 9 digits tell.
rng = np.random.default_rng(5)
wide = (rng.random((4, 2500)) ** 9 * 3e7).astype('<f4')
wide[rng.random(wide.shape) < 0.3] = np.nan
save('wide.chunk', 4, 2500, [field(wide, 0, 300), field(-wide, 300, 600), field(wide.astype('<f8') / 3, 600, 900)])
one = np.ones((1, 1), '<f4')
# Gaps before, after and between bins, and inside them: at the start, in the middle, at the end, all of it.
save('gaps.chunk', 1, 1, [gap('missing', 0, 600, 2), field(one, 600, 1500), gap('missing', 600, 900, 1),
    gap('damaged', 900, 1200, 1), gap('missing', 1200, 1500, 1), gap('missing', 1500, 1800, 1), field(one, 1800, 2100),
    gap('missing', 2100, 2400, 1), gap('damaged', 2400, 3000, 2), field(one, 3600, 3900), gap('missing', 3600, 3900, 1),
    gap('missing', 3900, 4500, 2)])
# Cells of 0.1: in binary no edge but that at 0 is what it is in decimals.
tenths = [(k, '0 0.1 0 0 0 -0.1' if k == 'affine' else v) for k, v in GRID]
cells = np.arange(54, dtype='<f4').reshape(6, 9)
open('tenths.chunk', 'wb').write(chunkwrite.stream(tenths, None, [field(cells, 0, 300)]))
save('partial.chunk', 1, 1, [field(one, 0, 300)], ('partial', 1))
save('names.chunk', 1, 1, [field(one, 0, 300, layer='a')], ('layer.a.units', '"k", \x1b[1m'))
save('odd.chunk', 1, 1, [field(one * v, 300 * i, 300 * i + 300) for i, v in
                         enumerate([-0.0, 1e-45, 3.4028235e38, 16777217, 0.1])])
