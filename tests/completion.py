# SPDX-License-Identifier: BSD-2-Clause
"""completion.py - types lines in a real shell, with Tab after each, and prints what comes of them.

	python3 completion.py SHELL DATADIR <lines

SHELL is bash, bash-loader (bash with the package bash-completion, which loads a completion by the
name of the tool) or zsh; DATADIR is where the completions were installed. For each line: the line
that it becomes by two Tabs, in <>, and then the words that the shell shows as choices.
"""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

PATIENCE = 60           # seconds until a shell that says nothing has failed
ROWS, COLUMNS = 400, 160

BASH = r'''unset HISTFILE; PS1='> '; bind 'set page-completions off'; bind 'set completion-query-items 0'
bind 'set show-all-if-ambiguous on'; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; bind 'set completion-display-width 0'
bind -x '"\C-g": printf "\nLINE<%s>\n" "$READLINE_LINE"; READLINE_LINE='
'''
ZSH = r'''PS1='> '; unsetopt beep zle_bracketed_paste prompt_cr prompt_sp auto_menu; LISTMAX=1000
fpath=(DATADIR/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D
zstyle ':completion:*' verbose no; zstyle ':completion:*' list-packed no; bindkey -e
mark() { zle -I; print -r "LINE<$BUFFER>"; BUFFER= }; zle -N mark; bindkey '^G' mark
'''
SHELLS = {
    'bash': (['bash', '--norc', '--noprofile', '-i'], BASH + '. DATADIR/bash-completion/completions/rainpipe\n'),
    'bash-loader': (['bash', '--norc', '--noprofile', '-i'],
                    BASH + 'XDG_DATA_DIRS=DATADIR:/usr/share; . /usr/share/bash-completion/bash_completion\n'),
    'zsh': (['zsh', '-f', '-i'], ZSH),
}

shell = sys.argv[1]
command, commands = SHELLS[shell]
ours, theirs = pty.openpty()
fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', ROWS, COLUMNS, 0, 0))
child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
                         env=dict(os.environ, TERM='dumb', HOME=os.getcwd()),
                         preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
os.close(theirs)


def ask(keys, mark):
    """Sends keys, and returns what the terminal shows until `mark`, an expression, is there."""
    os.write(ours, keys.encode())
    end, shown = time.monotonic() + PATIENCE, ''
    while not re.search(mark, shown):
        if not select.select([ours], [], [], max(0, end - time.monotonic()))[0]:
            child.kill()
            sys.exit(f'completion.py: {shell} does not show {mark}, but {shown!r}')
        shown += os.read(ours, 65536).decode(errors='replace')
    return re.sub(r'\x1b\[[0-9;?]*[a-zA-Z]|[\x07\r]', '', shown)


# The mark is computed, so that its echo is not taken for it.
ask(commands.replace('DATADIR', sys.argv[2]) + 'echo READY$((1 + 1))\n', 'READY2')
for line in sys.stdin.read().splitlines():
    shown = ask(line + '\t\t\x07', r'LINE<[^\n]*>\r?\n[^\n]*> ')
    choices, became = re.search(r'(.*)LINE<([^\n]*)>', shown, re.S).groups()
    # Other lines are what was typed, with the prompt before it or without.
    listed = [text for text in choices.split('\n')[1:] if not text.startswith('>')]
    print(f'<{became}>', *' '.join(listed).split())
os.write(ours, b'exit\n')
child.wait()
