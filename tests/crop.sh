# SPDX-License-Identifier: BSD-2-Clause
# crop.sh - parts of grids and of time: identities, NumPy's slices, and the cells that xarray, CDO, OGR
# and gdal_rasterize find in the same boxes and polygons.
. "${srcdir:-.}/tests/lib.sh"

digest() {
	chunk-info --digest "$@"
}

# value KEY FILE: what a header says
value() {
	chunk-info "$2" | sed -n "s/^$1  *//p"
}

# same_as FILE COMMAND ...: the stream of the command, but for its history
same_as() {
	want=$1
	shift
	"$@" >got || return
	chunk-info --json "$want" | sed '/"history"/,/]/d; s/, "bytes": [0-9]*//' >want.json
	chunk-info --json got | sed '/"history"/,/]/d; s/, "bytes": [0-9]*//' | cmp - want.json >&2 &&
	    test "$(digest got)" = "$(digest "$want")"
}

refuses() {
	sentence=$1 regex=$2
	shift 2
	test_fails 1 "^crop: $regex" "$sentence" crop -o none "$@"
}

wrong() {
	sentence=$1 regex=$2
	shift 2
	test_fails 2 "^crop: $regex" "$sentence" crop -o none "$@"
}

polygon() {
	echo '{"type":"Polygon","coordinates":[['"$1"']]}'
}

codes=$data/codes.chunk

# ---- Identities ----

for name in codes falling layers empty; do
	test_ok "all rows of $name.chunk are $name.chunk" \
	    same_as "$data/$name.chunk" crop --rows 0,6 "$data/$name.chunk"
	test_ok "all columns of $name.chunk are $name.chunk" \
	    same_as "$data/$name.chunk" crop --cols 0,9 "$data/$name.chunk"
done
test_ok 'all of the time is all' same_as "$codes" crop --from 1970-01-01 --to 1971-01-01 "$codes"

twice_is_once() {
	crop --rows 1,5 --cols 2,9 "$1" >part
	crop --rows 3,4 --cols 3,8 "$1" >want
	same_as want crop --rows 2,3 --cols 1,6 part
}
for name in codes layers; do
	test_ok "a part of a part of $name.chunk is a part" twice_is_once "$data/$name.chunk"
done

orders() {
	subsample -f 2 "$codes" | crop --rows 1,3 --cols 1,3 >want &&
	    crop --rows 2,6 --cols 2,6 "$codes" | subsample -f 2 >other &&
	    same_as want cat other
}
test_ok 'crop after subsample is subsample after crop' orders

threads() {
	crop -j 1 "$@" >one || return
	for j in 2 3 8; do
		crop -j $j "$@" | cmp one - >&2 || return
	done
}
test_ok 'the bytes are the same for any number of threads' threads --rows 1,5 --cols 2,7 "$codes"

# ---- Time ----

# joined TIME STREAM: both sides of a time, one after the other, are the stream
joined() {
	crop --to "$1" "$2" >before && crop --from "$1" "$2" >after || return
	same_as "$2" sh -c 'cat before after'
}
for time in 00:05 00:10 00:12 00:15 00:20 00:26 00:30 00:40; do
	test_ok "the streams before and after $time are the whole" joined 1970-01-01T$time "$codes"
done
bins() {
	bin-average -w 15min "$codes" >bins && joined 1970-01-01T00:15 bins && joined 1970-01-01T00:30 bins
}
test_ok 'so are those of bins, with gaps in their time' bins
stops() {
	crop --from 1970-01-01T00:15 --to 1970-01-01T00:20 "$codes" | chunk-info --gaps >list
	test "$(grep -c '^gap  *1970-01-01T00:15Z  1970-01-01T00:20Z .* 0/1  missing' list)" = 1 &&
	    ! grep -q '^field' list
}
test_ok 'gaps are cut, with the steps that are left' stops
refuses 'a field across --from' \
    '--from 1970-01-01T00:03Z: a field from 1970-01-01T00:00Z to 1970-01-01T00:05Z lies across it' \
    --from 1970-01-01T00:03 "$codes"
