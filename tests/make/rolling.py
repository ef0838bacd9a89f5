# SPDX-License-Identifier: BSD-2-Clause
"""rolling.py FOLDER: series of three days with holes, of all kinds that rolling reads; whole ones beside them."""
import os, sys
import numpy as np
from chunkwrite import stream, field, gap, GRID

ROWS, COLS, DAY0 = 7, 13, 1604188800       # 91 cells: two runs of 32, and a part of one
random = np.random.RandomState(17)

def weather(steps, dry):
    """Numbers 0 to 1 that come and go in time and space, and 0 in most places."""
    x = random.gamma(0.7, 0.15, (steps, ROWS, COLS)).astype('f8').clip(0, 1)
    wet = np.repeat(random.rand(steps // 6 + 1, ROWS, COLS) > dry, 6, axis=0)[:steps]
    wet[:, :3] &= random.rand(steps, 1, 1) > 0.8
    return np.where(wet, x, 0)

def holed(n, at_start, at_end):
    """Which steps are there: runs are missing, and single ones."""
    there = random.rand(n) > 0.05
    for i in range(4):
        first = random.randint(n)
        there[first:first + random.randint(n // 8)] = False
    there[:at_start], there[n - at_end:] = False, False
    return there

def records(fields, there, length, have, step):
    """Fields where they are there, and a gap for each other run of steps; smaller gaps in fields that lack images."""
    out, n = [], len(fields)
    i = 0
    while i < n:
        start = DAY0 + i * length
        if there[i]:
            out.append(field(fields[i], start, start + length, '', int(have[i]), length // step))
            if have[i] < length // step:
                out.append(gap('missing', start + length - step, start + length, 1))
            i += 1
            continue
        last = i
        while last < n and not there[last]:
            last += 1
        out.append(gap('damaged: a test' if i % 3 == 0 else 'missing', start, DAY0 + last * length,
                       (last - i) * length // step))
        i = last
    return out

def header(units, variable, methods):
    return [('rows', str(ROWS)), ('cols', str(COLS))] + [
        (k, dict(units=units, variable=variable, cell_methods=methods).get(k, v))
        for k, v in GRID if k not in ('rows', 'cols')]

def write(name, head, table, fields, length, step=300, whole=False):
    n = len(fields)
    there = np.ones(n, bool) if whole else holed(n, 5 if name != 'floats' else 0, 3 if name == 'codes' else 0)
    have = np.full(n, length // step)
    if length > step and not whole:
        have -= random.randint(0, 4, n) * (random.rand(n) > 0.7)
    with open(os.path.join(sys.argv[1], name), 'wb') as f:
        f.write(stream(head, table, records(fields, there, length, have, step)))

os.makedirs(sys.argv[1], exist_ok=True)
rates, amounts = header('mm h-1', 'rainfall_rate', 'time: point'), header('mm', 'rainfall_amount', 'time: sum')
means = header('mm h-1', 'rainfall_rate', 'time: mean')
usual = np.float32((10 ** ((np.arange(256) * 0.4 - 30) / 10) / 200) ** (1 / 1.5))
usual[0], usual[255] = 0, np.nan
absurd = np.float32(10.0 ** np.linspace(-37, 37, 256) * np.where(np.arange(256) % 3, 1, -1))
absurd[0], absurd[255] = 0, np.nan
wide = np.append(np.float32(np.arange(65535)) * np.float32(0.01), np.float32(np.nan))

x = weather(864, 0.7)
code = np.where(x > 0, 60 + 190 * x, 0).astype('u1')
code[:, -1, 4:] = 255
code[random.rand(*code.shape) > 0.98] = 255
rain = usual[code]
for name, whole in ('', False), ('whole-', True):
    write(name + 'codes', rates, usual, code, 300, whole=whole)
    write(name + 'floats', rates, None, rain, 300, whole=whole)
    hours = np.float32(np.where(x[::12] > 0, 30 * x[::12] ** 3, 0)) + np.where(code[::12] == 255, np.float32(np.nan), 0)
    write(name + 'hours', means, None, hours.astype('f4'), 3600, whole=whole)
    write(name + 'amounts', amounts, None, hours.astype('f4'), 3600, whole=whole)
write('absurd', rates, absurd, code, 300)
write('wide', rates, wide, (code.astype('u2') * 257), 300)
write('doubles', rates, None, rain.astype('f8') / 3, 300)
write('small-amounts', amounts, None, (rain / 12).astype('f4'), 300)
write('tiny', rates, None, np.float32(rain * 10.0 ** random.uniform(-12, 5, rain.shape)), 300)
