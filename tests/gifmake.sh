# SPDX-License-Identifier: BSD-2-Clause
# gifmake.sh - frames, one for each field and gap, in which every pixel has the colour of its value.
. "${srcdir:-.}/tests/lib.sh"

codes=$data/codes.chunk

# frames FILE: how many there are, by the extension before each: 4 bytes, not disposed, transparent.
frames() {
	od -An -v -tx1 "$1" | tr -d ' \n' | grep -o '21f90405' | wc -l
}

has_frames() {
	file=$1 count=$2
	shift 2
	gifmake "$@" -o "$file" && test "$(frames "$file")" = "$count"
}

# delays FILE: hundredths of a second, one a frame, for delays under 256.
delays() {
	od -An -v -tx1 "$1" | tr -d ' \n' | grep -o '21f90405..00' | cut -c 9-10 | while read -r hex; do
		printf '%d ' 0x"$hex"
	done
}

# ---- Frames ----

test_ok 'a frame for each field, and for each gap between images' has_frames codes.gif 7 "$codes"
bins() {
	bin-average -w 3h "$codes" >bins.chunk && chunk-info bins.chunk >bins.txt && grep -q '^gap' bins.txt &&
	    test "$(grep -c '^field' bins.txt)" = 8 && has_frames bins.gif 8 bins.chunk
}
test_ok 'averages have no frames for gaps' bins
delays_are() {
	test "$(delays codes.gif)" = '10 10 20 10 10 10 10 '
}
test_ok 'a frame takes 10/100 s, a gap of two steps 20/100 s' delays_are
unchanged_is_cheap() {
	test "$(wc -c <bins.gif)" -lt 20000
}
test_ok 'a frame holds only what changed: six of these eight differ in their time alone' unchanged_is_cheap
delay_is() {
	gifmake --delay 25 -o slow.gif bins.chunk && test "$(delays slow.gif)" = '25 25 25 25 25 25 25 25 '
}
test_ok '--delay is the time of a frame' delay_is

loops() {
	gifmake --loop "$1" "$codes" | od -An -v -tx1 | tr -d ' \n' |
	    grep -o '4e45545343415045322e3003....' | tail -c 5
}
loops_are() {
	test "$(loops 0)" = 0100 && test "$(loops 5)" = 0104 && test -z "$(loops 1)"
}
test_ok '--loop: for ever, several times, once' loops_are

keeps_history() {
	gifmake --title 'A title' -o titled.gif "$codes" && grep -aq '^gifmake .*--title' titled.gif
}
test_ok 'the history is kept as a comment' keeps_history
no_names() {
	printf 'name,row,col\nHere,2,3\n' >here.csv && cp here.csv there.csv &&
	    gifmake --points here.csv -o here.gif "$codes" && gifmake --points there.csv -o there.gif "$codes" &&
	    cmp here.gif there.gif && gifmake -o nowhere.gif "$codes" && ! cmp -s here.gif nowhere.gif
}
test_ok 'the history has no name of a file' no_names
# A cell, and its centre in the units of the CRS; longitude and latitude lie in it.
same_place() {
	printf 'name,row,col\nHere,2,3\n' >cell.csv
	printf 'name,x,y\nHere,133700.758,7766215.481\n' >xy.csv
	gifmake --points cell.csv -o cell.gif "$codes" && gifmake --points xy.csv -o xy.gif "$codes" && cmp cell.gif xy.gif
}
test_ok 'a point by its cell and by x and y is one' same_place

# ---- The same bytes ----

same_bytes() {
	for j in 1 2 7; do
		gifmake -j $j --colors dark "$codes" >$j.gif
	done
	gifmake --colors dark -o file.gif <"$codes"
	cmp 1.gif 2.gif && cmp 1.gif 7.gif && cmp 1.gif file.gif
}
test_ok 'the bytes are the same for any number of threads, and by any way out' same_bytes

# ---- Layers and ranges ----

test_is '--layer makes a picture of this layer' \
    has_frames mean.gif 1 --layer mean "$data/layers.chunk"
test_fails 1 'layers mean, std, count: choose one, such as --layer mean' 'several layers need --layer' \
    gifmake -o x.gif "$data/layers.chunk"
test_fails 1 '^gifmake: --layer max: .*mean, std, count' \
    'a layer that is not there is an error, which says what layers there are' \
    gifmake --layer max -o x.gif "$data/layers.chunk"
# The counts of this file are all missing.
all_missing() {
	has_frames count.gif 1 --layer count "$@" "$data/layers.chunk" 2>said.txt &&
	    test "$(cat said.txt)" = 'gifmake: count: nothing to see: every cell of every field is missing'
}
test_ok 'counts are drawn from 0 to as many as there should be' all_missing
test_ok 'counts are drawn with a range' all_missing --range 0,36

