# SPDX-License-Identifier: BSD-2-Clause
# bin-average.sh - bins by the clock, not by the count of images; means that weigh; depths in mm.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# says FILE COMMAND ...: the command prints these lines.
says() {
	wanted=$1
	shift
	"$@" >printed && diff "$wanted" printed >&2
}

# binned ARGUMENT ...: bins of rain.chunk, in `bins`.
binned() {
	bin-average "$@" -o bins rain.chunk
}

# has_fields ARGUMENT ... <LINES: the bins' start, end, layer, have/expected.
has_fields() {
	cat >wanted && binned "$@" && says wanted fields bins
}

# has_values ARGUMENT ... <LINES: the bins' values.
has_values() {
	cat >wanted && binned "$@" && values bins >printed && near wanted printed
}

# same_bins 'ARGUMENTS' 'ARGUMENTS': both give the same bins of rain.chunk.
same_bins() {
	bin-average $1 rain.chunk >one && bin-average $2 rain.chunk >other &&
	    test "$(digest one)" = "$(digest other)" || { echo "$1 and $2 differ" >&2; return 1; }
}

# 0, 0.13572088 (code 100), 2.9240177 (code 150), missing; and what half of the rain and more of it is.
image 0 100 150 255 >some.tif
image 0 0 100 255 >less.tif
image 0 255 200 255 >more.tif

# ---- The clock ----

radar-synth --from 2020-11-01 --days 2 --rows 20 --cols 30 -o days
rain days >rain.chunk
test_ok '-n 8 is -w 3h' same_bins '-n 8' '-w 3h'
test_ok '-n 24 is -w 1h' same_bins '-n 24' '-w 1h'
test_ok '-c hour is -w 60min' same_bins '-c hour' '-w 60min'
test_ok '-n 1 is -w 1d' same_bins '-n 1' '-w 1d'
test_ok '-c day is -w 24h' same_bins '-c day' '-w 24h'
test_ok '-n 288 has the values of the images' same_bins '-n 288' '-w 5min'
test_ok '-n 288 of float32 has the values of the images to the last bit' \
    sh -c 'bin-average -n 288 rain.chunk | chunk2npy -o a.npy &&
    chunk2npy -o b.npy rain.chunk && cmp a.npy b.npy'
test_ok '--origin 00:00 is the default' same_bins '-n 8' '-n 8 --origin 00:00'
test_ok 'cell_methods of a mean is time: mean' \
    sh -c 'bin-average -n 8 rain.chunk | chunk-info | grep -Eq "^cell_methods +time: mean$"'
test_ok 'the header says how many bins are to come' \
    sh -c 'bin-average -n 8 rain.chunk | chunk-info | grep -Eq "^records +16$"'
test_ok 'the line of history has the options' \
    sh -c 'bin-average -j 2 -w 3h --origin 06:00 rain.chunk | chunk-info |
    grep -q "^  *bin-average [0-9.]* -w 3h --origin 06:00$"'

every 5 2020-11-01T06:00 2020-11-01T07:00 some.tif six
rain six >rain.chunk
test_ok 'one hour of a day: all of its bins, by the clock' has_fields -n 4 <<'END'
2020-11-01T00:00Z 2020-11-01T06:00Z - 0/72
2020-11-01T06:00Z 2020-11-01T12:00Z - 12/72
2020-11-01T12:00Z 2020-11-01T18:00Z - 0/72
2020-11-01T18:00Z 2020-11-02T00:00Z - 0/72
END
test_ok 'a bin without images is missing, not 0' has_values -n 4 <<'END'
nan nan nan nan
0 0.13572088 2.9240177 nan
nan nan nan nan
nan nan nan nan
END
cat >cut <<'END'
0/72 gap 00:00 06:00 0/72
12/72 gap 07:00 12:00 0/60
0/72 gap 12:00 18:00 0/72
0/72 gap 18:00 00:00 0/72
END
test_ok 'each bin is followed by its gaps, cut at its bounds' sh -c 'chunk-info --gaps bins |
    awk "/^field/ { n = \$6 } /^gap/ { print n, \$1, substr(\$2, 12, 5), substr(\$3, 12, 5), \$6 }" | diff cut - >&2'
