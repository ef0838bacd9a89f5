# SPDX-License-Identifier: BSD-2-Clause
# chunk-info.sh - what is in a stream, told to people and to programs; what is not sound is told too.
. "${srcdir:-.}/tests/lib.sh"

prints() {
	cat >expected
	"$@" >printed && diff expected printed >&2
}

# ---- Text ----

test_ok 'codes: header, corners, table, records and totals' prints chunk-info "$data/codes.chunk" <<'END'
rows          6
cols          9
affine        126648.404 2014.958 0 7771252.876 0 -2014.958
crs           EPSG:25833
variable      rainfall_rate
units         mm h-1
cell_methods  time: point
step          300
upper left    126648.404 7771252.876
lower right   144783.026 7759163.128
table         256 codes from 0 to 31.75, 3 missing: 7 250 255
history       chunkwrite

kind   start              end                layer  type       have   missing        min       mean        max
field  1970-01-01T00:00Z  1970-01-01T00:05Z  -      u8          1/1    0.00 %          0      15.04       31.5
field  1970-01-01T00:05Z  1970-01-01T00:10Z  -      u8          1/1    0.00 %          0       15.2      31.12
gap    1970-01-01T00:10Z  1970-01-01T00:20Z  -      -           0/2  missing
field  1970-01-01T00:20Z  1970-01-01T00:25Z  -      u8          1/1    3.70 %          0      15.34      30.62
gap    1970-01-01T00:25Z  1970-01-01T00:30Z  -      -           0/1  damaged: a.tif does not open
field  1970-01-01T00:30Z  1970-01-01T00:40Z  -      u8          1/2    0.00 %          0      16.09       31.5
field  1970-01-01T00:40Z  1970-01-01T00:45Z  -      u8          1/1  100.00 %          -          -          -

total  fields 5, images 0, gaps 2 (steps 3), 1970-01-01T00:00Z to 1970-01-01T00:45Z; bytes 2304
END

test_ok 'layers on a turned grid: all four corners, a type for each' prints chunk-info "$data/layers.chunk" <<'END'
rows                    6
cols                    9
affine                  10 2 0.5 20 -0.25 -2
crs                     EPSG:25833
variable                rainfall_rate
units                   mm h-1
cell_methods            time: point
step                    300
layer.count.units       1
layer.std.cell_methods  time: standard_deviation
upper left              10 20
upper right             28 17.75
lower left              13 8
lower right             31 5.75
history                 chunkwrite

kind   start              end                layer  type       have   missing        min       mean        max
field  1970-01-01T00:00Z  1970-01-02T00:00Z  mean   f32       35/36   25.93 %         -3     0.7607      4.429
field  1970-01-01T00:00Z  1970-01-02T00:00Z  std    f64       35/36   25.93 %   0.006803      1.804      6.537
field  1970-01-01T00:00Z  1970-01-02T00:00Z  count  f32       35/36  100.00 %          -          -          -

total  fields 3, images 0, gaps 0 (steps 0), 1970-01-01T00:00Z to 1970-01-02T00:00Z; bytes 1408
END

images_are_named() {
	chunk-info "$data/images.chunk" | grep '^image' >lines
	printf 'radar_2011010000.tif, 13 bytes\na "name"??.tif, 0 bytes\n' >expected
	sed 's/.*1\/1  //' lines | tr '\377' '?' | diff expected - >&2
}
test_ok 'images: name and size, control characters kept from the terminal' images_are_named

test_ok 'a stream of nothing is sound' sh -c "chunk-info $data/empty.chunk | grep -q 'fields 0, images 0'"

# ---- Long names, and times ----

