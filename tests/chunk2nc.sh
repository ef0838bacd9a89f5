# SPDX-License-Identifier: BSD-2-Clause
# chunk2nc.sh - netCDF that xarray, CDO, GDAL and ncdump read as what the stream has, and nc2chunk as the stream.
. "${srcdir:-.}/tests/lib.sh"

maker=
for p in "$python" /usr/bin/python3; do
	test -n "$maker" || test -z "$p" || ! "$p" -c 'import netCDF4, numpy, xarray' 2>/dev/null || maker=$p
done
test -n "$maker" || test_skip 'no python3 with netCDF4 and xarray'

compare() {
	"$maker" -W ignore "$srcdir/tests/compare/ncout.py" "$@"
}

# made STREAM [option ...]: writes made.nc, and what chunk2npy says of the same.
made() {
	from=$1
	shift
	chunk2npy -q -o made.npy --times made.csv "$from" && chunk2nc -q "$@" -o made.nc "$from"
}

digest() {
	chunk-info --digest "$@"
}

radar-synth --from 2020-11-01 --days 3 --rows 90 --cols 70 -o zips
for day in 01 02 03; do
	radar-unzip zips/2020-11-$day.zip >$day.images
	tif2rain $day.images >$day.codes
	tif2rain --float $day.images >$day.floats
done
radar-synth --from 2020-10-01 --days 31 --rows 30 --cols 20 -o october
radar-unzip october/*.zip | tif2rain | bin-average -w 3h >october.floats
tif2rain --dbz 01.images >dbz.codes
tif2rain --dbz --float 01.images >dbz.floats
"$maker" "$srcdir/tests/make/ncout.py"

# ---- Values, times and attributes, as others read them ----

values() {
	variable=$1
	shift
	made "$@" && compare made.nc "$variable" made.npy made.csv
}
test_ok 'a day of codes: bits, times and attributes' values rainfall_rate 01.codes
test_ok 'a month of means of three hours' values rainfall_rate october.floats
for level in 0 1 6 9; do
	test_ok "--level $level" values rainfall_rate october.floats --level $level
done
for chunks in 1,30,20 24,16,16 7,11,13 248,1,1 1000,30,20 series; do
	test_ok "--chunks $chunks" values rainfall_rate october.floats --chunks $chunks
done
test_ok '--no-lonlat' values rainfall_rate 01.codes --no-lonlat
has_none() {
	! ncdump -h made.nc | grep -E 'float l(at|on)\('
}
no_ncdump=$(command -v ncdump >/dev/null || echo 'no ncdump (Debian: netcdf-bin)')
test -n "$no_ncdump" || test_ok '--no-lonlat leaves them out' has_none
test_ok 'dBZ on a line are codes' values equivalent_reflectivity_factor dbz.codes
test_ok 'dBZ as floats are floats' values equivalent_reflectivity_factor dbz.floats

chunks_are() {
	"$maker" -c 'import netCDF4, sys
v = netCDF4.Dataset(sys.argv[1])[sys.argv[2]]
f = v.filters()
said = "%s %s %s" % (",".join(map(str, v.chunking())), f["complevel"] if f["zlib"] else 0, f["shuffle"])
assert said == sys.argv[3], said' "$@"
}
chunk2nc -o codes.nc 01.codes
chunk2nc -o floats.nc 01.floats
test_ok 'a field is a chunk, and values of a table are not shuffled' chunks_are codes.nc rainfall_rate '1,90,70 1 False'
test_ok 'other values are shuffled' chunks_are floats.nc rainfall_rate '1,90,70 1 True'
test_ok 'dBZ are bytes' sh -c 'chunk2nc -o dbz.nc dbz.codes && test "$(wc -c <dbz.nc)" -lt "$(wc -c <codes.nc)"'
radar-synth --from 2020-11-01 --days 1 --rows 1500 --cols 1000 -o wide
radar-unzip --no-whole-days --to 2020-11-01T00:10 wide/2020-11-01.zip | tif2rain >large.codes
test_ok 'a large field is cut into chunks of 4 MiB' values rainfall_rate large.codes
test_ok 'they are bands of rows' chunks_are made.nc rainfall_rate '1,750,1000 1 False'

same_for_any_threads() {
	chunk2nc -j 1 "$@" -o one.nc || return
	for j in 2 7; do
		chunk2nc -j $j "$@" -o other.nc && cmp one.nc other.nc >&2 || return
	done
}
test_ok 'the bytes are the same for any number of threads' same_for_any_threads 01.codes
test_ok 'also if several times are in a chunk' same_for_any_threads --chunks 24,16,16 01.codes
test_ok 'the same stream gives the same bytes again' sh -c 'sleep 1.1; chunk2nc -o again.nc 01.codes && cmp again.nc codes.nc'

# ---- Units ----

for line in 'mm/day|24|rainfall_rate' 'mm day-1|24|rainfall_rate' 'kg m-2 s-1|0.00027777777777777778|rainfall_flux' \
    'm s-1|2.7777777777777778e-7|rainfall_rate'; do
	units=${line%%|*} rest=${line#*|}
	in_units() {
		made october.floats --units "$units" && compare made.nc rainfall_rate made.npy - "${rest%|*}" &&
		    "$maker" -c 'import netCDF4, sys
v = netCDF4.Dataset("made.nc")["rainfall_rate"]
assert (v.units, v.standard_name) == (sys.argv[1], sys.argv[2]), (v.units, v.standard_name)' "$units" "${rest#*|}"
	}
	test_ok "--units $units: values, units and the standard name of such" in_units
done
amount_names() {
	"$maker" - <<-'END'
	import netCDF4, subprocess
	for option, units, name in (([], 'mm', 'lwe_thickness_of_precipitation_amount'), (['--units', 'kg m-2'], 'kg m-2', 'rainfall_amount')):
	    subprocess.run(['chunk2nc', *option, '-o', 'amounts.nc', 'amounts.odd'], check=True)
	    v = netCDF4.Dataset('amounts.nc')['rainfall_amount']
	    assert (v.units, v.standard_name, v.cell_methods) == (units, name, 'time: sum'), v
	END
}
test_ok 'amounts in mm and kg m-2 have the standard names of such' amount_names
test_fails 1 "chunk2nc: --units: values in \"mm h-1\" cannot be told in \"mm\"" 'a rate in mm' \
    chunk2nc --units mm -o none.nc october.floats
test_fails 2 '^chunk2nc: .*furlong' 'unknown units' chunk2nc --units furlong -o none.nc october.floats

# ---- The same stream again ----

back() {
	chunk2nc "$@" -o back.nc && nc2chunk -o back.chunk back.nc && test "$(digest back.chunk)" = "$wanted"
}
header_of() {
	chunk-info --json "$1" | grep -oE '"(affine|crs|rows|cols|variable|units|cell_methods|step|layer[^"]*)": "?[^",]*' | sort
}
same_header() {
	header_of "$1" >said && header_of "$2" | diff said - >&2 && test -s said
}
wanted=$(digest 01.floats)
test_ok 'codes come back as their floats' back 01.codes
test_ok 'floats come back' back 01.floats
test_ok 'floats come back from chunks of several times' back --chunks 24,16,16 01.floats
test_ok 'floats come back in files of their own, and as one' sh -c '
	for day in 01 02 03; do chunk2nc -o $day.nc $day.floats || exit; done
	test "$(nc2chunk 03.nc 01.nc 02.nc | chunk-info --digest)" = "$(chunk-info --digest 01.floats 02.floats 03.floats)"'
wanted=$(digest dbz.floats)
test_ok 'codes of dBZ come back as their floats' back dbz.codes
bin-average -w 3h --count 01.codes >count.chunk
stats --when --exceed 0.1,5 --sum 01.codes >stats.chunk
for f in count.chunk stats.chunk; do
	wanted=$(digest $f)
	test_ok "${f%.chunk}: layers come back" back $f
	test_ok "${f%.chunk}: also from chunks of several times" back --chunks 5,16,16 $f
done
for f in row column cell to360 wide europe laea stere oblique tmerc sphere somerc rotated lcc digits nowhere gaps layers amounts dbz; do
	wanted=$(digest $f.odd)
	test_ok "$f: the stream comes back" back $f.odd
	test_ok "$f: so does its header" same_header $f.odd back.chunk
done
history_is() {
	chunk2nc -o back.nc 01.codes && test "$(nc2chunk back.nc | chunk-info | sed -n '/^history/,/^$/p' | tr -s ' \n' ' ' | sed 's/ [0-9.]*\.[0-9]*\.[0-9]*//g')" = 'history radar-unzip tif2rain chunk2nc nc2chunk '
}
test_ok 'the history goes on' history_is
part() {
	nc2chunk "$@" | digest
}
between() {
	test "$(part --from 2020-11-01T06:00 --to 2020-11-01T12:00 codes.nc)" = "$(radar-unzip --from 2020-11-01T06:00 --to 2020-11-01T12:00 zips/2020-11-01.zip | tif2rain --float | digest)"
}
test_ok '--from and --to take a part' between
gaps_cut() {
	chunk2nc -o gaps.nc gaps.odd && nc2chunk --from 1970-01-01T00:08 --to 1970-01-01T00:45 gaps.nc | chunk-info --gaps |
	    grep '^gap ' | tr -s ' ' | cut -d ' ' -f 1-3,6 >said
	diff - said >&2 <<-'END'
	gap 1970-01-01T00:08Z 1970-01-01T00:10Z 0/1
	gap 1970-01-01T00:10Z 1970-01-01T00:15Z 0/1
	END
}
test_ok 'gaps are cut to that part' gaps_cut
gap_reasons() {
	for f in gaps.odd back.chunk; do
		chunk-info --gaps $f | grep '^gap ' >reasons.$f
	done
	grep -q damaged reasons.gaps.odd && cmp reasons.gaps.odd reasons.back.chunk >&2
}
chunk2nc -o back.nc gaps.odd && nc2chunk -o back.chunk back.nc
test_ok 'gaps keep their reasons' gap_reasons

