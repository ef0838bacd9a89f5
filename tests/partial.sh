# SPDX-License-Identifier: BSD-2-Clause
# partial.sh - partial statistics: from any days in any order and grouping what one run gives; and what is
# none, or was made of something else, is refused.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

all='-q --layers max,mean,count,std,min --sum --min-fraction 0.5 --when --exceed 0.1,1,10 --quantiles 0,0.5,0.99'

# same STREAM STREAM
same() {
	test "$(digest "$1")" = "$(digest "$2")" || { echo "$1 and $2 differ" >&2; return 1; }
}

# Five days: the second has an hour less and another at its end, the third begins and the fourth ends with
# some that are missing, and the fifth has a damaged one.
radar-synth --from 2020-11-01 --days 5 --rows 24 --cols 20 -o zips
for day in 1 2 3 4 5; do
	radar-unzip zips/2020-11-0$day.zip >images
	unpack images days/$day
done
rm days/2/radar_20110217*.tif days/2/radar_20110223*.tif days/3/radar_20110300[0-2]?.tif days/4/radar_2011042[23]*.tif
head -c 200 days/5/radar_2011050300.tif >cut && mv cut days/5/radar_2011050300.tif
for day in 1 2 3 4 5; do
	radar-unzip days/$day | tif2rain -k >$day.chunk 2>said
	stats $all --partial -o $day.part $day.chunk
done

# ---- The same bits ----

stats $all -o one 1.chunk 2.chunk 3.chunk 4.chunk 5.chunk
# any ORDER ...: partials, merged ones too, in this order are what one run gives.
any() {
	stats $all -o made "$@" && same made one
}
test_ok 'five partials are what one run gives' any 1.part 2.part 3.part 4.part 5.part
test_ok 'the values are rain, not all of them missing or 0' \
    test "$(chunk-info one | awk '$1 == "field" && $NF > 0' | wc -l)" -ge 10
test_ok 'five partials have and miss what one run does' \
    test "$(fields made | cut -d ' ' -f 1,2,4 | sort -u)" = '2020-11-01T00:00Z 2020-11-06T00:00Z 1385/1440'
gaps() {
	chunk-info --gaps "$1" | grep '^gap'
}
gaps one >gaps.of.one
test_ok 'five partials have four gaps, of which one reaches from a day into the next' \
    test "$(wc -l <gaps.of.one)" = 4
# records STREAM: the bytes after the header, which tells another history.
records() {
	tail -c +$((64 + ($(od -An -tu4 -j 8 -N 4 "$1") + 63) / 64 * 64 + 1)) "$1"
}
byte_by_byte() {
	records one >a && records made | cmp - a >&2
}
test_ok 'five partials are what one run gives, byte by byte except for the history' byte_by_byte
test_ok 'five partials in the other order' any 5.part 4.part 3.part 2.part 1.part
test_ok 'five partials in no order' any 3.part 1.part 5.part 2.part 4.part
stats $all --partial -o odd.part 5.part 1.part 3.part
stats $all --partial -o even.part 4.part 2.part
test_ok 'two groups of partials, whose days alternate' any odd.part even.part
test_ok 'two groups of partials in the other order' any even.part odd.part
stats $all --partial -o most.part even.part odd.part
test_ok 'a group of groups of partials' any most.part
stats $all --partial -o some.part 3.part 4.part
test_ok 'a group of partials among days' any 5.part some.part 1.part 2.part
stats $all --partial -o days23.part 2.chunk 3.chunk
stats $all --partial -o merged23.part 3.part 2.part
test_ok 'a partial of two days is that of each of them, merged' same days23.part merged23.part
test_ok 'a partial of days and of two days' any 4.part days23.part 5.part 1.part
through_a_pipe() {
	cat 2.part 5.part 1.part | stats $all 4.part - 3.part -o made && same made one
}
test_ok 'partials of which some come through a pipe' through_a_pipe
same_bytes() {
	stats $all -j 1 -o a "$@" && stats $all -j 7 -o b "$@" && cmp a b >&2 && cat "$@" | stats $all >c && cmp a c >&2
}
test_ok 'partials give the same bytes with one thread, with seven, and by cat' \
    same_bytes 4.part odd.part 2.part
