/* SPDX-License-Identifier: BSD-2-Clause */
/* code.c - the values of a field as codes. */
#include "page/code.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "divisor.h"

#define CODE_1    254                           /* codes of one byte, less missing and one */
#define CODE_3    0xfffffe                      /* of three */
#define CODE_4    0xfffffffe
#define WHOLE     9007199254740992.0            /* float64 has all integers up to here */

/*
 * Steps of amounts and differences, even in asinh(x / base): a value is off by up
 * to 1.8 %, and near 0 by 0.018 times the base. Rounding to the digits shown makes
 * that 2 % and 0.02 times. A field that spreads further has wider steps.
 */
#define RELATIVE  0.036
#define BASE      5.0                           /* times the lowest amount that has a colour */
#define BASE_FEW  1.0                           /* the same in a stream of few fields */
#define BASE_SIGNED 0.01                        /* times the largest difference that has one */

/* What the values of a field are like. */
struct extent {
	double least, most;                     /* least > most if there are none */
	int decimals;                           /* all are multiples of 1, 0.1 or 0.01; -1: they are not */
};

#define DECIMALS 3

static const double tens[DECIMALS] = { 1, 10, 100 };

/* ---- Values ------------------------------------------------------------ */

static void
read_values(const struct chunk_header *h, const struct chunk *c, size_t cells, double *values)
{
	enum { BATCH = 256 };
	float batch[BATCH];

	if (c->type == CHUNK_F64) {
		memcpy(values, c->data, cells * sizeof *values);
		return;
	}
	for (size_t at = 0; at < cells; at += BATCH) {
		size_t n = cells - at < BATCH ? cells - at : BATCH;

		chunk_floats(h, c, at, n, batch);
		for (size_t i = 0; i < n; i++)
			values[at + i] = batch[i];
	}
}

/* Whether a value is a multiple; of float32, whether it is the float32 of one. */
static bool
is_multiple(double value, double ten, bool single)
{
	double multiple = rint(value * ten) / ten;

	return multiple == value || (single && (float)multiple == (float)value);
}

static struct extent
measure(const double *values, size_t cells, bool single)
{
	struct extent e = { INFINITY, -INFINITY, 0 };
	int most = single ? DECIMALS : 1;

	for (size_t i = 0; i < cells; i++) {
		if (isnan(values[i]))
			continue;
		e.least = fmin(e.least, values[i]);
		e.most = fmax(e.most, values[i]);
		while (e.decimals < most && !is_multiple(values[i], tens[e.decimals], single))
			e.decimals++;
	}
	if (e.decimals == most || fabs(e.least) > WHOLE || fabs(e.most) > WHOLE)
		e.decimals = -1;
	return e;
}

/* The largest step that leads from the least of whole numbers, times `ten`, to all of them. */
static double
common_step(const double *values, size_t cells, double least, double ten)
{
	int64_t step = 0;

	for (size_t i = 0; i < cells && step != 1; i++)
		if (!isnan(values[i]))
			step = common_divisor((int64_t)(rint(values[i] * ten) - rint(least * ten)), step);
	return step == 0 ? 1 : (double)step;
}

/* ---- Codes ------------------------------------------------------------- */

static int
bytes_for(double codes)
{
	return codes <= 0xff ? 1 : codes <= 0xffff ? 2 : codes <= 0xffffff ? 3 : 4;
}

/* Even steps that hold all of [least, most]. */
static void
even(struct code *code, const struct extent *e, double step)
{
	code->form = CODE_EVEN;
	code->base = e->least;
	code->step = step;
	code->bytes = bytes_for((e->most - e->least) / step + 1);
}

static void
arsinh(struct code *code, const struct quantity *q, const struct extent *e, bool few)
{
	double base = q->form == QUANTITY_DIFFERENCE ? BASE_SIGNED * q->high : (few ? BASE_FEW : BASE) * q->low;
	double below = asinh(fmax(0, -e->least) / base), above = asinh(fmax(0, e->most) / base);

	code->form = CODE_ARSINH;
	code->bytes = 1;
	code->base = base;
	/* Both sides of 0 are rounded up. */
	code->step = fmax(RELATIVE, (below + above) / (CODE_1 - 2));
	code->zero = 1 + (int)ceil(below / code->step);
}

