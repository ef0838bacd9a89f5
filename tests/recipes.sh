# SPDX-License-Identifier: BSD-2-Clause
# recipes.sh - the recipes of rainpipe(7), the EXAMPLES of every other page, the example of every --help,
# and the commands in README.md run as they stand there, in order, each page's in a folder with a month of small zips: status 0, not
# a word on stderr, and a file under every name that a command gives its output. Then what some promise.
. "${srcdir:-.}/tests/lib.sh"

# blocks PAGE: what a reader would type, a file for each display or .Dl line: block.01, block.02, ...
blocks() {
	awk '
	function type(line) {
		gsub(/\\&/, "", line); gsub(/\\-/, "-", line); gsub(/\\\(dq/, "\"", line)
		gsub(/\\\(aq/, "\047", line); gsub(/\\\(ti/, "~", line); gsub(/\\e/, "\\", line)
		print line >sprintf("block.%02d", n)
	}
	/^\.Sh/ { shown = /EXAMPLES|RECIPES/ }
	!shown { next }
	/^\.Bd -literal/ { inside = 1; n++; next }
	/^\.Ed/ { inside = 0 }
	/^\.Dl / { n++; type(substr($0, 5)) }
	inside { type($0) }' "$1"
}

# The same of a text in Markdown: what stands between ```sh and ```.
fences() {
	awk '/^```/ { inside = /sh$/; n += inside; next } inside { print >sprintf("block.%02d", n) }' "$1"
}

# The files that a block names after -o, --times or >, with * for what strftime or the shell puts there.
outputs() {
	grep -oE -e '(-o|--times|>) +[^ |]+' "$1" |
	    sed -E "s/.* //; s/['\"]//g; s/[\$]?\{[^}]*\}/*/g; s/%[A-Za-z]/*/g"
}

# Here are some images of each month or day, so that sums of them may be missing, which is told.
run_block() {
	case $1 in
	*.py) python3 "$1" ;;
	*) if grep -q '<(' "$1"; then bash -e "$1"; else sh -e "$1"; fi ;;
	esac 2>told
	ended=$?
	grep -v '^bin-average: all is missing: no pixel of any bin' told >&2
	return $ended
}
example() {
	run_block "$1" && for pattern in $(outputs "$1"); do
		test -s "$(ls -d $pattern | head -n 1)" || { echo "no $pattern" >&2; return 1; }
	done
}

# lacks PACKAGE: the tools were built without it.
lacks() {
	{ chunk-extract --lonlat a,13,56 day.chunk; crop --polygon catchments.geojson day.chunk; } 2>&1 |
	    grep -aq "$1"
}

# unable BLOCK: says what is not here to run it, if so.
unable() {
	if grep -qE '^(import|python3)' "$1" && test -z "$python"; then echo 'no python3 with numpy'
	elif grep -q '^import.*pandas' "$1" && ! python3 -c 'import pandas' 2>/dev/null; then echo 'no pandas'
	elif grep -qE '^[(]?parallel ' "$1" && ! command -v parallel >/dev/null; then echo 'no GNU parallel'
	elif grep -qE '^[(]?parallel ' "$1" && test "${CI:-}" != true &&
	    ! parallel true ::: 1 >/dev/null 2>&1; then echo 'GNU parallel does not run: is /sys mounted?'
	elif grep -q '^ *mlr ' "$1" && ! command -v mlr >/dev/null; then echo 'no Miller'
	elif grep -q '^ *datamash ' "$1" && ! command -v datamash >/dev/null; then echo 'no datamash'
	elif grep -q '^sqlite3 ' "$1" && ! command -v sqlite3 >/dev/null; then echo 'no SQLite'
	elif grep -q '^import pandas' "$1" && ! python3 -c 'import pandas' 2>/dev/null; then echo 'no pandas'
	elif grep -q '^gdalwarp' "$1" && ! command -v gdalwarp >/dev/null; then echo 'no GDAL'
	elif grep -q 'grib2' "$1" && test ! -e mrms.grib2; then echo 'no file of GRIB'
	elif grep -qE '^cdo|^gdal_translate' "$1" && ! command -v cdo >/dev/null; then echo 'no CDO'
	elif grep -q 'chunk2nc' "$1" && ! command -v chunk2nc >/dev/null; then echo 'no chunk2nc'
	elif grep -qE '^(cdo .* hours.nc|hours = xarray)' "$1" && ! test -e hours.nc; then echo 'no hours.nc'
	elif grep -qE 'import xarray|to_xarray|wet\.chunk' "$1" && ! python3 -c 'import xarray' 2>/dev/null; then echo 'no xarray'
	elif grep -q '^gnuplot' "$1" && ! command -v gnuplot >/dev/null; then echo 'no gnuplot'
	elif grep -qE -e '--(lonlat|bbox|polygons?|apart|places)|name,lon,lat' "$1" && lacks libproj-dev; then echo 'no PROJ'
	elif grep -qE -e '--polygons?' "$1" && lacks libjansson-dev; then echo 'no jansson'
	elif grep -q '^ *nc2chunk' "$1" && { ! command -v nc2chunk >/dev/null || ! test -e era5-20201101.nc; }; then echo 'no nc2chunk, or no netCDF4 of Python'
	elif grep -q 'odim2rain' "$1" && { ! command -v odim2rain >/dev/null || ! test -d opera; }; then echo 'no odim2rain, or no h5py'
	elif grep -q 'november.nc\|chunk2nc' "$1" && { ! command -v chunk2nc || ! python3 -c 'import netCDF4, xarray' 2>/dev/null; } >/dev/null; then
		echo 'no chunk2nc, or no xarray of Python'
	elif grep -q 'hours\.csv' "$1" && ! grep -qE '(-o|>) *hours\.csv' "$1" && ! test -e hours.csv; then
		echo 'no hours.csv, which a recipe with PROJ makes'
	elif grep -qE '^gdal(dem|_rasterize)' "$1" && ! command -v gdaldem >/dev/null; then echo 'no GDAL'
	elif grep -q '^ *ffmpeg' "$1" && ! command -v ffmpeg >/dev/null; then echo 'no ffmpeg'
	elif grep -q '| chafa ' "$1" && ! command -v chafa >/dev/null; then echo 'no chafa'
	elif grep -q '| dot ' "$1" && ! command -v dot >/dev/null; then echo 'no Graphviz'
	fi
}

# HDF5 and netCDF, if Python can make some: OPERA's, two datasets in one file, KNMI's, IMERG's, ERA5's; and a
# real file of GRIB, if there is one.
make_hdf5() {
	grib="$shared/inputs/grib/PrecipRate_00.00_20190610-000000.grib2"
	test ! -e "$grib" || { ln -s "$grib" . && ln -s "$grib" mrms.grib2; }
	"$python" -c 'import h5py, netCDF4' 2>/dev/null || return 0
	mkdir fixtures opera swedish knmi
	"$python" "$srcdir/tests/make/odim.py" opera 40 30 202011010000 15 8
	for file in opera/*.h5; do
		stamp=$(basename "$file" .h5 | sed 's/odim_\(........\)\(....\)/\1T\2/')
		cp "$file" "opera/OPERA@$stamp@0@RATE.h5"
		cp "$file" "swedish/comp_$(echo "$stamp" | tr -d T).h5"
		rm "$file"
	done
	"$python" "$srcdir/tests/make/odim.py" fixtures >/dev/null
	cp fixtures/knmi-sum.h5 knmi/RAD_NL25_RAP_5min_202402290000.h5
	rm -r fixtures
	"$python" "$srcdir/tests/make/climate.py" rain.npy ../truth.npy 7 0.5 0.2 60 150 35
	"$python" "$srcdir/tests/make/imerg.py" . 35 -75 -16 150 60 150 rain.npy
	rm rain.npy
	"$python" - <<'END'
import glob
import h5py, netCDF4
import numpy as np
for path in glob.glob('swedish/*.h5'):
    with h5py.File(path, 'r+') as f:
        f.copy('dataset1', f, 'dataset2')
for day in 1, 2:
    d = netCDF4.Dataset('era5-2020110%d.nc' % day, 'w', format='NETCDF3_64BIT_OFFSET')
    for name, at, units in (('time', 1059119 + 24 * day + np.arange(24), 'hours since 1900-01-01'), ('latitude', 70 - 0.25 * np.arange(61), 'degrees_north'),
                            ('longitude', 10 + 0.25 * np.arange(61), 'degrees_east')):
        d.createDimension(name, len(at))
        v = d.createVariable(name, 'i4' if name == 'time' else 'f4', (name,))
        v.units, v[:] = units, at
    v = d.createVariable('tp', 'f4', ('time', 'latitude', 'longitude'))
    v.units, v.long_name = 'm', 'Total precipitation'
    v[:] = np.random.default_rng(day).gamma(0.1, 1e-3, v.shape)
    d.close()
END
}

# What the examples take for granted. The images of radar-synth are small, where an example does not say
# how large; python3 is the one with numpy.
mkdir stage month bin large
# Places in Sweden need the archive's own grid: a day of it.
radar-synth --from 2020-11-01 -o large
radar-unzip large/2020-11-01.zip | tif2rain -o large/day.chunk
stats -o large/november.chunk large/day.chunk
rm large/2020-11-01.zip
printf '#!/bin/sh\nexec "%s" --rows 45 --cols 24 "$@"\n' "$(command -v radar-synth)" >bin/radar-synth
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(command -v "$python")" >bin/python3
# With HDF5 1.14 CDO complains of the output that is not there yet: it is heard only if it fails.
! command -v cdo >/dev/null ||
    printf '#!/bin/sh\n"%s" "$@" 2>"$0.told" || { cat "$0.told" >&2; exit 1; }\n' "$(command -v cdo)" >bin/cdo
chmod +x bin/*
PATH=$test_dir/bin:$PATH
PYTHONPATH=$(cd "$srcdir/python" && pwd)${PYTHONPATH:+:$PYTHONPATH} PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
PARALLEL_HOME=$test_dir/parallel
export PARALLEL_HOME
# What the make that runs this test hands on is not for those in it.
unset MAKEFLAGS MFLAGS MAKELEVEL
radar-synth --from 2020-10-31 --days 32 -o month
(
	cd month
	ln -s "$srcdir/tests" tests
	cp "$data/tif/fmi.tif" composite.tif
	for time in 0000 0015 0030; do cp "$data/tif/one-band-lzw.tif" "dbz-20201101T$time.tif"; done
	tar czf 2020.tar.gz dbz-*.tif
	rm dbz-*.tif
	mkdir archive
	cp 2020-11-0[1-3].zip archive
	cp "$srcdir/scripts/month.mk" .
	for day in 01 02; do
		radar-unzip "2020-11-$day.zip" | tif2rain -o "2020-11-$day.chunk"
	done
	# Files of other services: CHIRPS, and RADOLAN in both forms.
	mkdir chirps
	bin-average -c day 2020-11-0[12].chunk | chunk2tif -o chirps/chirps-v2.0.%Y.%m.%d.tif
	gzip chirps/*.tif
	for hour in 00 01; do
		"$python" "$srcdir/tests/make/radolan.py" time=01${hour}50 value='row % 9' >raa01-rw_10000-140801${hour}50-dwd---bin
		{ printf 'ncols 20\nnrows 20\nxllcorner 0\nyllcorner 0\ncellsize 1000\nNODATA_value -1\n'; seq 400; } >RW_20221018-${hour}50.asc
	done
	make_hdf5
	tar czf RW201408.tar.gz raa01*
	tar cf rw.tar raa01*
	tar czf RW-20221018.tar.gz RW_*.asc
	rm raa01* RW_*
	cat >catchments.geojson <<'END'
{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"name": "Helgean", "number": 1}, "geometry": {"type": "Polygon", "coordinates":
  [[[12.7, 55.4], [14.2, 55.4], [14.4, 56.0], [13.9, 56.4], [12.7, 56.2], [12.7, 55.4]]]}},
 {"type": "Feature", "properties": {"name": "Ume alv", "number": 2}, "geometry": {"type": "Polygon", "coordinates":
  [[[16.0, 65.5], [19.0, 64.0], [20.5, 63.8], [20.0, 64.6], [17.0, 66.0], [16.0, 65.5]]]}}]}
END
	cp 2020-11-01.chunk day.chunk
	cp 2020-11-01.chunk copy.chunk
	# Two streams in one: neighbours on one grid, and what statistics make of a series.
	cp day.chunk sweden.chunk
	cp day.chunk other.chunk
	cp day.chunk fine.chunk
	crop --rows 0,30 --cols 8,24 day.chunk | regrid --like day.chunk -o finland.chunk
	crop --rows 30,45 --cols 0,8 day.chunk | regrid --like day.chunk -o denmark.chunk
	subsample -f 4 -m mean -o model.chunk day.chunk
	radar-unzip 2020-10-31.zip | tif2rain | stats -o october.chunk
	bin-average -c hour -o series.chunk day.chunk
	stats --by hour --layers mean -o diurnal.chunk day.chunk
	radar-unzip 2020-11-*.zip | tif2rain | bin-average -c day --sum -o days.chunk
	cat 2020-11-0?.chunk | stats -o november.chunk
)

for page in "$srcdir"/man/*.[157] "$srcdir/README.md"; do
	name=${page##*/}
	cp -R month "stage/$name"
	test "$name" != chunk-extract.1 || cp large/* "stage/$name"
	# The year of rainpipe(7) has a whole October too.
	test "$name" != rainpipe.7 || radar-synth -q --from 2020-10-01 --days 30 -o "stage/$name"
	cd "stage/$name"
	case $name in
	*.md) fences "$page" ;;
	*) blocks "$page" ;;
	esac
	for block in block.*; do
		test -e "$block" || continue    # a page without examples
		# There is no network in a test: these are only read, below, or run by
		# smhi-fetch.sh and parallel.sh.
		! grep -qE '^(curl|smhi-fetch|for .* smhi-fetch) |--sshlogin' "$block" || continue
		why=$(unable "$block")
		sentence="$name, example ${block#*.}: $(head -n 1 "$block")"
		! grep -q '^import' "$block" || { mv "$block" "$block.py" && block=$block.py; }
		if test -z "$why"; then
			test_ok "$sentence" example "$block"
		else
			test_number=$((test_number + 1))
			echo "ok $test_number - $sentence # SKIP $why"
		fi
	done
	cd "$test_dir"
done

# ---- The example that every --help ends with ----

mkdir stage/help
for source in "$srcdir"/cmd/*.c; do
	tool=$(basename "$source" .c)
	rm -rf stage/help
	cp -R month stage/help
	test "$tool" != chunk-extract || cp large/* stage/help
	cd stage/help
	command -v "$tool" >/dev/null || { cd "$test_dir"; continue; }        # it needs a library
	"$tool" --help | sed '1,/^Example:$/d; s/^  //' >block.01
	test_ok "$tool --help ends with an example" grep -q "$tool " block.01
	test -n "$(unable block.01)" || test_ok "$tool --help: its example works" example block.01
	cd "$test_dir"
done

# ---- What the recipes of rainpipe(7) promise ----

page=stage/rainpipe.7
# bridge RECIPE: its mrms.chunk is what the oracle has of that file
bridge() {
	(cd $page && rm -rf mrms mrms.chunk mrms.nc && sh -e "$(basename "$1")" && chunk2npy -o mrms.npy mrms.chunk && "$python" - "$shared/inputs/oracle.jsonl" <<'END'
import hashlib, json, sys
import numpy as np
line = [json.loads(line) for line in open(sys.argv[1]) if 'PrecipRate' in line][0]
field = np.load('mrms.npy')[0].astype('<f4')
field[np.isnan(field)] = np.frombuffer(b'\0\0\xc0\x7f', '<f4')[0]
assert hashlib.sha256(field.tobytes()).hexdigest() == line['values']['sha256']
END
	)
}
recipe_of() {
	grep -l -e "$1" "$test_dir/$page"/block.* | head -n 1
}
if test -e $page/mrms.grib2 && command -v nc2chunk >/dev/null && command -v cdo >/dev/null && command -v gdal_translate >/dev/null; then
	test_ok 'GRIB by GDAL is what the oracle says' bridge "$(recipe_of '^ *gdal_translate')"
	test_ok 'and lies where it should' sh -c "chunk-info $page/mrms.chunk | grep -q '^affine  *-130 0.01 0 55 0 -0.01$'"
	cp $page/mrms.npy gdal.npy
	# CDO and GDAL unpack the numbers of a GRIB with other roundings.
	by_cdo() {
		(cd $page && rm -f mrms.nc && sh -e "$(basename "$(recipe_of '^cdo')")" && chunk2npy -o mrms.npy mrms.chunk) &&
		    "$python" -c 'import numpy, sys
a, b = numpy.load("gdal.npy"), numpy.load(sys.argv[1])
numpy.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6)' $page/mrms.npy
	}
	test_ok 'GRIB by CDO is the same but for its rounding' by_cdo
fi
test_ok 'there are recipes: the awk above still finds them' test -n "$(recipe_of 06:00)"

six_to_six() {
	sed 's/chunk2tif.*/chunk-info/' "$(recipe_of 06:00)" >days.sh
	(cd $page && sh -e "$test_dir/days.sh") >days
	test "$(grep -c '^field .*T06:00Z .*T06:00Z .* 288/288 ' days)" = 30 && test "$(grep -c '^field' days)" = 30
}
test_ok 'thirty hydrological days, from 06 to 06, all complete' six_to_six

