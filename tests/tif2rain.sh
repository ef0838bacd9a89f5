# SPDX-License-Identifier: BSD-2-Clause
# tif2rain.sh - radar images become the rain rates they mean, or one line says why not.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

tif=$data/tif

# images FILE ...: a stream of these images, five minutes apart, from 12:00.
images() {
	rm -rf day
	mkdir day
	n=0
	for file; do
		cp "$file" "day/radar_20110112$(printf %02d $n).tif"
		n=$((n + 5))
	done
	radar-unzip --no-whole-days day
}

# digest ARGUMENT ...: of the rain that tif2rain makes with these.
digest() {
	tif2rain "$@" | chunk-info --digest
}

# ---- One image, however it is stored ----

images "$tif/one-band-lzw.tif" >one
test_ok 'one band of strips is read' tif2rain one -o rain
chunk-info rain >info
has() {
	grep -Eq -e "$1" info || { sed 's/^/info: /' info >&2; return 1; }
}
test_ok 'one band of strips: the header has the grid' \
    has '^affine +126648\.404 2014\.958165605095[0-9]* 0 7771252\.876 0 -2014\.958'
test_ok 'one band of strips: the header has the CRS' has '^crs +EPSG:3006$'
test_ok 'one band of strips: the header says what the values are' has '^variable +rainfall_rate$'
test_ok 'one band of strips: the header has the units' has '^units +mm h-1$'
test_ok 'one band of strips: the header says how the values were made' has '^gain +0\.4$'
test_ok 'one band of strips: the header has the step of the archive' has '^step +300$'
test_ok 'the field has the time of its image' has '^field  2020-11-01T12:00Z  2020-11-01T12:05Z .* u8 +1/1'

same_codes() {
	images "$tif/$1" >other
	shift
	digest one >expected && digest "$@" other >got && cmp expected got
}
for layout in three-bands-pixels three-bands-planes three-bands-tiles; do
	test_ok "$layout has the codes of the single band" same_codes $layout.tif
done
test_ok 'a BigTIFF with a predictor has the codes of the single band' \
    same_codes one-band-bigtiff-predictor.tif -g 0.4 -b -30 -n 255

# ---- Values ----

as_array() {
	tif2rain "$@" | chunk2npy -o "$array"
}
both_ways() {
	array=codes.npy as_array one && array=floats.npy as_array --float one && cmp codes.npy floats.npy
}
test_ok 'codes and --float are the same values' both_ways

# check_values OPTIONS FORMULA: all codes of the image, where x is the code and dbz its reflectivity
check_values() {
	images "$tif/$1" >one_image
	array=values.npy as_array $2 one_image &&
	    "$python" "$srcdir/tests/compare/rates.py" "$3" "${4:-0.4}" "${5:--30.0}"
}
if test -n "$python"; then
	plain='np.where(x == 0, 0, np.where(x == 255, np.nan, rate))'
	test_ok 'every value is the float32 of the formula in float64' \
	    check_values one-band-lzw.tif '' "$plain"
	test_ok 'every value of --float is the float32 of the formula in float64' \
	    check_values one-band-lzw.tif --float "$plain"
	test_ok '-u none: the bare formula for code 0' \
	    check_values one-band-lzw.tif '-u none -n none' rate
	test_ok 'a file has its own scale, offset and nodata' \
	    check_values one-band-bigtiff-predictor.tif '' \
	    'np.where(x == 0, 0, np.where(x == 254, np.nan, rate))' 0.5 -32
	test_ok 'options come before what the file has' \
	    check_values one-band-bigtiff-predictor.tif '-g 0.25 -b -20 -n 7 -u 9' \
	    'np.where(x == 9, 0, np.where(x == 7, np.nan, rate))' 0.25 -20
	test_ok '--min-dbz: below it 0, --max-rate: clipped' \
	    check_values one-band-lzw.tif '--min-dbz 7 --max-rate 50' \
	    'np.where(x == 255, np.nan, np.where(dbz < 7, 0, np.minimum(rate, 50)))'
	test_ok '-z: another Z-R relation' check_values one-band-lzw.tif '-z 316,1.6' \
	    'np.where(x == 0, 0, np.where(x == 255, np.nan, (10 ** (dbz / 10) / 316) ** (1 / 1.6)))'
	test_ok '--dbz: reflectivity, also for no echo' \
	    check_values one-band-lzw.tif --dbz 'np.where(x == 255, np.nan, dbz)'
