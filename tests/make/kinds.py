# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 kinds.py

Makes streams of quantities that are not simply rain: differences, categories,
units that nobody knows, values that are all weak."""
import numpy as np
from chunkwrite import GRID, field, stream
rng = np.random.default_rng(7)

def save(name, fields, layer='', **keys):
    header = [(k, str({'rows': 30, 'cols': 40, 'cell_methods': 'time: mean', **keys}.get(k, v))) for k, v in GRID]
    header += [(k, v) for k, v in keys.items() if k not in dict(GRID)]
    records = [field(f.astype('<f4'), 3600 * i, 3600 * i + 3600, layer=layer) for i, f in enumerate(fields)]
    open(name, 'wb').write(stream(header, None, records))

shape = 30, 40
save('difference.chunk', [rng.normal(0, 8, shape)], variable='rainfall_amount_difference', units='mm')
save('weak-difference.chunk', [rng.normal(0, 0.05, shape)], variable='rainfall_amount_difference', units='mm')
kinds = rng.choice([1, 2, 5], shape, p=[0.5, 0.3, 0.2]).astype(float)
kinds[0, :4] = np.nan
save('kinds.chunk', [kinds], variable='cluster', units='1', flag_values='1, 2, 5', flag_meanings='no light heavy_rain')
save('many.chunk', [kinds], variable='cluster', units='1', flag_values=' '.join(str(i) for i in range(1, 66)))
kelvin = np.linspace(271, 291, 1200).reshape(shape)
save('kelvin.chunk', [kelvin], variable='air_temperature', units='K')
save('kelvins.chunk', [kelvin, kelvin + 30], variable='air_temperature', units='K')
weak = rng.uniform(0.001, 0.05, shape)
weak[:20] = 0
save('weak.chunk', [weak, weak / 2])
# Of what is not dry, so many in a hundred are below 0.1.
for share in 89, 91:
    some = np.where(np.arange(weak.size).reshape(shape) % 100 < share, 0.05, 0.2)
    save(f'below{share}.chunk', [np.where(np.arange(shape[0])[:, None] < 20, 0, some)] * 2)
save('dry.chunk', [weak * 0, weak * 0])
save('missing.chunk', [weak * np.nan])
