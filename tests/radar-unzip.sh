# SPDX-License-Identifier: BSD-2-Clause
# radar-unzip.sh - images out of archives: all of them, in order, with what is missing said, or an error.
. "${srcdir:-.}/tests/lib.sh"

# is TEXT COMMAND ...: that is what the command prints.
is() {
	expected=$1
	shift
	got=$("$@") || return 1
	test "$got" = "$expected" || { echo "printed: $got" >&2; return 1; }
}

# gaps ARGUMENTS: what is missing, a line for each gap, without the columns that gaps leave empty.
gaps() {
	radar-unzip -o got.chunk "$@" && chunk-info --gaps got.chunk | tr -s ' ' | sed 's/ - - / /'
}

# names ARGUMENTS: the images, in a line.
names() {
	radar-unzip -o got.chunk "$@" && chunk-info got.chunk | sed -n 's/^image .* \(.*\), .*/\1/p' | tr '\n' ' '
}

# same A B: two streams hold the same records.
same() {
	test "$(chunk-info --digest "$1")" = "$(chunk-info --digest "$2")" || { echo "$1, $2 differ" >&2; return 1; }
}

# said REGEX: the command before this one said so on standard error.
said() {
	sed 's/^radar-unzip: //' last | grep -Eq -e "$1" || { cat last >&2; return 1; }
}

piped() {
	file=$1
	shift
	cat "$file" | radar-unzip "$@"
}

missing() {
	echo "gap $1 $2 0/$3 missing"
}

radar-synth --from 2020-11-01 --days 3 --rows 40 --cols 30 -o days
one=days/2020-11-01.zip two=days/2020-11-02.zip three=days/2020-11-03.zip
echo 'these are words' >text
: >empty.zip

# ---- Whole days ----

test_ok 'a day without a gap' is '' gaps $one
cp got.chunk one.chunk
test_ok 'a day has its 288 images' is 288 sh -c 'chunk-info one.chunk | grep -c "^image .* 1/1 "'
test_ok 'a day begins at midnight' \
    is 'image 2020-11-01T00:00Z 2020-11-01T00:05Z - - 1/1 radar_2011010000.tif,' \
    sh -c 'chunk-info one.chunk | grep ^image | head -n 1 | tr -s " " | sed "s/,.*/,/"'
test_ok 'a stream of images says its step' sh -c 'chunk-info one.chunk | grep -Eq "^step +300$"'
test_ok 'a stream of images says how many are to come' \
    sh -c 'chunk-info one.chunk | grep -Eq "^records +288$"'
test_ok 'a zip from a pipe is read' piped $one -o piped.chunk -
test_ok 'a zip from a pipe gives the same bytes' cmp one.chunk piped.chunk
test_ok 'a zip from standard input that is a file gives the same bytes' \
    sh -c 'radar-unzip <'$one' | cmp - one.chunk'
for j in 1 2 7; do
	test_ok "$j threads give the same bytes" sh -c "radar-unzip -j $j $one | cmp - one.chunk"
done
test_ok 'files in any order are read' sh -c "radar-unzip $three $one $two >any.chunk"
test_ok 'files in any order make one stream in the order of time' \
    sh -c "radar-unzip $one $two $three | cmp - any.chunk"
test_ok 'a folder makes one stream in the order of time' sh -c 'radar-unzip days | cmp - any.chunk'
test_ok 'days are run one by one' sh -c "for d in days/*; do radar-unzip \$d; done >joined.chunk"
test_ok 'days run one by one and joined have the digest of one run' same joined.chunk any.chunk
test_ok 'a day that is missing whole' is "$(missing 2020-11-02T00:00Z 2020-11-03T00:00Z 288)" gaps $one $three

# ---- Which time ----

test_ok '--from and --to choose images' is 'radar_2011020600.tif radar_2011020605.tif ' \
    names --from 2020-11-02T06:00 --to 2020-11-02T06:10 days
test_ok 'there are no gaps outside --from and --to' is '' \
    gaps --from 2020-11-02T06:00 --to 2020-11-02T06:10 days
test_ok 'there are no gaps for days that --from and --to leave out' is '' \
    gaps --from 2020-11-02 --to 2020-11-03 days
test_ok 'a gap across midnight is one, cut at --from and --to' \
    is "$(missing 2020-11-02T00:00Z 2020-11-03T00:00Z 288)" \
    gaps --from 2020-11-01T12:00 --to 2020-11-03T12:00 $one $three
test_ok '--from and --to: what is missing at the edges counts' \
    is "$(missing 2020-10-31T12:00Z 2020-11-01T00:00Z 144
	missing 2020-11-02T00:00Z 2020-11-04T00:00Z 576)" gaps --from 2020-10-31T12:00 --to 2020-11-04 $one
test_ok '--from and --to: the stream says how many records are to come' \
    sh -c 'chunk-info got.chunk | grep -Eq "^records +1008$"'
test_ok '--from and --to: the stream is as long as they say' \
    is '2020-10-31T12:00Z to 2020-11-04T00:00Z' sh -c "chunk-info got.chunk | sed -n 's/^total .*, \(.*\);.*/\1/p'"
test_ok '--from alone: what is missing at that edge counts' \
    is "$(missing 2020-10-31T00:00Z 2020-11-01T00:00Z 288)" gaps --from 2020-10-31 $one
test_ok '--to alone: what is missing at that edge counts' \
    is "$(missing 2020-11-02T00:00Z 2020-11-02T00:10Z 2)" gaps --to 2020-11-02T00:10 $one
test_ok '--from and --to without whole days: gaps only between the first image and the last' is '' \
    gaps --no-whole-days --from 2020-10-31 --to 2020-11-04 $one
test_ok '--from and --to with a stamp at the end: the start of the step counts' \
    is "$(missing 2020-11-01T23:55Z 2020-11-02T00:00Z 1)" gaps --stamp end --from 2020-11-01 --to 2020-11-02 $one
test_ok '--from and --to: the statistics count what is missing at the edges' is 288/864 sh -c "
	radar-unzip --from 2020-11-01 --to 2020-11-04 $one | tif2rain | stats --layers mean |
	chunk-info | awk '\$1 == \"field\" { print \$6 }'"
