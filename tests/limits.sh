# SPDX-License-Identifier: BSD-2-Clause
# limits.sh - how much memory each tool takes, as bytes for a pixel and a constant, whatever the number
# of images; and input that claims to be huge, which is refused before memory is taken for it.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# A limit is on addresses: what threads reserve for memory that they may never take does not count.
MALLOC_ARENA_MAX=1
export MALLOC_ARENA_MAX

# within KIB COMMAND ...
within() {
	kib=$1
	shift
	(ulimit -v "$kib" && exec "$@")
}
within 150000 radar-unzip --version >out 2>&1 || test_skip "memory cannot be limited for this build: $(head -n 1 out)"

# Each thread over one adds 9 MiB to what tests/tools says, and threads together 16 MiB for the
# images between them.

# ---- What is needed ----

rows=1200 cols=1500
yes '24d7 ' | tr -d '\n' | head -c $((rows * cols)) | tiff $rows $cols >image.tif
every 5 2020-11-01T00:00 2020-11-01T00:40 image.tif images
radar-unzip --no-whole-days -o stream images
tar -cf zip images
tif2rain --crs EPSG:3006 stream >codes
# The same with another image now and then.
yes 'd72x40 ' | tr -d '\n' | head -c $((rows * cols)) | tiff $rows $cols >other.tif
for minute in 05 15 20; do
	cp other.tif images/radar_20110100$minute.tif
done
radar-unzip --no-whole-days images | tif2rain --crs EPSG:3006 >series
rm other.tif
cp codes twin.codes
stats --layers count -o twin.zones twin.codes
# The same as composites in HDF5, if h5py can make some.
for p in "$python" /usr/bin/python3; do
	test -n "$p" && "$p" -c 'import h5py' 2>/dev/null || continue
	mkdir composites.d
	"$p" "$srcdir/tests/make/odim.py" composites.d $rows $cols 202011010000 5 8
	radar-unzip --no-whole-days -p 'odim_%Y%m%d%H%M.h5' -o composites composites.d
	rm -r composites.d
	break
done
tif2rain --crs EPSG:3006 --float stream >floats
cp floats twin.floats
bin-average -w 1d codes >one
ln -s codes any
stats --partial codes >codes.part
stats --partial floats >floats.part

for p in "$python" /usr/bin/python3; do
	test -s netcdf || test -z "$p" || ! "$p" -c 'import netCDF4' 2>/dev/null ||
	    "$p" "$srcdir/tests/make/hours.py" netcdf 9 $rows $cols
done

