/* SPDX-License-Identifier: BSD-2-Clause */
/* result.h - the regions that sums over time come to, and how they are written. */
#ifndef RESULT_H
#define RESULT_H

#include "cluster/fields.h"
#include "cluster/judge.h"

struct result {
	struct similarity like;
	struct unlabelled no;               /* pixels without a region */
	uint32_t *cell;                 /* of each pixel that has one, */
	size_t n;                       /* how many there are, */
	uint8_t *label;                 /* and the region, from 1 */
	size_t size[KMEANS_MAX];        /* of each region, in pixels */
	struct embed embed;
	struct embed first;             /* spectral: its first k coordinates */
	struct kmeans_sample sample;
	struct kmeans kmeans;
};

/*
 * Whether coordinates take the room of the sums, which are lost, or room of
 * their own.
 */
enum result_embed { EMBED_IN_PLACE, EMBED_APART };

/*
 * result_prepare() computes the coordinates of all pixels that can have a
 * region, for any number that is asked for. result_find() finds k of them. Both
 * return -1 with a reason if there are too few pixels, or series;
 * result_prepare() only if these are not enough for `least` regions. Out of
 * memory ends the tool, here and below.
 */
int result_prepare(struct result *r, const struct cross *x, const struct regions_options *o,
    int least, enum result_embed where, char *why);
int result_find(struct result *r, const struct chunk_grid *g, const struct regions_options *o,
    int k, char *why);
void result_free(struct result *r);

/* The share of the coordinates' variance that lies between regions. */
double result_explained(const struct result *r);

/*
 * What deserves a warning: of the input, which is `h`, and of the regions
 * found. And what -v says.
 */
void result_warn_input(const struct result *r, const struct regions_options *o,
    const struct chunk_header *h);
void result_warn_small(const struct result *r);
void result_report(const struct result *r);

/* Writes the layers and the gaps. */
void result_write(struct cmd *cmd, struct result *r, struct fields *f, struct chunk_stream *out);

#endif
