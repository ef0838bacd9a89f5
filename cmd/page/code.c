/* SPDX-License-Identifier: BSD-2-Clause */
/* code.c - the values of a field as codes. */
#include "page/code.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "divisor.h"

#define CODE_1    254                           /* codes of one byte, less missing and one */
#define CODE_3    0xfffffe                      /* of three bytes */
#define WHOLE     9007199254740992.0            /* float64 has all integers up to here */

/* Of amounts: 2 % and, near 0, a tenth of the smallest that is shown, or less. */
#define RELATIVE  0.04                          /* the step of amounts: twice what they may be off */
#define RELATIVE_SIGNED 0.06
#define SCALE     5.0                           /* times the lowest value shown, or of few fields: */
#define SCALE_FEW 1.0
#define SCALE_SIGNED 0.01                       /* times the highest */

/* What the values of a field are like. */
struct extent {
	double least, most;                     /* least > most if there are none */
	bool whole;                             /* only integers */
};

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

static struct extent
measure(const double *values, size_t cells)
{
	struct extent e = { INFINITY, -INFINITY, true };

	for (size_t i = 0; i < cells; i++) {
		if (isnan(values[i]))
			continue;
		e.least = fmin(e.least, values[i]);
		e.most = fmax(e.most, values[i]);
		e.whole = e.whole && values[i] == rint(values[i]);
	}
	e.whole = e.whole && fabs(e.least) <= WHOLE && fabs(e.most) <= WHOLE;
	return e;
}

/* The largest step that leads from the least of whole numbers to all of them. */
static double
common_step(const double *values, size_t cells, double least)
{
	int64_t step = 0;

	for (size_t i = 0; i < cells && step != 1; i++)
		if (!isnan(values[i]))
			step = common_divisor((int64_t)(values[i] - least), step);
	return step == 0 ? 1 : (double)step;
}

/* ---- Codes ------------------------------------------------------------- */

static int
bytes_for(double codes)
{
	return codes <= 0xff ? 1 : codes <= 0xffff ? 2 : 3;
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

/* Steps that are `scale` times RELATIVE near 0 and relative beyond, or wider if they must be. */
static void
arsinh(struct code *code, const struct quantity *q, const struct extent *e, bool few)
{
	bool both = q->form == QUANTITY_DIFFERENCE || e->least < 0;
	double most = fmax(fabs(e->least), fabs(e->most));

	code->form = CODE_ARSINH;
	code->bytes = 1;
	code->base = q->form == QUANTITY_DIFFERENCE ? SCALE_SIGNED * q->high :
	    (few ? SCALE_FEW : SCALE) * q->low;
	code->zero = both ? CODE_1 / 2 + 1 : 1;
	code->step = fmax(both ? RELATIVE_SIGNED : RELATIVE,
	    asinh(most / code->base) / (both ? CODE_1 / 2 : CODE_1));
}

static void
choose(struct code *code, const struct quantity *q, const struct extent *e, const double *values,
    size_t cells, bool few)
{
	double width = e->most - e->least, step;

	*code = (struct code){ .form = CODE_EVEN, .bytes = 1, .exact = true, .step = 1 };
	if (!(e->least <= e->most)) {
		code->bytes = 0;
		return;
	}
	step = e->whole ? common_step(values, cells, e->least) : 0;
	if (e->least == e->most || (e->whole && width / step <= CODE_3 - 1)) {
		even(code, e, width == 0 ? 1 : step);
		return;
	}
	code->exact = false;
	if (q->form == QUANTITY_TIMES || q->form == QUANTITY_CATEGORIES)
		even(code, e, width / (CODE_3 - 1));
	else if (q->form == QUANTITY_DIFFERENCE || (q->logarithmic && q->low > 0))
		arsinh(code, q, e, few);
	else
		even(code, e, width / (CODE_1 - 1));
}

static void
encode(const struct code *code, const double *values, size_t cells, uint32_t *codes)
{
	double most = code->bytes == 1 ? 0xff : code->bytes == 2 ? 0xffff : 0xffffff;

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

	*code = (struct code){ .form = CODE_TABLE, .exact = true };
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
	e = measure(values, cells);
	if (e.least <= e.most && (isinf(e.least) || isinf(e.most))) {
		char time[CHUNK_TIME_MAX];

		status = chunk_reason(why, "%s: a value is infinite, which a page cannot show",
		    chunk_time_text(c->start, time));
	} else {
		choose(code, q, &e, values, cells, few);
		encode(code, values, cells, codes);
	}
	free(values);
	return status;
}
