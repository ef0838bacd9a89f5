# SPDX-License-Identifier: BSD-2-Clause
# chunk-extract.sh - series at points and over boxes: their values, the time that is missing, and how
# places are named.
. "${srcdir:-.}/tests/lib.sh"

# prints ARGUMENT ... <LINES: chunk-extract prints these lines.
prints() {
	cat >wanted && chunk-extract "$@" >printed && diff wanted printed >&2
}

# prints_cut FIELDS ARGUMENT ... <LINES: these columns of them, as cut has them.
prints_cut() {
	columns=$1
	shift
	cat >wanted && chunk-extract "$@" >printed && cut -d , -f "$columns" printed | diff wanted - >&2
}
heading='start,end,name,layer,units,mean,max,count,cells,have,expected'
codes=$data/codes.chunk

# ---- The table ----

test_ok 'a line for each field and place; a gap is a line without values' \
    prints --point here,3,4 --box 'all of it,0,6,0,9' "$codes" <<END
$heading
1970-01-01T00:00Z,1970-01-01T00:05Z,here,,mm h-1,17.375,17.375,1,1,1,1
1970-01-01T00:00Z,1970-01-01T00:05Z,all of it,,mm h-1,15.043982,31.5,54,54,1,1
1970-01-01T00:05Z,1970-01-01T00:10Z,here,,mm h-1,7.625,7.625,1,1,1,1
1970-01-01T00:05Z,1970-01-01T00:10Z,all of it,,mm h-1,15.196759,31.125,54,54,1,1
1970-01-01T00:10Z,1970-01-01T00:20Z,here,,mm h-1,,,0,1,0,2
1970-01-01T00:10Z,1970-01-01T00:20Z,all of it,,mm h-1,,,0,54,0,2
1970-01-01T00:20Z,1970-01-01T00:25Z,here,,mm h-1,29.875,29.875,1,1,1,1
1970-01-01T00:20Z,1970-01-01T00:25Z,all of it,,mm h-1,15.341346,30.625,52,54,1,1
1970-01-01T00:25Z,1970-01-01T00:30Z,here,,mm h-1,,,0,1,0,1
1970-01-01T00:25Z,1970-01-01T00:30Z,all of it,,mm h-1,,,0,54,0,1
1970-01-01T00:30Z,1970-01-01T00:40Z,here,,mm h-1,20.125,20.125,1,1,1,2
1970-01-01T00:30Z,1970-01-01T00:40Z,all of it,,mm h-1,16.094908,31.5,54,54,1,2
1970-01-01T00:40Z,1970-01-01T00:45Z,here,,mm h-1,,,0,1,1,1
1970-01-01T00:40Z,1970-01-01T00:45Z,all of it,,mm h-1,,,0,54,1,1
END
test_ok 'each layer has its name and its units' \
    prints_cut 3-8 --box box,1,3,1,4 --point dry,0,1 "$data/layers.chunk" <<'END'
