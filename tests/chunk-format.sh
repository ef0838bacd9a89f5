# SPDX-License-Identifier: BSD-2-Clause
# chunk-format.sh - chunk(5) is enough: a reader and a writer in NumPy made from it agree with libchunk.
. "${srcdir:-.}/tests/lib.sh"

test -n "$python" || test_skip 'no python3 with numpy'
PYTHONDONTWRITEBYTECODE=1
PYTHONPATH=$srcdir/tests
export PYTHONDONTWRITEBYTECODE PYTHONPATH

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
cat >compare.py <<'END'
import json, sys
import numpy as np
import chunkread
def text(t):
    return str(np.datetime64(t, 's'))[:16] + 'Z'
def number(x):
    return None if np.isnan(x) else x
(header, table, records, digest), = chunkread.read(sys.argv[1])
said = json.load(open(sys.argv[2]))
assert said['digest'] == '%08x' % digest
assert said['history'] == [v for k, v in header if k == 'history']
assert said['header'] == {k: v for k, v in header if k != 'history'}
assert len(said['records']) == len(records)
if table is not None:
    assert np.array_equal(np.array(said['table'], 'f4'), table, equal_nan=True)
for r, s in zip(records, said['records']):
    assert s['kind'] == [0, 'field', 'image', 'gap'][r['kind']]
    assert (s['start'], s['end']) == (text(r['start']), text(r['end']))
    assert (s['have'], s['expected']) == (r['have'], r['expected'])
    if r['kind'] == 1:
        d = r['data']
        assert s['layer'] == r['layer'] and s['cells'] == d.size
        assert s['missing'] == np.isnan(d).sum()
        if s['missing'] < s['cells']:
            assert np.float32(s['min']) == np.nanmin(d) and np.float32(s['max']) == np.nanmax(d)
            assert abs(s['mean'] - np.nanmean(d.astype('f8'))) <= 1e-12 * np.nanmax(np.abs(d))
        else:
            assert s['min'] is s['max'] is s['mean'] is None
    elif r['kind'] == 2:
        assert s['name'] == r['name'].decode() and s['bytes'] == len(r['data'])
    else:
        assert s['reason'] == r['data'].decode()
END
agrees() {
	chunk-info --json "$1" >json && "$python" compare.py "$1" json >&2
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
test_ok 'and on f32, f64 and layers' agrees "$data/layers.chunk"

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
test_ok 'and on 16-bit codes' agrees words.chunk

array_agrees() {
	for method in pick max mean; do
		subsample -f 2 -m $method words.chunk >coarse.chunk && chunk2npy -o coarse.npy coarse.chunk || return
		"$python" - $method <<-'END' >&2 || return
		import sys, warnings
		import numpy as np
		import chunkread
		a = np.stack([r['data'] for r in chunkread.read('words.chunk')[0][2]])[:, :, :8]
		blocks = a.reshape(3, 3, 2, 4, 2).swapaxes(2, 3).reshape(3, 3, 4, 4)
		expected = {'pick': lambda: a[:, ::2, ::2], 'max': lambda: np.nanmax(blocks, axis=3),
		            'mean': lambda: np.nanmean(blocks.astype('f8'), axis=3).astype('f4')}[sys.argv[1]]()
		assert np.array_equal(np.load('coarse.npy'), expected, equal_nan=True)
		kind = 3 if sys.argv[1] == 'mean' else 2
		assert all(r['type'] == kind for r in chunkread.read('coarse.chunk')[0][2])
		END
	done
}
test_ok 'which subsample and chunk2npy take' array_agrees

# ---- What is not sound, the reader in NumPy refuses too ----

refuses() {
	"$python" - "$1" <<-'END' >&2
	import sys
	import chunkread
	whole = open(sys.argv[1], 'rb').read()
	def refused(b):
	    open('bad', 'wb').write(b)
	    try:
	        chunkread.read('bad')
	    except (ValueError, OverflowError):
	        return True
	assert all(refused(whole[:n]) for n in range(len(whole)))
	assert all(refused(whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1:]) for n in range(len(whole)))
	assert refused(whole + b'\0')
	END
}
test_ok 'every prefix and every changed byte' refuses "$data/images.chunk"
test_done
