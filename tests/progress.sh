# SPDX-License-Identifier: BSD-2-Clause
# progress.sh - what is seen of a pipeline while it runs, and what -v says when it ends: how much is to
# come, as every stage passes it on; one line on a terminal; and which stage holds up the others.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# At 80 x 60 a day of codes is more than a pipe holds.
radar-synth --from 2020-11-01 --rows 80 --cols 60 -o .
mv 2020-11-01.zip day.zip
rain day.zip >day.codes

# ---- How much is to come ----

# promises NUMBER STREAM, counts NUMBER STREAM: what the header says, and how many fields there are.
promises() {
	test "$(chunk-info "$2" | sed -n 's/^records *//p')" = "$1" || { chunk-info "$2" | grep '^records' >&2; return 1; }
}
counts() {
	test "$(chunk-info "$2" | grep -c '^field')" = "$1"
}
radar-unzip --from 2020-11-01T05:00 --to 2020-11-01T07:00 day.zip >few.images
unpack few.images images
rm images/radar_2011010510.tif images/radar_2011010630.tif
test_ok 'a step without an image is one of those to come' \
    sh -c 'radar-unzip images | chunk-info | grep -Eqx "records +288"'
radar-unzip images >day.images
tif2rain day.images >few.codes
test_ok 'tif2rain passes on how many records are to come' promises 288 few.codes
test_ok 'subsample passes on how many records are to come' \
    sh -c 'subsample -f 2 few.codes | chunk-info | grep -Eqx "records +288"'
of_the_day() {
	bin-average "$@" few.codes >bins && promises "$n" bins && counts "$n" bins
}
while read -r n bins; do
	test_ok "bin-average $bins: $n fields of a day, as it says" of_the_day $bins
done <<'END'
8 -n 8
48 -n 24 --count
24 -w 1h
24 -c hour --sum
1 -w 1d
1 -c day
1 -w 5d
1 -c week
1 -c month
2 -c year --count
END
bin-average -w 1h few.codes >hours
# All but the gap that the day ends with; that only when its place was shown.
withheld() {
	head -c -200 few.codes
	for _ in $(seq 1200); do
		! grep -qs '29 %' lines || break
		sleep 0.05
	done
	tail -c 200 few.codes
}
gap_counts() {
	withheld | chunk-top --interval 0.05 2>lines | cmp - few.codes >&2 && grep -q 'T07:00Z  29 %' lines
}
test_ok 'before it images are counted with the gap that they follow: 07:00 is 29 % of a day' gap_counts
test_ok 'means of means do not say how many are to come' \
    sh -c '! bin-average -n 8 hours | chunk-info | grep -q "^records "'
test_ok 'a pipe gives what the same stages give through files' sh -c \
    'radar-unzip images | tif2rain | bin-average -w 1h | cmp - hours'

# ---- Which stage holds up the others ----

# columns FILE: it is one line of -v.
columns() {
	test "$(wc -l <"$1")" = 1 && grep -Eq "^[a-z0-9-]+: +[0-9.]+ s, CPU +[0-9.]+, waited .* for output(, [0-9.]+ for a \
processor)?: (an earlier stage is slower|a later stage is slower|the disk is slower|short of processors|this is \
the bottleneck)(; (in|out)( [0-9]+ [a-z]+,)+ [0-9.]+ [kMG]B \([0-9]+ MB/s\))*\$" "$1"
}
each_says() {
	radar-unzip -v day.zip 2>said.1 | tif2rain -v 2>said.2 | bin-average -v -n 8 2>said.3 |
	    subsample -v -f 2 2>said.4 | gifmake -v -o day.gif 2>said.5
	stats -v -o day.stats day.codes 2>said.6
	for n in 1 2 3 4 5 6; do
		columns said.$n || { cat said.$n >&2; return 1; }
	done
}
test_ok '-v: every stage has its line' each_says
test_ok '-v: the line has what came in and what went out' \
    grep -Eq '^bin-average: .*; in 288 fields, [0-9]{3} kB .*; out 8 fields, [0-9]{2} kB ' said.3

