# SPDX-License-Identifier: BSD-2-Clause
"""What a page of chunk2html has, read without a browser.

	page.py values PAGE STREAM [LAYER]   each value is within what the page says of the stream's
	page.py exact PAGE STREAM            and all are exact
	page.py errors PAGE                  per layer, the largest error near 0 and in percent
	page.py legend PAGE                  steps and colours
	page.py member PAGE NAME             a member of its data, as JSON
"""
import base64, json, sys, zlib
import numpy as np
import chunkread

FORMS = TABLE, EVEN, ARSINH = 0, 1, 2

def read(path):
    text = open(path, encoding='utf-8').read()
    return json.JSONDecoder().raw_decode(text, text.index('const D = ') + len('const D = '))[0]

def bits(text, rows, cols):
    a = np.frombuffer(zlib.decompress(base64.b64decode(text)), 'u1').reshape(rows, -1)
    return np.unpackbits(a, axis=1)[:, :cols].astype(bool)

def plane(bytes_, mask, fill):
    """Undoes the prediction, a cell at a time."""
    rows, cols = mask.shape
    a = np.full((rows + 1, cols + 1), fill)         # with a row and a column before
    d = np.frombuffer(bytes_, 'u1').reshape(rows, cols).astype('i8')
    known = np.pad(~mask, ((1, 0), (1, 0)))
    at = lambda i, j: a[i, j] if known[i, j] else fill
    for i in range(1, rows + 1):
        for j in range(1, cols + 1):
            left, up, corner = at(i, j - 1), at(i - 1, j), at(i - 1, j - 1)
            slope = left + up - corner
            guess = min(max(slope, min(left, up)), max(left, up)) if known[i, j] else 0
            a[i, j] = (d[i - 1, j - 1] + guess) % 256
    return a[1:, 1:]

def field(page, f, table, mask):
    """The values of a frame, and how far each may be from the stream's."""
    form, n, exact, base, step, zero, text = f[7:]
    cells = mask.size
    if n == 0:
        return np.full(mask.shape, np.nan), 0
    planes = zlib.decompress(base64.b64decode(text))
    assert len(planes) == n * cells
    fill = {TABLE: 0, EVEN: 1, ARSINH: zero}[form]
    codes = sum(plane(planes[k * cells:(k + 1) * cells], mask, fill if k == 0 else 0) << 8 * k for k in range(n))
    if form == TABLE:
        return table[codes].astype(float), 0
    values = base + (codes - 1.0) * step if form == EVEN else base * np.sinh((codes - zero) * step)
    values[codes == 0] = np.nan
    if exact == 2:
        values = (np.round(100 * values) / 100).astype('<f4').astype(float)
    if exact:
        return values, 0
    x = np.abs(values)
    return values, step / 2 if form == EVEN else base * np.sinh(np.arcsinh(x / base) + step / 2) - x

def values(path, stream, layer=None, exact=False):
    page = read(path)
    table = np.frombuffer(zlib.decompress(base64.b64decode(page['table'])), '<f4') if page['table'] else None
    mask = bits(page['mask'], page['rows'], page['cols'])
    names, seen = [l['name'] for l in page['layers']], 0
    records = [r for s in chunkread.read(stream) for r in s[2]
               if r['kind'] == 3 or r['kind'] == 1 and layer in (None, r['layer'])]
    assert len(records) == len(page['frames']), (len(records), len(page['frames']))
    for r, f in zip(records, page['frames']):
        assert f[:4] == [r['start'], r['end'], r['have'], r['expected']], (f[:6], r)
        if r['kind'] == 3:
            assert f[6] == -1 and f[7] == r['data'].decode(), (f, r)
            continue
        assert names[f[6]] == r['layer']
        got, error = field(page, f, table, mask)
        wanted = np.asarray(r['codes'] if r['type'] == 4 else r['data'], float).reshape(got.shape)
        assert np.array_equal(np.isnan(got), np.isnan(wanted))
        far = np.abs(got - wanted) > error * 1.0001 + (1e-12 if np.any(error) else 0) * np.abs(wanted)
        assert not far.any(), (f[:9], got[far][:3], wanted[far][:3])
        assert not exact or np.all(error == 0), f[:13]
        seen += np.count_nonzero(~np.isnan(wanted))
    assert seen > 0 or stream.endswith('missing.chunk')

def errors(path):
    page = read(path)
    for i, l in enumerate(page['layers']):
        mine = [f for f in page['frames'] if f[6] == i]
        near = max(0 if f[9] else f[11] / 2 * (f[10] if f[7] == ARSINH else 1) for f in mine)
        far = max(100 * np.expm1(f[11] / 2) if f[7] == ARSINH and not f[9] else 0 for f in mine)
        print('%s %.2g %.2g' % (l['name'] or '-', near, far))

def legend(path):
    """The steps and colours of its first layer, as gifmake --palette gdaldem has them."""
    l = read(path)['layers'][0]
    for step, colour in zip(l['steps'], l['colours']):
        print('%.6g %d %d %d' % (step, *bytes.fromhex(colour[1:])))

if __name__ == '__main__':
    what, args = sys.argv[1], sys.argv[2:]
    if what == 'member':
        print(json.dumps(read(args[0])[args[1]], ensure_ascii=False))
    elif what == 'exact':
        values(*args, exact=True)
    else:
        {'values': values, 'errors': errors, 'legend': legend}[what](*args)
