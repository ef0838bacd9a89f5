# SPDX-License-Identifier: BSD-2-Clause
# rarely.sh - what few users meet, and each of them must not be let down by: links and pipes in the place
# of files, names and times beyond what is reasonable, sizes over the limits, odd words in a history.
. "${srcdir:-.}/tests/lib.sh"
. "$srcdir/tests/images.sh"

radar-synth --from 2020-11-01 --rows 40 --cols 30 -o .
mv 2020-11-01.zip day.zip
radar-unzip day.zip | tif2rain | bin-average -n 8 >right.chunk

# ---- Names of output ----

# is_right FILE: the mean of the day, made with -o NAME, is there; and what was a link still is one.
stats right.chunk >right.stats
through_links() {
	mkdir -p far/away
	echo old >far/away/target
	ln -s "$PWD/far/away/target" absolute
	ln -s ../absolute far/relative
	ln -s far/relative first
	stats -o first right.chunk && cmp far/away/target right.stats >&2 && test -L first && test -L far/relative &&
	    test -L absolute && test "$(ls -A far/away)" = target
}
test_ok '-o follows links, from folder to folder' through_links
ln -s new.chunk dangling
test_ok '-o makes what a link names' sh -c 'stats -o dangling right.chunk && cmp new.chunk right.stats && test -L dangling'
ln -s round about
ln -s about round
test_fails 1 '^stats: round: too many links$' '-o refuses links that lead nowhere' stats -o round right.chunk
test_fails 1 '"" is not a name for a file' "-o '' is no name" stats -o '' right.chunk
test_fails 1 '"none/" is not a name for a file' '-o none/ is no name' stats -o none/ right.chunk

to_a_fifo() {
	mkfifo fifo
	cat fifo >taken &
	stats -o fifo right.chunk || { kill $!; return 1; }
	wait $! && cmp taken right.stats >&2 && test -p fifo
}
test_ok '-o writes to a pipe with a name' to_a_fifo
if test -n "$python"; then
	"$python" -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
	test_fails 1 '^stats: socket: cannot open: ' '-o does not take a socket' stats -o socket right.chunk
fi
# ---- Names of what is open already ----

loops() {
	for day in 1 2; do
		bin-average -n $day -o /dev/stdout day.codes || return
	done >all && { bin-average -n 1 day.codes && bin-average -n 2 day.codes; } | cmp - all >&2 && test "$(ls all*)" = all
}
radar-unzip day.zip | tif2rain >day.codes
test_ok 'a loop of -o /dev/stdout writes one file' loops
for closed in /dev/fd/9 /dev/fd/3 /proc/self/fd/99999999999999999999; do
	test_fails 1 "^stats: $closed: cannot open: Bad file descriptor" "-o $closed, which is not open" \
	    stats -o $closed right.chunk 3>&-
done
test_fails 1 '^stats: /dev/stdin: cannot write: Bad file descriptor' '-o of what is open for reading' \
    sh -c 'stats -o /dev/stdin right.chunk <day.zip'
test_fails 1 '^stats: /proc/[0-9]*/fd/8: a file that another process has open: give its name' \
    '-o of what another process has open' sh -c 'exec 8>kept; echo old >&8; stats -o /proc/$$/fd/8 right.chunk; exit $?'
test_ok '-o of what another process has open leaves it as it was' test "$(cat kept)" \
    = old -a "$(ls kept*)" = kept
if command -v script >/dev/null; then
	test_fails 2 '/dev/stdout is a terminal, and what comes out is binary' '-o /dev/stdout on a terminal' \
	    sh -c 'script -qec "stats -o /dev/stdout right.chunk" /dev/null >said && exit || status=$?; cat said >&2; exit $status'
fi
read_on() {
	cat right.chunk day.codes >both
	size=$(wc -c <right.chunk)
	for name in - /dev/stdin /dev/fd/0 /proc/self/fd/0; do
		{ dd bs=1 skip=$size count=0 2>dd && stats $name; } <both >made && stats day.codes | cmp - made >&2 || return
		cat day.codes | stats $name | cmp - made >&2 || return
	done
}
test_ok 'a file that a shell has open is read on from where it is' read_on
test_ok 'a file that a shell has open is read from its start by the number of its descriptor' \
    sh -c 'stats /dev/fd/8 8<right.chunk | cmp - right.stats && cat right.chunk | stats /dev/fd/8 8<&0 | cmp - right.stats'
