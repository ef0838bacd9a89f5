# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 flips.py ZIP PATTERN COUNT SEED

Flips one bit of a zip of HDF5 composites, COUNT times, and reads it by radar-unzip and odim2rain: it must
be refused, or give just what the zip without the flip gives, as where a bit says when a member was made.
Prints how many were refused."""
import random, subprocess, sys
path, pattern, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
whole = open(path, 'rb').read()
random.seed(seed)


def read(keep_going=''):
    done = subprocess.run(['sh', '-c', f"radar-unzip {keep_going} --no-whole-days -p '{pattern}' flipped.zip 2>said | "
                           f"odim2rain {keep_going} -o flipped.chunk 2>>said && chunk2npy -o flipped.npy flipped.chunk"],
                          capture_output=True)
    return open('flipped.npy', 'rb').read() if done.returncode == 0 else None


open('flipped.zip', 'wb').write(whole)
right = read()
assert right is not None, open('said').read()
refused = 0
for i in range(count):
    at = random.randrange(8 * len(whole))
    flipped = bytearray(whole)
    flipped[at // 8] ^= 1 << at % 8
    open('flipped.zip', 'wb').write(flipped)
    got = read()
    refused += got is None
    assert got is None or got == right, f'bit {at}: another result'
    if got is None:
        lines = open('said').read().splitlines()
        assert 1 <= len(lines) <= 2 and all(' ended early' in line for line in lines[1:]), (at, lines)
print(refused)
