/* SPDX-License-Identifier: BSD-2-Clause */
/* values.c - two fields to one, cell by cell. */
#include "combine/values.h"

#include <math.h>
#include <string.h>

#include "grid/region.h"

#define BAND  4096u                     /* cells that a thread takes at a time */
#define BLOCK 512u                      /* of those, how many are float64 at once */

bool
combine_needs_both(enum combine_method method)
{
	return method == COMBINE_SUB || method == COMBINE_ADD || method == COMBINE_RATIO ||
	    method == COMBINE_MASK;
}

/* Whether each value of the result is a value of a or of b. */
static bool
chooses(enum combine_method method)
{
	return method == COMBINE_MIN || method == COMBINE_MAX || method == COMBINE_FILL ||
	    method == COMBINE_MASK;
}

void
values_prepare(struct values *v)
{
	uint32_t n, other;
	const float *table = chunk_table(v->a, &n), *second = chunk_table(v->b, &other);

	if (v->method != COMBINE_MASK) {
		v->keeps_codes = chooses(v->method) && n > 0 && n == other &&
		    memcmp(table, second, n * sizeof *table) == 0;
		return;
	}
	v->keeps_codes = region_code(v->a, &v->missing);
}

/* ---- Bands of cells, for chunk_for() ----------------------------------- */

struct pair {
	struct values *v;
	const struct chunk *a, *b;
	const float *table[2];
	struct chunk *out;
	size_t cells;
	atomic_bool beyond;             /* a value is infinite */
};

static bool
is_codes(const struct chunk *c)
{
	return c->type == CHUNK_U8 || c->type == CHUNK_U16;
}

/* Values [first, first + n) of a field as float64; NaN without one. */
static void
load(const struct chunk *c, const float *table, size_t first, size_t n, double *to)
{
	const uint8_t *bytes = c != NULL ? c->data : NULL;
	const uint16_t *words = c != NULL ? c->data : NULL;
	const float *floats = c != NULL ? c->data : NULL;
	const double *doubles = c != NULL ? c->data : NULL;

	if (c == NULL)
		for (size_t i = 0; i < n; i++)
			to[i] = NAN;
	else if (c->type == CHUNK_U8)
		for (size_t i = 0; i < n; i++)
			to[i] = table[bytes[first + i]];
	else if (c->type == CHUNK_U16)
		for (size_t i = 0; i < n; i++)
			to[i] = table[words[first + i]];
	else if (c->type == CHUNK_F32)
		for (size_t i = 0; i < n; i++)
			to[i] = floats[first + i];
	else
		memcpy(to, doubles + first, n * sizeof *to);
}

/* Values are float32, and so is the threshold then: 0.3 is not above 0.3. */
static bool
is_true(const struct values *v, double b)
{
	double above = b == (double)(float)b ? (double)(float)v->above : v->above;

	return v->has_above ? b > above : b != 0 && !isnan(b);
}

/* Whether the result is b's value and not a's. */
static inline bool
takes_b(enum combine_method method, double a, double b)
{
	if (isnan(a) || isnan(b))
		return !isnan(b);
	return method == COMBINE_MAX ? b > a : method == COMBINE_MIN ? b < a : false;
}

/* Inlined for each method, so that each is a loop of its own. */
static inline void
choose(enum combine_method method, double *a, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = takes_b(method, a[i], b[i]) ? b[i] : a[i];
}

static uint64_t
divide(double *a, const double *b, size_t n)
{
	uint64_t zeros = 0;

	for (size_t i = 0; i < n; i++) {
		zeros += b[i] == 0 && !isnan(a[i]);
		a[i] = b[i] == 0 ? NAN : a[i] / b[i];
	}
	return zeros;
}

/* The result of n values, in the place of a's. Quotients by 0 are counted. */
static void
compute(struct values *v, double *a, const double *b, size_t n)
{
	switch (v->method) {
	case COMBINE_SUB:
		for (size_t i = 0; i < n; i++)
			a[i] -= b[i];
		break;
	case COMBINE_ADD:
		for (size_t i = 0; i < n; i++)
			a[i] += b[i];
		break;
	case COMBINE_RATIO:
		v->zeros += divide(a, b, n);
		break;
	case COMBINE_MEAN:
		for (size_t i = 0; i < n; i++)
			a[i] = isnan(a[i]) ? b[i] : isnan(b[i]) ? a[i] : (a[i] + b[i]) / 2;
		break;
	case COMBINE_MASK:
		for (size_t i = 0; i < n; i++)
			a[i] = is_true(v, b[i]) ? a[i] : NAN;
		break;
	case COMBINE_MIN:
		choose(COMBINE_MIN, a, b, n);
		break;
	case COMBINE_MAX:
		choose(COMBINE_MAX, a, b, n);
		break;
	case COMBINE_FILL:
		choose(COMBINE_FILL, a, b, n);
	}
}