radar-unzip --no-whole-days six | tif2rain >bare.chunk
test_ok 'bins are the same if no gap says when the day begins' \
    sh -c 'bin-average -n 4 -o bare.bins bare.chunk &&
    chunk-info bins | grep ^field >a && chunk-info bare.bins | grep ^field | diff a - >&2'
test_ok 'a hydrological day from 06 to 06' has_fields -c day --origin 06:00 <<'END'
2020-10-31T06:00Z 2020-11-01T06:00Z - 0/288
2020-11-01T06:00Z 2020-11-02T06:00Z - 12/288
END
test_ok 'bins of 8 hours from 06 on' has_fields -w 8h --origin 06:00 <<'END'
2020-10-31T06:00Z 2020-10-31T14:00Z - 0/96
2020-10-31T14:00Z 2020-10-31T22:00Z - 0/96
2020-10-31T22:00Z 2020-11-01T06:00Z - 0/96
2020-11-01T06:00Z 2020-11-01T14:00Z - 12/96
2020-11-01T14:00Z 2020-11-01T22:00Z - 0/96
2020-11-01T22:00Z 2020-11-02T06:00Z - 0/96
END
test_ok 'weeks begin on Monday' has_fields -c week <<'END'
2020-10-26T00:00Z 2020-11-02T00:00Z - 12/2016
END
test_ok 'a width of 7 days begins where 1970 did' has_fields -w 7d <<'END'
2020-10-29T00:00Z 2020-11-05T00:00Z - 12/2016
END
for origin in 2020-11-01 2020-10-27 2021-01-05 1960-11-16; do
	test_ok "five days from a date, $origin" has_fields -w 5d --origin $origin <<-'END'
	2020-11-01T00:00Z 2020-11-06T00:00Z - 12/1440
	END
done
test_ok 'and at a time of it' has_fields -w 5d --origin 2020-11-01T06:00 <<'END'
2020-10-27T06:00Z 2020-11-01T06:00Z - 0/1440
2020-11-01T06:00Z 2020-11-06T06:00Z - 12/1440
END
test_ok 'of a width below a day, a date says only when a day begins' has_fields -w 8h --origin 2020-10-30T22:00 <<'END'
2020-10-31T22:00Z 2020-11-01T06:00Z - 0/96
2020-11-01T06:00Z 2020-11-01T14:00Z - 12/96
2020-11-01T14:00Z 2020-11-01T22:00Z - 0/96
2020-11-01T22:00Z 2020-11-02T06:00Z - 0/96
2020-11-02T06:00Z 2020-11-02T14:00Z - 0/96
2020-11-02T14:00Z 2020-11-02T22:00Z - 0/96
END
test_ok 'a month is one bin' has_fields -c month <<'END'
2020-11-01T00:00Z 2020-12-01T00:00Z - 12/8640
END
test_ok 'a leap year is one bin' has_fields -c year <<'END'
2020-01-01T00:00Z 2021-01-01T00:00Z - 12/105408
END
test_ok 'a season is one bin' has_fields -c season <<'END'
2020-09-01T00:00Z 2020-12-01T00:00Z - 12/26208
END
test_ok 'a hydrological year begins on October 1st' has_fields -c year --origin 10-01 <<'END'
2020-10-01T00:00Z 2021-10-01T00:00Z - 12/105120
END
test_ok 'and one from November 1st, at 06:00' has_fields -c year --origin 11-01T06:00 <<'END'
2019-11-01T06:00Z 2020-11-01T06:00Z - 0/105408
2020-11-01T06:00Z 2021-11-01T06:00Z - 12/105120
END

