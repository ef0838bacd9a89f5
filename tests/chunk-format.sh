# SPDX-License-Identifier: BSD-2-Clause
# chunk-format.sh - chunk(5) is enough: a reader and a writer in NumPy made from it agree with libchunk.
. "${srcdir:-.}/tests/lib.sh"

test -n "$python" || test_skip 'no python3 with numpy'

# ---- Streams of the NumPy writer ----

same_bytes() {
	mkdir made && "$python" "$srcdir/tests/chunkwrite.py" made && for f in made/*; do
		cmp "$f" "$data/${f##*/}" >&2 || return
	done
}
test_ok 'chunkwrite.py makes the streams in tests/data' same_bytes

read_back() {
	for f in "$data"/*.chunk; do
		test "$("$python" "$srcdir/tests/chunkread.py" "$f")" = "$(chunk-info --digest "$f")" || return
	done
}
test_ok 'chunkread.py finds the digest of chunk-info in each of them' read_back

# ---- Streams of the tools ----

# What chunkread.py finds, in the words of chunk-info --json.
agrees() {
	chunk-info --json "$1" >json && "$python" "$srcdir/tests/compare/format.py" "$1" json >&2
}

radar-synth --from 2020-11-01 --days 1 --rows 40 --cols 30 -o days
radar-unzip --from 2020-10-31T23:00 --to 2020-11-01T02:00 days/2020-11-01.zip >images.chunk
tif2rain images.chunk >codes.chunk
bin-average -w 1h codes.chunk >hours.chunk
subsample -f 3 -m mean codes.chunk >coarse.chunk
stats codes.chunk >stats.chunk
for f in images codes hours coarse stats; do
	test_ok "chunkread.py and chunk-info --json agree on $f" agrees $f.chunk
done
test_ok 'chunkread.py and chunk-info --json agree on f32, f64 and layers' \
    agrees "$data/layers.chunk"

# ---- 16-bit codes, whose table is too large to keep as a file ----

"$python" - <<'END'
import numpy as np
import chunkwrite as w
table = np.arange(65536, dtype='f4') / 100
table[[0, 65535]] = np.nan
fields = [w.field((np.arange(54).reshape(6, 9) * 1213 * (i + 1) % 65536).astype('<u2'), i * 300, i * 300 + 300)
          for i in range(3)]
open('words.chunk', 'wb').write(w.stream(w.GRID, table, fields))
END
test_ok 'chunkread.py and chunk-info --json agree on 16-bit codes' agrees words.chunk

array_agrees() {
	for method in pick max mean; do
		subsample -f 2 -m $method words.chunk >coarse.chunk && chunk2npy -o coarse.npy coarse.chunk || return
		"$python" "$srcdir/tests/compare/blocks-of-words.py" $method >&2 || return
	done
}
test_ok 'subsample and chunk2npy take 16-bit codes' array_agrees

# ---- What is not sound, the reader in NumPy refuses too ----

refuses() {
	"$python" "$srcdir/tests/compare/refusals.py" "$1" >&2
}
test_ok 'chunkread.py refuses every prefix and every changed byte' refuses "$data/images.chunk"
test_done
