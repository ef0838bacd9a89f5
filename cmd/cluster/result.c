/* SPDX-License-Identifier: BSD-2-Clause */
/* result.c - the regions that sums over time come to. */
#include "cluster/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Why no pixel at all can be labelled. */
static int
refuse_all(const struct unlabelled *no, const struct regions_options *o, char *why)
{
	if (no->constant == 0)
		return chunk_reason(why, "no pixel has values in %.3g %% of the fields: a lower --min-fraction?",
		    100 * o->min_fraction);
	if (no->few == 0)
		return chunk_reason(why, "no pixel ever changes, or none by more than 1 %% of its mean, after --transform");
	return chunk_reason(why, "%zu pixels never change, %zu have values in less than %.3g %% of the fields: a "
	                    "lower --min-fraction?", no->constant, no->few, 100 * o->min_fraction);
}

static int
check(const struct result *r, const struct regions_options *o, int least, char *why)
{
	const struct cross *x = r->like.x;
	const char *option = o->k_last > 0 ? "--try up to" : "-k";

	if (x->fields == 0)
		return chunk_reason(why, "no pixel has values in %.3g %% of the fields, nor in any",
		    100 * o->min_fraction);
	if (x->fields < 3)
		return chunk_reason(why, "only %u field%s: at least 3 are needed", x->fields,
		    x->fields == 1 ? "" : "s");
	if (r->n == 0)
		return refuse_all(&r->no, o, why);
	if (r->n < (size_t)least)
		return chunk_reason(why, "%s %d, but only %zu pixel%s can be labelled: %zu have too few values, "
		                    "%zu never change", option, least, r->n, r->n == 1 ? "" : "s", r->no.few,
		    r->no.constant);
	if (r->like.n < least)
		return chunk_reason(why, "%s %d, but only %d of %d landmarks, which were chosen by the first %d fields, "
		                    "can be labelled: begin later, by crop --from, or a lower --min-fraction",
		    option, least, r->like.n, x->landmarks, BATCH_FIELDS);
	return 0;
}

int
result_prepare(struct result *r, const struct cross *x, const struct regions_options *o, int least,
    enum result_embed where, char *why)
{
	*r = (struct result){ .cell = reallocarray(NULL, x->cells + 1, sizeof *r->cell) };
	if (r->cell == NULL)
		cmd_fail("out of memory for the grid");
	r->n = similarity_pixels(x, o->min_fraction, r->cell, &r->no);
	similarity_open(&r->like, x, o->min_fraction, o->amount);
	if (check(r, o, least, why) < 0)
		return -1;
	r->like.kernel = o->spectral;
	r->like.gamma = o->gamma > 0 ? o->gamma : o->amount ? similarity_gamma(&r->like) : 1;
	r->label = calloc(r->n, sizeof *r->label);
	if (r->like.gamma < 0 || r->label == NULL ||
	    !embed_open(&r->embed, &r->like, r->cell, r->n, o->k_last > 0 ? o->k_last : o->k,
	    where == EMBED_IN_PLACE))
		cmd_fail("out of memory for the coordinates of %zu pixels", r->n);
	return 0;
}

/* The sample of all numbers of regions, or of spectral clustering for this one. */
static bool
open_sample(struct result *r, const struct chunk_grid *g, int k)
{
	const bool first = r->like.kernel && k < r->embed.dimensions;

	if (r->sample.at != NULL && !r->like.kernel)
		return true;
	kmeans_close(&r->sample);
	embed_close(&r->first);
	r->sample.at = r->first.at = NULL;
	return (!first || embed_first(&r->first, &r->embed, k)) &&
	    kmeans_open(&r->sample, first ? &r->first : &r->embed, g, r->like.x->pool);
}

int
result_find(struct result *r, const struct chunk_grid *g, const struct regions_options *o, int k,
    char *why)
{
	r->kmeans = (struct kmeans){ .k = k, .label = r->label };
	if (!open_sample(r, g, k) || !kmeans_run(&r->kmeans, &r->sample, o->seed))
		cmd_fail("out of memory for %d regions", k);
	if (r->kmeans.different > 0 && o->spectral)
		return chunk_reason(why, "only %d different series: %s can be %d at most, or a larger --gamma than %.3g",
		    r->kmeans.different, o->k_last > 0 ? "--try" : "-k", r->kmeans.different, r->like.gamma);
	if (r->kmeans.different > 0)
		return chunk_reason(why, "only %d different series: %s can be %d at most", r->kmeans.different,
		    o->k_last > 0 ? "--try" : "-k", r->kmeans.different);
	judge_order(r->label, r->n, r->cell, g->cols, k, o->north, r->size);
	return 0;
}

