/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * steps.h - how many images a bin should have, and what each weighs, where
 * joined streams have images of different steps.
 *
 * A field that is a mean says the step of its images itself: its length, divided
 * by how many there should be. It weighs by the time of those that it has. In
 * one bin of single images all have one step.
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
	int64_t first;                  /* of the bin's first field; 0 before it */
	bool mixed;                     /* others in the bin have another */
	uint64_t expected;              /* images that the bin's fields should have */
	int64_t by_fields;              /* seconds of the bin that fields took */
};

/* Begins a bin of a stream, whose step is known. */
void steps_begin(struct steps *s, struct chunk_stream *in, bool weighed);

/*
 * Adds a field to a bin, and makes its `have` what it weighs. Steps that cannot
 * be put together end the tool.
 */
void steps_take(struct steps *s, struct span bin, struct chunk *c);

/* How many images a complete bin has: its fields say it of their time. */
uint64_t steps_expected(const struct steps *s, struct span bin);

/* What a complete bin weighs, and one image. */
double steps_whole(const struct steps *s, struct span bin);
double steps_weight(const struct steps *s);

/* Begins the next bin. */
void steps_clear(struct steps *s);

#endif