name,layer,units,mean,max,count
box,mean,mm h-1,-0.94285715,-0.14285715,5
dry,mean,mm h-1,,,0
box,std,mm h-1,0.41768706,0.82312924,5
dry,std,mm h-1,,,0
box,count,1,,,0
dry,count,1,,,0
END
one_cell() {
	chunk-extract --box a,5,6,8,9 "$codes" >box && chunk-extract --point a,5,8 "$codes" | diff box - >&2
}
test_ok 'a box of one cell has the values of a point' one_cell
one_by_one() {
	chunk-extract --point a,5,8 --box b,1,2,3,7 --point c,0,0 "$codes" >all
	for place in '--point a,5,8' '--box b,1,2,3,7' '--point c,0,0'; do
		name=${place#* }
		chunk-extract $place "$codes" >alone &&
		    grep -E "^start|Z,${name%%,*}," all | diff alone - >&2 || return
	done
}
test_ok 'places together are what each is alone' one_by_one
if command -v script >/dev/null; then
	test_ok 'text may go to a terminal' script -qec "chunk-extract --point a,5,8 '$codes'" /dev/null
	test_ok 'text may go to a terminal by its name' \
	    script -qec "chunk-extract --point a,5,8 -o /dev/stdout '$codes'" /dev/null
fi

# ---- Names ----

test_ok 'names are quoted where CSV wants it' prints_cut 3-5 --point '"Lund, north",0,0' \
    --point '"a ""b""",0,1' --point 'Gävle 2,0,2' --point ' c , 5 , 8 ' "$data/layers.chunk" <<'END'
name,layer,units
"Lund, north",mean
"a ""b""",mean,mm h-1
Gävle 2,mean,mm h-1
c,mean,mm h-1
"Lund, north",std
"a ""b""",std,mm h-1
Gävle 2,std,mm h-1
c,std,mm h-1
"Lund, north",count
"a ""b""",count,1
Gävle 2,count,1
c,count,1
END
while IFS='|' read -r option value regex; do
	test_fails 2 "^chunk-extract: $option: $regex.*--help" "$option $value is a usage error" \
	    chunk-extract $option "$value" "$codes"
done <<'END'
--point|,1,2|a name has 1 to 200 bytes
--point|a,-1,2|"-1" is not a row or column of a grid: name,row,col, such as
--point|a,1.5,2|"1.5" is not a row or column
--point|a,1,65536|"65536" is not a row or column
--point|a,1,|"" is not a row or column
--point|a,1,99999999999999999999999|"9*" is not a row or column
--xy|a,1,nan|"nan" is not a coordinate: name,x,y, such as
--xy|a,east,1|"east" is not a coordinate
--box|a,3,3,1,2|a: from 3 to 3 without 3, and from 1 to 2 without 2, has no cells
--box|a,3,4,2,1|a: from 3 to 4 .* has no cells
END
for bad in --point=a --point=a,1 --point=a,1,2,3 '--point="a,1,2' '--point="a"b,1,2' --box=a,1,2 --xy=a,1; do
	test_fails 2 "^chunk-extract: ${bad%%=*} takes name,.*, such as .* stands in quotes" \
	    "$bad is a usage error" \
	    chunk-extract "$bad" "$codes"
done
test_fails 2 'a name has 1 to 200 bytes' 'a name of 201 bytes' \
    chunk-extract --point "$(printf '%0201d' 0),1,2" "$codes"
test_is 'a name of 200 bytes is taken' chunk-extract --point "$(printf '%0200d' 0),1,2" "$codes"
test_fails 2 'control characters' 'a name of two lines is refused' \
    chunk-extract --point "$(printf 'a\nb,1,2')" "$codes"
test_fails 2 '^chunk-extract: name a place: --lonlat' 'no place is a usage error' \
    chunk-extract "$codes"
test_fails 2 '^chunk-extract: --xy: a: the name of another place' \
    'two places of one name are a usage error' \
    chunk-extract --point a,0,0 --point b,0,0 --xy a,126650,7771250 "$codes"
while read -r place regex; do
	test_fails 1 "^chunk-extract: ${place%%=*}: a: $regex" "outside the grid: $place" \
	    chunk-extract "--point=b,0,0" "$place" -o none "$codes"
done <<'END'
--point=a,6,0 row 6, column 0 is outside the grid: its rows are 0 to 5, its columns 0 to 8
--point=a,5,9 row 5, column 9 is outside the grid
--box=a,0,7,0,9 row 6, column 8 is outside the grid
--box=a,5,6,8,10 row 5, column 9 is outside the grid
--xy=a,13.2,55.7 13.2, 55.7 is outside the grid, which has x from 126648.404 to 144783.026 and y from 7759163.128 to 7771252.876, CRS EPSG:25833
--xy=a,126648,7771250 126648, 7771250 is outside
--xy=a,144783.1,7771250 144783.1, 7771250 is outside
--xy=a,126650,7771253 126650, 7771253 is outside
--xy=a,126650,7759163 126650, 7759163 is outside
--xy=a,1e308,-1e308 1e\+308, -1e\+308 is outside
END
test_ok 'no place outside the grid left a file' test ! -e none

# ---- Places by coordinates ----

# same_cell STREAM X,Y ROW,COL
same_cell() {
	chunk-extract --xy "a,$2" "$1" >xy && chunk-extract --point "a,$3" "$1" | diff xy - >&2
}
while read -r xy cell; do
	test_ok "$xy lies in cell $cell" same_cell "$codes" "$xy" "$cell"
done <<'END'
126648.404,7771252.876 0,0
128663,7771252 0,0
128664,7771252 0,1
126649,7769237 1,0
144782,7759164 5,8
136722,7763194 3,4
END
# x = 10 + 2 col + 0.5 row, y = 20 - 0.25 col - 2 row, at the middle of cells.
test_ok 'a place on a turned grid: its first cell' same_cell "$data/layers.chunk" 11.25,18.875 0,0
test_ok 'a place on a turned grid: a cell in the middle' same_cell "$data/layers.chunk" \
    14.75,14.375 2,1
test_ok 'a place on a turned grid: its last cell' same_cell "$data/layers.chunk" 29.75,6.875 5,8

# ---- A list of points ----

cat >wanted.points <<'END'
name,layer,units,mean
"Lund, north",,mm h-1,17.375
b,,mm h-1,0
"Lund, north",,mm h-1,7.625
b,,mm h-1,0
END
# takes SENTENCE <LIST: these points.
takes() {
	cat >points.csv
	test_ok "$1" same_points
}
same_points() {
	chunk-extract --points points.csv -o made "$codes" && head -n 5 made | cut -d , -f 3- |
	    sed -E 's/(mm h-1,[^,]*),.*/\1/; s/(mean),.*/\1/' | diff wanted.points - >&2
}
takes 'a list without titles' <<'END'
"Lund, north",3,4
b,0,0
END
takes 'a list with titles' <<'END'
name,row,col
"Lund, north",3,4
b,0,0
END
takes 'a list with titles in another order, among others, in capitals and in quotes' <<'END'
"Height","Col","ROW","Name","x"
12.5,"4",3,"Lund, north",?
"1,5",0,0,b,
END
takes 'a list by coordinates' <<'END'
name,x,y
"Lund, north",136722,7763194
b,1.2665e5,+7771250.
END
printf '\357\273\277name,row,col\r\n\r\n"Lund, north" , 3, 4\r\n  \r\nb,0,0' >other.csv
takes 'a list as other systems write it' <other.csv
among() {
	printf 'b,0,0\nc,0,1\n' >points.csv
	chunk-extract --point a,5,8 --points points.csv --box d,0,1,0,1 "$codes" | sed -n '2,5p' | cut -d , -f 3 |
	    tr -d '\n' | grep -qx abcd
}
test_ok 'places come in the order in which they were asked for' among
many() {
	awk 'BEGIN { for (i = 0; i < 5000; i++) print "gauge " i "," i % 6 "," i % 9 }' >points.csv
	chunk-extract --points points.csv -o made "$codes" && test "$(wc -l <made)" = 35001 &&
	    test "$(grep -c ',gauge 4999,' made)" = 7
}
test_ok 'a list of five thousand points' many

# refuses REGEX SENTENCE LIST: a list, as printf has it.
refuses() {
	printf "$3" >points.csv
	test_fails 1 "^chunk-extract: points.csv: $1" "a list $2" \
	    chunk-extract --points points.csv -o none "$codes"
}
refuses 'there are no points in it' 'without lines' ''
refuses 'there are no points in it' 'of titles alone' 'name,row,col\n'
refuses 'line 2: 2 columns instead of 3' 'with a number too few' 'a,0,0\nb,0\n'
refuses 'line 3: 4 columns instead of 3; a name with a comma' 'with one too many' 'a,0,0\n\nb,0,0,0\n'
refuses 'line 2: "x" is not a row or column of a grid: name,row,col, such as Lund,792,128$' 'with a word for a number' 'a,0,0\nb,0,x\n'
refuses 'line 1: "13.19" is not a row .*; for degrees, a first line name,lon,lat$' \
    'of degrees without titles' 'Lund,13.19,55.71\nUmea,20.26,63.83\n'
refuses 'line 2: a name has' 'with a point without a name' 'a,0,0\n,0,1\n'
refuses 'line 2: b: row 6, column 0 is outside the grid' 'with a point outside the grid' 'a,0,0\nb,6,0\n'
refuses 'line 2: a: 0, 0 is outside the grid' 'with coordinates outside it' 'name,x,y\na,0,0\n'
refuses 'line 3: a: the name of another place' 'with a name twice' 'a,0,0\nb,0,1\na,1,1\n'
refuses 'line 2: a quote without its end' 'with half a quote' 'a,0,0\n"b,0,1\n'
refuses 'line 1: neither a point, name,row,col, nor titles' 'with bars' 'a|0|0\n'
refuses 'line 1: neither a point' 'with half of each pair' 'name,row,y\na,0,0\n'
refuses 'line 1: two of row, col and x, y and lon, lat' 'with two places for each point' 'name,row,col,x,y\na,0,0,1,1\n'
refuses 'line 1: two columns have the title x' 'with a title twice' 'name,x,x,y\na,1,2,3\n'
refuses 'no list of points' 'that is no text' 'a,0,0\0\n'
if test -n "$python"; then
	"$python" "$srcdir/tests/make/infinite-field.py" >infinite.chunk
	for place in 'point a,0,0' 'point b,0,1' 'box c,0,1,0,1'; do
		test_fails 1 '^chunk-extract: .*1970-01-01T00:00Z: [abc],?.* has an infinite value, which rain cannot be' \
		    "an infinite value, or one beyond float32: $place" chunk-extract --$place -o none infinite.chunk
	done
	test_ok 'other points of a stream with infinite values are taken' \
	    chunk-extract --point d,1,1 infinite.chunk
fi
test_fails 1 '^chunk-extract: /dev/zero: no list of points' 'a list without end is refused' \
    chunk-extract --points /dev/zero -o none "$codes"
test_fails 1 '^chunk-extract: no-such: cannot open: No such file' \
    'a list that does not exist is an error' \
    chunk-extract --points no-such -o none "$codes"
test_fails 1 '^chunk-extract: \.: cannot read: Is a directory' \
    'a folder instead of a list is an error' \
    chunk-extract --points . -o none "$codes"
points_from_a_descriptor() {
	printf 'old,0,0\na,1,2\nb,3,4\n' >list
	chunk-extract --point a,1,2 --point b,3,4 "$codes" >wanted
	{ read -r line && chunk-extract --points /dev/stdin "$codes"; } <list | cmp - wanted >&2
}
test_ok 'a list is read on from where a shell has it open' points_from_a_descriptor
test_ok 'no bad list left a file' test ! -e none

# ---- Time that is missing ----

radar-synth --from 2020-11-01 --days 3 --rows 40 --cols 30 -o days
rm days/2020-11-02.zip
radar-unzip days | tif2rain >rain.chunk
missing() {
	chunk-extract --point a,1,2 rain.chunk >made && test "$(wc -l <made)" = 578 &&
	    test "$(grep ,,,0,1,0, made)" = '2020-11-02T00:00Z,2020-11-03T00:00Z,a,,mm h-1,,,0,1,0,288'
}
test_ok 'a day that is missing is one line' missing
bins() {
	bin-average -n 8 --count rain.chunk | chunk-extract --point a,1,2 >made && test "$(wc -l <made)" = 49 &&
	    test "$(grep -c ',a,,mm h-1,,,0,1,0,36$' made)" = 8 && test "$(grep -c ',a,count,1,0,0,1,1,0,36$' made)" = 8
}
test_ok 'a day that is missing within bins adds no line' bins
stats rain.chunk >whole.chunk
test_ok 'a day that is missing within statistics adds no line' \
    prints_cut 1-2,4,10-11 --point a,1,2 whole.chunk <<'END'
start,end,layer,have,expected
2020-11-01T00:00Z,2020-11-04T00:00Z,min,576,864
2020-11-01T00:00Z,2020-11-04T00:00Z,max,576,864
2020-11-01T00:00Z,2020-11-04T00:00Z,mean,576,864
2020-11-01T00:00Z,2020-11-04T00:00Z,std,576,864
END
last() {
	radar-unzip --to 2020-11-01T00:10 days/2020-11-01.zip | tif2rain >short
	radar-unzip days/2020-11-03.zip | tif2rain | cat short - |
	    chunk-extract --point a,1,2 | sed -n 4p | grep -q '^2020-11-01T00:10Z,2020-11-03T00:00Z,a,,mm h-1,,,0,1,0,574$'
}
test_ok 'time between two streams is a line' last

# ---- What is refused ----

radar-unzip days/2020-11-01.zip | tif2rain --dbz >dbz.chunk
test_fails 1 'a mean of dBZ is not a mean of rain' 'a box of dBZ is refused' \
    chunk-extract --point a,0,0 --box b,0,2,0,2 -o none dbz.chunk
test_is 'points of dBZ are taken' chunk-extract --point a,0,0 -o made dbz.chunk
test_ok 'points of dBZ have their units' test "$(sed -n 2p made | cut -d , -f 5)" = dBZ
head -c 2000 "$codes" >cut
test_fails 1 'cut: .*cut short' 'a cut stream is an error' chunk-extract --point a,0,0 -o none cut
test_fails 1 'tif2rain belongs' 'images are refused with advice' \
    chunk-extract --point a,0,0 -o none "$data/images.chunk"
test_fails 1 'no fields' 'a stream without fields is refused' \
    chunk-extract --point a,0,0 -o none "$data/empty.chunk"
test_ok 'no refused input left a file' test ! -e none
test_fails 1 '/dev/full: ' 'a full disk is an error' \
    chunk-extract --point a,0,0 -o /dev/full "$codes"
test_fails 1 'standard output: cannot write' 'a full disk on standard output is an error' \
    sh -c "chunk-extract --point a,0,0 '$codes' >/dev/full"

# ---- Against NumPy ----

test -n "$python" || test_skip 'no python3 with numpy'
"$python" "$srcdir/tests/make/places.py"
# agrees STREAM NAME,R0,R1,C0,C1 ...
agrees() {
	stream=$1
	shift
	set -- $(for box; do echo "--box $box"; done)
	chunk-extract -o made.csv "$@" "$stream" &&
	    "$python" "$srcdir/tests/compare/extract.py" "$stream" made.csv \
	    $(echo "$@" | sed 's/--box //g') >&2
}
for f in codes falling layers; do
	test_ok "$f: means, maxima and counts are NumPy's" \
	    agrees "$data/$f.chunk" all,0,6,0,9 row,2,3,0,9 column,0,6,4,5 some,1,5,2,8 last,5,6,8,9
done
test_ok 'rain: means, maxima and counts are those of NumPy' \
    agrees rain.chunk all,0,40,0,30 some,3,9,20,29
test_ok 'long rows: means, maxima and counts are those of NumPy' \
    agrees wide.chunk all,0,4,0,2500 most,1,4,7,2499 piece,2,3,1000,2024 long,0,1,5,1030
edges() {
	for n in 1 2 3 4 5; do
		same_cell tenths.chunk 0.$n,-0.$n $n,$n && same_cell tenths.chunk 0.8,-0.$n $n,8 &&
		    same_cell tenths.chunk 0.${n}00000001,-0.$((n - 1))99999999 $((n - 1)),$n || return
	done
}
test_ok 'a place on an edge lies in the cell after it, as it does in decimals' edges
test_ok 'a place just before an edge lies before it' same_cell tenths.chunk 0.29999999,-0.29999999 2,2
test_ok 'the first edge of the grid is inside' same_cell tenths.chunk 0,0 0,0
test_fails 1 '0.9, -0.1 is outside the grid' 'the last edge of the grid is outside' \
    chunk-extract --xy a,0.9,-0.1 tenths.chunk

test_ok 'gaps: what no field is of' prints_cut 1-2,8,10-11 --point a,0,0 gaps.chunk <<'END'
start,end,count,have,expected
1970-01-01T00:00Z,1970-01-01T00:10Z,0,0,2
1970-01-01T00:10Z,1970-01-01T00:25Z,1,1,1
1970-01-01T00:25Z,1970-01-01T00:30Z,0,0,1
1970-01-01T00:30Z,1970-01-01T00:35Z,1,1,1
1970-01-01T00:35Z,1970-01-01T00:40Z,0,0,1
1970-01-01T00:40Z,1970-01-01T00:50Z,0,0,2
1970-01-01T01:00Z,1970-01-01T01:05Z,1,1,1
1970-01-01T01:05Z,1970-01-01T01:15Z,0,0,2
END
test_ok 'numbers at the edge of float32' prints_cut 6,7 --point a,0,0 odd.chunk <<'END'
mean,max
0,0
1.4013e-45,1.4013e-45
3.4028235e+38,3.4028235e+38
16777216,16777216
0.1,0.1
END
test_ok 'units are quoted, and no escape' sh -c \
    'chunk-extract --point a,0,0 names.chunk | grep -qxF "1970-01-01T00:00Z,1970-01-01T00:05Z,a,a,\"\"\"k\"\", ?[1m\",1,1,1,1,1,1"'
test_fails 1 'partial statistics.*stats' 'partial statistics are refused with advice' \
    chunk-extract --point a,0,0 -o none partial.chunk
test_done