# What another program changed is read as any other file.
changed() {
	cp floats.nc changed.nc
	"$maker" -c 'import netCDF4
with netCDF4.Dataset("changed.nc", "a") as d: d["rainfall_rate"].units = "mm day-1"'
	nc2chunk -o changed.chunk changed.nc && chunk2npy -o changed.npy changed.chunk && chunk2npy -o floats.npy 01.floats &&
	    "$maker" -c 'import numpy as np
np.testing.assert_allclose(np.load("changed.npy"), np.load("floats.npy") / 24, rtol=1e-6)'
}
test_ok 'a file whose units were changed is read by its units' changed
moved() {
	cp floats.nc moved.nc
	"$maker" -c 'import netCDF4
with netCDF4.Dataset("moved.nc", "a") as d:
    d["x"][:] = d["x"][:] + 100000
    del d["crs"].GeoTransform'
	test "$(nc2chunk moved.nc | chunk-info | sed -n 's/^affine  *//p' | cut -d ' ' -f 1)" = 226648.404
}
test_ok 'a file whose coordinates were changed is read by them' moved
exact_place() {
	chunk2nc -o digits.nc digits.odd && nc2chunk -V rainfall_rate digits.nc | same_affine digits.odd
}
same_affine() {
	test "$(chunk-info | sed -n 's/^affine  *//p')" = "$(chunk-info "$1" | sed -n 's/^affine  *//p')"
}
test_ok 'the GeoTransform is taken to the last digit where coordinates agree' exact_place
cuts() {
	"$maker" - <<-'END'
	import netCDF4
	with netCDF4.Dataset('floats.nc') as a, netCDF4.Dataset('less.nc', 'w') as b:
	    b.setncatts({k: a.getncattr(k) for k in a.ncattrs()})
	    for d in a.dimensions.values():
	        b.createDimension(d.name, None if d.isunlimited() else len(d))
	    for v in a.variables.values():
	        v.set_auto_maskandscale(False)
	        w = b.createVariable(v.name, v.dtype, v.dimensions, fill_value=getattr(v, '_FillValue', None))
	        w.setncatts({k: v.getncattr(k) for k in v.ncattrs() if k != '_FillValue'})
	        w.set_auto_maskandscale(False)
	        w[...] = v[[0, 1, 5]] if v.dimensions[:1] == ('time',) else v[...]
	END
	nc2chunk less.nc | chunk-info | grep -E '^(field|gap)' | tr -s ' ' | cut -d ' ' -f 1-3,6 >said
	diff - said >&2 <<-'END'
	field 2020-11-01T00:00Z 2020-11-01T00:05Z 1/1
	field 2020-11-01T00:05Z 2020-11-01T00:10Z 1/1
	gap 2020-11-01T00:10Z 2020-11-01T00:25Z 0/3
	field 2020-11-01T00:25Z 2020-11-01T00:30Z 1/1
	END
}
test_ok 'times that another program took out are a gap' cuts