void
result_free(struct result *r)
{
	kmeans_close(&r->sample);
	embed_close(&r->first);
	embed_close(&r->embed);
	free(r->cell);
	free(r->label);
}

double
result_explained(const struct result *r)
{
	return r->kmeans.total > 0 ? 1 - r->kmeans.inertia / r->kmeans.total : 0;
}

/* ---- What is said ------------------------------------------------------ */

/* Pixels that have values, but no label. */
static void
warn_unlabelled(const struct unlabelled *no)
{
	const char *constant = no->constant == 1 ? "pixel never changes" : "pixels never change";
	const char *few = no->few == 1 ? "has" : "have";

	if (no->constant > 0 && no->few > 0)
		cmd_warn("%zu %s, %zu %s too few values: no label (see --min-fraction)", no->constant, constant, no->few, few);
	else if (no->constant > 0)
		cmd_warn("%zu %s: no label", no->constant, constant);
	else if (no->few > 0)
		cmd_warn("%zu pixel%s %s too few values: no label (see --min-fraction)", no->few, no->few == 1 ? "" : "s", few);
}

/* Regions of less than a thousandth of the pixels. */
void
result_warn_small(const struct result *r)
{
	int small = 0, last = 0;

	for (int c = 0; c < r->kmeans.k; c++)
		if ((double)r->size[c] < (double)r->n / 1000) {
			small++;
			if (small == 1 || r->size[c] < r->size[last])
				last = c;
		}
	if (small == 1)
		cmd_warn("region %d has %zu pixel%s of %zu", last + 1, r->size[last],
		    r->size[last] == 1 ? "" : "s", r->n);
	else if (small > 1)
		cmd_warn("%d regions have less than 0.1 %% of the pixels, region %d only %zu of %zu", small,
		    last + 1, r->size[last], r->n);
}

void
result_warn_input(const struct result *r, const struct regions_options *o,
    const struct chunk_header *h)
{
	const double alone = (double)r->embed.alone / (double)r->n;

	/* A climatology has few fields, but of all its time. */
	if (r->like.x->fields < 30 && chunk_get(h, "climatology") == NULL)
		cmd_warn("%u fields: labels will follow single events; take 30 or more", r->like.x->fields);
	warn_unlabelled(&r->no);
	if (o->spectral && alone >= 0.01)
		cmd_warn("%.3g %% of the pixels are like no landmark: a smaller --gamma than %.3g",
		    100 * alone, r->like.gamma);
}

void
result_report(const struct result *r)
{
	const int n = r->embed.rank < 12 ? r->embed.rank : 12;
	char text[1024];
	size_t at = 0;

	for (int i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof text - at, " %.9g", r->embed.value[i]);
	cmd_warn("%d landmarks, %d coordinates; the largest eigenvalues:%s", r->like.n,
	    r->embed.dimensions, text);
	cmd_warn("inertia %.9g, %.3g %% of the variance explained; %d of %d starts came to the best",
	    r->kmeans.inertia, 100 * result_explained(r), r->kmeans.alike, KMEANS_STARTS);
	if (r->kmeans.moving)
		cmd_warn("the centres still moved after all rounds");
	at = 0;
	for (int c = 0; c < r->kmeans.k; c++)
		at += (size_t)snprintf(text + at, sizeof text - at, " %zu", r->size[c]);
	cmd_warn("pixels of each region:%s", text);
}

/* ---- The stream -------------------------------------------------------- */

static const char *const names[] = {
	[REGIONS_CLUSTER] = "cluster",
	[REGIONS_SILHOUETTE] = "silhouette",
	[REGIONS_LANDMARK] = "landmark"
};

/* The numbers and names of the regions, as categories of a layer. */
static void
set_categories(struct chunk_header *h, const char *layer, int k)
{
	char key[CHUNK_LAYER_MAX + 32], values[4 * KMEANS_MAX], meanings[12 * KMEANS_MAX];
	size_t v = 0, m = 0;

	for (int c = 1; c <= k; c++) {
		v += (size_t)snprintf(values + v, sizeof values - v, "%s%d", c > 1 ? " " : "", c);
		m += (size_t)snprintf(meanings + m, sizeof meanings - m, "%sregion_%d", c > 1 ? " " : "", c);
	}
	snprintf(key, sizeof key, "layer.%s.flag_values", layer);
	chunk_set(h, key, values);
	snprintf(key, sizeof key, "layer.%s.flag_meanings", layer);
	chunk_set(h, key, meanings);
}

