/* SPDX-License-Identifier: BSD-2-Clause */
/* operands.c - two streams that are read side by side. */
#include "combine/operands.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- The threads ------------------------------------------------------- */

/* Tells the other side what has become of the slot, after it is empty. */
static void
hand_over(struct operand *o, int got)
{
	pthread_mutex_lock(&o->of->lock);
	while (o->state == SLOT_FULL)
		pthread_cond_wait(&o->of->changed, &o->of->lock);
	if (got > 0)
		chunk_swap(&o->slot, &o->reading);
	o->state = got > 0 ? SLOT_FULL : got == 0 ? SLOT_ENDED : SLOT_FAILED;
	pthread_cond_broadcast(&o->of->changed);
	pthread_mutex_unlock(&o->of->lock);
}

/* Tells that the header has come, and waits until the other one has, too. */
static void
hand_header(struct operand *o)
{
	pthread_mutex_lock(&o->of->lock);
	o->has_header = true;
	pthread_cond_broadcast(&o->of->changed);
	while (!o->of->go)
		pthread_cond_wait(&o->of->changed, &o->of->lock);
	pthread_mutex_unlock(&o->of->lock);
}

static void *
read_stream(void *arg)
{
	struct operand *o = arg;
	int got = chunk_read_header(o->in);

	if (got < 0) {
		chunk_reason(o->why, "%s", chunk_error(o->in));
	} else {
		hand_header(o);
		while ((got = cmd_next(o->of->cmd, o->in, &o->reading, o->why)) > 0)
			hand_over(o, got);
	}
	hand_over(o, got);
	return NULL;
}

/* Signals are for the main thread, except those that a thread causes itself. */
static void
start(struct operand *o)
{
	static const int own[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS };
	sigset_t all, before;
	pthread_t thread;
	int error;

	sigfillset(&all);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		sigdelset(&all, own[i]);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, NULL, read_stream, o);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error != 0)
		cmd_fail("cannot start 2 threads: %s", strerror(error));
	/* Its last word is that the stream has ended; nobody waits for it after a failure. */
	pthread_detach(thread);
}

/* ---- The reader of both ------------------------------------------------ */

/* The same pipe, of which two readers would each get a part, or the same file. */
static void
refuse_same(char **paths)
{
	struct stat st[2];

	for (int i = 0; i < 2; i++)
		if ((strcmp(paths[i], "-") == 0 ? fstat(STDIN_FILENO, &st[i]) :
		    stat(paths[i], &st[i])) < 0)
			return;
	if (st[0].st_dev == st[1].st_dev && st[0].st_ino == st[1].st_ino)
		cmd_fail("%s and %s are the same: a and b are two streams, and at most one of them is "
		    "standard input", strcmp(paths[0], "-") == 0 ? "standard input" : paths[0],
		    strcmp(paths[1], "-") == 0 ? "standard input" : paths[1]);
}

/* Under the lock. */
static void
fail_if_failed(const struct operand *o)
{
	if (o->state == SLOT_FAILED)
		cmd_fail("%s", o->why);
}

void
operands_open(struct operands *o, struct cmd *cmd, char **paths)
{
	static const char *const names[] = { "a", "b" };

	o->cmd = cmd;
	cmd_check_inputs(paths, 2);
	refuse_same(paths);
	pthread_mutex_init(&o->lock, NULL);
	pthread_cond_init(&o->changed, NULL);
	for (int i = 0; i < 2; i++) {
		o->of[i].of = o;
		o->of[i].name = names[i];
		if ((o->of[i].in = chunk_open(&paths[i], 1)) == NULL)
			cmd_fail("out of memory");
		start(&o->of[i]);
	}
	pthread_mutex_lock(&o->lock);
	for (int i = 0; i < 2; i++)
		while (!o->of[i].has_header) {
			fail_if_failed(&o->of[0]);
			fail_if_failed(&o->of[1]);
			pthread_cond_wait(&o->changed, &o->lock);
		}
	pthread_mutex_unlock(&o->lock);
}

