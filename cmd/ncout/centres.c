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

/* A band of rows, as places and as the two variables have them. */
struct band {
	size_t rows;                    /* at most */
	struct point *at;
	float *lon, *lat;
};

/* Computes and writes the bands, one after the other. */
static int
write_bands(int file, const int ids[2], const struct lonlat *l, struct chunk_pool *pool,
    const struct chunk_grid *g, const struct band *b, char *why)
{
	int status = NC_NOERR;

	for (size_t row = 0; row < g->rows && status == NC_NOERR; row += b->rows) {
		size_t rows = g->rows - row < b->rows ? g->rows - row : b->rows;
		size_t start[2] = { row, 0 }, count[2] = { rows, g->cols };

		if (lonlat_centres(l, pool, (uint32_t)row, (uint32_t)rows, b->at) < 0)
			return chunk_reason(why, "out of memory");
		for (size_t i = 0; i < rows * g->cols; i++) {
			b->lon[i] = (float)b->at[i].x;
			b->lat[i] = (float)b->at[i].y;
		}
		status = nc_put_vara_float(file, ids[0], start, count, b->lon);
		if (status == NC_NOERR)
			status = nc_put_vara_float(file, ids[1], start, count, b->lat);
	}
	return status == NC_NOERR ? 0 : define_reason(status, "longitudes", why);
}

int
centres_write(int file, const int ids[2], const struct chunk_header *h, struct chunk_pool *pool,
    size_t band, char *why)
{
	size_t cells = band * chunk_grid(h)->cols;
	char reason[CHUNK_WHY_MAX];
	struct lonlat *l = lonlat_open(h, reason);
	struct band b = { .rows = band };
	int status;

	if (l == NULL)
		return chunk_reason(why, "%.700s: --no-lonlat writes no longitudes and latitudes", reason);
	b.at = malloc(cells * sizeof *b.at);
	b.lon = malloc(cells * sizeof *b.lon);
	b.lat = malloc(cells * sizeof *b.lat);
	status = b.at == NULL || b.lon == NULL || b.lat == NULL ? chunk_reason(why, "out of memory") :
	    write_bands(file, ids, l, pool, chunk_grid(h), &b, why);
	free(b.at);
	free(b.lon);
	free(b.lat);
	lonlat_close(l);
	return status;
}
