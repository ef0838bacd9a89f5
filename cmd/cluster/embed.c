/* SPDX-License-Identifier: BSD-2-Clause */
/* embed.c - a few coordinates for each pixel. */
#include "cluster/embed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/eigen.h"
#include "cluster/lanes.h"
#include "cluster/sums.h"

#define TILE 16                        /* rows at a time: 16 KiB at most */
#define QUAD  4

typedef double quad __attribute__((vector_size(QUAD * sizeof(double))));
typedef float quad_floats __attribute__((vector_size(QUAD * sizeof(float))));

/* The work in progress. */
struct making {
	struct embed *e;
	const struct similarity *l;
	int n;                          /* landmarks */
	int rank;                       /* columns of R */
	double *root;                   /* R', rank x n */
	double *axes;                   /* U', rank x rank */
	double *work, *half;            /* n x n, or more: W, H, M; and R' H */
	double *scale;                  /* of each pixel: d^-1/2 (spectral), else NULL */
	double degrees;                 /* the sum of d */
	double weight[LANDMARKS_MAX];   /* of a landmark in d */
	double total[LANDMARKS_MAX];    /* C'1 */
	float *onto;                    /* n x width: what makes coordinates of similarities */
	const float *column[LANDMARKS_MAX]; /* its rows */
};

/* ---- Landmarks among themselves ----------------------------------------- */

/* W, made symmetric: pairs with gaps are not quite. */
static void
landmarks_matrix(struct making *m)
{
	float row[LANDMARKS_MAX];
	const int n = m->n;

	for (int i = 0; i < n; i++) {
		similarity_of(m->l, m->l->x->cell[m->l->kept[i]], row);
		for (int j = 0; j < n; j++)
			m->work[i * n + j] = row[j];
	}
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			m->work[i * n + j] = m->work[j * n + i] =
			    (m->work[i * n + j] + m->work[j * n + i]) / 2;
}

/*
 * R' from W. Small eigenvalues are rounding; with gaps W has eigenvalues below
 * 0 by chance, so positive ones as small mean nothing either.
 */
static void
make_root(struct making *m)
{
	const double least = m->l->x->gaps != NULL ? 1e-3 : 1e-6;
	double value[LANDMARKS_MAX];
	const int n = m->n;

	landmarks_matrix(m);
	eigen_symmetric(m->work, n, value, m->root);
	while (m->rank < n && value[m->rank] > least * value[0])
		m->rank++;
	for (int r = 0; r < m->rank; r++)
		for (int j = 0; j < n; j++)
			m->root[r * n + j] /= sqrt(value[r]);
}

/* ---- Degrees, of spectral clustering ------------------------------------ */

static void
sum_columns(void *arg, size_t first, size_t last, double *sum)
{
	const struct making *m = arg;
	float row[LANDMARKS_MAX];

	for (; first < last; first++) {
		similarity_of(m->l, m->e->cell[first], row);
		for (int j = 0; j < m->n; j++)
			sum[j] += row[j];
	}
}

/* Sums degrees, and counts pixels that are like no landmark. */
static void
sum_degrees(void *arg, size_t first, size_t last, double *sum)
{
	const struct making *m = arg;
	float row[LANDMARKS_MAX];

	for (; first < last; first++) {
		double degree = 0, all = 0, least;

		similarity_of(m->l, m->e->cell[first], row);
		for (int j = 0; j < m->n; j++) {
			degree += m->weight[j] * row[j];
			all += row[j];
		}
		least = 0.01 * (double)m->e->n / m->n * all;
		degree = degree > least ? degree : least;
		m->scale[first] = degree > 0 ? 1 / sqrt(degree) : 0;
		sum[0] += degree;
		sum[1] += all < 0.01;
	}
}

static bool
make_degrees(struct making *m)
{
	double sum[2];

	m->scale = reallocarray(NULL, m->e->n, sizeof *m->scale);
	if (m->scale == NULL ||
	    !sums_rows(m->l->x->pool, m->e->n, (size_t)m->n, sum_columns, m, m->total))
		return false;
	for (int r = 0; r < m->rank; r++) {
		double dot = 0;

		for (int j = 0; j < m->n; j++)
			dot += m->root[r * m->n + j] * m->total[j];
		for (int j = 0; j < m->n; j++)
			m->weight[j] += m->root[r * m->n + j] * dot;
	}
	if (!sums_rows(m->l->x->pool, m->e->n, 2, sum_degrees, m, sum))
		return false;
	m->degrees = sum[0];
	m->e->alone = (size_t)sum[1];
	return true;
}