# Times that float32 does not have, of a day and of none; a name as long as can be.
"$python" - <<'END'
import numpy as np
from chunkwrite import GRID, field, stream
header = GRID + [('layer.when_max.units', 'seconds since 1970-01-01T00:00:00Z'), ('layer.a_sixteenth_byte.units', '1')]
when = np.full((6, 9), np.nan)
none = when.copy()
when[0, :3] = 1604188800, 1604188800 + 300, 1604188800 + 631
fields = [('max', np.ones((6, 9), '<f4')), ('when_max', when), ('when_min', none), ('a_sixteenth_byte', np.ones((6, 9), '<f4'))]
open('times', 'wb').write(stream(header, None, [field(a, 1604188800, 1604275200, name) for name, a in fields]))
END
test_ok 'times are dates, and long names keep the columns' prints sh -c "chunk-info times | sed -n '/^kind/,/^\$/p'" <<'END'
kind   start              end                layer             type       have   missing                   min                  mean                   max
field  2020-11-01T00:00Z  2020-11-02T00:00Z  max               f32         1/1    0.00 %                     1                     1                     1
field  2020-11-01T00:00Z  2020-11-02T00:00Z  when_max          f64         1/1   94.44 %     2020-11-01T00:00Z  2020-11-01T00:05:10Z  2020-11-01T00:10:31Z
field  2020-11-01T00:00Z  2020-11-02T00:00Z  when_min          f64         1/1  100.00 %                     -                     -                     -
field  2020-11-01T00:00Z  2020-11-02T00:00Z  a_sixteenth_byte  f32         1/1    0.00 %                     1                     1                     1

END
test_ok 'times are dates in JSON, too' prints sh -c 'chunk-info --json times | grep -o "layer\": \"when.*, \"min.*"' <<'END'
layer": "when_max", "type": "f64", "cells": 54, "missing": 51, "min": "2020-11-01T00:00Z", "mean": "2020-11-01T00:05:10Z", "max": "2020-11-01T00:10:31Z"},
layer": "when_min", "type": "f64", "cells": 54, "missing": 54, "min": null, "mean": null, "max": null},
END

# ---- Gaps ----

test_ok '--gaps: gaps with their reason, and fields of fewer images, alone' \
    prints chunk-info --gaps "$data/codes.chunk" <<'END'
gap    1970-01-01T00:10Z  1970-01-01T00:20Z  -      -           0/2  missing
gap    1970-01-01T00:25Z  1970-01-01T00:30Z  -      -           0/1  damaged: a.tif does not open
field  1970-01-01T00:30Z  1970-01-01T00:40Z  -      u8          1/2    0.00 %          0      16.09       31.5
END

test_ok '--gaps: nothing where nothing is missing' prints chunk-info --gaps "$data/empty.chunk" </dev/null

# ---- Digest ----

test_ok '--digest: one number' prints chunk-info --digest "$data/codes.chunk" <<'END'
c58006c2
END

digest_of_a_copy() {
	subsample -f 1 "$data/codes.chunk" >copy
	! cmp -s copy "$data/codes.chunk" &&
	    test "$(chunk-info --digest copy)" = "$(chunk-info --digest "$data/codes.chunk")"
}
test_ok '--digest: another history is the same digest' digest_of_a_copy

test_fails 2 'chunk-info: --digest goes without' '--digest with --json is a usage error' \
    chunk-info --digest --json "$data/codes.chunk"

# ---- JSON ----

test_ok '--json: a document for images, whatever their names' prints chunk-info --json "$data/images.chunk" <<'END'
{"header": {
  "step": "300"},
"history": [
  "chunkwrite"],
"table": [],
"records": [
  {"kind": "image", "start": "1970-01-01T00:00Z", "end": "1970-01-01T00:05Z", "have": 1, "expected": 1, "name": "radar_2011010000.tif", "bytes": 13},
  {"kind": "image", "start": "1970-01-01T00:05Z", "end": "1970-01-01T00:10Z", "have": 1, "expected": 1, "name": "a \"name\"\u001b\ufffd.tif", "bytes": 0},
  {"kind": "gap", "start": "1970-01-01T00:10Z", "end": "1970-01-01T00:20Z", "have": 0, "expected": 2, "reason": "missing"}],
"fields": 0, "images": 2, "gaps": 1, "missing_steps": 2, "bytes": 640,
"digest": "c166269e"}
END

