# SPDX-License-Identifier: BSD-2-Clause
# zones.sh - chunk-extract --zones: the series of each number in a field of numbers.
. "${srcdir:-.}/tests/lib.sh"
test -n "$python" || test_skip 'no python3 with numpy'
"$python" "$srcdir/tests/make/zones.py"

# ---- Against NumPy ----

# agrees STREAM ZONES [LAYER [NAME ...]]
agrees() {
	zones_of=$2
	chunk-extract --zones "$2" -o made.csv "$1" && "$python" "$srcdir/tests/compare/zones.py" "$1" made.csv \
	    "${of_numbers:-$zones_of}" $(shift 2; echo "$@") >&2
}
for stream in codes floats layers; do
	test_ok "$stream: means, maxima and counts of zones are NumPy's" agrees $stream plain
	test_ok "$stream: also of zones of single cells, and of 65535" agrees $stream noise
	test_ok "$stream: also of zones with long rows" agrees $stream broad
	test_ok "$stream: also of zones with names" agrees $stream cluster cluster one two three four five
done
test_ok 'zones in float32, beside other layers' agrees codes floating cluster
test_ok 'zones in float64' agrees codes doubles
test_ok 'a mask of 0 and 1 has the zone 1' agrees codes mask count
test_ok 'a zone may be a single cell' agrees codes single
test_ok 'a grid within a thousandth of a cell is the same' agrees codes near

same_as_plain() {
	chunk-extract --zones plain -o plain.csv codes && chunk-extract --zones "$1" codes | cmp - plain.csv
}
test_ok 'float64 has the zones of codes' same_as_plain doubles
test_ok 'float32 has the zones of codes' same_as_plain floating
for stream in codes floats; do
	chunk-extract -j 1 --zones noise --zones cluster --box all,0,23,0,61 -o j1.csv $stream
	for j in 2 7; do
		test_ok "$stream: the same with -j $j" sh -c "chunk-extract -j $j --zones noise --zones cluster \
		    --box all,0,23,0,61 $stream | cmp - j1.csv"
	done
done
# A zone of the cells of a box, and a point.
as_box() {
	chunk-extract --point there,3,7 -o point.csv floats &&
	    chunk-extract --zones single floats | sed 's/Z,12,/Z,there,/' | cmp - point.csv
}
test_ok 'a zone of one cell is that point' as_box
# ---- Order, names and other places ----

# names ARGUMENT ...: the third column of the first field, on one line.
names() {
	chunk-extract --layer mean "$@" layers | sed 1d | cut -d , -f 3 | paste -sd ' '
}
told() {
	wanted=$1
	shift
	got=$(names "$@") && test "$got" = "$wanted" || { echo "got: $got" >&2; return 1; }
}
test_ok 'zones are in the order of their numbers, and named by them' told '1 2 3 4 5 6 7 8 9 10' --zones plain
test_ok 'the meaning of a number is its name' told 'one two three four five 6 7 8 9 10' --zones cluster
quoted() {
	chunk-extract --layer mean --zones quoted layers | sed -n '2,4s/,mean.*//p' | cut -d , -f 3- >made
	printf '%s\n' '"""c"""' '"a,b"' 3 | cmp - made
}
test_ok 'meanings are quoted as CSV, and those of numbers in any order' quoted
test_fails 1 'flag_meanings has more words' 'more names than numbers' chunk-extract --zones more-words layers
test_fails 1 'flag_values has 1 twice' 'a number with two names' chunk-extract --zones doubled layers
test_ok 'places and zones are in the order of the options' told 'a 12 b 1 2 3 4 5 6 7 8 9 10 c' --point a,0,0 \
    --zones single --point b,0,1 --zones plain --box c,0,1,0,1