same_bytes_partial() {
	stats $all --partial -j 1 -o a "$@" && stats $all --partial -j 7 -o b "$@" && cmp a b >&2
}
test_ok 'partials of days have the same bytes with any number of threads' \
    same_bytes_partial 1.chunk 2.chunk
test_ok 'partials of partials have the same bytes with any number of threads' \
    same_bytes_partial 4.part odd.part
# Each alone, asked for of partials that hold all.
of_all() {
	stats -q $1 -o a 1.chunk 2.chunk 3.chunk 4.chunk 5.chunk && stats -q $1 -o b even.part odd.part && same a b
}
for option in '--layers min' '--layers count' '--layers std,mean' --sum --when '--exceed 1' '--exceed 10,0.1' \
    '--quantiles 0.25,0.99' '--layers max --when --sum'; do
	test_ok "only $option" of_all "$option"
done
# Each alone, from the beginning.
alone() {
	for day in 1 2 3 4 5; do
		stats $1 --partial -o $day.alone $day.chunk || return
	done
	stats $1 -o a 1.chunk 2.chunk 3.chunk 4.chunk 5.chunk && stats $1 -o b [24].alone [135].alone && same a b
}
for option in '--layers min' '--layers count' '--layers mean' '--layers min --exceed 1' '--layers max --when' \
    '-q --layers count --quantiles 0.9'; do
	test_ok "partials of only $option" alone "$option"
done
test_ok 'a partial that was made for less is smaller' \
    test "$(wc -c <1.alone)" -lt "$(wc -c <1.part)"

# Thresholds and tables that are not the usual: clipped rates, so that codes have the same value.
clipped() {
	for day in 1 2; do
		radar-unzip days/$day | tif2rain --max-rate 1 --min-dbz 8 >$day.clip && stats $all --partial -o $day.clipped $day.clip || return
	done
	stats $all -o a 1.clip 2.clip && stats $all -o b 2.clipped 1.clipped && same a b
}
test_ok 'partials of rates that were clipped, so that many codes have one value' clipped
binned() {
	for day in 1 2; do
		bin-average -n 8 $day.chunk >$day.bins && stats --partial --when --exceed 0.1 -o $day.binned $day.bins || return
	done
	stats --when --exceed 0.1 -o a 1.bins 2.bins && stats --when --exceed 0.1 -o b 2.binned 1.binned &&
	    test "$(fields a)" = "$(fields b)"
}
test_ok 'partials of bins' binned

# ---- Values that are no codes ----

for day in 1 2 3 4 5; do
	radar-unzip days/$day | tif2rain -k --float >$day.float 2>said
	stats --partial --when --exceed 0.1,1 --sum -o $day.fpart $day.float
done
stats --when --exceed 0.1,1 --sum -o float.one 1.float 2.float 3.float 4.float 5.float
chunk2npy -o float.npy float.one
# Numbers that are not negative and next to each other have bits that differ by one.
within_an_ulp() {
	stats --when --exceed 0.1,1 --sum -o made "$@" && chunk2npy -o made.npy made &&
	    test "$(fields made)" = "$(fields float.one)" || return
	for f in made float; do
		tail -c +129 $f.npy | od -An -v -tu4 -w4 >$f.bits
	done
	paste made.bits float.bits | awk '$1 - $2 > 1 || $2 - $1 > 1 { exit 1 }'
}
stats --partial --when --exceed 0.1,1 --sum -o fodd.part 5.fpart 3.fpart 1.fpart
stats --partial --when --exceed 0.1,1 --sum -o feven.part 4.fpart 2.fpart
test_ok 'partials of floats agree within an ulp' \
    within_an_ulp 1.fpart 2.fpart 3.fpart 4.fpart 5.fpart
test_ok 'partials of floats in another order' within_an_ulp 4.fpart 5.fpart 1.fpart 3.fpart 2.fpart
test_ok 'partials of floats in groups' within_an_ulp feven.part fodd.part
stats --partial --when --exceed 0.1,1 --sum -o fall.part fodd.part feven.part
test_ok 'partials of floats in groups of groups' within_an_ulp fall.part