# ---- Categories ----

"$maker" "$srcdir/tests/make/categories.py" 12 64 255
# flags FILE VARIABLE ARRAY TYPE N MISSING: the numbers, as netCDF4 and xarray have them, and what they mean.
flags() {
	"$maker" -W ignore - "$@" <<-'END'
	import sys, netCDF4, numpy as np, xarray
	path, name, array, kind, n, missing = sys.argv[1:]
	want, numbers = np.load(array), np.arange(1, int(n) + 1)
	with netCDF4.Dataset(path) as d:
	    v = d[name]
	    assert v.dtype == kind and v.flag_values.dtype == kind and (v.flag_values == numbers).all(), (v.dtype, v.flag_values)
	    assert v.flag_meanings.split() == ['region_%d' % i for i in numbers]
	    assert v._FillValue == float(missing) or missing == 'nan' and np.isnan(v._FillValue), v._FillValue
	    assert v.long_name == 'region of rainfall_rate (cluster)' and not hasattr(v, 'scale_factor')
	    assert (np.ma.filled(v[0].astype('f4'), np.nan)[want > 0] == want[want > 0]).all()
	with xarray.open_dataset(path) as d:
	    assert np.array_equal(d[name].values[0], np.where(want > 0, want, np.nan), equal_nan=True)
	    assert (d[name].attrs['flag_values'] == numbers).all()
	END
}
categories() {
	chunk2nc "$@" -o regions.nc map-12.chunk && flags regions.nc rainfall_rate_cluster map-12.npy uint8 12 0
}
test_ok 'a map of regions is bytes with their meanings' categories
for chunks in 1,7,5 3,26,34 series; do
	test_ok "--chunks $chunks" categories --chunks $chunks
done
many_categories() {
	for n in 64 255; do
		chunk2nc -o regions.nc map-$n.chunk && flags regions.nc rainfall_rate_cluster map-$n.npy uint8 $n 0 || return
	done
}
test_ok 'up to 255' many_categories
zero() {
	chunk2nc "$@" -o zero.nc zero.chunk && "$maker" -c 'import netCDF4, numpy as np
v = netCDF4.Dataset("zero.nc")["rainfall_rate_cluster"]
v.set_auto_mask(False)
assert v.dtype == "u1" and v._FillValue == 255 and list(v.flag_values) == [0, 1, 2, 3], v
assert (v[0] == np.load("zero.npy")).all()' && nc2chunk zero.nc | chunk2npy -o back.npy && chunk2npy -o there.npy zero.chunk &&
	    cmp back.npy there.npy
}
test_ok 'where 0 is a category, another byte is missing' zero
test_ok 'also in chunks that are larger than the grid' zero --chunks 3,7,9
halves() {
	chunk2nc -o half.nc map-12.half && flags half.nc rainfall_rate_cluster map-12.npy float32 12 nan
}
test_ok 'a table with other numbers makes floats' halves
as_floats() {
	chunk2nc -o floats-12.nc map-12.floats && flags floats-12.nc rainfall_rate_cluster map-12.npy float32 12 nan
}
test_ok 'so do floats' as_floats
silhouettes() {
	"$maker" -c 'import netCDF4
v = netCDF4.Dataset("regions.nc")["rainfall_rate_silhouette"]
assert v.long_name == "silhouette of rainfall_rate" and v.dtype == "f4" and not hasattr(v, "flag_values")'
}
test_ok 'a silhouette is floats' silhouettes
# keys STREAM: all of its header but for the history, the table and the number of records.
keys() {
	chunk-info --json "$1" | sed -n '/"header"/,/"records"/p' | grep -E '"(layer\.|regions|variable|units)' | sed 's/[,}]*$//'
}
came_back() {
	chunk2nc "$@" -o regions.nc map-12.chunk && nc2chunk -o regions.back regions.nc &&
	    test "$(digest regions.back)" = "$(digest map-12.floats)" && keys map-12.chunk >there && keys regions.back >here &&
	    test -s there && diff there here
}
test_ok 'nc2chunk has the values and keys of regions' came_back
test_ok 'also of chunks of more times' came_back --chunks 5,9,9
goes_on() {
	rm -f on.nc && chunk2nc --append "$@" -o on.nc map-12.chunk && chunk2nc --append -o on.nc map-12.next &&
	    flags on.nc rainfall_rate_cluster map-12.npy uint8 12 0 && chunk2nc -o once.nc map-12.chunk map-12.next &&
	    test "$(nc2chunk on.nc | digest)" = "$(nc2chunk once.nc | digest)" && nc2chunk on.nc | chunk-info | grep -c '^field' >count &&
	    test "$(cat count)" = 6
}
test_ok '--append goes on with regions' goes_on
test_ok 'also in chunks of more times' goes_on --chunks 5,9,9
other_fill() {
	"$maker" -c 'import netCDF4
netCDF4.Dataset("on.nc", "a")["rainfall_rate_cluster"].scale_factor = 2.0'
	! chunk2nc --append -o on.nc map-12.next 2>said && grep -q 'what its values mean' said
}
rm -f on.nc
chunk2nc --append -o on.nc map-12.chunk
test_ok 'but not where bytes were given a scale' other_fill
copies() {
	chunk2nc -o regions.nc map-12.chunk && "$@" regions.nc copied.nc && test "$(nc2chunk copied.nc | digest)" = "$(digest map-12.floats)"
}
! command -v cdo >/dev/null || test_ok 'regions survive a copy by CDO' copies cdo -s -O -f nc4 -z zip_3 copy
# NCO sorts variables, and layers come in their order.
nco_copies() {
	chunk2nc -o regions.nc map-12.chunk && ncks -O -h regions.nc copied.nc && nc2chunk -o copied.chunk copied.nc &&
	    flags copied.nc rainfall_rate_cluster map-12.npy uint8 12 0 && keys copied.chunk | diff there - &&
	    for f in copied.chunk map-12.floats; do
		chunk-info $f | grep '^field' | sort >$f.fields || return
	done && diff copied.chunk.fields map-12.floats.fields
}
! command -v ncks >/dev/null || test_ok 'and one by NCO' nco_copies

