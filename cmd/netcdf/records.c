/* SPDX-License-Identifier: BSD-2-Clause */
/* records.c - stored values, gaps between them, and fields made of them. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "netcdf/chunks.h"

#define NOISE 1e-3      /* mm, or mm/h: what arithmetic before packing makes of 0 */

_Static_assert(sizeof(struct stored) == 64, "values are aligned");

/* ---- Gaps -------------------------------------------------------------- */

int
record_gap(struct chunk *c, int64_t start, int64_t end, uint32_t expected, const char *reason,
    char *why)
{
	if (chunk_room(c, strlen(reason)) == NULL)
		return chunk_reason(why, "out of memory");
	memcpy(c->data, reason, strlen(reason) + 1);
	c->kind = CHUNK_GAP;
	c->type = CHUNK_BYTES;
	c->start = start;
	c->end = end;
	c->have = 0;
	c->expected = expected;
	c->layer[0] = c->name[0] = '\0';
	return 1;
}

static int
set_gap(const struct reading_state *s, struct chunk *c, int64_t start, int64_t end,
    const char *reason, char *why)
{
	int64_t steps = s->step > 0 ? (end - start) / s->step : 1;

	return record_gap(c, start, end, steps < 1 ? 1 : steps > UINT32_MAX ? UINT32_MAX :
	    (uint32_t)steps,
	    reason, why);
}

/*
 * A gap from what came so far up to a time, or to the next day that the
 * calendar lacks.
 */
static int
next_gap(struct reading_state *s, struct chunk *c, int64_t until, char *why)
{
	const char *reason = "missing";
	int64_t start = s->reached, day;

	if (nctime_no_such_day(&s->sources[0].times.by, start, until, &day)) {
		until = day > start ? day : day + DAY;
		if (day == start)
			reason = "missing: no such day in calendar noleap";
	}
	s->reached = until;
	return set_gap(s, c, start, until, reason, why);
}

/* ---- Stored values ----------------------------------------------------- */

static bool
is_midnight(int64_t t)
{
	return (t % DAY + DAY) % DAY == 0;
}

/* Keeps the values of a field for the one after it. */
static int
keep(struct reading_state *s, size_t i, size_t time, const void *values, char *why)
{
	size_t size = slabs_size(s, &s->sources[i]);

	if (chunk_room(&s->before, size) == NULL)
		return chunk_reason(why, "out of memory");
	memcpy(s->before.data, values, size);
	s->before_source = i;
	s->before_end = s->sources[i].times.end[time];
	return 0;
}

/*
 * Before the first field that is asked for: the one before it, if sums since
 * midnight need it.
 */
static int
read_before(struct reading_state *s, size_t i, size_t time, char *why)
{
	int64_t start = s->sources[i].times.start[time];
	size_t k = i, before = time;

	if (is_midnight(start) || s->before_end != INT64_MIN || (i == 0 && time == 0))
		return 0;
	if (before == 0)
		before = s->sources[--k].times.n;
	before--;
	if (s->sources[k].times.end[before] != start)
		return 0;
	if (chunk_room(&s->before, slabs_size(s, &s->sources[k])) == NULL)
		return chunk_reason(why, "out of memory");
	if (slabs_read(s, k, before, s->before.data, why) < 0)
		return -1;
	s->before_source = k;
	s->before_end = start;
	return 0;
}

/*
 * Reads a field as chunks, if it is kept in such, and no other has to be
 * subtracted from it: 1; 0 if not; -1.
 */
static int
read_chunks(struct reading *r, struct chunk *c, size_t i, size_t time, char *why)
{
	struct reading_state *s = r->state;
	struct source *source = &s->sources[i];
	struct stored head = { .source = i, .chunked = true };
	char reason[CHUNK_WHY_MAX];
	int got;

	if (r->cumulative || source->block != 1 || source->wide)
		return 0;
	if (!source->chunks_tried)
		source->chunks = chunks_open(source);
	source->chunks_tried = true;
	if (source->chunks == NULL)
		return 0;
	got = chunks_read(source->chunks, s, source, time, c, sizeof head, reason);
	if (got < 0)
		return source_reason(source, source->times.start[time], reason, why);
	if (got > 0)
		memcpy(c->data, &head, sizeof head);
	return got;
}

