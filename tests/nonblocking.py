# SPDX-License-Identifier: BSD-2-Clause
"""nonblocking.py - runs a command whose standard output, and standard error, are pipes that do not block and
are full when it begins, and prints what comes out of them: a pipe is empty again only after a while.

	python3 nonblocking.py COMMAND ...
"""
import fcntl
import os
import subprocess
import sys
import threading
import time

PAUSE = 0.2


def full_pipe():
    ours, theirs = os.pipe()
    fcntl.fcntl(theirs, fcntl.F_SETFL, os.O_WRONLY | os.O_NONBLOCK)
    fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, 4096)
    n = 0
    try:
        while True:
            n += os.write(theirs, b'x' * 4096)
    except BlockingIOError:
        return ours, theirs, n


def pass_on(ours, junk, to):
    time.sleep(PAUSE)
    while True:
        got = os.read(ours, 4096)
        if not got:
            return
        to.write(got[junk:])
        junk -= min(junk, len(got))


out, err = full_pipe(), full_pipe()
command = subprocess.Popen(sys.argv[1:], stdout=out[1], stderr=err[1])
readers = []
for pipe, to in ((out, sys.stdout.buffer), (err, sys.stderr.buffer)):
    os.close(pipe[1])
    readers.append(threading.Thread(target=pass_on, args=(pipe[0], pipe[2], to)))
    readers[-1].start()
status = command.wait()
for reader in readers:
    reader.join()
sys.stdout.flush()
sys.exit(status if status >= 0 else 128 - status)
