/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * private.h - what the files of this folder ask of each other; tools see cmd.h.
 */
#ifndef CLI_PRIVATE_H
#define CLI_PRIVATE_H

#include <sys/stat.h>

#include "cli/cmd.h"
#include "clock.h"

/*
 * message.c: the tool's name, and whether another tool may show progress on its
 * terminal.
 */
void message_start(const char *name);
/*
 * message.c: puts a line on the terminal that the next message clears; NULL
 * clears it.
 */
void message_progress(const char *text);

/* file.c: makes sure that temporary files are removed when the process ends. */
void file_start(void);
/* file.c: closes, syncs and renames every file. */
void file_commit(void);

/*
 * file.c: ends the tool if an output that is written directly is an input too.
 */
void file_refuse_inputs(char *const *paths, int n);
/* file.c: flushes and closes standard output; an error ends the tool. */
void file_close_stdout(void);
/* file.c: nanoseconds spent on writing and syncing files. */
uint64_t file_waited(void);

/* What the name of an output leads to. */
struct target {
	char *path; /* of the file to be made or replaced, links followed; NULL if
	                                   it is written directly */
	dev_t device;                   /* of the folder of `path` */
	ino_t inode;
	int fd;                         /* if it is a descriptor of this process; else below 0 */
	bool there;
	struct stat st;                 /* if `there` */
};

/*
 * target.c: NULL and "-" are standard output. An impossible output ends the
 * tool. The caller frees t->path.
 */
void target_find(struct target *t, const char *path);
/* target.c: whether two outputs would overwrite each other, or mix. */
bool target_same(const struct target *a, const struct target *b);
/*
 * target.c: the inherited descriptor that a path such as /dev/stdin leads to;
 * -1 for other paths.
 */
int target_descriptor(const char *path);
/*
 * target.c: operands that lead to standard input become "-", which is read from
 * where it is.
 */
void target_inputs(char **paths, int n);

/* progress.c: remembers the input, for its size. */
void progress_input(char *const *paths, int n);
/* progress.c: whether the output is a pipe on standard output. */
bool progress_piped(const struct cmd *cmd);
/*
 * progress.c: the line of -v; `piped` is what progress_piped() said before the
 * output was closed.
 */
void progress_report(const struct cmd *cmd, const struct chunk_stream *in,
    const struct chunk_stream *out, bool piped);

#endif
