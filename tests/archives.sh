# SPDX-License-Identifier: BSD-2-Clause
# archives.sh - archives that are joined, compressed as a whole, changed or cut: all their images, or an error.
. "${srcdir:-.}/tests/lib.sh"

# has N ARGUMENTS: radar-unzip finds so many images.
has() {
	n=$1
	shift
	radar-unzip --no-whole-days -o got.chunk "$@" || return 1
	got=$(chunk-info got.chunk | grep -c ^image)
	test "$got" = "$n" || { echo "$got images" >&2; return 1; }
}

# try FILE REGEX SENTENCE: an error, from a pipe too, that -k does not forgive.
try() {
	test_fails 1 "^radar-unzip: $1: $2" "$3" radar-unzip -o no.chunk "$1"
	test_fails 1 "^radar-unzip: standard input: $2" "$3, from a pipe" \
	    sh -c "cat $1 | radar-unzip -o no.chunk"
	test_fails 1 "^radar-unzip: $1: $2" "$3, with -k" radar-unzip -k -o no.chunk "$1"
}

# forgiven FILE REGEX SENTENCE: an error that -k makes a warning of.
forgiven() {
	test_fails 1 "^radar-unzip: $1: $2" "$3" radar-unzip -o no.chunk "$1"
	test_is "$3: -k uses what is left" radar-unzip -k -o left.chunk "$1"
}

more='more follows its end'
joined='more than one archive in a file'
damaged='its compressed data are damaged, and any image may be wrong'
unknown='neither an archive that is read here .* nor an image'
radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o days
one=days/2020-11-01.zip two=days/2020-11-02.zip

# ---- Zips ----

cat $one $two >two.zip
try two.zip "$joined" 'two zips joined'
(head -c 5000 $one; cat $two) >part.zip
try part.zip "$joined" 'a zip after a piece of another'
(echo '#!/bin/sh'; cat $one $two) >self.zip
try self.zip "$joined" 'two zips after a program'
(printf 'MZ......'; cat $one) >program.zip
test_ok 'a zip after a shell script is read' has 288 program.zip
(printf '\177ELF....'; cat $one) >elf.zip
test_ok 'a zip after a program for Linux is read' has 288 elf.zip
head -c 100000 program.zip >cut.zip
try cut.zip "$unknown" 'a program and a piece of a zip'
(echo 'HTTP/1.1 200 OK'; cat $one) >head.zip
try head.zip "$joined" 'a zip after the head of an HTTP answer'
(cat $one; head -c 9000 /dev/zero) >padded.zip
test_ok 'zeros may follow a zip' has 288 padded.zip
(cat padded.zip; echo) >words.zip
forgiven words.zip 'it does not end as a zip does' 'a zip, zeros and a newline'
(cat $one; head -c 70000 /dev/zero) >long.zip
forgiven long.zip 'it does not end as a zip does' 'a zip and 70000 zeros'
gzip <$one >day.zip.gz
test_ok 'a zip in a gzip is read' has 288 day.zip.gz
test_ok 'a zip in a gzip gives the same stream as the zip' \
    sh -c "radar-unzip day.zip.gz >a; radar-unzip $one | cmp - a"
gzip <two.zip >two.zip.gz
try two.zip.gz "$joined" 'two zips in a gzip'
head -c 100000 $one | gzip >cut.zip.gz
forgiven cut.zip.gz 'it does not end as a zip does' 'a cut zip in a gzip'
head -c -3 day.zip.gz >short.zip.gz
try short.zip.gz 'it is cut short' 'a zip in a cut gzip'
(printf 'PK\003\004'; head -c 34000000 /dev/zero) | gzip -1 >large.zip.gz
try large.zip.gz 'a compressed zip of more than 32 MiB: unpack it first' 'a zip in a gzip that is too large'

