/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * data.c - a dataset of HDF5: what it may be, and how its values are stored.
 *
 * The usual ones are read raw, chunk by chunk, so that they can be inflated
 * outside the lock (data-chunks.c). The library itself reads all others.
 */
#include "hdf5/private.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES_MAX (64u << 20)     /* of a chunk when it is inflated */
#define CHUNKS_MAX      (1u << 18)
#define FILTER_NAME_MAX 32

/* The numbers that are read, and what each becomes. */
static int
find_type(struct data *d, hid_t type)
{
	const struct {
		hid_t little, big;
		enum chunk_type becomes;
		uint8_t size;
		bool is_float, is_signed;
	} types[] = {
		{ H5T_STD_U8LE, H5T_STD_U8BE, CHUNK_U8, 1, false, false },
		{ H5T_STD_U16LE, H5T_STD_U16BE, CHUNK_U16, 2, false, false },
		{ H5T_IEEE_F64LE, H5T_IEEE_F64BE, CHUNK_F64, 8, true, true },
		{ H5T_IEEE_F32LE, H5T_IEEE_F32BE, CHUNK_F32, 4, true, true },
		{ H5T_STD_I8LE, H5T_STD_I8BE, CHUNK_F32, 1, false, true },
		{ H5T_STD_I16LE, H5T_STD_I16BE, CHUNK_F32, 2, false, true },
		{ H5T_STD_I32LE, H5T_STD_I32BE, CHUNK_F64, 4, false, true },
		{ H5T_STD_U32LE, H5T_STD_U32BE, CHUNK_F64, 4, false, false },
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		bool big = H5Tequal(type, types[i].big) > 0;

		if (!big && H5Tequal(type, types[i].little) <= 0)
			continue;
		d->type = types[i].becomes;
		d->stored = types[i].size;
		d->is_float = types[i].is_float;
		d->is_signed = types[i].is_signed;
		d->swapped = big == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) && d->stored > 1;
		return 0;
	}
	return hdf5_fail(d->f, IMAGE_REFUSED, "has values that are not integers of 8, 16 or 32 bits "
	    "or floats of 32 or 64 bits, but a type of %zu bytes", H5Tget_size(type));
}

static int
find_size(struct data *d, hid_t space)
{
	hsize_t n[2];
	int dimensions = H5Sget_simple_extent_ndims(space);

	if (dimensions != 2)
		return hdf5_fail(d->f, IMAGE_REFUSED, "has %d dimensions, not rows and columns",
		    dimensions);
	if (H5Sget_simple_extent_dims(space, n, NULL) < 0)
		return hdf5_damaged(d->f, "has no size that can be read");
	if (n[0] == 0 || n[1] == 0 || n[0] > CHUNK_SIDE_MAX || n[1] > CHUNK_SIDE_MAX ||
	    n[0] * n[1] > CHUNK_CELLS_MAX)
		return hdf5_fail(d->f, IMAGE_REFUSED, "has %llu x %llu cells: more than none, and at "
		    "most %u x %u and %u, is what is read", (unsigned long long)n[0],
		    (unsigned long long)n[1], CHUNK_SIDE_MAX, CHUNK_SIDE_MAX, CHUNK_CELLS_MAX);
	d->rows = (uint32_t)n[0];
	d->cols = (uint32_t)n[1];
	return 0;
}

/* Whether chunks can be inflated here: shuffle, then deflate, or either, or none. */
static int
find_filters(struct data *d, hid_t plist)
{
	char name[FILTER_NAME_MAX] = "";
	int count = H5Pget_nfilters(plist);
	unsigned options = 0;

	d->raw = true;
	for (int i = 0; i < count; i++) {
		size_t parameters = 0;
		unsigned flags;
		H5Z_filter_t filter = H5Pget_filter2(plist, (unsigned)i, &flags, &parameters, NULL,
		    sizeof name, name, NULL);

		if (filter < 0)
			return hdf5_damaged(d->f, "has filters that cannot be read");
		if (H5Zfilter_avail(filter) <= 0)
			return hdf5_fail(d->f, IMAGE_REFUSED, "is compressed by a filter that HDF5 "
			    "has not here: number %d, \"%.31s\": h5repack -f GZIP=4 writes it anew "
			    "where there is one", (int)filter, name);
		if (filter == H5Z_FILTER_SHUFFLE && !d->shuffled && !d->deflated)
			d->shuffled = true, d->shuffle_bit = 1u << i;
		else if (filter == H5Z_FILTER_DEFLATE && !d->deflated)
			d->deflated = true, d->deflate_bit = 1u << i;
		else
			d->raw = false;
	}
	/* Chunks at the edge that no filter goes over: the library knows which. */
	if (H5Pget_chunk_opts(plist, &options) < 0 || options != 0)
		d->raw = false;
	return 0;
}

