/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow.c - the ordered parallel map: records are read, worked on by any thread,
 * and written in the order of the input.
 *
 * A ring of slots, and three counts that only grow:
 *
 *	sunk <= taken <= filled <= sunk + slots
 *
 * The caller's thread fills slots: it reads. Each thread of the pool takes the
 * oldest slot that is not taken, and works on it. A thread that finds the oldest
 * slot done, while no other thread is sinking, sinks it and the done ones after
 * it: it writes. So a slot belongs to one thread at any time: to the caller's
 * while it is filled, to the one that took it until it is done, then to the one
 * that sinks. The lock protects all of struct flow except the slots' contents.
 *
 * A failure stays in its slot until it is sunk, so the first one in the order of
 * the input is reported.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "stream.h"

#define IN_FLIGHT ((size_t)16 << 20)    /* bytes of records between source and sink, at most */
#define EACH      ((size_t)2 << 20)     /* for each thread and for one more: more only fills caches */
#define SLOTS_MAX 32

struct slot {
	struct chunk in, out;
	bool done;                      /* worked on, and not sunk */
	bool failed;
	char why[CHUNK_WHY_MAX];        /* if failed */
};

struct flow {
	const struct chunk_flow *is;
	struct slot *slot;
	size_t slots;
	pthread_mutex_t lock;
	pthread_cond_t work, room;
	size_t filled, taken, sunk;
	bool ended;                     /* nothing more will be filled */
	bool sinking;                   /* a thread is sinking */
	bool failed;
	char *why;
};

static struct slot *
slot_of(struct flow *f, size_t i)
{
	return &f->slot[i % f->slots];
}

/*
 * Called with the lock held. The whole flow stops: nothing more is taken or
 * sunk.
 */
static void
fail(struct flow *f, const char *why)
{
	f->failed = f->ended = true;
	snprintf(f->why, CHUNK_WHY_MAX, "%s", why);
	pthread_cond_broadcast(&f->work);
	pthread_cond_signal(&f->room);
}

/* Sinks the slots that are done, oldest first. Called with the lock held. */
static void
sink(struct flow *f)
{
	char why[CHUNK_WHY_MAX];

	if (f->sinking)
		return;
	f->sinking = true;
	while (f->sunk < f->filled && slot_of(f, f->sunk)->done && !f->failed) {
		struct slot *s = slot_of(f, f->sunk);

		if (s->failed) {
			fail(f, s->why);
			break;
		}
		pthread_mutex_unlock(&f->lock);
		bool sunk = f->is->sink(f->is->arg, &s->out, why) == 0;
		pthread_mutex_lock(&f->lock);
		if (!sunk)
			fail(f, why);
		s->done = false;
		f->sunk++;
		/* Only if a quarter is free: fewer wake-ups. */
		if (f->filled + f->slots / 4 < f->sunk + f->slots)
			pthread_cond_signal(&f->room);
	}
	f->sinking = false;
}

static void
worker(void *arg)
{
	struct flow *f = arg;

	pthread_mutex_lock(&f->lock);
	for (;;) {
		while (f->taken == f->filled && !f->ended)
			pthread_cond_wait(&f->work, &f->lock);
		if (f->taken == f->filled || f->failed)
			break;
		struct slot *s = slot_of(f, f->taken++);

		if (!s->failed) {
			pthread_mutex_unlock(&f->lock);
			bool worked = f->is->work(f->is->arg, &s->in, &s->out, s->why) == 0;
			pthread_mutex_lock(&f->lock);
			s->failed = !worked;
		}
		s->done = true;
		sink(f);
	}
	pthread_mutex_unlock(&f->lock);
}

