# SPDX-License-Identifier: BSD-2-Clause
# stats.sh - four statistics in one pass: by hand where that can be done, in any order, over any joins.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# has LAYERS STREAM <LINES: the values of these layers, a line each.
has() {
	cat >wanted && stats --layers "$1" -o made "$2" && values made >printed && near wanted printed
}

image 0 100 150 255 >some.tif
image 0 0 100 255 >less.tif
image 0 255 200 255 >more.tif

# ---- By hand ----

every 5 2020-11-01T00:00 2020-11-01T00:05 some.tif one
radar-unzip --no-whole-days one | tif2rain >one.chunk
test_ok 'one image: all are its values, and they do not deviate' has min,max,mean,std one.chunk <<'END'
0 0.13572088 2.9240177 nan
0 0.13572088 2.9240177 nan
0 0.13572088 2.9240177 nan
0 0 0 nan
END
one_image_is_itself() {
	chunk2npy -o image.npy one.chunk && for l in min max mean; do
		stats --layers $l one.chunk | chunk2npy -o layer.npy && cmp image.npy layer.npy >&2 || return
	done
}
test_ok 'one image: the values are the same to the last bit' one_image_is_itself
every 5 2020-11-01T00:00 2020-11-02T00:00 some.tif day
rain day >day.chunk
stats one.chunk | chunk2npy -o of_one.npy
test_ok 'a day of one image is that image' \
    sh -c 'stats day.chunk | chunk2npy -o of_day.npy && cmp of_one.npy of_day.npy'
test_ok 'a day of one image of float32 is that image' \
    sh -c 'radar-unzip day | tif2rain --float | stats | chunk2npy -o of_day.npy &&
    cmp of_one.npy of_day.npy'

# 4 images, of which pixel 2 is missing in 2, pixel 4 in all.
every 5 2020-11-01T00:00 2020-11-01T00:05 some.tif four
every 5 2020-11-01T00:05 2020-11-01T00:15 more.tif four
every 5 2020-11-01T00:15 2020-11-01T00:20 less.tif four
radar-unzip --no-whole-days four | tif2rain >four.chunk
# Python: statistics.fmean and statistics.pstdev of [0.13572088, 0] and
# [2.9240177, 62.996052, 62.996052, 0.13572088]
cat >of_four <<'END'
0 0 0.13572088 nan
0 0.13572088 62.996052 nan
0 0.06786044 32.2629606 nan
0 0.06786044 30.748898 nan
4 2 4 0
END
test_ok 'four images: missing is ignored, a pixel that is always missing stays so, its count is 0' \
    has min,max,mean,std,count four.chunk <of_four
radar-unzip --no-whole-days four | tif2rain --float >floats.chunk
test_ok 'four images of float32 have the same statistics' \
    has min,max,mean,std,count floats.chunk <of_four

# ---- Layers ----

radar-synth --from 2020-11-01 --days 2 --rows 20 --cols 30 -o days
rain days >all.chunk
for l in min max mean std count; do
	stats --layers $l all.chunk | chunk2npy -o only_$l.npy
done
# The layers in this order are each the one that was made alone.
in_order() {
	stats --layers "$1" -o made all.chunk && chunk2npy -o made.npy made &&
	    test "$(fields made | cut -d ' ' -f 3 | paste -s -d ,)" = "$1" || return
	tail -c +129 made.npy >joined
	for l in $(echo "$1" | tr , ' '); do
		tail -c +129 only_$l.npy
	done | cmp - joined >&2
}
all_orders() {
	for a in min max mean std; do
		for b in min max mean std; do
			for c in min max mean std; do
				for d in min max mean std; do
					case $a$b$c$d in
					*min*max*mean*std* | *$a*$a* | *$b*$b* | *$c*$c*) continue ;;
					esac
					in_order $a,$b,$c,$d || return
				done
			done
		done
	done
}
test_ok 'layers in any order are the same layers' all_orders
test_ok 'the usual layers are the same layers' in_order min,max,mean,std
test_ok 'the usual layers are the default' \
    sh -c 'stats all.chunk >default; stats --layers min,max,mean,std all.chunk >named;
    test $(chunk-info --digest default) = $(chunk-info --digest named)'
