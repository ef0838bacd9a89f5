/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * target.c - what a name leads to: a file, existing or not, or a descriptor of
 * this process.
 *
 * /dev/stdout, /dev/fd/3 and /proc/self/fd/3 look like links to the file that
 * the descriptor is open on. To replace that file would lose what it holds, and
 * what others still write to it; to open it again would begin at its start.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/private.h"

enum { NO_DESCRIPTOR = -1, NOT_OURS = -2 };

static char *
copy(const char *text, size_t n)
{
	char *s = strndup(text, n);

	if (s == NULL)
		cmd_fail("out of memory");
	return s;
}

/* The folder of a name. */
static char *
folder_of(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash == NULL ? copy(".", 1) : copy(name, slash == name ? 1 : (size_t)(slash - name));
}

/*
 * The descriptor that a name such as /dev/fd/3 means, NO_DESCRIPTOR or
 * NOT_OURS.
 */
static int
descriptor(const char *name)
{
	const char *slash = strrchr(name, '/'), *base = slash != NULL ? slash + 1 : name;
	char folder[PATH_MAX], self[PATH_MAX], *path;
	bool found;
	long fd;

	if (*base == '\0' || base[strspn(base, "0123456789")] != '\0')
		return NO_DESCRIPTOR;
	path = folder_of(name);
	found = realpath(path, folder) != NULL && fnmatch("/proc/*/fd", folder, 0) == 0;
	free(path);
	if (!found)
		return NO_DESCRIPTOR;
	if (realpath("/proc/self", self) == NULL || strncmp(folder, self, strlen(self)) != 0 ||
	    folder[strlen(self)] != '/')
		return NOT_OURS;
	fd = strtol(base, NULL, 10);
	return fd < INT_MAX ? (int)fd : INT_MAX;
}

/* Follows links to a name, or to a descriptor; NULL if links form a loop. */
static char *
follow(const char *path, int *fd)
{
	char link[PATH_MAX], *name = copy(path, strlen(path));

	for (int depth = 0; depth < 40; depth++) {
		char *slash = strrchr(name, '/'), *to;
		ssize_t n;

		if ((*fd = descriptor(name)) != NO_DESCRIPTOR ||
		    (n = readlink(name, link, sizeof link - 1)) < 0)
			return name;
		link[n] = '\0';
		if (link[0] == '/' || slash == NULL) {
			to = copy(link, (size_t)n);
		} else if (asprintf(&to, "%.*s/%s", (int)(slash - name), name, link) < 0) {
			cmd_fail("out of memory");
		}
		free(name);
		name = to;
	}
	free(name);
	return NULL;
}

/*
 * Inherited descriptors stay open in a new program; those that the tool opened
 * do not.
 */
static bool
is_inherited(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags >= 0 && !(flags & FD_CLOEXEC);
}

/*
 * Sees at the beginning what would fail at the end. A file that is
 * write-protected is not replaced. `st` is NULL if none is there.
 */
static void
find_file(struct target *t, const char *path, const struct stat *st)
{
	struct stat folder;
	char *name;

	if (t->there && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) < 0)
		cmd_fail("%s: is there, and cannot be written: %s", path, strerror(errno));
	name = folder_of(t->path);
	if (stat(name, &folder) < 0)
		cmd_fail("%s: cannot be made: %s", path, strerror(errno));
	free(name);
	if (st != NULL && (folder.st_mode & S_ISVTX) && geteuid() != 0 && st->st_uid != geteuid() &&
	    folder.st_uid != geteuid())
		cmd_fail("%s: is there, and belongs to another user, whose files cannot be replaced in "
		    "this folder: name another", path);
	t->device = folder.st_dev;
	t->inode = folder.st_ino;
}

void
target_note(struct target *t, const struct stat *st)
{
	t->there = true;
	t->mode = st->st_mode;
	t->file_device = st->st_dev;
	t->file_inode = st->st_ino;
}

/*
 * What is at a path; NULL if nothing is. If that cannot be seen, the tool ends.
 */
static const struct stat *
look(struct target *t, const char *path, struct stat *st)
{
	if ((t->fd >= 0 ? fstat(t->fd, st) : stat(path, st)) == 0) {
		target_note(t, st);
		return st;
	}
	if (t->fd < 0 && errno != ENOENT)
		cmd_fail("%s: cannot be made: %s", path, strerror(errno));
	return NULL;
}

void
target_find(struct target *t, const char *path)
{
	const struct stat *there;
	struct stat st;

	*t = (struct target){ .fd = STDOUT_FILENO };
	if (path == NULL || strcmp(path, "-") == 0) {
		t->name = copy("standard output", strlen("standard output"));
		look(t, NULL, &st);
		return;
	}
	if (*path == '\0' || path[strlen(path) - 1] == '/')
		cmd_fail("\"%s\" is not a name for a file", path);
	if ((t->path = follow(path, &t->fd)) == NULL)
		cmd_fail("%s: too many links", path);
	if (t->fd >= 0 && !is_inherited(t->fd))
		cmd_fail("%s: cannot open: %s", path, strerror(EBADF));
	t->name = strcmp(t->path, path) == 0 ? t->path : copy(path, strlen(path));
	there = look(t, path, &st);
	if (t->fd < 0) {
		if (there != NULL && S_ISDIR(st.st_mode))
			cmd_fail("%s: is a directory", path);
		if (there == NULL || S_ISREG(st.st_mode)) {
			if (t->fd == NOT_OURS)
				cmd_fail("%s: a file that another process has open: give its name",
				    path);
			find_file(t, path, there);
			return;
		}
	}
	if (t->path != t->name)
		free(t->path);
	t->path = NULL;
}

void
target_free(struct target *t)
{
	if (t->path != t->name)
		free(t->path);
	free(t->name);
}

const char *
target_base(const struct target *t)
{
	const char *slash = strrchr(t->path, '/');

	return slash != NULL ? slash + 1 : t->path;
}

bool
target_same(const struct target *a, const struct target *b)
{
	/* Two hard links of one file become two files. */
	if (a->path != NULL && b->path != NULL)
		return a->device == b->device && a->inode == b->inode &&
		    strcmp(target_base(a), target_base(b)) == 0;
	return a->there && b->there && a->file_device == b->file_device &&
	    a->file_inode == b->file_inode;
}

int
target_descriptor(const char *path)
{
	int fd;

	free(follow(path, &fd));
	return fd >= 0 && is_inherited(fd) ? fd : -1;
}

void
target_inputs(char **paths, int n)
{
	for (int i = 0; i < n; i++) {
		int fd = target_descriptor(paths[i]);
		struct stat st;

		if (fd == STDIN_FILENO)
			paths[i] = "-";
		else if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    lseek(fd, 0, SEEK_CUR) > 0)
			cmd_fail(
			    "%s: a part of it has been read, and it would be read from its start: "
			    "give it as standard input, <&%d",
			    paths[i], fd);
	}
}