python3 -m zipfile -e $two verbose
cp text verbose/README
python3 -m zipfile -c verbose.zip verbose/*
test_is '-v is taken' radar-unzip -v --to 2020-11-02T01:00 -o got.chunk verbose.zip
cp err last
test_ok '-v says how many images are of another time' said '^276 images are not between --from and --to$'
test_ok '-v says how many members have nothing to do with images' said '^1 members left out cannot be images by their names$'
test_ok 'a stamp at the end of its step' \
    is "$(missing 2020-10-31T00:00Z 2020-10-31T23:55Z 287
	missing 2020-11-01T23:55Z 2020-11-02T00:00Z 1)" gaps --stamp end $one
test_ok 'a stamp at the end of its step has no gaps without whole days' is '' \
    gaps --stamp end --no-whole-days $one
test_fails 1 "none of 288 images is taken: $one: .*: its step starts at 2020-11-01T00:00Z, not between --from and --to" \
    'no image in the time asked for is an error, which says when one is' \
    radar-unzip --from 2021-01-01 -o none.chunk $one
test_ok 'no image in the time asked for leaves no file' test ! -e none.chunk
test_fails 1 "$one and .*copy.zip overlap in time" 'a day twice is an error' \
    sh -c "cp $one copy.zip && radar-unzip $one copy.zip >/dev/null"

# ---- What is no archive ----

echo '<html>429 Too Many Requests</html>' >html.zip
echo '{"error": "404"}' >json.zip
head -c 3072 /dev/zero >zeros.zip
head -c 100000 $one >cut.zip
head -c 3000 $one | tail -c 2990 >rest.zip
(cat $one; echo) >more.zip
size=$(wc -c <$one)
head -c $((size - 1)) $one >last.zip
try() {
	test_fails 1 "$1: $2" "$3" radar-unzip -o no.chunk $1
	test_fails 1 "standard input: $2" "$3, from standard input" piped $1 -o no.chunk
}
try empty.zip 'it is empty: did its download fail' 'an empty file'
try html.zip 'it looks like an HTML page: did its download fail' 'an HTML page'
try json.zip 'it looks like JSON' 'an answer in JSON'
try zeros.zip 'no images: it has no members' 'zeros, which are an empty tar'
try text 'neither an archive .* nor an image' 'some text'
try rest.zip 'neither an archive .* nor an image' 'a zip without its beginning and its end'
try cut.zip 'it does not end as a zip does: it is cut short' 'a zip cut among its members'
try last.zip 'it does not end as a zip does' 'a zip without its last byte'
try more.zip 'it does not end as a zip does' 'a zip that more follows'
test_ok 'what is not an archive leaves no file' test ! -e no.chunk
fails() {
	test_fails 1 "$1: .*$2" "$3" radar-unzip ${4:-} -o no.chunk "$1"
}
for n in 1 2 3 4 25 100 $((size / 2)) $((size - 22)) $((size - 21)) $((size - 5000)) $((size - 12000)); do
	head -c $n $one >part.zip
	test_fails 1 'part.zip: ' "the first $n bytes of a zip" radar-unzip -o no.chunk part.zip
done
test_fails 1 'gone.zip: cannot open: No such file' 'a file that does not exist is an error' \
    radar-unzip -o no.chunk gone.zip
test_fails 1 'no images: none of its 288 members has the name of one' 'an archive without images' \
    radar-unzip -p 'rain_%Y%m%d%H%M.tif' -o no.chunk $one
mkdir nothing
test_fails 1 'nothing: neither images nor archives' 'an empty folder is an error' \
    radar-unzip -o no.chunk nothing
test_fails 1 'more than 32 MiB through a pipe: save it' 'an archive too large for a pipe' \
    sh -c 'head -c 33554433 /dev/zero | radar-unzip -o no.chunk'

# ---- Images that stand alone, in a folder ----

mkdir -p bare/x bare/.hidden
echo 'some image' >bare/x/radar_2011011200.tif
echo 'another' >bare/radar_2011011210.tif
cp $one bare/.hidden
echo 'no image' >bare/README
test_ok 'images in folders' is 'radar_2011011200.tif radar_2011011210.tif ' names bare
test_ok 'images in folders have a gap between them' \
    is "$(missing 2020-11-01T12:05Z 2020-11-01T12:10Z 1)" \
    gaps --no-whole-days bare
: >bare/x/radar_2011011205.tif
test_fails 1 'bare/x/radar_2011011205.tif, 2020-11-01T12:05Z: it is empty' 'an empty image' \
    radar-unzip -o no.chunk bare
test_is 'an empty image is a gap with -k' radar-unzip -k --no-whole-days -o bare.chunk bare
test_ok 'the gap of an empty image says so' \
    sh -c 'chunk-info --gaps bare.chunk | grep -q "damaged: radar_2011011205.tif: it is empty"'
mkdir mix
for name in 2020-11-02.zip.gz 2020-11-02.zip.GZ; do
	rm -f mix/*
	cp $one $three mix
	gzip <$two >mix/$name
	test_ok "a folder with $name has its day" is '' gaps mix
done
rm mix/2020-11-02.zip.GZ
for name in a.zip.xz a.ZIP a.tar.bz2 a.tar.Z a.cpio.gz a.tlz a.tb2 a.tbz2 a.txz a.tzst a.7z a.rar a.zip.lz4 \
    radar_2011020000.tif.gz; do
	echo 'no archive' >mix/$name
	test_fails 1 "mix/$name: (neither an archive|an image that is compressed by itself)" "$name is not passed over" \
	    radar-unzip -o no.chunk mix
	rm mix/$name
done
for name in a.gz a.txt azip zip.gz a.zip.txt; do
	echo 'no archive' >mix/$name
done
test_ok 'a file that is not named as an archive is passed over' radar-unzip -o got.chunk mix
rm mix/*

# ---- What is left out by its name ----

# left_out N EXAMPLE SENTENCE ARGUMENTS: one line tells it, though -q is given.
left_out() {
	test "$1" = 1 && line="left out: $2: its name is not " ||
		line="left out: $1 files or members whose names are not .*, such as $2$"
	sentence=$3
	shift 3
	test_is "$sentence: the images are read" radar-unzip -q -o left.chunk "$@"
	cp err last
	test_ok "$sentence: a line tells it" said "^$line"
	test_ok "$sentence: there is no other line" is 1 sh -c 'wc -l <last | tr -d " "'
}
cp $one $three mix
cp $two 'mix/02.zip?format=tif'
test_ok 'a zip with the name that wget gives it' is '' gaps mix
mv 'mix/02.zip?format=tif' mix/second
test_ok 'a file that begins as a zip is read, whatever its name' is '' gaps mix
cp mix/second mix/02.zip.1
rm mix/second
test_ok 'a zip that wget numbers' is '' gaps mix
mv mix/02.zip.1 mix/02.zip
python3 -m zipfile -c mix/letter.docx text
left_out 1 mix/letter.docx 'a zip that is not one of images' mix
rm mix/*
cp $one mix
for name in README.md SHA256SUMS radar_2011010000.tif.aux.xml 2020-11-01.json .radar_2011020000.tif; do
	echo text >mix/$name
done
test_ok 'what cannot be an image is left out without a word' radar-unzip -o got.chunk mix
python3 -m zipfile -e $one mix/x
mv mix/x/radar_2011010700.tif mix/x/Radar_2011010700.TIF
rm mix/*.zip
python3 -m zipfile -c capitals.zip mix/*
for images in mix capitals.zip; do
	test_ok "$images: capitals are the same as small letters" is '' gaps $images
	test_ok "$images: the stream is the same as that of small letters" \
	    sh -c 'radar-unzip "$1" | chunk-info --digest >a && radar-unzip "$2" | chunk-info --digest | diff a - >&2' \
	    sh $images $one
done
python3 -m zipfile -c slashes.zip mix/x/*
sed 's:x/radar:x\\radar:g' slashes.zip >back.zip
test_ok 'backslashes separate the parts of a path' is '' gaps back.zip
test_ok 'the name of an image is what follows the last backslash' \
    sh -c 'chunk-info got.chunk | grep -q " radar_2011010000.tif, "'
cp mix/x/radar_2011012355.tif mix/x/radar_2011012355.tiff
cp mix/x/radar_2011012355.tif mix/x/map.tif
cp mix/x/radar_2011012355.tif mix/x/download
echo x >mix/x/aaa_2011012355.bin
left_out 4 mix/x/download 'images of other names in a folder' mix
python3 -m zipfile -c others.zip mix/x/*
left_out 3 'others.zip: map.tif' 'images of other names in a zip' others.zip
test_ok 'with --time, which is for one image, the others are meant to be left out' \
    radar-unzip --time 2020-11-01 -p map.tif -o got.chunk others.zip
test_fails 1 'none of its 292 members has the name of one .see -p.: one is Radar_2011010700.TIF' \
    'an archive without images: one of its names is told' radar-unzip -p 'max_%Y%m%d%H%M.tif' -o no.chunk others.zip
test_fails 1 'mix: neither images nor archives in this folder .see -p.: one of its files is mix/x/Radar_2011010700.TIF' \
    'a folder without images: one of its names is told' radar-unzip -p 'max_%Y%m%d%H%M.tif' -o no.chunk mix
cp $two mix/x/'2020\11\02'
cp mix/x/radar_2011012355.tif 'mix/x/2020\11\Radar_2011030000.tif'
radar-unzip -q -o got.chunk mix 2>/dev/null
test_ok 'a file whose name has backslashes is an image or a zip' \
    is 'radar_2011020000.tif radar_2011030000.tif ' sh -c \
    'chunk-info got.chunk | grep -E "^image +2020-11-0(2T00:00|3)" | sed -n "s/^image .* \(.*\), .*/\1/p" | tr "\n" " "'
