# SPDX-License-Identifier: BSD-2-Clause
# join.sh - streams add up: days one by one, joined by cat or parallel, are what one process makes.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

same() {
	test "$(digest "$1")" = "$(digest "$2")" || { echo "$1 and $2 differ" >&2; return 1; }
}

# run_of TOOL ARGUMENTS: of day1 and day2 joined, and of both in one run.
run_of() {
	cat day1.chunk day2.chunk | "$@" >joined && "$@" both.chunk >whole && same joined whole
}

radar-synth --from 2020-11-01 --days 3 --rows 40 --cols 30 -o days
for day in 1 2 3; do
	rain days/2020-11-0$day.zip >day$day.chunk
done
rain days/2020-11-01.zip days/2020-11-02.zip >both.chunk

# ---- What adds up ----

test_ok 'the statistics of two days joined are those of one run' run_of stats
# The lines that are not the same, before the records: how many are to come, and history.
differing_lines() {
	for f in joined whole; do
		chunk-info $f | sed '/^kind /,$d' >$f.header
	done
	diff joined.header whole.header | sed -n 's/^[<>] *//p'
}
test_ok 'the statistics of two days joined have the same header, except for a line of history' \
    test "$(differing_lines)" = 'joined 2 streams'
test_ok 'the statistics of days joined cover all of time, once' \
    test "$(fields joined | cut -d ' ' -f 1,2,4 | uniq)" = \
    '2020-11-01T00:00Z 2020-11-03T00:00Z 576/576'
test_ok 'the bins of days joined are those of one run' run_of bin-average -n 8
test_is 'the month of days joined is that of one run' \
    run_of bin-average -c month --sum --min-fraction 0
test_ok 'the coarser cells of days joined are those of one run' run_of subsample -f 2 -m mean
test_ok 'days joined have the digest of one run' run_of subsample -f 1
same_pictures() {
	cat day1.chunk day2.chunk | gifmake >joined.gif && gifmake both.chunk | cmp joined.gif -
}
test_ok 'the picture of days joined is that of one run, byte for byte' same_pictures
same_arrays() {
	cat day1.chunk day2.chunk | chunk2npy -o joined.npy && chunk2npy -o whole.npy both.chunk &&
	    cmp joined.npy whole.npy
}
test_ok 'the array of days joined is that of one run' same_arrays
# Programs round affines differently: gdalwarp moves corners by 1e-7 m.
moved() {
	"$python" - day2.chunk "$1" >moved.chunk <<'PY'
import struct, sys, zlib
b = open(sys.argv[1], 'rb').read()
n, entries = struct.unpack('<II', b[8:16])
old = 64 + (n + 4 * entries + 63) // 64 * 64
text = b[64:64 + n].replace(b'affine=126648.404 ', b'affine=%r ' % float(sys.argv[2]))
assert text != b[64:64 + n]
body = text + b[64 + n:64 + n + 4 * entries]
body += bytes(-len(body) % 64)
head = b[:8] + struct.pack('<III40x', len(text), entries, zlib.crc32(body))
sys.stdout.buffer.write(head + struct.pack('<I', zlib.crc32(head)) + body + b[old:])
PY
}
nearly_there() {
	moved "$1" && cat day1.chunk moved.chunk | stats >joined && stats both.chunk >whole && same joined whole
}
test_ok 'a grid that lies 1e-7 m beside is the same' nearly_there 126648.4040001
test_ok 'and one a thousandth of a cell beside' nearly_there 126680
moved 126680.1
test_fails 1 'affine is 126680\.1 .* here and 126648\.404 .* before' 'more than that is another grid' \
    stats day1.chunk moved.chunk
operands() {
	stats day1.chunk day2.chunk >named && cat day1.chunk day2.chunk | stats | cmp - named &&
	    cat day2.chunk | stats day1.chunk - | cmp - named
}
test_ok 'cat, operands and - among them are the same bytes' operands
images() {
	for day in 1 2; do
		radar-unzip days/2020-11-0$day.zip
	done | tif2rain >joined && same joined both.chunk
}
test_ok 'streams of images may be joined' images
test_ok 'joined streams may be joined again' \
    sh -c 'cat day1.chunk day2.chunk | subsample -f 1 >a; cat a day3.chunk | stats >b;
    stats day1.chunk day2.chunk day3.chunk >c; test $(chunk-info --digest b) = $(chunk-info --digest c)'
test_ok 'the history counts them' \
    test "$(stats day1.chunk day2.chunk day3.chunk | chunk-info | grep -c '^ *joined 3 streams$')" = 1