zero_is_zero() {
	gifmake --range 00,10 -o zero.gif "$codes" && gifmake --range -0,10 -o minus.gif "$codes" &&
	    sed 's/--range -0,10/--range 00,10/' minus.gif | cmp zero.gif -
}
test_ok 'a range from -0 is one from 0' zero_is_zero

# ---- The palette for other programs ----

palettes() {
	for program in gdaldem qgis; do
		gifmake --palette $program "$codes" >of-stream && gifmake --palette $program --range 0.1,50 >alone </dev/null &&
		    cmp of-stream alone && gifmake --palette $program --scale linear --range 0.1,50 >linear </dev/null &&
		    ! cmp -s linear alone || return
	done
}
test_ok '--palette needs no stream if there is a range' palettes
qgis_form() {
	gifmake --palette qgis "$codes" >qgis.txt && sed -n 2p qgis.txt | grep -qx INTERPOLATION:DISCRETE &&
	    sed 1,2d qgis.txt | awk -F , 'NF != 6 || $5 != 255 || ($1 != "inf" && $1 <= last) { exit 1 } { last = $1 }
	    END { exit $1 != "inf" || NR != 18 }'
}
test_ok 'a colour map of QGIS: bounds in order, colours, labels' qgis_form
palette_cut() {
	head -c -64 "$codes" | gifmake --palette qgis -o x.txt
}
test_fails 1 '^gifmake: .*ended' 'a stream that was cut short has no palette' palette_cut
test_fails 2 '^gifmake: --palette' 'a palette for an unknown program is a usage error' gifmake --palette arcgis "$codes"

# ---- What is refused ----

test_fails 1 'images that are still encoded: tif2rain' 'images need tif2rain in between' \
    gifmake -o x.gif "$data/images.chunk"
test_fails 1 '^gifmake: no fields' 'a stream without fields makes no picture' \
    gifmake -o x.gif "$data/empty.chunk"
test_fails 2 '^gifmake: --range 50,0.1: ' 'a range that is upside down is a usage error' \
    gifmake --range 50,0.1 -o x.gif "$codes"
test_fails 2 '^gifmake: --range takes two numbers, such as 0.1,50, not "50"' 'a range of one number is a usage error' \
    gifmake --range 50 -o x.gif "$codes"
test_fails 2 '^gifmake: --range' 'a range of words is a usage error' \
    gifmake --range a,b -o x.gif "$codes"
test_fails 2 '^gifmake: --range 1e-50,50: 1e-50 is too near to 0' \
    'a lower bound that is 0 in float32 is a usage error' \
    gifmake --range 1e-50,50 -o x.gif "$codes"
test_fails 2 '^gifmake: --range 1e-400,50: 1e-400 is too near to 0' \
    'a lower bound that is 0 in float64 is a usage error' \
    gifmake --range 1e-400,50 -o x.gif "$codes"
test_fails 2 '^gifmake: --range 0,1e-40: 1e-40 is too near to 0' \
    'an upper bound that is 0 in float32 is a usage error' \
    gifmake --range 0,1e-40 -o x.gif "$codes"
test_fails 2 '^gifmake: --range 1013.25100001,.*: the same number twice' \
    'a range that is one float32 is a usage error' \
    gifmake --range 1013.25100001,1013.25100002 -o x.gif "$codes"
test_fails 2 '^gifmake: --scale log: ' 'a logarithmic scale from 0 is a usage error' \
    gifmake --scale log --range 0,50 -o x.gif "$codes"
test_fails 2 '^gifmake: --scale' 'an unknown scale is a usage error' \
    gifmake --scale square -o x.gif "$codes"
test_fails 2 '^gifmake: --colors.*rain.*grey' 'unknown colours are a usage error' \
    gifmake --colors pink -o x.gif "$codes"
test_fails 2 '^gifmake: --delay' 'a delay that browsers do not keep is a usage error' \
    gifmake --delay 1 -o x.gif "$codes"
test_fails 2 '^gifmake: --loop' 'too many loops are a usage error' \
    gifmake --loop 65536 -o x.gif "$codes"
test_fails 2 '^gifmake: --zoom' 'a zoom of 0 is a usage error' gifmake --zoom 0 -o x.gif "$codes"
test_fails 2 '^gifmake: --title' 'a title that is too long is a usage error' \
    gifmake --title "$(printf '%0512d' 0)" -o x.gif "$codes"
test_fails 2 '^gifmake: --map coasts: takes coast, borders and grid' 'an unknown part of a map is a usage error' \
    gifmake --map coasts -o x.gif "$codes"
