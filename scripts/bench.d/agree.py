#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Whether contenders did the same work: agree.py what ours.npy theirs.npy|theirs.ext ...

Files of one field each, in CDO's "ext" format, stand for an array of them. Prints the largest
difference, relative to the value or to 0.001 mm/h where that is more; fails where it is more than
float32 arithmetic explains, or where a pixel is missing in one alone.
"""
import sys

import numpy as np


def load_ext(path, shape):
    # Fortran's records: 4 + 16 + 4 bytes of description, 4 of length, the values, 4 of length.
    field = np.fromfile(path, "<f4", count=shape[0] * shape[1], offset=28).reshape(shape)
    return np.where(field == -1, np.nan, field)  # as npy2nc.py has it


what, ours = sys.argv[1], np.load(sys.argv[2])
n, rows, cols = ours.shape
if sys.argv[3].endswith(".npy"):
    theirs = np.load(sys.argv[3])[:, :rows, :cols]  # ::2 keeps an odd last row, subsample does not
else:
    theirs = np.stack([load_ext(path, (rows, cols)) for path in sys.argv[3:]])
difference = np.nanmax(np.abs(ours - theirs) / np.maximum(np.abs(ours), 0.001))
missing = int((np.isnan(ours) != np.isnan(theirs)).sum())
if missing or not difference < 1e-4:
    sys.exit(f"agree: {what}: they differ, by {difference:.1e}, and in {missing} missing values")
print(f"{what}: {ours.size} values agree, largest relative difference {difference:.1e}")
