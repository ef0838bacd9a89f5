# SPDX-License-Identifier: BSD-2-Clause
# failing.sh - memory, files, disks and threads that give out in the middle of the work: whichever call
# it is, the tool ends with status 1 and one true line, and leaves no file; or it did not need that
# call, and then what it wrote is whole.
#
#	sh failing.sh [tool ...]		some tools, or all of them
#	FAILING_ALL=yes sh failing.sh		every call, and not the first 40 and then ever fewer: an hour
#
# Here one thread sees a single call fail, and two threads all from a certain one on (of those, the
# first 8 and then ever fewer); there, all four.
. "${srcdir:-.}/tests/lib.sh"

library=$test_dir/failing.so
${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -U_FORTIFY_SOURCE -D_GNU_SOURCE -shared -fPIC -o failing.so \
    "$srcdir/tests/failing.c" -ldl 2>err || test_skip "failing.c cannot be compiled: $(head -n 1 err)"
LD_PRELOAD=$library chunk-info --version >out 2>&1 || test_skip "$(head -n 1 out)"

# Six times, of which one has no image.
make_inputs() {
	radar-synth --from 2020-11-01 --rows 20 --cols 15 -o .
	radar-unzip --no-whole-days --to 2020-11-01T00:30 2020-11-01.zip >images.stream
	unpack images.stream images
	rm images/radar_2011010010.tif
	tar -czf few.tar.gz images
	radar-unzip --no-whole-days images >images.input
	tif2rain images.input >codes.input
	cp codes.input twin.codes
	stats --layers count -o twin.zones twin.codes
	tif2rain --float images.input >floats.input
	# Without the key that has its CRS, 3072, which PROJ would be asked for.
	codes $(seq 1 200) | tiff 10 20 | sed 's/\x00\x0c\x00\x00\x01\x00\xe9\x64/\xff\x7f\x00\x00\x01\x00\xe9\x64/' >radar_2011010000.tif
	radar-unzip --no-whole-days radar_2011010000.tif | tif2rain -g 0.4 -b -30 -n 255 -u 0 >nowhere.input
	radar-synth --from 2020-11-01 --rows 300 --cols 300 -o large
	radar-unzip --no-whole-days --to 2020-11-01T00:30 large/2020-11-01.zip >large.input
	tif2rain large.input >large.codes
	ln -s codes.input any.input
	ln -s codes.input series.input
	: >none.input
	printf 'name,row,col\n"a, b",3,4\nc,5,6\n' >points.csv
}

# What a message must say of a call that failed.
cause() {
	case $1 in
	malloc | theirs) echo 'memory' ;;
	read | close | shut) echo 'Input/output error' ;;
	write) echo 'No space left on device' ;;
	open) echo 'Too many open files' ;;
	fsync) echo 'Input/output error' ;;
	rename) echo 'Permission denied' ;;
	pthread_create) echo 'Resource temporarily unavailable' ;;
	esac
}

attempt() {
	if test $input = zip; then
		cat 2020-11-01.zip | LD_PRELOAD=$library $tool -j $threads $arguments -o "box/$made" >/dev/null 2>said
		return
	fi
	LD_PRELOAD=$library $tool -j $threads $arguments -o "box/$made" <"$input.input" >/dev/null 2>said
}

# Whether all that was left is as it is when nothing fails.
whole() {
	for f in "$1"/* "$1"/.[!.]*; do
		test ! -e "$f" || cmp -s "$f" "right/${f##*/}" || return
	done
}

# What libraries do that were told there is no memory, and which we cannot mend: some crash (libtiff
# 4.5 and libarchive 3.6 in places, glibc 2.36 in fts_open()). Even then no file is left.
theirs_crash() {
	case $call:$got:$tool:$arguments in
	theirs:139:* | theirs:134:* | malloc:139:radar-unzip:*\ images) ;;
	*) return 1 ;;
	esac
	crashes=$((crashes + 1))
	test -z "$(ls -A box)"
}

