# SPDX-License-Identifier: BSD-2-Clause
# chunk2tif.sh - GeoTIFFs that other programs read as what the stream says: values, place, CRS, time.
. "${srcdir:-.}/tests/lib.sh"

tif=$data/tif

# fields FILE [OPTION ...]: a stream of the field that an image is
fields() {
	rm -rf day
	mkdir day
	cp "$1" day/radar_2011011200.tif
	shift
	radar-unzip --no-whole-days day | tif2rain -g 0.4 -b -30 -n 255 "$@"
}
fields "$tif/one-band-lzw.tif" >rain

# ---- Names ----

test_ok 'a plain name for one field' chunk2tif -o rain.tif rain
test_ok 'a plain name: only this file is left' test "$(ls)" = 'day
err
out
rain
rain.tif'
names() {
	made=$1
	shift
	chunk2tif -o "$@" && test -s "$made" && rm "$made"
}
test_ok 'strftime conversions are the start in UTC' \
    names rain-20201101T1200-306.tif 'rain-%Y%m%dT%H%M-%j.tif' rain
test_ok '%L is the variable where there are no layers' names a-rainfall_rate.tif 'a-%L.tif' rain
test_ok '%% is a percent sign' names 100%.tif '100%%.tif' rain
standard() {
	chunk2tif -o - rain >standard.tif && cmp standard.tif rain.tif
}
test_ok 'standard output gets the same file' standard
stats rain >layers
test_ok 'layers get a file each' chunk2tif -o 'november-%L.tif' layers
test_ok 'layers: the files have their names' test "$(ls november-*)" = 'november-max.tif
november-mean.tif
november-min.tif
november-std.tif'

test_fails 1 'rain-2020\.tif: 2020-11-01T12:00Z, .* would get the name of a field before it' \
    'two fields of one name are an error' chunk2tif -o rain-%Y.tif layers
test_ok 'two fields of one name leave no file' test ! -e rain-2020.tif
mkdir sub
ln -s ../sub/one.tif sub/max.tif
ln -s one.tif sub/mean.tif
test_fails 1 '^chunk2tif: sub/mean.tif: .* would get the name of a field before it' \
    'two names that lead to one file are an error' chunk2tif -o sub/%L.tif layers
test_ok 'two names that lead to one file leave no file' test "$(ls -A sub)" = 'max.tif
mean.tif'
test_fails 1 'would get the name' '/dev/stdout takes one field' chunk2tif -o /dev/stdout layers
test_fails 1 'would get the name' 'standard output takes one field' chunk2tif -o - layers
test_fails 2 '^chunk2tif: -o' 'a name is needed' chunk2tif rain
test_fails 2 '%Q stands for nothing' 'an unknown conversion is a usage error' \
    chunk2tif -o %Q.tif rain
test_fails 2 'stands for nothing' 'a percent sign at the end is a usage error' \
    chunk2tif -o 100% rain
test_fails 1 '^chunk2tif: none/rain\.tif: ' 'a folder that does not exist is an error' \
    chunk2tif -o none/rain.tif rain
test_fails 1 'no fields' 'a stream without fields is refused' \
    chunk2tif -o none.tif "$data/empty.chunk"
test_fails 1 'tif2rain belongs' 'images are refused' chunk2tif -o none.tif "$data/images.chunk"
test_ok 'no refused input left a file' test ! -e none.tif

"$python" "$srcdir/tests/make/times.py"
times_are_exact() {
	chunk2tif -o 'times-%L.tif' times && /usr/bin/python3 - <<-'END'
	import numpy as np
	from osgeo import gdal
	gdal.UseExceptions()
	dataset = gdal.Open('times-when_max.tif')
	band = dataset.GetRasterBand(1)
	a = band.ReadAsArray()
	assert a.dtype == '<f8' and np.isnan(a[0, 0]) and (a[1:] == 1604188800 + 300 * np.arange(9)).all(), a
	assert band.GetUnitType() == 'seconds since 1970-01-01T00:00:00Z'
	assert gdal.Open('times-max.tif').ReadAsArray().dtype == '<f4'
	END
}
! /usr/bin/python3 -c 'import osgeo.gdal' 2>/dev/null ||
    test_ok 'times are float64 and exact, and their unit says since when' times_are_exact

