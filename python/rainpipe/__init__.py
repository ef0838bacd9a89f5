# SPDX-License-Identifier: BSD-2-Clause
"""Streams of rainpipe, read and written in Python: see rainpipe-python(7), and chunk(5) for what a stream is.

Everything is checked as the tools check it, and what is not sound raises rainpipe.Error, which says file and
record. Needs NumPy; to_xarray() needs xarray."""
import builtins, io, math, os, re, struct, sys, zlib
from datetime import datetime, timedelta
import numpy as np

__version__ = '1.0.0'
MAGIC, KINDS = b'\x8aCHUNK\2\n', {1: 'field', 2: 'image', 3: 'gap'}
TYPES = {1: np.dtype('<u1'), 2: np.dtype('<u2'), 3: np.dtype('<f4'), 4: np.dtype('<f8')}
EPOCH, FIRST, LAST = datetime(1970, 1, 1), -62135596800, 253402300800
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
    return (EPOCH + timedelta(seconds=int(t))).strftime('%Y-%m-%dT%H:%M:%SZ').replace(':00Z', 'Z')

def seconds(text):
    return int((datetime.fromisoformat(text.rstrip('Z')) - EPOCH).total_seconds())

# ---- Headers ---------------------------------------------------------------

class Header:
    """The lines of a stream's text, in order: header['units'], header.get('step'), header.history."""

    def __init__(self, lines=()):
        self.lines = [tuple(line) for line in lines]

    def get(self, key, default=None):
        return next((value for k, value in self.lines if k == key), default)

    def __getitem__(self, key):
        return dict(self.lines)[key]

    def set(self, key, value):
        """Gives a key one value; None removes it."""
        at = next((i for i, line in enumerate(self.lines) if line[0] == key), len(self.lines))
        self.lines = [line for line in self.lines if line[0] != key]
        if value is not None:
            self.lines.insert(at, (key, str(value)))

    def layer(self, layer, key):
        """The value that holds for a layer: its own, or the stream's."""
        return self.get('layer.%s.%s' % (layer, key), self.get(key)) if layer else self.get(key)

    history = property(lambda self: [value for key, value in self.lines if key == 'history'])
    shape = property(lambda self: (int(self.get('rows', 0)), int(self.get('cols', 0))))
    step = property(lambda self: int(self.get('step', 0)))
    affine = property(lambda self: tuple(float(x) for x in self.get('affine', '').split(' ') if x))
    text = property(lambda self: ''.join('%s=%s\n' % line for line in self.lines))

    def check(self):
        keys = [key for key, _ in self.lines]
        require(all(keys), 'a key is empty')
        twice = {key for key in keys if key != 'history' and keys.count(key) > 1}
        require(not twice, 'the key %s comes twice' % ', '.join(sorted(twice)))
        rows, cols = (self.get(key) for key in ('rows', 'cols'))
        require((rows is None) == (cols is None), 'rows and cols belong together')
        if rows is not None:
            require(all(re.fullmatch('[1-9][0-9]{0,4}', n) and int(n) <= SIDE_MAX for n in (rows, cols)) and
                    int(rows) * int(cols) <= CELLS_MAX, 'a grid of %s x %s' % (rows, cols))
            try:
                affine = self.affine
            except ValueError:
                affine = ()
            require(len(affine) == 6 and all(map(math.isfinite, affine)), 'the affine is not six numbers')
        step = self.get('step', '1')
        require(re.fullmatch('[0-9]{1,9}', step) and 1 <= int(step) <= STEP_MAX, 'a step of %s' % step)
        return self

# ---- Records ---------------------------------------------------------------

class Record:
    """kind ('field', 'image' or 'gap'), start and end in seconds since 1970, have, expected; of a field also layer,
    codes (rows x cols as stored) and values (float32 or float64, NaN is missing); of an image name, data; of a gap reason."""

    def __init__(self, kind, start, end, have, expected, layer='', **rest):
        self.kind, self.start, self.end, self.have, self.expected, self.layer = kind, start, end, have, expected, layer
        self.table = rest.pop('table', None)
        self.__dict__.update(rest)

    values = property(lambda self: self.table[self.codes] if self.codes.dtype.kind == 'u' else self.codes)

def repeats(values):
    """Which runs of 16 bytes only repeat the value before them."""
    same = values == np.concatenate((values[:0].dtype.type([0]), values[:-1]))
    runs = 16 // values.itemsize
    return np.pad(same, (0, -same.size % runs), constant_values=True).reshape(-1, runs).all(1)