alone() {
	chunk-extract --point a,0,0 --zones plain --box c,0,1,0,1 floats >all
	grep -E '^start|Z,[0-9]+,' all >zones.csv && chunk-extract --zones plain floats | cmp - zones.csv &&
	    grep -E '^start|Z,[ac],' all >places.csv &&
	    chunk-extract --point a,0,0 --box c,0,1,0,1 floats | cmp - places.csv
}
test_ok 'zones beside other places are what each is alone' alone
gaps() {
	chunk-extract --zones plain codes | grep ,,,0, >made && test "$(grep -c '0,3$' made)" = 20 &&
	    test "$(grep -c ',1,1$' made)" = 10 && test "$(wc -l <made)" = 30
}
test_ok 'a gap has a line for each zone, and so has a field without values' gaps
units() {
	chunk-extract --units mm/day --zones plain layers | awk -F , 'NR > 1 { print $3, $5, $6 / 24 }' >made
	chunk-extract --zones plain layers | awk -F , 'NR > 1 { print $3, "mm/day", $6 }' >wanted
	paste -d ' ' made wanted | awk '$2 != $5 || ($3 - $6) ^ 2 > 1e-9 * $6 ^ 2 { exit 1 } END { exit NR != 20 }'
}
test_ok 'values in other units' units

# ---- Standard input ----

test_ok 'zones from standard input' sh -c 'chunk-extract --zones - codes <plain | cmp - plain.csv &&
    chunk-extract --zones /dev/stdin codes <plain | cmp - plain.csv'
test_ok 'the stream from standard input' sh -c 'chunk-extract --zones plain <codes | cmp - plain.csv'
test_ok 'zones from a pipe' sh -c 'mkfifo pipe && { cat plain >pipe & chunk-extract --zones pipe codes; } | cmp - plain.csv'
for twice in '--zones -' '--zones - -' '--zones /dev/stdin -' '--zones - /dev/stdin' '--zones - --zones - codes'; do
	test_fails 2 '^chunk-extract: --zones: standard input can be read once only' "$twice is a usage error" \
	    sh -c "chunk-extract -o none $twice <plain"
done
test_ok 'a file may be the zones and the stream' chunk-extract --zones plain -o made plain

# ---- What is refused ----

while IFS='|' read -r zones regex; do
	test_fails 1 "^chunk-extract: (--zones: )?$zones: $regex" "refused: $zones" \
	    chunk-extract --point a,0,0 --zones $zones -o none codes
done <<'END'
half|row 2, column 40 has the value 2.5: zones are whole numbers from 1 to 65535, and cells of no zone are 0 or missing$
nearly|row 2, column 40 has the value 1.000[0-9]*: zones are whole
negative|row 2, column 40 has the value -1: zones
infinity|row 2, column 40 has the value inf: zones
large|row 2, column 40 has the value 65536: zones
nothing|has no zone: all cells are 0 or missing$
missing|has no zone: all cells are 0 or missing$
empty|has no field$
gap|has no field$
times|has fields of more than one time, and zones are one field: crop --from and --to take one of them$
both|has several layers, such as "min" and "max", and none is "cluster"
own|has several layers, such as "" and "count", and none is "cluster"
partial|is partial statistics, which are not fields yet: stats finishes them
twice|here: the name of another place: give each its own$
long|zone 1: a name has 1 to 200 bytes
elsewhere|another grid: the upper-left corner is 126748.404, .* in the input: regrid --like
finer|another grid: the upper-left corner is .* cells of 1014.958 x 1014.958, and 126648.404,
projected|another grid: the CRS is EPSG:3006, and EPSG:25833 in the input: regrid
unknown|another grid: the CRS is unknown, and EPSG:25833 in the input: regrid
smaller|another grid: the rows and columns are 22 x 61, and 23 x 61 in the input: regrid
no-such|cannot open: No such file
END
test_fails 1 '^chunk-extract: --zones: .*images.chunk: holds images that are still encoded' 'refused: images' \
    chunk-extract --zones "$data/images.chunk" -o none codes
printf '1 2\n' >text
test_fails 1 '^chunk-extract: --zones: text: not a chunk stream' 'refused: text' \
    chunk-extract --zones text -o none codes
