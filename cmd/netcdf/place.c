/* SPDX-License-Identifier: BSD-2-Clause */
/* place.c - grids that a file says beside its coordinates. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "netcdf/private.h"

void
place_exact(const struct variable *v, struct chunk_grid *g)
{
	struct chunk_grid exact = *g;
	char name[NAME_MAX_BYTES], why[CHUNK_WHY_MAX];
	int group, mapping;

	if (!att_text(v->group, v->id, "grid_mapping", name, sizeof name))
		return;
	name[strcspn(name, ": ")] = '\0';
	if (file_find(v->group, name, &group, &mapping) &&
	    att_exact(group, mapping, "GeoTransform", exact.affine, 6, why) == 1 &&
	    !grid_is_rotated(&exact) && exact.affine[1] > 0 && exact.affine[5] < 0 &&
	    chunk_same_place(g, &exact))
		*g = exact;
}

/*
 * Whether coordinates are first + (i + 0.5) step, or the same from the other
 * end.
 */
static bool
check_axis(const struct dimension *d, double first, double step, bool *flipped, bool *degrees)
{
	char units[80], why[CHUNK_WHY_MAX];
	double *at;
	bool same = true;

	att_text(d->group, d->variable, "units", units, sizeof units);
	axis_scale(units, degrees);
	if ((at = axis_numbers(d->group, d->variable, d->length, why)) == NULL)
		return false;
	*flipped = d->length > 1 && (at[d->length - 1] > at[0]) != (step > 0);
	for (size_t i = 0; i < d->length; i++) {
		double cell = (double)(*flipped ? d->length - 1 - i : i) + 0.5;

		same = same && fabs(at[i] - (first + cell * step)) <= fabs(step) / 1000;
	}
	free(at);
	return same;
}

bool
place_check(const struct variable *v, const struct chunk_grid *g, struct place *p)
{
	const struct dimension *dx = &v->dims[v->x], *dy = &v->dims[v->y];
	bool degrees = false;

	*p = (struct place){ .grid = *g };
	if (dx->length != g->cols || dy->length != g->rows || grid_is_rotated(g) ||
	    !check_axis(dx, g->affine[0], g->affine[1], &p->flip_x, &degrees) ||
	    !check_axis(dy, g->affine[3], g->affine[5], &p->flip_y, &degrees))
		return false;
	p->degrees = degrees && !axis_is_rotated(dx);
	p->rotated = degrees && axis_is_rotated(dx);
	return true;
}