every 5 2020-02-29T23:50 2020-03-01T00:10 some.tif edge
radar-unzip --no-whole-days edge | tif2rain >rain.chunk
test_ok 'months: the edge of a leap February' has_fields -c month <<'END'
2020-02-01T00:00Z 2020-03-01T00:00Z - 2/8352
2020-03-01T00:00Z 2020-04-01T00:00Z - 2/8928
END
test_ok 'seasons: the edge of a leap winter' has_fields -c season <<'END'
2019-12-01T00:00Z 2020-03-01T00:00Z - 2/26208
2020-03-01T00:00Z 2020-06-01T00:00Z - 2/26496
END
test_ok 'months from 06 on: the edge of a leap February is at 06' \
    has_fields -c month --origin 06:00 <<'END'
2020-02-01T06:00Z 2020-03-01T06:00Z - 4/8352
END
every 5 2020-12-31T23:55 2021-01-01T00:05 some.tif turn
every 5 2021-01-03T23:55 2021-01-04T00:05 some.tif turn
radar-unzip --no-whole-days turn | tif2rain >rain.chunk
test_ok 'years: the edge of a year' has_fields -c year <<'END'
2020-01-01T00:00Z 2021-01-01T00:00Z - 1/105408
2021-01-01T00:00Z 2022-01-01T00:00Z - 3/105120
END
test_ok 'an ISO week goes over the edge of a year, to Sunday' has_fields -c week <<'END'
2020-12-28T00:00Z 2021-01-04T00:00Z - 3/2016
2021-01-04T00:00Z 2021-01-11T00:00Z - 1/2016
END
test_ok 'days between without images are there, have 0' has_fields -w 1d <<'END'
2020-12-31T00:00Z 2021-01-01T00:00Z - 1/288
2021-01-01T00:00Z 2021-01-02T00:00Z - 1/288
2021-01-02T00:00Z 2021-01-03T00:00Z - 0/288
2021-01-03T00:00Z 2021-01-04T00:00Z - 1/288
2021-01-04T00:00Z 2021-01-05T00:00Z - 1/288
END
test_ok 'days between without images are missing' \
    sh -c 'chunk-info bins | grep -Eq "^field +2021-01-02T00:00Z .* 0/288 +100.00 % "'

every 5 1969-12-22T06:00 1969-12-22T06:10 some.tif old
radar-unzip --no-whole-days old | tif2rain >rain.chunk
test_ok 'before 1970 one day is one bin' has_fields -c day <<'END'
1969-12-22T00:00Z 1969-12-23T00:00Z - 2/288
END
test_ok 'before 1970 bins of 12 hours are those of their day' has_fields -n 2 --origin 23:00 <<'END'
1969-12-21T23:00Z 1969-12-22T11:00Z - 2/144
1969-12-22T11:00Z 1969-12-22T23:00Z - 0/144
END
test_ok 'before 1970 an ISO week is one bin' has_fields -c week <<'END'
1969-12-22T00:00Z 1969-12-29T00:00Z - 2/2016
END
test_ok 'a month that ends at 1970 is one bin' has_fields -c month <<'END'
1969-12-01T00:00Z 1970-01-01T00:00Z - 2/8928
END

# ---- Means of what is there ----

# An hour of 12 images: 6 of some, 3 of more, 1 of less, 2 missing.
every 5 2020-11-01T00:00 2020-11-01T00:30 some.tif mixed
every 5 2020-11-01T00:35 2020-11-01T00:50 more.tif mixed
every 5 2020-11-01T00:55 2020-11-01T01:00 less.tif mixed
radar-unzip --no-whole-days mixed | tif2rain >all.chunk
radar-unzip --no-whole-days --to 2020-11-01T01:00 mixed | tif2rain >rain.chunk
one_hour() {
	bin-average -w 1h "$@" rain.chunk >bins && values bins | head -n 1 >got
}
# What is said if nothing is left; and else nothing.
told() {
	if grep -qx 'nan nan nan nan' wanted; then
		grep -qE '^bin-average: all is missing: no pixel of any bin .* that from .* has [0-9]+ of [0-9]+' said
	else
		test ! -s said
	fi
}
hour_is() {
	wanted=$1
	shift
	echo "$wanted" >wanted && one_hour "$@" 2>said && near wanted got && told
}
# (6 x 0.13572088 + 0) / 7 of the pixel that 3 images lack; (6 x 2.9240177 + 3 x 62.996052 + 0.13572088) / 10
test_ok 'missing is ignored pixel by pixel, and never 0' hour_is '0 0.11633218 20.666798 nan'
test_ok 'a bin with two images missing says 10 of 12' \
    sh -c 'chunk-info bins | grep -q "T00:00Z .* 10/12 "'
