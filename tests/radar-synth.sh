# SPDX-License-Identifier: BSD-2-Clause
# radar-synth.sh - archives as SMHI publishes them: a zip a day, always the same, whole or not there.
. "${srcdir:-.}/tests/lib.sh"

small='--rows 40 --cols 30'

# holds REGEX COMMAND ...: a line of what the command prints matches.
holds() {
	regex=$1
	shift
	"$@" >printed && grep -Eq -e "$regex" printed || { echo "no line of it matches: $regex" >&2; return 1; }
}

# counts N KIND FILE: a stream has N records of a kind.
counts() {
	n=$(chunk-info "$3" | grep -c "^$2 ") || :
	test "$n" = "$1" || { echo "$n records of kind $2, not $1" >&2; return 1; }
}

differ() {
	! cmp -s "$1" "$2" || { echo "$1 and $2 are equal" >&2; return 1; }
}

codes() {
	radar-unzip "$1" | tif2rain
}

# ---- What is in an archive ----

test_ok 'two days are made' radar-synth --from 2020-02-29 --days 2 $small -o made
test_ok 'a zip a day, and nothing else' holds '^2020-02-29.zip 2020-03-01.zip $' sh -c 'ls -A made | tr "\n" " "'
radar-unzip made >made.blobs
codes made >made.codes
test_ok '288 images a day' counts 576 image made.blobs
test_ok 'an archive has no gap' counts 0 gap made.blobs
test_ok 'an archive begins at midnight' holds '^image +2020-02-29T00:00Z' chunk-info made.blobs
test_ok 'an archive ends at midnight' holds '^image .* 2020-03-02T00:00Z' chunk-info made.blobs
test_ok 'the names of images are those of the archive' holds 'radar_2002292355.tif' chunk-info made.blobs
test_ok 'a small grid has the corner of the large one' holds '^lower right +1075693.7 5983984.983$' \
    chunk-info made.codes
test_ok 'a third of a small grid is outside the coverage' \
    holds '^field +2020-02-29T12:00Z .* 3[67][.][0-9]+ % ' \
    chunk-info made.codes

test_ok 'a day on the grid of the archive' radar-synth --from 2020-11-01 -o full
codes full >full.codes
test_ok 'a day on the grid of the archive has its rows' holds '^rows +887$' chunk-info full.codes
test_ok 'a day on the grid of the archive has its columns' holds '^cols +471$' chunk-info full.codes
test_ok 'a day on the grid of the archive has its place' \
    holds '^affine +126648.404 2014.9581656050955 0 7771252.876 0 -2014.9581656050955$' \
    chunk-info full.codes
test_ok 'a day on the grid of the archive has its GeoKeys' holds \
    '^geokeys +1,1,0,5,1024,0,1,1,1025,0,1,1,3072,0,1,32767,3074,0,1,16033,3076,0,1,9001' chunk-info full.codes
test_ok 'a day on the grid of the archive has its coverage' \
    holds '^field +2020-11-01T12:00Z .* 37[.][0-9]+ % ' chunk-info full.codes
test_ok 'a day on the grid of the archive takes 20 to 40 kB an image' \
    test $(($(wc -c <full/2020-11-01.zip) / 288 / 20480)) = 1
if test -n "$shared"; then
	radar-unzip --no-whole-days "$shared/smhi-grid/radar_1403250900.tif" | tif2rain | chunk-info >real.txt
	same_place() {
		for key in rows cols affine crs table; do
			grep "^$key " real.txt >of_real && chunk-info full.codes | grep "^$key " | diff of_real - >&2 ||
			    return 1
		done
	}
	test_ok 'and the grid, CRS and codes of a real image' same_place
fi

radar-synth --from 2020-02-29 $small --echo 0 -o dry
codes dry | stats >dry.stats
test_ok 'with --echo 0 there is no echo' holds '^field .* max .* 0 +0 +0$' chunk-info dry.stats
codes made | stats >made.stats
test_ok 'without --echo 0 there are echoes' holds '^field .* max .* [1-9][0-9.]+$' \
    chunk-info made.stats

# ---- The same bytes ----

radar-synth --from 2020-03-01 $small -o alone
test_ok 'a day is the same without the day before' cmp made/2020-03-01.zip alone/2020-03-01.zip
TZ=America/New_York radar-synth --from 2020-03-01 $small -j 7 -o alone
test_ok 'a day is the same in another time zone and with more threads' \
    cmp made/2020-03-01.zip alone/2020-03-01.zip
