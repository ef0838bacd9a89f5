# SPDX-License-Identifier: BSD-2-Clause
"""A writer of chunk streams from man/chunk.5 alone, for tests that need what no tool makes."""
import struct, sys, zlib
import numpy as np
from chunkread import repeating

KINDS = {'|u1': 1, '<u2': 2, '<f4': 3, '<f8': 4}

def padded(b):
    return b + bytes(-len(b) % 64)

def packed(values):
    """The payload of a field, and whether it is packed."""
    bits = values.ravel().view('<u%d' % values.itemsize)
    repeat = repeating(bits)
    there = np.repeat(~repeat, 16 // bits.itemsize)[:bits.size]
    marks = np.packbits(np.append(repeat, np.zeros(-repeat.size % 64, bool)), bitorder='little')
    payload = bits[there].tobytes() + marks.tobytes()
    return (payload, 1) if len(payload) < bits.nbytes else (bits.tobytes(), 0)

def record(kind, type_, start, end, have, expected, layer, payload, is_packed=0, fill=b'\0'):
    padding = payload + fill * (-len(payload) % 64)
    head = struct.pack('<4sHHqqIII16sII', b'REC2', kind, type_, start, end, len(payload), have, expected,
                       layer.encode(), zlib.crc32(padding), is_packed)
    return head, head + struct.pack('<I', zlib.crc32(head)) + padding

def stream(header, table, records, end=(0, 0, 0, 0), fill=b'\0'):
    """The bytes of a stream: header is a list of (key, value), table float32 or None, and records are
    what field(), blob() and gap() make. `end` and `fill`, the padding of the header, are wrong unless 0."""
    text = ''.join('%s=%s\n' % tuple(line) for line in header).encode()
    entries = b'' if table is None else np.asarray(table, '<f4').tobytes()
    body = text + entries + fill * (-len(text + entries) % 64)
    prelude = struct.pack('<8sIII40x', b'\x8aCHUNK\2\n', len(text), len(entries) // 4, zlib.crc32(body))
    out, heads = prelude + struct.pack('<I', zlib.crc32(prelude)) + body, 0
    for r in records:
        head, whole = record(*r)
        out, heads = out + whole, zlib.crc32(head, heads)
    counts = [sum(r[0] == kind for r in records) for kind in (1, 2, 3)]
    return out + record(4, 0, *end, '', struct.pack('<QQQI36x', *counts, heads))[1]

def field(a, start, end, layer='', have=1, expected=1):
    return 1, KINDS[a.dtype.str], start, end, have, expected, layer, *packed(np.ascontiguousarray(a))

def blob(name, data, start, end):
    return 2, 0, start, end, 1, 1, '', struct.pack('<I', len(name)) + name + data

def gap(why, start, end, expected):
    return 3, 0, start, end, 0, expected, '', why.encode()

GRID = [('rows', '6'), ('cols', '9'), ('affine', '126648.404 2014.958 0 7771252.876 0 -2014.958'),
        ('crs', 'EPSG:25833'), ('variable', 'rainfall_rate'), ('units', 'mm h-1'),
        ('cell_methods', 'time: point'), ('step', '300'), ('history', 'chunkwrite')]
LAYERS = [(k, '10 2 0.5 20 -0.25 -2' if k == 'affine' else v) for k, v in GRID] + [
    ('layer.count.units', '1'), ('layer.std.cell_methods', 'time: standard_deviation')]

def main(folder):
    """The small streams under tests/data, by formulas, so that anyone can make them again."""
    cells = np.arange(54).reshape(6, 9)
    codes = [(cells * (2 * i + 3) * 7 % 256).astype('|u1') for i in range(6)]
    rising = np.arange(256) / np.float32(8)
    rising[[7, 250, 255]] = np.nan
    falling = rising[::-1]
    records = [field(codes[0], 0, 300), field(codes[1], 300, 600), gap('missing', 600, 1200, 2),
               field(codes[2], 1200, 1500), gap('damaged: a.tif does not open', 1500, 1800, 1),
               field(codes[3], 1800, 2400, have=1, expected=2), field(codes[4] * 0 + 255, 2400, 2700)]
    values = np.where(cells % 4 == 1, np.nan, cells / 7 - 3)
    layers = [field(values.astype('<f4'), 0, 86400, 'mean', 35, 36),
              field(values ** 2 / 3, 0, 86400, 'std', 35, 36),
              field(np.full((6, 9), np.nan, '<f4'), 0, 86400, 'count', 35, 36)]
    images = [blob(b'radar_2011010000.tif', b'II*\0 no image', 0, 300),
              blob(b'a "name"\x1b\xff.tif', b'', 300, 600), gap('missing', 600, 1200, 2)]
    for name, bytes_ in (('codes', stream(GRID, rising, records)),
                         ('falling', stream(GRID, falling, records)),
                         ('layers', stream(LAYERS, None, layers)),
                         ('images', stream([('step', '300'), ('history', 'chunkwrite')], None, images)),
                         ('empty', stream(GRID, rising, []))):
        open('%s/%s.chunk' % (folder, name), 'wb').write(bytes_)

if __name__ == '__main__':
    main(sys.argv[1])