static void
set_field(struct chunk *c, const struct source *source, size_t time)
{
	const struct own *own = source->layers > 0 ? source[-(ptrdiff_t)source->layer].own : NULL;

	c->kind = CHUNK_FIELD;
	c->type = source->wide ? CHUNK_F64 : CHUNK_F32;
	c->start = source->times.start[time];
	c->end = source->times.end[time];
	c->have = own != NULL ? own->have[time] : 1;
	c->expected = own != NULL ? own->expected[time] : 1;
	strcpy(c->layer, source->name);
	c->name[0] = '\0';
}

/*
 * Reads a field into a record: 1; 0 if it is a sum whose beginning is missing;
 * -1.
 */
int
record_read(struct reading *r, struct chunk *c, size_t i, size_t time, char *why)
{
	struct reading_state *s = r->state;
	const struct source *source = &s->sources[i];
	struct stored head = { .source = i, .size = slabs_size(s, source) };
	size_t more = 0;
	bool lacks = false;
	unsigned char *data;
	int got = read_chunks(r, c, i, time, why);

	if (got != 0) {
		set_field(c, source, time);
		return got;
	}
	if (r->cumulative) {
		if (read_before(s, i, time, why) < 0)
			return -1;
		head.has_before = !is_midnight(source->times.start[time]);
		lacks = head.has_before && s->before_end != source->times.start[time];
		head.has_before = head.has_before && !lacks;
		head.before = s->before_source;
		more = head.has_before ? s->before.size : 0;
	}
	if ((data = chunk_room(c, sizeof head + head.size + more)) == NULL)
		return chunk_reason(why, "out of memory");
	memcpy(data, &head, sizeof head);
	if (slabs_read(s, i, time, data + sizeof head, why) < 0)
		return -1;
	if (more > 0)
		memcpy(data + sizeof head + head.size, s->before.data, more);
	if (r->cumulative && keep(s, i, time, data + sizeof head, why) < 0)
		return -1;
	set_field(c, source, time);
	return lacks ? 0 : 1;
}

int
reading_next(struct reading *r, struct chunk *c, char *why)
{
	struct reading_state *s = r->state;

	if (s->own)
		return own_next(r, c, why);
	for (;;) {
		const struct source *source;
		int64_t start;
		int got;

		if (s->at < s->n && s->time < s->sources[s->at].from)
			s->time = s->sources[s->at].from;
		if (s->at < s->n && s->time >= s->sources[s->at].to) {
			source_rest(&s->sources[s->at++]);
			s->time = 0;
			continue;
		}
		if (s->at == s->n)
			return s->reached < r->last ? next_gap(s, c, r->last, why) : 0;
		source = &s->sources[s->at];
		start = source->times.start[s->time];
		if (s->reached < start)
			return next_gap(s, c, start, why);
		got = record_read(r, c, s->at, s->time++, why);
		if (got > 0)
			s->reached = c->end;
		if (got != 0)
			return got;
	}
}

/* ---- Fields ------------------------------------------------------------ */

/* The stored values of a piece: its columns, and what was read before them. */
static struct raw
find_raw(const struct source *source, const unsigned char *values, uint32_t rows, uint32_t cols)
{
	const struct variable *v = &source->variable;
	struct raw raw = { .packing = &source->packing };
	ptrdiff_t first = 0;

	raw.down = v->y < v->x ? (ptrdiff_t)cols : 1;
	raw.right = v->y < v->x ? 1 : (ptrdiff_t)rows;
	if (source->place.flip_y) {
		first += (ptrdiff_t)(rows - 1) * raw.down;
		raw.down = -raw.down;
	}
	if (source->place.flip_x) {
		first += (ptrdiff_t)(cols - 1) * raw.right;
		raw.right = -raw.right;
	}
	raw.from = values + (size_t)first * packing_size(v->type);
	return raw;
}

/* Unpacks the columns before the seam, or those after it. */
static void
unpack_piece(const struct reading_state *s, const struct stored *head, const unsigned char *values,
    bool after_seam, double factor, float *to, struct bad *bad)
{
	const struct source *now = &s->sources[head->source], *then = &s->sources[head->before];
	uint32_t rows = s->part.rows, cols = after_seam ? s->part.more : s->part.cols;
	size_t skip = after_seam ? (size_t)rows * s->part.cols : 0;
	struct raw raw, before;

	raw = find_raw(now, values + skip * packing_size(now->variable.type), rows, cols);
	before = find_raw(then, values + head->size + skip * packing_size(then->variable.type),
	    rows, cols);
	unpack(&raw, head->has_before ? &before : NULL, factor, rows, cols,
	    to + (after_seam ? s->part.cols : 0), s->part.grid.cols, bad);
}

