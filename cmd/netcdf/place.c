/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * place.c - grids that a file says beside its coordinates, and whether what
 * chunk2nc wrote of the CRS is still there.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netcdf/mark.h"
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

/* ---- Whether the CRS was changed ---------------------------------------- */

/* The attribute whose name comes next after `last` in the alphabet. */
static bool
next_attribute(int file, int variable, const char *last, char *name)
{
	char other[NC_MAX_NAME + 1];
	bool found = false;
	int n = 0;

	nc_inq_varnatts(file, variable, &n);
	for (int i = 0; i < n; i++)
		if (nc_inq_attname(file, variable, i, other) == NC_NOERR &&
		    strcmp(other, last) > 0 && (!found || strcmp(other, name) < 0)) {
			strcpy(name, other);
			found = true;
		}
	return found;
}

/* Text as it is, and numbers to as many digits as other programs keep. */
static bool
add_attribute(int file, int variable, const char *name, uint32_t *crc)
{
	char *text = mark_text(file, variable, name), digits[40];
	double numbers[16];
	nc_type type;
	size_t n = 0;

	*crc = mark_crc(*crc, name, strlen(name) + 1);
	if (text != NULL) {
		*crc = mark_crc(*crc, text, strlen(text) + 1);
		free(text);
		return true;
	}
	if (nc_inq_att(file, variable, name, &type, &n) != NC_NOERR)
		return false;
	if (type == NC_STRING && n == 1 &&
	    nc_get_att_string(file, variable, name, &text) == NC_NOERR) {
		const char *said = text != NULL ? text : "";

		*crc = mark_crc(*crc, said, strlen(said) + 1);
		nc_free_string(1, &text);
		return true;
	}
	if (n > 16 || type == NC_CHAR || type == NC_STRING ||
	    nc_get_att_double(file, variable, name, numbers) != NC_NOERR)
		return false;
	for (size_t i = 0; i < n; i++) {
		snprintf(digits, sizeof digits, "%.14g", numbers[i]);
		*crc = mark_crc(*crc, digits, strlen(digits) + 1);
	}
	return true;
}

bool
mark_attributes(int file, int variable, char *text)
{
	char last[NC_MAX_NAME + 1] = "", name[NC_MAX_NAME + 1];
	uint32_t crc = 0;

	while (next_attribute(file, variable, last, name)) {
		/* Those with _ first belong to the format, or to a tool. */
		if (name[0] != '_' && strcmp(name, MARK_CHECK) != 0 &&
		    !add_attribute(file, variable, name, &crc))
			return false;
		strcpy(last, name);
	}
	snprintf(text, 16, "%08" PRIx32, crc);
	return true;
}

bool
place_marked(const struct variable *v, const struct chunk_header *h)
{
	const char *crs = chunk_get(h, "crs");
	bool known = crs != NULL && *crs != '\0' && strcmp(crs, "unknown") != 0, same;
	char name[NAME_MAX_BYTES], text[16], *check;
	int group, mapping;

	if (!att_text(v->group, v->id, "grid_mapping", name, sizeof name))
		return !known;
	name[strcspn(name, ": ")] = '\0';
	if (!known || !file_find(v->group, name, &group, &mapping) ||
	    (check = mark_text(group, mapping, MARK_CHECK)) == NULL)
		return false;
	same = mark_attributes(group, mapping, text) && strcmp(check, text) == 0;
	free(check);
	return same;
}
