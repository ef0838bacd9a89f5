# SPDX-License-Identifier: BSD-2-Clause
# man.sh - every page is clean under mandoc's linter; every tool's page has what a user looks for.
. "${srcdir:-.}/tests/lib.sh"

command -v mandoc >/dev/null || test_skip 'mandoc is not installed'

groff=$(command -v groff) || groff=

lint() {
	mandoc -T lint -W warning "$1" >&2
}

has_sections() {
	for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
		grep -qx "\\.Sh $section" "$1" || { echo "no section $section" >&2; return 1; }
	done
}

for page in "$srcdir"/man/*.[1-8]; do
	name=${page##*/}
	test_ok "$name: clean under mandoc -T lint" lint "$page"
	case $name in
	*.1) test_ok "$name: all the sections of a tool's page" has_sections "$page" ;;
	esac
done
# A terminal of 80 columns, by both programs that people read pages with. An address cannot be broken.
# lines_fit: of standard input, none is longer than that. Bold is x, backspace, x, or an escape.
lines_fit() {
	wide=$(sed 's/.\x08//g; s/\x1b\[[0-9;]*m//g' | grep -E '^.{81}' | grep -v "'https://" | head -n 1)
	test -z "$wide" || { echo "wider than 80 columns: $wide" >&2; return 1; }
}
by_mandoc() {
	mandoc -T ascii -O width=78 "$1" | lines_fit
}
by_groff() {
	groff -t -mandoc -T ascii -P -c -r LL=78n "$1" | lines_fit
}
for page in "$srcdir"/man/*.[1-8]; do
	name=${page##*/}
	test "$name" != rainpipe-python.7 || continue   # lines of Python that are longer
	test_ok "$name: 80 columns are enough, by mandoc" by_mandoc "$page"
	if test -n "$groff"; then
		test_ok "$name: 80 columns are enough, by groff, which does not complain" by_groff "$page"
	fi
done
test -n "$groff" || echo '# groff is not installed, so only mandoc was tried at 80 columns'
# The footer of every page has the release.
footers() {
	release=$(chunk-info --version | sed 's/.*) //')
	for page in "$srcdir"/man/*.[1-8]; do
		grep -qx "\.Os rainpipe $release" "$page" || echo "$page has another release than $release" >&2
	done
}
test_ok 'every page says the release in its footer' footers
# What rainpipe-errors(7) says that tools say, they say.
quotes_are_true() {
	sed -n 's/^\.It Sy //p' "$srcdir/man/rainpipe-errors.7" | tr -d '"' >quotes
	test "$(wc -l <quotes)" -gt 30 || { echo 'few quotes' >&2; return 1; }
	while read -r quote; do
		grep -rqF -- "$quote" "$srcdir/cmd" "$srcdir/lib" || echo "no tool says: $quote" >&2
	done <quotes
}
test_ok 'rainpipe-errors.7: every message is one of the tools' quotes_are_true
test_done
