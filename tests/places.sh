# SPDX-License-Identifier: BSD-2-Clause
# places.sh - chunk-extract by longitude and latitude, over catchments, and its largest values.
. "${srcdir:-.}/tests/lib.sh"
test -n "$python" || test_skip 'no python3 with numpy'

# Four hours of rain with gaps, on a grid of degrees, and on that of a polar projection.
"$python" - <<'PY'
import numpy as np, chunkwrite as w
rng = np.random.default_rng(15)
def stream(path, crs, affine, rows, cols, steps):
    header = [('rows', rows), ('cols', cols), ('affine', affine), ('crs', crs), ('variable', 'rainfall_rate'),
              ('units', 'mm h-1'), ('cell_methods', 'time: point'), ('step', '600'), ('history', 'test')]
    records = []
    for i in range(steps):
        a = np.maximum(rng.gamma(.4, 3, (rows, cols)) - 2, 0).round(1).astype('<f4')
        a[rng.random((rows, cols)) < .05] = np.nan
        records.append(w.field(a, 600 * i, 600 * i + 600))
    open(path, 'wb').write(w.stream(header, None, records))
stream('degrees', 'EPSG:4326', '9.5 0.25 0 60.5 0 -0.25', 30, 40, 24)
stream('unknown', 'unknown', '9.5 0.25 0 60.5 0 -0.25', 3, 4, 1)
stream('seam', 'EPSG:4326', '170 0.5 0 5 0 -0.5', 20, 40, 12)
stream('polar', '+proj=stere +lat_0=90 +lon_0=10 +lat_ts=60 +R=6370040', '-50000 5000 0 -3100000 0 -5000', 90, 100, 3)
PY
cat >areas.geojson <<'END'
{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"name": "north"}, "geometry": {"type": "Polygon", "coordinates":
  [[[10, 58], [17, 58.3], [16, 60.2], [11, 60.1], [10, 58]], [[12, 58.6], [13, 58.6], [13, 59.4], [12, 58.6]]]}},
 {"type": "Feature", "properties": {"name": "two, apart"}, "geometry": {"type": "MultiPolygon", "coordinates":
  [[[[10, 57], [11.3, 57], [11.3, 57.9], [10, 57.9], [10, 57]]], [[[13, 57], [14, 57], [13.5, 57.8], [13, 57]]]]}}]}
END

# ---- Longitude and latitude ----

# The cell of a place, as its row and column say.
cell_of() {
	chunk-extract --lonlat "a,$2" -o there "$1" && chunk-extract --point "a,$3" "$1" | diff there -
}
test_ok 'a longitude and latitude is in its cell' cell_of degrees 10.1,58.9 6,2
test_ok 'also a turn further' cell_of degrees -349.9,58.9 6,2
test_ok 'a grid beyond 180 has what is west of the antimeridian' cell_of seam -178.1,0.1 9,23
if chunk-extract --lonlat a,10.4,57.5 -o made polar 2>said; then
	projected=yes
	# On a sphere of 6370040 m, r = R (1 + sin 60) tan(45 - lat / 2) from the pole.
	"$python" - >wanted <<'PY'
