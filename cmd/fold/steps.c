/* SPDX-License-Identifier: BSD-2-Clause */
/* steps.c - images of different steps in joined streams. */
#include "fold/steps.h"

#include "cli/cmd.h"

/* Divides all usual steps, so that means of images of several can be put together. */
#define UNIT 150

/* The largest number that divides both. */
static int64_t
common_divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

void
steps_begin(struct steps *s, struct chunk_stream *in, bool weighed)
{
	*s = (struct steps){ .in = in, .weighed = weighed, .step = chunk_step(chunk_header(in)) };
	s->unit = common_divisor(s->step, UNIT);
	if (!weighed)
		chunk_join_steps(in);
}

void
steps_clear(struct steps *s)
{
	s->expected = 0;
	s->by_fields = s->first = 0;
	s->mixed = false;
}

double
steps_weight(const struct steps *s)
{
	return s->weighed ? (double)(s->step / s->unit) : 1;
}

void
steps_take(struct steps *s, struct span bin, struct chunk *c)
{
	int64_t length = c->end - c->start;
	char at[CHUNK_TIME_MAX], from[CHUNK_TIME_MAX];

	if (!s->weighed)
		s->step = chunk_step_now(s->in);
	else if (c->expected > 0 && length % c->expected == 0)
		s->step = length / c->expected;
	chunk_time_text(c->start, at);
	if (s->weighed && s->step % s->unit != 0)
		cmd_fail("%s: %s: means of images every %lld s, which do not go with those of every %s s",
		    chunk_name(s->in), at, (long long)s->step, chunk_get(chunk_header(s->in), "step"));
	s->mixed = s->mixed || (s->first != 0 && s->step != s->first);
	if (s->mixed && !s->weighed)
		cmd_fail("%s: %s: the bin from %s has images every %lld s and every %lld s: average to "
		         "shorter bins first, as by bin-average -w 1h, and then these",
		    chunk_name(s->in), at, chunk_time_text(bin.start, from), (long long)s->first,
		    (long long)s->step);
	s->first = s->step;
	s->by_fields += length;
	s->expected += s->weighed ? c->expected : (uint64_t)(length / s->step);
	c->have *= (uint32_t)steps_weight(s);
}

uint64_t
steps_expected(const struct steps *s, struct span bin)
{
	return s->expected + (uint64_t)((bin.end - bin.start - s->by_fields) / s->step);
}

double
steps_whole(const struct steps *s, struct span bin)
{
	return s->weighed ? (double)(bin.end - bin.start) / (double)s->unit :
	    (double)steps_expected(s, bin);
}