/* Rounds once, and gives NaN one form. Whether a value is infinite. */
static bool
store(struct chunk *out, size_t first, size_t n, const double *from)
{
	float *floats = out->data;
	double *doubles = out->data;
	bool infinite = false;

	for (size_t i = 0; i < n; i++) {
		double x = isnan(from[i]) ? NAN : from[i];

		if (out->type == CHUNK_F32)
			x = floats[first + i] = (float)x;
		else
			doubles[first + i] = x;
		infinite |= isinf(x);
	}
	return infinite;
}

/* Whether values that are there gave one that is not: of two infinities. */
static bool
is_lost(const struct values *v, const double *a, const double *b, const double *result, size_t n)
{
	bool lost = false;

	for (size_t i = 0; i < n; i++)
		lost |= isnan(result[i]) && !isnan(a[i]) && !isnan(b[i]) &&
		    !(v->method == COMBINE_RATIO && b[i] == 0);
	return lost;
}

static void
combine_values(struct pair *p, size_t first, size_t n)
{
	double a[BLOCK], b[BLOCK], result[BLOCK];
	bool infinite;

	load(p->a, p->table[0], first, n, a);
	load(p->b, p->table[1], first, n, b);
	memcpy(result, a, n * sizeof *a);
	compute(p->v, result, b, n);
	infinite = store(p->out, first, n, result);
	if (!chooses(p->v->method) && (infinite || is_lost(p->v, a, b, result, n)))
		p->beyond = true;
}

/* Codes stay codes. Of cells that are missing in both, a's code is taken. */
static void
combine_codes(struct pair *p, size_t first, size_t n)
{
	const struct values *v = p->v;
	bool bytes = p->out->type == CHUNK_U8;
	double a[BLOCK], b[BLOCK];

	load(p->a, p->table[0], first, n, a);
	load(p->b, p->table[1], first, n, b);
	for (size_t i = 0; i < n; i++) {
		size_t k = first + i;
		bool mask = v->method == COMBINE_MASK;
		bool other = mask ? !is_true(v, b[i]) : takes_b(v->method, a[i], b[i]);

		if (bytes)
			((uint8_t *)p->out->data)[k] = !other ? ((const uint8_t *)p->a->data)[k] :
			    mask ? (uint8_t)v->missing : ((const uint8_t *)p->b->data)[k];
		else
			((uint16_t *)p->out->data)[k] = !other ? ((const uint16_t *)p->a->data)[k] :
			    mask ? (uint16_t)v->missing : ((const uint16_t *)p->b->data)[k];
	}
}

static void
combine_bands(void *arg, size_t from, size_t to)
{
	struct pair *p = arg;
	size_t last = to * BAND < p->cells ? to * BAND : p->cells;

	for (size_t first = from * BAND; first < last; first += BLOCK) {
		size_t n = last - first < BLOCK ? last - first : BLOCK;

		if (is_codes(p->out))
			combine_codes(p, first, n);
		else
			combine_values(p, first, n);
	}
}

/* ---- A field ----------------------------------------------------------- */

static enum chunk_type
type_of(const struct values *v, const struct chunk *a, const struct chunk *b)
{
	bool wide = (a != NULL && a->type == CHUNK_F64) ||
	    (b != NULL && b->type == CHUNK_F64 && v->method != COMBINE_MASK);
	bool codes = a != NULL && is_codes(a) && (v->method == COMBINE_MASK ||
	    (b != NULL && b->type == a->type));

	/* A mask of nothing. */
	if (v->keeps_codes && a == NULL && v->method == COMBINE_MASK) {
		uint32_t n;

		chunk_table(v->a, &n);
		return n == 256 ? CHUNK_U8 : CHUNK_U16;
	}
	return v->keeps_codes && codes ? a->type : wide ? CHUNK_F64 : CHUNK_F32;
}

int
values_combine(struct values *v, struct chunk_pool *pool, const struct chunk *a,
    const struct chunk *b, struct chunk *out, char *why)
{
	const struct chunk_grid *g = chunk_grid(v->a);
	struct pair p = { .v = v, .a = a, .b = b, .out = out, .cells = (size_t)g->rows * g->cols };
	const struct chunk *one = a == NULL ? b : a;
	bool same = v->keeps_codes && (a == NULL || b == NULL) && !combine_needs_both(v->method);
	char start[CHUNK_TIME_MAX];

	if (a == NULL && v->method == COMBINE_MASK)
		p.b = NULL;
	p.table[0] = chunk_table(v->a, &(uint32_t){ 0 });
	p.table[1] = chunk_table(v->b, &(uint32_t){ 0 });
	out->type = same ? one->type : type_of(v, a, b);
	if (chunk_room(out, p.cells * chunk_value_size(out->type)) == NULL)
		return chunk_reason(why, "out of memory");
	if (same) {
		memcpy(out->data, one->data, out->size);
		return 0;
	}
	chunk_for(pool, (p.cells + BAND - 1) / BAND, combine_bands, &p);
	if (p.beyond)
		return chunk_reason(why, "%s%s%s: values that are infinite, or beyond float32",
		    chunk_time_text(out->start, start), out->layer[0] != '\0' ? ": layer " : "",
		    out->layer);
	return 0;
}
