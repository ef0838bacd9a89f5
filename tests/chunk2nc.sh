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
		cdo -s -O timmean -selname,rainfall_rate made.nc mean.nc &&
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
test_fails 1 '^chunk2nc: hours.nc: --append: is no file that chunk2nc wrote' '--append to netCDF of others' \
    chunk2nc --append -o hours.nc 02.codes

# ---- What has no place in a file ----

for line in 'overlap|1970-01-01T00:00Z: layer b: its time overlaps' 'images|layer b: is of other images than the layer before' \
    'late|00:05Z: layer b: is of a layer that the times before' 'lacks|00:05Z: no layer b, which other times have' \
    'types|00:05Z: its values are of another type' 'turned|rows of its grid do not run from west to east' \
    'nocrs|PROJ makes no CRS of' 'none|no fields: the input is sound'; do
	test_fails 1 "^chunk2nc: .*${line#*|}" "${line%%|*}: one line says why" chunk2nc -o none.nc "${line%%|*}.odd"
	test_ok "${line%%|*}: no file is left" test ! -e none.nc
done
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
