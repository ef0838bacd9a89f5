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

#include "cli/cmd.h"

static void
add(struct sources *all, const char *path, int fd)
{
	struct source s = { .path = strdup(path), .fd = fd };

	if (all->count == all->room) {
		all->room = 2 * all->room + 16;
		all->list = realloc(all->list, all->room * sizeof *all->list);
	}
	if (!s.path || !all->list)
		cmd_fail("out of memory");
	all->list[all->count++] = s;
}

/*
 * What comes from a pipe is kept in memory, as a file without a name: an archive is known to be whole
 * only when its end was seen, and its first image may be its last member.
 */
static int
spool(struct sources *all, int from, const char *path)
{
	static char buffer[64 << 10];
	int fd = memfd_create("archive", MFD_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		cmd_fail("%s: cannot be kept in memory: %s", path, strerror(errno));
	while ((got = read(from, buffer, sizeof buffer)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			cmd_fail("%s: cannot read: %s", path, strerror(errno));
		all->spooled += (size_t)got;
		if (all->spooled > SOURCES_SPOOL)
			cmd_fail("%s: more than 32 MiB through a pipe: save it as a file, and name that", path);
		if (write(fd, buffer, (size_t)got) != got)
			cmd_fail("%s: cannot be kept in memory: %s", path, strerror(errno));
	}
	return fd;
}

static void
add_input(struct sources *all)
{
	struct stat st;

	/* A file that is read from its start needs no copy. */
	if (fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode) && lseek(STDIN_FILENO, 0, SEEK_CUR) == 0)
		add(all, "standard input", STDIN_FILENO);
	else
		add(all, "standard input", spool(all, STDIN_FILENO, "standard input"));
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void
add_folder(struct sources *all, const char *path)
{
	char *roots[] = { (char *)path, NULL };
	FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	size_t before = all->count;
	FTSENT *e;

	if (!tree)
		cmd_fail("%s: cannot open: %s", path, strerror(errno));
	while (errno = 0, (e = fts_read(tree))) {
		if (e->fts_level > 0 && e->fts_name[0] == '.')
			fts_set(tree, e, FTS_SKIP);
		else if (e->fts_info == FTS_DC)
			cmd_fail("%s: a link back to a folder that it is in", e->fts_path);
		else if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS)
			cmd_fail("%s: cannot read: %s", e->fts_path, strerror(e->fts_errno));
		else if (e->fts_info == FTS_SLNONE && all->wants(all->arg, e->fts_name))
			cmd_fail("%s: a link to a file that is not there", e->fts_path);
		else if (e->fts_info == FTS_F && all->wants(all->arg, e->fts_name))
			add(all, e->fts_path, -1);
	}
	if (errno != 0)
		cmd_fail("%s: cannot read: %s", path, strerror(errno));
	fts_close(tree);
	if (all->count == before)
		cmd_fail("%s: neither images nor archives in this folder", path);
}

void
sources_add(struct sources *all, const char *operand)
{
	struct stat st;
	int fd;

	if (strcmp(operand, "-") == 0) {
		add_input(all);
		return;
	}
	if (stat(operand, &st) < 0)
		cmd_fail("%s: cannot open: %s", operand, strerror(errno));
	if (S_ISDIR(st.st_mode)) {
		add_folder(all, operand);
	} else if (S_ISREG(st.st_mode)) {
		add(all, operand, -1);
	} else {
		if ((fd = open(operand, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0)
			cmd_fail("%s: cannot open: %s", operand, strerror(errno));
		add(all, operand, spool(all, fd, operand));
		close(fd);
	}
}

static void
drop(struct source *s)
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
			drop(&all->list[i]);
	all->count = kept;
}

void
sources_free(struct sources *all)
{
	for (size_t i = 0; i < all->count; i++)
		drop(&all->list[i]);
	free(all->list);
}

int
source_open(const struct source *s)
{
	int fd = s->fd >= 0 ? s->fd : open(s->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		cmd_fail("%s: cannot open: %s", s->path, strerror(errno));
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

	return slash ? slash + 1 : s->path;
}
