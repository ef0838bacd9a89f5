/* SPDX-License-Identifier: BSD-2-Clause */
/* fields.h - the fields of the input, taken into sums; and what was asked for. */
#ifndef FIELDS_H
#define FIELDS_H

#include "cli/cmd.h"
#include "fold/groups.h"
#include "cluster/cross.h"
#include "cluster/kmeans.h"

enum regions_layer { REGIONS_CLUSTER, REGIONS_SILHOUETTE, REGIONS_LANDMARK, REGIONS_LAYERS };

/* The options, in the form that the work wants. */
struct regions_options {
	int k, k_last;                  /* how many regions; with --try from k to k_last, else 0 */
	bool spectral;
	bool amount;                    /* not correlation */
	bool root;                      /* the transform is the square root */
	bool north;                     /* the order */
	int landmarks;
	double min_fraction;
	double gamma;                   /* 0: not given */
	uint64_t seed;
	enum regions_layer layer[REGIONS_LAYERS];
	int n_layers;
};

struct fields {
	const struct regions_options *o;
	struct chunk_stream *in;
	struct cross cross[2];          /* all fields; with --try every other batch each */
	bool opened;
	struct groups time;             /* counts images and steps: of one group */
	struct period period;
};

/*
 * fields_read() reads all fields, and ends the tool if they cannot be compared;
 * out of memory ends it too.
 */
void fields_read(struct cmd *cmd, struct fields *f);
void fields_free(struct fields *f);

#endif