test_fails 1 '^stats: /dev/fd/8: a part of it has been read, .*: give it as standard input, <&8' \
    'a file that a shell has read from is refused by the number of its descriptor' \
    sh -c '{ read -r line <&8; stats /dev/fd/8; } 8<right.chunk'
test_ok 'radar-unzip reads on a file that a shell has open' \
    sh -c '{ echo; cat day.zip; } >behind; { read -r line; radar-unzip /dev/stdin; } <behind | tif2rain | cmp - day.codes'
from_a_socket() {
	"$python" - "$1" <<-'END'
	import socket, subprocess, sys, threading
	ours, its = socket.socketpair()
	def send():
	    ours.sendall(open('right.chunk', 'rb').read())
	    ours.close()
	threading.Thread(target=send).start()
	stats = subprocess.run(['stats', sys.argv[1]], stdin=its, stdout=subprocess.PIPE)
	assert stats.returncode == 0 and stats.stdout == open('right.stats', 'rb').read()
	END
}
if test -n "$python"; then
	test_ok 'a socket is read as /dev/stdin' from_a_socket /dev/stdin
fi

# ---- Files that are in the way ----

cp day.codes twice.chunk
test_ok '-o may be what is read' sh -c 'subsample -f 2 day.codes >half && subsample -f 2 -o twice.chunk twice.chunk && cmp half twice.chunk'
for name in - /dev/stdout; do
	for input in twice.chunk - ''; do
		test_fails 1 '^subsample: (twice.chunk|standard input): is .* too, which would be read again' \
		    "what a shell opened for both is refused: -o $name $input" \
		    sh -c "cp half twice.chunk; subsample -f 1 -o $name $input <twice.chunk 1<>twice.chunk"
	done
done
test_ok 'what a shell opened for both is left as it was' cmp half twice.chunk
mkdir links
ln -s ../one.zip links/2020-11-01.zip
ln -s ../one.zip links/2020-11-02.zip
test_fails 1 '^radar-synth: links/2020-11-02.zip: the same file as links/2020-11-01.zip, which is written too' \
    'two days that would be one file are an error' radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o links
test_ok 'two days that would be one file leave no file' test ! -e one.zip
name=$(printf '%0256d' 0)
test_fails 1 "^stats: $name: cannot be made: File name too long" 'a name too long is seen before anything is read' \
    stats -o "$name" none.chunk
test_ok 'the longest name is taken' \
    sh -c "stats -o ${name#0} right.chunk && cmp ${name#0} right.stats"
test_fails 1 '^stats: right.chunk/x: cannot be made: Not a directory' 'a file in the place of a folder' \
    stats -o right.chunk/x none.chunk
test_fails 1 '^stats: far: is a directory' 'a folder in the place of a file' stats -o far none.chunk

# Root may write what nobody may; not so without this capability.
echo old >protected
chmod 444 protected
as_user=
test "$(id -u)" != 0 || as_user='setpriv --bounding-set -dac_override --inh-caps -dac_override'
if ! $as_user sh -c 'echo new >protected' 2>err; then
	test_fails 1 '^stats: protected: is there, and cannot be written: Permission denied' 'a file that is protected' \
	    $as_user stats -o protected right.chunk
	test_ok 'a file that is protected stays as it was' sh -c 'echo old | cmp - protected'
fi
modes() {
	(umask 027 && stats -o moded right.chunk && test "$(stat -c %a moded)" = 640 && chmod 604 moded &&
	    stats -o moded right.chunk && test "$(stat -c %a moded)" = 604)
}
test_ok 'a new file has the mode that umask leaves, another one keeps its own' modes

name=$(printf '%05000d' 0)
test_fails 2 '^chunk2tif: -o: a pattern of over [0-9]* bytes' 'chunk2tif: a pattern beyond all names' \
    chunk2tif -o "$name.tif" right.chunk

# ---- What is read ----

from_a_fifo() {
	rm -f fifo
	mkfifo fifo
	cat day.zip >fifo &
	radar-unzip fifo | tif2rain | bin-average -n 8 | cmp - right.chunk >&2
}
test_ok 'radar-unzip takes a pipe with a name, as a shell makes of <(...)' from_a_fifo
if test -n "$python"; then
	test_fails 1 '^radar-unzip: socket: cannot open: ' 'radar-unzip does not take a socket' radar-unzip socket
fi

