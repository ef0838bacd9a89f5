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
	fprintf(to, ",%.3f,%.3f]", row, col);
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

/* A place as a vector from the middle of the earth: between two there is no antimeridian. */
struct vector {
	double x, y, z;
};

static bool
vector_at(const struct marks *m, double row, double col, struct vector *v)
{
	const double radian = acos(-1) / 180;
	struct point p;

	if (!lonlat_of(m->lonlat, row, col, &p))
		return false;
	*v = (struct vector){ cos(p.y * radian) * cos(p.x * radian), cos(p.y * radian) * sin(p.x * radian),
		sin(p.y * radian) };
	return true;
}

/* How far the middle of a part is from that of its corners, in degrees; 0 where one is in space. */
static double
error_of(const struct marks *m, double row, double col, double rows, double cols)
{
	struct vector v[4], middle, sum = { 0, 0, 0 };
	double length;

	for (int i = 0; i < 4; i++) {
		if (!vector_at(m, row + rows * (i / 2), col + cols * (i % 2), &v[i]))
			return 0;
		sum = (struct vector){ sum.x + v[i].x, sum.y + v[i].y, sum.z + v[i].z };
	}
	length = sqrt(sum.x * sum.x + sum.y * sum.y + sum.z * sum.z);
	if (!vector_at(m, row + rows / 2, col + cols / 2, &middle) || !(length > 0))
		return 0;
	return 180 / acos(-1) * sqrt(pow(sum.x / length - middle.x, 2) + pow(sum.y / length - middle.y, 2) +
	    pow(sum.z / length - middle.z, 2));
}

/* How many parts each way keep the error below 0.002 degrees, if so few do. */
static int
parts_of(const struct marks *m)
{
	enum { FEWEST = 8, MOST = 32 };
	int n = FEWEST;

	for (; n < MOST; n *= 2) {
		double rows = (double)m->grid->rows / n, cols = (double)m->grid->cols / n, worst = 0;

		for (int i = 0; i < n * n; i++)
			worst = fmax(worst, error_of(m, i / n * rows, i % n * cols, rows, cols));
		if (worst < 0.002)
			break;
	}
	return n;
}

static void
write_lonlat(FILE *to, const struct marks *m)
{
	const double *a = m->grid->affine;
	const char *comma = "";
	int n;

	if (m->lonlat == NULL) {
		fputs("\"lonlat\":null,\n", to);
	} else if (lonlat_is_degrees(m->lonlat)) {
		fprintf(to, "\"lonlat\":{\"affine\":[%.17g,%.17g,%.17g,%.17g,%.17g,%.17g]},\n", a[0], a[1],
		    a[2], a[3], a[4], a[5]);
	} else {
		n = parts_of(m);
		fprintf(to, "\"lonlat\":{\"n\":%d,\"at\":[", n);
		for (int i = 0; i < (n + 1) * (n + 1); i++, comma = ",") {
			struct point p;

			if (lonlat_of(m->lonlat, (double)m->grid->rows * (i / (n + 1)) / n,
			    (double)m->grid->cols * (i % (n + 1)) / n, &p))
				fprintf(to, "%s%.4f,%.4f", comma, p.x, p.y);
			else
				fprintf(to, "%snull,null", comma);
		}
		fputs("]},\n", to);
	}
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
