# SPDX-License-Identifier: BSD-2-Clause
# release.sh - the release is the same wherever it is written, and so are the functions of libchunk in the
# header, in the library and in the list for Debian's packages.
. "${srcdir:-.}/tests/lib.sh"

release=$(chunk-info --version | sed 's/.*) //')
day=$(sed -n "1s/^rainpipe $release, \([0-9]*-[0-9]*-[0-9]*\)\$/\1/p" "$srcdir/NEWS")

same() {
	test "$1" = "$2" || { echo "$1, not $2" >&2; return 1; }
}
news() {
	test "$(TZ=UTC date -d "$day" +%F)" = "$day"
}
test_ok 'configure.ac has the release of the tools' same \
    "$(sed -n 's/^AC_INIT(\[rainpipe\], \[\(.*\)\])$/\1/p' "$srcdir/configure.ac")" "$release"
test_ok 'NEWS begins with the release and its day' news
test_ok 'the module for Python says the release' same \
    "$(sed -n "s/^__version__ = '\(.*\)'$/\1/p" "$srcdir/python/rainpipe/__init__.py")" "$release"

# ---- CITATION.cff ----

citation() {
	sed -n "s/^$1: //p" "$srcdir/CITATION.cff"
}
test_ok 'CITATION.cff: the release' same "$(citation version)" "$release"
test_ok 'CITATION.cff: its day' same "$(citation date-released)" "$day"
# What version 1.2.0 of the format requires, and the types of what is there.
cff() {
	/usr/bin/python3 - "$srcdir/CITATION.cff" >&2 <<'END'
import datetime, re, sys, yaml
cff = yaml.safe_load(open(sys.argv[1], encoding='utf-8'))
texts = ['cff-version', 'message', 'title', 'type', 'abstract', 'version', 'license']
assert set(cff) == set(texts + ['authors', 'date-released', 'keywords']), sorted(cff)
assert all(isinstance(cff[key], str) and cff[key].strip() for key in texts)
assert cff['cff-version'] == '1.2.0' and cff['type'] == 'software'
assert isinstance(cff['date-released'], datetime.date)
assert cff['authors'] and all(set(author) == {'name'} for author in cff['authors'])
assert all(isinstance(word, str) for word in cff['keywords'])
assert len(set(cff['keywords'])) == len(cff['keywords'])
END
}
! /usr/bin/python3 -c 'import yaml' 2>/dev/null ||
    test_ok 'CITATION.cff: what the format asks for, and nothing else' cff

# ---- libchunk ----

# One name a line: what chunk.h declares, but not the types of functions.
sed -n 's/^[a-z].*[ *]\(chunk_[a-z_0-9]*\)(.*/\1/p' "$srcdir/lib/chunk.h" | grep -v _fn | sort >header
sed -n 's/^ \(chunk_[a-z_0-9]*\)@Base .*/\1/p' "$srcdir/scripts/package.d/debian/libchunk0.symbols" | sort >debian
functions() {
	test -s header && diff header "$1" >&2
}
test_ok 'the list for Debian has the functions of chunk.h' functions debian
soname() {
	major=$(sed -n 's/^libchunk\.so\.\([0-9]*\) .*/\1/p' "$srcdir/scripts/package.d/debian/libchunk0.symbols")
	test -e "$library" && same "$(readlink "${library%.so}.so.$major" | cut -d. -f1-3)" "libchunk.so.$major"
}
library=$builddir/.libs/libchunk.so
if test -e "$library" && command -v nm >/dev/null; then
	nm -D --defined-only "$library" | sed -n 's/.* T \(chunk_.*\)/\1/p' | sort >exported
	test_ok 'the library has the functions of chunk.h' functions exported
	test_ok 'and the number in its name that the list has' soname
fi
test_done