# ---- As CDO, GDAL and ncdump see it ----

if command -v cdo >/dev/null; then
	cdo_reads() {
		made october.floats
		cdo -s sinfon made.nc >said 2>warned && test ! -s warned && grep -q '248 steps' said && grep -q 'curvilinear' said &&
		    grep -q 'Bounds = true' said || { cat said warned >&2; return 1; }
	}
	test_ok 'cdo sinfon says nothing but the truth' cdo_reads
	for f in row column cell to360 europe laea stere oblique sphere somerc rotated lcc nowhere gaps layers; do
		chunk2nc -o odd.nc $f.odd
		test_ok "cdo sinfon reads $f without a warning" sh -c 'cdo -s sinfon odd.nc >/dev/null'
	done
	cdo_means() {
		# With HDF5 1.14 CDO complains of the output that is not there yet.
		cdo -s -O timmean -selname,rainfall_rate made.nc mean.nc 2>said || { cat said >&2; return 1; }
		stats --layers mean october.floats | chunk2npy -o mean.npy && "$maker" -c 'import netCDF4, numpy as np
got = np.ma.filled(netCDF4.Dataset("mean.nc")["rainfall_rate"][0].astype("f4"), np.nan)
np.testing.assert_allclose(got, np.load("mean.npy")[0], rtol=2e-6, atol=1e-7)'
	}
	test_ok 'cdo timmean gives what stats gives' cdo_means
	cdo_box() {
		cdo -s -O sellonlatbox,10,16,58,62 made.nc box.nc && cdo -s griddes box.nc | grep -q curvilinear
	}
	test_ok 'cdo sellonlatbox takes a box of a projected grid' cdo_box
	cdo_copy() {
		cdo -s -O selname,rainfall_rate made.nc copy.nc && nc2chunk -V rainfall_rate -o copy.chunk copy.nc &&
		    chunk2npy -o copy.npy copy.chunk && cmp copy.npy made.npy
	}
	test_ok 'nc2chunk reads what cdo copied' cdo_copy
else
	echo '# no cdo: what it reads is not tried'
fi
if command -v gdalinfo >/dev/null; then
	# To 9 digits after the point: GDAL computes the place from the coordinates.
	places_in() {
		grep -E '^(Origin|Pixel)' | grep -oE '[-0-9.]+' | awk '{ printf "%.9f\n", $1 }'
	}
	gdal_reads() {
		made october.floats
		gdalinfo made.nc 2>warned >said && test ! -s warned && grep -q '^Size is 20, 30$' said && grep -q '^Band 248 ' said &&
		    grep -q 'ID\["EPSG",25833\]' said && grep -q 'NoData Value=nan' said && grep -q 'Unit Type: mm h-1' said ||
		    { cat warned said >&2; return 1; }
		nc2chunk --to 2020-10-01T03:00 made.nc | chunk2tif -o tif.tif && gdalinfo tif.tif | places_in >wanted
		test -s wanted && places_in <said | diff wanted - >&2
	}
	test_ok 'gdalinfo: size, place, EPSG code, units, NaN' gdal_reads
	gdal_values() {
		gdal_translate -q -b 1 made.nc one.tif && "$maker" -c 'import numpy as np
from osgeo import gdal
assert np.array_equal(gdal.Open("one.tif").ReadAsArray(), np.load("made.npy")[0], equal_nan=True)'
	}
	"$maker" -c 'from osgeo import gdal' 2>/dev/null && test_ok 'gdal_translate: the values, north up' gdal_values
	crs_is_same() {
		chunk2nc -o odd.nc $1.odd && "$maker" - "$(chunk-info $1.odd | sed -n 's/^crs  *//p')" <<-'END'
		import sys
		import netCDF4, numpy as np
		from osgeo import gdal, osr
		gdal.UseExceptions(); osr.UseExceptions()
		stream, file = osr.SpatialReference(), gdal.Open('NETCDF:odd.nc:rainfall_rate').GetSpatialRef()
		stream.SetFromUserInput(sys.argv[1])
		with netCDF4.Dataset('odd.nc') as d:
		    v = d['rainfall_rate']
		    x, y = np.meshgrid(d[v.dimensions[2]][:], d[v.dimensions[1]][:])
		    lon, lat = d['lon'][:], d['lat'][:]
		for crs in (stream, file):
		    base = crs.CloneGeogCS()
		    for c in (crs, base):
		        c.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
		    got = osr.CoordinateTransformation(crs, base).TransformPoints(np.stack([x.ravel(), y.ravel()], 1).tolist())
		    np.testing.assert_allclose(np.array(got)[:, :2], np.stack([lon.ravel(), lat.ravel()], 1), atol=2e-5)
		END
	}
	for f in laea stere oblique tmerc sphere lcc europe somerc; do
		"$maker" -c 'from osgeo import gdal' 2>/dev/null &&
		    test_ok "$f: GDAL's CRS of the file, the stream's, and lon and lat agree" crs_is_same $f
	done
else
	echo '# no gdalinfo: what GDAL reads is not tried'
