/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * odim.c - any bytes as a composite in HDF5.
 *
 * What is read has a grid within the limits, all its values, a place, and texts that a header can hold;
 * what is refused says why in a line, and costs no memory. The bytes are also put into a sound file, as
 * its attributes, where the HDF5 library, which is not proof against damage, stays out of the way.
 */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "hdf5/private.h"
#include "tiff/crs.h"

static void
require_text(const char *text, size_t room)
{
	fuzz_require(memchr(text, '\0', room) != NULL, "no end");
	for (; *text != '\0'; text++)
		fuzz_require(*text >= ' ' && *text <= '~', "byte %d", *text);
}

static void
check_image(const struct image *g, const struct chunk *c)
{
	fuzz_require(g->grid.rows > 0 && g->grid.rows <= CHUNK_SIDE_MAX && g->grid.cols > 0 &&
	    g->grid.cols <= CHUNK_SIDE_MAX, "%u x %u", g->grid.rows, g->grid.cols);
	fuzz_require(c->kind == CHUNK_FIELD && c->type == g->type, "another type");
	fuzz_require(c->size == (size_t)g->grid.rows * g->grid.cols * chunk_value_size(g->type),
	    "%zu bytes", c->size);
	for (int i = 0; i < 6; i++)
		fuzz_require(isfinite(g->grid.affine[i]), "a place that is no number");
	fuzz_require(g->grid.affine[1] > 0 && g->grid.affine[5] < 0, "row 0 is not north");
	fuzz_require(g->has_gain && g->has_offset && isfinite(g->gain) && g->gain != 0 &&
	    isfinite(g->offset), "gain %g, offset %g", g->gain, g->offset);
	fuzz_require(crs_is_name(g->crs), "%s", g->crs);
	fuzz_require(odim_is_quantity(g->quantity), "%s", g->quantity);
	fuzz_require(g->end > g->start || (g->end == g->start && strcmp(g->unit, "mm") != 0), "times");
	require_text(g->crs, sizeof g->crs);
	require_text(g->source, sizeof g->source);
	require_text(g->note, sizeof g->note);
}

static int
refuse(const void *arg, const struct image *g, char *why)
{
	(void)arg;
	return chunk_reason(why, "%u x %u", g->grid.rows, g->grid.cols);
}

/* The bytes as what /where may say: corners, scales, and a PROJ string. */
static void
try_where(const uint8_t *bytes, size_t size)
{
	double numbers[10];
	struct where w;
	struct image g;
	char why[CHUNK_WHY_MAX] = "";

	if (size < sizeof numbers)
		return;
	memset(&w, 0, sizeof w);
	memset(&g, 0, sizeof g);
	memcpy(numbers, bytes, sizeof numbers);
	bytes += sizeof numbers;
	size -= sizeof numbers;
	memcpy(w.corner, numbers, sizeof w.corner);
	w.xscale = numbers[8];
	w.yscale = numbers[9];
	w.rows = size > 0 ? bytes[0] + 1u : 1;
	w.cols = size > 1 ? bytes[1] + 1u : 1;
	for (size_t i = 2; i < size && i < sizeof w.projdef; i++)
		w.projdef[i - 2] = bytes[i] >= ' ' && bytes[i] <= '~' ? (char)bytes[i] : ' ';
	hdf5_enter();
	if (where_grid(&w, &g, why) < 0) {
		require_text(why, sizeof why);
		fuzz_require(why[0] != '\0', "no reason");
	} else {
		for (int i = 0; i < 6; i++)
			fuzz_require(isfinite(g.grid.affine[i]), "a place that is no number");
		require_text(g.crs, sizeof g.crs);
	}
	hdf5_leave();
}

void
fuzz_odim(const uint8_t *bytes, size_t size)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX] = "";

	try_where(bytes, size);
	fuzz_require(odim_read(bytes, size, refuse, NULL, &g, &c, why) < 0 && c.room == 0,
	    "%zu bytes for what was refused: %s", c.room, why);
	require_text(why, sizeof why);
	if (odim_read(bytes, size, NULL, NULL, &g, &c, why) < 0) {
		fuzz_require(why[0] != '\0', "no reason");
		require_text(why, sizeof why);
	} else {
		check_image(&g, &c);
	}
	chunk_free(&c);
}
