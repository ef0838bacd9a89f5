/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * try.c - a table to choose the number of regions by.
 *
 * The sums of two halves are put together for all fields, and taken apart
 * again: so there are never three of them.
 */
#include "cluster/try.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/result.h"

struct line {
	double explained, silhouette, agree;
	size_t smallest;
};

/* What all fields come to, for each number of regions. */
static void
try_all(const struct cmd *cmd, const struct fields *f, const struct cross *x, struct line line[])
{
	const struct chunk_header *h = chunk_header(f->in);
	const struct regions_options *o = f->o;
	char why[CHUNK_WHY_MAX];
	struct result r;

	if (result_prepare(&r, x, o, o->k_last, EMBED_APART, why) < 0)
		cmd_fail("%s: %s", chunk_name(f->in), why);
	if (!cmd->quiet)
		result_warn_input(&r, o, h);
	for (int k = o->k; k <= o->k_last; k++) {
		struct line *to = &line[k - o->k];

		if (result_find(&r, chunk_grid(h), o, k, why) < 0)
			cmd_fail("%s: %s", chunk_name(f->in), why);
		if (cmd->verbose)
			result_report(&r);
		to->explained = result_explained(&r);
		to->silhouette = judge_silhouette(&r.like, r.cell, r.n, r.label, k, NULL);
		if (isnan(to->silhouette))
			cmd_fail("out of memory for silhouettes");
		to->smallest = r.size[0];
		for (int c = 1; c < k; c++)
			to->smallest = r.size[c] < to->smallest ? r.size[c] : to->smallest;
	}
	result_free(&r);
}

/*
 * The labels of the cells for k regions of a half; false if it cannot have so
 * many.
 */
static bool
label_cells(struct result *r, const struct fields *f, int k, uint8_t *label)
{
	char why[CHUNK_WHY_MAX];

	if (k > r->like.n || (size_t)k > r->n ||
	    result_find(r, chunk_grid(chunk_header(f->in)), f->o, k, why) < 0)
		return false;
	memset(label, 0, r->like.x->cells);
	for (size_t i = 0; i < r->n; i++)
		label[r->cell[i]] = r->label[i];
	return true;
}

/* How well two halves agree; of one with too few fields this is not known. */
static void
try_halves(const struct fields *f, struct line line[])
{
	const struct regions_options *o = f->o;
	struct result r[2] = { { .cell = NULL } };
	char why[CHUNK_WHY_MAX];
	uint8_t *label[2];
	bool both;

	for (int i = 0; i < 2; i++)
		if ((label[i] = calloc(f->cross[i].cells, 1)) == NULL)
			cmd_fail("out of memory for the grid");
	both = result_prepare(&r[0], &f->cross[0], o, o->k, EMBED_IN_PLACE, why) == 0 &&
	    result_prepare(&r[1], &f->cross[1], o, o->k, EMBED_IN_PLACE, why) == 0;
	for (int k = o->k; k <= o->k_last && both; k++)
		if (label_cells(&r[0], f, k, label[0]) && label_cells(&r[1], f, k, label[1]))
			line[k - o->k].agree =
			    judge_agreement(label[0], label[1], f->cross[0].cells);
	for (int i = 0; i < 2; i++) {
		result_free(&r[i]);
		free(label[i]);
	}
}

/* A number that may be unknown. */
static void
write_share(FILE *to, double x)
{
	if (isfinite(x))
		fprintf(to, "%.4f", x);
	fputc(',', to);
}

void
try_write(const struct cmd *cmd, struct fields *f, FILE *to)
{
	const struct regions_options *o = f->o;
	struct line line[KMEANS_MAX];

	for (int i = 0; i < KMEANS_MAX; i++)
		line[i] = (struct line){ .agree = NAN };
	if (f->opened && !cross_add(&f->cross[0], &f->cross[1]))
		cmd_fail("out of memory for pixels that lack values now and then");
	try_all(cmd, f, &f->cross[0], line);
	cross_subtract(&f->cross[0], &f->cross[1]);
	try_halves(f, line);
	fprintf(to, "k,explained,silhouette,agree,smallest\n");
	for (int k = o->k; k <= o->k_last; k++) {
		const struct line *l = &line[k - o->k];

		fprintf(to, "%d,%.4f,", k, l->explained);
		write_share(to, l->silhouette);
		write_share(to, l->agree);
		fprintf(to, "%zu\n", l->smallest);
	}
}