rm mix/x/2020*
gzip -c text >mix/x/old
left_out 5 mix/x/download 'a compressed file without a date in its name' mix
rm mix/x/old
rm mix/x/map.tif mix/x/*.tiff mix/x/*.bin mix/x/download
gzip mix/x/radar_2011010030.tif
mv mix/x/radar_2011010030.tif.gz mix/x/radar_2011010030.tif.lz
test_fails 1 'mix/x/radar_2011010030.tif.lz: an image that is compressed by itself, .*: decompress it first' \
    'an image whose name says lzip is an error' radar-unzip -k -o no.chunk mix
python3 -m zipfile -c packed.zip mix/x/*
test_fails 1 'packed.zip: .*radar_2011010030.tif.lz: an image that is compressed by something else than gzip, bzip2, xz or zstd' \
    'an image whose name says lzip, in a zip, is an error' radar-unzip -k -o no.chunk packed.zip
gunzip <mix/x/radar_2011010030.tif.lz >mix/x/radar_2011010030.tif && rm mix/x/*.lz
python3 -m zipfile -c mix/x/rest.zip mix/x/radar_20110123*
rm mix/x/radar_20110123*
test_ok 'a folder of images and of a zip with the others' is '' gaps mix
for name in rest.zip rest.tar.gz rest.TGZ 'rest.zip?format=tif' rest.zip.1; do
	rm -f nested.zip
	test -e "mix/x/$name" || mv mix/x/rest* "mix/x/$name"
	python3 -m zipfile -c nested.zip mix/x/*
	test_fails 1 'nested.zip: rest.*: an archive in an archive' "a zip with $name in it is an error" \
	    radar-unzip -k -o no.chunk nested.zip
done
python3 -m zipfile -c alone.zip $one
test_fails 1 'alone.zip: 2020-11-01.zip: an archive in an archive, which is not read: unpack' \
    'a zip of zips is an error' radar-unzip -o no.chunk alone.zip
test_fails 1 'alone.zip: 2020-11-01.zip: an archive in an archive, which is not read: unpack' \
    'a zip of zips is an error with --time, too' radar-unzip --time 2020-11-01 -o no.chunk alone.zip
ln -s gone.zip bare/link.zip
test_fails 1 'bare/link.zip: a link to a file that is not there' 'a link to nothing is an error' \
    radar-unzip -o no.chunk bare
rm bare/link.zip
ln -s . bare/loop
test_fails 1 'bare/loop: a link back to a folder' 'a link in a circle is an error' \
    radar-unzip -o no.chunk bare

# ---- What is beside the images ----

beside() {
	printf '<PAMDataset>\n <PAMRasterBand band="1">\n  %s\n  <UnitType>dBZ</UnitType>\n  <Offset>-32</Offset>\n' \
	    '<NoDataValue le_hex_equiv="0000000000E06F40">2.55E+02</NoDataValue>'
	printf '  <Scale>%s</Scale>\n </PAMRasterBand>\n</PAMDataset>\n' $1
}
says() {
	radar-unzip --no-whole-days -o got.chunk "$@" && chunk-info got.chunk | sed -n 's/^sidecar *//p'
}
both='gain=0.5;offset=-32;nodata=255;unit=dBZ'
rm -rf mix/*
python3 -m zipfile -e $one mix/day
mkdir mix/x
mv mix/day/radar_20110110* mix/x
rm -r mix/day
test_ok 'without anything beside the images the stream says nothing of it' is '' says mix
for image in mix/x/*.tif; do
	beside 0.5 >$image.aux.xml
done
python3 -m zipfile -c beside.zip mix/x
tar -cf beside.tar mix/x
tar -cf first.tar mix/x/*.xml mix/x/*.tif
gzip -k beside.tar
for images in mix mix/x/radar_2011011000.tif beside.zip beside.tar first.tar beside.tar.gz; do
	test_ok "$images: what is beside the images is in the stream" is "$both" says $images
done
test_ok 'it is read from standard input, too' is "$both" sh -c \
    'radar-unzip <beside.zip | chunk-info - | sed -n "s/^sidecar *//p"'
test_ok 'it is read with --time, too' is "$both" sh -c "mkdir z && cp mix/x/radar_2011011000.tif* z &&
	python3 -m zipfile -c z.zip z && radar-unzip --time 2020-11-01 z.zip | chunk-info - | sed -n 's/^sidecar *//p'"
test_ok 'tif2rain takes its numbers from there' is '0.5 -32' sh -c \
    "radar-unzip beside.zip | tif2rain | chunk-info - | awk '\$1 == \"gain\" || \$1 == \"offset\" { print \$2 }' | paste -sd ' '"
