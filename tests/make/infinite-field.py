# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 infinite-field.py >STREAM

Writes a field with a value beyond float32 and one that is infinite."""
import sys
import numpy as np
from chunkwrite import field, stream, GRID
values = np.ones((6, 9), '<f8')
values[0, 0], values[0, 1] = 1e300, -np.inf
sys.stdout.buffer.write(stream(GRID, None, [field(values, 0, 300)]))
