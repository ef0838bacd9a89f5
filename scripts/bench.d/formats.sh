#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# formats.sh - what reading HDF5 and netCDF costs, beside GeoTIFFs of the same images, h5py and xarray. In: a zip of
# a day by radar-synth; the tools on PATH, and measure. Prints medians of CPU and of time, and ratios.
#
#	formats.sh day.zip work-folder rounds
#
# The jobs: a day of 288 composites of 8 bits, as GeoTIFFs in a zip and as ODIM_H5 in a zip; the same ODIM_H5
# files by h5py, which reads what odim2rain reads; and the daily files of a year in the shape of IMERG's, of which
# a box is wanted: by nc2chunk, and by xarray. Then a day of fields is written as netCDF, at the same level: by
# chunk2nc, and by xarray.
set -eu
parts=$(cd "$(dirname "$0")" && pwd)
tests=$parts/../../tests
python=/usr/bin/python3
test $# = 3 || { echo 'usage: formats.sh day.zip work-folder rounds' >&2; exit 2; }
mkdir -p "$2"
zip=$(realpath "$1")
cd "$2"
rounds=$3
days=${FORMATS_DAYS:-365}

if ! test -f odim.zip; then
	radar-unzip "$zip" | tif2rain -q --float --dbz -g 1 -b 0 -n none -u none -o codes.chunk
	chunk2npy -q -o codes.npy codes.chunk
	rm -rf odim codes.chunk
	mkdir odim
	"$python" - <<'END'
import datetime
import h5py
import numpy as np
# Codes as SMHI has them, on a grid of 2 km in the north of a Mercator projection: corners that fit it.
codes = np.load('codes.npy', mmap_mode='r')
n, rows, cols = codes.shape
start = datetime.datetime(2020, 11, 3)
R, cell, left, top = 6378137.0, 2000.0, 1000000.0, 9774000.0
lon = lambda x: np.degrees(x / R)
lat = lambda y: np.degrees(2 * np.arctan(np.exp(y / R)) - np.pi / 2)
for i in range(n):
    t = start + datetime.timedelta(minutes=5 * i)
    with h5py.File(t.strftime('odim/comp_%Y%m%d%H%M.h5'), 'w') as f:
        f.attrs['Conventions'] = np.bytes_('ODIM_H5/V2_3')
        f.create_group('what').attrs.update({'object': np.bytes_('COMP'), 'version': np.bytes_('H5rad 2.3'),
            'date': np.bytes_(t.strftime('%Y%m%d')), 'time': np.bytes_(t.strftime('%H%M%S')), 'source': np.bytes_('ORG:82')})
        where = f.create_group('where').attrs
        where.update({'projdef': np.bytes_('+proj=merc +lon_0=0 +a=6378137 +b=6378137 +units=m'),
            'xsize': cols, 'ysize': rows, 'xscale': cell, 'yscale': cell})
        for name, x, y in (('LL', 0, rows), ('UL', 0, 0), ('UR', cols, 0), ('LR', cols, rows)):
            where[name + '_lon'], where[name + '_lat'] = lon(left + x * cell), lat(top - y * cell)
        f.create_group('dataset1/data1/what').attrs.update({'quantity': np.bytes_('DBZH'), 'gain': 0.4, 'offset': -30.0,
            'nodata': 255.0, 'undetect': 0.0})
        f['dataset1/data1'].create_dataset('data', data=codes[i].astype('u1'), chunks=(rows, cols), compression=6)
