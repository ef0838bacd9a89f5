/* SPDX-License-Identifier: BSD-2-Clause */
/* file.h - what cmd.c, file.c and io.c ask of each other; tools see cmd.h. */
#ifndef FILE_H
#define FILE_H

#include "cmd.h"

/* file.c: sees to it that temporary files go when the process does. */
void file_start(void);
/* file.c: closes, syncs and renames every file. */
void file_commit(void);

/* cmd.c: nanoseconds since cmd_start(). */
uint64_t cmd_elapsed(const struct cmd *cmd);
/* cmd.c: flushes and closes standard output, and fails where that does. */
void cmd_close_stdout(void);
/* cmd.c: puts a line on the terminal that the next message will clear; NULL clears it. */
void cmd_show_progress(const char *text);

#endif