fi

images "$tif/one-band-16-bit-big-endian-tiles.tif" >wide
test_fails 1 '2020-11-01T12:00Z: code [0-9]+ would be .* --max-rate' \
    'a rate beyond float32 is an error that says what to do' tif2rain -g 0.4 -b -30 wide -o none
test_fails 1 '2020-11-01T12:00Z: code [0-9]+ would be .* no code is within 0 to 75 dBZ' \
    'where nothing is rain, no limit is advised' tif2rain -g 1000 -b 1000 -u 0 wide -o none
test_ok 'an image of 16 bits is read with a limit' sh -c \
    'tif2rain -g 0.4 -b -30 --max-rate 500 wide -o rain 2>said && grep -q "more than 75 dBZ" said'
chunk-info rain >info
test_ok 'an image of 16 bits has 16-bit codes' has '^field .* u16 '

# ---- Days with holes ----

head -c 500 "$tif/one-band-lzw.tif" >cut.tif
images "$tif/one-band-lzw.tif" cut.tif "$tif/three-bands-planes.tif" >holed
test_fails 1 '^tif2rain: radar_2011011205\.tif, 2020-11-01T12:05Z: ' \
    'a damaged image is an error' tif2rain holed -o none
test_ok 'a damaged image leaves no file' test ! -e none
test_is '-k makes a gap of a damaged image' tif2rain -k holed -o rain
cp err said
warned() {
	grep -qx 'tif2rain: radar_2011011205\.tif, 2020-11-01T12:05Z: .*' said &&
	    grep -qx 'tif2rain: images left out as gaps because they are damaged: 1' said &&
	    test "$(wc -l <said)" = 2
}
test_ok '-k: a line for the damaged image, and one that counts' warned
chunk-info rain >info
test_ok '-k: the gap says which image is damaged, and why' \
    has '^gap +2020-11-01T12:05Z +2020-11-01T12:10Z .* 0/1 +damaged: radar_2011011205\.tif: '
test_ok '-k: the images around a damaged one are there' has '^total  fields 2, images 0, gaps 1 '
images cut.tif "$tif/one-band-lzw.tif" >late
test_is 'a damaged first image does not matter with -k' tif2rain -k late -o rain
chunk-info rain >info
test_ok 'a damaged first image comes first in the stream' has '^total  fields 1, images 0, gaps 1 '
images cut.tif >nothing
tif2rain -k nothing -o none 2>said && status=0 || status=$?
test_ok '-k with nothing to decode is an error' test "$status" = 1
test_ok '-k with nothing to decode leaves no file' test ! -e none

same_for_threads() {
	for j in 1 2 7; do
		tif2rain -k -j $j holed -o rain$j 2>said$j || return
	done
	cmp rain1 rain2 && cmp rain1 rain7 && cmp said1 said2 && cmp said1 said7
}
test_ok 'threads change neither bytes nor messages' same_for_threads

# ---- What -k does not forgive ----

refuses() {
	images "$tif/one-band-lzw.tif" "$tif/$1" >mixed
	shift
	tif2rain -k mixed -o none "$@"
}
at='^tif2rain: radar_2011011205\.tif, 2020-11-01T12:05Z:'
test_fails 1 "$at bands differ at row 11, column 17: band 1 has 128, band 3 has 192" \
    'unequal bands are refused' refuses three-bands-unequal.tif
test_fails 1 "$at has 48 rows x 64 columns, but radar_2011011200\\.tif before it 20 x 30" \
    'another size is refused' refuses fmi.tif
