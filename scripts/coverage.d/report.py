# SPDX-License-Identifier: BSD-2-Clause
"""report.py ROOT REASONS < gcov's JSON: what of lib/ and cmd/ was run, a line per file, the least
covered first; every line that was not, with its reason; totals. Status 1 where too little was run, or a
line has no reason."""
import collections, json, os, re, sys

LEAST = {'lib': 95.0, 'cmd': 90.0}      # per cent of the lines

def read_reasons(path):
    """{(file, function): why} of lines "file function why", and [(pattern, why)] of lines "* pattern why"
    that hold in any file for a line of source, or the one before it; # begins a comment."""
    rows = [line.split(None, 2) for line in open(path) if line.strip() and not line.startswith('#')]
    named = {(file, function): why.strip() for file, function, why in rows if file != '*'}
    return named, [(re.compile(pattern), why.strip()) for file, pattern, why in rows if file == '*']

def read_counts(root, documents):
    """{file: {line: [count, function]}}: a file may be part of several programs, and is counted once."""
    counts = collections.defaultdict(dict)
    for document in documents:
        for file in json.loads(document)['files']:
            name = os.path.relpath(file['file'], root)
            if name.split('/')[0] not in LEAST:
                continue
            for line in file['lines']:
                entry = counts[name].setdefault(line['line_number'], [0, line.get('function_name', '-')])
                entry[0] += line['count']
    return counts

def spans(numbers):
    """Line numbers as 3-5,9."""
    runs = []
    for n in sorted(numbers):
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ','.join('%d' % a if a == b else '%d-%d' % (a, b) for a, b in runs)

def share(lines):
    return 100.0 * sum(count > 0 for count, _ in lines) / max(len(lines), 1)

def never_run(root, name, lines, reasons, used):
    """(line numbers, function, reason or None) for each function of a file."""
    named, general = reasons
    source = open(os.path.join(root, name), errors='replace').read().split('\n')
    found = collections.defaultdict(list)
    for number, (count, function) in sorted(lines.items()):
        if count > 0:
            continue
        text = ' '.join(source[max(number - 2, 0):number])
        why = named.get((name, function))
        if why:
            used.add((name, function))
        else:
            why = next((why for pattern, why in general if pattern.search(text)), None)
        found[function, why].append(number)
    return [(numbers, function, why) for (function, why), numbers in found.items()]

def main(root, reasons_path):
    counts, reasons = read_counts(root, sys.stdin), read_reasons(reasons_path)
    bad, used = False, set()
    for name in sorted(counts, key=lambda name: (share(counts[name].values()), name)):
        print('%6.2f %% of %4d  %s' % (share(counts[name].values()), len(counts[name]), name))
    print('\nNever run, and why:')
    for name in sorted(counts):
        for numbers, function, why in never_run(root, name, counts[name], reasons, used):
            bad |= why is None
            print('%s:%s: %s(): %s' % (name, spans(numbers), function, why or 'NO REASON IS KNOWN'))
    for name, function in sorted(set(reasons[0]) - used):
        if 'memory' not in reasons[0][name, function]:      # which call fails is not the same in each run
            print('%s: %s(): all of it was run, though there is a reason why not' % (name, function))
    print()
    for folder, least in LEAST.items():
        lines = [line for name in counts if name.startswith(folder + '/') for line in counts[name].values()]
        bad |= share(lines) < least
        print('%s/: %.2f %% of %d lines, and it should be %g %%' % (folder, share(lines), len(lines), least))
    return int(bad)

if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
