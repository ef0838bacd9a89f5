/* SPDX-License-Identifier: BSD-2-Clause */
/* try.h - a table to choose the number of regions by. */
#ifndef TRY_H
#define TRY_H

#include "cluster/fields.h"

/*
 * Writes CSV with a line for each number of regions: the share of variance that
 * is between them, the mean silhouette, how well regions of two halves of the
 * time agree (empty if a half has too few fields), and the pixels of the
 * smallest one. What fails ends the tool.
 */
void try_write(const struct cmd *cmd, struct fields *f, FILE *to);

#endif
