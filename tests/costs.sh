# SPDX-License-Identifier: BSD-2-Clause
# costs.sh - work grows as the input does: what compares each line of a header, or each output file, with all
# of the others is seen by a limit of processor time that is many times what is needed.
. "${srcdir:-.}/tests/lib.sh"
test -n "$python" || test_skip 'no python3 with numpy'

"$python" "$srcdir/tests/make/long-headers.py"

# within SECONDS COMMAND ...: of processor time.
within() {
	seconds=$1
	shift
	(ulimit -t "$seconds" && exec "$@" >/dev/null)
}
within 5 chunk-info many 2>err || test_skip 'this build is too slow to be timed'

# ---- Headers of 1 MiB ----

for tool in chunk-info 'chunk-info --json' 'chunk-info --graph' 'subsample -f 2' 'gifmake' \
    'chunk-extract --point a,1,1' 'chunk2npy -o made.npy' 'chunk2tif -o made.tif' 'chunk-top'; do
	for file in history layers short same long joined; do
		test "$tool $file" != 'chunk2tif -o made.tif joined' || continue
		test_ok "$tool: a header of 1 MiB ($file)" within 5 $tool -q $file
	done
done
for file in history short same long; do
	test_ok "bin-average: a header of 1 MiB ($file)" within 5 bin-average -w 10min $file
	test_ok "stats: a header of 1 MiB ($file)" within 5 stats $file
done
stats --partial -o made.part many
test_fails 1 'stats' 'stats: partial statistics with a header of 1 MiB' within 5 stats partial

test_done
