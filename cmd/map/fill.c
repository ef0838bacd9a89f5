/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fill.c - which pixels are land.
 *
 * Along a row, each edge that is passed changes between inside and outside of an
 * area. What the first pixel is, edges do not say, since only those in the
 * picture are known: some pixels, the anchors, are asked for by their longitude
 * and latitude instead. So no ring needs to be closed outside the picture, and
 * poles, antimeridians and the rim of the earth are nothing special.
 */
#include "map/private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "picture/palette.h"

#define AREAS (FILL_LAND | FILL_LAKE)
#define ACROSS 64               /* anchors in a row */
#define SOME 32                 /* pixels of a row by which the earth is found */
#define MANY 512                /* likewise, where it is as narrow as at a pole */
#define FEW 5                   /* rows and columns of anchors where no edge is lost */
/* No edge goes exactly through the centre of a pixel then. */
#define ASIDE 1.7e-7

/* ---- Edges ---------------------------------------------------------------- */

static long
limited(double x, long most)
{
	return x <= 0 ? 0 : x >= (double)most ? most : (long)x;
}

void
fill_edge(const struct plan *p, uint8_t area, struct point a, struct point b)
{
	struct point top, low;
	double slope;
	long end;

	a.x += ASIDE;
	a.y += ASIDE;
	b.x += ASIDE;
	b.y += ASIDE;
	top = a.y < b.y ? a : b;
	low = a.y < b.y ? b : a;
	slope = (low.x - top.x) / (low.y - top.y);
	end = limited(ceil(low.y - 0.5), p->height);
	for (long row = limited(ceil(top.y - 0.5), p->height); row < end; row++) {
		double col = ceil(top.x + ((double)row + 0.5 - top.y) * slope - 0.5);

		if (col > 0 && col < (double)p->width)
			p->at[row * p->width + (long)col] ^= area;
	}
	/* In the first column likewise, on the way down. */
	if ((a.x <= 0.5) != (b.x <= 0.5)) {
		double row = ceil(a.y + (0.5 - a.x) * (b.y - a.y) / (b.x - a.x) - 0.5);

		if (row > 0 && row < (double)p->height)
			p->below[(long)row] ^= area;
	}
}

/* ---- Anchors -------------------------------------------------------------- */

static struct anchor
anchor_at(const struct plan *p, long row, long col)
{
	struct anchor a = { .row = (uint32_t)row, .col = (uint32_t)col };

	a.placed = lonlat_of(p->l, ((double)row + 0.5) / p->zoom, ((double)col + 0.5) / p->zoom, &a.lonlat);
	return a;
}

/* Eight pixels at a time. */
static uint64_t
eight(unsigned byte)
{
	return byte * UINT64_C(0x0101010101010101);
}

/* The areas of n pixels of a row by its edges, of which those before it are in `now`. */
static void
pass_row(uint8_t *at, long n, unsigned now)
{
	uint64_t word;
	long col = 0;

	for (; col + 8 <= n; col += 8) {
		memcpy(&word, at + col, 8);
		if ((word & eight(AREAS)) == 0) {
			word |= eight(now);
			memcpy(at + col, &word, 8);
			continue;
		}
		for (long i = col; i < col + 8; i++) {
			now ^= at[i] & AREAS;
			at[i] = (uint8_t)((at[i] & ~AREAS) | now);
		}
	}
	for (; col < n; col++) {
		now ^= at[col] & AREAS;
		at[col] = (uint8_t)((at[col] & ~AREAS) | now);
	}
}

/* The areas of all pixels by their edges, as if the first were in none. */
static void
pass_edges(const struct plan *p)
{
	unsigned start = 0;

	for (long row = 0; row < p->height; row++) {
		start ^= p->below[row];
		pass_row(p->at + row * p->width, p->width, start);
	}
}

/* What is land and not a lake, as palette.h has it. */
static void
finish(uint8_t *at, size_t n)
{
	uint64_t word;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		memcpy(&word, at + i, 8);
		word = (word & eight(GROUND_STRENGTH)) |
		    (word / (FILL_LAND / GROUND_LAND) & ~(word / (FILL_LAKE / GROUND_LAND)) & eight(GROUND_LAND));
		memcpy(at + i, &word, 8);
	}
	for (; i < n; i++)
		at[i] = (uint8_t)((at[i] & GROUND_STRENGTH) | ((at[i] & AREAS) == FILL_LAND ? GROUND_LAND : 0));
}

/* Changes pixels [col, end) of a row. */
static void
change(const struct plan *p, long row, long col, long end, uint8_t areas)
{
	uint8_t *at = p->at + row * p->width;

	for (; col < end && areas != 0; col++)
		at[col] ^= areas;
}

/* What is not on the earth is neither land nor lake. */
static void
clear(const struct plan *p, long row, long col, long end)
{
	uint8_t *at = p->at + row * p->width;

	for (; col < end; col++)
		at[col] &= (uint8_t)~AREAS;
}

/* The areas that more than half of the votes say. */
static uint8_t
majority(const unsigned *votes, unsigned of)
{
	return (uint8_t)((2 * votes[0] > of ? FILL_LAND : 0) | (2 * votes[1] > of ? FILL_LAKE : 0));
}

