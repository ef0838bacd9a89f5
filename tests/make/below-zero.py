# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 below-zero.py

Makes days whose tables have values below 0: rising, few and far apart."""
import numpy as np
import chunkwrite
rng = np.random.RandomState(5)
steps = np.arange(256, dtype='f4') / np.float32(10)
spread = rng.choice([-1, 1], 256) * 2.0 ** rng.randint(-12, 13, 256)
for name, table in (('rising', steps - 20), ('few', -steps[::-1] / 3), ('far', spread)):
    table = table.astype('f4')
    table[255] = np.nan
    for day in range(3):
        images = [rng.randint(0, rng.choice([4, 256]), (6, 9)).astype('|u1') for i in range(day + 1)]
        images[0][0, 0] = 3
        open('%s%d.below' % (name, day), 'wb').write(chunkwrite.stream(chunkwrite.GRID, table, [
            chunkwrite.field(a, 86400 * (day - 2) + 300 * i, 86400 * (day - 2) + 300 * i + 300)
            for i, a in enumerate(images)]))
