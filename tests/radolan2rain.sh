# SPDX-License-Identifier: BSD-2-Clause
# radolan2rain.sh - composites of the German weather service are the rain that they mean.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

test -n "$python" || test_skip 'needs python3 with numpy'
name=raa01-rw_10000-1408102050-dwd---bin

# make KEY=VALUE ...: a composite; its stream is `one`.
make() {
	rm -rf in
	mkdir in
	"$python" "$srcdir/tests/make/radolan.py" "$@" >in/$name && stream
}
stream() {
	radar-unzip -p 'raa01-rw_10000-%y%m%d%H%M-dwd---bin' --step ${1:-1h} --stamp ${2:-end} --origin 20:50 --no-whole-days in >one
}
# equals EXPRESSION OPTION ...: the field has these values, of row (from the north) and col, in float64
equals() {
	expression=$1
	shift
	radolan2rain -o made "$@" one && chunk2npy -o made.npy made && "$python" - "$expression" <<'END'
import sys
import numpy as np
got = np.load('made.npy')[0]
row, col = np.indices(got.shape)
expected = np.broadcast_to(eval(sys.argv[1]), got.shape).astype('f4')
same = (got == expected) | (np.isnan(got) & np.isnan(expected))
assert same.all(), (np.argwhere(~same)[0], got[~same][0], expected[~same][0])
END
}
has() {
	chunk-info made | grep -Eq -e "$1" || { chunk-info made >&2; return 1; }
}

# ---- Amounts ----

make value='(row * 900 + col) % 4096'
test_ok 'amounts are low 12 bits times the unit, the first row in the south' equals '((899 - row) * 900 + col) % 4096 * 0.1'
test_ok 'they are amounts in mm' has '^variable  *rainfall_amount$'
test_ok 'of the hour before the stamp' has '^field  2014-08-10T19:50Z  2014-08-10T20:50Z .* u16 '
test_ok 'with the product as quantity' has '^quantity  *RW$'
# PROJ of 9 E, 51 N: -73462.167 -4208644.724
test_ok 'in their place on the sphere' has '^affine  *-523462.167 1000 0 -3758644.724 0 -1000$'
make value='col + (0x1000 if row == 0 else 0x2000 if row == 1 else 0x8000 if row == 2 else 0)'
test_ok 'no data and clutter are missing, what another source has is kept' \
    equals 'np.where((row == 898) | (row == 897), np.nan, col * 0.1)'
make value='col % 100' unit=E-02
test_ok 'units of 0.01 mm' equals 'col % 100 * 0.01'
make value='col % 100' unit=E+00 size='1100x 900' version=' 5'
test_ok 'units of 1 mm, and another grid' equals 'col % 100 * 1.0'
test_ok 'in its place on WGS84' has '^affine  *99500 1000 0 -49500 0 -1000$'
make value='col % 100' size='1200x1100' version=' 5'
test_ok 'the grid of the HDF5 files' equals 'col % 100 * 0.1'
test_ok 'in its place' has '^affine  *-500 1000 0 500 0 -1000$'
make value='col % 100' size='1500x1400'
test_ok 'the largest grid' equals 'col % 100 * 0.1'
make value='col % 100' minutes='1440' && stream 1d
test_ok 'a day' has '^field  2014-08-10T19:50Z' && radolan2rain -o made one
test_ok 'a day is a day' has '^field  2014-08-09T20:50Z  2014-08-10T20:50Z'
make value='col % 100' minutes='   1U1' && stream 1d
radolan2rain -o made one
test_ok 'minutes may be days' has '^field  2014-08-09T20:50Z  2014-08-10T20:50Z'
make value='col % 100' minutes='   5' && stream 5min
test_ok '--rate divides by the time' equals 'col % 100 * 0.1 / (5 / 60)' --rate
test_ok 'and makes rates' has '^cell_methods  *time: mean$'

# ---- Reflectivity ----

make product=RX value='col % 256' unit=E+00 minutes='   5' && stream 5min
test_is 'reflectivity is half a dB a code' \
    equals 'np.where(np.isin(col % 256, (249, 250, 255)), np.nan, col % 256 * 0.5 - 32.5)' --dbz
radolan2rain -o made one 2>said || :
test_ok 'codes that no rain has are said' grep -q 'codes from 216 to 255.* 75 dBZ' said

# ---- What does not fit ----

# refuses REGEX SENTENCE KEY=VALUE ...
refuses() {
	regex=$1 sentence=$2
	shift 2
	make "$@"
	test_fails 1 "^radolan2rain: $name, 2014-08-10T[0-9:]*Z: $regex" "$sentence" radolan2rain -o none one
}
refuses 'is of 2014-08-10T21:50Z to 2014-08-10T22:50Z, says the file, and its record is not: for this image alone, radar-unzip --time 2014-08-10T22:50 --step 60min --stamp end --origin 22:50$' \
    'another time than the name says' value=0 time=102250
