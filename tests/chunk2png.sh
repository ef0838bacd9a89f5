# SPDX-License-Identifier: BSD-2-Clause
# chunk2png.sh - stills: names, layers, what each shows, and PNGs that other programs read as meant.
. "${srcdir:-.}/tests/lib.sh"

codes=$data/codes.chunk
bin-average -w 30min "$codes" >bins.chunk
stats --layers min,max,mean,std,count --sum --when --exceed 1,0.1 --quantiles 0.5,0.95 -q "$codes" >stats.chunk

# ---- Files ----

names_are() {
	mkdir a && chunk2png -o 'a/%L-%Y%m%dT%H%M.png' bins.chunk && ls a >got && grep -c . got >&2 &&
	    grep -qx 'rainfall_rate-19700101T0000.png' got && test "$(grep -c . got)" = "$(chunk-info bins.chunk | grep -c '^field')"
}
test_is 'a file for each field, with its time and variable' names_are
layers() {
	mkdir l && chunk2png -o l/%L.png stats.chunk 2>err.txt &&
	    test "$(cat err.txt)" = 'chunk2png: sum: nothing to see: every cell of every field is missing' &&
	    test "$(ls l | tr '\n' ' ')" = 'above_0.1.png above_1.png count.png max.png mean.png min.png q0.5.png q0.95.png std.png sum.png when_max.png when_min.png '
}
test_ok 'a file for each layer' layers
test_ok 'a plain name is enough for one picture' chunk2png --layer mean -o one.png stats.chunk
same_name() {
	mkdir s && echo old >s/19700101.png && ! chunk2png -o s/%Y%m%d.png bins.chunk 2>err.txt &&
	    grep -q 'would get the name of a field before it' err.txt && test "$(ls s)" = 19700101.png &&
	    test "$(cat s/19700101.png)" = old
}
test_ok 'two fields of one name write nothing' same_name
test_fails 2 '^chunk2png: -o .*%Q stands for nothing' 'a pattern that means nothing is a usage error' \
    chunk2png -o x%Q.png "$codes"
test_fails 2 '^chunk2png: -o x.gif: .*gifmake' 'a GIF is made by another tool' chunk2png -o x.gif "$codes"
test_fails 2 '^gifmake: -o x.png: .*chunk2png' 'and a PNG not by gifmake' gifmake -o x.png "$codes"
two_layers() {
	chunk2png --layer min,max -o two-%L.png stats.chunk && test "$(echo two-*.png)" = 'two-max.png two-min.png'
}
test_ok '--layer takes a list' two_layers
test_fails 1 '^chunk2png: --layer maximum: .*min, max, mean' 'a layer that is not there is an error' \
    chunk2png --layer maximum -o x.png stats.chunk
test_fails 1 '^chunk2png: no fields' 'a stream without fields makes no picture' chunk2png -o x.png "$data/empty.chunk"
test_fails 1 'images that are still encoded' 'images need tif2rain in between' \
    chunk2png -o x.png "$data/images.chunk"
cut_short() {
	head -c -64 bins.chunk | chunk2png -o x-%H%M.png
}
test_fails 1 '^chunk2png: .*ended' 'a stream that was cut short makes no picture' cut_short
nothing_left() {
	test -z "$(find . -name 'x*.png*' -o -name 'x.gif*' -o -name '.x*')"
}
test_ok 'no error left a file' nothing_left

# ---- Standard output ----

