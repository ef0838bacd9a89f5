/* SPDX-License-Identifier: BSD-2-Clause */
/* fields.c - the fields of the input, taken into sums. */
#include "cluster/fields.h"

#include <string.h>

#include "table/summary.h"

#define MUCH_MEMORY ((double)(256 << 20))       /* that is said before it is taken */

/* Says how much memory sums may take, `times` as much as without gaps. */
static void
say_memory(const struct cmd *cmd, const struct fields *f, size_t cells, int times)
{
	double size = (double)cells * (double)cross_pixel_size(f->o->landmarks) * times *
	    (f->o->k_last > 0 ? 2 : 1);

	if (size > MUCH_MEMORY && !cmd->quiet)
		cmd_warn("%zu pixels%s take up to %.0f MB of memory: fewer --landmarks, or subsample before, take less",
		    cells, times > 1 ? ", of which some lack values now and then," : "", size / 1e6);
}

/* Chooses the landmarks, by what the first batch has. */
static void
begin(struct cmd *cmd, struct fields *f, const struct batch *b)
{
	const struct chunk_grid *g = chunk_grid(chunk_header(f->in));
	uint32_t landmark[LANDMARKS_MAX];
	int n;

	say_memory(cmd, f, b->cells, 1);
	n = landmarks_choose(b, g, f->o->landmarks, f->o->seed, landmark);
	f->opened = true;
	if (n < 0)
		cmd_fail("out of memory for the grid");
	for (int i = 0; i < (f->o->k_last > 0 ? 2 : 1); i++)
		if (!cross_open(&f->cross[i], b->cells, landmark, n, cmd_pool(cmd)))
			cmd_fail("out of memory for the grid");
}

/* Gaps take more, which is said when there are some. */
static void
push_sums(const struct cmd *cmd, struct fields *f, const struct batch *b, struct cross *x)
{
	bool before = f->cross[0].gaps != NULL || f->cross[1].gaps != NULL;

	if (!cross_push(x, b))
		cmd_fail("out of memory for pixels that lack values now and then");
	if (!before && x->gaps != NULL)
		say_memory(cmd, f, b->cells, 4);
}

static void
push(struct cmd *cmd, struct fields *f, struct batch *b, uint64_t number)
{
	char why[CHUNK_WHY_MAX];

	if (batch_scan(b, why) < 0)
		cmd_fail("%s: %s", chunk_name(f->in), why);
	if (b->n > 0 && !f->opened)
		begin(cmd, f, b);
	if (b->n > 0 && f->opened)
		push_sums(cmd, f, b, &f->cross[f->o->k_last > 0 ? number % 2 : 0]);
	batch_clear(b);
}

void
fields_read(struct cmd *cmd, struct fields *f)
{
	uint64_t batches = 0;
	struct chunk c = { 0 };
	struct batch b;

	groups_begin(&f->time, cycle_of(CYCLE_NONE, 0), NULL, chunk_header(f->in));
	if (!batch_open(&b, chunk_header(f->in), f->o->root, cmd_pool(cmd)))
		cmd_fail("out of memory for the grid");
	chunk_keep_packed(f->in);
	while (cmd_read(cmd, f->in, &c)) {
		cmd_progress(cmd, f->in);
		if (c.kind == CHUNK_GAP) {
			period_gap(&f->period, &c);
			groups_gap(&f->time, &c, c.start, c.end);
			continue;
		}
		if (f->o->from_layer != NULL && strcmp(c.layer, f->o->from_layer) != 0)
			continue;
		if (units_are_times(chunk_header(f->in), c.layer))
			cmd_fail("%s: --layer: layer %s has times, which are no course of rain",
			    chunk_name(f->in), c.layer);
		f->any = true;
		groups_count(&f->time, &f->time.at[0], &c);
		if (batch_take(&b, &c))
			push(cmd, f, &b, batches++);
	}
	push(cmd, f, &b, batches);
	batch_close(&b);
	chunk_free(&c);
	cmd_require_some(f->in);
	if (!f->any)
		cmd_fail("%s: has no layer \"%s\"", chunk_name(f->in), f->o->from_layer);
	f->period.step = chunk_step(chunk_header(f->in));
	f->period.start = chunk_counts(f->in)->start;
	f->period.end = chunk_counts(f->in)->end;
	period_close(&f->period, true);
	groups_close(&f->time, &f->period, true);
}

void
fields_free(struct fields *f)
{
	cross_close(&f->cross[0]);
	cross_close(&f->cross[1]);
	period_free(&f->period);
}