# ---- Days that are not there ----

stats $all -o hole.one 1.chunk 2.chunk 5.chunk
holes() {
	stats $all -o made "$@" && same made hole.one
}
test_ok 'days between partials are missing, as between joined streams' holes 5.part 1.part 2.part
test_ok 'days between partials count in what is expected' \
    test "$(fields made | cut -d ' ' -f 4 | sort -u)" = 839/1440
stats $all --partial -o far.part 5.part 1.part
test_ok 'a partial says which time it does not cover' \
    test "$(gaps far.part | grep -v damaged | tr -s ' ' | cut -d ' ' -f 2-3,7-)" = '2020-11-02T00:00Z 2020-11-05T00:00Z not covered'
test_ok 'a partial expects only its own days' \
    test "$(fields far.part | cut -d ' ' -f 4 | sort -u)" = 575/576
test_ok 'a partial of a day in the middle is taken' holes far.part 2.part
test_ok 'a partial of a day before the others is taken' holes 2.part far.part
fills() {
	stats $all -o made 4.part far.part 3.part 2.part && same made one
}
test_ok 'when all partials are there, no time is left uncovered' fills
test_ok 'time that a partial alone does not cover is missing' \
    sh -c 'stats '"$all"' far.part | chunk-info --gaps | grep -q "^gap  *2020-11-02T00:00Z .* 0/864  *missing"'

shares='partial statistics that share a day cannot be put together'
refused() {
	regex=$1 sentence=$2
	shift 2
	test_fails 1 "$regex" "$sentence" stats "$@" $all -o none
	test ! -e none || failed "$sentence: leaves no file"
}
refused "^stats: 1.part: 2020-11-01 is in 1.part already: $shares" \
    'a partial of a day twice is an error' 1.part 2.part 1.part
refused "^stats: days23.part: 2020-11-03 is in 3.part already: $shares" \
    'a partial of a day that is in another of two days is an error' 3.part days23.part
refused "^stats: 3.part: 2020-11-03 is in days23.part already: $shares" \
    'a partial of two days before one of a day of them is an error' days23.part 3.part
refused "^stats: far.part: 2020-11-05 is in odd.part already|2020-11-01 is in odd.part already" \
    'merged partials that overlap are an error' odd.part far.part
refused "^stats: most.part: 2020-11-0[24] is in even.part already" \
    'a partial that holds another is an error' even.part most.part
refused "^stats: even.part: 2020-11-02 is in most.part already" \
    'a partial that is held by another is an error' most.part even.part
in_one_pipe() {
	cat 4.part far.part 4.part | stats $all -o none
}
test_fails 1 "^stats: standard input: 2020-11-04 is in standard input already: $shares" \
    'partials that overlap in one pipe are an error' in_one_pipe

# ---- What was made for something else ----

stats --partial -o few.part 1.chunk
stats --partial --layers min -o min.part 2.chunk
stats --partial --layers mean -o mean.part 2.chunk
lacks() {
	layer=$1
	shift
	test_fails 1 "^stats: [a-z]*.part: partial statistics: no layer $layer: it was made without what is asked for now" \
	    "$*: no $layer" stats -q -o none "$@"
}
lacks when_min --when few.part
lacks when_min --when --partial few.part
lacks above_1 --exceed 1 few.part
lacks above_2 --exceed 1,2 odd.part
lacks code0 --quantiles 0.5 few.part
lacks sum0 min.part
lacks sum0 --layers min --sum min.part
lacks squares0 --layers std mean.part
test_fails 1 '^stats: few.part: .*no layer when_min' 'the file that lacks it is named, not the next' \
    stats --when -q -o none 2.part few.part 3.part
test_ok 'less may be taken of partials that have more' stats --layers min -o made few.part min.part

test_fails 1 '^stats: 2.chunk: cannot be joined: partial is' 'fields after partials are an error' \
    stats -o none 1.part 2.chunk
