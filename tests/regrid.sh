# SPDX-License-Identifier: BSD-2-Clause
# regrid.sh - onto the grid of another stream: NumPy's and gdalwarp's cells, means by area, mosaics, and
# what is refused.
. "${srcdir:-.}/tests/lib.sh"
test -n "$python" || test_skip 'no python3 with numpy makes the streams'
"$python" "$srcdir/tests/make/regrids.py"

# A build without PROJ knows only one CRS and degrees, and says so of others.
proj=
! regrid --like w-degrees.chunk -o got f-utm.chunk 2>without || proj=yes
test -n "$proj" || test_ok 'without PROJ it says that it has none' grep -q 'built without PROJ' without

# Two that fail are not equal.
digest() {
	chunk-info --digest "$@" || echo "none: $(date +%N)"
}
value() {
	chunk-info "$2" | sed -n "s/^$1  *//p"
}

# test_ok, where it needs PROJ
test_proj() {
	test -z "$proj" || test_ok "$@"
}

# ---- Identities ----

onto_itself() {
	for f in codes falling layers empty; do
		test "$(regrid --like "$data/$f.chunk" "$data/$f.chunk" | digest)" = "$(digest "$data/$f.chunk")" || return
	done
}
test_ok 'a stream onto its own grid is the stream, also if no projection is known' onto_itself
same_for_any_threads() {
	for what in "-m mean --like w-coarse.chunk d-degrees.chunk" "--like w-west.chunk c-globe.chunk"; do
		regrid -j 1 $what >one
		for j in 2 7; do
			regrid -j $j $what | cmp one - >&2 || return
		done
	done
}
test_ok 'the bytes are the same for any number of threads' same_for_any_threads
turns_of_globe() {
	regrid --like w-west.chunk f-globe.chunk >turned && "$python" - <<-'END'
	import numpy as np, chunkread
	a, b = (chunkread.read(p)[0][2] for p in ('f-globe.chunk', 'turned'))
	for x, y in zip(a, b):
	    if x['kind'] == 1:
	        np.testing.assert_array_equal(np.roll(x['data'], 90, axis=1), y['data'])
	END
	regrid --like w-globe.chunk turned | digest >back && digest f-globe.chunk | cmp - back
}
test_ok 'longitudes of 0 to 360 become -180 to 180, and back' turns_of_globe
means_of_degrees() {
	regrid -m mean --like w-coarse-globe.chunk f-west.chunk >got && "$python" - <<-'END'
	import numpy as np, chunkread
	a, b = (chunkread.read(p)[0][2] for p in ('f-west.chunk', 'got'))
	w = np.cos(np.radians(89 - 2 * np.arange(90)))[:, None] * np.ones(180)
	for x, y in zip(a, b):
	    if x['kind'] == 3:
	        continue
	    v = x['data'].astype('f8')
	    block = lambda z: np.where(np.isnan(v), 0, z).reshape(18, 5, 36, 5).sum(axis=(1, 3))
	    np.testing.assert_allclose(y['data'], block(np.nan_to_num(v) * w) / block(w), rtol=1e-6)
	END
}
test_ok 'means of degrees are weighed by the cosine of the latitude' means_of_degrees

# ---- The header ----

says() {
	regrid -m "$1" --like w-"$3".chunk "$2".chunk >made && test "$(value "${4%%=*}" made)" = "${4#*=}"
}
test_proj 'the grid is that of --like' says nearest f-utm degrees 'affine=10 0.11 0 62 0 -0.05'
test_proj 'its rows' says nearest f-utm degrees rows=40
test_proj 'its CRS' says nearest f-utm degrees crs=EPSG:4326
test_proj 'a mean says so' says mean f-utm coarse 'cell_methods=time: mean area: mean'
test_proj 'nearest changes no method' says nearest f-utm degrees 'cell_methods=time: mean'
test_proj 'the history has no name of a file' sh -c \
    'regrid --like w-coarse.chunk -m mean f-utm.chunk | chunk-info | grep -q "regrid [0-9.]* -m mean$"'
