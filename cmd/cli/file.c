/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file.c - output files that are complete or absent.
 *
 * A file is written under a temporary name beside its own. file_commit() syncs
 * and renames it. If the tool ends before that, by exit(), by a signal or in a
 * crash, the temporary file is removed.
 *
 * One thread may make a file while another ends the tool. The one that makes a
 * file sets `making`, then looks at `ending`; the one that ends the tool sets
 * `ending`, then waits for `making` to pass. So a file is on the list when that
 * is walked, or is never made.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/private.h"

struct cmd_file {
	int fd;                         /* -1 once closed */
	char *path;                     /* as the user named it */
	struct target target;
	char *volatile temporary;       /* NULL if there is none, or not any more */
	struct cmd_file *next;
};

/*
 * All files, newest first. The signal handler walks the list, so it only grows.
 */
static struct cmd_file *volatile files;

/* Standard output, if the tool writes there; file_close_stdout() closes it. */
static struct cmd_file *standard;

static uint64_t waited;                 /* nanoseconds: one thread at a time writes files */

uint64_t
file_waited(void)
{
	return waited;
}

static atomic_bool making, ending;

/*
 * Makes only calls that are safe in a signal handler. The wait is limited: the
 * thread that crashed may be the one that was making a file.
 */
static void
remove_temporaries(void)
{
	atomic_store(&ending, true);
	for (int i = 0; i < 100 && atomic_load(&making); i++)
		nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
	for (struct cmd_file *f = files; f != NULL; f = f->next)
		if (f->temporary != NULL)
			unlink(f->temporary);
}

static void
on_signal(int signal)
{
	remove_temporaries();
	raise(signal);                  /* with the default action, as SA_RESETHAND left it */
}

/*
 * Leaves alone the signals that are ignored, or that have a handler already,
 * such as a sanitizer's.
 */
void
file_start(void)
{
	static const int signals[] = {
		SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGXCPU, SIGALRM, SIGUSR1, SIGUSR2,
		SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS
	};
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND }, before;

	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
	signal(SIGXFSZ, SIG_IGN);       /* at the file size limit write() fails instead */
	atexit(remove_temporaries);
}

static mode_t
mode_for(const struct target *t)
{
	mode_t mask;

	if (t->there)
		return t->st.st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Blocks signals to this thread until release_signals(). */
static void
hold_signals(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, before);
}