refuses 'a field across --to' '--to 1970-01-01T00:35Z: .* to 1970-01-01T00:40Z lies across' \
    --to 1970-01-01T00:35 "$codes"
refuses 'a field of a layer across --to' '--to 1970-01-01T06:00Z: a field of the layer mean from ' \
    --to 1970-01-01T06:00 "$data/layers.chunk"
refuses 'a time without records' 'nothing is left: the stream is from 1970-01-01T00:00Z to 1970-01-01T00:45Z$' \
    --from 1970-01-01T00:45 "$codes"
refuses 'any time of an empty stream' 'nothing is left: the input is sound, but' --from 1970-01-01 "$data/empty.chunk"

# ---- Values and places, by NumPy ----

records() {
	crop "$@" | value records -
}
sliced() {
	stream=$1 rows=$2 cols=$3
	crop --rows "$rows" --cols "$cols" "$stream" >part &&
	    "$python" "$srcdir/tests/compare/crop.py" slice "$stream" part "$(echo $rows | tr , :)" \
	    "$(echo $cols | tr , :)"
}
seam() {
	crop --bbox -20.2,-30,30,60.2 $1.chunk >part &&
	    "$python" "$srcdir/tests/compare/crop.py" slice $1.chunk part 30:120 $2 ${3:-} &&
	    test "$(value affine part)" = '-20 1 0 60 0 -1'
}
if test -n "$python" && "$python" "$srcdir/tests/make/regions.py" .; then
	for kind in u1 u2 f4 f8; do
		for at in '0,37 0,52' '0,37 1,53' '5,6 7,8' '3,30 17,50' '36,37 40,53' '1,37 0,53' '7,19 16,32'; do
			test_ok "$kind, rows and columns $at: NumPy's slices" sliced $kind.chunk ${at% *} ${at#* }
		done
	done
	test_ok 'so of layers' sliced "$data/layers.chunk" 2,5 1,8
	test_ok 'a box across the seam of 0 to 360' seam from0 340:360 30
	test_ok 'the same box of -180 to 180' seam globe 160:210
	test_ok 'the header says how many records are left' \
	    test "$(records --from 1970-01-01T00:30 --to 1970-01-01T01:00 u1.chunk)" = 6
	test_ok 'also if the stream ends before' test "$(records --from 1970-01-01T00:30 u1.chunk)" = 36
	test_ok 'and all of them without a time' test "$(records --rows 1,2 u1.chunk)" = 42
	made=yes
fi
test_ok 'the origin moves by whole cells' test "$(crop --rows 1,3 --cols 2,9 "$codes" | value affine -)" = \
    '130678.31999999999 2014.958 0 7769237.9180000005 0 -2014.958'
test_ok 'that of a rotated grid too' \
    test "$(crop --rows 1,3 --cols 2,9 "$data/layers.chunk" | value affine -)" = '14.5 2 0.5 17.5 -0.25 -2'

# ---- Boxes in the CRS ----

xy() {
	crop --rows 1,3 --cols 2,5 "$codes" >want
	# Centres on both edges; the corners in another order.
	same_as want crop --xy 131685.799,7766215.481,135715.715,7768230.439 "$codes" &&
	    same_as want crop --xy 136000,7768231,131000,7766000 "$codes"
}
test_ok 'a box in the CRS has the centres on its edges' xy
refuses 'a box in the CRS outside the grid' \
    '--xy: no cell .* the grid has x from 126648.404 to 144783.026 and y from 7759163.128 to 7771252.876' \
    --xy 0,0,10,10 "$codes"
turned() {
	crop --xy 14,8,24,18 "$data/layers.chunk" >part
	crop --xy 14,8,24,18 --mask "$data/layers.chunk" >masked
	test "$(value affine part)" = "$(value affine masked)" &&
	    test "$(digest part)" != "$(digest masked)"
}
test_ok '--mask makes cells of a rotated grid missing that are outside the box' turned

# ---- Boxes in degrees ----

for maker in "$python" /usr/bin/python3; do
	test -n "$maker" && "$maker" -c 'import netCDF4, xarray, dask, numpy' 2>/dev/null && break
	maker=
done
# of_imerg W,S,E,N ROWS COLS: nc2chunk's box and ours are one stream, and have so many cells
of_imerg() {
	nc2chunk -V HQprecipitation --step 1d --bbox "$1" imerg/*.nc4 >want &&
	    nc2chunk -V HQprecipitation --step 1d imerg/*.nc4 >whole.chunk && same_as want crop --bbox "$1" whole.chunk &&
	    test "$(value rows got) $(value cols got)" = "$2 $3"
}
as_xarray() {
	crop --bbox "$1" whole.chunk >part &&
	    "$maker" "$srcdir/tests/compare/crop.py" xarray 'imerg/*.nc4' part $(echo "$1" | tr , ' ')
}
as_cdo() {
	crop --bbox "$1" whole.chunk >part
	cdo -s -O mergetime imerg/*.nc4 all.nc && cdo -s -O selname,HQprecipitation all.nc one.nc &&
	    cdo -s -O sellonlatbox,"$(echo "$1" | awk -F , '{ print $1 "," $3 "," $2 "," $4 }')" one.nc cut.nc &&
	    "$maker" "$srcdir/tests/compare/crop.py" cdo cut.nc part
}
seed=-74.13671875,-15.37244758,-60.984375,-10.68576515
if test -n "$maker" && command -v nc2chunk >/dev/null; then
	mkdir imerg
	"$maker" "$srcdir/tests/make/imerg.py" imerg 3 -80 -20 300 150
	test_ok 'the box of a notebook has 47 x 131 cells, also for nc2chunk' of_imerg $seed 47 131
	test_ok 'a box whose edges are on centres has them' of_imerg -74.05,-15.35,-61.05,-10.75 47 131
	test_ok 'longitudes count modulo 360' of_imerg 285.86,-15.37,299.02,-10.68 47 131
	test_ok "the box of a notebook has xarray's cells" as_xarray $seed
	test_ok "another box has xarray's cells" as_xarray -79.98,-12.07,-71.21,-5.03
	if command -v cdo >/dev/null; then
		test_is "the box of a notebook has CDO's cells" as_cdo $seed
		test_is "another box has CDO's cells" as_cdo -79.98,-12.07,-71.21,-5.03
	fi
fi

# All of these need PROJ, for the CRS of the grid.
if crop --bbox 5.3,69.7,5.5,70 "$codes" >part 2>err; then
	projected=yes
	test_ok 'a box in degrees on a projected grid has rows and columns' \
	    test "$(value rows part) $(value cols part)" = '5 4'
	refuses 'a box outside a projected grid' \
	    '--bbox: no cell .* longitudes from 5.28.* to 5.79.* and latitudes from 69.67.* to 69.80[0-9]*$' \
	    --bbox 15,55,16,56 "$codes"
	refuses 'latitudes before longitudes' \
	    '--bbox: no cell .* to 69.80.*; the other way round the box is inside: the west comes first$' \
	    --bbox 69.7,5.3,70,5.5 "$codes"
fi
if test -n "${made:-}"; then
	refuses 'a box in a grid of unknown CRS' '--bbox: where .* is unknown, .*--crs of the tool' \
	    --bbox 5,69,6,70 unknown.chunk
	refuses 'a box outside a grid' \
	    '--bbox: no cell .* x from 10 to 23.25 and y from 50.75 to 60$' --bbox 30,50,31,51 u1.chunk
	refuses 'latitudes before longitudes, on a grid in degrees' \
	    '--bbox: no cell .* to 60; the other way round the box is inside' --bbox 52,12,53,14 u1.chunk
fi

# ---- Polygons ----

polygon '[5.3,69],[5.5,69],[5.5,70],[5.3,70],[5.3,69]' >square.geojson
run crop --polygon square.geojson "$codes"
! grep -q 'no jansson' err || made=none
alike() {
	crop --bbox 12.1,52.1,19.1,57.1 $1.chunk >want
	polygon '[12.1,52.1],[19.1,52.1],[19.1,57.1],[12.1,57.1],[12.1,52.1]' >box.geojson
	same_as want crop --polygon box.geojson $1.chunk
}
east() {
	crop --bbox 170.2,-30,190.7,60.2 $1.chunk >want
	polygon '[170.2,-30],[190.7,-30],[190.7,60.2],[170.2,60.2],[170.2,-30]' >box.geojson
	same_as want crop --polygon box.geojson $1.chunk || return
	# Cut at the antimeridian: the same cells, numbered by the grid.
	echo '{"type":"MultiPolygon","coordinates":[[[[170.2,-30],[180,-30],[180,60.2],[170.2,60.2],[170.2,-30]]],
	    [[[-180,-30],[-169.3,-30],[-169.3,60.2],[-180,60.2],[-180,-30]]]]}' >box.geojson
	crop --polygon box.geojson $1.chunk >got &&
	    test "$(digest got)" = "$(digest want)" && test "$(value affine got)" = '170 1 0 60 0 -1'
}
west() {
	crop --bbox -20.2,-30,30,60.2 $1.chunk >want
	polygon '[-20.2,-30],[30,-30],[30,60.2],[-20.2,60.2],[-20.2,-30]' >box.geojson
	same_as want crop --polygon box.geojson $1.chunk
}
mesh() {
	rm -f part.*
	for i in $(seq 0 53); do
		crop --polygon mesh.geojson --feature n=$i $1.chunk >part.$i 2>said ||
		    { grep -q 'holds no c' said || return; rm part.$i; }
	done
	"$python" "$srcdir/tests/compare/crop.py" union $1.chunk part.*
}
oracle() {
	crop --polygon $3.geojson $2.chunk >part &&
	    /usr/bin/python3 "$srcdir/tests/compare/crop.py" $1 $2.chunk part $3.geojson
}
code_of() {
	crop --polygon triangle.geojson u1.chunk >part &&
	    "$python" -c 'import chunkread; (_, _, (r, *_), _), = chunkread.read("part"); print(r["codes"][0, 0])' >code &&
	    test "$(cat code)" = 255
}
# Each cell against each position would take minutes; it takes 0.1 s.
quick() {
	{ time -p crop -j 1 --polygon coast.geojson tm.chunk >part; } 2>times
	awk '/^user/ { exit !($2 < 20) }' times || { cat times >&2; return 1; }
}
history() {
	crop --polygon triangle.geojson u1.chunk >one
	mkdir -p folder
	cp triangle.geojson folder/same.geojson
	crop --polygon folder/same.geojson u1.chunk | cmp - one >&2 &&
	    chunk-info one | grep -q 'crop .* --polygon crc32=[0-9a-f]\{8\}$'
}
both() {
	echo '{"type":"FeatureCollection","features":[
	    {"type":"Feature","properties":{"name":"a","k":7},"geometry":'"$(polygon '[11,52],[15,52],[15,55],[11,52]')"'},
	    {"type":"Feature","properties":{"name":"b","k":7.0},"geometry":'"$(polygon '[13,52],[17,52],[17,55],[13,52]')"'}]}' >two.geojson
	crop --polygon two.geojson f4.chunk >want
	same_as want crop --polygon two.geojson --feature k=7 f4.chunk &&
	    test "$(crop --polygon two.geojson --feature name=b f4.chunk | digest)" != "$(digest want)"
}
if test "${made:-}" = yes; then
	polygon '[11.03,51.17],[20.9,53.3],[14.1,58.8],[11.03,51.17]' >triangle.geojson
	for kind in u1 u2 f4 f8; do
		test_ok "a polygon and a box of one rectangle are alike, $kind" alike $kind
	done
	for grid in globe from0; do
		test_ok "so at the antimeridian, $grid" east $grid
		test_ok "so at Greenwich, $grid" west $grid
	done
	test_ok 'each cell is in one polygon of a mesh' mesh f4
	test -z "${projected:-}" || test_ok 'so on a projected grid' mesh tm
	if /usr/bin/python3 -c 'import osgeo.gdal, numpy' 2>/dev/null; then
		for kind in u1 f8; do
			test_ok "a triangle has the cells of gdal_rasterize, $kind" oracle burnt $kind triangle
			test_ok "a triangle has the centres of OGR, $kind" oracle ogr $kind triangle
		done
		if test -n "${projected:-}"; then
			test_ok 'a coast of 100,000 positions has the centres of OGR, on a projected grid' \
			    oracle ogr tm coast
		fi
	fi
	test_ok 'cells outside have the code nodata of the header' code_of
	test -z "${projected:-}" || test_ok 'a coast of 100,000 positions is not compared with each cell' quick
	test_ok 'the history has a checksum instead of the name of the file' history
	test_ok 'all features are taken, or those with a property' both
	! /usr/bin/python3 -c 'import osgeo.gdal, numpy' 2>/dev/null ||
	    test_ok 'features that overlap have the cells of gdal_rasterize' oracle burnt f4 two
	test_ok 'the bytes of a masked stream are the same for any number of threads' \
	    threads --polygon triangle.geojson u1.chunk
	test -z "${projected:-}" || refuses 'a mask of codes of which none means missing' \
	    'the cells outside cannot become missing, .*--float' --polygon coast.geojson all.chunk
	polygon '[11.3,52.3],[11.34,52.3],[11.34,52.34],[11.3,52.3]' >small.geojson
	refuses 'a polygon that is smaller than a cell' \
	    'small.geojson: its polygon holds no centre of a cell: its area is 0.0128 cells' \
	    --polygon small.geojson u1.chunk
	polygon '[31,52],[32,52],[32,53],[31,52]' >far.geojson
	refuses 'a polygon outside the grid' \
	    'far.geojson: .* holds no cell: .* longitudes from 10 to 23.25 and latitudes from 50.75 to 60' \
	    --polygon far.geojson u1.chunk
	polygon '[11,52],[15,52],[15,55],[11,54]' >open.geojson
	refuses 'a ring that is not closed' 'open.geojson: ring 1: is not closed' --polygon open.geojson u1.chunk
	polygon '[11,52],[15,52],[NaN,55],[11,52]' >nan.geojson
	refuses 'NaN' 'nan.geojson: cannot be read as JSON: line 1' --polygon nan.geojson u1.chunk
	polygon '[386248,6174176],[396248,6174176],[396248,6184176],[386248,6174176]' >metres.geojson
	refuses 'metres' 'metres.geojson: ring 1: position 1 is 386248, 6174176, .*ogr2ogr -t_srs EPSG:4326' \
	    --polygon metres.geojson u1.chunk
	refuses 'a feature that is not there' 'mesh.geojson: no feature has name=Lund$' \
	    --polygon mesh.geojson --feature name=Lund u1.chunk
	refuses 'a file that is not there' 'nowhere: No such file' --polygon nowhere u1.chunk
elif test "${made:-}" = none; then
	refuses 'polygons without jansson' 'square.geojson: .*Debian: libjansson-dev' --polygon square.geojson "$codes"
fi

# ---- What it refuses ----

refuses 'rows beyond the grid' '--rows 2,7: the grid has 6 rows and 9 columns$' --rows 2,7 "$codes"
refuses 'columns beyond the grid' '--cols 8,10: the grid has 6 rows and 9 columns$' --cols 8,10 "$codes"
refuses 'images' 'the input holds images' --rows 1,2 "$data/images.chunk"
stats --partial "$codes" >part.chunk
refuses 'partial statistics' 'the input is partial statistics' --rows 1,2 part.chunk
wrong 'nothing to do' 'say what is to be kept' "$codes"
wrong 'two boxes' 'only one of --bbox' --bbox 1,2,3,4 --xy 1,2,3,4 "$codes"
wrong 'a box and columns' 'only one of --bbox' --bbox 1,2,3,4 --cols 1,2 "$codes"
wrong 'a polygon and a box' 'only one of --bbox' --polygon a --bbox 1,2,3,4 "$codes"
wrong '--feature alone' '--feature needs --polygon' --feature a=b --rows 1,2 "$codes"
wrong '--feature without a value' '--feature takes a property and its value' --polygon a --feature a "$codes"
wrong '--mask alone' '--mask needs' --mask --from 1970-01-01 "$codes"
wrong '--mask of rows' '--mask needs' --mask --rows 1,2 "$codes"
wrong '--from after --to' '--from must be before --to' --from 1970-01-02 --to 1970-01-01 "$codes"
for option in '--rows 1,2' '--cols 1,2' '--bbox 1,2,3,4' '--xy 1,2,3,4' '--polygon a' '--feature a=b' \
    '--from 1970-01-01' '--to 1970-01-01' --mask; do
	wrong "$option twice" "${option%% *}: given twice" $option $option "$codes"
done
for bad in '--rows 2,2' '--rows 3,2' '--rows 1' '--rows a,b' '--rows -1,2' '--cols 1,70000' '--bbox 1,2,3' \
    '--bbox 1,2,3,x' '--xy 1,2,3' '--xy 1,2,3,nan' '--from x' '--to 1970-13-01'; do
	wrong "$bad" "${bad%% *}" $bad "$codes"
done
test_ok 'nothing that was refused left a file' test ! -e none

# ---- Layers ----

stats --layers min,mean --exceed 0.5 -o all.chunk "$codes"
one_layer() {
	test "$(crop --layer mean all.chunk | chunk-info --digest)" = "$(stats --layers mean "$codes" | chunk-info --digest)" &&
	    crop --layer mean all.chunk | chunk-info >said && ! grep -e 'layer[.]min' -e above said
}
test_ok '--layer: one of those of statistics is what stats makes of it alone' one_layer
some_layers() {
	crop --layer above_0.5,min -o got.chunk all.chunk && chunk-info all.chunk | grep ' f32 \| f64 ' | grep -v ' mean ' >wanted &&
	    chunk-info got.chunk | grep ' f32 \| f64 ' | cmp - wanted && test -s wanted &&
	    chunk-info --json got.chunk | grep -q 'layer.above_0.5.units' && ! chunk-info --json got.chunk | grep 'layer.mean'
}
test_ok '--layer: several, in the order of the stream, also with a dot in the name' some_layers
own_layer() {
	bin-average -w 1d --count "$codes" >two && bin-average -w 1d "$codes" | chunk-info --digest >wanted &&
	    crop --layer '' two | chunk-info --digest | cmp - wanted
}
test_ok '--layer: the one without a name' own_layer
test_fails 1 "^gifmake: --layer mean,min: no such layer: the stream has min, mean" 'gifmake shows one layer' \
    gifmake --layer mean,min -o none all.chunk
refuses 'a layer that does not come' "--layer max: no such layer: the stream has min, mean, above_0.5" --layer mean,max all.chunk
refuses 'a layer without a name that does not come' "--layer '': no such layer: the stream has min" --layer '' all.chunk
test_ok '--layer and a box' sh -c 'crop --layer mean all.chunk | crop --rows 1,3 | chunk-info --digest >wanted &&
    crop --rows 1,3 --layer mean all.chunk | chunk-info --digest | cmp - wanted'

# ---- The page's examples ----

if test "${made:-}" = yes && test -n "${projected:-}"; then
	awk '/^\.Sh EXAMPLES/ { on = 1 } /^\.Sh SEE/ { on = 0 } on && /^\.Dl / { sub(/^\.Dl /, ""); print }
	    on && /^\.Ed/ { block = 0 } block { sub(/\\e$/, "\\"); print } on && /^\.Bd/ { block = 1 }' \
	    "$srcdir/man/crop.1" >examples
	radar-synth -q --from 2020-11-01 --rows 90 --cols 50 -o zips
	radar-unzip zips | tif2rain -o day.chunk
	sed 's/"name": "coast"/"name": "Helgean"/' coast.geojson >catchments.geojson
	test_ok 'the examples run as they stand' sh -e examples
fi
test_done