differs='the .aux.xml beside the images must say the same: that of '
differ() {
	for images in mix beside.zip beside.tar; do
		rm -f beside.*
		python3 -m zipfile -c beside.zip mix/x
		tar -cf beside.tar mix/x
		test_fails 1 "^radar-unzip: ($images: )?$differs.*$1" "$images: $2" radar-unzip -k -o no.chunk $images
	done
}
rm mix/x/radar_2011011005.tif.aux.xml
differ 'radar_2011011000.tif says gain=0.5.*, and that of .*radar_2011011005.tif says nothing' 'an image without what is beside the others'
beside 0.4 >mix/x/radar_2011011005.tif.aux.xml
differ 'radar_2011011005.tif says gain=0.4;' 'something else beside an image'
python3 -m zipfile -c beside.zip mix/x/radar_2011011005*
test_fails 1 "^radar-unzip: ${differs}mix/x/radar_2011011000.tif says .*, and that of .*beside.zip says gain=0.4" \
    'something else beside the images of another archive' \
    radar-unzip -o no.chunk mix/x/radar_2011011000.tif beside.zip
test_ok 'what is beside images that are not taken does not matter' is "$both" \
    says --from 2020-11-01T10:10 mix
echo '<PAMDataset><Metadata><MDI key="STATISTICS_MEAN">1</MDI></Metadata></PAMDataset>' >statistics.xml
for image in mix/x/*.tif; do
	cp statistics.xml $image.aux.xml
done
rm mix/x/radar_2011011005.tif.aux.xml
test_ok 'a file beside an image that says nothing of its values does not matter' is '' says mix
(beside 0.5; beside 0.4) >mix/x/radar_2011011000.tif.aux.xml
test_fails 1 'radar_2011011000.tif.aux.xml: it is not whole XML' \
    'two documents in one beside an image' radar-unzip -o no.chunk mix
beside 0.5 | head -c 100 >mix/x/radar_2011011000.tif.aux.xml
test_fails 1 'radar_2011011000.tif.aux.xml: it is not whole XML' \
    'a file beside an image that is cut short' radar-unzip -k -o no.chunk mix
head -c 1048577 /dev/zero >mix/x/radar_2011011000.tif.aux.xml
python3 -m zipfile -c beside.zip mix/x
tar -cf beside.tar mix/x
for images in mix beside.zip beside.tar; do
	test_fails 1 "$images.*radar_2011011000.tif.aux.xml: over the limit of 1 MiB" \
	    "$images: a file beside an image that is too large" radar-unzip -k -o no.chunk $images
done

# ---- Images that are compressed by themselves ----

mkdir plain && for minute in 00 05 10 15; do
	unzip -p $one "*radar_20110100$minute.tif" >plain/radar_20110100$minute.tif
done
radar-unzip --no-whole-days -o plain.chunk plain
# Each is the stream of the plain images.
as_plain() {
	radar-unzip --no-whole-days -o got.chunk "$@" && cmp got.chunk plain.chunk >&2
}
# damaged FILE AT: three other bytes.
damage() {
	printf '\252\125\252' | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
for how in gzip:gz bzip2:bz2 xz:xz zstd:zst; do
	command -v ${how%:*} >/dev/null || continue
	end=${how#*:}
	rm -rf $end && cp -r plain $end
	for image in $end/*.tif; do ${how%:*} -q $image && rm -f $image; done
	tar -cf $end.tar $end && rm -f $end.zip && zip -q0r $end.zip $end && rm -f deflated.zip && zip -qr deflated.zip $end
	for where in $end $end.tar $end.zip deflated.zip "$end/*"; do
		test_ok "images in .$end: $where" as_plain $where
	done
	test_ok "an image in .$end, whose time is not from its name" \
	    is 'radar_2011010005.tif ' names --time 2020-11-01T00:05 --no-whole-days $end/radar_2011010005.tif.$end
	test_fails 1 'neither an archive|decompress it first|does not match the pattern' "an image in .$end from a pipe is not known by a name" \
	    piped $end/radar_2011010005.tif.$end -o no.chunk
	for what in 'head -c 100:it is cut short' 'cat:its compressed data are damaged|its checksum is wrong|it is cut short'; do
		${what%%:*} $end/radar_2011010010.tif.$end >bad && test "${what%%:*}" != cat || damage bad 200
		mkdir -p bad.$end && cp $end/* bad.$end && mv bad bad.$end/radar_2011010010.tif.$end
		test_fails 1 "radar_2011010010.tif, 2020-11-01T00:10Z: (${what#*:}) .-k makes a gap of it" \
		    "an image in .$end: ${what#*:}" radar-unzip -o no.chunk bad.$end
		test_ok "an image in .$end: ${what#*:}: with -k it is a gap" sh -c \
		    'radar-unzip -qk --no-whole-days -o got.chunk bad.'$end' 2>said &&
		    test "$(chunk-info got.chunk | grep -c "^image")" = 3 &&
		    chunk-info --gaps got.chunk | grep -q "2020-11-01T00:10Z .* damaged: "'
	done
done
# a.tif.aux.xml is what is beside a.tif.gz, too.
mkdir beside.plain beside.gz && cp plain/radar_2011010000.tif beside.plain && gzip <plain/radar_2011010000.tif >beside.gz/radar_2011010000.tif.gz
for folder in beside.plain beside.gz; do
	echo '<PAMDataset><PAMRasterBand band="1"><Offset>-20</Offset><Scale>0.3</Scale></PAMRasterBand></PAMDataset>' \
	    >$folder/radar_2011010000.tif.aux.xml
done
tar -cf beside.gz.tar beside.gz && zip -qr beside.gz.zip beside.gz
radar-unzip -o plain.beside beside.plain
test_ok 'a sidecar of a plain image is in the stream' grep -aq '^sidecar=gain=0.3;offset=-20$' plain.beside
for where in beside.gz beside.gz.tar beside.gz.zip beside.gz/radar_2011010000.tif.gz; do
	test_ok "a sidecar of an image that is compressed: $where" sh -c \
	    'radar-unzip -o got.chunk '$where' && cmp got.chunk plain.beside >&2'
done
# Files that fill each other's holes.
mkdir -p holes/all holes/late
radar-synth --from 2020-11-01 --rows 20 --cols 30 -o holes
unpack_zip() {
	(cd "$2" && unzip -q "$1" 2>/dev/null || bsdtar -xf "$1" 2>/dev/null || "$python" -m zipfile -e "$1" .)
}
unpack_zip "$test_dir/holes/2020-11-01.zip" holes/all
whole=$(radar-unzip holes/2020-11-01.zip | chunk-info --digest)
# pack ARCHIVE PATTERN: the images of these names
pack() {
	(cd holes/all && eval "tar -cf ../../$1 $2")
}
filled() {
	test "$(radar-unzip "$@" | chunk-info --digest)" = "$whole"
}
pack most.tar 'radar_20110100* radar_201101[!0]* radar_20110101* radar_2011010[2-8]*'
pack late.tar 'radar_20110109*'
test_ok 'an archive fills the hole of another' filled late.tar most.tar
mkdir singly && cp holes/all/radar_20110109* singly
test_ok 'so do single images' filled most.tar singly
pack even.tar 'radar_*[02468]0.tif' && pack odd.tar 'radar_*[13579]0.tif' && pack fives.tar 'radar_*5.tif'
test_ok 'archives whose times come by turns' filled even.tar odd.tar fives.tar
test_fails 1 'even.tar and most.tar overlap in time, the same day twice. Both have 2020-11-01T00:00Z' \
    'but no time comes twice' radar-unzip -o no.chunk even.tar odd.tar most.tar
cp singly/radar_2011010915.tif . && mkdir twice && mv radar_2011010915.tif twice
test_fails 1 'late.tar and twice/radar_2011010915.tif overlap in time.* 2020-11-01T09:15Z|twice/.* and late.tar overlap' \
    'an image in a hole that is filled already' radar-unzip -o no.chunk most.tar late.tar twice
test_ok 'with -v the files are counted as ever' sh -c 'radar-unzip -v -o got.chunk most.tar late.tar 2>said && grep -q 288 said'
damaged_late() {
	cp late.tar bad.tar && printf 'XXXXXXXX' | dd of=bad.tar bs=1 seek=700 conv=notrunc 2>/dev/null
	rm -rf bad.singly && cp -r singly bad.singly && : >bad.singly/radar_2011010915.tif
	radar-unzip -k -o got.chunk most.tar bad.singly 2>said && grep -q 'bad.singly/radar_2011010915.tif, 2020-11-01T09:15Z' said &&
	    chunk-info --gaps got.chunk | grep -q '09:15Z.*damaged'
}
test_ok 'a damaged image in a hole is a gap with -k, and named' damaged_late
many() {
	rm -rf many && mkdir many
	for n in $(seq 33); do
		(cd holes/all && ls radar_* | awk -v n=$n 'NR % 33 == n % 33' | tar -cf ../../many/$n.tar -T -)
	done
	radar-unzip -o no.chunk many
}
test_fails 1 'overlaps in time with more than 31 others: give fewer' 'more files than may be open at once' many
mkdir ends && gzip <plain/radar_2011010000.tif >ends/radar_2011010000.tif.gz
radar-unzip -o plain.names ends
for pattern in 'radar_%y%m%d%H%M.tif.gz' 'radar_%y%m%d%H%M.tif*' 'radar_%y%m%d%H%M*'; do
	test_ok "a pattern that has the ending, too: $pattern" sh -c \
	    'radar-unzip -p "'$pattern'" -o got.chunk ends && chunk-info got.chunk | grep ^image >got && chunk-info plain.names | grep ^image | cmp got - &&
	    grep -q "radar_2011010000.tif," got'
done
mkdir odd && cp plain/radar_2011010000.tif odd/radar_2011010000.tif.gz
radar-unzip -o got.chunk odd
test_ok 'a plain image that is named as a gzip is taken as it is' \
    test "$(chunk-info --digest got.chunk)" = "$(chunk-info --digest plain.names)"
echo 'no image' >odd/radar_2011010000.tif.gz
test_fails 1 'compressed by itself|is not compressed, as its name says' \
    'what is neither compressed nor an image' radar-unzip -o no.chunk odd
echo '<html>404</html>' | gzip >odd/radar_2011010000.tif.gz
test_fails 1 'radar_2011010000.tif, 2020-11-01T00:00Z: it looks like an HTML page' \
    'a compressed HTML page instead of an image' radar-unzip -o no.chunk odd
gzip </dev/null >odd/radar_2011010000.tif.gz
test_fails 1 'radar_2011010000.tif, 2020-11-01T00:00Z: it is empty: did its download fail. .-k makes a gap of it' \
    'a gzip of nothing instead of an image' radar-unzip -o no.chunk odd
if command -v zstd >/dev/null; then
	rm odd/* && zstd -q --no-check plain/radar_2011010000.tif -o odd/radar_2011010000.tif.zst
	test_fails 1 'compressed by zstd without a checksum, so that damage would not be seen' \
	    'an image in a zstd without a checksum, also with -k' radar-unzip -k -o no.chunk odd
fi
head -c 70000000 /dev/zero | gzip >large.gz && rm odd/* && mv large.gz odd/radar_2011010000.tif.gz
test_fails 1 'an image that is over the limit of 64 MiB when decompressed' 'a gzip of 70 MB of zeros' \
    radar-unzip -k -o no.chunk odd

# ---- Steps that do not count from midnight ----

# hours MINUTE FOLDER: an image for each hour of a day, this many minutes after it.
hours() {
	mkdir -p "$2" && for hour in $(seq -w 0 23); do cp tree/2020/11/01/0000.tif "$2/radar_201102$hour$1.tif"; done
}
mkdir -p tree/2020/11/01 && unzip -p $one '*radar_2011010000.tif' >tree/2020/11/01/0000.tif
hours 50 hours
test_fails 1 '00:50Z is off the grid of one image every 3600 s: see --step, --origin and --pick' \
    'hours that end at 50 minutes are off the grid' radar-unzip --step 1h --stamp end hours
spans() {
	radar-unzip -o got.chunk "$@" && chunk-info got.chunk | sed -n 's/^total .* images \([0-9]*\), gaps \([0-9]*\).*), \(.*\); .*/\1 \2 \3/p'
}
test_ok '--origin: sums of hours that end at 50 minutes make a day' \
    is '24 0 2020-11-01T23:50Z to 2020-11-02T23:50Z' spans --step 1h --stamp end --origin 00:50 hours