def unpack(payload, dtype, cells):
    """The values of a packed field."""
    bits = np.dtype('<u%d' % dtype.itemsize)
    per = 16 // bits.itemsize
    runs = -(-cells // per)
    room = -(-runs // 64) * 8
    require(room <= len(payload) < cells * bits.itemsize, 'a packed field of %d bytes' % len(payload))
    marks = np.unpackbits(np.frombuffer(payload, 'u1', offset=len(payload) - room), bitorder='little').astype(bool)
    require(not marks[runs:].any(), 'marks of runs that a packed field does not have')
    there = np.repeat(~marks[:runs], per)[:cells]
    stored = np.frombuffer(payload[:-room], bits)
    require(len(payload) - room == np.count_nonzero(there) * bits.itemsize, 'marks that do not fit a packed field')
    # Of each cell, the stored value that it has or repeats; 0 before any.
    last = np.cumsum(there)
    values = np.concatenate((bits.type([0]), stored))[last]
    require(np.array_equal(repeats(values), marks[:runs]), 'a packed field with a run that repeats')
    return values.view(dtype)

def pack(values):
    """The payload of a field, and whether it is packed."""
    bits = np.ascontiguousarray(values).ravel().view('<u%d' % values.itemsize)
    mark = repeats(bits)
    there = np.repeat(~mark, 16 // bits.itemsize)[:bits.size]
    payload = bits[there].tobytes() + np.packbits(np.pad(mark, (0, -mark.size % 64)), bitorder='little').tobytes()
    return (payload, 1) if len(payload) < bits.nbytes else (bits.tobytes(), 0)

# ---- Reading ---------------------------------------------------------------

class Order:
    """ORDER of chunk(5): what came, and whether a record may come after it."""

    def __init__(self):
        self.start, self.end, self.gap = FIRST, FIRST, FIRST    # the latest start, any end, the end of a gap
        self.ends, self.begun = {}, FIRST       # by kind and layer; where this stream may begin

    def take(self, r):
        key = r.kind, r.layer
        require(r.start >= self.start and r.start >= self.ends.get(key, FIRST),
                'starts at %s, before others that came' % time_text(r.start))
        require(r.layer or r.start >= self.begun, 'starts at %s, which a stream before it has' % time_text(r.start))
        if r.kind == 'gap':
            require(all(r.start >= end or r.end <= end for end in self.ends.values()), 'a gap that goes beyond a field')
            self.gap = r.end
        else:
            require(r.start >= self.gap, 'a %s in a gap' % r.kind)
        self.ends[key], self.start, self.end = r.end, r.start, max(self.end, r.end)
        require(sum(kind == 'field' for kind, _ in self.ends) <= LAYERS_MAX, 'more than %d layers' % LAYERS_MAX)

class Stream:
    """The records of a file, joined if it holds several streams; made by open()."""

    def __init__(self, file, name):
        self.file, self.name, self.record, self.order, self.held = file, name, 0, Order(), None
        self.header = self.table = None
        self.records = self._guarded(self._joined())
        self.header, self.table = self._try(lambda: self._begin(True))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    __iter__ = lambda self: self.records

    def _try(self, work):
        try:
            return work()
        except (Error, UnicodeDecodeError) as e:
            at = ': record %d' % self.record if self.record else ''
            raise Error('%s%s: %s' % (self.name, at, e)) from None

    def _guarded(self, records):
        while (r := self._try(lambda: next(records, None))) is not None:
            yield r

    def _take(self, n):
        got = self.file.read(n)
        require(len(got) == n, 'ends early: it was cut short')
        return got

    def _begin(self, first):
        """The header and table of the next stream; None at the clean end."""
        prelude = self.file.read(64)
        if not prelude and not first:
            return None
        require(prelude[:8] == MAGIC[:len(prelude[:8])] and prelude, 'is not a chunk stream, or trailing bytes')
        require(len(prelude) == 64, 'ends early: it was cut short')
        size, entries, crc = struct.unpack_from('<III', prelude, 8)
        require(zlib.crc32(prelude[:60]) == struct.unpack_from('<I', prelude, 60)[0] and not any(prelude[20:60]),
                'a bad checksum')
        require(size <= TEXT_MAX and entries in (0, 256, 65536), 'a header that no stream has')
        used = size + 4 * entries
        body = self._take(-(-used // 64) * 64)
        require(zlib.crc32(body) == crc and not any(body[used:]), 'a bad checksum')
        text = body[:size].decode()
        require('\0' not in text and (not text or text[-1] == '\n'), 'a text that no header has')
        lines = text.split('\n')[:-1]
        require(all('=' in line for line in lines), 'a line without =')
        table = np.frombuffer(body, '<f4', entries, size) if entries else None
        require(table is None or not np.isinf(table).any(), 'a table with an infinite value')
        header = Header(line.split('=', 1) for line in lines).check()
        require(header.get('partial') is None, 'partial statistics: stats finishes them')
        return header, table

    def _read(self, header, table, counts, heads):
        """The next record, or None at the end record."""
        head = self._take(64)
        magic, kind, type_, start, end, size, have, expected, layer, crc, packed, own = struct.unpack(
            '<4sHHqqIII16sIII', head)
        require(magic == b'REC2' and own == zlib.crc32(head[:60]), 'a bad checksum')
        payload = self._take(-(-size // 64) * 64)
        require(crc == zlib.crc32(payload) and not any(payload[size:]), 'a bad checksum')
        payload = payload[:size]
        if kind == 4:
            require(size == 64 and not any(payload[28:]) and not any((type_, start, end, have, expected, packed)) and
                    struct.unpack_from('<QQQI', payload) == (*counts[1:4], heads),
                    'records are missing: the counts of the end record do not match')
            return None, head
        require(kind in KINDS and packed <= (kind == 1) and FIRST <= start < end <= LAST and have <= expected,
                'a head that no record has')
        name = layer.rstrip(b'\0')
        require(re.fullmatch(b'[A-Za-z0-9_.-]*', name) and (kind == 1 or not (name or type_)), 'a layer without a name')
        r = Record(KINDS[kind], start, end, have, expected, name.decode(), table=table)
        rows, cols = header.shape
        if kind == 1:
            require(rows > 0 and type_ in TYPES, 'a field without a grid, or of an unknown type')
            dtype = TYPES[type_]
            require(type_ > 2 or table is not None and len(table) == 256 ** type_, 'codes without their table')
            require(packed or size == rows * cols * dtype.itemsize, 'a field of %d bytes' % size)
            values = unpack(payload, dtype, rows * cols) if packed else np.frombuffer(payload, dtype)
            require(packed or pack(values)[1] == 0, 'a field that is not packed, and should be')
            r.codes = values.reshape(rows, cols)
        elif kind == 2:
            n = struct.unpack_from('<I', payload)[0] if size > 4 else 0
            require(1 <= n <= 255 and 4 + n <= size <= 4 + n + CELLS_MAX and
                    b'\0' not in payload[4:4 + n], 'an image that no stream has')
            r.name, r.data = os.fsdecode(payload[4:4 + n]), payload[4 + n:]
        else:
            require(size <= GAP_MAX and b'\0' not in payload and have == 0, 'a gap that no stream has')
            r.reason = payload.decode(errors='surrogateescape')
        return r, head

    def _agree(self, header, table):
        def of(h):
            lines = dict(line for line in h.lines if line[0] in AGREE or line[0].startswith('layer.'))
            methods = h.get('cell_methods', 'time: mean' if any(k.startswith('layer.') for k in lines) else '')
            # Means and sums of images of different steps can be joined.
            bins = h.shape[0] and 'time: ' in methods and 'time: point' not in methods
            return {**lines, 'step': h.get('step') and (bins or h.get('step'))}
        a, b = of(self.header), of(header)
        differ = sorted(key for key in {*a, *b} if a.get(key) != b.get(key))
        require(not differ, 'another %s than the stream before it' % ', '.join(differ))
        require((self.table is None) == (table is None) and (table is None or self.table.tobytes() == table.tobytes()),
                'another table than the stream before it')
        if self.header.shape[0]:
            p, q = self.header.affine, header.affine
            cell = math.sqrt(abs(p[1] * p[5] - p[2] * p[4]))
            rows, cols = header.shape
            off = max(abs((p[i] - q[i]) + (p[i + 1] - q[i + 1]) * x + (p[i + 2] - q[i + 2]) * y)
                      for i in (0, 3) for x in (0, cols) for y in (0, rows))
            require(off <= cell / 1000, 'another place than the stream before it')

    def _joined(self):
        """All records, with gaps between streams, and gaps that continue each other as one."""
        header, table, step = self.header, self.table, 0
        while header is not None:
            counts, heads, first = [0] * 4, 0, True
            while True:
                self.record += 1
                r, head = self._read(header, table, counts, heads)
                if r is None:
                    break
                heads = zlib.crc32(head[:60], heads)
                counts[[None, 'field', 'image', 'gap'].index(r.kind)] += 1
                between = self.order.end
                if first and step and self.order.ends and r.start > between:
                    yield from self._hold(Record('gap', between, r.start, 0, (r.start - between) // step, reason='missing'))
                first = False
                self.order.take(r)
                yield from self._hold(r)
            step = header.step
            self.order.begun = self.order.end
            if (next_ := self._begin(False)) is not None:
                self._agree(*next_)
            header, table = next_ or (None, None)
        if self.held is not None:
            yield self.held

    def _hold(self, r):
        """Keeps a gap back, since another may continue it."""
        held, fields = self.held, [end for (kind, _), end in self.order.ends.items() if kind != 'gap']
        steps = {(g.end - g.start) / (g.expected or 1) for g in (held, r) if held and g.expected and
                 (g.end - g.start) % g.expected == 0}
        if (held is not None and r.kind == 'gap' and r.reason == held.reason and r.start == held.end and
                held.end not in fields and len(steps) < 2):
            held.end, held.expected = r.end, held.expected + r.expected
            return
        self.held = r if r.kind == 'gap' else None
        if held is not None:
            yield held
        if r.kind != 'gap':
            yield r

def open(path='-'):
    """The stream in a file, or that comes through standard input ('-') or a file object."""
    file = path if hasattr(path, 'read') else sys.stdin.buffer if path == '-' else builtins.open(path, 'rb')
    name = str(getattr(file, 'name', 'stream'))
    return Stream(io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file, name)

def to_xarray(path='-'):
    """A Dataset of all fields, which has to fit into memory: see rainpipe.dataset."""
    from rainpipe.dataset import to_xarray as work
    return work(path)

def write(path, data, like, **keys):
    """Writes an array or DataArray as a stream that is like another one: see rainpipe.writing."""
    from rainpipe.writing import write as work
    work(path, data, like, **keys)