# Names of images need not be UTF-8; a stream of them is.
names_are_text() {
	"$python" - <<-'END' >names.chunk && chunk-info --json names.chunk >json && "$python" - <<-'END' >&2
	import sys
	from chunkwrite import *
	names = ['r\u00e5dar', '\u20ac', '\ufeff', '\U0001d11e', '\U0010ffff']
	bad = [b'\xc0\x80', b'\xe0\x9f\xbf', b'\xed\xa0\x80', b'\xf0\x8f\xbf\xbf', b'\xf4\x90\x80\x80', b'\xf5', b'\xe2\x82',
	       b'\xe2\x82x', b'\x80']
	names = [n.encode() for n in names] + bad
	sys.stdout.buffer.write(stream([('step', '300')], None,
	                               [blob(n, b'', 300 * i, 300 * i + 300) for i, n in enumerate(names)]
	                               + [(3, 0, 9000, 9300, 0, 1, '', b'cut \xe2\x82')]))
	END
	import json
	*records, gap = json.load(open('json', encoding='utf-8'))['records']
	assert gap['reason'] == 'cut \ufffd\ufffd', gap
	names = [r['name'] for r in records]
	wrong = [len(n) * '\ufffd' for n in (b'12', b'123', b'123', b'1234', b'1234', b'1', b'12')]
	assert names == ['r\u00e5dar', '\u20ac', '\ufeff', '\U0001d11e', '\U0010ffff', *wrong, '\ufffd\ufffdx', '\ufffd'], names
	END
}
test -z "$python" || test_ok '--json: names of all of Unicode, and U+FFFD for each byte of others' names_are_text

json_is_valid() {
	for f in codes falling layers images empty; do
		chunk-info --json "$data/$f.chunk" >json || return
		"$python" - json <<-'END' >&2 || return
		import json, sys
		def no_constants(name): raise ValueError(name)
		d = json.load(open(sys.argv[1]), parse_constant=no_constants)
		assert d['fields'] == sum(r['kind'] == 'field' for r in d['records'])
		assert all(r['mean'] is None for r in d['records'] if r.get('missing') == 54)
		assert len(d['table']) in (0, 256)
		END
	done
}
test -z "$python" || test_ok '--json: valid for every kind of stream, NaN as null' json_is_valid

no_parser_takes_a_cut_one() {
	head -c 1600 "$data/codes.chunk" >cut
	! chunk-info --json cut >json 2>/dev/null && grep -q '"kind": "field"' json && ! grep -q digest json &&
	    ! "$python" -m json.tool json >/dev/null 2>&1
}
test -z "$python" || test_ok '--json: a cut stream leaves the document open' no_parser_takes_a_cut_one

# ---- Graph ----

# The commands of a graph, as chunk-info(1) says to get them, and as they are typed: with names for FILE.
commands() {
	chunk-info --graph "$@" | sed -n 's,^// ,,p'
}

radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o days
for day in 1 2; do
	radar-unzip days/2020-11-0$day.zip | tif2rain -z 200,1.6 --crs '+proj=utm +zone=33' >day$day.chunk