with_a_link() {
	radar-unzip day.zip >images && unpack images folder && rm -f images &&
	    ln -sf radar_2011010000.tif folder/radar_2011010005.tif && tar -cf links.tar -C folder .
}
with_a_link
test_fails 1 'links.tar: .*radar_2011010005.tif: a link, not an image' 'an archive with a link for an image' \
    radar-unzip links.tar

# The end of a zip that says its directory were of 65 MiB.
truncate -s 66M huge.zip
printf 'PK\005\006\000\000\000\000\001\000\001\000\000\000\020\004\000\000\000\000\000\000' >>huge.zip
test_fails 1 'huge.zip: .*its directory is over the limit of 64 MiB' 'a zip with a huge directory' radar-unzip huge.zip

head -c 30 day.zip >stump.zip
run radar-unzip -k -o none stump.zip
cp err said
test_ok 'radar-unzip -k: a zip of which nothing is left is an error' \
    sh -c "test $status = 1 && grep -qx 'radar-unzip: no images: nothing was left to use' said && test ! -e none"

mkdir ages
image 10 20 30 40 >ages/00010101000000
cp ages/00010101000000 ages/99991231235959
test_fails 1 'from the first step to the last there are more than 4294967295 steps of 1 s' 'ten thousand years of seconds' \
    radar-unzip --step 1s -p %Y%m%d%H%M%S ages

write() {
	"$python" - "$@" <<-'END'
	import sys
	from chunkwrite import *
	def out(records, grid=GRID): sys.stdout.buffer.write(stream(grid, None, records))
	values = np.arange(54, dtype='<f4').reshape(6, 9)
	exec(sys.argv[1])
	END
}
if test -n "$python"; then
	write 'out([field(values, t, t + 1) for t in range(300)])' >seconds.chunk
	test_fails 1 '^bin-average: 1970-01-01T00:00Z: more fields .*steps of 300 s$' 'fields closer than the step of their stream' \
	    bin-average -w 5min seconds.chunk
	write 'out([field(values, 2**61, 2**61 + 300)])' >far.chunk 2>err || :
	test_fails 1 'far.chunk: record 1' 'a time that no calendar has' chunk2tif -o far-%Y.tif far.chunk
	write 'out([blob(b"a.tif", bytes((64 << 20) + 1), 0, 300)], GRID[7:])' >blob.chunk
	test_fails 1 'blob.chunk: record 1.* an image of 67108865 bytes, over the limit' 'an image over the limit in a stream' \
	    chunk-info blob.chunk
	rm blob.chunk
	write 'out([field(values, 0, 300)], [("units", "K") if k == "units" else (k, v) for k, v in GRID])' >kelvin.chunk
	test_fails 1 '^bin-average: --sum wants rates in mm h-1 or amounts in mm, the input is in K$' \
	    'a depth of kelvins' bin-average -w 5min --sum kelvin.chunk
	write 'out([field(values, 0, 300)], [line for line in GRID if line[0] not in ("units", "variable")])' >bare.chunk
	test_ok 'a GeoTIFF of values whose units nobody knows' chunk2tif -o bare.tif bare.chunk
	write 'out([field(values, t, t + 300) for t in (0, 2**33)])' >ages.chunk
	test_fails 1 '^stats: --exceed counts the seconds of no more than 136 years$' 'hours above, over centuries' \
	    stats --exceed 1 ages.chunk
	write 'out([field(values, t, t + 300, have=3 << 30, expected=3 << 30) for t in (0, 300)])' >many.chunk
	test_fails 1 '^stats: more than 4294967295 images or time steps: take fewer days$' 'more images than can be counted' \
	    stats many.chunk
	write 'records = [field(values, 0, 300), field(values.astype("|u1"), 300, 600)]
sys.stdout.buffer.write(stream(GRID, np.arange(256), records))' >mixed.chunk
	test_fails 1 'mixed.chunk.*: a field of values in a stream of codes' 'codes and values in one stream' \
	    stats mixed.chunk
	write 'out([], GRID[7:])' >nothing.images
	test_fails 1 '^tif2rain: no images: the input is sound' 'images, but none' tif2rain nothing.images
fi

