/* SPDX-License-Identifier: BSD-2-Clause */
/* centres.c - the longitude and latitude of every cell of a projected grid. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/lonlat.h"
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

/* Computes rows of both, NaN where the projection has no inverse. */
static void
compute(struct lonlat *l, size_t row, size_t rows, size_t cols, float *lon, float *lat)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < cols; k++) {
			struct point at = { NAN, NAN };

			if (!lonlat_of(l, (double)(row + i) + 0.5, (double)k + 0.5, &at))
				at.x = at.y = NAN;
			lon[i * cols + k] = (float)at.x;
			lat[i * cols + k] = (float)at.y;
		}
}

/* Writes bands of rows, whose room is `lon`, and as much after it. */
static int
write_bands(int file, const int ids[2], struct lonlat *l, const struct chunk_grid *g, size_t most,
    float *lon)
{
	float *lat = lon + most * g->cols;
	int status = NC_NOERR;

	for (size_t row = 0; row < g->rows && status == NC_NOERR; row += most) {
		size_t start[2] = { row, 0 }, count[2] = { g->rows - row, g->cols };

		if (count[0] > most)
			count[0] = most;
		compute(l, row, count[0], g->cols, lon, lat);
		status = nc_put_vara_float(file, ids[0], start, count, lon);
		if (status == NC_NOERR)
			status = nc_put_vara_float(file, ids[1], start, count, lat);
	}
	return status;
}

int
centres_write(int file, const int ids[2], const struct chunk_header *h, size_t band, char *why)
{
	const struct chunk_grid *g = chunk_grid(h);
	char reason[CHUNK_WHY_MAX];
	struct lonlat *l = lonlat_open(h, reason);
	float *room;
	int status;

	if (l == NULL)
		return chunk_reason(why, "%.700s: --no-lonlat writes no longitudes and latitudes", reason);
	if ((room = malloc(2 * band * g->cols * sizeof *room)) == NULL) {
		lonlat_close(l);
		return chunk_reason(why, "out of memory");
	}
	status = write_bands(file, ids, l, g, band, room);
	free(room);
	lonlat_close(l);
	return status == NC_NOERR ? 0 : define_reason(status, "longitudes", why);
}
