/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * weather.c - synthetic radar composites: fractal clouds and fronts that drift
 * over a fixed coverage.
 *
 * Wetness, an integer, is the sum of two cloud textures, a broad swell, and the
 * fronts. The clouds drift with winds that differ a little, so that what they
 * add up to grows and decays on its way. There is an echo where wetness passes
 * a level, found so that the day has the share of echoes it should have.
 * Everything slow is done once a day; a picture is only looked up and added.
 */
#include "radar/weather.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SIDE   1024             /* of a texture, in cells of the archive; it repeats beyond */
#define COARSE 8                /* of the lattice that a texture grows from */
#define SPAN   1024             /* of a front's profile, in cells across the front */
#define FRONTS 2
#define LEVELS 1024             /* wetness is 0 to LEVELS - 1 */
#define KNOTS  6                /* of the day's general rise and fall */
#define SWING  30               /* and how far they go up and down */
#define HEIGHT 200              /* above the level: 1 of 10,000 cells is higher; 15 mm/h */

enum { SWELL, CLOUDS, SCUD, TEXTURES };

struct random {
	uint64_t state;
};

struct front {
	double at, speed;               /* along its normal, in cells; and cells an image */
	int across, down;               /* its normal, 256 long */
	uint8_t profile[SPAN];          /* wetness across it, the line itself at SPAN / 2 */
};

struct weather {
	uint32_t rows, cols;
	uint16_t *x, *y;                /* the archive's column and row of each of ours */
	uint8_t *coverage;              /* rows x cols: WEATHER_DRY (0) or WEATHER_OUTSIDE */
	uint64_t spikes;                /* the day's own number, for its spikes */
	double wind[TEXTURES][2];       /* cells an image, across and down */
	struct front front[FRONTS];
	double swing[KNOTS];            /* wetness that is added all over, through the day */
	uint8_t code[LEVELS];           /* of each wetness, WEATHER_DRY below the day's level */
	uint8_t texture[TEXTURES][SIDE * SIDE];
	int16_t grown[2][SIDE * SIDE];  /* scratch of texture() */
};

/*
 * Where Sweden's radars stand (public positions, good to a kilometre or so), as
 * fractions of the archive's grid from its upper left: longitude and latitude
 * through UTM 33N, less the corner (126648.404, 7771252.876), over 471 columns
 * and 887 rows of 2014.958 m. Kiruna, Lulea, Ornskoldsvik, Ostersund,
 * Hudiksvall, Leksand, Balsta, Vilebo, Vara, Ase, Karlskrona, Angelholm.
 */
static const double radars[][2] = {
	{ 0.6438, 0.1398 }, { 0.7287, 0.2784 }, { 0.5708, 0.3972 }, { 0.3807, 0.4209 },
	{ 0.4891, 0.5274 }, { 0.3865, 0.5817 }, { 0.5468, 0.6493 }, { 0.4518, 0.7441 },
	{ 0.2592, 0.7338 }, { 0.6083, 0.7957 }, { 0.4332, 0.8570 }, { 0.2535, 0.8515 },
};

/*
 * How far one sees, in cells of the archive: leaves 37 % of the grid outside,
 * as the archive has.
 */
#define REACH 120.0

/*
 * How much each doubling adds to a texture, coarse to fine (128 cells to 1):
 * how rough it looks.
 */
static const int swell[] = { 4000, 1600, 400, 0, 0, 0, 0, 0 };
static const int clouds[] = { 1700, 1700, 1300, 850, 480, 260, 130, 60 };

