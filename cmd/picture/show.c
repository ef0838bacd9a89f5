/* SPDX-License-Identifier: BSD-2-Clause */
/* show.c - a layer of a stream, from its header to its pictures. */
#include "picture/show.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grid/width.h"
#include "picture/caption.h"

/* ---- The input ---------------------------------------------------------- */

static bool
is_file(const char *path)
{
	struct stat s;

	return (strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &s) : stat(path, &s)) == 0 &&
	    S_ISREG(s.st_mode);
}

void
show_open(struct show_input *in)
{
	in->twice = in->n > 0 || is_file("-");
	for (int i = 0; i < in->n; i++)
		in->twice = in->twice && is_file(in->paths[i]);
	in->began = lseek(STDIN_FILENO, 0, SEEK_CUR);
	in->stream = cmd_input(in->cmd, in->paths, in->n);
	cmd_require(in->cmd, in->stream, CMD_FIELDS);
	in->header = chunk_header(in->stream);
}

/*
 * Reads all of the input besides its reader. Where standard input is a file,
 * both share its offset.
 */
static void
measure(const struct show_input *in, const char *layer, struct spread *spread)
{
	off_t at = lseek(STDIN_FILENO, 0, SEEK_CUR);
	struct chunk_stream *again;
	struct chunk c = { 0 };

	if (at >= 0)
		lseek(STDIN_FILENO, in->began, SEEK_SET);
	again = chunk_open(in->paths, in->n);
	if (again == NULL)
		cmd_fail("out of memory");
	if (chunk_read_header(again) < 0)
		cmd_fail("%s", chunk_error(again));
	while (cmd_read(in->cmd, again, &c))
		if (c.kind == CHUNK_FIELD && strcmp(c.layer, layer) == 0)
			spread_add(spread, in->header, &c);
	chunk_free(&c);
	chunk_close(again);
	if (at >= 0)
		lseek(STDIN_FILENO, at, SEEK_SET);
}

/* ---- Ranges ------------------------------------------------------------- */

static const char *
shown_as(const struct shown *l)
{
	return l->layer[0] != '\0' ? l->layer : "the values";
}

/* What --range auto leaves out, and where it puts 0. */
static struct spread_wish
wish_of(const struct quantity *q, const struct spread *spread)
{
	bool negative = spread_has_negative(spread);

	return (struct spread_wish){
		.amounts = !negative && (!q->usual || q->logarithmic || q->low == 0),
		.difference = q->form == QUANTITY_DIFFERENCE,
		.rain = q->usual && q->logarithmic
	};
}

/*
 * A range around what is there. Without anything to be seen, any range shows
 * it.
 */
static void
find_range(struct shown *l, const struct show_input *in, const struct chunk *first)
{
	struct quantity *q = &l->quantity;
	struct spread *spread = spread_new();
	bool logarithmic;

	if (spread == NULL)
		cmd_fail("out of memory");
	l->once = !in->twice;
	if (in->twice)
		measure(in, l->layer, spread);
	else if (first->kind == CHUNK_FIELD)
		spread_add(spread, in->header, first);
	else
		cmd_fail("%s: the range of several fields is found by reading them twice, which a pipe "
		    "cannot be: write them to a file first, or say --range lo,hi",
		    shown_as(l));
	if (!spread_range(spread, wish_of(q, spread), &q->low, &q->high, &logarithmic)) {
		logarithmic = false;
		q->low = q->form == QUANTITY_DIFFERENCE ? -1 : 0;
		q->high = 1;
	}
	if (q->form == QUANTITY_RANGE && q->low < 0 && q->high > 0 && strcmp(q->units, "dBZ") != 0) {
		q->form = QUANTITY_DIFFERENCE;
		q->high = fmax(q->high, -q->low);
		q->low = -q->high;
	}
	if (!q->usual || !logarithmic)
		q->logarithmic = logarithmic;
	if (fabs(q->low) < (double)FLT_MIN)
		q->low = 0;
	q->high += 0;                           /* no -0 in the legend */
	spread_free(spread);
}

