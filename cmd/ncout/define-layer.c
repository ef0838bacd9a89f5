/* SPDX-License-Identifier: BSD-2-Clause */
/* define-layer.c - the variable of a layer: how it is stored, what it means. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grid/units.h"
#include "ncout/private.h"
#include "netcdf/mark.h"

static void
put_packing(struct definition *to, const struct ncout *n, int id, enum chunk_type type)
{
	const uint8_t byte = (uint8_t)n->line.missing;
	const uint16_t word = (uint16_t)n->line.missing;
	const void *missing = type == CHUNK_U8 ? (const void *)&byte : &word;

	if (to->status == NC_NOERR)
		to->status = nc_def_var_fill(to->file, id, NC_FILL, missing);
	if (to->status == NC_NOERR)
		to->status = nc_put_att_double(to->file, id, "scale_factor", NC_DOUBLE, 1, &n->line.gain);
	if (to->status == NC_NOERR)
		to->status = nc_put_att_double(to->file, id, "add_offset", NC_DOUBLE, 1, &n->line.offset);
}

static void
put_missing(struct definition *to, int id, enum chunk_type type)
{
	const double wide = NAN;
	const float missing = NAN;

	if (to->status == NC_NOERR)
		to->status = nc_def_var_fill(to->file, id, NC_FILL,
		    type == CHUNK_F64 ? (const void *)&wide : &missing);
}

static void
put_storage(struct definition *to, const struct ncout *n, const struct layer *l, int id)
{
	const struct category *category = category_of(n, l->name, l->type);

	if (to->status == NC_NOERR)
		to->status = nc_def_var_chunking(to->file, id, NC_CHUNKED, n->chunk);
	if (to->status == NC_NOERR && n->level > 0)
		to->status = nc_def_var_deflate(to->file, id, n->shuffle, 1, n->level);
	if (to->status == NC_NOERR && category != NULL)
		to->status = nc_def_var_fill(to->file, id, NC_FILL, &category->missing);
	if (category != NULL)
		return;
	if (l->type == CHUNK_U8 || l->type == CHUNK_U16)
		put_packing(to, n, id, l->type);
	else
		put_missing(to, id, l->type);
}

/* What chunk-combine computed of two streams: CF has no names for these. */
static bool
is_of_two(const char *variable)
{
	static const char *const ends[] = { "_difference", "_anomaly", "_ratio" };
	size_t n = variable != NULL ? strlen(variable) : 0;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (n > strlen(ends[i]) && strcmp(variable + n - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

/* What the values are. */
static void
put_meaning(struct definition *to, const struct ncout *n, const struct layer *l, int id)
{
	const char *variable = chunk_get(n->header, "variable"), *units;
	char text[NAME_LONG_ROOM];

	units_of_layer(n->header, l->name, n->options->units, &units);
	if (units != NULL) {
		definition_text(to, id, "standard_name",
		    is_of_two(variable) ? NULL : name_standard(l->name, units));
		definition_text(to, id, "units", units);
		if (strstr(units, " since ") != NULL)
			definition_text(to, id, "calendar", "standard");
	}
	name_long(n->header, l->name, text);
	definition_text(to, id, "long_name", text);
	categories_define(to, n, l, id);
	definition_text(to, id, "cell_methods", chunk_layer_get(n->header, l->name, "cell_methods"));
	definition_text(to, id, "ancillary_variables", "have expected");
	if (n->system.crs != NULL)
		definition_text(to, id, "grid_mapping", "crs");
	if (to->status == NC_NOERR && n->system.axes != AXES_DEGREES &&
	    nc_inq_varid(to->file, "lat", &(int){ 0 }) == NC_NOERR)
		definition_text(to, id, "coordinates", "lat lon");
	definition_text(to, id, MARK_LAYER, l->name[0] != '\0' ? l->name : MARK_OWN);
}

int
define_layer(struct ncout *n, const struct layer *l, char *why)
{
	static const nc_type types[] = { [CHUNK_U8] = NC_UBYTE, [CHUNK_U16] = NC_USHORT,
		[CHUNK_F32] = NC_FLOAT, [CHUNK_F64] = NC_DOUBLE };
	struct definition to;
	char name[NAME_ROOM];
	/* As define_file() made them. */
	const int dims[3] = { 0, 1, 2 };
	int id;

	errno = 0;
	to.status = nc_open(n->path, NC_WRITE, &to.file);
	if (to.status != NC_NOERR)
		return define_reason(to.status, "netCDF", why);
	name_variable(n->header, l->name, name);
	if (nc_inq_varid(to.file, name, &id) == NC_NOERR ||
	    nc_inq_dimid(to.file, name, &id) == NC_NOERR)
		return definition_end(&to, chunk_reason(why, "layer %s would be the variable %s, but another "
		    "layer, or something that each file has, is called so already",
		    l->name[0] != '\0' ? l->name : "without a name", name), why);
	to.status = nc_redef(to.file);
	id = definition_variable(&to, name, types[l->type], 3, dims);
	put_storage(&to, n, l, id);
	put_meaning(&to, n, l, id);
	return definition_end(&to, to.status == NC_NOERR ? 0 : define_reason(to.status, name, why),
	    why);
}
