# SPDX-License-Identifier: BSD-2-Clause
# oracle.sh - the numbers: against NumPy and GDAL where they are there, and against those that were
# recorded when they agreed.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# agrees SENTENCE ARGUMENT ...: oracle.py has no objection
agrees() {
	sentence=$1
	shift
	test -z "$python" ||
	    test_ok "$sentence" "$python" "$srcdir/tests/oracle.py" "$@"
}
test -n "$python" || echo '# no python3 with numpy: the recorded numbers alone'

recorded() {
	got=$(digest "$1") && test "$got" = "$2" || { echo "digest $got, recorded $2" >&2; return 1; }
}

# ---- Rain rates of all 256 codes ----

# The codes 0 to 255 in 16 rows of 16.
codes $(seq 0 255) | tiff 16 16 >radar_2011010600.tif
radar-unzip --no-whole-days radar_2011010600.tif >all.images
cat >reference <<'END'
88 0.0650
100 0.1357
125 0.6300
150 2.9240
175 13.5721
200 62.9961
254 1735.06
0 0
255 nan
END
tif2rain -o made all.images
references() {
	values made | tr ' ' '\n' >v && while read -r code rate; do
		got=$(sed -n "$((code + 1))p" v)
		awk -v a="$got" -v b="$rate" \
		    'BEGIN { exit !(a == b || (a - b) ^ 2 < (b < 1000 ? 6e-5 : 6e-3) ^ 2) }' ||
		    { echo "code $code: $got, not $rate" >&2; return 1; }
	done <reference
}
test_ok 'the reference rates of a = 200, b = 1.5, with 0 for no echo and nan for no data' references
no_others() {
	test "$(values made | tr ' ' '\n' | grep -c nan)" = 1 &&
	    test "$(values made | tr ' ' '\n' | grep -cx 0)" = 1
}
test_ok 'no other code is 0 or missing' no_others
while read -r number options; do
	settings=${options#*:} options=${options%%:*}
	tif2rain $options -o made all.images
	test_ok "tif2rain $options: the recorded values" recorded made "$number"
	agrees "tif2rain $options: the float32 of NumPy's float64" rates made $settings
done <<'END'
10f53b13 :
8c1afdb8 --float :
8dc21b0e -u none : undetect=-1
b2218ddc -n none : nodata=-1
c89c54ef -n 0 -u 1 : nodata=0 undetect=1
dd85cb66 -g 0.5 -b -32 : gain=0.5 offset=-32
98ba08f2 -z 300,1.4 : a=300 b=1.4
0b6538b2 --min-dbz 7 : min_dbz=7
a10dfcdf --max-rate 100 : max_rate=100
d920eec9 --dbz : dbz=1
8ea46632 --dbz --min-dbz 7 --float : dbz=1 min_dbz=7
END

# ---- Means and statistics ----

# Six hours of noise: 2 in 5 codes are no data, no echo, or any; the last cell is always missing, one
# image in 9 is not there.
noise() {
	awk -v x="$1" 'BEGIN {
		for (i = 0; i < 71; i++) {
			x = (x * 69069 + 12345) % 2147483648
			u = int(x / 8192)
			printf "%c", u % 5 < 2 ? 255 : u % 5 < 4 ? 0 : int(u / 8) % 256
		}
		printf "%c", 255
	}' | tiff 8 9
}
mkdir noise
i=0
for hour in 00 01 02 03 04 05; do
	for minute in 00 05 10 15 20 25 30 35 40 45 50 55; do
		i=$((i + 1))
		test $((i % 9)) = 4 || noise $i >noise/radar_201101$hour$minute.tif
	done
done
radar-unzip --no-whole-days noise >noise.images
tif2rain -o noise.chunk noise.images
tif2rain --float -o values.chunk noise.images
tif2rain -g 2 -b -60 -z 2e7,0.5 -n 255 --max-rate 1e6 -o wild.chunk noise.images

