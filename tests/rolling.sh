# SPDX-License-Identifier: BSD-2-Clause
# rolling.sh - windows that move: beside whole numbers in Python, pandas, CDO, and bins.
. "${srcdir:-.}/tests/lib.sh"
test -n "$python" || test_skip 'no NumPy'
"$python" "$srcdir/tests/make/rolling.py" s

# Two that fail are not equal.
digest() {
	chunk-info --digest "$@" || echo "none: $(date +%N)"
}

# ---- Values, have and expected, by another way ----

# model SERIES WINDOW EVERY METHOD FRACTION: seconds; EVERY 0 is each step.
model() {
	series=$1 window=$2 every=$3 method=$4 fraction=$5
	shift 5
	test "$every" = 0 || set -- --every "${every}s"
	test "$method" = count || set -- "$@" --min-fraction "$fraction"
	rolling -w "${window}s" -m "$method" "$@" -o out "s/$series" &&
	    "$python" "$srcdir/tests/compare/rolling.py" "s/$series" out "$window" "$every" "$method" "$fraction"
}
for series in codes floats; do
	for method in sum mean max min count; do
		test_ok "$method of 2 hours of $series with holes, by whole numbers" model $series 7200 0 $method 0.3
	done
done
while read -r series window every method fraction; do
	test_ok "$method of $window s of $series, every $every s, by whole numbers" \
	    model "$series" "$window" "$every" "$method" "$fraction"
done <<'END'
codes 300 0 mean 0
codes 300 0 max 0
codes 86400 3600 sum 0.8
codes 86400 86400 sum 0.5
codes 3600 86400 max 0
codes 10800 1800 min 0.1
absurd 3600 0 mean 0
wide 3600 0 mean 0.5
wide 3600 600 sum 0.5
wide 3600 0 max 0
doubles 7200 0 mean 0
tiny 7200 0 sum 0.3
hours 86400 0 sum 0.8
hours 10800 0 mean 0
hours 10800 0 count 0
hours 21600 10800 max 0.5
amounts 86400 0 sum 0.8
amounts 10800 0 max 0
small-amounts 3600 0 sum 0.8
whole-codes 86400 0 sum 1
whole-hours 86400 0 sum 1
whole-amounts 86400 0 sum 1
END

pandas() {
	rolling -w 24h "$@" -o out "s/$series" && "$python" "$srcdir/tests/compare/running.py" pandas "s/$series" out "$method"
}
if "$python" -c 'import pandas' 2>/dev/null; then
	while read -r series method options; do
		test_ok "$method of $series by pandas rolling(24h)" pandas $options
	done <<'END'
codes mean
floats mean
small-amounts sum --min-fraction 0
codes max -m max
floats min -m min
codes count -m count
END
fi

by_cdo() {
	rolling -w "$2" -m "$3" --min-fraction 1 -o out "s/$1" && chunk2nc -o "$1.nc" "s/$1" &&
	    cdo -s "run$3,$4" "$1.nc" run.nc 2>cdo.err && "$python" "$srcdir/tests/compare/running.py" cdo run.nc out "$4"
}
if command -v cdo >/dev/null && command -v chunk2nc >/dev/null; then
	test_ok 'sums of a whole series by CDO runsum' by_cdo whole-amounts 24h sum 24
	test_ok 'maxima of a whole series by CDO runmax' by_cdo whole-floats 1h max 12
	test_ok 'means of a whole series by CDO runmean' by_cdo whole-floats 1h mean 12
fi

# ---- What must be the same ----

# as_bins SERIES OPTION ...: the days of bin-average.
as_bins() {
	test "$(rolling -w 24h --every 24h ${2:-} "s/$1" | digest)" = "$(bin-average -c day ${3:-} "s/$1" | digest)"
}
for series in codes floats hours doubles tiny wide whole-codes whole-floats whole-hours; do
	test_ok "windows of 24 hours each day are the days of bin-average: means of $series" as_bins $series
	test_ok "windows of 24 hours each day are the days of bin-average: sums of $series" \
	    as_bins $series '-m sum' --sum
done
for series in amounts small-amounts whole-amounts; do
	test_ok "windows of 24 hours each day are the days of bin-average: $series" as_bins $series '' --sum
done

# Many sums of two hours lie in the middle between two float32, where the smallest error shows.
"$python" - >s/ties <<'END'
import sys
import numpy as np
from chunkwrite import stream, field, GRID
random = np.random.RandomState(3)
head = [(k, dict(rows='150', cols='150', units='mm', variable='rainfall_amount', cell_methods='time: sum',
                 step='300').get(k, v)) for k, v in GRID]
