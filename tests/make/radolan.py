# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 radolan.py [key=value ...] >FILE

Writes a binary composite of RADOLAN whose values are those that `value` makes of row (from the south)
and column: an expression, such as value='(row * 7 + col) % 4096'. Others are text of the header:
product, time (ddHHMM), date (mmyy), version, unit, minutes, size, more; bytes, the number it says."""
import struct, sys
say = dict(product='RW', time='102050', date='0814', version=' 3', unit='E-01', minutes='  60', size=' 900x 900', more='',
           value='0', bytes=None)
say.update(word.split('=', 1) for word in sys.argv[1:])
rows, cols = map(int, say['size'].split('x'))
one = say['product'][1] == 'X'
value = eval('lambda row, col: ' + say['value'])
data = b''.join(struct.pack('<%d%s' % (cols, 'B' if one else 'H'), *[value(row, col) for col in range(cols)])
                for row in range(rows))
rest = 'VS%s SW   2.13.1PR %sINT%sGP%s%sMS 12<boo,ros,GP5> ' % (say['version'], say['unit'], say['minutes'], say['size'], say['more'])
head = say['product'] + say['time'] + '10000' + say['date']
size = len(head) + 9 + len(rest) + 1 + len(data)
sys.stdout.buffer.write(('%sBY%7s%s' % (head, say['bytes'] or size, rest)).encode() + b'\3' + data)
