# SPDX-License-Identifier: BSD-2-Clause
# chunk2html.sh - pages: what they have, how exactly, and how they behave in a browser.
. "${srcdir:-.}/tests/lib.sh"

codes=$data/codes.chunk
bin-average -w 30min "$codes" >bins.chunk
stats --layers min,max,mean,std,count --when --exceed 1 -q "$codes" >stats.chunk

# ---- Files ----

test_ok 'a page is made' chunk2html -o bins.html bins.chunk
one_file() {
	! grep -qE '(src|href)="?(https?:|//)|@import|url\(' bins.html && grep -q "default-src 'none'" bins.html
}
test_ok 'it names no other file' one_file
put_together() {
	! grep -E '/\*[a-z]+(\.[a-z]+)?\*/' bins.html >&2 && test "$(grep -c 'SPDX-License-Identifier' bins.html)" = 7
}
test_ok 'it is put together from all of its files' put_together
to_stdout() {
	chunk2html <bins.chunk | cmp - bins.html && chunk2html -o - bins.chunk | cmp - bins.html
}
test_ok 'standard output has the same bytes' to_stdout
same_bytes() {
	for j in 1 2 7; do
		chunk2html -j $j --map coast,borders,grid "$codes" >$j.html || return
	done
	cmp 1.html 2.html && cmp 1.html 7.html
}
test_ok 'the bytes are the same for any number of threads' same_bytes
test_fails 2 '^chunk2html: -o x.gif: .*gifmake' 'a GIF is made by another tool' chunk2html -o x.gif "$codes"
test_fails 2 '^chunk2html: -o x.png: .*chunk2png' 'and a PNG' chunk2html -o x.png "$codes"
test_fails 2 '^chunk2html: .*zoom' 'options of pictures are none of pages' chunk2html --zoom 2 -o x.html "$codes"
test_fails 1 '^chunk2html: --layer maximum: .*min, max, mean' 'a layer that is not there is an error' \
    chunk2html --layer maximum -o x.html stats.chunk
test_fails 1 '^chunk2html: no fields' 'a stream without fields makes no page' chunk2html -o x.html "$data/empty.chunk"
test_fails 1 'images that are still encoded' 'images need tif2rain in between' chunk2html -o x.html "$data/images.chunk"
cut_short() {
	head -c -64 bins.chunk | chunk2html -o x.html
}
test_fails 1 '^chunk2html: .*ended' 'a stream that was cut short makes no page' cut_short
nothing_left() {
	test -z "$(find . -name 'x.*' -o -name '.x*')"
}
test_ok 'no error left a file' nothing_left

# ---- What is in it ----

test -n "$python" || test_skip 'no python3 with NumPy: pages are not looked into'
page() {
	"$python" "$srcdir/tests/compare/page.py" "$@"
}
# made STREAM [OPTION ...]: makes page.html of it, and its values are those of the stream.
made() {
	stream=$1
	shift
	chunk2html -q "$@" -o page.html "$stream" && page values page.html "$stream"
}
exact() {
	chunk2html -o page.html "$1" && page exact page.html "$1"
}
streams() {
	"$python" "$srcdir/tests/make/pictures.py" && "$python" "$srcdir/tests/make/kinds.py" &&
	    "$python" "$srcdir/tests/make/pages.py"
}
test_ok 'streams of every kind are made' streams
test_ok 'codes are exact' exact "$codes"
test_ok 'and codes of 16 bits' exact wide.chunk
# Its layer `none` has no values, which is told.
test_is 'whole numbers, times and categories are exact' exact whole.chunk
test_is 'multiples of 0.1 and 0.01 in float32 are exact' exact tenths.chunk
test_ok 'and so are categories that are' exact decimal.chunk
for stream in bins stats float dbz difference double kelvins kinds missing moving dry gaps large ten noisy; do
	test_is "values of $stream.chunk are within what the page says" made $stream.chunk
