/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * window.h - sums, counts and extremes of the fields of a window that moves
 * over time.
 *
 * A field is kept, packed as it came, until it leaves the window. What enters is
 * added and what leaves is subtracted, in integers. So nothing is left of a field
 * that is gone, and a result is the same wherever the stream began, and for any
 * number of threads.
 *
 * Codes are summed without rounding (exact.h). Other values are rounded once, to
 * a multiple of 2^-76, which changes none from 2^-53 up; those of 2^28 and more
 * are refused. In mm/h that is 3e8, and 1e-16.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include "chunk.h"
#include "fold/exact.h"

enum window_what { WINDOW_MEAN, WINDOW_MAX, WINDOW_MIN, WINDOW_COUNT };

struct window_form {
	const struct chunk_header *header;      /* of the fields; it must outlive the window */
	enum window_what what;
	bool weighed;                   /* a field weighs by its images */
	uint32_t fields;                /* of a full window, at least 1 */
	uint32_t images;                /* that these have at most, at most WINDOW_MOST */
	uint32_t between;               /* fields from one result to the next, at least 1 */
	struct chunk_pool *pool;
};

#define WINDOW_MOST EXACT_VALUES_MAX

struct window;

/* NULL if out of memory. */
struct window *window_new(const struct window_form *form);
void window_free(struct window *w);

/* About how many bytes the fields of a full window take if none of them packs. */
double window_size(const struct window_form *form);

/*
 * Moves the window on by one field, or by the time of one if it is NULL. The
 * field, which may be packed, is multiplied by `scale` if fields are weighed.
 * It is taken: `c` then has another payload. NULL, or why it cannot be. The
 * caller sees to it that window_images() is at most what the form says.
 */
const char *window_push(struct window *w, struct chunk *c, double scale);

/* The images of the fields in the window. */
uint64_t window_images(const struct window *w);

/*
 * Writes the result for every pixel as float32. NaN for one with fewer than
 * `least` values, and at least 1, or images if fields are weighed; except a
 * count, which is 0 without values. A mean is multiplied by `scale`, and without
 * one that of codes is rounded once. NULL, or why there is none. `least` and
 * `scale` must be the same each time.
 */
const char *window_result(struct window *w, double least, double scale, float *to);

#endif
