/* SPDX-License-Identifier: BSD-2-Clause */
/* csv.h - the cells of CSV. */
#ifndef CSV_H
#define CSV_H

#include <stdio.h>

#define CSV_COLUMNS 64                  /* of a line */

/*
 * csv_delimiter() tells what is between the cells of a line: the one of comma,
 * semicolon and tab that comes most often outside quotes; a comma if none does.
 */
char csv_delimiter(const char *line);

/*
 * csv_split() splits a line, which it changes, into at most CSV_COLUMNS cells,
 * and returns how many; 0 if it is not CSV. csv_cell() returns a copy of a text
 * as a cell, in quotes if it needs them; out of memory ends the tool.
 */
int csv_split(char *line, char delimiter, char **cells);
char *csv_cell(const char *text);

/* Writes a comma, and the fewest digits that read back as the same float32. */
void csv_put_number(FILE *to, float x);

#endif
