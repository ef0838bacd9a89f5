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
 * write-protected is not replaced.
 */
static void
find_file(struct target *t, const char *path)
{
	struct stat folder;
	char *name;

	if (t->there && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) < 0)
		cmd_fail("%s: is there, and cannot be written: %s", path, strerror(errno));
	name = folder_of(t->path);
	if (stat(name, &folder) < 0)
		cmd_fail("%s: cannot be made: %s", path, strerror(errno));
	free(name);
	t->device = folder.st_dev;
	t->inode = folder.st_ino;
}

void
target_find(struct target *t, const char *path)
{
	*t = (struct target){ .fd = STDOUT_FILENO };
	if (path == NULL || strcmp(path, "-") == 0) {
		t->there = fstat(t->fd, &t->st) == 0;
		return;
	}
	if (*path == '\0' || path[strlen(path) - 1] == '/')
		cmd_fail("\"%s\" is not a name for a file", path);
	if ((t->path = follow(path, &t->fd)) == NULL)
		cmd_fail("%s: too many links", path);
	if (t->fd >= 0) {
		if (!is_inherited(t->fd))
			cmd_fail("%s: cannot open: %s", path, strerror(EBADF));
		t->there = fstat(t->fd, &t->st) == 0;
	} else {
		t->there = stat(path, &t->st) == 0;
		if (!t->there && errno != ENOENT)
			cmd_fail("%s: cannot be made: %s", path, strerror(errno));
		if (t->there && S_ISDIR(t->st.st_mode))
			cmd_fail("%s: is a directory", path);
		if (!t->there || S_ISREG(t->st.st_mode)) {
			if (t->fd == NOT_OURS)
				cmd_fail("%s: a file that another process has open: give its name",
				    path);
			find_file(t, path);
			return;
		}
	}
	free(t->path);
	t->path = NULL;
}

bool
target_same(const struct target *a, const struct target *b)
{
	const char *x = a->path != NULL ? strrchr(a->path, '/') : NULL,
		   *y = b->path != NULL ? strrchr(b->path, '/') : NULL;

	/* Two hard links of one file become two files. */
	if (a->path != NULL && b->path != NULL)
		return a->device == b->device && a->inode == b->inode &&
		    strcmp(x != NULL ? x + 1 : a->path, y != NULL ? y + 1 : b->path) == 0;
	return a->there && b->there && a->st.st_dev == b->st.st_dev && a->st.st_ino == b->st.st_ino;
}

int
target_descriptor(const char *path)
{
	int fd;

	free(follow(path, &fd));
	return fd >= 0 && is_inherited(fd) ? fd : -1;
}

FILE *
cmd_open_text(const char *path)
{
	int fd = target_descriptor(path);

	return fd >= 0 ? fdopen(dup(fd), "r") : fopen(path, "re");
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
