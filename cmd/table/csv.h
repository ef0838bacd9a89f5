/* SPDX-License-Identifier: BSD-2-Clause */
/* csv.h - the cells of tables, as places.c reads and chunk-extract writes them. */
#ifndef CSV_H
#define CSV_H

#define CSV_COLUMNS 64                  /* of a line */

/*
 * csv_split() takes a line, which is written to, apart into at most CSV_COLUMNS cells, and says how many
 * there are; 0 where it is no CSV. csv_cell() is a copy of a text as a cell, in quotes where it needs them.
 */
int csv_split(char *line, char **cells);
char *csv_cell(const char *text);

#endif
