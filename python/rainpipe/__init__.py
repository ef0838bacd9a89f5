# SPDX-License-Identifier: BSD-2-Clause
"""Streams of rainpipe, read and written in Python: see rainpipe-python(7), and chunk(5) for what a stream is.
What is not sound raises rainpipe.Error, which says file and record: the checks are those of the tools."""
import builtins, contextlib, io, itertools, math, os, re, struct, sys, types, zlib
import numpy as np

__version__ = '1.0.0'
MAGIC, PRELUDE, HEAD, END = b'\x8aCHUNK\2\n', '<8sIII40x', '<4sHHqqIII16sII', '<QQQI36x'
KINDS = {1: 'field', 2: 'image', 3: 'gap'}
TYPES = {1: np.dtype('<u1'), 2: np.dtype('<u2'), 3: np.dtype('<f4'), 4: np.dtype('<f8')}
FIRST, LAST = -62135596800, 253402300800        # the years 1 to 9999, in seconds
SIDE_MAX, CELLS_MAX, TEXT_MAX, STEP_MAX, GAP_MAX, LAYERS_MAX = 65535, 1 << 26, 1 << 20, 366 * 86400, 4096, 64
# Joined streams agree in these, and in all that begin with layer. (JOINING in chunk(5)).
AGREE = ('rows cols crs variable units cell_methods window partial exact sidecar wet climatology '
         'climatology_origin climatology_span gain offset nodata undetect a b min-dbz max-rate').split()

class Error(ValueError):
    """A stream that is not sound, or cannot be what is asked for."""

def require(sound, what):
    if not sound:
        raise Error(what)

def time_text(t):
    return (str(np.datetime64(int(t), 's')) + 'Z').replace(':00Z', 'Z')

class Header(dict):
    """The keys of a stream and their values, which are text, and its history, a list."""

    def __init__(self, text):
        require('\0' not in text and (not text or text[-1] == '\n'), 'a text that no header has')
        lines = [line.partition('=') for line in text.split('\n')[:-1]]
        require(all(key and equals for key, equals, _ in lines), 'a line without a key or =')
        self.history = [value for key, _, value in lines if key == 'history']
        super().__init__((key, value) for key, _, value in lines if key != 'history')
        require(len(self) + len(self.history) == len(lines), 'a key comes twice')
        step = self.get('step', '1')
        require(re.fullmatch('[0-9]{1,9}', step) and 1 <= int(step) <= STEP_MAX, 'a step of %s' % step)
        if 'rows' in self or 'cols' in self:
            rows, cols = (int(n) if re.fullmatch('[1-9][0-9]{0,4}', n) else 0
                          for n in (self.get('rows', ''), self.get('cols', '')))
            require(0 < rows <= SIDE_MAX and 0 < cols <= SIDE_MAX and rows * cols <= CELLS_MAX, 'a grid of no such size')
            with contextlib.suppress(ValueError):
                if len(self.affine) == 6 and all(map(math.isfinite, self.affine)):
                    return
            raise Error('the affine is not six numbers')

    def layer(self, layer, key):
        """The value that holds for a layer: its own, or the stream's."""
        return self.get('layer.%s.%s' % (layer, key), self.get(key)) if layer else self.get(key)

    def name(self, layer):
        """What the variable of a layer is called, as by chunk2nc(1)."""
        return '_'.join(filter(None, (self.get('variable', 'value'), re.sub('[.-]', '_', layer))))

    has_times = lambda self, layer: str(self.layer(layer, 'units')).startswith('seconds since 1970-01-01')
    shape = property(lambda self: (int(self.get('rows', 0)), int(self.get('cols', 0))))
    step = property(lambda self: int(self.get('step', 0)))
    affine = property(lambda self: tuple(float(x) for x in self.get('affine', '').split(' ') if x))
    text = property(lambda self: ''.join('%s=%s\n' % line for line in (
        *self.items(), *(('history', line) for line in self.history))))

class Record(types.SimpleNamespace):
    """kind ('field', 'image' or 'gap'), start and end in seconds since 1970, have, expected. A field also has
    layer, codes (rows x cols as stored) and values (float32 or float64, NaN is missing); an image has name
    and data; a gap has reason."""
    values = property(lambda self: self.table[self.codes] if self.codes.dtype.kind == 'u' else self.codes)

def pack(values):
    """The payload of a field, and whether it is packed: without runs of 16 bytes that repeat what is before."""
    bits = np.ascontiguousarray(values).ravel().view('<u%d' % values.itemsize)
    per = 16 // bits.itemsize
    same = np.diff(bits, prepend=bits.dtype.type(0)) == 0
    marks = np.pad(same, (0, -same.size % per), constant_values=True).reshape(-1, per).all(1)
    there = np.repeat(~marks, per)[:bits.size]
    payload = bits[there].tobytes() + np.packbits(np.pad(marks, (0, -marks.size % 64)), bitorder='little').tobytes()
    return (payload, 1) if len(payload) < bits.nbytes else (bits.tobytes(), 0)

