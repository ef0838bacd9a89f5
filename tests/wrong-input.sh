# SPDX-License-Identifier: BSD-2-Clause
# wrong-input.sh - what users hand over by mistake: one line that helps, status 1 or 2, and no output.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# refused REGEX SENTENCE COMMAND ...: status 1, one line, and nothing that a -o box/... names.
refused() {
	test_fails 1 "$@"
	test -z "$(ls -A box)" || { failed "$2: leaves nothing"; rm -rf box; mkdir box; }
}

radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o days
zip=days/2020-11-01.zip
radar-unzip $zip >day.images
tif2rain day.images >day.fields
cp day.fields twin.codes
stats --layers count -o twin.zones twin.codes
bin-average -n 8 day.fields >day.bins
bin-average -n 8 --sum day.fields >day.depths
bin-average -n 8 --count day.fields >day.counts
stats day.fields >day.stats
tif2rain --dbz day.images >day.dbz
gifmake -q -o day.gif day.bins
chunk2npy -o day.npy day.bins
chunk2tif -o day.tif day.bins 2>/dev/null || stats --layers max day.fields | chunk2tif -o day.tif
mkdir box
image 0 100 150 255 >small.tif
cp small.tif radar_2011010600.tif

# ---- Archives ----

date >words.zip
refused 'words.zip: neither an archive .* nor an image' 'a file that is not a zip' \
    radar-unzip -o box/x words.zip
: >empty.zip
refused 'empty.zip: it is empty: did its download fail' 'an empty file' radar-unzip -o box/x empty.zip
echo '<!DOCTYPE html><html><body>Not found</body></html>' >page.zip
refused 'page.zip: it looks like an HTML page: did its download fail' 'an HTML page named .zip' \
    radar-unzip -o box/x page.zip
head -c 50000 $zip >half.zip
refused 'half.zip: it does not end as a zip does: it is cut short' 'a truncated zip' \
    radar-unzip -o box/x half.zip
refused '^radar-unzip: half.zip: .*cut short' 'a truncated zip among whole ones' \
    radar-unzip -o box/x days/2020-11-02.zip half.zip
refused 'no images: none of its 288 members has the name of one' 'a zip without images of that name' \
    radar-unzip -p 'rain_%Y%m%d%H%M.tif' -o box/x $zip
refused 'no-such.zip: cannot open: No such file' 'an archive that is not there' \
    radar-unzip -o box/x no-such.zip
refused 'overlap in time' 'the same day twice' sh -c "cp $zip copy.zip; radar-unzip -o box/x $zip copy.zip"
mkdir twice
cp small.tif twice/radar_2011010600.tif
mkdir twice/again
cp small.tif twice/again/radar_2011010600.tif
refused 'same time twice|overlap in time' 'the same time twice, in a folder and in one below it' \
    radar-unzip -o box/x twice

# ---- Images ----

# of FILE ...: the images in one stream, five minutes apart.
of() {
	rm -rf given && mkdir given
	minute=10
	for f in "$@"; do
		cp "$f" given/radar_20110106$minute.tif
		minute=$((minute + 5))
	done
	radar-unzip --no-whole-days -o given.images given
}
of_rain() {
	of "$@" && tif2rain -o box/x given.images
}
image 0 100 150 255 7 9 >wide.tif
codes 1 2 3 4 | tiff 4 1 >tall.tif
codes 1 2 3 4 | tiff 1 70000 >long.tif
codes 1 2 3 4 | tiff 9000 9000 >huge.tif
head -c 252 small.tif >cut.tif
head -c 100 small.tif >cut-more.tif
refused \
    'radar_2011010615.tif, 2020-11-01T06:15Z: has 2 rows x 3 columns, but radar_2011010610.tif before it 2 x 2' \
    'an image of another size' of_rain small.tif wide.tif
refused '06:15Z: has 4 rows x 1 columns, but' 'an image of another shape with as many cells' \
    of_rain small.tif tall.tif
refused '06:10Z: .*70000.*65535' 'an image over the limit of columns' of_rain long.tif
refused '06:10Z: .*(9000 x 9000|81000000|cells)' 'an image over the limit of cells' of_rain huge.tif
refused 'radar_2011010610.tif, 2020-11-01T06:10Z: .*bands?.*differ|not equal' \
    'three bands that are not equal' \
    of_rain "$data/tif/three-bands-unequal.tif"
