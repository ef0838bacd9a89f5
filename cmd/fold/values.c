/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * values.c - quantiles of values that are no codes: all fields are kept, packed
 * as they came, and read again run by run at the end.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fold/private.h"

const char *
values_keep(struct fold *f, const struct chunk *c)
{
	struct values *v = &f->values;

	if (f->feed->kept + c->size > f->feed->most)
		return "the values of all fields, which quantiles need, take more memory than --memory allows";
	if (v->n == v->room) {
		size_t room = 2 * v->room + 64;
		struct chunk *field = reallocarray(v->field, room, sizeof *field);

		if (field == NULL)
			return "out of memory for the values of all fields";
		memset(field + v->room, 0, (room - v->room) * sizeof *field);
		v->field = field;
		v->room = room;
	}
	if (chunk_copy(&v->field[v->n], c) < 0)
		return "out of memory for the values of all fields";
	v->bytes += c->size;
	f->feed->kept += c->size;
	v->n++;
	return NULL;
}

/* Brings the k-th smallest of n values to x[k], and none greater before it. */
static void
select_nth(float *x, size_t n, size_t k)
{
	size_t low = 0, high = n - 1;

	while (low < high) {
		float a = x[low], b = x[low + (high - low) / 2], c = x[high];
		float pivot = a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;
		size_t i = low, j = high;

		while (true) {
			float swap;

			while (x[i] < pivot)
				i++;
			while (x[j] > pivot)
				j--;
			if (i >= j)
				break;
			swap = x[i];
			x[i++] = x[j];
			x[j--] = swap;
		}
		/* All up to j are at most the pivot, and all after it at least. */
		if (k <= j)
			high = j;
		else
			low = j + 1;
	}
}

/* The quantile of n values, in any order, which are moved. */
static float
quantile_of(float *x, size_t n, double q)
{
	double position = q * (double)(n - 1), t = position - floor(position), low, high;
	size_t k = (size_t)position;

	select_nth(x, n, k);
	low = high = (double)x[k];
	if (k + 1 < n) {
		float next = x[k + 1];

		for (size_t i = k + 2; i < n; i++)
			next = x[i] < next ? x[i] : next;
		high = (double)next;
	}
	/* From the nearer neighbour, so that both ends are exact. */
	return (float)(t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t));
}

/* Takes the run of each field: x has `n` values of each pixel one after the other. */
static void
gather(const struct fold *f, struct runs *runs, size_t run, float *x, size_t *counts)
{
	const struct values *v = &f->values;
	const size_t pixels = f->pixels - run * RUN < RUN ? f->pixels - run * RUN : RUN;
	double room[RUN];
	float values[RUN];

	memset(counts, 0, RUN * sizeof *counts);
	for (size_t i = 0; i < v->n; i++) {
		size_t size = chunk_value_size(v->field[i].type);
		uint64_t marks = runs_marks(runs_word(&runs[i], run, size), run, size);
		const void *at = runs_take(&runs[i], marks, runs_parts(f->pixels, run, size), size,
		    (unsigned char *)room);
		const struct chunk part = { .type = v->field[i].type, .data = (void *)at };

		chunk_floats(f->header, &part, 0, pixels, values);
		for (size_t p = 0; p < pixels; p++)
			/* Not `wet` is NaN, and then every value counts. */
			if (values[p] == values[p] && !(values[p] <= f->wet))
				x[p * v->n + counts[p]++] = values[p];
	}
}

bool
values_quantiles(const struct fold *f, double q, size_t first, size_t last, float *to)
{
	const struct values *v = &f->values;
	struct runs *runs = calloc(v->n + 1, sizeof *runs);
	float *x = calloc(v->n * RUN + 1, sizeof *x);
	bool made = runs != NULL && x != NULL;
	size_t counts[RUN];

	for (size_t i = 0; i < v->n && made; i++)
		runs_seek(&runs[i], &v->field[i], first);
	for (size_t run = first; run < last && made; run++) {
		gather(f, runs, run, x, counts);
		for (size_t p = 0; p < RUN && run * RUN + p < f->pixels; p++)
			to[run * RUN + p] = counts[p] == 0 ? NAN :
			    quantile_of(x + p * v->n, counts[p], q);
	}
	free(runs);
	free(x);
	return made;
}

void
values_clear(struct fold *f)
{
	struct values *v = &f->values;

	for (size_t i = 0; i < v->n; i++)
		chunk_free(&v->field[i]);
	v->n = 0;
	f->feed->kept -= v->bytes;
	v->bytes = 0;
}

void
values_free(struct values *v)
{
	for (size_t i = 0; i < v->room; i++)
		chunk_free(&v->field[i]);
	free(v->field);
}
