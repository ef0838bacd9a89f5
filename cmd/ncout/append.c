/* SPDX-License-Identifier: BSD-2-Clause */
/* append.c - a file that goes on: what is in it, and whether a stream fits. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid/units.h"
#include "ncout/private.h"
#include "netcdf/private.h"

/* `what` says what differs; NULL: it is no such file at all. */
static int
refuse_file(const char *what, char *why)
{
	return chunk_reason(why, "--append: was not written by chunk2nc, or was changed since%s%s%s: write to a "
	    "new file", what != NULL ? " (" : "", what != NULL ? what : "", what != NULL ? ")" : "");
}

/* ---- Layers ------------------------------------------------------------ */

/* Whether the values are stored as those of the stream will be. */
static int
look_at_storage(struct ncout *n, int file, int id, char *why)
{
	int storage, dims = 0, shuffle = 0, deflate = 0, level = 0;
	size_t chunk[3];

	/* As many chunk sizes are written as there are dimensions. */
	if (nc_inq_varndims(file, id, &dims) != NC_NOERR || dims != 3)
		return refuse_file("a layer has other dimensions", why);
	if (nc_inq_var_chunking(file, id, &storage, chunk) != NC_NOERR || storage != NC_CHUNKED ||
	    nc_inq_var_deflate(file, id, &shuffle, &deflate, &level) != NC_NOERR)
		return refuse_file("a layer is not stored in chunks", why);
	if (deflate && (shuffle != 0) != n->shuffle)
		return refuse_file("a layer is compressed otherwise", why);
	level = deflate ? level : 0;
	if (n->n_layers > 1 && (level != n->level || memcmp(chunk, n->chunk, sizeof chunk) != 0))
		return refuse_file("its layers are stored in different ways", why);
	memcpy(n->chunk, chunk, sizeof chunk);
	n->level = level;
	return 0;
}

static bool
has_number(int file, int id, const char *name, double wanted)
{
	nc_type type;
	size_t count;
	double number;

	return nc_inq_att(file, id, name, &type, &count) == NC_NOERR && type != NC_CHAR &&
	    count == 1 && nc_get_att_double(file, id, name, &number) == NC_NOERR &&
	    (number == wanted || (isnan(number) && isnan(wanted)));
}

/* Whether stored values mean what they meant, by all that programs look at. */
static bool
is_plain(const struct ncout *n, const struct layer *l, int file, int id)
{
	static const char *const others[] = { "valid_min", "valid_max", "valid_range",
		"missing_value", "_Unsigned", "scale_factor", "add_offset" };
	const struct category *category = category_of(n, l->name, l->type);
	bool codes = l->type == CHUNK_U8 || l->type == CHUNK_U16;
	int att;

	for (size_t i = 0; i < sizeof others / sizeof *others - (codes && category == NULL ? 2 : 0); i++)
		if (nc_inq_attid(file, id, others[i], &att) == NC_NOERR)
			return false;
	if (!codes)
		return has_number(file, id, "_FillValue", NAN);
	if (category != NULL)
		return has_number(file, id, "_FillValue", category->missing);
	return n->line.fits && has_number(file, id, "scale_factor", n->line.gain) &&
	    has_number(file, id, "add_offset", n->line.offset) &&
	    has_number(file, id, "_FillValue", n->line.missing);
}

/* Whether its cells lie where those of the stream do, in the same order. */
static int
look_at_place(const struct ncout *n, int file, int id, char *why)
{
	struct variable v;
	struct place place;
	int time;

	if (!variable_look(file, id, &v) || v.n != 3 || v.t != 0 || v.y != 1 || v.x != 2 ||
	    nc_inq_varid(file, "time", &time) != NC_NOERR || v.dims[0].variable != time)
		return refuse_file("a layer has other dimensions", why);
	if (!place_check(&v, chunk_grid(n->header), &place) || place.flip_x || place.flip_y)
		return refuse_file("its coordinates are others", why);
	return place_marked(&v, n->header) ? 0 : refuse_file("its CRS is another", why);
}