static void
take_front(struct operand *o, struct chunk *from)
{
	chunk_swap(&o->at[o->n++], from);
	o->whole = o->at[0].kind == CHUNK_GAP;
}

/* Takes a record. The fields of one time are whole once one of another comes. */
static void
take(struct operand *o)
{
	const struct chunk *c = &o->slot, *first = &o->at[0];
	bool of_one_time = c->start == first->start && c->end == first->end;

	if (o->n == 0 ||
	    (c->kind == CHUNK_FIELD && of_one_time && o->n < (int)CHUNK_LAYERS_MAX)) {
		take_front(o, &o->slot);
	} else {
		chunk_swap(&o->next, &o->slot);
		o->has_next = o->whole = true;
	}
	o->state = SLOT_EMPTY;
}

/* Takes what has come. Whether its front is known; under the lock. */
static bool
is_ready(struct operand *o)
{
	if (!o->whole && o->state == SLOT_FULL)
		take(o);
	if (!o->whole && o->state == SLOT_FAILED)
		cmd_fail("%s", o->why);
	if (!o->whole && o->state == SLOT_ENDED)
		o->whole = true;
	return o->whole;
}

/* Takes from both as records come, so that neither waits for the other. */
static void
fill(struct operands *o)
{
	bool ready;

	pthread_mutex_lock(&o->lock);
	for (;;) {
		ready = is_ready(&o->of[0]);
		ready &= is_ready(&o->of[1]);
		pthread_cond_broadcast(&o->changed);
		if (ready)
			break;
		pthread_cond_wait(&o->changed, &o->lock);
	}
	pthread_mutex_unlock(&o->lock);
}

void
operands_go(struct operands *o)
{
	pthread_mutex_lock(&o->lock);
	o->go = true;
	pthread_cond_broadcast(&o->changed);
	pthread_mutex_unlock(&o->lock);
	fill(o);
}

static void
drop(struct operand *o)
{
	o->n = 0;
	o->whole = false;
	if (o->held_at < o->held_n) {
		take_front(o, &o->held[o->held_at++]);
	} else if (o->has_next) {
		take_front(o, &o->next);
		o->has_next = false;
	}
}

/* Puts a gap aside that was read before its turn. */
static void
hold(struct operand *o)
{
	if (o->held_n == o->held_room) {
		size_t room = 2 * o->held_room + 16;

		if ((o->held = reallocarray(o->held, room, sizeof *o->held)) == NULL)
			cmd_fail("out of memory for %zu gaps", room);
		memset(o->held + o->held_n, 0, (room - o->held_n) * sizeof *o->held);
		o->held_room = room;
	}
	chunk_swap(&o->held[o->held_n++], &o->next);
	o->has_next = o->whole = false;
}

bool
operands_one_time(struct operands *o, struct operand *one)
{
	if (one->n == 0 || one->at[0].kind != CHUNK_FIELD)
		return false;
	while (one->has_next) {
		if (one->next.kind != CHUNK_GAP || one->next.start >= one->at[0].end)
			return false;
		hold(one);
		fill(o);
	}
	return true;
}

void
operands_next(struct operands *o, struct operand *one)
{
	for (int i = 0; i < 2; i++)
		if (one == NULL || one == &o->of[i])
			drop(&o->of[i]);
	fill(o);
}

void
operands_close(struct operands *o)
{
	for (int i = 0; i < 2; i++) {
		struct operand *p = &o->of[i];

		for (size_t k = 0; k < CHUNK_LAYERS_MAX; k++)
			chunk_free(&p->at[k]);
		for (size_t k = 0; k < p->held_n; k++)
			chunk_free(&p->held[k]);
		free(p->held);
		chunk_free(&p->next);
		chunk_free(&p->slot);
		chunk_free(&p->reading);
	}
}
