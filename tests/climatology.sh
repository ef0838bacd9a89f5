# SPDX-License-Identifier: BSD-2-Clause
# climatology.sh - stats --by: the statistics of each hour of the day, weekday, month, season or year.
. "${srcdir:-.}/tests/lib.sh"
test -n "$python" || test_skip 'no python3 with numpy: series, and what they should give'

# Codes of five minutes for three days with a hole of six hours, of half an hour for a month with
# holes, and depths of whole days for three years.
"$python" - <<'END'
import numpy as np
import chunkwrite as w
random = np.random.default_rng(17)
table = np.where(np.arange(256) == 255, np.nan, np.arange(256) / np.float32(7)).astype('f4')
def codes():
    a = random.integers(0, 255, (6, 9)) * (random.random((6, 9)) < 0.3)
    a[random.random((6, 9)) < 0.1] = 255
    a[0, 0] = 255
    return a.astype('u1')
def write(name, header, table, records):
    open(name, 'wb').write(w.stream(header, table, records))
day, begin = 86400, 1604188800                  # 2020-11-01, a Sunday
records = []
for i in range(3 * 288):
    t = begin + 300 * i
    if 400 <= i < 472:
        if i == 400:
            records.append(w.gap('missing', t, t + 72 * 300, 72))
        continue
    records.append(w.field(codes(), t, t + 300))
write('codes', w.GRID, table, records)
for d in range(3):
    write('day%d' % d, w.GRID, table, [r for r in records if begin + d * day <= r[2] and r[3] <= begin + (d + 1) * day])
half = [(k, '1800' if k == 'step' else v) for k, v in w.GRID]
records = [w.field(codes(), begin + 5400 + 1800 * i, begin + 7200 + 1800 * i)
           for i in range(30 * 48 - 7) if i % 100 < 93 and i // 48 != 11]
write('month', half, table, records)
daily = [(k, {'step': '86400', 'variable': 'rainfall_amount', 'units': 'mm', 'cell_methods': 'time: sum'}.get(k, v))
         for k, v in w.GRID]
def depth():
    a = random.gamma(0.3, 9, (6, 9)).astype('f4') * (random.random((6, 9)) < 0.6)
    a[random.random((6, 9)) < 0.05] = np.nan
    return a.astype('f4')
records = [w.field(depth(), begin + day * i, begin + day * (i + 1)) for i in range(3 * 365)
           if i % 50 != 20 and not 200 <= i < 240]
write('years', daily, None, records)
END

# by PERIOD INPUT [option ...]: made, and compared with xarray.
by() {
	period=$1 input=$2
	shift 2
	stats -q --by "$period" --layers min,max,mean,std,count "$@" -o made "$input" || return
	compare=
	while test $# -gt 0; do
		case $1 in
		--wet) compare="$compare --wet $2" ;;
		--origin) compare="$compare --origin 21600" ;;
		esac
		shift
	done
	"$python" "$srcdir/tests/compare/climatology.py" "$period" made "$input" $compare
}
test_ok 'the hours of the day of five-minute images' by hour codes
test_ok 'hours, with their quantiles and thresholds' by hour codes --quantiles 0,0.3,0.5,0.99,1 --exceed 1,20
test_ok 'hours, of values above 3 only' by hour codes --wet 3 --quantiles 0.1,0.5
test_ok 'hours of a month that begins at 01:30 and has holes' by hour month --quantiles 0.5
test_ok 'the days of the week' by weekday month
test_ok 'the days of the week, from 06 to 06' by weekday month --origin 06:00
test_ok 'the months of three years of daily depths' by month years
test_ok 'months from 06 on: a day of depths would be of two' by month month --origin 06:00
test_ok 'months, with quantiles of values that are no codes' by month years --quantiles 0,0.25,0.5,0.9,1
test_ok 'months, of depths above 1 mm only' by month years --wet 1 --quantiles 0.5,0.95 --exceed 10
test_ok 'the seasons' by season years --quantiles 0.5
test_ok 'each year' by year years --quantiles 0.5
test_ok 'each year of codes that lie in one' by year codes

# ---- What a stream says ----

stats -q --by hour --layers mean,max -o hours codes
test_ok 'the header has the cycle, and over which time' \
    sh -c 'chunk-info hours | grep -q "^climatology  *hour$" &&
    chunk-info hours | grep -q "^climatology_span  *2020-11-01T00:00Z 2020-11-04T00:00Z$"'
