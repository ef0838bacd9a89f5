/* SPDX-License-Identifier: BSD-2-Clause */
/* eigen.c - eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations. */
#include "cluster/eigen.h"

#include <math.h>
#include <string.h>

#define SWEEPS 50                       /* at most; ten are many */

/* Rotates two rows by an angle with this cosine and sine. */
static void
rotate(double *x, double *y, int n, double c, double s)
{
	for (int i = 0; i < n; i++) {
		double u = x[i], v = y[i];

		x[i] = c * u - s * v;
		y[i] = s * u + c * v;
	}
}

/* Makes a[p][q] zero: of the two angles that do, by the smaller one. */
static void
eliminate(double *a, int n, double *vector, int p, int q)
{
	double *ap = a + (long)p * n, *aq = a + (long)q * n;
	double theta = (aq[q] - ap[p]) / (2 * ap[q]);
	double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
	double c = 1 / sqrt(t * t + 1), s = t * c;

	rotate(ap, aq, n, c, s);
	for (int i = 0; i < n; i++) {
		double *row = a + (long)i * n, u = row[p], v = row[q];

		row[p] = c * u - s * v;
		row[q] = s * u + c * v;
	}
	ap[q] = aq[p] = 0;
	rotate(vector + (long)p * n, vector + (long)q * n, n, c, s);
}

/*
 * One elimination of everything off the diagonal that is not negligible;
 * whether any was left.
 */
static int
sweep(double *a, int n, double *vector)
{
	double all = 0, least;
	int any = 0;

	for (long i = 0; i < (long)n * n; i++)
		all += a[i] * a[i];
	least = 1e-16 * sqrt(all);
	for (int p = 0; p < n - 1; p++)
		for (int q = p + 1; q < n; q++)
			if (fabs(a[(long)p * n + q]) > least) {
				eliminate(a, n, vector, p, q);
				any = 1;
			}
	return any;
}

static void
swap_rows(double *x, double *y, int n)
{
	for (int i = 0; i < n; i++) {
		double u = x[i];

		x[i] = y[i];
		y[i] = u;
	}
}

void
eigen_symmetric(double *a, int n, double *value, double *vector)
{
	memset(vector, 0, (size_t)n * (size_t)n * sizeof *vector);
	for (int i = 0; i < n; i++)
		vector[(long)i * n + i] = 1;
	for (int i = 0; i < SWEEPS && sweep(a, n, vector); i++)
		continue;
	for (int i = 0; i < n; i++)
		value[i] = a[(long)i * n + i];
	for (int i = 0; i < n; i++) {
		int best = i;

		for (int j = i + 1; j < n; j++)
			if (value[j] > value[best])
				best = j;
		swap_rows(&value[i], &value[best], 1);
		if (best != i)
			swap_rows(vector + (long)i * n, vector + (long)best * n, n);
	}
}
