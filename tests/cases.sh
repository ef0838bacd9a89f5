# SPDX-License-Identifier: BSD-2-Clause
# cases.sh - sixteen cases in which the usual tools give a wrong or misleading result with status 0:
# here each either comes out right or is refused, with one line and without a file.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# refused REGEX SENTENCE COMMAND ...: status 1, one line, and nothing that a -o box/... names.
refused() {
	test_fails 1 "$@"
	test -z "$(ls -A box)" || { failed "$2: leaves nothing"; rm -rf box; mkdir box; }
}

same() {
	test "$(digest "$1")" = "$(digest "$2")" || { echo "$1 and $2 differ" >&2; return 1; }
}

# zip_of FILE ...: a zip of files as they are, not compressed; gzip knows their checksums.
zip_of() {
	for f in "$@"; do
		echo "$(gzip -nc "$f" | tail -c 8 | od -An -tu4 -N 4) $(wc -c <"$f") ${f##*/}"
	done >members
	: >directory
	at=0
	while read -r crc size name; do
		zip_head 67324752 '' "$crc" "$size" "$name"
		cat "${1%/*}/$name"
		zip_head 33639248 "$at" "$crc" "$size" "$name" >>directory
		at=$((at + 30 + ${#name} + size))
	done <members
	cat directory
	awk -v n=$# -v size="$(wc -c <directory)" -v at=$at "$le"'BEGIN {
		le(101010256, 4); le(0, 4); le(n, 2); le(n, 2); le(size, 4); le(at, 4); le(0, 2) }'
}
le='function le(n, size) { for (; size > 0; size--) { printf "%c", n % 256; n = int(n / 256) } } '

# zip_head MAGIC PLACE CRC SIZE NAME: what stands before a member; with its place, the directory's entry.
zip_head() {
	awk -v magic="$1" -v place="$2" -v crc="$3" -v size="$4" -v name="$5" "$le"'BEGIN {
		le(magic, 4); if (place != "") le(20, 2)
		le(20, 2); le(0, 4); le(0, 2); le(33, 2); le(crc, 4); le(size, 4); le(size, 4); le(length(name), 2); le(0, 2)
		if (place != "") { le(0, 2); le(0, 4); le(0, 4); le(place, 4) }
		printf "%s", name }'
}

mkdir box
radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o days
day1=days/2020-11-01.zip day2=days/2020-11-02.zip
for n in 1 2; do
	radar-unzip days/2020-11-0$n.zip >day$n.images
	tif2rain day$n.images >day$n.rain
	bin-average -n 8 day$n.rain >day$n.bins
done
unpack day1.images scans

case='1. a stored stream cut at any byte'
bin-average -n 1 day1.rain >stored
size=$(wc -c <stored)
cut_anywhere() {
	for cut in 0 $(seq 1 97 "$size") $(seq $((size - 130)) $((size - 1))); do
		head -c "$cut" stored >cut
		stats -o box/x cut 2>said && echo "$cut bytes of $size: well" >&2
		grep -Eq '^stats: cut: .*(empty|cut short)' said || echo "$cut bytes: $(cat said)" >&2
		test "$cut" != 0 || continue
		cat cut day2.rain | stats -o box/x 2>said && echo "$cut bytes of $size before another: well" >&2
	done
	ls -A box >&2
}
test_ok "$case is refused, alone and before another one" cut_anywhere
head -c $((size - 1)) stored >cut
refused "^chunk-info: cut: record 2, byte $((size - 1)).*: cut short: the file ends before its stream does" \
    "$case: cut at its last byte" chunk-info -o box/x cut

case='2. a truncated archive'
tar -cf scans.tar -C scans .
head -c $((144 * 1536)) scans.tar >half.tar
refused '^radar-unzip: half.tar: it is cut short .-k takes what is left of it' "$case is an error" \
    radar-unzip -o box/x half.tar
test_is "$case: with -k what is left of it is used" radar-unzip -k -o half.images half.tar
mkdir half
chunk-info half.images | sed -n 's/^image .* \(radar.*\), .*/\1/p' >half.names
(cd scans && xargs cp -t ../half) <half.names
whole_ones() {
	test "$(wc -l <half.names)" -gt 100 && test "$(wc -l <half.names)" -lt 288 &&
	    tif2rain half.images | chunk2npy -o a.npy && rain half | chunk2npy -o b.npy && cmp a.npy b.npy >&2
}
test_ok "$case: what is left are its whole members, and no other" whole_ones
test_ok "$case: all other members are gaps" \
    test "$(chunk-info --gaps half.images | sed -n 's/^gap.* 0.\([0-9]*\) .*/\1/p' |
    awk '{ n += $1 } END { print n }')" = $((288 - $(wc -l <half.names)))

