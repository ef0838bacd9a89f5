# SPDX-License-Identifier: BSD-2-Clause
# chunk-combine.sh - two streams in one: NumPy's values, times that only one has, and what is refused.
. "${srcdir:-.}/tests/lib.sh"
test -n "$python" || test_skip 'no python3 with numpy makes the streams'
"$python" "$srcdir/tests/make/pairs.py"

# digest FILE, of what is in the stream; value KEY FILE: what its header says
# Two that fail are not equal.
digest() {
	chunk-info --digest "$@" || echo "none: $(date +%N)"
}
value() {
	chunk-info "$2" | sed -n "s/^$1  *//p"
}
# records FILE: start and end of minutes, layer, have and expected of its records
records() {
	chunk-info "$1" | sed -n '/^kind/,/^total/{/^field\|^gap/s/  */ /gp}' |
	    sed 's/1970-01-01T//g; s/Z / /g; s/ f[0-9]* / /; s/ [0-9.]* %.*//; s/ -//g'
}

# ---- Values, layers, missing values, and gaps in one or in both ----

as_numpy() {
	kind=$1 method=$2 a=a-$1 b=b-$1
	shift 2
	if test $method = mask; then
		"$python" "$srcdir/tests/make/truths.py" b-$kind.chunk truths.chunk
		b=truths
	fi
	chunk-combine -m $method ${1:+--outer} -o got.chunk $a.chunk $b.chunk &&
	    "$python" "$srcdir/tests/compare/combine.py" $method $a.chunk $b.chunk "$@" >want.chunk &&
	    test "$(digest got.chunk)" = "$(digest want.chunk)"
}
for kind in u8 u16 f32 f64 f32-layers; do
	for method in sub add ratio min max mean fill mask; do
		test_ok "$kind, $method: the bits of NumPy" as_numpy $kind $method
	done
done
for method in sub ratio add mask max min mean fill; do
	cp b-u8.chunk whole.chunk
	crop --from 1970-01-01T00:05 -o b-u8.chunk whole.chunk
	test_ok "$method --outer, b begins later: the bits of NumPy" as_numpy u8 $method outer
	mv whole.chunk b-u8.chunk
	cp a-u8.chunk whole.chunk
	crop --to 1970-01-01T00:40 -o a-u8.chunk whole.chunk
	test_ok "$method --outer, a ends earlier: the bits of NumPy" as_numpy u8 $method outer
	mv whole.chunk a-u8.chunk
done

same_for_any_threads() {
	for kind in u8 f64; do
		for method in sub max; do
			chunk-combine -j 1 -m $method a-$kind.chunk b-$kind.chunk >one
			for j in 2 7; do
				chunk-combine -j $j -m $method a-$kind.chunk b-$kind.chunk | cmp one - >&2 || return
			done
		done
	done
}
test_ok 'the bytes are the same for any number of threads' same_for_any_threads
is_cat() {
	cp "$data/$1.chunk" copy
	test "$(chunk-combine -m "$2" "$data/$1.chunk" copy | digest)" = "$(digest "$data/$1.chunk")"
}
for method in fill max min; do
	test_ok "a stream and itself, $method, is the stream" is_cat codes $method
	test_ok "a stream of layers and itself, $method, is the stream" is_cat layers $method
	test_ok "a table that falls: $method keeps codes" is_cat falling $method
done
zeros_are_counted() {
	"$python" - <<-'END' >expected
	import numpy as np, chunkread
	n = 0
	a, b = ({r['start']: r['data'] for r in chunkread.read(p)[0][2] if r['kind'] == 1} for p in ('a-u8.chunk', 'b-u8.chunk'))
	print(sum(int(((b[t] == 0) & ~np.isnan(a[t])).sum()) for t in a if t in b))
	END
	chunk-combine -v -m ratio -o given a-u8.chunk b-u8.chunk 2>said
	test "$(cat expected)" -gt 0 && grep -q "because b is 0 there: $(cat expected)\$" said
}
test_ok 'cells whose ratio is missing since b is 0 are counted' zeros_are_counted

