# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 png.py texts PNG
       python3 png.py map PNG NPY STEPS any|none|drawn
       python3 png.py classes PNG          those that there are, also in the legend

Reads PNGs by their specification, one or several that follow each other."""
import struct, sys, zlib
import numpy as np
import gif

def pictures(name):
    """Of each: its texts, its palette, and its pixels as palette indices."""
    b, at = open(name, 'rb').read(), 0
    while at < len(b):
        assert b[at:at + 8] == b'\x89PNG\r\n\x1a\n'
        at, data, texts, kind = at + 8, b'', {}, b''
        while kind != b'IEND':
            n, kind = struct.unpack('>I4s', b[at:at + 8])
            body = b[at + 8:at + 8 + n]
            assert struct.unpack('>I', b[at + 8 + n:at + 12 + n])[0] == zlib.crc32(kind + body), 'CRC of %s' % kind
            at += 12 + n
            if kind == b'IHDR':
                width, height, *form = struct.unpack('>IIBBBBB', body)
                assert form == [8, 3, 0, 0, 0]
            elif kind == b'PLTE':
                palette = np.frombuffer(body, np.uint8).reshape(-1, 3)
            elif kind == b'IDAT':
                data += body
            elif kind == b'tEXt':
                key, text = body.split(b'\0', 1)
                texts[key.decode('ascii')] = text.decode('latin-1')
            elif kind == b'zTXt':
                key, text = body.split(b'\0', 1)
                texts[key.decode('ascii')] = zlib.decompress(text[1:]).decode('latin-1')
            elif kind == b'iTXt':
                key, text = body.split(b'\0', 1)
                texts[key.decode('ascii')] = text[2:].split(b'\0', 2)[2].decode()
        rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, width + 1)
        assert (rows[:, 0] == 0).all(), 'a filter'
        yield texts, palette, rows[:, 1:]

def compare(name, npy, steps, kind):
    """The map of each picture against its field; gif.py knows where it is, and what is there."""
    for (texts, palette, pixels), values in zip(pictures(name), np.load(npy), strict=True):
        zoom = max(1, 970 // max(values.shape))
        want, outline = gif.expected(values, steps, zoom)
        got = pixels[63:63 + want.shape[0], 16:16 + want.shape[1]]
        classes, line = gif.decoded(got)
        over = got < 16
        assert ((classes == want) | over).all(), '%d pixels differ' % (classes != want).sum()
        assert kind != 'none' or (((line > 0) == outline) | over).all()
        assert len({tuple(c) for c in palette[16:32 + 4 * len(steps)]}) == 16 + 4 * len(steps)

if __name__ == '__main__':
    what, name, *rest = sys.argv[1:]
    if what == 'map':
        compare(name, rest[0], eval(rest[1], {'LOG': gif.LOG}), rest[2])
    for texts, palette, pixels in pictures(name):
        if what == 'texts':
            for key, text in texts.items():
                print('%s: %s' % (key, text))
        elif what == 'classes':
            print(sorted({int(c) for c in gif.decoded(pixels[pixels >= 16])[0]}))
