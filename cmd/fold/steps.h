/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * steps.h - how many images a bin should have, and what each weighs, where
 * joined streams have images of different steps.
 *
 * A field that is a mean says the step of its images itself: its length, divided
 * by how many there should be. It weighs by the time of those that it has, to the
 * nearest unit if its images had several steps. In one bin of single images all
 * have one step.
 */
#ifndef STEPS_H
#define STEPS_H

#include "chunk.h"
#include "fold/bins.h"

struct steps {
	const struct chunk_stream *in;
	bool weighed;                   /* fields stand for their images: they are means, or sums */
	int64_t step;                   /* seconds, of the latest field's images */
	int64_t unit;                   /* seconds: what counts of weighed fields are in */
	int64_t before;                 /* of the field before in the bin; 0 if there is none */
	bool mixed;                     /* others in the bin have another */
	uint64_t expected;              /* images that means and gaps of the bin should have */
	int64_t by_fields;              /* seconds of the bin that means and gaps took */
	int64_t covered;                /* where the latest field ends */
	uint64_t weight;                /* of all fields of the bin */
};

/* Begins a bin of a stream, whose step is known. */
void steps_begin(struct steps *s, struct chunk_stream *in, bool weighed);

/*
 * Adds a field to a bin, and makes its `have` what it weighs. Steps that cannot
 * be put together end the tool.
 */
void steps_take(struct steps *s, struct span bin, struct chunk *c);

/*
 * Adds the part [start, end) of a gap to a bin: it says itself how many images
 * there should have been. One in the time of a field, which counts it, adds none.
 */
void steps_gap(struct steps *s, const struct chunk *gap, int64_t start, int64_t end);

/* How many images a complete bin has: its fields and gaps say it of their time. */
uint64_t steps_expected(const struct steps *s, struct span bin);

/* What a complete bin weighs, and one image. */
double steps_whole(const struct steps *s, struct span bin);
double steps_weight(const struct steps *s);

/* Begins the next bin. */
void steps_clear(struct steps *s);

#endif