test_ok '--origin: a day of stamps that are starts' \
    is '24 0 2020-11-02T00:50Z to 2020-11-03T00:50Z' spans --step 1h --origin 00:50 hours
test_ok '--origin: a day that begins in the middle of the images has gaps at both ends' \
    is '24 2 2020-11-01T05:50Z to 2020-11-03T05:50Z' spans --step 1h --stamp end --origin 06:50 hours
test_ok '--origin: what is missing at the edges of --from and --to' \
    is '3 1 2020-11-02T20:50Z to 2020-11-03T00:50Z' \
    spans --step 1h --stamp end --origin 00:50 --from 2020-11-02T20:50 --to 2020-11-03T00:50 hours
test_ok '--origin: no gaps without whole days' \
    is '24 0 2020-11-01T23:50Z to 2020-11-02T23:50Z' spans --step 1h --stamp end --origin 06:50 --no-whole-days hours
test_fails 2 'must be whole steps of 3600 s from midnight, or from --origin' '--from that is off the grid of --origin' \
    radar-unzip --step 1h --origin 00:50 --from 2020-11-02 hours
test_fails 2 '^radar-unzip: --origin takes a time of day' '--origin that is no time of day' \
    radar-unzip --origin 50min hours
for minute in 00 10 20 30 40; do hours $minute hours; done
test_ok '--pick: of sums each ten minutes, those that end on the hour' \
    is '24 0 2020-11-01T23:00Z to 2020-11-02T23:00Z' spans --step 1h --stamp end --origin 00:00 --pick hours