mask_of_more_layers() {
	"$python" - <<-'END'
	import numpy as np, chunkread, chunkwrite
	(header, table, records, _), = chunkread.read('a-u8.chunk')
	r = records[0]
	header = [(k, '1' if k == 'units' else v) for k, v in header]
	open('more', 'wb').write(chunkwrite.stream(header, None, [
	    chunkwrite.field(np.ones((6, 9), '<f4'), r['start'], r['end'], l) for l in ('', 'more')]))
	END
	chunk-combine -m mask --outer a-u8.chunk more | crop --to 1970-01-01T00:05 | chunk-info >said &&
	    grep -q ' more .* u8 .* 100.00 %' said && ! grep ' f32 ' said
}
test_ok 'codes stay codes where a mask has more layers' mask_of_more_layers

# ---- Gaps in the time of fields ----

says_records() {
	chunk-combine -m "$1" ${2:-} hours.chunk hours-too.chunk >made && records made >got && diff - got >&2
}
test_ok 'gaps in fields: what needs both has the gaps of either' says_records sub <<'END'
field 00:00 01:00 9/12
gap 00:05 00:10 0/1 a: missing
gap 00:10 00:15 0/1 missing
gap 00:15 00:20 0/1 b: missing
gap 00:25 00:30 0/1 b: late
gap 01:00 02:00 0/12 b: missing
END
test_ok 'gaps in fields: what takes either has the gaps of both' says_records max <<'END'
field 00:00 01:00 10/12
gap 00:10 00:15 0/1 missing
field 01:00 02:00 12/12
END

# ---- One field for all of a ----

one_for_all() {
	chunk-combine -m "$1" -o made a-f32.chunk "$2" && "$python" - "$1" "$2" <<-'END'
	import sys, numpy as np, chunkread
	a, b, made = (chunkread.read(p)[0][2] for p in ('a-f32.chunk', sys.argv[2], 'made'))
	assert len(a) == len(made)
	y = b[0]['data'].astype('f8')
	for p, q in zip(a, made):
	    assert all(p[k] == q[k] for k in ('kind', 'start', 'end', 'have', 'expected', 'layer'))
	    if p['kind'] == 3:
	        assert p['data'] == q['data']
	        continue
	    want = p['data'] - y if sys.argv[1] == 'sub' else np.where((y != 0) & ~np.isnan(y), p['data'], np.nan)
	    np.testing.assert_array_equal(want.astype('f4'), q['data'])
	END
}
test_ok 'a map of one time and layer serves for all of a, whose gaps and counts stay' one_for_all sub map.chunk
test_ok 'so does one of a longer time that begins within that of a' one_for_all sub longer.chunk
test_ok 'a mask of one time serves for all of a' one_for_all mask truth.chunk
# reports REGEX ARGUMENT ...: what -v says
reports() {
	regex=$1
	shift
	chunk-combine -v -o given "$@" 2>said && grep -q -e "$regex" said
}
test_ok '-v says that one field serves for all' reports 'of one time, .*which served for all 5 times of a' \
    -m sub a-f32.chunk map.chunk
test_fails 1 'a field without a layer, and b has only other layers: mean, max: .*stats --layers' \
    'a map of several layers, and a has none of them' chunk-combine -m sub a-f32.chunk two-layers.chunk
by_layer() {
	"$python" - <<-'END'
	import chunkread, chunkwrite
	(header, table, records, _), = chunkread.read('two-layers.chunk')
	out = [chunkwrite.field(r['codes'] * 2, r['start'] + 7 * 86400, r['end'] + 7 * 86400, r['layer']) for r in records]
	open('week-after', 'wb').write(chunkwrite.stream(header, table, out[::-1]))
	END
	chunk-combine -m sub week-after two-layers.chunk >made && "$python" - <<-'END'
	import numpy as np, chunkread
	one, made = ({r['layer']: r['data'] for r in chunkread.read(p)[0][2]} for p in ('two-layers.chunk', 'made'))
	assert sorted(made) == ['max', 'mean']
	for layer in made:
	    np.testing.assert_array_equal(made[layer], one[layer])
	END
}
test_ok 'maps of two times are matched by their layers' by_layer
crop --from 1970-01-01T00:05 --to 1970-01-01T00:10 -o hour.chunk b-f32.chunk
test_fails 1 'which may be one of a.s times: --for-all .* --outer' 'a b that was cut to one of the times of a' \
    chunk-combine -m sub -o none a-f32.chunk hour.chunk
