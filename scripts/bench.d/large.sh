#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# large.sh - a zip of 24 composites of 5120 x 7168 in tiles, as the Finnish Meteorological Institute publishes
# them: large.sh DAY.zip LARGE.zip. Each is an hour of a day of the archive, enlarged by GDAL.
set -eu
day=$1 large=$2
folder=$(mktemp -d "$large.XXXXXX")
trap 'rm -rf "$folder"' EXIT
/usr/bin/python3 - "$day" "$folder" <<'END'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as day:
    for name in day.namelist():
        if name.endswith('00.tif'):
            day.extract(name, sys.argv[2])
END
find "$folder" -name '*00.tif' | sort | while read -r image; do
	gdal_translate -q -outsize 5120 7168 -co TILED=YES -co BLOCKXSIZE=512 -co BLOCKYSIZE=512 -co COMPRESS=LZW \
	    "$image" "$folder/large.tif"
	mv "$folder/large.tif" "$folder/$(basename "$image")"
done
/usr/bin/python3 - "$folder" "$large.part" <<'END'
import glob, os, sys, zipfile
with zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED) as large:
    for image in sorted(glob.glob(sys.argv[1] + '/*.tif')):
        large.write(image, os.path.basename(image))
END
mv "$large.part" "$large"