test_ok '--min-count 7: just enough' hour_is '0 0.11633218 20.666798 nan' --min-count 7
test_ok '--min-count 8: one pixel has too few' hour_is '0 nan 20.666798 nan' --min-count 8
test_ok '--min-count 11: all pixels have too few' hour_is 'nan nan nan nan' --min-count 11
test_ok '--min-fraction 0.58: 7 of 12 are enough' hour_is '0 0.11633218 20.666798 nan' --min-fraction 0.58
test_ok '--min-fraction 0.59: 7 of 12 are not' hour_is '0 nan 20.666798 nan' --min-fraction 0.59
test_ok '--min-fraction 1: all must be there' hour_is 'nan nan nan nan' --min-fraction 1
test_ok '--min-count and --min-fraction: the stricter one counts' hour_is '0 nan 20.666798 nan' \
    --min-fraction 0.1 --min-count 8
test_ok '--count: the values of each pixel' sh -c 'bin-average -w 1h --count -o two rain.chunk'
test_ok '--count: a second layer' test "$(fields two | head -n 2 | tr '\n' ' ')" = \
    '2020-11-01T00:00Z 2020-11-01T01:00Z - 10/12 2020-11-01T00:00Z 2020-11-01T01:00Z count 10/12 '
test_ok '--count: the layer has the numbers of values' \
    test "$(values two | head -n 2 | tail -n 1)" = '10 7 10 0'
test_ok '--count: units of 1' test "$(key layer.count.units two)" = 1
test_ok '--count: 0, not missing, for a bin without images' \
    sh -c 'chunk-info two | grep " count " | tail -n 1 |
    grep -Eq " 0/12 +0[.]00 % +0 +0 +0$"'

# A share of the steps is a whole number of them: 0.55 of 180 is 99, though 0.55 x 180 is more in float64.
every 1 2020-11-01T00:00 2020-11-01T01:39 some.tif minutes
radar-unzip --no-whole-days --step 1min minutes | tif2rain >rain.chunk
three_hours_are() {
	echo "$1" >wanted && bin-average -w 3h --min-fraction "$2" rain.chunk >bins 2>said && values bins |
	    head -n 1 >got &&
	    near wanted got && told
}
test_ok '--min-fraction 0.55 of 180 steps is 99' three_hours_are '0 0.13572088 2.9240177 nan' 0.55
test_ok '--min-fraction 0.56 of 180 steps is 101' three_hours_are 'nan nan nan nan' 0.56

# ---- Depths ----

every 5 2020-11-01T00:00 2020-11-02T00:00 some.tif whole
rain whole >rain.chunk
test_ok '--sum: mean rate x hours' has_values -n 2 --sum <<'END'
0 1.6286505 35.088212 nan
0 1.6286505 35.088212 nan
END
test_ok '--sum: units of mm' sh -c 'chunk-info bins | grep -Eq "^units +mm$"'
test_ok '--sum: cell_methods is time: sum' \
    sh -c 'chunk-info bins | grep -Eq "^cell_methods +time: sum$"'
test_ok '--sum: the variable is rainfall_amount' \
    sh -c 'chunk-info bins | grep -Eq "^variable +rainfall_amount$"'
