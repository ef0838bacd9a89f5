# SPDX-License-Identifier: BSD-2-Clause
# example.sh - the filter in libchunk(3) compiles as it stands there, and does what it says.
. "${srcdir:-.}/tests/lib.sh"

cc=${CC:-cc}
if test -z "${TOOLS:-}" && test -e "$builddir/.libs/libchunk.so"; then
	flags="-I$srcdir/lib -L$builddir/.libs -lchunk"
elif flags=$(pkg-config --cflags --libs libchunk 2>/dev/null); then
	:
else
	test_skip 'libchunk is neither built nor installed'
fi
command -v ${cc%% *} >/dev/null || test_skip "no compiler $cc"

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/{/^\.Bd/,/^\.Ed/{/^\.[BE]d/d; s/\\e/\\/g; p;};}' "$srcdir/man/libchunk.3" \
    >threshold.c
test_ok 'the example of libchunk(3) compiles without a warning' \
    $cc -std=gnu11 -Wall -Wextra -Werror -o threshold threshold.c $flags

filter() {
	./threshold "$1" <"$2" >made
}
test_ok 'the example runs' filter 20 "$data/codes.chunk"

values() {
	chunk-info made | grep '^field' | awk '{ print $(NF - 2), $NF }' >least
	printf '0 31.5\n0 31.12\n0 30.62\n0 31.5\n- -\n' | diff - least >&2 &&
	    chunk-info made | grep -q '^ *threshold$' && ! chunk-info made | grep -q '^table' &&
	    test "$(chunk-info --gaps made | grep -c ^gap)" = 2
}
test_ok 'the example: what is below the threshold becomes 0; missing, gaps and the history stay' \
    values

nothing_below() {
	filter -1000 "$data/layers.chunk"
	chunk2npy -o a.npy made && chunk2npy -o b.npy "$data/layers.chunk" && cmp a.npy b.npy >&2
}
test_ok 'the example: a threshold below all values changes none' nothing_below

same_for_any_threads() {
	filter 20 "$data/codes.chunk" && cp made one
	for n in 1 3 8; do
		CHUNK_THREADS=$n ./threshold 20 <"$data/codes.chunk" | cmp - one >&2 || return
	done
}
test_ok 'the example: the same bytes for any number of threads' same_for_any_threads

head -c 2000 "$data/codes.chunk" >cut
test_fails 1 'threshold: .*cut short' 'the example: a cut input is an error' filter 20 cut
test_fails 1 'made: .*cut short' 'the example: what it wrote of a cut input is not a stream' \
    chunk-info made
test_fails 1 'threshold: .*No space' 'the example: a full disk is an error' \
    sh -c "./threshold <$data/codes.chunk >/dev/full"
# The header is for C++ too, as it says.
cat >header.cc <<'END'
#include <chunk.h>
int main() { struct chunk c = { 0 }; chunk_free(&c); return chunk_threads() < 1; }
END
if command -v g++ >/dev/null && test "${cc%% *}" != clang; then
	test_ok 'chunk.h compiles as C++ without a warning' g++ -Wall -Wextra \
	    -Wno-missing-field-initializers -Werror -c -o header.o header.cc ${flags%% *}
	test_ok 'and its names are those of C' sh -c 'nm header.o | grep " U chunk_free$" >/dev/null'
fi
test_done
