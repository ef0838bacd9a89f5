# SPDX-License-Identifier: BSD-2-Clause
# month-mk.sh - scripts/month.mk: what a single run gives, each day worked on once, and after damage, a kill
# or a change only what has to be made again.
. "${srcdir:-.}/tests/lib.sh"

make --version 2>/dev/null | grep -q '^GNU Make' || test_skip 'no GNU make'
command -v setsid >/dev/null || test_skip 'no setsid (util-linux)'
# What the make that runs this test hands on is not for those in it.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

# month FOLDER [ARGUMENT ...]: there.
month() {
	(mkdir -p "$1" && cd "$1" && shift &&
	    make -f "$srcdir/scripts/month.mk" MONTH=2021-02 ARCHIVE=../zips "$@" >../commands)
}

# What make said it does: the days whose zip is read, and how often each; and how much is made of days.
read_days() {
	sed -n 's,^radar-unzip.* ../zips/2021-02-\([0-9]*\).zip .*,\1,p' commands | sort | uniq -c | tr -s ' \n' ' '
}
months_made() {
	grep -cE '^(bin-average|gifmake|stats) .*-o 2021-02[.]' commands
}

# What one run gives, and whether a folder has the same.
single() {
	radar-unzip "$1" | tif2rain >codes
	bin-average -n 8 codes | subsample -f 2 | gifmake -o "$1.gif"
	stats --layers min,max,mean,std codes | chunk2npy -o "$1.npy"
	stats codes | chunk-info --digest >"$1.digest"
}
statistics_agree() {
	chunk2npy -o made.npy "$2/2021-02.chunk" && cmp made.npy "$1.npy" &&
	    chunk-info --digest "$2/2021-02.chunk" | diff - "$1.digest"
}
agrees() {
	cmp "$1.gif" "$2/2021-02.gif" && statistics_agree "$1" "$2"
}

radar-synth --rows 24 --cols 20 --from 2021-02-01 --days 28 -o zips
single zips

# ---- A month ----

test_fails 2 'Which month' 'without a month it says how it is called' make -f "$srcdir/scripts/month.mk"
test_fails 2 'Which month' 'and with one that no year has' month none MONTH=2021-13
test_fails 2 '2021-03: no \.\./zips/2021-03-\*\.zip' 'without zips it says so' month none MONTH=2021-03
test_ok 'a month is made, without a word on stderr' month at_once -j 2
test_ok 'picture and statistics are those of a single run' agrees zips at_once
test_ok 'all there is has its final name' test -z "$(find at_once -name '.*' -type f)"
test_ok 'again' month at_once -j 2
test_ok 'nothing is made again' test "$(read_days)$(months_made)" = 0

# ---- Changes ----

touch zips/2021-02-09.zip
test_ok 'a zip is newer' month at_once -j 2
test_ok 'its day is made again, and no other' test "$(read_days)" = ' 2 09 '
test_ok 'and the month' test "$(months_made)" = 2
test_ok 'which is the same' agrees zips at_once

mkdir kept
mv zips/2021-02-14.zip zips/2021-02-28.zip kept
test_is 'two zips are gone' month at_once -j 2
cp err said
test_ok 'it says which' grep -q '2021-02: without 2021-02-14 2021-02-28, no zip in \.\./zips$' said
test_ok 'the month is made again from the days that it had' test "$(read_days)$(months_made)" = 2
mv zips fewer
single fewer
mv fewer zips
# The line for one stage more in the comment of the GIF, at its beginning, is all that differs.
has_gap() {
	test "$(chunk-info --gaps at_once/2021-02.chunk | grep '^gap' | tr -s ' ' | cut -d ' ' -f 2,3)" = \
	    '2021-02-14T00:00Z 2021-02-15T00:00Z' && statistics_agree fewer at_once &&
	    frames=$(($(wc -c <fewer.gif) - 1000)) && tail -c $frames fewer.gif >a &&
	    tail -c $frames at_once/2021-02.gif | cmp - a && ! cmp -s fewer.gif zips.gif
}
test_ok 'a day that is missing is a gap, with its frames, as in a single run' has_gap
mv kept/* zips
test_ok 'they are back' month at_once -j 2
test_ok 'the month is as before' agrees zips at_once

sed 's/-f 2/-f 3/' "$srcdir/scripts/month.mk" >at_once/mine.mk
test_ok 'a copy that was edited makes all of it again' \
    sh -c 'make -C at_once -n -f mine.mk MONTH=2021-02 ARCHIVE=../zips >all; test "$(grep -c ^radar all)" = 56'

# ---- Damage ----

some='../zips/2021-02-01.zip ../zips/2021-02-02.zip ../zips/2021-02-03.zip'
mv zips/2021-02-02.zip kept
head -c 20000 kept/2021-02-02.zip >zips/2021-02-02.zip
damaged() {
	month damaged -k -j 2 SOURCES="$some"
	got=$?
	grep '^radar-unzip' err >said
	test "$got" = 2 && test "$(sort -u said | wc -l)" = 1 && grep -q '^radar-unzip: ../zips/2021-02-02.zip: ' said
}
test_is 'a damaged zip stops its month and is named' damaged
test_ok 'other days are there, of it nothing, and no month' \
    test "$(cd damaged && ls -A . days | tr '\n' ' ')" = \
    '.: days  days: 2021-02-01.chunk 2021-02-01.part 2021-02-03.chunk 2021-02-03.part 2021-02.list '
test_is 'with radar-unzip -k the month is made of what is left' \
    month damaged SOURCES="$some" UNZIP='radar-unzip -k'
test_ok 'of the other days nothing is made again' test "$(read_days)" = ' 2 02 '
mv kept/* zips
touch zips/2021-02-02.zip

# ---- Killed ----

# tif2rain, but the fortieth of all kills make and all that it started when the rain has begun to flow.
mkdir bin
cat >bin/tif2rain <<END
#!/bin/sh
echo >>"$test_dir/calls"
test "\$(wc -l <"$test_dir/calls")" = 40 || exec $(command -v tif2rain) "\$@"
$(command -v tif2rain) "\$@" | { head -c 50000; kill -KILL -\$(cat "$test_dir/group"); }
END
chmod +x bin/tif2rain
killed() {
	(PATH=$test_dir/bin:$PATH && mkdir killed && cd killed && setsid -w sh -c 'echo $$ >../group && exec "$@"' - \
	    make -f "$srcdir/scripts/month.mk" MONTH=2021-02 ARCHIVE=../zips)
}
test_fails 137 '' 'make is killed, and all that it started' killed
half_way() {
	test ! -e killed/2021-02.chunk && test -e killed/2021-02.gif &&
	    test "$(ls killed/days/*.chunk killed/days/*.part | wc -l)" = 39 &&
	    for part in killed/days/*.part killed/days/*.chunk; do
		chunk-info "$part" >/dev/null || return
	done
}
test_ok 'what is there is whole' half_way
test_ok 'after it' month killed -j 2
test_ok 'only the rest is made' test "$(read_days | wc -w) $(months_made)" = '34 1'
test_ok 'and all is as a single run gives it' agrees zips killed
test_done
