# SPDX-License-Identifier: BSD-2-Clause
# subsample.sh - coarser grids: identities, NumPy's own slices and means, and where the cells lie.
. "${srcdir:-.}/tests/lib.sh"

digest() {
	chunk-info --digest "$@"
}

# value KEY FILE: what a header says
value() {
	chunk-info "$2" | sed -n "s/^$1  *//p"
}

# ---- Identities ----

identity() {
	for f in codes falling layers empty; do
		test "$(subsample -f 1 -m "$1" "$data/$f.chunk" | digest)" = "$(digest "$data/$f.chunk")" || return
	done
}
for method in pick mean max; do
	test_ok "-f 1 -m $method is cat" identity $method
done

twice_is_once() {
	subsample -f 2 -m max "$data/codes.chunk" | subsample -f 1 | digest >one
	subsample -f 3 "$data/codes.chunk" >by3
	subsample -f 6 "$data/codes.chunk" | digest >at_once
	subsample -f 2 by3 | digest | cmp - at_once >&2 &&
	    subsample -f 2 -m max by3 | value affine - >/dev/null
}
test_ok 'subsample by 3 and then by 2 is by 6' twice_is_once

keeps_codes() {
	chunk-info coarse | grep '^field ' >fields
	test -s fields && ! grep -v " $1 " fields >&2
}
subsample -f 2 "$data/codes.chunk" >coarse
test_ok 'pick keeps codes' keeps_codes u8
subsample -f 2 -m max "$data/codes.chunk" >coarse
test_ok 'max keeps codes where the table rises' keeps_codes u8
subsample -f 2 -m max "$data/falling.chunk" >coarse
test_ok 'max is float32 where it does not' keeps_codes f32
subsample -f 2 -m mean "$data/codes.chunk" >coarse
test_ok 'mean is float32' keeps_codes f32
test_ok 'mean leaves no table' test -z "$(value table coarse)"

# ---- What the header says ----

says() {
	subsample -f "$1" -m "$2" "$data/$3.chunk" >coarse
	test "$(value "$4" coarse)" = "$5"
}
test_ok 'incomplete blocks are dropped: rows' says 4 pick codes rows 1
test_ok 'incomplete blocks are dropped: columns' says 4 pick codes cols 2
test_ok 'pick moves the origin by (1 - f) / 2 cells' says 2 pick codes affine \
    '125640.92499999999 4029.916 0 7772260.355 0 -4029.916'
test_ok 'pick moves the origin of a turned grid' \
    says 3 pick layers affine '7.5 6 1.5 22.25 -0.75 -6'
test_ok 'mean keeps the origin' says 2 mean codes affine '126648.404 4029.916 0 7771252.876 0 -4029.916'
test_ok 'the cell_methods of mean say so' says 2 mean codes cell_methods 'time: point area: mean'
test_ok 'the cell_methods of max say so' says 2 max codes cell_methods 'time: point area: maximum'
test_ok 'the cell_methods of layers say so' \
    says 2 mean layers layer.std.cell_methods 'time: standard_deviation area: mean'
test_ok 'the cell_methods of pick are those of the input' \
    says 2 pick codes cell_methods 'time: point'
test_ok 'gaps, and the number of images that bins have, pass' sh -c \
    "test \"\$(subsample -f 2 $data/codes.chunk | chunk-info --gaps | cut -c 1-71 | grep -v ^field)\" = \
    \"\$(chunk-info --gaps $data/codes.chunk | cut -c 1-71 | grep -v ^field)\""

# ---- Values; the digests were made by the NumPy lines below ----

values() {
	test "$(subsample -f "$2" -m "$3" "$data/$1.chunk" | digest)" = "$4"
}
oracle() {
	"$python" "$srcdir/tests/compare/subsample.py" "$data/$1.chunk" "$2" "$3" >oracle.chunk ||
	    return
	test "$(digest oracle.chunk)" = "$4" || { echo "NumPy: $(digest oracle.chunk)" >&2; return 1; }
}
while read -r name factor method number; do
	test_ok "$name.chunk by $factor, $method: the recorded values" values "$name" "$factor" "$method" "$number"
	test -z "$python" || test_ok "$name.chunk by $factor, $method: NumPy's values" \
	    oracle "$name" "$factor" "$method" "$number"
done <<'END'
codes 2 pick 01387171
codes 2 mean a5432b10
codes 2 max b1646657
codes 4 pick a1df5d7c
codes 4 mean 8c17e962
codes 4 max 1063c6da
falling 2 pick eeffc639
falling 3 mean ebb31bdc
falling 3 max 4ebb29d5
layers 2 pick 75be5298
layers 2 mean b4859062
layers 3 max 252a074e
END

