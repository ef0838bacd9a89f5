# SPDX-License-Identifier: BSD-2-Clause
# streams-closed.sh - standard streams that are closed, disks that are full, pipes that nobody reads or
# writes, and signals: a tool gives the right result, or one line and a status, and leaves no file.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# for_all FUNCTION: with $tool, $input, $arguments, and -o box/x that writes $right.
for_all() {
	while IFS='|' read -r tool reads writes memory arguments <&3; do
		input=day.$reads
		$1
	done 3<table
}

# refused REGEX SENTENCE COMMAND ...: status 1, one line, and nothing that a -o box/... names.
refused() {
	test_fails 1 "$@"
	test -z "$(ls -A box)" || { failed "$2: leaves nothing"; rm -rf box; mkdir box; }
}

mkdir box right
radar-synth --from 2020-11-01 --rows 80 --cols 60 -o .
mv 2020-11-01.zip day.zip
radar-unzip day.zip >day.images
tif2rain day.images >day.codes
cp day.codes twin.codes
bin-average -n 8 day.codes >day.bins
stats --layers max day.codes >day.one
ln -s day.codes day.any
ln -s day.codes day.series
rows streams | awk -F '|' '$2 != "none" && !seen[$1]++' | while IFS='|' read -r tool rest; do
	! command -v "$tool" >/dev/null || echo "$tool|$rest"         # some need libraries
done >table
make_right() {
	$tool $arguments -o right/$tool $input
}
for_all make_right

# ---- Closed ----

closed() {
	refused "^$tool: standard input: .*Bad file descriptor" "$tool: standard input is closed" \
	    sh -c "$tool $arguments -o box/x <&-"
	case $writes in
	file | files) ;;
	*) test_fails 1 "^$tool: standard output: .*Bad file descriptor" "$tool: standard output is closed" \
	    sh -c "$tool $arguments $input >&-" ;;
	esac
	test_ok "$tool: -o needs none of the three streams" quiet_file
	test_fails 1 '^1$' "$tool: a failure without standard error has its status" \
	    sh -c "$tool $arguments -o box/x no-such-file 2>&-; echo \$? >&2; exit 1"
}
quiet_file() {
	$tool -v $arguments -o box/x $input <&- >&- 2>&- && cmp box/x "right/$tool" >&2 && rm box/x
}
for_all closed
test_fails 1 'standard output: .*Bad file descriptor' '--help without standard output' \
    sh -c 'stats --help >&-'
test_fails 1 'standard output: .*No space left' '--help on a full disk' sh -c 'stats --help >/dev/full'

# ---- Open already ----

# A file that the shell has open is written on, whatever it is called, and is no other file then.
appends() {
	for name in /dev/stdout /dev/fd/1 /proc/self/fd/1 to-stdout; do
		echo old >log && ln log same && $tool $arguments -o $name $input >>log &&
		    { echo old; cat "right/$tool"; } | cmp - log >&2 && cmp log same >&2 && rm log same || return
	done
}
writes_on() {
	{ echo old && $tool $arguments -o /dev/fd/7 $input 7>&1 && echo new; } >log &&
	    { echo old; cat "right/$tool"; echo new; } >wanted && cmp log wanted >&2
}
open_already() {
	# An array's length is written last, in its beginning.
	test "$writes" = file || test_ok "$tool: -o /dev/stdout >>file appends to it" appends
	test "$writes" = file ||
	    test_ok "$tool: -o /dev/fd/7 goes on where the file has come to" writes_on
	test_fails 1 "^$tool: /dev/stdout: .*Bad file descriptor" "$tool: -o /dev/stdout, which is closed" \
	    sh -c "$tool $arguments -o /dev/stdout $input >&-"
}
ln -s /dev/stdout linked
ln -s linked to-stdout
for_all open_already

# ---- Full, and not to be written ----

cat >full.sh <<'END'
mount -t tmpfs -o size=4k,nr_inodes=8 rainpipe "$1" && head -c 2500 /dev/zero >"$1/padding" || exit 77
disk=$1
shift
"$@"
status=$?
test "$(ls -A "$disk")" = padding || { ls -A "$disk"; exit 99; }
exit $status
END
mkdir disk
if unshare -m sh full.sh disk true 2>/dev/null; then
	full() {
		refused "^$tool: disk/x: .*cannot write: No space left on device" "$tool: a full disk" \
		    unshare -m sh full.sh disk $tool $arguments -o disk/x $input
	}
else
	echo '# no file system can be mounted here: a limit on the size of files stands for a full disk'
	full() {
		refused "^$tool: box/x: .*cannot write: File too large" "$tool: no room for all of it" \
		    sh -c "ulimit -f 2 && exec $tool $arguments -o box/x $input"
	}
fi
for_all full
# The size of files is limited, and nobody told the tool that the signal for it should be ignored.
for size in 1 2; do
	refused '^stats: box/x: .*cannot write: File too large' "a limit of $size blocks on the size of files" \
	    sh -c "ulimit -f $size && exec stats -o box/x day.codes"
done

