# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 odd-grids.py

Makes streams for subsample that no tool makes: values that are infinite or too
large, and a huge grid."""
import numpy as np
from chunkwrite import field, stream, GRID
both = np.ones((6, 9), '<f4')
both[0, :2] = np.inf, -np.inf
wide = [(k, '0 1e308 0 0 0 -1e308' if k == 'affine' else v) for k, v in GRID]
for name, header, a, layer in (('both', GRID, both, 'a'), ('beyond', GRID, np.full((6, 9), 1e300), ''),
                               ('wide', wide, np.ones((6, 9), '<f4'), '')):
    open(name + '.odd', 'wb').write(stream(header, None, [field(a, -300, 0, layer)]))
