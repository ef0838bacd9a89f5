# SPDX-License-Identifier: BSD-2-Clause
# fuzz-regress.sh - what fuzzing kept, and all that it once broke, given to its targets again; and
# images that it made, decoded here and by GDAL.
. "${srcdir:-.}/tests/lib.sh"

corpus=$srcdir/tests/fuzz/corpus
PATH=$builddir/tests/fuzz:$PATH
command -v replay >/dev/null || test_skip 'tests/fuzz/replay was not built here'

for target in stream header text images tiff gif tools; do
	test_ok "$target: no promise is broken by what fuzzing found" replay "$target" "$corpus/$target"/*
	test "$(wc -l <out)" = "$(ls "$corpus/$target" | wc -l)" || failed "$target: all of it was tried"
done
test_fails 1 'cannot be read' 'a file that is not there is seen' replay tiff nowhere

# The float32 that tif2rain made of the codes, and those that GDAL did.
equal() {
	"$python" -c 'import numpy
assert numpy.load("codes.npy").tobytes() == open("pixels", "rb").read()'
}
if command -v gdal_translate >/dev/null && test -n "$python"; then
	compared=0
	for image in "$data"/tif/*.tif "$corpus"/tiff/*; do
		radar-unzip --time 2020-11-01 --no-whole-days <"$image" 2>/dev/null |
		    tif2rain --dbz --float -g 1 -b 0 -n none -u none -o codes.chunk 2>/dev/null || continue
		gdal_translate -q -b 1 -ot Float32 -of ENVI "$image" pixels >/dev/null 2>&1 || continue
		chunk2npy -o codes.npy codes.chunk
		equal || failed "${image##*/} is decoded as GDAL decodes it"
		compared=$((compared + 1))
	done
	test_ok "$compared images, most of them made by fuzzing, are decoded as by GDAL" test $compared -gt 15
fi
test_done