/* ---- C'C ---------------------------------------------------------------- */

/* The row of C of a pixel, divided by the root of its degree. */
static void
scaled_row(const struct making *m, size_t i, float *row)
{
	similarity_of(m->l, m->e->cell[i], row);
	if (m->scale != NULL)
		for (int j = 0; j < m->n; j++)
			row[j] = (float)(row[j] * m->scale[i]);
}

/*
 * Adds the products of columns j to j + 3 with those from j on, over a tile of
 * rows.
 */
static inline void
add_products(double *sum, int stride, int j, float row[TILE][LANDMARKS_MAX])
{
	for (int k = j; k < stride; k += QUAD) {
		quad all[QUAD] = { { 0 } }, v;
		quad_floats f;

		for (int r = 0; r < TILE; r++) {
			memcpy(&f, &row[r][k], sizeof f);
			v = __builtin_convertvector(f, quad);
			for (int q = 0; q < QUAD; q++)
				all[q] += v * (double)row[r][j + q];
		}
		for (int q = 0; q < QUAD; q++) {
			double *to = sum + (j + q) * stride + k;

			memcpy(&v, to, sizeof v);
			v += all[q];
			memcpy(to, &v, sizeof v);
		}
	}
}

static inline void
add_tiles(const struct making *m, size_t first, size_t last, double *sum)
{
	const int stride = m->l->stride;
	float row[TILE][LANDMARKS_MAX];

	for (; first < last; first += TILE) {
		for (size_t r = 0; r < TILE; r++)
			if (first + r < last)
				scaled_row(m, first + r, row[r]);
			else
				memset(row[r], 0, sizeof row[r]);
		for (int j = 0; j < stride; j += QUAD)
			add_products(sum, stride, j, row);
	}
}

LANES_TWINS(sum_products, (void *arg, size_t first, size_t last, double *sum),
    add_tiles(arg, first, last, sum))

/* ---- The coordinates ---------------------------------------------------- */

/* M = R' H R, with H = C'C in `work`; its eigenvectors are the axes. */
static void
make_axes(struct making *m)
{
	const int n = m->n, stride = m->l->stride, rank = m->rank;
	double *half = m->half;

	for (int r = 0; r < rank; r++)
		for (int j = 0; j < n; j++) {
			double sum = 0;

			for (int k = 0; k < n; k++)
				sum += m->root[r * n + k] *
				    m->work[k < j ? k * stride + j : j * stride + k];
			half[r * n + j] = sum;
		}
	for (int r = 0; r < rank; r++)
		for (int q = 0; q <= r; q++) {
			double sum = 0;

			for (int j = 0; j < n; j++)
				sum += half[r * n + j] * m->root[q * n + j];
			m->work[r * rank + q] = m->work[q * rank + r] = sum;
		}
	eigen_symmetric(m->work, rank, m->e->value, m->axes);
	m->e->rank = rank;
}

/* The first eigenvector of the graph has no negative entries. */
static void
point_up(struct making *m)
{
	const int width = m->e->width;
	double sum = 0;

	for (int j = 0; j < m->n; j++)
		sum += m->total[j] * m->onto[j * width];
	for (int j = 0; j < m->n && sum < 0; j++)
		m->onto[j * width] = -m->onto[j * width];
}

/*
 * R U, with its columns divided by the root of the eigenvalue for spectral
 * clustering.
 */
static void
make_onto(struct making *m)
{
	const struct embed *e = m->e;

	for (int j = 0; j < m->n; j++) {
		m->column[j] = m->onto + j * e->width;
		for (int d = 0; d < e->dimensions; d++) {
			double sum = 0;

			for (int r = 0; r < m->rank; r++)
				sum += m->root[r * m->n + j] * m->axes[d * m->rank + r];
			if (m->scale != NULL)
				sum = e->value[d] > 1e-12 * e->value[0] ?
				    sum / sqrt(e->value[d]) : 0;
			m->onto[j * e->width + d] = (float)sum;
		}
	}
	if (m->scale != NULL)
		point_up(m);
}

/*
 * Divides the coordinates by the first one, which is the root of the degree.
 * Where the graph falls apart it is 0; then by the root itself.
 */