joined() {
	sed 's/subsample -f 2 \(.*\) |.*/chunk-info --digest \1/' "$(recipe_of '^(for zip')" >byday.sh
	byday=$(cd $page && rm -f 2020-11-*.chunk && sh -e "$test_dir/byday.sh")
	atonce=$(radar-unzip month/2020-11-*.zip | tif2rain | bin-average -n 8 | chunk-info --digest)
	test "$byday" = "$atonce" && test "${#atonce}" = 8
}
test_ok 'days that were run one by one are what one job gives' joined

# stops PAGE REGEX RESULT: the recipe of that page, with the second of three days damaged.
stops() {
	rm -rf damaged && mkdir damaged && cp month/2020-11-0[13].zip damaged &&
	    head -c 20000 month/2020-11-02.zip >damaged/2020-11-02.zip || return
	if (cd damaged && sh "$(grep -l -e "$2" "$test_dir/stage/$1"/block.*)"); then return 1; fi
	test ! -e "damaged/$3" && test "$(grep -c 2020-11-02.zip err)" = 1
}
test_is 'day by day, a day that fails is not left out: no picture' stops rainpipe.7 '^(for zip' november.gif
test_is 'day by day, a day that fails is not left out: no statistics' stops stats.1 '^(for zip' \
    november.chunk