# Each PNG begins with the same eight bytes.
follow() {
	chunk2png bins.chunk >all.png && cat a/*.png | cmp - all.png && chunk2png -o - bins.chunk | cmp - all.png
}
test_ok 'without -o pictures follow each other on standard output' follow
same_bytes() {
	for j in 1 2 7; do
		chunk2png -j $j --map coast,borders,grid bins.chunk >$j.pngs || return
	done
	cmp 1.pngs 2.pngs && cmp 1.pngs 7.pngs && ! cmp -s 1.pngs all.png
}
test_ok 'the bytes are the same for any number of threads' same_bytes

posters() {
	chunk2png --no-legend --zoom 1 --map none -o small.png --layer max stats.chunk &&
	    chunk2png --zoom 40 -o large.png --layer max stats.chunk &&
	    test "$(od -An -tu1 -j 18 -N 2 small.png | awk '{ print $1 * 256 + $2 }')" -lt \
	    "$(od -An -tu1 -j 18 -N 2 large.png | awk '{ print $1 * 256 + $2 }')"
}
test_ok '--zoom makes posters' posters

# ---- What is shown ----

test -n "$python" || test_skip 'no python3 with NumPy: PNGs are not looked into'
png() {
	"$python" "$srcdir/tests/compare/png.py" "$@"
}
titles() {
	for layer in min max mean std count sum when_min when_max above_1 above_0.1 q0.5 q0.95; do
		png texts l/$layer.png || return
	done | sed -n 's/^Title: //p' >titles
	cat >wanted <<-'EOF'
	Minimum rain rate
	Maximum rain rate
	Mean rain rate
	Rain rate, standard deviation
	Number of images
	Rainfall
	Time of the minimum
	Time of the maximum
	Hours above 1 mm/h
	Hours above 0.1 mm/h
	Median rain rate
	95th percentile of rain rate
	EOF
	diff wanted titles
}
test_ok 'each layer is named in words' titles
texts() {
	chunk2png --title 'Åska' --credit 'Källa' -o texts.png --layer max stats.chunk && png texts texts.png >texts
	cat >wanted <<-'EOF'
	Title: Åska
	Start: 1970-01-01T00:00Z
	EOF
	grep -xf wanted texts | diff wanted - && grep -q '^Source: Data: Källa\.' texts && grep -q '^End: 1970-01-01T00:' texts &&
	    grep -q '^chunk2png .*--title' texts && grep -q '^History: ' texts
}
test_ok 'title, credit, time and history are texts of the file' texts

# shows STREAM STEPS MAP [OPTION ...]
shows() {
	stream=$1 steps=$2 map=$3
	shift 3
	chunk2png "$@" "$stream" >shown.png && chunk2npy -o shown.npy "$stream" && png map shown.png shown.npy "$steps" "$map"
}
streams() {
	"$python" "$srcdir/tests/make/pictures.py" && "$python" "$srcdir/tests/make/kinds.py"
}
test_ok 'streams of every kind are made' streams
test_ok 'pixels are the steps of their values' shows float.chunk LOG any
test_ok 'the same without a map' shows float.chunk LOG none --map none
test_ok 'pixels of codes' shows wide.chunk LOG any
test_ok 'pixels of reflectivity in steps of 5 dBZ' shows dbz.chunk 'range(-10, 61, 5)' any

# classes STREAM CLASSES [OPTION ...]: those that are in the picture or its legend.
classes() {
	stream=$1 wanted=$2
	shift 2
	chunk2png --map none "$@" "$stream" >shown.png && got=$(png classes shown.png) &&
	    test "$got" = "[$wanted]" || { echo "$got" >&2; return 1; }
}
test_ok 'a difference has no dry class' classes difference.chunk '0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12'
test_ok 'even steps: -50 to 50 by 10' classes difference.chunk '0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12' --scale linear
test_ok 'a symmetric range makes a difference' classes kelvin.chunk '0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12' --range -5,5
test_ok 'categories are swatches' classes kinds.chunk '0, 2, 3, 4'
test_ok 'categories with a range are numbers' classes kinds.chunk '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12' --range 0,5 --scale linear
test_fails 1 '^chunk2png: .*65 categories.*64 colours.*--range 0,65' 'more categories than colours are an error' \
    chunk2png -o x.png many.chunk
test_ok 'but a range shows them' chunk2png --range 0,65 -o many.png many.chunk
# Every number has a colour of its own, the same as gdaldem and QGIS are told.
many_categories() {
	"$python" "$srcdir/tests/make/categories.py" 9 12 30 64 && for n in 9 12 30 64; do
		chunk2png --map none --layer cluster -o regions.png map-$n.chunk && gifmake --palette qgis --layer cluster -o steps map-$n.chunk &&
		    "$python" - $n <<-'EOF' || return
		import os, sys
		import numpy as np
		sys.path.insert(0, os.environ['srcdir'] + '/tests/compare')
		import png
		n, want = int(sys.argv[1]), np.load('map-%s.npy' % sys.argv[1])
		texts, palette, pixels = next(png.pictures('regions.png'))
		rows, cols = want.shape
		zoom = 970 // max(rows, cols)
		got = palette[pixels][63 + zoom // 2:][:rows * zoom:zoom, 16 + zoom // 2:][:, :cols * zoom:zoom]
		bare = pixels[63 + zoom // 2:][:rows * zoom:zoom, 16 + zoom // 2:][:, :cols * zoom:zoom] >= 16
		told = [line.split(',') for line in open('steps') if line[0].isdigit()]
		assert [(int(t[0]), t[5].strip()) for t in told] == [(i, 'region %d' % i) for i in range(1, n + 1)], told
		for t in told:
		    here = got[bare & (want == int(t[0]))]
		    assert len(here) > 4 and (here == [int(v) for v in t[1:4]]).all(), t
		assert len({tuple(t[1:4]) for t in told}) == n
		EOF
	done
}
test_ok 'up to 64 categories have colours of their own' many_categories
regions_titles() {
	chunk2png -o '%L.png' map-12.chunk && for layer in cluster silhouette landmark; do
		png texts $layer.png || return
	done | sed -n 's/^Title: //p' >titles && printf '%s\n' 'Regions whose rain rate varies together' \
	    'Silhouette of the regions' 'Regions of the landmarks' | diff - titles
}
test_ok 'the layers of regions are named in words' regions_titles
test_ok 'a silhouette is from -1 to 1 in even steps' test "$(gifmake --palette qgis --layer silhouette map-12.chunk |
    sed -n 's/.*,255,//p' | tr '\n' ';')" = '< -1;-1 to -0.8;-0.8 to -0.6;-0.6 to -0.4;-0.4 to -0.2;-0.2 to +0.2;+0.2 to +0.4;+0.4 to +0.6;+0.6 to +0.8;+0.8 to +1;>= +1;'
dates() {
	chunk2png --layer when_max stats.chunk >when.png && png classes when.png >got && ! grep -q '1,' got
}
test_ok 'times are neither dry nor more' dates
test_fails 1 '^chunk2png: when_max: are times' 'a range of times is an error' \
    chunk2png --layer when_max --range 0,5 -o x.png stats.chunk

# ---- Ranges that are found ----

# range_of OPTIONS ...: the first and the last step.
range_of() {
	gifmake --palette qgis "$@" >steps && sed -n 's/.*,\(.*\)$/\1/p' steps | sed -n '1p;$p' | tr '\n' ' '
}
found() {
	test "$(range_of kelvin.chunk)" = '< 270 >= 295 ' && test "$(range_of --range auto kelvins.chunk)" = '< 270 >= 330 ' &&
	    test "$(range_of --range auto <kelvins.chunk)" = '< 270 >= 330 ' &&
	    test "$(cat kelvin.chunk | range_of)" = '< 270 >= 295 ' && test "$(range_of --range auto weak.chunk)" = '< 0.001 >= 0.05 '
}
test_ok 'a range is found in one field, or in several files that are read twice' found
within_a_file() {
	cat kelvin.chunk kelvins.chunk >both.chunk
	size=$(wc -c <kelvin.chunk)
	{ dd bs=1 count="$size" of=first.chunk 2>dd.err && range_of --range auto >range; } <both.chunk
	test "$(cat range)" = '< 270 >= 330 '
}
test_ok 'standard input may be a file that was read in part' within_a_file
pipe() {
	cat kelvins.chunk | chunk2png -o x-%H.png
}
test_fails 1 '^chunk2png: .*several fields.*write them to a file' 'several fields on a pipe have no range' pipe
nothing() {
	"$@" missing.chunk 2>err.txt &&
	    test "$(cat err.txt)" = "$1: the values: nothing to see: every cell of every field is missing"
}
test_ok 'nothing that is there needs none, and it is told' nothing chunk2png --range auto -o missing.png
warns() {
	"$@" weak.chunk >weak.out 2>err.txt && test "$(wc -l <err.txt)" = 1 &&
	    grep -q 'below the range that begins at 0.1: --range 0.001,0.05 would show it' err.txt
}
test_ok 'a picture in which nothing is seen says so' warns chunk2png
test_ok 'a GIF, too' warns gifmake
test_ok 'one in which over 90 % is not seen, as of a long mean' \
    sh -c 'chunk2png -o below-%H.png below91.chunk 2>&1 | grep "^chunk2png: [^:]*: 91 % of what is not dry is below"'
test_ok 'one in which 89 % is not seen says nothing' \
    sh -c '! chunk2png -o below-%H.png below89.chunk 2>&1 | grep .'
weak_difference() {
	chunk2png -o weak.png weak-difference.chunk 2>err.txt &&
	    grep -q '^chunk2png: the values: 100 % of what is not 0 is in the pale step around 0, from -2 to 2: --range -0.[0-9]*,0.[0-9]* would show it$' err.txt &&
	    chunk2png --range "$(sed -n 's/.*--range \([^ ]*\) .*/\1/p' err.txt)" -o weak.png weak-difference.chunk >quiet 2>&1 &&
	    chunk2png -o wide.png difference.chunk >>quiet 2>&1 && test ! -s quiet
}
test_ok 'a difference in which nothing is seen says so, and the range that it names is quiet' weak_difference
test_ok 'one of a given range says nothing of 91 %, and something of 100 %' \
    sh -c '! chunk2png --range 0.1,50 -o below-%H.png below91.chunk 2>&1 | grep . &&
        chunk2png --range 0.1,50 -o below-%H.png weak.chunk 2>&1 | grep "100 % of what is not dry"'