test_ok '--pick: those that end at 50 minutes' \
    is '24 0 2020-11-01T23:50Z to 2020-11-02T23:50Z' spans --step 1h --stamp end --origin 00:50 --pick hours
picked() {
	radar-unzip -v --step 1h --pick -o got.chunk hours 2>said &&
	    grep -qx 'radar-unzip: 120 images are between the steps, or not between --from and --to' said
}
test_ok '--pick: -v says how many were left out' picked
test_fails 1 'none of 144 images is taken: hours/radar_20110200?00.tif: 2020-11-02T00:00Z is between the steps of 3600 s: --origin 00:00 takes it$' \
    '--pick: nothing on the grid is an error, which names an image and its --origin' \
    radar-unzip --step 1h --origin 00:07 --pick -o none hours

# ---- Stars, question marks, folders ----

# Two images of two days, in folders of years, months and days.
for day in 01 02; do
	mkdir -p tree/2020/11/$day
	for hour in 00 12; do
		unzip -p $one "*radar_201101${hour}00.tif" >tree/2020/11/$day/${hour}00.tif
	done
done
(cd tree && zip -qr ../tree.zip 2020 && tar -cf ../tree.tar 2020)
four='2020/11/01/0000.tif 2020/11/01/1200.tif 2020/11/02/0000.tif 2020/11/02/1200.tif '
half_days='--step 12h -p %Y/%m/%d/%H%M.tif'
for where in tree tree.zip tree.tar "$(find tree -name '*.tif')"; do
	test_ok "dates in the names of folders: $(echo $where)" is "$four" names $half_days $where
done
test_ok 'capitals of folders and names are those of the pattern' \
    is '2020/11/01/0000.TIF 2020/11/01/1200.TIF 2020/11/02/0000.TIF 2020/11/02/1200.TIF ' \
    names --step 12h -p %Y/%m/%d/%H%M.TIF tree
test_ok 'a star within the name of a folder' is "$four" names --step 12h -p '%Y/%m/%d*/%H?0*.tif' tree
mkdir -p other/2020 && cp -r tree/2020/11 other/2020/x
test_fails 1 'none of its 4 members has the name of one|neither images nor archives' 'a folder that is no month' \
    radar-unzip $half_days other
mkdir versions
for hour in 00 06 12 18; do
	cp tree/2020/11/01/0000.tif "versions/rain.A.20201101-${hour}00-v0$((${hour#0} / 12)).TIF"
done
test_ok 'stars and question marks stand for versions' \
    is 'rain.A.20201101-0000-v00.tif rain.A.20201101-0600-v00.tif rain.A.20201101-1200-v01.tif rain.A.20201101-1800-v01.tif ' \
    names --step 6h -p 'rain.*.%Y%m%d-%H%M-v??.tif' versions
cp versions/rain.A.20201101-0000-v00.TIF versions/rain.B.20201101-0000-v00.TIF
test_fails 1 'rain.A.20201101-0000-v00.TIF and versions/rain.B.20201101-0000-v00.TIF overlap in time' 'two versions of one time are an error' \
    radar-unzip --step 6h -p 'rain.*.%Y%m%d-%H%M-v??.tif' versions
mkdir digits && cp tree/2020/11/01/0000.tif digits/20201101120.tif
test_fails 1 '20201101120.tif: its name gives several times under -p' 'a star that may be digits of the time' \
    radar-unzip --step 1h -p '*%Y%m%d%H*.tif' digits
test_fails 2 'no full time' 'a star gives no time' radar-unzip -p '*' digits

# ---- The command line ----

test_fails 2 'unknown|no option' 'an unknown option is a usage error' radar-unzip --whole-days $one
test_fails 2 'no full time' 'a pattern without a full time' radar-unzip -p 'radar_%H%M.tif' $one
test_fails 2 "the conversions of strptime.3. that it may have are %Y" 'a conversion that is not known' radar-unzip -p '%Q' $one
test_fails 2 'cannot tell times 300 s apart' 'a pattern coarser than the step' radar-unzip -p '%Y%m%d%H' $one
test_fails 2 'a day must be whole steps' 'a step that is no part of a day' radar-unzip --step 7min $one
test_fails 2 'a day must be whole steps' 'a step over a day' radar-unzip --step 2d $one
test_fails 2 'from must be before' '--from after --to is a usage error' radar-unzip --from 2020-11-02 --to 2020-11-02 $one
test_fails 2 'must be whole steps' '--from between two steps is a usage error' radar-unzip --from 2020-11-02T00:01 $one
test_fails 2 'must be whole steps' '--to between two steps is a usage error' radar-unzip --to 2020-11-02T00:01 $one
test_fails 2 'must be whole steps' 'a time between two steps' radar-unzip --time 2020-11-02T00:01 $one
test_fails 2 'start.end' 'a stamp of neither' radar-unzip --stamp middle $one
test_fails 2 'standard input must be the only input' 'standard input beside a file' radar-unzip $one -

# ---- The pattern ----

test_fails 1 '00:05Z is off the grid of one image every 600 s' 'an image off the grid of --step' \
    radar-unzip --step 10min -o no.chunk $one
test_is 'a pattern that picks the full hours' is 24 sh -c \
    "radar-unzip -p radar_%y%m%d%H00.tif --step 1h $one | chunk-info | grep -c ^image"
test_is 'a pattern that picks the full hours has no gap' is '' \
    gaps -p radar_%y%m%d%H00.tif --step 1h $one
cp err last
test_ok 'a pattern that picks the full hours: a line tells how many others there are' \
    said "^left out: 264 files or members whose names are not radar_%y%m%d%H00.tif \(see -p\), such as $one: radar_2011010005.tif\$"
test_ok 'that is the only line' is 1 sh -c 'wc -l <last | tr -d " "'
mkdir steps
for name in rr_202011011200_202011011230 RR_202011011230_202011011300; do
	echo image >steps/$name.TIF
done
steps='--no-whole-days -p rr_%Y%m%d%H%M_%Y%m%d%H%M.tif'
test_ok 'two times in a name are a step from the first to the second' \
    is 'rr_202011011200_202011011230.tif rr_202011011230_202011011300.tif ' names --step 30min $steps steps
test_ok 'the first time is the start' sh -c 'chunk-info got.chunk | grep -q "^image *2020-11-01T12:00Z *2020-11-01T12:30Z"'
test_fails 1 'its name says from .* to .*, which is not one step of 300 s: see --step' \
    'two times that are not a step apart are an error' radar-unzip $steps -o no.chunk steps