static int
find_chunks(struct data *d, hid_t plist)
{
	hsize_t n[2], across, down;

	if (H5Pget_chunk(plist, 2, n) != 2 || n[0] == 0 || n[1] == 0)
		return hdf5_damaged(d->f, "has chunks that cannot be read");
	if (n[0] > CHUNK_BYTES_MAX || n[1] > CHUNK_BYTES_MAX ||
	    n[0] * n[1] > CHUNK_BYTES_MAX / d->stored)
		return hdf5_fail(d->f, IMAGE_REFUSED,
		    "has chunks of %llu x %llu cells, and at most %u MiB are read",
		    (unsigned long long)n[0], (unsigned long long)n[1], CHUNK_BYTES_MAX >> 20);
	d->chunk_rows = (uint32_t)n[0];
	d->chunk_cols = (uint32_t)n[1];
	down = (d->rows + n[0] - 1) / n[0];
	across = (d->cols + n[1] - 1) / n[1];
	if (down * across > CHUNKS_MAX)
		return hdf5_fail(d->f, IMAGE_REFUSED, "has %llu chunks, and at most %u are read",
		    (unsigned long long)(down * across), CHUNKS_MAX);
	return find_filters(d, plist);
}

static int
find_layout(struct data *d, hid_t plist, hid_t type)
{
	H5D_fill_value_t defined = H5D_FILL_VALUE_ERROR;
	int status = 0;

	if (H5Pget_external_count(plist) > 0)
		return hdf5_fail(d->f, IMAGE_REFUSED, "has its values in another file");
	switch (H5Pget_layout(plist)) {
	case H5D_CHUNKED:
		status = find_chunks(d, plist);
		break;
	case H5D_CONTIGUOUS:
	case H5D_COMPACT:
		break;
	case H5D_VIRTUAL:
		return hdf5_fail(d->f, IMAGE_REFUSED, "is put together from other files");
	default:
		return hdf5_damaged(d->f, "has values in a layout that cannot be read");
	}
	if (status < 0 || !d->raw)
		return status;
	/* Without a value for absent chunks the library decides what there is. */
	if (H5Pfill_value_defined(plist, &defined) < 0 || defined == H5D_FILL_VALUE_UNDEFINED ||
	    H5Pget_fill_value(plist, type, d->fill) < 0)
		d->raw = false;
	return 0;
}

int
data_open(struct data *d, struct hdf5 *f, hid_t group, const char *name)
{
	hid_t type, space, plist;
	int status;

	*d = (struct data){ .f = f, .set = H5Dopen2(group, name, H5P_DEFAULT) };
	if (d->set < 0)
		return hdf5_damaged(f, "has no values that can be read");
	type = H5Dget_type(d->set);
	space = H5Dget_space(d->set);
	plist = H5Dget_create_plist(d->set);
	if (type < 0 || space < 0 || plist < 0)
		status = hdf5_damaged(f, "has values that cannot be read");
	else if ((status = find_type(d, type)) == 0 && (status = find_size(d, space)) == 0)
		status = find_layout(d, plist, type);
	if (type >= 0)
		H5Tclose(type);
	if (space >= 0)
		H5Sclose(space);
	if (plist >= 0)
		H5Pclose(plist);
	return status;
}

/* The library reads all of it, in the type of the field. */
static int
read_whole(struct data *d, void *to)
{
	hid_t types[] = { [CHUNK_U8] = H5T_NATIVE_UINT8, [CHUNK_U16] = H5T_NATIVE_UINT16,
		[CHUNK_F32] = H5T_NATIVE_FLOAT, [CHUNK_F64] = H5T_NATIVE_DOUBLE };

	return H5Dread(d->set, types[d->type], H5S_ALL, H5S_ALL, H5P_DEFAULT, to) < 0 ?
	    hdf5_damaged(d->f, "has values that cannot be read") : 0;
}

int
data_fetch(struct data *d, struct chunk *out)
{
	size_t size = (size_t)d->rows * d->cols * chunk_value_size(d->type);
	int status = d->raw ? chunks_fetch(d) : 0;

	if (status < 0)
		return status;
	if (chunk_room(out, size) == NULL)
		return hdf5_fail(d->f, IMAGE_REFUSED, "out of memory for %u x %u cells", d->rows,
		    d->cols);
	out->kind = CHUNK_FIELD;
	out->type = d->type;
	return d->raw ? 0 : read_whole(d, out->data);
}

int
data_decode(const struct data *d, struct chunk *out)
{
	return d->raw ? chunks_decode(d, out->data) : 0;
}

void
data_free(struct data *d)
{
	if (d->set >= 0)
		H5Dclose(d->set);
	free(d->packed);
	free(d->chunks);
	*d = (struct data){ .set = -1 };
}