static void
release_signals(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

/*
 * Makes the temporary file beside the target, with signals blocked until it is
 * on the list.
 */
static void
open_temporary(struct cmd_file *f)
{
	const char *target = f->target.path, *slash = strrchr(target, '/');
	int dir = slash != NULL ? (int)(slash + 1 - target) : 0;
	char *name;
	sigset_t before;

	if (asprintf(&name, "%.*s.%.200s.XXXXXX", dir, target, target + dir) < 0)
		cmd_fail("out of memory");
	hold_signals(&before);
	atomic_store(&making, true);
	while (atomic_load(&ending)) {
		atomic_store(&making, false);
		pause();                /* until the process is gone */
	}
	f->fd = mkostemp(name, O_CLOEXEC);
	if (f->fd >= 0)
		f->temporary = name;
	atomic_store(&making, false);
	release_signals(&before);
	if (f->fd < 0)
		cmd_fail("%s: cannot be made: %s", f->path, strerror(errno));
	if (fchmod(f->fd, mode_for(&f->target)) < 0)
		cmd_fail("%s: cannot be given its mode: %s", f->path, strerror(errno));
}

/* The earlier output that is the same file; NULL if there is none. */
static const struct cmd_file *
same_as(const struct target *t)
{
	for (const struct cmd_file *f = files; f != NULL; f = f->next)
		if (target_same(t, &f->target))
			return f;
	return NULL;
}

static struct cmd_file *
create(const char *path, bool binary)
{
	struct cmd_file *f = calloc(1, sizeof *f);
	const struct cmd_file *other;

	if (f == NULL)
		cmd_fail("out of memory");
	target_find(&f->target, path);
	f->path = strdup(path == NULL || strcmp(path, "-") == 0 ? "standard output" : path);
	if (f->path == NULL)
		cmd_fail("out of memory");
	if ((other = same_as(&f->target)) != NULL)
		cmd_fail("%s: the same file as %s, which is written too: name another", f->path,
		    other->path);
	f->fd = -1;
	f->next = files;
	files = f;
	if (f->target.path != NULL) {
		open_temporary(f);
		return f;
	}
	if (f->target.fd == STDOUT_FILENO) {
		standard = f;
		f->fd = STDOUT_FILENO;
	} else if (f->target.fd >= 0) {
		f->fd = fcntl(f->target.fd, F_DUPFD_CLOEXEC, 3);
	} else {
		f->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	}
	if (f->fd < 0)
		cmd_fail("%s: cannot open: %s", f->path, strerror(errno));
	if ((fcntl(f->fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
		cmd_fail("%s: cannot write: %s", f->path, strerror(EBADF));
	if (binary && isatty(f->fd))
		cmd_usage(
		    "%s is a terminal, and what comes out is binary: give -o FILE, or pipe it on",
		    f->path);
	return f;
}

struct cmd_file *
cmd_create(const char *path)
{
	return create(path, true);
}

struct cmd_file *
cmd_create_text(const char *path)
{
	return create(path, false);
}

int
cmd_fd(const struct cmd_file *f)
{
	return f->fd;
}

const char *
cmd_name(const struct cmd_file *f)
{
	return f->path;
}

const char *
cmd_path(const struct cmd_file *f)
{
	return f->temporary;
}

bool
cmd_is_new(const char *path)
{
	struct target t;
	bool is_new;

	target_find(&t, path);
	is_new = same_as(&t) == NULL;
	free(t.path);
	return is_new;
}

void
file_refuse_inputs(char *const *paths, int n)
{
	for (const struct cmd_file *f = files; f != NULL; f = f->next)
		for (int i = 0; f->target.path == NULL && i < (n > 0 ? n : 1); i++) {
			bool standard_input = n == 0 || strcmp(paths[i], "-") == 0;
			struct target in = { .path = NULL };

			in.there = (standard_input ? fstat(STDIN_FILENO, &in.st) :
			    stat(paths[i], &in.st)) == 0;
			if (in.there && S_ISREG(in.st.st_mode) && target_same(&in, &f->target))
				cmd_fail(
				    "%s: is %s too, which would be read again: write to another file",
				    standard_input ? "standard input" : paths[i], f->path);
		}
}

/* Writes all bytes, at an offset if that is not negative. */
static void
write_all(struct cmd_file *f, const char *p, size_t size, off_t offset)
{
	uint64_t began = clock_now();

	while (size > 0) {
		ssize_t wrote = offset < 0 ? write(f->fd, p, size) : pwrite(f->fd, p, size, offset);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			cmd_fail("%s: cannot write: %s", f->path, strerror(errno));
		p += wrote;
		size -= (size_t)wrote;
		offset += offset < 0 ? 0 : wrote;
	}
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

void
cmd_close(struct cmd_file *f)
{
	uint64_t began = clock_now();
	bool failed;

	if (f->fd < 0 || f == standard)
		return;
	/* A FIFO or /dev/full cannot be synced, and does not need it. */
	failed = f->temporary != NULL && fsync(f->fd) < 0;
	if (close(f->fd) < 0)
		failed = true;
	f->fd = -1;
	waited += clock_now() - began;
	if (failed)
		cmd_fail("%s: cannot write: %s", f->path, strerror(errno));
}

void
file_close_stdout(void)
{
	bool failed = ferror(stdout) != 0;

	if (fclose(stdout) != 0)
		failed = true;
	if (failed)
		cmd_fail("standard output: cannot write: %s", strerror(errno));
}

/*
 * All files are complete and on the disk before the first one is renamed, and
 * signals are blocked until the last one is.
 */
void
file_commit(void)
{
	sigset_t before;

	for (struct cmd_file *f = files; f != NULL; f = f->next)
		cmd_close(f);
	hold_signals(&before);
	for (struct cmd_file *f = files; f != NULL; f = f->next) {
		char *temporary = f->temporary;

		if (temporary == NULL)
			continue;
		if (rename(temporary, f->target.path) < 0)
			cmd_fail("%s: cannot rename: %s", f->path, strerror(errno));
		f->temporary = NULL;
		free(temporary);
	}
	release_signals(&before);
}