case='3. a truncated image inside a whole zip'
mkdir hurt
cp scans/radar_2011010[0-2]??.tif hurt
head -c 300 scans/radar_2011010105.tif >hurt/radar_2011010105.tif
zip_of hurt/* >hurt.zip
test_ok "$case: the zip is whole" sh -c 'radar-unzip hurt.zip >hurt.images'
refused '^tif2rain: radar_2011010105.tif, 2020-11-01T01:05Z: ' "$case is an error" \
    tif2rain -o box/x hurt.images
test_is "$case: with -k a gap stands for it" tif2rain -k -o hurt.rain hurt.images
bin-average -w 1h hurt.rain | fields /dev/stdin >hurt.bins
test_ok "$case: with -k its hour has 11 of 12" \
    test "$(sed -n 2p hurt.bins)" = '2020-11-01T01:00Z 2020-11-01T02:00Z - 11/12'

case='4. a zip whose download was cut off'
size=$(wc -c <$day1)
directory=$(($(grep -abo radar_2011010000.tif $day1 | tail -n 1 | cut -d : -f 1) - 46))
second=$(grep -abo radar_2011010005.tif $day1 | head -n 1 | cut -d : -f 1)
for cut in $((size - 1)) $((size - 22)) $((size - 23)) $((directory + 100)) "$directory" $((directory - 1)) \
    $((second - 30)) 3000; do
	head -c "$cut" $day1 >cut.zip
	refused '^radar-unzip: cut.zip: .*cut short' "$case: $cut bytes of $size, by name" \
	    radar-unzip -o box/x cut.zip
	refused '^radar-unzip: standard input: .*cut short' \
	    "$case: $cut bytes of $size, from standard input" \
	    sh -c 'cat cut.zip | radar-unzip -o box/x'
done

case='5. a missing scan'
mkdir fewer
cp scans/* fewer
rm fewer/radar_2011011000.tif
rain fewer | bin-average -n 8 -o fewer.bins
test_ok "$case is counted: 35 of 36" \
    test "$(fields fewer.bins | sed -n 4p)" = '2020-11-01T09:00Z 2020-11-01T12:00Z - 35/36'
no_shift() {
	values day1.bins >a && values fewer.bins >b && sed -i 4d a b && cmp a b >&2 &&
	    fields day1.bins | cut -d ' ' -f 1,2 >a && fields fewer.bins | cut -d ' ' -f 1,2 | cmp - a >&2
}
test_ok "$case shifts no bin" no_shift

case='6. cell_methods'
methods() {
	wanted=$1
	shift
	"$@" >made
	got=$(chunk-info made | sed -n 's/^\(layer\.\([a-z]*\)\.\)*cell_methods  */\2 /p' | paste -s -d ,)
	test "$got" = "$wanted" || { echo "they are '$got'" >&2; return 1; }
}
after() {
	first=$1
	shift
	$first day1.rain >before && "$@" before
}
test_ok "$case: an image is an instant" methods ' time: point' subsample -f 1 day1.rain
test_ok "$case: an image of dBZ is an instant" methods ' time: point' tif2rain --dbz day1.images
test_ok "$case: a mean of images is a mean" methods ' time: mean' bin-average -n 8 day1.rain
test_ok "$case: a mean of means is a mean" methods ' time: mean' after 'bin-average -n 24' bin-average -n 8
test_ok "$case: a depth is a sum" methods ' time: sum' bin-average -n 8 --sum day1.rain
test_ok "$case: a depth of means is a sum" methods ' time: sum' after 'bin-average -n 24' \
    bin-average -n 8 --sum
test_ok "$case: cells that are picked are what they were" \
    methods ' time: mean' after 'bin-average -n 8' subsample -f 2
test_ok "$case: means of cells say so" \
    methods ' time: mean area: mean' after 'bin-average -n 8' subsample -f 2 -m mean
test_ok "$case: largest values of cells say so" methods ' time: point area: maximum' \
    subsample -f 2 -m max day1.rain
test_ok "$case: each statistic has its own" methods \
    'min time: minimum,max time: maximum,mean time: mean,std time: standard_deviation' stats day1.rain
test_ok "$case: statistics say what they are statistics of" methods 'max time: mean time: maximum' \
    after 'bin-average -n 8' stats --layers max

case='7. streams of other tables or units'
tif2rain -z 300,1.4 day2.images >other
refused 'other: cannot be joined: a is 300 here and 200 before' "$case: another Z-R" \
    stats -o box/x day1.rain other
tif2rain -n none day2.images >other
refused 'other: cannot be joined: nodata is none here and 255 before' "$case: another nodata" \
    stats -o box/x day1.rain other
tif2rain --dbz day2.images >other
refused 'cannot be joined: variable' "$case: dBZ after rain" \
    sh -c 'cat day1.rain other | subsample -f 2 -o box/x'
