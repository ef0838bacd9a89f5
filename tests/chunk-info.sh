# SPDX-License-Identifier: BSD-2-Clause
# chunk-info.sh - what is in a stream, told to people and to programs; what is not sound is told too.
. "${srcdir:-.}/tests/lib.sh"

prints() {
	cat >expected
	"$@" >printed && diff expected printed >&2
}

# ---- Text ----

test_ok 'codes: header, corners, table, records and totals' prints chunk-info "$data/codes.chunk" <<'END'
rows          6
cols          9
affine        126648.404 2014.958 0 7771252.876 0 -2014.958
crs           EPSG:25833
variable      rainfall_rate
units         mm h-1
cell_methods  time: point
step          300
upper left    126648.404 7771252.876
lower right   144783.026 7759163.128
table         256 codes from 0 to 31.75, 3 missing: 7 250 255
history       chunkwrite

kind   start              end                layer  type       have   missing        min       mean        max
field  1970-01-01T00:00Z  1970-01-01T00:05Z  -      u8          1/1    0.00 %          0      15.04       31.5
field  1970-01-01T00:05Z  1970-01-01T00:10Z  -      u8          1/1    0.00 %          0       15.2      31.12
gap    1970-01-01T00:10Z  1970-01-01T00:20Z  -      -           0/2  missing
field  1970-01-01T00:20Z  1970-01-01T00:25Z  -      u8          1/1    3.70 %          0      15.34      30.62
gap    1970-01-01T00:25Z  1970-01-01T00:30Z  -      -           0/1  damaged: a.tif does not open
field  1970-01-01T00:30Z  1970-01-01T00:40Z  -      u8          1/2    0.00 %          0      16.09       31.5
field  1970-01-01T00:40Z  1970-01-01T00:45Z  -      u8          1/1  100.00 %          -          -          -

total  fields 5, images 0, gaps 2 (steps 3), 1970-01-01T00:00Z to 1970-01-01T00:45Z; bytes 2304
END

test_ok 'layers on a turned grid: all four corners, a type for each' prints chunk-info "$data/layers.chunk" <<'END'
rows                    6
cols                    9
affine                  10 2 0.5 20 -0.25 -2
crs                     EPSG:25833
variable                rainfall_rate
units                   mm h-1
cell_methods            time: point
step                    300
layer.count.units       1
layer.std.cell_methods  time: standard_deviation
upper left              10 20
upper right             28 17.75
lower left              13 8
lower right             31 5.75
history                 chunkwrite

kind   start              end                layer  type       have   missing        min       mean        max
field  1970-01-01T00:00Z  1970-01-02T00:00Z  mean   f32       35/36   25.93 %         -3     0.7607      4.429
field  1970-01-01T00:00Z  1970-01-02T00:00Z  std    f64       35/36   25.93 %   0.006803      1.804      6.537
field  1970-01-01T00:00Z  1970-01-02T00:00Z  count  f32       35/36  100.00 %          -          -          -

total  fields 3, images 0, gaps 0 (steps 0), 1970-01-01T00:00Z to 1970-01-02T00:00Z; bytes 1600
END

images_are_named() {
	chunk-info "$data/images.chunk" | grep '^image' >lines
	printf 'radar_2011010000.tif, 13 bytes\na "name"??.tif, 0 bytes\n' >expected
	sed 's/.*1\/1  //' lines | tr '\377' '?' | diff expected - >&2
}
test_ok 'images: name and size, control characters kept from the terminal' images_are_named

test_ok 'a stream of nothing is sound' sh -c "chunk-info $data/empty.chunk | grep -q 'fields 0, images 0'"

# ---- Gaps ----

test_ok '--gaps: gaps with their reason, and fields of fewer images, alone' \
    prints chunk-info --gaps "$data/codes.chunk" <<'END'
gap    1970-01-01T00:10Z  1970-01-01T00:20Z  -      -           0/2  missing
gap    1970-01-01T00:25Z  1970-01-01T00:30Z  -      -           0/1  damaged: a.tif does not open
field  1970-01-01T00:30Z  1970-01-01T00:40Z  -      u8          1/2    0.00 %          0      16.09       31.5
END

test_ok '--gaps: nothing where nothing is missing' prints chunk-info --gaps "$data/empty.chunk" </dev/null

# ---- Digest ----

test_ok '--digest: one number' prints chunk-info --digest "$data/codes.chunk" <<'END'
757db27f
END

