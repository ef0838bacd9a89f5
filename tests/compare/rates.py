# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 rates.py FORMULA [GAIN OFFSET]

Compares values.npy with a formula of x, the code, and dbz, its reflectivity."""
import sys, numpy as np
row, col = np.mgrid[0:20, 0:30]
x = (7 * row + 3 * col) % 256
dbz = float(sys.argv[2]) * x + float(sys.argv[3])
rate = (10 ** (dbz / 10) / 200) ** (1 / 1.5)
expected = eval(sys.argv[1]).astype(np.float32)
got = np.load('values.npy')[0]
bad = (got.view('u4') != expected.view('u4')) & ~(np.isnan(got) & np.isnan(expected))
if bad.any():
    sys.exit('code %d: %.9g, not %.9g' % (x[bad][0], got[bad][0], expected[bad][0]))
