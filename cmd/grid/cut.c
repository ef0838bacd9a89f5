/* SPDX-License-Identifier: BSD-2-Clause */
/* cut.c - fields cut down to a region. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/region.h"
#include "le.h"
#include "run.h"

bool
region_code(const struct chunk_header *h, uint32_t *missing)
{
	const char *nodata = chunk_get(h, "nodata");
	uint32_t n, code;
	const float *table = chunk_table(h, &n);
	char *end;
	double said = nodata != NULL ? strtod(nodata, &end) : NAN;

	for (code = 0; code < n && !isnan(table[code]); code++)
		continue;
	*missing = code;
	/* What the source itself wrote for no data, not an unused code. */
	if (code < n && said >= 0 && said < n && *end == '\0' && said == floor(said) &&
	    isnan(table[(uint32_t)said]))
		*missing = (uint32_t)said;
	return code < n;
}

int
region_missing(struct region *r, const struct chunk_header *h, char *why)
{
	if (r->outside.n == 0 || chunk_table(h, &(uint32_t){ 0 }) == NULL)
		return 0;
	if (!region_code(h, &r->missing))
		return chunk_reason(why, "the cells outside cannot become missing, since none of the stream's "
		    "codes means that: --float of the tool that read the images writes values instead");
	return 0;
}

/* Sets n values from `to` on to missing. */
static void
fill(void *to, enum chunk_type type, size_t n, uint32_t code)
{
	uint16_t *words = to;
	float *floats = to;
	double *doubles = to;

	switch (type) {
	case CHUNK_U8:
		memset(to, (int)code, n);
		break;
	case CHUNK_U16:
		for (size_t i = 0; i < n; i++)
			words[i] = (uint16_t)code;
		break;
	case CHUNK_F32:
		for (size_t i = 0; i < n; i++)
			floats[i] = NAN;
		break;
	default:
		for (size_t i = 0; i < n; i++)
			doubles[i] = NAN;
	}
}

/* ---- Out of packed fields ---------------------------------------------- */

#define WORD 64u                        /* marks, a bit each */

/* A run of a packed field, and where it or the next that is there begins. */
struct cursor {
	const unsigned char *data, *marks;
	size_t run, at;
};

static uint64_t
marks_of(const struct cursor *c, size_t run)
{
	return get64(c->marks + run / WORD * 8) >> run % WORD;
}

/* How many marks follow in the word of the cursor's, before those of `end`. */
static size_t
marks_left(const struct cursor *c, size_t end)
{
	size_t n = WORD - c->run % WORD;

	return n < end - c->run ? n : end - c->run;
}

/* Goes on to a run. */
static void
skip_to(struct cursor *c, size_t run)
{
	while (c->run < run) {
		size_t n = marks_left(c, run);
		uint64_t there = ~marks_of(c, c->run);

		if (n < WORD)
			there &= (UINT64_C(1) << n) - 1;
		c->at += CHUNK_RUN * (size_t)__builtin_popcountll(there);
		c->run += n;
	}
}

/* Unpacks the runs up to `end`. */
static inline void
take_runs(struct cursor *c, size_t end, unsigned char *to, size_t value)
{
	static const unsigned char zeros[8];

	while (c->run < end) {
		size_t n = marks_left(c, end);
		uint64_t marks = marks_of(c, c->run);

		c->run += n;
		if (n == WORD && marks == UINT64_MAX) {
			const unsigned char *last = c->at > 0 ? c->data + c->at - value : zeros;
			const run_bytes copies = run_copies(last, value);

			for (size_t i = 0; i < n; i++, to += CHUNK_RUN)
				run_store(to, copies);
			continue;
		}
		for (size_t i = 0; i < n; i++, marks >>= 1, to += CHUNK_RUN) {
			const bool repeats = marks & 1;
			const unsigned char *last = c->at > 0 ? c->data + c->at - value : zeros;

			run_store(to, run_select(run_load(c->data + c->at), run_copies(last, value),
			    repeats));
			c->at += repeats ? 0 : CHUNK_RUN;
		}
	}
}

/* The same; the compiler knows the size of a value. */
static void
take_typed(struct cursor *c, size_t end, unsigned char *to, enum chunk_type type)
{
	switch (type) {
	case CHUNK_U8: take_runs(c, end, to, 1); break;
	case CHUNK_U16: take_runs(c, end, to, 2); break;
	case CHUNK_F32: take_runs(c, end, to, 4); break;
	default: take_runs(c, end, to, 8); break;
	}
}

/*
 * Unpacks the bytes [first, end) of a field into `line`, which has room for two
 * runs more, and returns where they begin there. The cursor stays at their last
 * run, which the next bytes may need too.
 */
static const unsigned char *
take(struct cursor *c, enum chunk_type type, size_t first, size_t end, unsigned char *line)
{
	size_t begin = first / CHUNK_RUN, last = (end - 1) / CHUNK_RUN;
	struct cursor after;

	skip_to(c, begin);
	take_typed(c, last, line, type);
	after = *c;
	take_typed(&after, last + 1, line + (last - begin) * CHUNK_RUN, type);
	return line + first % CHUNK_RUN;
}

/* ---- Fields ------------------------------------------------------------ */

/* Copies the part; `line` has room for a row of it and two runs. */
static void
copy_part(const struct region *r, const struct chunk *in, unsigned char *to, unsigned char *line)
{
	const struct box_part *p = &r->part;
	size_t size = chunk_value_size(in->type), cols = p->cols * size, more = p->more * size;
	struct cursor c = { .data = in->data, .marks = chunk_marks(in) };

	for (size_t row = 0; row < p->rows; row++, to += cols + more) {
		size_t first = (p->row + row) * r->from.cols * size, col = first + p->col * size;
		const unsigned char *from = c.data + first;

		if (more > 0) {
			if (c.marks != NULL)
				from = take(&c, in->type, first, first + more, line);
			memcpy(to + cols, from, more);
		}
		from = c.marks != NULL ? take(&c, in->type, col, col + cols, line) : c.data + col;
		memcpy(to, from, cols);
	}
}

int
region_cut(const struct region *r, struct chunk *in, struct chunk *out, char *why)
{
	size_t size = chunk_value_size(in->type), across = (size_t)r->part.cols + r->part.more;
	size_t whole = r->part.rows * across * size, after = (whole + 63) / 64 * 64;
	unsigned char *to;

	if (in->kind != CHUNK_FIELD || region_is_whole(r)) {
		chunk_swap(in, out);
		return 0;
	}
	chunk_describe(out, in);
	if ((to = chunk_room(out, after + across * size + 2 * CHUNK_RUN)) == NULL)
		return chunk_reason(why, "out of memory");
	out->size = whole;
	copy_part(r, in, to, to + after);
	for (size_t i = 0; i < r->outside.n; i++) {
		const struct run *run = &r->outside.at[i];

		fill(to + (run->row * across + run->first) * size, in->type, run->end - run->first,
		    r->missing);
	}
	chunk_pack(out);
	return 0;
}