test_fails 1 '^stats: 2.part: cannot be joined: partial is' 'partials after fields are an error' \
    stats -o none 1.chunk 2.part
test_fails 1 '^stats: 2.clipped: cannot be joined: ' \
    'partials with another table of rain rates are an error' stats -o none 1.part 2.clipped
test_fails 1 '^stats: 2.fpart: cannot be joined: ' \
    'partials of floats among those of codes are an error' stats -o none 1.part 2.fpart

for tool in 'subsample -f 2' 'bin-average -n 8' gifmake chunk2npy chunk2tif 'chunk-extract --point a,1,1'; do
	test_fails 1 "^${tool%% *}: the input is partial statistics, .*: stats finishes them" \
	    "${tool%% *} does not take partials for fields" $tool -o none 1.part
done
test_fails 1 '^tif2rain: the input is partial statistics, .*: stats finishes them' 'tif2rain does not take partials for images' \
    tif2rain -o none 1.part
test_ok 'chunk-info shows partials' \
    sh -c 'chunk-info most.part | grep -q "^field .* squares0 *f64 *1385/1440 "'
test_ok 'chunk-info shows that a stream is partial' test "$(key partial most.part)" = 1
test_ok 'chunk-info shows partials as JSON' \
    sh -c 'chunk-info --json most.part | grep -q "\"layer\": \"when_max\""'
test_ok 'finished statistics are not partial' test -z "$(key partial one)$(key exact one)"

# ---- Options ----

while read -r regex options; do
	test_fails 2 "^stats: $regex.*--help" "usage: $options" stats $options -o none 1.chunk
done <<'END'
--exceed --exceed much
--exceed --exceed nan
--exceed --exceed inf
--exceed --exceed 1,,2
--exceed --exceed 1e7
--exceed --exceed 0.123456789012
.*above_1.*twice --exceed 1,1.0
.*--exceed --exceed 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17
--quantiles --quantiles 2
--quantiles --quantiles -0.1
--quantiles --quantiles half
--quantiles --quantiles 0.123456789012
.*q0.5.*twice --quantiles 0.5,0.50
--min-fraction --min-fraction 0.5
--min-fraction --sum --min-fraction 80
END
test_fails 1 '^stats: --quantiles of values cannot be partial' 'partial quantiles of floats are refused' \
    stats -q --quantiles 0.5 --partial -o none 1.float
test_fails 1 '^stats: --sum wants rates in mm h-1, image by image' 'sums of bins are refused' \
    stats --sum -o none 1.bins
dbz() {
	radar-unzip days/1 | tif2rain --dbz | stats --layers max "$@"
}
test_fails 1 '^stats: --sum wants rates|^stats: .*dBZ' 'sums of dBZ are refused' dbz --sum -o none
hours_of_dbz() {
	dbz --when --exceed 20 -o a && stats --layers max --when --exceed 0.650 -o b 1.chunk
}
test_ok 'extremes of dBZ and hours above are given' hours_of_dbz
test_ok 'the memory that quantiles take is said before' \
    sh -c 'stats --quantiles 0.5 -o made 1.chunk 2>said; grep -qx "stats: --quantiles .* up to 0 MB of memory" said'

# ---- Cut and damaged ----

size=$(wc -c <even.part)
cuts() {
	for cut in $(seq 1 $((size / 60)) $((size - 1))); do
		head -c "$cut" even.part >cut.part
		stats -j 1 $all -o none cut.part odd.part 2>said && got=0 || got=$?
		test "$got" = 1 && test "$(wc -l <said)" = 1 && grep -q '^stats: cut.part: ' said && test ! -e none ||
		    { echo "cut at $cut: status $got, said: $(cat said)" >&2; return 1; }
	done
}
test_ok 'a partial that is cut short is refused, wherever the cut is' cuts
flips() {
	for at in $(seq 7 $((size / 40)) $((size - 1))); do
		byte=$(od -An -tu1 -j "$at" -N 1 even.part)
		{ head -c "$at" even.part; codes $((255 - byte)); tail -c +$((at + 2)) even.part; } >flip.part
		stats -j 1 $all -o none odd.part flip.part 2>said && got=0 || got=$?
		test "$got" = 1 && test "$(wc -l <said)" = 1 && grep -q '^stats: flip.part: ' said && test ! -e none ||
		    { echo "flipped at $at: status $got, said: $(cat said)" >&2; return 1; }
	done
}
test_ok 'a partial with a changed byte is refused, wherever it is' flips