END
	rm codes.npy
	(cd odim && "$python" -m zipfile -c ../odim.zip ./*.h5)
fi
if ! test -d "imerg-$days"; then
	# Twenty different days, again and again with other dates; in chunks of 145 columns, as GPM stores half hours.
	rm -rf "imerg-$days.new"
	mkdir "imerg-$days.new"
	"$python" "$tests/make/imerg.py" "imerg-$days.new" 20 -180 -90 3600 1800 145
	"$python" - "imerg-$days.new" "$days" <<'END'
import datetime, glob, shutil, sys
import netCDF4
folder, days = sys.argv[1], int(sys.argv[2])
made = sorted(glob.glob(folder + '/*.nc4'))
for day in range(len(made), days):
    path = folder + '/3B-DAY.MS.MRG.3IMERG.%s-S000000-E235959.V06.nc4' % (
        datetime.date(2018, 2, 1) + datetime.timedelta(day)).strftime('%Y%m%d')
    shutil.copy(made[day % len(made)], path)
    with netCDF4.Dataset(path, 'r+') as d:
        d['time'][:] = 17563 + day
        d['time_bnds'][:] = [[17563 + day, 17564 + day]]
END
	mv "imerg-$days.new" "imerg-$days"
fi

cat >by-h5py.py <<'END'
import glob, h5py
for path in sorted(glob.glob('odim/*.h5')):
    with h5py.File(path) as f:
        said = [{**f[g].attrs} for g in ('what', 'where', 'dataset1/data1/what')]
        f['dataset1/data1/data'][...]
END
cat >by-xarray.py <<'END'
import glob, sys
import numpy as np, xarray as xr
out = []
for path in sorted(glob.glob(sys.argv[1] + '/*.nc4')):
    with xr.open_dataset(path, decode_times=False) as d:
        v = d['HQprecipitation'].sel(lon=slice(-74.13671875, -60.984375), lat=slice(-15.37244758, -10.68576515))
        out.append(v.transpose('time', 'lat', 'lon').values)
np.save('xarray.npy', np.concatenate(out)[:, ::-1] / np.float32(24))
END
cat >to-netcdf.py <<'END'
import numpy as np, xarray as xr
a = np.load('day.npy', mmap_mode='r')
times = np.datetime64('2020-11-03', 'ns') + np.arange(len(a)) * np.timedelta64(5, 'm')
d = xr.Dataset({'rainfall_rate': (('time', 'y', 'x'), a)}, {'time': times})
d.to_netcdf('xarray.nc', encoding={'rainfall_rate': {'zlib': True, 'complevel': 1,
    'chunksizes': (1, *a.shape[1:])}})
END
radar-unzip -q "$zip" | tif2rain -q -o day.chunk
chunk2npy -q -o day.npy day.chunk
box=-74.13671875,-15.37244758,-60.984375,-10.68576515

rm -f runs.tsv
for round in $(seq "$rounds"); do
	m() {
		cat odim.zip "$zip" odim/* >/dev/null
		measure runs.tsv "$round" "$@" >/dev/null
	}
	m tif sh -c "radar-unzip '$zip' | tif2rain >tif.chunk"
	m odim sh -c "radar-unzip -p 'comp_%Y%m%d%H%M.h5' odim.zip | odim2rain >odim.chunk"
	radar-unzip -q -p 'comp_%Y%m%d%H%M.h5' odim.zip >odim.images
	m 'odim2rain alone' sh -c 'odim2rain -j 1 odim.images >odim.chunk'
	m h5py "$python" by-h5py.py
	m nc2chunk sh -c "nc2chunk -V HQprecipitation --rate --bbox $box -o nc.chunk imerg-$days/*.nc4"
	m xarray "$python" by-xarray.py "imerg-$days"
	cat day.npy day.chunk >/dev/null
	m chunk2nc chunk2nc -q -o day.nc day.chunk
	m 'xarray.to_netcdf' "$python" to-netcdf.py
done

# They write and read the same.
"$python" -c 'import netCDF4, numpy as np
a, b = netCDF4.Dataset("day.nc")["rainfall_rate"], netCDF4.Dataset("xarray.nc")["rainfall_rate"]
assert np.array_equal(a[:].filled(np.nan), b[:].filled(np.nan), equal_nan=True)'
rm -f day.npy
chunk2npy -q -o tif.npy tif.chunk
chunk2npy -q -o odim.npy odim.chunk
cmp tif.npy odim.npy
chunk2npy -q -o nc.npy nc.chunk
"$python" -c 'import numpy as np
a, b = np.load("nc.npy"), np.load("xarray.npy")
assert a.shape == b.shape, (a.shape, b.shape)
np.testing.assert_allclose(a, b, rtol=2e-7)'
rm -f ./*.npy

awk -F '\t' '
function median(label, column,    n, i, j, t) {
	n = split(of[label, column], x, " ")
	for (i = 2; i <= n; i++) for (j = i; j > 1 && x[j - 1] + 0 > x[j] + 0; j--) { t = x[j]; x[j] = x[j - 1]; x[j - 1] = t }
	return x[int((n + 1) / 2)]
}
{ if (!seen[$2]++) order[++k] = $2; of[$2, "t"] = of[$2, "t"] " " $3; of[$2, "c"] = of[$2, "c"] " " $4; mib[$2] = mib[$2] + 0 > $5 + 0 ? mib[$2] : $5 }
END {
	printf "%-18s %8s %8s %8s\n", "", "time s", "CPU s", "MiB"
	for (i = 1; i <= k; i++)
		printf "%-18s %8.2f %8.2f %8.0f\n", order[i], median(order[i], "t"), median(order[i], "c"), mib[order[i]]
	printf "CPU of odim : tif %.2f (at most 2)\n", median("odim", "c") / median("tif", "c")
	printf "CPU of h5py : odim2rain %.1f (at least 5)\n", median("h5py", "c") / median("odim2rain alone", "c")
	printf "CPU of xarray : nc2chunk %.1f, time %.1f (at least 5)\n", median("xarray", "c") / median("nc2chunk", "c"), median("xarray", "t") / median("nc2chunk", "t")
	printf "time of xarray.to_netcdf : chunk2nc %.1f (at least 3), CPU %.1f\n", median("xarray.to_netcdf", "t") / median("chunk2nc", "t"), median("xarray.to_netcdf", "c") / median("chunk2nc", "c")
}' runs.tsv