done
negative() {
	for tool in chunk2html gifmake; do
		$tool -o page.html ten.chunk 2>said || return
		grep -q "^$tool: the values: [0-9.]* % of what is there is below 0, .*--range -\([0-9.]*\),\1 shows both sides$" said && test "$(wc -l <said)" = 1 ||
		    { cat said >&2; return 1; }
		$tool --range -5,5 -o page.html ten.chunk || return
	done
}
test_ok 'values below 0 that a range of rain does not show are told of' negative
legend() {
	gifmake --palette gdaldem "$@" bins.chunk | awk '{ printf "%.6g %d %d %d\n", $1, $2, $3, $4 }' >gif.txt &&
	    chunk2html "$@" -o page.html bins.chunk && page legend page.html >page.txt &&
	    test "$(wc -l <page.txt)" -ge 5 && ! grep -vxFf gif.txt page.txt >&2
}
test_ok 'steps and colours are those of gifmake' legend
test_ok 'with a range and colours, too' legend --range 0.5,20 --colors dark
map() {
	chunk2html --map none -o page.html sweden.chunk && test "$(page member page.html land)" = '""' &&
	    chunk2html -o page.html sweden.chunk && page member page.html lines >lines.txt &&
	    test "$(grep -o M lines.txt | wc -l)" -gt 100 && ! page member page.html land | grep -qx '""'
}
crs_known() {
	! crop --bbox 5,69,5.5,70 -o /dev/null "$codes" 2>&1 | grep -q libproj-dev
}
! crs_known || test_ok 'land and lines, unless they are not wanted' map
one_layer() {
	chunk2html --layer mean -o page.html stats.chunk && page values page.html stats.chunk mean
}
test_ok 'one layer alone' one_layer
# Means of rain: 2 % and 0.01 mm/h, or 0.002 if they are few.
errors() {
	chunk2html -o page.html many-means.chunk && test "$(page errors page.html)" = '- 0.009 1.8' &&
	    chunk2html -o page.html few-means.chunk && test "$(page errors page.html)" = '- 0.0018 1.8'
}
test_ok 'rain is within 2 % and 0.01 mm/h, or 0.002 of few fields' errors
test_fails 1 '^chunk2html: .*infinite' 'infinite values are an error' chunk2html -o x.html edges.chunk
test_fails 1 '^chunk2html: .*infinite as float32' 'and those beyond float32' chunk2html --range 1,2 -o x.html float32max.chunk
test_fails 1 '^chunk2html: .*65 categories.*64 colours' 'more categories than colours are an error' \
    chunk2html -o x.html many.chunk
test_fails 1 '^chunk2html: .*more than 64 MiB.*subsample' 'a page that is too large is an error' \
    chunk2html -o x.html noise.chunk
test_fails 1 '^chunk2html: a grid of 5000 x 5000 cells.*subsample' 'and a grid that is' chunk2html -o x.html huge.chunk
test_ok 'no error left a file' nothing_left
history() {
	page member bins.html history >got && grep -q '^".*bin-average.*chunk2html' got
}
test_ok 'the history is in it' history
credit() {
	chunk2html --credit 'Källa' -o page.html bins.chunk && page member page.html credit | grep -q '^"Data: Källa\.'
}
test_ok 'and whose data it is' credit
zone() {
	chunk2html --zone Europe/Helsinki -o page.html bins.chunk && page member page.html frames >got &&
	    grep -q '1970-01-01 00:00–00:30 UTC", "1970-01-01 02:00–02:30 in Helsinki"' got
}
test ! -e /usr/share/zoneinfo/Europe/Helsinki || test_ok '--zone has its clocks' zone

# What follows is the same for any build: those with sanitizers are slow.
if test -n "${BATTERY_STEP:-}"; then
	test_done
fi

# ---- Size: what the page promises ----