rain = random.gamma(1, 0.01, (24, 150, 150)).astype('<f4')
rain[2:] = 0
sys.stdout.buffer.write(stream(head, None, [field(rain[i], 3600 * i, 3600 * i + 3600, '', 12, 12) for i in range(24)]))
END
test_ok 'windows of 24 hours each day are the days of bin-average: sums between two float32' as_bins ties '' --sum
sums_are_nearest() {
	rolling -w 24h --every 24h -o out s/ties && "$python" -c '
import numpy as np
from chunkread import read
rain = np.array([r["data"] for r in read("s/ties")[0][2]]).astype("f8")
assert (rain.sum(0).astype("f4") == read("out")[0][2][0]["data"]).all()'
}
test_ok 'and are the nearest' sums_are_nearest

threads() {
	for j in 1 2 7; do
		rolling -j $j "$@" | digest >j$j && cmp j1 j$j || return
	done
}
for method in mean max count; do
	test_ok "the same $method for any number of threads" threads -w 6h -m $method s/codes
	test_ok "the same $method of floats for any number of threads" threads -w 6h -m $method s/floats
done

joined() {
	crop --to 2020-11-02T10:00 -o first "s/$1" && crop --from 2020-11-02T10:00 -o second "s/$1" &&
	    test "$(rolling -w 6h first second | digest)" = "$(rolling -w 6h "s/$1" | digest)"
}
test_ok 'two files are as one' joined codes
test_ok 'two files of floats are as one' joined floats

# since SERIES METHOD: of a series that begins a day later, windows from 30 hours on are the same.
since() {
	rolling -w 30h -m "$2" "s/$1" | crop --from 2020-11-03T06:00 | digest >early
	crop --from 2020-11-02 "s/$1" | rolling -w 30h -m "$2" | crop --from 2020-11-03T06:00 | digest >late
	cmp early late
}
for series in codes floats tiny hours absurd; do
	test_ok "where a series begins does not matter once the window is full: $series" since $series mean
done
test_ok 'where a series begins does not matter for maxima' since floats max

dry_is_0() {
	rolling -w 1h -o out s/whole-floats
	"$python" -c '
import sys
from chunkread import read
rain, out = (read(f)[0][2] for f in ("s/whole-floats", "out"))
zeros = 0
for i in range(11, len(rain)):
    dry = sum((r["data"] != 0) & (r["data"] == r["data"]) for r in rain[i - 11:i + 1]) == 0
    zeros += ((out[i]["data"] == 0) & dry).sum()
    assert ((out[i]["data"] == 0) | (out[i]["data"] != out[i]["data"]))[dry].all()
assert zeros > 1000'
}
test_ok 'a pixel that was dry for a window is exactly 0 after rain' dry_is_0

# ---- The header, and what follows ----

says() {
	chunk-info "$2" | grep -Eq "^$1\$"
}
rolling -w 24h -m sum -o sums s/codes
test_ok 'the header says the window' says 'window +86400' sums
test_ok 'the header says sums' says 'cell_methods +time: sum' sums
test_ok 'the header says mm' says 'units +mm' sums
rolling -w 2h -m max -o max s/hours
test_ok 'maxima of means say so' says 'cell_methods +time: mean time: maximum' max
rolling -w 24h --every 24h -o days s/codes
no_window() {
	chunk-info days >told && ! grep '^window' told
}
test_ok 'a window as long as its record is a bin, without the key' no_window
test_ok 'the line of history has the options' \
    sh -c 'chunk-info sums | grep -q "^  *rolling [0-9.]* -w 24h -m sum$"'

no_window_after_stats() {
	stats --layers max -o out sums && ! says 'window .*' out && says 'layer.max.window +86400' out
}
test_ok 'a statistic of windows is of all of time, and its layer says the windows' no_window_after_stats

# Whole days of complete hours: windows that begin before them are left out of the count.
counts() {
	stats --layers max "$@" | chunk-info | sed -n 's/^field .* max .* \([0-9]*\/[0-9]*\) .*/\1/p'
}
rolling -w 24h -o full s/ties
rolling -w 4h -o four s/ties
test_ok 'a statistic of windows counts those that begin with the data, or later' \
    test "$(counts four)" = "$((21 * 48))/$((21 * 48))"
test_ok '... also of a part of them' test "$(crop --from 1970-01-01T02:00 four | counts)" = "$((21 * 48))/$((21 * 48))"
test_ok '... which counts what lacks images, if that is not for their sake' \
    test "$(crop --from 1970-01-01T05:00 four | counts)" = "$((19 * 48))/$((19 * 48))"
