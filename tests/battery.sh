# SPDX-License-Identifier: BSD-2-Clause
# battery.sh - the rules that every tool keeps, tried on every tool of tests/tools.
#
#	sh battery.sh [tool ...]	some tools, or all of them
#
# BATTERY_STEP=n takes every n-th byte where streams are cut; BATTERY_ONLY=threads runs only the
# comparison of -j 1, 2 and 7. Both are for the builds with sanitizers, which are slow.
. "${srcdir:-.}/tests/lib.sh"

# An image, a day that is missing, an image; and a whole day.
make_inputs() {
	radar-synth --from 2020-11-01 --days 3 --rows 40 --cols 30 -o days
	mv days/2020-11-01.zip whole.zip
	radar-unzip --from 2020-11-01T23:55 --to 2020-11-03T00:05 -o small.images \
	    whole.zip days/2020-11-03.zip
	radar-unzip whole.zip >whole.images
	ascii_grids 0000 0010 >small.ascii
	ascii_grids 0000 0005 0010 0020 0030 0100 >whole.ascii
	make_odim || rm -f small.odim whole.odim
	for size in small whole; do
		tif2rain $size.images >$size.codes
		: >$size.none
	done
	cp whole.codes twin.codes
	ln -s whole.codes whole.series
	crop --rows 15,25 --cols 10,20 --from 2020-11-01T00:05 --to 2020-11-01T00:20 whole.codes >small.series
	stats --layers count -o twin.zones twin.codes
	bin-average -w 1d whole.codes >whole.one
	bin-average -w 1d --count small.codes >small.layered
	bin-average -w 1h --count whole.codes >whole.layered
	cp whole.one small.one
	ln -s small.codes small.any
	ln -s whole.codes whole.any
	cp whole.zip small.zip
	make_netcdf || rm -f small.netcdf whole.netcdf
	head -c 65536 /dev/zero >zeros
	echo '<!DOCTYPE html><html><title>429 Too Many Requests</title></html>' >page
}

# ascii_grids HHMM ...: a stream of ASCII grids of five minutes, and gaps between them.
ascii_grids() {
	rm -rf grids
	mkdir grids
	for time; do
		awk -v seed="1$time" 'BEGIN {
			printf "ncols 30\nnrows 40\nxllcorner 0\nyllcorner 0\ncellsize 1000\nNODATA_value -1\n"
			for (i = 0; i < 1200; i++) printf "%d\n", i % 7 ? 0 : i % seed % 99 - 1
		}' >"grids/grid_20201101$time.asc"
	done
	radar-unzip -p 'grid_%Y%m%d%H%M.asc' --step 5min --no-whole-days grids
}

# The same as composites in HDF5, if h5py can make some.
make_odim() {
	for p in "$python" /usr/bin/python3; do
		test -n "$p" && "$p" -c 'import h5py' 2>/dev/null || continue
		mkdir day
		"$p" "$srcdir/tests/make/odim.py" day 40 30 202011010000 30 48
		radar-unzip -p 'odim_%Y%m%d%H%M.h5' --step 30min day >whole.odim
		rm day/odim_2020110100[03]0.h5 day/odim_202011010[2-9]??.h5 day/odim_202011011[1-9]??.h5 day/odim_202011012???.h5
		radar-unzip -p 'odim_%Y%m%d%H%M.h5' --step 30min --no-whole-days day >small.odim
		rm -r day
		return
	done
	return 1
}

# netCDF, if netCDF4 can make some: three times, a day, and many that are large and empty.
make_netcdf() {
	for p in "$python" /usr/bin/python3; do
		test -n "$p" && "$p" -c 'import netCDF4' 2>/dev/null || continue
		"$p" "$srcdir/tests/make/hours.py" small.netcdf 3 40 30 &&
		    "$p" "$srcdir/tests/make/hours.py" whole.netcdf 24 40 30 &&
		    "$p" "$srcdir/tests/make/hours.py" slow.netcdf 300 2000 2000 empty
		return
	done
	return 1
}

# on FILE COMMAND ...: the file is standard input, or an operand of tools that read files alone.
on() {
	from=$1
	shift
	case $reads in
	netcdf) "$@" "$from" </dev/null ;;
	*) "$@" <"$from" ;;
	esac
}

# ---- Streams, cut ----

number() {
	od -An -tu4 -j "$2" -N 4 "$1" | tr -d ' '
}

# cuts FILE: where to cut it: every byte of its prelude and of each record's head, some of the rest.
cuts() {
	size=$(wc -c <"$1")
	step=${BATTERY_STEP:-1}
	# HDF5 takes long to start; and all are read as the streams of other lines are.
	case $1 in *.odim | *.layered) step=$((11 * step)) ;; esac
	case $1 in *.zip | *.netcdf) seq 1 $((size / 40)) $((size - 1)); return ;; esac
	body=$(((64 + $(number "$1" 8) + 4 * $(number "$1" 12) + 63) / 64 * 64))
	seq 1 "$step" 63
	seq 64 $((61 * step)) $((body - 1))
	head=$body
	while test "$head" -lt "$size"; do
		next=$((head + 64 + ($(number "$1" $((head + 24))) + 63) / 64 * 64))
		seq "$head" "$step" $((head + 63))
		seq $((head + 64)) $((61 * step)) $((next - 1))
		head=$next
	done
}

