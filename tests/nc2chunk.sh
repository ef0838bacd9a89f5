# SPDX-License-Identifier: BSD-2-Clause
# nc2chunk.sh - netCDF files become the rain that they mean, or one line says why not.
. "${srcdir:-.}/tests/lib.sh"

# Debian's Python has netCDF4 even where another one comes first.
maker=
for p in "$python" /usr/bin/python3; do
	test -n "$maker" || test -z "$p" || ! "$p" -c 'import netCDF4, numpy' 2>/dev/null || maker=$p
done
test -n "$maker" || test_skip 'no python3 with netCDF4'
compare() {
	"$maker" "$srcdir/tests/compare/netcdf.py" "$@"
}

# tries FOLDER JSONL: a test for each of its lines.
tries() {
	n=0
	while read -r line; do
		n=$((n + 1))
		test_ok "$(echo "$line" | sed 's/^{"[a-z]*": "\([^"]*\)".*/\1/')" compare "$1" "$2" $n
	done <"$2"
}

# ---- One trap for each file ----

mkdir invented
"$maker" "$srcdir/tests/make/netcdf.py" invented
tries invented invented/expected.jsonl
mkdir doubts
"$maker" "$srcdir/tests/make/ncdoubts.py" doubts
tries doubts doubts/expected.jsonl
rm -f made

# ---- What a stream says of itself ----

nc2chunk -o rain invented/rates.nc
chunk-info rain >info
has() {
	grep -Eq -e "$1" info || { sed 's/^/info: /' info >&2; return 1; }
}
test_ok 'the header names the variable' has '^variable +rainfall_rate$'
test_ok 'the header names the quantity as the file does' has '^quantity +precipitation$'
test_ok 'rates without bounds are instants' has '^cell_methods +time: point$'
nc2chunk -o rain invented/format0.nc
chunk-info rain >info
test_ok 'amounts are sums' has '^cell_methods +time: sum$'
test_ok 'the history has no file' has '^history +nc2chunk [0-9.]+$'
nc2chunk --rate -o rain invented/format0.nc
chunk-info rain >info
test_ok '--rate gives means' has '^cell_methods +time: mean$'
said() {
	nc2chunk -v -o rain invented/format0.nc 2>said && grep -q "$1" said || { cat said >&2; return 1; }
}
test_ok '-v says what was taken' said 'precipitation in mm, 5 rows x 6 columns of 1 x 1, CRS EPSG:4326; 3 fields of 1 files'
nc2chunk --crs '+proj=utm +zone=33 +ellps=GRS80 +units=km' -o rain doubts/proj-km0.nc
chunk-info rain >info
test_ok '--crs in km becomes one in metres, as the grid does' has '^crs +[+]proj=utm [+]zone=33 [+]ellps=GRS80 [+]units=m$'
says_mapping() {
	nc2chunk -o rain invented/other.nc 2>said && grep -q "known here, but calls it 'of its own': --crs says it" said
}
test_ok 'a grid mapping that is not known is named' says_mapping
gap_reason() {
	nc2chunk -o rain invented/noleap.nc && chunk-info rain | grep -q '^gap .*missing: no such day in calendar noleap'
}
test_ok 'the gap of 29 February says why' gap_reason

holes() {
	nc2chunk -o rain doubts/points.nc 2>said && test "$(wc -l <said)" = 1 &&
	    grep -q 'bounds are of 82800 s and leave out 3600 s before the next, .*cdo settbounds,day' said
}
test_ok 'days that lack an hour are warned of' holes

# ---- The notebook's weeks ----

# Days of IMERG in a box of the Amazon: the standard deviation of weekly means.
box=-74.13671875,-15.37244758,-60.984375,-10.68576515
mkdir days
"$maker" "$srcdir/tests/make/imerg.py" days 60 -80 -20 250 150
weekly_std() {
	nc2chunk -V HQprecipitation --rate --bbox $box days/3B-DAY*.nc4 | bin-average -c week |
	    stats --layers std | chunk2npy -o std.npy &&
	    "$maker" -W ignore "$srcdir/tests/compare/weeks.py" days $(echo $box | tr , ' ') std.npy
}
if "$maker" -c 'import xarray' 2>/dev/null; then
	test_ok 'the standard deviation of weekly means is that of xarray in float64' weekly_std
fi

# ---- Files that are cut short ----

# Every prefix is refused in one line, or is of data that are all there.
refuses_prefixes() {
	nc2chunk -o whole "$1" || return
	size=$(wc -c <"$1")
	for cut in $(seq 0 "$2" $((size - 1))); do
		head -c "$cut" "$1" >cut.nc
		got=0
		nc2chunk -o made cut.nc 2>said || got=$?
		case $got:$(wc -l <said):$(cat said) in
		"1:1:nc2chunk: cut.nc: "*) test -e made || continue ;;
		esac
		echo "cut at $cut of $size: status $got, said: $(cat said)" >&2
		rm -f made
	done
}
for kind in format2 records2 records3 records4; do
	test_ok "every prefix of a classic file is refused ($kind)" refuses_prefixes invented/$kind.nc 31
done
test_ok 'every prefix of a netCDF-4 file is refused' refuses_prefixes invented/format0.nc 101

# ---- The command line ----

test_fails 2 'name the files: netCDF is not read from standard input' 'no file' nc2chunk
test_fails 2 'netCDF is not read from standard input: name files' 'standard input' nc2chunk -
for wrong in '--bbox 1,2,3' '--bbox 1,2,3,x' '--bbox 1,3,2,2' '--bbox 0,0,361,1' '--units furlong' '--stamp late' '--step 0h' \
    '--cumulative week' '--index x' '--index =0' '--index x=-1' '--negative less' '--from yesterday' '--crs here' \
    '--from 2018-03-04 --to 2018-03-03' '--cumulative day --stamp start'; do
	test_fails 2 '^nc2chunk: .*--help' "a wrong option: $wrong" nc2chunk $wrong -o made invented/format0.nc
done
test_fails 1 'invented: is a folder: name the files in it' 'a folder' nc2chunk -o made invented
mkfifo pipe
test_fails 1 'pipe: cannot open|pipe: is not a file' 'a pipe' sh -c 'exec 3<>pipe && nc2chunk -o made pipe'

# ---- Real data, and what was invented beside them ----

if test -n "$shared"; then
	tries "$shared/inputs/synth" "$shared/inputs/synth/synth.jsonl"
	test_fails 1 'has no grid: ' 'rain of catchments is not a grid' nc2chunk -o made "$shared/rain/ucb_2yr_prcp.nc"
	nc2chunk -o imerg "$shared/imerg/GPM_3IMERGHH_bounds.nc4"
	chunk-info imerg >info
	test_ok 'IMERG: the grid by its bounds' has '^affine +-30 0\.1 0 45 0 -0\.1$'
	test_ok 'IMERG: the half hour' has '^field +2020-01-01T12:00Z +2020-01-01T12:30Z'
	nc2chunk -o inca "$shared/inputs/nc/RR_INCA_202106280700.nc"
	test_ok 'INCA: the fields of the oracle' "$maker" - "$shared/inputs/oracle.jsonl" <<'END'
import json, sys, hashlib, chunkread
header, table, records, digest = chunkread.read('inca')[0]
lines = [json.loads(line) for line in open(sys.argv[1]) if 'INCA' in line]
assert len(lines) == 3 and len(records) == 37
for line in lines:
    r = records[int(line['field'][3:-1])]
    assert [float(x) for x in dict(header)['affine'].split()] == line['affine']
    assert hashlib.sha256(r['data'].tobytes()).hexdigest() == line['values']['sha256']
END
	test_fails 1 'is HDF5 as KNMI writes it: odim2rain' 'KNMI' \
	    nc2chunk -o made "$shared/inputs/knmi/RAD_NL25_RAP_5min_201008260000.h5"
fi
test_done