holed() {
	crop --to 1970-01-01T05:00 -o one s/ties && crop --from 1970-01-01T06:00 -o two s/ties && cat one two >holed &&
	    test "$(rolling -w 4h holed | crop --from 1970-01-01T05:00 | counts)" = "$((19 * 48 - 4 * 12))/$((19 * 48))"
}
test_ok '... such as those around a hole, the first of them too' holed
in_parts() {
	crop --to 1970-01-01T12:00 four | stats --partial -o p1 && crop --from 1970-01-01T12:00 four | stats --partial -o p2 &&
	    test "$(counts p1 p2)" = "$(counts four)"
}
test_ok '... and in parts' in_parts
crop --to 1970-01-01T05:00 -o short s/ties
test_ok '... and if there are no others, those that are not full' \
    test "$(rolling -w 24h short | counts)" = "$((12 + 24 + 36 + 48 + 60))/$((5 * 288))"
# Of the windows of four hours that end at 01:00 to 03:00, none is full.
test_ok '... for each group by itself' test "$(counts --by hour four | head -n 5 | tr '\n' ' ')" = '12/48 24/48 36/48 48/48 48/48 '

largest() {
	stats --layers max --when -o out sums && "$python" -c '
import numpy as np
from chunkread import read
windows = read("sums")[0][2]
found = {r["layer"]: r["data"] for r in read("out")[0][2] if r["kind"] == 1}
at = {r["start"]: r["data"] for r in windows if r["kind"] == 1}
stack = np.array([at[t] for t in sorted(at)])
some = ~np.isnan(stack).all(0)
first = np.array(sorted(at))[np.nanargmax(stack[:, some], 0)]
times = [r for r in read("out")[0][2] if r["layer"] == "when_max"][0]["codes"]
assert (found["max"][some] == np.nanmax(stack[:, some], 0)).all() and (times[some] == first).all() and some.sum() > 50'
}
test_ok 'the largest 24-hour sum of each pixel, and when its last step began' largest

test_fails 1 'windows of rolling, which overlap' 'bins of windows are refused' bin-average -c day --sum sums
test_fails 1 'windows of rolling, which overlap' 'windows of windows are refused' rolling -w 1d sums
test_fails 1 'cannot be joined.*window' 'windows of two lengths are not joined' \
    sh -c 'rolling -w 12h -m sum s/codes >other; cat sums other | chunk-info'

if command -v chunk2nc >/dev/null; then
	round_trip() {
		rm -f out.nc
		rolling "$@" -o out && chunk2nc -o out.nc out && nc2chunk -o back out.nc &&
		    test "$(digest out)" = "$(digest back)" && chunk-info out | grep -v '^ ' >a &&
		    chunk-info back | grep '^window' >b && grep -q "$(cat b)" a
	}
	test_ok 'netCDF and back: windows of 6 hours' round_trip -w 6h -m sum s/codes
	test_ok 'netCDF and back: windows shorter than what they stand for' round_trip -w 1h --every 6h s/codes
	bounds() {
		rm -f out.nc
		chunk2nc -o out.nc sums && "$python" -c '
import netCDF4
f = netCDF4.Dataset("out.nc")
time, bounds = f["time"][:], f["time_bnds"][:]
assert (bounds[:, 1] == time + 300).all() and (bounds[:, 0] == bounds[:, 1] - 86400).all() and len(time) == 864'
	}
	test_ok 'the bounds of times are those of the windows' bounds
	appended() {
		rm -f out.nc
		crop --to 2020-11-02 -o first sums && crop --from 2020-11-02 -o second sums &&
		    chunk2nc -o out.nc first && chunk2nc --append -o out.nc second && nc2chunk -o back out.nc &&
		    test "$(digest sums)" = "$(digest back)"
	}
	test_ok 'windows are appended to a file' appended
	! command -v ncatted >/dev/null || test_fails 1 'overlap.*as those of running sums do: ncatted -a bounds' \
	    'windows that another program changed are no records, and what to do is said' \
	    sh -c "chunk2nc -o changed.nc sums && ncatted -O -h -a rainpipe_stream,global,d,, changed.nc &&
	    exec nc2chunk changed.nc >none"
fi

# ---- Memory ----

"$python" - >large <<'END'
import sys
import numpy as np
from chunkwrite import stream, field, GRID
head = [(k, dict(rows='75', cols='75').get(k, v)) for k, v in GRID]
sys.stdout.buffer.write(stream(head, None, [field(np.zeros((75, 75), '<f4'), 300 * i, 300 * i + 300) for i in range(3)]))
END
# A window of so many fields as may need 300 MB.
test_is 'a window that may need much memory' rolling -w 50d -o out large
cp err said
test_ok 'is said before it begins' grep -Eq '^rolling: the 14400 fields of a window take up to 3[0-9]+ MB of memory' said
test_ok 'but not with -q' rolling -q -w 50d -o out large

# ---- What is refused ----

test_fails 2 '-w says how long' 'no window' rolling s/codes
test_fails 2 '--every takes an interval' 'an interval that divides no day' rolling -w 1h --every 7min s/codes
test_fails 2 '--min-fraction is not for -m count' 'a share of counts' rolling -w 1h -m count --min-fraction 0.5 s/codes
test_fails 1 'window of 420 s is not a multiple of the input.s step of 300 s' 'a window of no whole steps' \
    rolling -w 7min s/codes
