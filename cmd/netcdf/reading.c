/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reading.c - files looked into, compared with each other, and put in the order
 * of time.
 */
#include "netcdf/reading.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "netcdf/chunks.h"

#define CHUNK_BYTES_MAX ((size_t)512 << 20)

int
source_reason(const struct source *source, int64_t time, const char *reason, char *why)
{
	char when[CHUNK_TIME_MAX];

	if (time == INT64_MIN)
		return chunk_reason(why, "%.200s: %.700s", source->path, reason);
	return chunk_reason(why, "%.200s: %s: %.700s", source->path, chunk_time_text(time, when), reason);
}

void
source_rest(struct source *s)
{
	chunks_close(s->chunks);
	s->chunks = NULL;
	s->chunks_tried = false;
	chunk_free(&s->stored);
	s->stored_n = 0;
}

static void
free_source(struct source *s)
{
	source_rest(s);
	own_free(s->own);
	free(s->path);
	free(s->group);
	times_free(&s->times);
}

void
reading_free(struct reading *r)
{
	struct reading_state *s = r->state;

	if (s == NULL)
		return;
	slabs_close(s);
	for (size_t i = 0; i < s->n; i++)
		free_source(&s->sources[i]);
	free(s->sources);
	chunk_free(&s->before);
	free(s);
	r->state = NULL;
}

/* ---- One file ---------------------------------------------------------- */

bool
reading_index_is_valid(const char *text)
{
	const char *equals = strchr(text, '=');
	size_t digits = equals != NULL ? strspn(equals + 1, "0123456789") : 0;

	return equals != NULL && equals > text && digits > 0 && digits < 10 &&
	    equals[1 + digits] == '\0';
}

static struct choice
find_choice(const struct reading *r)
{
	struct choice c = { .variable = r->variable, .units = r->units,
		.stamped = r->stamp != READING_UNSAID,
		.stepped = r->step > 0, .n = r->indexes };

	for (size_t i = 0; i < r->indexes; i++) {
		const char *equals = strchr(r->index[i], '=');

		c.at[i].name = r->index[i];
		c.at[i].length = (size_t)(equals - r->index[i]);
		c.at[i].index = strtoul(equals + 1, NULL, 10);
	}
	return c;
}

/* The full name of a group, which the caller frees; NULL if out of memory. */
static char *
group_name(int group)
{
	size_t n = 0;
	char *name;

	if (nc_inq_grpname_len(group, &n) != NC_NOERR)
		return strdup("/");
	name = calloc(n + 1, 1);
	if (name != NULL && nc_inq_grpname_full(group, NULL, name) != NC_NOERR)
		strcpy(name, "/");
	return name;
}

/*
 * Looks at the chunks in which the values are stored. They are inflated as a
 * whole: what is too large for that is refused.
 */
int
source_chunks(struct source *s, char *why)
{
	const struct variable *v = &s->variable;
	size_t chunks[DIMS_MAX], bytes = packing_size(v->type);
	int storage;

	s->chunk_times = 1;
	if (nc_inq_var_chunking(v->group, v->id, &storage, chunks) != NC_NOERR ||
	    storage != NC_CHUNKED)
		return 0;
	for (int i = 0; i < v->n; i++)
		if (chunks[i] == 0 || __builtin_mul_overflow(bytes, chunks[i], &bytes) ||
		    bytes > CHUNK_BYTES_MAX)
			return chunk_reason(why, "%s is stored in chunks of more than 512 MiB: ncks "
			    "--cnk_plc=r1d a.nc b.nc makes smaller ones", v->name);
	if (v->t >= 0)
		s->chunk_times = chunks[v->t];
	return 0;
}

/* Who made a file: CF's institution, or else its source, which is how it was made. */
static void
read_origin(int file, char *origin, size_t room)
{
	char text[TEXT_MAX];

	att_text(file, NC_GLOBAL, "institution", text, sizeof text);
	if (*text == '\0')
		att_text(file, NC_GLOBAL, "source", text, sizeof text);
	snprintf(origin, room, "%.255s", text);
}

/* Everything about an open file. */
static int
look(struct reading *r, int file, struct source *s, char *why)
{
	struct choice c = find_choice(r);
	struct variable *v = &s->variable;

	if (variable_choose(file, &c, v, why) < 0 || source_chunks(s, why) < 0 ||
	    methods_read(v, s->method, why) < 0 ||
	    place_find(v, r->crs, &s->place, why) < 0 || packing_read(v, &s->packing, why) < 0 ||
	    times_read(v, &s->times, why) < 0)
		return -1;
	s->packing.negative = v->units.kind == UNITS_DBZ ? NEGATIVE_RIGHT :
	    r->negative == READING_MISSING ? NEGATIVE_MISSING :
	    r->negative == READING_ZERO ? NEGATIVE_ZERO : NEGATIVE_REFUSED;
	if ((s->group = group_name(v->group)) == NULL)
		return chunk_reason(why, "out of memory");
	if (r->state->n == 1)
		read_origin(file, r->state->origin, sizeof r->state->origin);
	return 0;
}

