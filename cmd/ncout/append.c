/* SPDX-License-Identifier: BSD-2-Clause */
/* append.c - a file that goes on: what is in it, and whether a stream fits. */
#include <stdlib.h>
#include <string.h>

#include "grid/units.h"
#include "ncout/private.h"
#include "netcdf/mark.h"

static int
refuse_file(char *why)
{
	return chunk_reason(why, "--append: is no file that chunk2nc wrote, or was changed since: write another");
}

/* Whether the values are stored as those of the stream will be. */
static int
look_at_storage(struct ncout *n, int file, int id, char *why)
{
	int storage, shuffle = 0, deflate = 0, level = 0;

	if (nc_inq_var_chunking(file, id, &storage, n->chunk) != NC_NOERR ||
	    storage != NC_CHUNKED ||
	    nc_inq_var_deflate(file, id, &shuffle, &deflate, &level) != NC_NOERR)
		return refuse_file(why);
	if (deflate && (shuffle != 0) != n->shuffle)
		return chunk_reason(why, "--append: has %s, but what comes has %s: bin-average and tif2rain "
		    "--float make floats of codes", shuffle ? "floats" :
		    "values of a table of codes",
		    shuffle ? "codes" : "floats");
	n->level = !deflate ? 0 : n->level > 0 ? n->level : 1;
	return 0;
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
		return refuse_file(why);
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
	if (!mark_means(file, id, n->header, name) || l->type == CHUNK_BYTES)
		return refuse_file(why);
	n->n_layers++;
	return look_at_storage(n, file, id, why);
}

/* How far the file is, in time. */
static int
look_at_times(struct ncout *n, int file, char *why)
{
	size_t last[2] = { 0, 1 }, count;
	long long end = 0;
	int dim, id;

	if (nc_inq_dimid(file, "time", &dim) != NC_NOERR || nc_inq_dimlen(file, dim, &count) != NC_NOERR ||
	    count == 0 || nc_inq_varid(file, "time_bnds", &id) != NC_NOERR)
		return refuse_file(why);
	last[0] = count - 1;
	if (nc_get_var1_longlong(file, id, last, &end) != NC_NOERR)
		return refuse_file(why);
	n->times = n->written = count;
	n->end = n->reached = end;
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
	return sound ? 0 : refuse_file(why);
}

static int
look(struct ncout *n, int file, char *why)
{
	char *text = mark_text(file, NC_GLOBAL, MARK_STREAM), name[CHUNK_LAYER_MAX + 1],
	    reason[CHUNK_WHY_MAX];
	struct chunk_header *h = text != NULL ? mark_header(text) : NULL;
	int status, variables = 0;

	free(text);
	status = h == NULL ? refuse_file(why) : mark_agree(h, n->header, reason) < 0 ?
	    chunk_reason(why, "--append: %s", reason) : 0;
	chunk_header_free(h);
	if (status < 0 || look_at_times(n, file, why) < 0 || look_at_gaps(n, file, why) < 0)
		return -1;
	nc_inq_nvars(file, &variables);
	for (int id = 0; id < variables; id++)
		if (mark_layer(file, id, name) && n->n_layers < CHUNK_LAYERS_MAX &&
		    look_at_layer(n, file, id, name, why) < 0)
			return -1;
	return n->n_layers > 0 ? 0 : refuse_file(why);
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

	for (size_t i = 0; i < n->n_layers && rest > 0; i++)
		if (series_room(n, &n->layers[i], why) < 0 ||
		    hdf_read(n, &n->layers[i], n->times - rest, rest, n->layers[i].buffer.data,
		    why) < 0)
			return -1;
	return 0;
}