from math import *
r = 6370040 * (1 + sin(radians(60))) * tan(radians(45 - 57.5 / 2))
x, y = r * sin(radians(.4)), -r * cos(radians(.4))
print('%d,%d' % ((-3100000 - y) // 5000, (x + 50000) // 5000))
PY
	test_ok 'a place on a projected grid' cell_of polar 10.4,57.5 "$(cat wanted)"
else
	projected=
	test_ok 'without PROJ a projected grid is refused with what to install' grep -q libproj-dev said
fi
outside() {
	test_fails 1 "^chunk-extract: --lonlat: a: .*$2" "$1" chunk-extract --lonlat "a,$3" -o none degrees
}
outside 'outside, the message has the bounds' \
    'longitude 9\.4, latitude 59 is outside the grid, which has longitudes from 9\.5 to 19\.5 and latitudes from 53 to 60\.5$' 9.4,59
outside 'the order of the two is told' 'outside the grid.*the other way round it is inside: the longitude comes first' 58.9,10.1
for wrong in 400,10 10,91 -361,0; do
	test_fails 2 'is no longitude and latitude, up to 360 and 90 degrees' "$wrong is none" chunk-extract --lonlat a,$wrong -o none degrees
done
for wrong in nan,10 inf,0 a,b 10; do
	test_fails 2 '^chunk-extract: --lonlat' "$wrong is none" chunk-extract --lonlat a,$wrong -o none degrees
done
test_fails 1 'since its CRS is: --crs' 'a grid of an unknown CRS has none' \
    chunk-extract --lonlat a,10,60 -o none unknown

# ---- PROJ is loaded when it is needed ----

# Which libraries the dynamic loader opens, also while the tool runs.
opened() {
	LD_DEBUG=libs chunk-extract --lonlat "a,$2" -o made "$1" 2>opened || return
	grep -o 'libproj\.so[.0-9]*' opened | head -n 1 >soname
}
nothing_opened() {
	opened degrees 10.1,58.9 && grep -q libc opened && ! test -s soname
}
test_ok 'degrees need no PROJ' nothing_opened
if test -n "$projected"; then
	proj_opened() {
		opened polar 10.4,57.5 && test -s soname
	}
	test_ok 'a projection does' proj_opened
	mkdir fake
	echo 'int nothing;' >nothing.c
	${CC:-cc} -shared -fPIC -o "fake/$(cat soname)" nothing.c
	with_fake() {
		LD_LIBRARY_PATH=$PWD/fake${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} chunk-extract --lonlat "a,$2" -o "$3" "$1"
	}
	test_fails 1 '^chunk-extract: PROJ cannot be used: libproj[^ ]* has no proj_[a-z_]*$' \
	    'a library that is not PROJ is told' with_fake polar 10.4,57.5 none
	: >"fake/$(cat soname)"
	test_ok 'where the system knows none, that of the build is taken' with_fake polar 10.4,57.5 made
fi

# ---- PROJ's own programs say the same ----

# A field of the grids of SMHI, FMI, RADOLAN (a sphere, an ellipsoid), KNMI, CPC, OPERA, Web Mercator, and
# degrees from Paris, with 1000 cells of rain: each with the CRS of longitude and latitude on its ellipsoid.
cat >grids <<'END'
smhi|EPSG:25833|126648.404 2014.9581656050955 0 7771252.876 0 -2014.9581656050955|887 471|EPSG:4258
fmi|+proj=tmerc +lat_0=0 +lon_0=27 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80|-216207.865 249.99937 0 8065629.289 0 -249.999906|500 500|+proj=longlat +ellps=GRS80
radolan|+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +a=6370040 +b=6370040 +x_0=0 +y_0=0|-523462.167 1000 0 -3758644.724 0 -1000|900 900|+proj=longlat +a=6370040 +b=6370040
rw|+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +a=6378137 +b=6356752.3142451802 +x_0=543196.83521776402 +y_0=3622588.8619310018|-500 1000 0 500 0 -1000|1200 1100|+proj=longlat +a=6378137 +b=6356752.3142451802
knmi|+proj=stere +lat_0=90 +lon_0=0 +lat_ts=60 +a=6378137 +b=6356752|0 1000 0 -3650000 0 -1000|765 700|+proj=longlat +a=6378137 +b=6356752
km|+proj=stere +lat_0=90 +lon_0=0 +lat_ts=60 +a=6378137 +b=6356752 +units=km|0 1 0 -3650 0 -1|765 700|+proj=longlat +a=6378137 +b=6356752
cpc|+proj=somerc +lat_0=46.95240555555556 +lon_0=7.439583333333333 +k_0=1 +x_0=2600000 +y_0=1200000 +ellps=bessel|2255000 1000 0 1480000 0 -1000|640 710|+proj=longlat +ellps=bessel
opera|+proj=laea +lat_0=55 +lon_0=10 +x_0=1950000 +y_0=-2100000 +units=m +ellps=WGS84|0 2000 0 0 0 -2000|2200 1900|+proj=longlat +ellps=WGS84
web|EPSG:3857|-2226389.8 4000 0 8399737.9 0 -4000|900 900|EPSG:4326
END
"$python" - <<'PY'
import numpy as np, chunkwrite as w
rng = np.random.default_rng(7)
for line in open('grids'):
    name, crs, affine, size, _ = line.split('|')
    rows, cols = map(int, size.split())
    a = np.zeros(rows * cols, '<f4')
    a[rng.choice(rows * cols, 1000, replace=False)] = np.arange(1, 1001)
    header = [('rows', rows), ('cols', cols), ('affine', affine), ('crs', crs), ('variable', 'rainfall_rate'),
              ('units', 'mm h-1'), ('cell_methods', 'time: point'), ('step', '600'), ('history', 'test')]
    open(name + '.chunk', 'wb').write(w.stream(header, None, [w.field(a.reshape(rows, cols), 0, 600)]))
PY
# Within 1e-6 degrees, on the ground.
same_places() {
	chunk-extract --top 1000 -o cells.csv $1.chunk && sed 1d cells.csv | cut -d , -f 8,9 | tr , ' ' |
	    gdaltransform -s_srs "$2" -t_srs "$3" | paste -d ' ' - cells.csv.lonlat | awk '
	{ d = $1 - $4; e = $2 - $5 }
	d * d > 1e-12 || e * e > 1e-12 { print > "/dev/stderr"; bad = 1 }
	END { exit bad || NR != 1000 }'
}
if test -n "$projected" && command -v gdaltransform >/dev/null; then
	while IFS='|' read -r name crs affine size lonlat <&3; do
		chunk-extract --top 1000 $name.chunk | sed 1d | cut -d , -f 10,11 | tr , ' ' >cells.csv.lonlat
		test_ok "1000 cells of $name lie where gdaltransform has them" same_places $name "$crs" "$lonlat"
	done 3<grids
fi

# Places that a grid far away, or one beyond the pole, has or does not have.
"$python" - <<'PY'
import numpy as np, chunkwrite as w
def stream(path, affine, rows, cols, *values):
    header = [('rows', rows), ('cols', cols), ('affine', affine), ('crs', 'EPSG:4326'), ('variable', 'rainfall_rate'),
              ('units', 'mm h-1'), ('cell_methods', 'time: point'), ('step', '600'), ('history', 'test')]
    open(path, 'wb').write(w.stream(header, None, [w.field(a.astype('<f4'), 600 * i, 600 * i + 600) for i, a in enumerate(values)]))
stream('far', '1e20 1 0 50 0 -1', 3, 4, np.ones((3, 4)))
stream('beyond', '9.5 1 0 96 0 -1', 20, 10, np.arange(200).reshape(20, 10))
stream('turned', '0 0.0001 1 0 2 0', 30, 40, np.repeat(np.arange(40)[None], 30, 0))
# Plateaus with more cells than are kept, and what was found before them.
low, flat = np.zeros((1500, 1500)), np.ones((1500, 1500))
low[::100, ::100] = .5
flat[3, 3::500] = 2
stream('flat', '0 0.01 0 60 0 -0.01', 1500, 1500, low, flat)
PY
test_fails 1 'longitude 10, latitude 49.5 is outside the grid' 'a grid at no longitude has no place' \
    chunk-extract --lonlat a,10,49.5 -o none far
test_ok 'a grid beyond the pole has its places' cell_of beyond 12,80.2 15,2

# ---- Files ----

file() {
	printf "$2" >points.csv
	test_ok "$1" sh -c 'chunk-extract --points points.csv degrees >made && chunk-extract --point a,6,2 --point b,0,39 degrees | diff made -'
}
file 'titles lon, lat' 'lat,name,lon\n58.9,a,10.1\n60.3,b,19.3\n'
file 'titles in words and capitals' 'Name,Longitude,Latitude\na,10.1,58.9\nb,19.3,60.3\n'
file 'a station and its id' 'id,station,lon,lat\n7,a,10.1,58.9\n8,b,19.3,60.3\n'
file 'ids alone' 'id,lon,lat\na,10.1,58.9\nb,19.3,60.3\n'
file 'semicolons, and commas for points' 'name;lon;lat\na;10,1;58,9\nb;19,3;60,3\n'
file 'tabs' 'name\tlon\tlat\ta note\na\t10.1\t58.9\tx, y\nb\t19.3\t60.3\t\n'
bad() {
	printf "$3" >points.csv
	test_fails 1 "^chunk-extract: points.csv: $2" "$1" chunk-extract --points points.csv -o none degrees
}
bad 'UTF-16' 'is UTF-16: save it as UTF-8' '\377\376n\0a\0'
bad 'a place outside names its line' 'line 3: b: longitude 29\.3, latitude 60\.3 is outside' 'name,lon,lat\na,10.1,58.9\nb,29.3,60.3\n'
bad 'a comma is no point where it divides cells' 'line 2: 5 columns instead of 3' 'name,lon,lat\na,10,1,58,9\n'
bad 'an empty longitude' 'line 2: "" is not a coordinate' 'name;lon;lat\na;;58,9\n'
bad 'x, y beside lon, lat' 'line 1: two of row, col and x, y and lon, lat' 'name,x,y,lon,lat\na,1,1,10.1,58.9\n'

# ---- Catchments ----

if chunk-extract --polygons areas.geojson -o areas.csv degrees 2>said; then
	compares() {
		chunk-extract --polygons areas.geojson -o areas.csv $1 &&
		    "$python" "$srcdir/tests/compare/areas.py" $1 areas.geojson areas.csv
	}
	test_ok 'means of catchments weigh by the cosine on a grid of degrees' compares degrees
	test -z "$projected" || test_ok 'and by the scale of a projection' compares polar
	beside() {
		chunk-extract --polygons areas.geojson --point a,6,2 degrees | cut -d , -f 3 | sed -n 2,5p | tr '\n' ' '
	}
	test_ok 'catchments stand beside points, in the order given' test "$(beside)" = 'north "two a north '
	# Both poles are centres.
	"$python" - <<'PY'
import json, numpy as np, chunkwrite as w
header = [('rows', 37), ('cols', 72), ('affine', '-2.5 5 0 92.5 0 -5'), ('crs', 'EPSG:4326'), ('variable', 'rainfall_rate'),
          ('units', 'mm h-1'), ('cell_methods', 'time: point'), ('step', '600'), ('history', 'test')]
open('globe', 'wb').write(w.stream(header, None, [w.field(np.ones((37, 72), '<f4'), 0, 600)]))
def half(name, id, south, north):
    ring = [[-180, south], [180, south], [180, north], [-180, north], [-180, south]]
    return {'type': 'Feature', 'id': id, 'properties': {'name': name}, 'geometry': {'type': 'Polygon', 'coordinates': [ring]}}
json.dump({'type': 'FeatureCollection', 'features': [half('N', 2**53, 1, 90), half('', 2**53 + 1, -90, 1)]}, open('halves.geojson', 'w'))
PY
	halves() {
		chunk-extract --polygons halves.geojson globe | cut -d , -f 3,9 | sed 1d | tr '\n' ' '
	}
	test_ok 'halves of the earth have both poles; an id is a name' test "$(halves)" = \
	    "N,$((18 * 72)) 9007199254740993,$((19 * 72)) "
	test_ok 'ids of 54 bits are told apart' sh -c \
	    'crop --polygon halves.geojson --feature id=9007199254740993 globe | chunk-info | grep -q "^rows  *19$"'
	sed 's/two, apart/north/' areas.geojson >twice.geojson
	test_fails 1 '^chunk-extract: twice.geojson: .*north' 'two of one name are refused' \
	    chunk-extract --polygons twice.geojson -o none degrees
	test_fails 1 '^chunk-extract: areas.geojson: north holds no cell: .* the grid has longitudes from 170 to 190' 'one outside the grid is told' \
	    chunk-extract --polygons areas.geojson -o none seam
	cat >cap.geojson <<'END'
{"type": "Polygon", "coordinates": [[[11, 80], [14, 80], [14, 84], [11, 84], [11, 80]]]}
END
	test_ok 'and those in polygons' sh -c \
	    'crop --polygon cap.geojson beyond | chunk-info | grep -Eq "^(rows +4|cols +3)$"'
	# Rows of 30 columns of the grid run from south to north: each cell has a latitude of its own.
	cat >turned.geojson <<'END'
{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "a"}, "geometry":
 {"type": "Polygon", "coordinates": [[[0, 0], [30, 0], [30, 80], [0, 80], [0, 0]]]}}]}