half() {
	radar-synth --from 2021-07-01 --days 4 -o days &&
	    radar-unzip days/2021-07-0?.zip | tif2rain | bin-average -w 1h | subsample -f 2 >hourly.chunk &&
	    chunk2html -o hourly.html hourly.chunk && wc -c <hourly.html >&2 && test "$(wc -c <hourly.html)" -le 500000
}
test_is '96 hours of half the grid take at most 500 kB' half
month() {
	radar-synth --from 2021-07-05 --days 27 -o days && radar-unzip days/*.zip | tif2rain | bin-average -n 8 |
	    subsample -f 2 | chunk2html -o month.html && wc -c <month.html >&2 && test "$(wc -c <month.html)" -le 1500000
}
test_is 'and a month of three-hour means at most 1.5 MB' month
rm -rf days

# ---- The script ----

for node in node nodejs ''; do
	test -z "$node" || ! command -v $node >/dev/null || break
done
test -n "$node" || test_skip 'no node: the script of the page is not tried'
functions() {
	$node "$srcdir/tests/page.js" bins.html >said && tail -n 1 said | grep -q '^1\.\.[1-9]' ||
	    { grep -v '^ok' said >&2; return 1; }
}
test_ok 'its functions, by node' functions

# ---- In a browser ----

if ! command -v chromium >/dev/null; then
	test "${CI:-}" != true || test_ok 'CI has a browser' false
	test_skip 'no chromium: pages are not opened'
fi
browser() {
	"$python" "$srcdir/tests/compare/browser.py" "$@"
}
looks() {
	what=$1 stream=$2
	shift 2
	chunk2html -q -o looked.html "$@" "$stream" && browser $what looked.html
}
points_at() {
	chunk2html -q -o looked.html "$1" && browser pointer looked.html "$1"
}
test_ok 'what the pointer is told is what the stream has: means' points_at hourly.chunk
test_ok 'codes' points_at "$codes"
test_ok 'codes of 16 bits' points_at wide.chunk
test_ok 'sums, differences and gaps' points_at gaps.chunk
test_ok 'the keyboard' looks keys hourly.chunk
enlarged() {
	chunk2html -q -o looked.html hourly.chunk && browser zooms looked.html hourly.chunk
}
test_ok 'a part of the map, enlarged' enlarged
test_ok 'layers of statistics have a menu' looks layers stats.chunk
two_steps() {
	"$python" - <<-'EOF' && looks steps steps.chunk
		import numpy as np
		from chunkwrite import GRID, field, stream
		at = lambda i, n, layer: field(np.full((6, 9), i, '<f4'), i * 3600, (i + n) * 3600, layer)
		records = [at(i, 1, 'a') for i in range(24)] + [at(i, 6, 'b') for i in range(0, 24, 6)]
		open('steps.chunk', 'wb').write(stream(GRID, None, sorted(records, key=lambda r: (r[2], r[6]))))
	EOF
}
test_ok 'layers of other steps are shown at the same time' two_steps
test_ok 'text of the stream stays text' looks words bins.chunk --title '</script><b>&amp;"\'
test_ok 'map, slider and legend are in the window: wide, low, on a phone, enlarged, and dark' looks sizes hourly.chunk
test_ok 'a wide grid as well' looks sizes world.chunk
test_ok 'and a square one' looks sizes pole.chunk
long_words() {
	looks fits bins.chunk --title "$(printf 'rain\360\237\214\247%0480d' 7)" &&
	    "$python" - <<-'EOF' && looks fits words.chunk
		import numpy as np
		from chunkwrite import GRID, field, stream
		own = {'variable': 'kind', 'units': '1'}
		head = [(k, own.get(k, v)) for k, v in GRID] + [('flag_values', '0, 1'), ('flag_meanings', 'dry ' + 'x' * 90)]
		kinds = (np.arange(54).reshape(6, 9) % 2).astype('<f4')
		open('words.chunk', 'wb').write(stream(head, None, [field(kinds, 0, 300), field(kinds, 300, 600)]))
	EOF
}
test_ok 'long titles and names of categories push nothing out' long_words
test_ok 'printed it is one sheet, of what is to be read' looks paper hourly.chunk
test_ok 'a wide grid, too' looks paper world.chunk
test_ok 'it plays by itself, but not where motion is to be reduced' looks motion hourly.chunk
if crs_known; then
	for grid in sweden pole antimeridian mercator; do
		test_ok "longitude and latitude: $grid" looks places $grid.chunk --points $grid.csv
	done
fi
test_ok 'the page says its rounding, of which that of the digits is a part' looks rounds hourly.chunk
test_ok 'what is shown is told, whatever is kept of it' looks forgets hourly.chunk
test_ok 'fields beyond number' looks many_fields fields.chunk
test_ok 'a grid that is hardly more than a line can be pointed at' looks thin line.chunk
test_ok 'a world in degrees' looks places world.chunk --points world.csv
echo "# a page of 96 hours is ready after $(browser ready hourly.html) s"
test_done