rm whole/radar_201101000[05].tif whole/radar_201101235[05].tif
rain whole >rain.chunk
test_ok '--sum where images are missing: the mean of what is there' has_values -n 2 --sum <<'END'
0 1.6286505 35.088212 nan
0 1.6286505 35.088212 nan
END
test_ok '--sum where images are missing: have says 142 of 144' \
    test "$(fields bins | cut -d ' ' -f 4 | tr '\n' ' ')" = '142/144 142/144 '

# An hour is 12 steps: 0.8 of it 10.
hour_of() {
	rm -rf hour && every 5 2020-11-01T00:00 "2020-11-01T00:$1" some.tif hour &&
	    radar-unzip --no-whole-days hour | tif2rain >rain.chunk
}
hour_of 50
test_ok '--sum: 10 of 12 steps are enough' hour_is '0 0.13572088 2.9240177 nan' --sum
hour_of 45
test_ok '--sum: 9 of 12 are not' hour_is 'nan nan nan nan' --sum
test_ok '--sum --min-fraction 0.75: 9 of 12 steps are enough' hour_is '0 0.13572088 2.9240177 nan' \
    --sum --min-fraction 0.75
test_ok 'a mean takes 9 of 12 steps' hour_is '0 0.13572088 2.9240177 nan'

rain days >rain.chunk
depths_add_up() {
	bin-average -w 1d --sum rain.chunk | bin-average -c month --sum --min-fraction 0 2>said >days_first &&
	    bin-average -c month --sum --min-fraction 0 rain.chunk 2>>said >at_once &&
	    test "$(grep -c '^bin-average: bins summed from less than half of their images, .* rest: 1, .* 576 of 8640; of the days that there are: -w 2d --origin 2020-11-01$' said)" = 2 &&
	    test "$(fields days_first)" = "$(fields at_once)" && values days_first >a &&
	    values at_once >b && near a b
}
test_ok 'the depths of days make that of a month' depths_add_up
test_ok 'a month of depths of days says how much of it there is' test "$(fields days_first)" = \
    '2020-11-01T00:00Z 2020-12-01T00:00Z - 576/8640'
# What is advised makes one bin of all days that there are, also of days from 06 to 06.
days_that_are() {
	wanted=$1
	shift
	bin-average -c month --sum "$@" rain.chunk >months 2>said && grep -q '^bin-average: all is missing' said &&
	    bin-average $(sed -n 's/.* of the days that there are: //p' said) --sum rain.chunk >bins &&
	    test "$(fields bins | tail -n 1)" = "$wanted"
}
test_ok 'a month of two days: all is missing, and the bin of these days is told' \
    days_that_are '2020-11-01T00:00Z 2020-11-03T00:00Z - 576/576'
test_ok 'the same of months from 06:00' days_that_are '2020-11-01T00:00Z 2020-11-03T00:00Z - 576/576' --origin 06:00
crop --from 2020-11-01T22:15 --to 2020-11-02T22:00 -o part.chunk rain.chunk
of_part() {
	bin-average -c week --sum part.chunk >weeks 2>said && bin-average $(sed -n 's/.* of the days that there are: //p' said) --sum part.chunk >bins &&
	    test "$(fields bins)" = '2020-11-01T22:15Z 2020-11-02T22:15Z - 285/288'
}
test_ok 'a day in two weeks is a bin of its own' of_part
# Every pixel has a value in every other image.
alternate() {
	"$python" - <<-'END' && bin-average -w 4h --sum -o bins alternate 2>said &&
	import numpy as np
	from chunkwrite import GRID, field, stream
	cell = np.arange(54).reshape(6, 9)
	open('alternate', 'wb').write(stream(GRID, None, [
	    field(np.where((cell + i) % 2, 1, np.nan).astype('<f4'), 300 * i, 300 * i + 300) for i in range(48)]))
	END
	grep -q '^bin-average: all is missing: no pixel of any bin .* to 1970-01-01T04:00Z has 48 of 48$' said
}
test -z "$python" || test_ok 'a bin with all images may have too few of each pixel' alternate
rates_or_depths() {
	bin-average -w 3h rain.chunk | bin-average -w 1d --sum >means && bin-average -w 3h --sum rain.chunk |
	    bin-average -w 1d --sum >sums && bin-average -w 1d --sum rain.chunk >at_once &&
	    values means >a && values sums >b && values at_once >c && near a c && near b c
}
test_ok 'a day of 3-hour means, of 3-hour depths, and at once are one depth' rates_or_depths