for list in min std count count,min std,count,mean max,std; do
	test_ok "only $list" in_order $list
done
test_ok 'each layer says how it was made' \
    test "$(stats all.chunk | chunk-info | sed -n 's/^layer[.]\(.*\)[.]cell_methods/\1/p' | tr -s ' ' | tr '\n' ' ')" = \
    'min time: minimum max time: maximum mean time: mean std time: standard_deviation '
test_ok 'a count is in units of 1' test "$(stats --layers count all.chunk | key layer.count.units -)" = 1
test_ok 'layers other than the count are in the units of the stream' \
    test "$(stats all.chunk | key units -)" = 'mm h-1'
test_ok 'there is a record for each layer' \
    test "$(stats --layers min,std all.chunk | key records -)" = 2
ordered() {
	stats --layers min,mean,max,std all.chunk >made && values made | awk '
		{ for (i = 1; i <= NF; i++) v[NR, i] = $i; n = NF }
		END {
			for (i = 1; i <= n; i++)
				if (v[1, i] != "nan" && !(v[1, i] <= v[2, i] && v[2, i] <= v[3, i] &&
				    v[4, i] <= v[3, i] - v[1, i] && (v[4, i] == 0) == (v[1, i] == v[3, i])))
					exit 1
		}'
}
test_ok 'the mean lies between the extremes, and only where they are one nothing deviates' ordered
mean_of_a_bin() {
	stats --layers mean all.chunk | chunk2npy -o a.npy && bin-average -c month all.chunk |
	    chunk2npy -o b.npy &&
	    cmp a.npy b.npy >&2
}
test_ok 'the mean is that of one bin around all' mean_of_a_bin

usage() {
	test_fails 2 "$1.*--help" "usage: --layers '$2'" stats --layers "$2" all.chunk
}
usage '--layers takes min.max.mean.std.count, not "range"' min,range
usage '--layers: the median is --quantiles 0.5' min,median
usage '--layers' ''
usage '--layers' min,
usage '--layers' min,,max
usage '--layers' 'min, max'
usage '--layers' MIN
usage 'the layer min is asked for twice' min,max,min
test_fails 2 'unknown option' 'usage: an unknown option' stats --percentile 90 all.chunk

# ---- have, expected, from, to ----

# whole ARGUMENT ...: start, end and have/expected of the statistics.
whole() {
	stats "$@" >made && fields made | cut -d ' ' -f 1,2,4 | sort -u
}
test_ok 'two days: from the first to the last' test "$(whole all.chunk)" = \
    '2020-11-01T00:00Z 2020-11-03T00:00Z 576/576'
rain four >gappy.chunk
test_ok 'a day with four images has 4 of 288' test "$(whole gappy.chunk)" = \
    '2020-11-01T00:00Z 2020-11-02T00:00Z 4/288'
test_ok 'gaps are passed on' test "$(chunk-info --gaps made | grep -c '^gap')" = 1
test_ok 'bins, which count gaps already, give the same number of images' \
    test "$(bin-average -n 8 gappy.chunk | whole)" = '2020-11-01T00:00Z 2020-11-02T00:00Z 4/288'
test_ok 'bins of bins give the same number of images' \
    test "$(bin-average -n 24 gappy.chunk | bin-average -n 2 | whole)" = \
    '2020-11-01T00:00Z 2020-11-02T00:00Z 4/288'
test_ok 'a month of which one day came has 4 of its 8640 images' \
    test "$(bin-average -c month gappy.chunk | whole)" = '2020-11-01T00:00Z 2020-12-01T00:00Z 4/8640'
