# SPDX-License-Identifier: BSD-2-Clause
# odim2rain.sh - composites in HDF5 become the rain that they mean, or one line says why not.
. "${srcdir:-.}/tests/lib.sh"

h5py=
for p in "$python" /usr/bin/python3; do
	test -z "$p" || ! "$p" -c 'import h5py, numpy' 2>/dev/null || { h5py=$p; break; }
done
test -n "$h5py" || test_skip 'no python3 with h5py to make images'
mkdir made
"$h5py" "$srcdir/tests/make/odim.py" made

# images NAME ...: a stream of these, five minutes apart, from 12:00.
images() {
	rm -rf day
	mkdir day
	n=0
	for name; do
		cp "made/$name.h5" "day/c_20240229_12$(printf %02d $n).h5"
		n=$((n + 5))
	done
	test $# = 1 || "$h5py" - <<'END'
# Each has the time that its name says.
import glob, h5py
for path in glob.glob('day/*.h5'):
    with h5py.File(path, 'r+') as f:
        f['what'].attrs['time'] = path[-7:-3] + '00'
END
	radar-unzip -p 'c_%Y%m%d_%H%M.h5' --no-whole-days day
}

# rain NAME [ARGUMENT ...]: the rain of one image.
rain() {
	images "$1" >one
	shift
	odim2rain "$@" one
}
has() {
	grep -Eq -e "$1" info || { sed 's/^/info: /' info >&2; return 1; }
}

# ---- One image ----

rain plain >plain.chunk
chunk-info plain.chunk >info
test_ok 'the header has the grid of the corners' has '^affine +1000000 2000 0 8000000 0 -2000$'
test_ok 'the header has the CRS in words that all programs know' \
    has '^crs +\+proj=merc \+lon_0=0 \+a=6378137 \+b=6378137 \+units=m$'
test_ok 'the header has the units' has '^units +mm h-1$'
test_ok 'the header has the numbers of the file' has '^gain +0\.4$'
test_ok 'codes stay codes, at the time of the image' has '^field  2024-02-29T12:00Z  2024-02-29T12:05Z .* u8 +1/1'

# The formula of tif2rain(1), by NumPy on what h5py wrote.
as_numpy() {
	rain "$1" | chunk2npy -o got.npy && "$h5py" - "made/$1.raw" <<-'END'
	import sys, numpy
	raw = numpy.fromfile(sys.argv[1]).reshape(10, 12)
	rate = (10 ** ((0.4 * raw - 30) / 10) / 200) ** (1 / 1.5)
	rate[raw == 0], rate[raw == 255] = 0, numpy.nan
	got = numpy.load("got.npy").reshape(10, 12)
	numpy.testing.assert_allclose(got, rate.astype("f4"), rtol=2e-7)
	END
}
for name in plain tiles-u1 shuffled-u1 contiguous-u1; do
	test_ok "$name: the rates are those of the codes" as_numpy $name
done

as_floats() {
	rain plain --float | chunk2npy -o floats.npy && rain plain | chunk2npy -o codes.npy && cmp floats.npy codes.npy
}
test_ok '--float makes the same values' as_floats
test_ok '--crs says another CRS' sh -c 'odim2rain --crs EPSG:3857 one >other && chunk-info other | grep -q EPSG:3857'

# ---- Which image ----

images two >two
test_fails 1 '^odim2rain: c_20240229_1200.h5, 2024-02-29T12:00Z: has several images: dataset1/data1 DBZH, dataset2/data1 RATE: -Q and --dataset say which' \
    'of several images one must be chosen' odim2rain -o x two
test_ok '-Q chooses by quantity' odim2rain -Q DBZH -o x two
test_ok '--dataset chooses by number' odim2rain --dataset 1 -o x two
test_fails 1 'has no TH, but dataset1/data1 DBZH, dataset2/data1 RATE' 'a quantity that is not there' odim2rain -Q TH -o x two
test_fails 2 '-Q VRADH: RATE, ACRR' 'a quantity that is no rain' odim2rain -Q VRADH two
test_fails 2 '--dataset' 'dataset 0' odim2rain --dataset 0 two

# ---- What is refused, and what -k forgives ----

