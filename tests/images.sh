# SPDX-License-Identifier: BSD-2-Clause
# images.sh - radar images made to measure, and the values that come of them, without NumPy or GDAL:
#
#	. "$srcdir/tests/images.sh"

# codes CODE ...: these bytes.
codes() {
	printf "$(printf '\\%03o' "$@")"
}

# tiff ROWS COLUMNS: an uncompressed GeoTIFF of the codes on standard input, from 100000 E 7000000 N
# in cells of 2000 m, EPSG:25833.
tiff() {
	awk -v rows="$1" -v cols="$2" '
	function le(n, size) { for (; size > 0; size--) { printf "%c", n % 256; n = int(n / 256) } }
	function tag(number, type, count, value) { le(number, 2); le(type, 2); le(count, 4); le(value, 4) }
	function real(high) { le(0, 4); le(high, 4) }	# the upper half of a float64 whose lower one is 0
	BEGIN {
		le(18761, 2); le(42, 2); le(8, 4); le(11, 2)
		tag(256, 4, 1, cols); tag(257, 4, 1, rows); tag(258, 3, 1, 8)
		tag(259, 3, 1, 1); tag(262, 3, 1, 1)
		tag(273, 4, 1, 250); tag(278, 4, 1, rows); tag(279, 4, 1, rows * cols)
		tag(33550, 12, 3, 146); tag(33922, 12, 6, 170); tag(34735, 3, 16, 218); le(0, 4)
		real(1084178432); real(1084178432); real(0)
		real(0); real(0); real(0); real(1090021888); real(1096463344); real(0)
		le(1, 2); le(1, 2); le(0, 2); le(3, 2)
		le(1024, 2); le(0, 2); le(1, 2); le(1, 2)
		le(1025, 2); le(0, 2); le(1, 2); le(1, 2)
		le(3072, 2); le(0, 2); le(1, 2); le(25833, 2)
	}' </dev/null
	cat
}

# image CODE ...: as tiff, two rows of these.
image() {
	codes "$@" | tiff 2 $(($# / 2))
}

# every MINUTES FROM TO FILE FOLDER: copies of an image with the names that an archive gives it, for
# the times [FROM, TO), as 2020-11-01T06:00.
every() {
	mkdir -p "$5"
	seq "$(date -d "$2" +%s)" $(($1 * 60)) $(($(date -d "$3" +%s) - 1)) | sed 's/^/@/' |
	    date -f - +"$5/radar_%y%m%d%H%M.tif" | xargs -n 1 cp "$4"
}

# rain FOLDER ...: a stream of the rain rates of the images in them.
rain() {
	radar-unzip "$@" | tif2rain
}

# values STREAM: all values of all fields, a line for each field.
values() {
	chunk2npy --times values.csv -o values.npy "$1" && test -s values.npy &&
	    tail -c +129 values.npy |
	    od -An -v -tf4 -w$((($(wc -c <values.npy) - 128) / ($(wc -l <values.csv) - 1))) |
	    tr -s ' ' | sed 's/^ //'
}

# near FILE FILE: numbers that are the same to one part in a million, and missing where missing.
near() {
	paste -d ' ' "$1" "$2" | awk '{
		for (i = 1; i <= NF / 2; i++) {
			a = $i; b = $(i + NF / 2)
			d = a - b
			if ((a ~ /nan/) != (b ~ /nan/) || (a !~ /nan/ && d * d > 1e-12 * a * a)) {
				print "line " NR ", number " i ": " a " and " b
				exit 1
			}
		}
	}' >&2
}

digest() {
	chunk-info --digest "$@"
}

# fields STREAM: start, end, layer, have/expected of each.
fields() {
	chunk-info "$1" | awk '$1 == "field" { print $2, $3, $4, $6 }'
}

# key KEY STREAM: what the header says.
key() {
	chunk-info "$2" | sed -n "s/^$1  *//p"
}

# unpack STREAM FOLDER: the images of a stream of them as files.
unpack() {
	mkdir -p "$2"
	body=$(od -An -tu4 -j 8 -N 4 "$1")
	chunk-info --json "$1" | sed -n 's/.*"name": "\(.*\)", "bytes": \([0-9]*\)}.*/\1 \2/p' |
	    awk -v at=$((64 + (body + 63) / 64 * 64)) '{
		print $1, at + 64 + 4 + length($1) + 1, $2
		at += 64 + int((4 + length($1) + $2 + 63) / 64) * 64
	    }' |
	    while read -r name at size; do
		tail -c +"$at" "$1" | head -c "$size" >"$2/$name"
	    done
}

# stage NAME COMMAND ...: runs a part of a pipeline; its status and what it says are kept.
stage() {
	stage_name=$1
	shift
	"$@" 2>"$stage_name.said" && echo 0 >"$stage_name.status" || echo $? >"$stage_name.status"
}
