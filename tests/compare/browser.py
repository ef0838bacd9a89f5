# SPDX-License-Identifier: BSD-2-Clause
"""A page of chunk2html in Chromium, against the stream that it was made of.

	browser.py pointer PAGE STREAM     the value and the place under the pointer, and the series of a click
	browser.py CHECK PAGE              what the checks below do
"""
import base64, csv, io, json, math, random, re, sys, time
import numpy as np
import chunkread
from chromium import Browser

def records_of(stream, layer):
    return [r for s in chunkread.read(stream) for r in s[2] if r['kind'] == 3 or r['layer'] == layer]

class Page(Browser):
    def text(self, id_):
        return self.js('document.getElementById(%s).textContent' % json.dumps(id_))

    def box(self, id_='map'):
        return self.js('(b => [b.left, b.top, b.width, b.height])(document.getElementById(%s).getBoundingClientRect())'
                       % json.dumps(id_))

    def wait(self, expression):
        until = time.monotonic() + 60
        while not self.js(expression):
            assert time.monotonic() < until, expression + ' after a minute: ' + str(self.errors)

    def cell(self, row, col):
        """Where the middle of a cell is in the window."""
        left, top, width, height = self.box()
        return left + (col + 0.5) * width / self.js('COLS'), top + (row + 0.5) * height / self.js('ROWS')

    def frame(self, i):
        self.js('pauseAt(%d)' % i)
        self.js('read(list[%d]).then(draw)' % i)

    def clean(self):
        """No error, and no request but that of the page."""
        assert not self.errors, self.errors
        assert all(u.startswith(('file:', 'blob:')) for u in self.requests) and \
            sum(u.startswith('file:') for u in self.requests) == 1, self.requests

def number_of(text):
    if text.startswith('no data'):
        return math.nan
    m = re.match(r'(below )?([-0-9.e]+)', text)
    return 0.0 if m[1] else float(m[2])

def near(b, i, got, wanted):
    """Within what the page says of the frame, of which rounding to digits is a tenth."""
    if math.isnan(got) or math.isnan(wanted):
        return math.isnan(got) and math.isnan(wanted)
    return abs(got - wanted) <= 1.1 * b.js('errorOf(list[%d], %r)' % (i, wanted)) + 1e-6 * abs(wanted)

def pointer(b, path, stream):
    b.open(path)
    layer = b.js('D.layers[layer].name')
    records, rnd = records_of(stream, layer), random.Random(3)
    rows, cols = b.js('ROWS'), b.js('COLS')
    assert b.js('list.length') == len(records)
    told, wet = 0, 0
    for i in rnd.sample(range(len(records)), min(12, len(records))):
        b.frame(i)
        r = records[i]
        values = None if r['kind'] == 3 else np.asarray(r['data'], float).reshape(rows, cols)
        places = [(rnd.randrange(rows), rnd.randrange(cols)) for _ in range(4)]
        if values is not None and np.nanmax(values, initial=0) > 0:
            places.append(tuple(int(k) for k in np.unravel_index(np.nanargmax(values), values.shape)))
        for row, col in places:
            b.mouse('mouseMoved', *b.cell(row, col))
            tip = b.text('tip')
            got = number_of(tip)
            wanted = math.nan if values is None else float(values[row, col])
            assert near(b, i, got, wanted), (i, row, col, tip, wanted)
            told, wet = told + 1, wet + (wanted > 0)
        assert b.text('short') == (r['data'].decode() if r['kind'] == 3 else
            '%d/%d images' % (r['have'], r['expected']) if r['have'] < r['expected'] else ''), b.text('short')
    assert told > 0 and wet > 0, (told, wet)
    # A click: the series, as CSV.
    row, col = places[-1]
    b.click(*b.cell(row, col))
    b.wait('series !== null')
    table = list(csv.reader(io.StringIO(b.js('csvOf(list, D.layers[layer], series)'))))
    assert table[0][:4] == ['start', 'end', 'have', 'expected'] and len(table) == len(records) + 1
    for i, (line, r) in enumerate(zip(table[1:], records)):
        wanted = math.nan if r['kind'] == 3 else float(np.asarray(r['data'], float).reshape(rows, cols)[row, col])
        got = float(line[4]) if line[4] else math.nan
        assert near(b, i, got, wanted), (line, wanted)
        assert [int(line[2]), int(line[3])] == [r['have'], r['expected']], line
    b.clean()