# A name is a time, and no checksum covers it: the directory and the member say it both.
renamed() {
	python3 - $one "$1" "$2" >"$3" <<-'END'
	import sys
	zip, old, new = open(sys.argv[1], "rb").read(), sys.argv[2].encode(), sys.argv[3].encode()
	at = zip.rindex(old)
	sys.stdout.buffer.write(zip[:at] + new + zip[at + len(old):])
	END
}
renamed radar_2011012355 radar_2011012356 moved.zip
test_fails 1 '^radar-unzip: moved.zip: radar_2011012356.tif: ' 'a name off the step is an error' radar-unzip -o no.chunk moved.zip
renamed radar_2011012355 rador_2011012355 lost.zip
forgiven lost.zip 'its directory is damaged: it says .*rador_2011012355.tif, and the member does not' \
    'a name in the directory that is changed to no image'
python3 -m zipfile -e $one files
rm files/radar_201101235[05].tif
python3 -m zipfile -c short.zip files/*.tif
one=short.zip
renamed radar_2011012345 radar_2011012355 later.zip
test_fails 1 'radar_2011012355.tif, 2020-11-01T23:55Z: its header is damaged' \
    'a name in the directory that is changed to another image is an error' radar-unzip -o no.chunk later.zip
test_is '-k makes a gap of an image whose name was changed to another one' \
    radar-unzip -k -o left.chunk later.zip
gaps_of() {
	chunk-info --gaps "$1" | awk '{ print $2, $3, $7 }'
}
test "$(gaps_of left.chunk)" = "$(printf '%s\n' '2020-11-01T23:45Z 2020-11-01T23:55Z missing' \
    '2020-11-01T23:55Z 2020-11-02T00:00Z damaged:')" && passed 'no image whose name was changed is at another time' ||
    failed 'no image whose name was changed is at another time'
one=days/2020-11-01.zip

# ---- What libarchive cannot vouch for ----

printf '\050\265\057\375\000\000\000\000\000' >plain.tzst
try plain.tzst 'compressed by zstd without a checksum.*: unpack it first' 'zstd without a checksum'
printf '\037\235\220\000\000\000\000\000\000' >plain.Z
try plain.Z 'compressed by compress without a checksum' 'compress, which has no checksum'
printf '!<arch>\nradar_2011010000.tif1604188800  0     0     100644  2         `\nxx' >one.ar
try one.ar 'an ar archive, which is not read here: unpack it, and give the folder' 'an ar archive'

# Of one member each, radar_2011010000.tif, which is "x".
base64 -d >one.7z <<'END'
N3q8ryccAAOEkaTsCwAAAAAAAACAAAAAAAAAAO4Vv5gAPEH7////4AAAAAEEBgABCQsABwsBAAEjAwEBBV0AAIAADAEACAoBgxbc
jAAABQERKwByAGEAZABhAHIAXwAyADAAMQAxADAAMQAwADAAMAAwAC4AdABpAGYAAAAUCgEAAMAC8eGv1gESCgEAaKgF4VF63QET
CgEAAMAC8eGv1gEVBgEAIICkgQAA
END
base64 -d >one.tzst <<'END'
KLUv/WQAB40CACLEDBGwawwAOcJUJelJKGIDD0aRZfhwPa7TmMMTLxv0/DCKKFuEpo65S35MqoF/XfVg1kFnBQogIDE2DvvxI8mp
AHOGoQFFBEhTwezQnoxyJjMHCAE=
END
# A tar in two pieces, each compressed for itself; and the second without a checksum.
base64 -d >two.tzst <<'END'
KLUv/QRo7QEAgoMKELC5GCRYxb7kSbpGxmxJARn2tqrSsoGRkd+23b8h5r8dpML/fbcoq0Y3BiBQH3PqAJIHLhEYTkY7E8XYK8ootS/9
BGhVAgCiAwsRsKkDQEtvC/uSV1tMxmxJATL9plyKdVCB5Lv3/otI/nvQCuO/7xYlpcnUFgkgULfv/QM89A+ggnnqAJMXXCIwnBxl++rC
Ak05/iI=
END
head -c 74 two.tzst >half.tzst
(cat half.tzst; base64 -d) >second.tzst <<'END'
KLUv/QBoVQIAogMLEbCpA0BLbwv7kldbTMZsSQEy/aZcinVQgeS79/6LSP570Arjv+8WJaXJ1BYJIFC37/0DPPQPoIJ56gCTF1wiMJwc
ZfvqwgI=
END
base64 -d >one.lz4 <<'END'
BCJNGGxAAAgAAAAAAAAzcwAAAP8GcmFkYXJfMjAxMTAxMDAwMC50aWYAAQA8kTAwMDY0NCAAMAEADAgAAAEA/wkxIDEzNzQ3Mzc1
MjAwIDAxMjQ3MAAgMAABAFCfdXN0YXIAMDByKAAMH3LlAA8J3QAPAQCUL3gAAQD//////+tQAAAAAAAAAAAAAjWAvw==
END
base64 -d >one.tlz <<'END'
TFpJUAEXADkYSL3teAVNyJ75HBKXBq3QJ9/uI4ysuiumRGJFwzuqP/3oigLJd9UNVNrKB8fVGX/MNQIizuUQVrCy+u5hDTp49D+4
xLuRE83JPD0C0oPxL/DKTseeJ+5U/dj///yxtP5PxjG7AAgAAAAAAAB8AAAAAAAAAA==
END
cat one.7z one.7z >two.7z
test_ok 'a 7z is read' has 1 one.7z
try two.7z "$more" 'two 7z joined'
(cat one.7z; head -c 100 /dev/zero) >zeros.7z
test_ok 'zeros may follow a 7z' has 1 zeros.7z
(printf 'MZ......'; cat one.7z) >program.7z
test_is 'a 7z after a program is an error' sh -c '! radar-unzip -o no.chunk program.7z'
head -c -1 one.7z >cut.7z
test_is 'a 7z without its last byte is an error' sh -c '! radar-unzip -o no.chunk cut.7z'
for kind in tzst tlz; do
	test_ok "a tar in a $kind is read" has 1 one.$kind
	(cat one.$kind; echo x) >more.$kind
	try more.$kind "($more|$damaged)" "a tar in a $kind and more bytes"
	head -c -1 one.$kind >cut.$kind
	test_is "a tar in a $kind without its last byte is an error" \
	    sh -c "! radar-unzip -o no.chunk cut.$kind"
	(head -c 115 one.$kind; printf '~'; tail -c +117 one.$kind) >bad.$kind
	try bad.$kind '(its compressed data are damaged|it is cut short)' \
	    "a tar in a $kind with a changed byte"
done

unchecked='compressed by zstd without a checksum'
skip='\120\052\115\030\004\000\000\000skip'
zeros='\050\265\057\375\000\000\003\020\000\000'    # half a KiB of them, without a checksum
test_ok 'two frames of zstd are read' has 2 two.tzst
try second.tzst "$unchecked" 'two frames of zstd, the second without a checksum'
(cat one.tzst; printf "$zeros") >rle.tzst
try rle.tzst "$unchecked" 'a frame of zstd and a block that repeats a byte, without a checksum'
(printf "$skip"; cat two.tzst; printf "$skip") >skip.tzst
test_ok 'frames of zstd that are to be skipped, before and after others' has 2 skip.tzst
(printf "$skip"; tail -c +75 second.tzst) >hidden.tzst
try hidden.tzst "$unchecked" 'a frame that is to be skipped before one without a checksum'
(cat one.tzst; printf '\050\265\057\375\004\000\007\000\000') >block.tzst
try block.tzst "$damaged" 'a block of zstd of an unknown kind'
(cat one.tzst; printf '\047\265\057\375\004\000\007\000\000') >old.tzst
try old.tzst "$more" 'a frame of another version of zstd'
for size in 76 79 81 90 158; do
	head -c $size two.tzst >cut.tzst
	test_fails 1 '^radar-unzip: cut.tzst: it is cut short' "the first $size bytes of two frames" radar-unzip -o no.chunk cut.tzst
done
try one.lz4 'compressed by lz4, which is not read here: unpack it first' 'a tar in an lz4, which is not read'
kind() {
	printf "$1 and more bytes" >other
	try other "$2, (which is not read here|whose name does not match the pattern): $3" "$2"
	gzip <other >other.gz
	try other.gz "in it is $2, (which is not read here|whose name does not match the pattern): $3" "$2 in a gzip"
}
kind '\211HDF\r\n\032\n' 'HDF5' '-p says .*; odim2rain '
kind 'CDF\001' 'netCDF' '-p says .*; nc2chunk '
kind '\211PNG\r\n\032\n' 'a PNG picture' '-p says .* gdal_translate'
kind 'GIF89a' 'a GIF picture' '-p says .* gdal_translate'
kind 'GRIB' 'GRIB' '-p says .* gdal_translate'
kind 'Rar!\032\007\001' 'a RAR archive' 'unpack it, and give the folder'
kind 'MSCF' 'a cab archive' 'unpack it, and give the folder'
kind 'xx-lh5-' 'an lha archive' 'unpack it, and give the folder'
radar-unzip -o stream.chunk $one
try stream.chunk 'a stream already: tif2rain reads one of images, and stats, gifmake and others one of fields' 'a stream'
(head -c 32769 /dev/zero; echo CD001) >disk.iso
try disk.iso 'an ISO 9660 image of a disk, which is not read here: unpack it' 'an image of a disk'
(printf 'II*\000'; head -c 500 /dev/zero) >image.tif
gzip -k image.tif
try image.tif.gz 'an image that is compressed by itself, which is read only if its name matches -p .*: decompress it first' 'a TIFF in a gzip'
gzip <one.ar >radar_2011010000.tar.gz
try radar_2011010000.tar.gz 'in it is an ar' 'a gzip that is named as a tar, and is an ar'
gzip <image.tif >2020-11-01.tar.gz
try 2020-11-01.tar.gz 'an image that is compressed by itself' 'a gzip that is named as a tar, and is a TIFF'
python3 - <<-'END'
	import struct, zlib
	b = open('one.7z', 'rb').read()
	at, size = struct.unpack_from('<QQ', b, 12)
	head = b[32 + at:32 + at + size]
	for name, codec in ('codec.7z', b'\3\1\x99'), ('secret.7z', b'\6\xf1\7'):
	    new = head.replace(b'\x23\3\1\1', b'\x23' + codec, 1)
	    start = b[12:28] + struct.pack('<I', zlib.crc32(new))
	    open(name, 'wb').write(b[:8] + struct.pack('<I', zlib.crc32(start)) + start + b[32:32 + at] + new)
END
try codec.7z '.*: packed in a way that is not read here .Unknown codec ID: 30199.: unpack it first' \
    'a 7z with a codec that is not read'
try secret.7z '.*: it is encrypted: decrypt the archive first' 'an encrypted 7z'

# ---- Made to measure ----

test -n "$python" || test_skip 'no python3 with numpy: no archives of other kinds'
"$python" "$srcdir/tests/make/archives.py"

# ---- Dead members ----

try adjusted.zip "$joined" 'two zips joined, with offsets made right'
try adjusted-self.zip "$joined" 'two zips joined after a program, with offsets made right'
try appended.zip "$joined" 'a cut zip to which a member was added'
test_ok 'a program to which a zip was added is read' has 1 program-adjusted.zip
test_ok 'a zip to which a member was added is read' has 288 whole.zip
test_ok 'a zip with the mark of a single part is read' has 288 marked.zip
test_ok 'a zip with the mark of joined parts is read' has 288 split.zip

# The first part of a zip begins with a mark, and the last has the directory.
head -c 20000 split.zip >part.z01
try part.z01 'one part of a zip in several parts: join them first' 'the first part of a zip in several parts'

# ---- Tars ----

test_ok 'two tars joined are read as one' has 24 two.tar
test_ok 'two tars joined have the images of both days' \
    sh -c 'chunk-info got.chunk | grep -q "^image *2020-11-02T00:55Z"'
test_ok 'zeros may follow a tar' has 12 zeros.tar
test_ok 'zeros of an odd length may follow a tar' has 12 odd.tar
test_ok 'zeros may follow two tars' has 24 odd-two.tar
forgiven cut-odd.tar 'it is cut short' 'a tar that fewer than 512 zeros follow'
test_is 'zeros in place of a member of the second tar are an error' \
    sh -c '! radar-unzip -o no.chunk half-odd.tar'
forgiven more.tar 'it is cut short' 'two tars and a few words'
forgiven much.tar '.*-k takes what is left' 'two tars and many words'
forgiven half.tar 'it is cut short' 'a second tar that is cut short'
forgiven between.tar 'it is cut short: a tar ends with zeros' \
    'a second tar that is cut between two members'

# ---- Compressed ----

for kind in gz xz bz2; do
	test_ok "a tar.$kind is read" has 12 one.tar.$kind
	test_ok "two tar.$kind joined are read" has 24 two.tar.$kind
	test_fails 1 'it is cut short' "the second of two tar.$kind that is cut short is an error" \
	    radar-unzip -o no.chunk half.tar.$kind
	try flipped.tar.$kind "$damaged" "a tar.$kind with a changed byte"
	try more.tar.$kind '(more follows|its compressed data are damaged)' \
	    "a tar.$kind and a few words"
	forgiven behind.tar.$kind '.*-k takes what is left' "words after the tar in a tar.$kind"
	test_ok "zeros may follow a tar.$kind" has 12 zeros.tar.$kind
done
(cat one.tar.bz2; echo more) >few.tar.bz2
try few.tar.bz2 "$more" 'a bzip2 and fewer bytes than another would have'
test_ok 'a gzip that only stores is read' has 12 stored.tar.gz
try flip.tar.gz "$damaged" 'a gzip that only stores, with a changed byte in an image'
try name.tar.gz "$damaged" 'a gzip that only stores, with a changed name'
try crc.tar.gz "$damaged" 'a gzip with another checksum'
try length.tar.gz "$damaged" 'a gzip with another length'
try middle.tar.gz "$damaged" 'the first of two gzips changed'
test_ok 'a gzip in many pieces' has 12 pieces.tar.gz
forgiven half.tar.gz 'it is cut short' 'a second gzip that is cut short'
forgiven last.tar.gz 'it is cut short' 'a gzip without its last byte'
try garbage.tar.gz "$more" 'a gzip, zeros and one more byte'
try like.tar.gz "$damaged" 'a gzip and bytes that begin as another one'
test_ok 'a stack of 64 KiB is enough for xz' sh -c 'ulimit -s 64 && radar-unzip -j 1 -o small.chunk one.tar.xz && rm small.chunk'
try unchecked.tar.xz 'compressed by xz without a checksum' 'xz without a checksum'
try second.tar.xz 'compressed by xz without a checksum' 'two xz, the second without a checksum'
try padded.tar.xz 'compressed by xz without a checksum' \
    'an xz without a checksum far after one that has it'

# ---- Cpios ----

test_ok 'a cpio is read' has 12 one.cpio
test_ok 'zeros may follow a cpio' has 12 zeros.cpio
try two.cpio "$more" 'two cpio joined'
test_ok 'a cpio and zeros in a gzip are read' has 12 one.cpio.gz
try two.cpio.gz "$more" 'two cpio in a gzip'
try far.cpio.gz "$more" 'a cpio, many zeros and one more byte in a gzip'
forgiven between.cpio 'it is' 'a cpio cut between two members'
forgiven header.cpio 'Skipped' 'a cpio with a damaged header'
test_ok 'no failure left a file' test ! -e no.chunk
test_done
