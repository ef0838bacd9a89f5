# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 joins.py TRIALS [SEED]

Random series with holes anywhere, in one piece and cut at bounds of bins: the
bins, statistics and gaps of the parts, joined, must have the digest of those of
one job. The bounds are found here, apart from what bin-average computes."""
import datetime, random, subprocess, sys
import numpy as np
import chunkwrite as w

HOUR, DAY = 3600, 86400
EPOCH = datetime.datetime(1970, 1, 1)
GRID = [('rows', '2'), ('cols', '3'), ('affine', '0 1 0 0 0 -1'), ('crs', 'unknown'), ('variable', 'rainfall_rate'),
        ('units', 'mm h-1'), ('cell_methods', 'time: point')]

def run(*command):
    p = subprocess.run(command, capture_output=True)
    assert p.returncode == 0, (command, p.stderr.decode())
    return p.stdout.decode()

def cut_points(kind, t0, t1, origin):
    """Where jobs may be cut: from bin to bin, and from day to day if bins are shorter."""
    def on(t):
        d = EPOCH + datetime.timedelta(seconds=t - origin)
        midnight = (t - origin) % DAY == 0
        if kind == 'week':
            return midnight and d.weekday() == 0
        if kind == 'month':
            return midnight and d.day == 1
        if kind == 'year':
            return midnight and d.day == 1 and d.month == 1
        return (t - origin) % max(kind, DAY) == 0
    return [t for t in range(t0 + HOUR, t1, HOUR) if on(t)]

def series(r, t0, t1, step):
    """Steps as (start, reason): the reason is None for a field."""
    steps, t = [], t0
    while t < t1:
        n = r.choice([1, 1, 2, 5, 30, DAY // step, 3 * DAY // step])
        reason = r.choice([None, None, None, 'missing', 'missing', 'damaged: a.tif: its checksum is wrong'])
        for _ in range(n):
            if t < t1:
                steps.append((t, reason))
                t += step
    return steps

def write(path, steps, step, values, zeros):
    records = []
    for t, reason in steps:
        if reason is None:
            records.append(w.field(zeros if t not in values else values[t], t, t + step))
        elif records and records[-1][0] == 3 and records[-1][7] == reason.encode() and records[-1][3] == t:
            records[-1] = w.gap(reason, records[-1][2], t + step, (t + step - records[-1][2]) // step)
        else:
            records.append(w.gap(reason, t, t + step, 1))
    with open(path, 'wb') as f:
        f.write(w.stream(GRID + [('step', str(step))], None, records))

def trial(r):
    step = r.choice([300, 600, 900, 1800, HOUR])
    kind, option = r.choice([
        (DAY // 8, ['-n', '8']), (DAY // 24, ['-n', '24']), (HOUR, ['-w', '1h']), (12 * HOUR, ['-w', '12h']),
        (DAY, ['-w', '1d']), (5 * DAY, ['-w', '5d']), (DAY, ['-c', 'day']), ('week', ['-c', 'week']),
        ('month', ['-c', 'month']), ('year', ['-c', 'year'])])
    days = {'week': 25, 'month': 75, 'year': 500}.get(kind, 6 if kind != 5 * DAY else 22)
    step = step if days < 10 else HOUR if days < 100 else 6 * HOUR
    if isinstance(kind, int) and kind % step != 0:
        step = 300
    origin = r.choice([0, 0, 6 * HOUR, HOUR, 18 * HOUR])
    origin -= origin % step
    option = option + ([] if origin == 0 else ['--origin', '%02d:00' % (origin // HOUR)])
    option += r.choice([[], ['--sum', '--min-fraction', '0'], ['--count']])
    t0 = r.randrange(12000, 19000) * DAY + origin
    t1 = t0 + days * DAY
    cuts = [t for t in cut_points(kind, t0, t1, origin) if (t - t0) % step == 0]
    cuts = sorted(r.sample(cuts, min(len(cuts), r.choice([1, 1, 2, 4]))))
    steps = series(r, t0, t1, step)
    values = {t: np.float32(np.random.default_rng(t).random((2, 3))) for t, _ in steps[::r.choice([1, 3, 7])]}
    zeros, parts = np.zeros((2, 3), 'f4'), []
    write('whole', steps, step, values, zeros)
    for i, (a, b) in enumerate(zip([t0] + cuts, cuts + [t1])):
        write('part%d' % i, [s for s in steps if a <= s[0] < b], step, values, zeros)
        parts.append('part%d' % i)
    some = any(reason is None for _, reason in steps)
    for tool in [['bin-average', '-q', *option], ['stats', '-q', '--layers', 'min,max', '--partial']][:1 + some]:
        run(*tool, '-o', 'whole.out', 'whole')
        made = []
        for p in parts:
            q = subprocess.run([*tool, '-o', p + '.out', p], capture_output=True)
            # Statistics of gaps alone are refused: there is nothing to count.
            assert q.returncode == 0 or (tool[0] == 'stats' and b'no fields' in q.stderr), q.stderr
            made += [p + '.out'] * (q.returncode == 0)
        if tool[0] == 'stats':
            if len(made) < len(parts):
                continue
            run('stats', '-q', '--layers', 'min,max', '-o', 'joined', *made)
            run('stats', '-q', '--layers', 'min,max', '-o', 'one', 'whole.out')
        else:
            run('chunk-top', '-q', '-o', 'joined', *made)
            run('chunk-top', '-q', '-o', 'one', 'whole.out')
        if run('chunk-info', '--digest', 'joined') != run('chunk-info', '--digest', 'one'):
            sys.exit('%s, cut at %s, step %d:\none job:\n%s\njoined:\n%s' % (
                tool, cuts, step, run('chunk-info', 'one'), run('chunk-info', 'joined')))

trials, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
for i in range(trials):
    random_ = random.Random(seed * 1000003 + i)
    try:
        trial(random_)
    except SystemExit as e:
        sys.exit('trial %d of seed %d: %s' % (i, seed, e))