/* SplitMix64 (Steele, Lea and Flood, 2014). */
static uint64_t
next(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static double
between(struct random *r, double low, double high)
{
	return low + (high - low) * ((double)(next(r) >> 11) * 0x1p-53);
}

/* From 0 up to 1 as x goes from 0 to 1, level at both ends. */
static double
smooth(double x)
{
	x = x < 0 ? 0 : x > 1 ? 1 : x;
	return x * x * (3 - 2 * x);
}

/*
 * Doubles an n x n texture that repeats: each value makes four, 9/16 itself and
 * the rest from the three neighbours on that side, plus a random amount up to
 * `rough`.
 */
static void
double_up(struct random *r, const int16_t *from, size_t n, int16_t *to, int rough)
{
	for (size_t i = 0; i < 2 * n; i++) {
		const int16_t *near = from + i / 2 * n;
		const int16_t *far = from + (i / 2 + (i & 1 ? 1 : n - 1)) % n * n;
		uint64_t bits = 0;

		for (size_t j = 0; j < 2 * n; j++) {
			size_t a = j / 2, b = (a + (j & 1 ? 1 : n - 1)) % n;
			int value = (9 * near[a] + 3 * near[b] + 3 * far[a] + far[b] + 8) >> 4;

			if (j % 4 == 0 && rough)
				bits = next(r);
			value += ((int)(bits & 0xffff) - 0x8000) * rough / 0x8000;
			bits >>= 16;
			to[i * 2 * n + j] = (int16_t)value;
		}
	}
}

static void
grow_texture(struct weather *w, struct random *r, uint8_t *texture, const int *rough)
{
	int16_t *from = w->grown[0], *to = w->grown[1], *made;

	for (size_t i = 0; i < COARSE * COARSE; i++)
		from[i] = (int16_t)between(r, -rough[0], rough[0]);
	for (size_t n = COARSE; n < SIDE; n *= 2) {
		double_up(r, from, n, to, *++rough);
		made = to, to = from, from = made;
	}
	for (size_t i = 0; i < SIDE * SIDE; i++) {
		int value = 128 + from[i] / 16;

		texture[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
	}
}

/*
 * A sharp edge ahead of the line, a long tail behind it, and a narrow core of
 * heavy rain.
 */
static void
shape_front(struct front *f, struct random *r, double height)
{
	double ahead = between(r, 12, 35), behind = between(r, 40, 130), core = between(r, 6, 16);

	for (int i = 0; i < SPAN; i++) {
		double d = i - SPAN / 2;
		double wide = smooth(1 - (d > 0 ? d / ahead : -d / behind));
		double narrow = smooth(1 - (d > 0 ? d : -d) / core);

		f->profile[i] = (uint8_t)(height * (0.7 * wide + 0.3 * narrow));
	}
}

/* A direction near (across, down), of length 1. */
static void
pick_direction(struct random *r, double across, double down, double direction[2])
{
	double x, y, square;

	do {
		x = between(r, -1, 1);
		y = between(r, -1, 1);
		square = x * x + y * y;
	} while (square > 1);
	x += across;
	y += down;
	square = sqrt(x * x + y * y + 1e-6);
	direction[0] = x / square;
	direction[1] = y / square;
}

/*
 * Wind mostly from the west and south-west, 5 to 18 m/s; fronts that pass some
 * time in the day.
 */
static void
pick_winds(struct weather *w, struct random *r)
{
	double wind[2], normal[2], speed = between(r, 0.8, 2.7);

	pick_direction(r, 0.9, -0.5, wind);
	for (int t = 0; t < TEXTURES; t++) {
		w->wind[t][0] = speed * wind[0] + (t == SCUD ? between(r, -0.4, 0.4) : 0);
		w->wind[t][1] = speed * wind[1] + (t == SCUD ? between(r, -0.4, 0.4) : 0);
	}
	for (int i = 0; i < FRONTS; i++) {
		struct front *f = &w->front[i];
		double height = between(r, 0, 1) < 0.65 ? between(r, 50, 120) : 0;
		double x = between(r, 0.2, 0.8) * WEATHER_COLS,
		       y = between(r, 0.2, 0.8) * WEATHER_ROWS;

		pick_direction(r, 1.5 * wind[0], 1.5 * wind[1], normal);
		f->across = (int)(256 * normal[0]);
		f->down = (int)(256 * normal[1]);
		f->speed = speed * (wind[0] * normal[0] + wind[1] * normal[1]);
		f->at = x * normal[0] + y * normal[1] - f->speed * between(r, 0, WEATHER_IMAGES);
		shape_front(f, r, height);
	}
	for (int i = 0; i < KNOTS; i++)
		w->swing[i] = between(r, -SWING, SWING);
}

/* What one row of one image looks its wetness up in. */
struct look {
	const uint8_t *row[TEXTURES];
	unsigned shift[TEXTURES];
	int line[FRONTS];               /* distance of column 0 to the front, times 256 */
	int base;
};

static unsigned
drift(double wind, unsigned image)
{
	return (unsigned)((int)floor(-wind * image)) % SIDE;
}

static void
look_at(const struct weather *w, unsigned image, unsigned y, struct look *look)
{
	double knot = (double)image * (KNOTS - 1) / WEATHER_IMAGES;
	int k = (int)knot;

	for (int t = 0; t < TEXTURES; t++) {
		look->row[t] = w->texture[t] + (y + drift(w->wind[t][1], image)) % SIDE * SIDE;
		look->shift[t] = drift(w->wind[t][0], image);
	}
	for (int i = 0; i < FRONTS; i++) {
		const struct front *f = &w->front[i];

		look->line[i] = (int)y * f->down - (int)(256 * (f->at + f->speed * image));
	}
	look->base =
	    SWING + (int)(w->swing[k] + (w->swing[k + 1] - w->swing[k]) * smooth(knot - k));
}

/*
 * From 0 to 2 * SWING + 127 + 255 + 255 + FRONTS * 120: always less than
 * LEVELS.
 */
static inline int
wetness(const struct weather *w, const struct look *look, unsigned x)
{
	int swell = look->row[SWELL][(x + look->shift[SWELL]) % SIDE];
	int wet = look->base + swell / 2 + look->row[CLOUDS][(x + look->shift[CLOUDS]) % SIDE] +
	    look->row[SCUD][(x + look->shift[SCUD]) % SIDE];

	for (int i = 0; i < FRONTS; i++) {
		const struct front *f = &w->front[i];
		int d = SPAN / 2 + ((look->line[i] + (int)x * f->across) >> 8) + (swell - 128) / 2;

		wet += f->profile[d < 0 ? 0 : d >= SPAN ? SPAN - 1 : d];
	}
	return wet;
}

/* A cell is seen if its centre is; x and y are in cells of the archive. */
static bool
is_seen(double x, double y)
{
	for (size_t i = 0; i < sizeof radars / sizeof *radars; i++) {
		double across = x - radars[i][0] * WEATHER_COLS,
		       down = y - radars[i][1] * WEATHER_ROWS;

		if (across * across + down * down < REACH * REACH)
			return true;
	}
	return false;
}

/*
 * Counts the cells that are seen by their wetness: some of every twelfth image on
 * the archive's grid, so that it is the same for all sizes of pictures. Returns
 * how many were looked at.
 */
static uint32_t
count_wetness(const struct weather *w, uint32_t count[LEVELS])
{
	uint32_t cells = 0;
	struct look look;

	for (unsigned image = 5; image < WEATHER_IMAGES; image += 12)
		for (unsigned y = image % 7; y < WEATHER_ROWS; y += 7) {
			look_at(w, image, y, &look);
			for (unsigned x = y % 6; x < WEATHER_COLS; x += 6, cells++)
				if (is_seen(x + 0.5, y + 0.5))
					count[wetness(w, &look, x)]++;
		}
	return cells;
}

/* The wetness that so many of the cells reach, LEVELS where none should. */
static int
find_level(const uint32_t count[LEVELS], double cells)
{
	uint32_t over = 0;
	int level = LEVELS;

	while (level > 0 && over + count[level - 1] / 2 < cells)
		over += count[--level];
	return level;
}

void
weather_day(struct weather *w, uint32_t seed, int64_t day, double echo)
{
	struct random r = { (uint64_t)day };
	double spread = echo < 35 ? 0.7 : (60 - echo) / 60, cells, scale;
	uint32_t count[LEVELS] = { 0 };
	int level, highest;

	r.state = next(&r) ^ seed;
	w->spikes = next(&r);
	grow_texture(w, &r, w->texture[SWELL], swell);
	grow_texture(w, &r, w->texture[CLOUDS], clouds);
	grow_texture(w, &r, w->texture[SCUD], clouds);
	pick_winds(w, &r);
	cells = count_wetness(w, count);
	level = find_level(count, cells * echo / 100 * between(&r, 1 - spread, 1 + spread));
	highest = find_level(count, cells / 10000);
	scale = highest - level > HEIGHT ? (double)HEIGHT / (highest - level) : 1;
	for (int i = 0; i < LEVELS; i++) {
		double over = (i - level) * scale;
		double code =
		    WEATHER_LEAST + 77 * over / (over + 3) + over * (0.55 - 0.0006 * over);

		w->code[i] = (uint8_t)(over < 0 ? WEATHER_DRY : code > 190 ? 190 : code);
	}
}

void
weather_draw(const struct weather *w, unsigned image, uint8_t *codes)
{
	uint64_t cells = (uint64_t)w->rows * w->cols, spike;
	struct random r = { w->spikes + image };
	struct look look;

	memcpy(codes, w->coverage, cells);
	for (uint32_t row = 0; row < w->rows; row++) {
		uint8_t *to = codes + (size_t)row * w->cols;

		look_at(w, image, w->y[row], &look);
		for (uint32_t col = 0; col < w->cols; col++)
			if (to[col] != WEATHER_OUTSIDE)
				to[col] = w->code[wetness(w, &look, w->x[col])];
	}
	/* Real composites have a few absurd cells: 63 to 735 mm/h, here. */
	spike = next(&r) % (4 * cells);
	if (spike < cells && codes[spike] != WEATHER_DRY && codes[spike] != WEATHER_OUTSIDE)
		codes[spike] = (uint8_t)(200 + next(&r) % 41);
}

struct weather *
weather_new(uint32_t rows, uint32_t cols)
{
	struct weather *w = calloc(1, sizeof *w);
	double high = (double)WEATHER_ROWS / rows, wide = (double)WEATHER_COLS / cols;

	if (w == NULL)
		return NULL;
	w->rows = rows;
	w->cols = cols;
	w->x = malloc(cols * sizeof *w->x);
	w->y = malloc(rows * sizeof *w->y);
	w->coverage = calloc(rows, cols);
	if (w->x == NULL || w->y == NULL || w->coverage == NULL) {
		weather_free(w);
		return NULL;
	}
	for (uint32_t col = 0; col < cols; col++)
		w->x[col] = (uint16_t)((col + 0.5) * wide);
	for (uint32_t row = 0; row < rows; row++) {
		uint8_t *to = w->coverage + (size_t)row * cols;

		w->y[row] = (uint16_t)((row + 0.5) * high);
		for (uint32_t col = 0; col < cols; col++)
			if (!is_seen((col + 0.5) * wide, (row + 0.5) * high))
				to[col] = WEATHER_OUTSIDE;
	}
	return w;
}

void
weather_free(struct weather *w)
{
	if (w == NULL)
		return;
	free(w->x);
	free(w->y);
	free(w->coverage);
	free(w);
}
