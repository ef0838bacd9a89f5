# SPDX-License-Identifier: BSD-2-Clause
"""The streams of a file, in order, and joined as the tools join them."""
import builtins, collections.abc, contextlib, io, sys
import numpy as np
from rainpipe.format import (
    FIRST, MAGIC, Error, Record, read_header, read_records, require, time_text)

LAYERS_MAX, COUNT_MAX = 64, (1 << 32) - 1
# Joined streams agree in these, and in all that begin with layer. (JOINING in chunk(5)).
AGREE = ('rows cols crs variable units cell_methods window partial exact sidecar wet climatology '
         'climatology_origin climatology_span gain offset nodata undetect a b min-dbz max-rate')

def agree(first, header):
    """Raises an error if a stream with this header cannot follow the first one."""
    layers = [key for key in {**first, **header} if key.startswith('layer.')]
    methods = first.get('cell_methods', 'time: mean' if layers else '')
    # Means and sums of images of different steps can be joined.
    bins = first.affine and 'time: ' in methods and 'time: point' not in methods
    step = [] if bins and first.step and header.step else ['step']
    differ = [key for key in AGREE.split() + layers + step if first.get(key) != header.get(key)]
    require(not differ, 'cannot be joined: another %s than before' % ', '.join(differ))
    require(first.table.tobytes() == header.table.tobytes(), 'cannot be joined: another table')
    if first.affine:
        (a, b), (rows, cols) = np.reshape((first.affine, header.affine), (2, 2, 3)), first.shape
        corners = [[1, 1, 1, 1], [0, cols, 0, cols], [0, 0, rows, rows]]
        near = np.abs((a - b) @ corners) <= np.abs(a[:, 1:]).sum(1, keepdims=True) / 1000
        require(near.all(), 'cannot be joined: another place than before')

class Stream(collections.abc.Iterator, contextlib.AbstractContextManager):
    """The records of a file, which are joined if it holds several streams; made by open()."""

    def __init__(self, file, name):
        self.file, self.name, self.number = file, name, 0
        self.start = self.end = FIRST           # the latest of all records
        self.joined, self.ends = FIRST, {}      # the end of streams before; ends by kind and layer
        self.parts = self._parts()
        self.header = next(self.parts)

    def __next__(self):
        return next(self.parts)

    def __exit__(self, *_):
        self.file.close()

    def _parts(self):
        """The header, and then the records; gaps that continue each other are one."""
        try:
            header, gap = read_header(self.file, self.file.read(len(MAGIC))), None
            yield header
            for r in self._joined(header):
                if gap and self._continues(gap, r):
                    gap.end, gap.expected = r.end, gap.expected + r.expected
                    continue
                if gap:
                    yield gap
                gap = r if r.kind == 'gap' else None
                if not gap:
                    yield r
            if gap:
                yield gap
        except ValueError as e:
            self.file.close()
            place = ': record %d' % self.number if self.number else ''
            raise Error('%s%s: %s' % (self.name, place, e)) from None

    def _continues(self, gap, r):
        """Whether a record is more of the gap before it, in steps as long, and does not go on
        after a field in which the gap lies."""
        steps = {(g.end - g.start) // g.expected for g in (gap, r)
                 if g.expected and (g.end - g.start) % g.expected == 0}
        fields = max((end for key, end in self.ends.items() if key[0] == 'field'), default=FIRST)
        return (r.kind == 'gap' and r.start == gap.end and r.reason == gap.reason and
                len(steps) < 2 and gap.expected + r.expected <= COUNT_MAX and
                not gap.start < fields < r.end)

    def _joined(self, first):
        """The records of one stream after the other, with gaps between streams."""
        header, step, magic = first, 0, MAGIC
        while magic:
            self.number = 1
            for r in read_records(self.file, header):
                if self.number == 1 and step and r.start > self.end:
                    missing = (r.start - self.end) // step
                    require(missing <= COUNT_MAX, 'too many steps are missing before it')
                    yield Record(kind='gap', start=self.end, end=r.start, have=0, layer='',
                                 expected=missing, reason='missing')
                self._order(r)
                yield r
                step, self.number = header.step, self.number + 1
            self.number, self.joined, magic = 0, self.end, self.file.read(len(MAGIC))
            if magic:
                header = read_header(self.file, magic)
                agree(first, header)

    def _order(self, r):
        """Raises an error if a record must not follow those before it: ORDER in chunk(5)."""
        ends, key, is_gap = self.ends, (r.kind, r.layer), r.kind == 'gap'
        least = max(self.start, ends.get(key, FIRST), FIRST if r.layer else self.joined,
                    FIRST if is_gap else ends.get(('gap', ''), FIRST))
        require(r.start >= least, 'starts at %s, not at %s or later: a time comes twice, or the '
                'order is wrong' % (time_text(r.start), time_text(least)))
        require(not is_gap or all(r.start >= end or r.end <= end for end in ends.values()),
                'a gap from within a field or an image to after it')
        ends[key], self.start, self.end = r.end, r.start, max(self.end, r.end)
        require(sum(kind == 'field' for kind, _ in ends) <= LAYERS_MAX, 'too many layers')

def open(path='-'):
    """The stream in a file, or that comes through standard input ('-') or a file object."""
    file = sys.stdin if path == '-' else path
    if not hasattr(file, 'read'):
        file = builtins.open(path, 'rb')
    file = getattr(file, 'buffer', file)                # the bytes of text, such as sys.stdin
    name = str(getattr(file, 'name', 'stream'))
    return Stream(io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file, name)
