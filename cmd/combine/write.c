/* SPDX-License-Identifier: BSD-2-Clause */
/* write.c - what becomes of two fields, or of a gap, in the result. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "combine/match.h"

#define REASON_MAX 4096                 /* bytes, as chunk(5) has it */

/* ---- Gaps -------------------------------------------------------------- */

void
match_flush(struct match *m)
{
	if (m->has_gap)
		cmd_write(m->out, &m->gap);
	m->has_gap = false;
}

/* One reason if both have the same; else each says whose it is. */
static void
put_reason(char *text, const char *a, const char *b)
{
	if (a != NULL && b != NULL && strcmp(a, b) == 0)
		snprintf(text, REASON_MAX + 1, "%s", a);
	else if (a != NULL && b != NULL)
		snprintf(text, REASON_MAX + 1, "a: %.2000s; b: %.2000s", a, b);
	else
		snprintf(text, REASON_MAX + 1, "%s: %.4000s", a != NULL ? "a" : "b", a != NULL ? a : b);
}

void
match_gap(struct match *m, int64_t start, int64_t end, uint32_t expected, const char *a,
    const char *b)
{
	static char text[REASON_MAX + 1];
	struct chunk *g = &m->gap;

	put_reason(text, a, b);
	if (m->has_gap && g->end == start && strcmp(g->data, text) == 0 &&
	    g->expected <= UINT32_MAX - expected) {
		g->end = end;
		g->expected += expected;
		return;
	}
	match_flush(m);
	if (chunk_room(g, strlen(text) + 1) == NULL)
		cmd_fail("out of memory");
	memcpy(g->data, text, g->size);
	g->size--;
	g->kind = CHUNK_GAP;
	g->start = start;
	g->end = end;
	g->expected = expected;
	m->has_gap = true;
}

/* ---- Fields ------------------------------------------------------------ */

static const struct chunk *
find_layer(const struct chunk *at, int n, const char *layer)
{
	for (int i = 0; i < n; i++)
		if (strcmp(at[i].layer, layer) == 0)
			return &at[i];
	return NULL;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/*
 * How many images the result is of: the fewest where it needs both, the most
 * where it is what is there, and a's alone for a mask and for b's that serve
 * for many times: `group`. Of two times, which may differ in length, those of
 * the one that lacks more, or less.
 */
static void
count_images(const struct match *m, const struct chunk *a, const struct chunk *b, bool group,
    struct chunk *to)
{
	enum combine_method method = m->values.method;
	uint32_t have[2] = { a != NULL ? a->have : 0, b != NULL ? b->have : 0 };
	uint32_t expected[2] = { a != NULL ? a->expected : 0, b != NULL ? b->expected : 0 };

	to->have = have[0];
	to->expected = expected[0];
	if (a != NULL && (group || method == COMBINE_MASK)) {
		if (b == NULL && combine_needs_both(method))
			to->have = 0;
		return;
	}
	if (m->one_each && a != NULL && b != NULL) {
		uint64_t of_a = (uint64_t)have[0] * expected[1], of_b = (uint64_t)have[1] * expected[0];
		/* One of no images at all says nothing. */
		int one = expected[0] == 0 || (expected[1] > 0 &&
		    (combine_needs_both(method) ? of_b < of_a : of_b > of_a));

		to->have = have[one];
		to->expected = expected[one];
		return;
	}
	to->expected = expected[0] > expected[1] ? expected[0] : expected[1];
	to->have = least(have[0], have[1]);
	if (!combine_needs_both(method))
		to->have = have[0] > have[1] ? have[0] : have[1];
}

static void
write_field(struct match *m, const struct chunk *a, const struct chunk *b, bool group)
{
	const struct chunk *one = a != NULL ? a : b;
	char why[CHUNK_WHY_MAX];

	if (a != NULL && b != NULL && agree_units(&m->values, a->layer, b->layer, why) < 0)
		cmd_fail("%s", why);
	chunk_describe(&m->field, one);
	count_images(m, a, b, group && !m->one_each, &m->field);
	if (values_combine(&m->values, cmd_pool(m->cmd), a, b, &m->field, why) < 0)
		cmd_fail("%s", why);
	cmd_write(m->out, &m->field);
}

/* What to do if b, which has n layers, lacks one of a, or the other way round. */
static const char *
layer_help(enum combine_method method, bool b_lacks, int n, bool group)
{
	if (group)
		return "a b of one layer serves for all, such as stats --layers mean makes, or crop --layer mean";
	if (method == COMBINE_MASK)
		return "crop --layer takes one of b's, which then serves for all of a";
	/* A value that only one has is no difference and no ratio. */
	if (method != COMBINE_SUB && method != COMBINE_RATIO)
		return "crop --layer keeps those that both have, and --outer lets one stream have more";
	if (!b_lacks)
		return "crop --layer keeps those that both have";
	return n == 1 ? "--for-all takes b's one layer for all of a" :
	    "crop --layer takes one of b's, and --for-all that for all of a";
}

/* Ends the tool: `at` are the layers of the stream that lacks c's, b or a. */
static _Noreturn void
fail_layer(const struct chunk *c, bool b_lacks, const struct chunk *at, int n, const char *help)
{
	char start[CHUNK_TIME_MAX], names[CHUNK_WHY_MAX / 2] = "";

	for (int i = 0; i < n; i++) {
		size_t used = strlen(names);

		snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
		    at[i].layer[0] != '\0' ? at[i].layer : "one without a name");
	}
	cmd_fail("%s: %s has %s%s, and %s has only other layers: %s: %s",
	    chunk_time_text(c->start, start), b_lacks ? "a" : "b", *c->layer != '\0' ? "the layer " :
	    "a field without a layer", c->layer, b_lacks ? "b" : "a", names, help);
}