test_ok 'the range that it names is quiet' chunk2png --range 0.001,0.05 -o weak-%H.png weak.chunk
test_ok 'a dry picture says nothing' chunk2png -o dry-%H.png dry.chunk
test_ok 'one without data says so' nothing chunk2png -o none.png
test_ok 'and so does a page' nothing chunk2html -o none.html
no_dates() {
	stats --layers none --when missing.chunk | chunk2png -o 'none-%L.png' 2>err.txt &&
	    test "$(grep -c '^chunk2png: when_m[axin]*: nothing to see: every cell of every field is missing$' err.txt)" = 2
}
test_ok 'and dates' no_dates

# ---- Other programs ----

if command -v convert >/dev/null; then
	by_magick() {
		convert l/max.png -depth 8 rgb:magick.rgb &&
		    "$python" - <<-'EOF'
		import os, sys
		sys.path.insert(0, os.environ['srcdir'] + '/tests/compare')
		import png
		texts, palette, pixels = next(png.pictures('l/max.png'))
		assert palette[pixels].tobytes() == open('magick.rgb', 'rb').read()
		EOF
	}
	export srcdir
	test_ok 'ImageMagick reads the same colours' by_magick
else
	echo '# no ImageMagick here'
fi
for p in "$python" /usr/bin/python3; do
	if "$p" -c 'import PIL' 2>/dev/null; then
		by_pil() {
			"$p" - <<-'EOF'
			import os, sys
			sys.path.insert(0, os.environ['srcdir'] + '/tests/compare')
			import png
			from PIL import Image
			texts, palette, pixels = next(png.pictures('texts.png'))
			image = Image.open('texts.png')
			image.load()
			assert image.convert('RGB').tobytes() == palette[pixels].tobytes()
			assert {k: str(v) for k, v in image.text.items()} == texts
			EOF
		}
		test_ok 'PIL reads the same colours and texts' by_pil
		break
	fi