/* What the options make of the usual range. */
static void
choose_range(struct shown *l, const struct show *s, const struct show_input *in,
    const struct chunk *first)
{
	struct quantity *q = &l->quantity;

	if (q->form == QUANTITY_TIMES && (s->ranged || s->scale == SHOW_LOG))
		cmd_fail("%s: are times, from the start of the record to its end: leave out --range and "
		    "--scale, or choose another layer by --layer", shown_as(l));
	if (s->ranged) {
		q->low = s->low;
		q->high = s->high;
		/*
		 * Reflectivity is a logarithm: its 0 is nothing in the middle.
		 */
		if (s->low == -s->high && strcmp(q->units, "dBZ") != 0)
			q->form = QUANTITY_DIFFERENCE;
		else if (q->form == QUANTITY_CATEGORIES || s->low >= 0 || s->high <= 0)
			q->form = QUANTITY_RANGE;
	} else if (q->form <= QUANTITY_DIFFERENCE && q->form != QUANTITY_TIMES &&
	    (s->automatic || !q->usual)) {
		find_range(l, in, first);
	}
	if (q->form != QUANTITY_RANGE)
		return;
	if (s->scale == SHOW_LOG && q->low <= 0)
		cmd_fail("--scale log: the %s range for %s is not above 0: add one, such as --range 1,60",
		    s->automatic || !q->usual ? "found" : "usual",
		    q->units[0] != '\0' ? q->units : shown_as(l));
	if (s->scale != SHOW_BY_UNITS)
		q->logarithmic = s->scale == SHOW_LOG;
	q->logarithmic = q->logarithmic && q->low > 0;
}

/* ---- Colours ------------------------------------------------------------ */

static void
set_shares(struct shown *l, const struct chunk_header *h, const struct chunk *c)
{
	const struct chunk_grid *grid = chunk_grid(h);
	size_t cells = (size_t)grid->rows * grid->cols;
	uint64_t values[CLASSES] = { 0 };
	enum { BATCH = 256 };
	float value[BATCH];

	for (size_t at = 0; c->kind == CHUNK_FIELD && at < cells; at += BATCH) {
		size_t n = cells - at < BATCH ? cells - at : BATCH;

		chunk_floats(h, c, at, n, value);
		for (size_t i = 0; i < n; i++)
			values[palette_class(&l->palette, value[i])]++;
	}
	palette_set_shares(&l->palette, values);
}

static void
make_palette(struct shown *l, const struct show *s, const struct show_input *in,
    const struct chunk *first)
{
	struct quantity *q = &l->quantity;
	char *name[PALETTE_CATEGORIES];

	switch (q->form) {
	case QUANTITY_RANGE:
		palette_make(&l->palette, q->low, q->high, q->logarithmic, s->ramp);
		break;
	case QUANTITY_DIFFERENCE:
		palette_make_difference(&l->palette, q->low, q->high,
		    s->scale == SHOW_LINEAR || (q->even && s->scale == SHOW_BY_UNITS));
		break;
	case QUANTITY_TIMES:
		palette_make_times(&l->palette, (int64_t)q->low, (int64_t)q->high, s->ramp);
		break;
	case QUANTITY_CATEGORIES:
		for (int i = 0; i < q->categories; i++)
			name[i] = q->name[i];
		palette_make_categories(&l->palette, q->categories, q->value, name);
		set_shares(l, in->header, first);
	}
	if (q->complete && !s->ranged && q->form != QUANTITY_CATEGORIES)
		palette_include_high(&l->palette);
}

/* ---- A layer ------------------------------------------------------------- */

void
show_settle(struct shown *l, const struct show *s, struct show_input *in, const char *layer,
    const struct chunk *first)
{
	char why[CHUNK_WHY_MAX];

	snprintf(l->layer, sizeof l->layer, "%s", layer);
	if (quantity_of(&l->quantity, in->header, layer, first, why) < 0 && !s->ranged)
		cmd_fail("%s: %s", shown_as(l), why);
	choose_range(l, s, in, first);
	make_palette(l, s, in, first);
	snprintf(l->picture.title, sizeof l->picture.title, "%s",
	    s->title != NULL ? s->title : l->quantity.title);
	if ((l->spread = spread_new()) == NULL)
		cmd_fail("out of memory");
}

void
show_begin(struct shown *l, const struct show *s, struct show_input *in, const char *layer,
    const struct chunk *first)
{
	struct picture *p = &l->picture;
	char why[CHUNK_WHY_MAX];

	show_settle(l, s, in, layer, first);
	p->header = in->header;
	p->palette = &l->palette;
	snprintf(p->units, sizeof p->units, "%s", l->quantity.units);
	p->backdrop = (struct backdrop){ .coast = (s->map & SHOW_COAST) != 0,
		.borders = (s->map & SHOW_BORDERS) != 0, .graticule = (s->map & SHOW_GRID) != 0,
		.places = s->places, .points = s->points, .lines = s->lines,
		.lines_n = (size_t)s->n_lines,
		.km = s->no_legend ? 0 : grid_cell_km(in->header) };
	p->said_credit = s->credit;
	p->zone = s->zone;
	p->legend = !s->no_legend;
	p->zoom = s->zoom;
	if (picture_make(p, first, why) < 0)
		cmd_fail("%s", why);
	/* Coasts come by themselves; what was asked for is not left out in silence. */
	if (*p->mapless && (in->cmd->verbose || s->n_lines > 0 || s->places > 0 || p->backdrop.graticule))
		cmd_warn("no map: %s", p->mapless);
}

