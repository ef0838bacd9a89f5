#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A month's statistics as they are made with Dask: dask-stats.py out.npy day.zip ...

A delayed slice per image, every second pixel of it; stacked, and the four statistics of the stack
computed together, on threads.
"""
import io
import sys
import warnings
import zipfile

import dask
import dask.array as da
import numpy as np
from PIL import Image


def rain_rate(data):
    code = np.asarray(Image.open(io.BytesIO(data)))[::2, ::2]
    dbz = np.float32(0.4) * code - 30
    rate = (10 ** (dbz / 10) / 200) ** (1 / 1.5)
    rate[code == 0] = 0
    rate[code == 255] = np.nan
    return rate


def read(path, name):
    with zipfile.ZipFile(path) as archive:
        return rain_rate(archive.read(name))


def names(path):
    with zipfile.ZipFile(path) as archive:
        return sorted(archive.namelist())


if __name__ == "__main__":
    warnings.simplefilter("ignore", RuntimeWarning)  # all missing: NaN
    images = [(path, name) for path in sys.argv[2:] for name in names(path)]
    first = read(*images[0])
    slices = [da.from_delayed(dask.delayed(read)(*i), first.shape, first.dtype) for i in images]
    rain = da.stack(slices)
    result = dask.compute(
        da.nanmin(rain, axis=0), da.nanmax(rain, axis=0), da.nanmean(rain, axis=0), da.nanstd(rain, axis=0)
    )
    np.save(sys.argv[1], np.stack(result))
