/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * output.c - bytes that go out, also for stdio, through descriptors that may
 * not block.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/private.h"
#include "wait.h"

static uint64_t waited;                 /* nanoseconds: one thread at a time writes files */

uint64_t
file_waited(void)
{
	return waited;
}

int
output_write(int fd, const void *bytes, size_t size, off_t offset)
{
	const char *p = bytes;

	while (size > 0) {
		ssize_t wrote = offset < 0 ? write(fd, p, size) : pwrite(fd, p, size, offset);

		if (wrote < 0 && wait_again(fd, POLLOUT))
			continue;
		if (wrote < 0)
			return -1;
		p += wrote;
		size -= (size_t)wrote;
		offset += offset < 0 ? 0 : wrote;
	}
	return 0;
}

static void
write_all(struct cmd_file *f, const void *bytes, size_t size, off_t offset)
{
	uint64_t began = clock_now();

	if (output_write(f->fd, bytes, size, offset) < 0)
		cmd_fail("%s: cannot write: %s", f->target.name, strerror(errno));
	waited += clock_now() - began;
}

void
cmd_put(struct cmd_file *f, const void *bytes, size_t size)
{
	write_all(f, bytes, size, -1);
}

void
cmd_put_at(struct cmd_file *f, const void *bytes, size_t size, uint64_t offset)
{
	write_all(f, bytes, size, (off_t)offset);
}

/* ---- For stdio --------------------------------------------------------- */

/*
 * Does not end the tool, since stdio calls it at exit, too. stdio remembers the
 * error.
 */
static ssize_t
write_text(void *file, const char *text, size_t size)
{
	const struct cmd_file *f = file;

	if (isatty(f->fd))
		message_text();
	return output_write(f->fd, text, size, -1) == 0 ? (ssize_t)size : 0;
}

FILE *
cmd_text(struct cmd_file *f)
{
	f->text = fopencookie(f, "w", (cookie_io_functions_t){ .write = write_text });
	if (f->text == NULL)
		cmd_fail("out of memory");
	if (isatty(f->fd))
		setvbuf(f->text, NULL, _IOLBF, BUFSIZ);
	return f->text;
}

/* The cookie is the descriptor itself. */
static ssize_t
read_text(void *cookie, char *text, size_t size)
{
	int fd = (int)(intptr_t)cookie;
	ssize_t got;

	do
		got = read(fd, text, size);
	while (got < 0 && wait_again(fd, POLLIN));
	return got;
}

static int
close_text(void *cookie)
{
	return close((int)(intptr_t)cookie);
}

FILE *
cmd_open_text(const char *path)
{
	int inherited = target_descriptor(path);
	int fd = inherited >= 0 ? dup(inherited) : open(path, O_RDONLY | O_CLOEXEC);
	FILE *f = NULL;

	if (fd >= 0)
		f = fopencookie((void *)(intptr_t)fd, "r",
		    (cookie_io_functions_t){ .read = read_text, .close = close_text });
	if (f == NULL && fd >= 0) {
		int error = errno;

		close(fd);
		errno = error;
	}
	return f;
}

/* ---- The end ----------------------------------------------------------- */

/*
 * Some file systems do not have such a call, or do not allow it to this user.
 * No data are lost by that.
 */
bool
output_is_unsupported(int error)
{
	return error == EPERM || error == EINVAL || error == ENOTSUP || error == EOPNOTSUPP ||
	    error == ENOSYS;
}

static bool
end_text(struct cmd_file *f)
{
	FILE *text = f->text;
	bool failed = text != NULL && ferror(text);

	f->text = NULL;
	if (text != NULL && fclose(text) != 0)
		failed = true;
	return !failed;
}

void
cmd_close(struct cmd_file *f)
{
	uint64_t began = clock_now();
	bool ended;

	if (f->fd < 0)
		return;
	ended = end_text(f);
	/* A FIFO or /dev/full cannot be synced, and does not need it. */
	if (ended && f->temporary != NULL && fsync(f->fd) < 0)
		ended = output_is_unsupported(errno);
	/* Standard output stays open up to file_commit(). */
	if (f->fd != STDOUT_FILENO) {
		if (close(f->fd) < 0)
			ended = false;
		f->fd = -1;
	}
	waited += clock_now() - began;
	if (!ended)
		cmd_fail("%s: cannot write: %s", f->target.name, strerror(errno));
}