END
	turned() {
		chunk-extract --polygons turned.geojson turned | sed -n 2p | cut -d , -f 6,9 >made
		"$python" -c 'from math import *
weights = [cos(radians(2 * (col + .5))) for col in range(40)]
print("%.5f,1200" % (sum(w * col for col, w in enumerate(weights)) / sum(weights)))' >wanted
		awk -F, '{ printf "%.5f,%s\n", $1, $2 }' made | diff - wanted
	}
	test_ok 'on a turned grid each cell has its own weight' turned
	sed 's/\[16, 60.2\]/[16, 60.6]/' areas.geojson >beyond.geojson
	beyond() {
		chunk-extract --polygons beyond.geojson -o beyond.csv degrees 2>said && test "$(wc -l <said)" = 1 &&
		    grep -q '^chunk-extract: beyond.geojson: north goes beyond the grid: its values are of the part inside$' said
	}
	test_ok 'one that goes beyond the grid is told' beyond
	chunk-extract -j 1 --polygons areas.geojson -o areas.csv degrees
	for j in 2 7; do
		test_ok "the same with -j $j" sh -c "chunk-extract -j $j --polygons areas.geojson degrees | cmp - areas.csv"
	done
else
	test_ok 'without jansson polygons are refused with what to install' grep -q libjansson-dev said