test_fails 1 "$at has the affine 100000 2000 100 .* 126648\\.404" 'another place is refused' \
    refuses matrix.tif
test_fails 1 "$at has the affine 127648\\.404 .* 126648\\.404" \
    'a place half a cell away is refused' refuses moved.tif
test_ok 'tags that are rounded do not matter' refuses rounded.tif
test_fails 1 "$at has another CRS \\(\\+proj=stere .* \\(EPSG:3006\\): --crs" \
    'another CRS is refused' \
    refuses stereographic.tif
test_ok '--crs overrides the CRS of the images' \
    refuses stereographic.tif --crs EPSG:3006 -g 0.4 -b -30 -n 255
test_fails 1 "$at has gain 0\\.5, offset -32, nodata 254, undetect 0, .* 0\\.4, -30, 255, 0:" \
    'another scale is refused' \
    refuses one-band-bigtiff-predictor.tif
test_fails 1 "$at has another kind of numbers" 'another number of bits is refused' \
    refuses one-band-16-bit-big-endian-tiles.tif
test_fails 1 "$at has another kind of numbers" 'an image of floats is refused after codes' refuses float.tif

# ---- Whose numbers ----

whose() {
	tif2rain "$@" | chunk-info | sed -n 's/^numbers  *//p'
}
test_ok "an image of SMHI's archive has SMHI's numbers" \
    test "$(whose one)" = 'gain: SMHI, offset: SMHI, nodata: SMHI, undetect: SMHI'
test_ok 'the header says which numbers are options' \
    test "$(whose -g 0.5 -n 255 one)" = 'gain: option, offset: SMHI, nodata: option, undetect: SMHI'
images "$tif/fmi.tif" >fmi
test_ok 'the header says which numbers are of the file' \
    test "$(whose fmi)" = 'gain: file, offset: file, nodata: file, undetect: assumed'
named() {
	radar-unzip --no-whole-days --time 2020-11-01T12:00 "$1" >named
}
cp "$tif/one-band-lzw.tif" other.tif
named other.tif
test_fails 1 "other.tif, .*: does not say how codes become dBZ, and is not SMHI's: .* -g and -b" \
    "another name is not SMHI's" tif2rain named -o none
test_fails 1 'has 255 for no data, which -u cannot make no echo' '-u does not take the code of no data' \
    tif2rain -u 255 one -o none
test_fails 1 'say its gain and offset with -g and -b' 'one of -g and -b is not enough for it' \
    tif2rain -g 0.4 named -o none
test_fails 1 'which code is no data: say it with -n, or -n none' 'nor are both' \
    tif2rain -g 0.4 -b -30 named -o none
test_fails 1 'which code is no echo, and code 0 would be 3 dBZ: say it with -u' 'code 0 may be rain' \
    tif2rain -g 0.4 -b 3 -n 255 named -o none
same_as_smhis() {
	digest one >expected && digest -g 0.4 -b -30 -n 255 named >got && cmp expected got >&2
}
test_ok 'with -g, -b and -n it is read' same_as_smhis
radar-synth --from 2020-11-01 -o grid
radar-unzip --to 2020-11-01T00:05 grid/2020-11-01.zip >first
unpack first first.folder
mv first.folder/radar_2011010000.tif grid.tif
named grid.tif
test_ok "SMHI's grid has SMHI's numbers, whatever its name" \
    test "$(whose named)" = 'gain: SMHI, offset: SMHI, nodata: SMHI, undetect: SMHI'
images "$tif/stereographic.tif" >polar
test_fails 1 'and is not SMHI' "a CRS speaks against SMHI's numbers" tif2rain polar -o none
images "$tif/one-band-16-bit-big-endian-tiles.tif" >wide
test_fails 1 'and is not SMHI' "16 bits speak against SMHI's numbers" tif2rain -n none wide -o none

# ---- What is whole, but no radar image ----

