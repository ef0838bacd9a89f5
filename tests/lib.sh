# SPDX-License-Identifier: BSD-2-Clause
# lib.sh - what every test script here begins with: a fresh directory, the tools first on PATH, and
# functions that run a command and print a line of TAP. `out` and `err` hold what it last wrote.
#
#	. "${srcdir:-.}/tests/lib.sh"
#	test_ok 'what it promises' command ...          status 0 and nothing on stderr
#	test_is 'what it promises' command ...          status 0; stderr may say something
#	test_fails STATUS REGEX 'what it refuses' command ...   that status, one line that matches
#	test_skip 'why'                                 the rest of the script cannot run here
#	test_done                                       the last line of every script
#	rows TEST [tool ...]            the lines of tests/tools that this test tries, without its name:
#	                                tool|reads|writes|memory|arguments
#	named FILE                      the arguments of such a line, $arguments, with the input named
#
# $srcdir is the source tree, $data its tests/data, $shared the folder of real radar data where the
# checkout has it beside it (or RAINPIPE_DATA), $python a python3 with numpy; the last two may be
# empty. TOOLS=/some/bin tests the tools that are there instead of those in the build directory.
set -eu
LC_ALL=C TZ=UTC
export LC_ALL TZ
unset CHUNK_THREADS
srcdir=$(cd "${srcdir:-.}" && pwd)
data=$srcdir/tests/data
shared=${RAINPIPE_DATA:-$srcdir/../shared/data}
shared=$(cd "$shared" 2>/dev/null && pwd) || shared=
for python in python3 /usr/bin/python3 ''; do
	test -z "$python" || ! "$python" -c 'import numpy' 2>/dev/null || break
done
# The reader and writer of streams in tests/*.py, for programs in tests/make and tests/compare.
PYTHONPATH=$srcdir/tests PYTHONDONTWRITEBYTECODE=1
# GDAL's, where neither UseExceptions() nor DontUseExceptions() was called.
PYTHONWARNINGS='ignore:Neither:FutureWarning'
export PYTHONPATH PYTHONDONTWRITEBYTECODE PYTHONWARNINGS
builddir=$PWD

# Libtool's wrappers cost more than many a tool runs: go to the programs behind them.
if test -n "${TOOLS:-}"; then
	PATH=$TOOLS:$PATH
elif test -x "$builddir/cmd/.libs/stats"; then
	PATH=$builddir/cmd/.libs:$PATH
	LD_LIBRARY_PATH=$builddir/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	export LD_LIBRARY_PATH
else
	PATH=$builddir/cmd:$PATH
fi

test_number=0 planned=
test_dir=$(mktemp -d "${TMPDIR:-/tmp}/rainpipe.XXXXXX")
leave() {
	status=$?
	test -n "$planned" || echo "# the script ended early, with status $status"
	cd /
	chmod -R u+w "$test_dir"
	rm -rf "$test_dir"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$test_dir"
exec </dev/null

passed() {
	test_number=$((test_number + 1))
	echo "ok $test_number - $1"
}

failed() {
	test_number=$((test_number + 1))
	echo "not ok $test_number - $1"
	echo "# ran: $command"
	echo "# status $status, stderr:"
	head -n 20 "$test_dir/err" | sed 's/^/#	/'
}

run() {
	command=$*
	"$@" >"$test_dir/out" 2>"$test_dir/err" && status=0 || status=$?
}

rows() {
	wanted=$1
	shift
	awk -F ' *[|] *' -v OFS='|' -v wanted="$wanted" -v tools="$*" '
	    /^#/ || NF < 6 || (tools != "" && index(" " tools " ", " " $1 " ") == 0) { next }
	    ("," $5 ",") ~ ",(all|" wanted "),"  { print $1, $2, $3, $4, $6 }' "$srcdir/tests/tools"
}

named() {
	case $arguments in
	*INPUT*) echo "${arguments%INPUT*}${1-}${arguments#*INPUT}" ;;
	*) echo "$arguments ${1-}" ;;
	esac
}

test_ok() {
	sentence=$1
	shift
	run "$@"
	if test "$status" = 0 && test ! -s "$test_dir/err"; then passed "$sentence"; else failed "$sentence"; fi
}

test_is() {
	sentence=$1
	shift
	run "$@"
	if test "$status" = 0; then passed "$sentence"; else failed "$sentence"; fi
}

test_fails() {
	expected=$1 regex=$2 sentence=$3
	shift 3
	run "$@"
	if test "$status" = "$expected" && test "$(wc -l <"$test_dir/err")" = 1 &&
	    grep -Eq -e "$regex" "$test_dir/err"
	then passed "$sentence"; else failed "$sentence"; fi
}

test_skip() {
	planned=yes
	test "$test_number" != 0 || { echo "1..0 # SKIP $1"; exit 0; }
	test_number=$((test_number + 1))
	echo "ok $test_number # SKIP $1"
	test_done
}

test_done() {
	planned=yes
	echo "1..$test_number"
	exit 0
}
