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
#include <search.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/private.h"

/*
 * All files, newest first. The signal handler walks the list, so it only grows.
 */
static struct cmd_file *volatile files;

/*
 * Their targets: those with a path by folder and name, and those of files that
 * are there by device and inode, of which the first is enough.
 */
static void *by_name, *by_inode;

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
		if (f->temporary != NULL && f->named == FILE_TEMPORARY)
			unlink(f->temporary);
}

/*
 * Several threads may crash at once, for the same reason: the first removes the
 * files, and the others let it.
 */
static void
on_signal(int number)
{
	static atomic_flag dying = ATOMIC_FLAG_INIT;

	if (!atomic_flag_test_and_set(&dying))
		remove_temporaries();
	else
		nanosleep(&(struct timespec){ 2, 0 }, NULL);
	signal(number, SIG_DFL);
	raise(number);                  /* comes when the handler returns */
}

/*
 * Gives the handler a stack of its own, unless there is one: the signal may be
 * that the stack is full.
 */
static void
make_signal_stack(void)
{
	static char room[64 << 10];
	const stack_t own = { .ss_sp = room, .ss_size = sizeof room };
	stack_t before;

	if (sigaltstack(NULL, &before) == 0 && (before.ss_flags & SS_DISABLE))
		sigaltstack(&own, NULL);
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
	struct sigaction action = { .sa_handler = on_signal,
		.sa_flags = SA_ONSTACK }, before;

	make_signal_stack();
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
		return t->mode & 0777;
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
		cmd_fail("%s: cannot be made: %s%s", f->target.name, strerror(errno),
		    f->target.there ? ": its folder takes no new file; standard output can "
		    "write to it: > FILE" : "");
	if (fchmod(f->fd, mode_for(&f->target)) < 0 && !output_is_unsupported(errno))
		cmd_fail("%s: cannot be given its mode: %s", f->target.name, strerror(errno));
}

/* ---- Outputs that are the same ----------------------------------------- */

static int
compare(uintmax_t a, uintmax_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_names(const void *a, const void *b)
{
	const struct target *x = a, *y = b;
	int order = compare(x->device, y->device);

	if (order == 0)
		order = compare(x->inode, y->inode);
	return order != 0 ? order : strcmp(target_base(x), target_base(y));
}

static int
compare_inodes(const void *a, const void *b)
{
	const struct target *x = a, *y = b;
	int order = compare(x->file_device, y->file_device);

	return order != 0 ? order : compare(x->file_inode, y->file_inode);
}

/* The earlier output that is the same file; NULL if there is none. */
static const struct target *
same_as(const struct target *t)
{
	void *found = t->path != NULL ? tfind(t, &by_name, compare_names) : NULL;

	if (found == NULL && t->there && (found = tfind(t, &by_inode, compare_inodes)) != NULL &&
	    !target_same(t, *(const struct target **)found))
		found = NULL;
	return found != NULL ? *(const struct target **)found : NULL;
}

static void
remember(const struct target *t)
{
	if ((t->path != NULL && tsearch(t, &by_name, compare_names) == NULL) ||
	    (t->there && tsearch(t, &by_inode, compare_inodes) == NULL))
		cmd_fail("out of memory");
}

/* ---- Outputs ----------------------------------------------------------- */

/* Opens what is written directly. */
static void
open_directly(struct cmd_file *f)
{
	const char *name = f->target.name;

	if (f->target.fd == STDOUT_FILENO)
		f->fd = STDOUT_FILENO;
	else if (f->target.fd >= 0)
		f->fd = fcntl(f->target.fd, F_DUPFD_CLOEXEC, 3);
	else
		f->fd = open(name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (f->fd < 0)
		cmd_fail("%s: cannot open: %s", name, strerror(errno));
	if ((fcntl(f->fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
		cmd_fail("%s: cannot write: %s", name, strerror(EBADF));
}

static struct cmd_file *
create(const char *path, bool binary)
{
	struct cmd_file *f = calloc(1, sizeof *f);
	const struct target *other;

	if (f == NULL)
		cmd_fail("out of memory");
	target_find(&f->target, path);
	if ((other = same_as(&f->target)) != NULL)
		cmd_fail("%s: the same file as %s, which is written too: name another",
		    f->target.name, other->name);
	remember(&f->target);
	f->fd = -1;
	f->next = files;
	files = f;
	if (f->target.path != NULL) {
		open_temporary(f);
		return f;
	}
	open_directly(f);
	if (binary && isatty(f->fd))
		cmd_usage(
		    "%s is a terminal, and what comes out is binary: give -o FILE, or pipe it on",
		    f->target.name);
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
	return f->target.name;
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
	target_free(&t);
	return is_new;
}

void
file_refuse_inputs(char *const *paths, int n)
{
	for (const struct cmd_file *f = files; f != NULL; f = f->next)
		for (int i = 0; f->target.path == NULL && i < (n > 0 ? n : 1); i++) {
			bool standard_input = n == 0 || strcmp(paths[i], "-") == 0;
			struct target in = { .path = NULL };
			struct stat st;

			if ((standard_input ? fstat(STDIN_FILENO, &st) : stat(paths[i], &st)) < 0)
				continue;
			target_note(&in, &st);
			if (S_ISREG(st.st_mode) && target_same(&in, &f->target))
				cmd_fail(
				    "%s: is %s too, which would be read again: write to another file",
				    standard_input ? "standard input" : paths[i], f->target.name);
		}
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
	if (close(STDOUT_FILENO) < 0)
		cmd_fail("standard output: cannot write: %s", strerror(errno));
	hold_signals(&before);
	commit_names(files);
	release_signals(&before);
}