test_ok 'methods are those of CF for a climatology' \
    sh -c 'chunk-info hours | grep -q "^layer.mean.cell_methods  *time: mean within days time: mean over days$"'
stats --by year --origin 10-01 --layers mean -o water years
cat >wanted <<'END'
2020-11-01T00:00Z 2021-10-01T00:00Z
2021-10-01T00:00Z 2022-10-01T00:00Z
2022-10-01T00:00Z 2023-10-01T00:00Z
2023-10-01T00:00Z 2023-11-01T00:00Z
END
test_ok 'years may begin on October 1st' \
    sh -c 'chunk-info water | awk "/^field/ { print \$2, \$3 }" | diff - wanted >&2'
"$python" - <<'END'
import numpy as np
import chunkwrite as w
zeros, t = np.zeros((6, 9), '<f4'), 1609459200          # 2021-01-01
records = [w.field(zeros, t - 900, t - 600), w.gap('missing', t - 600, t + 300, 3), w.field(zeros, t + 300, t + 600)]
open('newyear', 'wb').write(w.stream(w.GRID, None, records))
END
stats --by year --layers mean -o turned newyear
cat >wanted <<'END'
field 2020-12-31T23:45Z 2021-01-01T00:00Z 1/3
gap 2020-12-31T23:50Z 2021-01-01T00:00Z 0/2
field 2021-01-01T00:00Z 2021-01-01T00:10Z 1/2
gap 2021-01-01T00:00Z 2021-01-01T00:05Z 0/1
END
test_ok 'years pass gaps on, each part after its year' \
    sh -c 'chunk-info turned | awk "/^(field|gap)/ { print \$1, \$2, \$3, \$6 }" | diff wanted - >&2'
test_ok 'depths of groups are their mean rate times their time' sh -c 'stats --by hour --layers mean --sum -o out day0 &&
    "$0" - <<END
import numpy as np, chunkread
fields = chunkread.read("out")[0][2]
mean, depth = fields[0::2], fields[1::2]
assert len(mean) == 24
for m, d in zip(mean, depth):
    enough = ~np.isnan(d["data"])
    assert np.allclose(d["data"][enough], m["data"][enough], rtol=1e-6) and enough.any()
END' "$python"

# ---- What other tools make of it ----

chunk-info hours >said
test_ok 'chunk-info names the group of each field' sh -c 'awk "/^field/ { print \$4 }" said | uniq >groups &&
    seq -w 0 23 | diff - groups >&2'
test_ok 'and so does its JSON' sh -c 'chunk-info --json hours | grep -q "\"end\": \"2020-11-02T00:00Z\", .*\"group\": \"23\""'
chunk-extract --point a,3,4 hours >hours.csv
printf '2020-11-01T00:00Z,36,36,00\n2020-11-01T23:00Z,36,36,23\n' >wanted
test_ok 'chunk-extract has a column for it' sh -c 'head -n 1 hours.csv | grep -q ",expected,group$" &&
    sed -n "2p;\$p" hours.csv | cut -d , -f 1,10- | diff - wanted >&2'
test_ok 'also for the largest values' sh -c 'chunk-extract --layer max --top 3 hours >top.csv &&
    awk -F , "NF != 14 || NR > 1 && substr(\$1, 12, 2) != \$14 { exit 1 } END { exit NR != 4 }" top.csv'
