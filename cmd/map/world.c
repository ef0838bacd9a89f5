/* SPDX-License-Identifier: BSD-2-Clause */
/* world.c - the shapes and places that are compiled in; README has the format. */
#include "map/world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "picture/embed.h"

#define DEGREE 200.0                            /* units */

static unsigned
varint(const unsigned char **at)
{
	unsigned value = 0;
	int shift = 0;

	for (; **at > 127; shift += 7)
		value |= (unsigned)(*(*at)++ & 127) << shift;
	return value | (unsigned)*(*at)++ << shift;
}

static int
zigzag(const unsigned char **at)
{
	unsigned n = varint(at);

	return (int)(n >> 1) ^ -(int)(n & 1);
}

bool
world_next(struct world *w)
{
	const unsigned char *at = w->next != NULL ? w->next : embed_world;
	unsigned head, size;

	if (at == embed_world + embed_world_size)
		return false;
	head = varint(&at);
	w->kind = (enum world_kind)(head & 3);
	w->n = head >> 2;
	w->box.west = zigzag(&at) / DEGREE;
	w->box.south = zigzag(&at) / DEGREE;
	w->box.east = w->box.west + varint(&at) / DEGREE;
	w->box.north = w->box.south + varint(&at) / DEGREE;
	size = varint(&at);
	w->lines = at;
	w->next = at + size;
	return true;
}

bool
world_points(struct world *w)
{
	const unsigned char *at = w->lines;
	int x = (int)lrint(w->box.west * DEGREE), y = (int)lrint(w->box.south * DEGREE);

	if (w->n > w->room) {
		struct point *more = reallocarray(w->at, w->n, sizeof *more);

		if (more == NULL)
			return false;
		w->at = more;
		w->room = w->n;
	}
	for (size_t i = 0; i < w->n; i++) {
		x += zigzag(&at);
		y += zigzag(&at);
		w->at[i] = (struct point){ x / DEGREE, y / DEGREE };
	}
	return true;
}

void
world_end(struct world *w)
{
	free(w->at);
	*w = (struct world){ 0 };
}

bool
world_is_cut(struct point a, struct point b)
{
	return a.y == -90 || b.y == -90 || (fabs(a.x) == 180 && a.x == b.x);
}

bool
world_next_place(const unsigned char **at, struct world_place *place)
{
	const unsigned char *p = *at != NULL ? *at : embed_places;
	size_t size;

	if (p == embed_places + embed_places_size)
		return false;
	place->rank = *p++;
	size = *p++;
	memcpy(place->name, p, size);
	place->name[size] = '\0';
	p += size;
	place->lonlat.x = zigzag(&p) / DEGREE;
	place->lonlat.y = zigzag(&p) / DEGREE;
	*at = p;
	return true;
}