# Prints a line on stderr for every prefix that is not refused with status 1 and one line.
refuses_prefixes() {
	on "$small" $tool $standard -o box/made && rm -r box/* || return
	for cut in $(cuts "$small"); do
		head -c "$cut" "$small" >cut
		on cut $tool $standard -o box/made >/dev/null 2>said && got=0 || got=$?
		{ read -r line && ! read -r more; } <said || line=
		case $got:$line in
		"1:$tool: "*) test -e box/made || continue ;;
		esac
		echo "cut at $cut: status $got, said: $(cat said)" >&2
	done
	ls -A box >&2
}

# ---- Runs of the tool of the line at hand ----

# What -o names on failure: nothing may be left there, else the status is 98.
attempt() {
	on "$1" $tool $standard -o box/made && return
	got=$?
	rmdir box && mkdir box || return 98
	return $got
}

to_stdout() {
	on "$1" $tool $standard
}

synopsis_agrees() {
	mandoc -T ascii -O width=900 "$srcdir/man/$tool.1" | sed 's/.\x08//g' |
	    sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' | grep '^ ' | tr -s ' \n' ' ' >page_says
	$tool --help | sed -n '/^$/q; s/^usage: //; p' | tr -s '\t \n' ' ' | sed 's/^/ /' >help_says
	diff page_says help_says >&2
}

version_is() {
	$tool --version | grep -Eqx "$tool \\(rainpipe\\) [0-9]+\\.[0-9]+\\.[0-9]+"
}

same_for_all_threads() {
	for j in 1 2 7; do
		on "$whole" $tool $standard -j $j -o made$j
	done
	diff -r made1 made2 >&2 && diff -r made1 made7 >&2
	same=$?
	rm -rf made1 made2 made7
	return $same
}

same_however_named() {
	$tool $(named "$whole") >operand &&
	    if test "$reads" = netcdf; then cp operand dash; else $tool $(named -) <"$whole" >dash; fi &&
	    on "$whole" $tool $standard -o named &&
	    to_stdout "$whole" >standard &&
	    cmp standard named && cmp standard operand && cmp standard dash
}

# As through a pipe that blocks, also for text and for messages.
waits_for_readers() {
	"$python" "$srcdir/tests/nonblocking.py" $tool --help >help && $tool --help | cmp - help &&
	    ! "$python" "$srcdir/tests/nonblocking.py" $tool --no-such-option 2>message &&
	    { ! $tool --no-such-option 2>&1; } | cmp - message || return
	case $output in
	stream | picture | text)
		"$python" "$srcdir/tests/nonblocking.py" $tool $(named "$whole") >slow &&
		    to_stdout "$whole" | cmp - slow ;;
	esac
}

# A stack of so many KiB; threads get as little.
needs_little_stack() {
	for j in 1 3; do
		(ulimit -s "$1" && on "$whole" $tool $standard -j $j -o made) || return
		rm -rf made
	done
}

# The writing end of a pipe that nobody reads any more.
to_a_dead_reader() {
	rm -f pipe
	mkfifo pipe
	exec 5<>pipe 6>pipe 5<&-
	on "$whole" env "$1"-signal=PIPE $tool $standard >&6
	got=$?
	exec 6>&-
	return $got
}

dies_of_pipe() {
	to_a_dead_reader --default
	test $? = 141
}

# A terminal for what the command does not redirect; what it says there goes to stderr.
on_terminal() {
	script -qec "$1" /dev/null >said </dev/null
	got=$?
	tr -d '\r' <said >&2
	return $got
}

# SIGTERM when only the end of the input has not come: the temporary file goes, and nothing is left.
dies_of_term() {
	rm -f pipe
	mkfifo pipe
	if test "$reads" = none; then
		$tool $arguments --days 30 -o box/made &
	elif test "$reads" = netcdf; then
		$tool $arguments -o box/made slow.netcdf &
	else
		$tool $standard -o box/made <pipe &
		exec 4>pipe
		head -c -64 "$whole" >&4
	fi
	pid=$!
	for _ in $(seq 200); do
		test -z "$(find box -type f)" && kill -0 $pid 2>/dev/null || break
		sleep 0.05
	done
	test -n "$(find box -type f)" || echo 'no temporary file was seen' >&2
	kill -TERM $pid
	wait $pid 2>/dev/null
	got=$?
	exec 4>&-
	find box -type f ! -name '20*.zip' -exec echo 'left behind:' {} + >&2
	rm -rf box
	mkdir box
	test $got = 143
}

# ---- The rules ----

speaks() {
	test_ok "$tool: --version names the tool, the package and its version" version_is
	command -v mandoc >/dev/null || return 0
	test_ok "$tool: --help begins with the page's SYNOPSIS" synopsis_agrees
}

refuses_usage() {
	test_fails 2 "^$tool: .*no-such-option" "$tool: an unknown option is a usage error" $tool --no-such-option
	for n in 0 257 2x ''; do
		test_fails 2 "^$tool: .*(-j|--threads)" "$tool: -j '$n' is a usage error" $tool $standard -j "$n"
	done
}

refuses_input() {
	test_fails 1 "^$tool: " "$tool: empty input is an error" attempt /dev/null
	for rubbish in zeros page "$other"; do
		test_fails 1 "^$tool: " "$tool: $rubbish as input is an error" attempt "$rubbish"
	done
	test_ok "$tool: input that is cut short is an error, wherever the cut is" refuses_prefixes
	test_fails 1 "^$tool: .*no-such-file" "$tool: a file that is not there is an error" \
	    $tool -o box/made $(named no-such-file)
}

to_full_disk() {
	to_stdout "$whole" >/dev/full
}

refuses_output() {
	test_fails 1 "^$tool: /dev/full: " "$tool: -o on a full disk is an error" $tool -o /dev/full $(named "$whole")
	test_fails 1 "^$tool: .*no-such-dir" "$tool: -o in a folder that is not there is an error" \
	    $tool -o no-such-dir/made $(named "$whole")
	case $output in file | files) return 0 ;; esac
	test_fails 1 "^$tool: .*standard output" "$tool: standard output on a full disk is an error" \
	    to_full_disk
	test_ok "$tool: a dead reader ends it in silence" dies_of_pipe
	test_fails 1 "^$tool: .*standard output" "$tool: a dead reader is an error if SIGPIPE is ignored" \
	    to_a_dead_reader --ignore
}

refuses_terminals() {
	command -v script >/dev/null || return 0
	test "$reads" = netcdf ||
	    test_fails 2 "^$tool: .*terminal" "$tool: a terminal as input is a usage error" \
	    on_terminal "$tool $standard -o box/made"
	case $output in stream | picture) ;; *) return 0 ;; esac
	test_fails 2 "^$tool: .*terminal" "$tool: a terminal as output is a usage error" \
	    on_terminal "$tool $(named "$whole")"
}

keeps_its_word() {
	test_ok "$tool: the same bytes from -j 1, 2 and 7, and silence" same_for_all_threads
	test "${BATTERY_ONLY:-}" != threads || return 0
	speaks
	refuses_usage
	if test "$reads" != none; then
		refuses_input
		refuses_output
		refuses_terminals
	fi
	case $output in
	stream | picture | text)
		test_ok "$tool: standard input, -, a name and -o are the same" same_however_named ;;
	esac
	test -z "$python" || test_ok "$tool: output that does not block is waited for" waits_for_readers
	test -n "${BATTERY_STEP:-}" ||          # sanitizers need more
	    test_ok "$tool: a stack of $stack KiB is enough" needs_little_stack $stack
	test_ok "$tool: SIGTERM ends it and leaves nothing behind" dies_of_term
}

make_inputs
mkdir box
rows battery "$@" >table
# A tool without a line, or a line without a tool, would be tried by nothing.
if test $# = 0; then
	cut -d '|' -f 1 table | sort -u >listed
	(cd "$srcdir/cmd" && ls ./*.c | sed 's,^\./,,; s,\.c$,,' | sort) >there
	test_ok 'every tool has a line for the battery in tests/tools' diff there listed
else
	for tool; do
		grep -q "^$tool|" table || test_ok "$tool has a line for the battery in tests/tools" false
	done
fi
while IFS='|' read -r tool reads output memory arguments <&3; do
	small=small.$reads whole=whole.$reads
	if test "$reads" = odim && { test ! -s "$small" || ! command -v $tool >/dev/null; }; then
		echo "# $tool is left out: no HDF5 here, or no python3 with h5py"
		continue
	fi
	standard=$arguments
	case $arguments in *INPUT*) standard=$(named -) ;; esac
	other=whole.zip
	test "$reads" != zip || other=whole.codes
	# HDF5 takes nearly 64 KiB for itself.
	stack=64
	# The libraries of netCDF take nearly 64 KiB themselves.
	case $reads:$tool in netcdf:* | *:chunk2nc) stack=128 ;; esac
	# What needs a library that is not here.
	if ! command -v "$tool" >/dev/null || { test "$reads" = netcdf && test ! -s "$small"; }; then
		echo "# $tool is left out: it was not built, or no python3 with netCDF4 is here"
		continue
	fi
	keeps_its_word
done 3<table
test_done