stats --by season --layers mean -o seasons years
chunk2npy -o seasons.npy --times seasons.csv seasons
test_ok 'chunk2npy lists the groups' sh -c 'cut -d , -f 6 seasons.csv | tr "\n" " " | grep -qx "group SON DJF MAM JJA "'
if command -v chunk2nc >/dev/null && "$python" -c 'import netCDF4' 2>/dev/null; then
	chunk2nc -o hours.nc hours
	chunk2nc -o seasons.nc seasons
	bounds() {
		"$python" - <<'END'
import netCDF4
def bounds(path):
    d = netCDF4.Dataset(path)
    t = d['time']
    assert t.climatology == 'climatology_bnds' and not hasattr(t, 'bounds')
    return [[str(x) for x in pair] for pair in netCDF4.num2date(d['climatology_bnds'][:], t.units, t.calendar)]
hours = bounds('hours.nc')
assert len(hours) == 24 and hours[5] == ['2020-11-01 05:00:00', '2020-11-03 06:00:00'], hours
seasons = bounds('seasons.nc')
assert seasons == [['2020-11-01 00:00:00', '2023-11-01 00:00:00'], ['2020-12-01 00:00:00', '2023-03-01 00:00:00'],
                   ['2021-03-01 00:00:00', '2023-06-01 00:00:00'], ['2021-06-01 00:00:00', '2023-09-01 00:00:00']], seasons
END
	}
	test_ok 'chunk2nc writes the climatological bounds of CF' bounds
	test_ok 'and nc2chunk reads the stream again' sh -c 'nc2chunk hours.nc | chunk-info --digest >a &&
	    chunk-info --digest hours | diff a - >&2 && nc2chunk hours.nc | chunk-info | grep -q "^climatology  *hour$"'
	"$python" -W ignore -c 'import netCDF4
with netCDF4.Dataset("hours.nc", "r+") as d: d["rainfall_rate_mean"][3, 2, 1] = 7'
	test_fails 1 'seasons.nc: .*nothing is appended to a climatology' 'a climatology is not appended to' \
	    chunk2nc --append -o seasons.nc seasons
	test_fails 1 'hours.nc: is a climatology: its times are of many years' \
	    'one that another program changed is no series of hours' nc2chunk -V rainfall_rate_mean -o none hours.nc
fi
test_ok 'a GIF has a frame for each group' sh -c 'gifmake --map none --layer mean -o hours.gif hours &&
    test "$(identify hours.gif | wc -l)" = 24'

# ---- In parts, and by threads ----

for j in 1 2 7; do
	stats -j $j -q --by hour --layers min,max,mean,std --quantiles 0.5 --when -o j$j codes
done
test_ok 'the same bytes for any number of threads' sh -c 'cmp j1 j2 >&2 && cmp j1 j7 >&2'
# same_fields A B: the records of both.
same_fields() {
	chunk-info --digest "$1" >a && chunk-info --digest "$2" >b && diff a b >&2
}
all='-q --layers min,max,mean,std --quantiles 0.5 --when --exceed 1'
for d in 0 1 2; do
	stats $all --by hour --partial -o hours$d day$d
	stats $all --partial -o whole$d day$d
done
stats $all --by hour -o once codes
test_ok 'partials of days by the hour are what one run gives' sh -c 'stats '"$all"' --by hour -o merged hours0 hours1 hours2' &&
test_ok 'to the last bit' same_fields once merged
stats $all --by hour -o merged hours2 hours0 hours1
test_ok 'in another order' same_fields once merged
stats $all --by hour --partial -o some hours0 hours2
stats $all --by hour -o merged some hours1
test_ok 'a partial of partials, between which a day lies' same_fields once merged
stats $all -o merged hours0 hours1 hours2
stats $all -o once codes
test_ok 'partials by the hour are also what all of time needs' same_fields once merged
stats $all --by weekday -o merged whole1 whole2 whole0
stats $all --by weekday -o once codes
test_ok 'partials of whole days are enough for days of the week' same_fields once merged
stats $all --by month -o merged whole1 whole2 whole0
stats $all --by month -o once codes
test_ok 'and for months' same_fields once merged
stats -q --by month --layers mean,std --partial -o partial years
stats -q --by month --layers mean,std -o merged partial
stats -q --by month --layers mean,std -o once years
test_ok 'a partial of the months of three years' same_fields once merged
stats -q --by year --layers mean --partial -o partial years
stats -q --by year --layers mean -o merged partial
stats -q --by year --layers mean -o once years
test_ok 'partials of years' sh -c 'chunk-info merged | grep ^field >a; chunk-info once | grep ^field | diff a - >&2'
test_fails 1 '^stats: whole0: partial statistics from 2020-11-01T00:00Z to .* are of more than one hour: make them with --by hour$' \
    'a partial of a whole day has no hours' stats $all --by hour -o none whole0
stats --layers mean --partial --wet 3 -o wet day0
test_ok 'partials of wet values say so' sh -c 'stats --layers mean -o merged wet && stats --layers mean --wet 3 -o once day0 &&
    chunk-info merged | grep "^[fw]" >a && chunk-info once | grep "^[fw]" | diff a - >&2'