# The tool was told that a call would fail: whether it ended as it should. Without a new process where
# it did, for there are thousands of them.
judge() {
	{ read -r line && ! read -r more; } <said || line="$(cat said)"
	set -- box/* box/.[!.]*
	if test $got = 0; then
		case $call in
		write | fsync | close | rename | pthread_create) return 1 ;;
		esac
		test ! -s said && whole box && test "$(ls -A box)" = "$(ls -A right)"
		return
	fi
	failures=$((failures + 1))
	case $call:$got:$line in
	*:1:"$tool: "*"$cause"*) ;;
	malloc:1:*'cannot start 2 threads: Resource temporarily unavailable') ;;
	theirs:1:'Fatal Internal Error in libarchive: '*) ;;
	*) theirs_crash; return ;;
	esac
	# radar-synth ends each file before it begins the next.
	test "$*" = 'box/* box/.[!.]*' || { test $tool = radar-synth && whole box; }
}

# Lets each call of one kind fail, and prints what was wrong.
every_call() {
	call=$1 count=$2 failures=0 k=1
	cause=$(cause "$call")
	while test $k -le "$count"; do
		got=0
		FAILING=$call:$k$after attempt || got=$?
		judge || echo "$call $k of $count, -j $threads: status $got, left $(ls -A box | paste -s)," \
		    "said: $(cat said)" >&2
		rm -rf box
		mkdir box
		if test -n "${FAILING_ALL:-}" || test $k -lt $each; then k=$((k + 1)); else k=$((k + k / 3)); fi
	done
	test $failures -gt 0 || test "$count" = 0 || test $call = shut || test $call = fchmod ||
	    echo "$call: $count calls, and none of them was needed" >&2
	tried=$((tried + failures))
}

all_calls() {
	tried=0 crashes=0
	rm -rf box right
	mkdir box
	FAILING_COUNTS=counts attempt && mv box right && mkdir box || { cat said >&2; return 1; }
	while read -r name count; do
		test "$name" != kept || continue
		every_call "$name" "$count" || return
	done <counts
	test $tried -gt 0
}

# ---- The library ----

# gives_back CALL COUNT: what a program on libchunk keeps to its end is never more than where all went well.
gives_back() {
	k=1
	while test $k -le "$2"; do
		FAILING=$1:$k$after FAILING_COUNTS=counts LD_PRELOAD=$library ./program $threads large.codes made 2>said
		got=$?
		kept=$(sed -n 's/^kept //p' counts)
		{ read -r line && ! read -r more; } <said || line=
		case $got:$line in
		0: | "1:failing-library: "*) test "$kept" -gt "$most" || got= ;;
		esac
		test -z "$got" || echo "$1 $k of $2, -j $threads: status $got, kept $kept of $most, said: $(cat said)" >&2
		k=$((k + 1))
	done
}

library_gives_back() {
	FAILING_COUNTS=counts LD_PRELOAD=$library ./program $threads large.codes made || return
	cmp made large.same >&2 || return
	most=$(sed -n 's/^kept //p' counts)
	grep -v kept counts >calls
	while read -r name count; do
		gives_back "$name" "$count"
	done <calls
}

try_library() {
	${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -D_GNU_SOURCE -I"$srcdir/lib" -o program \
	    "$srcdir/tests/failing-library.c" -L"$builddir/.libs" -lchunk
}

. "$srcdir/tests/images.sh"
make_inputs
if test -z "${TOOLS:-}" && test $# = 0; then
	test_ok 'a program on libchunk compiles' try_library
	./program 1 large.codes large.same
	for threads in 1 2; do
		for after in '' +; do
			how="with -j $threads${after:+, all calls failing from one on}"
			test_ok "libchunk gives back what it took, $how" library_gives_back
		done
	done
fi
rows failing "$@" >table
while IFS='|' read -r tool input writes memory arguments <&3; do
	case $arguments in *INPUT*) arguments=$(named -) ;; esac
	case $writes in
	files) made=made-%H%M ;;
	folder) made= ;;
	*) made=made ;;
	esac
	for threads in 1 2; do
		for after in '' +; do
			each=40
			test -z "$after" || each=8
			test -n "${FAILING_ALL:-}" || case $threads$after in 1+ | 2) continue ;; esac
			how="-j $threads${arguments:+ $arguments} (input: $input)"
			test_ok "$tool $how: a call fails${after:+, and all after it}" all_calls
			test $crashes = 0 || echo "# $crashes of $tried ended inside a library"
		done
	done
done 3<table
test_done
