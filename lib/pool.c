/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pool.c - the threads of a process, and the parallel for over ranges.
 *
 * The pool does one job at a time. Every thread runs job number `started` once,
 * and `working` of them have not finished it. Between the start of a job and
 * the end of the wait for it, what the job touches belongs to the threads. The
 * lock protects everything in the pool, except what belongs to a parallel for:
 * that is set before its job starts, and only `next` changes until it ends.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "stream.h"

struct chunk_pool {
	int threads;                    /* as asked for; with 1 the caller does the work */
	int made;                       /* how many there are */
	pthread_t *thread;
	pthread_mutex_t lock;
	pthread_cond_t begin, done;
	void (*fn)(void *arg);          /* the job */
	void *arg;
	unsigned started;               /* jobs so far */
	int working;
	bool quit;

	chunk_range_fn *range_fn;       /* of a parallel for */
	void *range_arg;
	size_t n, band;
	atomic_size_t next;             /* the first item that no thread has taken */
};

static void *
thread_main(void *arg)
{
	struct chunk_pool *p = arg;
	unsigned seen = 0;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		while (p->started == seen && !p->quit)
			pthread_cond_wait(&p->begin, &p->lock);
		if (p->quit)
			break;
		seen = p->started;
		pthread_mutex_unlock(&p->lock);
		p->fn(p->arg);
		pthread_mutex_lock(&p->lock);
		if (--p->working == 0)
			pthread_cond_signal(&p->done);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

/*
 * Threads block all signals, so that the caller's thread gets them, except
 * those that a thread causes itself: a write to a dead reader, a crash.
 */
static int
make_threads(struct chunk_pool *p)
{
	static const int own[] = { SIGPIPE, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS };
	sigset_t all, before;
	int error = 0;

	sigfillset(&all);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		sigdelset(&all, own[i]);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (p->made < p->threads && error == 0)
		if ((error = pthread_create(&p->thread[p->made], NULL, thread_main, p)) == 0)
			p->made++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

struct chunk_pool *
chunk_pool_new(int threads)
{
	struct chunk_pool *p = calloc(1, sizeof *p);
	int error = 0;

	if (p == NULL)
		return NULL;
	p->threads = threads < 1 ? 1 : threads > CHUNK_THREADS_MAX ? CHUNK_THREADS_MAX : threads;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->begin, NULL);
	pthread_cond_init(&p->done, NULL);
	if (p->threads > 1) {
		p->thread = calloc((size_t)p->threads, sizeof *p->thread);
		error = p->thread == NULL ? ENOMEM : make_threads(p);
	}
	if (error != 0) {
		chunk_pool_free(p);
		errno = error;
		return NULL;
	}
	return p;
}

void
chunk_pool_free(struct chunk_pool *p)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->quit = true;
	pthread_cond_broadcast(&p->begin);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->made; i++)
		pthread_join(p->thread[i], NULL);
	pthread_cond_destroy(&p->done);
	pthread_cond_destroy(&p->begin);
	pthread_mutex_destroy(&p->lock);
	free(p->thread);
	free(p);
}

int
chunk_pool_threads(const struct chunk_pool *p)
{
	return p->threads;
}

void
pool_start(struct chunk_pool *p, void (*fn)(void *arg), void *arg)
{
	pthread_mutex_lock(&p->lock);
	p->fn = fn;
	p->arg = arg;
	p->working = p->made;
	p->started++;
	pthread_cond_broadcast(&p->begin);
	pthread_mutex_unlock(&p->lock);
	if (p->made == 0)
		fn(arg);
}

void
pool_wait(struct chunk_pool *p)
{
	pthread_mutex_lock(&p->lock);
	while (p->working > 0)
		pthread_cond_wait(&p->done, &p->lock);
	pthread_mutex_unlock(&p->lock);
}

/* ---- Parallel for ------------------------------------------------------ */

static void
run_bands(void *arg)
{
	struct chunk_pool *p = arg;
	size_t first;

	while ((first = atomic_fetch_add(&p->next, p->band)) < p->n) {
		size_t last = first + p->band;

		p->range_fn(p->range_arg, first, last < p->n ? last : p->n);
	}
}

void
chunk_for_start(struct chunk_pool *p, size_t n, chunk_range_fn *fn, void *arg)
{
	/* Several for each thread: bands of a wet region take longer. */
	size_t parts = p->threads == 1 ? 1 : 4 * (size_t)p->threads;

	pool_wait(p);
	p->range_fn = fn;
	p->range_arg = arg;
	p->n = n;
	p->band = n / parts + (n % parts != 0);
	atomic_store(&p->next, 0);
	if (n > 0)
		pool_start(p, run_bands, p);
}

void
chunk_for_wait(struct chunk_pool *p)
{
	pool_wait(p);
}

void
chunk_for(struct chunk_pool *p, size_t n, chunk_range_fn *fn, void *arg)
{
	chunk_for_start(p, n, fn, arg);
	chunk_for_wait(p);
}