same_for_threads() {
	for j in 1 2 7; do
		mkdir j$j && chunk2tif -j $j -o j$j/%L.tif layers || return
	done
	diff -r j1 j2 && diff -r j1 j7
}
test_ok 'threads change no byte' same_for_threads

# ---- What is in the files, as GDAL sees it ----

command -v gdalinfo >/dev/null && command -v gdal_translate >/dev/null || test_skip 'GDAL is not installed'

info() {
	gdalinfo "$@" >info 2>&1 || return
	! grep -Ei 'warning|error' info >&2
}
has() {
	grep -Eq -e "$1" info || { sed 's/^/info: /' info >&2; return 1; }
}
sum_is_amount() {
	stats --sum rain | chunk2tif -o 'of-%L.tif' && info of-mean.tif && has '^  variable=rainfall_rate$' &&
	    info of-sum.tif && has '^  variable=rainfall_amount$' && has '^  Unit Type: mm$'
}
test_ok 'the layer sum of rates is an amount in mm' sum_is_amount
test_ok 'gdalinfo reads a GeoTIFF' info -mm rain.tif
test_ok 'gdalinfo: the corner' has '^Origin = \(126648\.40[34][0-9]*,7771252\.87[56][0-9]*\)$'
test_ok 'gdalinfo: the size of cells' \
    has '^Pixel Size = \(2014\.95816560509[0-9]*,-2014\.95816560509[0-9]*\)$'
test_ok 'gdalinfo: the CRS' has 'ID\["EPSG",3006\]\]$'
test_ok 'gdalinfo: the type' has 'Type=Float32'
test_ok 'gdalinfo: the value for missing' has 'NoData Value=nan'
test_ok 'gdalinfo: the units' has 'Unit Type: mm h-1$'
test_ok 'gdalinfo: the time' has '^  start=2020-11-01T12:00Z$'
test_ok 'gdalinfo: the completeness' has '^  expected=1$'
test_ok 'gdalinfo: the compression' has 'COMPRESSION=DEFLATE'

srs() {
	file=$1
	shift
	fields "$tif/$file" "$@" | chunk2tif -o srs.tif &&
	    gdalsrsinfo -o proj4 srs.tif 2>/dev/null | grep . >info
}
test_ok 'longitude and latitude become keys' srs degrees.tif
test_ok 'longitude and latitude are read again as they were' has '\+proj=longlat \+datum=WGS84'
test_ok 'raw keys are written again' srs stereographic.tif
test_ok 'raw keys that are written again mean the same' \
    has '\+proj=stere \+lat_0=90 \+lat_ts=60 \+lon_0=10 .*\+R=6370040 \+units=m'
test_ok 'a PROJ string becomes keys' srs one-band-lzw.tif \
    --crs '+proj=laea +lat_0=55 +lon_0=10 +x_0=1950000 +y_0=-2100000 +datum=WGS84 +units=m +no_defs'
test_ok 'the keys of a PROJ string mean the same' \
    has '\+proj=laea \+lat_0=55 \+lon_0=10 \+x_0=1950000 \+y_0=-2100000 \+datum=WGS84 \+units=m'
test_ok 'an EPSG code comes before raw keys' srs stereographic.tif --crs EPSG:32633
test_ok 'an EPSG code comes before raw keys in the file' has '\+proj=utm \+zone=33 \+datum=WGS84 '
in_words() {
	fields "$tif/one-band-lzw.tif" --crs "$1" | chunk2tif -o srs.tif 2>said && info srs.tif &&
	    grep -Fqx "chunk2tif: the CRS becomes a text in the file, which no program reads: gdal_edit.py -a_srs '$1' makes it known" said &&
	    grep -Fq -e "CRS[\"$1\"" -e "LOCAL_CS[\"$1\"" info && ! grep -Eq 'PROJCRS|PROJCS' info
}
for crs in '+proj=tmerc +lat_0=0 +lon_0=96w +ellps=GRS80' '+proj=tmerc +lon_0=20d30 +ellps=GRS80' \
    '+proj=lcc +lat_1=50 +lon_0=8' '+proj=tmerc +lon_0=9 +ellps=GRS80 +pm=paris'; do
	test_ok "$crs is more than keys can say" in_words "$crs"
