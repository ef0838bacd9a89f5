/* SPDX-License-Identifier: BSD-2-Clause */
/* shortest.h - a float64 as the shortest decimal number that reads back as the same float64. */
#ifndef SHORTEST_H
#define SHORTEST_H

#include <stdio.h>
#include <stdlib.h>

#define SHORTEST_MAX 32

/* shortest() writes x to `text` (SHORTEST_MAX bytes) and returns it. */
static inline char *
shortest(double x, char *text)
{
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, SHORTEST_MAX, "%.*g", digits, x);
		if (strtod(text, NULL) == x)
			break;
	}
	return text;
}

#endif
