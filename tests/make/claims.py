# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 claims.py

Makes streams that claim to be huge and have few bytes."""
import struct, sys, zlib
import chunkwrite

def prelude(text, entries):
    p = struct.pack('<8sIII40x', b'\x8aCHUNK\2\n', text, entries, 0)
    return p + struct.pack('<I', zlib.crc32(p))

def head(kind, type_, length, packed=0):
    h = struct.pack('<4sHHqqIII16sII', b'REC2', kind, type_, 0, 300, length, 1, 1, b'', 0, packed)
    return h + struct.pack('<I', zlib.crc32(h))

def save(name, *parts):
    open(name, 'wb').write(b''.join(parts))

def fields(rows, cols):
    grid = [(k, {'rows': rows, 'cols': cols}.get(k, v)) for k, v in chunkwrite.GRID]
    return chunkwrite.stream(grid, None, [])[:-128]

save('text', prelude(2 ** 32 - 64, 0))
save('table', prelude(64, 2 ** 31))
save('sides', fields(65535, 65535), head(1, 3, 2 ** 32 - 4))
save('field', fields(8192, 8192), head(1, 4, 2 ** 29), bytes(100))
save('packed', fields(8192, 8192), head(1, 4, 2 ** 29 - 1, 1), bytes(100))
open('zeros', 'wb').write(chunkwrite.stream([(k, {'rows': 8192, 'cols': 8192}.get(k, v)) for k, v in chunkwrite.GRID],
    None, [(1, 4, 0, 300, 1, 1, '', b'\xff' * 2 ** 22, 1)]))
save('blob', chunkwrite.stream([('step', '300')], None, [])[:-128], head(2, 0, 2 ** 32 - 1), bytes(100))
save('large', chunkwrite.stream([('step', '300')], None, [])[:-128], head(2, 0, 2 ** 26), bytes(100))
