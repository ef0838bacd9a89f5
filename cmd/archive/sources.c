/* SPDX-License-Identifier: BSD-2-Clause */
/* sources.c - the files that operands stand for. */
#include "archive/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/private.h"

static int
add_source(struct sources *all, const char *path, int fd, char *why)
{
	struct source s = { .path = strdup(path), .fd = fd };

	if (all->count == all->room) {
		all->room = 2 * all->room + 16;
		all->list = realloc(all->list, all->room * sizeof *all->list);
	}
	if (s.path == NULL || all->list == NULL)
		return chunk_reason(why, "out of memory");
	all->list[all->count++] = s;
	return 0;
}

static int
cannot_keep(const char *path, char *why)
{
	return chunk_reason(why, "%.900s: cannot be kept in memory: %s", path, strerror(errno));
}

/* Copies what comes from a pipe to `to`. */
static int
copy_pipe(struct sources *all, int from, int to, const char *path, char *why)
{
	static char buffer[64 << 10];
	ssize_t got;

	while ((got = read(from, buffer, sizeof buffer)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return chunk_reason(why, "%.900s: cannot read: %s", path, strerror(errno));
		all->spooled += (size_t)got;
		if (all->spooled > MEMORY_MAX)
			return chunk_reason(why, "%.900s: more than 32 MiB through a pipe: "
			    "save it as a file, and name that", path);
		if (write(to, buffer, (size_t)got) != got)
			return cannot_keep(path, why);
	}
	return 0;
}

/*
 * Adds what comes from a pipe, as a file in memory: an archive is known to be
 * whole only when its end was seen, and its first image may be its last member.
 */
static int
add_pipe(struct sources *all, int from, const char *path, char *why)
{
	int fd = memfd_create("archive", MFD_CLOEXEC);

	if (fd < 0)
		return cannot_keep(path, why);
	if (copy_pipe(all, from, fd, path, why) == 0 && add_source(all, path, fd, why) == 0)
		return 0;
	close(fd);
	return -1;
}

static int
add_input(struct sources *all, char *why)
{
	struct stat st;

	/* A file that is read from its start needs no copy. */
	if (fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode) &&
	    lseek(STDIN_FILENO, 0, SEEK_CUR) == 0)
		return add_source(all, "standard input", STDIN_FILENO, why);
	return add_pipe(all, STDIN_FILENO, "standard input", why);
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Adds an entry of a folder if it is a file that is wanted. */
static int
add_entry(struct sources *all, FTS *tree, FTSENT *e, char *why)
{
	if (e->fts_level > 0 && e->fts_name[0] == '.') {
		fts_set(tree, e, FTS_SKIP);
		return 0;
	}
	switch (e->fts_info) {
	case FTS_DC:
		return chunk_reason(why, "%.900s: a link back to a folder that it is in",
		    e->fts_path);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return chunk_reason(why, "%.900s: cannot read: %s", e->fts_path,
		    strerror(e->fts_errno));
	case FTS_SLNONE:
		return !all->wants(all->arg, e->fts_name) ? 0 :
		    chunk_reason(why, "%.900s: a link to a file that is not there", e->fts_path);
	case FTS_F:
		return !all->wants(all->arg, e->fts_name) ? 0 :
		    add_source(all, e->fts_path, -1, why);
	default:
		return 0;
	}
}

static int
add_folder(struct sources *all, const char *path, char *why)
{
	char *roots[] = { (char *)path, NULL };
	FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	size_t before = all->count;
	int result = 0;
	FTSENT *e;

	if (tree == NULL)
		return chunk_reason(why, "%.900s: cannot open: %s", path, strerror(errno));
	while (result == 0 && (errno = 0, (e = fts_read(tree)) != NULL))
		result = add_entry(all, tree, e, why);
	if (result == 0 && errno != 0)
		result = chunk_reason(why, "%.900s: cannot read: %s", path, strerror(errno));
	fts_close(tree);
	if (result == 0 && all->count == before)
		result = chunk_reason(why, "%.900s: neither images nor archives in this folder",
		    path);
	return result;
}

int
sources_add(struct sources *all, const char *operand, char *why)
{
	struct stat st;
	int fd, result;

	if (strcmp(operand, "-") == 0)
		return add_input(all, why);
	if (stat(operand, &st) < 0)
		return chunk_reason(why, "%.900s: cannot open: %s", operand, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return add_folder(all, operand, why);
	if (S_ISREG(st.st_mode))
		return add_source(all, operand, -1, why);
	if ((fd = open(operand, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0)
		return chunk_reason(why, "%.900s: cannot open: %s", operand, strerror(errno));
	result = add_pipe(all, fd, operand, why);
	close(fd);
	return result;
}

static void
free_source(struct source *s)
{
	free(s->path);
	if (s->fd > STDIN_FILENO)
		close(s->fd);
}

void
sources_drop_empty(struct sources *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].count > 0)
			all->list[kept++] = all->list[i];
		else
			free_source(&all->list[i]);
	all->count = kept;
}

void
sources_free(struct sources *all)
{
	for (size_t i = 0; i < all->count; i++)
		free_source(&all->list[i]);
	free(all->list);
}

int
source_open(const struct source *s, char *why)
{
	int fd = s->fd >= 0 ? s->fd : open(s->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return chunk_reason(why, "%.900s: cannot open: %s", s->path, strerror(errno));
	return fd;
}

void
source_close(const struct source *s, int fd)
{
	if (fd != s->fd)
		close(fd);
}

const char *
source_name(const struct source *s)
{
	const char *slash = strrchr(s->path, '/');

	return slash != NULL ? slash + 1 : s->path;
}
