# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 times.py

Makes `times`: a layer of rates, and one of times, which float32 would round to
minutes."""
import numpy as np
from chunkwrite import GRID, field, stream
header = GRID + [('layer.when_max.units', 'seconds since 1970-01-01T00:00:00Z'), ('layer.max.units', 'mm h-1')]
when = np.full((6, 9), 1604188800 + 300 * np.arange(9.))
when[0, 0] = np.nan
open('times', 'wb').write(stream(header, None, [
    field(np.full((6, 9), 1.1, '<f4'), 1604188800, 1604275200, 'max'), field(when, 1604188800, 1604275200, 'when_max')]))