/* ---- Files together ---------------------------------------------------- */

/*
 * 0 if a file can be in one stream with the first, else -1 with the difference.
 */
static int
compare(const struct source *a, const struct source *b, char *why)
{
	const struct chunk_grid *g = &a->place.grid, *h = &b->place.grid;
	const struct variable *v = &a->variable, *w = &b->variable;

	if (strcmp(v->name, w->name) != 0)
		return chunk_reason(why, "its variable is %s, but that of %.200s is %s: -V says which is "
		    "meant", w->name, a->path, v->name);
	if (v->units.kind != w->units.kind)
		return chunk_reason(why, "%s is in %s, but in %.200s in %s", w->name, w->spelt, a->path,
		    v->spelt);
	if (g->rows != h->rows || g->cols != h->cols)
		return chunk_reason(why, "has %u rows x %u columns, but %.200s %u x %u", h->rows, h->cols,
		    a->path, g->rows, g->cols);
	if (!chunk_same_place(g, h))
		return chunk_reason(why, "has the affine %.10g %.10g 0 %.10g 0 %.10g, but %.200s %.10g %.10g "
		    "0 %.10g 0 %.10g", h->affine[0], h->affine[1], h->affine[3], h->affine[5], a->path,
		    g->affine[0], g->affine[1], g->affine[3], g->affine[5]);
	if (strcmp(a->place.crs, b->place.crs) != 0)
		return chunk_reason(why, "has the CRS %.200s, but %.200s has %.200s: --crs says which holds",
		    b->place.crs, a->path, a->place.crs);
	if (!methods_agree(a->method, b->method))
		return chunk_reason(why,
		    "its cell_methods has \"time: %s\", but that of %.200s \"%s\"",
		    b->method, a->path, a->method);
	if (a->times.by.calendar != b->times.by.calendar)
		return chunk_reason(why, "has another calendar than %.200s", a->path);
	return 0;
}

struct source *
source_add(struct reading *r, const char *path)
{
	struct reading_state *s = r->state;
	struct source *source;

	if (s->n == s->room) {
		size_t room = 2 * s->room + 16;
		struct source *more = reallocarray(s->sources, room, sizeof *more);

		if (more == NULL)
			return NULL;
		s->sources = more;
		s->room = room;
	}
	source = &s->sources[s->n++];
	*source = (struct source){ .path = strdup(path), .number = s->files };
	return source->path != NULL ? source : NULL;
}

/* A file of any kind, or one by chunk2nc of which something is asked for. */
static int
look_at(struct reading *r, int file, const char *path, char *why)
{
	struct reading_state *s = r->state;
	struct source *source = source_add(r, path);

	if (source == NULL)
		return chunk_reason(why, "out of memory");
	if (look(r, file, source, why) < 0)
		return -1;
	return s->n > 1 ? compare(&s->sources[0], source, why) : 0;
}

/* Whether all that a file by chunk2nc has is asked for, as it is there. */
static bool
wants_own(const struct reading *r)
{
	return r->variable == NULL && r->units == NULL && r->indexes == 0 &&
	    r->stamp == READING_UNSAID &&
	    r->step == 0 && !r->rate && !r->cumulative && (r->state->files == 1 || r->state->own);
}

int
reading_add(struct reading *r, const char *path, char *why)
{
	struct reading_state *s = r->state;
	char reason[CHUNK_WHY_MAX];
	int file, status;

	if (s == NULL && (s = r->state = calloc(1, sizeof *s)) == NULL)
		return chunk_reason(why, "out of memory");
	s->files++;
	if (file_open(path, &file, reason) < 0)
		return chunk_reason(why, "%.200s: %.700s", path, reason);
	status = wants_own(r) ? own_look(r, file, path, reason) : 0;
	if (status == 0 && s->own)
		status = chunk_reason(reason, "is no file of chunk2nc, or was changed since, but %.200s is: "
		    "-V reads one variable of both", s->sources[0].path);
	else if (status == 0)
		status = look_at(r, file, path, reason);
	nc_close(file);
	return status >= 0 ? 0 : chunk_reason(why, "%.200s: %.700s", path, reason);
}