test_fails 1 'a mean of dBZ is not a mean of rain' 'zones of dBZ are refused' \
    chunk-extract --zones plain -o none dbz
test_fails 1 '1970-01-01T00:05Z: 1?[0-9] has an infinite value, which rain cannot be' 'an infinite value is an error' \
    chunk-extract -j 3 --zones plain -o none infinite
test_fails 1 '^chunk-extract: --point: 3: the name of another place' 'the name of a zone may not be that of a point' \
    chunk-extract --zones plain --point 3,0,0 -o none codes
test_fails 1 '^chunk-extract: plain: 3: the name of another place' 'nor that of a point before it' \
    chunk-extract --point 3,0,0 --zones plain -o none codes
test_fails 1 '^chunk-extract: mask: 1: the name of another place' 'nor that of a zone of another file' \
    chunk-extract --zones plain --zones mask -o none codes
test_fails 2 '^chunk-extract: --top looks at all cells' 'zones have no largest values' \
    chunk-extract --top 3 --zones plain -o none codes
test_fails 2 "^chunk-extract: option '--zones' (requires|needs) an argument|^chunk-extract: .*--zones" \
    'zones must be named' chunk-extract --zones
cut() {
	size=$(wc -c <cluster)
	for n in 0 1 $(seq 64 29 "$size") $((size - 64)) $((size - 1)); do
		head -c $n cluster >short
		! chunk-extract --zones short -o none codes 2>said && test "$(wc -l <said)" = 1 &&
		    grep -Eq '^chunk-extract: --zones: short: .*(cut short|empty)' said && test ! -e none ||
		    { echo "at $n: $(cat said)" >&2; return 1; }
	done
}
test_ok 'zones that were cut are refused, wherever that was' cut
damaged() {
	for n in 100 1500 $(($(wc -c <cluster) - 700)); do
		{ head -c $n cluster && printf '\377' && tail -c +$((n + 2)) cluster; } >changed
		! chunk-extract --zones changed -o none codes 2>said && test "$(wc -l <said)" = 1 &&
		    grep -q '^chunk-extract: --zones: changed: ' said && test ! -e none ||
		    { echo "at $n: $(cat said)" >&2; return 1; }
	done
}
test_ok 'zones that were changed are refused' damaged
head -c 3000 codes >short
test_fails 1 'short: .*cut short' 'a stream that was cut is refused' chunk-extract --zones plain -o none short
cp plain kept
test_fails 1 'kept: is (standard output|kept) too, which would be read again' 'zones are not appended to' \
    sh -c 'chunk-extract --zones kept codes >>kept'
test_fails 1 'kept: is .* too, which would be read again' 'nor by the name of a descriptor' \
    sh -c 'chunk-extract --zones kept -o /dev/fd/7 codes 7>>kept'
test_ok 'they stay as they were' cmp plain kept
test_ok 'nothing that was refused left a file' test ! -e none

# ---- Zones made by other tools ----

# rectangle R0,R1 C0,C1 NUMBER: on the grid of the stream, as many fields counted as the number says.
rectangle() {
	crop --to 1970-01-01T00:$(printf %02d $((5 * $3)))Z --rows $1 --cols $2 full |
	    stats --layers count | regrid --like codes
}
counted() {
	rectangle 2,9 4,31 1 >one && rectangle 8,20 25,50 2 >two &&
	    chunk-extract --zones one --zones two -o zones.csv floats &&
	    chunk-extract --box 1,2,9,4,31 --box 2,8,20,25,50 floats | cmp - zones.csv
}
"$python" - <<'END'
import chunkread, chunkwrite
import numpy as np
header, table, records, digest = chunkread.read('codes')[0]
one = np.ones(records[0]['codes'].shape, 'u1')
open('full', 'wb').write(chunkwrite.stream(header, table, [chunkwrite.field(one, 300 * i, 300 * i + 300) for i in range(2)]))
END
test_ok 'parts that were cut out, counted and brought onto the grid are zones' counted
test_done
