# SPDX-License-Identifier: BSD-2-Clause
"""terminal.py - runs a command with a terminal as its standard error, and prints what that is sent.

	python3 terminal.py COLUMNS REGEX FILE COMMAND ...

The command reads FILE through a pipe: a piece at a time, with pauses, until REGEX is found in what the
terminal was sent, and then the rest at once. So nothing depends on how fast this machine is. The
status is that of the command, whose standard output is ours to be redirected: the terminal's text goes
to the file `terminal`.
"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
import time

PIECES = 300
PAUSE = 0.05

columns, regex, path = int(sys.argv[1]), re.compile(sys.argv[2].encode()), sys.argv[3]
ours, theirs = pty.openpty()
fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 25, columns, 0, 0))
environment = dict(os.environ, TERM='xterm')
command = subprocess.Popen(sys.argv[4:], stdin=subprocess.PIPE, stderr=theirs, env=environment)
os.close(theirs)
sent = b''


def listen():
    global sent
    while True:
        try:
            got = os.read(ours, 65536)
        except OSError:         # nobody has the terminal any more
            return
        if not got:
            return
        sent += got


listener = threading.Thread(target=listen)
listener.start()
data = open(path, 'rb').read()
size = len(data) // PIECES + 1
try:
    for i in range(0, len(data), size):
        if not regex.search(sent):
            time.sleep(PAUSE)
        command.stdin.write(data[i:i + size])
        command.stdin.flush()
    command.stdin.close()
except BrokenPipeError:
    pass
status = command.wait()
listener.join()
open('terminal', 'wb').write(sent)
sys.exit(status if status >= 0 else 128 - status)
