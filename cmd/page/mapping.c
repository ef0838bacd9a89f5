/* SPDX-License-Identifier: BSD-2-Clause */
/* mapping.c - the map of a page, as JSON. */
#include "page/mapping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "grid/width.h"
#include "map/ground.h"
#include "map/world.h"
#include "page/pack.h"
#include "picture/marks.h"

#define SIDE     970                            /* pixels that a grid is enlarged to, at most */
#define PLACES   60                             /* names, if the user does not say how many */

static int
zoom_of(const struct chunk_grid *g)
{
	uint32_t side = g->rows > g->cols ? g->rows : g->cols;

	return side < SIDE ? (int)(SIDE / side) : 1;
}

/* ---- Lines ------------------------------------------------------------- */

/* The lines of each kind, as one path. */
struct paths {
	FILE *to[GROUND_KINDS];
	char *text[GROUND_KINDS];
	size_t size[GROUND_KINDS];
	bool open[GROUND_KINDS];
	struct point end[GROUND_KINDS];         /* of its last edge, in pixels */
	long x[GROUND_KINDS], y[GROUND_KINDS];  /* in tenths */
};

/* For ground_draw(): an edge goes on where the last one of its kind ended, or begins anew. */
static void
add_edge(void *arg, enum ground_kind kind, struct point a, struct point b)
{
	struct paths *p = arg;
	long x = lround(10 * b.x), y = lround(10 * b.y);

	if (!p->open[kind] || p->end[kind].x != a.x || p->end[kind].y != a.y) {
		p->x[kind] = lround(10 * a.x);
		p->y[kind] = lround(10 * a.y);
		fprintf(p->to[kind], "M%ld %ldl", p->x[kind], p->y[kind]);
	} else if (x - p->x[kind] >= 0) {
		putc(' ', p->to[kind]);
	}
	fprintf(p->to[kind], y - p->y[kind] < 0 ? "%ld%ld" : "%ld %ld", x - p->x[kind], y - p->y[kind]);
	p->open[kind] = true;
	p->end[kind] = b;
	p->x[kind] = x;
	p->y[kind] = y;
}

static void
write_lines(FILE *to, struct paths *p)
{
	static const char *const names[GROUND_KINDS] = { "coast", "lakes", "borders", "grid", "own" };

	fputs("\"lines\":{", to);
	for (int i = 0; i < GROUND_KINDS; i++) {
		if (fclose(p->to[i]) != 0 || p->text[i] == NULL)
			cmd_fail("out of memory");
		fprintf(to, "%s\"%s\":\"%s\"", i > 0 ? ",\n" : "", names[i], p->text[i]);
		free(p->text[i]);
	}
	fputs("},\n", to);
}

static void
write_land(FILE *to, const uint8_t *ground, size_t rows, size_t cols)
{
	bool *land = malloc(rows * cols * sizeof *land);
	char *text = NULL;

	for (size_t i = 0; land != NULL && i < rows * cols; i++)
		land[i] = (ground[i] & GROUND_LAND) != 0;
	if (land == NULL || (text = pack_bits(land, rows, cols)) == NULL)
		cmd_fail("out of memory");
	fprintf(to, "\"land\":\"%s\",\n", text);
	free(text);
	free(land);
}

