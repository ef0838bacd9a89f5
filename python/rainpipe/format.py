# SPDX-License-Identifier: BSD-2-Clause
"""One stream: its header, its records, and the bytes of both, as chunk(5) describes them."""
import math, os, re, struct, types, zlib
import numpy as np

MAGIC = b'\x8aCHUNK\2\n'
PRELUDE = struct.Struct('<8sIII40x')        # magic, bytes of text, entries of the table, CRC
HEAD = struct.Struct('<4sHHqqIII16sII')     # of a record
MEMBERS = 'magic kind type start end size have expected layer crc packed'.split()
TOTALS = struct.Struct('<QQQI36x')          # of the end: fields, images, gaps, CRC of their heads
KINDS = [None, 'field', 'image', 'gap', 'end']
TYPES = {1: np.dtype('<u1'), 2: np.dtype('<u2'), 3: np.dtype('<f4'), 4: np.dtype('<f8')}
FIRST, LAST = -62135596800, 253402300800    # the years 1 to 9999, in seconds
SIDE_MAX, CELLS_MAX, STEP_MAX, TEXT_MAX = 65535, 1 << 26, 366 * 86400, 1 << 20
NAME_MAX, IMAGE_MAX, REASON_MAX = 255, 1 << 26, 4096

class Error(ValueError):
    """A stream that is not sound, or that cannot be what is asked for."""
    __module__ = 'rainpipe'                 # where it is public

def require(sound, what):
    if not sound:
        raise Error(what)

def time_text(t):
    """Seconds since 1970 as the tools write them: 2020-11-01T00:05Z."""
    return (str(np.datetime64(int(t), 's')) + 'Z').replace(':00Z', 'Z')

class Header(dict):
    """The keys of a stream and their values, which are text. Besides: history, a list; step, in
    seconds; shape, rows and columns; affine, six numbers in the order of GDAL; table, float32 of
    each code. What a stream does not have is 0 or empty."""

    def __init__(self, text, table):
        *lines, rest = [line.partition('=') for line in text.split('\n')]
        require(not any(rest) and '\0' not in text and all(key and is_ for key, is_, _ in lines),
                'a header that is not lines of key=value')
        super().__init__((key, value) for key, _, value in lines if key != 'history')
        self.history, self.table = [value for key, _, value in lines if key == 'history'], table
        require(len(self) + len(self.history) == len(lines), 'a key comes twice')
        require(not np.isinf(table).any(), 'a table with an infinite value')
        self.step, rows, cols = map(self._whole, ('step', 'rows', 'cols'))
        require('step' not in self or 1 <= self.step <= STEP_MAX, 'a step not of 1 s to 366 days')
        self.shape, self.affine = (rows, cols), ()
        if 'rows' in self or 'cols' in self:
            require(1 <= rows <= SIDE_MAX and 1 <= cols <= SIDE_MAX and rows * cols <= CELLS_MAX,
                    'a grid of no such size')
            if re.fullmatch('[-+.0-9eE]+( [-+.0-9eE]+){5}', self.get('affine', '')):
                self.affine = tuple(map(float, self['affine'].split(' ')))
            require(self.affine and np.isfinite(self.affine).all(), 'the affine is not six numbers')

    def _whole(self, key):
        return int(self[key][-9:]) if re.fullmatch('0*[0-9]{1,9}', self.get(key, '')) else 0

    def layer(self, layer, key):
        """The value that holds for a layer: its own, or the stream's."""
        return self.get('layer.%s.%s' % (layer, key), self.get(key)) if layer else self.get(key)

    def name(self, layer):
        """What the variable of a layer is called, as by chunk2nc(1)."""
        return '_'.join(filter(None, (self.get('variable', 'value'), re.sub('[.-]', '_', layer))))

    def text(self):
        lines = [*self.items(), *(('history', line) for line in self.history)]
        return ''.join('%s=%s\n' % line for line in lines)

class Record(types.SimpleNamespace):
    """kind ('field', 'image' or 'gap'), start and end in seconds since 1970, have, expected. A
    field also has layer, codes (rows x cols, as stored) and values; an image has name and data
    (bytes); a gap has reason."""

    @property
    def values(self):
        """rows x cols of float32 or float64; NaN is missing."""
        return self.table[self.codes] if self.codes.dtype.kind == 'u' else self.codes

def pack(values):
    """The payload of a field, and 1 if it is packed: without the runs of 16 bytes that repeat the
    value before them."""
    bits = np.ascontiguousarray(values).ravel().view('<u%d' % values.itemsize)
    per = 16 // bits.itemsize
    same = np.diff(bits, prepend=bits.dtype.type(0)) == 0
    marks = np.pad(same, (0, -same.size % per), constant_values=True).reshape(-1, per).all(1)
    there = np.repeat(~marks, per)[:bits.size]
    marks = np.packbits(np.pad(marks, (0, -marks.size % 64)), bitorder='little')
    payload = bits[there].tobytes() + marks.tobytes()
    return (payload, 1) if len(payload) < bits.nbytes else (bits.tobytes(), 0)

