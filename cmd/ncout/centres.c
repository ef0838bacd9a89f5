/* SPDX-License-Identifier: BSD-2-Clause */
/* centres.c - the longitude and latitude of every cell of a projected grid. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/projection.h"
#include "ncout/private.h"

int
centres_define(int file, const int *dims, const size_t *chunk, int ids[2])
{
	static const struct { const char *name, *standard, *units; } of[2] = {
		{ "lon", "longitude", "degrees_east" }, { "lat", "latitude", "degrees_north" } };
	const float missing = NAN;
	int status = NC_NOERR;

	for (int i = 0; i < 2 && status == NC_NOERR; i++) {
		int id;

		if ((status = nc_def_var(file, of[i].name, NC_FLOAT, 2, dims, &ids[i])) != NC_NOERR)
			return status;
		id = ids[i];
		if ((status = nc_def_var_chunking(file, id, NC_CHUNKED, chunk)) != NC_NOERR ||
		    (status = nc_def_var_deflate(file, id, 1, 1, 1)) != NC_NOERR ||
		    (status = nc_def_var_fill(file, id, NC_FILL, &missing)) != NC_NOERR ||
		    (status = nc_put_att_text(file, id, "standard_name", strlen(of[i].standard),
		    of[i].standard)) != NC_NOERR)
			return status;
		status = nc_put_att_text(file, id, "units", strlen(of[i].units), of[i].units);
	}
	return status;
}

/* Computes rows of both; where the projection has no inverse, NaN. */
static void
compute(struct projection *p, const struct chunk_grid *g, size_t row, size_t rows, bool rotated,
    float *lon, float *lat)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < g->cols; k++) {
			struct point xy = grid_point(g, (double)(row + i) + 0.5, (double)k + 0.5), at;
			bool there;

			if (rotated)
				xy = (struct point){ xy.x * M_PI / 180, xy.y * M_PI / 180 };
			there = projection_inverse(p, xy, &at);
			lon[i * g->cols + k] = there ? (float)at.x : NAN;
			lat[i * g->cols + k] = there ? (float)at.y : NAN;
		}
}

int
centres_write(int file, const int ids[2], const struct chunk_header *h, char *why)
{
	const struct chunk_grid *g = chunk_grid(h);
	const char *crs = chunk_get(h, "crs");
	struct projection *p = projection_open(crs, why);
	size_t most = g->rows < 64 ? g->rows : 64;
	float *lon = malloc(2 * most * g->cols * sizeof *lon), *lat = lon + most * g->cols;
	bool rotated = strstr(crs, "ob_tran") != NULL;
	int status = NC_NOERR;

	if (p == NULL || lon == NULL) {
		free(lon);
		projection_close(p);
		return p == NULL ? -1 : chunk_reason(why, "out of memory");
	}
	for (size_t row = 0; row < g->rows && status == NC_NOERR; row += most) {
		size_t start[2] = { row, 0 }, count[2] = { g->rows - row < most ? g->rows - row : most, g->cols };

		compute(p, g, row, count[0], rotated, lon, lat);
		status = nc_put_vara_float(file, ids[0], start, count, lon);
		if (status == NC_NOERR)
			status = nc_put_vara_float(file, ids[1], start, count, lat);
	}
	free(lon);
	projection_close(p);
	return status == NC_NOERR ? 0 : define_reason(status, "longitudes", why);
}
