# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 wide-codes.py

Makes three days of codes of 16 bits, with a table in no order and of values of
both signs."""
import numpy as np
import chunkwrite
rng = np.random.RandomState(7)
table = (rng.permutation(65536) / np.float32(1024) - 20).astype('f4')
table[rng.randint(0, 65536, 900)] = np.nan
for day in range(3):
    images = [(rng.randint(0, 65536, (6, 9)) // rng.choice([1, 9, 9999], (6, 9))).astype('<u2') for i in range(40)]
    open('%d.wide' % day, 'wb').write(chunkwrite.stream(chunkwrite.GRID, table, [
        chunkwrite.field(image, 86400 * day + 300 * i, 86400 * day + 300 * i + 300) for i, image in enumerate(images)]))