fi
if command -v ncdump >/dev/null; then
	cf_says() {
		ncdump -h made.nc >said && for line in ':Conventions = "CF-1.8"' 'time = UNLIMITED ; // (248 currently)' \
		    'time:units = "seconds since 1970-01-01 00:00:00"' 'time:calendar = "standard"' \
		    'rainfall_rate:standard_name = "rainfall_rate"' 'rainfall_rate:cell_methods = "time: mean"' \
		    'rainfall_rate:grid_mapping = "crs"' 'rainfall_rate:coordinates = "lat lon"' \
		    'x:standard_name = "projection_x_coordinate"' 'crs:grid_mapping_name = "transverse_mercator"' \
		    'rainfall_rate:_FillValue = NaNf' 'crs:longitude_of_central_meridian = 15.' ':comment = "images store'; do
			grep -qF "$line" said || { echo "no $line" >&2; return 1; }
		done
	}
	made october.floats
	test_ok 'ncdump -h: what CF asks for' cf_says
	titled() {
		chunk2nc --title 'Rain of October' -o made.nc october.floats && ncdump -h made.nc | grep -qF ':title = "Rain of October"'
	}
	test_ok '--title' titled
	layer_names() {
		chunk2nc -o made.nc stats.chunk && ncdump -h made.nc >said && grep -qF 'double rainfall_rate_when_max(time, y, x)' said &&
		    grep -qF 'rainfall_rate_count:standard_name = "number_of_observations"' count.said &&
		    grep -qF 'rainfall_rate_std:cell_methods = "time: standard_deviation"' said &&
		    grep -qF 'rainfall_rate_when_max:units = "seconds since 1970-01-01T00:00:00Z"' said &&
		    grep -qF 'rainfall_rate_above_0_1:units = "h"' said || { cat said >&2; return 1; }
	}
	chunk2nc -o count.nc count.chunk
	ncdump -h count.nc >count.said
	test_ok 'layers are variables with their own units and methods' layer_names
else
	echo '# no ncdump: what it shows is not tried'
fi

# ---- --append ----

grows() {
	rm -f grown.nc
	for f in 01 02 03; do
		chunk2nc -q --append "$@" -o grown.nc $f.codes || return
	done
	test "$(nc2chunk grown.nc | digest)" = "$(digest 01.floats 02.floats 03.floats)" || return
	chunk2npy -q -o made.npy --times made.csv 01.codes 02.codes 03.codes && compare grown.nc rainfall_rate made.npy made.csv
}
test_ok '--append makes what is made at once' grows
test_ok '--append goes on in the middle of a chunk of several times' grows --chunks 100,16,16
test_ok '--append goes on at the end of one' grows --chunks 288,30,30
skips() {
	rm -f grown.nc
	chunk2nc -o grown.nc 01.codes && chunk2nc --append -o grown.nc 03.codes &&
	    test "$(nc2chunk grown.nc | digest)" = "$(digest 01.floats 03.floats)"
}
test_ok 'a day between is missing, as between streams' skips
chunk2nc -o grown.nc 01.codes
cp grown.nc before.nc
refuses_to_append() {
	test_fails 1 "$1" "--append refuses $2" chunk2nc --append -o grown.nc "$3"
	test_ok "and the file is as it was: $2" cmp grown.nc before.nc
}
refuses_to_append '^chunk2nc: grown.nc: 2020-11-01T00:00Z: is in the file already' 'a time that is there' 01.codes
refuses_to_append '^chunk2nc: grown.nc: --append: has values of a table of codes, but what comes has floats' 'floats' 02.floats
bin-average -w 1h 02.codes >means.chunk
refuses_to_append '^chunk2nc: grown.nc: --append: has the cell_methods time: point, but what comes has time: mean' 'means' means.chunk
subsample -f 2 02.codes >coarse.chunk
refuses_to_append '^chunk2nc: grown.nc: --append: has the (rows|cols) ' 'another grid' coarse.chunk
head -c 3000 02.codes >cut.chunk
refuses_to_append '^chunk2nc: cut.chunk: .*cut short' 'a stream that is cut' cut.chunk
test_fails 1 'is in mm h-1, but what comes is in mm/day' '--append in other units' \
    chunk2nc --append --units mm/day -o grown.nc 02.codes
echo text >text.nc
test_fails 1 '^chunk2nc: text.nc: --append: ' '--append to a file that is no netCDF' chunk2nc --append -o text.nc 02.codes
"$maker" "$srcdir/tests/make/hours.py" hours.nc 3 4 5
test_fails 1 '^chunk2nc: hours.nc: --append: was not written by chunk2nc, or was changed since: write to a new file' '--append to netCDF of others' \
    chunk2nc --append -o hours.nc 02.codes

# ---- A file that others changed ----

chunk2nc -o began.nc began.odd
chunk2nc -o began-cells.nc --chunks 3,2,2 began.odd
wanted_began=$(digest began.odd)

# change 'LINES of Python' [file]: a copy of began.nc, d, in which they change something.
change() {
	cp "${2:-began.nc}" changed.nc
	"$maker" -c 'import netCDF4, numpy as np, sys
with netCDF4.Dataset("changed.nc", "a") as d:
    v = d.variables.get("rainfall_rate")
    exec(sys.argv[1])' "$1"
}
# resaved 'LINES': the same, but all of it is written again with what LINES change: dims, data, options.
resaved() {
	"$maker" - "$@" <<-'END_OF_PYTHON'
	import netCDF4, sys
	with netCDF4.Dataset('began.nc') as a, netCDF4.Dataset('changed.nc', 'w') as b:
	    b.setncatts({k: a.getncattr(k) for k in a.ncattrs()})
	    for d in a.dimensions.values():
	        b.createDimension(d.name, None if d.isunlimited() else len(d))
	    b.createDimension('one', 1)
	    for v in a.variables.values():
	        v.set_auto_maskandscale(False)
	        name, dims, data, type = v.name, v.dimensions, v[...], v.dtype
	        options = dict(fill_value=getattr(v, '_FillValue', None))
	        if name == 'rainfall_rate':
	            options.update(zlib=True, complevel=1, chunksizes=v.chunking())
	        exec(sys.argv[1])
	        w = b.createVariable(name, type, dims, **options)
	        w.set_auto_maskandscale(False)
	        w.setncatts({k: v.getncattr(k) for k in v.ncattrs() if k != '_FillValue'})
	        w[...] = data
	END_OF_PYTHON
}
refused() {
	cp changed.nc kept.nc
	test_fails 1 "^chunk2nc: changed.nc: --append: was not written by chunk2nc, or was changed since \\($2\\): write to a new file" \
	    "--append refuses $1" chunk2nc --append -o changed.nc "${3:-next.odd}"
	test_ok "and leaves it: $1" cmp kept.nc changed.nc
}
goes_on() {
	chunk2nc --append -o changed.nc next.odd && test "$(nc2chunk changed.nc | digest)" = "$(digest began.odd next.odd)"
}
change ''
test_ok '--append takes what was opened and closed' goes_on
resaved ''
test_ok '--append takes a copy that is stored the same way' goes_on
for line in 'x that moved|d["x"][:] = d["x"][:] + 1000' 'y with another sign|d["y"][:] = -d["y"][:]' \
    'rows from the south|d["y"][:] = d["y"][::-1]; v[:] = v[:, ::-1]' 'columns from the east|d["x"][:] = d["x"][::-1]; v[:] = v[:, :, ::-1]'; do
	change "${line#*|}"
	refused "${line%%|*}" 'its coordinates are others'
