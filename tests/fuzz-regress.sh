# SPDX-License-Identifier: BSD-2-Clause
# fuzz-regress.sh - replays the inputs that fuzzing kept, and those that once broke something; and
# compares images that it made, as they are decoded here and by GDAL.
. "${srcdir:-.}/tests/lib.sh"

PATH=$builddir/tests/fuzz:$PATH
command -v replay >/dev/null || test_skip 'tests/fuzz/replay was not built here'
test_ok 'the inputs can be unpacked' sh "$srcdir/tests/fuzz/corpus.sh" unpack corpus

for target in stream header text images tiff odim radolan gif netcdf polygons tools; do
	# These are there only where configure found their libraries.
	case $target in
	odim) command -v odim2rain >/dev/null || continue ;;
	netcdf) command -v nc2chunk >/dev/null || continue ;;
	polygons) ! replay polygons 2>&1 | grep -q usage || continue ;;
	esac
	test_ok "$target: no input breaks a promise" replay "$target" corpus/$target/*
	test_ok "$target: every input was tried" test "$(wc -l <out)" \
	    = "$(ls corpus/$target | wc -l)"
done
test_fails 1 'cannot be read' 'an input that cannot be read is an error' replay tiff nowhere

# An input whose command is not in tests/tools would be passed over.
rows fuzz | sed -E 's/^([^|]*)\|.*\|(.*)/\1 \2/; s/ $//' >commands
known() {
	for input in corpus/tools/*; do
		head -n 1 "$input" | grep -qaxFf commands ||
		    { echo "$input: unknown command" >&2; return 1; }
	done
}
test_ok 'tools: the command of every input is in tests/tools' known

# The float32 that tif2rain made of the codes, and those that GDAL did.
equal() {
	"$python" -c 'import numpy
assert numpy.load("codes.npy").tobytes() == open("pixels", "rb").read()'
}
if command -v gdal_translate >/dev/null && test -n "$python"; then
	compared=0
	for image in "$data"/tif/*.tif corpus/tiff/*; do
		radar-unzip --time 2020-11-01 --no-whole-days <"$image" 2>/dev/null |
		    tif2rain --dbz --float -g 1 -b 0 -n none -u none -o codes.chunk 2>/dev/null || continue
		gdal_translate -q -b 1 -ot Float32 -of ENVI "$image" pixels >/dev/null 2>&1 || continue
		chunk2npy -o codes.npy codes.chunk
		equal || failed "${image##*/} is decoded as GDAL decodes it"
		compared=$((compared + 1))
	done
	test_ok 'more than 15 images, most of them made by fuzzing, are decoded as GDAL decodes them' \
	    test $compared -gt 15
fi
test_done
