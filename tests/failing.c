/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * failing.c - calls of the C library that fail when they are told to: a library for LD_PRELOAD.
 *
 *	FAILING=write:3         the third write of the program fails: the disk is full
 *	FAILING=malloc:17+      the 17th allocation fails, and all that come after it
 *	FAILING_ERROR=22        with this errno, instead of the usual one
 *	FAILING_COUNTS=file     at its end the program writes to `file` how many calls of each kind it
 *	                        made, and how many pieces of memory it did not give back
 *
 * Only calls made after main() began count. A program that takes 30 s has come to a standstill, and
 * is killed by SIGALRM.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATIENCE 30                             /* seconds */

/*
 * THEIRS is memory that libarchive and libtiff ask for, MALLOC that of all others; from the system too,
 * by mmap(). WRITE is of all but messages. CLOSE is of a file that was written and has a name; SHUT of
 * all else, where nothing can be lost.
 */
enum call { MALLOC, THEIRS, READ, WRITE, OPEN, CLOSE, SHUT, FSYNC, FCHMOD, RENAME, PTHREAD_CREATE, CALLS };

static const struct { const char *name; int error; } calls[CALLS] = {
	[MALLOC] = { "malloc", ENOMEM },
	[THEIRS] = { "theirs", ENOMEM },
	[READ] = { "read", EIO },
	[WRITE] = { "write", ENOSPC },
	[OPEN] = { "open", EMFILE },
	[CLOSE] = { "close", EIO },
	[SHUT] = { "shut", EIO },
	[FSYNC] = { "fsync", EIO },
	[FCHMOD] = { "fchmod", EPERM },
	[RENAME] = { "rename", EACCES },
	[PTHREAD_CREATE] = { "pthread_create", EAGAIN },
};

static atomic_ulong made[CALLS];
static atomic_long kept;                        /* pieces of memory, and pages */
static enum call chosen = CALLS;
static unsigned long at;
static int error;                               /* of FAILING_ERROR, or 0 */
static bool begun, all_after;

static struct range { uintptr_t start, end; } their[8];     /* where their code is */
static int theirs;

static int
note_theirs(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	(void)arg;
	if (strstr(info->dlpi_name, "/libarchive.") == NULL && strstr(info->dlpi_name, "/libtiff.") == NULL)
		return 0;
	for (int i = 0; i < info->dlpi_phnum && theirs < 8; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X)) {
			uintptr_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;

			their[theirs++] = (struct range){ start, start + info->dlpi_phdr[i].p_memsz };
		}
	return 0;
}

/* Preloaded, this is the last of the libraries to be set up, right before main(). */
__attribute__((constructor))
static void
begin(void)
{
	const char *text = getenv("FAILING");
	const char *colon = text != NULL ? strchr(text, ':') : NULL;
	char *end;

	for (int i = 0; i < CALLS && colon != NULL; i++)
		if (strlen(calls[i].name) == (size_t)(colon - text) &&
		    strncmp(text, calls[i].name, (size_t)(colon - text)) == 0)
			chosen = (enum call)i;
	if (chosen != CALLS) {
		at = strtoul(colon + 1, &end, 10);
		all_after = *end == '+';
	}
	if (getenv("FAILING_ERROR") != NULL)
		error = atoi(getenv("FAILING_ERROR"));
	dl_iterate_phdr(note_theirs, NULL);
	alarm(PATIENCE);
	begun = true;
}

__attribute__((destructor))
static void
finish(void)
{
	const char *path = getenv("FAILING_COUNTS");
	long pieces = atomic_load(&kept);
	FILE *f;

	begun = false;
	if (path == NULL || (f = fopen(path, "w")) == NULL)
		return;
	for (int i = 0; i < CALLS; i++)
		fprintf(f, "%s %lu\n", calls[i].name, atomic_load(&made[i]));
	fprintf(f, "kept %ld\n", pieces);
	fclose(f);
}

static bool
fails(enum call call)
{
	unsigned long n;

	if (!begun)
		return false;
	n = atomic_fetch_add(&made[call], 1) + 1;
	if (call != chosen || n < at || (n > at && !all_after))
		return false;
	errno = error != 0 ? error : calls[call].error;
	return true;
}

/* Whether an allocation by this caller is to fail. */
static bool
no_memory(const void *caller)
{
	for (int i = 0; i < theirs; i++)
		if ((uintptr_t)caller >= their[i].start && (uintptr_t)caller < their[i].end)
			return fails(THEIRS);
	return fails(MALLOC);
}

/* What the C library, or the next one preloaded, has under this name. */
#define REAL(name) \
	static __typeof__(name) *real; \
	if (real == NULL) \
		*(void **)&real = dlsym(RTLD_NEXT, #name)

/* ---- Memory: by the names that need no dlsym(), which may itself take memory ------------------ */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *p);

static void *
count(void *p)
{
	if (begun && p != NULL)
		atomic_fetch_add(&kept, 1);
	return p;
}

void *
malloc(size_t size)
{
	return no_memory(__builtin_return_address(0)) ? NULL : count(__libc_malloc(size));
}

void *
calloc(size_t n, size_t size)
{
	return no_memory(__builtin_return_address(0)) ? NULL : count(__libc_calloc(n, size));
}