done
resaved 'if "time" in dims and name == "rainfall_rate": dims, data = ("time", "x", "y"), data.swapaxes(1, 2); options["chunksizes"] = (1, 5, 4)'
refused 'other dimensions' 'a layer has other dimensions'
resaved 'if name == "rainfall_rate": dims, data = ("time", "y", "x", "one"), data[..., None]; options["chunksizes"] = (1, 4, 5, 1)'
refused 'one dimension more' 'a layer has other dimensions'
for line in 'other units of time|d["time"].units = "seconds since 1970-01-02 00:00:00"' 'another calendar|d["time"].calendar = "noleap"' \
    'times that moved|d["time"][:] += 60; d["time_bnds"][:] += 60' 'times beside their bounds|d["time"][:] += 60' \
    'other counts|d["have"][1] = 12' 'one time more|d["time"][4] = 18000; d["time_bnds"][4] = 18000, 21600; d["have"][4] = d["expected"][4] = 12'; do
	change "${line#*|}"
	refused "${line%%|*}" 'its times or numbers of images are others'
done
for type in i4 f8; do
	resaved "if name == 'time': type = '$type'"
	refused "times as $type" 'its times or numbers of images are others'
done
for line in 'a scale_factor|v.scale_factor = 10.' 'an add_offset|v.add_offset = -5.' 'a valid_max|v.valid_max = np.float32(30)' \
    'a valid_min|v.valid_min = np.float32(0)' 'a valid_range|v.valid_range = np.float32([0, 30])' \
    'a missing_value|v.missing_value = np.float32(7)'; do
	change "${line#*|}"
	refused "${line%%|*}" 'what its values mean is another'
done
for line in 'fletcher32|options["fletcher32"] = True' 'values that end with the small byte|options["endian"] = "big"'; do
	resaved "if name == 'rainfall_rate': ${line#*|}"
	refused "${line%%|*}" 'a layer is stored otherwise'
done
resaved 'if name == "rainfall_rate": options["shuffle"] = False'
refused 'values that are not shuffled' 'a layer is compressed otherwise'
chunk2nc -o began-layers.nc layers.odd
"$maker" - <<'END_OF_PYTHON'
import netCDF4
with netCDF4.Dataset('began-layers.nc') as a, netCDF4.Dataset('changed.nc', 'w') as b:
    b.setncatts({k: a.getncattr(k) for k in a.ncattrs()})
    for d in a.dimensions.values():
        b.createDimension(d.name, None if d.isunlimited() else len(d))
    for v in a.variables.values():
        v.set_auto_maskandscale(False)
        more = dict(zlib=True, complevel=5 if v.name.endswith('_std') else 1, chunksizes=v.chunking()) if v.ndim == 3 else {}
        w = b.createVariable(v.name, v.dtype, v.dimensions, fill_value=getattr(v, '_FillValue', None), **more)
        w.set_auto_maskandscale(False)
        w.setncatts({k: v.getncattr(k) for k in v.ncattrs() if k != '_FillValue'})
        w[...] = v[...]
END_OF_PYTHON
refused 'layers of different levels' 'its layers are stored in different ways' layers.odd
crs_of_others='d["crs"].crs_wkt = d["crs"].crs_wkt.replace("zone 33", "zone 32"); d["crs"].longitude_of_central_meridian = 9.'
change "$crs_of_others"
refused 'another CRS' 'its CRS is another'
change 'del v.grid_mapping'
refused 'no grid_mapping' 'its CRS is another'

# Codes go on with codes of their table alone.
chunk2nc -o table.nc line.table
for line in same other swapped; do
	cp table.nc codes-on.nc
	case $line in
	same) test_ok '--append of codes of the same table' sh -c 'chunk2nc --append -o codes-on.nc same.table &&
		test "$(nc2chunk codes-on.nc | chunk-info --digest)" = "$(chunk2nc -o once.nc line.table same.table; nc2chunk once.nc | chunk-info --digest)"' ;;
	*) test_fails 1 '^chunk2nc: codes-on.nc: --append: its codes have another table than those that come' "--append of codes of another table: $line" \
		chunk2nc --append -o codes-on.nc $line.table ;;
	esac
done
change 'd["equivalent_reflectivity_factor"].scale_factor = 0.25' table.nc
refused 'codes that mean other values' 'what its values mean is another' same.table
change 'd.delncattr("rainpipe_table")' table.nc
test_fails 1 'its codes have another table' '--append refuses codes if the file does not say of which table' chunk2nc --append -o changed.nc same.table
change 'd.delncattr("rainpipe_table")'
test_ok '--append takes floats of a file that says nothing of a table' goes_on

# Keys that may differ in streams that are joined.
cp began.nc key.nc
test_ok '--append: keys that may differ where streams are joined' chunk2nc --append -o key.nc key.odd
test_fails 1 'key.nc: --append: has the layer.b.units .none., but what comes has 1' '--append: keys of layers may not' \
    sh -c 'cp began.nc key.nc; exec chunk2nc --append -o key.nc layerkey.odd'