with_keys() {
	"$python" - <<-'END'
	import chunkread, chunkwrite
	for name, keys in ('w-degrees.chunk', 'new'), ('f-utm.chunk', 'old'):
	    (header, table, records, _), = chunkread.read(name)
	    out = [chunkwrite.field(r['codes'], r['start'], r['end'], r['layer']) for r in records if r['kind'] == 1]
	    open('keys-' + keys, 'wb').write(chunkwrite.stream(header + [('geokeys', keys)], table, out))
	END
	regrid --like keys-new keys-old | chunk-info --json | grep -q '"geokeys": "new"' &&
	    ! regrid --like w-degrees.chunk keys-old | chunk-info --json | grep geokeys
}
test_proj 'the GeoTIFF keys are those of the grid, or go' with_keys

# ---- Codes, and what is outside ----

codes_outside() {
	regrid -v --like w-degrees.chunk -o made "$1"-utm.chunk 2>said &&
	    chunk-info made | grep -c " $2 " >got && test "$(cat got)" = "$3"
}
test_proj 'codes stay codes' codes_outside c u8 2
test_proj 'codes of which none means missing become float32, if cells are outside' codes_outside n f32 1
test_proj '... which -v says' grep -q 'no code means missing' said
test_ok '... and stay if none is' sh -c 'regrid --like n-utm.chunk n-utm.chunk | chunk-info | grep -q " u8 "'
says_nodata() {
	"$python" - <<-'END'
	import chunkread, chunkwrite
	(header, table, records, _), = chunkread.read('c-utm.chunk')
	open('said-255', 'wb').write(chunkwrite.stream(header + [('nodata', '255')], table,
	    [chunkwrite.field(records[0]['codes'], 0, 300)]))
	END
	regrid --like w-degrees.chunk said-255 >got && "$python" - <<-'END'
	import chunkread
	got = chunkread.read('got')[0][2][0]['codes']
	assert got[0, 0] == 255, got[0, 0]
	END
}
test_proj 'cells outside get the code that the source wrote for no data' says_nodata

# ---- Mosaics ----

mosaic() {
	radar-synth --from 2020-11-01 --rows 60 --cols 50 --echo 40 -o .
	radar-unzip --to 2020-11-01T01:00 2020-11-01.zip | tif2rain >composite
	crop --rows 0,60 --cols 0,30 composite >west && crop --rows 0,60 --cols 21,50 composite >east || return
	regrid --like composite -o west-onto west && regrid --like composite east >east-onto || return
	for method in fill max; do
		test "$(chunk-combine -m $method west-onto east-onto | digest)" = "$(digest composite)" || return
	done
}
test_ok 'two windows of a composite that overlap, each onto its grid, give it back' mosaic

# ---- A grid that holds both ----

extended_mosaic() {
	regrid --like west --extend east >both && regrid --like both west >west-both || return
	test "$(chunk-combine -m max west-both both | digest)" = "$(digest composite)"
}
test_ok '--extend: two windows give their composite back, without a third grid' extended_mosaic
extended_corner() {
	crop --rows 5,20 --cols 4,9 composite >inner && crop --rows 0,50 --cols 8,40 composite >other &&
	    regrid --like inner --extend other >both && crop --rows 0,50 --cols 4,40 composite >wanted &&
	    test "$(chunk-info both | grep affine)" = "$(chunk-info wanted | grep affine)" &&
	    regrid --like both inner | chunk-combine -m max - both | regrid --like inner | digest >got &&
	    test "$(cat got)" = "$(digest inner)"
}
test_ok '--extend: to the north, east and south, and not to the west' extended_corner
extended_nothing() {
	test "$(regrid --like composite --extend inner | digest)" = "$(regrid --like composite inner | digest)"
}
test_ok '--extend: a grid that holds the input stays' extended_nothing

