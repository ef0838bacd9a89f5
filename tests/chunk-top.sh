# SPDX-License-Identifier: BSD-2-Clause
# chunk-top.sh - a stream that is looked at is the same stream, and what is shown of it is so.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# At 130 x 100 a day is more than any pipe holds.
radar-synth --from 2020-11-01 --days 2 --rows 130 --cols 100 -o .
for day in 1 2; do
	rain 2020-11-0$day.zip >day$day.chunk
done

# until_seen REGEX: waits for a line of chunk-top; a minute is too long.
until_seen() {
	for _ in $(seq 1200); do
		! grep -Eqs -e "$1" lines || return 0
		sleep 0.05
	done
	echo "nothing like '$1' in:" >&2
	tail -n 3 lines >&2
	return 1
}

# ---- The stream ----

passes() {
	for f in "$@"; do
		chunk-top "$f" | cmp - "$f" >&2 || return
	done
}
test_ok 'all streams that tests have pass as they are' passes "$data"/*.chunk
radar-unzip 2020-11-01.zip >day1.images
bin-average -n 8 day1.chunk >day1.bins
stats day1.chunk >day1.stats
test_ok 'what each stage makes passes as it is' passes day1.images day1.chunk day1.bins day1.stats
joins() {
	cat day1.chunk day2.chunk | chunk-top >joined &&
	    test "$(digest joined)" = "$(cat day1.chunk day2.chunk | chunk-info --digest)" &&
	    chunk-top joined | cmp - joined && chunk-top day1.chunk day2.chunk | cmp - joined
}
test_ok 'joined streams become one' joins
test_ok 'nothing in a joined stream says that chunk-top looked' sh -c '! grep -aq chunk-top joined'
test_ok '-o has what came in' sh -c 'chunk-top -o copy <day1.chunk && cmp copy day1.chunk'

cut_short() {
	head -c 100000 day1.chunk | chunk-top >cut
	got=$?
	test "$(tail -c +100001 cut | wc -c)" = 0 || echo 'more came out than went in' >&2
	return $got
}
test_fails 1 '^chunk-top: input ended early' 'a stream that is cut short is an error' cut_short
test_fails 1 '^chunk-info: cut: .*cut short' \
    'what comes out of a stream that is cut short is cut short' chunk-info -o none cut
test_fails 1 'the same time twice' 'a day that comes twice is an error' \
    chunk-top -o none day1.chunk day1.chunk
flip() {
	{ head -c 90000 day1.chunk; printf '\377\376\375\374'; tail -c +90005 day1.chunk; } | chunk-top -o none
}
test_fails 1 'bad checksum' 'a changed byte is an error' flip

# ---- What is shown ----

test_fails 2 '^chunk-top: --interval' 'an interval of 0 is a usage error' \
    chunk-top --interval 0 day1.chunk
test_fails 2 '^chunk-top: --interval' 'an interval that is a word is a usage error' \
    chunk-top --interval often day1.chunk

line='chunk-top: (2020-11-0[12]T[0-9:]{5}Z|no record yet)(  [0-9]+ %)?(  [0-9hmins ]+ to go)?  waits [0-9]+% in, [0-9]+% out  [0-9.]+ MB/s  [0-9.]+/s'

# The share of the day that the whole fields of a cut stream are.
fields_so_far() {
	chunk-info -o - 2>/dev/null | awk '/^field/ { n++ } END { print int(100 * n / 288) }'
}
slow_input() {
	{ head -c 300000 day1.chunk; until_seen 'waits (9[0-9]|100)% in'; tail -c +300001 day1.chunk; } |
	    chunk-top --interval 0.05 2>lines | cmp - day1.chunk >&2 && ! grep -Evx "$line" lines >&2
}
test_ok 'a slow stage before chunk-top: the line says that it is waited for' slow_input
test_ok 'a slow stage before chunk-top: the line has the share that the header promises' \
    grep -Eq "2020-11-01T[0-9:]*Z  $(head -c 300000 day1.chunk | fields_so_far) %" lines
slow_output() {
	chunk-top --interval 0.05 day1.chunk day2.chunk 2>lines |
	    { until_seen 'waits [0-9]+% in, (9[0-9]|100)% out' && cat >copy; } &&
	    cmp copy joined >&2 && ! grep -Evx "$line" lines >&2
}
test_ok 'a slow stage after chunk-top: the line says so, and the share of the files by their size' \
    slow_output
no_total() {
	{ cat day1.chunk; head -c 300000 day2.chunk; until_seen '2020-11-02T.*Z  waits'; tail -c +300001 day2.chunk; } |
	    chunk-top --interval 0.05 2>lines | cmp - joined >&2
}
test_ok 'after a second stream nobody knows how many will come' no_total
test_ok '-q shows nothing' chunk-top -q --interval 0.01 -o copy day1.chunk

megabytes() {
	awk -v bytes="$(wc -c <"$1")" 'BEGIN { printf "%.1f", bytes / 1e6 }'
}
says() {
	chunk-top -v day1.chunk 2>said >copy && test "$(wc -l <said)" = 1 &&
	    grep -Eq "^chunk-top: .* s, CPU .*: .*; in 288 fields, $(megabytes day1.chunk) MB \\(.*\\); out 288 fields, $(megabytes day1.chunk) MB \\(" said
}
test_ok '-v says at the end how much passed' says

# ---- On a terminal ----

command -v python3 >/dev/null || test_skip 'no python3 to make a terminal'
escape=$(printf '\033')
on_terminal() {
	python3 "$srcdir/tests/terminal.py" "$1" "$2" day1.chunk chunk-top --interval 0.1 >copy &&
	    cmp copy day1.chunk >&2 && tr '\r' '\n' <terminal >lines
}
test_ok 'a terminal is shown a line that changes' on_terminal 100 '[1-9] %.*MB/s'
test_ok 'a terminal: the line is written again in its place' \
    sh -c "! grep -Ev '^((chunk-top: (2020|no record).*)?$escape\[K)?\$' lines >&2"
test_ok 'a terminal: the line is gone at the end' test "$(tail -n 1 lines)" = "$escape[K"
test_ok 'a narrow terminal is shown a line' on_terminal 40 '[1-9] %'
fits() {
	grep -q '[1-9] %' lines && ! sed "s/$escape\[K//" lines | grep -E '^.{40}' >&2
}
test_ok 'a narrow terminal: the line is no wider than it' fits
test_done