every 5 2020-11-04T12:00 2020-11-04T12:10 some.tif later
rain later >later.chunk
test_ok 'days between joined streams are missing' \
    test "$(whole gappy.chunk later.chunk)" = '2020-11-01T00:00Z 2020-11-05T00:00Z 6/1152'
test_ok 'days between joined streams count as in one run' test "$(rain four later | whole)" = \
    '2020-11-01T00:00Z 2020-11-05T00:00Z 6/1152'
test_ok 'days between joined bins are missing' \
    test "$( (bin-average -n 8 gappy.chunk; bin-average -n 8 later.chunk) | whole)" = \
    '2020-11-01T00:00Z 2020-11-05T00:00Z 6/1152'
test_ok 'days between joined streams without whole days are missing' \
    test "$(radar-unzip --no-whole-days four | tif2rain | whole)" = '2020-11-01T00:00Z 2020-11-01T00:20Z 4/4'

# ---- What it refuses ----

stats -o made all.chunk
stats --layers max -o max.chunk all.chunk
test_fails 1 'layers, such as stats or --count make' 'the output of stats is refused' \
    stats -o none made
test_fails 1 'layers, such as stats or --count make' 'the output of stats of one layer is refused' \
    stats -o none max.chunk
test_fails 1 'layers, such as stats or --count make' 'bins with counts are refused' \
    sh -c 'bin-average -n 8 --count all.chunk >counts; stats -o none counts'
radar-unzip --no-whole-days four | tif2rain --dbz >dbz.chunk
for list in min,max,mean,std mean std min,std; do
	test_fails 1 'dBZ.* tif2rain without --dbz' "$list of dBZ" stats --layers $list -o none dbz.chunk
done
test_fails 1 'dBZ.* tif2rain without --dbz' 'dBZ are refused' stats -o none dbz.chunk
# Code 0 is no echo, and keeps its -30 dBZ; 100, 150, 200 are 10, 30, 50 dBZ.
test_ok 'extremes and counts of dBZ are given' has min,max,count dbz.chunk <<'END'
-30 -30 10 nan
-30 10 50 nan
4 2 4 0
END
test_fails 1 'no fields: the input is sound' 'a stream of nothing is refused' \
    stats -o none "$data/empty.chunk"
test_fails 1 'tif2rain belongs in between' 'images are refused' stats -o none "$data/images.chunk"
test_ok 'no refused input left a file' test ! -e none

# What no tool of these makes.
odd() {
	"$python" "$srcdir/tests/make/odd-stats.py"
}
if test -n "$python" && odd; then
	test_fails 1 '^stats: layers.odd: 1970-01-01T00:00Z: the input has layers, .* here a: ' \
	    'layers that the header does not describe are refused' stats -o none layers.odd
	test_fails 1 '^stats: huge.odd: layer sum from 1970-01-01T00:00Z to 1970-01-01T02:00Z .* beyond float32' \
	    'a sum beyond float32 is an error' stats --sum -o none huge.odd
	test_ok 'values whose sum is beyond float32 have a mean' stats -o made huge.odd
	test_fails 1 '^stats: infinite.odd: layer max from .* values that are infinite' \
	    'a largest value that is infinite is refused' \
	    stats --layers min,max -o none infinite.odd
	test_ok 'values of which some are infinite have a smallest one' \
	    stats --layers min,count -o made infinite.odd
	test_ok 'no odd stream left a file' test ! -e none
	# Of 0.1 to 1.2, five minutes each: 0.3 and 0.7 are not float32, and rounded in different ways.
	hours_above() {
		stats --layers max --exceed 0.3,0.7 -o made "$1" && chunk-info made | grep '^field.* above' >told &&
		    awk '{ print $4, $9 }' told | cmp - hours >&2
	}
	printf '%s\n' 'above_0.3 0.75' 'above_0.7 0.4167' >hours
	test_ok 'a value is not above itself, in decimals' hours_above tenths.odd
fi

stats --layers none --exceed 1 -o mask all.chunk
test_ok 'with --layers none there is only what else is asked for' \
    test "$(chunk-info mask | awk '$1 == "field" { print $4 }')" = above_1