def unpack(payload, dtype, cells):
    """The values of a packed field, if pack() makes this payload of them."""
    per = 16 // dtype.itemsize
    runs = -(-cells // per)
    size = len(payload) - -(-runs // 64) * 8
    marks = np.unpackbits(np.frombuffer(payload, 'u1', offset=size), bitorder='little')[:runs]
    there = np.repeat(marks == 0, per)[:cells]
    # Of each cell, the stored value that it has or repeats; 0 before any.
    stored = np.append(dtype.type(0), np.frombuffer(payload, dtype, size // dtype.itemsize))
    return stored.take(np.cumsum(there), mode='clip')

def sealed(layout, *values):
    """The 64 bytes of a prelude or a head, of which the last four are the CRC of the others."""
    head = layout.pack(*values)
    return head + struct.pack('<I', zlib.crc32(head))

def unsealed(layout, head):
    values = layout.unpack(head[:60])
    require(head == sealed(layout, *values), 'a bad checksum, or a later version')
    return values

def encode(kind, payload, type_=0, start=0, end=0, have=0, expected=0, layer='', packed=0):
    """The bytes of a record."""
    body = payload + bytes(-len(payload) % 64)
    return sealed(HEAD, b'REC2', KINDS.index(kind), type_, start, end, len(payload), have,
                  expected, layer.encode(), zlib.crc32(body), packed) + body

def encode_stream(text, records):
    """The bytes of a stream of fields and gaps, part by part."""
    body, counts, heads = text + bytes(-len(text) % 64), dict.fromkeys(KINDS[1:4], 0), 0
    yield sealed(PRELUDE, MAGIC, len(text), 0, zlib.crc32(body)) + body
    for r in records:
        if r.kind == 'field':
            type_, (payload, packed) = {4: 3, 8: 4}[r.codes.itemsize], pack(r.codes)
        else:
            type_, payload, packed = 0, r.reason.encode(errors='surrogateescape'), 0
        part = encode(r.kind, payload, type_, r.start, r.end, r.have, r.expected, r.layer, packed)
        counts[r.kind] += 1
        heads = zlib.crc32(part[:60], heads)
        yield part
    yield encode('end', TOTALS.pack(*counts.values(), heads))

def take(file, n, crc=None):
    """n bytes of a file. If they have a CRC, it is of the padding after them, too."""
    size = n if crc is None else n + -n % 64
    got = file.read(size)
    require(len(got) == size, 'ends early: it was cut short')
    require(crc in (None, zlib.crc32(got)), 'a bad checksum')
    require(not any(got[n:]), 'padding that is not 0')
    return got[:n]

def read_header(file, magic):
    """The header of a stream, of which the first eight bytes are read."""
    require(magic, 'empty: not even the beginning of a stream')
    require(MAGIC.startswith(magic), 'not a chunk stream, or bytes after one')
    _, size, entries, crc = unsealed(PRELUDE, magic + take(file, 64 - len(magic)))
    require(size <= TEXT_MAX and entries in (0, 256, 65536), 'a header beyond the limits')
    body = take(file, size + 4 * entries, crc)
    header = Header(body[:size].decode(), np.frombuffer(body, '<f4', entries, size))
    require('partial' not in header, 'partial statistics: stats finishes them')
    return header

def read_records(file, header):
    """The records of a stream, to its end."""
    counts, heads = dict.fromkeys(KINDS[1:4], 0), 0
    while True:
        head = take(file, 64)
        r = Record(**dict(zip(MEMBERS, unsealed(HEAD, head))))
        require(r.magic == b'REC2' and r.kind in range(1, 5) and r.size <= 8 * CELLS_MAX,
                'a record of an unknown kind, or too large')
        payload = take(file, r.size, r.crc)
        r.kind, r.layer = KINDS[r.kind], r.layer.rstrip(b'\0').decode()
        if r.kind == 'end':
            require(head + payload == encode('end', TOTALS.pack(*counts.values(), heads)),
                    'records are missing: the counts of the end record do not match')
            return
        counts[r.kind] += 1
        heads = zlib.crc32(head[:60], heads)
        require(FIRST <= r.start < r.end <= LAST, 'a time that is empty, or not of years 1 to 9999')
        require(r.have <= r.expected, 'says %d images of %d expected' % (r.have, r.expected))
        decode(r, payload, header)
        yield r

def decode(r, payload, header):
    """Adds to a record what is in its payload."""
    require(r.kind == 'field' or not (r.layer or r.type or r.packed), 'values that are not a field')
    if r.kind == 'field':
        require(re.fullmatch('[A-Za-z0-9_.-]*', r.layer), 'a layer of no such name')
        require(header.affine and r.type in TYPES, 'a field without a grid, or of an unknown type')
        dtype, cells, r.table = TYPES[r.type], math.prod(header.shape), header.table
        require(r.type > 2 or len(r.table) == 256 ** r.type, 'codes without their table')
        codes = unpack(payload, dtype, cells) if r.packed else np.frombuffer(payload, dtype)
        require(codes.size == cells, 'a field of %d bytes' % r.size)
        require(pack(codes) == (payload, r.packed), 'a field that is not packed as it should be')
        r.codes = codes.reshape(header.shape)
    elif r.kind == 'image':
        n = int.from_bytes(payload[:4], 'little')
        name, r.data = payload[4:4 + n], payload[4 + n:]
        require(0 < n == len(name) <= NAME_MAX and b'\0' not in name and len(r.data) <= IMAGE_MAX,
                'an image without a proper name, or too large')
        r.name = os.fsdecode(name)
    else:
        require(r.have == 0 and r.size <= REASON_MAX and b'\0' not in payload, 'not a proper gap')
        r.reason = payload.decode(errors='surrogateescape')