refuses() {
	images "$2" >one
	rm -f x
	test_fails 1 "^odim2rain: c_20240229_1200.h5, 2024-02-29T12:00Z: .*$3" "$1" odim2rain -o x one
	test ! -e x || failed "$1: leaves nothing"
}
refuses 'polar data are no grid' polar 'polar data .PVOL.: not a grid'
refuses 'netCDF-4 is HDF5, but for another tool' netcdf 'neither ODIM_H5 nor KNMI.s layout: nc2chunk reads netCDF'
refuses 'values in another file are not looked for' external 'in another file'
refuses 'corners that are missing' one-corner 'has no place that is understood: says too little of its corners, .* --affine says where it lies'
placed() {
	images one-corner >one && odim2rain --affine 1000000,2000,0,8000000,0,-2000 -o placed one && chunk-info placed >info &&
	    has '^affine +1000000 2000 0 8000000 0 -2000$' && has '^crs +\+proj=merc'
}
test_ok 'and then it does' placed
refuses 'a chunk that is no zlib stream is damaged' garbage 'cannot decode the chunk at row 0, column 0'
images plain garbage plain >three
keeps() {
	odim2rain -k -o x three 2>said && chunk-info x | grep -q '^gap.*12:05Z.*12:10Z.*damaged: '
}
test_ok '-k makes a gap of a damaged image' keeps
images plain polar >three
test_fails 1 'polar data .PVOL.: not a grid' '-k does not forgive what is whole and unfit' odim2rain -k -o x three
images plain half >three
test_fails 1 'c_20240229_1205.h5.*has the affine 1001000 .*, but c_20240229_1200.h5 before it 1000000' \
    'an image in another place' odim2rain -o x three

# ---- A bit that flips in a zip ----

images plain tiles-u1 >/dev/null
"$h5py" -m zipfile -c day.zip day/c_20240229_1200.h5 day/c_20240229_1205.h5
flips() {
	test "$("$h5py" "$srcdir/tests/make/flips.py" day.zip 'c_%Y%m%d_%H%M.h5' 60 1)" -gt 50
}
test_ok 'a bit that flips in a zip is an error, or changes nothing' flips

# ---- Any number of threads ----

images plain tiles-u1 shuffled-u1 contiguous-u1 volume beside km rounded two-corners >many
sums() {
	for j in 1 2 7; do
		odim2rain -j $j many | chunk-info --digest || return
	done | sort -u | wc -l | grep -qx 1
}
test_ok 'the same for any number of threads' sums

# ---- Real files ----

if test -n "$shared"; then
	swe() {
		cp "$shared/smhi-odim/composite_swe_gmap.h5" swe_200905011200.h5
		radar-unzip -p 'swe_%Y%m%d%H%M.h5' --no-whole-days swe_200905011200.h5 | odim2rain -o swe.chunk
		chunk-info swe.chunk >info
		has '^affine +-3117\.835 6230\.816584 0 49625\.927 0 -6242\.910381$'
	}
	test_ok "a real composite whose scale is not its corners' has the corners'" swe
	said_of_swe() {
		radar-unzip -p 'swe_%Y%m%d%H%M.h5' --no-whole-days swe_200905011200.h5 | odim2rain -v -o swe.chunk 2>said
		grep -q 'cells are 6230.816584 x 6242.910381 by the corners, and 6223 x 6223 by the scale' said
	}
	test_ok '-v says that the corners count' said_of_swe
fi

# ---- Every file of the oracle ----

