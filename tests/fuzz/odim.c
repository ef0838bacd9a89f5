/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * odim.c - a composite in HDF5, made of any bytes.
 *
 * The HDF5 library is not proof against damage: it ends on nearly every file that was changed, and on
 * chunks of other sizes than they should have if it decodes them itself, as those with Fletcher's sum. So the
 * bytes say what is in a sound file: which attributes are others than usual, and of which type, how the
 * values are stored, and what chunks hold. What is read has a grid within the limits, all its values, a
 * place, and texts that a header can hold; what is refused says why in a line, and costs no memory.
 *
 *	byte 0          bit 0: KNMI's layout, not ODIM_H5
 *	bytes 1 to 7    type, rows, cols, rows and cols of a chunk, filters, fill value
 *	then            group, attribute, type, size, bytes: as often as bit 7 of the group is 0
 *	then            for each chunk: size, mask of filters, bytes
 */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "hdf5/private.h"
#include "tiff/crs.h"

/* What is left of the bytes; zeros after their end. */
struct bytes {
	const uint8_t *at;
	size_t left;
};

static unsigned
take(struct bytes *b)
{
	if (b->left == 0)
		return 0;
	b->left--;
	return *b->at++;
}

static const uint8_t *
take_some(struct bytes *b, size_t n, uint8_t *room)
{
	memset(room, 0, 256);
	memcpy(room, b->at, n < b->left ? n : b->left);
	b->at += n < b->left ? n : b->left;
	b->left -= n < b->left ? n : b->left;
	return room;
}

/* ---- A sound file ------------------------------------------------------ */

static const struct usual {
	const char *group, *name, *text;        /* text NULL: a number */
	double number;
} odim[] = {
	{ "what", "object", "COMP", 0 }, { "what", "date", "20240229", 0 }, { "what", "time", "120000", 0 },
	{ "what", "source", "ORG:247", 0 },
	{ "where", "projdef", "+proj=merc +lon_0=0 +R=6378137 +units=m +no_defs", 0 },
	{ "where", "xscale", NULL, 2000 }, { "where", "yscale", NULL, 2000 }, { "where", "LL_lon", NULL, 9 },
	{ "where", "LL_lat", NULL, 58 }, { "where", "UR_lon", NULL, 9.2 }, { "where", "UR_lat", NULL, 58.1 },
	{ "where", "UL_lon", NULL, 9 }, { "where", "UL_lat", NULL, 58.1 },
	{ "dataset1/what", "startdate", "20240229", 0 }, { "dataset1/what", "starttime", "110000", 0 },
	{ "dataset1/what", "enddate", "20240229", 0 }, { "dataset1/what", "endtime", "120000", 0 },
	{ "dataset1/data1/what", "quantity", "ACRR", 0 }, { "dataset1/data1/what", "gain", NULL, 0.4 },
	{ "dataset1/data1/what", "offset", NULL, -30 }, { "dataset1/data1/what", "nodata", NULL, 255 },
	{ "dataset1/data1/what", "undetect", NULL, 0 }, { "dataset1/data1", "xsize", NULL, 3 },
	{ "dataset1/where", "xsize", NULL, -1 }, { "dataset1/where", "ysize", NULL, -1 },
}, knmi[] = {
	{ "image1", "image_geo_parameter", "ACCUMULATED_PRECIPITATION_[MM]", 0 },
	{ "image1/calibration", "calibration_formulas", "GEO=0.01*PV+0.0", 0 },
	{ "image1/calibration", "calibration_missing_data", NULL, 254 },
	{ "image1/calibration", "calibration_out_of_image", NULL, 255 },
	{ "image1", "image_datetime_valid", "29-FEB-2024;00:00:00.000", 0 },
	{ "geographic", "geo_number_rows", NULL, -1 }, { "geographic", "geo_number_columns", NULL, -1 },
	{ "geographic", "geo_pixel_size_x", NULL, 1 }, { "geographic", "geo_pixel_size_y", NULL, -1 },
	{ "geographic", "geo_column_offset", NULL, 0 }, { "geographic", "geo_row_offset", NULL, 3650 },
	{ "geographic", "geo_pixel_def", "LU", 0 }, { "geographic", "geo_dim_pixel", "KM,KM", 0 },
	{ "geographic/map_projection", "projection_proj4_params", "+proj=stere +lat_0=90 +a=6378.14 +b=6356.75", 0 },
	{ "overview", "product_datetime_start", "28-FEB-2024;23:55:00.000", 0 },
	{ "overview", "product_datetime_end", "29-FEB-2024;00:00:00.000", 0 },
};