while read -r number input check tool; do
	$tool -o made "$input.chunk" 2>said || cat said
	test_ok "$tool of $input: the recorded values" recorded made "$number"
	agrees "$tool of $input: within an ulp of NumPy's, of codes the nearest" "$check" "$input.chunk" made
done <<'END'
1c44a131 noise bins bin-average -n 8
7e5fb755 noise bins bin-average -w 5min
37d0621c noise bins bin-average -c month
9a07ce92 noise bins bin-average -n 24 --sum --min-fraction 0
1c44a131 values bins bin-average -n 8
b14efffd wild bins bin-average -n 4
b147669b noise stats stats --layers min,max,mean,std,count
b147669b values stats stats --layers min,max,mean,std,count
2ed01be4 wild stats stats --layers min,max,mean,std,count
bb5f99a0 noise stats stats -q --sum --when --exceed 0,0.1,1,10 --quantiles 0,0.1,0.5,0.77,0.99,1
96a7271b noise stats stats --layers max --sum --min-fraction 0.55
4c5903b9 values stats stats --layers min --sum --min-fraction 0.5 --when --exceed 0,0.1,1,10
9c118942 wild stats stats -q --when --exceed -1e6,0.1,1e5 --quantiles 0,0.1,0.5,0.77,0.99,1
END
cp "$data/codes.chunk" "$data/falling.chunk" .
while read -r number input check tool; do
	$tool -o made "$input.chunk"
	test_ok "$tool of $input: the recorded values" recorded made "$number"
	agrees "$tool of $input: within an ulp of NumPy's, of codes the nearest" "$check" "$input.chunk" made
done <<'END'
963be79e codes bins bin-average -w 15min
4ce6ad10 codes stats stats --layers min,max,mean,std,count
b01dfa7f codes stats stats -q --sum --min-fraction 0.3 --when --exceed 1,7.25 --quantiles 0.25,0.5
d7e754a8 falling bins bin-average -w 15min
86427bf5 falling stats stats --layers min,max,mean,std,count
540a706f falling stats stats -q --when --exceed 1,7.25 --quantiles 0.25,0.5
END

bin-average -w 1h -o hours.chunk noise.chunk
bin-average -n 8 -o made hours.chunk
agrees 'means of means weigh by what they have' bins hours.chunk made
bin-average -n 8 --sum --min-fraction 0 -o depths.chunk noise.chunk
bin-average -c day --sum --min-fraction 0 -o made depths.chunk
agrees 'depths of depths weigh by what they have' bins depths.chunk made

if test -n "$python"; then
	radar-synth --from 2020-11-01 --days 3 --rows 40 --cols 30 -o days
	radar-unzip days/2020-11-01.zip >images
	unpack images holes/1
	rm holes/1/radar_2011010[38]25.tif days/2020-11-0[12].zip
	rain holes/1 days/2020-11-03.zip >synth.chunk
	bin-average -n 8 -o made synth.chunk
	agrees 'synthetic days with holes: three-hour means' bins synth.chunk made
	test_ok 'synthetic days with holes: two bins have 35 of 36' \
	    test "$(fields made | grep -c ' 35/36$')" = 2
	stats --layers std,min,mean,count,max -o made synth.chunk
	agrees 'synthetic days with holes: statistics' stats synth.chunk made
fi

# ---- Missing is a colour of its own ----

codes 255 255 255 255 | tiff 2 2 >none.tif
codes 0 0 0 0 | tiff 2 2 >dry.tif
frame() {
	radar-unzip --no-whole-days --time 2020-11-01 "$1.tif" | tif2rain -g 0.4 -b -30 -n 255 |
	    gifmake --no-legend --title '' --zoom 1 -o "$1.gif" && convert "$1.gif[0]" -depth 8 "rgb:$1.rgb"
}
if test -n "$python" && command -v convert >/dev/null; then
	test_is 'a frame of missing cells alone is drawn' frame none
	test_ok 'a dry frame is drawn' frame dry
	agrees 'a frame of missing cells and a dry frame have different colours' picture none.rgb dry.rgb
fi