/* Returns whether there is a map. */
static bool
write_ground(FILE *to, const struct show *s, const struct chunk_header *h, bool verbose)
{
	const struct chunk_grid *g = chunk_grid(h);
	int zoom = zoom_of(g), status;
	size_t rows = (size_t)g->rows * (size_t)zoom, cols = (size_t)g->cols * (size_t)zoom;
	struct paths paths = { 0 };
	struct ground_what what = { .coast = (s->map & SHOW_COAST) != 0,
		.borders = (s->map & SHOW_BORDERS) != 0, .graticule = (s->map & SHOW_GRID) != 0,
		.lines = s->lines, .lines_n = (size_t)s->n_lines, .line = add_edge, .arg = &paths };
	uint8_t *ground = malloc(rows * cols);
	char why[CHUNK_WHY_MAX];

	for (int i = 0; i < GROUND_KINDS; i++)
		if ((paths.to[i] = open_memstream(&paths.text[i], &paths.size[i])) == NULL)
			cmd_fail("out of memory");
	if (ground == NULL)
		cmd_fail("out of memory");
	if ((status = ground_draw(h, &what, zoom, 1, ground, why)) < 0)
		cmd_fail("%s", why);
	if (status > 0 && (verbose || s->n_lines > 0 || s->places > 0 || what.graticule))
		cmd_warn("no map: %s", why);
	fprintf(to, "\"zoom\":%d,\n", zoom);
	if (status == 0 && what.coast)
		write_land(to, ground, rows, cols);
	else
		fputs("\"land\":\"\",\n", to);
	write_lines(to, &paths);
	free(ground);
	return status == 0 && (what.coast || what.borders);
}

/* ---- Names ------------------------------------------------------------- */

static void
write_mark(FILE *to, const char *name, double row, double col, const char **comma)
{
	fputs(*comma, to);
	putc('[', to);
	json_string(to, name, strlen(name));
	fprintf(to, ",%.6f,%.6f]", row, col);
	*comma = ",";
}

/* The largest places come first. */
static void
write_places(FILE *to, const struct marks *m, int most)
{
	const unsigned char *at = NULL;
	struct world_place place;
	const char *comma = "";
	double row, col;

	fputs("\"places\":[", to);
	while (m->lonlat != NULL && most > 0 && world_next_place(&at, &place)) {
		if (!marks_place(m, place.lonlat, &row, &col))
			continue;
		write_mark(to, place.name, row, col, &comma);
		most--;
	}
	fputs("],\n", to);
}

static void
write_points(FILE *to, const struct marks *m, const char *path)
{
	struct places p = { 0 };
	const char *comma = "";
	double row, col;
	size_t on_map = 0;

	fputs("\"points\":[", to);
	if (path != NULL)
		places_file(&p, path);
	for (size_t i = 0; i < p.n; i++) {
		if (!marks_point(m, &p.at[i], &row, &col))
			continue;
		write_mark(to, p.at[i].name, row, col, &comma);
		on_map++;
	}
	if (path != NULL && on_map == 0)
		cmd_warn("%s: none of its %zu points is on the map", path, p.n);
	places_free(&p);
	fputs("],\n", to);
}

/* ---- Longitude and latitude -------------------------------------------- */

/*
 * The page has places at the corners of n x n parts of the grid, and finds others
 * by parabolas through three corners each way. It does so with vectors from the
 * middle of the earth, for which there is no antimeridian.
 */
enum { FEWEST_PARTS = 8, MOST_PARTS = 32 };

struct corners {
	const struct marks *marks;
	int n;
	double at[(MOST_PARTS + 1) * (MOST_PARTS + 1)][3];      /* NaN: in space */
};

static bool
vector_at(const struct marks *m, double row, double col, double v[3])
{
	const double radian = acos(-1) / 180;
	struct point p;

	v[0] = v[1] = v[2] = NAN;
	if (!lonlat_of(m->lonlat, row, col, &p))
		return false;
	v[0] = cos(p.y * radian) * cos(p.x * radian);
	v[1] = cos(p.y * radian) * sin(p.x * radian);
	v[2] = sin(p.y * radian);
	return true;
}

static void
set_corners(struct corners *c, int n)
{
	double rows = c->marks->grid->rows, cols = c->marks->grid->cols;

	c->n = n;
	for (int i = 0; i < (n + 1) * (n + 1); i++)
		vector_at(c->marks, rows * (i / (n + 1)) / n, cols * (i % (n + 1)) / n, c->at[i]);
}