static void
vote(unsigned *votes, const struct plan *p, const struct anchor *a)
{
	uint8_t differs = (uint8_t)(a->in ^ p->at[(long)a->row * p->width + a->col]);

	votes[0] += (differs & FILL_LAND) != 0;
	votes[1] += (differs & FILL_LAKE) != 0;
}

/* Where no edge was lost, all pixels are as right or wrong as the anchors. */
static bool
settle_all(const struct plan *p, bool *some)
{
	struct anchor a[FEW * FEW];
	unsigned votes[2] = { 0 }, of = 0;
	size_t n = 0;

	for (long i = 0; i < FEW * FEW; i++) {
		a[n] = anchor_at(p, p->height * (2 * (i / FEW) + 1) / (2 * FEW),
		    p->width * (2 * (i % FEW) + 1) / (2 * FEW));
		n += a[n].placed;
	}
	*some = n > 0;
	if (!anchors_ask(a, n))
		return false;
	for (; of < n; of++)
		vote(votes, p, &a[of]);
	for (long row = 0; row < p->height; row++)
		change(p, row, 0, p->width, majority(votes, of));
	return true;
}

/* ---- The rim of the earth ------------------------------------------------- */

static int
by_place(const void *a, const void *b)
{
	const struct anchor *p = a, *q = b;

	return p->row != q->row ? (p->row < q->row ? -1 : 1) : (p->col > q->col) - (p->col < q->col);
}

/* The column from which on pixels are as at `to` on or off the earth: from < column <= to. */
static long
rim_between(const struct plan *p, long row, long from, long to, bool placed)
{
	while (to - from > 1) {
		long middle = from + (to - from) / 2;

		if (anchor_at(p, row, middle).placed == placed)
			to = middle;
		else
			from = middle;
	}
	return to;
}

/*
 * The first and the last pixel of a row that are on the earth; false if there
 * seem to be none. It looks at `tries` + 1 of them, and more closely at the rim.
 */
static bool
find_earth(const struct plan *p, long row, long tries, long *first, long *last)
{
	long step = p->width / tries + 1;
	bool found = false;

	for (long col = 0; col < p->width; col = col < p->width - 1 && col + step >= p->width ?
	    p->width - 1 : col + step) {
		if (!anchor_at(p, row, col).placed)
			continue;
		if (!found)
			*first = col > 0 ? rim_between(p, row, col > step ? col - step : -1, col, true) : 0;
		*last = col;
		found = true;
	}
	if (found && *last < p->width - 1)
		*last = rim_between(p, row, *last,
		    *last + step < p->width ? *last + step : p->width, false) - 1;
	return found;
}

/* Of one row by its anchors, of which each speaks for the pixels nearest to it. */
static void
settle_row(const struct plan *p, const struct anchor *a, long n)
{
	long from = a[0].col, row = a[0].row, end;
	uint8_t areas[ACROSS];

	for (long i = 0; i < n; i++) {
		unsigned votes[2] = { 0 }, of = 0;
		long least = i == 0 ? 0 : i == n - 1 ? n - 3 : i - 1;

		/* Three have a say: one may lie just at a coast, or at the rim. */
		for (long k = least; k < least + 3; k++)
			if (a[k].placed) {
				vote(votes, p, &a[k]);
				of++;
			}
		areas[i] = majority(votes, of);
	}
	for (long i = 0; i < n; i++, from = end) {
		end = i + 1 == n ? a[i].col + 1 : (a[i].col + a[i + 1].col + 1) / 2;
		if (i + 1 < n && a[i].placed != a[i + 1].placed)
			end = rim_between(p, row, a[i].col, a[i + 1].col, a[i + 1].placed);
		if (a[i].placed)
			change(p, row, from, end, areas[i]);
		else
			clear(p, row, from, end);
	}
	clear(p, row, 0, a[0].col);
	clear(p, row, a[n - 1].col + 1, p->width);
}

/* Where edges were lost, each row has its own anchors. */
static bool
settle_rows(const struct plan *p, bool *some)
{
	struct anchor *a = calloc((size_t)p->height, ACROSS * sizeof *a);
	size_t n = 0;
	bool done;

	*some = false;
	if (a == NULL)
		return false;
	for (long row = 0; row < p->height; row++) {
		long first, last;

		if (!find_earth(p, row, SOME, &first, &last) && !find_earth(p, row, MANY, &first, &last)) {
			clear(p, row, 0, p->width);
			continue;
		}
		*some = true;
		for (long i = 0; i < ACROSS; i++)
			a[n++] = anchor_at(p, row, first + i * (last - first) / (ACROSS - 1));
	}
	done = anchors_ask(a, n);
	qsort(a, n, sizeof *a, by_place);
	for (size_t i = 0; i < n && done; i += ACROSS)
		settle_row(p, a + i, ACROSS);
	free(a);
	return done;
}

bool
fill_settle(const struct plan *p, bool all, bool *some)
{
	pass_edges(p);
	if (!(all ? settle_all(p, some) : settle_rows(p, some)))
		return false;
	finish(p->at, (size_t)(p->width * p->height));
	return true;
}