fi

# ---- The largest ----

top() {
	stream=$1 n=$2
	shift 2
	chunk-extract --top $n ${1:+--apart $1km,$2min} -o top.csv $stream &&
	    "$python" "$srcdir/tests/compare/top.py" $stream top.csv $n ${1:+$1 $((60 * $2))}
}
for n in 1 20 300; do
	test_ok "the $n largest" top degrees $n
done
test_ok 'more than there are' top degrees 30000
test_ok 'apart' top degrees 20 60 60
test_ok 'a little apart' top degrees 200 20 11
test_ok 'far apart: few' top degrees 20 500 180
test_ok 'apart across the antimeridian' top seam 30 150 40
equal() {
	chunk-extract --top 3 --apart 1km,10min -o a degrees && chunk-extract --top 3 -o b degrees && cmp a b
}
test_ok 'nothing is near within less than a cell and a step' equal
test_ok 'the titles say place and time' test "$(sed -n 1p top.csv)" = \
    start,end,layer,units,value,row,col,x,y,lon,lat,have,expected
bin-average -w 1h -o hours degrees
in_units() {
	chunk-extract --top 1 --units mm/day hours | sed -n 2p | cut -d , -f 4,5 >made &&
	    chunk-extract --top 1 hours | sed -n 2p | awk -F, '{ printf "mm/day %.4f\n", 24 * $5 }' >wanted &&
	    awk -F, '{ printf "%s %.4f\n", $1, $2 }' made | diff - wanted
}
test_ok 'in other units' in_units
stats --layers max,mean --when -o month degrees
test_fails 1 '^chunk-extract: month: --top: there are values of "max" and of "mean": --layer says which' \
    'several layers are refused' chunk-extract --top 1 -o none month
