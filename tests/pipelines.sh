# SPDX-License-Identifier: BSD-2-Clause
# pipelines.sh - what stages make together: identities, and nothing at all if one of them was cut short.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

same() {
	test "$(digest "$1")" = "$(digest "$2")" || { echo "$1 and $2 differ" >&2; return 1; }
}

radar-synth --from 2020-11-01 --days 3 --rows 40 --cols 30 -o .
rain 2020-11-*.zip >codes

# ---- The two lines of the README ----

picture() {
	radar-unzip 2020-11-*.zip | tif2rain | bin-average -n 8 | subsample -f 2 | gifmake -o november.gif
}
test_ok 'archives to a picture' picture
cp november.gif first.gif
test_ok 'archives to a picture, again' picture
test_ok 'a picture made again has the same bytes' cmp first.gif november.gif
by_files() {
	radar-unzip -o 1 2020-11-*.zip && tif2rain -o 2 1 && bin-average -n 8 -o 3 2 &&
	    subsample -f 2 -o 4 3 &&
	    gifmake -o november.gif 4 && cmp first.gif november.gif
}
test_ok 'a picture by way of files has the same bytes' by_files
statistics() {
	radar-unzip 2020-11-*.zip | tif2rain | stats -o november.chunk
}
test_ok 'archives to statistics' statistics
test_ok 'statistics by way of a file have the same bytes' sh -c 'stats codes | cmp - november.chunk'
test_ok 'statistics are four layers of all of time' \
    test "$(fields november.chunk | cut -d ' ' -f 1,2,4 | uniq -c | tr -s ' ')" = \
    ' 4 2020-11-01T00:00Z 2020-11-04T00:00Z 864/864'
test_ok 'the history has a line for each stage' \
    test "$(chunk-info 4 | sed -n '/^history/,/^$/s/^[a-z]*  *//p' | cut -d ' ' -f 1,3- | paste -s -d ,)" = \
    'radar-unzip,tif2rain,bin-average -n 8,subsample -f 2'

# ---- Identities ----

by_hours() {
	bin-average -w 3h codes >at_once && bin-average -w 1h codes | bin-average -w 3h >hours_first &&
	    test "$(fields at_once)" = "$(fields hours_first)" && values at_once >a &&
	    values hours_first >b && near a b
}
test_ok '5 minutes to 3 hours is 5 minutes to hours to 3 hours' by_hours
pick_anywhere() {
	bin-average -n 8 codes | subsample -f 2 >after && subsample -f 2 codes | bin-average -n 8 >before &&
	    same after before
}
test_ok 'cells picked before or after the bins' pick_anywhere
mean_anywhere() {
	bin-average -n 8 codes | subsample -f 5 -m mean >after && subsample -f 5 -m mean codes |
	    bin-average -n 8 >before &&
	    values after >a && values before >b && near a b
}
test_ok 'means of cells before or after means of time, where the coverage is fixed' mean_anywhere
extremes() {
	stats --layers max codes | subsample -f 2 -m max | chunk2npy -o after.npy &&
	    subsample -f 2 -m max codes | stats --layers max | chunk2npy -o before.npy &&
	    cmp after.npy before.npy
}
test_ok 'the largest value in a block of cells and all of time, either way' extremes
floats() {
	rain 2020-11-01.zip | chunk2npy -o codes.npy && radar-unzip 2020-11-01.zip | tif2rain --float |
	    chunk2npy -o floats.npy && cmp codes.npy floats.npy
}
test_ok '--float has the values of the codes' floats
float_bins() {
	radar-unzip 2020-11-*.zip | tif2rain --float | bin-average -n 8 >of_floats &&
	    bin-average -n 8 codes >of_codes &&
	    values of_floats >a && values of_codes >b && near a b
}
test_ok '--float has the bins of the codes' float_bins
parts() {
	radar-unzip --no-whole-days --to 2020-11-02T10:00 2020-11-*.zip | tif2rain >a &&
	    radar-unzip --no-whole-days --from 2020-11-02T10:00 2020-11-*.zip | tif2rain >b &&
	    cat a b >joined && same joined codes
}
test_ok 'a day until ten and from ten on, joined, is the day' parts
depth_is_mean() {
	bin-average -n 8 codes >means && bin-average -n 8 --sum codes >depths && values means >a &&
	    values depths |
	    awk '{
		for (i = 1; i <= NF; i++)
			printf "%s%s", $i == "nan" ? $i : sprintf("%.9g", $i / 3), i < NF ? " " : "\n"
	    }' >b && near a b
}
test_ok 'the depth of three hours is three times their mean rate' depth_is_mean

# ---- Where rain is missing, it stays missing ----

test_ok 'a third of the cells are outside the coverage' \
    test "$(chunk-info codes | awk '$1 == "field" { print $7 }' | sort -u)" = 37.00
missing_cells() {
	values "$1" | awk '{ for (i = 1; i <= NF; i++) printf "%s", $i == "nan" ? "x" : "."; print "" }' |
	    sort -u
}
missing_cells codes >outside
test_ok 'the same cells are outside the coverage in all fields' test "$(wc -l <outside)" = 1
stays() {
	missing_cells made >still && cmp outside still >&2
}
for chain in 'bin-average -n 8' 'bin-average -c month' 'bin-average -n 2 --sum' \
    'subsample -f 1 -m mean' 'subsample -f 1 -m max' stats; do
	$chain codes >made
	test_ok "$chain: cells outside stay so, all others are there" stays
done
test_ok 'the count of cells outside is 0' \
    sh -c 'stats --layers count codes | chunk2npy -o n.npy; tail -c +129 n.npy |
    od -An -v -tf4 -w4 |
    tr -d " " | sort -n | uniq -c | tr -s " " | tr "\n" "," | grep -qx " 444 0, 756 864,"'