void
show_free(struct shown *l)
{
	picture_free(&l->picture);
	spread_free(l->spread);
}

int
show_note(struct shown *l, const struct chunk_header *h, const struct chunk *c, char *why)
{
	if (c->kind == CHUNK_FIELD && l->fields++ > 0 && l->once)
		return chunk_reason(why, "%s: the range of several fields is found by reading them twice, "
		    "which a pipe cannot be: write them to a file first, or say --range lo,hi", shown_as(l));
	if (c->kind == CHUNK_FIELD)
		spread_add(l->spread, h, c);
	return 0;
}

int
show_draw(struct shown *l, const struct chunk *c, char *why)
{
	if (show_note(l, l->picture.header, c, why) < 0)
		return -1;
	picture_draw(&l->picture, c);
	return font_failed(l->picture.sheet.font) ? chunk_reason(why, "out of memory") : 0;
}

/* Who chose a range may want just the few that are in it. */
static double
most_unseen(const struct show *s)
{
	return s->ranged ? 0.99 : 0.9;
}

/*
 * The range that would show a layer, or NULL: of several, each has its own. `both`
 * sides of 0, if the values are no difference by their name.
 */
static const char *
better_range(const struct shown *l, const struct show *s, bool both, char *text, size_t size)
{
	struct spread_wish wish = wish_of(&l->quantity, l->spread);
	double low, high;
	bool logarithmic;

	wish.difference |= both;
	if (!spread_range(l->spread, wish, &low, &high, &logarithmic) || low < -SHOW_RANGE_MAX ||
	    high > SHOW_RANGE_MAX || !(both || high < l->quantity.high || low < l->quantity.low))
		return NULL;
	if (!both && (s->layer == NULL ? l->layer[0] != '\0' : strchr(s->layer, ',') != NULL))
		return "--range auto";
	snprintf(text, size, "--range %g,%g", low, high);
	return text;
}

/* The pale interval around 0 may hold nearly all that there is of a difference. */
static void
end_difference(const struct shown *l, const struct show *s)
{
	const struct palette *p = &l->palette;
	const char *better;
	char text[64];
	double within;
	int zero = 0;

	while (zero < p->count - 1 && p->step[zero + 1] <= 0)
		zero++;
	within = spread_within(l->spread, p->step[zero], p->step[zero + 1]);
	if (within > most_unseen(s) && (better = better_range(l, s, false, text, sizeof text)) != NULL)
		cmd_warn("%s: %.4g %% of what is not 0 is in the pale step around 0, from %g to %g: "
		    "%s would show it", shown_as(l), within * 100, (double)p->step[zero],
		    (double)p->step[zero + 1], better);
}

void
show_end(const struct shown *l, const struct show *s)
{
	const struct quantity *q = &l->quantity;
	const char *better;
	char text[64];
	double below;

	if (l->fields > 0 && spread_is_empty(l->spread)) {
		cmd_warn("%s: nothing to see: every cell of every field is missing", shown_as(l));
		return;
	}
	if (q->form == QUANTITY_DIFFERENCE)
		end_difference(l, s);
	if (q->form != QUANTITY_RANGE)
		return;
	/* Of a difference that does not say so. A few are the noise of float32 and of models. */
	if (q->low >= 0 && !s->ranged && (below = spread_below(l->spread, 0)) > 0.01 &&
	    (better = better_range(l, s, true, text, sizeof text)) != NULL) {
		cmd_warn("%s: %.3g %% of what is there is below 0, which this range shows as dry: is it a "
		    "difference? %s shows both sides", shown_as(l), 100 * below, better);
		return;
	}
	below = spread_below(l->spread, q->low);
	if (below > most_unseen(s) && (better = better_range(l, s, false, text, sizeof text)) != NULL)
		cmd_warn("%s: %.4g %% of what is not dry is below the range that begins at %g: "
		    "%s would show it", shown_as(l), below * 100, q->low, better);
}
