# SPDX-License-Identifier: BSD-2-Clause
"""netcdf.py FOLDER JSONL N: nc2chunk of the files of line N gives what the line says; else says what differs.

The lines are those of tests/make/netcdf.py, and of synth.jsonl and oracle.jsonl among the real data."""
import glob, hashlib, json, os, re, subprocess, sys
import numpy as np
import chunkread

def sha(a):
    a = np.ascontiguousarray(a, '<f4').copy()
    a[np.isnan(a)] = np.frombuffer(b'\0\0\xc0\x7f', '<f4')[0]
    return hashlib.sha256(a.tobytes()).hexdigest()

def refused(what, status, message):
    good = status == 1 and message.startswith('nc2chunk: ') and message.count('\n') == 1 and not os.path.exists('made')
    return good and re.search(what, message) is not None

def differences(line, header, records):
    fields = [r for r in records if r['kind'] == 1]
    gaps = [r for r in records if r['kind'] == 3]
    crs = line['crs'].split(' (')[0]
    near = np.allclose([float(x) for x in header['affine'].split()], line['affine'], rtol=0, atol=line.get('within', 0))
    yield near, 'affine', header['affine'], line['affine']
    for key in ('rows', 'cols', 'units', 'step'):
        yield header.get(key) == (None if line[key] is None else str(line[key])), key, header.get(key), line[key]
    yield header['crs'] == crs or (crs != line['crs'] and header['crs'].startswith(crs)), 'crs', header['crs'], crs
    times = [[r['start'], r['end']] for r in fields]
    yield times == line['times'], 'times', times, line['times']
    times = [[r['start'], r['end']] for r in gaps]
    yield times == line.get('gap', []), 'gaps', times, line.get('gap', [])
    yield [sha(r['data']) for r in fields] == line['sha256'], 'values', [np.nansum(r['data'].astype('f8')) for r in fields], line.get('sum')
    if 'missing' in line:
        missing = [int(np.isnan(r['data']).sum()) for r in fields]
        yield missing == line['missing'], 'missing', missing, line['missing']

folder, path, n = sys.argv[1:]
line = json.loads(open(path).readlines()[int(n) - 1])
if os.path.exists('made'):
    os.remove('made')
files = sorted(glob.glob(os.path.join(folder, line['file'])), reverse=True)
options = line.get('options', '').split() + (['-V', line['variable']] if 'variable' in line else [])
ran = subprocess.run(['nc2chunk', '-o', 'made', *options, *files], capture_output=True, text=True)
if 'refuse' in line:
    # Those of the real data say it in other words.
    if not refused(line['refuse'] if 'name' in line else '', ran.returncode, ran.stderr):
        sys.exit(f'{line["file"]}: status {ran.returncode}, wanted {line["refuse"]}: {ran.stderr}')
elif ran.returncode != 0:
    sys.exit(f'{line["file"]}: status {ran.returncode}: {ran.stderr}')
else:
    header, table, records, digest = chunkread.read('made')[0]
    # A CRS that is not known is told in one line, and nothing else is.
    said = ran.stderr.count('\n') == 1 and ': the file does not say the CRS of its grid' in ran.stderr
    if said != (dict(header)['crs'] == 'unknown') or (ran.stderr and not said):
        sys.exit(f'{line["file"]}: says {ran.stderr}')
    wrong = [what for what in differences(line, dict(header), records) if not what[0]]
    for what in wrong:
        print(f'{line["file"]}: {what[1]}: {what[2]} is not {what[3]}', file=sys.stderr)
    sys.exit(len(wrong) > 0)
