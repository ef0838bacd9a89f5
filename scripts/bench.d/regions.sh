#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# regions.sh - what finding regions costs, beside scikit-learn, and whether they
# are the same. The tools are on PATH, and measure. Prints medians of CPU and of
# time, the most memory, and adjusted Rand indices.
#
#	regions.sh work-folder rounds
#
# The jobs: 8 regions of 303 days on 47 x 131 pixels, by k-means and by the
# spectral method; scikit-learn has one thread for its matrices, since CPU seconds
# are compared. Then regions alone, of a year of days on a grid of 887 x 471, a
# third of which is outside.
set -eu
parts=$(cd "$(dirname "$0")" && pwd)
tests=$parts/../../tests
python=/usr/bin/python3
PYTHONPATH=$tests:$tests/make OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
export PYTHONPATH OPENBLAS_NUM_THREADS OMP_NUM_THREADS
test $# = 2 || { echo 'usage: regions.sh work-folder rounds' >&2; exit 2; }
mkdir -p "$1"
cd "$1"
rounds=$2

test -f box.npy || {
	"$python" "$tests/make/climate.py" box.chunk truth.npy 21 1.5 0.5
	chunk2npy -q -o box.npy box.chunk
}
test -f large.chunk || "$python" - <<'END'
import numpy as np
import chunkwrite as w, climate
# A climate of 60 x 32 cells, each of 15 x 15 pixels, whose rain differs from one pixel to the next.
_, mm = climate.rain(5, 1, 0.3, 60, 32, 365)
random = np.random.RandomState(6)
y, x = np.mgrid[:887, :471]
outside = ((y - 443) / 480) ** 2 + ((x - 235) / 200) ** 2 > 1
with open('large.new', 'wb') as f:
    for t in range(365):
        day = np.repeat(np.repeat(mm[t], 15, 0), 15, 1)[:887, :471]
        day = day * np.exp(0.5 * random.standard_normal(day.shape)).astype('<f4')
        day[outside] = np.nan
        start = 1577836800 + climate.DAY * t
        field = w.field(day, start, start + climate.DAY)
        f.write(w.stream(climate.header(*day.shape), None, [field]))
END
test ! -f large.new || mv large.new large.chunk

rm -f runs.tsv
for round in $(seq "$rounds"); do
	m() {
		cat box.chunk box.npy large.chunk >/dev/null
		measure runs.tsv "$round" "$@" >/dev/null
	}
	for method in kmeans spectral; do
		m "regions $method" regions -q -k 8 --method $method -o $method.chunk box.chunk
		m "scikit-learn $method" "$python" "$parts/sklearn-regions.py" $method box.npy $method.npy
		m "large $method" regions -q -k 8 --method $method -o large-$method.chunk large.chunk
	done
	m 'large --try 2-8' regions -q --try 2-8 -o table.csv large.chunk
done

awk -F '\t' '
function median(label, column,    n, i, j, t) {
	n = split(of[label, column], x, " ")
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && x[j - 1] + 0 > x[j] + 0; j--) {
			t = x[j]; x[j] = x[j - 1]; x[j - 1] = t
		}
	return x[int((n + 1) / 2)]
}
{
	if (!seen[$2]++) order[++k] = $2
	of[$2, "t"] = of[$2, "t"] " " $3; of[$2, "c"] = of[$2, "c"] " " $4
	mib[$2] = mib[$2] + 0 > $5 + 0 ? mib[$2] : $5
}
END {
	printf "%-22s %8s %8s %8s\n", "", "time s", "CPU s", "MiB"
	for (i = 1; i <= k; i++)
		printf "%-22s %8.2f %8.2f %8.0f\n", order[i], median(order[i], "t"),
		    median(order[i], "c"), mib[order[i]]
	printf "CPU of scikit-learn : regions, k-means %.1f, spectral %.1f\n",
	    median("scikit-learn kmeans", "c") / median("regions kmeans", "c"),
	    median("scikit-learn spectral", "c") / median("regions spectral", "c")
}' runs.tsv
"$python" - <<'END'
import numpy as np
import regionsmodel as m
truth = np.load('truth.npy').ravel()
for method in 'kmeans', 'spectral':
    ours, theirs = m.layer_of(method + '.chunk', 'cluster'), np.load(method + '.npy').astype(int)
    print('ARI, %s: regions with scikit-learn %.3f; with the truth, regions %.3f, '
          'scikit-learn %.3f' % (method, m.ari(ours, theirs), m.ari(truth, ours),
                                 m.ari(truth, theirs)))
END
