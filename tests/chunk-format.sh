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

# unsound NAME REGEX ARGUMENTS: what chunkwrite.stream(*ARGUMENTS) makes is refused by both readers.
unsound() {
	"$python" - "$3" >bad.chunk <<'END'
import sys
import numpy as np
from chunkwrite import *
f, g = field(np.arange(54, dtype='|u1').reshape(6, 9) // 20, 0, 300), gap('missing', 300, 600, 1)
table = np.zeros(256)
sys.stdout.buffer.write(eval('stream(%s)' % sys.argv[1]))
END
	test_fails 1 "bad.chunk: .*$2" "$1: refused" chunk-info bad.chunk
	test_ok "$1: chunkread.py refuses it" sh -c \
	    '! "$1" "$2/tests/chunkread.py" bad.chunk 2>why && grep -q ^ValueError why' sh "$python" "$srcdir"
}
unsound 'padding of the header that is not zero' 'padding of the header' "GRID, table, [f], fill=b'x'"
unsound 'padding of a record that is not zero' 'padding that is not zero' "GRID, table, [f, (*g, 0, b'x')]"
# altered PAYLOAD, PACKED: the field f with another payload.
altered() {
	echo "GRID, table, [(*f[:7], $1)]"
}
unsound 'a packed field whose marks are of more runs' 'marks of more runs' "$(altered "f[7][:-8] + b'\\xff' * 8, 1")"
unsound 'a packed field without one of its runs' 'its marks say 32' "$(altered "f[7][16:], 1")"
unsound 'a packed field of marks alone that has runs' 'its marks say 32' "$(altered "f[7][-8:], 1")"
unsound 'a packed field shorter than its marks' 'that it may have' "$(altered "f[7][-7:], 1")"
unsound 'a packed field with a run that repeats' 'repeats what is before it' \
    "$(altered "bytes(16) + bytes([14]) + bytes(7), 1")"
unsound 'a packed field as long as the whole one' 'that it may have' "$(altered "bytes(54), 1")"
unsound 'a field that is not packed, and would be shorter' 'not packed' "$(altered "bytes(54), 0")"
unsound 'a gap that is packed' 'not a field' "GRID, table, [f, (*g, 1)]"
for end in 1,0,0,0 0,1,0,0 0,0,1,1 0,0,0,1; do
	unsound "an end record of $end" 'an end record with' "GRID, table, [f, g], end=($end)"
done
unsound 'a key that stands twice' 'the key "units" stands twice in the header' \
    "GRID + [('units', 'mm')], table, [f]"
unsound 'a step that is no number of seconds' 'a step of "1.5"' \
    "[(k, '1.5' if k == 'step' else v) for k, v in GRID], table, [f]"
unsound 'a reason with a byte 0' 'the reason of a gap has a byte 0' \
    "GRID, table, [f, gap('a' + chr(0) + 'b', 300, 600, 1)]"
unsound 'a gap before the field that starts with it' 'in a gap that lasts until' \
    "GRID, table, [gap('missing', 0, 300, 1), f]"
unsound 'a gap that begins in a field and ends after it' 'gaps end there too' \
    "GRID, table, [f, gap('missing', 0, 600, 2)]"
unsound 'a layer that starts before the field ahead of it' 'order of their starts' \
    "GRID, table, [field(np.zeros((6, 9), '|u1'), 300, 600), field(np.zeros((6, 9), '|u1'), 0, 300, 'max')]"
unsound '65 layers' 'more than 64 layers' \
    "GRID, table, [field(np.zeros((6, 9), '|u1'), 0, 300, 'l%d' % i) for i in range(65)]"
test_done