void *
realloc(void *p, size_t size)
{
	void *got = no_memory(__builtin_return_address(0)) ? NULL : __libc_realloc(p, size);

	return p == NULL ? count(got) : got;
}

void
free(void *p)
{
	if (begun && p != NULL)
		atomic_fetch_sub(&kept, 1);
	__libc_free(p);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return no_memory(__builtin_return_address(0)) ? NULL : count(__libc_memalign(alignment, size));
}

int
posix_memalign(void **p, size_t alignment, size_t size)
{
	void *got = no_memory(__builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);

	if (got == NULL)
		return ENOMEM;
	*p = count(got);
	return 0;
}

/* What was mapped at once may be given back in pieces. */
static long
pages(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (long)((size + page - 1) / page);
}

static void *
count_pages(void *p, size_t size)
{
	if (begun && p != MAP_FAILED)
		atomic_fetch_add(&kept, pages(size));
	return p;
}

void *
mmap(void *where, size_t size, int protection, int flags, int fd, off_t offset)
{
	void *got = MAP_FAILED;
	REAL(mmap);

	if (!no_memory(__builtin_return_address(0)))
		got = real(where, size, protection, flags, fd, offset);
	return count_pages(got, size);
}

void *
mmap64(void *where, size_t size, int protection, int flags, int fd, off64_t offset)
{
	void *got = MAP_FAILED;
	REAL(mmap64);

	if (!no_memory(__builtin_return_address(0)))
		got = real(where, size, protection, flags, fd, offset);
	return count_pages(got, size);
}

int
munmap(void *p, size_t size)
{
	REAL(munmap);

	if (begun)
		atomic_fetch_sub(&kept, pages(size));
	return real(p, size);
}

/* ---- Reading ---------------------------------------------------------------------------------- */

ssize_t
read(int fd, void *to, size_t size)
{
	REAL(read);
	return fails(READ) ? -1 : real(fd, to, size);
}

ssize_t
pread(int fd, void *to, size_t size, off_t offset)
{
	REAL(pread);
	return fails(READ) ? -1 : real(fd, to, size, offset);
}

ssize_t
pread64(int fd, void *to, size_t size, off64_t offset)
{
	REAL(pread64);
	return fails(READ) ? -1 : real(fd, to, size, offset);
}

/* ---- Writing ---------------------------------------------------------------------------------- */

ssize_t
write(int fd, const void *from, size_t size)
{
	REAL(write);
	return fd != STDERR_FILENO && fails(WRITE) ? -1 : real(fd, from, size);
}

ssize_t
writev(int fd, const struct iovec *parts, int n)
{
	REAL(writev);
	return fails(WRITE) ? -1 : real(fd, parts, n);
}

ssize_t
pwrite(int fd, const void *from, size_t size, off_t offset)
{
	REAL(pwrite);
	return fails(WRITE) ? -1 : real(fd, from, size, offset);
}

ssize_t
pwrite64(int fd, const void *from, size_t size, off64_t offset)
{
	REAL(pwrite64);
	return fails(WRITE) ? -1 : real(fd, from, size, offset);
}

int
fsync(int fd)
{
	REAL(fsync);
	return fails(FSYNC) ? -1 : real(fd);
}

int
fchmod(int fd, mode_t mode)
{
	REAL(fchmod);
	return fails(FCHMOD) ? -1 : real(fd, mode);
}

int
renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
	REAL(renameat2);
	return fails(RENAME) ? -1 : real(from_folder, from, to_folder, to, flags);
}

int
rename(const char *from, const char *to)
{
	REAL(rename);
	return fails(RENAME) ? -1 : real(from, to);
}

/* ---- Opening and closing ---------------------------------------------------------------------- */

static mode_t
mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
}

int
open(const char *path, int flags, ...)
{
	REAL(open);
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return fails(OPEN) ? -1 : real(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	REAL(open64);
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return fails(OPEN) ? -1 : real(path, flags, mode);
}

int
mkostemp(char *template, int flags)
{
	REAL(mkostemp);
	return fails(OPEN) ? -1 : real(template, flags);
}

int
mkostemp64(char *template, int flags)
{
	REAL(mkostemp64);
	return fails(OPEN) ? -1 : real(template, flags);
}

int
memfd_create(const char *name, unsigned flags)
{
	REAL(memfd_create);
	return fails(OPEN) ? -1 : real(name, flags);
}

int
close(int fd)
{
	int saved = errno, flags = fcntl(fd, F_GETFL);
	struct stat st;
	bool written = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && fstat(fd, &st) == 0 &&
	    S_ISREG(st.st_mode) && st.st_nlink > 0;
	REAL(close);

	errno = saved;
	if (fails(written ? CLOSE : SHUT)) {
		saved = errno;
		real(fd);               /* Linux closes it, whatever it says */
		errno = saved;
		return -1;
	}
	return real(fd);
}

/* ---- Threads ---------------------------------------------------------------------------------- */

int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *arg)
{
	REAL(pthread_create);
	return fails(PTHREAD_CREATE) ? EAGAIN : real(thread, attributes, start, arg);
}