test_fails 1 '^stats: partial statistics of values above 3: --wet must be the same' 'other wet values cannot come of them' \
    stats --layers mean --wet 4 -o none wet
test_fails 1 '^stats: partial statistics of all values: --wet must be the same' 'nor any from partials of all values' \
    stats --layers mean --wet 4 -o none whole0
stats --layers mean --partial -o dry day1
test_fails 1 'cannot be joined|does not agree|differ' 'partials of all values and of wet ones are not merged' \
    stats --layers mean -o none wet dry
test_fails 1 'name files in the order of time' 'years of partials come in their order' \
    sh -c 'stats -q --layers mean --partial -o p1 years && stats -q --layers mean --partial --by year -o p2 years && stats --layers mean --by year -o none p2 p2'

# ---- What is refused ----

bin-average -w 3h -o three codes
test_fails 1 '^stats: three: a field from 2020-11-01T00:00Z to 2020-11-01T03:00Z is of more than one hour: use shorter means for --by hour$' \
    'means of three hours have no hours' stats --by hour --layers max -o none three
test_fails 1 'is of more than one month' 'daily depths have no months from 06 on' \
    stats --by month --origin 06:00 --layers max -o none years
test_fails 1 '^stats: years: .*the values of all fields.*--memory' 'quantiles of values over the limit' \
    stats -q --quantiles 0.5 --memory 10kB -o none years
test_fails 1 '^stats: years: .*the values of all fields.*--memory' 'which holds for all groups together' \
    stats -q --by month --quantiles 0.5 --memory 20kB -o none years
"$python" - <<'END'
import numpy as np
import chunkread, chunkwrite as w
def records(path):
    for r in chunkread.read(path)[0][2]:
        if r['kind'] == 1:
            yield w.field(r['codes'], r['start'], r['end'], r['layer'], r['have'], r['expected'])
header, table, some, digest = chunkread.read('whole1')[0]
layers = list(records('whole1'))
start, end = layers[0][2], layers[0][3]
nothing = [w.gap('not covered', start, end, 288)]
open('uncovered.part', 'wb').write(w.stream(header, table, nothing + layers))
open('trailing.part', 'wb').write(w.stream(header, table, layers + [w.gap('missing', end, end + 300, 1)]))
END
test_fails 1 '^stats: uncovered.part: partial statistics: they cover no time' \
    'a partial that covers nothing, after one that does' stats -q --layers mean -o none whole0 uncovered.part
test_fails 1 'partial statistics: a gap without layers after it' 'a partial that ends with a gap' \
    stats -q --layers mean -o none whole0 trailing.part
test_fails 2 'only years begin on a day' 'a year that another period replaces' \
    stats --by year --by month --origin 10-01 codes
test_ok 'their memory is said before' sh -c 'stats --quantiles 0.5 -o out years 2>said && test "$(wc -l <said)" = 1 &&
    grep -q "^stats: --quantiles keeps all fields, packed: [0-9]* MB .*; more than [0-9]* MB is refused" said'
test_fails 1 'cannot be joined: climatology_span' 'climatologies of other days are not joined' \
    sh -c 'stats -q --by hour --layers mean -o c0 day0 && stats -q --by hour --layers mean -o c1 day1 && chunk-info c0 c1'
test_fails 1 '^stats: --quantiles of values cannot be partial' 'quantiles of values in parts' \
    stats -q --quantiles 0.5 --partial -o none years
test_fails 1 'layers' 'statistics of a climatology' stats --by hour --layers max -o none hours
test_ok 'no refused input left a file' test ! -e none
test_fails 2 '^stats: --origin is for --by' 'an origin without groups' stats --origin 06:00 codes
test_fails 2 '^stats: --origin is for --by' 'an origin of the hours' stats --by hour --origin 06:00 codes
test_fails 2 'only years begin on a day' 'a month that begins on a day of the year' stats --by month --origin 10-01 codes
test_fails 2 'hour.weekday.month.season.year' 'an unknown period' stats --by decade codes
test_fails 2 '^stats: --memory takes an amount' 'an amount of memory without units' stats --quantiles 0.5 --memory 100 codes
test_fails 2 '^stats: --memory is for --quantiles' 'memory for nothing' stats --memory 1GB codes
test_fails 2 '^stats: --sum and --wet' 'a depth of wet values' stats --sum --wet 1 codes
test_done
