# SPDX-License-Identifier: BSD-2-Clause
"""regions.py CHECK ...: whether what regions(1) made is right. Prints what it found.

model IN OUT [METHOD DISTANCE TRANSFORM LANDMARKS SEED]
                              all layers, by the definitions (regionsmodel.py)
header OUT KEY=VALUE ...      the keys that the header must have
truth TRUTH.npy OUT LEAST     ARI of the labels with the truth: at least LEAST;
                              of several pairs, their mean
sklearn NAME OUT LEAST        ARI with the partition of that name in tests/data
same OUT OUT                  one partition, and one numbering if no sizes are equal
exact IN OUT STDERR NAME      spectral with all pixels as landmarks: eigenvalues
                              and partition
try TABLE OUT ...             a row of --try for each OUT, of its number of regions
agree IN TABLE K ...          how well two halves of the time agree, of K regions:
                              with other numbers than few, or the true one, it
                              depends on which minimum is found
north OUT                     regions are numbered by mean row
unlabelled IN OUT FRACTION    labels are missing where values are too few or never
                              change, and only there"""
import csv, os, re, sys
import numpy as np
import regionsmodel as m

def labels_of(path):
    return m.layer_of(path, 'cluster')

def kept(path, transform='sqrt'):
    X, shape = m.series(path)
    return (np.sqrt(X) if transform == 'sqrt' else X), shape

def number(header, key):
    return float(m.header_of(header)[key])

def sizes_fall(labels):
    """Largest first; of equal ones that which has the first cell."""
    k = labels.max()
    first = [(-np.count_nonzero(labels == r), np.flatnonzero(labels == r)[0])
             for r in range(1, k + 1)]
    assert first == sorted(first), first
    return [-n for n, _ in first]

def model(path, out, method='kmeans', distance='correlation', transform='sqrt', count='100',
          seed='0'):
    X, shape = kept(path, transform)
    labels, marks = labels_of(out), m.layer_of(out, 'landmark')
    silhouette = m.layer_of(out, 'silhouette')
    able = m.can_be_labelled(X)
    assert np.array_equal(labels > 0, able), 'labels are missing elsewhere'
    print('sizes', sizes_fall(labels))
    J = m.landmarks(X, shape, int(count), int(seed))
    assert np.array_equal(np.flatnonzero(marks), J), 'other landmarks'
    assert np.array_equal(marks[J], labels[J]), 'labels of landmarks'
    gaps = bool(np.isnan(X).any())
    cells = np.flatnonzero(able)
    there, J = X[:, cells], np.searchsorted(cells, J)
    labels, k = labels[cells], labels.max()
    d2 = m.squared_distances(there, J, distance)
    itself = np.zeros(d2.shape, bool)
    itself[J, np.arange(len(J))] = True
    formula = m.silhouettes(d2, labels, labels[J], itself)
    defined = ~np.isnan(formula)
    worst = np.abs(formula - silhouette[cells])[defined].max()
    assert worst < 1e-4, 'silhouette: %g off' % worst
    assert np.isnan(np.delete(silhouette, cells)).all(), 'a silhouette without a label'
    if distance == 'correlation':
        C = 1 - d2 / 2
        E = (m.kmeans_coordinates(C, J, gaps) if method == 'kmeans' else
             m.spectral_coordinates(C, J, k, 1, gaps)[1])
    else:
        E = m.kmeans_coordinates(m.products(there, J), J, gaps)
    square = np.nanmean(there ** 2, 0) if distance == 'amount' else np.ones(len(labels))
    ours = m.explained(E, labels, square.sum() if method == 'kmeans' else None)
    if method == 'kmeans' and not gaps:
        # From the series themselves, of which the coordinates are some.
        Z = there.T if distance == 'amount' else ((there - there.mean(0)) / there.std(0)).T
        direct = m.explained(Z, labels)
        assert abs(direct - ours) < 0.02, 'explained: %g, of the series %g' % (ours, direct)
    assert abs(ours - number(out, 'explained')) < 0.0051, 'explained: %g' % ours
    odd = np.mean(m.nearest(E, m.centres_of(E, labels))[0] + 1 != labels)
    assert odd < 2e-3, '%g of the pixels are nearer to another centre' % odd
    print('silhouette %.1e off, mean %.3f; explained %.4f; %.2g nearer to another centre' % (
        worst, formula[defined].mean(), ours, odd))

def header(out, *wanted):
    have = m.header_of(out)
    for line in wanted:
        key, value = line.split('=', 1)
        assert have.get(key) == value, '%s is %s' % (key, have.get(key))

def truth(*arguments):
    found = [m.ari(np.load(t).ravel(), labels_of(out))
             for t, out in zip(arguments[:-1:2], arguments[1:-1:2])]
    print('ARI', *('%.4f' % f for f in found))
    assert np.mean(found) >= float(arguments[-1]), found