refused 'radar_2011010610.tif, 2020-11-01T06:10Z: ' 'values that are no codes' of_rain "$data/tif/float.tif"
refused '^tif2rain: radar_2011010615.tif, 2020-11-01T06:15Z: ' 'an image that is cut' \
    of_rain small.tif cut.tif
refused '^tif2rain: radar_2011010615.tif, 2020-11-01T06:15Z: ' 'an image that is cut in its tags' \
    of_rain small.tif cut-more.tif
refused '^tif2rain: radar_2011010615.tif, 2020-11-01T06:15Z: ' 'words instead of an image' \
    of_rain small.tif words.zip
keeps_all() {
	of "$1" && tif2rain -k -o box/x given.images 2>said
	got=$?
	tail -n 1 said >&2
	return $got
}
refused 'all of the images .1. are damaged' '-k with no image left' keeps_all cut.tif
keeps() {
	of "$@" && tif2rain -k -o box/x given.images
}
refused 'has 2 rows x 3 columns' '-k does not forgive another size' keeps small.tif wide.tif

# ---- Time ----

radar-unzip days/2020-11-02.zip | tif2rain >next.fields
refused \
    'day.fields: record 1, .*starts at 2020-11-01T00:00Z, before next.fields ended, 2020-11-03.*wrong order' \
    'wrong order in time' stats -o box/x next.fields day.fields
refused 'starts at 2020-11-01T00:00Z, .*twice' 'the same time twice in two files' \
    stats -o box/x day.fields day.fields
cat day.images day.images >twice.images
refused \
    '^tif2rain: twice.images: record 1, .*starts at 2020-11-01T00:00Z, before .*: a time comes twice' \
    'the same time twice in one file' tif2rain -o box/x twice.images
refused 'radar_2011010002.tif: 2020-11-01T00:02Z is off the grid of one image every 300 s: see --step' \
    'a time off the grid of steps' \
    sh -c 'mkdir off; cp small.tif off/radar_2011010002.tif; radar-unzip -o box/x off'

# ---- Tools in the wrong order ----

# Tools by what they read and write, as two patterns, and the arguments that a tool needs.
rows battery | while IFS='|' read -r tool rest; do
	! command -v "$tool" >/dev/null || echo "$tool|$rest"         # some need libraries
done >table
tools_that() {
	awk -F '|' -v reads="^($1)$" -v writes="^($2)$" \
	    '$2 ~ reads && $3 ~ writes { print $1 }' table
}
# given TOOL FILE: the arguments that name it as the input.
given() {
	arguments=$(sed -n "s/^$1|.*|//p" table | head -n 1)
	named "$2"
}
fields_tools=$(tools_that 'codes|one' '.*')
stream_tools=$(tools_that 'images|codes|one|any' '.*')
for tool in $fields_tools; do
	refused "^$tool: .*tif2rain" "$tool after radar-unzip: tif2rain belongs in between" \
	    $tool -o box/x $(given $tool day.images)
done
for made in fields bins stats depths dbz; do
	refused '^tif2rain: .*radar-unzip' "tif2rain of $made: it belongs right after radar-unzip" \
	    tif2rain -o box/x day.$made
	refused '^radar-unzip: day.*: ' "radar-unzip of $made" radar-unzip -o box/x day.$made
done
refused '^radar-unzip: day.images: ' 'radar-unzip of its own output' radar-unzip -o box/x day.images
for tool in stats bin-average; do
	for made in stats counts; do
		refused "^$tool: .*layers.* use this tool before" "$tool after $made" \
		    $tool -o box/x $(given $tool day.$made)
	done
	refused "^$tool: .*dBZ.*tif2rain without --dbz" "$tool of dBZ" $tool -o box/x $(given $tool day.dbz)
done
refused '^subsample: .*dBZ.*tif2rain without --dbz' 'means of dBZ in space' \
    subsample -f 2 -m mean -o box/x day.dbz
refused '^bin-average: .*mm.*--sum' 'a mean of mm' bin-average -n 2 -o box/x day.depths
refused '^gifmake: .*layer.*min, max, mean, std.*--layer' 'gifmake after stats: which layer' \
    gifmake -o box/x day.stats
refused '^chunk2tif: .*(%L|name)' 'chunk2tif of many fields and one name' chunk2tif -o box/x.tif day.bins