done
gdal_translate -q -a_srs '+proj=utm +zone=33 +datum=WGS84 +units=km' "$tif/one-band-lzw.tif" km.tif
gdal_translate -q -a_srs '+proj=utm +zone=33 +datum=WGS84 +units=us-ft' "$tif/one-band-lzw.tif" feet.tif
gdal_translate -q -a_srs '+proj=tmerc +lon_0=9 +ellps=GRS80 +pm=paris' "$tif/one-band-lzw.tif" paris.tif
# named FILE CRS: what the stream calls it, and that the written file has what the image has
named() {
	fields "$1" -o named && chunk-info named | grep -q "^crs  *$2\$" && chunk2tif -o named.tif named &&
	    gdalsrsinfo -o proj4 "$1" >there && gdalsrsinfo -o proj4 named.tif >here && cmp here there
}
test_ok 'UTM in kilometres has keys' \
    named km.tif '+proj=utm +zone=33 +datum=WGS84 +units=km +no_defs'
test_ok 'UTM in feet has no name, but its keys' named feet.tif unknown
test_ok 'another prime meridian has no name, but its keys' named paris.tif unknown
test_ok 'a pixel that is a point' srs point.tif
test_ok 'a pixel that is a point became an area at the same place' info srs.tif
test_ok 'a pixel that is a point: the corner of its area' \
    has '^Origin = \(126648\.40[34][0-9]*,7771252\.87[56][0-9]*\)$'
test_ok 'a pixel that is a point: the file says area' has 'AREA_OR_POINT=Area'
test_ok 'a turned grid is written' srs matrix.tif
test_ok 'a turned grid comes back' info srs.tif
test_ok 'a turned grid is written as a matrix' has '100000\.*[0-9]*, 2000.*, 100'

if test -n "$shared"; then
	fields "$shared/smhi-grid/radar_1403250900.tif" | chunk2tif -o smhi.tif
	test_ok "SMHI's grid" info -mm smhi.tif
	test_ok 'is named EPSG:25833' has 'ID\["EPSG",25833\]\]$'
	test_ok 'and keeps its values' has 'Min/Max=0\.000,5\.745'
fi

if test -n "$python"; then
	# The pixels by way of GDAL's raw format, and by way of NumPy's, float32 both.
	same_pixels() {
		chunk2npy -o "$1.npy" "$1" && chunk2tif -o "$1.tif" "$1" &&
		    gdal_translate -q -of ENVI "$1.tif" "$1.raw" && "$python" - "$1" <<-'END'
		import sys, numpy as np
		a = np.load(sys.argv[1] + '.npy')[0]
		b = np.fromfile(sys.argv[1] + '.raw', '<f4').reshape(a.shape)
		sys.exit(not ((a == b) | (np.isnan(a) & np.isnan(b))).all())
		END
	}
	test_ok 'codes are the values that chunk2npy has' same_pixels rain
	bin-average -w 1d rain >means
	test_ok 'float32 are the values that chunk2npy has' same_pixels means
fi

# ---- Categories ----