silent() {
	cp "$1" silent.nc && chunk2nc --append -o silent.nc silent.odd && chunk2nc --append -o silent.nc seventh.odd &&
	    test "$(nc2chunk silent.nc | digest)" = "$(digest began.odd silent.odd seventh.odd)" &&
	    nc2chunk silent.nc | chunk-info --gaps | grep -q 'T05:00Z  1970-01-01T06:00Z .* 0/12  damaged: all$'
}
test_ok '--append of gaps alone, with their reasons' silent began.nc
test_ok '--append of gaps alone inside a chunk of several times' silent began-cells.nc

# nc2chunk believes what can be true.
says_changed() {
	nc2chunk -o doubted.chunk changed.nc 2>said && test "$(grep -c . said)" = "${2:-1}" &&
	    test "$(head -n 1 said)" = "nc2chunk: changed.nc: was changed since chunk2nc wrote it, and $1: it is read as any other file" ||
	    { cat said >&2; return 1; }
}
doubt() {
	test_ok "nc2chunk reads a file with $1 as any other, and says so" says_changed "$2" ${3:-}
}
change 'd["time"][:] += 3600; d["time_bnds"][:] += 3600'
doubt 'times that moved' 'its times or numbers of images are others'
test_ok 'and the gaps of the old times are not believed' sh -c '! chunk-info --gaps doubted.chunk | grep -q damaged'
change 'd["time"][:] += 60'
doubt 'times beside their bounds' 'its times or numbers of images are others'
change 'd["have"][:] *= 2; d["expected"][:] *= 2'
doubt 'numbers of images that were multiplied' 'its times or numbers of images are others'
test_ok 'which are not believed' sh -c 'chunk-info doubted.chunk | grep -q " 1/1 " && ! chunk-info doubted.chunk | grep -q "/24 "'
change "$crs_of_others"
doubt 'another CRS' 'its CRS is another'
change 'del v.grid_mapping'
doubt 'no grid_mapping' 'its CRS is another' 2
test_ok 'and --crs says it' sh -c 'test "$(nc2chunk --crs EPSG:25833 changed.nc | chunk-info --digest)" = "$1"' sh "$wanted_began"
resaved 'if "time" in dims: data = data[:2]
if name == "time_bnds": data = [[0, 3600], [3600, 10800]]'
doubt 'fewer times, which are longer than their images' 'its times or numbers of images are others'
resaved 'if "time" in dims: data = data[:3]
if name == "time": data = [0, 3600, 7200]
if name == "time_bnds": data = [[0, 3600], [3600, 7200], [7200, 10800]]'
doubt 'fewer times, which moved onto gaps' 'its times are not those that its gaps are of'
resaved 'if "time" in dims: data = data[:2]'
test_ok 'but fewer times alone are as they were' sh -c 'nc2chunk changed.nc | chunk-info --gaps | grep -q "damaged: tape"'
copies() {
	"$maker" -W ignore -c 'import xarray; xarray.open_dataset("began.nc").to_netcdf("copied.nc")' &&
	    test "$(nc2chunk copied.nc | digest)" = "$wanted_began"
}
test_ok 'a copy by xarray gives the same stream' copies
for units in 'seconds since 1970-01-01' 'seconds since 1970-01-01T00:00:00Z' 'seconds since 1970-01-01 00:00:00.0' 'seconds since 1970-1-1 00:00:00'; do
	change "d['time'].units = '$units'"
	test_ok "time in $units" sh -c 'test "$(nc2chunk changed.nc | chunk-info --digest)" = "$1"' sh "$wanted_began"
done
for type in i4 u4 f8; do
	resaved "if name.startswith('time'): type = '$type'"
	test_ok "times as $type" sh -c 'test "$(nc2chunk changed.nc | chunk-info --digest)" = "$1"' sh "$wanted_began"
done
if command -v cdo >/dev/null; then
	cdo_copies() {
		cdo -s -O -f nc4 -z zip_3 copy began.nc copied.nc && test "$(nc2chunk copied.nc | digest)" = "$wanted_began"
	}
	test_ok 'a copy by CDO gives the same stream' cdo_copies
	for operator in mulc,2 timmean dayvar shifttime,1day shifttime,1hour; do
		cdo -s -O $operator began.nc changed.nc 2>/dev/null
		doubt "what cdo $operator made" 'its times or numbers of images are others'
	done
fi
gap_of_nothing() {
	chunk2nc -o nil.nc nil.odd && test "$(nc2chunk nil.nc | digest)" = "$(digest nil.odd)" && nc2chunk nil.nc | chunk-info --gaps | grep -q 'cut: why'
}
test_ok 'a gap that counts no images keeps its reason' gap_of_nothing
octal_is_octal() {
	change 'd.rainpipe_gaps = d.rainpipe_gaps.replace("damaged: tape", r"a\041b\ 41c\-41d\41e")' && nc2chunk changed.nc | chunk-info --gaps | grep -qF 'a!b\ 41c\-41d\41e'
}
test_ok 'three octal digits are a byte, and nothing else is' octal_is_octal
change 'd.rainpipe_stream = d.rainpipe_stream.replace("rows=4", "rows=4294967300")'
test_fails 1 'changed.nc: --append: was not written by chunk2nc' 'rows beyond what a number has room for' chunk2nc --append -o changed.nc next.odd

# Two at once.
mkfifo slow
race() {
	cp began.nc race.nc
	chunk2nc --append -o race.nc slow 2>first.err &
	first=$!
	exec 4>slow
	head -c 300 next.odd >&4
	sleep 1
	chunk2nc --append -o race.nc next.odd 2>second.err && second=0 || second=$?
	tail -c +301 next.odd >&4
	exec 4>&-
	wait $first && test "$second" = 1 && test "$(wc -l <second.err)" = 1 &&
	    grep -q '^chunk2nc: race.nc: another --append is at work on it' second.err && test ! -s first.err &&
	    test "$(nc2chunk race.nc | digest)" = "$(digest began.odd next.odd)"
}
test_ok 'of two --append at once one says that the other is at work' race
again_after() {
	rm race.nc && chunk2nc --append -o race.nc began.odd && chunk2nc --append -o race.nc next.odd
}
test_is 'and the lock ends with it' again_after

