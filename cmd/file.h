/* SPDX-License-Identifier: BSD-2-Clause */
/* file.h - what cmd.c, file.c and io.c ask of each other; tools see cmd.h. */
#ifndef FILE_H
#define FILE_H

#include "cmd.h"

/* file.c: sees to it that temporary files go when the process does. */
void file_start(void);
/* file.c: closes, syncs and renames every file. */
void file_commit(void);

/* file.c: nanoseconds that files took to be written and synced. */
uint64_t file_waited(void);

/* cmd.c: nanoseconds of a clock that only goes forward. */
uint64_t cmd_clock(void);
/* cmd.c: flushes and closes standard output, and fails where that does. */
void cmd_close_stdout(void);
/* cmd.c: puts a line on the terminal that the next message will clear; NULL clears it. */
void cmd_show_progress(const char *text);

/* progress.c: what the input is, for its size. */
void progress_input(char *const *paths, int n);
/* progress.c: whether standard output is what is written, and goes on to another tool. */
bool progress_piped(const struct cmd *cmd);
/* progress.c: the line of -v; `piped` is what progress_piped() said before the output was closed. */
void progress_report(const struct cmd *cmd, const struct chunk_stream *in, const struct chunk_stream *out, bool piped);

#endif