crop --from 1970-01-01T00:15 --to 1970-01-01T00:20 -o hour.chunk b-f32.chunk
test_fails 1 'which may be one of a.s times' 'a b that was cut to a time of which a has a gap' \
    chunk-combine -m sub -o none a-f32.chunk hour.chunk
later_than() {
	"$python" - "$@" <<-'END'
	import sys, chunkread, chunkwrite
	header, table, records, digest = chunkread.read(sys.argv[1])[0]
	r = records[0]
	field = chunkwrite.field(r['codes'], r['start'] + 86400 * 100, r['end'] + 86400 * 100, have=r['have'], expected=r['expected'])
	open(sys.argv[2], 'wb').write(chunkwrite.stream(header, table, [field]))
	END
}
later_than hour.chunk far.chunk
for method in add min max mean fill; do
	test_fails 1 'of one time only, .* and a has others: --outer .* --for-all' "$method with one time of a's" \
	    chunk-combine -m $method -o none a-f32.chunk hour.chunk
	test_fails 1 'of one time only, .* and a has others: --outer .* --for-all' "$method of fields of two times" \
	    chunk-combine -m $method -o none a-f32.chunk far.chunk
done
test_ok 'such a b left no file' test ! -e none
# Counts of a b that serves for many times are nowhere in the result.
lacking() {
	"$@" 2>said && test "$(cat said)" = 'chunk-combine: b is of 1 of 3 images, which no count of the result shows: these are a'"'s"
}
test_ok '--for-all puts them together all the same' lacking chunk-combine -m max --for-all -o /dev/null a-f32.chunk far.chunk
test_ok 'a difference of two times is what it was made for' lacking chunk-combine -m sub -o /dev/null a-f32.chunk far.chunk
test_ok 'a mask has no counts' chunk-combine -m mask --above 1 -o /dev/null a-f32.chunk far.chunk
# b comes a second after it was opened.
waits() {
	mkfifo later && { (exec 3>later && sleep 1 && cat b-f32.chunk >&3) & } &&
	    chunk-combine -v -m max a-f32.chunk later 2>said >/dev/null && wait &&
	    awk '/waited/ { for (i = 1; i < NF; i++) if ($i == "waited" && $(i + 1) > 0.5) found = 1 } END { exit !found }' said ||
	    { cat said >&2; return 1; }
}
test_is '-v counts the time that b was waited for' waits
for_all() {
	lacking chunk-combine -m sub --for-all -o five.chunk a-f32.chunk hour.chunk && test "$(chunk-info five.chunk | grep -c ^field)" = 5
}
test_ok '--for-all uses it for all' for_all
test_ok '--outer uses it for that time alone' sh -c 'chunk-combine -m fill --outer a-f32.chunk hour.chunk | chunk-info >said &&
    test "$(grep -c ^field said)" = 6'
