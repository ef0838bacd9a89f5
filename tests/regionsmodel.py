# SPDX-License-Identifier: BSD-2-Clause
"""What regions(1) computes, from the definitions in float64.

A series is a column: X has the shape (times, pixels), NaN is missing.
Labels are 0 for none, or 1 to k."""
import numpy as np
import chunkread

MASK = (1 << 64) - 1

def series(path, layer=''):
    """The fields of the streams of a file that have any value, as X, and the shape of the grid."""
    fields = [r['data'] for _, _, records, _ in chunkread.read(path) for r in records
              if r['kind'] == 1 and r['layer'] == layer]
    X = np.array([f.ravel() for f in fields if not np.isnan(f).all()], 'f8')
    return X, fields[0].shape

def layer_of(path, name):
    """A layer of what regions writes, as one row; labels are whole numbers, 0 for none."""
    (_, _, records, _), = chunkread.read(path)
    found, = [r for r in records if r['kind'] == 1 and r['layer'] == name]
    values = found['data'].ravel()
    return values if name == 'silhouette' else np.nan_to_num(values).astype(int)

def header_of(path):
    return dict(chunkread.read(path)[0][0])

# ---- Pixels: those that get a label, and the landmarks --------------------

def can_be_labelled(X, min_fraction=0.8):
    """Values in enough of the fields, and a variance that is no rounding."""
    n = (~np.isnan(X)).sum(0)
    with np.errstate(invalid='ignore', divide='ignore'):
        mean, square = np.nansum(X, 0) / n, np.nansum(X ** 2, 0) / n
        return (n >= min_fraction * len(X)) & (square - mean ** 2 > 1e-10 * square)

def hilbert(rows, cols):
    """The cells in the order of a Hilbert curve, which begins at row 0, column 0."""
    def curve(x0, y0, across, down, n):
        # The square at x0, y0 whose sides are the vectors `across` and `down`, n cells each.
        if n == 1:
            return [(x0, y0)]
        h = n // 2
        (ax, ay), (dx, dy) = across, down
        far = lambda i, j: (x0 + ax * i + dx * j, y0 + ay * i + dy * j)
        return (curve(x0, y0, down, across, h) + curve(*far(0, h), across, down, h) +
                curve(*far(h, h), across, down, h) +
                curve(*far(2 * h - 1, h - 1), (-dx, -dy), (-ax, -ay), h))
    side = 1
    while side < max(rows, cols):
        side *= 2
    return [y * cols + x for x, y in curve(0, 0, (1, 0), (0, 1), side) if x < cols and y < rows]

