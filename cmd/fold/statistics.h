/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * statistics.h - which statistics there are, which are asked for, and their
 * layers.
 */
#ifndef STATISTICS_H
#define STATISTICS_H

#include "cli/cmd.h"
#include "fold/fold.h"
#include "fold/groups.h"

#define STATISTICS_MAX 40

enum statistic {
	STATISTIC_MIN,
	STATISTIC_MAX,
	STATISTIC_MEAN,
	STATISTIC_STD,
	STATISTIC_COUNT,
	STATISTIC_DEPTH,
	STATISTIC_WHEN_MIN,
	STATISTIC_WHEN_MAX,
	STATISTIC_ABOVE,
	STATISTIC_QUANTILE
};

struct statistics {
	struct statistic_layer {
		enum statistic what;
		char name[CHUNK_LAYER_MAX + 1];
		double value;           /* the threshold, or the quantile */
		int n;                  /* which threshold */
	} layer[STATISTICS_MAX];
	size_t n;
	int above;                      /* thresholds among them */
	unsigned needs;                 /* what a fold must do */
	bool wet;                       /* of values above this only: */
	double wet_above;               /* as it was given; values are compared with it as float32 */
};

/*
 * Ask for more statistics: one; or those in the list of --layers, --exceed or
 * --quantiles, which is changed (NULL is an empty list). Invalid ones, or one
 * that comes twice, end the tool with status 2.
 */
void statistics_add(struct statistics *s, enum statistic what);
void statistics_add_layers(struct statistics *s, char *list);
void statistics_add_above(struct statistics *s, char *list);
void statistics_add_quantiles(struct statistics *s, char *list);

bool statistics_have(const struct statistics *s, enum statistic what);

/*
 * The header that folds of a stream's fields take: with --wet its table has the
 * other codes as missing, and its key `wet` says so of other values. The caller
 * frees it. Out of memory ends the tool.
 */
struct chunk_header *statistics_header(const struct statistics *s, const struct chunk_stream *in);

/* Replaces what a header says of its layers, which are of a climatology or not. */
void statistics_describe(const struct statistics *s, struct chunk_header *h, enum cycle_kind by);

/*
 * Makes `c` the field of a layer for a group, of rows x cols values. A depth is
 * missing if less than the share `min_fraction` of the group's steps is there.
 * False if a value is infinite, or beyond float32. Out of memory ends the tool.
 */
bool statistics_fill(const struct statistic_layer *l, const struct group *g, int64_t step,
    double min_fraction, struct chunk *c, size_t cells);

#endif