# verdict WORDS COMMAND ...: where the command leaves the time to a sleep of $seconds. A machine that is
# busy with other things may be the bottleneck itself: then the sleep is longer.
verdict() {
	words=$1
	shift
	for seconds in 1 2 4 8; do
		"$@" 2>said
		! grep -q ": $words; " said || return 0
	done
	cat said >&2
	return 1
}
slow_input() {
	{ head -c 50000 day.codes; sleep $seconds; tail -c +50001 day.codes; } | subsample -v -f 2 >/dev/null
}
test_ok '-v: a slow input is told' verdict 'an earlier stage is slower' slow_input
slow_output() {
	subsample -j 1 -v -f 1 day.codes | { sleep $seconds; cat >/dev/null; }
}
test_ok '-v: a slow output is told' verdict 'a later stage is slower' slow_output
test_ok '-v: a stage that has all the work is told' \
    verdict '\(this is the bottleneck\|short of processors\)' \
    sh -c 'gifmake -v -j 1 day.codes >/dev/null'

# ---- On a terminal ----

command -v python3 >/dev/null || test_skip 'no python3 to make a terminal'
escape=$(printf '\033')
# on_terminal COLUMNS REGEX COMMAND ...: what the terminal is sent is in `lines`, each as it would stand there.
on_terminal() {
	columns=$1 regex=$2
	shift 2
	python3 "$srcdir/tests/terminal.py" "$columns" "$regex" day.codes "$@" >/dev/null &&
	    tr '\r' '\n' <terminal >lines
}
line="^subsample: 2020-11-01T[0-9:]{5}Z  [0-9]+ %  [0-9hmins ]+ to go  [0-9.]+ MB/s$escape\[K\$"

test_ok 'the last stage shows how far it is' on_terminal 80 '[1-9] %.*to go' subsample -f 2 -o made
test_ok 'a terminal: when, per cent, time to go, and pace' grep -Eq "$line" lines
test_ok 'a terminal: the line is gone at the end' test "$(tail -n 1 lines)" = "$escape[K"
test_ok 'a narrow terminal has a shorter line' on_terminal 45 '[1-9] %' subsample -f 2 -o made
fits() {
	grep -q '[1-9] %' lines && ! sed "s/$escape\[K//" lines | grep -E '^.{45}' >&2
}
test_ok 'a narrow terminal: the line is no wider than it' fits
test_ok 'the end of a pipeline, too, knows how much will come' on_terminal 80 '(?s)(to go.*){3}' \
    sh -c 'subsample -f 1 | bin-average -n 48 | chunk2npy -o made.npy'
test_ok 'stages before the last say nothing' \
    sh -c '! grep -v "^chunk2npy" lines | grep -a "[a-z]" >&2'
test_ok '-q shows nothing' on_terminal 80 '(?s)(chunk-top.*){6}' \
    sh -c 'chunk-top --interval 0.1 | subsample -q -f 2 -o made'
test_ok 'chunk-top -q says nothing of itself' sh -c '! grep subsample lines >&2'
test_ok 'what an earlier stage says has a line of its own' on_terminal 80 'to go' \
    sh -c 'chunk-top -q -v | subsample -f 2 -o made'
own_line() {
	grep -q "^$escape\[Kchunk-top: .* s, CPU" lines || { cat -v lines >&2; return 1; }
}
test_ok 'a line of an earlier stage holds nothing of what a later one was showing' own_line

# Text that goes to the same terminal is there as it is: it is progress itself.
only_text() {
	"$@" day.codes >expected
	on_terminal 80 'T02:00Z' sh -c 'exec "$@" >&2' sh "$@" && tr -d '\r' <terminal | diff expected - | cat -v >&2
}
for tool in chunk-info 'chunk-info --json' 'chunk-extract --point a,1,1'; do
	test_ok "$tool: no progress within the text on a terminal" only_text $tool
done
late_text() {
	chunk-info --digest day.codes >expected
	on_terminal 80 'to go' sh -c 'exec chunk-info --digest >&2' &&
	    tail -n 2 lines | sed "s/^$escape\[K//; /^\$/d" | diff expected - | cat -v >&2
}
test_ok 'chunk-info --digest: progress is gone when the text comes' late_text
test_done