static void
set_weights(double u, double weight[3])
{
	weight[0] = u * (u - 1) / 2;
	weight[1] = 1 - u * u;
	weight[2] = u * (u + 1) / 2;
}

/* How many degrees the place that the page finds at y, x, in parts, is off; 0 if it finds none. */
static double
error_at(const struct corners *c, double y, double x)
{
	int i = (int)fmin(c->n - 1, fmax(1, floor(y + 0.5)));
	int j = (int)fmin(c->n - 1, fmax(1, floor(x + 0.5)));
	double down[3], across[3], found[3] = { 0 }, is[3], length, off = 0;

	set_weights(y - i, down);
	set_weights(x - j, across);
	for (int k = 0; k < 9; k++)
		for (int q = 0; q < 3; q++)
			found[q] += c->at[(i - 1 + k / 3) * (c->n + 1) + j - 1 + k % 3][q] *
			    down[k / 3] * across[k % 3];
	length = sqrt(found[0] * found[0] + found[1] * found[1] + found[2] * found[2]);
	if (isnan(length) || !vector_at(c->marks, y / c->n * c->marks->grid->rows,
	    x / c->n * c->marks->grid->cols, is))
		return 0;
	for (int q = 0; q < 3; q++)
		off += pow(found[q] / length - is[q], 2);
	return 180 / acos(-1) * sqrt(off);
}

/* As few parts as keep the error below 0.001 degrees, if so few do. */
static double
choose_parts(struct corners *c)
{
	double worst = INFINITY;

	for (int n = FEWEST_PARTS; n <= MOST_PARTS && worst >= 0.001; n *= 2) {
		set_corners(c, n);
		worst = 0;
		for (int i = 0; i < 9 * n * n; i++)
			worst = fmax(worst, error_at(c, (i / (3 * n) + 0.5) / 3, (i % (3 * n) + 0.5) / 3));
	}
	return worst;
}

static void
write_corners(FILE *to, const struct marks *m)
{
	struct corners *c = malloc(sizeof *c);
	const double degree = 180 / acos(-1);

	if (c == NULL)
		cmd_fail("out of memory");
	c->marks = m;
	fprintf(to, "\"lonlat\":{\"error\":%.2g,", choose_parts(c));
	fprintf(to, "\"n\":%d,\"at\":[", c->n);
	for (int i = 0; i < (c->n + 1) * (c->n + 1); i++) {
		const double *v = c->at[i];

		if (i > 0)
			putc(',', to);
		if (isnan(v[0]))
			fputs("null,null", to);
		else
			fprintf(to, "%.4f,%.4f", degree * atan2(v[1], v[0]), degree * atan2(v[2], hypot(v[0], v[1])));
	}
	fputs("]},\n", to);
	free(c);
}

static void
write_lonlat(FILE *to, const struct marks *m)
{
	const double *a = m->grid->affine;

	if (m->lonlat == NULL)
		fputs("\"lonlat\":null,\n", to);
	else if (lonlat_is_degrees(m->lonlat))
		fprintf(to, "\"lonlat\":{\"affine\":[%.17g,%.17g,%.17g,%.17g,%.17g,%.17g]},\n", a[0], a[1],
		    a[2], a[3], a[4], a[5]);
	else
		write_corners(to, m);
}

/* ---- All of it --------------------------------------------------------- */

bool
mapping_write(FILE *to, const struct show *s, const struct chunk_header *h, bool verbose)
{
	struct marks marks;
	bool mapped;

	marks_open(&marks, h);
	fprintf(to, "\"rows\":%u,\"cols\":%u,\"km\":%.6g,\n", marks.grid->rows, marks.grid->cols,
	    grid_cell_km(h));
	mapped = write_ground(to, s, h, verbose);
	write_places(to, &marks, s->places == MAPPING_USUAL ? PLACES : s->places);
	write_points(to, &marks, s->points);
	write_lonlat(to, &marks);
	lonlat_close(marks.lonlat);
	return mapped;
}
