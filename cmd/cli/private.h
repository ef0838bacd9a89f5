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
/*
 * message.c: to be called before text goes to a terminal, which may be the one
 * of the progress line: that is cleared, and does not come again.
 */
void message_text(void);

/* file.c: makes sure that temporary files are removed when the process ends. */
void file_start(void);
/*
 * file.c: closes and syncs every file, closes standard output, and gives all
 * files their names. An error ends the tool.
 */
void file_commit(void);

/*
 * file.c: ends the tool if an output that is written directly is an input too.
 */
void file_refuse_inputs(char *const *paths, int n);
/* output.c: nanoseconds spent on writing and syncing files. */
uint64_t file_waited(void);

/* What the name of an output leads to. */
struct target {
	char *name; /* as the user gave it */
	char *path; /* of the file to be made or replaced, links followed; NULL if
	                                   it is written directly; it may be `name` */
	dev_t device;                   /* of the folder of `path` */
	ino_t inode;
	int fd;                         /* if it is a descriptor of this process; else below 0 */
	bool there;                     /* with what follows */
	mode_t mode;
	dev_t file_device;
	ino_t file_inode;
};

/* An output. Few bytes, since a tool may write a file for each field. */
struct cmd_file {
	int fd;                         /* -1 once closed */
	volatile enum { FILE_TEMPORARY, FILE_NAMED, FILE_EXCHANGED } named;
	struct target target;
	char *volatile temporary;       /* its name; NULL before and after */
	FILE *text;                     /* of cmd_text() */
	struct cmd_file *next;
};

/*
 * commit.c: renames all files that have temporary names. If one cannot be
 * renamed, none gets its name, and the tool ends. Signals must be blocked.
 */
void commit_names(struct cmd_file *files);

/*
 * output.c: writes all bytes, at `offset` unless that is negative, and waits
 * for a descriptor that does not block. Returns 0, or -1 with errno.
 */
int output_write(int fd, const void *bytes, size_t size, off_t offset);
/* output.c: whether a file system just does not have a call that failed so. */
bool output_is_unsupported(int error);

/*
 * target.c: NULL and "-" are standard output. An impossible output ends the
 * tool.
 */
void target_find(struct target *t, const char *path);
void target_free(struct target *t);
/* target.c: remembers a file that is there. */
void target_note(struct target *t, const struct stat *st);
/* target.c: the last part of t->path. */
const char *target_base(const struct target *t);
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