radar-synth --from 2020-03-01 $small --seed 1 --days 1 --echo 6 -o alone
test_ok 'a day is the same with the default options given' \
    cmp made/2020-03-01.zip alone/2020-03-01.zip
radar-synth --from 2020-03-01 $small --seed 2 -o other
test_ok 'another seed gives another day' differ made/2020-03-01.zip other/2020-03-01.zip

# ---- What is there already ----

echo 'no zip' >alone/2020-03-01.zip
echo 'mine' >alone/notes
radar-synth --from 2020-03-01 $small -o alone
test_ok 'a file in the place of a zip is replaced' cmp made/2020-03-01.zip alone/2020-03-01.zip
test_ok 'a file that is not in the place of a zip is left alone' holds '^mine$' cat alone/notes

echo 'a file' >file
test_fails 1 'radar-synth: file.*[Dd]irectory' '-o must be a directory' radar-synth --from 2020-11-01 -o file
test_fails 1 'radar-synth: no/such: ' 'the directory above it must be there' \
    radar-synth --from 2020-11-01 -o no/such

# No file may be larger than 512000 bytes: the first day is not, the second would be.
fill_up() (
	trap '' XFSZ
	prlimit --fsize=512000 radar-synth --from 2020-11-02 --days 2 --rows 60 --cols 60 --echo 20 -o "$1"
)
test_fails 1 'radar-synth: scarce/2020-11-03.zip: .*cannot write: ' 'a zip that cannot be written is an error' \
    fill_up scarce
test_ok 'a zip that cannot be written leaves no file, the days before it included' \
    test -z "$(ls -A scarce)"
mkdir kept
echo 'old' >kept/2020-11-02.zip
fill_up kept 2>/dev/null || :
test_ok 'a zip that cannot be written leaves the file of before' holds '^old$' \
    cat kept/2020-11-02.zip

# ---- Options ----

for wrong in '--days 0' '--days 3661' '--rows 0' '--rows 65536' '--cols 0' '--cols 65536' '--echo -1' '--echo 61' \
    '--echo nan' '--seed -1' '--seed x' '--from 2020-11-31' '--from yesterday'
do
	test_fails 2 "^radar-synth: .*${wrong% *}" "$wrong is a usage error" \
	    radar-synth --from 2020-11-01 -o no $wrong
done
test_fails 2 '^radar-synth: --rows, --cols' 'a grid of too many cells is a usage error' \
    radar-synth --from 2020-11-01 --rows 65535 --cols 1025 -o no
test_fails 2 '^radar-synth: --from' 'a day with a time is a usage error' \
    radar-synth --from 2020-11-01T06:00 -o no
test_fails 2 '^radar-synth: --from' 'a day before those that a zip can hold is an error' \
    radar-synth --from 1979-12-31 -o no
test_fails 2 '^radar-synth: --from, --days' 'a day in a year of three digits is an error' \
    radar-synth --from 2068-12-31 --days 2 -o no
test_fails 2 '^radar-synth: --from' 'a command without a day is a usage error' radar-synth -o no
test_fails 2 '^radar-synth: -o' 'a command without a directory is a usage error' \
    radar-synth --from 2020-11-01
test_fails 2 '^radar-synth: archive.zip' 'an operand is a usage error' \
    radar-synth --from 2020-11-01 -o no archive.zip
test_ok 'no error made a directory' test ! -e no

# ---- The page's examples ----

test_ok 'a dry day on a small grid' radar-synth --from 2020-06-01 --rows 40 --cols 30 --echo 0 -o dry
test_ok 'a dry day on a small grid is made' test -s dry/2020-06-01.zip
test_ok 'three days of archive' radar-synth --from 2020-11-01 --days 3 -o archive
picture() {
	radar-unzip archive | tif2rain | bin-average -n 8 | subsample -f 2 |
	    gifmake -o november.gif
}
test_ok 'three days of archive make a picture' picture
test_ok 'the picture of three days is a GIF' holds '^GIF89a' head -c 6 november.gif
statistics() {
	radar-unzip archive | tif2rain | stats -o november.chunk
}
test_ok 'three days of archive make statistics' statistics
test_ok 'the statistics of three days are four layers' counts 4 field november.chunk
test_done
