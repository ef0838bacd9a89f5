# SPDX-License-Identifier: BSD-2-Clause
"""report.py ROOT < gcov's JSON: what of lib/ and cmd/ was run, a line for each file, the least covered
first; the lines that were not, by function; totals. Status 1 if too little was run."""
import collections, json, os, sys

LEAST = {'lib': 95.0, 'cmd': 90.0}      # per cent of the lines

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

def never_run(lines):
    """(function, line numbers) for each function of a file that has lines which were never run."""
    found = collections.defaultdict(list)
    for number, (count, function) in sorted(lines.items()):
        if count == 0:
            found[function].append(number)
    return found.items()

def main(root):
    counts = read_counts(root, sys.stdin)
    bad = False
    for name in sorted(counts, key=lambda name: (share(counts[name].values()), name)):
        print('%6.2f %% of %4d  %s' % (share(counts[name].values()), len(counts[name]), name))
    print('\nNever run:')
    for name in sorted(counts):
        for function, numbers in never_run(counts[name]):
            print('%s:%s: %s()' % (name, spans(numbers), function))
    print()
    for folder, least in LEAST.items():
        lines = [line for name in counts if name.startswith(folder + '/') for line in counts[name].values()]
        bad |= share(lines) < least
        print('%s/: %.2f %% of %d lines, and it should be %g %%' % (folder, share(lines), len(lines), least))
    return int(bad)

if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