/* float64 as it is stored, such as times. */
static void
copy_piece(const struct reading_state *s, const struct source *source, const unsigned char *values,
    bool after_seam, double factor, double *to)
{
	uint32_t rows = s->part.rows, cols = after_seam ? s->part.more : s->part.cols;
	size_t skip = after_seam ? (size_t)rows * s->part.cols : 0;
	struct raw raw = find_raw(source, values + skip * sizeof *to, rows, cols);
	const double *from = raw.from;

	to += after_seam ? s->part.cols : 0;
	for (uint32_t i = 0; i < rows; i++)
		for (uint32_t k = 0; k < cols; k++)
			to[(size_t)i * s->part.grid.cols + k] =
			    from[(ptrdiff_t)i * raw.down + (ptrdiff_t)k * raw.right] * factor;
}

static int
convert_wide(const struct reading_state *s, const struct source *source, const struct chunk *in,
    const unsigned char *values, struct chunk *out, char *why)
{
	double *to = chunk_room(out, sizeof *to * s->part.grid.rows * s->part.grid.cols);

	if (to == NULL)
		return chunk_reason(why, "out of memory");
	copy_piece(s, source, values, false, source->packing.factor, to);
	copy_piece(s, source, values, true, source->packing.factor, to);
	chunk_describe(out, in);
	chunk_pack(out);
	return 0;
}

static int
tell_bad(const struct source *source, const struct chunk *in, const struct bad *bad, char *why)
{
	const char *unit = units_of_stream(source->variable.units.kind);
	double noise = source->packing.noise * source->packing.factor;
	char reason[CHUNK_WHY_MAX], others[60] = "";

	if (bad->count > 1)
		snprintf(others, sizeof others, ", and so are %zu other cells", bad->count - 1);
	if (bad->value < 0 && bad->value >= -3e38)
		chunk_reason(reason, "%s is %.6g %s in row %u, column %u%s: below 0 there is no rain: "
		    "--negative %s", source->variable.name, bad->value, unit, bad->row, bad->col, others,
		    bad->value >= -2 * noise - NOISE ? "zero if that is noise of packing, or missing" :
		    "missing if that stands for no value");
	else
		chunk_reason(reason, "%s is %.6g %s in row %u, column %u%s, which is no rain: what it "
		    "means is not said by _FillValue or missing_value", source->variable.name,
		    bad->value, unit, bad->row, bad->col, others);
	return source_reason(source, in->start, reason, why);
}

int
reading_convert(const struct reading *r, struct chunk *in, struct chunk *out, char *why)
{
	const struct reading_state *s = r->state;
	const struct source *source;
	const unsigned char *values;
	struct bad first = { 0 }, more = { 0 };
	struct stored head;
	char reason[CHUNK_WHY_MAX];
	double factor;
	float *to;

	if (in->kind == CHUNK_GAP) {
		chunk_swap(in, out);
		return 0;
	}
	memcpy(&head, in->data, sizeof head);
	values = (const unsigned char *)in->data + sizeof head;
	source = &s->sources[head.source];
	if (source->wide)
		return convert_wide(s, source, in, values, out, why);
	factor = source->packing.factor;
	if (r->rate && source->variable.units.kind == UNITS_AMOUNT)
		factor = factor * 3600 / (double)(in->end - in->start);
	to = chunk_room(out, sizeof *to * s->part.grid.rows * s->part.grid.cols);
	if (to == NULL)
		return chunk_reason(why, "out of memory");
	if (head.chunked) {
		if (chunks_unpack(s, source, values, factor, to, &first, reason) < 0)
			return source_reason(source, in->start, reason, why);
	} else {
		unpack_piece(s, &head, values, false, factor, to, &first);
		if (s->part.more > 0)
			unpack_piece(s, &head, values, true, factor, to, &more);
		more.col += s->part.cols;
	}
	if (first.count > 0 || more.count > 0)
		return tell_bad(source, in, first.count > 0 ? &first : &more, why);
	chunk_describe(out, in);
	chunk_pack(out);
	return 0;
}