def unpack(payload, dtype, cells):
    """The values of a packed field; pack() tells whether all of the payload is as it should be."""
    per = 16 // dtype.itemsize
    runs = -(-cells // per)
    stored = len(payload) - -(-runs // 64) * 8
    require(stored >= 0, 'a packed field of %d bytes' % len(payload))
    marks = np.unpackbits(np.frombuffer(payload, 'u1', offset=stored), bitorder='little')[:runs]
    there = np.repeat(marks == 0, per)[:cells]
    require(stored == np.count_nonzero(there) * dtype.itemsize, 'marks that do not fit a packed field')
    # Of each cell, the stored value that it has or repeats; 0 before any.
    return np.append(dtype.type(0), np.frombuffer(payload[:stored], dtype))[np.cumsum(there)]

class Stream:
    """The records of a file, joined if it holds several streams; made by open()."""

    def __init__(self, file, name):
        self.file, self.name, self.number = file, name, 0
        # The latest start, any end, the end of a gap, where this stream may begin; ends by kind and layer.
        self.start = self.end = self.gap = self.begun = FIRST
        self.ends = {}
        self.records = self._records()
        next(self.records)

    __enter__ = lambda self: self
    __exit__ = lambda self, *_: self.file.close()
    __iter__ = lambda self: self.records

    def _records(self):
        """None when the header was read; then all records, with gaps that continue each other as one."""
        held = None
        try:
            self.header, self.table = self._begin(True)
            yield
            for r in itertools.chain(self._joined(), [None]):
                if held and r and r.kind == 'gap' and self._continues(held, r):
                    held.end, held.expected = r.end, held.expected + r.expected
                    continue
                if held:
                    yield held
                held = r if r and r.kind == 'gap' else None
                if r and not held:
                    yield r
        except (Error, UnicodeDecodeError) as e:
            record = ': record %d' % self.number if self.number else ''
            raise Error('%s%s: %s' % (self.name, record, e)) from None

    def _continues(self, held, r):
        """Whether a gap goes on with the one before it, in steps as long, and not from within a field."""
        steps = {(g.end - g.start) / g.expected for g in (held, r) if g.expected and (g.end - g.start) % g.expected == 0}
        fields = [end for (kind, _), end in self.ends.items() if kind != 'gap']
        return r.reason == held.reason and r.start == held.end and held.end not in fields and len(steps) < 2

    def _joined(self):
        """All records, in order, with gaps between streams."""
        header, table, step = self.header, self.table, 0
        while header is not None:
            counts, heads, first = [0] * 4, 0, True
            while (read := self._read(header, table, counts, heads)) is not None:
                r, heads = read
                if first and step and self.ends and r.start > self.end:
                    yield Record(kind='gap', start=self.end, end=r.start, have=0, layer='', reason='missing',
                                 expected=(r.start - self.end) // step)
                first = False
                self._order(r)
                yield r
            step, self.begun = header.step, self.end
            header, table = self._begin(False)

    def _take(self, n):
        """n bytes, without the zeros that follow them up to a multiple of 64, and the CRC of all."""
        padded = self.file.read(-(-n // 64) * 64)
        require(len(padded) == -(-n // 64) * 64, 'ends early: it was cut short')
        require(not any(padded[n:]), 'padding that is not 0')
        return padded[:n], zlib.crc32(padded)

    def _begin(self, first):
        """The header and table of the next stream; None at the clean end."""
        prelude = self.file.read(64)
        if not prelude and not first:
            return None, None
        require(prelude and prelude[:8] == MAGIC[:len(prelude)], 'is not a chunk stream, or trailing bytes')
        require(len(prelude) == 64, 'ends early: it was cut short')
        _, size, entries, crc, own = struct.unpack(PRELUDE + 'I', prelude)
        require(zlib.crc32(prelude[:60]) == own and not any(prelude[20:60]), 'a bad checksum')
        require(size <= TEXT_MAX and entries in (0, 256, 65536), 'a header that no stream has')
        body, found = self._take(size + 4 * entries)
        require(found == crc, 'a bad checksum')
        table = np.frombuffer(body, '<f4', entries, size) if entries else None
        require(table is None or not np.isinf(table).any(), 'a table with an infinite value')
        header = Header(body[:size].decode())
        require('partial' not in header, 'partial statistics: stats finishes them')
        if not first:
            self._agree(header, table)
        return header, table

    def _agree(self, header, table):
        """Raises an error if a stream cannot follow the first one."""
        def of(h):
            lines = {key: h[key] for key in h if key in AGREE or key.startswith('layer.')}
            methods = h.get('cell_methods', 'time: mean' if any(key.startswith('layer.') for key in h) else '')
            # Means and sums of images of different steps can be joined.
            bins = h.shape[0] and 'time: ' in methods and 'time: point' not in methods
            return {**lines, 'step': h.get('step') and (bins or h['step'])}
        a, b = of(self.header), of(header)
        differ = sorted(key for key in {*a, *b} if a.get(key) != b.get(key))
        require(not differ, 'another %s than the stream before it' % ', '.join(differ))
        tables = [t if t is None else t.tobytes() for t in (self.table, table)]
        require(tables[0] == tables[1], 'another table than the stream before it')
        if header.shape[0]:
            p, q, (rows, cols) = self.header.affine, header.affine, header.shape
            off = max(abs(p[i] - q[i] + (p[i + 1] - q[i + 1]) * x + (p[i + 2] - q[i + 2]) * y)
                      for i in (0, 3) for x in (0, cols) for y in (0, rows))
            require(off <= math.sqrt(abs(p[1] * p[5] - p[2] * p[4])) / 1000, 'another place than the stream before it')

    def _read(self, header, table, counts, heads):
        """The next record, and the CRC of all heads; None at the end record."""
        self.number += 1
        head, _ = self._take(64)
        magic, kind, type_, start, end, size, have, expected, layer, crc, packed, own = struct.unpack(HEAD + 'I', head)
        require(magic == b'REC2' and own == zlib.crc32(head[:60]), 'a bad checksum')
        payload, found = self._take(size)
        require(found == crc, 'a bad checksum')
        if kind == 4:
            require(payload == struct.pack(END, *counts[1:], heads) and
                    not any((type_, start, end, have, expected, packed, *layer)),
                    'records are missing: the counts of the end record do not match')
            return None
        name = layer.rstrip(b'\0')
        require(kind in KINDS and packed <= (kind == 1) and FIRST <= start < end <= LAST and have <= expected and
                re.fullmatch(b'[A-Za-z0-9_.-]*', name) and (kind == 1 or not (name or type_)), 'a head that no record has')
        counts[kind] += 1
        r = Record(kind=KINDS[kind], start=start, end=end, have=have, expected=expected, layer=name.decode(), table=table)
        if kind == 1:
            rows, cols = header.shape
            require(rows > 0 and type_ in TYPES, 'a field without a grid, or of an unknown type')
            dtype = TYPES[type_]
            require(type_ > 2 or table is not None and len(table) == 256 ** type_, 'codes without their table')
            require(packed or size == rows * cols * dtype.itemsize, 'a field of %d bytes' % size)
            codes = unpack(payload, dtype, rows * cols) if packed else np.frombuffer(payload, dtype)
            require(pack(codes) == (payload, packed), 'a field that is packed otherwise than it should be')
            r.codes = codes.reshape(rows, cols)
        elif kind == 2:
            n = struct.unpack_from('<I', payload)[0] if size > 4 else 0
            require(1 <= n <= 255 and 4 + n <= size <= 4 + n + CELLS_MAX and b'\0' not in payload[4:4 + n],
                    'an image that no stream has')
            r.name, r.data = os.fsdecode(payload[4:4 + n]), payload[4 + n:]
        else:
            require(size <= GAP_MAX and b'\0' not in payload and have == 0, 'a gap that no stream has')
            r.reason = payload.decode(errors='surrogateescape')
        return r, zlib.crc32(head[:60], heads)

    def _order(self, r):
        """Raises an error if a record must not come after those before it: ORDER in chunk(5)."""
        key = r.kind, r.layer
        require(r.start >= self.start and r.start >= self.ends.get(key, FIRST),
                'starts at %s, before others that came' % time_text(r.start))
        require(r.layer or r.start >= self.begun, 'starts at %s, which a stream before it has' % time_text(r.start))
        if r.kind == 'gap':
            require(all(r.start >= end or r.end <= end for end in self.ends.values()), 'a gap beyond a field')
            self.gap = r.end
        require(r.kind == 'gap' or r.start >= self.gap, 'a %s in a gap' % r.kind)
        self.ends[key], self.start, self.end = r.end, r.start, max(self.end, r.end)
        require(sum(kind == 'field' for kind, _ in self.ends) <= LAYERS_MAX, 'more than %d layers' % LAYERS_MAX)

def open(path='-'):
    """The stream in a file, or that comes through standard input ('-') or a file object."""
    file = path if hasattr(path, 'read') else sys.stdin.buffer if path == '-' else builtins.open(path, 'rb')
    name = str(getattr(file, 'name', 'stream'))
    try:
        return Stream(io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file, name)
    except BaseException:
        if not hasattr(path, 'read') and path != '-':
            file.close()
        raise

from rainpipe.arrays import to_xarray, write        # they need what is above
