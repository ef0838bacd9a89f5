/* SPDX-License-Identifier: BSD-2-Clause */
/* chunks.c - chunks read as HDF5 stores them. */
#include "netcdf/chunks.h"

#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE_MAX ((size_t)64 << 20)
#define ABSENT_MAX     1000             /* chunks that are not there cost a search each */

struct chunk_file {
	hid_t file, set;
	struct chunk_list list;         /* without the number of chunks */
	size_t absent;
};

struct window
window_find(const struct reading_state *s, const struct source *source, bool after_seam)
{
	const struct variable *v = &source->variable;
	const struct box_part *p = &s->part;
	size_t col = after_seam ? 0 : p->col, cols = after_seam ? p->more : p->cols;

	return (struct window){
		.y = source->place.flip_y ? v->dims[v->y].length - p->row - p->rows : p->row,
		.x = source->place.flip_x ? v->dims[v->x].length - col - cols : col,
		.high = p->rows, .wide = cols };
}

/* ---- Opening ----------------------------------------------------------- */

/* Filters: shuffle and deflate, or none. */
static bool
find_filters(hid_t plist, struct chunk_list *list)
{
	int n = H5Pget_nfilters(plist);

	for (int i = 0; i < n; i++) {
		unsigned flags, values[8], config;
		size_t count = 8;

		switch (H5Pget_filter2(plist, (unsigned)i, &flags, &count, values, 0, NULL,
		    &config)) {
		case H5Z_FILTER_SHUFFLE:
			if (list->shuffle_bit != 0 || list->deflate_bit != 0)
				return false;
			list->shuffle_bit = 1u << i;
			break;
		case H5Z_FILTER_DEFLATE:
			if (list->deflate_bit != 0)
				return false;
			list->deflate_bit = 1u << i;
			break;
		default:
			return false;
		}
	}
	return n >= 0;
}

/* One chunk has cells of one time, and all of them are of y and x. */
static bool
find_shape(hid_t plist, const struct variable *v, struct chunk_list *list)
{
	hsize_t shape[DIMS_MAX];

	if (H5Pget_layout(plist) != H5D_CHUNKED || H5Pget_chunk(plist, v->n, shape) != v->n)
		return false;
	for (int i = 0; i < v->n; i++)
		if (i != v->x && i != v->y && shape[i] != 1)
			return false;
	list->high = shape[v->y];
	list->wide = shape[v->x];
	return list->high > 0 && list->wide > 0 && list->high <= CHUNK_SIZE_MAX &&
	    list->wide <= CHUNK_SIZE_MAX / packing_size(v->type) / list->high;
}

/* The type is the one that the library found, in either order of bytes. */
static bool
find_type(hid_t set, hid_t plist, const struct variable *v, struct chunk_list *list)
{
	bool real = v->type == NC_FLOAT || v->type == NC_DOUBLE, found = false;
	hid_t type = H5Dget_type(set);
	H5T_order_t order = H5Tget_order(type), ours = H5Tget_order(H5T_NATIVE_INT);

	if (H5Tget_size(type) == packing_size(v->type) &&
	    H5Tget_class(type) == (real ? H5T_FLOAT : H5T_INTEGER) &&
	    (order == H5T_ORDER_LE || order == H5T_ORDER_BE || order == H5T_ORDER_NONE) &&
	    (!real || H5Tequal(type, H5T_IEEE_F32LE) > 0 || H5Tequal(type, H5T_IEEE_F32BE) > 0 ||
	    H5Tequal(type, H5T_IEEE_F64LE) > 0 || H5Tequal(type, H5T_IEEE_F64BE) > 0) &&
	    H5Tget_precision(type) == 8 * packing_size(v->type)) {
		list->swapped = packing_size(v->type) > 1 && order != ours;
		found = H5Pget_fill_value(plist, type, list->fill) >= 0;
	}
	H5Tclose(type);
	return found;
}

/*
 * Whether the dataset has the shape that the file had when it was looked into.
 */
static bool
is_same(hid_t set, const struct variable *v)
{
	hid_t space = H5Dget_space(set);
	hsize_t shape[DIMS_MAX];
	bool same = H5Sget_simple_extent_ndims(space) == v->n &&
	    H5Sget_simple_extent_dims(space, shape, NULL) == v->n;

	for (int i = 0; i < v->n && same; i++)
		/*
		 * Of records that another variable has more of, the library
		 * makes fill values.
		 */
		same = shape[i] == v->dims[i].length;
	H5Sclose(space);
	return same;
}

static bool
open_set(struct chunk_file *f, const struct source *source)
{
	const struct variable *v = &source->variable;
	char name[2 * NAME_MAX_BYTES];
	hid_t plist;
	bool fits;

	f->file = H5Fopen(source->path, H5F_ACC_RDONLY, H5P_DEFAULT);
	if (f->file < 0 || (size_t)snprintf(name, sizeof name, "%s/%s", source->group, v->name) >= sizeof name)
		return false;
	f->set = H5Dopen2(f->file, name, H5P_DEFAULT);
	if (f->set < 0)
		return false;
	plist = H5Dget_create_plist(f->set);
	fits = is_same(f->set, v) && find_shape(plist, v, &f->list) &&
	    find_filters(plist, &f->list) && find_type(f->set, plist, v, &f->list);
	H5Pclose(plist);
	return fits;
}