done
radar-unzip days/*.zip | tif2rain --dbz >dbz.chunk
cat day[12].chunk | bin-average -w 1h --sum | subsample -f 2 -m max |
    stats --layers max,mean -o made.chunk
# stats writes its header at the end, when it knows how many streams there were.
stats day[12].chunk >joined.chunk

# The tools' own release is in the history.
release=$(chunk-info --version | sed 's/.*) //')
draws() {
	sed "s/ RELEASE/ $release/" | prints chunk-info --graph "$1"
}
test_ok '--graph: a node a stage, what flows between them, and the data' draws made.chunk <<'END'
// # A history has no names of files: where it says FILE, name them
// radar-unzip FILE... |
//     tif2rain -z 200,1.6 --crs '+proj=utm +zone=33' |
//     bin-average -w 1h --sum |
//     subsample -f 2 -m max |
//     stats --layers max,mean
digraph rainpipe {
	graph [fontname=monospace, fontsize=10, labeljust=l, label="\n# A history has no names of files: where it says FILE, name them\lradar-unzip FILE... |\l    tif2rain -z 200,1.6 --crs '+proj=utm +zone=33' |\l    bin-average -w 1h --sum |\l    subsample -f 2 -m max |\l    stats --layers max,mean\l"];
	node [shape=box, fontname="sans-serif", fontsize=12];
	edge [fontname="sans-serif", fontsize=10];
	files [shape=folder, label="FILE...\nnot in the history"];
	files -> stage1;
	stage1 [label="radar-unzip RELEASE"];
	stage1 -> stage2 [label="  images"];
	stage2 [label="tif2rain RELEASE -z 200,1.6\n--crs '+proj=utm +zone=33'"];
	stage2 -> stage3 [label="  rainfall_rate, mm h-1"];
	stage3 [label="bin-average RELEASE -w 1h --sum"];
	stage3 -> stage4 [label="  rainfall_amount, mm"];
	stage4 [label="subsample RELEASE -f 2 -m max"];
	stage4 -> stage5 [label="  rainfall_amount, mm"];
	stage5 [label="stats RELEASE --layers max,mean"];
	stage5 -> data [label="  rainfall_amount, mm\l  layers max mean\l"];
	data [shape=note, label="20 rows x 15 columns, +proj=utm +zone=33\n2020-11-01T00:00Z to 2020-11-03T00:00Z\nfields 2, images 0, gaps 0"];
}
END

commands_make_it_again() {
	commands made.chunk | sed 's,FILE\.\.\.,days/*.zip,' >again.sh
	sh -e again.sh >again.chunk && cmp again.chunk made.chunk >&2
}
test_ok '--graph: its commands, with the files named, make the same stream again' commands_make_it_again

joins_are_told() {
	prints commands joined.chunk <<-'END' && chunk-info --graph joined.chunk | grep -q 'label="joined 2 streams'
	# A history has no names of files: where it says FILE, name them
	radar-unzip FILE... |
	    tif2rain -z 200,1.6 --crs '+proj=utm +zone=33' >STREAM-1
	# so for each of 2 streams: this is the history of the first alone
	cat STREAM-1... |
	    stats
	END
}
test_ok '--graph: what was run for each of the streams that were joined' joins_are_told

# Two of two streams each, and of one that has no history.
bin-average -w 6h -o six.chunk day1.chunk
subsample -f 1 -o other.chunk six.chunk
chunk-combine -m sub -o differ.chunk six.chunk other.chunk
combined() {
	cp differ.chunk again.chunk && chunk-combine -m add -o sum.chunk differ.chunk again.chunk && prints commands sum.chunk <<-'END' || return
	# A history has no names of files: where it says FILE, name them
	radar-unzip FILE... |
	    tif2rain -z 200,1.6 --crs '+proj=utm +zone=33' |
	    bin-average -w 6h |
	    subsample -f 1 >STREAM-1
	radar-unzip FILE... |
	    tif2rain -z 200,1.6 --crs '+proj=utm +zone=33' |
	    bin-average -w 6h |
	    subsample -f 1 >STREAM-2
	radar-unzip FILE... |
	    tif2rain -z 200,1.6 --crs '+proj=utm +zone=33' |
	    bin-average -w 6h |
	    chunk-combine -m sub - STREAM-2 >STREAM-3
	radar-unzip FILE... |
	    tif2rain -z 200,1.6 --crs '+proj=utm +zone=33' |
	    bin-average -w 6h |
	    chunk-combine -m sub - STREAM-1 |
	    chunk-combine -m add - STREAM-3
	END
	commands sum.chunk | sed 's,FILE\.\.\.,days/2020-11-01.zip,' >again.sh && sh -e again.sh >again.chunk && cmp again.chunk sum.chunk >&2
}
test_ok '--graph: what two streams were combined of, and its commands make the same again' combined
both_edges() {
	chunk-info --graph differ.chunk >dot && grep -q 'stage3 -> stage8 .label="  rainfall_rate, mm h-1"' dot &&
	    grep -q 'files -> stage4;' dot && grep -q 'stage7 -> stage8 .label="  rainfall_rate, mm h-1"' dot &&
	    grep -q 'stage8 -> data .label="  rainfall_rate_difference, mm h-1' dot && ! grep -q 'b: ' dot
}
test_ok '--graph: both flow into it' both_edges

partial_statistics_are_told() {
	for day in 1 2; do
		stats --partial day$day.chunk >partial$day.chunk || return
	done
	stats partial[12].chunk >merged.chunk && prints commands merged.chunk <<-'END' || return
	# A history has no names of files: where it says FILE, name them
	radar-unzip FILE... |
	    tif2rain -z 200,1.6 --crs '+proj=utm +zone=33' |
	    stats --partial >STREAM-1
	# so for each of 2 streams: this is the history of the first alone
	cat STREAM-1... |
	    stats
	END
	chunk-info --graph merged.chunk | grep -q 'stage3 -> stage4 .label="  statistics to be merged"' &&
	    chunk-info --graph partial1.chunk | grep -q 'stage3 -> data .label="  statistics to be merged'
}
test_ok '--graph: statistics of days, merged' partial_statistics_are_told

test_ok '--graph: files that are joined as it reads them' \
    sh -c 'chunk-info --graph day[12].chunk | grep -q "stage3 -> data .*rainfall_rate, mm h-1"'
test_ok '--graph: dBZ is told from rain' \
    sh -c 'chunk-info --graph dbz.chunk | grep -q "stage2 -> data .*equivalent_reflectivity_factor, dBZ"'
test_ok '--graph: images, on no grid' \
    sh -c "chunk-info --graph $data/images.chunk | grep -q 'stage1 -> data .label=.  images'"
bin-average -w 1h --count day1.chunk >counted.chunk
test_ok '--graph: each layer once' \
    sh -c 'chunk-info --graph counted.chunk | grep -q "stage3 -> data .*mm h-1.l  layers count.l\"];$"'
test_ok '--graph: a stream of nothing' \
    sh -c "chunk-info --graph $data/empty.chunk | grep -q '25833.nfields 0, images 0, gaps 0'"
test_fails 1 'ended early' '--graph: a cut stream is an error' \
    sh -c 'head -c -64 made.chunk | chunk-info --graph >graph'
test_ok '--graph: nothing is printed of a cut stream' test ! -s graph
test_fails 2 'chunk-info: --graph goes without' '--graph with --digest is a usage error' \
    chunk-info --graph --digest made.chunk

# Lines that no tool wrote, and lines of odd words that one did. Each may be typed, and none may do harm.
write_odd() {
	"$python" - "$@" <<-'END'
	import sys
	import chunkwrite
	grid = [(k, {'crs': 'a"\\', 'units': '&lt;'}.get(k, v)) for k, v in chunkwrite.GRID if k != 'history']
	lines = [('history', line.encode().decode('unicode_escape')) for line in open(sys.argv[1]).read().split('\n')[:-1]]
	sys.stdout.buffer.write(chunkwrite.stream(grid + lines, None, []))
	END
}

odd_is_quoted() {
	cat >odd.txt <<-'END'
	radar-unzip 0.1.0 -p 'it'\\''s $(touch harm) `touch harm`;&|<>~*?[]!.tif' --from 2020-11-01
	tif2rain 0.1.0 -b -33.4 --crs ' "\\ &amp; \\n\\N */ // '
	subsample 0.1.0 -m '\x03\x1b[201~\rtouch harm\r%s\\\t\xe5\x9b' -f ''
	END
	write_odd odd.txt >odd.chunk
	mkdir -p stubs
	for tool in radar-unzip tif2rain subsample; do
		printf '#!/bin/sh\nprintf "<%%s>" %s "$@" >>words\n' $tool >stubs/$tool
	done
	chmod +x stubs/*
	commands odd.chunk >odd.sh
	LC_ALL=C grep -n '[^ -~]' odd.sh >&2 && return 1
	rm -f words
	# One by one, so that the words come in order.
	sed 's/ |$//' odd.sh | PATH=$PWD/stubs:$PATH sh -e || return
	printf '<%s>' radar-unzip -p "it's \$(touch harm) \`touch harm\`;&|<>~*?[]!.tif" --from 2020-11-01 FILE... \
	    tif2rain -b -33.4 --crs ' "\ &amp; \n\N */ // ' \
	    subsample -m "$(printf '\003\033[201~\rtouch harm\r%%s\\\t\303\245\302\233')" -f '' >expected
	cmp expected words >&2 && test ! -e harm
}