bins_first() {
	for day in 1 2; do
		bin-average -n 8 day$day.chunk
	done >joined && bin-average -n 8 both.chunk >whole && same joined whole
}
test_ok 'bins of days that begin and end with the day are the bins of all' bins_first
float_days() {
	for day in 1 2; do
		radar-unzip days/2020-11-0$day.zip | tif2rain --float
	done >joined && radar-unzip days/2020-11-01.zip days/2020-11-02.zip | tif2rain --float >whole &&
	    same joined whole && bin-average -n 8 joined | digest >a && bin-average -n 8 whole | digest |
	    cmp a - >&2
}
test_ok 'days of float32 joined, and their bins, are those of one run' float_days
missing_day() {
	cat day1.chunk day3.chunk | stats >joined && rain days/2020-11-01.zip days/2020-11-03.zip |
	    stats >whole &&
	    same joined whole && fields joined | grep -q ' 576/864$' &&
	    chunk-info --gaps joined | grep -q '^gap *2020-11-02T00:00Z *2020-11-03T00:00Z .* 0/288 *missing$'
}
test_ok 'a day between joined days that is not there is missing' missing_day

# Daily means, a record a file: a day that is there is in no gap.
means_with_holes() {
	radar-synth --from 2020-11-01 --days 6 --rows 4 --cols 3 -o six || return
	for day in 1 3 4 6; do
		rain "six/2020-11-0$day.zip" | bin-average -c day >mean$day.chunk || return
	done
	stats mean1.chunk mean3.chunk mean4.chunk mean6.chunk | chunk-info --gaps >told &&
	    awk '/^gap/ { print $2, $3, $6 }' told >gaps && cmp - gaps >&2 <<-END
	2020-11-02T00:00Z 2020-11-03T00:00Z 0/288
	2020-11-05T00:00Z 2020-11-06T00:00Z 0/288
	END
}
test_ok 'means of days one by one, some of which are missing: only those are missing' \
    means_with_holes