done
if "${p:-python3}" -c 'from osgeo import gdal' 2>/dev/null && command -v gdaldem >/dev/null; then
	# Values at all steps and just below, as chunk2tif writes them, in gdaldem's colours.
	by_gdal() {
		chunk2tif -o edges.tif "$1" && gifmake --palette gdaldem "$@" >edges.txt &&
		    gdaldem color-relief -q edges.tif edges.txt edges-rgb.tif && chunk2png --map none "$@" >edges.png &&
		    "$p" - <<-'EOF'
		import os, sys
		import numpy as np
		sys.path.insert(0, os.environ['srcdir'] + '/tests/compare')
		import png, gif
		from osgeo import gdal
		gdal.UseExceptions()
		rgb = np.moveaxis(gdal.Open('edges-rgb.tif').ReadAsArray(), 0, 2)
		texts, palette, pixels = next(png.pictures('edges.png'))
		zoom = max(1, 970 // max(rgb.shape[:2]))
		at = pixels[63 + zoom // 2:][:rgb.shape[0] * zoom:zoom, 16 + zoom // 2:][:, :rgb.shape[1] * zoom:zoom]
		seen = at >= 16
		assert (palette[at] == rgb)[seen].all(), (palette[at] != rgb).any(2).sum()
		assert seen.mean() > 0.5
		EOF
	}
	test_is 'gdaldem gives a GeoTIFF the colours of the picture: rain at its steps' by_gdal edges.chunk
	test_ok 'differences' by_gdal difference.chunk
	test_ok 'categories' by_gdal kinds.chunk
	test_ok 'a range that is found' by_gdal kelvin.chunk
fi
test_done