bin-average -n 8 --sum day2.rain >other
refused 'cannot be joined: variable' "$case: mm after mm/h" sh -c 'cat day1.bins other | gifmake -o box/x'
bin-average -n 4 day2.rain >other
test_ok "$case: bins of another length may be joined" \
    sh -c 'cat day1.bins other | chunk-info | grep -q "^total  fields 12,"'

case='8. the same day twice'
cp $day1 copy.zip
refused 'overlap in time, the same day twice' "$case: as archives" radar-unzip -o box/x $day1 $day2 copy.zip
refused 'starts at 2020-11-01T00:00Z, .*twice' "$case: as streams" stats -o box/x day1.rain day1.rain
refused 'starts at 2020-11-01T00:00Z, .*twice' "$case: as bins in one pipe" \
    sh -c 'cat day1.bins day1.bins | gifmake -o box/x'

case='9. another grid in the middle'
mkdir grids
image 0 100 150 255 >grids/radar_2011010000.tif
image 0 100 150 255 7 9 >grids/radar_2011010005.tif
image 0 100 150 255 >grids/radar_2011010010.tif
radar-unzip --no-whole-days grids >grids.images
refused '01T00:05Z: has 2 rows x 3 columns, but radar_2011010000.tif before it 2 x 2' "$case: an image" \
    tif2rain -o box/x grids.images
refused '01T00:05Z: has 2 rows x 3 columns' "$case: -k does not forgive it" tif2rain -k -o box/x grids.images
mkdir moved
cp "$data/tif/one-band-lzw.tif" moved/radar_2011010000.tif
cp "$data/tif/moved.tif" moved/radar_2011010005.tif
refused '01T00:05Z: has the affine ' "$case: an image of the same size at another place" \
    sh -c 'radar-unzip moved >blobs && tif2rain -o box/x blobs'
subsample -f 2 day2.rain >coarse
refused 'coarse: cannot be joined: rows is 20 here and 40 before' "$case: a stream" \
    stats -o box/x day1.rain coarse

case='10. a file of a list that does not exist'
refused '^radar-unzip: days/2020-11-03.zip: cannot open: No such file' "$case: among archives" \
    radar-unzip -o box/x $day1 days/2020-11-03.zip $day2
refused '^stats: day3.rain: cannot open: No such file' "$case: among streams" \
    stats -o box/x day1.rain day3.rain day2.rain
refused '^gifmake: day3.bins: cannot open: No such file' "$case: at the end of streams" \
    gifmake -o box/x day1.bins day3.bins

case='11. a bin or a pixel without any value'
radar-unzip --from 2020-11-01 --to 2020-11-01T12:00 $day1 | tif2rain | bin-average -n 8 -o morning.bins
test_ok "$case: the evening has no image" test "$(fields morning.bins | sed -n 8p)" = \
    '2020-11-01T21:00Z 2020-11-02T00:00Z - 0/36'
test_ok "$case: every pixel of the evening is missing" \
    test "$(values morning.bins | sed -n 8p | tr ' ' '\n' | sort -u)" = nan
mkdir nodata
every 5 2020-11-01T00:00 2020-11-01T01:00 grids/radar_2011010000.tif nodata
for make in 'bin-average -w 1h' 'bin-average -w 1h --sum' 'stats --layers min' 'stats --layers mean' \
    'subsample -f 1'; do
	rain nodata | $make >made
	test_ok "$case: $make leaves it missing" \
	    test "$(values made | head -n 1 | cut -d ' ' -f 1,4)" = '0 nan'
done

case='12. an upstream that is killed'
killed() {
	mkdir -p run && cd run
	stage unzip sh -c 'radar-unzip ../day*.zip | head -c 200000; kill -9 $$' |
	    stage rain tif2rain | stage bins bin-average -n 8 | stage half subsample -f 2 |
	    stage gif gifmake -o november.gif
	cd ..
	for s in rain bins half gif; do
		test "$(cat run/$s.status)" = 1 && grep -Eq 'input ended early: an earlier stage failed$' run/$s.said ||
		    echo "$s: $(cat run/$s.status run/$s.said)" >&2
	done
	test "$(cat run/unzip.status)" = 137 && ls -A run | grep gif | grep -v '^gif\.' >&2 || :
}
cp $day1 day1.zip
cp $day2 day2.zip
test_ok "$case makes every later stage fail, and leaves no picture" killed

case='13. a mean of dBZ'
tif2rain --dbz day1.images >dbz
for tool in 'bin-average -n 8' 'subsample -f 2 -m mean' 'stats' 'stats --layers mean' 'stats --layers min,std'; do
	refused "^${tool%% *}: .*dBZ.*use tif2rain without --dbz" "$case: $tool refuses it" $tool -o box/x dbz
done
test_ok "$case: a largest value is allowed" sh -c 'stats --layers min,max dbz >made'