# ---- GDAL ----

test -n "$shared" || test_skip 'no real radar data'
command -v gdal_translate >/dev/null && command -v gdallocationinfo >/dev/null || test_skip 'no GDAL'

# raw FILE: what GDAL reads in it, or its first band, row by row, in FILE.raw
raw() {
	gdal_translate -q -b 1 -of ENVI "$1" "$1.raw"
}
# codes_of STREAM: the codes of its only field
codes_of() {
	"$python" -c 'import sys, chunkread
sys.stdout.buffer.write(chunkread.read(sys.argv[1])[0][2][0]["codes"].tobytes())' "$1"
}
# as_gdal_reads IMAGE STREAM
as_gdal_reads() {
	cp "$1" image.tif && raw image.tif && codes_of "$2" | cmp - image.tif.raw >&2
}
# array_is_tif STREAM: chunk2tif, read by GDAL, and chunk2npy give the same pixels
array_is_tif() {
	chunk2tif -o made.tif "$1" && chunk2npy -o made.npy "$1" && raw made.tif && tail -c +129 made.npy |
	    cmp - made.tif.raw >&2
}
# same_place STREAM: gdalinfo says the grid of chunk-info
same_place() {
	gdalinfo made.tif >info && key affine "$1" | {
		read -r x dx _ y _ dy
		awk -v x="$x" -v dx="$dx" -v y="$y" -v dy="$dy" -v size="$(key cols "$1"), $(key rows "$1")" '
		function near(a, b) { return (a - b) * (a - b) <= 1e-24 * b * b }
		{ split($0, part, /[(,)]/) }
		/^Size is / { right += $0 == "Size is " size }
		/^Origin = / { right += near(part[2], x) && near(part[3], y) }
		/^Pixel Size = / { right += near(part[2], dx) && near(part[3], dy) }
		/^Band 1 .* Type=Float32/ { right++ }
		/NoData Value=nan/ { right++ }
		END { exit right != 5 }' info || { cat info >&2; false; }
	}
}

for name in radar_1403250900 radar_1403250905_3band radar_1403250910_uncompressed; do
	image=$shared/smhi-grid/$name.tif
	radar-unzip --no-whole-days -p "radar_%y%m%d%H%M${name#radar_??????????}.tif" "$image" |
	    tif2rain -o $name.chunk
	test -z "$python" ||
	    test_ok "$name: the codes that GDAL reads" as_gdal_reads "$image" $name.chunk
	test_ok "$name: chunk2tif and chunk2npy agree" array_is_tif $name.chunk
	test_ok "$name: gdalinfo agrees with chunk-info" same_place $name.chunk
	test_ok "$name: its CRS is EPSG:25833" grep -q 'ID\["EPSG",25833\]]' info
	test_ok "$name: on the grid of the archive" \
	    test "$(key affine $name.chunk) $(key rows $name.chunk) $(key cols $name.chunk)" = \
	    '126648.404 2014.9581656050955 0 7771252.876 0 -2014.9581656050955 887 471'
done
smhi=radar_1403250900.chunk
test -z "$python" || test_ok 'the codes of the real image are those that were counted: 244362 of 0, 155097 of 255' \
    test "$(codes_of $smhi | od -An -v -tu1 -w1 | sort -n | uniq -c |
    awk '$2 == 0 || $2 == 255 { print $1 }' |
    tr '\n' ' ')" = '244362 155097 '

image=$shared/fmi/radar-composite.tif
radar-unzip --no-whole-days --time 2020-07-24T12:00 "$image" | tif2rain -o fmi.chunk
test_ok "FMI's composite: its own scale, offset and nodata" \
    test "$(key gain fmi.chunk) $(key offset fmi.chunk) $(key nodata fmi.chunk)" = '0.5 -32 255'
test_ok 'FMI: the size of its composite' test "$(key rows fmi.chunk) $(key cols fmi.chunk)" = '7168 5120'
test_ok 'FMI: the CRS of its composite' test "$(key crs fmi.chunk)" = \
    '+proj=tmerc +lat_0=0 +lon_0=27 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs'
