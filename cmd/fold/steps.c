/* SPDX-License-Identifier: BSD-2-Clause */
/* steps.c - images of different steps in joined streams. */
#include "fold/steps.h"

#include <math.h>

#include "cli/cmd.h"
#include "divisor.h"

/* Divides all usual steps, so that means of images of several can be put together. */
#define UNIT 150

void
steps_begin(struct steps *s, struct chunk_stream *in, bool weighed)
{
	*s = (struct steps){ .in = in, .covered = INT64_MIN, .weighed = weighed,
		.step = chunk_step(chunk_header(in)) };
	s->unit = common_divisor(s->step, UNIT);
	if (!weighed)
		chunk_join_steps(in);
}

void
steps_clear(struct steps *s)
{
	s->expected = s->weight = 0;
	s->by_fields = s->before = 0;
	s->mixed = false;
}

double
steps_weight(const struct steps *s)
{
	return s->weighed ? (double)(s->step / s->unit) : 1;
}

/* The step that a mean says its images to have; 0 if they had several, or none is expected. */
static int64_t
own_step(const struct chunk *c)
{
	int64_t length = c->end - c->start;

	return c->expected > 0 && length % c->expected == 0 ? length / c->expected : 0;
}

/* What a mean weighs: the time of the images that it has, in units. */
static uint64_t
weigh(const struct steps *s, const struct chunk *c)
{
	double length = (double)(c->end - c->start);

	if (own_step(c) > 0 || c->expected == 0)
		return (uint64_t)c->have * (uint64_t)(s->step / s->unit);
	return (uint64_t)llrint(c->have * length / c->expected / (double)s->unit);
}

void
steps_take(struct steps *s, struct span bin, struct chunk *c)
{
	int64_t length = c->end - c->start, own = s->weighed ? own_step(c) : chunk_step_now(s->in);
	char at[CHUNK_TIME_MAX], from[CHUNK_TIME_MAX];

	s->step = own > 0 ? own : s->step;
	chunk_time_text(c->start, at);
	if (s->weighed && s->step % s->unit != 0)
		cmd_fail("%s: %s: means of images every %lld s, which do not go with those of every %s s",
		    chunk_name(s->in), at, (long long)s->step, chunk_get(chunk_header(s->in), "step"));
	s->mixed = s->mixed || (s->before != 0 && s->step != s->before) ||
	    (own == 0 && c->expected > 0);
	if (s->mixed && !s->weighed)
		cmd_fail("%s: %s: the bin from %s has images every %lld s and every %lld s: average each part "
		         "by itself first, to hours or shorter bins, and then these",
		    chunk_name(s->in), at, chunk_time_text(bin.start, from), (long long)s->before,
		    (long long)s->step);
	s->before = s->step;
	s->covered = c->end;
	if (s->weighed) {
		s->by_fields += length;
		s->expected += c->expected;
		s->weight += weigh(s, c);
	}
	if (s->weight > UINT32_MAX)
		cmd_fail("%s: %s: the bin from %s has more images than can be weighed", chunk_name(s->in), at,
		    chunk_time_text(bin.start, from));
	c->have = s->weighed ? (uint32_t)weigh(s, c) : c->have;
}

void
steps_gap(struct steps *s, const struct chunk *gap, int64_t start, int64_t end)
{
	int64_t from = gap->start > start ? gap->start : start;
	int64_t to = gap->end < end ? gap->end : end;
	double share = (double)(to - from) / (double)(gap->end - gap->start);

	if (from >= to || from < s->covered || gap->expected == 0)
		return;
	s->expected += (uint64_t)llrint(share * gap->expected);
	s->by_fields += to - from;
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