for format in 'HDF5 \211HDF\r\n\032\n' 'netCDF CDF\001' 'GRIB GRIB' 'PNG \211PNG\r\n\032\n' 'GIF GIF89a' 'FITS SIMPLE\040\040=' 'ASCII ncols\0405' \
    'JPEG \377\330\377' 'gzip \037\213\010' 'bzip2 BZh9' 'xz \3757zXZ\000'; do
	{ printf "${format#* }"; head -c 200 /dev/zero; } >strange.tif
	images "$tif/one-band-lzw.tif" strange.tif >mixed
	test_fails 1 "12:05Z: is (an? |compressed by )?${format%% *}( picture| grid)?, not a TIFF image" "${format%% *} is named, and no damage" \
	    tif2rain -k mixed -o none
done

# ---- What GDAL puts into a file ----

if command -v gdal_translate >/dev/null; then
	gdal_translate -q -of VRT "$tif/one-band-lzw.tif" plain.vrt
	translate() {
		rm -f made.tif
		gdal_translate -q "$@" made.tif && images made.tif >made
	}
	scaled() {
		tif2rain -n 255 made | chunk-info >info && has "^gain +$1\$" && has "^offset +$2\$"
	}
	items=$(for i in $(seq 150); do echo "-mo how_task_args_$i=value_of_item_$i"; done)
	translate $items -a_scale 0.5 -a_offset -32 "$tif/one-band-lzw.tif"
	test_ok 'scale and offset after long metadata are read' scaled 0.5 -32
	across() {
		for n in 8041 8060 8080 8102; do
			translate -mo "x=$(head -c $n /dev/zero | tr '\0' y)" -a_scale 0.125 -a_offset -32.5 \
			    "$tif/one-band-lzw.tif" && scaled 0.125 -32.5 || return
		done
	}
	test_ok 'scale and offset are read wherever they begin' across
	translate -a_scale 0 -a_offset -32 "$tif/one-band-lzw.tif"
	test_fails 1 '12:00Z: has a scale of 0, which makes all codes one: say another with -g' \
	    'a scale of 0 is refused' tif2rain made -o none
	test_ok 'a scale of 0 is overridden by -g' tif2rain -g 0.4 -n 255 made -o given
	# vrt ELEMENT [band]: an image with this element of GDAL's, of the file or of the band
	vrt() {
		sed "/<VRT${2:-Dataset} /{
			s/>.*/>/
			r /dev/stdin
		}" plain.vrt <<-END >more.vrt
		$1
		END
		translate more.vrt
	}
	vrt "<Metadata><MDI key='x'>$(head -c 17000000 /dev/zero | tr '\0' y)</MDI></Metadata>"
	test_fails 1 "12:00Z: has 170[0-9]+ bytes of GDAL metadata .*, over the limit of 16777216: gdal_edit" \
	    'metadata without end is refused' tif2rain made -o none
	images "$tif/one-band-lzw.tif" >plain
	as_plain() {
		digest plain >a && digest made >b && cmp a b
	}
	units() {
		for unit in dBZ dbz '[dBZ]' 'dB Z' dBZe ''; do
			vrt "<UnitType>$unit</UnitType>" RasterBand && as_plain || return
		done
	}
	test_ok 'dBZ is dBZ however it is spelt' units
	for unit in K 1 dB; do
		vrt "<UnitType>$unit</UnitType>" RasterBand
		test_fails 1 "12:00Z: has the unit \"$unit\" .*, which is none of rain .* -g and -b" "codes in $unit are refused" \
		    tif2rain made -o none
	done
	images "$tif/one-band-lzw.tif" made.tif >mixed
	test_fails 1 '12:05Z: has the unit' 'the units of a later image are checked' \
	    tif2rain mixed -o none
	test_fails 1 'has the unit' 'one of -g and -b is not enough' tif2rain -g 0.4 made -o none
	test_ok '-g and -b say what codes in other units are' tif2rain -g 0.4 -b -30 -n 255 mixed -o none
	rm none

	for nodata in 0 254 -9999 nan; do
		translate -a_nodata $nodata "$tif/one-band-lzw.tif"
		test_fails 1 '12:00Z: has the nodata .*: -n and -u say which' "the nodata $nodata is refused" \
		    tif2rain made -o none
	done
	translate -a_nodata 0 -a_scale 0.5 -a_offset -32 "$tif/one-band-lzw.tif"
	test_fails 1 'nodata 0, which is also the code of no echo: -n and -u' 'nodata that is no echo is refused' \
	    tif2rain made -o none
	test_ok '-n and -u say what nodata is' tif2rain -n 255 -u 0 made -o none
	rm none
	translate -a_srs EPSG:32633 -a_ullr 200000 4800000 230000 4780000 "$tif/one-band-lzw.tif"
	test_fails 1 "and is not SMHI's" "a place in Italy speaks against SMHI's numbers" tif2rain made -o none
	translate -b 1 -b 1 -b 1 -co PHOTOMETRIC=MINISBLACK "$tif/one-band-lzw.tif"
	test_ok 'three equal bands are one' as_plain
	gdal_translate -q -of VRT -b 1 -b 1 -b 1 "$tif/one-band-lzw.tif" three.vrt
	sed '/band="2"/s/>.*/><UnitType>K<\/UnitType>/' three.vrt >unlike.vrt
	translate unlike.vrt
	test_fails 1 'has the unit "K"' 'what the second of three bands says counts' tif2rain made -o none
	translate -a_srs EPSG:3006+5613 -a_scale 0.5 -a_offset -32 "$tif/one-band-lzw.tif"
	test_fails 1 'scale 0.5, offset -32 of heights.*-g and -b' 'scale and offset among heights are refused' \
	    tif2rain made -o none
	vrt '<ColorInterp>Palette</ColorInterp><ColorTable><Entry c1="0" c2="0" c3="9" c4="255"/></ColorTable>' RasterBand
	test_fails 1 '12:00Z: has a colour table' 'a picture of classes is refused' tif2rain made -o none

	codes $(seq 0 200) $(for i in $(seq 99); do echo 255; done) | tiff 15 20 >rim.tif
	# sparse OPTION ...: an image whose tiles are left out where they can be, and the same image in full
	sparse() {
		for more in SPARSE_OK=FALSE SPARSE_OK=TRUE; do
			translate -outsize 480 320 -co TILED=YES -co BLOCKXSIZE=16 -co BLOCKYSIZE=16 \
			    -co COMPRESS=LZW -co $more "$@" rim.tif
			mv made.tif $more.tif && images $more.tif >$more || return
		done
		test "$(wc -c <SPARSE_OK=TRUE.tif)" -lt "$(wc -c <SPARSE_OK=FALSE.tif)" || { echo 'none left out' >&2; return 1; }
		digest -g 0.4 -b -30 -n 255 SPARSE_OK=TRUE >got && digest -g 0.4 -b -30 -n 255 SPARSE_OK=FALSE | diff got - >&2
	}
	test_ok 'tiles that are left out are nodata' sparse -a_nodata 255
	test_ok 'without nodata, tiles that are left out are 0' sparse
	lossy() {
		rm -f made.tif
		gdal_translate -q "$@" "$tif/one-band-lzw.tif" made.tif 2>/dev/null && images made.tif >made
	}
	lossy -co COMPRESS=JPEG &&
	    test_fails 1 '12:00Z: is compressed by JPEG, which changes codes' 'JPEG is refused' tif2rain made -o none
	if lossy -co COMPRESS=LERC -co MAX_Z_ERROR=2; then
		test_fails 1 'by LERC with errors of up to 2' 'LERC with an error is refused' tif2rain made -o none
		lossy -co COMPRESS=LERC_DEFLATE -co MAX_Z_ERROR=3
		test_fails 1 'by LERC with errors of up to 3' 'so it is in deflate' tif2rain made -o none
		for how in LERC LERC_DEFLATE LERC_ZSTD; do
			lossy -co COMPRESS=$how
			test_ok "exact $how is read" as_plain
		done
	fi
	lossy -b 1 -b 1 -b 1 -co COMPRESS=WEBP -co INTERLEAVE=PIXEL &&
	    test_fails 1 'by lossy WebP' 'lossy WebP is refused' tif2rain made -o none
	lossy -b 1 -b 1 -b 1 -co COMPRESS=WEBP -co WEBP_LOSSLESS=YES -co INTERLEAVE=PIXEL &&
	    test_ok 'WebP without loss is read' as_plain

	translate -b 1 -mask 1 --config GDAL_TIFF_INTERNAL_MASK YES "$tif/one-band-lzw.tif"
	test_fails 1 '12:00Z: has a mask, .*: gdalwarp -dstnodata 255 ' 'a mask is refused' tif2rain made -o none
	unmask() {
		gdalwarp -q -dstnodata 255 made.tif unmasked.tif && images unmasked.tif | tif2rain -o none
	}
	test_ok 'an image without its mask, by gdalwarp, is read' unmask
	translate "$tif/one-band-lzw.tif"
	gdaladdo -q made.tif 2 4
	images made.tif >made
	test_ok 'overviews do not matter' as_plain
	cp made.tif two.tif
	gdal_translate -q -co APPEND_SUBDATASET=YES "$tif/moved.tif" two.tif
	images two.tif >made
	test_fails 1 '12:00Z: has more than one image \(page\): gdal_translate GTIFF_DIR:1:' 'a second image is refused' \
	    tif2rain made -o none
	test_ok 'gdal_translate takes out the first image' translate GTIFF_DIR:1:two.tif
	test_ok 'the first of two images is read' as_plain
