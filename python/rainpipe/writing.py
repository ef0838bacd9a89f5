# SPDX-License-Identifier: BSD-2-Clause
"""Values of NumPy and xarray written as streams of rainpipe."""
import os, re, struct, zlib
import numpy as np
import rainpipe
from rainpipe import FIRST, LAST, MAGIC, TEXT_MAX, Error, Header, Order, Record, __version__, pack, require

class Writer:
    """Writes a stream to a temporary file beside `path`, which gets its name when all went well."""

    def __init__(self, path, header):
        self.path, self.header, self.order = os.fsdecode(path), header.check(), Order()
        self.counts, self.heads, self.part = [0] * 4, 0, '%s.%d.part' % (os.fsdecode(path), os.getpid())
        require(self.path and not os.path.isdir(self.path), 'cannot be written: is a folder')
        text = header.text.encode()
        require(len(text) <= TEXT_MAX, 'the header is more than a stream has room for')
        self.file = open(self.part, 'wb')
        body = text + bytes(-len(text) % 64)
        prelude = struct.pack('<8sIII40x', MAGIC, len(text), 0, zlib.crc32(body))
        self.file.write(prelude + struct.pack('<I', zlib.crc32(prelude)) + body)

    def put(self, r, values=None):
        """Writes a field with these values, of float32 or float64, or a gap."""
        require(FIRST <= r.start < r.end <= LAST and 0 <= r.have <= r.expected < 1 << 32, 'a time that no record has')
        self.order.take(r)
        if values is None:
            self._record(3, 0, r, r.reason.encode('utf-8', 'surrogateescape'), 0)
            return
        require(values.shape == self.header.shape, 'values of %s cells, and the grid has %s' % (
            values.shape, self.header.shape))
        require(not np.isinf(values).any(), 'a value is infinite, or beyond float32')
        self._record(1, 4 if values.itemsize == 8 else 3, r, *pack(values))

    def _record(self, kind, type_, r, payload, packed):
        padded = payload + bytes(-len(payload) % 64)
        head = struct.pack('<4sHHqqIII16sII', b'REC2', kind, type_, r.start, r.end, len(payload), r.have, r.expected,
                           r.layer.encode(), zlib.crc32(padded), packed)
        self.file.write(head + struct.pack('<I', zlib.crc32(head)) + padded)
        if kind < 4:
            self.heads, self.counts[kind] = zlib.crc32(head, self.heads), self.counts[kind] + 1

    def __enter__(self):
        return self

    def __exit__(self, failed, *_):
        if failed is None:
            self._record(4, 0, Record('end', 0, 0, 0, 0), struct.pack('<QQQI36x', *self.counts[1:], self.heads), 0)
            self.file.flush()
            os.fsync(self.file.fileno())
        self.file.close()
        (os.rename if failed is None else lambda part, _: os.unlink(part))(self.part, self.path)

def check_place(data, header, starts):
    """Raises an error if a DataArray lies otherwise than the grid of a header, or has other times."""
    dims, a = data.dims, header.affine
    require(dims in (('time', 'y', 'x'), ('time', 'lat', 'lon')) and all(name in data.coords for name in dims),
            'dimensions %s: time, y, x or time, lat, lon is what a stream has, each with its coordinate' % ', '.join(dims))
    for name, first, cell in ((dims[1], 3, 5), (dims[2], 0, 1)):
        at = np.asarray(data.coords[name])
        wanted = a[first] + (np.arange(header.shape[first == 0]) + 0.5) * a[cell]
        require(at.shape == wanted.shape and np.allclose(at, wanted, 0, abs(a[cell]) / 1000),
                'the coordinate %s is not that of the grid: another part of it, or another order' % name)
    times = np.asarray(data.coords['time']).astype('M8[s]').astype('i8')
    require(times.tolist() == starts, 'the times are not those of the fields of the stream that it shall be like')

def write(path, data, like, **keys):
    """Writes values, an array of times x rows x columns or a DataArray, in place of those of the stream `like`,
    whose header, times, counts and gaps they get. `keys` say what the values are now, such as units='mm'."""
    require(not hasattr(data, 'data_vars'), 'a Dataset has several variables: write one of them')
    require(set(keys) <= {'variable', 'units', 'cell_methods', 'source', 'quantity'}, 'only variable, units, '
            'cell_methods, source and quantity can be replaced')
    require(all(isinstance(v, str) and v.isprintable() for v in keys.values()), 'a value that a header cannot have')
    with rainpipe.open(like) as stream:
        header = Header(stream.header.lines)
        records = list(stream)
    fields = [r for r in records if r.kind == 'field']
    layers = {r.layer for r in fields}
    require(len(layers) == 1, '%s has %d layers, and like= wants a stream of one' % (like, len(layers)))
    if hasattr(data, 'dims'):
        check_place(data, header, [r.start for r in fields])
    require(not np.ma.isMaskedArray(data), 'a masked array: fill it with NaN first')
    values = np.asarray(data)
    require(values.dtype.kind in 'fiub', 'values that are no numbers')
    values = values.astype('<f8' if values.dtype.kind == 'f' and values.itemsize == 8 or
                           values.dtype.kind in 'iu' and values.itemsize > 2 else '<f4')
    require(values.shape == (len(fields), *header.shape), 'values of %s, and %s has %s' % (
        values.shape, like, (len(fields), *header.shape)))
    for key, value in keys.items():
        header.set(key, value)
    header.lines.append(('history', 'rainpipe.py %s write' % __version__))
    left = iter(values)
    with Writer(path, header) as out:
        for r in records:
            out.put(r, next(left) if r.kind == 'field' else None)