rm steps/*
echo image >steps/rr_202011011200_202011011130.tif
test_fails 1 'its name says from 2020-11-01T12:00Z to 2020-11-01T11:30Z, which is not one step' \
    'two times in the wrong order are an error' radar-unzip --step 30min $steps -o no.chunk steps
test_fails 2 'stamp: the pattern gives the start and the end' '--stamp with two times is a usage error' \
    radar-unzip --stamp start $steps steps
for twice in %Y%m%d_%d.tif %Y%y%m%d.tif %Y%m%d%j.tif rr_%Y%m%d%H%M_%H%M.tif %F_%F_%F.tif; do
	test_fails 2 'it says a part of the time twice' "the pattern $twice" radar-unzip -p $twice --step 1d $one
	test_fails 2 'it says a part of the time twice' "the pattern $twice with --time" \
	    radar-unzip -p $twice --time 2020-11-01 $one
done
test_ok 'the time of one image among others' is 'radar_2011011200.tif ' \
    names -p radar_2011011200.tif --time 2019-06-01T10:00 $one
test_ok 'the time of one image is the one that was given' is 'image 2019-06-01T10:00Z' \
    sh -c 'chunk-info got.chunk | grep ^image | tr -s " " | cut -d " " -f 1,2'
test_fails 1 'time is the time of one image, but there are 288' \
    'one time for many images is an error' \
    radar-unzip --time 2020-11-01 -o no.chunk $one

# ---- Damage, by hand ----

# Bytes inside the image of noon are others.
at=$(grep -abo radar_2011011200.tif $one | head -n 1 | cut -d : -f 1)
(head -c $((at + 100)) $one && printf 'xxxxxxxxxxxxxxxx' && tail -c +$((at + 117)) $one) >bad.zip
test_fails 1 'bad.zip: radar_2011011200.tif, 2020-11-01T12:00Z: its (checksum|compressed)' \
    'a damaged image is an error' \
    radar-unzip -o no.chunk bad.zip
test_is 'a damaged image is a gap with -k' radar-unzip -k -o bad.chunk bad.zip
cp err last
test_ok '-k: a line warns of a damaged image' \
    said '^bad.zip: radar_2011011200.tif, 2020-11-01T12:00Z: .*: it is a gap now$'
test_ok '-k: a line counts the damaged images' said '^damaged: 1 of 288 images, 0 of 1 files'
test_ok '-k: there is no other line' is 2 sh -c 'wc -l <last | tr -d " "'
test_ok '-k: the gap says which image it was' \
    sh -c 'chunk-info --gaps bad.chunk | grep -q "^gap .*T12:00Z .* damaged: radar_2011011200.tif: "'
test_ok '-k: the same bytes and lines for any number of threads' \
    sh -c 'radar-unzip -k -j 7 bad.zip 2>err7 | cmp - bad.chunk && cmp last err7'
test_is '-k: what is left of a cut zip is used' radar-unzip -k -o cut.chunk cut.zip
cp err last
test_ok '-k: a line says that a zip is cut' \
    said '^cut.zip: it does not end as a zip does.*: what is left of it is used$'
whole=$(chunk-info cut.chunk | grep -c ^image)
test_ok '-k: a cut zip has most of the day' test "$whole" -gt 150
test_ok '-k: a cut zip has gaps for its other images' is $((288 - whole)) sh -c \
    "chunk-info --gaps cut.chunk | sed 's/.* 0.\([0-9]*\) .*/\1/' | awk '{ n += \$1 } END { print n }'"
test_is '-k: a zip that only lost its directory is read' radar-unzip -k -o last.chunk last.zip
test_ok '-k: a zip that only lost its directory has all of the day' same last.chunk one.chunk
head -c 200 $one >first.zip
test_is '-k with nothing left is a failure' sh -c '! radar-unzip -k -o no.chunk first.zip'
cp err last
test_ok '-k with nothing left says so' said '^no images: '
test_fails 1 'did its download fail' '-k does not forgive an HTML page' radar-unzip -k -o no.chunk html.zip
test_ok '-k with an HTML page leaves no file' test ! -e no.chunk

# ---- Real images ----

if test -n "$shared"; then
	real=$shared/smhi-grid/radar_1403250900.tif
	test_ok 'a bare image is read' is 'radar_1403250900.tif ' names $real
	test_ok 'a bare image has its day around it' \
	    is "$(missing 2014-03-25T00:00Z 2014-03-25T09:00Z 108
		missing 2014-03-25T09:05Z 2014-03-26T00:00Z 179)" gaps $real
	test_ok 'a bare image stands alone with --no-whole-days' is '' gaps --no-whole-days $real
	test_ok 'an image whose name has no time is taken with --time' is 'radar-composite.tif ' \
	    names --time 2020-07-24T12:00 "$shared/fmi/radar-composite.tif"
	test_fails 1 'whose name does not match the pattern: -p says what the names of images look like, or --time when it was' \
	    'an image whose name has no time needs --time' \
	    radar-unzip -o no.chunk "$shared/fmi/radar-composite.tif"
	test_ok 'a real day of hours, in a tar.gz' is 24 sh -c "radar-unzip --step 10min -p RW_%Y%m%d-%H%M.asc \
	    '$shared/radolan/RW-20221018.tar.gz' | chunk-info | grep -c ^image"
fi

# ---- Archives made to measure ----

test -n "$python" || test_skip 'no python3 with numpy: no archives of other kinds'
"$python" "$srcdir/tests/make/zips.py"
for archive in stored.zip bzip2.zip lzma.zip bare.zip xz.zip mixed.zip folders.zip streamed.zip self.zip day.tar mixed.tar day.tar.gz \
    day.tar.xz folders.tar; do
	test_ok "$archive: is the day" sh -c "radar-unzip $archive | cmp - one.chunk"
	test_ok "$archive: from a pipe it is the day" sh -c "cat $archive | radar-unzip | cmp - one.chunk"
done
test_ok 'a missing member is a gap' is "$(missing 2020-11-01T08:20Z 2020-11-01T08:25Z 1)" \
    gaps hole.zip
test_ok 'noon missing is one gap' is "$(missing 2020-11-01T11:00Z 2020-11-01T13:00Z 24)" gaps noon.zip
test_ok 'a first and a last member that are missing are gaps' \
    is "$(missing 2020-11-01T00:00Z 2020-11-01T00:05Z 1
	missing 2020-11-01T23:55Z 2020-11-02T00:00Z 1)" gaps ends.zip
test_ok 'a first and a last member that are missing are not gaps without whole days' is '' \
    gaps --no-whole-days ends.zip
test_ok 'a gap over midnight and a missing day is one' \
    is "$(missing 2020-11-01T00:00Z 2020-11-01T00:05Z 1
	missing 2020-11-01T23:55Z 2020-11-03T00:00Z 289)" gaps ends.zip $three
fails twice.zip 'the same time twice, 2020-11-01T00:35Z: radar_2011010035.tif and again/' 'a member twice' -k
fails date.zip 'radar_2002310000.tif: no calendar has the time' '31 February' -k
fails grid.zip 'radar_2011010002.tif: 2020-11-01T00:02Z is off the grid' 'an image off the grid' -k
fails secret.zip 'radar_2011010000.tif: it is encrypted' 'an encrypted zip' -k
fails large.zip 'an image of 67108865 bytes, over the limit of 64 MiB' 'an image too large' -k
fails large.tar 'an image of 67108865 bytes, over the limit of 64 MiB' \
    'an image too large in a tar' -k
