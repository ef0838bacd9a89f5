# SPDX-License-Identifier: BSD-2-Clause
"""Values of NumPy and xarray written as streams of rainpipe."""
import os, struct, zlib
import numpy as np
import rainpipe
from rainpipe import FIRST, LAST, MAGIC, Header, Order, Record, __version__, pack, require, seconds

class Writer:
    """Writes a stream to a temporary file beside `path`, which gets its name when all went well."""

    def __init__(self, path, header):
        self.path, self.header, self.order = os.fspath(path), header.check(), Order()
        self.counts, self.heads, self.part = [0] * 4, 0, '%s.%d.part' % (path, os.getpid())
        self.file = open(self.part, 'wb')
        text = header.text.encode()
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
        values = values.astype('<f8' if values.dtype == 'f8' else '<f4')
        require(not np.isinf(values).any(), 'a value is infinite')
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

def check_place(data, header):
    """Ends with an error if data with named dimensions lie otherwise than the grid of a header."""
    dims, a = getattr(data, 'dims', ()), header.affine
    require(not {'time', 'y', 'x', 'lat', 'lon'} & set(dims) or dims in (('time', 'y', 'x'), ('time', 'lat', 'lon')),
            'dimensions %s: time, y, x or time, lat, lon is what a stream has' % ', '.join(dims))
    for name, first, cell in (('y', 3, 5), ('lat', 3, 5), ('x', 0, 1), ('lon', 0, 1)):
        if name in dims and name in data.coords:
            at = np.asarray(data.coords[name])
            require(np.allclose(at, a[first] + (np.arange(len(at)) + 0.5) * a[cell], 0, abs(a[cell]) / 1000),
                    'the coordinate %s is not that of the grid: another part of it, or another order' % name)

def write(path, data, like=None, **keys):
    """Writes values as a stream: an array (times x rows x cols), a DataArray, or a Dataset whose variables
    become layers. The header, and for arrays without time_bnds the times and counts of the fields, are those of
    the stream `like`, or of the one that a Dataset came from; `keys` replace keys, such as units='mm'."""
    attributes = getattr(data, 'attrs', {})
    lines, said = (attributes.get('rainpipe_' + key, '') for key in ('stream', 'gaps'))
    header = Header(line.split('=', 1) for line in lines.splitlines()) if lines else None
    fields, gaps = [], [Record('gap', seconds(start), seconds(end), 0, int(n), reason=reason) for start, end, n, reason
                        in (line.split(' ', 3) for line in said.splitlines())]
    if like is not None:
        with rainpipe.open(like) as stream:
            header, gaps = stream.header, []
            for r in stream:
                (gaps if r.kind == 'gap' else fields).append(r)
    require(header is not None, 'write() needs like=, a stream on the same grid')
    header = Header(header.lines)
    for key, value in keys.items():
        header.set(key.replace('_', '-') if key in ('min_dbz', 'max_rate') else key, value)
    header.lines.append(('history', 'rainpipe.py %s write' % __version__))
    several = getattr(data, 'data_vars', {})
    arrays = {v.attrs.get('rainpipe_layer', '' if len(several) == 1 else name).replace('(none)', ''): v
              for name, v in several.items() if v.ndim == 3} or {'': data}
    for layer, v in arrays.items():
        check_place(v, header.check())
        arrays[layer] = np.asarray(v)
    n = len(next(iter(arrays.values())))
    given = getattr(data, 'coords', {})
    if 'time_bnds' in given:
        bounds = np.asarray(given['time_bnds']).astype('M8[s]').astype('i8')
        counts = [np.asarray(given[key]) if key in given else np.ones(n, int) for key in ('have', 'expected')]
        times = [[*map(int, bounds[t]), *(int(count[t]) for count in counts)] for t in range(n)]
    else:
        times = [[r.start, r.end, r.have, r.expected] for r in fields if r.layer == fields[0].layer]
    if 'time' in given and 'time_bnds' not in given:
        # A part of the times, perhaps: those that the data are of.
        wanted = np.asarray(given['time']).astype('M8[s]').astype('i8').reshape(-1)
        times = [at for at in times if at[0] in set(wanted.tolist())]
        require([at[0] for at in times] == wanted.tolist(), '%s lacks times of the data, or has another order' % like)
    require(len(times) == n, '%d times, and %s has %d' % (n, like, len(times)))
    with Writer(path, header) as out:
        for t, at in enumerate(times):
            while gaps and gaps[0].start < at[0]:
                out.put(gaps.pop(0))
            for layer, values in arrays.items():
                out.put(Record('field', *at, layer), values[t])
        for g in gaps:
            out.put(g)
