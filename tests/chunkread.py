# SPDX-License-Identifier: BSD-2-Clause
"""A reader of chunk streams, made from man/chunk.5 alone."""
import struct, sys, zlib
import numpy as np

TYPES = {1: '<u1', 2: '<u2', 3: '<f4', 4: '<f8'}

def padded(n):
    return (n + 63) // 64 * 64

def check(sound, what):
    if not sound:
        raise ValueError(what)

def repeating(values):
    """Which runs of 16 bytes repeat the value before them; 0 is before the first. Values are unsigned."""
    same = values == np.append(values[:0].dtype.type(0), values[:-1])
    per_run = 16 // values.itemsize
    return np.append(same, np.ones(-same.size % per_run, bool)).reshape(-1, per_run).all(axis=1)

def unpacked(payload, type_, packed, cells):
    """The values of a field from its payload, which must be the one that such a field has."""
    bits = np.dtype(TYPES[type_].replace('f', 'u'))
    runs = -(-cells * bits.itemsize // 16)
    marks = -(-runs // 64) * 8
    if packed:
        check(marks <= len(payload) < cells * bits.itemsize, 'the length of a packed field')
        mark = np.unpackbits(np.frombuffer(payload[-marks:], 'u1'), bitorder='little').astype(bool)
        check(not mark[runs:].any(), 'marks of more runs')
        there = np.repeat(~mark[:runs], 16 // bits.itemsize)[:cells]
        kept = np.frombuffer(payload[:-marks], bits)
        check(kept.size == there.sum() and not repeating(kept).any(), 'the runs of a packed field')
        values = np.append(bits.type(0), kept)[np.cumsum(there)]
    else:
        check(len(payload) == cells * bits.itemsize, 'the length of a field')
        values = np.frombuffer(payload, bits)
        repeat = np.repeat(repeating(values), 16 // bits.itemsize)[:cells]
        check((~repeat).sum() * bits.itemsize + marks >= len(payload), 'a field that is not packed')
    return values.view(TYPES[type_])

def in_order(records):
    """ORDER of chunk(5), for records that are not partial statistics."""
    ends, gap, start = {}, None, None
    for r in records:
        key = (r['kind'], r['layer'])
        check(start is None or r['start'] >= start, 'order of the starts')
        check(r['start'] >= ends.get(key, r['start']), 'a time twice')
        if r['kind'] == 3:
            check(all(r['start'] >= end or r['end'] <= end for end in ends.values()), 'a gap beyond its field')
            gap = r['end']
        else:
            check(gap is None or r['start'] >= gap, 'a field in a gap')
        ends[key], start = r['end'], r['start']
    check(sum(kind == 1 for kind, _ in ends) <= 64, 'too many layers')

def read(path):
    """The streams of a file, each (header, table, records, digest), or ValueError: header is a list of
    [key, value], table float32 or None, and a record a dict whose 'data' is float32 or bytes."""
    bytes_, at, streams = open(path, 'rb').read(), 0, []
    def take(n):
        nonlocal at
        check(at + n <= len(bytes_), 'cut short')
        at += n
        return bytes_[at - n:at]
    while at < len(bytes_) or not streams:
        prelude = take(64)
        text, entries, crc = struct.unpack_from('<III', prelude, 8)
        check(prelude[:8] == b'\x8aCHUNK\2\n' and prelude[20:60] == bytes(40), 'magic')
        check(zlib.crc32(prelude[:60]) == struct.unpack_from('<I', prelude, 60)[0], 'CRC of the prelude')
        body = take(padded(text + 4 * entries))
        check(zlib.crc32(body) == crc and entries in (0, 256, 65536) and text <= 1 << 20, 'header')
        header = [line.split('=', 1) for line in body[:text].decode('utf-8').splitlines()]
        keys = [line[0] for line in header if line[0] != 'history']
        check(len(keys) == len(set(keys)), 'a key twice')
        check(not any(body[text + 4 * entries:]), 'padding')
        check(dict(header).get('step', '1').isdecimal(), 'step')
        shape = tuple(int(dict(header).get(k, 0)) for k in ('rows', 'cols'))
        table = np.frombuffer(body, '<f4', entries, text) if entries else None
        records, counts, heads, digest = [], [0] * 5, 0, zlib.crc32(body[text:text + 4 * entries])
        while True:
            head = take(64)
            magic, kind, type_, start, end, size, have, expected, layer, crc, packed, own = \
                struct.unpack('<4sHHqqIII16sIII', head)
            check(magic == b'REC2' and own == zlib.crc32(head[:60]) and packed <= (kind == 1) and 1 <= kind <= 4, 'head')
            payload = take(padded(size))
            check(crc == zlib.crc32(payload), 'CRC of a payload')
            check(not any(payload[size:]), 'padding')
            if kind == 4:
                check((start, end, have, expected) == (0, 0, 0, 0), 'an end record with a time')
                break
            counts[kind] += 1
            heads, digest = zlib.crc32(head[:60], heads), zlib.crc32(head[:60], digest)
            check(start < end and have <= expected, 'record')
            r = dict(kind=kind, type=type_, start=start, end=end, have=have, expected=expected,
                     layer=layer.rstrip(b'\0').decode(), data=payload[:size])
            if kind == 1:
                codes = unpacked(payload[:size], type_, packed, shape[0] * shape[1]).reshape(shape)
                r.update(codes=codes, data=table[codes] if type_ < 3 else codes.astype('<f4'))
            elif kind == 3:
                check(b'\0' not in r['data'], 'NUL in a reason')
            elif kind == 2:
                n, = struct.unpack_from('<I', payload)
                r.update(name=payload[4:4 + n], data=payload[4 + n:size])
            records.append(r)
        check(struct.unpack_from('<QQQI', payload) == (*counts[1:4], heads), 'records are missing')
        if 'partial' not in keys:
            in_order(records)
        streams.append((header, table, records, digest))
    return streams

if __name__ == '__main__':
    for header, table, records, digest in read(sys.argv[1]):
        print('%08x' % digest)
