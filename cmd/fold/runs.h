/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * runs.h - goes through a field that may be packed, RUN pixels at a time. A run
 * of a fold, RUN pixels, is a few runs of the stream, CHUNK_RUN bytes each.
 */
#ifndef FOLD_RUNS_H
#define FOLD_RUNS_H

#include "chunk.h"
#include "run.h"

#define RUN 32                          /* pixels that are folded together */
/* The runs of the stream in a run, whose values have `size` bytes. */
#define RUN_PARTS(size) (RUN * (size) / CHUNK_RUN)

struct runs {
	const unsigned char *next;      /* the bytes that the next run begins with */
	const unsigned char *last;      /* the value before them, which they may repeat */
	const unsigned char *marks;     /* NULL if the field is not packed */
};

/* Begins at a run. */
static inline void
runs_seek(struct runs *r, const struct chunk *c, size_t run)
{
	static const unsigned char zeros[8];
	size_t size = chunk_value_size(c->type), at = chunk_run_offset(c, run * RUN_PARTS(size));

	r->next = (const unsigned char *)c->data + at;
	r->last = at > 0 ? r->next - size : zeros;
	r->marks = chunk_marks(c);
}

/* The word that has the marks of a run, of which it has several. */
static inline uint64_t
runs_word(const struct runs *r, size_t run, size_t size)
{
	uint64_t word;

	if (r->marks == NULL)
		return 0;
	memcpy(&word, r->marks + run * RUN_PARTS(size) / 64 * sizeof word, sizeof word);
	return word;
}

/* The marks of a run, one bit for each part, and no others. */
static inline uint64_t
runs_marks(uint64_t word, size_t run, size_t size)
{
	return word >> run * RUN_PARTS(size) % 64 & ((UINT64_C(1) << RUN_PARTS(size)) - 1);
}

/* Whether a run with these marks is nothing but values of 0. */
static inline bool
runs_are_zero(const struct runs *r, uint64_t marks, size_t size)
{
	static const unsigned char zeros[8];

	return marks == (UINT64_C(1) << RUN_PARTS(size)) - 1 && memcmp(r->last, zeros, size) == 0;
}

/* The parts of a run that a field of so many pixels has: fewer in the last one. */
static inline size_t
runs_parts(size_t pixels, size_t run, size_t size)
{
	size_t parts = ((pixels - run * RUN) * size + CHUNK_RUN - 1) / CHUNK_RUN;

	return parts < RUN_PARTS(size) ? parts : RUN_PARTS(size);
}

/*
 * Goes past a run of so many parts with these marks. Returns its values: where
 * they are, or in `room`. After the end of the field they are any bytes.
 */
static inline const void *
runs_take(struct runs *r, uint64_t marks, size_t parts, size_t size, unsigned char *room)
{
	const unsigned char *from = r->next;

	if (marks == 0) {
		r->next += RUN * size;
		r->last = r->next - size;
		return from;
	}
	/* Without branches, which would be mispredicted. */
	for (size_t part = 0; part < parts; part++, marks >>= 1) {
		run_store(room + part * CHUNK_RUN, run_select(run_load(r->next),
		    run_copies(r->last, size), marks & 1));
		r->next += marks & 1 ? 0 : CHUNK_RUN;
		r->last = marks & 1 ? r->last : r->next - size;
	}
	return room;
}

#endif