def mixed(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31

def landmarks(X, shape, wanted=100, seed=0, min_fraction=0.8):
    """The cells of the landmarks that get a label: one of each run of the Hilbert curve."""
    first = X[:16]
    able = 2 * (~np.isnan(first)).sum(0) >= len(first)
    order = [c for c in hilbert(*shape) if able[c]]
    n, l = len(order), min(wanted, int(able.sum()))
    draw = lambda c: mixed((c + 1) * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 & MASK)
    chosen = [min(order[a * n // l:(a + 1) * n // l], key=draw) for a in range(l)]
    labelled = can_be_labelled(X, min_fraction)
    return np.sort([c for c in chosen if labelled[c]])

# ---- How alike two series are ---------------------------------------------

def correlations(X, J):
    """Of each pixel with the pixels J: over the times that both have, about the means of
    all that each of them has."""
    n = (~np.isnan(X)).sum(0)
    mean, there = np.nansum(X, 0) / n, ~np.isnan(X)
    Z = np.where(there, X - mean, 0)
    sd = np.sqrt((Z ** 2).sum(0) / n)
    N = there.T.astype('f8') @ there[:, J]
    c = np.clip(Z.T @ Z[:, J] / (N * np.outer(sd, sd[J])), -1, 1)
    c[J, np.arange(len(J))] = 1
    return c

def products(X, J):
    """The mean product of each pixel with the pixels J, over the times that both have."""
    there, V = ~np.isnan(X), np.nan_to_num(X)
    return V.T @ V[:, J] / (there.T.astype('f8') @ there[:, J])

def squared_distances(X, J, distance='correlation'):
    """Of amounts: squares are means of all that a pixel has, products of what both have.
    Never below 0."""
    if distance == 'correlation':
        return 2 * (1 - correlations(X, J))
    square = np.nanmean(X ** 2, 0)
    return np.maximum(square[:, None] + square[J] - 2 * products(X, J), 0)

def silhouettes(d2, own, marks, itself):
    """Of pixels with labels `own`, by their squared distances to landmarks with labels `marks`.

    `itself` marks the distances of landmarks to themselves, which do not count. NaN:
    undefined, as in a region with no other landmark."""
    s = np.empty((len(own), own.max()))
    for r in range(1, own.max() + 1):
        of = (marks == r) & ~itself
        with np.errstate(invalid='ignore', divide='ignore'):
            s[:, r - 1] = np.where(of, d2, 0).sum(1) / of.sum(1)
    rows = np.arange(len(own))
    a = s[rows, own - 1]
    s[rows, own - 1] = np.inf
    b = np.nanmin(s, 1)
    return (b - a) / np.maximum(a, b)

# ---- Coordinates ----------------------------------------------------------

def columns(C, J, degrees=False, gaps=False):
    """F = C R with F F' ~ all similarities, R = V w^-1/2 of those among the landmarks; or
    each row of it over the root of its degree."""
    W = (C[J] + C[J].T) / 2
    w, V = np.linalg.eigh(W)
    keep = w > (1e-3 if gaps else 1e-6) * w.max()
    R = V[:, keep] / np.sqrt(w[keep])
    F = C @ R
    if degrees:
        d = F @ F.sum(0)
        F = F / np.sqrt(np.maximum(d, 0.01 * len(C) / len(J) * C.sum(1)))[:, None]
    return F

def principal(F):
    lam, U = np.linalg.eigh(F.T @ F)
    return lam[::-1], U[:, ::-1]

def kmeans_coordinates(C, J, gaps=False, dimensions=32):
    F = columns(C, J, gaps=gaps)
    return F @ principal(F)[1][:, :dimensions]

def spectral_coordinates(C, J, k, gamma=1, gaps=False):
    """Eigenvalues and coordinates, of similarities exp(-gamma d2) with d2 = 2 (1 - c)."""
    F = columns(np.exp(-2 * gamma * (1 - C)), J, True, gaps)
    lam, U = principal(F)
    E = F @ U[:, :k] / np.sqrt(lam[:k])
    return lam, E / E[:, :1]

def spectral_exact(C, k, gamma=1):
    """The same of a whole matrix of correlations, without landmarks."""
    K = np.exp(-2 * gamma * (1 - C))
    root = np.sqrt(K.sum(1))
    lam, U = np.linalg.eigh(K / np.outer(root, root))
    E = U[:, ::-1][:, :k] / root[:, None]
    return lam[::-1], E / E[:, :1]

# ---- k-means --------------------------------------------------------------

def standardised(X):
    """z-scores, a row for each pixel."""
    return ((X - X.mean(0)) / X.std(0)).T

def nearest(E, centres):
    d = (E ** 2).sum(1)[:, None] - 2 * E @ centres.T + (centres ** 2).sum(1)
    return d.argmin(1), np.maximum(d.min(1), 0)

def kmeans(E, k, starts=10, seed=0):
    """Labels and inertia: the best of several runs of Lloyd's algorithm, each from
    k-means++ with several trials a step."""
    random, best = np.random.RandomState(seed), (None, np.inf)
    for _ in range(starts):
        centres = E[[random.randint(len(E))]]
        while len(centres) < k:
            _, d = nearest(E, centres)
            trials = E[random.choice(len(E), 2 + int(np.log(k)), p=d / d.sum())]
            left = [np.minimum(d, ((E - c) ** 2).sum(1)).sum() for c in trials]
            centres = np.vstack([centres, trials[np.argmin(left)]])
        before = np.inf
        while True:
            labels, d = nearest(E, centres)
            if d.sum() >= before * (1 - 1e-7):
                break
            before = d.sum()
            for r in range(k):
                centres[r] = E[labels == r].mean(0) if (labels == r).any() else E[d.argmax()]
        if d.sum() < best[1]:
            best = labels + 1, d.sum()
    return best

def centres_of(E, labels):
    return np.array([E[labels == r].mean(0) for r in range(1, labels.max() + 1)])

def explained(E, labels, squares=None):
    """The share of the sum of squares about the mean that is between regions. Without coordinates that were
    left out, `squares` is that of E about 0."""
    within = ((E - centres_of(E, labels)[labels - 1]) ** 2).sum()
    beyond = 0 if squares is None else squares - (E ** 2).sum()
    return 1 - (within + beyond) / (((E - E.mean(0)) ** 2).sum() + beyond)

def ari(a, b):
    """The adjusted Rand index of two partitions of the pixels that have a label in both."""
    both = (a > 0) & (b > 0)
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a[both], b[both]), 1)
    pairs = lambda m: (m * (m - 1) / 2).sum()
    together, rows, cols = pairs(table), pairs(table.sum(1)), pairs(table.sum(0))
    chance = rows * cols / pairs(np.array([both.sum()]))
    return (together - chance) / ((rows + cols) / 2 - chance) if rows + cols != 2 * chance else 1.0
