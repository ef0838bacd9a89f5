# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 zips.py

Makes archives of the day days/2020-11-01.zip: of other kinds, with other
members, and damaged."""
import bz2, io, lzma, random, struct, sys, tarfile, zipfile, zlib
source = zipfile.ZipFile('days/2020-11-01.zip')
day = [(i.filename, source.read(i)) for i in source.infolist()]

def make_zip(path, members, method=zipfile.ZIP_DEFLATED, out=None):
    with zipfile.ZipFile(out or path, 'w', method) as z:
        for name, data in members:
            z.writestr(name, data)

def make_tar(path, members, mode='w', **options):
    with tarfile.open(path, mode, **options) as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))

def rewrite(path, source, change):
    data = bytearray(open(source, 'rb').read())
    open(path, 'wb').write(change(data) or data)

class Pipe(io.RawIOBase):
    """Cannot seek, so that sizes come after the data, in descriptors."""
    def __init__(self, path): self.file = open(path, 'wb')
    def writable(self): return True
    def write(self, b): return self.file.write(b)

def without(*numbers):
    return [m for i, m in enumerate(day) if i not in numbers]

mixed = day[:]
random.Random(1).shuffle(mixed)
folders = [('2020/å/' + n, d) for n, d in day]
make_zip('stored.zip', day, zipfile.ZIP_STORED)
make_zip('bzip2.zip', day, zipfile.ZIP_BZIP2)
make_zip('mixed.zip', mixed)
make_zip('folders.zip', [('2020/', b'')] + folders + [('README', b'x')])
make_zip('streamed.zip', day, out=Pipe('streamed.zip'))
make_tar('day.tar', day)
make_tar('mixed.tar', mixed)
make_tar('day.tar.gz', day, 'w:gz')
make_tar('day.tar.xz', day, 'w:xz')
make_tar('folders.tar', folders, format=tarfile.PAX_FORMAT)
make_zip('hole.zip', without(100))
make_zip('noon.zip', without(*range(132, 156)))
make_zip('ends.zip', without(0, 287))
make_zip('twice.zip', day + [('again/' + day[7][0], day[7][1])])
make_zip('date.zip', day + [('radar_2002310000.tif', b'x')])
make_zip('grid.zip', day + [('radar_2011010002.tif', b'x')])
make_zip('void.zip', without(5) + [(day[5][0], b'')])
make_zip('large.zip', [(day[0][0], bytes(64 << 20) + b'x')])
make_tar('large.tar', [(day[0][0], bytes(64 << 20) + b'x')])
make_tar('far.tar', [(n, bytes(9 << 20)) for n, d in day[1:6]] + day[:1])

def end(offset, format_, *values):
    return lambda z: struct.pack_into(format_, z, len(z) - 22 + offset, *values)
rewrite('fewer.zip', 'days/2020-11-01.zip', end(8, '<HH', 287, 287))
rewrite('more.zip', 'days/2020-11-01.zip', end(8, '<HH', 289, 289))
rewrite('parts.zip', 'days/2020-11-01.zip', end(4, '<H', 1))
rewrite('self.zip', 'days/2020-11-01.zip', lambda z: b'#!/bin/sh\nexit\n' + z)

def every_entry(offset, format_, value):
    def change(z):
        at = z.find(b'PK\1\2')
        while at >= 0:
            struct.pack_into(format_, z, at + offset, value)
            at = z.find(b'PK\1\2', at + 4)
    return change
rewrite('secret.zip', 'stored.zip', every_entry(8, '<H', 1))
rewrite('crc.zip', 'stored.zip', every_entry(16, '<I', 1234))
rewrite('crc8.zip', 'days/2020-11-01.zip', every_entry(16, '<I', 1234))
rewrite('claim.zip', 'days/2020-11-01.zip', every_entry(24, '<I', 60 << 20))
rewrite('beyond.zip', 'days/2020-11-01.zip', every_entry(20, '<I', 300000))

def make_method(path, method, pack, members=day):
    """Members that are compressed by a method that zipfile does not write."""
    out, directory = b'', b''
    for name, data in members:
        name, packed, at = name.encode(), pack(data), len(out)
        head = struct.pack('<HHHIIIHH', method, 0, 33, zlib.crc32(data), len(packed), len(data), len(name), 0)
        out += b'PK\3\4' + struct.pack('<HH', 63, 0) + head + name + packed
        directory += b'PK\1\2' + struct.pack('<HHH', 63, 63, 0) + head + struct.pack('<HHHII', 0, 0, 0, 0, at) + name
    end = struct.pack('<HHHHIIH', 0, 0, len(members), len(members), len(directory), len(out), 0)
    open(path, 'wb').write(out + directory + b'PK\5\6' + end)

def as_lzma(data):
    """As other programs than zipfile write it: without a mark at the end."""
    alone = lzma.compress(data, format=lzma.FORMAT_ALONE)
    return b'\x09\x14\x05\0' + alone[:5] + alone[13:]

make_zip('lzma.zip', mixed, zipfile.ZIP_LZMA)
make_method('bare.zip', 14, as_lzma)
make_method('xz.zip', 95, lzma.compress)
for method in 1, 6, 9, 97, 99, 1234:
    make_method('method-%d.zip' % method, method, lambda data: data)
# The first has a name, the second a method that the member itself does not have.
for kind, method in ('deflate', zipfile.ZIP_DEFLATED), ('bzip2', zipfile.ZIP_BZIP2), ('lzma', zipfile.ZIP_LZMA):
    make_zip('plain.zip', day, method)
    at = open('plain.zip', 'rb').read().index(b'radar_2011012300')
    rewrite('renamed-%s.zip' % kind, 'plain.zip', lambda z: z[:at] + b'radar_2012012300' + z[at + 16:])
    rewrite('lost-%s.zip' % kind, 'plain.zip', lambda z: z[:at] + b'rador_2012012300' + z[at + 16:])
    rewrite('changed-%s.zip' % kind, 'plain.zip', lambda z: z[:at + 90] + bytes([z[at + 90] ^ 16]) + z[at + 91:])
rewrite('method.zip', 'bzip2.zip', lambda z: struct.pack_into('<H', z, z.index(b'PK\1\2') + 10, 9))
# By the directory it is of another day, and so not between --from and --to.
last = open('days/2020-11-01.zip', 'rb').read()
rewrite('outside.zip', 'days/2020-11-01.zip', lambda z: z[:last.rindex(b'1101230')] + b'1102230' + z[last.rindex(b'1101230') + 7:])

t = open('day.tar', 'rb').read()
with tarfile.open('day.tar') as f:
    between = f.getmembers()[20].offset
open('between.tar', 'wb').write(t[:between])
open('inside.tar', 'wb').write(t[:between + 700])
open('cut.tar.gz', 'wb').write(open('day.tar.gz', 'rb').read()[:-9])
