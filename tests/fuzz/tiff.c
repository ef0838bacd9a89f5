/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tiff.c - any bytes as an image.
 *
 * What is read has a grid within the limits and all its codes, and comes back when it is written.
 */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "tiff/crs.h"
#include "tiff/geotiff.h"
#include "zr.h"

#define CELLS_MAX (1u << 20)            /* of images that are written again: the others take long */

static void
write_again(const struct geotiff *g, const struct chunk *c)
{
	struct chunk back = { 0 };
	struct geotiff other;
	char why[CHUNK_WHY_MAX];
	void *bytes;
	size_t size;

	fuzz_require(geotiff_write(g, c->data, GEOTIFF_LZW, &bytes, &size, why) == 0, "%s", why);
	fuzz_require(geotiff_read(bytes, size, &other, &back, why) == 0, "%s", why);
	fuzz_require(back.size == c->size && memcmp(back.data, c->data, c->size) == 0, "other codes");
	fuzz_require(other.grid.rows == g->grid.rows && other.grid.cols == g->grid.cols, "another grid");
	fuzz_require(other.has_nodata == g->has_nodata, "another nodata");
	chunk_free(&back);
	free(bytes);
}

void
fuzz_tiff(const uint8_t *bytes, size_t size)
{
	struct chunk c = { 0 };
	struct geotiff g;
	struct zr asked = ZR_DEFAULTS, used;
	char why[CHUNK_WHY_MAX] = "";
	int status = geotiff_read(bytes, size, &g, &c, why);

	if (status < 0) {
		fuzz_require(why[0] != '\0' && strlen(why) < CHUNK_WHY_MAX, "no reason");
	} else {
		fuzz_require(g.grid.rows > 0 && g.grid.rows <= CHUNK_SIDE_MAX && g.grid.cols > 0 &&
		    g.grid.cols <= CHUNK_SIDE_MAX, "%u x %u", g.grid.rows, g.grid.cols);
		fuzz_require(c.size == (size_t)g.grid.rows * g.grid.cols * (size_t)(g.bits / 8), "%zu", c.size);
		for (int i = 0; i < 6; i++)
			fuzz_require(isfinite(g.grid.affine[i]), "a georeference that is no number");
		fuzz_require(strcmp(g.crs, "unknown") == 0 || crs_is_name(g.crs), "%s", g.crs);
		zr_settle(&asked, &g, &used, why);
		if (g.grid.rows * g.grid.cols <= CELLS_MAX)
			write_again(&g, &c);
	}
	chunk_free(&c);
}
