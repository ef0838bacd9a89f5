# SPDX-License-Identifier: BSD-2-Clause
# python.sh - the Python module rainpipe: what it reads is what the tools read, what it refuses is what
# they refuse, and what it writes they take.
. "${srcdir:-.}/tests/lib.sh"

for p in "$python" /usr/bin/python3; do
	test -z "$p" || ! "$p" -c 'import numpy' 2>/dev/null || { numpy=$p && break; }
done
test -n "${numpy:-}" || test_skip 'no python3 with NumPy'
PYTHONPATH=$srcdir/python:$srcdir/tests
PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o .
radar-unzip 2020-11-01.zip | tif2rain >codes
tif2rain --float -o floats "$(radar-unzip -o images 2020-11-01.zip && echo images)"
bin-average -w 3h -o bins codes
crop --from 2020-11-01 --to 2020-11-01T06:00 -o early bins
crop --from 2020-11-01T12:00 -o late bins
cat early late >joined
bin-average -w 1h --count -o layers codes
chunk-combine -m sub bins bins >doubles 2>/dev/null || cp bins doubles
radar-unzip --from 2020-11-01T23:55 --to 2020-11-02T00:10 2020-11-01.zip 2020-11-02.zip | tif2rain |
    crop --rows 15,25 --cols 10,20 >small

is() {
	"$numpy" "$srcdir/tests/compare/module.py" "$@" >&2
}
for stream in codes floats bins joined layers images "$data/codes.chunk" "$data/falling.chunk"; do
	case $stream in images) continue ;; esac
	test_ok "${stream##*/} is read as the tools read it" is same "$stream"
done
version() {
	test "$(chunk-info --version)" = "chunk-info (rainpipe) $("$numpy" -c 'import rainpipe; print(rainpipe.__version__)')"
}
test_ok 'the module has the version of the tools' version
test_ok 'every prefix is refused' is prefixes small
test_ok 'every changed byte is seen' is flips small
test_ok 'what the tools refuse is refused' is nonsense
test_ok 'gaps between streams, and gaps that continue each other' is joins
test_ok 'standard input, through a pipe' is standard_input bins
test_ok 'nothing is left of what fails' is whole_or_none bins
test_ok 'float64 stays what it is' is types bins
if "$numpy" -c 'import xarray' 2>/dev/null; then
	stats --layers max,mean --when --exceed 0.1 --quantiles 0.5 -o when bins
	bin-average -w 3h --count -o counted codes
	crop --from 2020-11-01T06:00 --to 2020-11-01T15:00 -o cropped bins
	crop --from 2020-11-01T06:00 --to 2020-11-01T15:00 -o cropped.counted counted
	test_ok 'layers go to their names, and some of them alone' is layers layers
	test_ok 'and so do those of statistics' is layers when
	test_ok 'times are dates, and come back' is dates when
	test_ok 'some of the times, as crop has them, or with gaps between' is selection bins cropped 2020-11-01T06:00 2020-11-01T15:00
	test_ok 'some of the times of layers' is selection counted cropped.counted 2020-11-01T06:00 2020-11-01T15:00
	test_ok 'other times and places are refused, and sums of longer times' is other_times_and_places bins
	crop --rows 0,30 -o square bins
	test_ok 'also on a square grid' is other_times_and_places square
	test_ok 'bins come back from NumPy and xarray with the same digest' is back bins
	test_ok 'and so do joined streams with gaps' is back joined
	picture() {
		gifmake -q -o made.gif again && chunk-extract --point a,3,4 again >made.csv && test "$(wc -l <made.csv)" -gt 6
	}
	test_ok 'tools take what was written' picture
	# As it is installed.
	mkdir site site/rainpipe-0.dist-info
	cp -r "$srcdir/python/rainpipe" site
	cp "$srcdir/python/dist-info/entry_points.txt" site/rainpipe-0.dist-info
	printf 'Metadata-Version: 2.1\nName: rainpipe\nVersion: 0\n' >site/rainpipe-0.dist-info/METADATA
	PYTHONPATH=$PWD/site:$srcdir/tests
	if "$numpy" -c 'import dask' 2>/dev/null; then
		test_ok 'chunks= is for Dask' is blocks bins
		test_ok 'files opened as one are as the tools join them' is months early late joined
	fi
	printf 'name,x,y\nA,300000,7000000\nB,600000,6400000\n' >places.csv
	chunk-extract --points places.csv -o gauges.csv bins
	test_ok 'a table of gauges is that of chunk-extract' is gauges bins places.csv gauges.csv
	if command -v chunk2nc >/dev/null; then
		chunk2nc -o bins.nc bins && chunk2nc -o layers.nc layers
		test_ok 'xarray opens a stream as it opens what chunk2nc wrote' is as_netcdf bins bins.nc
		test_ok 'and one with layers' is as_netcdf layers layers.nc
		chunk2nc -o when.nc when
		test_is 'and one with dates' is as_netcdf when when.nc
		test_is 'coordinates have the attributes that chunk2nc gives them' is coordinates
	fi
fi
test_done
