# SPDX-License-Identifier: BSD-2-Clause
# holes.sh - days with holes: what was missing is said and counted, and nothing else moves.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# says FILE COMMAND ...: the command prints these lines.
says() {
	wanted=$1
	shift
	"$@" >printed && diff "$wanted" printed >&2
}

# Days 1 and 7 are whole; 2 has 287 images, 3 a damaged one, 4 no noon, 5 neither first nor last; 6 is
# not there.
radar-synth --from 2020-11-01 --days 7 --rows 40 --cols 30 -o complete
mkdir holes
cp complete/2020-11-01.zip complete/2020-11-07.zip holes
for day in 2 3 4 5; do
	radar-unzip complete/2020-11-0$day.zip >images
	unpack images holes/2020-11-0$day
done
test_ok 'a day unpacked is that day' sh -c 'radar-unzip holes/2020-11-05 | cmp - images'
rm holes/2020-11-02/radar_2011020820.tif
head -c 300 holes/2020-11-03/radar_2011031200.tif >cut && mv cut holes/2020-11-03/radar_2011031200.tif
rm holes/2020-11-04/radar_2011041[12]??.tif
rm holes/2020-11-05/radar_2011050000.tif holes/2020-11-05/radar_2011052355.tif

rain complete >complete.codes
bin-average -n 8 complete.codes >complete.bins
test_ok 'complete days have no holes' test -z "$(chunk-info --gaps complete.bins)"

# ---- In one run ----

test_fails 1 '^tif2rain: radar_2011031200.tif, 2020-11-03T12:00Z: ' \
    'without -k a damaged image is an error' \
    sh -c 'radar-unzip holes >blobs; tif2rain -o none blobs'
test_ok 'without -k a damaged image leaves no file' test ! -e none
test_is 'with -k a damaged image is a gap' tif2rain -k -o holes.codes blobs
cp err warned
test_ok 'with -k a line names the damaged image' \
    grep -q '^tif2rain: radar_2011031200.tif, 2020-11-03T12:00Z: ' warned
test_ok 'with -k a line counts the damaged images' grep -q '^tif2rain: .*damaged: 1$' warned
test_ok 'with -k there are no other lines' test "$(wc -l <warned)" = 2

cat >listed <<'END'
gap 2020-11-02T08:20Z 2020-11-02T08:25Z 0/1 missing
gap 2020-11-03T12:00Z 2020-11-03T12:05Z 0/1 damaged: radar_2011031200.tif:
gap 2020-11-04T11:00Z 2020-11-04T13:00Z 0/24 missing
gap 2020-11-05T00:00Z 2020-11-05T00:05Z 0/1 missing
gap 2020-11-05T23:55Z 2020-11-07T00:00Z 0/289 missing
END
# gaps STREAM: the gaps in it, with the reason up to what the decoder says of a damaged image
gaps() {
	chunk-info --gaps "$1" | sed -n 's/ - *- / /; /^gap/p' | tr -s ' ' | sed 's/\(damaged: [^ ]*\) .*/\1/'
}
test_ok 'chunk-info --gaps lists what is missing, and why' says listed gaps holes.codes
bin-average -n 8 holes.codes >holes.bins
{
	sed 3,5d listed
	cat <<'END'
gap 2020-11-04T11:00Z 2020-11-04T12:00Z 0/12 missing
gap 2020-11-04T12:00Z 2020-11-04T13:00Z 0/12 missing
gap 2020-11-05T00:00Z 2020-11-05T00:05Z 0/1 missing
gap 2020-11-05T23:55Z 2020-11-06T00:00Z 0/1 missing
gap 2020-11-06T00:00Z 2020-11-06T03:00Z 0/36 missing
gap 2020-11-06T03:00Z 2020-11-06T06:00Z 0/36 missing
gap 2020-11-06T06:00Z 2020-11-06T09:00Z 0/36 missing
gap 2020-11-06T09:00Z 2020-11-06T12:00Z 0/36 missing
gap 2020-11-06T12:00Z 2020-11-06T15:00Z 0/36 missing
gap 2020-11-06T15:00Z 2020-11-06T18:00Z 0/36 missing
gap 2020-11-06T18:00Z 2020-11-06T21:00Z 0/36 missing
gap 2020-11-06T21:00Z 2020-11-07T00:00Z 0/36 missing
END
} >cut
test_ok 'chunk-info --gaps lists what is missing in bins, bin by bin' says cut gaps holes.bins
cat >fewer <<'END'
2020-11-02T06:00Z 2020-11-02T09:00Z - 35/36
2020-11-03T12:00Z 2020-11-03T15:00Z - 35/36
2020-11-04T09:00Z 2020-11-04T12:00Z - 24/36
2020-11-04T12:00Z 2020-11-04T15:00Z - 24/36
2020-11-05T00:00Z 2020-11-05T03:00Z - 35/36
2020-11-05T21:00Z 2020-11-06T00:00Z - 35/36
2020-11-06T00:00Z 2020-11-06T03:00Z - 0/36
2020-11-06T03:00Z 2020-11-06T06:00Z - 0/36
2020-11-06T06:00Z 2020-11-06T09:00Z - 0/36
2020-11-06T09:00Z 2020-11-06T12:00Z - 0/36
2020-11-06T12:00Z 2020-11-06T15:00Z - 0/36
2020-11-06T15:00Z 2020-11-06T18:00Z - 0/36
2020-11-06T18:00Z 2020-11-06T21:00Z - 0/36
2020-11-06T21:00Z 2020-11-07T00:00Z - 0/36
END
few() {
	chunk-info --gaps "$1" | awk '$1 == "field" { print $2, $3, $4, $6 }'
}
test_ok 'chunk-info --gaps lists the bins that have fewer images' says fewer few holes.bins
fields holes.bins >holes.fields
fields complete.bins >complete.fields
test_ok 'no other bins have fewer images' sh -c 'grep -v 36/36 holes.fields | diff fewer - >&2'
test_ok 'days with holes have as many bins as complete days, at the same times' \
    sh -c 'cut -d " " -f 1,2 holes.fields >a; cut -d " " -f 1,2 complete.fields | diff - a >&2'