make value=0 && stream 1h start
test_fails 1 'says the file, and its record is not: radar-unzip --stamp end' 'a stamp is an end' radolan2rain -o none one
make value=0 && stream 5min
test_fails 1 'is of the 60 min to 2014-08-10T20:50Z, says the file, and its step is 5 min: radar-unzip --step 60min' \
    'a step is not the time of the sum' radolan2rain -o none one
refuses 'is a forecast for 60 min later' 'a forecast' value=0 more='VV 060'
refuses 'is the product RE in units of 10\^-3' 'units that are no amounts' value=0 product=RE unit=E-03
refuses 'is the product RD' 'differences' value=0x4001 product=RD
refuses 'has values below 0: RS is a product of differences' 'values below 0' value=0x4001 product=RS
refuses 'is the product WN' 'reflectivity of another kind' value=100 product=WN
refuses 'is the product HG' 'classes' value=3 product=HG
refuses 'has 100 x 100 cells, which none of DWD' 'an unknown grid' value=0 size=' 100x 100'
refuses 'has [0-9]+ bytes: it says 1620000, and 900 x 900 cells need [0-9]+' 'a file that is longer than it says' value=0 bytes=1620000
for header in time=322050 date=1314 time=102460 minutes='    ' size=' 900x    ' unit=X-01; do
	case $header in
	size*) "$python" "$srcdir/tests/make/radolan.py" | sed 's/900x 900/900x ..0/' >in/$name ;;
	*) "$python" "$srcdir/tests/make/radolan.py" "$header" >in/$name ;;
	esac
	stream
	test_fails 1 'has a header that is not whole' "a header with $header" radolan2rain -o none one
done
make value='(row + col) % 50'
mv in/$name full
prefixes() {
	size=$(wc -c <full)
	for n in 1 2 16 17 20 50 100 $(seq 110 124) 1000 $((size / 2)) $((size - 1)); do
		head -c $n full >in/$name
		stream && ! radolan2rain -o none one 2>said && test "$(wc -l <said)" = 1 || { echo "$n" >&2; return 1; }
	done
}
test_ok 'every prefix is refused' prefixes
cp "$data/tif/one-band-lzw.tif" in/$name && stream
test_fails 1 'is a TIFF, not a composite of RADOLAN: tif2rain reads it' 'a TIFF is named' radolan2rain -o none one
printf '\211HDF\r\n\032\n and more' >in/$name && stream
test_fails 1 'is HDF5, not a composite of RADOLAN: odim2rain' 'HDF5 is named' radolan2rain -o none one
make value=0 && radar-unzip -p 'raa01-rw_10000-%y%m%d%H%M-dwd---bin' --step 1h --stamp end --origin 00:50 --no-whole-days in >one
test_fails 1 'is a composite of RADOLAN, not a TIFF image: radolan2rain reads it' 'tif2rain names RADOLAN' tif2rain -o none one

make value='col % 100 + (0x2000 if row == 1 else 0)'
test_fails 1 'says what is no data by flags, or by more than one code, which -n cannot change' '-n does not touch flags' \
    radolan2rain -n 25 -o none one
mkdir two && cp in/$name two && "$python" "$srcdir/tests/make/radolan.py" product=RY time=102150 value=3 >two/raa01-rw_10000-1408102150-dwd---bin
radar-unzip -p 'raa01-rw_10000-%y%m%d%H%M-dwd---bin' --step 1h --stamp end --origin 20:50 --no-whole-days two >one
test_fails 1 '2150-dwd---bin, .*: holds RY, but raa01-rw_10000-1408102050-dwd---bin before it RW' 'another product is refused' \
    radolan2rain -o none one

# ---- ASCII grids ----

