# SPDX-License-Identifier: BSD-2-Clause
"""Daily rain in regions that are known.

climate.py OUT TRUTH.npy SEED NOISE WHITE [ROWS COLS DAYS REGIONS]

OUT is a stream, or an array if it ends in .npy. The regions are the cells of a
Voronoi diagram whose edges are bent. The weather of a region is an AR(1) series
with standard deviation 1; to it come a series common to all, the season, noise
that is correlated over some cells, and white noise. The 64 % lowest are dry, and
each pixel has a gain, as mountains have, that the regions do not know.
RandomState, because its numbers stay the same in every NumPy: partitions of such
fields are recorded."""
import sys
import numpy as np
import chunkwrite as w

DAY = 86400

def smooth(random, n, rows, cols, length):
    """n fields with mean 0 and standard deviation 1, correlated over `length` cells."""
    pad = int(3 * length)
    shape = rows + pad, cols + pad
    y, x = np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])
    kernel = np.exp(-2 * (np.pi * length) ** 2 * (y ** 2 + x ** 2))
    f = np.fft.irfft2(np.fft.rfft2(random.standard_normal((n, *shape))) * kernel, shape)
    return (f / f.std())[:, :rows, :cols]

def regions(random, k, rows, cols):
    """Labels 1 to k, none of them smaller than a third of its share."""
    bend = smooth(random, 2, rows, cols, 8) * 3
    y, x = np.mgrid[:rows, :cols] + bend
    while True:
        seeds = random.random_sample((k, 2)) * (rows, cols)
        down, across = y - seeds[:, 0, None, None], x - seeds[:, 1, None, None]
        labels = 1 + (down ** 2 + across ** 2).argmin(0)
        if np.bincount(labels.ravel(), minlength=k + 1)[1:].min() > rows * cols / k / 3:
            return labels

def red(random, days, n, memory=0.5):
    """n series of AR(1) with standard deviation 1."""
    out = random.standard_normal((days, n))
    for t in range(1, days):
        out[t] = memory * out[t - 1] + np.sqrt(1 - memory ** 2) * out[t]
    return out

def rain(seed, noise, white, rows=47, cols=131, days=303, k=8):
    """The truth (rows, cols), and mm (days, rows, cols) in float32."""
    random = np.random.RandomState(seed)
    truth = regions(random, k, rows, cols)
    z = red(random, days, k)[:, truth - 1]
    season = np.sin(np.arange(days) * 2 * np.pi / 365)
    z += (0.5 * red(random, days, 1)[:, 0] + 0.5 * season)[:, None, None]
    z += noise * smooth(random, days, rows, cols, 4)
    z += white * random.standard_normal(z.shape)
    z = (z - np.quantile(z, 0.64)) / z.std()
    gain = np.exp(0.5 * smooth(random, 1, rows, cols, 10))
    return truth, (8 * gain * np.maximum(z, 0) ** 1.5).astype('<f4')

def header(rows, cols):
    return [('rows', rows), ('cols', cols), ('affine', '-74.1 0.1 0 -10.6 0 -0.1'),
            ('crs', 'EPSG:4326'), ('variable', 'rainfall_amount'), ('units', 'mm'),
            ('cell_methods', 'time: sum'), ('step', DAY), ('history', 'climate')]

def write(path, fields, table=None, start=17563 * DAY, extra=()):
    """Fields of days in order; None is a gap of a day."""
    shape = next(f.shape for f in fields if f is not None)
    records = []
    for t, f in enumerate(fields):
        time = start + t * DAY, start + (t + 1) * DAY
        records.append(w.gap('missing', *time, 1) if f is None else w.field(f, *time))
    open(path, 'wb').write(w.stream([*header(*shape), *extra], table, records))

if __name__ == '__main__':
    numbers = dict(zip(('rows', 'cols', 'days', 'k'), map(int, sys.argv[6:])))
    labels, mm = rain(int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5]), **numbers)
    np.save(sys.argv[1], mm) if sys.argv[1].endswith('.npy') else write(sys.argv[1], mm)
    np.save(sys.argv[2], labels)
