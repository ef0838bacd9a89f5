#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Regions by scikit-learn: sklearn-regions.py kmeans|spectral series.npy labels [regions]

Series have the shape (times, rows, cols), as chunk2npy writes them. Pixels are
compared by the z-scores of their square roots; those that miss a value or never
change have no label (0). Spectral is with gamma one over the number of times, on
the dense matrix, as SpectralClustering has it by default. Labels are an array, or
a line of digits if the name ends in .txt.
"""
import sys

import numpy as np
from sklearn.cluster import KMeans, SpectralClustering

method, series, out = sys.argv[1:4]
k = int(sys.argv[4]) if len(sys.argv) > 4 else 8
x = np.sqrt(np.load(series)).astype("f8")
times = len(x)
x = x.reshape(times, -1).T
able = np.isfinite(x).all(1) & (x.std(1) > 0)
z = (x[able] - x[able].mean(1, keepdims=True)) / x[able].std(1, keepdims=True)
if method == "kmeans":
    found = KMeans(k, n_init=10, random_state=0).fit_predict(z)
else:
    found = SpectralClustering(k, gamma=1 / times, random_state=0).fit_predict(z)
labels = np.zeros(len(x), "u1")
labels[able] = 1 + found
if out.endswith(".txt"):
    open(out, "w").write("".join(map(str, labels)) + "\n")
else:
    np.save(out, labels)
