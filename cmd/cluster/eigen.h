/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * eigen.h - eigenvalues and eigenvectors of a symmetric matrix.
 *
 * By Jacobi's cyclic rotations (C. G. J. Jacobi, 1846; Golub and Van Loan,
 * Matrix Computations, 8.5): slower than LAPACK for large matrices, but small
 * ones are all there are here, and the result has the same bits everywhere.
 */
#ifndef EIGEN_H
#define EIGEN_H

/*
 * Decomposes the symmetric n x n matrix `a`, which is destroyed: row j of
 * `vector` (n x n) is the eigenvector, of length 1, of value[j]; the largest
 * value comes first.
 */
void eigen_symmetric(double *a, int n, double *value, double *vector);

#endif
