/* SPDX-License-Identifier: BSD-2-Clause */
/* cut.c - fields cut down to a region. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/region.h"

int
region_missing(struct region *r, const struct chunk_header *h, char *why)
{
	const char *nodata = chunk_get(h, "nodata");
	uint32_t n, code;
	const float *table = chunk_table(h, &n);
	char *end;
	double said = nodata != NULL ? strtod(nodata, &end) : NAN;

	if (r->outside.n == 0 || n == 0)
		return 0;
	for (code = 0; code < n && !isnan(table[code]); code++)
		continue;
	if (code == n)
		return chunk_reason(why, "the cells outside cannot become missing, since none of the stream's "
		    "codes means that: --float of the tool that read the images writes values instead");
	/* What the source itself wrote for no data, rather than an unused code. */
	if (said >= 0 && said < n && *end == '\0' && said == floor(said) && isnan(table[(uint32_t)said]))
		code = (uint32_t)said;
	r->missing = code;
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

int
region_cut(const struct region *r, struct chunk *in, struct chunk *out, char *why)
{
	const struct box_part *p = &r->part;
	size_t size = chunk_value_size(in->type), across = p->cols + p->more;
	unsigned char *to;

	if (in->kind != CHUNK_FIELD || region_is_whole(r)) {
		chunk_swap(in, out);
		return 0;
	}
	chunk_describe(out, in);
	if (chunk_unpack(in) < 0 || (to = chunk_room(out, p->rows * across * size)) == NULL)
		return chunk_reason(why, "out of memory");
	for (size_t row = 0; row < p->rows; row++, to += across * size) {
		const unsigned char *from = (const unsigned char *)in->data +
		    (p->row + row) * r->from.cols * size;

		memcpy(to, from + p->col * size, p->cols * size);
		memcpy(to + p->cols * size, from, p->more * size);
	}
	for (size_t i = 0; i < r->outside.n; i++) {
		const struct run *run = &r->outside.at[i];

		fill((unsigned char *)out->data + (run->row * across + run->first) * size, in->type,
		    run->end - run->first, r->missing);
	}
	chunk_pack(out);
	return 0;
}