/* Writes an attribute of a type and of `values` values, in place of one that is there. */
static void
write_attribute(hid_t file, const struct usual *u, hid_t type, hsize_t values, const void *value)
{
	hid_t links = H5Pcreate(H5P_LINK_CREATE), group, space, attribute;

	H5Pset_create_intermediate_group(links, 1);
	group = H5Lexists(file, strtok(strdupa(u->group), "/"), H5P_DEFAULT) > 0 &&
	    H5Oexists_by_name(file, u->group, H5P_DEFAULT) > 0 ? H5Gopen2(file, u->group, H5P_DEFAULT) :
	    H5Gcreate2(file, u->group, links, H5P_DEFAULT, H5P_DEFAULT);
	if (H5Aexists(group, u->name) > 0)
		H5Adelete(group, u->name);
	space = values == 1 ? H5Screate(H5S_SCALAR) : values == 0 ? H5Screate(H5S_NULL) :
	    H5Screate_simple(1, &values, NULL);
	attribute = H5Acreate2(group, u->name, type, space, H5P_DEFAULT, H5P_DEFAULT);
	H5Awrite(attribute, type, value);
	H5Aclose(attribute);
	H5Sclose(space);
	H5Gclose(group);
	H5Pclose(links);
}

static hid_t
text_type(size_t size)
{
	hid_t type = H5Tcopy(H5T_C_S1);

	H5Tset_size(type, size);
	return type;
}

static void
write_usual(hid_t file, const struct usual *u, double size)
{
	double number = u->number < 0 && u->number > -2 && strstr(u->name, "pixel") == NULL ? size : u->number;
	hid_t type = u->text != NULL ? text_type(strlen(u->text) + 1) : H5Tcopy(H5T_NATIVE_DOUBLE);

	write_attribute(file, u, type, 1, u->text != NULL ? (const void *)u->text : &number);
	H5Tclose(type);
}

/* An attribute as the bytes have it: a text, a number of some type, several, or none. */
static void
write_odd(hid_t file, const struct usual *all, size_t n, struct bytes *b)
{
	const hid_t types[] = { H5T_IEEE_F64LE, H5T_IEEE_F32BE, H5T_STD_I32LE, H5T_STD_U8LE, H5T_STD_I64BE };
	const struct usual *u = &all[take(b) % n];
	unsigned kind = take(b) % 16;
	size_t size = take(b) % 250 + 1;
	uint8_t room[256];
	const char *string = (const char *)take_some(b, size, room);
	hid_t type;

	if (kind < 5) {
		write_attribute(file, u, types[kind], size > 240 ? size % 3 : 1, room);
		return;
	}
	type = text_type(kind == 5 ? H5T_VARIABLE : size);
	write_attribute(file, u, type, 1, kind == 5 ? (const void *)&string : room);
	H5Tclose(type);
}

static void
write_chunks(hid_t set, const hsize_t *n, const hsize_t *chunk, struct bytes *b)
{
	uint8_t room[256];

	for (hsize_t r = 0; r < n[0]; r += chunk[0])
		for (hsize_t c = 0; c < n[1] && b->left > 0; c += chunk[1]) {
			size_t size = take(b);
			uint32_t mask = take(b) & 1;

			if (size > 0)
				H5Dwrite_chunk(set, H5P_DEFAULT, mask, (hsize_t[]){ r, c }, size,
				    take_some(b, size, room));
		}
}

