/* SPDX-License-Identifier: BSD-2-Clause */
/* hdf.c - chunks and times put into the file as HDF5 stores them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ncout/private.h"

/* HDF5 says what is wrong on stderr in each thread that does not forbid it. */
void
hdf_quiet(void)
{
	H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

int
hdf_reason(const char *instead, char *why)
{
	static const int known[] = { ENOSPC, EFBIG, EDQUOT, EIO, EROFS, ENOMEM };
	int error = errno;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (error == known[i])
			return chunk_reason(why, "cannot write: %s", strerror(error));
	return chunk_reason(why, "cannot write: %s", instead);
}

static hid_t
open_set(const struct ncout *n, const char *name)
{
	return n->file >= 0 ? H5Dopen2(n->file, name, H5P_DEFAULT) : -1;
}

int
hdf_open(struct ncout *n, char *why)
{
	char name[NAME_ROOM];
	bool opened;

	errno = 0;
	n->file = H5Fopen(n->path, H5F_ACC_RDWR, H5P_DEFAULT);
	n->time = open_set(n, "time");
	n->bounds = open_set(n, "time_bnds");
	n->have = open_set(n, "have");
	n->expected = open_set(n, "expected");
	opened = n->time >= 0 && n->bounds >= 0 && n->have >= 0 && n->expected >= 0;
	for (size_t i = 0; i < n->n_layers; i++) {
		name_variable(n->header, n->layers[i].name, name);
		n->layers[i].set = open_set(n, name);
		opened = opened && n->layers[i].set >= 0;
	}
	return opened ? 0 : hdf_reason("HDF5 does not say why", why);
}

/* Closes a set; true if it was open and that failed. */
static bool
close_set(hid_t *set)
{
	bool failed = *set >= 0 && H5Dclose(*set) < 0;

	*set = -1;
	return failed;
}

int
hdf_close(struct ncout *n, char *why)
{
	bool failed = false;

	errno = 0;
	for (size_t i = 0; i < n->n_layers; i++)
		failed |= close_set(&n->layers[i].set);
	failed |= close_set(&n->time);
	failed |= close_set(&n->bounds);
	failed |= close_set(&n->have);
	failed |= close_set(&n->expected);
	failed |= n->file >= 0 && H5Fclose(n->file) < 0;
	n->file = -1;
	return failed ? hdf_reason("HDF5 does not say why", why) : 0;
}

/* ---- Values ------------------------------------------------------------ */

int
hdf_extend(const struct ncout *n, const struct layer *l, char *why)
{
	const hsize_t extent[3] = { n->times, n->rows, n->cols };

	errno = 0;
	return H5Dset_extent(l->set, extent) < 0 ? hdf_reason("HDF5 does not say why", why) : 0;
}

int
hdf_put(const struct ncout *n, const struct layer *l, uint64_t time, size_t tile,
    const void *bytes, size_t size, char *why)
{
	struct part p = tiles_part(n, tile);
	const hsize_t at[3] = { time, p.row, p.col };

	errno = 0;
	return H5Dwrite_chunk(l->set, H5P_DEFAULT, 0, at, size, bytes) < 0 ?
	    hdf_reason("HDF5 does not say why", why) : 0;
}

/* Reads or writes [first, first + count) of a set along its first dimension. */
static bool
transfer(hid_t set, int dims, const hsize_t *start, const hsize_t *count, hid_t type, void *data,
    bool write)
{
	hid_t space = H5Dget_space(set), memory = H5Screate_simple(dims, count, NULL);
	bool done = space >= 0 && memory >= 0 &&
	    H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
	    (write ? H5Dwrite(set, type, memory, space, H5P_DEFAULT, data) :
	    H5Dread(set, type, memory, space, H5P_DEFAULT, data)) >= 0;

	if (space >= 0)
		H5Sclose(space);
	if (memory >= 0)
		H5Sclose(memory);
	return done;
}

/* Whether the filters of a set are none, or those that tiles.c applies. */
static bool
has_filters(const struct ncout *n, hid_t plan)
{
	const H5Z_filter_t wanted[2] = { n->shuffle ? H5Z_FILTER_SHUFFLE : H5Z_FILTER_DEFLATE,
		H5Z_FILTER_DEFLATE };
	int count = n->level == 0 ? 0 : n->shuffle ? 2 : 1;
	unsigned flags, level = 0;

	if (H5Pget_nfilters(plan) != count)
		return false;
	for (int i = 0; i < count; i++) {
		size_t room = 1;

		if (H5Pget_filter2(plan, (unsigned)i, &flags, &room, &level, 0, NULL,
		    NULL) != wanted[i])
			return false;
	}
	return count == 0 || level == (unsigned)n->level;
}

bool
hdf_is_stored(const struct ncout *n, const struct layer *l)
{
	const hid_t types[] = { [CHUNK_U8] = H5T_NATIVE_UINT8, [CHUNK_U16] = H5T_NATIVE_UINT16,
		[CHUNK_F32] = H5T_NATIVE_FLOAT, [CHUNK_F64] = H5T_NATIVE_DOUBLE };
	hid_t plan = H5Dget_create_plist(l->set), type = H5Dget_type(l->set);
	hid_t space = H5Dget_space(l->set);
	hsize_t chunk[3] = { 0 }, extent[3] = { 0 };
	bool stored = plan >= 0 && type >= 0 && H5Tequal(type, types[l->type]) > 0 &&
	    H5Pget_layout(plan) == H5D_CHUNKED && H5Pget_chunk(plan, 3, chunk) == 3 &&
	    H5Sget_simple_extent_ndims(space) == 3 &&
	    H5Sget_simple_extent_dims(space, extent, NULL) == 3 &&
	    extent[0] == n->times && extent[1] == n->rows && extent[2] == n->cols &&
	    has_filters(n, plan);

	for (int i = 0; i < 3; i++)
		stored = stored && chunk[i] == n->chunk[i];
	H5Pclose(plan);
	H5Tclose(type);
	H5Sclose(space);
	return stored;
}

int
hdf_read(const struct ncout *n, const struct layer *l, uint64_t first, uint64_t count, void *to,
    char *why)
{
	const hid_t types[] = { [CHUNK_U8] = H5T_NATIVE_UINT8, [CHUNK_U16] = H5T_NATIVE_UINT16,
		[CHUNK_F32] = H5T_NATIVE_FLOAT, [CHUNK_F64] = H5T_NATIVE_DOUBLE };
	const hsize_t start[3] = { first, 0, 0 }, extent[3] = { count, n->rows, n->cols };

	if (transfer(l->set, 3, start, extent, types[l->type], to, false))
		return 0;
	return chunk_reason(why, "its last fields cannot be read: the file is damaged");
}

/* ---- Times ------------------------------------------------------------- */

static bool
write_times(hid_t set, int dims, uint64_t first, uint64_t count, hid_t type, void *data)
{
	const hsize_t extent[2] = { first + count, 2 }, start[2] = { first, 0 }, size[2] = { count,
	    2 };

	return H5Dset_extent(set, extent) >= 0 && transfer(set, dims, start, size, type, data,
	    true);
}

int
hdf_times(struct ncout *n, char *why)
{
	uint64_t first = n->written, count = n->times - n->written;

	errno = 0;
	if (count > 0 &&
	    (!write_times(n->time, 1, first, count, H5T_NATIVE_INT64, n->starts) ||
	    !write_times(n->bounds, 2, first, count, H5T_NATIVE_INT64, n->pairs) ||
	    !write_times(n->have, 1, first, count, H5T_NATIVE_UINT32, n->haves) ||
	    !write_times(n->expected, 1, first, count, H5T_NATIVE_UINT32, n->expecteds)))
		return hdf_reason("HDF5 does not say why", why);
	n->written = n->times;
	return 0;
}