strange_is_nothing_to_run() {
	cat >strange.txt <<-'END'
	rm 0.1.0 -rf /
	stats 0.1.0 -o harm
	stats 0.1.0 -qo harm
	stats 0.1.0 --outp harm
	stats 0.1.0 --output=harm
	stats 0.1.0 'open
	stats; touch harm
	stats
	subsample -f 2
	gifmaker 0.1.0
	joined 2 streams; touch harm
	"]; evil [label="\\

	END
	write_odd strange.txt >strange.chunk
	commands strange.chunk >strange.sh
	seq 13 | sed 's/.*/    STAGE-& |/; 1s/ |/ FILE... |/; 1s/^ *//; 13s/ |//' >expected
	grep -v '^#' strange.sh | diff expected - >&2 && grep -q '^# Lines.*: STAGE-1 STAGE-2 .* STAGE-13$' strange.sh &&
	    ! sh -c '. ./strange.sh' >/dev/null 2>&1 && test ! -e harm
}

# Every stage is in the commands, also where none is known to read the stages of b.
orphans_are_told() {
	cat >orphans.txt <<-'END'
	tif2rain 1.0.0
	b: subsample 1.0.0 -f 2
	joiner 1.0.0
	b: b: crop 1.0.0 --pixels 0,0,2,2
	b: stats 1.0.0
	END
	write_odd orphans.txt >orphans.chunk && prints commands orphans.chunk <<-'END'
	# A history has no names of files: where it says FILE, name them
	# Lines of the history that no known tool writes, see the graph: STAGE-3
	subsample -f 2 FILE... >STREAM-1
	tif2rain FILE... |
	    STAGE-3 STREAM-1 |
	    crop --pixels 0,0,2,2 |
	    stats
	END
}

