#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A day of fields as netCDF for CDO: npy2nc.py day.npy day.nc

CDO takes raw float32 with a description of GrADS's kind, in which NaN is no value: missing is -1.
"""
import os
import subprocess
import sys

import numpy as np

fields = np.load(sys.argv[1], mmap_mode="r")
n, rows, cols = fields.shape
raw, ctl = sys.argv[2] + ".raw", sys.argv[2] + ".ctl"
with open(raw, "wb") as f:
    for field in fields:
        np.where(np.isnan(field), np.float32(-1), field).tofile(f)
with open(ctl, "w") as f:
    f.write(
        f"DSET ^{os.path.basename(raw)}\nOPTIONS little_endian\nUNDEF -1\n"
        f"XDEF {cols} LINEAR 0 1\nYDEF {rows} LINEAR 0 1\nZDEF 1 LEVELS 0\n"
        f"TDEF {n} LINEAR 00:00Z1nov2020 5mn\nVARS 1\nrain 0 99 rain rate\nENDVARS\n"
    )
subprocess.run(["cdo", "-s", "-f", "nc4", "import_binary", ctl, sys.argv[2] + ".part"], check=True)
os.rename(sys.argv[2] + ".part", sys.argv[2])
os.remove(raw)
os.remove(ctl)
