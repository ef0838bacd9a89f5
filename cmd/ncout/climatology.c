/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * climatology.c - the bounds that CF has for a climatology (section 7.4): from
 * where a group first came to where it last ended.
 */
#include "fold/cycle.h"
#include "ncout/private.h"
#include "netcdf/mark.h"

/* Reads the starts of all times, and computes their bounds. */
static int
make_bounds(int file, const struct cycle *c, size_t n, long long (*bounds)[2])
{
	long long starts[CYCLE_GROUPS_MAX];
	int time, status = nc_inq_varid(file, "time", &time);

	if (status == NC_NOERR)
		status = nc_get_var_longlong(file, time, starts);
	for (size_t i = 0; i < n && status == NC_NOERR; i++) {
		struct span s = cycle_bounds(c, starts[i]);

		bounds[i][0] = s.start;
		bounds[i][1] = s.end;
	}
	return status;
}

void
climatology_define(struct definition *to, const struct chunk_header *h)
{
	long long bounds[CYCLE_GROUPS_MAX][2];
	char why[CHUNK_WHY_MAX];
	struct cycle c;
	size_t n = 0;
	int time, pair, id;

	if (to->status != NC_NOERR || cycle_read(h, &c, why) != 1)
		return;
	if ((to->status = nc_inq_dimid(to->file, "time", &time)) != NC_NOERR ||
	    (to->status = nc_inq_dimid(to->file, "nv", &pair)) != NC_NOERR ||
	    (to->status = nc_inq_dimlen(to->file, time, &n)) != NC_NOERR)
		return;
	if (n > CYCLE_GROUPS_MAX) {
		to->status = NC_EINVAL;         /* a stream that is no climatology after all */
		return;
	}
	if ((to->status = make_bounds(to->file, &c, n, bounds)) != NC_NOERR)
		return;
	id = definition_variable(to, "climatology_bnds", NC_INT64, 2, (int[]){ time, pair });
	/* CF has the units from time, but not every reader looks there for a climatology. */
	definition_text(to, id, "units", MARK_SINCE);
	definition_text(to, id, "calendar", "standard");
	if (to->status == NC_NOERR)
		to->status = nc_inq_varid(to->file, "time", &time);
	/* CF has either bounds or a climatology. */
	if (to->status == NC_NOERR)
		to->status = nc_del_att(to->file, time, "bounds");
	definition_text(to, time, "climatology", "climatology_bnds");
	if (to->status == NC_NOERR)
		to->status = nc_enddef(to->file);
	if (to->status == NC_NOERR)
		to->status = nc_put_var_longlong(to->file, id, *bounds);
	if (to->status == NC_NOERR)
		to->status = nc_redef(to->file);
}