/* Fills slots until the source ends or something fails. */
static void
fill(struct flow *f)
{
	int got = 1;

	pthread_mutex_lock(&f->lock);
	while (got > 0 && !f->failed) {
		while (f->filled == f->sunk + f->slots && !f->failed)
			pthread_cond_wait(&f->room, &f->lock);
		if (f->failed)
			break;
		struct slot *s = slot_of(f, f->filled);

		pthread_mutex_unlock(&f->lock);
		got = f->is->source(f->is->arg, &s->in, s->why);
		pthread_mutex_lock(&f->lock);
		s->failed = got < 0;
		s->done = false;
		if (got != 0)
			f->filled++;
		pthread_cond_signal(&f->work);
	}
	f->ended = true;
	pthread_cond_broadcast(&f->work);
	pthread_mutex_unlock(&f->lock);
}

/* The same with one thread, without a ring. */
static int
inline_flow(const struct chunk_flow *flow, struct slot *s, char *why)
{
	int got;

	while ((got = flow->source(flow->arg, &s->in, why)) > 0)
		if (flow->work(flow->arg, &s->in, &s->out, why) != 0 ||
		    flow->sink(flow->arg, &s->out, why) < 0)
			return -1;
	return got;
}

static int
threaded_flow(struct flow *f, struct chunk_pool *pool)
{
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->work, NULL);
	pthread_cond_init(&f->room, NULL);
	pool_wait(pool);
	pool_start(pool, worker, f);
	fill(f);
	pool_wait(pool);
	pthread_cond_destroy(&f->room);
	pthread_cond_destroy(&f->work);
	pthread_mutex_destroy(&f->lock);
	return f->failed ? -1 : 0;
}

int
chunk_flow(const struct chunk_flow *flow, struct chunk_pool *pool, char *why)
{
	struct flow f = { .is = flow, .why = why, .slots = SLOTS_MAX };
	size_t threads = (size_t)chunk_pool_threads(pool);
	size_t room = (threads + 1) * EACH < IN_FLIGHT ? (threads + 1) * EACH : IN_FLIGHT;
	int result;

	if (threads == 1)
		f.slots = 1;
	else if (flow->record > room / SLOTS_MAX)
		f.slots = flow->record > room ? 1 : room / flow->record;
	if ((f.slot = calloc(f.slots, sizeof *f.slot)) == NULL)
		return chunk_reason(why, "out of memory");
	if (threads == 1)
		result = inline_flow(flow, f.slot, why);
	else
		result = threaded_flow(&f, pool);
	for (size_t i = 0; i < f.slots; i++) {
		chunk_free(&f.slot[i].in);
		chunk_free(&f.slot[i].out);
	}
	free(f.slot);
	return result;
}

/* ---- From stream to stream --------------------------------------------- */

static int
map_source(void *arg, struct chunk *c, char *why)
{
	const struct chunk_map *map = arg;
	int got = chunk_read(map->in, c);

	if (got < 0)
		return chunk_reason(why, "%s", chunk_error(map->in));
	if (got > 0 && map->seen != NULL && map->seen(map->seen_arg, c, why) < 0)
		return -1;
	return got;
}

static int
map_work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct chunk_map *map = arg;

	if (chunk_unpack(in) < 0)
		return chunk_reason(why, "out of memory");
	if (map->work(map->arg, in, out, why) != 0)
		return -1;
	chunk_pack(out);
	return 0;
}

static int
map_sink(void *arg, struct chunk *c, char *why)
{
	const struct chunk_map *map = arg;

	return chunk_write(map->out, c) < 0 ? chunk_reason(why, "%s", chunk_error(map->out)) : 0;
}

int
chunk_map(const struct chunk_map *map, struct chunk_pool *pool, char *why)
{
	const struct chunk_header *from = chunk_header(map->in), *to = chunk_header(map->out);
	struct chunk_map own = *map;
	struct chunk_flow flow = { .source = map_source, .work = map_work, .sink = map_sink, .arg = &own };

	if (from == NULL || to == NULL)
		return chunk_reason(why, "records are mapped before the header");
	chunk_keep_packed(map->in);             /* the threads unpack */
	flow.record = chunk_field_size(from) + chunk_field_size(to);
	return chunk_flow(&flow, pool, why);
}