no_history_is_told() {
	: >none.txt
	write_odd none.txt >none.chunk && prints commands none.chunk <<-'END' || return
	# A history has no names of files: where it says FILE, name them
	# This stream has no history
	END
	chunk-info --graph none.chunk | grep -q '^	files -> data;$' && prints commands none.chunk none.chunk <<-'END'
	# A history has no names of files: where it says FILE, name them
	cat FILE...
	END
}

if test -n "$python"; then
	test_ok '--graph: no history, and streams without one joined' no_history_is_told
	test_ok '--graph: odd words are typed as the words they are' odd_is_quoted
	test_ok '--graph: what no tool wrote becomes no command' strange_is_nothing_to_run
	test_ok '--graph: no stage is left out' orphans_are_told
fi

# As Graphviz takes them: a node for each stage, the files and the data, and labels as they were.
draws() {
	chunk-info --graph "$1" >dot && dot -Tplain dot >plain && test "$(grep -c '^node' plain)" = "$2" &&
	    test "$(grep -c '^edge' plain)" = $(($2 - 1)) && dot -Tpng -o picture.png dot && test -s picture.png
}

labels_are_whole() {
	chunk-info --graph odd.chunk | dot -Tsvg >svg || return
	"$python" - <<-'END' >&2
	import xml.etree.ElementTree as tree
	text = [e.text for e in tree.parse('svg').iter('{http://www.w3.org/2000/svg}text')]
	for line in (r"-p 'it'\''s $(touch harm) `touch harm`;&|<>~*?[]!.tif'",
	             r"""--crs ' "\ &amp; \n\N */ // '""", '6 rows x 9 columns, a"\\',
	             "-m '��[201~�touch harm�%s\\�å�'"):
	    assert any(line in t.replace('\xa0', ' ') for t in text), (line, text)
	END
}