# Which bins differ, bit for bit, of 40 x 30 float32 after 128 bytes.
differing() {
	chunk2npy -o a.npy "$1" && chunk2npy -o b.npy "$2" && test "$(wc -c <a.npy)" = "$(wc -c <b.npy)" &&
	    { cmp -l a.npy b.npy || :; } | awk '{ print int(($1 - 129) / 4800) }' | uniq | paste -s -d ' '
}
touched='10 20 27 28 32 39 40 41 42 43 44 45 46 47'
test_ok 'all other bins have the bits of complete days' \
    test "$(differing complete.bins holes.bins)" = "$touched"
test_ok 'the day that is missing is missing, not dry' \
    test "$(chunk-info holes.bins | grep -c ' 0/36 *100.00 %')" = 8

# ---- Day by day, joined ----

for day in holes/*; do
	radar-unzip "$day" | tif2rain -k 2>/dev/null >"${day#holes/}.codes"
done
cat 2020-11-0?.zip.codes 2020-11-0?.codes >jumbled
test_fails 1 'before .*jumbled ended|the order is wrong|wrong order' 'days out of order are an error' \
    bin-average -n 8 -o none jumbled
cat 2020-11-01.zip.codes 2020-11-0[2-5].codes 2020-11-07.zip.codes >joined.codes
same() {
	test "$(digest "$1")" = "$(digest "$2")" || { echo "$1 and $2 differ" >&2; return 1; }
}
test_ok 'days run one by one and joined have the digest of one run' same joined.codes holes.codes
test_ok 'days run one by one and joined have the same gaps' says listed gaps joined.codes
bin-average -n 8 joined.codes >joined.bins
test_ok 'days run one by one and joined have the same bins' same joined.bins holes.bins
stats joined.codes >joined.stats
stats holes.codes >holes.stats
test_ok 'days run one by one and joined have the same statistics' same joined.stats holes.stats
test_ok 'statistics of days with holes have 1700 of 2016 images' \
    test "$(fields holes.stats | cut -d ' ' -f 1,2,4 | uniq)" = \
    '2020-11-01T00:00Z 2020-11-08T00:00Z 1700/2016'
test_ok 'statistics of days run one by one list the same gaps' says listed gaps joined.stats

for day in 2020-11-01.zip 2020-11-02 2020-11-03 2020-11-04 2020-11-05 2020-11-07.zip; do
	bin-average -n 8 "$day.codes"
done >joined.days
test_ok 'days averaged one by one have the bins of one run, except on the day that is missing' \
    sh -c 'chunk-info joined.days | grep ^field | tr -s " " >a; grep -q 35/36 a;
    chunk-info holes.bins | grep ^field |
    grep -v " 0/36 " | tr -s " " | diff - a >&2'
month() {
	bin-average -c month "$1" >"$1.month" && chunk2npy -o "$1.npy" "$1.month" && fields "$1.month"
}
test_ok 'days averaged one by one make the same month' test "$(month joined.days)" \
    = "$(month holes.bins)"
test_ok 'a month of days with holes has 1700 images' test "$(fields joined.days.month)" = \
    '2020-11-01T00:00Z 2020-12-01T00:00Z - 1700/8640'
test_ok 'a month of days averaged one by one is the same bit by bit' \
    cmp joined.days.npy holes.bins.npy

# ---- A damaged member of a zip ----

zip=complete/2020-11-03.zip
at=$(grep -abo radar_2011031200.tif $zip | head -n 1 | cut -d : -f 1)
(head -c $((at + 100)) $zip && printf 'xxxxxxxxxxxxxxxx' && tail -c +$((at + 117)) $zip) >bad.zip
test_fails 1 '^radar-unzip: bad.zip: radar_2011031200.tif, 2020-11-03T12:00Z: ' \
    'without -k a damaged member is an error' \
    radar-unzip -o none bad.zip
test_is 'with -k a damaged member is a gap' radar-unzip -k -o bad.blobs bad.zip
tif2rain bad.blobs >bad.codes
bin-average -n 8 bad.codes >bad.bins
test_ok 'a damaged member is a gap in the same place as a damaged image' test "$(gaps bad.bins)" \
    = "$(sed -n '/damaged/p' listed)"
day_3() {
	bin-average -n 8 2020-11-03.codes >day.bins && chunk2npy -o a.npy day.bins &&
	    chunk2npy -o b.npy bad.bins &&
	    cmp a.npy b.npy >&2 && test "$(fields day.bins)" = "$(fields bad.bins)"
}
test_ok 'a damaged member gives the same bins as a damaged image' day_3

# ---- Pictures ----

gifmake -q -o complete.gif complete.bins
gifmake -q -o holes.gif holes.bins
test_ok 'a picture of days with holes is another one' sh -c '! cmp -s complete.gif holes.gif'
test_done