# ---- What has no place in a file ----

for line in 'overlap|1970-01-01T00:00Z: layer b: its time overlaps' 'images|layer b: is of other images than the layer before' \
    'late|00:05Z: layer b: is of a layer that the times before' 'lacks|00:05Z: no layer b, which other times have' \
    'types|00:05Z: its values are of another type' 'turned|rows of its grid do not run from west to east' \
    'nocrs|PROJ makes no CRS of' 'grads|EPSG:4807 does not count in degrees' \
    'collide|layer p9_5 would be the variable rainfall_rate_p9_5, but another' 'nv|layer without a name would be the variable nv, but' 'none|no fields: the input is sound'; do
	test_fails 1 "^chunk2nc: .*${line#*|}" "${line%%|*}: one line says why" chunk2nc -o none.nc "${line%%|*}.odd"
	test_ok "${line%%|*}: no file is left" test ! -e none.nc
done
test_ok 'epsg: in lower case is EPSG:' sh -c 'chunk2nc -o odd.nc lower.odd && test "$(nc2chunk odd.nc | chunk-info --digest)" = "$(chunk-info --digest lower.odd)" &&
	ncdump -h odd.nc | grep -q "crs:crs_wkt"'
test_ok 'an empty crs is an unknown one' sh -c 'chunk2nc -o odd.nc empty.odd && test "$(nc2chunk odd.nc | chunk-info --digest)" = "$(chunk-info --digest empty.odd)"'
stats --partial 01.codes >part.chunk
test_fails 1 'partial statistics' 'partial statistics are refused' chunk2nc -o none.nc part.chunk
test_fails 1 'still encoded: tif2rain belongs in between' 'images are refused' chunk2nc -o none.nc 01.images
test_fails 1 '^chunk2nc: .*more than 1 GiB of memory: --chunks with at most' 'chunks that take too much memory' \
    chunk2nc --chunks 60000,1,1 -o none.nc 01.codes
test_fails 1 '^chunk2nc: .*at most 8388608 values' 'chunks that are too large' chunk2nc --chunks 60000,90,70 -o none.nc 01.codes
for wrong in '--chunks 1,2' '--chunks 0,1,1' '--chunks all' '--level 10' '--level -1' '--units furlong'; do
	test_fails 2 '^chunk2nc: .*--help' "a wrong option: $wrong" chunk2nc $wrong -o none.nc 01.codes
done
test_fails 2 '^chunk2nc: -o: name the file' 'no name' chunk2nc 01.codes
test_fails 1 '^chunk2nc: standard output: netCDF .* a pipe' 'standard output' sh -c 'chunk2nc -o - 01.codes >out.nc'
mkfifo fifo
test_fails 1 '^chunk2nc: fifo: netCDF .* a pipe' 'a FIFO' sh -c 'exec 3<>fifo && chunk2nc -o fifo 01.codes'
test_fails 1 '^chunk2nc: /dev/full: netCDF ' 'a device' chunk2nc -o /dev/full 01.codes

# ---- A file that is there is whole ----

# ended SIGNAL: stops chunk2nc in the middle, while its input waits, and looks at what is left.
ended() {
	rm -rf box && mkdir box && cp codes.nc box/made.nc && rm -f wait && mkfifo wait
	chunk2nc ${2:-} -o box/made.nc wait 2>/dev/null &
	writer=$!
	timeout 20 sh -c '{ head -c 100000 02.codes; sleep 0.5; kill -s "$1" $2; } >wait' - "$1" $writer || return
	! wait $writer || return
	cmp box/made.nc codes.nc >&2 && { test "$1" = KILL || test "$(ls -A box)" = made.nc; }
}
for signal in TERM HUP KILL; do
	test_is "SIG$signal in the middle: the file is as it was" ended $signal
	test_is "SIG$signal in the middle of --append: the file is as it was" ended $signal --append
done
cat >full.sh <<'END'
mount -t tmpfs -o size=1m,nr_inodes=8 rainpipe "$1" && head -c "$2" /dev/zero >"$1/padding" || exit 77
disk=$1
shift 2
"$@"
status=$?
test "$(ls -A "$disk")" = padding || { ls -A "$disk"; exit 99; }
exit $status
END
mkdir disk
for room in 100 4000 30000 60000 100000 200000; do
	if unshare -m sh full.sh disk 0 true 2>/dev/null; then
		test_fails 1 '^chunk2nc: disk/made.nc: .*No space left on device' "a disk with room for $room bytes" \
		    unshare -m sh full.sh disk $((1048576 - room)) chunk2nc -o disk/made.nc 01.codes
	fi
	test_fails 1 '^chunk2nc: disk/made.nc: .*cannot write: File too large' "a limit of $((room / 512 + 1)) blocks on the size of files" \
	    sh -c "ulimit -f $((room / 512 + 1)); exec chunk2nc -o disk/made.nc 01.codes"
	test_ok 'no file is left' test -z "$(ls -A disk)"
done

# ---- The notebook's weeks ----

box=-74.13671875,-15.37244758,-60.984375,-10.68576515
mkdir days
"$maker" "$srcdir/tests/make/imerg.py" days 60 -80 -20 250 150
weekly_std() {
	nc2chunk -V HQprecipitation --rate --bbox $box days/3B-DAY*.nc4 | bin-average -c week | stats --layers std >std.chunk &&
	    chunk2nc --units 'mm day-1' -o std.nc std.chunk && chunk2npy --units 'mm day-1' -o std.npy std.chunk &&
	    compare std.nc rainfall_rate_std std.npy && test "$(cdo -s showunit std.nc 2>/dev/null | tr -d '\n')" != mm
}
test_ok 'the standard deviation of weekly means of IMERG, in mm day-1' weekly_std

# ---- The page's examples; recipes.sh runs the others ----

cp 01.codes day.chunk
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$srcdir/man/chunk2nc.1" >examples
test_ok 'the examples run as they stand' sh -e examples
test_done