if command -v dot >/dev/null; then
	test_ok '--graph: Graphviz draws a graph' draws made.chunk 7
	test_ok '--graph: Graphviz draws a join' draws joined.chunk 6
	if test -n "$python"; then
		test_ok '--graph: Graphviz draws odd words' draws odd.chunk 5
		test_ok '--graph: Graphviz draws lines that no tool wrote' draws strange.chunk 15
		test_ok '--graph: the labels say what the history says' labels_are_whole
	fi
fi

# ---- What is not sound ----

head -c 1500 "$data/codes.chunk" >cut
test_fails 1 'chunk-info: cut: record 2, byte 1500, .*cut short' 'a cut stream is status 1 and one line' chunk-info cut
head -c 1600 "$data/codes.chunk" >cut
test_fails 1 'record 3' 'a stream cut inside the head of a record is an error' chunk-info cut
test_ok 'what was read before the cut is printed, and no totals' sh -c \
    'chunk-info cut 2>/dev/null >out; grep -q "^field.*15.04" out && ! grep -q ^total out'
sed 's/chunkwrite/chunkwrit3/' "$data/codes.chunk" >changed
test_fails 1 'changed: bad checksum of the header' 'a changed byte is status 1' chunk-info changed
test_fails 1 'starts at .* before .*codes.chunk ended' \
    'the same time twice is an error that names both files' \
    chunk-info "$data/codes.chunk" "$data/codes.chunk"
test_fails 1 'cannot be joined: code 0' 'other tables cannot be joined' \
    chunk-info "$data/codes.chunk" "$data/falling.chunk"

# ---- Threads and files ----

same_for_any_threads() {
	chunk-info -j 1 "$data/codes.chunk" >one
	for j in 2 3 8; do
		chunk-info -j $j "$data/codes.chunk" | cmp one - >&2 || return
	done
}
test_ok 'the text is the same for any number of threads' same_for_any_threads
# Where the system has such zones; they are 27 seconds off UTC.
in_any_zone() {
	for zone in right/UTC right/Europe/Paris America/New_York; do
		TZ=$zone chunk-info "$data/codes.chunk" | cmp one - >&2 || return
	done
}
test_ok 'times are UTC wherever it runs' in_any_zone
test_ok '-o writes a file' sh -c "chunk-info -o text $data/codes.chunk && chunk-info $data/codes.chunk | cmp - text"
test_fails 1 'cut short' 'a stream that is not sound is an error with -o too' chunk-info -o none cut
test_ok '-o leaves no file if the stream is not sound' test ! -e none
test_fails 1 'standard output: cannot write' 'a full disk is an error' \
    sh -c "chunk-info $data/codes.chunk >/dev/full"

# ---- The page's examples ----

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$srcdir/man/chunk-info.1" | sed 's/\\(dq/"/g' >examples
cp "$data/codes.chunk" day.chunk
cp day.chunk copy.chunk
cp made.chunk november.chunk
command -v dot >/dev/null || sed -i '/| dot/d' examples
test_ok 'the examples run as they stand' sh -e examples
test_done
