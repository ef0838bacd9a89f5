/* SPDX-License-Identifier: BSD-2-Clause */
/* zones.c - zones from a field of whole numbers: the cells of each number. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/flags.h"
#include "table/private.h"

#define NUMBER_MAX 65535u               /* of a zone; 0 is none */

/* A stream of zones, open for its header until the places are resolved. */
struct places_zones {
	char *path;
	struct chunk_stream *in;
};

struct zone {
	struct cells cells;
	const char *word;               /* its name in the header, or NULL */
	size_t length;
};

/* ---- The field --------------------------------------------------------- */

static void
open_stream(struct places_zones *z)
{
	const struct chunk_header *h;

	cmd_check_inputs(&z->path, 1);
	if ((z->in = chunk_open(&z->path, 1)) == NULL)
		cmd_fail("out of memory");
	if (chunk_read_header(z->in) < 0)
		cmd_fail("--zones: %s", chunk_error(z->in));
	h = chunk_header(z->in);
	if (chunk_grid(h)->rows == 0)
		cmd_fail("--zones: %s: holds images that are still encoded, and zones are a field of whole "
		    "numbers", chunk_name(z->in));
	if (chunk_get(h, "partial") != NULL)
		cmd_fail("--zones: %s: is partial statistics, which are not fields yet: stats finishes them",
		    chunk_name(z->in));
}

/* Reads the stream to its end, and keeps the field that has the zones. */
static void
read_field(struct chunk_stream *in, struct chunk *kept)
{
	char start[CHUNK_TIME_MAX], other[CHUNK_LAYER_MAX + 1] = "";
	struct chunk c = { 0 };
	bool any = false, several = false;
	int got;

	while ((got = chunk_read(in, &c)) > 0) {
		if (c.kind == CHUNK_GAP)
			continue;
		if (c.kind != CHUNK_FIELD)
			cmd_fail("--zones: %s: %s: an image that is still encoded, among fields", chunk_name(in),
			    chunk_time_text(c.start, start));
		if (any && (c.start != kept->start || c.end != kept->end))
			cmd_fail("--zones: %s: has fields of more than one time, and zones are one field: crop "
			    "--from and --to take one of them", chunk_name(in));
		if (any) {
			several = true;
			strcpy(other, strcmp(c.layer, "cluster") == 0 ? kept->layer : c.layer);
		}
		if (!any || strcmp(c.layer, "cluster") == 0)
			chunk_swap(kept, &c);
		any = true;
	}
	if (got < 0)
		cmd_fail("--zones: %s", chunk_error(in));
	if (!any)
		cmd_fail("--zones: %s: has no field", chunk_name(in));
	if (several && strcmp(kept->layer, "cluster") != 0)
		cmd_fail("--zones: %s: has several layers, such as \"%s\" and \"%s\", and none is \"cluster\": "
		    "zones are that layer, or the only one", chunk_name(in), kept->layer, other);
	chunk_free(&c);
}

/* ---- The cells --------------------------------------------------------- */

/* The number of the zone that has a value, 0 for no zone. */
static uint32_t
number_of(const struct chunk_stream *in, float value, uint32_t row, uint32_t col)
{
	if (isnan(value))
		return 0;
	if (!(value >= 0) || value > NUMBER_MAX || value != truncf(value))
		cmd_fail("--zones: %s: row %" PRIu32 ", column %" PRIu32 " has the value %.9g: "
		    "zones are whole numbers from 1 to %u, and cells of no zone are 0 or missing",
		    chunk_name(in), row, col, (double)value, NUMBER_MAX);
	return (uint32_t)value;
}

/* Takes the runs of all zones, or only counts them while there is no room. */
static void
take_runs(const struct chunk_stream *in, const struct chunk *c, float *values, struct zone *zones)
{
	const struct chunk_header *h = chunk_header(in);
	const struct chunk_grid *g = chunk_grid(h);

	for (uint32_t row = 0; row < g->rows; row++) {
		uint32_t first = 0, number, next;

		chunk_floats(h, c, (size_t)row * g->cols, g->cols, values);
		number = number_of(in, values[0], row, 0);
		for (uint32_t col = 1; col <= g->cols; col++) {
			struct cells *cells = &zones[number].cells;

			next = col < g->cols ? number_of(in, values[col], row, col) : 0;
			if (col < g->cols && next == number)
				continue;
			if (cells->at != NULL)
				cells->at[cells->n] = (struct run){ row, first, col };
			cells->n++;
			cells->count += col - first;
			first = col;
			number = next;
		}
	}
}

static void
find_cells(const struct chunk_stream *in, const struct chunk *c, struct zone *zones)
{
	float *values = calloc(chunk_grid(chunk_header(in))->cols, sizeof *values);
	bool any = false;

	if (values == NULL)
		cmd_fail("out of memory");
	take_runs(in, c, values, zones);
	zones[0].cells = (struct cells){ 0 };
	for (uint32_t i = 1; i <= NUMBER_MAX; i++) {
		struct cells *cells = &zones[i].cells;

		if (cells->n == 0)
			continue;
		any = true;
		*cells = (struct cells){ .room = cells->n };
		if ((cells->at = calloc(cells->room, sizeof *cells->at)) == NULL)
			cmd_fail("out of memory for the cells of zone %" PRIu32, i);
	}
	if (!any)
		cmd_fail("--zones: %s: has no zone: all cells are 0 or missing", chunk_name(in));
	take_runs(in, c, values, zones);
	free(values);
}

