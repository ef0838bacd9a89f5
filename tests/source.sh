# SPDX-License-Identifier: BSD-2-Clause
# source.sh - who made the data is known from the images to the picture.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

# source_of STREAM: the header's key; nothing if there is none.
source_of() {
	chunk-info "$1" | sed -n 's/^source  *//p'
}

# says WORDS COMMAND ...: whether the stream that a command writes has this source.
says() {
	wanted=$1
	shift
	"$@" >made.chunk && test "$(source_of made.chunk)" = "$wanted" ||
	    { echo "source: $(source_of made.chunk)" >&2; return 1; }
}

# ---- Where it comes from ----

image 0 90 100 110 0 120 >smhi.tif
every 5 2020-11-01T00:00 2020-11-01T03:00 smhi.tif archive
radar-unzip --no-whole-days archive >images.chunk

test_ok 'images of the archive of SMHI say so' says SMHI tif2rain images.chunk
test_ok '--credit says it instead' says 'Källa: SMHI, CC BY 4.0' \
    tif2rain --credit 'Källa: SMHI, CC BY 4.0' images.chunk
test_ok 'an empty text is nobody' says '' tif2rain --credit '' images.chunk
invented() {
	radar-synth --from 2020-11-01 --rows 40 --cols 30 -o synth &&
	    radar-unzip synth/2020-11-01.zip | tif2rain >synth.chunk && says 'radar-synth, invented weather' cat synth.chunk
}
test_ok 'weather that radar-synth invented is not of SMHI' invented

for tool in tif2rain radolan2rain odim2rain nc2chunk gifmake chunk2png; do
	command -v $tool >/dev/null || continue
	test_fails 2 "^$tool: --credit: .*control" "$tool: a text of two lines is a usage error" \
	    $tool --credit 'one
two'
	test_fails 2 "^$tool: --credit: .*UTF-8" "$tool: a text that is not UTF-8 is a usage error" \
	    $tool --credit "$(printf '\303(')"
	test_fails 2 "^$tool: --credit: 256 bytes" "$tool: a text over 255 bytes is a usage error" \
	    $tool --credit "$(printf '%0256d' 0)"
done

# ---- How it is passed on ----

tif2rain --credit 'Someone; CC BY 4.0' images.chunk >rain.chunk
for stage in 'crop --rows 0,1' 'subsample -f 2 -m mean' 'bin-average -w 1h' 'bin-average -w 1h --sum --count' \
    'chunk-top -q' stats 'stats --partial'; do
	test_ok "$stage passes it on" says 'Someone; CC BY 4.0' $stage rain.chunk
done
merged() {
	stats --partial rain.chunk >a.part && says 'Someone; CC BY 4.0' stats a.part
}
test_ok 'merged statistics have it' merged
joined() {
	every 5 2020-11-01T03:00 2020-11-01T06:00 smhi.tif later && radar-unzip --no-whole-days later >later.chunk &&
	    tif2rain --credit Another later.chunk >second.chunk && cat rain.chunk second.chunk >both.chunk &&
	    says 'Someone; CC BY 4.0' bin-average -w 6h both.chunk && says Another bin-average -w 6h second.chunk
}
test_ok 'streams that are joined have that of the first' joined
by_tif() {
	bin-average -c day rain.chunk | crop --rows 0,1 >day.chunk && chunk2tif -o 'day-%Y%m%d.tif' day.chunk &&
	    radar-unzip --step 1d -p 'day-%Y%m%d.tif' day-*.tif | says 'Someone; CC BY 4.0' tif2rain
}
test_ok 'a GeoTIFF keeps it' by_tif
if command -v nc2chunk >/dev/null; then
	by_nc() {
		chunk2nc -o rain.nc rain.chunk && says 'Someone; CC BY 4.0' nc2chunk rain.nc &&
		    says Nobody nc2chunk --credit Nobody rain.nc && says '' nc2chunk --credit '' rain.nc
	}
	test_ok 'a netCDF file keeps it, unless --credit says another' by_nc
fi

# ---- The picture ----

# The texts of a PNG: not compressed if they are short.
picture_says() {
	wanted=$1
	shift
	chunk2png "$@" -o p.png mean.chunk && grep -aq "$wanted" p.png
}
pictures() {
	stats --layers mean rain.chunk >mean.chunk && picture_says 'Data: Someone; CC BY 4.0\.' &&
	    picture_says 'Data: Me\.' --credit Me
}
test_ok 'a picture names it, or what --credit says' pictures
nobody() {
	! picture_says 'Data:' --credit ''
}
test_ok 'or nobody' nobody
test_done
