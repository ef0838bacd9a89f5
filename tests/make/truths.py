# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 truths.py STREAM MASK

Makes a mask of a stream: 1 where a value is above 2, 0 where it is not, missing where it is."""
import sys
import numpy as np
import chunkread, chunkwrite
(header, table, records, _), = chunkread.read(sys.argv[1])
header = [(k, '1' if k.endswith('units') else v) for k, v in header]
out = [chunkwrite.gap(r['data'].decode(), r['start'], r['end'], r['expected']) if r['kind'] == 3 else
       chunkwrite.field(np.where(np.isnan(r['data']), np.nan, r['data'] > 2).astype('<f4'), r['start'], r['end'],
                        r['layer'], r['have'], r['expected']) for r in records]
open(sys.argv[2], 'wb').write(chunkwrite.stream(header, None, out))