/* ---- Their names ------------------------------------------------------- */

/*
 * Takes flag_meanings, words with blanks between, of the numbers in
 * flag_values.
 */
static void
find_words(const struct chunk_header *h, const char *layer, const char *path,
    struct zone *zones)
{
	static const char blanks[] = ", \t";
	const char *values = flags_key(h, layer, "flag_values");
	const char *words = flags_key(h, layer, "flag_meanings");

	if (values == NULL || words == NULL)
		return;
	for (;;) {
		double number;
		char *end;

		values += strspn(values, blanks);
		words += strspn(words, " ");
		number = strtod(values, &end);
		/* Numbers may lack a name, as in pictures. */
		if (*words == '\0')
			return;
		if (end == values)
			cmd_fail("--zones: %s: flag_meanings has more words than flag_values has numbers", path);
		if (number >= 1 && number <= NUMBER_MAX && number == trunc(number)) {
			if (zones[(uint32_t)number].word != NULL)
				cmd_fail("--zones: %s: flag_values has %.0f twice", path, number);
			zones[(uint32_t)number].word = words;
			zones[(uint32_t)number].length = strcspn(words, " ");
		}
		values = end;
		words += strcspn(words, " ");
	}
}

static void
add_zone(struct places *p, const struct places_zones *z, const struct zone *zone, uint32_t number)
{
	char name[CHUNK_WHY_MAX], why[CHUNK_WHY_MAX];

	if (zone->word != NULL)
		snprintf(name, sizeof name, "%.*s",
		    zone->length < sizeof name ? (int)zone->length : (int)sizeof name - 1, zone->word);
	else
		snprintf(name, sizeof name, "%" PRIu32, number);
	if (!places_add(p, (struct place){ .kind = PLACE_ZONE, .from = z->path, .cells = zone->cells },
	    name, NULL, why))
		cmd_fail("--zones: %s: zone %" PRIu32 ": %s", chunk_name(z->in), number, why);
}

void
places_zones(struct places *p, char *path)
{
	struct zone *zones = calloc(NUMBER_MAX + 1, sizeof *zones);
	struct chunk field = { 0 };
	struct places_zones *z;

	p->zones = reallocarray(p->zones, p->zones_n + 1, sizeof *p->zones);
	if (p->zones == NULL || zones == NULL)
		cmd_fail("out of memory");
	z = &p->zones[p->zones_n++];
	*z = (struct places_zones){ .path = path };
	open_stream(z);
	read_field(z->in, &field);
	find_cells(z->in, &field, zones);
	find_words(chunk_header(z->in), field.layer, path, zones);
	for (uint32_t i = 1; i <= NUMBER_MAX; i++)
		if (zones[i].cells.n > 0)
			add_zone(p, z, &zones[i], i);
	chunk_free(&field);
	free(zones);
}

void
places_check_zones(struct places *p)
{
	for (size_t i = 0; i < p->zones_n; i++)
		cmd_check_inputs(&p->zones[i].path, 1);
}

/* ---- Their grid -------------------------------------------------------- */

static const char *
crs_of(const struct chunk_header *h)
{
	const char *crs = chunk_get(h, "crs");

	return crs != NULL ? crs : "unknown";
}

static _Noreturn void
other_grid(const struct places_zones *z, const char *what, const char *here, const char *there)
{
	cmd_fail("--zones: %s: another grid: the %s %.200s, and %.200s in the input: regrid --like brings "
	    "the zones onto the grid of the input", chunk_name(z->in), what, here, there);
}

static const char *
corner_text(const struct chunk_grid *g, char *text, size_t size)
{
	const double *a = g->affine;

	snprintf(text, size, "%.12g, %.12g, and cells of %.9g x %.9g", a[0], a[3], hypot(a[1], a[4]),
	    hypot(a[2], a[5]));
	return text;
}

void
zones_resolve(struct places *p, const struct chunk_header *h)
{
	const struct chunk_grid *g = chunk_grid(h);
	char here[128], there[128];

	for (size_t i = 0; i < p->zones_n; i++) {
		const struct places_zones *z = &p->zones[i];
		const struct chunk_header *own = chunk_header(z->in);
		const struct chunk_grid *o = chunk_grid(own);

		if (o->rows != g->rows || o->cols != g->cols) {
			snprintf(here, sizeof here, "%u x %u", o->rows, o->cols);
			snprintf(there, sizeof there, "%u x %u", g->rows, g->cols);
			other_grid(z, "rows and columns are", here, there);
		}
		if (strcmp(crs_of(own), crs_of(h)) != 0)
			other_grid(z, "CRS is", crs_of(own), crs_of(h));
		if (!chunk_same_place(o, g))
			other_grid(z, "upper-left corner is", corner_text(o, here, sizeof here),
			    corner_text(g, there, sizeof there));
	}
	zones_free(p);
}

void
zones_free(struct places *p)
{
	for (size_t i = 0; i < p->zones_n; i++)
		chunk_close(p->zones[i].in);
	free(p->zones);
	p->zones = NULL;
	p->zones_n = 0;
}