# needs THREADS: the tool does its work in the memory that the table says.
needs() {
	more=0
	test "$1" = 1 || more=$((16 + 9 * $1))
	cells=$((rows * cols))
	test "$writes" != folder || cells=600
	case $reads in
	none) input= ;;
	images) input=stream ;;
	odim) input=composites ;;
	*) input=$reads ;;
	esac
	mkdir made
	within $(((mib + more) * 1024 + bytes * cells / 1024)) \
	    $tool -j "$1" -o made/%H%M $(named $input) >/dev/null
	got=$?
	rm -rf made
	return $got
}
rows limits "$@" >table
while IFS='|' read -r tool reads writes memory arguments <&3; do
	bytes=${memory%+*} mib=${memory#*+}
	if test "$reads" = odim && { test ! -e composites || ! command -v $tool >/dev/null; }; then
		echo "# $tool is left out: no HDF5 here, or no python3 with h5py"
		continue
	fi
	if ! command -v "$tool" >/dev/null || { test "$reads" = netcdf && test ! -s netcdf; }; then
		echo "# $tool is left out: it was not built, or no python3 with netCDF4 is here"
		continue
	fi
	for j in 1 4; do
		how="-j $j${arguments:+ $arguments} (input: $reads)"
		test_ok "$tool $how: $bytes bytes for each pixel and $mib MiB are enough" needs $j
	done
done 3<table
less() {
	tool=stats reads=codes writes=stream bytes=30 mib=12 arguments=
	needs 1
}
test_fails 1 '^stats: .*out of memory' 'stats with less memory says so' less
rm -rf images stream composites zip one any codes series floats twin.* *.part image.tif netcdf

# ---- What is claimed ----

# refused REGEX SENTENCE COMMAND ...: in little memory.
refused() {
	regex=$1 sentence=$2
	shift 2
	test_fails 1 "$regex" "$sentence" within 120000 "$@"
}

claims() {
	codes 1 2 3 4 | tiff "$1" "$2" >claim.tif
	radar-unzip --time 2020-11-01T00:00 -o blobs claim.tif
}
claims 65535 65535
refused '^tif2rain: .*65535 x 65535 cells: over the limit' 'an image that claims 4 Gi of cells' \
    tif2rain -j 1 -o made blobs
claims 8192 8192
refused '^tif2rain: .*contradicts itself in how it is stored' 'an image of 4 bytes that claims 64 Mi of cells' \
    tif2rain -j 1 -o made blobs
# A strip that begins where the file ends, and one of 4 GiB.
codes 1 2 3 4 | tiff 2 2 | sed 's/\xfa\x00\x00\x00/\xff\xff\xff\x7f/' >claim.tif
test_fails 1 '^tif2rain: .*cannot decode' 'an image whose pixels lie beyond its end' within 120000 sh -c \
    'radar-unzip -j 1 --time 2020-11-01T00:00 -o blobs claim.tif && exec tif2rain -j 1 -o made blobs'
head -c 268435456 /dev/zero | gzip >bomb.gz
refused '^radar-unzip: bomb.gz: ' 'a gzip of 256 KiB with 256 MiB of zeros' \
    radar-unzip -j 1 -o made bomb.gz
refused '^radar-unzip: standard input: ' 'a gzip of 256 KiB with 256 MiB of zeros, through a pipe' \
    sh -c 'cat bomb.gz | radar-unzip -j 1 -o made'
truncate -s 67108865 radar_2011010000.tif
tar -czf bomb.tar.gz radar_2011010000.tif
refused '^radar-unzip: bomb.tar.gz: .*an image of 67108865 bytes, over the limit of 64 MiB' \
    'a member of a tar over the limit' \
    radar-unzip -j 1 -o made bomb.tar.gz
refused '^radar-unzip: .*radar_2011010000.tif: an image of 67108865 bytes, over the limit' 'a file over the limit' \
    radar-unzip -j 1 -o made radar_2011010000.tif
rm -f radar_2011010000.tif bomb.*

if test -n "$python"; then
	"$python" "$srcdir/tests/make/claims.py"
	refused '^chunk-info: text: .*beyond the limits' 'a header that claims 4 GiB' chunk-info -j 1 text
	refused '^chunk-info: table: .*beyond the limits' 'a table that claims 2 Gi of codes' \
	    chunk-info -j 1 table
	refused '^chunk-info: sides: .*(limit|65535)' 'a grid that claims 4 Gi of cells' chunk-info -j 1 sides
	for tool in chunk-info subsample\ -f\ 2 gifmake chunk2npy; do
		refused "^${tool%% *}: field: record 1, .*: cut short" "$tool: a field of 512 MiB of which 100 bytes are there" \
		    $tool -j 1 -o made field
		refused "^${tool%% *}: packed: record 1, .*: cut short" \
		    "$tool: a packed field of nearly 512 MiB of which 100 bytes are there" $tool -j 1 -o made packed
		refused "^${tool%% *}: (zeros: record 1, .*: )?out of memory" "$tool: 512 MiB of zeros, packed in 4 MiB" \
		    $tool -j 1 -o made zeros
	done
	refused '^stats: (field: .*cut short|out of memory for the grid)' \
	    'stats: a field of 512 MiB of which 100 bytes are there' \
	    stats -j 1 -o made field
	refused '^tif2rain: blob: record 1, .*(limit|length|over)' 'an image that claims 4 GiB' \
	    tif2rain -j 1 -o made blob
	refused '^tif2rain: large: record 1, .*: cut short' 'an image of 64 MiB of which 100 bytes are there' \
	    tif2rain -j 1 -o made large
fi
test_ok 'no input that claims to be huge left a file' test ! -e made
test_done