static int
look_at_layer(struct ncout *n, int file, int id, const char *name, char *why)
{
	static const struct { nc_type type; enum chunk_type of; } types[] = { { NC_UBYTE,
	    CHUNK_U8 },
		{ NC_USHORT, CHUNK_U16 }, { NC_FLOAT, CHUNK_F32 }, { NC_DOUBLE, CHUNK_F64 } };
	struct layer *l = &n->layers[n->n_layers];
	char own[NAME_ROOM], there[NC_MAX_NAME + 1], *said;
	const char *units;
	nc_type type;

	*l = (struct layer){ .set = -1, .fields = n->times };
	strcpy(l->name, name);
	name_variable(n->header, name, own);
	units_of_layer(n->header, name, n->options->units, &units);
	if (nc_inq_varname(file, id, there) != NC_NOERR || strcmp(own, there) != 0 ||
	    nc_inq_vartype(file, id, &type) != NC_NOERR)
		return refuse_file("a variable has another name or type", why);
	said = mark_text(file, id, "units");
	if (said != NULL && units != NULL && strcmp(said, units) != 0) {
		chunk_reason(why, "--append: %.100s is in %.100s, but what comes is in %.100s: --units says the same",
		    own, said, units);
		free(said);
		return -1;
	}
	free(said);
	for (size_t i = 0; i < 4; i++)
		if (types[i].type == type)
			l->type = types[i].of;
	if (!mark_means(file, id, n->header, name))
		return refuse_file("units or cell_methods of a layer are others", why);
	if (l->type == CHUNK_BYTES || !is_plain(n, l, file, id))
		return refuse_file("what its values mean is another", why);
	n->n_layers++;
	return look_at_storage(n, file, id, why) < 0 ? -1 : look_at_place(n, file, id, why);
}

/* ---- Times ------------------------------------------------------------- */

static bool
has_type(int file, const char *name, nc_type wanted)
{
	nc_type type;
	int id;

	return nc_inq_varid(file, name, &id) == NC_NOERR &&
	    nc_inq_vartype(file, id, &type) == NC_NOERR && type == wanted;
}

static bool
has_units(int file)
{
	int id = -1;
	char *units = nc_inq_varid(file, "time", &id) == NC_NOERR ?
	    mark_text(file, id, "units") : NULL;
	char *calendar = units != NULL ? mark_text(file, id, "calendar") : NULL;
	bool right = calendar != NULL && mark_since(units) && strcmp(calendar, "standard") == 0;

	free(units);
	free(calendar);
	return right;
}

/* Reads all times; false if they are none that this tool writes. */
static bool
read_times(struct ncout *n, int file, size_t count)
{
	int64_t *starts = mark_whole(file, "time", count, 1, sizeof *starts);
	int64_t *pairs = mark_whole(file, "time_bnds", count, 2, sizeof *pairs);
	uint32_t *have = mark_whole(file, "have", count, 1, sizeof *have);
	uint32_t *expected = mark_whole(file, "expected", count, 1, sizeof *expected);
	bool sound = starts != NULL && pairs != NULL && have != NULL && expected != NULL;
	const int64_t window = mark_window(n->header);

	for (size_t i = 0; i < count && sound; i++) {
		const int64_t *p = pairs + 2 * i;

		sound = p[0] == (window > 0 ? p[1] - window : starts[i]) && starts[i] < p[1] &&
		    (i == 0 || starts[i] >= p[-1]);
		mark_time(&n->mark, chunk_step(n->header), starts[i], p[1], have[i], expected[i]);
	}
	free(starts);
	free(pairs);
	free(have);
	free(expected);
	return sound;
}

/* How far the file is, in time. */
static int
look_at_times(struct ncout *n, int file, char *why)
{
	char *text = mark_text(file, NC_GLOBAL, MARK_TIMES);
	struct mark_times then = { 0 };
	size_t count = 0;
	int dim, limit = -2;
	bool same;

	same = text != NULL && mark_times_parse(text, &then) &&
	    nc_inq_dimid(file, "time", &dim) == NC_NOERR &&
	    nc_inq_dimlen(file, dim, &count) == NC_NOERR && count == then.n && count > 0 &&
	    nc_inq_unlimdim(file, &limit) == NC_NOERR && limit == dim &&
	    has_type(file, "time", NC_INT64) && has_type(file, "time_bnds", NC_INT64) &&
	    has_type(file, "have", NC_INT) && has_type(file, "expected", NC_INT) && has_units(file);
	free(text);
	errno = 0;
	if (!same || !read_times(n, file, count) || n->mark.crc != then.crc)
		return errno == ENOMEM ? chunk_reason(why, "out of memory") :
		    refuse_file("its times or numbers of images are others", why);
	n->times = n->written = count;
	n->end = n->reached = n->mark.last;
	n->start = INT64_MIN;
	return 0;
}