fi

# ---- Codes that nothing has ----

image 100 255 255 255 255 255 255 255 255 255 255 255 >rim.tif
image 100 255 255 255 255 255 255 255 255 0 0 0 >few.tif
images rim.tif few.tif rim.tif >twice
tif2rain -g 0.5 -b -32 -n none twice -o rain 2>said
test_ok 'codes beyond 75 dBZ are said once, with the name of the image' \
    grep -q '^tif2rain: radar_2011011200.tif, .*: many cells have codes from 215 to 255, .* 75 dBZ' said
test_ok 'and counted' sh -c 'test "$(wc -l <said)" = 2 && grep -q "of more than 75 dBZ: 2$" said'
tif2rain --float -g 0.5 -b -32 -n none twice -o rain 2>said
test_ok 'so they are as values' grep -q 'many cells have codes from 215 to 255' said
test_ok 'no data is not beyond 75 dBZ' sh -c 'tif2rain -g 0.5 -b -32 twice -o rain 2>&1 | diff /dev/null - >&2'

# ---- Wrong input and options ----

test_fails 1 'radar-unzip reads it, then tif2rain' 'a TIFF is not a stream' \
    tif2rain "$tif/point.tif"
tif2rain one -o fields
for decoder in tif2rain odim2rain radolan2rain; do
	command -v $decoder >/dev/null || continue
	test_fails 1 "^$decoder: fields: a stream of fields already, .*: stats, .*; $decoder reads images, from radar-unzip" \
	    "$decoder: a stream of fields needs none, and what reads it is named" $decoder fields -o none
	test_fails 1 "^$decoder: a stream of fields|^$decoder: standard input: a stream of fields" \
	    "$decoder: so is one that comes through a pipe" sh -c "cat fields | $decoder -o none"