# The labels in the box, beside the regions that the rain was made with.
notebook() {
	"$python" - "$page/regions.chunk" truth.npy <<'END'
import sys
import numpy as np
import regionsmodel as m
labels, header = m.layer_of(sys.argv[1], 'cluster'), m.header_of(sys.argv[1])
west, _, _, north = (float(x) for x in header['affine'].split()[:4])
rows, cols, col, row = int(header['rows']), int(header['cols']), round((west + 75) * 10), round((-10 - north) * 10)
found = m.ari(np.load(sys.argv[2])[row:row + rows, col:col + cols].ravel(), labels)
print('%d x %d pixels, ARI %.3f' % (rows, cols, found))
assert rows * cols == 6157 and found > 0.9
END
}
test ! -e $page/regions.nc || test_ok 'regions of rain are those that it was made with' notebook

# The plot of catchments as text: every area is named there, also one with a blank in its name.
plotted() {
	sed 's/^set terminal.*/set terminal dumb 120 40/; s/days\.png/days.txt/' "$(recipe_of '^gnuplot')" >plot.sh
	(cd $page && sh -e "$test_dir/plot.sh") && grep -q Helgean $page/days.txt && grep -q 'Ume alv' $page/days.txt
}
test ! -e $page/days.png || test_ok 'the plot has every catchment, also one with a blank in its name' plotted