/* What holds of rain, and not of regions. */
static void
drop_keys(struct chunk_header *h)
{
	static const char *const keys[] = { "layer.", "cell_methods", "window", "window_begins", "wet", "climatology",
		"climatology_origin", "climatology_span" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		chunk_set(h, keys[i], NULL);
}

static struct chunk_header *
header(struct cmd *cmd, const struct result *r, const struct fields *f)
{
	const struct regions_options *o = f->o;
	struct chunk_header *h = cmd_header(cmd, f->in);
	char key[CHUNK_LAYER_MAX + 32], text[128];
	float table[256];

	drop_keys(h);
	for (int i = 0; i < 256; i++)
		table[i] = i >= 1 && i <= o->k ? (float)i : NAN;
	chunk_set_table(h, table, 256);
	snprintf(text, sizeof text, "%d %s %s %s", o->k, o->spectral ? "spectral" : "kmeans",
	    o->amount ? "amount" : "correlation", o->root ? "sqrt" : "none");
	chunk_set(h, "regions", text);
	cmd_set_number(h, "landmarks", r->like.n);
	snprintf(text, sizeof text, "%.3f", result_explained(r));
	chunk_set(h, "explained", text);
	for (int i = 0; i < o->n_layers; i++) {
		snprintf(key, sizeof key, "layer.%s.variable", names[o->layer[i]]);
		chunk_set(h, key, o->layer[i] == REGIONS_SILHOUETTE ? "silhouette" : "region");
		snprintf(key, sizeof key, "layer.%s.units", names[o->layer[i]]);
		chunk_set(h, key, "1");
		if (o->layer[i] != REGIONS_SILHOUETTE)
			set_categories(h, names[o->layer[i]], o->k);
	}
	cmd_set_number(h, "records", o->n_layers);
	return h;
}

/* Sets a float32 layer: the silhouettes of pixels. */
static void
fill_silhouettes(const struct result *r, size_t cells, struct chunk *c)
{
	float *values = calloc(r->n, sizeof *values), *to = chunk_room(c, cells * sizeof *to);

	if (values == NULL || to == NULL ||
	    isnan(judge_silhouette(&r->like, r->cell, r->n, r->label, r->kmeans.k, values)))
		cmd_fail("out of memory for silhouettes");
	c->type = CHUNK_F32;
	for (size_t i = 0; i < cells; i++)
		to[i] = NAN;
	for (size_t i = 0; i < r->n; i++)
		to[r->cell[i]] = values[i];
	free(values);
}

/* Sets a layer of codes: the labels of all pixels, or of landmarks. */
static void
fill_labels(const struct result *r, enum regions_layer layer, size_t cells, struct chunk *c)
{
	uint8_t *to = chunk_room(c, cells);

	if (to == NULL)
		cmd_fail("out of memory for the grid");
	c->type = CHUNK_U8;
	memset(to, 0, cells);
	for (size_t i = 0; i < r->n && layer == REGIONS_CLUSTER; i++)
		to[r->cell[i]] = r->label[i];
	for (int j = 0; j < r->like.n && layer == REGIONS_LANDMARK; j++) {
		uint32_t cell = r->like.x->cell[r->like.kept[j]];

		to[cell] = r->label[similarity_find(r->cell, r->n, cell)];
	}
}

void
result_write(struct cmd *cmd, struct result *r, struct fields *f, struct chunk_stream *out)
{
	const struct group *g = &f->time.at[0];
	struct chunk c = { .kind = CHUNK_FIELD, .start = f->period.start, .end = f->period.end };

	if (g->have > UINT32_MAX || g->expected > UINT32_MAX)
		cmd_fail("more than %u images or time steps: take fewer days", UINT32_MAX);
	c.have = (uint32_t)g->have;
	c.expected = (uint32_t)g->expected;
	cmd_begin_output(out, header(cmd, r, f));
	for (int i = 0; i < f->o->n_layers; i++) {
		strcpy(c.layer, names[f->o->layer[i]]);
		if (f->o->layer[i] == REGIONS_SILHOUETTE)
			fill_silhouettes(r, r->like.x->cells, &c);
		else
			fill_labels(r, f->o->layer[i], r->like.x->cells, &c);
		cmd_write(out, &c);
	}
	gaps_write(&f->period.gaps, out);
	chunk_free(&c);
}
