# SPDX-License-Identifier: BSD-2-Clause
# month-mk.sh - scripts/month.mk: what a single run gives, each day worked on once, and after damage, a kill
# or a change only what has to be made again, but all of that, whatever the times of files say.
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

# What one run gives that covers the month, and whether a folder has the same.
single() {
	radar-unzip --from 2021-02-01 --to 2021-03-01 "$1" | tif2rain >codes
	bin-average -n 8 codes | subsample -f 2 | gifmake -o "$1.gif"
	stats --layers min,max,mean,std codes | chunk2npy -o "$1.npy"
	stats codes | chunk-info --digest >"$1.digest"
}
statistics_agree() {
	chunk2npy -o made.npy "$2/2021-02.chunk" && cmp made.npy "$1.npy" &&
	    chunk-info --digest "$2/2021-02.chunk" | diff - "$1.digest"
}
# GIFs differ in their comments, near the beginning: what was asked of radar-unzip.
frames_agree() {
	frames=$(($(wc -c <"$1") - 1000)) && tail -c $frames "$1" >a && tail -c $frames "$2" | cmp - a
}
agrees() {
	frames_agree "$1.gif" "$2/2021-02.gif" && statistics_agree "$1" "$2"
}

radar-synth --rows 24 --cols 20 --from 2021-02-01 --days 28 -o zips
single zips

# ---- A month ----

test_fails 2 'Which month' 'without a month the usage is printed' make -f "$srcdir/scripts/month.mk"
test_fails 2 'Which month' 'a month that no year has is an error' month none MONTH=2021-13
test_fails 2 '2021-03: no \.\./zips/2021-03-\*\.zip' 'a month without zips is an error' \
    month none MONTH=2021-03
test_ok 'a month is made, without a word on stderr' month at_once -j 2
test_ok 'picture and statistics are those of a single run' agrees zips at_once
test_ok 'no file of a month has a temporary name' test -z "$(find at_once -name '.*' -type f)"
test_ok 'make is run again' month at_once -j 2
test_ok 'make is run again: nothing is made again' test "$(read_days)$(months_made)" = 0

# ---- Changes ----

touch zips/2021-02-09.zip
test_ok 'make is run after a zip became newer' month at_once -j 2
test_ok 'a newer zip: its day is made again, and no other' test "$(read_days)" = ' 2 09 '
test_ok 'a newer zip: the month is made again' test "$(months_made)" = 2
test_ok 'a newer zip: the month is the same' agrees zips at_once

mkdir kept
mv zips/2021-02-14.zip zips/2021-02-28.zip kept
test_is 'make is run after two zips were removed' month at_once -j 2
cp err said
test_ok 'removed zips: they are named' \
    grep -q '2021-02: without 2021-02-14 2021-02-28, no zip in \.\./zips$' said
test_ok 'removed zips: the month is made again from the other days, and the last of them reaches to its end' \
    test "$(read_days)$(months_made)" = ' 2 27 2'
test_ok 'removed zips: what was made of their days is gone' \
    test "$(ls at_once/days/2021-02-14.* at_once/days/2021-02-28.* 2>/dev/null)$(ls at_once/days/*.part | wc -l)" = 26
mv zips fewer
single fewer
mv fewer zips
has_gap() {
	chunk-info --gaps at_once/2021-02.chunk | grep '^gap' | tr -s ' ' | cut -d ' ' -f 2,3 >gaps
	test "$(cat gaps)" = "$(printf '2021-02-14T00:00Z 2021-02-15T00:00Z\n2021-02-28T00:00Z 2021-03-01T00:00Z')" &&
	    chunk-info at_once/2021-02.chunk | grep -q ' 7488/8064 ' && agrees fewer at_once &&
	    ! cmp -s fewer.gif zips.gif
}
test_ok 'removed zips: the days are gaps, with their frames, as in a single run' has_gap
mv kept/* zips
test_ok 'make is run after the removed zips are back' month at_once -j 2
test_ok 'removed zips that are back: the month is as before' agrees zips at_once

# The first days; and what was made while the clock was a day ahead.
mv zips/2021-02-01.zip zips/2021-02-02.zip kept
touch -d tomorrow at_once/2021-02.*
test_is 'make is run after the first two zips were removed, with a month that is newer than now' month at_once -j 2
test_ok 'the first zips are missing: the first day that there is begins with the month' \
    test "$(read_days)$(months_made)" = ' 2 03 2'
mv zips fewer
single fewer
mv fewer zips
test_ok 'the first zips are missing: the month counts them, as a single run' agrees fewer at_once
mv kept/* zips
touch -d tomorrow at_once/2021-02.* at_once/days/*
test_is 'make is run after they are back, with all results newer than now' month at_once -j 2
test_ok 'results that are newer than now: what changed is made again all the same' agrees zips at_once

mkdir empty
test_fails 2 'no \.\./empty/' 'an archive that was emptied is refused' month at_once ARCHIVE=../empty
finished() {
	agrees zips at_once && test "$(ls at_once/days/*.part | wc -l)" = 28
}
test_ok 'an archive that was emptied: a month that was finished stays' finished

sed 's/-f 2/-f 3/' "$srcdir/scripts/month.mk" >at_once/mine.mk
touch -t 202001010000 at_once/mine.mk
edited() {
	make -C at_once -j 2 -f mine.mk MONTH=2021-02 ARCHIVE=../zips >commands &&
	    test "$(grep -c ^radar commands)" = 56
}
test_ok 'a copy that was edited makes all of it again, however old it is' edited

# ---- Other zips: two archives of one age ----

for seed in 1 2; do
	radar-synth --rows 24 --cols 20 --from 2021-02-01 --days 4 --seed $seed -o seed$seed
	touch -t 202102050000 seed$seed/*
	single seed$seed
done
cp -R seed1 four
test_is 'a month of four days of one archive is made' month other ARCHIVE=../seed1
test_is 'a month of four days of another archive is made in the same folder' \
    month other ARCHIVE=../seed2
test_ok 'another archive in the same folder: the month is that of the other archive' \
    agrees seed2 other

test_is 'a month of an archive is made' month moved ARCHIVE=../four
for zip in four/*; do
	cp -p seed2/${zip#*/} new.zip
	mv new.zip $zip