# of PATTERN OPTION ... -- FILE: the rain of a file, whose stamp is read from its name
oracle() {
	pattern=$1 options=$2 file=$3
	radar-unzip -p "$pattern" $options --no-whole-days "$shared/inputs/$file" >blobs && odim2rain -o real.chunk blobs &&
	    chunk2npy -o real.npy real.chunk && "$h5py" - "$shared/inputs/oracle.jsonl" "$file" <<'END'
import hashlib, json, sys
import numpy as np
lines = [json.loads(line) for line in open(sys.argv[1])]
wanted = [line for line in lines if line['file'].startswith(sys.argv[2])]
fields = np.load('real.npy')
assert len(fields) == len(wanted) > 0, (len(fields), len(wanted))
for field, line in zip(fields, wanted):
    field = field.astype('<f4')
    field[np.isnan(field)] = np.frombuffer(b'\0\0\xc0\x7f', '<f4')[0]
    assert hashlib.sha256(field.tobytes()).hexdigest() == line['values']['sha256'], line['file']
END
}
if test -n "$shared"; then
	test_ok "OPERA's rates of 2018" oracle 'T_PAAH21_C_EUOC_%Y%m%d%H%M%S.hdf' '--step 15min' opera/T_PAAH21_C_EUOC_20180824180000.hdf
	cp real.chunk 2018.chunk
	test_ok "OPERA's rates of 2024" oracle 'T_PAAH22_C_EUOC_%Y%m%d%H%M%S.hdf' '--step 15min' opera/T_PAAH22_C_EUOC_20241126010000.hdf
	test_ok 'both lie on one grid, and join' sh -c 'cat 2018.chunk real.chunk | stats --layers max -o none'
	test_ok "MeteoSwiss's sums" oracle 'CPC%y%j%H%M?_00060.001.h5' '--step 1h --stamp end --origin 13:30' mch/CPC2335513304_00060.001.h5
	test_ok "KNMI's sums" oracle 'RAD_NL25_RAP_5min_%Y%m%d%H%M.h5' '--stamp end' knmi
	odim2rain --rate blobs >rates && bin-average -w 1h --sum --min-fraction 0.5 rates -o hours && chunk2npy -o hours.npy hours
	hour_is_numpy() {
		"$h5py" - "$shared/inputs/knmi" <<'END'
import glob, sys
import h5py
import numpy as np
raw = [h5py.File(f)['image1/image_data'][...] for f in sorted(glob.glob(sys.argv[1] + '/*.h5'))]
# The first file is the end of the hour before.
mm = np.array([np.where(r == 65535, np.nan, r * 0.01) for r in raw[1:]])
enough = (~np.isnan(mm)).sum(axis=0) >= 6
expected = np.where(enough, np.nansum(mm, axis=0) / np.maximum(1, (~np.isnan(mm)).sum(axis=0)) * 12, np.nan)
got = [h for h in np.load('hours.npy') if not np.isnan(h).all()][-1]
assert np.array_equal(np.isnan(got), np.isnan(expected))
assert np.nanmax(np.abs(got - expected)) < 1e-5, np.nanmax(np.abs(got - expected))
END
	}
	test_ok "an hour of KNMI's sums, by their rates, is NumPy's" hour_is_numpy
	odim2rain blobs | bin-average -c hour --sum --min-fraction 0.5 -o hours && chunk2npy -o hours.npy hours
	test_ok "an hour of KNMI's sums is NumPy's" hour_is_numpy
	odim2rain -o sums blobs
	test_fails 1 'amounts in mm.*use --sum, or --rate of the tool' 'a mean of amounts is refused' bin-average -c hour -o none sums
	cp "$shared/inputs/dwd/raa01-rw_10000-latest-dwd---bin.hdf5" rw_202509220540.hdf5
	dwd() {
		radar-unzip -p 'rw_%Y%m%d%H%M.hdf5' --step 1h --stamp end --origin 05:40 --no-whole-days rw_202509220540.hdf5 >blobs &&
		    odim2rain -o real.chunk blobs && chunk2npy -o real.npy real.chunk && "$h5py" - "$shared/inputs/oracle.jsonl" <<'END'
import hashlib, json, sys
import numpy as np
field = np.load('real.npy')[0].astype('<f4')
field[np.isnan(field)] = np.frombuffer(b'\0\0\xc0\x7f', '<f4')[0]
assert any(json.loads(line).get('values', {}).get('sha256') == hashlib.sha256(field.tobytes()).hexdigest()
           for line in open(sys.argv[1]) if 'latest' in line)
END
	}
	test_ok "DWD's sums" dwd
	chunk-info real.chunk >info
	test_ok "DWD's sums are of their hour" has '^field  2025-09-22T04:40Z  2025-09-22T05:40Z .* u16 '
	test_ok 'the header has the quantity and the source' sh -c 'grep -q "^quantity  *ACRR" info && grep -q "^source  *[A-Z]*:" info'
	radar-unzip -p 'rw_%Y%m%d%H%M.hdf5' --step 10min --stamp end --no-whole-days rw_202509220540.hdf5 >blobs
	test_fails 1 'is of the 60 min to 2025-09-22T05:40Z, says the file, and its step is 10 min: radar-unzip --step 60min --stamp end --origin 05:40$|its step is 10 min: radar-unzip --step 60min --origin 05:40$' \
	    'a sum over an hour is no step of ten minutes' odim2rain -o none blobs
	# A name without a time: whatever --time says, the line has the options that are right.
	alone='for this image alone, radar-unzip (--time 2025-09-22T05:40 --step 60min --stamp end --origin 05:40)$'
	cp rw_202509220540.hdf5 latest.hdf5
	for options in '--time 2025-09-22T05:00' '--time 2025-09-22T12:00 --step 1h --stamp end'; do
		radar-unzip $options latest.hdf5 >blobs
		test_fails 1 "$alone" "the options for an image of another time than $options" odim2rain -o none blobs
		again=$(sed -E "s/.*$alone/\\1/; s/.*radar-unzip //" err)
		test_ok 'and with these it is read' sh -c "radar-unzip $again latest.hdf5 | odim2rain -o none"
	done
	radar-unzip -p 'rw_%Y%m%d%H%M.hdf5' --step 1h --origin 05:40 --no-whole-days rw_202509220540.hdf5 >blobs
	test_fails 1 'says the file, and its record is not: radar-unzip --stamp end' 'a stamp that is the end' odim2rain -o none blobs
fi
test_done