# ---- Means of means ----

by_hours() {
	bin-average -w 1h rain.chunk | bin-average -w 3h >hours_first &&
	    bin-average -w 3h rain.chunk >at_once &&
	    test "$(fields hours_first)" = "$(fields at_once)" && values hours_first >a &&
	    values at_once >b && near a b
}
test_ok '3 hours of hours are 3 hours of 5 minutes' by_hours
every 5 2020-11-01T00:00 2020-11-01T01:00 some.tif uneven
every 5 2020-11-01T01:00 2020-11-01T01:15 more.tif uneven
every 5 2020-11-01T02:00 2020-11-01T02:05 less.tif uneven
rain uneven >rain.chunk
test_ok 'an hour weighs as many images as it has' by_hours
# (12 x 0.13572088 + 0) / 13 of the pixel that an hour lacks, and
# (12 x 2.9240177 + 3 x 62.996052 + 0.13572088) / 16
echo '0 0.12528081 14.013256 nan' >wanted
head -n 1 a >first
test_ok 'an hour of bins is what NumPy makes of them by hand' near wanted first
test_ok '--min-count of bins counts images' sh -c 'bin-average -w 1h rain.chunk |
    bin-average -w 3h --min-count 16 -o enough && bin-average -w 1h rain.chunk |
    bin-average -w 3h --min-count 17 -o few 2>said && grep -q "from 2020-11-01T00:00Z to 2020-11-01T03:00Z has 16 of 36" said'
test_ok '--min-count of bins: 16 images are enough' \
    sh -c 'chunk-info enough | grep -q "T00:00Z .* 16/36 .*50.00 %"'
test_ok '--min-count of bins: 16 images are too few for 17' \
    sh -c 'chunk-info few | grep -q "T00:00Z .* 16/36 .*100.00 %"'

# ---- What it refuses ----

bin-average -w 1h rain.chunk >hours
test_fails 1 \
    'field from 2020-11-01T00:00Z to 2020-11-01T01:00Z does not fit .* ends at 2020-11-01T00:30Z: .* wider' \
    'hours do not fit into half hours' bin-average -w 30min -o none hours
bin-average -w 3h rain.chunk >long
test_fails 1 'does not fit' 'three hours do not fit into two' bin-average -w 2h -o none long
test_fails 1 'does not fit' 'bins from midnight do not fit into bins from 01:00' \
    bin-average -w 3h --origin 01:00 -o none long
test_fails 1 'bins of 360 s are not a multiple of .* step of 300 s' \
    'a width that is not whole steps is refused' \
    bin-average -w 6min -o none rain.chunk
every 15 2020-11-01T06:00 2020-11-01T07:00 some.tif slow
radar-unzip --no-whole-days --step 15min slow | tif2rain >quarters
test_fails 1 'bins of 1200 s are not a multiple of .* step of 900 s' \
    'an input with another step is refused' \
    bin-average -w 20min -o none quarters
radar-unzip mixed | tif2rain --dbz >dbz
test_fails 1 'dBZ.* without --dbz' 'dBZ is refused' bin-average -n 8 -o none dbz
test_fails 1 'dBZ.* without --dbz' 'dBZ is refused for a sum' bin-average -n 8 --sum -o none dbz
bin-average -w 1h --sum rain.chunk >depths
test_fails 1 'mm.*--sum' 'a mean of mm is refused' bin-average -n 8 -o none depths
stats rain.chunk >of_stats
bin-average -w 1h --count rain.chunk >counts
test_fails 1 'layers' 'layers of stats are refused' bin-average -n 8 -o none of_stats
test_fails 1 'layers' 'a layer of counts is refused' bin-average -n 8 -o none counts
test_fails 1 'tif2rain belongs in between' 'images are refused' \
    bin-average -n 8 -o none "$data/images.chunk"
