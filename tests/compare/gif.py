# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 gif.py GIF NPY ZOOM TITLE-LINES STEPS any|none|drawn

Reads a GIF by its specification, and compares the map in each frame with what
the values should look like. A ZOOM of 0 is the usual one. The last
word says whether there are coasts."""
import struct, sys
import numpy as np

def strings(data, bits):
    """The indices that LZW codes of a picture stand for."""
    clear, out, table, at, width = 1 << bits, bytearray(), {}, 0, bits + 1
    pending = have = 0
    last = None
    for byte in data:
        pending, have = pending | byte << have, have + 8
        while have >= width:
            code, pending, have = pending & (1 << width) - 1, pending >> width, have - width
            if code == clear:
                table, width, last = {i: bytes([i]) for i in range(clear)}, bits + 1, None
                continue
            if code == clear + 1:
                return out
            if last is not None and len(table) + 2 < 4096:
                table[len(table) + 2] = last + (table[code][:1] if code in table else last[:1])
            last = table[code]
            out += last
            if len(table) + 2 == 1 << width and width < 12:
                width += 1
    raise ValueError('no end code')

def frames(name):
    """The palette, and the pictures that a viewer shows, as arrays of palette indices."""
    b = open(name, 'rb').read()
    assert b[:6] == b'GIF89a'
    width, height, flags = struct.unpack('<HHB', b[6:11])
    palette = np.frombuffer(b, np.uint8, 384, 13).reshape(128, 3)
    assert flags & 0x87 == 0x86
    at, shown, clear = 13 + 384, np.zeros((height, width), np.uint8), None
    def blocks(at):
        data = b''
        while b[at]:
            data, at = data + b[at + 1:at + 1 + b[at]], at + 1 + b[at]
        return data, at + 1
    while b[at] != 0x3b:
        if b[at] == 0x21:
            kind = b[at + 1]
            data, at = blocks(at + 2)
            clear = data[3] if kind == 0xf9 else clear
            continue
        assert b[at] == 0x2c
        x, y, w, h, flags = struct.unpack('<HHHHB', b[at + 1:at + 10])
        assert flags == 0
        bits = b[at + 10]
        data, at = blocks(at + 11)
        new = np.frombuffer(bytes(strings(data, bits)), np.uint8).reshape(h, w)
        part = shown[y:y + h, x:x + w]
        part[new != clear] = new[new != clear]
        yield palette, shown
    assert at == len(b) - 1

def expected(values, steps, zoom):
    """Classes (0 missing, 1 dry, then the steps), and where the outline of the coverage is."""
    v = np.kron(values, np.ones((zoom, zoom), np.float32))
    missing = np.isnan(v)
    there = np.pad(~missing, 1)
    beside = there[:-2, 1:-1] | there[2:, 1:-1] | there[1:-1, :-2] | there[1:-1, 2:]
    k = np.searchsorted(np.asarray(steps, np.float32), np.where(missing, 0, v), 'right')
    return np.where(missing, 0, np.where(k == 0, 1, 1 + k)), missing & beside

def decoded(pixels):
    """The class and the strength of the line of palette indices from 16 on."""
    fours = (pixels.astype(int) - 16) // 4
    return np.where(fours < 4, fours // 2, fours - 2), pixels % 4

def compare(gif, npy, zoom, steps, title_lines, map):
    """Every frame against every field; only the map, which begins below the title and the time."""
    fields, n = np.load(npy), 0
    for (palette, shown), field in zip(frames(gif), fields, strict=True):
        zoom = zoom or max(1, 970 // max(field.shape))
        want, outline = expected(field, steps, zoom)
        y, x = 16 + 25 * title_lines + 22, 16
        got = shown[y:y + want.shape[0], x:x + want.shape[1]]
        classes, line = decoded(got)
        over = got < 16
        assert not over[:-40].any() and not over[:, 140:].any(), 'frame %d: text outside the scale bar' % n
        assert ((classes == want) | over).all(), 'frame %d: %d pixels differ' % (n, (classes != want).sum())
        # Lines of the map may be anywhere: a pixel has its class under them too.
        assert ((line >= 2) | ~outline | over).all(), 'frame %d: the outline' % n
        if map == 'none':
            assert (((line > 0) == outline) | over).all(), 'frame %d: lines without a map' % n
        if map == 'drawn':
            tint = set(got[(want < 2) & ~over] // 4)
            assert {4, 5, 6, 7} <= tint and (line[want > 1] > 0).any(), 'frame %d: no land, sea and coasts' % n
        assert (shown[:15] == 1).all() and (shown[:, :15] == 1).all() and (shown[:, -15:] == 1).all()
        n += 1
    assert len({tuple(c) for c in palette[32:32 + 4 * len(steps)]}) == 4 * len(steps)

LOG = [0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50]
if __name__ == '__main__':
    gif, npy, zoom, lines, steps, map = sys.argv[1:]
    compare(gif, npy, int(zoom), eval(steps), int(lines), map)