done
cp fields radar_2011010000.tif
radar-unzip -o nested radar_2011010000.tif
test_fails 1 'is a stream already, not a TIFF image: .*stats, gifmake and others' 'a stream in the place of an image' \
    tif2rain nested -o none
if command -v nc2chunk >/dev/null; then
	test_fails 1 '^nc2chunk: fields: is a stream already, not netCDF: .*stats, gifmake and others' \
	    'nc2chunk: a stream is no netCDF, and what reads it is named' nc2chunk fields -o none
fi
for wrong in '-g 0' '-g x' '-b nan' '-n x' '-n inf' '-u 1e99' '-z 200' '-z 200,0' '-z ,1.5' \
    '--max-rate 0' '--min-dbz low' '--dbz --max-rate 5' '-u nan' '-n 3 -u 3' \
    '--crs 3006' '--crs EPSG:0' '--crs EPSG:3006x'; do
	test_fails 2 '^tif2rain: -' "$wrong is a usage error" tif2rain $wrong one
done
for code in 300 -1 1.5 nan; do
	test_fails 1 "-n $code is not one of its codes" "-n $code is nothing in 8 bits" tif2rain -n $code one -o none
done

# ---- Real images ----

if test -n "$shared"; then
	real=$shared/smhi-grid
	images "$real/radar_1403250900.tif" >one
	images "$real/radar_1403250905_3band.tif" >three
	images "$real/radar_1403250910_uncompressed.tif" >plain
	all_equal() {
		digest one >a && digest three >b && digest plain >c && cmp a b && cmp a c
	}
	test_ok "SMHI's grid: one band, three, and uncompressed are the same" all_equal
	tif2rain one | chunk-info >info
	test_ok "SMHI's keys are EPSG:25833" has '^crs +EPSG:25833$'
	# numpy: nanmean and nanmax of the float32 rates, 155097 of 417777 cells missing
	test_ok "SMHI's numbers" has '^field .* 37\.12 % +0 +0\.03216 +5\.745$'
	radar-unzip --time 2020-07-24T12:00 --step 5min -p radar-composite.tif --no-whole-days \
	    "$shared/fmi/radar-composite.tif" | tif2rain | chunk-info >info
	test_ok "FMI's composite: scale" has '^gain +0\.5$'
	test_ok "FMI's composite: CRS" has '^crs +\+proj=tmerc \+lat_0=0 \+lon_0=27 \+k=0\.9996 '
	test_ok "FMI's composite: corner" has '^upper left +-216207\.8651 8065629\.289$'
	test_ok "FMI's composite: values" has '^field .* 64\.76 % +0 +0\.2457 +292\.4$'