# ---- Cut short ----

# Statuses of stages whose input ended early, and what they leave; without pipefail or anything like it.
later_stages() {
	rm -rf run && mkdir run && cd run
	{
		cat ../cut | stage bin-average bin-average -n 8 | stage subsample subsample -f 2 |
		    stage gifmake gifmake -o november.gif
	} >written 2>said && got=0 || got=$?
	cd ..
}
stages_fail() {
	for s in "$@"; do
		test "$(cat run/$s.status)" = 1 && test "$(cat run/$s.said)" = \
		    "$s: input ended early: an earlier stage failed" || {
			echo "$s: status $(cat run/$s.status), said: $(cat run/$s.said)"
			return 1
		}
	done >&2
}
nothing_left() {
	left=$(ls -A run | grep -Ev '^[a-z0-9-]+[.](status|said)$|^said$|^written$|^pid$' || :)
	test -z "$left" || { echo "left behind: $left" >&2; return 1; }
}
size=$(wc -c <codes)
for n in 8 64 1000 $((size / 2)) $((size - 128)) $((size - 1)); do
	head -c $n codes >cut
	later_stages
	test_ok "tif2rain's output cut after $n of $size bytes: all later stages fail" \
	    stages_fail bin-average subsample gifmake
	test_ok "the output of tif2rain cut after $n of $size bytes: no file is left" nothing_left
done
cp codes cut
later_stages
test_ok 'an input that is not cut goes through all stages' \
    test "$(cat run/*.status | tr '\n' ' ')" = '0 0 0 '
test_ok 'an input that is not cut makes the picture' test -s run/november.gif

# A stage killed half way, with more to come than pipes hold: a relay passes 200 kB on, kills, and passes
# the rest.
radar-synth --from 2020-11-01 --days 2 --rows 200 --cols 150 --echo 30 -o large
relay() {
	head -c 200000
	kill -9 "$(cat pid)" || echo 'it had ended already' >too-late
	cat
}
killed() {
	rm -rf run && mkdir run && cd run
	{
		if test "$1" = radar-unzip; then
			sh -c 'echo $$ >pid; exec radar-unzip ../large' | relay | stage tif2rain tif2rain
		else
			radar-unzip ../large | sh -c 'echo $$ >pid; exec tif2rain' | relay
		fi | stage bin-average bin-average -n 8 | stage subsample subsample -f 2 |
		    stage gifmake gifmake -o november.gif
	} >written 2>said && got=0 || got=$?
	cd ..
}
killed radar-unzip
test_ok 'radar-unzip killed: all later stages fail' stages_fail tif2rain bin-average subsample gifmake
test_ok 'a stage that was killed leaves no picture and no part of one' nothing_left
killed tif2rain
test_ok 'tif2rain killed: all later stages fail' stages_fail bin-average subsample gifmake
test_ok 'tif2rain killed: no file is left' nothing_left

# The whole pipeline of an archive that is cut in its directory.
from_archive() {
	rm -rf run && mkdir run && cd run
	{
		stage radar-unzip radar-unzip "$@" | stage tif2rain tif2rain |
		    stage bin-average bin-average -n 8 |
		    stage subsample subsample -f 2 | stage gifmake gifmake -o november.gif
	} >written 2>said && got=0 || got=$?
	cd ..
}
cut_archive() {
	test "$(cat run/radar-unzip.status)" = 1 && grep -Eq "$1" run/radar-unzip.said &&
	    stages_fail tif2rain bin-average subsample gifmake
}
size=$(wc -c <2020-11-02.zip)
head -c $((size - 3000)) 2020-11-02.zip >cut.zip
from_archive ../2020-11-01.zip ../cut.zip ../2020-11-03.zip
test_ok 'a zip cut in its directory: all stages fail' \
    cut_archive '^radar-unzip: ../cut.zip: it does not end as a zip does: it is cut short'
test_ok 'a zip cut in its directory: no file is left' nothing_left
cat cut.zip | from_archive
test_ok 'a zip cut in its directory, from standard input: all stages fail' \
    cut_archive '^radar-unzip: standard input: it does not end as a zip does'
test_ok 'a zip cut in its directory, from standard input: no file is left' nothing_left
from_archive ../no-such.zip
test_ok 'an archive that does not exist: all stages fail' \
    cut_archive '^radar-unzip: ../no-such.zip: cannot open'
test_ok 'an archive that does not exist: no file is left' nothing_left

statistics_of_cut() {
	cat cut.zip | radar-unzip 2>said | tif2rain 2>>said | stats -o none.chunk
}
test_fails 1 '^stats: input ended early: an earlier stage failed' \
    'statistics of a cut archive are an error' \
    statistics_of_cut
test_ok 'statistics of a cut archive leave no file' test ! -e none.chunk
echo older >november.chunk
test_fails 1 'input ended early' 'a cut input is an error if a file of that name exists' \
    sh -c 'head -c 5000 codes | stats -o november.chunk'
test_ok 'a cut input leaves an existing file as it was' test "$(cat november.chunk)" = older
test_fails 1 'input ended early' 'an array of a cut input is an error' \
    sh -c 'head -c 5000 codes | chunk2npy --times t.csv -o a.npy.new'
test_ok 'an array of a cut input leaves neither array nor times' test ! -e a.npy.new -a ! -e t.csv
test_fails 1 'input ended early' 'GeoTIFFs of a cut input are an error' \
    sh -c 'bin-average -n 8 codes >bins; head -c 30000 bins | chunk2tif -o cut-%d%H.tif'
test_ok 'GeoTIFFs of a cut input leave no file' test -z "$(find . -name '*cut-*')"
test_done