/* Whether a mask is of one layer, the same at all times; it ends the tool if it was, and is not. */
static bool
is_single_mask(struct match *m, const struct chunk *b, int nb)
{
	char start[CHUNK_TIME_MAX];
	bool single;

	if (m->values.method != COMBINE_MASK || nb == 0)
		return false;
	single = nb == 1 && (m->mask == MASK_UNSEEN ||
	    (m->mask == MASK_SINGLE && strcmp(m->mask_layer, b->layer) == 0));
	if (m->mask == MASK_SINGLE && !single)
		cmd_fail("%s: b has another layer than the one that served for all of a before: "
		    "crop --layer takes one of b's", chunk_time_text(b->start, start));
	m->mask = single ? MASK_SINGLE : MASK_SEVERAL;
	if (single)
		memcpy(m->mask_layer, b->layer, sizeof m->mask_layer);
	return single;
}

void
match_write(struct match *m, const struct chunk *a, int na, const struct chunk *b, int nb,
    bool group)
{
	bool outer = m->by == AGREE_OUTER;
	/* A map, a climatology or a mask of one layer serves for all. */
	bool for_all = is_single_mask(m, b, nb) || (nb == 1 && group);

	match_flush(m);
	for (int i = 0; i < na; i++) {
		const struct chunk *other = for_all ? b : find_layer(b, nb, a[i].layer);

		if (other == NULL && nb > 0 && !outer)
			fail_layer(&a[i], true, b, nb, layer_help(m->values.method, true, nb, group));
		write_field(m, &a[i], other, group);
	}
	for (int i = 0; i < nb && !group; i++) {
		if ((for_all && na > 0) || find_layer(a, na, b[i].layer) != NULL)
			continue;
		if (na > 0 && !outer)
			fail_layer(&b[i], false, a, na, layer_help(m->values.method, false, na, false));
		write_field(m, NULL, &b[i], false);
	}
	cmd_progress_of(m->cmd, na > 0 ? a->end : b->end, chunk_counts(m->out)->fields, m->total);
}

void
match_free(struct match *m)
{
	chunk_free(&m->field);
	chunk_free(&m->gap);
}
