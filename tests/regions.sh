# SPDX-License-Identifier: BSD-2-Clause
# regions.sh - what regions(1) promises, beside definitions in float64
# (regionsmodel.py), partitions by scikit-learn, and regions that are known.
. "${srcdir:-.}/tests/lib.sh"
test -n "$python" || test_skip 'no python3 with numpy: fields, and what they should give'
PYTHONPATH=$PYTHONPATH:$srcdir/tests/make

# is CHECK ...: by compare/regions.py.
is() {
	"$python" "$srcdir/tests/compare/regions.py" "$@"
}

"$python" - <<'END'
import numpy as np
import climate
from climate import rain, write
# Small enough to be exact; for scikit-learn; clear regions, and what should give the same.
for name, arguments in (('tiny', (11, 1, 0.3, 9, 14, 200, 4)), ('easy', (12, 1, 0.3, 36, 66)),
                        ('noisy', (17, 2.5, 1, 36, 66)), ('clear', (16, 1, 0.3, 24, 40, 150, 5))):
    truth, mm = rain(*arguments)
    write(name, mm)
    np.save(name + '.npy', truth)
random = np.random.RandomState(1)
fours = mm * np.float32(4) ** random.randint(-3, 4, (24, 40)).astype('f4')
write('fours', fours)
write('gains', mm * np.exp(random.standard_normal((24, 40))).astype('f4'))
write('shuffled', mm[random.permutation(150)])
write('double', mm.astype('f8'))
day = climate.DAY
write('first', mm[:50])
write('second', mm[50:], start=17563 * day + 50 * day)
nothing = np.full((24, 40), np.nan, 'f4')
write('away', [f for t in range(150) for f in ([mm[t], None, nothing] if t % 9 == 4 else [mm[t]])])
table = np.append(np.arange(255) / np.float32(4), np.float32(np.nan)).astype('f4')
codes = np.minimum(np.rint(mm * 4), 254).astype('u1')
codes[random.random_sample(codes.shape) < 0.02] = 255
write('codes', codes, table)
write('floats', table[codes])
wide = np.full(65536, np.nan, 'f4')
wide[:255] = table[:255]
write('wide', np.where(codes == 255, 65535, codes).astype('<u2'), wide)
# Values that are missing, here and there and for days in the west; pixels
# with too few, and dry ones.
gone = mm.copy()
gone[random.random_sample(gone.shape) < 0.05] = np.nan
gone[10:25, :, :12] = np.nan
gone[:, 3:5, 30:34] = np.where(random.random_sample((150, 2, 4)) < 0.5, np.nan, gone[:, 3:5, 30:34])
gone[:, 20:, 36:] = 0
gone[:, 0, :5] = np.nan
write('holes', gone)
# Missing in one half of the time alone, that is in every other 16 days.
def later(mm):
    gone = mm.copy()
    gone[random.random_sample(mm.shape) < 0.1] = np.nan
    gone[:, :, :12][np.arange(len(mm)) % 7 == 0] = np.nan
    return np.where((np.arange(len(mm)) // 16 % 2 == 1)[:, None, None], gone, mm)
write('later', later(mm))
write('noisy-later', later(rain(17, 2.5, 1, 36, 66)[1]))
# A third away for one batch of 16 fields exactly, and the same fields in another order.
third = np.where((np.arange(40) < 14) & ((np.arange(150) // 16 == 1)[:, None, None]), np.nan, mm)
third = third.astype('f4')
write('third', third)
write('third-shuffled', third[random.permutation(150)])
# Wrong input, and what is warned of.
write('fill', np.where((np.arange(960).reshape(24, 40) == 77) & (np.arange(150) == 9)[:, None, None],
                       np.float32(1e20), mm))
write('offset', mm + np.float32(10000))
share = mm[:100].copy()
share[:45, 20:, 20:] = np.nan
share[:60, :2, :5] = np.nan
write('share', share)
write('pair', mm[:2])
write('few', mm[:12])
write('below', np.where(mm == 0, np.float32(-0.1), mm))
write('constant', np.ones_like(mm))
write('never', nothing[None].repeat(20, 0))
rare = mm.copy()
rare[random.permutation(150)[:60]] = np.nan
write('rare', np.where(np.arange(40) < 39, rare, mm))
write('six', np.where(np.arange(960).reshape(24, 40) % 160 == 0, mm, np.nan))
write('twins', mm[:, :3, :1].repeat(8, 1).repeat(40, 2))
single = mm[:, :4, :1].repeat(9, 1).repeat(66, 2)
single[:, 27:] = single[:, :9]
single[:, 5, 20:22] = mm[:, 20, 30, None]
write('single', single)
write('unlike', (random.standard_normal((40, 24, 40)) ** 2).astype('f4'))
said = {'variable': 'equivalent_reflectivity_factor', 'units': 'dBZ'}
dbz = [(k, said.get(k, v)) for k, v in climate.header(24, 40)]
records = [climate.w.field(f, day * t, day * t + day) for t, f in enumerate(mm)]
open('dbz', 'wb').write(climate.w.stream(dbz, None, records))
# Ten times as many fields, for memory.
for n in 300, 3000:
    write('long%d' % n, np.tile(codes[:100, :12, :20], (n // 100, 2, 2))[:n, :24, :40], table)
END
all='--layers cluster,silhouette,landmark'

# ---- By definitions ----

defined() {
	input=$1 options=$2
	shift 2
	regions -q $options $all -o made "$input" && is model "$input" made "$@"
}
test_ok 'landmarks, labels, silhouette and what is explained are as defined' defined clear '-k 5'
test_ok 'as defined where values are missing: pairs of pixels, by what both have' \
    defined holes '-k 5'
test_ok 'as defined of codes that miss values' defined codes '-k 5'
test_ok 'as defined without the square root' defined clear '-k 4 --transform none' \
    kmeans correlation none
test_ok 'as defined by amounts' defined clear '-k 4 --distance amount' kmeans amount
test_ok 'as defined by amounts where values are missing' defined holes '-k 4 --distance amount' \
    kmeans amount
test_ok 'as defined with 40 landmarks of another seed' \
    defined clear '-k 5 --landmarks 40 --seed 3' \
    kmeans correlation sqrt 40 3
test_ok 'as defined by the spectral method' defined clear '-k 5 --method spectral' spectral
test_ok 'as defined by the spectral method where values are missing' \
    defined holes '-k 5 --method spectral' spectral

exact() {
	regions -v -k 4 --method spectral --landmarks 126 -o made tiny 2>said &&
	    is exact tiny made said exact-spectral
}
test_ok 'spectral with all pixels as landmarks: exact eigenvalues and labels' exact

by_sklearn() {
	regions -k 8 -o made "$1" && is sklearn "$1-kmeans" made "$2"
}
test_ok 'clear regions are those of k-means of scikit-learn' by_sklearn easy 1
test_ok 'noisy ones nearly so' by_sklearn noisy 0.95

# Four levels of noise, two climates each: what is found of the regions that
# they were made with. scikit-learn's k-means with 10 starts finds 1.00, 1.00,
# 0.87 and 0.64.
finds() {
	pairs=
	for seed in 21 22; do
		"$python" "$srcdir/tests/make/climate.py" days truth$seed.npy $seed "$1" "$2" &&
		    regions -k 8 -o found$seed days || return
		pairs="$pairs truth$seed.npy found$seed"
	done
	is truth $pairs "$3"
}
test_ok 'regions are found in noise as large as their weather' finds 1 0.3 0.99
# How good labels are is the same in the builds with sanitizers, which are slow.
if test -z "${BATTERY_STEP:-}"; then
	test_ok 'regions are found in noise of 1.5 times' finds 1.5 0.5 0.98
	test_ok 'regions are found in noise of 2.5 times, mostly' finds 2.5 1 0.84
	test_ok 'regions are found in noise of 3.5 times, partly' finds 3.5 1 0.60
fi

# ---- What makes no difference ----

regions -q -k 5 $all -o once clear
same_labels() {
	regions -q -k 5 $all -o made "$1" && is same once made
}
test_ok 'a gain of each pixel leaves the labels' same_labels gains
test_ok 'the order of the days leaves the labels' same_labels shuffled
test_ok 'float64 leaves the labels' same_labels double
test_ok 'days that are missing leave the labels' same_labels away
# fields FILE: the values of its fields.
fields() {
	"$python" -c 'import chunkread, sys
for r in chunkread.read(sys.argv[1])[0][2]:
    if r["kind"] == 1: sys.stdout.buffer.write(r["codes"].tobytes())' "$1"
}
same_fields() {
	regions -q -k 5 $all -o made "$1" && fields once >a && fields made >b && cmp a b >&2
}
test_ok 'gains that are exact in binary leave every bit' same_fields fours
test_ok 'float64 leaves every bit' same_fields double
joined() {
	cat first second | regions -q -k 5 $all -o one && regions -q -k 5 $all -o made first second &&
	    cmp one made >&2 &&
	    grep -aq '^history=joined 2 streams' made && fields once >a && fields made >b && cmp a b >&2
}
test_ok 'streams that are joined are one stream' joined
gaps_pass() {
	regions -q -k 5 -o made away && test "$(chunk-info made | grep -c '^gap ')" = 17 &&
	    chunk-info made | grep -q '^field .* 167/184 '
}
test_ok 'gaps pass, and the field says how many images were there' gaps_pass
codes_as_floats() {
	regions -q -k 5 $all -o one codes && regions -q -k 5 $all -o two floats &&
	    regions -q -k 5 $all -o three wide &&
	    fields one >a && fields two >b && cmp a b >&2 && fields three >b && cmp a b >&2
}
test_ok 'codes of 8 and 16 bits, and floats of the same values, give the same bits' codes_as_floats
threads() {
	for how in '-k 5' '-k 6 --method spectral' '-k 3 --distance amount'; do
		regions -q $how $all -j 1 -o one holes || return
		for j in 2 3 7; do
			regions -q $how $all -j $j -o made holes && cmp one made >&2 || return
		done
	done
	regions -q --try 2-5 -j 1 -o one holes && regions -q --try 2-5 -j 3 -o made holes &&
	    cmp one made >&2
}
test_ok 'the same bytes for any number of threads' threads
layers_apart() {
	fields once >a && for layer in cluster silhouette landmark; do
		regions -q -k 5 --layers $layer -o $layer clear && fields $layer || return
	done >b && cmp a b >&2
}
test_ok 'a layer is the same alone and with others' layers_apart
a_pipe() {
	<clear regions -q -k 5 $all >made && cmp once made >&2
}
test_ok 'a pipe is as a file' a_pipe

# ---- Options and header ----

test_ok 'the header says how the labels were made' \
    is header once 'regions=5 kmeans correlation sqrt' landmarks=100 \
    layer.cluster.units=1 'layer.cluster.flag_values=1 2 3 4 5' rows=24 variable=rainfall_amount \
    'layer.cluster.flag_meanings=region_1 region_2 region_3 region_4 region_5' \
    'layer.landmark.flag_values=1 2 3 4 5'
other_header() {
	options='-k 2 --method spectral --distance amount --transform none --gamma 0.01 --landmarks 30'
	regions -q -j 2 $options -o made clear &&
	    is header made 'regions=2 spectral amount none' landmarks=30 &&
	    grep -aq "^history=regions [0-9.]* $options$" made
}
test_ok 'also with other options, and history has those that change the data' other_header
north() {
	regions -q -k 5 --order north -o made clear && is north made && is truth clear.npy made 0.95
}
test_ok 'regions are numbered from the north, if that is wanted' north
seeds() {
	regions -q -k 5 --seed 9 $all -o one clear && regions -q -k 5 --seed 9 $all -o two clear &&
	    cmp one two >&2 &&
	    ! cmp -s one once && is same one once
}
test_ok 'a seed gives the same again; another one, other landmarks and the same regions' seeds
fraction() {
	for f in 0.3 0.8 0.95; do
		regions -q -k 3 --min-fraction $f -o made holes && is unlabelled holes made $f || return
	done
}
test_is '--min-fraction: pixels with fewer values have no label' fraction
table() {
	regions -q --try 2-7 -o table "$1" && regions -q -k 2 $all -o one "$1" &&
	    regions -q -k 5 $all -o two "$1" &&
	    is try table one two
}
test_ok '--try: a row for each number of regions, as -k gives it' table clear
# Halves in which other fields lie agree otherwise.
any_order() {
	regions -q --try 5-5 third | cut -d , -f 2 >one && regions -q --try 5-5 third-shuffled | cut -d , -f 2 >two &&
	    cmp one two >&2 && regions -q --try 2-7 -o one third &&
	    regions -q -k 5 -o two third && is header two "explained=$(awk -F , '$1 == 5 { printf "%.3f", $2 }' one)"
}
test_ok '--try: pixels that lack all of a batch are compared over the others' any_order
warns_too() {
	regions --try 2-3 few -o made 2>said && grep -q '12 fields' said || { cat said >&2; return 1; }
	regions -q --try 2-3 few -o made 2>said && test ! -s said
}
test_ok '--try warns of few fields too' warns_too
spectral_rows() {
	regions -q --try 2-6 --method spectral clear | sed -n 2p >a &&
	    regions -q --try 2-2 --method spectral clear | sed -n 2p >b && cmp a b >&2 &&
	    regions -q -k 2 --method spectral -o made clear &&
	    is header made "explained=$(awk -F , '{ printf "%.3f", $2 }' a)"
}
test_ok '--try: a row of the spectral method does not depend on those after it' spectral_rows
exact_share() {
	regions -q -k 5 --min-fraction 0.55 -o made share && is unlabelled share made 0.5499 &&
	    regions -q -k 5 --min-fraction 0.56 -o made share && is unlabelled share made 0.5501
}
test_ok '--min-fraction 0.55 is 55 of 100 fields' exact_share
test_ok '--try: halves of clear regions agree' is agree clear table 2 5
test_ok '--try: the same where values are missing in one half of the time alone' table later
noisy_halves() {
	regions --try 2-3 -o table "$1" && is agree "$1" table 2 3
}
if test -z "${BATTERY_STEP:-}"; then
	test_ok '--try: halves of noisy ones agree less' noisy_halves noisy
	test_ok '--try: and as they should where values are missing' noisy_halves noisy-later
fi

stats --by weekday --layers max,mean --when -o cycle clear
stats --by weekday --layers mean -o mean clear
a_layer() {
	regions -k 3 --layer mean -o one cycle 2>said && test ! -s said || { cat said >&2; return 1; }
	regions -q -k 3 --layer mean -o two mean && fields one >a && fields two >b && cmp a b >&2 &&
	    ! grep -aq '^climatology' one && is truth clear.npy one 0.3
}
test_ok '--layer: a climatology, of which seven fields deserve no warning' a_layer
test_fails 1 'has no layer "min"' '--layer: one that is not there' regions -k 3 --layer min -o made cycle
test_fails 1 'layer when_max has times' '--layer: times' regions -k 3 --layer when_max -o made cycle

# ---- Warnings ----

warns() {
	regex=$1 sentence=$2
	shift 2
	warned() {
		regions "$@" -o made 2>said && grep -Eq "^regions: .*$regex" said || { cat said >&2; return 1; }
		regions -q "$@" -o made 2>said && test ! -s said
	}
	test_ok "a warning, not with -q: $sentence" warned "$@"
}
warns '12 fields: labels will follow single events' 'few fields' -k 3 few
warns '16 pixels never change, .*(8|13) have too few values: no label' 'pixels without a label' \
    -k 3 holes
warns 'region 4 has 2 pixels' 'a region of two pixels' -k 4 single
warns '[0-9]+ % of the pixels are like no landmark: a smaller --gamma' \
    'pixels that are like no landmark' \
    -k 3 --method spectral --gamma 30 unlike
test_ok 'no warning of clear regions' regions -k 5 -o made clear

# ---- What is refused ----

refused() {
	regex=$1 sentence=$2
	shift 2
	test_fails 1 "^regions: .*$regex" "$sentence" regions "$@" -o none
}
refused 'only 2 fields: at least 3 are needed' 'two fields' -k 2 pair
refused '-k 7, but only 6 pixels can be labelled' 'fewer pixels than regions' -k 7 six
refused 'only 3 different series: -k can be 3 at most' 'fewer series than regions' -k 4 twins
refused 'no pixel has values in 80 % of the fields' 'too many values are missing' \
    -k 2 -q --transform sqrt never
refused 'no pixel ever changes' 'a constant field' -k 2 constant
refused '2018-02-10.*a value is infinite, or too large for rain' 'a value that stands for missing' \
    -k 5 --transform none fill
refused 'no pixel ever changes, or none by more than 1 % of its mean' \
    'values that hardly vary, of which float32 products know nothing' -k 5 --transform none offset
refused 'below 0.*--transform none' 'values below 0' -k 5 below
test_ok 'values below 0 without the square root' regions -k 5 --transform none -o made below
refused 'dBZ' 'reflectivity' -k 5 dbz
stats -q -o statistics clear
stats -q --partial -o partial clear
refused 'layers' 'layers' -k 5 statistics
refused 'layers' 'its own output' -k 5 once
refused 'partial' 'partial statistics' -k 5 partial
refused 'the values of cluster are categories' 'regions of regions' -k 2 --layer cluster once
refused 'only 1 field' 'a layer beside categories is not refused for these' -k 2 --layer silhouette once
test_fails 1 'the values are categories' 'a mean of regions' subsample -f 2 -m mean -o none once
test_ok 'every other cell of regions' subsample -f 2 -o made once
test_ok 'nothing that was refused left a file' test ! -e none
for wrong in '' '-k 1' '-k 65' '-k x' '-k 5 --try 2-4' '--try 4-2' '--try 1-4' '--try 2-65' \
    '--try 3' '-k 5 --gamma 1' '-k 5 --landmarks 15' '-k 5 --landmarks 257' '-k 17 --landmarks 16' \
    '-k 5 --method spectral --gamma 0' '-k 5 --method ward' '-k 5 --distance manhattan' \
    '-k 5 --transform log' '-k 5 --min-fraction -0.1' '-k 5 --min-fraction 1.1' \
    '-k 5 --order east' '-k 5 --seed -1' '-k 5 --layers mean' '-k 5 --layers cluster,cluster'; do
	test_fails 2 '^regions: .*--help' "a wrong option: ${wrong:-no -k}" regions $wrong -o none clear
done

# ---- Memory ----

# The largest size in memory, in KiB, of a command.
peak() {
	"$python" -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}
flat() {
	short=$(peak regions -q -k 3 -j 1 -o made long300) &&
	    long=$(peak regions -q -k 3 -j 1 -o made long3000) &&
	    echo "$short KiB, $long KiB" && test $((long - short)) -lt 1024
}
if (ulimit -v 150000 && exec regions --version) >said 2>&1; then
	test_ok 'ten times the fields take no more memory' flat
fi

# ---- Real rain ----

test -z "${BATTERY_STEP:-}" || test_done
rain=$shared/rain/ucb_2yr_prcp.nc
for p in "$python" /usr/bin/python3; do
	test -z "$shared" || test ! -e "$rain" || test -s colorado ||
	    ! "$p" -c 'import netCDF4' 2>/dev/null ||
	    "$p" - "$rain" <<'END'
import sys
import netCDF4, numpy as np
from climate import write
# Areas, not a grid: rows of 64, the last of them not full.
inches = netCDF4.Dataset(sys.argv[1])['prcp'][:].filled(np.nan)
grid = np.full((len(inches), 61 * 64), np.nan, 'f4')
grid[:, :inches.shape[1]] = inches * 25.4
write('colorado', grid.reshape(-1, 61, 64))
END
done
test -s colorado || test_skip 'the daily rain of the Upper Colorado is not here, or no netCDF4'
real() {
	regions -k 8 --method "$1" -o made colorado && is sklearn "colorado-$1" made 0.95
}
test_ok 'real rain: k-means is that of scikit-learn' real kmeans
test_ok 'real rain: spectral is that of scikit-learn' real spectral
test_done