# Two halves of a day; read as a whole day, the second one has a gap for the first.
image 100 100 >one.tif
every 5 2020-11-01T00:00 2020-11-01T12:00 one.tif am
every 5 2020-11-01T12:00 2020-11-02T00:00 one.tif pm
cp -r am all && cp pm/* all
rain --no-whole-days am >am.chunk
rain --no-whole-days pm >pm.chunk
rain pm >gap-and-pm.chunk
halves_make_a_day() {
	stats am.chunk pm.chunk >joined && rain all | stats >whole && same joined whole
}
test_ok 'two halves of a day join to the day' halves_make_a_day
test_fails 1 '^stats: gap-and-pm.chunk: record 1, .* starts at 2020-11-01T00:00Z, before am.chunk ended, 2020-11-01T12:00Z: ' \
    'a gap where another stream has images is an error' stats am.chunk gap-and-pm.chunk

# ---- parallel ----

mkdir -p home/.parallel && : >home/.parallel/will-cite
parallel_runs() {
	HOME=$PWD/home parallel true ::: 1
}
# Newer ones of GNU parallel want /sys to be mounted.
if command -v parallel >/dev/null && { parallel_runs >out 2>err || test "${CI:-}" = true; }; then
	test_is 'GNU parallel runs, for which it may want /sys to be mounted' parallel_runs
	# shards COMMAND: what it makes of each day, in their order
	shards() {
		HOME=$PWD/home parallel -k -j 2 "$1" ::: days/*.zip 2>parallel.said
	}
	in_parallel() {
		shards 'radar-unzip {} | tif2rain' >joined && rain days >whole && same joined whole &&
		    stats joined | digest >a && stats whole | digest | cmp a - >&2
	}
	test_ok 'parallel -k over days gives what one process gives' in_parallel
	bins_in_parallel() {
		shards 'radar-unzip {} | tif2rain | bin-average -n 8' >joined &&
		    rain days | bin-average -n 8 >whole && same joined whole
	}
	test_ok 'parallel -k over days gives the bins that one process gives' bins_in_parallel
	cp days/2020-11-02.zip kept.zip
	head -c 30000 kept.zip >days/2020-11-02.zip
	shards 'radar-unzip {} | tif2rain' >joined || :
	test_fails 1 'bad checksum|cut short' 'parallel -k: a job that died makes the join fail' \
	    stats -o none joined
	cp kept.zip days/2020-11-02.zip
else
	echo "# GNU parallel is not here, or does not run (is /sys mounted?): left out"
fi

# ---- Jobs that died ----

radar-unzip days/no-such.zip 2>said | tif2rain >dead.chunk 2>>said || :
test_ok 'a job that dies before its first record has written the magic alone' \
    test "$(od -An -c dead.chunk | tr -d ' ')" = "$(head -c 8 day1.chunk | od -An -c | tr -d ' ')"
# join_fails MESSAGE SENTENCE STREAM ...: no tool takes them joined.
join_fails() {
	message=$1 what=$2
	shift 2
	cat "$@" >joined
	for tool in 'stats -o none' 'bin-average -n 8 -o none' 'subsample -f 1 -o none' 'gifmake -o none' \
	    'chunk2npy -o none' 'chunk2tif -o none%d%H%M' 'chunk-extract --point a,0,0 -o none' chunk-info; do
		test_fails 1 "^${tool%% *}: joined: .*$message" "$what: ${tool%% *} fails" $tool joined
	done
}
join_fails 'cut short' 'a job that died last' day1.chunk dead.chunk
join_fails "cut short|bad checksum of the stream's beginning" 'a job that died between others' \
    day1.chunk dead.chunk day3.chunk
join_fails "cut short|bad checksum of the stream's beginning" 'a job that died first' dead.chunk day2.chunk
test_fails 1 'dead.chunk: cut short' 'the output of a job that died is named as an operand' \
    stats -o none day1.chunk dead.chunk day3.chunk
: >empty.chunk
test_fails 1 'empty.chunk: empty' 'an empty file is named as an operand' \
    stats -o none day1.chunk empty.chunk day3.chunk
head -c 200000 day2.chunk >half.chunk
test_fails 1 'half.chunk: record [0-9]*, byte [0-9]*, 2020-11-02T.*: cut short' \
    'half a day is an error that names its place' \
    stats -o none day1.chunk half.chunk day3.chunk
cat day1.chunk half.chunk day3.chunk >joined
test_fails 1 'joined: record' 'half a day between others is an error' stats -o none joined
(cat day1.chunk; echo) >more.chunk
test_fails 1 'more.chunk: trailing bytes' 'trailing bytes are an error' \
    stats -o none more.chunk
test_ok 'no cut input left a file' test -z "$(find . -name '*none*')"

# ---- Streams that are not of one kind ----

# refuses REGEX SENTENCE STREAM: it cannot follow day 1.
refuses() {
	test_fails 1 "^stats: $3: (record 1, .*)?$1" "$2" stats -o none day1.chunk "$3"
}
zip=days/2020-11-02.zip
refuses 'starts at 2020-11-01T00:00Z, before day1.chunk ended, 2020-11-02T00:00Z: .*twice' \
    'the same day twice is an error' day1.chunk
test_fails 1 'day1.chunk: record 1, .*starts at 2020-11-01T00:00Z, before day2.chunk ended, .*wrong order' \
    'days in the wrong order are an error' stats -o none day2.chunk day1.chunk
radar-unzip $zip | tif2rain -g 0.5 >gain.chunk
refuses 'cannot be joined: gain is 0.5 here and 0.4 before' 'another gain' gain.chunk
radar-unzip $zip | tif2rain -z 300,1.4 >zr.chunk
refuses 'cannot be joined: a is 300 here and 200 before' 'another Z-R' zr.chunk
radar-unzip $zip | tif2rain -n none >nodata.chunk
refuses 'cannot be joined: nodata is none here and 255 before' 'another nodata' nodata.chunk
radar-unzip $zip | tif2rain --dbz >dbz.chunk
test_fails 1 \
    'dbz.chunk: cannot be joined: variable is equivalent_reflectivity_factor here and rainfall_rate before' \
    'dBZ after mm/h' chunk-info day1.chunk dbz.chunk
radar-unzip $zip | tif2rain --float >float.chunk
refuses 'cannot be joined: a table of 0 codes here and 256 before' 'values after codes' float.chunk
subsample -f 2 day2.chunk >coarse.chunk
refuses 'cannot be joined: rows is 20 here and 40 before' 'another grid' coarse.chunk
radar-synth --from 2020-11-02 --rows 40 --cols 31 -o wide
rain wide >wide.chunk
refuses 'cannot be joined: cols is 31 here and 30 before' 'another number of columns' wide.chunk
radar-unzip $zip | tif2rain --crs EPSG:3006 >crs.chunk
refuses 'cannot be joined: crs is EPSG:3006 here and EPSG:25833 before' 'another CRS' crs.chunk
bin-average -n 288 day2.chunk >bins.chunk
refuses 'cannot be joined: cell_methods is time: mean here and time: point before' 'means after instants' \
    bins.chunk
bin-average -n 8 --sum day2.chunk >depths.chunk
refuses 'cannot be joined: variable is rainfall_amount here and rainfall_rate before' 'depths after rates' \
    depths.chunk
radar-unzip -p 'radar_%y%m%d%H00.tif' --step 1h $zip | tif2rain >hours.chunk
refuses 'cannot be joined: step is 3600 here and 300 before' 'another step' hours.chunk
stats day2.chunk >stats.chunk
test_fails 1 'stats.chunk: cannot be joined: ' 'statistics after fields' chunk-info day1.chunk stats.chunk
stats --layers min day1.chunk >min.chunk
stats --layers max day2.chunk >max.chunk
test_fails 1 'max.chunk: cannot be joined: layer.(min|max).cell_methods' 'other layers' \
    chunk-info min.chunk max.chunk
radar-unzip $zip >images.chunk
test_fails 1 'images.chunk: cannot be joined: rows is not given here and 40 before' 'images after fields' \
    chunk-info day1.chunk images.chunk
test_ok 'no streams that differ left a file' test -z "$(find . -name '*none*')"

# ---- Values made in another way ----

# Of bins, no table tells them apart.
bin-average -n 8 -o day1.bins day1.chunk
while read -r key options; do
	radar-unzip days/2020-11-02.zip | tif2rain $options | bin-average -n 8 -o other.bins
	test_fails 1 "other.bins: cannot be joined: $key is .* here and .* before" "days made with $options" \
	    stats -o none day1.bins other.bins
done <<'END'
gain -g 0.5
offset -b -33.4
nodata -n 254
undetect -u none
a -z 300,1.5
b -z 200,1.4
min-dbz --min-dbz 7
max-rate --max-rate 20
END

# ---- Steps that change ----

# A day of images every 15 minutes of which the last hour is missing, and one of every 5 minutes.
image 0 100 150 255 >some.tif
image 100 100 0 255 >other.tif
every 15 2021-11-01T00:00 2021-11-01T23:00 some.tif slow
every 5 2021-11-02T00:00 2021-11-03T00:00 other.tif fast
radar-unzip --step 15min slow | tif2rain >slow.chunk
rain fast >fast.chunk
test_fails 1 'fast.chunk: cannot be joined: step is 300 here and 900 before, .*bin-average -w 1h' \
    'images of another step are not joined for statistics' stats -o none slow.chunk fast.chunk
bin-average -c day -o slow.day slow.chunk
bin-average -c day -o fast.day fast.chunk
bin-average -c day -o both.day slow.chunk fast.chunk
cat slow.day fast.day >days.day
test_ok 'days of images of two steps make one series of days, each with its own count' \
    test "$(fields both.day | cut -d ' ' -f 4 | xargs)" = '92/96 288/288'
test_ok 'and so do days made apart' same both.day days.day
# Python: (92 * 15 * a + 288 * 5 * b) / (92 * 15 + 288 * 5) for a, b = (0, 0.13572088), (0.13572088,)*2, (2.9240177, 0)
echo '0.06930428 0.13572088 1.4309023 nan' >wanted
weighs() {
	"$@" >month && values month >printed && near wanted printed
}
test_ok 'a month of them weighs by time, not by images' weighs bin-average -c month slow.day fast.day
test_ok 'and whichever comes first' weighs sh -c 'bin-average -w 1h slow.chunk >h1 && bin-average -w 1h fast.chunk >h2 &&
    bin-average -c month h1 h2'
test_ok 'its expected images are those of each step, and of the latest for the rest' \
    test "$(fields month | cut -d ' ' -f 4)" = 380/8448
every 5 2021-10-30T00:00 2021-10-31T00:00 other.tif before
rain before >before.chunk
bin-average -c day -o before.day before.chunk
test_ok 'from short steps to long ones' sh -c 'bin-average -c year before.day slow.day | chunk-info |
    grep -q "^field .* 380/"'
test_fails 1 'the bin from 2021-11-01T00:00Z has images every 900 s and every 300 s: average each part by itself first' \
    'a bin of single images of two steps' bin-average -c month -o none slow.chunk fast.chunk
test_fails 1 'fast.day: 2021-11-02T00:00Z: a field of 288 images in 86400 s, and others of one every 900 s' \
    'windows over days of images of two steps' rolling -w 2d -o none slow.day fast.day
test_fails 1 'has images of different steps' 'counts of images of two steps' \
    bin-average -c month --count -o none slow.day fast.day
test_fails 1 'from 2021-11-01T00:00Z to 2021-11-01T00:15Z does not fit into a bin' 'bins shorter than a later step' \
    bin-average -w 5min -o none before.chunk slow.chunk

# A day in which the step changed at 09:00: 108 images and 60.
every 5 2021-11-03T00:00 2021-11-03T09:00 some.tif mixed1
every 15 2021-11-03T09:00 2021-11-04T00:00 other.tif mixed2
radar-unzip --no-whole-days mixed1 | tif2rain >mixed1.chunk
radar-unzip --no-whole-days --step 15min mixed2 | tif2rain >mixed2.chunk
bin-average -w 1h -o mixed1.hours mixed1.chunk
bin-average -w 1h -o mixed2.hours mixed2.chunk
bin-average -w 3h -o mixed1.three mixed1.chunk
crop --from 2021-11-03T09:00 -o mixed2.rest mixed2.hours
crop --to 2021-11-03T09:00 -o mixed1.rest mixed1.hours
bin-average -c day -o mixed.day mixed1.rest mixed2.rest
test_ok 'a day in which the step changed has the images of both' \
    test "$(fields mixed.day | cut -d ' ' -f 4)" = 168/168
# Python: (9 * a + 15 * b) / 24 for a, b = (0, 0.13572088), (0.13572088,)*2, (2.9240177, 0)
echo '0.08482555 0.13572088 1.0965066 nan' >wanted
test_ok 'and weighs by time' weighs cat mixed.day
# Python: (24 * c + 24 * b) / 48, c from above, b = 0.13572088, 0.13572088, 0
fast_again() {
	every 5 2021-11-04T00:00 2021-11-05T00:00 other.tif after
	rain after >after.chunk && bin-average -c day -o after.day after.chunk
}
fast_again
echo '0.11027321 0.13572088 0.5482533 nan' >wanted
test_ok 'such a day weighs a day in a month' weighs bin-average -c month mixed.day after.day
test_fails 1 'mixed.day: 2021-11-03T00:00Z: a field of 168 images in 86400 s, and others of one every 300 s' \
    'and windows refuse it' rolling -w 2d -o none fast.day mixed.day
test_ok 'windows over what was cut out of joined days of the later step' \
    sh -c 'cat fast.day slow.day >/dev/null; bin-average -c day -o l1 before.chunk && bin-average -c day -o l2 slow.chunk &&
    crop --from 2021-11-01 -o l3 l1 l2 && rolling -w 1d -o l4 l3 && chunk-info l4 | grep -q "^field .* 92/96 "'
# Gaps say how many images are missing in them.
every 15 2021-10-31T06:00 2021-11-01T00:00 some.tif holed
radar-unzip --step 15min holed | tif2rain | bin-average -w 6h >holed.six
bin-average -w 6h -o before.six before.chunk
gapped() {
	crop --from 2021-10-31T06:00 -o part holed.six && cat before.six part >parts && stats --layers mean -o parts.stats parts &&
	    test "$(fields parts.stats | cut -d ' ' -f 4)" = "$1"
}
test_ok 'time between joined streams counts the steps of the stream before it' gapped 360/432
if test -n "$python"; then
	"$python" - <<'END'
import numpy as np
from chunkwrite import stream, field, gap, GRID
zeros, hour = np.zeros((6, 9), '<f4'), 3600
def header(step):
    return [(k, {'step': step, 'cell_methods': 'time: mean'}.get(k, v)) for k, v in GRID]
open('five', 'wb').write(stream(header('300'), None, [field(zeros, 0, hour, '', 12, 12), gap('missing', hour, 2 * hour, 12)]))
open('fifteen', 'wb').write(stream(header('900'), None, [gap('missing', 2 * hour, 3 * hour, 4), field(zeros, 3 * hour, 4 * hour, '', 4, 4)]))
END
	test_ok 'gaps of two steps stay two' \
	    test "$(chunk-info five fifteen | awk '$1 == "gap" { print $6 }' | xargs)" = '0/12 0/4'
	test_ok 'and count as what they say' \
	    test "$(stats --layers mean five fifteen | chunk-info | awk '$1 == "field" { print $6 }')" = 16/32
fi

# ---- Holes anywhere ----

if test -n "$python"; then
	in_parts() {
		"$python" "$srcdir/tests/compare/joins.py" 40 >&2
	}
	test_ok 'bins and statistics of 40 random series with holes are the same from one job and from joined ones' \
	    in_parts
fi
test_done
