# SPDX-License-Identifier: BSD-2-Clause
# amounts.sh - GeoTIFFs of rates and amounts: any numbers, any units, read as what they are.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

command -v gdal_translate >/dev/null || test_skip 'needs gdal_translate'

# grid VALUE ...: two rows of these, as GDAL's float image plain.tif.
grid() {
	{
		printf 'ncols %d\nnrows 2\nxllcorner 100000\nyllcorner 6996000\ncellsize 2000\n' $(($# / 2))
		printf '%s ' "$@"
	} >plain.asc
	gdal_translate -q -a_srs EPSG:25833 -ot Float64 -of VRT plain.asc plain.vrt
}

# band ELEMENT ...: unit.vrt is the grid with these elements in its band.
band() {
	printf '%s\n' "$@" >elements
	sed '/<VRTRasterBand /r elements' plain.vrt >unit.vrt
}
# image UNIT[,SCALE,OFFSET] OPTION ...: a.tif of the grid, with these options of gdal_translate; its
# stream is `one`.
image() {
	case $1 in
	'') cp plain.vrt unit.vrt ;;
	*,*) band $(echo "$1" | sed 's,\(.*\)\,\(.*\)\,\(.*\),<UnitType>\1</UnitType>\n<Offset>\3</Offset>\n<Scale>\2</Scale>,') ;;
	*) band "<UnitType>$1</UnitType>" ;;
	esac
	shift
	rm -f a.tif a.tif.aux.xml
	gdal_translate -q "$@" unit.vrt a.tif && stream 1h
}
stream() {
	radar-unzip -p a.tif --time 2020-11-01T12:00 --step "$1" --no-whole-days a.tif >one
}
# gives 'VALUES' OPTION ...: what tif2rain makes of it with these options
gives() {
	expected=$1
	shift
	tif2rain "$@" one -o made && test "$(values made)" = "$expected" || { values made >&2; return 1; }
}
says() {
	tif2rain -o made "$@" one && chunk-info made >info && sed -n 's/^\(variable\|units\|cell_methods\)  *//p' info | tr '\n' ' '
}

# ---- All kinds of numbers ----

grid 0 0.5 1 2 250 99
for kind in Float32 Float64; do
	image mm/h -ot $kind -a_nodata 99
	test_ok "$kind: values are as they stand" gives '0 0.5 1 2 250 nan'
	image 'mm h-1' -ot $kind -a_nodata nan
	test_ok "$kind: NaN is missing" gives '0 0.5 1 2 250 99'
done
grid 0 1 2 -5 250 -1
for kind in Int16 Int32; do
	image mm/h -ot $kind -a_nodata -5
	test_fails 1 '12:00Z: has -1 at row 1, column 2, and 1 values below 0 in all: -n -1 .*--negative' \
	    "$kind: rain below 0 is refused" tif2rain one -o none
	test_ok "$kind: --negative missing" gives '0 1 2 nan 250 nan' --negative missing
	test_ok "$kind: --negative zero" gives '0 1 2 nan 250 0' --negative zero
	test_ok "$kind: -n is any number" gives '0 1 2 0 250 nan' -n -1 --negative zero
done
grid 0 1 2 3 250 255
for kind in Byte UInt16 UInt32; do
	image mm/h -ot $kind -a_nodata 255
	test_ok "$kind: values are as they stand" gives '0 1 2 3 250 nan'
	image mm/h,0.5,10 -ot $kind -a_nodata 255
	test_ok "$kind: scale and offset" gives '10 10.5 11 11.5 135 nan'
	image mm/h -ot $kind
	test_fails 1 'does not say which (code|value) is no data: say it with -n, or -n none' "$kind: nodata must be said" \
	    tif2rain one -o none
done
image mm/h,0.5,-1 -ot Byte -a_nodata 255
test_fails 1 'has codes from 0 to 1 in 2 cells, which would be below 0: -n .* --negative' 'codes below 0 are refused' \
    tif2rain one -o none
