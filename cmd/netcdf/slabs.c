/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * slabs.c - stored values read from files: of the box alone, and whole chunks
 * at once.
 */
#include <stdlib.h>
#include <string.h>

#include "netcdf/state.h"

#define BLOCK_MAX ((size_t)32 << 20)    /* bytes of times that are read at once; */
#define DEEP_MAX  ((size_t)256 << 20)   /* of chunks that hold several */

/* ---- What is read ------------------------------------------------------ */

/*
 * A rectangle of the file: the columns up to the seam of a grid, or those after
 * it.
 */
struct piece {
	size_t start[DIMS_MAX], count[DIMS_MAX];
	size_t size;                    /* bytes of all times */
};

static struct piece
find_piece(const struct reading_state *s, const struct source *source, bool after_seam,
    size_t time, size_t n)
{
	const struct variable *v = &source->variable;
	const struct box_part *p = &s->part;
	uint32_t col = after_seam ? 0 : p->col, cols = after_seam ? p->more : p->cols;
	struct piece piece = { .size = packing_size(v->type) };

	for (int i = 0; i < v->n; i++) {
		piece.start[i] = v->index[i];
		piece.count[i] = 1;
	}
	piece.start[v->y] = source->place.flip_y ? v->dims[v->y].length - p->row - p->rows : p->row;
	piece.count[v->y] = p->rows;
	piece.start[v->x] = source->place.flip_x ? v->dims[v->x].length - col - cols : col;
	piece.count[v->x] = cols;
	if (v->t >= 0) {
		piece.start[v->t] = time;
		piece.count[v->t] = n;
	}
	for (int i = 0; i < v->n; i++)
		piece.size *= piece.count[i];
	return piece;
}

size_t
slabs_size(const struct reading_state *s, const struct source *source)
{
	return (size_t)s->part.rows * (s->part.cols + s->part.more) *
	    packing_size(source->variable.type);
}

/* Whether the values of one time lie together if several are read. */
static bool
is_time_first(const struct variable *v)
{
	for (int i = 0; i < v->t; i++)
		if (i == v->x || i == v->y)
			return false;
	return true;
}

/* n in as few equal parts as have at most `most` each: the size of one. */
static size_t
divide(size_t n, size_t most)
{
	size_t parts = most > 0 ? (n + most - 1) / most : n;

	return (n + parts - 1) / parts;
}

/*
 * The library keeps few chunks, so that those of many times would be inflated
 * for each of them; and times that lie between the cells would be read with all
 * of them.
 */
size_t
slabs_block(const struct source *source, const struct box_part *p)
{
	const struct variable *v = &source->variable;
	size_t one = (size_t)p->rows * p->grid.cols * packing_size(v->type),
	       n = source->chunk_times;

	if (v->t < 0)
		return 1;
	if (!is_time_first(v) && n < 64)
		n = (64 + n - 1) / n * n;
	if (n > v->dims[v->t].length)
		n = v->dims[v->t].length;
	if (source->chunk_times > 1)
		return divide(n, DEEP_MAX / (source->layers > 0 ? source->layers : 1) / one);
	if (n * one > BLOCK_MAX)
		n = BLOCK_MAX / one;
	return n > 0 ? n : 1;
}

/* ---- The open file ----------------------------------------------------- */

void
slabs_close(struct reading_state *s)
{
	if (s->open > 0)
		nc_close(s->file);
	s->open = 0;
}

/* Whether the variable is still what it was when the file was looked into. */
static bool
is_same(const struct reading_state *s, const struct variable *v)
{
	int n, dims[NC_MAX_VAR_DIMS];
	nc_type type;

	if (nc_inq_varndims(s->group, s->id, &n) != NC_NOERR || n != v->n ||
	    nc_inq_vartype(s->group, s->id, &type) != NC_NOERR || type != v->type ||
	    nc_inq_vardimid(s->group, s->id, dims) != NC_NOERR)
		return false;
	for (int i = 0; i < n; i++) {
		size_t length;

		if (nc_inq_dimlen(s->group, dims[i], &length) != NC_NOERR ||
		    length != v->dims[i].length)
			return false;
	}
	return true;
}

