# SPDX-License-Identifier: BSD-2-Clause
# costs.sh - work grows as the input does: what compares each line of a header, or each output file, with all
# of the others is seen by a limit of processor time that is many times what is needed.
. "${srcdir:-.}/tests/lib.sh"
test -n "$python" || test_skip 'no python3 with numpy'
test -z "${BATTERY_STEP:-}" || test_skip 'with a sanitizer, any look at a text reads it to its end'

"$python" "$srcdir/tests/make/long-headers.py"

# within SECONDS COMMAND ...: of processor time.
within() {
	seconds=$1
	shift
	(ulimit -t "$seconds" && exec "$@" >/dev/null)
}
within 20 chunk-info many 2>err || test_skip 'this build is too slow to be timed'

# ---- Headers of 1 MiB ----

for tool in chunk-info 'chunk-info --json' 'chunk-info --graph' 'subsample -f 2' 'gifmake' \
    'chunk-extract --point a,1,1' 'chunk2npy -o made.npy' 'chunk2tif -o made.tif' 'chunk-top'; do
	for file in history layers short long joined; do
		test "$tool $file" != 'chunk2tif -o made.tif joined' || continue
		test_ok "$tool: a header of 1 MiB ($file)" within 20 $tool -q $file
	done
done
for file in history short long; do
	test_ok "bin-average: a header of 1 MiB ($file)" within 20 bin-average -w 10min $file
	test_ok "stats: a header of 1 MiB ($file)" within 20 stats $file
done
test_fails 1 'stands twice' 'chunk-info: a header of 1 MiB (same)' within 20 chunk-info same
stats --partial -o made.part many
test_fails 1 'stats' 'stats: partial statistics with a header of 1 MiB' within 20 stats partial

# ---- Many files ----

# Four times as many files take about four times the time of the program itself, and not sixteen.
in_proportion() {
	"$python" - <<'END'
import resource, subprocess
def spent(name):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(['chunk2tif', '-j', '1', '-o', name + '-%Y%m%dT%H%M.tif', name], check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
few, many = spent('few'), spent('many')
assert many < 8 * few + 0.5, '%.2f s for 3000 files, %.2f s for 12000' % (few, many)
END
}
test_ok 'chunk2tif: 12000 files take no more time each than 3000' in_proportion
test_ok 'chunk2tif: 12000 files are there' test "$(ls | grep -c '^many-.*tif$')" = 12000
test_fails 1 'again-010000.tif: .* would get the name of a field before it' \
    'chunk2tif: two of 12000 fields with one name' chunk2tif -j 1 -o again-%d%H%M.tif many
test_ok 'chunk2tif: two of 12000 fields with one name: nothing is written' \
    test -z "$(ls -A | grep again-)"
test_done
