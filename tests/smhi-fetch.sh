# SPDX-License-Identifier: BSD-2-Clause
# smhi-fetch.sh - months fetched from a server on this machine that behaves as SMHI's does, and worse:
# smhi-server.py, which says how a plan tells it to answer.
. "${srcdir:-.}/tests/lib.sh"

for need in curl python3 flock; do
	command -v $need >/dev/null && $need --version >/dev/null 2>&1 || test_skip "$need is not installed"
done

# No pause takes time: sleep only writes down how long it should be. (env finds it, the shell's
# functions are for this script.)
really=$(command -v sleep)
calendar=$(command -v date)
fetch=$srcdir/scripts/smhi-fetch
test -z "${TOOLS:-}" || fetch=$(command -v smhi-fetch)
mkdir bin server
printf '#!/bin/sh\necho "$1" >>"%s/naps"\n' "$test_dir" >bin/sleep
cat >bin/smhi-fetch <<END
#!/bin/sh
exec "$fetch" --base "\$BASE" "\$@"
END
chmod +x bin/*
PATH=$test_dir/bin:$PATH

# November without its 17th, and the day before it.
radar-synth --from 2020-10-31 --days 31 --rows 12 --cols 8 -o server
cp server/2020-11-01.zip invented.zip
# A server has real zips: without the mark of invented ones, which smhi-fetch refuses.
python3 - server/*.zip <<'END'
import sys, zipfile
for name in sys.argv[1:]:
    with zipfile.ZipFile(name) as old:
        members = [(m, old.read(m)) for m in old.infolist()]
    with zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED) as new:
        for member, data in members:
            assert data.count(b'radar-synth, invented weather') == 1
            new.writestr(member, data.replace(b'radar-synth, invented weather', b'no source is said of weather '))
END
mv server/2020-11-17.zip .
# The server ends when nobody holds the other end of this pipe: with this script, however that ends.
mkfifo life
python3 "$srcdir/tests/smhi-server.py" server <life >server/said 2>&1 &
exec 7>life

# soon COMMAND ...: it succeeds, now or within some seconds.
soon() {
	for _ in $(seq 200); do
		! "$@" || return 0
		"$really" 0.05
	done
	echo "not within 10 s: $*" >&2
	return 1
}
soon test -s server/port 2>/dev/null || { cat server/said >&2; exit 1; }
server=http://127.0.0.1:$(cat server/port)
no_proxy=127.0.0.1
export no_proxy

# begin NAME [PLAN]: the next requests are of this name, answered by this plan; nothing is here yet.
begin() {
	name=$1
	BASE=$server/$name
	export BASE
	test $# = 1 || echo "$2" >server/$name.plan
	: >server/$name.log
	rm -rf got naps
	: >naps
}

asked() {
	test "$(cut -d ' ' -f 1-3 server/$name.log | tr '\n' ,)" = "$1" || { cat server/$name.log >&2; return 1; }
}

# slept REGEX: those are the pauses, in order, except the one of a second after each day.
slept() {
	grep -v '^1$' naps | tr '\n' ' ' | grep -Eqx "$1" || { echo "slept: $(cat naps)" >&2; return 1; }
}

# left NAMES: and nothing else is in the folder.
left() {
	test "$(ls -A got | tr '\n' ' ')" = "$1" || { ls -lA got >&2; return 1; }
}

same() {
	for zip in got/*.zip; do
		cmp "$zip" "server/${zip#got/}" || return 1
	done
}

# What the command of the test before said and printed; the next one has its own.
remember() {
	cp "$test_dir/err" told
	cp "$test_dir/out" printed
}

said() {
	grep -Eq -e "$1" told || { cat told >&2; return 1; }
}

# test_gets SENTENCE DAY: it comes, with the bytes that it has on the server.
test_gets() {
	test_ok "$1" smhi-fetch "$2" got
	test_ok "$1: the zip alone is left" left "$2.zip "
	test_ok "$1: the zip has the right bytes" same
}

# ---- The command line --------------------------------------------------------------------------

begin usage
synopsis() {
	mandoc -T ascii -O width=900 "$srcdir/man/smhi-fetch.1" | sed 's/.\x08//g' |
	    sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' | grep '^ ' | tr -s ' \n' ' ' >page_says
	smhi-fetch --help | sed -n '/^$/q; s/^usage: //; p' | tr -s '\t \n' ' ' | sed 's/^/ /' >help_says
	diff page_says help_says >&2
}
! command -v mandoc >/dev/null || test_ok "--help begins with the page's SYNOPSIS" synopsis
test_ok '--version is that of the other tools' \
    test "$(smhi-fetch --version)" = "$(radar-unzip --version | sed s/radar-unzip/smhi-fetch/)"
for wrong in '' 2020 2020-13 2020-1 2020-11-31 november '2020-11 a b' '--no-such-option 2020-11' '-x 2020-11' \
    '2020-11 --base' '--base=ftp://x 2020-11'
do
	test_fails 2 '^smhi-fetch: .*--help' "'$wrong' is a usage error" smhi-fetch $wrong
done
test_fails 1 '^smhi-fetch: no/such: ' 'the folder above must exist' smhi-fetch 2020-11 no/such
test_fails 1 '^smhi-fetch: life: ' 'a file instead of the folder is an error' \
    smhi-fetch 2020-11 life
test_ok 'no usage error asked the server for anything' asked ''

# ---- A month -----------------------------------------------------------------------------------

begin month '2020-11-01 pair
2020-11-02 pair'
test_fails 1 'missing.*404.*: 2020-11-17$' 'a month without its 17th fails, and names it' smhi-fetch 2020-11 got
remember
test_ok 'smhi-fetch says whose data it is' grep -qx 'Data: SMHI, CC BY 4.0' printed
test_ok 'a month without its 17th: all other days are there' test "$(ls -A got | wc -l)" = 29
test_ok 'a month without its 17th: the other days are as the server has them' same
test_ok 'each day was asked for once' \
    test "$(sort -u server/month.log | wc -l) $(wc -l <server/month.log)" = '30 30'
test_ok 'there are two transfers at a time, and never three' test "$(cat server/month.most)" = 2
test_ok 'smhi-fetch rests after each transfer' test "$(grep -cx 1 naps)" = 28
version=$(radar-unzip --version | sed 's/.* //')
test_ok 'smhi-fetch says its name to the server' \
    test "$(grep -c " rainpipe/$version (smhi-fetch)$" server/month.log)" = 30
gap='gap    2020-11-17T00:00Z  2020-11-18T00:00Z  -      -         0/288  missing'
test_ok 'for radar-unzip a missing day is a gap' test "$(radar-unzip got | chunk-info --gaps)" \
    = "$gap"

: >server/month.log
test_is 'with -k a month without its 17th is not an error' smhi-fetch -kv 2020-11 got
remember
test_ok 'with -k a missing day is named' said 'missing.*: 2020-11-17$'
test_ok '-v counts days' said ' 0 fetched .* 29 there already, 1 missing, 0 failed'
test_ok 'zips that are there are not asked for again' asked '2020-11-17 ok -,'
cp 2020-11-17.zip server
test_ok 'when the server has the day, the month is complete' smhi-fetch 2020-11 got
remember
test_ok 'a complete month: only the credit is printed' test "$(cat printed)" \
    = 'Data: SMHI, CC BY 4.0'
test_ok 'a complete month: the zips are in the archive' same
rm server/2020-11-17.zip

begin none
test_fails 1 'missing' 'a month of which there is nothing is an error, also with -k' \
    smhi-fetch -k 2020-12-02 got
remember
test_ok 'a month of which there is nothing: no credit is printed' test ! -s printed

# ---- A busy server -----------------------------------------------------------------------------

# The clock may tick between the answer and the pause: a second less is right too.
begin seconds '2020-11-01 429:07 ok'
test_gets 'a server that is busy is waited for' 2020-11-01
test_ok 'a busy server is waited for as many seconds as it says' slept '[67] '
begin until '2020-11-01 429:date:9 ok'
test_gets 'a server that is busy until a time is waited for' 2020-11-01
test_ok 'a busy server is waited for until a time by its own clock' slept '[89] '
begin unsaid '2020-11-01 503 429 ok'
test_gets 'a server that is busy and does not say how long is waited for' 2020-11-01
test_ok 'a busy server that does not say how long is waited for longer each time, from two seconds on' \
    slept '[12] [34] '
begin always '2020-11-01 429:1*'
test_fails 1 '2020-11-01.zip: .*busy.*429.*5 times' 'a server that stays busy is an error' \
    smhi-fetch 2020-11-01 got
test_ok 'a server that stays busy is asked five times' test "$(wc -l <server/always.log)" = 5
begin later "$(seq -f '2020-11-%02.0f 429:3600*' 30)"
busy() {
	smhi-fetch 2020-11 got 2>told && return 1
	test $? = 1 && said '2020-11-0[12].zip: .*[(]429[)].* in 3600 s' &&
	    said 'not asked for: 2[89] days' && test "$(wc -l <server/later.log)" -le 2 && test ! -s naps
}
test_ok 'a server that asks for an hour is left alone, and no other day is asked for' busy
test_ok 'a server that asks for an hour: no file is left' left ''

# ---- Transfers that go wrong -------------------------------------------------------------------

size=$(wc -c <server/2020-11-01.zip)
begin cut '2020-11-01 cut:20000 cut:10000 ok'
test_gets 'a connection that breaks off is taken up again' 2020-11-01
test_ok 'a connection that breaks off is taken up where it broke off' asked \
    '2020-11-01 cut:20000 -,2020-11-01 cut:10000 bytes=20000-,2020-11-01 ok bytes=30000-,'
begin whole '2020-11-01 cut:20000 whole*'
test_gets 'a connection that breaks off begins again if the server can do no other' 2020-11-01
test_ok 'a server that can only begin again says so itself' asked \
    '2020-11-01 cut:20000 -,2020-11-01 whole bytes=20000-,2020-11-01 whole -,'
begin short '2020-11-01 short:20000 ok'
test_gets 'a zip that was cut without a sign of it is begun again' 2020-11-01
begin changed '2020-11-01 ok'
mkdir got
head -c 20000 server/2020-11-02.zip >got/.2020-11-01.zip.part
test_gets 'a zip that was put together from two is begun again' 2020-11-01
begin longer '2020-11-01 ok'
mkdir got
cat server/2020-11-01.zip server/2020-11-02.zip >got/.2020-11-01.zip.part
test_gets 'a file that is longer than the zip is begun again' 2020-11-01
begin ready
mkdir got
cp server/2020-11-01.zip got/.2020-11-01.zip.part
test_gets 'a zip that is complete and has a temporary name gets its name' 2020-11-01
test_ok 'a zip that is complete gets its name without a request' asked ''
begin always_cut '2020-11-01 cut:20000 cut:0*'
test_fails 1 '2020-11-01.zip: .*5 times' 'a connection that breaks off each time is an error' \
    smhi-fetch 2020-11-01 got
test_ok 'a connection that breaks off each time: what came is left for another run' \
    left '.2020-11-01.zip.part '
begin failing '2020-11-01 500*
2020-11-02 403*'
test_fails 1 '2020-11-01.zip: .*\(500\).*5 times' 'a server that fails is an error' smhi-fetch 2020-11-01 got
test_fails 1 '2020-11-02.zip: .*\(403\)' 'a server that refuses is an error' \
    smhi-fetch 2020-11-02 got
test_ok 'a server that refuses is asked once' test "$(grep -c ' 403 ' server/failing.log)" = 1
BASE=http://127.0.0.1:1
test_fails 1 '2020-11-01.zip: .*[Cc]onnect' 'no server at all is an error' smhi-fetch 2020-11-01 got

echo 'no image' >notes
python3 -m zipfile -c server/notes notes
head -c 30000 server/2020-11-01.zip >server/damaged
printf 'oops' >>server/damaged
tail -c +30005 server/2020-11-01.zip >>server/damaged
begin rubbish '2020-11-01 html*
2020-11-02 file:notes*
2020-11-03 file:2020-11-04.zip*
2020-11-04 file:damaged*
2020-11-05 short:0*'
for refused in '1 HTML page' '2 has the name of one' '3 of another time.*2020-11-04' '4 ' '5 empty'; do
	day=2020-11-0${refused%% *}
	test_fails 1 "^smhi-fetch: got/$day.zip: what came is no archive of that day: .*${refused#* }" \
	    "what is not a day of images is refused: $day, ${refused#* }" smhi-fetch $day got
done
test_ok 'what is not a day of images leaves no file' left ''
test_ok 'what is not a day of images is asked for twice' test "$(wc -l <server/rubbish.log)" = 10

# ---- What is there already ---------------------------------------------------------------------

begin old '2020-11-02 html*'
mkdir got
head -c 20000 server/2020-11-01.zip >got/2020-11-01.zip
test_gets 'a damaged zip is fetched again' 2020-11-01
rm got/*
echo mine >got/2020-11-02.zip
smhi-fetch 2020-11-02 got 2>/dev/null || :
test_ok 'a damaged zip stays if nothing sound comes' test "$(cat got/2020-11-02.zip)" = mine
mkdir got/2020-11-03.zip
test_fails 1 '2020-11-03.zip: is a directory' 'a directory of that name is an error' smhi-fetch 2020-11-03 got

begin invented
mkdir got
cp "$test_dir/invented.zip" got/2020-11-01.zip
test_fails 1 'got: zips of invented weather .*2020-11-01.zip.: fetch into another folder, or remove' \
    'invented zips are not taken for real ones' smhi-fetch 2020-11 got
test_ok 'beside invented zips nothing is fetched' left '2020-11-01.zip '
test_ok 'beside invented zips the server is not asked' asked ''
test_ok 'an invented zip of another day does not matter' smhi-fetch 2020-11-02 got

begin scarce
fill_up() (
	trap '' XFSZ
	prlimit --fsize=20000 smhi-fetch 2020-11-01 got
)
test_fails 1 '2020-11-01.zip: cannot write: File too large' 'a disk that is full is named' fill_up
test_ok 'a disk that is full: no half of a zip has its name' left '.2020-11-01.zip.part '
test_gets 'a disk that was full: the next run goes on' 2020-11-01
test_ok 'a disk that was full: the next run goes on from where it ended' \
    asked '2020-11-01 ok -,2020-11-01 ok bytes=20000-,'

# ---- Days that are not over --------------------------------------------------------------------

begin today
cat >bin/date <<END
#!/bin/sh
test "\$*" != +%s || exec cat "$test_dir/clock"
exec "$calendar" "\$@"
END
chmod +x bin/date
date -d 2020-11-03T00:30 +%s >clock
not_over='not over yet.*: 2020-11-02 2020-11-03 2020-11-04 .* 2020-11-30$'
test_fails 1 "$not_over" 'of the current month the days that are over are fetched' \
    smhi-fetch 2020-11 got
test_ok 'a day is over an hour after its midnight' left '2020-11-01.zip '
test_is 'with -k days that are not over are not an error' smhi-fetch -k 2020-11 got
date -d 2020-11-03T01:00 +%s >clock
begin hour
test_gets 'an hour after midnight a day is fetched' 2020-11-02
test_fails 1 'not over yet' 'a day that is tomorrow is an error' smhi-fetch -k 2020-11-04 got
rm bin/date

# ---- Interrupted, and two at once --------------------------------------------------------------

# stopped SIGNAL: one that is in the middle of a day ends by it, and so does its transfer.
stopped() {
	env --default-signal=INT smhi-fetch 2020-11-01 got >/dev/null &
	pid=$!
	soon test -s got/.2020-11-01.zip.part || return
	kill -s "$1" $pid
	wait $pid 2>/dev/null
}
for ended in TERM:143 INT:130; do
	signal=${ended%:*}
	begin stop_$signal '2020-11-01 hang:20000 ok'
	status=0
	stopped $signal || status=$?
	test_ok "SIG$signal ends it" test $status = ${ended#*:}
	test_ok "SIG$signal leaves what came" left '.2020-11-01.zip.part '
	test_gets "SIG$signal: the next run goes on with what came" 2020-11-01
	test_ok "SIG$signal: the next run goes on from where it ended" \
	    grep -q '2020-11-01 ok bytes=[1-9]' server/$name.log
done

# The second waits for the first, which ends only when it is told to.
begin two '2020-11-01 hang:20000 ok'
in_turn() {
	smhi-fetch 2020-11-01 got >/dev/null &
	first=$!
	soon test -s got/.2020-11-01.zip.part || return
	smhi-fetch 2020-11-01 got >/dev/null &
	second=$!
	"$really" 0.5
	test "$(wc -l <server/two.log)" = 1 || { echo 'the second did not wait' >&2; return 1; }
	kill $first
	wait $first 2>/dev/null || :
	wait $second
}
test_ok 'of two in one folder, one waits for the other' in_turn
test_ok 'two runs in one folder: the zip alone is left' left '2020-11-01.zip '

# ---- The page's examples, and curl alone -------------------------------------------------------

# Addresses at SMHI are of the server here.
api=$(sed -n 's/^api=//p' "$srcdir/scripts/smhi-fetch")
cat >bin/curl <<END
#!/bin/sh
for word in "\$@"; do
	shift
	case \$word in "$api"/*) word=\$BASE\${word#"$api"} ;; esac
	set -- "\$@" "\$word"
done
exec "$(command -v curl)" "\$@"
END
chmod +x bin/curl

# example PAGE REGEX: the example of this page that has such a line, as it stands there.
example() {
	awk -v regex="$2" '
	/^\.Bd -literal/ { inside = 1; text = ""; next }
	/^\.Ed/ { if (text ~ regex) print text; inside = 0 }
	inside { gsub(/\\e/, "\\"); text = text $0 "\n" }' "$srcdir/man/$1" >example.sh
	test -s example.sh && (mkdir -p got && cd got && sh -e ../example.sh)
}
cp 2020-11-17.zip server
begin examples
test_is 'the example runs: a month as a picture' example smhi-fetch.1 gifmake
test_ok 'the example makes a picture of a month' test -s got/november.gif
rm server/2020-11-17.zip
begin examples
test_is 'the example runs: what is missing in two months' example smhi-fetch.1 2020-10
remember
test_ok 'the example prints what is missing in two months' \
    test "$(awk '{ print $2 }' printed | grep '^2020' | tr '\n' ' ')" = \
    '2020-11-17T00:00Z '
for page in smhi-fetch.1 rainpipe.7; do
	begin straight
	test_ok "$page: a day straight from the server" example $page '^curl -fsS'
	test_ok "$page: a day straight from the server is a GeoTIFF" test -s got/day.tif
done
radar-unzip server/2020-11-01.zip | tif2rain | bin-average -c day --sum | chunk2tif -o day.tif
test_ok 'a day straight from the server has the rain of its zip' cmp got/day.tif day.tif

breaks() {
	begin broken "2020-11-01 $1*"
	! example smhi-fetch.1 '^curl -fsS' 2>lines || return
	grep -q '^chunk2tif: .*an earlier stage failed' lines || { cat lines >&2; return 1; }
	left ''
}
for broken in cut:20000 cut:0 "cut:$((size - 1))" short:20000 html 404 429; do
	test_ok "a day that came as $broken fails, and leaves nothing" breaks $broken
done

test -n "$shared" || test_skip 'the answers of the API of SMHI are not here'
test_ok 'the address of a zip is the one that SMHI gives for it' \
    grep -qF "\"$api/2026/09/13.zip?format=tif\"" "$shared/smhi-api/day-20260913.trimmed.json"
test_done