# tif "TAGS" CODE ...: a TIFF with these tags beside those of a 2 x 2 image in 16 bits and three bands.
tif() {
	"$python" "$srcdir/tests/make/tif.py" "$@"
}
rates() {
	radar-unzip --time 2020-11-01 "$@" | tif2rain -g 0.4 -b -30 -n none --max-rate 1000 >rates.chunk && values rates.chunk
}
three_bands_in_16_bits() {
	tif '{}' 100 100 100 125 125 125 150 150 150 400 400 400 >three.tif
	tif '{258: (3, 16), 262: (3, 1), 277: (3, 1), 279: (4, 8)}' 100 125 150 400 >one.tif
	rates three.tif >three && rates one.tif >one && cmp three one >&2 && test "$(wc -w <one)" = 4
}
if test -n "$python"; then
	test_ok 'three equal bands of 16 bits are one' three_bands_in_16_bits
	tif '{}' 100 100 100 125 125 126 150 150 150 400 400 400 >differ.tif
	tif '{256: None}' >narrow.tif
	tiles='273: None, 278: None, 279: None, 324: (4, 0), 325: (4, 24)'
	tif "{$tiles, 322: (4, 0), 323: (4, 16)}" >zero.tif
	tif "{$tiles, 322: (4, 16384), 323: (4, 16384)}" >wide.tif
	while read -r name why; do
		radar-unzip --time 2020-11-01 $name.tif >$name.images
		test_fails 1 "^tif2rain: $name.tif, 2020-11-01T00:00Z: $why" \
		    "tif2rain: the image $name: $why" \
		    tif2rain -n none $name.images
	done <<-'END'
	differ bands differ at row 0, column 1: band 1 has 125, band 3 has 126
	narrow is not a whole TIFF image
	zero is not a whole TIFF image
	wide has tiles of 16384 x 16384 cells, more than the image
	END
fi

# A night without images, of which each day has a part.
a_night_is_one_gap() {
	radar-synth --from 2020-11-01 --days 2 --rows 40 --cols 30 -o night &&
	    for day in 1 2; do
		radar-unzip night/2020-11-0$day.zip >images && unpack images night/$day || return
	    done
	rm night/1/radar_201101233?.tif night/1/radar_20110123[45]?.tif night/2/radar_201102000?.tif
	for day in 1 2; do
		rain night/$day | stats --partial >part$day || return
	done
	rain night/1 night/2 | stats >whole && stats part2 part1 >merged && chunk-info --gaps merged >gaps &&
	    test "$(digest whole)" = "$(digest merged)" && chunk-info --gaps whole | diff - gaps >&2 &&
	    grep -q '^gap    2020-11-01T23:30Z  2020-11-02T00:10Z .* 0/8  missing$' gaps
}
test_ok 'a gap that goes on in the next day is one gap when the statistics of both are merged' a_night_is_one_gap

# ---- Options ----

test_fails 1 '--scale log: the usual range for dBZ' 'gifmake: dBZ have no logarithmic scale unless --range says so' \
    sh -c 'radar-unzip day.zip | tif2rain --dbz --float | subsample -f 4 | gifmake --scale log -o none.gif'
test_ok 'gifmake: dBZ have a logarithmic scale with --range' \
    sh -c 'radar-unzip --to 2020-11-01T01:00 day.zip | tif2rain --dbz | gifmake --scale log --range 1,60 -o dbz.gif'
test_ok 'gifmake: a scale over forty decades' gifmake --range 1e-31,1e9 -o decades.gif right.chunk
cedillas_show() {
	gifmake --title 'Curaçao' -o with.gif right.chunk && gifmake --title 'Curacao' -o without.gif right.chunk &&
	    ! cmp -s with.gif without.gif
}
test_ok 'gifmake: a cedilla in a title is drawn' cedillas_show
test_is 'radar-synth -v: how long it took' radar-synth -v --from 2020-11-02 --rows 40 --cols 30 -o .
cp err said
test_ok 'radar-synth -v: one line' \
    sh -c 'test "$(wc -l <said)" = 1 && grep -Eq "^radar-synth: +[0-9.]+ s" said'

threads_are_asked_for() {
	for n in 1 5; do
		CHUNK_THREADS=$n radar-unzip day.zip | CHUNK_THREADS=$n tif2rain |
		    CHUNK_THREADS=$n bin-average -n 8 | cmp - right.chunk >&2 || return
	done
}
test_ok 'CHUNK_THREADS changes no bit' threads_are_asked_for

odd_words() {
	mkdir "it's" && cp folder/radar_2011010000.tif "it's/o'clock_202011010000" &&
	    radar-unzip -p "o'clock_%Y%m%d%H%M" "it's" >odd.chunk &&
	    test "$(key history odd.chunk | cut -d ' ' -f 1,3-)" = "radar-unzip -p 'o'\\''clock_%Y%m%d%H%M'"
}
test_ok 'the history quotes what a shell would need quoted' odd_words
test_done
