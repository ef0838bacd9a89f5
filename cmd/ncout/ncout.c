/* SPDX-License-Identifier: BSD-2-Clause */
/* ncout.c - a file made or opened, and how its values are cut into chunks. */
#include "ncout/ncout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/geometry.h"
#include "ncout/private.h"

#define SERIES_SIDE  32                 /* cells of a chunk for series, along x and y */
#define SERIES_TIMES 256                /* times of it, at most */
#define SERIES_BYTES ((size_t)256 << 20)/* and of the fields that are kept for it */
#define CHUNK_BYTES  ((size_t)64 << 20) /* of any chunk, at most */

/* ---- Codes ------------------------------------------------------------- */

/*
 * Whether the values of a table of dBZ lie on a line, so that the codes
 * themselves can be stored; what they mean is then the same to the last bit.
 */
static void
find_line(struct ncout *n)
{
	const char *units = chunk_get(n->header, "units"), *gain = chunk_get(n->header, "gain"),
	    *offset = chunk_get(n->header, "offset");
	struct line l = { .fits = false };
	size_t missing = 0;
	uint32_t codes;
	const float *table = chunk_table(n->header, &codes);

	if (table == NULL || units == NULL || strcmp(units, "dBZ") != 0 || gain == NULL || offset == NULL)
		return;
	l.gain = strtod(gain, NULL);
	l.offset = strtod(offset, NULL);
	l.fits = isfinite(l.gain) && l.gain != 0 && isfinite(l.offset);
	for (uint32_t i = 0; i < codes && l.fits; i++) {
		if (isnan(table[i])) {
			l.missing = i;
			missing++;
		} else {
			l.fits = (float)(i * l.gain + l.offset) == table[i];
		}
	}
	l.fits = l.fits && missing == 1;
	n->line = l;
}

/* ---- Chunks ------------------------------------------------------------ */

static size_t
at_most(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Bytes of the values that most layers have. */
static size_t
value_size(const struct ncout *n)
{
	uint32_t codes = 0;

	chunk_table(n->header, &codes);
	return n->line.fits ? (codes == 256 ? 1 : 2) : sizeof(float);
}

/* How many layers the header speaks of; 1 if of none. */
static size_t
count_layers(const struct chunk_header *h)
{
	const char *before = "";
	size_t n = 0, length = 0;

	for (const char *line = NULL; (line = chunk_line(h, line)) != NULL; ) {
		size_t name = strncmp(line, "layer.", 6) == 0 ? strcspn(line, "=") : 0;

		/*
		 * The name may have dots itself: the key comes after the last
		 * one.
		 */
		while (name > 0 && line[name] != '.')
			name--;
		if (name == 0 || (name == length && strncmp(line, before, name) == 0))
			continue;
		before = line;
		length = name;
		n++;
	}
	return n > 0 ? n : 1;
}

static int
choose_chunks(struct ncout *n, char *why)
{
	const struct ncout_options *o = n->options;
	size_t field = n->rows * n->cols * value_size(n);

	memcpy(n->chunk, o->chunk, sizeof n->chunk);
	if (o->series) {
		n->chunk[0] = at_most(SERIES_BYTES / field / count_layers(n->header) + 1,
		    SERIES_TIMES);
		n->chunk[1] = n->chunk[2] = SERIES_SIDE;
	} else if (n->chunk[0] == 0) {
		size_t parts = (field + TILE_MAX - 1) / TILE_MAX;

		n->chunk[0] = 1;
		n->chunk[1] = (n->rows + parts - 1) / parts;
		n->chunk[2] = n->cols;
	}
	n->chunk[1] = at_most(n->chunk[1], n->rows);
	n->chunk[2] = at_most(n->chunk[2], n->cols);
	if (n->chunk[0] > CHUNK_BYTES / sizeof(double) / n->chunk[1] / n->chunk[2])
		return chunk_reason(why, "--chunks: chunks of %zu times x %zu x %zu cells, and one has at most "
		    "8388608 values", n->chunk[0], n->chunk[1], n->chunk[2]);
	return 0;
}

/* ---- Opening ----------------------------------------------------------- */

static int
prepare(struct ncout *n, char *why)
{
	const struct chunk_grid *g = chunk_grid(n->header);

	if (grid_is_rotated(g))
		return chunk_reason(why, "the rows of its grid do not run from west to east, for which netCDF has "
		    "no coordinates: chunk2tif and gdalwarp turn it");
	n->rows = g->rows;
	n->cols = g->cols;
	n->shuffle = chunk_table(n->header, NULL) == NULL;
	find_line(n);
	categories_find(n);
	return system_open(chunk_get(n->header, "crs"), &n->system, why);
}

static int
start(struct ncout *n, char *why)
{
	/* Nor do its last words belong on stderr, after a disk was full. */
	H5dont_atexit();
	hdf_quiet();
	if (prepare(n, why) < 0)
		return -1;
	if (n->options->append) {
		if (append_look(n, why) < 0)
			return -1;
	} else if (choose_chunks(n, why) < 0 || define_file(n, why) < 0) {
		return -1;
	}
	n->down = (n->rows + n->chunk[1] - 1) / n->chunk[1];
	n->right = (n->cols + n->chunk[2] - 1) / n->chunk[2];
	if (hdf_open(n, why) < 0)
		return -1;
	return n->options->append ? append_rest(n, why) : 0;
}

struct ncout *
ncout_open(const char *path, const struct chunk_header *h, const struct ncout_options *o, char *why)
{
	struct ncout *n = calloc(1, sizeof *n);

	if (n == NULL) {
		chunk_reason(why, "out of memory");
		return NULL;
	}
	n->path = path;
	n->header = h;
	n->options = o;
	n->file = n->time = n->bounds = n->have = n->expected = -1;
	n->level = o->level;
	n->reached = INT64_MIN;
	if (start(n, why) == 0)
		return n;
	ncout_close(n);
	return NULL;
}

void
ncout_close(struct ncout *n)
{
	char why[CHUNK_WHY_MAX];

	if (n == NULL)
		return;
	hdf_close(n, why);
	system_close(&n->system);
	for (size_t i = 0; i < n->n_layers; i++)
		chunk_free(&n->layers[i].buffer);
	free(n->gaps);
	free(n);
}

size_t
ncout_depth(const struct ncout *n)
{
	return n->chunk[0];
}

size_t
ncout_record(const struct ncout *n)
{
	return 3 * n->rows * n->cols * sizeof(float);
}