def places(b, path):
    """Longitudes and latitudes are those of chunk-info's corners or of points with a known place: name,lon,lat."""
    b.open(path)
    a, c = (b.js('lonlat(ROWS / 2 + %d, COLS / 2)' % i) for i in (0, 1))
    cell = abs(a[1] - c[1])                 # degrees from one row to the next
    for name, row, col in b.js('D.points'):
        lon, lat = (float(x) for x in name.split(' '))
        got = b.js('lonlat(%r, %r)' % (row, col))
        slack = max(0.001, cell / 100)
        assert abs((got[0] - lon + 180) % 360 - 180) * math.cos(math.radians(lat)) < slack and \
            abs(got[1] - lat) < slack, (name, got, slack)
    assert b.js('D.points.length') > 3
    b.clean()

def keys(b, path):
    b.open(path)
    n = b.js('list.length')
    assert n > 2
    at = b.js('at')
    for focus in 'document.body', 'document.getElementById("play")':
        b.js('document.activeElement.blur(); %s.focus()' % focus)
        for key, wanted in (('ArrowRight', at + 1), ('ArrowLeft', at), ('End', n - 1), ('Home', 0)):
            b.key(key)
            assert b.js('at') == wanted, (focus, key, b.js('at'))
        b.js('document.activeElement.blur()')
    assert b.js('timer') == 0
    b.key(' ', ' ')
    assert b.js('timer') != 0 and b.text('play') == 'Pause'
    b.key(' ', ' ')
    assert b.js('timer') == 0 and b.text('play') == 'Play'
    b.js('document.getElementById("live").textContent = ""; document.getElementById("map").focus()')
    b.key('ArrowDown')
    row, col = b.js('[pin.row, pin.col]')
    b.key('ArrowDown')
    b.key('ArrowRight', shift=True)
    assert b.js('[pin.row, pin.col]') == [row + 1, min(col + 10, b.js('COLS') - 1)]
    b.wait('series !== null')
    assert b.text('live') != ''
    b.key('Escape')
    assert b.js('pin') is None
    b.clean()

def words(b, path):
    """Text of the stream is text, whatever is in it."""
    b.open(path)
    assert b.text('title') == '</script><b>&amp;"\\' == b.js('document.title'), b.text('title')
    assert b.js('document.querySelectorAll("h1 b").length') == 0
    b.clean()

def layers(b, path):
    b.open(path)
    n = b.js('D.layers.length')
    assert b.js('D.layers[layer].name') == 'mean' and b.js('document.getElementById("layer").value') == str(b.js('layer'))
    assert n > 1 and not b.js('document.getElementById("layers").hidden')
    titles = set()
    for i in range(n):
        b.js('showLayer(%d)' % i)
        b.js('read(list[at]).then(draw)')
        titles.add(b.text('title'))
        steps = b.js('D.layers[%d].form === "categories" ? 0 : D.layers[%d].colours.length' % (i, i))
        assert b.js('document.querySelectorAll(".step").length') in (steps, steps + 1), i
    assert len(titles) == n, titles
    b.clean()

def sizes(b, path):
    """Nothing is cut off: wide, on a phone, in low windows, and at 200 %; and dark is dark."""
    for width, height, options in ((1400, 900, {}), (780, 490, {}), (1024, 600, {}), (1366, 768, {}), (600, 360, {}),
                                   (390, 844, {'phone': True, 'scale': 2}), (320, 568, {'phone': True}),
                                   (844, 390, {'phone': True}), (667, 375, {'phone': True}),
                                   (700, 450, {'scale': 2}), (1120, 900, {'dark': True})):
        b.open(path, width, height, **options)
        size = '%d x %d' % (width, height)
        over = b.js('document.documentElement.scrollWidth - innerWidth')
        assert over <= 0, (size, over)
        for part in ('map', 'bar', 'legend', 'utc'):
            left, top, w, h = b.box(part)
            assert left >= 0 and top >= 0 and left + w <= width and top + h <= height, (size, part, left, top, w, h)
            assert part == 'map' or h > 0, (size, part)
        left, top, w, h = b.box()
        assert w * h > 0.2 * width * height or h > 0.5 * height or w > 0.9 * width, (size, 'map', w, h)
        labels = b.js('[...document.querySelectorAll(".step span")].filter(s => s.style.visibility === "")'
                      '.map(s => s.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom])')
        assert len(labels) > 2
        for i, p in enumerate(labels):
            assert not any(p[0] < q[2] and q[0] < p[2] and p[1] + 4 < q[3] and q[1] + 4 < p[3] for q in labels[:i]), (size, p)
    page = b.js('getComputedStyle(document.body).backgroundColor')
    assert page == 'rgb(21, 24, 28)', page
    b.clean()