# All cells of the input have their centres in the new grid, whose cells are those of --like and more.
holds_all() {
	regrid --like w-$2.chunk --extend -o both f-$1.chunk && regrid -v --like f-$1.chunk both 2>said >back &&
	    awk '/cells have their centres/ { exit $2 != $4 }' said && "$python" - w-$2.chunk both <<-'END'
	import sys, numpy as np, chunkread
	def grid(path):
	    header = dict(chunkread.read(path)[0][0])
	    return int(header['rows']), int(header['cols']), [float(x) for x in header['affine'].split()]
	(rows, cols, a), (more_rows, more_cols, b) = map(grid, sys.argv[1:])
	m = np.array([[a[1], a[2]], [a[4], a[5]]])
	west, north = np.linalg.solve(m, [a[0] - b[0], a[3] - b[3]])
	assert a[1:3] == b[1:3] and a[4:] == b[4:]
	assert abs(west - round(west)) < 1e-6 and abs(north - round(north)) < 1e-6, (west, north)
	assert 0 <= round(west) <= more_cols - cols and 0 <= round(north) <= more_rows - rows
	END
}
for pair in utm:degrees degrees:utm turned:degrees degrees:turned km:utm utm:km degrees:stere utm:seam \
    pacific:globe pacific:west seam:pacific west:globe globe:west far:degrees far:globe stere:west \
    stere:degrees seam:degrees stere:globe globe:degrees fiji:pacific fiji-eqc:globe fiji:west degrees:fiji; do
	test_proj "--extend, $pair: all of the input" holds_all ${pair%:*} ${pair#*:}
done

# ---- NumPy and gdalwarp ----

pairs='utm:degrees degrees:utm turned:degrees degrees:turned km:utm utm:km stere:globe globe:stere west:stere
    seam:globe globe:seam west:seam globe:pacific west:pacific utm:coarse turned:utm'
mean_pairs='utm:coarse turned:coarse km:coarse degrees:coarse degrees:coarse-utm utm:coarse-utm turned:coarse-utm
    stere:coarse-globe globe:coarse-globe seam:coarse-globe'
by_numpy() {
	regrid -m $1 --like w-$3.chunk -o got $4-$2.chunk &&
	    "$geo" "$srcdir/tests/compare/regrid.py" $1 $4-$2.chunk w-$3.chunk got >said || return
}
geo=
for p in "$python" /usr/bin/python3; do
	"$p" -c 'from osgeo import osr; import numpy' 2>/dev/null && geo=$p && break
done
if test -n "$geo" && test -n "$proj"; then
	for kind in f c n d; do
		for pair in $pairs; do
			test_ok "nearest, $kind, $pair: NumPy's cells by PROJ" by_numpy nearest ${pair%:*} ${pair#*:} $kind
		done
		for pair in $mean_pairs; do
			test_ok "mean, $kind, $pair: NumPy's means by area" by_numpy mean ${pair%:*} ${pair#*:} $kind
		done
	done
else
	echo '# no PROJ here, or no python3 with osgeo'
fi

# gdalwarp takes the cell that holds the centre, as nearest does; values are compared as they are.
by_gdalwarp() {
	crop --to 1970-01-01T00:05 f-$1.chunk | chunk2tif -o old.tif - || return
	regrid --like w-$2.chunk f-$1.chunk | crop --to 1970-01-01T00:05 | chunk2tif -o ours.tif - || return
	"$geo" - "$2" <<-'END'
	import sys
	import numpy as np
	from osgeo import gdal
	gdal.UseExceptions()
	ours = gdal.Open('ours.tif')
	g, crs = ours.GetGeoTransform(), ours.GetProjection()
	box = (g[0], g[3] + ours.RasterYSize * g[5], g[0] + ours.RasterXSize * g[1], g[3])
	theirs = gdal.Warp('', 'old.tif', format='MEM', resampleAlg='near', outputBounds=box, dstSRS=crs,
	                   width=ours.RasterXSize, height=ours.RasterYSize, errorThreshold=0, dstNodata=float('nan'))
	a, b = ours.ReadAsArray(), theirs.ReadAsArray()
	other = ~((a == b) | (np.isnan(a) & np.isnan(b)))
	assert (~np.isnan(a)).sum() > 500 and not other.any(), (other.sum(), np.argwhere(other)[:5])
	END
}
if test -n "$geo" && test -n "$proj"; then
	for pair in utm:degrees degrees:utm turned:degrees turned:utm; do
		test_ok "nearest, $pair: gdalwarp's values" by_gdalwarp ${pair%:*} ${pair#*:}
	done
fi

# ---- What it refuses ----

refused() {
	regex=$1 sentence=$2
	shift 2
	test_fails 1 "^regrid: $regex" "$sentence" regrid -o none "$@"
	test ! -e none || { failed "$sentence: leaves no file"; rm none; }
}
if test -n "$proj"; then
	refused 'no cell of the grid of --like has its centre in the input: the input is 11.* to 15 E, 59.* N, the grid of --like 100 to 105 E, -25 to -20 N' \
	    'grids that do not overlap' --like w-far.chunk f-utm.chunk
	refused 'no cell of the input has its centre in the grid of --like' 'means where grids do not overlap' \
	    -m mean --like w-far.chunk f-utm.chunk
fi
if test -n "$proj"; then
	refused '--extend: the input reaches to where the CRS of --like has no place: crop it first' \
	    'what a projection does not have' --extend --like w-utm.chunk f-globe.chunk
fi
refused '-m mean: [0-9]* of [0-9]* cells of the grid hold no centre .*: -m nearest' 'a grid too fine for means' \
    -m mean --like w-degrees.chunk f-coarse.chunk
"$python" - <<'END'
import chunkread, chunkwrite
def change(name, to, more=(), **keys):
    (header, table, records, _), = chunkread.read(name)
    header = [(k, keys.get(k, v)) for k, v in header] + list(more)
    out = [chunkwrite.field(r['codes'], r['start'], r['end'], r['layer']) for r in records if r['kind'] == 1]
    open(to, 'wb').write(chunkwrite.stream(header, table, out))
change('f-degrees.chunk', 'unknown', crs='unknown')
change('w-degrees.chunk', 'unknown-too', crs='unknown')
change('w-degrees.chunk', 'fine-grid', affine='10 0.001 0 62 0 -0.001')
change('f-degrees.chunk', 'dbz', units='dBZ')
change('f-degrees.chunk', 'kinds', [('flag_values', '1 2')])
change('f-degrees.chunk', 'layer-kinds', [('layer.x.flag_values', '1 2')])
END
refused '--extend: the grid of --like around the input would have [0-9]* x [0-9]* cells, over the limit of 67108864' \
    'a grid that is too large' --extend --like fine-grid f-globe.chunk
refused 'the input: where its cells are .* unknown' 'an input whose CRS is unknown' --like w-degrees.chunk unknown
refused '--like: where its cells are .* unknown' 'a grid whose CRS is unknown' --like unknown f-degrees.chunk
refused 'the input: where its cells are .* unknown' 'two that are unknown are not one' --like unknown-too unknown
refused 'the input is dBZ' 'means of dBZ' -m mean --like w-coarse.chunk dbz
test_ok 'nearest of dBZ' regrid --like w-coarse.chunk -o given dbz
refused 'the values are categories' 'means of categories' -m mean --like w-coarse.chunk kinds
refused 'the values are categories' 'means of a layer of categories' -m mean --like w-coarse.chunk layer-kinds
test_ok 'nearest of categories' regrid --like w-coarse.chunk -o given kinds
refused '--like: .*/images.chunk: has no grid' 'a grid of images' --like "$data/images.chunk" f-utm.chunk
refused '--like: no-such: cannot open' 'a grid that is not there' --like no-such f-utm.chunk
head -c 100 f-utm.chunk >cut
refused '--like: cut: .*cut short' 'a grid that is cut short' --like cut f-utm.chunk
head -c 1000 f-coarse.chunk >cut
refused 'cut: .*cut short' 'an input that is cut short' --like w-degrees.chunk cut
test_fails 2 '--like: name a stream' 'no grid' regrid f-utm.chunk
test_fails 2 '--like: given twice' 'two grids' regrid --like w-far.chunk --like w-far.chunk f-utm.chunk
test_fails 2 '--like: name a file' '--like from standard input' regrid --like - f-utm.chunk
test_fails 2 'nearest.mean' 'an unknown method' regrid -m cubic --like w-far.chunk f-utm.chunk

# ---- The page's examples ----

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$srcdir/man/regrid.1" | sed 's/\\(dq/"/g; s/\\-/-/g' >examples
cp composite sweden.chunk
cp west finland.chunk
cp f-degrees.chunk fine.chunk
cp w-coarse.chunk model.chunk
test_ok 'the examples run as they stand' sh -e examples
test_done