/* Codes of multiples of 1, 0.1 or 0.01, if there are enough. */
static bool
choose_exact(struct code *code, const struct extent *e, const double *values, size_t cells)
{
	double ten = e->decimals > 0 ? tens[e->decimals] : 1, step, codes;

	if (e->least == e->most) {
		even(code, e, 1);
		return true;
	}
	if (e->decimals < 0)
		return false;
	step = common_step(values, cells, e->least, ten);
	codes = rint(e->most * ten - e->least * ten) / step + 1;
	if (codes > (e->decimals > 0 ? CODE_3 : CODE_4))
		return false;
	code->form = CODE_EVEN;
	code->base = rint(e->least * ten) / ten;
	code->step = step / ten;
	code->bytes = bytes_for(codes);
	code->exact = e->decimals > 0 ? CODE_SINGLE : CODE_EXACT;
	return true;
}

static void
choose(struct code *code, const struct quantity *q, const struct extent *e, const double *values,
    size_t cells, bool few)
{
	double width = e->most - e->least;

	*code = (struct code){ .form = CODE_EVEN, .bytes = 1, .exact = CODE_EXACT, .step = 1 };
	if (!(e->least <= e->most)) {
		code->bytes = 0;
		return;
	}
	if (choose_exact(code, e, values, cells))
		return;
	code->exact = CODE_ROUNDED;
	if (q->form == QUANTITY_TIMES || q->form == QUANTITY_CATEGORIES)
		even(code, e, width / (CODE_4 - 1));
	else if (q->form == QUANTITY_DIFFERENCE || (q->logarithmic && q->low > 0))
		arsinh(code, q, e, few);
	else
		even(code, e, width / (CODE_1 - 1));
}

static void
encode(const struct code *code, const double *values, size_t cells, uint32_t *codes)
{
	double most = code->bytes < 4 ? (double)(1u << 8 * code->bytes) - 1 : 0xffffffff;

	for (size_t i = 0; i < cells; i++) {
		double x = values[i], at;

		if (isnan(x)) {
			codes[i] = 0;
			continue;
		}
		at = code->form == CODE_EVEN ? (x - code->base) / code->step + 1 :
		    asinh(x / code->base) / code->step + code->zero;
		codes[i] = (uint32_t)fmin(fmax(rint(at), 1), most);
	}
}

/* The stream's own codes. */
static void
copy_codes(struct code *code, const struct chunk_header *h, const struct chunk *c, size_t cells,
    uint32_t *codes)
{
	const uint8_t *bytes = c->data;
	const uint16_t *words = c->data;
	const float *table = chunk_table(h, &(uint32_t){ 0 });
	bool some = false;

	*code = (struct code){ .form = CODE_TABLE, .exact = CODE_EXACT };
	for (size_t i = 0; i < cells; i++) {
		codes[i] = c->type == CHUNK_U8 ? bytes[i] : words[i];
		some = some || !isnan(table[codes[i]]);
	}
	code->bytes = !some ? 0 : c->type == CHUNK_U8 ? 1 : 2;
}

uint32_t
code_least(const struct code *code)
{
	return code->form == CODE_TABLE ? 0 : code->form == CODE_EVEN ? 1 : (uint32_t)code->zero;
}

bool
code_mask(const struct chunk_header *h, const struct chunk *c, bool *mask)
{
	const struct chunk_grid *g = chunk_grid(h);
	size_t cells = (size_t)g->rows * g->cols;
	enum { BATCH = 256 };
	float value[BATCH];
	bool some = false;

	for (size_t at = 0; at < cells; at += BATCH) {
		size_t n = cells - at < BATCH ? cells - at : BATCH;

		chunk_floats(h, c, at, n, value);
		for (size_t i = 0; i < n; i++) {
			mask[at + i] = isnan(value[i]);
			some = some || !mask[at + i];
		}
	}
	return some;
}

int
code_field(struct code *code, const struct quantity *q, const struct chunk_header *h,
    const struct chunk *c, bool few, uint32_t *codes, char *why)
{
	const struct chunk_grid *g = chunk_grid(h);
	size_t cells = (size_t)g->rows * g->cols;
	double *values;
	struct extent e;
	int status = 0;

	if (c->type == CHUNK_U8 || c->type == CHUNK_U16) {
		copy_codes(code, h, c, cells, codes);
		return 0;
	}
	values = malloc(cells * sizeof *values);
	if (values == NULL)
		return chunk_reason(why, "out of memory");
	read_values(h, c, cells, values);
	e = measure(values, cells, c->type == CHUNK_F32);
	if (e.least <= e.most && (e.least < -(double)FLT_MAX || e.most > (double)FLT_MAX)) {
		char time[CHUNK_TIME_MAX];

		status = chunk_reason(why, "%s: a value is infinite as float32, which a page cannot show",
		    chunk_time_text(c->start, time));
	} else {
		choose(code, q, &e, values, cells, few);
		encode(code, values, cells, codes);
	}
	free(values);
	return status;
}
