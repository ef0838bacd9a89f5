# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 crafted-partials.py

Makes, of 1.part and 1.fpart, partial statistics in the folder crafted that are
sound streams, and most of which make no sense."""
import os, sys
import numpy as np
import chunkread, chunkwrite

(header, table, records, _), = chunkread.read('1.part')
header = [tuple(line) for line in header]
floats, _, float_records, _ = chunkread.read('1.fpart')[0]
wet = int(np.argmax([r['codes'] for r in records if r['layer'] == 'count'][0]))    # a pixel that has values

def save(name, records, header=header, table=table):
    parts = [chunkwrite.gap(r['data'].decode(), r['start'], r['end'], r['expected']) if r['kind'] == 3 else
             chunkwrite.field(r['codes'], r['start'], r['end'], r['layer'], r['have'], r['expected']) for r in records]
    open('crafted/' + name, 'wb').write(chunkwrite.stream(header, table, parts))

def with_layer(layer, change, records=records):
    return [dict(r, codes=change(r['codes'].copy())) if r['layer'] == layer else r for r in records]

def put(value):
    def change(a):
        a.flat[wet] = value
        return a
    return change

def names(records):
    return [r['layer'] for r in records]

def moved(layer, to):
    rest = [r for r in records if r['layer'] != layer]
    rest.insert(names(rest).index(to), records[names(records).index(layer)])
    return rest

os.mkdir('crafted')
save('sound', records)
save('sound-floats', float_records, [tuple(line) for line in floats], None)
nan, last = float('nan'), [n for n in names(records) if n.startswith('times')][-1]
for layer, values in (('count', (nan, -1, 0.5, 1e30, 2 ** 23 + 1, np.inf)), ('sum0', (nan, 0.5, 1e300, -1e300, np.inf)),
                      ('sum1', (2.0 ** 52, -2.0 ** 52, 1e6)), ('squares2', (2.0 ** 53, -1, 1e5)),
                      ('when_min', (nan, 1e300, 0.5, 0, 2e9)), ('when_max', (-np.inf, -1e12)),
                      ('min', (255,)), ('max', (255,)), ('above_1', (nan, -300, 5e9, 0.5, 1e300)), ('code0', (255,)),
                      ('times0', (nan, -1, 1e30, 300, 0)), (last, (1e9,))):
    for i, value in enumerate(values):
        save('%s-%d' % (layer, i), with_layer(layer, put(value)))
for layer in names(records):
    save('without-' + layer, [r for r in records if r['layer'] != layer])
    save('type-of-' + layer, with_layer(layer, lambda a: a.astype('<f4' if a.dtype.str == '<f8' else '<f8')))
    save('twice-' + layer, records[:names(records).index(layer) + 1] + records[names(records).index(layer):])
for layer, to in (('min', 'when_min'), ('sum1', 'sum0'), ('times0', 'code0'), ('code1', 'times0'), ('squares0', 'sum0'),
                  ('above_1', 'count')):
    save('order-%s-%s' % (layer, to), moved(layer, to))

def called(name, instead):
    return [dict(r, layer=name) if r['layer'] == instead else r for r in records]
save('called-rain', called('rain', 'sum0'))
save('called-empty', called('', 'sum0'))
save('called-code', called('code', 'code0'))
save('called-code-many', called('code999999999999', 'code0'))
save('called-sum-many', called('sum4294967296', 'sum0'))
save('called-sum-9', called('sum9', 'sum0'))
save('another-time', [dict(r, start=r['start'] + 300) if r['layer'] == 'sum0' else r for r in records])
save('no-exact', records, [line for line in header if line[0] != 'exact'])
save('other-exact', records, [line if line[0] != 'exact' else ('exact', '40 -35') for line in header])
start, end = records[0]['start'], records[0]['end']

def gap(why, start, end):
    return dict(kind=3, data=why, start=start, end=end, expected=1, layer='')
save('nothing-covered', [gap(b'not covered', start, end)] + records)
save('gap-before', [gap(b'missing', start - 300, start)] + records)
save('gap-after', [gap(b'not covered', end - 300, end + 300)] + records)
save('gaps-back', [gap(b'not covered', start + 600, start + 900), gap(b'not covered', start + 300, start + 600)] + records)
save('gap-in-it', records[:3] + [gap(b'missing', start, start + 300)] + records[3:])
for layer in ('first', 'sum0', 'squares0', 'min'):
    save('floats-' + layer, with_layer(layer, put(nan), float_records), [tuple(line) for line in floats], None)
    if layer != 'min':
        for i, value in enumerate((np.inf, -np.inf) + (() if layer == 'first' else (1e300,))):
            save('floats-%s-%d' % (layer, i), with_layer(layer, put(value), float_records), [tuple(line) for line in floats], None)
save('floats-without-first', [r for r in float_records if r['layer'] != 'first'], [tuple(line) for line in floats], None)
