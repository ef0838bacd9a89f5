/* SPDX-License-Identifier: BSD-2-Clause */
/* private.h - what the files of this folder ask of each other; tools see cmd.h. */
#ifndef CLI_PRIVATE_H
#define CLI_PRIVATE_H

#include <sys/stat.h>

#include "cli/cmd.h"
#include "clock.h"

/* message.c: the tool's name, and whether another tool may show progress on its terminal. */
void message_start(const char *name);
/* message.c: puts a line on the terminal that the next message clears; NULL clears it. */
void message_progress(const char *text);

/* file.c: sees to it that temporary files go when the process does. */
void file_start(void);
/* file.c: closes, syncs and renames every file. */
void file_commit(void);

/* file.c: dies where a file that is written directly is an input too: it would be read while it grows. */
void file_refuse_inputs(char *const *paths, int n);
/* file.c: flushes and closes standard output, and fails where that does. */
void file_close_stdout(void);
/* file.c: nanoseconds that files took to be written and synced. */
uint64_t file_waited(void);

/* What a name for output leads to. */
struct target {
	char *path;                     /* of the file that is to be replaced or made, links followed; NULL
	                                   where what is there is written directly */
	dev_t device;                   /* of the folder of `path` */
	ino_t inode;
	int fd;                         /* the descriptor of this process that it is, else below 0 */
	bool there;
	struct stat st;                 /* of what is there */
};

/* target.c: NULL and "-" are standard output. Dies where a path can be no output. The path in it is to be freed. */
void target_find(struct target *t, const char *path);
/* target.c: whether what goes to the one would be lost, or mixed, with what goes to the other. */
bool target_same(const struct target *a, const struct target *b);
/* target.c: the descriptor of this process, such as /dev/stdin, that a path leads to; -1 for any other path. */
int target_descriptor(const char *path);
/* target.c: operands that lead to standard input become "-", which is read on from where it is. */
void target_inputs(char **paths, int n);

/* progress.c: what the input is, for its size. */
void progress_input(char *const *paths, int n);
/* progress.c: whether standard output is what is written, and goes on to another tool. */
bool progress_piped(const struct cmd *cmd);
/* progress.c: the line of -v; `piped` is what progress_piped() said before the output was closed. */
void progress_report(const struct cmd *cmd, const struct chunk_stream *in, const struct chunk_stream *out, bool piped);

#endif