done
test_is 'make is run after zips were replaced by others of the same age' month moved ARCHIVE=../four
test_ok 'replaced zips of the same age: the month is that of the new zips' agrees seed2 moved

# radar-unzip, but a zip is replaced when it was read.
mkdir swap
cat >swap/radar-unzip <<END
#!/bin/sh
$(command -v radar-unzip) "\$@" || exit
test "\$1" != ../four/2021-02-02.zip || cp -p "$test_dir/seed1/2021-02-02.zip" "\$1"
END
chmod +x swap/radar-unzip
replaced() {
	if (PATH=$test_dir/swap:$PATH && month swapped ARCHIVE=../four); then return 1; fi
	grep -q '^\.\./four/2021-02-02\.zip: it was replaced while it was read' err &&
	    test "$(cd swapped && ls -d 2021* days/2021-02-02.chunk days/2021-02-02.part 2>/dev/null)" = ''
}
test_is 'a zip that is replaced while its day is made stops the month, and is named' replaced
cp -R seed2 five
cp seed1/2021-02-02.zip five
single five
test_is 'a zip that is replaced while its day is made: make is run again' \
    month swapped ARCHIVE=../four
test_ok 'a zip that was replaced while its day was made: the month is that of the new zip' \
    agrees five swapped

radar-synth --rows 24 --cols 20 --from 2021-03-03 --days 1 -o march
march() {
	cp march/2021-03-03.zip four/2021-02-$1.zip
	if month strange ARCHIVE=../four; then return 1; fi
	! ls strange/2021* 2>/dev/null && grep -q "$2" err
}
test_is 'a zip with the images of another month at the edge stops the month, and its day is named' \
    march 04 'days/2021-02-04.chunk'
cp five/2021-02-04.zip four
test_is 'a zip with the images of another day stops the month, and is named' march 03 \
	    '^\.\./four/2021-02-03\.zip: .* 2021-03-03T00:00Z to 2021-03-04T00:00Z, not of that day'
cp five/2021-02-03.zip four
mv four/2021-02-04.zip four/2021-02-30.zip
test_fails 2 '2021-02: it has no such day: 2021-02-30, in \.\./four' \
    'a zip of a day that no month has stops the month, and is named' \
    month strange ARCHIVE=../four

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
test_ok 'a damaged zip: other days are made, its own is not, and there is no month' \
    test "$(cd damaged && ls -A . days | tr '\n' ' ')" = \
    '.: days  days: 2021-02-01.chunk 2021-02-01.how 2021-02-01.part 2021-02-02.how '\
'2021-02-03.chunk 2021-02-03.how 2021-02-03.part 2021-02.list '
again_with_k() {
	month damaged SOURCES="$some" UNZIP='radar-unzip -k' 2>/dev/null && test -z "$(read_days)"
}
test_is 'with radar-unzip -k the month is made of what is left' \
    month damaged SOURCES="$some" UNZIP='radar-unzip -k'
test_ok 'with radar-unzip -k only the damaged day is read' test "$(read_days)" = ' 2 02 '
test_ok 'with radar-unzip -k again, nothing is read' again_with_k
test_is 'without -k again, the zip stops the month and is named' damaged
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
test_fails 137 '' 'make and all that it started are killed' killed
half_way() {
	test ! -e killed/2021-02.chunk && test -e killed/2021-02.gif &&
	    test "$(ls killed/days/*.chunk killed/days/*.part | wc -l)" = 39 &&
	    for part in killed/days/*.part killed/days/*.chunk; do
		chunk-info "$part" >/dev/null || return
	done
}
test_ok 'after make was killed, what is there is whole' half_way
test_ok 'make is run after it was killed' month killed -j 2
test_ok 'make is run after it was killed: only the rest is made' \
    test "$(read_days | wc -w) $(months_made)" = '34 1'
test_ok 'make is run after it was killed: all is as a single run gives it' agrees zips killed
test_done