static int
look_at_gaps(struct ncout *n, int file, char *why)
{
	char *text = mark_text(file, NC_GLOBAL, MARK_GAPS), *copy = text != NULL ? strdup(text) :
	    NULL;
	struct mark_gap *gaps = NULL;
	size_t count = 0;
	bool sound = copy != NULL && mark_gaps(copy, &gaps, &count);

	if (sound && count > 0) {
		n->gaps = text;
		n->gaps_size = n->gaps_room = strlen(text);
		n->reached = gaps[count - 1].end > n->reached ? gaps[count - 1].end : n->reached;
	} else {
		free(text);
	}
	free(copy);
	free(gaps);
	return sound ? 0 : refuse_file(NULL, why);
}

/* A code means the same in all of the file. */
static int
look_at_table(const struct ncout *n, int file, char *why)
{
	char *said = mark_text(file, NC_GLOBAL, MARK_TABLE), own[16];
	bool floats, codes, same, says = said != NULL;

	mark_table(n->header, own);
	codes = strcmp(own, MARK_NO_TABLE) != 0;
	floats = said != NULL && strcmp(said, MARK_NO_TABLE) == 0;
	/* What says nothing of a table takes no codes. */
	same = says ? strcmp(said, own) == 0 : !codes;
	free(said);
	if (same)
		return 0;
	if (floats || !codes)
		return chunk_reason(why, "--append: has %s, but what comes has %s: bin-average and tif2rain "
		    "--float make floats of codes", floats ? "floats" : "values of a table of codes",
		    codes ? "codes" : "floats");
	return chunk_reason(why, "--append: its codes have another table than those that come (another gain, "
	    "offset or Z-R?): write to a new file");
}

static int
look(struct ncout *n, int file, char *why)
{
	char *text = mark_text(file, NC_GLOBAL, MARK_STREAM), name[CHUNK_LAYER_MAX + 1],
	    reason[CHUNK_WHY_MAX];
	struct chunk_header *h = text != NULL ? mark_header(text) : NULL;
	int status, variables = 0;

	free(text);
	status = h == NULL ? refuse_file(NULL, why) : mark_agree(h, n->header, reason) < 0 ?
	    chunk_reason(why, "--append: %s", reason) : look_at_table(n, file, why);
	chunk_header_free(h);
	if (status < 0 || look_at_times(n, file, why) < 0 || look_at_gaps(n, file, why) < 0)
		return -1;
	nc_inq_nvars(file, &variables);
	for (int id = 0; id < variables; id++)
		if (mark_layer(file, id, name) && n->n_layers < CHUNK_LAYERS_MAX &&
		    look_at_layer(n, file, id, name, why) < 0)
			return -1;
	return n->n_layers > 0 ? 0 : refuse_file(NULL, why);
}

int
append_look(struct ncout *n, char *why)
{
	int file, status = nc_open(n->path, NC_NOWRITE, &file);

	if (status != NC_NOERR)
		return chunk_reason(why, "--append: cannot be opened: %s", nc_strerror(status));
	status = look(n, file, why);
	nc_close(file);
	return status;
}

int
append_rest(struct ncout *n, char *why)
{
	uint64_t rest = n->times % n->chunk[0];

	for (size_t i = 0; i < n->n_layers; i++)
		if (!hdf_is_stored(n, &n->layers[i]))
			return refuse_file("a layer is stored otherwise", why);
	for (size_t i = 0; i < n->n_layers && rest > 0; i++)
		if (series_room(n, &n->layers[i], why) < 0 ||
		    hdf_read(n, &n->layers[i], n->times - rest, rest, n->layers[i].buffer.data,
		    why) < 0)
			return -1;
	return 0;
}