same_for_any_threads() {
	for method in pick mean max; do
		subsample -j 1 -f 2 -m $method "$data/codes.chunk" >one
		for j in 2 3 8; do
			subsample -j $j -f 2 -m $method "$data/codes.chunk" | cmp one - >&2 || return
		done
	done
}
test_ok 'the bytes are the same for any number of threads' same_for_any_threads

# ---- What it refuses ----

test_fails 1 '^subsample: -f 7: larger than the grid of 6 rows x 9 columns' \
    'a factor larger than the grid is an error' \
    subsample -f 7 "$data/codes.chunk"
test_fails 2 '-f: say by which factor' 'a command without a factor is a usage error' \
    subsample "$data/codes.chunk"
for bad in 0 -1 1.5 65536 two; do
	test_fails 2 '^subsample: .*-f' "-f $bad" subsample -f "$bad" "$data/codes.chunk"
done
test_fails 2 '^subsample: .*-m' 'an unknown method is a usage error' \
    subsample -f 2 -m median "$data/codes.chunk"
test_fails 1 'tif2rain belongs in between' 'images are refused' subsample -f 2 "$data/images.chunk"
head -c 2000 "$data/codes.chunk" >cut
test_fails 1 '^subsample: cut: .*cut short' 'a cut stream is an error' subsample -f 2 -o none cut
test_ok 'a cut stream leaves no file' test ! -e none

dbz() {
	"$python" - "$data/codes.chunk" <<-'END'
	import sys
	import chunkread, chunkwrite
	(header, table, _, _), = chunkread.read(sys.argv[1])
	header = [(k, 'dBZ' if k == 'units' else v) for k, v in header]
	open('dbz.chunk', 'wb').write(chunkwrite.stream(header, table, []))
	END
}
if test -n "$python" && dbz; then
	test_fails 1 'tif2rain without --dbz' 'a mean of dBZ is refused' \
	    subsample -f 2 -m mean dbz.chunk
	test_is 'a maximum of dBZ is given' subsample -f 2 -m max dbz.chunk
fi

# What no tool of these makes.
odd() {
	"$python" "$srcdir/tests/make/odd-grids.py"
}
if test -n "$python" && odd; then
	for method in mean max; do
		test_fails 1 '^subsample: 1969-12-31T23:55Z: layer a: values that are infinite' \
		    "$method of infinite values" subsample -f 2 -m $method -o none both.odd
		test_fails 1 '^subsample: 1969-12-31T23:55Z: values that .*beyond float32' \
		    "$method of values beyond float32" subsample -f 2 -m $method -o none beyond.odd
		test_fails 1 '^subsample: none: affine' "a grid that is too large, $method" \
		    subsample -f 2 -m $method -o none wide.odd
	done
	test_fails 1 '^subsample: none: affine' 'a grid that is too large, picked' \
	    subsample -f 2 -o none wide.odd
	test_ok 'no odd stream left a file' test ! -e none
	test_ok 'picked values are as they were' subsample -f 2 -o picked both.odd
fi

# ---- Where the cells lie, by GDAL: at a picked cell's centre both grids have the same value ----

same_places() {
	radar-unzip "$shared/smhi-grid/radar_1403250900.tif" | tif2rain >full.chunk || return
	chunk2tif -o full.tif full.chunk && subsample -f "$1" full.chunk | chunk2tif -o coarse.tif || return
	chunk-info --json full.chunk | sed -n 's/^  "affine": "\(.*\)",*$/\1/p' >affine
	awk -v f="$1" '{ d = f * int(24 / f); for (row = 40; row < 860; row += d) for (col = 30; col < 440; col += d)
		printf "%.3f %.3f\n", $1 + $2 * (col - col % f + 0.5), $4 + $6 * (row - row % f + 0.5) }' affine >points
	for name in full coarse; do
		gdallocationinfo -geoloc -valonly $name.tif <points >$name.values || return
	done
	cmp full.values coarse.values >&2 && test "$(grep -cv -e nan -e '^0$' full.values)" -gt 20 &&
	    grep -q nan full.values
}
if test -n "$shared" && command -v gdallocationinfo >/dev/null; then
	for f in 2 3 10; do
		test_ok "gdallocationinfo finds the same values after -f $f" same_places $f
	done
fi

# ---- The page's examples ----

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$srcdir/man/subsample.1" | sed 's/\\(dq/"/g' >examples
cp "$data/codes.chunk" day.chunk
cp day.chunk copy.chunk
test_ok 'the examples run as they stand' sh -e examples
test_done