test_fails 2 '^gifmake: --map ,: ' 'an empty part of a map is a usage error' gifmake --map , -o x.gif "$codes"
test_fails 2 '^gifmake: --places' 'too many places are a usage error' gifmake --places 501 -o x.gif "$codes"
many_lines() {
	gifmake $(yes -- '--lines a.json' | head -n 17) -o x.gif "$codes"
}
test_fails 2 '^gifmake: --lines: at most 16' 'too many files of lines are a usage error' many_lines
cut_short() {
	head -c -64 "$codes" | gifmake -o x.gif
}
test_fails 1 '^gifmake: .*ended' 'a stream that was cut short makes no picture' cut_short
nothing_left() {
	test ! -e x.gif && test -z "$(find . -name '*x.gif*' -o -name '*x.txt*')"
}
test_ok 'no usage error left a file' nothing_left

# ---- Sizes ----

size() {
	od -An -tu2 -j 6 -N 4 "$1" | tr -s ' '
}
sizes() {
	gifmake --no-legend --title '' --zoom 1 -o plain.gif "$codes" && gifmake --zoom 64 -o large.gif "$codes" &&
	    gifmake --title "$(printf 'Rain over Sweden %.0s' 1 2 3 4 5 6 7 8 9)" -o titled.gif "$codes" &&
	    gifmake -o usual.gif "$codes" || return
	set -- $(size plain.gif) $(size large.gif) $(size titled.gif) $(size usual.gif)
	test "$1" -lt "$7" && test "$2" -lt 100 && test "$3" -gt 576 && test "$4" -gt 384 && test "$5" = "$7" &&
	    test "$6" -gt "$8" && test "$8" -gt 700
}
test_ok 'small grids are enlarged, and a long title is broken into lines' sizes

small_enough() {
	radar-synth --from 2020-11-01 --rows 444 --cols 236 --echo 10 --seed 3 -o synth &&
	    radar-unzip synth/2020-11-01.zip | tif2rain | gifmake --zoom 1 -o synth.gif &&
	    test "$(frames synth.gif)" = 288 && test "$(wc -c <synth.gif)" -lt 2000000
}
test_ok 'a wet day of 288 frames, 444 x 236, takes less than 2 MB' small_enough

# ---- Pixels ----

test -n "$python" || test_skip 'no python3 with NumPy: pixels are not compared'

# shows STREAM ZOOM TITLE-LINES STEPS MAP [OPTION ...]: gaps are left out, as bins of a step leave them out.
# MAP is any, none or drawn: gif.py says what that is.
shows() {
	stream=$1 zoom=$2 lines=$3 steps=$4 map=$5
	shift 5
	gifmake "$@" -o shown.gif "$stream" && chunk2npy -o shown.npy "$stream" &&
	    "$python" "$srcdir/tests/compare/gif.py" \
	    shown.gif shown.npy "$zoom" "$lines" "$steps" "$map" >&2
}
streams() {
	"$python" "$srcdir/tests/make/pictures.py"
}
test_ok 'streams of every kind are made' streams
log='LOG'
test_ok 'pixels are the steps of their values: float32' shows float.chunk 0 1 $log any
test_is 'pixels just at the steps, and just below' shows edges.chunk 0 1 $log any
test_ok 'pixels of float64' shows double.chunk 0 1 $log any
test_ok 'pixels of 16-bit codes' shows wide.chunk 0 1 $log any
test_ok 'pixels of frames on frames, with a frame between that is missing' \
    shows moving.chunk 0 1 $log any
test_ok 'pixels with --zoom, --no-legend and --title' \
    shows moving.chunk 3 0 $log any --zoom 3 --no-legend --title ''
test_ok 'a bin over midnight, whose line is wider than the map and the one before' \
    shows late.chunk 2 1 $log any --zoom 2 --no-legend
test_ok 'pixels with --map none, which has no line but the edge of the coverage' \
    shows moving.chunk 0 1 $log none --map none
test_ok 'pixels of reflectivity in steps of 5 dBZ' shows dbz.chunk 0 1 'range(-10, 61, 5)' any
test_ok 'pixels with --range and --scale' \
    shows float.chunk 0 1 '[1.2e-38, *range(5, 101, 5)]' any --range 0,100 --scale linear --colors radar

if test -n "$shared"; then
	real() {
		radar-unzip --no-whole-days "$shared/smhi-grid/radar_1403250900.tif" | tif2rain >smhi.chunk &&
		    shows smhi.chunk 1 1 $log drawn
	}
	test_ok 'a composite of Sweden, with land, sea and coasts under the rain' real
fi
test_done