test_ok 'which is a mask for chunk-combine' sh -c 'bin-average -c hour all.chunk | chunk-combine -m mask - mask >masked'
test_fails 2 '^stats: --layers none: ask for something else' 'nothing is asked for' stats --layers none all.chunk

# ---- Other input ----

bin_depths() {
	bin-average -n 8 --sum all.chunk >depths && stats depths >made && test "$(key units made)" = mm &&
	    test "$(key layer.max.cell_methods made)" = 'time: sum time: maximum'
}
test_ok 'the largest of depths is the wettest three hours in mm' bin_depths
halves() {
	stats all.chunk | subsample -f 2 | digest >after && subsample -f 2 all.chunk | stats |
	    digest >before &&
	    cmp after before >&2
}
test_ok 'picked cells have the statistics of the cells that were picked' halves

# ---- The page's examples ----

radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o .
for day in 2020-11-*.zip; do
	rain "$day" >"${day%.zip}.chunk"
done
bin-average -c day --sum -o days.chunk 2020-11-*.chunk
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$srcdir/man/stats.1" | sed -n '/^\.Bd/,/^\.Ed/p' |
    grep -v '^\.' | sed 's/\\e/\\/g' >examples
test_ok 'the examples run as they stand' sh -e examples
test_ok 'the examples make what they say' \
    test -s november-max.tif -a -s november-count.tif -a -s rain-q0.99.tif
year_of_days() {
	radar-unzip 2020-11-*.zip | tif2rain | stats | digest >once && digest november.chunk | cmp - once >&2 &&
	    digest 2020.chunk | cmp - once >&2
}
test_ok 'the examples: partials make what one run makes' year_of_days

# ---- Float values against exact fractions: what stats(1) says of their last digits ----

if test -n "$python"; then
	cat >exact.py <<'END'
import subprocess, sys
from fractions import Fraction
from math import isqrt
import numpy as np
from chunkwrite import GRID, field, stream

# A column for each set of values: rain, spikes after and before dry weather, values that cancel.
random = np.random.default_rng(1)
n = 1001
rain = random.random((n, 49)) * 10.0 ** random.integers(-5, 4, 49)
rain[random.random((n, 49)) < 0.7] = 0
rain[0, :9], rain[n // 2, 9:18] = 727, 1e6
pairs = np.where(np.arange(n) % 2 == 0, 1e4, -1e4)
pairs[-1] = 1
steep = random.normal(size=(n, 4)) * 10.0 ** np.arange(4)
values = np.column_stack([rain, pairs, steep]).astype('<f4')
records = [field(row.reshape(6, 9), 300 * i, 300 * i + 300) for i, row in enumerate(values)]
open('floats', 'wb').write(stream(GRID, None, records))
subprocess.run('stats --layers mean,std floats | chunk2npy -o floats.npy', shell=True, check=True)
mean, std = np.load('floats.npy').reshape(2, 54)


def away(x, exact):
    return abs(Fraction(float(x)) - exact) / Fraction(float(np.spacing(np.float32(abs(float(exact))))))


for column, a, s in zip(values.T, mean, std):
    x = [Fraction(float(v)) for v in column]
    m = sum(x) / n
    variance = sum(v * v for v in x) / n - m * m
    root = Fraction(isqrt((variance.numerator << 400) // variance.denominator), 1 << 200)
    assert away(s, root) <= 1, 'std %s, exactly %s' % (s, float(root))
    room = Fraction(n + 1, 2 ** 52) * max(map(abs, x))
    unit = Fraction(float(np.spacing(np.float32(abs(float(m))))))
    assert abs(Fraction(float(a)) - m) <= (unit if min(x) >= 0 else unit + room), 'mean %s, exactly %s' % (a, float(m))
END
	test_ok 'mean and standard deviation of float values are as near to the exact ones as the page says' \
	    "$python" exact.py
fi
test_done