fi

# ---- The examples of the page ----

radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o .
mkdir chirps
radar-unzip 2020-11-01.zip 2020-11-02.zip | tif2rain | bin-average -c day | chunk2tif -o chirps/chirps-v2.0.%Y.%m.%d.tif
gzip chirps/*.tif
examples() {
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$srcdir/man/$1.1" | sed -n '/^\.Bd/,/^\.Ed/{/^\./!p;}' >script
	test -s script && sh -e script
}
test_is 'the examples of the page run' examples tif2rain
test_ok 'the examples of the page make what they say' \
    test -s day.chunk -a -s november.chunk -a -s dbz.gif
test_fails 2 'more than a stream.s history has room for' \
    'options that are too long for the history are an error' \
    tif2rain --crs "$(head -c 4096 /dev/zero | tr '\0' x)" "$data/images.chunk"
quotes=$(head -c 1500 /dev/zero | tr '\0' "'")
test_fails 2 'history has room for' 'options that are too long once quoted are an error' \
    tif2rain --crs "$quotes" "$data/images.chunk"

# ---- Places ----

images "$tif/one-band-lzw.tif" >place
test_fails 1 'reaches from 500000 to [0-9e+]* E and .* which are no degrees as its CRS EPSG:4326 has them: --crs or --affine' \
    'metres in a CRS of degrees' tif2rain -g 0.4 -b -30 -n 255 --crs EPSG:4326 --affine 500000,2000,0,6000000,0,-2000 -o none place
test_fails 1 'has cells of 1e-12 x -1e-12, .*: no map is such' 'cells of no size' \
    tif2rain -g 0.4 -b -30 -n 255 --affine 0,1e-12,0,0,0,-1e-12 -o none place
test_fails 1 'no map is such' 'cells that are all on one line' \
    tif2rain -g 0.4 -b -30 -n 255 --affine 500000,1000,1000,6000000,-1000,-1000 -o none place
test_ok 'a world in degrees is one' tif2rain -g 0.4 -b -30 -n 255 --crs EPSG:4326 --affine -180,12,0,90,0,-9 -o world.chunk place
test_done