static int
open_source(struct reading_state *s, size_t i, char *why)
{
	const struct source *source = &s->sources[i];

	if (s->open == source->number && s->open_source == i)
		return 0;
	if (s->open != source->number) {
		slabs_close(s);
		if (file_open(source->path, &s->file, why) < 0)
			return -1;
		s->open = source->number;
	}
	s->open_source = i;
	s->group = s->file;
	if ((strcmp(source->group, "/") != 0 &&
	    nc_inq_grp_full_ncid(s->file, source->group, &s->group) != NC_NOERR) ||
	    nc_inq_varid(s->group, source->variable.name, &s->id) != NC_NOERR ||
	    !is_same(s, &source->variable))
		return chunk_reason(why, "has changed while it was read");
	return 0;
}

/* ---- Reading ----------------------------------------------------------- */

static int
read_piece(const struct reading_state *s, const struct piece *p, void *to, char *why)
{
	int status = nc_get_vara(s->group, s->id, p->start, p->count, to);

	return status == NC_NOERR ? 0 : file_reason(status, "its values cannot be read", why);
}

/* Reads n times of both pieces, one piece after the other. */
static int
read_pieces(const struct reading_state *s, const struct source *source, size_t time, size_t n,
    unsigned char *to, char *why)
{
	struct piece first = find_piece(s, source, false, time, n);
	struct piece more = find_piece(s, source, true, time, n);

	if (read_piece(s, &first, to, why) < 0)
		return -1;
	return s->part.more > 0 ? read_piece(s, &more, to + first.size, why) : 0;
}

/* Copies values of `size` bytes that are `apart` values from each other. */
static void
copy_values(unsigned char *to, const unsigned char *from, size_t n, size_t apart, size_t size)
{
	if (apart == 1)
		memcpy(to, from, n * size);
	else if (size == 4)
		for (size_t i = 0; i < n; i++)
			memcpy(to + 4 * i, from + 4 * i * apart, 4);
	else if (size == 2)
		for (size_t i = 0; i < n; i++)
			memcpy(to + 2 * i, from + 2 * i * apart, 2);
	else
		for (size_t i = 0; i < n; i++)
			memcpy(to + size * i, from + size * i * apart, size);
}

/*
 * Takes one time of a piece out of those that were read; returns where the
 * piece ends in `to`.
 */
static unsigned char *
take_time(const struct variable *v, const struct piece *p, const unsigned char *from, size_t k,
    unsigned char *to)
{
	size_t apart[DIMS_MAX], size = packing_size(v->type);
	int outer = v->y < v->x ? v->y : v->x, inner = v->y < v->x ? v->x : v->y;

	apart[v->n - 1] = 1;
	for (int i = v->n - 1; i > 0; i--)
		apart[i - 1] = apart[i] * p->count[i];
	from += k * apart[v->t] * size;
	for (size_t o = 0; o < p->count[outer]; o++) {
		copy_values(to, from + o * apart[outer] * size, p->count[inner], apart[inner],
		    size);
		to += p->count[inner] * size;
	}
	return to;
}

/* Reads the block of times that one is in. */
static int
read_block(struct reading_state *s, size_t i, size_t time, char *why)
{
	struct source *source = &s->sources[i];
	size_t all = source->variable.dims[source->variable.t].length;
	size_t first = time - time % source->block;
	size_t n = all - first < source->block ? all - first : source->block;

	if (source->stored_n > 0 && source->stored_first == first)
		return 0;
	source->stored_n = 0;
	if (chunk_room(&source->stored, n * slabs_size(s, source)) == NULL)
		return chunk_reason(why, "out of memory");
	if (open_source(s, i, why) < 0 || read_pieces(s, source, first, n, source->stored.data,
	    why) < 0)
		return -1;
	source->stored_first = first;
	source->stored_n = n;
	return 0;
}

int
slabs_read(struct reading_state *s, size_t i, size_t time, unsigned char *to, char *why)
{
	const struct source *source = &s->sources[i];
	const unsigned char *block;
	struct piece first, more;
	char reason[CHUNK_WHY_MAX];

	if (source->block == 1) {
		if (open_source(s, i, reason) < 0 ||
		    read_pieces(s, source, time, 1, to, reason) < 0)
			return source_reason(source, INT64_MIN, reason, why);
		return 0;
	}
	if (read_block(s, i, time, reason) < 0)
		return source_reason(source, INT64_MIN, reason, why);
	block = source->stored.data;
	time -= source->stored_first;
	first = find_piece(s, source, false, source->stored_first, source->stored_n);
	to = take_time(&source->variable, &first, block, time, to);
	if (s->part.more > 0) {
		more = find_piece(s, source, true, source->stored_first, source->stored_n);
		take_time(&source->variable, &more, block + first.size, time, to);
	}
	return 0;
}
