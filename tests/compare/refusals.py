# SPDX-License-Identifier: BSD-2-Clause
"""usage: python3 refusals.py STREAM

Checks that chunkread.py refuses every prefix of a stream and every byte that
is changed."""
import sys
import chunkread
whole = open(sys.argv[1], 'rb').read()

def refused(b):
    open('bad', 'wb').write(b)
    try:
        chunkread.read('bad')
    except (ValueError, OverflowError):
        return True
assert all(refused(whole[:n]) for n in range(len(whole)))
assert all(refused(whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1:]) for n in range(len(whole)))
assert refused(whole + b'\0')
