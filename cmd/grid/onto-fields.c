/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * onto-fields.c - fields of one grid onto another.
 *
 * One thread does a whole field, with sums in the order of the old cells, so
 * the result does not depend on the number of threads.
 */
#include <math.h>
#include <string.h>

#include "grid/onto.h"

/* Inlined for each size of values, so that each is a loop of its own. */
static inline void
gather(const struct onto *o, unsigned char *to, const unsigned char *from, const void *missing,
    size_t size)
{
	for (size_t i = 0; i < o->cells; i++) {
		uint32_t cell = o->cell[i];

		memcpy(to + i * size, cell == ONTO_NONE ? missing : from + cell * size, size);
	}
}

static void
nearest(const struct onto *o, const struct chunk *in, struct chunk *out)
{
	const uint8_t byte = (uint8_t)o->missing;
	const uint16_t word = (uint16_t)o->missing;
	const float single = NAN;
	const double full = NAN;

	if (in->type == CHUNK_U8)
		gather(o, out->data, in->data, &byte, sizeof byte);
	else if (in->type == CHUNK_U16)
		gather(o, out->data, in->data, &word, sizeof word);
	else if (in->type == CHUNK_F32)
		gather(o, out->data, in->data, &single, sizeof single);
	else
		gather(o, out->data, in->data, &full, sizeof full);
}

/* The value of a cell, whatever its type. */
static inline double
value_at(const struct chunk *c, const float *table, size_t i)
{
	switch (c->type) {
	case CHUNK_U8:
		return table[((const uint8_t *)c->data)[i]];
	case CHUNK_U16:
		return table[((const uint16_t *)c->data)[i]];
	case CHUNK_F32:
		return ((const float *)c->data)[i];
	default:
		return ((const double *)c->data)[i];
	}
}

/* Codes of which none means missing: values, with NaN outside. */
static void
nearest_values(const struct onto *o, const float *table, const struct chunk *in, struct chunk *out)
{
	float *to = out->data;

	for (size_t i = 0; i < o->cells; i++)
		to[i] = o->cell[i] == ONTO_NONE ? NAN : (float)value_at(in, table, o->cell[i]);
}

/* The mean of the members of a cell that are not missing; NaN if all are. */
static double
mean_of(const struct onto *o, const float *table, const struct chunk *in, size_t cell)
{
	double sum = 0, weights = 0;

	for (size_t k = o->first[cell]; k < o->first[cell + 1]; k++) {
		double value = value_at(in, table, o->member[k]);

		if (isnan(value))
			continue;
		sum += o->weight[k] * value;
		weights += o->weight[k];
	}
	/* Infinities of both signs are no missing value. */
	return weights == 0 ? (double)NAN : isnan(sum) ? (double)INFINITY : sum / weights;
}

/* Whether all means are finite: some may be beyond float32, or of infinities. */
static bool
means(const struct onto *o, const float *table, const struct chunk *in, struct chunk *out)
{
	float *floats = out->data;
	double *doubles = out->data;
	bool finite = true;

	for (size_t i = 0; i < o->cells; i++) {
		double mean = mean_of(o, table, in, i);

		if (out->type == CHUNK_F64)
			doubles[i] = mean;
		else
			mean = floats[i] = (float)mean;
		finite &= !isinf(mean);
	}
	return finite;
}

int
onto_work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct onto *o = arg;
	const float *table = chunk_table(o->from, &(uint32_t){ 0 });
	bool codes = in->type == CHUNK_U8 || in->type == CHUNK_U16;
	bool keeps = o->method == ONTO_NEAREST && (!codes || o->keeps_codes);
	char start[CHUNK_TIME_MAX];

	if (in->kind != CHUNK_FIELD) {
		chunk_swap(in, out);
		return 0;
	}
	chunk_describe(out, in);
	out->type = keeps || in->type == CHUNK_F64 ? in->type : CHUNK_F32;
	if (chunk_room(out, o->cells * chunk_value_size(out->type)) == NULL)
		return chunk_reason(why, "out of memory");
	if (keeps)
		nearest(o, in, out);
	else if (o->method == ONTO_NEAREST)
		nearest_values(o, table, in, out);
	else if (!means(o, table, in, out))
		return chunk_reason(why, "%s%s%s: values that are infinite, or beyond float32",
		    chunk_time_text(in->start, start), in->layer[0] != '\0' ? ": layer " : "",
		    in->layer);
	chunk_pack(out);
	return 0;
}