for tool in $stream_tools; do
	refused \
	    "^$tool: radar_2011010600.tif: not a chunk stream but a TIFF image: radar-unzip .*, then tif2rain" \
	    "$tool of a TIFF" $tool -o box/x $(given $tool radar_2011010600.tif)
	refused "^$tool: $zip: not a chunk stream but a zip archive: radar-unzip reads it" \
	    "$tool of a zip" $tool -o box/x $(given $tool $zip)
done
refused '^stats: day.gif: not a chunk stream but a GIF picture' 'stats of a GIF' \
    stats -o box/x day.gif
refused '^stats: day.npy: not a chunk stream but something else' 'stats of an array' \
    stats -o box/x day.npy
refused '^stats: page.zip: not a chunk stream but a web page: the download failed' \
    'stats of a web page' \
    stats -o box/x page.zip
refused '^stats: empty.zip: empty' 'stats of an empty file' stats -o box/x empty.zip
refused '^stats: no-such: cannot open: No such file' 'stats of a file that does not exist' \
    stats -o box/x no-such
refused '^stats: days: cannot read: Is a directory' 'stats of a folder' stats -o box/x days

# ---- Joined, though they are not of one kind (join.sh has all kinds) ----

radar-unzip days/2020-11-02.zip | tif2rain -z 300,1.4 >zr.fields
refused 'zr.fields: cannot be joined: a is 300 here and 200 before' \
    'days with different tables' \
    stats -o box/x day.fields zr.fields
bin-average -n 8 next.fields >next.bins
refused 'next.bins: cannot be joined: variable is rainfall_rate here and rainfall_amount before' \
    'days with different units' \
    chunk2npy -o box/x day.depths next.bins

# ---- Terminals ----

# on_terminal COMMAND: what it does not redirect is a terminal; what it says there goes to stderr.
on_terminal() {
	script -qec "$1" /dev/null >said </dev/null && got=0 || got=$?
	tr -d '\r' <said >&2
	return $got
}
if command -v script >/dev/null; then
	for tool in $(tools_that '[^n].*' '.*'); do
		test_fails 2 "^$tool: standard input is a terminal: name files, or pipe something in" \
		    "$tool from a terminal" on_terminal "$tool -o box/x $(given $tool -)"
	done
	for tool in $(tools_that 'images|codes|one' 'stream|picture'); do
		test_fails 2 "^$tool: standard output is a terminal, .*binary: give -o FILE, or pipe it on" \
		    "$tool to a terminal" on_terminal "$tool $(given $tool day.images)"
	done
	test_fails 2 '^radar-unzip: standard output is a terminal' 'radar-unzip to a terminal' \
	    on_terminal "radar-unzip $zip"
	test_fails 2 '^stats: /dev/tty is a terminal' 'stats to a terminal by its name' \
	    on_terminal 'stats -o /dev/tty day.fields'
	test_is 'chunk-info to a terminal is allowed' on_terminal 'chunk-info day.fields'
else
	echo '# script is not here: terminals are left out'
fi

# ---- The command line ----

test_fails 2 '^stats: --percentile: unknown option .*--help' 'an unknown option' stats --percentile 90 day.fields
test_fails 2 '^gifmake: -x: unknown option .*--help' 'an unknown letter' gifmake -x day.bins
test_fails 2 '^stats: --qantils=0.5: unknown option: --quantiles\? ' 'an option that is nearly one' \
    stats --qantils=0.5 day.fields
test_fails 2 '^stats: --layers: the median is --quantiles 0.5 ' 'the median' stats --layers mean,median day.fields
same_help() {
	stats -h >short && stats --help >long && cmp short long >&2
}
test_ok '-h is --help' same_help
for zip in gzip bzip2 xz zstd; do
	! command -v $zip >/dev/null || {
		$zip -qc day.fields >packed
		test_fails 1 "^stats: packed: not a chunk stream but compressed by $zip: '$zip -dc FILE \|' before" \
		    "a stream in a $zip" stats -o box/x packed
	}
