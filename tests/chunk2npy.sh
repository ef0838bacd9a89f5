# SPDX-License-Identifier: BSD-2-Clause
# chunk2npy.sh - the array that numpy.load takes, its bytes, and the table beside it.
. "${srcdir:-.}/tests/lib.sh"

# ---- Bytes, without NumPy ----

header_says() {
	chunk2npy -o a.npy "$data/codes.chunk"
	test "$(head -c 6 a.npy | od -An -tx1)" = ' 93 4e 55 4d 50 59' &&
	    test "$(od -An -tu1 -j 6 -N 4 a.npy | tr -s ' ')" = ' 1 0 118 0' &&
	    test "$(tail -c +11 a.npy | head -c 118 | sed 's/ *$//')" = \
	    "{'descr': '<f4', 'fortran_order': False, 'shape': (5, 6, 9), }" &&
	    test "$(wc -c <a.npy)" = $((128 + 5 * 6 * 9 * 4))
}
test_ok 'the header says float32, C order, fields x rows x columns' header_says

first_values() {
	test "$(od -An -tf4 -j 128 -N 16 a.npy | tr -s ' ')" = ' 0 2.625 5.25 7.875'
}
test_ok 'codes are values through the table' first_values

times_are() {
	chunk2npy -o b.npy --times times.csv "$data/layers.chunk" && diff times.csv - >&2 <<-'END'
	start,end,layer,have,expected
	1970-01-01T00:00Z,1970-01-02T00:00Z,mean,35,36
	1970-01-01T00:00Z,1970-01-02T00:00Z,std,35,36
	1970-01-01T00:00Z,1970-01-02T00:00Z,count,35,36
	END
}
test_ok '--times: a line for each field' times_are

joined() {
	chunk2npy -o joined.npy --times joined.csv "$1" - <"$2" && test "$(wc -l <joined.csv)" = 11
}
later() {
	"$python" - <<-'END'
	import chunkread, chunkwrite
	import numpy as np
	header, table, records, _ = chunkread.read('codes.chunk')[0]
	fields = [chunkwrite.field(r['codes'], r['start'] + 86400, r['end'] + 86400) for r in records if r['kind'] == 1]
	open('later.chunk', 'wb').write(chunkwrite.stream(header, table, fields))
	END
}
cp "$data/codes.chunk" .
if test -n "$python" && later; then
	test_ok 'several streams make one array' joined codes.chunk later.chunk
fi

# ---- Against an independent reader, value for value ----

agrees() {
	for f in codes falling layers; do
		chunk2npy -o $f.npy "$data/$f.chunk" && "$python" - "$data/$f.chunk" $f.npy >&2 <<-'END' ||
		import sys
		import chunkread
		import numpy as np
		records = chunkread.read(sys.argv[1])[0][2]
		a = np.load(sys.argv[2])
		assert a.dtype == np.float32 and a.flags.c_contiguous
		assert np.array_equal(a, np.stack([r['data'] for r in records if r['kind'] == 1]), equal_nan=True)
		END
		return 1
	done
}
test -z "$python" || test_ok 'numpy.load gives what the format says' agrees

# ---- Whole or not there ----

head -c 2000 "$data/codes.chunk" >cut
test_fails 1 'cut: .*cut short' 'a cut stream is an error' chunk2npy -o none.npy --times none.csv cut
test_ok 'a cut stream leaves no file' test ! -e none.npy -a ! -e none.csv
test_fails 2 'chunk2npy: -o: name the file' '-o is needed' chunk2npy "$data/codes.chunk"
test_fails 2 '--times: a.npy is where the array goes' 'one name for two files is an error' \
    chunk2npy -o a.npy --times a.npy "$data/codes.chunk"
mkdir lists
ln -s ../a.npy lists/link.csv
ln -s . here
echo old >a.npy
for other in ./a.npy lists/link.csv lists/../here/a.npy "$PWD/a.npy"; do
	test_fails 2 "^chunk2npy: --times: $other is where the array goes" "two names that lead to one file: $other" \
	    chunk2npy -o a.npy --times "$other" "$data/codes.chunk"
done
test_fails 2 '--times: link.npy is where the array goes' \
    'two names that lead to one file which does not exist yet' \
    sh -c "ln -s new.npy link.npy && chunk2npy -o new.npy --times link.npy $data/codes.chunk"
test_fails 2 '--times: - is where the array goes' \
    'two names that lead to one file which a shell opened' \
    sh -c "chunk2npy -o b.npy --times - $data/codes.chunk >>b.npy"
test_fails 2 '--times: a.npy is where the array goes' \
    'two names that lead to one file which a shell opened, the other way round' \
    sh -c "chunk2npy -o /dev/fd/7 --times a.npy $data/codes.chunk 7<>a.npy"
test_ok 'two names that lead to one file: nothing was written' \
    sh -c 'echo old | cmp - a.npy && test ! -e new.npy'
test_ok 'two links to a file become two files' \
    sh -c "ln a.npy a.csv && chunk2npy -o a.npy --times a.csv $data/codes.chunk && grep -q ^start a.csv && ! cmp -s a.npy a.csv"
after_another() {
	{ echo first && chunk2npy -o - "$data/codes.chunk"; } >two && chunk2npy -o a.npy "$data/codes.chunk" &&
	    { echo first; cat a.npy; } | cmp - two >&2
}
test_ok 'the length is written where the array begins' after_another
test_fails 1 'standard output: .*which >> does not allow' \
    'an array after others is an error if the file cannot be read' \
    sh -c "chunk2npy -o - $data/codes.chunk >>two"
test_ok 'an array that failed leaves the others as they were' \
    sh -c '{ echo first; cat a.npy; } | cmp - two'
test_fails 1 'standard output: .*a pipe does not allow: write to a file' 'a pipe as output is refused with advice' \
    sh -c "{ chunk2npy -o - $data/codes.chunk; echo \$? >status; } | cat; exit \$(cat status)"
mkfifo fifo
(cat fifo >/dev/null &)
test_fails 1 'fifo: .*write to a file' 'a FIFO as output is refused with advice' \
    chunk2npy -o fifo "$data/codes.chunk"
test_fails 1 '/dev/full: ' 'a full disk is an error' chunk2npy -o /dev/full "$data/codes.chunk"
test_fails 1 'tif2rain belongs' 'images are refused with advice' chunk2npy -o none.npy "$data/images.chunk"
test_fails 1 'no fields' 'a stream without fields is refused' \
    chunk2npy -o none.npy "$data/empty.chunk"
test_fails 1 'nowhere' 'a folder that does not exist is an error' \
    chunk2npy -o nowhere/a.npy "$data/codes.chunk"
test_ok 'no refused input left a file' test ! -e none.npy

# ---- Layers of times ----

"$python" "$srcdir/tests/make/times.py"
times_are_exact() {
	chunk2npy -o when.npy times && "$python" - <<-'END'
	import numpy as np
	a = np.load('when.npy')
	assert a.dtype == '<f8' and a.shape == (2, 6, 9) and (a[0] == np.float32(1.1)).all() and np.isnan(a[1, 0, 0])
	dates = a[1].astype('datetime64[s]')
	assert (dates[1:] == np.datetime64('2020-11-01T00:00:00') + 300 * np.arange(9)).all(), dates
	END
}
test_ok 'with times the array is float64, and they are exact' times_are_exact

# ---- The page's examples ----

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$srcdir/man/chunk2npy.1" | sed 's/\\(dq/"/g' >examples
cp "$data/codes.chunk" day.chunk
cp day.chunk copy.chunk
test_ok 'the examples run as they stand' sh -e examples
test_done