# Root may write anywhere but where nobody may.
locked=locked
mkdir locked
chmod a-w locked
test "$(id -u)" != 0 || locked=/sys/kernel
if test -d $locked; then
	cannot_make() {
		test_fails 1 "^$tool: $locked/x: cannot be made: (Permission denied|Read-only|Operation not)" \
		    "$tool: a folder that is not to be written" $tool $arguments -o $locked/x $input
	}
	for_all cannot_make
fi

# What was there under the name stays as it was.
keeps_old() {
	echo old >box/x
	head -c 5000 "$input" | $tool $arguments -o box/x 2>said && echo 'the cut input was well' >&2
	test "$(cat box/x)" = old && test "$(ls -A box)" = x && rm box/x
}
keep() {
	test_ok "$tool: a failure leaves the file of before" keeps_old
}
for_all keep

# ---- Pipes ----

slow_reader() {
	(cat right/$tool) >wanted
	$tool $arguments $input | { head -c 1; sleep 0.3; head -c 70000; sleep 0.1; cat; } | cmp - wanted >&2
}
slow_writer() {
	{ head -c 9999 day.images; sleep 0.3; tail -c +10000 day.images; } | tif2rain | cmp - right/tif2rain >&2
}
read_slowly() {
	case $writes in
	file | files) ;;
	*) test_ok "$tool: a slow reader gets all of it" slow_reader ;;
	esac
}
for_all read_slowly
test_ok 'a pipe from a slow writer: all of it is read' slow_writer

# under SIGNAL STATUS COMMAND ...: the command is at work on what came through a pipe so far, and the
# signal ends it with this status within a second or so. A shell's background ignores SIGINT: not here.
under() {
	signal=$1 wanted=$2
	shift 2
	rm -f feed
	mkfifo feed
	env --default-signal=INT,HUP "$@" <feed 2>said &
	pid=$!
	exec 4>feed
	head -c $(($(wc -c <"$input") / 2)) "$input" >&4 2>/dev/null || :
	sleep 0.2
	kill -0 $pid || echo "it did not wait: $(cat said)" >&2
	kill -s "$signal" $pid
	wait $pid 2>/dev/null && got=0 || got=$?
	exec 4>&-
	test -z "$(ls -A box)" || { ls -A box >&2; rm -rf box; mkdir box; }
	test $got = $wanted || echo "status $got" >&2
	cat said >&2
}
stalls() {
	for j in 1 3; do
		test_ok "$tool -j $j: a writer that stalls: SIGINT ends it" \
		    under INT 130 $tool $arguments -j $j -o box/x
	done
}
for_all stalls
input=day.codes
test_ok 'stats: a writer that stalls: SIGHUP ends it' under HUP 129 stats -o box/x
test_ok 'stats: the end of its CPU time leaves no file' under XCPU 152 stats -o box/x
# A crash: it dies of it, as ever, and leaves nothing. A sanitizer reports some of them itself.
crashes='ABRT:134 SEGV:139 BUS:135 FPE:136 ILL:132 SYS:159'
! grep -q '__[at]san_init' "$(command -v stats)" || crashes=ABRT:134
ulimit -c 0
for crash in $crashes; do
	test_ok "stats: a crash, SIG${crash%:*}, leaves no temporary file" \
	    under "${crash%:*}" "${crash#*:}" stats -o box/x
done

# The pipe that it writes to is full: nobody reads.
never_read() {
	rm -f drain
	mkfifo drain
	sleep 1000 <drain &
	reader=$!
	for j in 1 3; do
		env --default-signal=INT "$@" -j $j day.images >drain 2>said &
		pid=$!
		sleep 0.3
		kill -0 $pid || echo 'it did not wait' >&2
		kill -INT $pid
		wait $pid 2>/dev/null && got=0 || got=$?
		test $got = 130 && test ! -s said || echo "status $got: $(cat said)" >&2
	done
	kill $reader
	wait $reader 2>/dev/null || :
}
test_ok 'tif2rain: a reader that never reads: SIGINT ends it' never_read tif2rain --float

nohup_stays() {
	rm -f feed
	mkfifo feed
	env --ignore-signal=HUP,INT,TERM stats -o box/x <feed &
	pid=$!
	exec 4>feed
	head -c 100000 day.codes >&4
	sleep 0.1
	kill -HUP $pid
	kill -INT $pid
	kill -TERM $pid
	tail -c +100001 day.codes >&4
	exec 4>&-
	wait $pid && cmp box/x right/stats >&2 && rm box/x
}
test_ok 'signals that the parent ignores stay ignored' nohup_stays

# A reader dies while the tool writes from its threads: silence, and 141.
reader_dies() {
	for j in 1 2 4; do
		{ env --default-signal=PIPE tif2rain --float -j $j day.images && echo 0 >status || echo $? >status; } |
		    head -c 100000 >/dev/null
		test "$(cat status)" = 141 || cat status >&2
	done
}
test_ok 'tif2rain: its reader dies in the middle' reader_dies
reader_dies_unseen() {
	{ env --ignore-signal=PIPE tif2rain --float -j 3 day.images && echo 0 >status || echo $? >status; } |
	    head -c 100000 >/dev/null
	return "$(cat status)"
}
test_fails 1 '^tif2rain: standard output: .*cannot write: Broken pipe' \
    'tif2rain: its reader dies in the middle, and SIGPIPE is ignored' \
    reader_dies_unseen
test_done