crop --from 1970-01-01T00:05 --to 1970-01-01T00:10 -o one.chunk a-f32.chunk
crop --from 1970-01-01T00:05 --to 1970-01-01T00:10 -o hour.chunk b-f32.chunk
test_ok 'two maps of the same time' chunk-combine -m sub -o given one.chunk hour.chunk
# Maps of two times, each of its images: a result that needs both is of the fewest of the most.
counts_of() {
	chunk-info "$1" | awk '/^field/ { print $6 }'
}
crop --to 1970-01-01T00:05 -o rich.chunk a-f32.chunk
later_than hour.chunk far.chunk
one_each() {
	wanted=$1
	shift
	chunk-combine "$@" -o made.chunk rich.chunk far.chunk && test "$(counts_of made.chunk)" = "$wanted" &&
	    chunk-combine "$@" -o made.chunk far.chunk rich.chunk && test "$(counts_of made.chunk)" = "$wanted"
}
test_ok 'the images of two maps' test "$(counts_of rich.chunk) $(counts_of far.chunk)" = '2/3 1/3'
test_ok 'their difference is of the fewest' one_each 1/3 -m sub
test_ok 'and their ratio' one_each 1/3 -m ratio
test_ok 'and their sum' one_each 1/3 -m add --for-all
test_ok 'their mosaic is of the most' one_each 2/3 -m max --for-all
# Months have other lengths: two that are complete give one that is.
lengths() {
	"$python" - <<-'END'
	import numpy as np
	from chunkwrite import GRID, field, stream
	for name, start, have, expected in ('long', 0, 8, 8), ('short', 9000, 4, 4), ('holed', 18000, 2, 4), ('none', 27000, 0, 0):
	    made = field(np.ones((6, 9), '<f4'), start, start + 300 * max(expected, 1), '', have, expected)
	    open(name + '.chunk', 'wb').write(stream(GRID, None, [made]))
	END
	for pair in long:short:8/8 short:long:4/4 long:holed:2/4 holed:long:2/4 none:holed:2/4 holed:none:2/4; do
		of=${pair##*:} pair=${pair%:*}
		chunk-combine -m "$1" -o made.chunk ${pair%:*}.chunk ${pair#*:}.chunk && test "$(counts_of made.chunk)" = $of || return
	done
}
test_ok 'a difference of times of other lengths is as complete as the poorer one' lengths sub
test_ok 'and a ratio' lengths ratio
test_ok 'a mask leaves the images' test "$(chunk-combine -m mask --above 1 rich.chunk far.chunk | chunk-info |
    awk '/^field/ { print $6 }')" = 2/3

# ---- Climatologies ----

anomalies() {
	"$python" - <<-'END'
	import numpy as np
	from chunkwrite import GRID, field, gap, stream
	a = [field(np.full((6, 9), h, '<f4'), h * 3600, h * 3600 + 3600) for h in range(5, 53)]
	open('hours-a', 'wb').write(stream(GRID, None, a))
	b = [field(np.full((6, 9), h % 24 / 2, '<f4'), h * 3600, h * 3600 + 3600) for h in range(5, 29)]
	keys = [('climatology', 'hour'), ('climatology_span', '1970-01-01T05:00Z 1970-01-03T05:00Z')]
	open('diurnal', 'wb').write(stream(GRID + keys, None, b))
	open('lacking', 'wb').write(stream(GRID + keys, None, b[:9] + b[10:]))
	open('weekly', 'wb').write(stream(GRID + [('climatology', 'weekday'), keys[1]], None, b[:1]))
	END
	chunk-combine -v -m sub -o made hours-a diurnal 2>said && "$python" - <<-'END'
	import chunkread
	made = chunkread.read('made')[0][2]
	assert [float(r['data'].max()) for r in made] == [h - h % 24 / 2 for h in range(5, 53)]
	END
}
test_ok 'a climatology serves by its groups' anomalies
test_ok '... and says so' grep -q 'climatology by hour, whose groups served for 48 times' said
test_ok 'what comes of it is an anomaly' test "$(value variable made)" = rainfall_rate_anomaly
test_fails 1 'b has none of its group, 14: --outer' 'a group that b lacks' chunk-combine -m sub -o none hours-a lacking
test_ok '--outer allows that' sh -c 'chunk-combine -m fill --outer hours-a lacking | chunk-info >said; test "$(grep -c ^field said)" = 48'
test_fails 1 'group, 14' 'two climatologies are matched by their groups' chunk-combine -m sub -o none diurnal lacking
test_fails 1 'other groups: hour and weekday' 'climatologies of other cycles' chunk-combine -m sub -o none diurnal weekly

test_fails 1 'a is a climatology by hour and b is a series: name the series first' 'a climatology less a series' \
    chunk-combine -m sub -o none diurnal hours-a
# sees FILE HAVE: the first field has so many images.
sees() {
	test "$(chunk-info "$1" | awk '$1 == "field" { print $6; exit }')" = "$2"
}
chunk-combine -m fill --outer -o filled hours-a lacking
test_ok 'where a climatology lacks a group, fields have the images of a' \
    sh -c 'chunk-info hours-a | awk "/^field/ { print \$2, \$6 }" >a && chunk-info filled | awk "/^field/ { print \$2, \$6 }" | diff a - >&2'
"$python" - <<'END'
import numpy as np
from chunkwrite import stream, field, gap, GRID
ones, day = np.ones((6, 9), '<f4'), 86400
open('whole-day', 'wb').write(stream(GRID, None, [field(ones, 0, day, '', 288, 288)]))
open('part-day', 'wb').write(stream(GRID, None, [field(ones, 0, day, '', 3, 288), gap('missing', 900, day, 285)]))
tenths = np.arange(54, dtype='<f4').reshape(6, 9) / np.float32(10)
open('tenths', 'wb').write(stream(GRID, None, [field(tenths, 0, 300)]))
END
chunk-combine -m sub -o one whole-day part-day
test_ok 'maps of the same time have the images of both' sees one 3/288
test_ok 'and the gaps' sh -c 'chunk-info one | grep -q "^gap .*b: missing"'
chunk-combine -m max -o one part-day whole-day
test_ok 'the larger of them has the images of the larger' sees one 288/288
cp tenths twin
chunk-combine -m mask --above 0.3 -o one tenths twin
test_ok 'as with stats --exceed, 0.3 is not above 0.3' sh -c 'chunk-info one | awk "/^field/ { exit \$10 < 0.35 }"'
chunk-combine -m sub a-f32.chunk b-f32.chunk | bin-average -n 1 --sum -o one
test_ok 'the sum of a difference is one' test "$(value variable one)" = rainfall_amount_difference

# ---- What the header says ----

says() {
	chunk-combine -m "$1" ${5:-} "$2" "$3" >made && test "$(value "${4%%=*}" made)" = "${4#*=}"
}
test_ok 'a difference is one by its variable' says sub a-f32.chunk b-f32.chunk variable=rainfall_rate_difference
test_ok 'a difference keeps its units' says sub a-f32.chunk b-f32.chunk 'units=mm h-1'
test_ok 'a difference of dBZ is in dB' says sub dbz.chunk dbz-again.chunk units=dB
cp when.chunk when-too.chunk
test_ok 'a difference of times is in s' says sub when.chunk when-too.chunk units=s
test_ok 'a ratio has the units 1' says ratio a-f32.chunk b-f32.chunk units=1
test_ok 'the layers of a ratio, too' says ratio a-f32-layers.chunk b-f32-layers.chunk layer.mean.units=1
test_ok 'a mean stays what it was' says mean a-f32.chunk b-f32.chunk variable=rainfall_rate
test_ok 'steps that differ are not said' says fill a-f32.chunk stepped.chunk step= --outer
test_ok 'methods that differ are not said' says fill a-f32.chunk stepped.chunk cell_methods= --outer
test_ok 'a mask changes none of them' says mask a-f32.chunk truth.chunk 'cell_methods=time: point'
test_ok '-v says which step differs' reports 'step differs: 300 in a, 600 in b' -m fill --outer a-f32.chunk stepped.chunk
test_ok '-v says how many times were matched' reports 'times of both: 2, only of a: 3, only of b: 0' \
    -m fill --outer a-f32.chunk stepped.chunk
history() {
	release=$(chunk-combine --version | sed 's/.*) //')
	chunk-combine -m sub a-f32.chunk map.chunk | chunk-info | sed -n '/^history/,/^$/s/^.......  *//p' >got
	printf "chunkwrite\nb: chunkwrite\nchunk-combine %s -m sub\n" "$release" | diff - got >&2
}
test_ok 'the history has that of both' history
# write_source FILE SOURCE
write_source() {
	"$python" - "$@" <<-'END'
	import sys, chunkread, chunkwrite
	(header, table, _, _), = chunkread.read('a-u8.chunk')
	open(sys.argv[1], 'wb').write(chunkwrite.stream(header + [('source', sys.argv[2])], table, []))
	END
}
credits() {
	write_source A A && write_source B B &&
	    chunk-combine -m fill A B >AB && cp AB AB2 && test "$(value source AB)" = 'A; B' &&
	    test "$(chunk-combine -m fill AB AB2 | value source -)" = 'A; B' &&
	    write_source longer 'AB; C A; A' && test "$(chunk-combine -m fill A longer | value source -)" = 'A; AB; C A' &&
	    write_source part B && test "$(chunk-combine -m fill longer part | value source -)" = 'AB; C A; A; B' &&
	    write_source unsaid '' && test "$(chunk-combine -m fill unsaid A | value source -)" = A &&
	    test "$(chunk-combine -m fill A unsaid | value source -)" = A
}
test_ok 'the sources of both are named once' credits

no_standard_name() {
	chunk-combine -m sub a-f32.chunk b-f32.chunk | chunk2nc -o difference.nc && chunk2nc -o plain.nc a-f32.chunk &&
	    ncdump -h plain.nc | grep -q 'rainfall_rate:standard_name = "rainfall_rate"' &&
	    ncdump -h difference.nc >said && grep -q 'rainfall_rate_difference:units = "mm h-1"' said &&
	    ! grep rainfall_rate_difference:standard_name said
}
if command -v chunk2nc >/dev/null && command -v ncdump >/dev/null; then
	test_ok 'a difference has no standard name in netCDF' no_standard_name
fi
# ---- Pipes ----

rm -f A B
mkfifo A B
fifos() {
	cat a-u8.chunk >A &
	cat b-u8.chunk >B &
	test "$(chunk-combine -m max A B | digest)" = "$(chunk-combine -m max a-u8.chunk b-u8.chunk | digest)"
}
test_ok 'both may be FIFOs' fifos
# Longer than any pipe: whoever reads one stream to its end first waits for ever.
one_writer() {
	"$python" - "$1" <<-'END'
	import sys, numpy as np
	from chunkwrite import GRID, field, stream
	rng = np.random.default_rng(1)
	side = {'rows': '900', 'cols': '900'}
	grid = [(k, side.get(k, v)) for k, v in GRID]
	open('long', 'wb').write(stream(grid, None, [field(rng.random((900, 900), 'f4'), t, t + 300, l)
	    for t in range(0, 1200, 300) for l in sys.argv[1].split(',')]))
	END
	tee A <long >B &
	test "$(timeout 60 chunk-combine -m min A B | digest)" = "$(digest long)"
}
test_ok 'one program may write to both of them' one_writer ''
test_ok 'one program may write layers to both of them' one_writer p,q,r,s,t
test_ok 'one of them may be standard input' sh -c 'chunk-combine -m max - b-u8.chunk <a-u8.chunk >x &&
    chunk-combine -m max a-u8.chunk - <b-u8.chunk | cmp - x'
if command -v bash >/dev/null; then
	test_ok 'process substitution, and three streams by two pipes' bash -c '
	    chunk-combine -m max <(cat a-u8.chunk) <(cat b-u8.chunk) | cmp - x &&
	    chunk-combine -m max a-u8.chunk b-u8.chunk | chunk-combine -m max - <(cat '"$data"'/codes.chunk) --outer | chunk-info >said'
fi
test_fails 1 'are the same' 'the same file twice' chunk-combine -m sub -o none a-u8.chunk a-u8.chunk
same_pipe() {
	cat a-u8.chunk | chunk-combine -m sub -o none - /dev/stdin
}
test_fails 1 'are the same' 'standard input twice' same_pipe

# ---- A mosaic of two windows ----

mosaic() {
	radar-synth --from 2020-11-01 --rows 60 --cols 50 --echo 40 -o .
	radar-unzip --to 2020-11-01T01:00 2020-11-01.zip | tif2rain >composite
	west=126648.404,7600000,180000,7771252.876 east=160000,7600000,300000,7771252.876
	crop --mask --xy $west composite >west && crop --mask --xy $east composite >east || return
	"$python" - <<-'END'
	import chunkread, chunkwrite
	# What a window leaves out is missing on the grid of the whole.
	(header, table, records, _), = chunkread.read('composite')
	import numpy as np
	code = int(np.flatnonzero(np.isnan(table))[0])
	for name, columns in ('west', slice(20, None)), ('east', slice(0, 12)):
	    out = []
	    for r in records:
	        if r['kind'] == 3:
	            out.append(chunkwrite.gap(r['data'].decode(), r['start'], r['end'], r['expected']))
	            continue
	        x = r['codes'].copy()
	        x[:, columns] = 255
	        out.append(chunkwrite.field(x, r['start'], r['end'], r['layer'], r['have'], r['expected']))
	    open(name, 'wb').write(chunkwrite.stream(header, table, out))
	END
	for method in fill max min; do
		test "$(chunk-combine -m $method west east | digest)" = "$(digest composite)" || return
	done
}
test_ok 'two windows of a composite that overlap give it back' mosaic

# ---- What it refuses ----

refused() {
	regex=$1 sentence=$2
	shift 2
	test_fails 1 "^chunk-combine: $regex" "$sentence" chunk-combine -o none "$@"
	test ! -e none || { failed "$sentence: leaves no file"; rm none; }
}
refused 'other grids: a has 6 rows and b 5' 'other rows' -m sub a-f32.chunk fewer.chunk
refused 'other grids: the origin x is 126648.404 in a and 127000 in b' 'another origin' -m sub a-f32.chunk moved.chunk
refused 'other grids: the width of cells is 2014.958 in a and 2000 in b' 'other cells' -m sub a-f32.chunk finer.chunk
refused 'other grids: the CRS is EPSG:25833 in a and EPSG:3006 in b' 'another CRS' -m sub a-f32.chunk elsewhere.chunk
for method in sub add ratio min max mean fill; do
	refused 'the units are mm h-1 in a and mm in b' "$method of mm h-1 and mm" -m $method a-f32.chunk amount.chunk
done
for method in add mean ratio; do
	refused 'values in dBZ are logarithms' "$method of dBZ" -m $method dbz.chunk dbz-again.chunk
	refused 'values that are times' "$method of times" -m $method when.chunk when-too.chunk
done
for method in max min fill; do
	test_ok "$method of dBZ" chunk-combine -m $method -o given dbz.chunk dbz-again.chunk
done
cp categories.chunk categories-too.chunk
refused 'values that are categories' 'a maximum of categories' -m max categories.chunk categories-too.chunk
test_ok 'fill takes categories' chunk-combine -m fill -o given categories.chunk categories-too.chunk
refused 'the categories differ: flag_values is 1 2 in a and none in b' 'other categories' -m fill --outer categories.chunk a-f32.chunk
refused 'b is no mask: its units are mm h-1: --above' 'a mask of rates' -m mask a-f32.chunk b-f32.chunk
refused 'b is no mask: its units are dBZ' 'a mask of dBZ' -m mask --for-all a-f32.chunk dbz.chunk
# above A B: A where B, which has one layer, is above 1.5.
above() {
	chunk-combine -m mask --above 1.5 -o made "$1" "$2" && "$python" - "$@" <<-'END'
	import sys, numpy as np, chunkread
	a, b, made = ({(r['start'], r['layer']): r['data'] for r in chunkread.read(p)[0][2] if r['kind'] == 1}
	              for p in (*sys.argv[1:], 'made'))
	mask = {start: data for (start, layer), data in b.items()}
	assert len(made) == sum(start in mask for start, layer in a) > 0 and len(mask) == len(b)
	for at in made:
	    np.testing.assert_array_equal(made[at], np.where(mask[at[0]] > 1.5, a[at], np.float32(np.nan)))
	END
}
test_ok '--above makes a mask of rates' above a-f32.chunk b-f32.chunk
crop --layer mean -o b-mean.chunk b-f32-layers.chunk
test_ok 'a mask of one layer, of the times of a without one' above a-f32.chunk b-mean.chunk
test_ok 'a mask of one layer, for all layers of a' above b-f32-layers.chunk b-mean.chunk
test_ok 'a mask without a layer, for all layers of a' above b-f32-layers.chunk b-f32.chunk
refused '.*: crop --layer takes one of b.s, which then serves for all of a$' 'a mask of three layers' \
    -m mask --above 1.5 a-f32.chunk b-f32-layers.chunk
refused 'the streams share no time: a is from 1970-01-01T00:00Z to 1970-01-01T00:45Z, b from 1970-01-02T00:00Z to 1970-01-02T00:10Z: --outer' \
    'streams that share no time' -m fill a-f32.chunk later.chunk
refused 'the streams share no time: .*00:10Z$' 'with --outer, of what needs both' -m sub --outer a-f32.chunk later.chunk
test_ok 'what takes either gives both with --outer' sh -c 'chunk-combine -m fill --outer a-f32.chunk later.chunk | chunk-info >said &&
    test "$(grep -c ^field said)" = 7'
refused 'a has a field from 1970-01-01T00:10Z to 1970-01-01T00:15Z, and b has nothing for all of that time: --outer' \
    'a time that b lacks' -m sub a-f32.chunk stepped.chunk
refused 'b has a field from 1970-01-01T00:10Z' 'a time that a lacks' -m sub stepped.chunk a-f32.chunk
refused 'records of different lengths: a field of a from 1970-01-01T00:00Z to 1970-01-01T00:05Z, and one of b from 1970-01-01T00:00Z to 1970-01-01T01:00Z' \
    'minutes and hours' -m sub a-f32.chunk hours.chunk
refused 'records of different lengths: a field of a from 1970-01-01T00:00Z to 1970-01-01T01:00Z, and one of b' \
    'hours and minutes' -m sub --outer hours.chunk a-f32.chunk
refused '1970-01-01T00:00Z: a has a field without a layer, and b has only other layers: mean, max, n.1: crop --layer takes one of b.s, and --for-all that for all of a' 'other layers' \
    -m sub a-f32.chunk b-f32-layers.chunk
refused 'the input is partial statistics' 'partial statistics' -m sub a-f32.chunk partial.chunk
refused '1970-01-01T00:00Z: values that are infinite, or beyond float32' 'a difference beyond float32' -m sub big.chunk small.chunk
refused 'the input holds images' 'images' -m sub a-f32.chunk "$data/images.chunk"
for n in 1 2 3 4 5; do
	size=$(wc -c <b-u8.chunk)
	head -c $((size * n / 6)) b-u8.chunk >cut
	refused 'cut: .*cut short' "a whole, and b cut short after $n of 6" -m fill a-u8.chunk cut
	refused 'cut: .*cut short' "b whole, and a cut short after $n of 6" -m fill cut b-u8.chunk
	refused 'cut: .*cut short' "a map that is cut short, $n" -m sub a-f32.chunk cut
	head -c $(($(wc -c <map.chunk) * n / 6)) map.chunk >cut
	refused 'cut: .*cut short' "a map that is cut short after $n of 6" -m sub a-f32.chunk cut
done
test_fails 2 'two streams are combined, a and b, but here are 1' 'one stream' chunk-combine -m sub a-u8.chunk
test_fails 2 'two streams are combined, a and b, but here are 3' 'three streams' \
    chunk-combine -m sub a-u8.chunk b-u8.chunk x
test_fails 2 '-m: say how' 'no method' chunk-combine a-u8.chunk b-u8.chunk
test_fails 2 'sub.add.ratio' 'an unknown method' chunk-combine -m product a-u8.chunk b-u8.chunk
test_fails 2 '--above needs -m mask' '--above with another method' chunk-combine -m sub --above 1 a-u8.chunk b-u8.chunk
test_fails 2 'only one of --for-all and --outer' '--for-all with --outer' \
    chunk-combine -m sub --for-all --outer a-u8.chunk b-u8.chunk

# ---- The page's examples ----

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$srcdir/man/chunk-combine.1" | sed 's/\\(dq/"/g; s/\\-/-/g' >examples
cp a-f32.chunk sweden.chunk
cp b-f32.chunk finland.chunk
cp b-f32.chunk denmark.chunk
cp a-u8.chunk hours.chunk
cp a-u8.chunk day.chunk
bin-average -c month b-u8.chunk >november.chunk
crop --rows 0,6 --cols 0,9 november.chunk >october.chunk
cp b-u8.chunk other.chunk
cp diurnal diurnal.chunk
cp hours-a series.chunk
test_ok 'the examples run as they stand' bash -e examples
test_done