def fits(b, path):
    """As sizes(), of a page without a scale."""
    for width, height in (780, 490), (320, 568), (1366, 768):
        b.open(path, width, height)
        assert b.js('document.documentElement.scrollWidth - innerWidth') <= 0, width
        for part in 'map', 'bar', 'legend':
            left, top, w, h = b.box(part)
            assert left >= 0 and left + w <= width and top + h <= height, (width, part, left, top, w, h)
    b.clean()

def zooms(b, path, stream):
    """A part of the map: values, places and the mark are where they are seen; buttons, keys, wheel and dragging."""
    b.open(path)
    records = records_of(stream, '')
    rows, cols = b.js('ROWS'), b.js('COLS')
    values = np.asarray(records[30]['data'], float).reshape(rows, cols)
    row, col = (int(k) for k in np.unravel_index(np.nanargmax(values), values.shape))
    b.frame(30)
    b.js('choose({row: %d, col: %d})' % (row, col))
    scale = b.js('spotOf(0, 1)[0] - spotOf(0, 0)[0]')
    b.js('document.getElementById("in").click()')
    b.js('document.getElementById("map").focus()')
    b.key('+', '+')
    assert abs(b.js('spotOf(0, 1)[0] - spotOf(0, 0)[0]') / scale - 4) < 1e-6 and b.js('view.zoom') == 4
    assert b.text('live') == 'Enlarged 4 times'
    def check(row, col):
        left, top, _, _ = b.box()
        x, y = b.js('spotOf(%r, %r)' % (row + .5, col + .5))
        b.mouse('mouseMoved', left + x, top + y)
        tip = b.text('tip')
        assert near(b, 30, number_of(tip), float(values[row, col])), (row, col, tip, values[row, col])
        assert b.js('whereIs({row: %d, col: %d})' % (row, col)) in tip
        seen = b.js('(c => { const r = c.getBoundingClientRect(), m = document.getElementById("map").getBoundingClientRect();'
                    'return [(m.left + %r - r.left) / r.width * COLS, (m.top + %r - r.top) / r.height * ROWS]; })'
                    '(document.getElementById("data"))' % (x, y))
        assert abs(seen[0] - col - .5) < .01 and abs(seen[1] - row - .5) < .01, (seen, row, col)
        return left + x, top + y
    x, y = check(row, col)
    check(row + 3, col - 2)
    pin = b.js('pin')
    b.mouse('mouseMoved', x, y)
    b.mouse('mousePressed', x, y)
    b.call('Input.dispatchMouseEvent', type='mouseMoved', x=x + 30, y=y - 20, button='left', buttons=1)
    b.mouse('mouseReleased', x + 30, y - 20)
    assert b.js('pin') == pin
    moved = check(row, col)
    assert math.hypot(moved[0] - x - 30, moved[1] - y + 20) < 1 or b.js('view.left * view.top') == 0, (moved, x, y)
    b.js('document.getElementById("map").focus()')
    for i in range(30):
        b.key('ArrowDown', shift=True)
    b.wait('series !== null')
    x, y = b.js('spotOf(pin.row + .5, pin.col + .5)')
    assert 0 <= x <= b.box()[2] and 0 <= y <= b.box()[3]
    for i in range(2):
        b.key('-', '-')
    assert b.js('[view.zoom, view.left, view.top, document.getElementById("out").disabled]') == [1, 0, 0, True]
    b.call('Input.dispatchMouseEvent', type='mouseWheel', x=200, y=300, deltaX=0, deltaY=-100, modifiers=2)
    b.wait('view.zoom > 1.2')
    b.clean()