case='14. what is out is named'
# With 4 descriptors one file can be open, once make's own is closed.
few_files() {
	(exec 3<&- && ulimit -n "$1" && shift && ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 exec "$@")
}
refused "^radar-unzip: $day1: cannot open: Too many open files" "$case: files, for an archive" \
    few_files 4 radar-unzip -o box/x $day1
refused '^stats: day1.rain: cannot open: Too many open files' "$case: files, for a stream" \
    few_files 4 stats -o box/x day1.rain
refused '^chunk2npy: box/times: cannot be made: Too many open files' \
    "$case: files, for what is written" \
    few_files 4 chunk2npy --times box/times -o box/x day1.bins
# within MIB COMMAND ...: in an address space of this size.
within() {
	mib=$1
	shift
	(ulimit -v $((mib << 10)) && exec "$@")
}
# little_memory TOOL ...: in what the program itself needs, its libraries included, and half of an image.
little_memory() {
	least=4
	until within $least "$1" --version >/dev/null 2>&1; do
		least=$((least + 4))
		test $least -lt 1024 || return 77
	done
	within $((least + 24)) "$@"
}
if little_memory radar-unzip --version >/dev/null 2>&1; then      # not with a sanitizer
	yes 7 | tr -d '\n' | head -c 50000000 | tiff 5000 10000 >big.tif
	refused '^radar-unzip: .*(out of memory|Cannot allocate memory)' "$case: memory, for an image" \
	    little_memory radar-unzip -j 1 --time 2020-11-01T00:00 -o box/x big.tif
	radar-unzip --time 2020-11-01T00:00 big.tif >big.images
	refused '^tif2rain: .*out of memory' "$case: memory, for the pixels of an image" \
	    little_memory tif2rain -j 1 -o box/x big.images
	refused '^tif2rain: .*out of memory' "$case: memory, which -k does not take for damage" \
	    little_memory tif2rain -k -j 1 -o box/x big.images
	tif2rain -g 0.4 -b -30 -n 255 -u 0 big.images >big.rain
	refused '^stats: .*out of memory' "$case: memory, for sums" \
	    little_memory stats -j 1 -o box/x big.rain
	refused '^bin-average: .*out of memory' "$case: memory, for means" \
	    little_memory bin-average -n 8 -j 1 -o box/x big.rain
	refused '^(subsample|gifmake): .*out of memory' "$case: memory, for a picture" \
	    little_memory gifmake -j 1 -o box/x big.rain
	rm -f big.*
else
	echo '# this build needs more memory than the limit: left out'
fi

case='15. a job of many that died before it wrote data'
radar-unzip -o - days/none.zip >dead.images 2>said && echo 'not ok: none.zip is not there'
tif2rain <dead.images >dead.rain 2>said && echo 'not ok: the job did not die'
refused 'cut short at its beginning, .*the job that wrote it failed' "$case: its output, joined with others" \
    sh -c 'cat day1.rain dead.rain day2.rain | stats -o box/x'
refused 'dead.rain: cut short' "$case: its output, by name" \
    stats -o box/x day1.rain dead.rain day2.rain
refused 'cut short|early' "$case: its output, at the end" \
    sh -c 'cat day1.rain day2.rain dead.rain | stats -o box/x'
: >nothing.rain
refused 'nothing.rain: empty' "$case: a file in which it wrote nothing at all" \
    stats -o box/x day1.rain nothing.rain day2.rain

case='16. a file whose scale and nodata are not the defaults'
fmi="radar-unzip --time 2020-07-24T12:00 --no-whole-days"
$fmi "$data/tif/fmi.tif" >fmi.images
tif2rain fmi.images >by_tags
tif2rain -g 0.5 -b -32 -n 255 fmi.images >by_options
tif2rain -g 0.4 -b -30 fmi.images >by_defaults
test_ok "$case: its own scale and offset are used" same by_tags by_options
test_ok "$case: its own scale is not the default" \
    sh -c '! test "$(chunk-info --digest by_tags)" = "$(chunk-info --digest by_defaults)"'
test_ok "$case: the stream says its scale" test "$(key gain by_tags) $(key offset by_tags)" \
    = '0.5 -32'
# GDAL's nodata tag is 42113, ASCII, of 4 bytes, in place: now it says 100.
sed 's/\x81\xa4\x02\x00\x04\x00\x00\x00255\x00/\x81\xa4\x02\x00\x04\x00\x00\x00100\x00/' "$data/tif/fmi.tif" >100.tif
$fmi 100.tif >100.images
tif2rain 100.images >by_tags
tif2rain -n 100 fmi.images >by_options
test_ok "$case: its own nodata is missing, and 255 is not" same by_tags by_options
test_ok "$case: the stream says its nodata" test "$(key nodata by_tags)" = 100
test_done