digest_of_a_copy() {
	subsample -f 1 "$data/codes.chunk" >copy
	! cmp -s copy "$data/codes.chunk" &&
	    test "$(chunk-info --digest copy)" = "$(chunk-info --digest "$data/codes.chunk")"
}
test_ok '--digest: another history is the same digest' digest_of_a_copy

test_fails 2 'chunk-info: --digest goes without' '--digest with --json is a usage error' \
    chunk-info --digest --json "$data/codes.chunk"

# ---- JSON ----

test_ok '--json: a document for images, whatever their names' prints chunk-info --json "$data/images.chunk" <<'END'
{"header": {
  "step": "300"},
"history": [
  "chunkwrite"],
"table": [],
"records": [
  {"kind": "image", "start": "1970-01-01T00:00Z", "end": "1970-01-01T00:05Z", "have": 1, "expected": 1, "name": "radar_2011010000.tif", "bytes": 13},
  {"kind": "image", "start": "1970-01-01T00:05Z", "end": "1970-01-01T00:10Z", "have": 1, "expected": 1, "name": "a \"name\"\u001b\ufffd.tif", "bytes": 0},
  {"kind": "gap", "start": "1970-01-01T00:10Z", "end": "1970-01-01T00:20Z", "have": 0, "expected": 2, "reason": "missing"}],
"fields": 0, "images": 2, "gaps": 1, "missing_steps": 2, "bytes": 640,
"digest": "fe191b0c"}
END

json_is_valid() {
	for f in codes falling layers images empty; do
		chunk-info --json "$data/$f.chunk" >json || return
		"$python" - json <<-'END' >&2 || return
		import json, sys
		def no_constants(name): raise ValueError(name)
		d = json.load(open(sys.argv[1]), parse_constant=no_constants)
		assert d['fields'] == sum(r['kind'] == 'field' for r in d['records'])
		assert all(r['mean'] is None for r in d['records'] if r.get('missing') == 54)
		assert len(d['table']) in (0, 256)
		END
	done
}
test -z "$python" || test_ok '--json: valid for every kind of stream, NaN as null' json_is_valid

no_parser_takes_a_cut_one() {
	head -c 1600 "$data/codes.chunk" >cut
	! chunk-info --json cut >json 2>/dev/null && grep -q '"kind": "field"' json && ! grep -q digest json &&
	    ! "$python" -m json.tool json >/dev/null 2>&1
}
test -z "$python" || test_ok '--json: a cut stream leaves the document open' no_parser_takes_a_cut_one

# ---- What is not sound ----

head -c 1500 "$data/codes.chunk" >cut
test_fails 1 'chunk-info: cut: record 2, byte 1500, .*cut short' 'a cut stream is status 1 and one line' chunk-info cut
head -c 1600 "$data/codes.chunk" >cut
test_fails 1 'record 3' 'cut inside the head of a record' chunk-info cut
test_ok 'what was read before the cut is printed, and no totals' sh -c \
    'chunk-info cut 2>/dev/null >out; grep -q "^field.*15.04" out && ! grep -q ^total out'
sed 's/chunkwrite/chunkwrit3/' "$data/codes.chunk" >changed
test_fails 1 'changed: bad checksum of the header' 'a changed byte is status 1' chunk-info changed
test_fails 1 'starts at .* before .*codes.chunk ended' 'the same time twice is named with both files' \
    chunk-info "$data/codes.chunk" "$data/codes.chunk"
test_fails 1 'cannot be joined: code 0' 'other tables cannot be joined' \
    chunk-info "$data/codes.chunk" "$data/falling.chunk"

# ---- Threads and files ----

same_for_any_threads() {
	chunk-info -j 1 "$data/codes.chunk" >one
	for j in 2 3 8; do
		chunk-info -j $j "$data/codes.chunk" | cmp one - >&2 || return
	done
}
test_ok 'the same text for any number of threads' same_for_any_threads
test_ok '-o writes a file' sh -c "chunk-info -o text $data/codes.chunk && chunk-info $data/codes.chunk | cmp - text"
test_fails 1 'cut short' '-o leaves no file where the stream is not sound' chunk-info -o none cut
test_ok 'no such file' test ! -e none
test_fails 1 'standard output: cannot write' 'a full disk' sh -c "chunk-info $data/codes.chunk >/dev/full"

# ---- The page's examples ----

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$srcdir/man/chunk-info.1" | sed 's/\\(dq/"/g' >examples
cp "$data/codes.chunk" day.chunk
cp day.chunk copy.chunk
test_ok 'the examples run as they stand' sh -e examples
test_done
