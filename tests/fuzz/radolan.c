/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * radolan.c - any bytes as a composite of RADOLAN, or an ASCII grid.
 *
 * What is read has a grid within the limits and all its values, and what is refused by its grid costs
 * no memory.
 */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "radar/zr.h"
#include "radolan/radolan.h"

void
fuzz_radolan(const uint8_t *bytes, size_t size)
{
	struct chunk c = { 0 };
	struct image g;
	struct zr asked = ZR_DEFAULTS, used;
	char why[CHUNK_WHY_MAX] = "";
	int status = radolan_read(bytes, size, NULL, NULL, &g, &c, why);

	fuzz_refused(radolan_read, bytes, size);
	if (status < 0) {
		fuzz_require(why[0] != '\0' && strlen(why) < CHUNK_WHY_MAX, "no reason");
	} else {
		fuzz_require(g.grid.rows > 0 && g.grid.rows <= CHUNK_SIDE_MAX && g.grid.cols > 0 &&
		    g.grid.cols <= CHUNK_SIDE_MAX, "%u x %u", g.grid.rows, g.grid.cols);
		fuzz_require(c.size == (size_t)g.grid.rows * g.grid.cols * chunk_value_size(g.type),
		    "%zu bytes", c.size);
		for (int i = 0; i < 6; i++)
			fuzz_require(isfinite(g.grid.affine[i]), "a place that is no number");
		zr_settle(&asked, &g, false, &used, why);
	}
	chunk_free(&c);
}
