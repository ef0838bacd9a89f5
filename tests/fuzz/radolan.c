/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * radolan.c - any bytes as a composite of RADOLAN, or an ASCII grid.
 *
 * What is read has a grid within the limits and all its values, and what is refused by its grid costs
 * no memory.
 */
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
	fuzz_image(status, &g, &c, why);
	if (status == 0)
		zr_settle(&asked, &g, false, &used, why);
	chunk_free(&c);
}
