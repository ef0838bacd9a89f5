# SPDX-License-Identifier: BSD-2-Clause
# torture.sh - a few runs of scripts/torture: stages of the main job killed at any time.
. "${srcdir:-.}/tests/lib.sh"

torture() {
	TOOLS=$(dirname "$(command -v stats)") sh "$srcdir/scripts/torture" -s 7 30
}
test_ok 'whatever is killed, there is the whole result or none, and nothing hangs' torture
sed 's/^/# /' out
test_ok 'at least three of the 30 runs were cut short' \
    test "$(sed -n 's/.* \([0-9]*\) cut short.*/\1/p' out)" -ge 3
test_done