static void
write_values(hid_t file, const char *name, const hsize_t *n, struct bytes *b)
{
	const hid_t types[] = { H5T_STD_U8LE, H5T_STD_U16LE, H5T_STD_U16BE, H5T_STD_I8LE, H5T_STD_I16BE,
		H5T_STD_I32LE, H5T_STD_U32BE, H5T_IEEE_F32LE, H5T_IEEE_F64BE, H5T_IEEE_F64LE, H5T_STD_I64LE };
	hid_t space = H5Screate_simple(2, n, NULL), how = H5Pcreate(H5P_DATASET_CREATE), set;
	hid_t type = types[take(b) % (sizeof types / sizeof *types)];
	hsize_t chunk[2] = { take(b) % 20, take(b) % 20 };
	unsigned filters = take(b), fill = take(b);
	bool chunked = chunk[0] > 0 && chunk[1] > 0 && chunk[0] <= n[0] && chunk[1] <= n[1];

	H5Pset_fill_value(how, H5T_NATIVE_UINT, &fill);
	if (chunked) {
		H5Pset_chunk(how, 2, chunk);
		if (filters & 1)
			H5Pset_shuffle(how);
		if (filters & 2)
			H5Pset_deflate(how, 1);
	}
	set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, how, H5P_DEFAULT);
	if (chunked)
		write_chunks(set, n, chunk, b);
	H5Dclose(set);
	H5Pclose(how);
	H5Sclose(space);
}

/* The file that the bytes describe; the caller frees it. */
static uint8_t *
make_file(struct bytes *b, size_t *size)
{
	bool is_knmi = take(b) & 1;
	const struct usual *all = is_knmi ? knmi : odim;
	size_t count = is_knmi ? sizeof knmi / sizeof *knmi : sizeof odim / sizeof *odim;
	hsize_t n[2] = { take(b) % 24 + 1, take(b) % 24 + 1 };
	hid_t how = H5Pcreate(H5P_FILE_ACCESS), file;
	uint8_t *made;

	H5Pset_fapl_core(how, 65536, false);
	file = H5Fcreate("made-by-fuzz", H5F_ACC_TRUNC, H5P_DEFAULT, how);
	for (size_t i = 0; i < count; i++)
		write_usual(file, &all[i], (double)n[strstr(all[i].name, "ysize") == NULL &&
		    strstr(all[i].name, "rows") == NULL]);
	for (int i = 0; i < 20 && b->left > 0 && (take(b) & 128) == 0; i++)
		write_odd(file, all, count, b);
	write_values(file, is_knmi ? "image1/image_data" : "dataset1/data1/data", n, b);
	H5Fflush(file, H5F_SCOPE_GLOBAL);
	*size = (size_t)H5Fget_file_image(file, NULL, 0);
	made = malloc(*size);
	H5Fget_file_image(file, made, *size);
	H5Fclose(file);
	H5Pclose(how);
	return made;
}

/* ---- What is read ------------------------------------------------------ */

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
	for (int i = 0; i < 6 && g->unplaced[0] == '\0'; i++)
		fuzz_require(isfinite(g->grid.affine[i]), "a place that is no number");
	fuzz_require(g->unplaced[0] != '\0' || (g->grid.affine[1] > 0 && g->grid.affine[5] < 0),
	    "row 0 is not north");
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

static void
read_it(const uint8_t *bytes, size_t size)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX] = "";

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

void
fuzz_odim(const uint8_t *bytes, size_t size)
{
	struct bytes b = { bytes, size };
	uint8_t *file;

	if (size < 8 || memcmp(bytes, "\x89HDF\r\n\x1a\n", 8) != 0)
		read_it(bytes, size);
	hdf5_enter();
	file = make_file(&b, &size);
	hdf5_leave();
	read_it(file, size);
	free(file);
}