def steps(b, path):
    """Another layer, of another step, is shown at the same time."""
    b.open(path)
    b.js('showLayer(0); pauseAt(10)')
    b.js('showLayer(1)')
    assert b.js('[list.length, list[at][START], list[at][END]]') == [4, 6 * 3600, 12 * 3600], b.js('list[at].slice(0, 5)')
    b.js('showLayer(0)')
    assert b.js('list[at][START]') == 6 * 3600
    b.clean()

def paper(b, path):
    """One sheet, upright or across, with the map, the legend and the series, and without what is pressed."""
    b.open(path, 1366, 768, dark=True)
    before = b.box()
    b.js('addEventListener("beforeprint", () => { window.wide = document.getElementById("map").clientWidth; })')
    for landscape in False, True:
        for series in False, True:
            b.js('choose(%s)' % ('{row: ROWS >> 1, col: COLS >> 1}' if series else 'null'))
            pdf = base64.b64decode(b.call('Page.printToPDF', landscape=landscape)['data'])
            assert len(re.findall(rb'/Type /Page\b', pdf)) == 1, (landscape, series)
            assert 250 < b.js('wide') <= 700 and b.box() == before, (b.js('wide'), b.box(), before)
    b.call('Emulation.setEmulatedMedia', media='print')
    shown = lambda id_: b.js('getComputedStyle(document.getElementById("%s")).display' % id_) != 'none'
    assert [id_ for id_ in ('title', 'utc', 'map', 'bar', 'legend', 'pin', 'sum', 'chart', 'buttons', 'credit')
            if shown(id_)] == ['title', 'utc', 'map', 'legend', 'pin', 'sum', 'chart', 'credit']
    b.js('choose(null)')
    assert not shown('pin') and not shown('chart')
    assert b.js('getComputedStyle(document.body).backgroundColor') == 'rgb(255, 255, 255)'
    assert b.js('getComputedStyle(document.querySelector(".step")).printColorAdjust') == 'exact'
    b.clean()

def rounds(b, path):
    b.open(path)
    text = b.text('exact')
    assert ' 0.01 mm/h and 2 % ' in text, text
    b.clean()

def forgets(b, path):
    """A field that was drawn is told, also if no field is kept; a series without values cannot be copied."""
    b.open(path)
    b.frame(30)
    wet = b.js('drawn.codes.indexOf(Math.max(...drawn.codes))')
    row, col = divmod(wet, b.js('COLS'))
    b.mouse('mouseMoved', *b.cell(row, col))
    before = b.text('tip')
    assert not before.startswith(('no data', 'below')), before
    b.js('codes.clear()')
    b.mouse('mouseMoved', *b.cell(row, col + 1))
    b.mouse('mouseMoved', *b.cell(row, col))
    assert b.text('tip') == before, (before, b.text('tip'))
    b.js('choose({row: 0, col: 0})')
    b.js('codes.clear(); choose({row: 1, col: 1}); 0')
    assert b.js('series !== null || document.getElementById("buttons").hidden')
    b.clean()

def many_fields(b, path):
    b.open(path)
    assert b.js('D.frames.length') == 140000 and b.text('exact') != ''
    b.js('pin = {row: 0, col: 1}; series = list.map((f, i) => i % 9); drawChart()')
    assert not b.js('document.getElementById("chart").hasAttribute("hidden")')
    b.clean()

def thin(b, path):
    b.open(path)
    left, top, width, height = b.box()
    assert height >= 40 and width >= 40, (width, height)
    b.mouse('mouseMoved', left + width / 2, top + height / 2)
    assert b.text('tip') != '', b.text('tip')
    b.clean()

def motion(b, path):
    b.open(path, still=False)
    assert b.js('timer') != 0
    at = b.js('at')
    b.wait('list.indexOf(drawn.frame) !== %d' % at)
    b.open(path, still=True)
    assert b.js('timer') == 0
    b.clean()

def ready(b, path):
    print('%.2f' % min(b.open(path) for _ in range(3)))

if __name__ == '__main__':
    browser = Page()
    try:
        globals()[sys.argv[1]](browser, *sys.argv[2:])
    finally:
        browser.close()