# Zones by GDAL have the cells of --polygons, also along edges of degrees.
as_polygons() {
	(cd stage/chunk-extract.1 && chunk-extract --zones zones.chunk day.chunk | cut -d, -f9 >by-gdal &&
	    chunk-extract --polygons catchments.geojson day.chunk | cut -d, -f9 | diff by-gdal - >&2)
}
test ! -e stage/chunk-extract.1/dense.geojson || lacks libjansson-dev ||
    test_ok 'zones by GDAL are those of --polygons' as_polygons

complete() {
	gaps=$(cd $page && sh -e "$(recipe_of 'chunk-info --gaps')") && test -z "$gaps"
}
test_ok 'of a complete month nothing is missing' complete

holes() {
	gaps=$(cd $page && rm 2020-11-17.zip && sh -e "$(recipe_of 'chunk-info --gaps')") &&
	    test "$gaps" = 'gap    2020-11-17T00:00Z  2020-11-18T00:00Z  -      -         0/288  missing'
}
test_ok 'of a month without its 17th, the 17th is missing' holes

lint() {
	for block in stage/*/block.*; do
		case $block in *.py) continue ;; esac
		if grep -q '<(' "$block"; then bash -n "$block"; else sh -n "$block"; fi || return
	done
}
test_ok 'all recipes are good shell, also those that were not run' lint

api() {
	url=$(sed -n "s/^ *'\(https:.*\)'$/\1/p" "$(recipe_of '^curl')")
	url=$(echo "$url" | sed 's,2020/11/\[01-30\],2026/09/13,')
	grep -qF "\"$url\"" "$shared/smhi-api/day-20260913.trimmed.json"
}
test -n "$shared" || test_skip 'the answers of the API of SMHI are not here'
test_ok 'the address of a zip is the one that SMHI gives for it' api
test_done