test_ok 'codes below 0 can be missing' gives 'nan nan 0 0.5 124 nan' --negative missing
test_ok 'codes below 0 can be zero' gives '0 0 0 0.5 124 nan' --negative zero
grid 0 1 2 3 250 0
image mm/h,0.5,-0.4 -ot Byte -a_nodata 0
test_ok 'a code below 0 that is no data is no error' gives 'nan 0.1 0.6 1.1 124.6 nan'
test_ok 'codes stay codes' sh -c 'chunk-info made | grep -q " u8 "'
for bad in Int16:CInt16 Float32:CFloat32; do
	image mm/h -ot ${bad#*:}
	test_fails 1 'has complex samples' "${bad#*:} is refused" tif2rain one -o none
done
grid 1 2 3 4
image mm/h -ot Float32 -b 1 -b 1 -b 1 -a_nodata 99
test_fails 1 'has 3 bands of numbers that are no codes: gdal_translate -b 1' 'three bands of floats are refused' \
    tif2rain one -o none
for how in 'COMPRESS=DEFLATE PREDICTOR=3' 'COMPRESS=LZW PREDICTOR=3' 'COMPRESS=ZSTD' 'TILED=YES BLOCKXSIZE=16' \
    'ENDIANNESS=BIG' 'BIGTIFF=YES'; do
	image mm/h -ot Float32 -a_nodata 99 $(for word in $how; do echo "-co $word"; done) -co BLOCKYSIZE=16
	test_ok "floats in $how" gives '1 2 3 4'
done
image mm/h -ot Int16 -a_nodata -9 -co ENDIANNESS=BIG
test_ok 'big-endian integers' gives '1 2 3 4'
# Two tiles, of which the second is left out.
sparse() {
	sevens='7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7'
	holes=$(echo $sevens | sed "s/7/$2/g")
	grid $sevens $holes $sevens $holes
	image mm/h -ot $1 -a_nodata $2 -co TILED=YES -co BLOCKXSIZE=16 -co BLOCKYSIZE=16 -co SPARSE_OK=TRUE
	tif2rain one | chunk-info | grep -q ' 50.00 %  *7  *7  *7$'
}
for kind in 'Float32 -9999.5' 'Float64 -1e10' 'Int16 -9999' 'Int32 -70000'; do
	test_ok "tiles that are left out are nodata: $kind" sparse $kind
done

# ---- Units ----

grid 0 1 2 3 24 -9999
image mm/day -ot Float32
test_fails 1 'has -9999 at row 1, column 2, and 1 values below 0 in all: -n -9999' 'a nodata that no tag says is found' \
    tif2rain one -o none
test_ok 'mm per day are a 24th of mm per hour' gives '0 0.041666668 0.083333336 0.125 1 nan' -n -9999
test_is 'a unit of the file is that of the stream' test "$(says -n -9999)" = 'rainfall_rate mm h-1 time: point '
test_ok '--units comes before the unit of the file' gives '0 10 20 30 240 nan' -n -9999 --units cm
test_ok 'amounts are amounts' test "$(says -n -9999 --units mm)" = 'rainfall_amount mm time: sum '
stream 30min
test_ok '--rate divides amounts by their time' gives '0 2 4 6 48 nan' -n -9999 --units mm --rate
test_ok '--rate makes rates' test "$(says -n -9999 --units mm --rate)" = 'rainfall_rate mm h-1 time: mean '
test_fails 1 'holds rain rates already, and --rate is for amounts' 'rates need no --rate' \
    tif2rain -n -9999 --rate one -o none
test_fails 1 'holds amounts, and --max-rate clips rates' 'amounts have no rate to clip' \
    tif2rain -n -9999 --units mm --max-rate 5 one -o none
test_ok '--max-rate clips rates of amounts' gives '0 2 4 5 5 nan' -n -9999 --units mm --rate --max-rate 5
test_ok '--max-rate clips rates' gives '0 0.041666668 0.083333336 0.125 0.5 nan' -n -9999 --max-rate 0.5
test_fails 1 'holds rain, not reflectivity: --dbz' 'rain has no dBZ' tif2rain -n -9999 --dbz one -o none
test_fails 1 'holds rain, not reflectivity: --min-dbz' 'rain has no limit in dBZ' tif2rain -n -9999 --min-dbz 7 one -o none
image m -ot Float32
test_fails 1 'has the unit "m", which heights have too: --units m says' 'metres may be heights' tif2rain -n -9999 one -o none
test_ok '--units m says that they are rain' gives '0 1000 2000 3000 24000 nan' -n -9999 --units m
image K -ot Float32
test_fails 1 'has the unit "K" in its metadata, which is none of rain' 'other units are refused' tif2rain -n -9999 one -o none
image '' -ot Float32
test_fails 1 'has numbers without a unit: --units says it' 'floats without a unit are refused' \
    tif2rain -n -9999 one -o none
test_fails 2 '^tif2rain: --units: units "furlong" are none of' 'an unknown --units is a usage error' \
    tif2rain --units furlong one
band '<UnitType>mm/h</UnitType>' '<Metadata><MDI key="GRIB_UNIT">[mm]</MDI></Metadata>'
rm -f a.tif
gdal_translate -q -ot Float32 unit.vrt a.tif && stream 1h
test_fails 1 'has the units "(mm/h and \[mm\]|\[mm\] and mm/h)"' 'units that contradict each other are none' \
    tif2rain -n -9999 one -o none
sed 's/\[mm\]/[mm hr-1]/' unit.vrt >same.vrt
gdal_translate -q -ot Float32 same.vrt a.tif && stream 1h
test_ok 'one unit in two spellings is one' gives '0 1 2 3 24 nan' -n -9999

# ---- Reflectivity in floats ----

grid 7 23 -32.5 55 76 -99
image dBZ -ot Float32 -a_nodata -99
test_ok 'dBZ in floats are dBZ' gives '7 23 -32.5 55 76 nan' --dbz
test_ok 'and rain' gives '0.08563409 0.9984201 0.000199211 135.72089 3409.1543 nan'
test_ok 'no echo, below a limit, is -32 dBZ where no value says it' gives '-32 23 -32 55 76 nan' --dbz --min-dbz 10
test_ok 'and else the value that says it' gives '-32.5 23 -32.5 55 76 nan' --dbz --min-dbz 10 -u -32.5
image dBZ -ot Float32
test_fails 1 'does not say which value is no data: say it with -n' 'dBZ in floats must say what is no data' \
    tif2rain one -o none

# ---- Time and place ----

grid 0 1 2 3
image mm/h -ot Float32
moved() {
	tif2rain --affine 0,100,0,500,0,-100 one | chunk-info | grep -q '^affine  *0 100 0 500 0 -100$'
}
test_ok '--affine says the place' moved
rm -f a.tif
sed '/GeoTransform/d' unit.vrt >nowhere.vrt
gdal_translate -q -ot Float32 nowhere.vrt a.tif && stream 1h
test_fails 1 'is not georeferenced \(no GeoTIFF scale or matrix\): gdal_translate -a_ullr can add it, or --affine' \
    'an image without a place is refused' tif2rain one -o none
test_ok '--affine gives it one' moved
for wrong in 0,1,0,0,0 0,1,0,0,0,-1,2 0,1,0,0,0,1 0,-1,0,0,0,-1 a,1,0,0,0,-1; do
	test_fails 2 '^tif2rain: --affine' "--affine $wrong is a usage error" tif2rain --affine $wrong one
done

# ---- There and back ----

radar-synth --from 2020-11-01 --rows 40 --cols 30 -o .
radar-unzip 2020-11-01.zip | tif2rain -o day
# back OPTION ...: hours of the day by bin-average as GeoTIFFs, read again
back() {
	rm -rf hours
	mkdir hours
	bin-average -w 1h "$@" day -o there && chunk2tif -o hours/rain-%Y%m%dT%H%M.tif there || return
	radar-unzip -p 'rain-%Y%m%dT%H%M.tif' --step 1h hours | tif2rain -o back || return
	chunk2npy --times a.csv -o a.npy there && chunk2npy --times b.csv -o b.npy back && cmp a.npy b.npy &&
	    cut -d, -f1-3 a.csv >a && cut -d, -f1-3 b.csv | cmp a - || return
	for key in affine crs variable units cell_methods; do
		test "$(chunk-info there | grep "^$key ")" = "$(chunk-info back | grep "^$key ")" || { echo $key >&2; return 1; }
	done
}
test_ok 'what chunk2tif writes of rates is read again, bit for bit' back
test_ok 'what it writes of amounts, too' back --sum
test_fails 1 "is of 2020-11-01T00:00Z to 2020-11-01T01:00Z, says the file, and its record is not: radar-unzip without --stamp end" \
    'a record of another time than the file says is refused' \
    sh -c "radar-unzip -p 'rain-%Y%m%dT%H%M.tif' --step 1h --stamp end hours | tif2rain -o none"
test_fails 1 "is of the 60 min to 2020-11-01T01:00Z, says the file, and its step is 30 min: radar-unzip --step 60min" \
    'a step that is not that of the file is refused' \
    sh -c "radar-unzip -p 'rain-%Y%m%dT%H%M.tif' --step 30min hours | tif2rain -o none"

# counts: have and expected of each field come back, and so does the step of the source
counts() {
	rm -rf hours
	mkdir hours
	radar-unzip --from 2020-11-01 --to 2020-11-01T02:20 2020-11-01.zip | tif2rain | bin-average -w 1h -o there 2>/dev/null
	chunk2tif -o hours/rain-%Y%m%dT%H%M.tif there && rm hours/rain-20201101T0500.tif
	radar-unzip -p 'rain-%Y%m%dT%H%M.tif' --step 1h hours | tif2rain -o back
	chunk-info back | grep -q '^field  2020-11-01T02:00Z  2020-11-01T03:00Z .* 4/12 ' && chunk-info back | grep -q '^step  *300$' &&
	    chunk-info --gaps back | grep -q '^gap .*05:00Z .* 0/12 ' && bin-average -c day --sum back -o day.back && bin-average -c day --sum there -o day.there &&
	    chunk2npy -o a.npy day.back && chunk2npy -o b.npy day.there && cmp a.npy b.npy
}
test_is 'what is missing in bins stays counted' counts
stats --layers max,std day -o two && mkdir singly && chunk2tif -o singly/%Y%m%d-%L.tif two
for layer in max std; do
	radar-unzip -p "%Y%m%d-$layer.tif" --step 1d singly 2>/dev/null | tif2rain -o back
	test_fails 1 'the input is a statistic \(time: ' "bins of $layer are refused" bin-average -c day --sum -o none back
done
grid 0 0.3 1 2.2 250 99
if image mm/h -ot Float32 -a_nodata 99 -co COMPRESS=LERC -co MAX_Z_ERROR=0.01 2>/dev/null; then
	test_fails 1 'is compressed by LERC with errors of up to 0.0[0-9]*, which changed its values' 'floats in lossy LERC are refused' \
	    tif2rain one -o none
	image mm/h -ot Float32 -a_nodata 99 -co COMPRESS=LERC
	test_ok 'floats in exact LERC' gives '0 0.3 1 2.2 250 nan'
fi

# ---- A scale for each image ----

rm -rf scales
mkdir scales
grid 0 1 2 255
for n in 0 1; do
	band '<UnitType>mm/h</UnitType>' '<Offset>0</Offset>' "<Scale>0.$((n + 1))</Scale>"
	gdal_translate -q -ot Byte -a_nodata 255 unit.vrt scales/a-2020110112${n}0.tif
done
radar-unzip -p 'a-%Y%m%d%H%M.tif' --step 10min --no-whole-days scales >one
test_fails 1 'a-202011011210.tif, .*: has gain 0.2, .* before it 0.1, .*--float takes each by its own' \
    'another scale is refused for codes' tif2rain one -o none
each() {
	tif2rain --float one -o made && test "$(values made | tr '\n' ' ')" = '0 0.1 0.2 nan 0 0.2 0.4 nan '
}
test_ok '--float takes each image by its own scale' each
grid 0 1 2 255
band '<UnitType>mm/h</UnitType>'
gdal_translate -q -ot Float32 -a_nodata 255 unit.vrt scales/a-202011011220.tif
radar-unzip -p 'a-%Y%m%d%H%M.tif' --step 10min --no-whole-days scales >one
test_fails 1 'a-202011011210.tif, .*: has gain 0.2' 'a later image of another scale, still' tif2rain one -o none
rm scales/a-202011011210.tif
radar-unzip -p 'a-%Y%m%d%H%M.tif' --step 10min --no-whole-days scales >one
test_fails 1 'a-202011011220.tif, .*: has another kind of numbers than a-202011011200.tif before it: --float takes both' \
    'floats after codes are refused' tif2rain one -o none
grid 0 1 2 255
band '<UnitType>mm/h</UnitType>'
cp scales/a-202011011200.tif codes.tif && cp scales/a-202011011220.tif floats.tif
gdal_translate -q -ot UInt16 -a_nodata 255 unit.vrt scales/wide.tif && mv scales/wide.tif wide.tif
# pair FILE FILE: one after the other, by --float, is what each is alone
pair() {
	rm -rf pair && mkdir pair && cp $1 pair/a-202011011200.tif && cp $2 pair/a-202011011210.tif
	radar-unzip -p 'a-%Y%m%d%H%M.tif' --step 10min --no-whole-days pair | tif2rain --float -n 255 -o both || return
	for n in 1 2; do
		rm -rf alone && mkdir alone && cp $(test $n = 1 && echo $1 || echo $2) alone/a-202011011200.tif
		radar-unzip -p 'a-%Y%m%d%H%M.tif' --step 10min --no-whole-days alone | tif2rain --float -n 255 -o single && values single
	done >expected
	values both | cmp - expected
}
for two in 'codes floats' 'floats codes' 'codes wide' 'wide codes' 'floats wide'; do
	test_ok "one by its kind after another: $two" pair ${two% *}.tif ${two#* }.tif
done
mixed_up() {
	rm -rf pair && mkdir pair && cp floats.tif pair/a-202011011200.tif && cp codes.tif pair/a-202011011210.tif
	radar-unzip -p 'a-%Y%m%d%H%M.tif' --step 10min --no-whole-days pair | tif2rain -g 0.5 -b 0 -o both && values both >got
	test "$(sed -n 2p got)" = '0 0.5 1 nan'
}
test_ok 'codes after floats have their values, without --float' mixed_up
test_ok '--float takes floats after codes' sh -c 'tif2rain --float one | chunk-info | grep -c " f32 " | grep -qx 2'

# ---- Units of what comes out ----

bin-average -w 1d day -o rates
bin-average -w 1d --sum day -o sums
stats --layers mean,max,count day -o layers
# scaled STREAM UNITS FACTOR: the array is so many times what it is without --units, but for layers of counts
scaled() {
	chunk2npy -o plain.npy "$1" && chunk2npy --units "$2" -o other.npy "$1" && "$python" - "$3" <<'END'
import sys
import numpy as np
a, b = np.load('plain.npy'), np.load('other.npy')
expected = (a[:2].astype('f8') * float(sys.argv[1])).astype('f4')
assert np.array_equal(b[:2], expected, equal_nan=True) and np.nanmax(b) > 0
assert np.array_equal(a[2:], b[2:], equal_nan=True)
END
}
if test -n "$python"; then
	test_ok 'chunk2npy: mm per day' scaled rates 'mm day-1' 24
	test_ok 'chunk2npy: kg m-2 s-1' scaled rates 'kg m-2 s-1' 0.0002777777777777778
	test_ok 'chunk2npy: cm' scaled sums cm 0.1
	test_ok 'chunk2npy: inches' scaled sums in 0.03937007874015748
	test_ok 'chunk2npy: counts stay counts' scaled layers mm/day 24
fi
round_trip() {
	rm -rf daily
	mkdir daily
	chunk2tif --units 'mm day-1' -o daily/%Y%m%d.tif rates && gdalinfo daily/20201101.tif | grep -q 'Unit Type: mm day-1' &&
	    radar-unzip -p %Y%m%d.tif --step 1d daily | tif2rain -o back && values back >a && values rates >b && near a b
}
test_ok 'chunk2tif: units are in the file, and read again' round_trip
extracted() {
	chunk-extract --units mm/day --point a,20,15 rates | tail -n 1 | cut -d, -f5,6 >got
	chunk-extract --point a,20,15 rates | tail -n 1 | awk -F, '{ printf "mm/day,%.5g\n", 24 * $6 }' >expected
	test "$(awk -F, '{ printf "%s,%.5g\n", $1, $2 }' got)" = "$(cat expected)"
}
test_ok 'chunk-extract: units are in the line, and the values' extracted
for tool in 'chunk2npy -o none' 'chunk2tif -o none' 'chunk-extract --point a,1,1 -o none'; do
	test_fails 1 'units: values in "mm h-1" cannot be told in "mm"' "${tool%% *}: rates are no amounts" $tool --units mm rates
	test_fails 2 'units: units "parsec" are none of' "${tool%% *}: unknown units" $tool --units parsec rates
done
test_done