def recorded(name):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data', 'regions-sklearn')
    digits, = [line.split()[1] for line in open(path) if line.split()[0] == name]
    return np.array(list(digits), int)

def sklearn(name, out, least):
    theirs = recorded(name)
    ours = labels_of(out)[:len(theirs)]
    found = m.ari(theirs, ours)
    print('ARI with scikit-learn %.4f' % found)
    assert (ours > 0).all() and found >= float(least), found

def same(a, b):
    a, b = labels_of(a), labels_of(b)
    assert a.max() > 1 and m.ari(a, b) == 1 and np.array_equal(a > 0, b > 0), m.ari(a, b)
    counts = np.bincount(a)
    if len(set(counts)) == len(counts):
        assert np.array_equal(a, b), 'other numbers'

def exact(path, out, err, name):
    X, _ = kept(path)
    labels = labels_of(out)
    k = labels.max()
    values, E = m.spectral_exact(m.correlations(X, np.arange(X.shape[1])), k)
    line = re.search(r'eigenvalues?:?((?:[ ,]+[0-9.e+-]+)+)', open(err).read())
    printed = np.array(line[1].replace(',', ' ').split(), float)
    assert len(printed) >= k, line[0]
    off = np.abs(printed - values[:len(printed)]).max()
    assert off < 1e-6, 'eigenvalues: %g off: %s, exactly %s' % (off, printed, values[:len(printed)])
    best, _ = m.kmeans(E, k, 20)
    print('eigenvalues %.1e off; ARI with the model %.4f, with scikit-learn %.4f' % (
        off, m.ari(best, labels), m.ari(recorded(name), labels)))
    assert m.ari(best, labels) == 1 and m.ari(recorded(name), labels) == 1

def try_(table, *outs):
    rows = list(csv.DictReader(open(table)))
    assert list(rows[0]) == ['k', 'explained', 'silhouette', 'agree', 'smallest'], list(rows[0])
    by_k = {int(r['k']): r for r in rows}
    shares = [float(r['explained']) for r in rows]
    assert [int(r['k']) for r in rows] == list(range(min(by_k), max(by_k) + 1))
    assert all(b > a - 1e-3 for a, b in zip(shares, shares[1:])), shares
    assert 0 < shares[0] and shares[-1] < 1, shares
    assert all(-0.5 <= float(r['agree']) <= 1 for r in rows)
    for out in outs:
        labels, silhouette = labels_of(out), m.layer_of(out, 'silhouette')
        row = by_k[labels.max()]
        assert abs(float(row['explained']) - number(out, 'explained')) < 0.0051, row
        mean = np.nanmean(silhouette)
        assert abs(float(row['silhouette']) - mean) < 0.0006, (row, mean)
        assert int(row['smallest']) == np.bincount(labels[labels > 0])[1:].min(), row

def agree(path, table, *numbers):
    X, shape = kept(path)
    half = np.arange(len(X)) // 16 % 2 == 1
    J = m.landmarks(X, shape, min_fraction=0)
    said = {r['k']: float(r['agree']) for r in csv.DictReader(open(table))}
    for k in numbers:
        ours = m.ari(*(labels_of_part(X[part], J, int(k)) for part in (half, ~half)))
        print('%s regions: agree %.4f, by the model %.4f' % (k, said[k], ours))
        assert abs(said[k] - ours) < 0.02, (k, said[k], ours)

def labels_of_part(X, J, k):
    able = m.can_be_labelled(X)
    cells, labels = np.flatnonzero(able), np.zeros(len(able), int)
    C = X[:, cells]
    marks = np.searchsorted(cells, J[able[J]])
    E = m.kmeans_coordinates(m.correlations(C, marks), marks, bool(np.isnan(C).any()))
    labels[cells] = m.kmeans(E, k, 20)[0]
    return labels

def north(out):
    (_, _, records, _), = m.chunkread.read(out)
    labels = np.nan_to_num([r['data'] for r in records if r['layer'] == 'cluster'][0])
    rows = [np.nonzero(labels == r)[0].mean() for r in range(1, int(labels.max()) + 1)]
    assert rows == sorted(rows), rows

def unlabelled(path, out, fraction):
    X, _ = kept(path)
    able = m.can_be_labelled(X, float(fraction))
    labels = labels_of(out)
    print('%d of %d pixels have a label' % (able.sum(), len(able)))
    assert np.array_equal(labels > 0, able) and 0 < able.sum() < len(able)

checks = dict(model=model, header=header, truth=truth, sklearn=sklearn, same=same, exact=exact,
              north=north, unlabelled=unlabelled, agree=agree, **{'try': try_})
checks[sys.argv[1]](*sys.argv[2:])