if test -n "$python"; then
	"$python" "$srcdir/tests/make/categories.py" 3 12 64
	# type_of FILE TYPE NODATA
	type_of() {
		info "$1" && has "Type=$2," && has "NoData Value=$3\$"
	}
	test_ok 'a map of regions' chunk2tif -o '%L.tif' map-12.chunk
	test_ok 'regions are bytes, and 0 is missing' type_of cluster.tif Byte 0
	test_ok 'they have a colour map' has 'ColorInterp=Palette'
	test_ok 'the numbers of categories are told of the band' has '^    flag_values=1 2 3 4 5 6 7 8 9 10 11 12$'
	test_ok 'and their names' has '^    flag_meanings=region_1 region_2 .* region_12$'
	test_ok 'a layer says what it is' has '^  variable=region$'
	test_ok 'landmarks too' type_of landmark.tif Byte 0
	test_ok 'a silhouette is none' type_of silhouette.tif Float32 nan
	no_flags() {
		! grep -E 'flag_|ColorInterp=Palette' info
	}
	test_ok 'and has no categories' no_flags
	# The colours are those of pictures, after a copy by GDAL too, and the bytes are the numbers.
	colours() {
		chunk2tif -o '%L.tif' map-$1.chunk && gifmake --palette gdaldem --layer cluster map-$1.chunk | sed '/^nv/d' >wanted &&
		    gdal_translate -q -co COMPRESS=LZW cluster.tif copy.tif && gdal_translate -q -of ENVI copy.tif copy.raw &&
		    for file in cluster.tif copy.tif; do
			gdalinfo $file | sed -n 's/^ *\([0-9]*\): \([0-9]*\),\([0-9]*\),\([0-9]*\),255$/\1 \2 \3 \4/p' |
			    grep -v ' 0 0 0$' | diff wanted - && type_of $file Byte 0 && has 'flag_meanings=region_1 ' || return
		done && "$python" - $1 <<-'END'
		import sys, numpy as np
		want = np.load('map-%s.npy' % sys.argv[1])
		sys.exit(not (np.fromfile('copy.raw', '|u1').reshape(want.shape) == want).all())
		END
	}
	for n in 3 12 64; do
		test_ok "$n regions: values, colours and names, by GDAL" colours $n
	done
	test_ok 'codes of 16 bits' chunk2tif -o zero.tif zero.chunk
	test_ok 'become bytes too' type_of zero.tif Byte 255
	zero() {
		gdal_translate -q -of ENVI zero.tif zero.raw && "$python" -c 'import numpy as np, sys
want = np.load("zero.npy")
sys.exit(not (np.fromfile("zero.raw", "u1").reshape(want.shape) == want).all())'
	}
	test_ok 'and the missing one is 255' zero
	chunk2tif -o '%d.tif' floats.chunk
	test_ok 'float32 of categories are bytes, and 255 is missing where 0 is one' type_of 01.tif Byte 255
	test_ok 'so are other whole numbers beside them' type_of 02.tif Byte 255
	test_ok 'other numbers are floats' type_of 03.tif Float32 nan
	test_ok 'with the names of categories' has 'flag_meanings=region_0 '
	test_ok 'so is what would be missing' type_of 04.tif Float32 nan
	one_cell() {
		# GDAL 3.10 prints nothing for nodata.
		got="$(gdallocationinfo -valonly $1.tif 1 1) $(gdallocationinfo -valonly $1.tif 0 0)"
		test "$got" = "$2" || test "$got" = "${2% *} "
	}
	test_ok 'bytes are the numbers' one_cell 02 '7 255'
	test_ok 'floats too' one_cell 04 '255 nan'
fi

# ---- What a file has no room for ----

if test -n "$python"; then
	# long KEY BYTES: a stream whose key has a value of so many.
	long() {
		"$python" - "$1" "$2" >long <<-'END'
		import sys, numpy as np
		from chunkwrite import GRID, field, stream
		key, n = sys.argv[1], int(sys.argv[2])
		value = ('+proj=utm +zone=33 ' + 'x' * n)[:n] if key == 'crs' else 'x' * n
		header = [(k, 'no code' if (k, key) == ('crs', 'geokeys') else v) for k, v in GRID if k != key]
		sys.stdout.buffer.write(stream(header + [(key, value)], None,
		    [field(np.ones((6, 9), '<f4'), 0, 300)]))
		END
	}
	while read -r key fits too_long said; do
		rm -f made.tif
		long $key $fits
		test_ok "$key of $fits bytes is written whole" sh -c \
		    "chunk2tif -o made.tif long 2>said && grep -aq '$(head -c $((fits - 30)) /dev/zero | tr '\0' x)' made.tif"
		rm -f made.tif
		long $key $too_long
		test_fails 1 "^chunk2tif: .*$said" "$key of $too_long bytes is not cut but refused" \
		    chunk2tif -o made.tif long
		test_ok "$key of $too_long bytes: there is no file" test ! -e made.tif
	done <<-'END'
	crs 511 512 crs.*512.bytes
	units 3000 4096 UNITTYPE.is.longer
	cell_methods 3000 4096 cell_methods.is.longer
	END
	long geokeys 4096
	test_fails 1 '^chunk2tif: the key geokeys .* 4096 bytes' \
	    'geokeys of 4096 bytes, without a code for the CRS, are refused' chunk2tif -o made.tif long
fi

# ---- The examples of the page ----

radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o .
examples() {
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$srcdir/man/$1.1" | sed -n '/^\.Bd/,/^\.Ed/{/^\./!p;}' >script
	# A few days of a month, whose sum is missing: that is told.
	test -s script && sh -e script 2>told && ! grep -v '^bin-average: all is missing: no pixel of any bin' told >&2
}
test_ok 'the examples of the page run' examples chunk2tif
made() {
	test -s november.tif && test -s november-max.tif && test "$(ls rain-20201101T??00.tif | wc -l)" = 8
}
test_ok 'the examples of the page make what they say' made
test_done
