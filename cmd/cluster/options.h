/* SPDX-License-Identifier: BSD-2-Clause */
/* options.h - what is asked of regions. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

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
	const char *from_layer;         /* of --layer: only fields of this layer; or NULL */
	enum regions_layer layer[REGIONS_LAYERS];
	int n_layers;
};

#endif