test -z "$python" ||
    test_ok 'FMI: the codes that GDAL reads' as_gdal_reads "$image" fmi.chunk
test_ok 'FMI: chunk2tif and chunk2npy agree' array_is_tif fmi.chunk
test_ok 'FMI: gdalinfo agrees with chunk-info' same_place fmi.chunk
test_ok 'FMI: the CRS is that of the image, as gdalinfo says it' \
    sh -c 'gdalinfo "$0" | sed -n "/^PROJCRS/,/^Data axis/p" >a
    sed -n "/^PROJCRS/,/^Data axis/p" info | diff a - >&2 && test -s a' "$image"
rm -f image.tif* made.*
radar-unzip --time 2020-07-24T12:00 -p radar-composite.tif --no-whole-days "$image" | tif2rain | digest >again
test_ok 'FMI: an image whose time is from its name is the same' test "$(cat again)" = "$(digest fmi.chunk)"

# ---- Where things lie, also after subsample ----

# centres STREAM FACTOR: east and north of the centres of every 7th cell in every 5th row, each as
# FACTOR x FACTOR points that are the centres of the parts of the cell.
centres() {
	key affine "$1" | {
		read -r x dx _ y _ dy
		awk -v x="$x" -v dx="$dx" -v y="$y" -v dy="$dy" -v f="$2" \
		    -v rows="$(key rows "$1")" -v cols="$(key cols "$1")" 'BEGIN {
			for (row = 0; row < rows; row += 5)
				for (col = 0; col < cols; col += 7)
					for (i = 0; i < f * f; i++)
						printf "%.6f %.6f\n", x + (col + (i % f + 0.5) / f) * dx,
						    y + (row + (int(i / f) + 0.5) / f) * dy
		}'
	}
}
# at FILE <POINTS: the values there
at() {
	gdallocationinfo -valonly -geoloc "$1"
}
chunk2tif -o full.tif $smhi
same_values() {
	subsample -f "$1" $smhi >coarse && chunk2tif -o coarse.tif coarse && centres coarse 1 >points &&
	    at coarse.tif <points >here && at full.tif <points >there && cmp here there >&2 &&
	    test "$(grep -vcx 'nan\|0' here)" -gt 20
}
for factor in 2 3 4 5; do
	test_ok "-f $factor: the centre of a cell has the value that it had" same_values $factor
done
same_means() {
	subsample -f "$1" -m mean $smhi >coarse && chunk2tif -o coarse.tif coarse && centres coarse 1 |
	    at coarse.tif >here &&
	    centres coarse "$1" | at full.tif | awk -v f="$1" '
		{ if ($1 != "nan") { sum += $1; n++ } }
		NR % (f * f) == 0 { print n ? sprintf("%.9g", sum / n) : "nan"; sum = n = 0 }' >there &&
	    near here there &&
	    test "$(grep -vcx 'nan\|0' here)" -gt 20
}
for factor in 2 3; do
	test_ok "-f $factor -m mean: a cell is the mean of what was there" same_means $factor
done
# Stockholm, 18.0686 E 59.3293 N, is 674572 E 6580743 N: column
# (674572 - 126648.4) / 2014.96 = 271.9, and so on.
stockholm() {
	gdallocationinfo -wgs84 "$1" 18.0686 59.3293 | sed -n 's/.*Location: //p'
}
test_ok 'Stockholm is in column 271 and row 590' test "$(stockholm full.tif)" = '(271P,590L)'
subsample -f 2 $smhi | chunk2tif -o coarse.tif
test_ok 'Stockholm in cells twice as wide, around the same centres, is in 136 and 295' \
    test "$(stockholm coarse.tif)" = '(136P,295L)'
subsample -f 2 -m mean $smhi | chunk2tif -o coarse.tif
test_ok 'Stockholm in cells twice as wide, from the old corner, is in 135 and 295' test "$(stockholm coarse.tif)" = '(135P,295L)'
test_done
