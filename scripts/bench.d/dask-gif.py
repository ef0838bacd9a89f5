#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A month's animation as it is made with Dask: dask-gif.py out.gif day.zip ...

A delayed function per day makes eight three-hour means of every second pixel, on one process per CPU;
matplotlib draws them, and Pillow saves the GIF. With FRAMES=file.npy the means are saved too.
"""
import io
import os
import sys
import warnings
import zipfile

import dask
import matplotlib
import numpy as np
from PIL import Image

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.animation import ArtistAnimation
from matplotlib.colors import LogNorm

BINS = 8


def rain_rate(data):
    code = np.asarray(Image.open(io.BytesIO(data)))
    dbz = np.float32(0.4) * code - 30
    rate = (10 ** (dbz / 10) / 200) ** (1 / 1.5)
    rate[code == 0] = 0
    rate[code == 255] = np.nan
    return rate


@dask.delayed
def day(path):
    with zipfile.ZipFile(path) as archive:
        names = sorted(archive.namelist())
        n = len(names) // BINS
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # all missing: NaN
            means = [
                np.nanmean([rain_rate(archive.read(name)) for name in names[i : i + n]], axis=0)
                for i in range(0, len(names), n)
            ]
    return np.stack(means)[:, ::2, ::2]


def animate(frames, path):
    fig, ax = plt.subplots()
    ax.set_axis_off()
    artists = []
    for i, frame in enumerate(frames):
        image = ax.imshow(frame, norm=LogNorm(0.1, 50), cmap="turbo", interpolation="nearest")
        label = ax.text(0, -5, f"day {i // BINS + 1}, {i % BINS * 24 // BINS:02}:00")
        artists.append([image, label])
    fig.colorbar(image, label="mm/h")
    ArtistAnimation(fig, artists, interval=100).save(path, writer="pillow")


if __name__ == "__main__":
    days = [day(path) for path in sys.argv[2:]]
    frames = np.concatenate(dask.compute(*days, scheduler="processes", num_workers=os.cpu_count()))
    animate(frames, sys.argv[1])
    if "FRAMES" in os.environ:
        np.save(os.environ["FRAMES"], frames)
