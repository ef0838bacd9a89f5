# SPDX-License-Identifier: BSD-2-Clause
# outputs.sh - file systems and folders that do not allow everything, and several outputs of which one cannot get
# its name: results are written wherever they can be, and all of them get their names, or none.
. "${srcdir:-.}/tests/lib.sh"

library=$test_dir/failing.so
${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -U_FORTIFY_SOURCE -D_GNU_SOURCE -shared -fPIC -o failing.so \
    "$srcdir/tests/failing.c" -ldl 2>err || test_skip "failing.c cannot be compiled: $(head -n 1 err)"
LD_PRELOAD=$library chunk-info --version >out 2>&1 || test_skip "$(head -n 1 out)"

radar-synth --from 2020-11-01 --rows 20 --cols 15 -o .
radar-unzip --no-whole-days --to 2020-11-01T00:30 2020-11-01.zip | tif2rain >codes
chunk2npy -o right.npy --times right.csv codes
subsample -f 1 -o right.chunk codes
mkdir box

# with CALL:NUMBER ERROR COMMAND ...: that call fails with this errno.
with() {
	failing=$1 error=$2
	shift 2
	FAILING=$failing FAILING_ERROR=$error LD_PRELOAD=$library "$@"
}
is_empty() {
	test -z "$(ls -A box)"
}

# ---- What a file system does not have ----

# EPERM, EINVAL, ENOSYS, EOPNOTSUPP; EIO, ENOSPC.
for call in fchmod fsync; do
	for error in 1 22 38 95; do
		test_ok "$call() that the file system does not have (errno $error): the result is written" \
		    with $call:1+ $error subsample -f 1 -o box/made codes
		test_ok "$call() that the file system does not have (errno $error): it is whole" \
		    cmp box/made right.chunk
		rm -f box/made
	done
done
for error in 5 28; do
	test_fails 1 '^subsample: box/made: cannot write: ' "fsync() that fails (errno $error) is an error" \
	    with fsync:1 $error subsample -f 1 -o box/made codes
done
test_fails 1 '^subsample: box/made: cannot rename: .*: > FILE' 'a file that cannot be renamed: the way out is named' \
    with rename:1 1 subsample -f 1 -o box/made codes
test_ok 'after errors nothing is left' is_empty

# ---- Several files ----

both() {
	chunk2npy -o box/a.npy --times box/b.csv "$@"
}
npy() {
	with "$1" "$2" chunk2npy -o box/a.npy --times box/b.csv codes
}
tifs() {
	with "$1" 1 chunk2tif -o box/%H%M.tif codes
}
for n in 1 2; do
	test_fails 1 'cannot rename: .*: no file was made or replaced, of 2' \
	    "chunk2npy: if file $n cannot be renamed, none gets its name" npy rename:$n 1
done
for n in 1 3 6; do
	test_fails 1 'cannot rename: .*: no file was made or replaced, of 6' \
	    "chunk2tif: if file $n cannot be renamed, none gets its name" tifs rename:$n
done
test_ok 'if a file cannot be renamed, nothing is left' is_empty

old() {
	echo old a >box/a.npy
	echo old b >box/b.csv
}
is_old() {
	test "$(cat box/a.npy box/b.csv)" = "$(printf 'old a\nold b')" && test "$(ls -A box | wc -l)" = 2
}
# Two files that are there are exchanged: 1 and 2 fail, and where there is no exchange, 1 to 4.
old
test_ok 'a file is replaced' both codes
test_ok 'files are replaced, and nothing else is left' sh -c \
    'cmp box/a.npy right.npy && cmp box/b.csv right.csv && test "$(ls -A box | wc -l)" = 2'
old
test_ok 'a file system without exchange of names replaces, too' npy rename:1 22
test_ok 'a file system without exchange of names: files are replaced, and nothing else is left' sh -c \
    'cmp box/a.npy right.npy && cmp box/b.csv right.csv && test "$(ls -A box | wc -l)" = 2'

# late REPLACE: what is replaced when the tool has found it well, and now waits for its input.
late() {
	rm -f pipe
	mkfifo pipe
	both <pipe &
	tool=$!
	{
		head -c 5000 codes
		for _ in $(seq 200); do
			test "$(ls -A box | wc -l)" != 4 || break
			sleep 0.05
		done
		rm "box/$1"
		mkdir "box/$1"
		tail -c +5001 codes
	} >pipe
	wait $tool
}
for name in a.npy b.csv; do
	old
	test_fails 1 "$name: cannot rename: .*: no file was made or replaced, of 2" \
	    "a file that became a folder, $name, is an error" late $name
	rmdir box/$name
	test_ok "a file that became a folder, $name: the other one is as before, and nothing else is left" sh -c \
	    'test "$(ls box)" != "" && grep -q ^old box/* && test "$(ls -A box | wc -l)" = 1'
done
rm -f box/*

# ---- A stack that is too small ----

# The signal's handler has a stack of its own.
overflow() {
	for size in 16 20 24 28 32 36 40 44; do
		sh -c "(ulimit -s $size && exec tif2rain -j 1 -o box/made images); :" 2>/dev/null
		test -e box/made || is_empty || { echo "$size KiB: left $(ls -A box)" >&2; return 1; }
		rm -f box/made
	done
}
radar-unzip 2020-11-01.zip >images
test_ok 'a tool whose stack is full leaves nothing behind' overflow

# ---- Folders ----

test "$(id -u)" != 0 || command -v setpriv >/dev/null || test_done
as_other() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
if test "$(id -u)" = 0 && as_other chunk-info --version >out 2>&1; then
	chmod 711 . && mkdir sticky && chmod 1777 sticky && echo old >sticky/made && chmod 666 sticky/made codes
	test_fails 1 '^subsample: sticky/made: is there, and belongs to another user' \
	    'a file of another user in a folder such as /tmp is refused at the beginning' \
	    as_other subsample -f 1 -o sticky/made codes
	mkdir closed && echo old >closed/made && chmod 666 closed/made && chmod 755 closed
	test_fails 1 '^subsample: closed/made: cannot be made: .*takes no new file; .*> FILE' \
	    'a folder that takes no new file: the way out is named' \
	    as_other subsample -f 1 -o closed/made codes
	way_out() {
		as_other sh -c 'subsample -f 1 codes >closed/made' && cmp closed/made right.chunk
	}
	test_ok 'a folder that takes no new file: the way out leads out' way_out
fi
test_done