test_fails 1 'window of 60 s is not a multiple' 'a window shorter than a step' rolling -w 1min s/codes
test_fails 1 '1800 s are not a multiple of the input.s step of 3600 s' 'an interval shorter than a step' \
    rolling -w 3h --every 30min s/hours
test_fails 1 'more than [0-9]+ steps' 'a window longer than sums have room for' rolling -w 36000d s/codes
test_fails 1 'has layers' 'layers' rolling -w 1h "$data/layers.chunk"
test_fails 1 'their mean means little' 'a mean of amounts' rolling -w 3h -m mean s/amounts
test_fails 1 'cut short|ended early' 'a stream that is cut short' \
    sh -c 'head -c 90000 s/codes | rolling -w 1h -o cut'
test_ok 'which leaves nothing' test ! -e cut

# odd KIND: a stream that is wrong in one way
odd() {
	"$python" - "$1" >"$1.chunk" <<'END'
import sys
import numpy as np
from chunkwrite import stream, field, gap, GRID
kind, t = sys.argv[1], 1604188800
head = dict(GRID)
zeros = np.zeros((6, 9), '<f4')
a = [field(zeros, t + 300 * i, t + 300 * (i + 1)) for i in range(4)]
if kind == 'lengths':
    a.append(field(zeros, t + 1200, t + 1800))
if kind == 'grid':
    a.append(field(zeros, t + 1260, t + 1560))
if kind in ('large', 'infinite', 'small'):
    a.append(field(zeros + {'large': 3e8, 'infinite': np.inf, 'small': 2.6e8}[kind], t + 1200, t + 1500))
if kind == 'dbz':
    head.update(units='dBZ', variable='equivalent_reflectivity_factor')
if kind == 'climatology':
    head['climatology'] = 'hour'
if kind == 'maximum':
    head['cell_methods'] = 'time: maximum'
if kind == 'nostep':
    del head['step']
if kind == 'many':
    a = [field(zeros, t + 300 * i, t + 300 * (i + 1), '', 7, 7) for i in range(4)]
if kind == 'gaps':
    a = [gap('missing', t, t + 900, 3), gap('damaged: x', t + 900, t + 1200, 1)]
if kind == 'across':
    a = [field(zeros, t + 1800 + 3600 * i, t + 5400 + 3600 * i, '', 12, 12) for i in range(3)]
sys.stdout.buffer.write(stream(list(head.items()), None, a))
END
}
for kind in lengths grid large infinite small dbz climatology maximum nostep many gaps across; do
	odd $kind
done
test_fails 1 'is of 600 s, those before it of 300 s' 'fields of two lengths' rolling -w 10min lengths.chunk
test_fails 1 'is no whole number of steps of 300 s after the first' 'a field off the grid of times' \
    rolling -w 10min grid.chunk
for kind in large infinite; do
	test_fails 1 '01T00:25Z has values that are infinite, or so large' "a value that is $kind" rolling -w 10min $kind.chunk
done
test_ok 'a value that is hardly possible' sh -c 'rolling -w 10min small.chunk >out'
test_fails 1 'a mean of dBZ is not' 'a mean of dBZ' rolling -w 10min dbz.chunk
test_fails 1 'mean of dBZ is not' 'a sum of dBZ' rolling -w 10min -m sum dbz.chunk
for method in max min count; do
	test_ok "$method of dBZ" sh -c "rolling -w 10min -m $method dbz.chunk >out"
done
test_fails 1 'is a climatology' 'a climatology' rolling -w 10min climatology.chunk
test_fails 1 'is a climatology' 'bins of a climatology' bin-average -c day climatology.chunk
test_fails 1 'is a statistic \(time: maximum\)' 'statistics' rolling -w 10min -m max maximum.chunk
test_fails 1 'does not say its time step' 'a series without a step' rolling -w 10min nostep.chunk
test_fails 1 'a field of 7 images in 300 s, and others of one every 300 s' 'more images than steps' \
    rolling -w 10min many.chunk
test_fails 1 'lies across the time that a window of --every would end' 'fields that are across the interval' \
    rolling -w 2h --every 2h across.chunk
test_ok 'which are well without it' sh -c 'rolling -w 2h across.chunk >out'
only_gaps() {
	rolling -w 10min -o out gaps.chunk && chunk-info out | awk '/^field/ { f++ } /^gap/ { g++ } END { exit f != 4 || g != 4 }'
}
test_ok 'a series of gaps has a record for each step, and its gaps' only_gaps
empty() {
	rolling -w 10min -o out "$data/empty.chunk" && test "$(chunk-info out | grep -c '^field')" = 0
}
test_ok 'an empty series has none' empty

test_done