# ---- By NumPy ----

test -n "$python" || test_skip 'no python3 with numpy: partials that no tool writes, and the numbers in them'

# Sums from the digits, as chunk(5) tells, against the layers of mean and std.
test_ok 'the digits, codes and times of a partial, added up in exact numbers, are its statistics' \
    "$python" "$srcdir/tests/compare/digits.py" most.part one

# Codes of 16 bits, in days: a table in no order, of values of both signs.
wide() {
	"$python" "$srcdir/tests/make/wide-codes.py" && stats $all -o a 0.wide 1.wide 2.wide &&
	    for day in 0 1 2; do stats $all --partial -o $day.wpart $day.wide || return; done &&
	    stats $all --partial -o both.wpart 2.wpart 0.wpart && stats $all -o b both.wpart 1.wpart && same a b &&
	    stats $all -o c 1.wpart 2.wpart 0.wpart && same a c
}
test_ok 'partials of codes of 16 bits are what one run gives' wide
cat 0.wide 1.wide 2.wide | subsample -f 1 >all.wide
test_ok 'statistics of codes of 16 bits are the nearest to those of NumPy' "$python" \
    "$srcdir/tests/oracle.py" stats all.wide a
rain days/1 days/2 days/4 >numpy.chunk
stats $all -o made numpy.chunk
test_ok 'statistics of three days with holes are those of NumPy' "$python" \
    "$srcdir/tests/oracle.py" stats numpy.chunk made

# Tables with values below 0: whole sums are, and their last digit is -1 where they are small.
below() {
	options="-q -j 1 --layers min,max,mean,std,count --when --exceed=-19.5,-1e-6,0 --quantiles 0,0.3,1"
	for table in rising few far; do
		stats $options -o a ${table}0.below ${table}1.below ${table}2.below &&
		    for day in 0 1 2; do stats $options --partial -o $day.bpart $table$day.below || return; done &&
		    stats $options -o b 2.bpart 0.bpart 1.bpart && same a b &&
		    stats $options --partial -o both.bpart 0.bpart 2.bpart && stats $options -o b 1.bpart both.bpart &&
		    same a b && cat ${table}0.below ${table}1.below ${table}2.below | subsample -f 1 >all.below &&
		    "$python" "$srcdir/tests/oracle.py" stats all.below b || return
	done
}
"$python" "$srcdir/tests/make/below-zero.py"
test_ok 'tables with values below 0, in days before 1970, as NumPy and exact numbers have them' below

# Whole streams of nonsense: each file is a sound stream.
test_ok 'partials are written by NumPy' "$python" "$srcdir/tests/make/crafted-partials.py"
sound() {
	stats $all -o a crafted/sound && stats $all -o b 1.part && same a b &&
	    stats --when --exceed 0.1,1 --sum -o a crafted/sound-floats && stats --when --exceed 0.1,1 --sum -o b 1.fpart && same a b
}
test_ok 'partials written by NumPy are taken if they are what stats writes' sound
rm crafted/sound*
test_ok 'NumPy wrote more than 300 other partials' test "$(ls crafted | wc -l)" -gt 300
nonsense() {
	for name in crafted/*; do
		case $name in
		*/floats-*) options='--when --exceed 0.1,1 --sum' ;;
		*) options=$all ;;
		esac
		stats -j 1 $options -o none "$name" 2>said && got=0 || got=$?
		test "$got" = 1 && test "$(wc -l <said)" = 1 && test ! -e none &&
		    grep -Eq "^stats: $name: (partial statistics: |record [0-9]+, )" said && continue
		echo "$name: status $got, said: $(head -n 3 said)" >&2
		wrong=yes
	done
	test -z "${wrong:-}"
}
test_ok 'partials that stats would not write are refused, in one line that names the file' nonsense
test_done