fails far.tar 'too far from the order of time' 'a tar too far out of order'
fails void.zip 'radar_2011010025.tif, 2020-11-01T00:25Z: it is empty' 'an empty member'
fails fewer.zip 'its directory is damaged: it is longer' 'fewer members than there are'
fails more.zip 'its directory is damaged: it has fewer' 'more members than there are'
fails parts.zip 'one part of a zip in several parts' 'a part of a zip' -k
fails crc.zip '00:00Z: its checksum is wrong' 'a wrong checksum'
fails crc8.zip '00:00Z: its checksum is wrong' 'a wrong checksum of a deflated image'
fails claim.zip '00:00Z: its sizes cannot be right' 'a size that deflate cannot reach'
fails beyond.zip '00:00Z: it is cut short' 'data that reach into the directory'
for method in '1 Shrink' '6 Implode' '9 Deflate64' '97 WavPack' '99 AES encryption' '1234 a method without a name'; do
	fails method-${method%% *}.zip "radar_2011010000.tif: compressed by ${method#* } \\(method ${method%% *} of zips\\), which is not read here: unpack" \
	    "${method#* } in a zip, which may be whole" -k
done
fails method.zip 'its directory is damaged: it says radar_2011010000.tif, and' 'a method in the directory that is not the member'\''s'
for kind in deflate bzip2 lzma; do
	for change in renamed lost changed; do
		fails $change-$kind.zip 'radar_2011012300.tif, .*: its (header is damaged|compressed data are damaged|checksum is wrong) .-k makes a gap' \
		    "$kind, an image that is $change"
		test_is "$kind, an image that is $change: with -k it is a gap" radar-unzip -k -o got.chunk $change-$kind.zip
		test_ok "$kind, an image that is $change: there is no other gap" \
		    is 1 sh -c 'chunk-info --gaps got.chunk | grep -c "T23:00Z .*T23:05Z .*damaged: radar_2011012300.tif: its "'
		test_ok "$kind, an image that is $change: that is all" is 1 sh -c 'chunk-info --gaps got.chunk | grep -c ^gap'
	done
done
fails outside.zip 'its directory is damaged: it says radar_2011022305.tif, and' \
    'an image with another day in the directory' '--to 2020-11-02'
test_is '-k with all images damaged is an error' sh -c '! radar-unzip -k -o no.chunk crc.zip'
cp err last
test_ok '-k with all images damaged says so' said '^no images: all 288 are damaged'
for archive in between.tar inside.tar cut.tar.gz; do
	test_fails 1 "$archive: it is cut short" "$archive: an error" radar-unzip -o no.chunk $archive
	test_fails 1 "standard input: it is cut short" "$archive: from a pipe it is an error" piped $archive -o no.chunk
	test_is "$archive: with -k what is left" radar-unzip -k -o left.chunk $archive
done
test_ok 'no failure left a file' test ! -e no.chunk

# ---- The bytes, as the reader in Python has them ----

test_ok 'every image has the bytes of its member' "$python" "$srcdir/tests/compare/images.py"

# ---- The examples of the page ----

mkdir page page/archive
cp days/* page
cp days/* bad.zip page/archive
rm page/archive/2020-11-01.zip
"$python" "$srcdir/tests/make/page.py"
sed -n '/^[.]Sh EXAMPLES/,/^[.]Sh SEE/p' "$srcdir/man/radar-unzip.1" |
    sed -n '/^[.]Bd/,/^[.]Ed/p' | sed '/^[.]/d; s/\\e$/\\/' >page/examples.sh
test_is 'the examples of the page do what it says' sh -ec 'cd page; . ./examples.sh'
cp err last
cp out listed
test_ok 'the examples of the page give one warning, and a count' \
    is 2 sh -c 'wc -l <last | tr -d " "'
test_ok 'the examples of the page list the damaged image' grep -q 'damaged: radar_2011011200.tif' \
    listed
test_ok 'the examples of the page leave what they make' \
    ls page/november.gif page/morning.chunk page/rain.tif page/2020.chunk
test_ok 'the examples of the page: 96 quarters of an hour' \
    is 96 sh -c 'chunk-info page/2020.chunk | grep -c ^field'
# ---- What stands beside images, in any order; masks; links ----

mkdir beside
python3 -m zipfile -e $one beside
ls beside/* | sed 1d | xargs rm
image=radar_2011010000.tif
echo '<PAMDataset><PAMRasterBand band="1"><UnitType>mm/h</UnitType></PAMRasterBand></PAMDataset>' >beside/$image.aux.xml
(cd beside && python3 -m zipfile -c ../after.zip $image $image.aux.xml && python3 -m zipfile -c ../before.zip $image.aux.xml $image)
mv beside/$image.aux.xml beside/$image.AUX.XML
for input in after.zip before.zip beside beside/$image; do
	test_ok "$input: what stands beside the image is in the stream" sh -c \
	    'radar-unzip -o beside.chunk "$1" && chunk-info beside.chunk | grep -q "^sidecar  *unit=mm/h$"' sh $input
done
echo '<PAMDataset><SRS>EPSG:3067</SRS></PAMDataset>' >beside/$image.AUX.XML
test_fails 1 'has a place or CRS in the .aux.xml beside it too' 'a place beside an image is refused' sh -c \
    'radar-unzip -o beside.chunk "$1" && tif2rain -o no.chunk beside.chunk' sh beside
rm beside/$image.AUX.XML
ln -s nowhere beside/$image.aux.xml
test_fails 1 'aux.xml: cannot open' 'a link to nothing beside an image is an error' radar-unzip -o no.chunk beside/$image
rm beside/$image.aux.xml
cp beside/$image beside/$image.msk
(cd beside && python3 -m zipfile -c ../mask.zip $image $image.msk)
for input in mask.zip beside beside/$image; do
	test_fails 1 "$image.msk: a mask beside an image" "$input: a mask beside an image is refused" \
	    radar-unzip -o no.chunk $input
done
rm beside/$image.msk
ln -s $image beside/radar_2011010005.tif
if command -v zip >/dev/null; then
	(cd beside && zip -qy ../link.zip *)
	test_fails 1 'radar_2011010005.tif: a link, not an image' 'a link in a zip is no image' radar-unzip -o no.chunk link.zip
fi

# ---- Input that does not block ----

slowly() {
	"$python" - "$1" <<'END'
import fcntl, os, subprocess, sys, time
r, w = os.pipe()
fcntl.fcntl(r, fcntl.F_SETFL, os.O_NONBLOCK)
p = subprocess.Popen(['radar-unzip', '-o', 'slow.chunk'], stdin=r)
os.close(r)
time.sleep(0.2)
os.write(w, open(sys.argv[1], 'rb').read(4096))
time.sleep(0.2)
with open(sys.argv[1], 'rb') as f, os.fdopen(w, 'wb') as to:
    f.seek(4096)
    to.write(f.read())
sys.exit(p.wait())
END
}
test -z "$python" || test_ok 'a pipe that does not block is waited for' slowly $one
test_done