# ascii HEADER VALUE ...: a grid of these lines and values
ascii() {
	{ printf "$1"; shift; printf '%s ' "$@"; echo; } >in/$name && stream
}
head='ncols 3\nnrows 2\nxllcorner 10.5\nyllcorner -20\ncellsize 2\nNODATA_value -1\n'
ascii "$head" 0 1.5 -1 200 1e2 7
test_ok 'an ASCII grid has its values in the order of the file' equals '[[0, 1.5, np.nan], [200, 100, 7]]' --units mm
test_ok 'and its place' has '^affine  *10\.5 2 0 -16 0 -2$'
test_ok 'and no CRS' has '^crs  *unknown$'
test_ok 'in units that an option says' equals '[[0, 0.15000000000000002, np.nan], [20, 10, 0.7000000000000001]]' --units '0.1 mm'
test_fails 1 'has numbers without a unit: --units' 'no unit is guessed' radolan2rain -o none one
ascii 'NCOLS 3\nNROWS 2\nXLLCENTER 10.5\nYLLCENTER -20\nCELLSIZE 2\n' 0 1 2 3 4 5
test_ok 'centres of cells, capitals, no nodata' equals '[[0, 1, 2], [3, 4, 5]]' --units mm
test_ok 'and their place' has '^affine  *9\.5 2 0 -17 0 -2$'
ascii "\357\273\277\n nrows 2\r\nNCOLS\t3\r\nyllcorner -20\nxllcorner 10.5\ncellsize 2\nNODATA_value -1\n" 0 1 2 3 4 5
test_ok 'lines of the header in another order, a mark of UTF-8, CRLF and tabs' equals '[[0, 1, 2], [3, 4, 5]]' --units mm
ascii 'ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ndx 2\ndy 2\n' 0 1 2 3 4 5
test_fails 1 'is an ASCII grid with another header' 'cells of two sizes, with -k' radolan2rain -k --units mm -o none one
ascii "$head" 0 1 -1 200 -5 7
test_fails 1 'has -5 at row 1, column 1, and 1 values below 0' 'rain below 0' radolan2rain --units mm -o none one
ascii "$head" 0 1 -1 200 5
test_fails 1 'is cut short: it has 5 values, not 6' 'a value that is missing' radolan2rain --units mm -o none one
ascii "$head" 0 1 -1 200 5 6 7
test_fails 1 'has more values than the 6 of its header' 'a value too many' radolan2rain --units mm -o none one
ascii "$head" 0 1 -1 x 5 6
test_fails 1 'has something else than a number after 3 values' 'a word' radolan2rain --units mm -o none one
ascii "$head" 0 1 -1 2 5 6 && printf '%s' "$(cat in/$name)" | sed 's/ $//' | tr -d '\n' >cut && { printf "$head"; printf '0 1 -1 2 5 6'; } >in/$name && stream
test_fails 1 'ends in a number without a newline' 'a last number that may be cut' radolan2rain --units mm -o none one
ascii 'ncols 65535\nnrows 1000\nxllcorner 0\nyllcorner 0\ncellsize 2\n' 1 2
test_fails 1 'is cut short: 65535000 values cannot be in' 'no memory for values that cannot be there' radolan2rain --units mm -o none one
ascii 'ncols 70000\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 2\n' 1 2
test_fails 1 'over the limit of 65535 a side' 'a grid beyond the limits' radolan2rain --units mm -o none one
ascii 'ncols 3\nnrows 2\nxllcorner 0\ncellsize 2\n' 1 2 3 4 5 6
test_fails 1 'is an ASCII grid with another header than ncols' 'a header without a line' radolan2rain --units mm -o none one

# ---- Real files ----

if test -n "$shared"; then
	# digest FILE: rows of SHA-256 as the oracle has them
	digest() {
		chunk2npy -o real.npy "$1" && "$python" - <<'END'
import hashlib
import numpy as np
for field in np.load('real.npy'):
    field = field.astype('<f4')
    field[np.isnan(field)] = np.frombuffer(b'\0\0\xc0\x7f', '<f4')[0]
    print(hashlib.sha256(field.tobytes()).hexdigest())
END
	}
	is_oracle() {
		radar-unzip -p "raa01-$1_10000-%y%m%d%H%M-dwd---bin" --step $2 --stamp end --origin 00:50 --no-whole-days \
		    "$shared/inputs/dwd/raa01-$1_10000-1408102050-dwd---bin.gz" | radolan2rain $3 -o made && digest made >got &&
		    grep -q "$(cat got)" "$shared/inputs/oracle.jsonl"
	}
	test_ok 'RW of 2014-08-10 is what the oracle says' is_oracle rw 1h ''
	test_ok 'with its affine' has '^affine  *-523462.167 1000 0 -3758644.724 0 -1000$'
	test_ok 'RX is rain of b = 1.5' is_oracle rx 5min ''
	test_ok 'and of b = 1.6' is_oracle rx 5min '-z 200,1.6'
	test_ok 'reflectivity is an instant' has '^cell_methods  *time: point$'
	radar-unzip -p 'RW_%Y%m%d-%H%M.asc' --step 1h --origin 00:50 --stamp end "$shared/radolan/RW-20221018.tar.gz" >day
	radolan2rain --units '0.1 mm' -o made day
	test_ok 'a day of ASCII grids lies where the binary ones lie' has '^affine  *-523462.167 1000 0 -3758644.724 0 -1000$'
	day_is() {
		chunk2npy -o day.npy made && tar -xzf "$shared/radolan/RW-20221018.tar.gz" && "$python" - <<'END'
import glob
import numpy as np
got = np.load('day.npy')
names = sorted(glob.glob('**/RW_*.asc', recursive=True))
assert len(names) == len(got) == 24
for field, name in zip(got, names):
    raw = np.loadtxt(name, skiprows=6)
    expected = np.where(raw == -1, np.nan, raw * 0.1).astype('f4')
    assert np.array_equal(field, expected, equal_nan=True), name
END
	}
	test_ok 'and has the values that NumPy reads' day_is
	test_fails 1 'does not fit into a bin that ends at 2022-10-18T00:00Z: make the bins wider, or shift them, as by --origin 23:50' \
	    'hours from ten to ten to do not fit into days from midnight' bin-average -c day --sum -o none made
	test_ok 'but into days that begin with them' bin-average -c day --sum --origin 23:50 -o days made
fi
test_done
