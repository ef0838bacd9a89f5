# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 archives.py

Makes archives of the days in the folder days that are joined, cut or changed:
tar, cpio and zip, compressed and not."""
import bz2, gzip, io, lzma, struct, tarfile, zipfile

def members(day):
    z = zipfile.ZipFile(day)
    return [(n, z.read(n)) for n in z.namelist()[:12]]

def tar(day):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', format=tarfile.USTAR_FORMAT) as t:
        for name, data in members(day):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()

def cpio(day):
    """POSIX's, which gives numbers in octal digits (odc)."""
    out = b''
    for i, (name, data) in enumerate(members(day) + [('TRAILER!!!', b'')]):
        name = name.encode() + b'\0'
        out += b'070707000001%06o100644000000000000000001000000%011o%06o%011o' % (i, 0, len(name), len(data))
        out += name + data
    return out

def write(path, *parts):
    open(path, 'wb').write(b''.join(parts))

def change(data, at):
    return data[:at] + bytes([data[at] ^ 255]) + data[at + 1:]

kinds = {'gz': gzip.compress, 'xz': lzma.compress, 'bz2': bz2.compress}
a, b = tar('days/2020-11-01.zip'), tar('days/2020-11-02.zip')
inside = a.index(b'radar_2011010025.tif') + 600         # a byte of an image
write('two.tar', a, b)
write('odd.tar', a, bytes(100))
write('odd-two.tar', a, b, bytes(1))
write('cut-odd.tar', a.rstrip(b'\0'), bytes(-len(a.rstrip(b'\0')) % 512 + 100))
write('half-odd.tar', a, b[:5000], bytes(700))
write('zeros.tar', a, bytes(30208))
write('more.tar', a, b'these are words')
write('much.tar', a, b'these are words' * 100)
write('half.tar', a, b[:5000])
write('between.tar', a, b[:b.index(b'radar_2011020025.tif')])
for kind, pack in kinds.items():
    write('one.tar.' + kind, pack(a))
    write('two.tar.' + kind, pack(a), pack(b))
    write('zeros.tar.' + kind, pack(a), bytes(512))
    write('more.tar.' + kind, pack(a), b'these are words')
    write('half.tar.' + kind, pack(a), pack(b)[:-1])
    write('behind.tar.' + kind, pack(a + b'these are words' * 100))
    write('flipped.tar.' + kind, change(pack(a), len(pack(a)) // 2))
stored = gzip.compress(a, 0)
write('stored.tar.gz', stored)
write('flip.tar.gz', change(stored, stored.index(a[inside:inside + 50])))
write('name.tar.gz', change(stored, stored.index(b'radar_2011010025.tif')))
write('crc.tar.gz', change(stored, len(stored) - 8))
write('length.tar.gz', change(stored, len(stored) - 4))
write('middle.tar.gz', change(stored, stored.index(a[inside:inside + 50])), gzip.compress(b))
write('pieces.tar.gz', *(gzip.compress(a[i:i + 1000]) for i in range(0, len(a), 1000)))
write('last.tar.gz', stored[:-1])
write('garbage.tar.gz', stored, bytes(512), b'x')
write('like.tar.gz', stored, b'\x1fx')
unchecked = lzma.compress(a, check=lzma.CHECK_NONE)
write('unchecked.tar.xz', unchecked)
write('second.tar.xz', lzma.compress(a), lzma.compress(b, check=lzma.CHECK_NONE))
write('padded.tar.xz', lzma.compress(a), bytes(1 << 18), lzma.compress(b, check=lzma.CHECK_NONE))

# Dead members at the front of a zip, whose offsets count from the start of the file.
day, other = open('days/2020-11-01.zip', 'rb').read(), open('days/2020-11-02.zip', 'rb').read()

def append(path, front, name='radar_2011030000.tif'):
    write(path, front)
    with zipfile.ZipFile(path, 'a') as z:
        z.writestr(name, b'x')

def adjust(front, data):
    z = bytearray(front + data)
    at = z.find(b'PK\1\2', len(front))
    while at >= 0:
        struct.pack_into('<I', z, at + 42, struct.unpack_from('<I', z, at + 42)[0] + len(front))
        at = z.find(b'PK\1\2', at + 4)
    struct.pack_into('<I', z, len(z) - 6, struct.unpack_from('<I', z, len(z) - 6)[0] + len(front))
    return z

write('adjusted.zip', adjust(day, other))
write('adjusted-self.zip', adjust(b'#!/bin/sh\n' + day, other))
append('appended.zip', day[:-100])
append('program-adjusted.zip', b'#!/bin/sh\nexit\n')
append('whole.zip', day, 'radar_2011012355.txt')
write('marked.zip', adjust(b'PK00', day))
write('split.zip', adjust(b'PK\7\10', day))

a, b = cpio('days/2020-11-01.zip'), cpio('days/2020-11-02.zip')
sixth = a.index(b'radar_2011010025.tif') - 76
write('one.cpio', a)
write('zeros.cpio', a, bytes(30000))
write('one.cpio.gz', gzip.compress(a + bytes(300000)))
write('two.cpio', a, b)
write('two.cpio.gz', gzip.compress(a + b))
write('far.cpio.gz', gzip.compress(a + bytes(300000) + b'x'))
write('between.cpio', a[:sixth])
write('header.cpio', a[:sixth], b'x', a[sixth + 1:])