test_ok 'no refused input left a file' test ! -e none

usage() {
	regex=$1
	shift
	test_fails 2 "$regex.*--help" "usage: $*" bin-average "$@" rain.chunk
}
usage '-n, -w or -c'
usage 'one of -n, -w and -c' -n 8 -w 3h
usage 'one of -n, -w and -c' -c day -n 8
usage 'one of -n, -w and -c' -n 8 -n 8
usage '-n 7 does not divide' -n 7
usage '-n' -n 0
usage '-n' -n -8
usage '-n' -n eight
usage '-n' -n 86401
usage 'divides 24 h or is whole days' -w 7h
usage 'divides 24 h or is whole days' -w 36h
usage '-w' -w 0h
usage '-w' -w 3
usage '-w' -w 3hours
usage '-c.*hour.day.week.month.season.year' -c decade
usage '--origin.*06:00' -n 8 --origin 25:00
usage '--origin.*06:00' -n 8 --origin 6
usage '--origin.*10-01' -c year --origin 02-29
usage '--origin.*10-01' -c year --origin 13-01
usage '--origin 10-01: only years' -c month --origin 10-01
usage '--origin 2020-11-01: only|--origin takes' -c day --origin 2020-13-01
usage '--origin takes' -w 2d --origin 2020-11-31
usage '--min-count' -n 8 --min-count 0
usage '--min-fraction' -n 8 --min-fraction 1.1
usage '--min-fraction' -n 8 --min-fraction -0.1
usage '--min-fraction' -n 8 --min-fraction nan
usage 'unknown option' -n 8 --median

# What no tool of these makes.
odd() {
	"$python" "$srcdir/tests/make/odd-bins.py"
}
days_of_1900() {
	bin-average -w 1d --origin 23:00 -o bins old.odd && test "$(fields bins | wc -l)" = 62 &&
	    ! fields bins | grep -v ' 1/288$' >&2
}
year_of_1900() {
	bin-average -c year -o bins old.odd && test "$(fields bins)" = '1900-01-01T00:00Z 1901-01-01T00:00Z - 62/105120'
}
if test -n "$python" && odd; then
	test_ok 'two months of 1900 are 62 days from 23 on' days_of_1900
	test_ok '1900 was not a leap year' year_of_1900
	test_fails 1 '^bin-average: layers.odd: 1969-12-31T23:50Z: the input has layers, .* here a: ' \
	    'layers that the header does not describe are refused' bin-average -c day -o none layers.odd
	test_fails 1 '^bin-average: late.odd: 1970-01-01T00:10Z: the input has layers, .* here a: ' \
	    'a layer that comes late is refused' bin-average -c day -o none late.odd
	for name in huge codes; do
		test_fails 1 "^bin-average: $name.odd: the bin from 1970-01-01T00:00Z has sums beyond float32" \
		    "sums beyond float32: $name" bin-average -w 1d --sum --min-fraction 0 -o none $name.odd
		test_ok "sums beyond float32: the means of $name are within it" bin-average -w 1d -o means $name.odd
	done
	test_fails 1 '^bin-average: many.odd: the bin from 1970-01-01T00:00Z has 288 steps, .* 2147483648 images' \
	    'more images than the bin has steps are refused' bin-average -c day -o none many.odd
	test_ok 'no odd stream left a file' test ! -e none
fi

# ---- Other types ----

test_ok 'a stream of nothing makes a stream of nothing' \
    sh -c "bin-average -n 8 $data/empty.chunk | chunk-info | grep -q 'fields 0'"

test_done