struct chunk_file *
chunks_open(const struct source *source)
{
	struct chunk_file *f = calloc(1, sizeof *f);

	if (f == NULL)
		return NULL;
	/* The library's own messages do not belong on stderr. */
	H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
	f->file = f->set = -1;
	if (open_set(f, source))
		return f;
	chunks_close(f);
	return NULL;
}

void
chunks_close(struct chunk_file *f)
{
	if (f == NULL)
		return;
	if (f->set >= 0)
		H5Dclose(f->set);
	if (f->file >= 0)
		H5Fclose(f->file);
	free(f);
}

/* ---- Reading ----------------------------------------------------------- */

/* The chunks along one axis that a window touches. */
static size_t
first_chunk(size_t start, size_t side)
{
	return start / side;
}

static size_t
end_chunk(size_t start, size_t n, size_t side)
{
	return n == 0 ? start / side : (start + n - 1) / side + 1;
}

static bool
touches(const struct window *w, size_t x, size_t wide)
{
	return w->wide > 0 && x < w->x + w->wide && x + wide > w->x;
}

static void
chunk_origin(const struct variable *v, size_t time, size_t y, size_t x, hsize_t *origin)
{
	for (int i = 0; i < v->n; i++)
		origin[i] = i == v->y ? y : i == v->x ? x : i == v->t ? time : v->index[i];
}

/*
 * The size of a chunk as it is stored, 0 if it is not there; false if it cannot
 * be read.
 */
static bool
chunk_size(struct chunk_file *f, const hsize_t *origin, size_t *size)
{
	hsize_t bytes = 0;
	unsigned left_out;
	haddr_t at = HADDR_UNDEF;

	/* HDF5 before 1.12 calls it an error if a chunk is not there. */
	if (H5Dget_chunk_storage_size(f->set, origin, &bytes) < 0) {
		f->absent++;
		if (H5Dget_chunk_info_by_coord(f->set, origin, &left_out, &at, &bytes) < 0 ||
		    at != HADDR_UNDEF)
			return false;
		bytes = 0;
	}
	*size = (size_t)bytes;
	return bytes <= 2 * CHUNK_SIZE_MAX;
}

/*
 * Lists the chunks that the part touches; the number of them, or 0 if one
 * cannot be read.
 */
static size_t
list_chunks(struct chunk_file *f, const struct reading_state *s, const struct source *source,
    size_t time, struct chunk_place *places, size_t *total)
{
	struct window a = window_find(s, source, false), b = window_find(s, source, true);
	size_t high = f->list.high, wide = f->list.wide, n = 0;
	size_t columns = source->variable.dims[source->variable.x].length;

	*total = 0;
	for (size_t y = first_chunk(a.y, high); y < end_chunk(a.y, a.high, high); y++)
		for (size_t x = 0; x * wide < columns; x++) {
			struct chunk_place *p;
			hsize_t origin[DIMS_MAX];

			if (!touches(&a, x * wide, wide) && !touches(&b, x * wide, wide))
				continue;
			if (places == NULL) {
				n++;
				continue;
			}
			p = &places[n++];
			*p = (struct chunk_place){ .y = y * high, .x = x * wide, .at = *total };
			chunk_origin(&source->variable, time, p->y, p->x, origin);
			if (!chunk_size(f, origin, &p->size))
				return 0;
			*total += p->size;
		}
	return n;
}

int
chunks_read(struct chunk_file *f, const struct reading_state *s, const struct source *source,
    size_t time, struct chunk *c, size_t head, char *why)
{
	size_t total, n;
	struct chunk_place *places;
	unsigned char *data;

	/* The thread may be another one, where the library speaks up. */
	H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
	n = list_chunks(f, s, source, time, NULL, &total);
	if (f->absent > ABSENT_MAX || n == 0 || n > 65536)
		return 0;
	if ((places = calloc(n, sizeof *places)) == NULL)
		return chunk_reason(why, "out of memory");
	if (list_chunks(f, s, source, time, places, &total) == 0 ||
	    (data = chunk_room(c, head + sizeof f->list + n * sizeof *places + total)) == NULL) {
		free(places);
		return 0;
	}
	f->list.n = n;
	memcpy(data + head, &f->list, sizeof f->list);
	data += head + sizeof f->list;
	for (size_t i = 0; i < n; i++) {
		struct chunk_place *p = &places[i];
		hsize_t origin[DIMS_MAX];

		chunk_origin(&source->variable, time, p->y, p->x, origin);
		if (p->size > 0 && H5Dread_chunk(f->set, H5P_DEFAULT, origin, &p->left_out,
		    data + n * sizeof *places + p->at) < 0) {
			free(places);
			return chunk_reason(why, "its values cannot be read: the file is damaged");
		}
	}
	memcpy(data, places, n * sizeof *places);
	free(places);
	return 1;
}