test_fails 1 '^chunk-extract: month: --top: layer when_max has times' 'times are refused' \
    chunk-extract --top 1 --layer when_max -o none month
test_fails 1 '^chunk-extract: month: has no layer "min"' 'a layer that is not there' \
    chunk-extract --top 1 --layer min -o none month
largest() {
	chunk-extract --top 1 --layer max month | sed -n 2p | cut -d , -f 3,5-11 >made &&
	    chunk-extract --top 1 degrees | sed -n 2p | cut -d , -f 3,5-11 | sed 's/^/max/' | diff made -
}
test_ok 'the largest of a layer' largest
for wrong in '--top 0' '--top 3 --apart 20,6h' '--top 3 --apart 20km' '--top 3 --apart 0km,6h' \
    '--top 3 --apart nankm,6h' '--top 1 --top 2' '--top 1 --apart 1km,1h --apart 1km,1h' '--top 3 --point a,0,0' '--apart 20km,6h --point a,0,0'; do
	test_fails 2 '^chunk-extract: --(top|apart)' "$wrong is a usage error" chunk-extract $wrong -o none degrees
done

plateau() {
	chunk-extract --top 5 flat | cut -d , -f 5 | tr '\n' ' ' >made && test "$(cat made)" = 'value 2 2 2 1 1 '
}
test_ok 'a plateau of more cells than are kept for --apart' plateau
test_fails 1 '^chunk-extract: --top 20: more than 2097152 values would have to be kept' \
    'what is not sure is refused, although enough was found before' \
    chunk-extract --top 20 --apart 5km,2h -o none flat

# ---- Times are times ----

when() {
	chunk-extract --top 1 degrees | sed -n 2p >top1
	chunk-extract --layer when_max --point "a,$(cut -d , -f 6,7 top1)" month | sed -n 2p | cut -d , -f 4-7 >made
	echo "when_max,UTC,$(cut -d , -f 1 top1),$(cut -d , -f 1 top1)" | diff made -
}
test_ok 'when the largest value was is a time' when
latest() {
	chunk-extract --layer when_max --box a,0,30,0,40 month | sed -n 2p | grep -q ',when_max,UTC,,1970-01-01T03:50Z,1200,1200,'
}
test_ok 'of a box it is the latest' latest
test_ok 'no refused input left a file' test ! -e none
test_done