done
test_fails 2 '^gifmake: --l: ambiguous option: could be --loop or --layer' 'an ambiguous option names what it could be' gifmake --l day.bins
test_fails 2 '^stats: --when=3: this option takes no value' 'a value for an option without one' stats --when=3 day.fields
test_fails 2 '^subsample: -f .*--help' 'an option without its value' subsample -f
cat >wrong <<'END'
tif2rain -g much
tif2rain -g nan
tif2rain -g 0,4
tif2rain -n code
tif2rain --units furlong
tif2rain --negative positive
tif2rain -z 200
tif2rain -z 200,0
tif2rain --max-rate -1
bin-average -n 7
bin-average -w 3
subsample -f 2.5
subsample -f 0x2
stats -j two
stats -j 0
stats -j 99999999999999999999
gifmake --delay soon
gifmake --range 1
gifmake --zoom 0
radar-unzip --from yesterday
radar-unzip --from 2020-13-01
radar-unzip --to 2020-11-31
radar-unzip --step 0min
radar-synth --from 2020-11-01 --days 0
END
while read -r wrong; do
	test_fails 2 "^${wrong%% *}: .*--help" "a bad number: $wrong" $wrong -o box/x
done <wrong
test_ok 'no bad number made a file' test -z "$(ls -A box)"

# ---- Output that cannot be written ----

for tool in $stream_tools; do
	made=day.fields
	test $tool != tif2rain || made=day.images
	refused "^$tool: .*no-such-dir/x.*No such file" "$tool into a folder that is not there" \
	    $tool -o no-such-dir/x $(given $tool $made)
	refused "^$tool: box: is a directory" "$tool onto a folder" $tool -o box $(given $tool $made)
done
refused '^radar-unzip: /dev/full: .*cannot write: No space left on device' \
    'radar-unzip onto a full disk' \
    radar-unzip -o /dev/full $zip
refused '^gifmake: /dev/full: cannot write: No space left on device' 'gifmake onto a full disk' \
    gifmake -o /dev/full day.bins
refused '^stats: standard output: cannot write: No space left on device' \
    'stats to standard output on a full disk' \
    sh -c 'stats day.fields >/dev/full'
refused '^chunk-info: standard output: cannot write: No space left on device' \
    'chunk-info to standard output on a full disk' \
    sh -c 'chunk-info day.fields >/dev/full'
# A disk that is full half way: no file may be larger than 8 blocks.
limited() {
	(ulimit -f 8 && trap '' XFSZ && exec stats -o box/x day.fields)
}
refused '^stats: box/x: .*cannot write: File too large' 'a disk that is full half way' limited
if test "$(id -u)" != 0; then
	mkdir locked
	chmod a-w locked
	refused '^stats: locked/x: cannot be made: Permission denied' \
	    'stats into a folder that is not writable' \
	    stats -o locked/x day.fields
fi

# ---- Values that have no mean ----

test -n "$python" || test_skip 'no python3 with numpy'
"$python" "$srcdir/tests/make/without-mean.py"
for odd in infinite-0 infinite-1 huge-0 huge-1; do
	refused "^stats: $odd.chunk: values that are infinite, or beyond float32" "stats of $odd" \
	    stats -o box/x $odd.chunk
	refused "^stats: $odd.chunk: values that are infinite" "partial statistics of $odd" \
	    stats --partial -o box/x $odd.chunk
	refused "^bin-average: $odd.chunk: the bin from 1970-01-01T00:00Z has values that are infinite" \
	    "bin-average of $odd" bin-average -n 8 -o box/x $odd.chunk
done
test_ok 'the largest of values of which one is -inf is given' \
    stats -q --layers max -o largest infinite-0.chunk
refused '^stats: mixed.chunk: 1970-01-01T00:05Z: a field of values in a stream of codes' \
    'stats of values among codes' stats -o box/x mixed.chunk
refused '^bin-average: .*a field of values in a stream of codes' \
    'bin-average of values among codes' \
    bin-average -n 8 -o box/x mixed.chunk

# ---- An image among fields ----

"$python" - <<'END'
import numpy as np
from chunkwrite import *
f = field(np.zeros((6, 9), '|u1'), 0, 300)
open('among.chunk', 'wb').write(stream(GRID, np.zeros(256), [f, blob(b'a.tif', b'II', 300, 600)]))
END
for tool in 'stats -o' 'bin-average -n 8 -o' 'subsample -f 1 -o' 'gifmake -o' 'chunk-extract --point a,0,0 -o' \
    'chunk2npy -o' 'chunk2tif -o'; do
	refused "^${tool%% *}: among.chunk: 1970-01-01T00:05Z: an image that is still encoded, among fields" \
	    "${tool%% *} of an image among fields" $tool box/x among.chunk
done
test_done