static void
divide(const struct making *m, size_t i, float *at)
{
	double expected = m->scale[i] > 0 ? 1 / m->scale[i] / sqrt(m->degrees) : 0;
	double first = at[0] >= expected / 2 ? at[0] : expected;

	for (int d = 0; d < m->e->dimensions; d++)
		at[d] = first != 0 ? (float)(at[d] / first) : 0;
}

static inline void
embed_pixels(const struct making *m, size_t first, size_t last)
{
	const struct embed *e = m->e;
	float row[LANDMARKS_MAX], at[LANDMARKS_MAX];

	for (; first < last; first++) {
		scaled_row(m, first, row);
		memset(at, 0, sizeof at);
		lanes_add(at, e->width, m->n, row, m->column);
		if (m->scale != NULL)
			divide(m, first, at);
		memcpy(e->at + (e->in_place ? e->cell[first] : first) * e->stride, at,
		    (size_t)e->width * sizeof *at);
	}
}

LANES_TWINS(embed_band, (void *arg, size_t first, size_t last), embed_pixels(arg, first, last))

/*
 * How many coordinates there are, once the rank is known, and where they are.
 */
static bool
make_room(struct making *m, int k, bool in_place)
{
	const struct cross *x = m->l->x;
	struct embed *e = m->e;

	e->dimensions = m->l->kernel ? k : EMBED_DIMENSIONS;
	if (e->dimensions > m->rank)
		e->dimensions = m->rank;
	e->width = lanes_round(e->dimensions);
	e->in_place = in_place && e->width <= x->stride;
	e->stride = (size_t)(e->in_place ? x->stride : e->width);
	e->at = e->in_place ? x->product : reallocarray(NULL, e->n, e->stride * sizeof *e->at);
	m->onto = calloc((size_t)m->n * (size_t)e->width, sizeof *m->onto);
	return e->at != NULL && m->onto != NULL;
}

/* What rows would have as squared lengths if no coordinate were left out. */
static double
squares_of(const struct similarity *l, const uint32_t *cell, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n && l->amount; i++)
		sum += l->x->squares[cell[i]] / l->x->count[cell[i]];
	return l->amount ? sum : (double)n;
}

static bool
make(struct making *m, int k, bool in_place)
{
	const size_t width = (size_t)m->l->stride * (size_t)m->l->stride;
	struct chunk_pool *pool = m->l->x->pool;

	m->root = calloc(width, sizeof *m->root);
	m->axes = calloc(width, sizeof *m->axes);
	m->work = calloc(width, sizeof *m->work);
	m->half = calloc(width, sizeof *m->half);
	if (m->root == NULL || m->axes == NULL || m->work == NULL || m->half == NULL)
		return false;
	make_root(m);
	if (!make_room(m, k, in_place) || (m->l->kernel && !make_degrees(m)) ||
	    !sums_rows(pool, m->e->n, width, LANES_CHOOSE(sum_products), m,
		m->work))
		return false;
	make_axes(m);
	make_onto(m);
	chunk_for(pool, m->e->n, LANES_CHOOSE(embed_band), m);
	return true;
}

bool
embed_open(struct embed *e, const struct similarity *l, const uint32_t *cell, size_t n, int k,
    bool in_place)
{
	struct making m = { .e = e, .l = l, .n = l->n };
	bool done;

	*e = (struct embed){ .n = n, .cell = cell };
	e->squares = l->kernel ? 0 : squares_of(l, cell, n);
	done = make(&m, k, in_place);
	free(m.root);
	free(m.axes);
	free(m.work);
	free(m.half);
	free(m.scale);
	free(m.onto);
	return done;
}

void
embed_close(struct embed *e)
{
	if (!e->in_place)
		free(e->at);
}

bool
embed_first(struct embed *e, const struct embed *from, int n)
{
	*e = *from;
	e->in_place = false;
	e->dimensions = n < from->dimensions ? n : from->dimensions;
	e->width = lanes_round(e->dimensions);
	e->stride = (size_t)e->width;
	e->at = calloc(e->n, e->stride * sizeof *e->at);
	for (size_t i = 0; i < e->n && e->at != NULL; i++)
		memcpy(e->at + i * e->stride, embed_row(from, i),
		    (size_t)e->dimensions * sizeof *e->at);
	return e->at != NULL;
}
