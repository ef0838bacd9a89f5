/* SPDX-License-Identifier: BSD-2-Clause */
/* choose.c - which variable of a file is the rain. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "netcdf/private.h"

#define DEPTH_MAX 8             /* of groups in groups */
#define LIST_MAX  400           /* bytes of names in a message */

/* Whether its standard name is one of all rain, or of precipitation. */
static bool
is_standard(const struct variable *v)
{
	static const char *const names[] = { "rainfall_rate", "rainfall_flux", "rainfall_amount",
		"precipitation_flux", "precipitation_amount", "lwe_precipitation_rate",
		"lwe_thickness_of_precipitation_amount", "thickness_of_rainfall_amount",
		"thickness_of_precipitation_amount", "equivalent_reflectivity_factor", NULL };
	char text[80];

	att_text(v->group, v->id, "standard_name", text, sizeof text);
	return variable_is_one_of(text, names);
}

/*
 * m and cm are heights too, m s-1 is a wind, and kg m-2 are also of vapour and
 * snow. A standard name that does not speak of rain is of something else.
 */
static bool
is_ambiguous(const struct variable *v)
{
	enum says says = variable_says(v);
	char text[80];
	bool area;

	if (is_standard(v))
		return false;
	if (says == SAYS_NOTHING && att_text(v->group, v->id, "standard_name", text, sizeof text))
		return true;
	area = v->units.kind == UNITS_AMOUNT &&
	    (v->units.factor >= 10 || strncasecmp(v->spelt, "kg", 2) == 0);
	return says == SAYS_OTHER || (says == SAYS_NOTHING && (area || v->units.factor == 3.6e6));
}

/* ---- All variables of a file ------------------------------------------- */

struct search {
	const struct choice *choice;
	struct variable found;          /* the first that fits */
	size_t count;                   /* of those that fit, */
	size_t standard;                /* and of those with a standard name of rain */
	struct variable best;           /* the first of these */
	size_t gridded;                 /* all variables on a grid */
	bool unsaid;                    /* one has no units */
	bool unstamped;                 /* nothing says of what interval the times of one are, */
	bool alone;                     /* nor how long the one time is */
	bool curved;                    /* there are latitudes of two dimensions */
	bool there;                     /* the one of -V is, but on no grid */
	char fitting[LIST_MAX], all[LIST_MAX];  /* names, for messages */
};

static void
add_to_list(char *list, const struct variable *v)
{
	size_t used = strlen(list);

	snprintf(list + used, LIST_MAX - used, "%s%s (%s%s%zu x %zu)", used > 0 ? ", " : "", v->name,
	    v->spelt, v->spelt[0] != '\0' ? ", " : "no units, ", v->dims[v->y].length,
	    v->dims[v->x].length);
}

/* Whether a name is that of -V: "precipitation" or "Grid/precipitation". */
static bool
is_called(const struct variable *v, const char *wanted)
{
	const char *slash = strrchr(wanted, '/'), *name = slash != NULL ? slash + 1 : wanted;
	char *path;
	size_t n = 0, length = slash != NULL ? (size_t)(slash - wanted) : 0;
	bool same;

	if (strcmp(v->name, name) != 0 || length == 0)
		return length == 0 && strcmp(v->name, name) == 0;
	if (nc_inq_grpname_len(v->group, &n) != NC_NOERR || (path = calloc(n + 1, 1)) == NULL)
		return false;
	same = nc_inq_grpname_full(v->group, NULL, path) == NC_NOERR && n >= length &&
	    strncmp(path + n - length, wanted, length) == 0;
	free(path);
	return same;
}

static bool
fits(const struct choice *c, const struct variable *v)
{
	if (c->variable != NULL)
		return is_called(v, c->variable);
	if (v->units.kind == UNITS_UNSAID)
		return c->units != NULL;
	return v->units.kind > UNITS_OTHER;
}

/* Whether it has times, and they have no bounds. */
static bool
lacks_bounds(const struct variable *v)
{
	char name[NAME_MAX_BYTES];

	return v->t >= 0 && v->dims[v->t].variable >= 0 &&
	    !att_text(v->dims[v->t].group, v->dims[v->t].variable, "bounds", name, sizeof name);
}

/* Whether it needs --step, as one time does that has no bounds. */
static bool
lacks_step(const struct choice *c, const struct variable *v)
{
	return !c->stepped && lacks_bounds(v) && v->dims[v->t].length == 1;
}

/*
 * Whether it may need --stamp too, as sums do whose times have no bounds, except
 * of whole days. What is not known to be rates may be sums.
 */
static bool
lacks_stamp(const struct choice *c, const struct variable *v)
{
	char reason[CHUNK_WHY_MAX];
	struct units u = v->units;

	if (c->units != NULL && units_require(c->units, &u, reason) == 0 && u.kind != UNITS_AMOUNT)
		return false;
	return !c->stamped && lacks_bounds(v);
}

static void
see_variable(struct search *s, int group, int id)
{
	struct variable v;
	char units[80];

	if (!variable_look(group, id, &v)) {
		att_text(group, id, "units", units, sizeof units);
		s->curved |= v.n == 2 && strncasecmp(units, "degree", 6) == 0;
		s->there |= s->choice->variable != NULL && is_called(&v, s->choice->variable);
		return;
	}
	s->gridded++;
	s->unsaid |= v.units.kind == UNITS_UNSAID;
	s->unstamped |= lacks_stamp(s->choice, &v);
	s->alone |= lacks_step(s->choice, &v);
	add_to_list(s->all, &v);
	if (!fits(s->choice, &v))
		return;
	add_to_list(s->fitting, &v);
	if (s->count++ == 0)
		s->found = v;
	if (is_standard(&v) && s->standard++ == 0)
		s->best = v;
}

/* Calls see_variable() for all variables of a group and those below it. */
static void
see_group(struct search *s, int group, int depth)
{
	int n = 0, *ids;

	if (nc_inq_varids(group, &n, NULL) != NC_NOERR ||
	    (ids = calloc((size_t)n + 1, sizeof *ids)) == NULL)
		return;
	if (nc_inq_varids(group, &n, ids) == NC_NOERR)
		for (int i = 0; i < n; i++)
			see_variable(s, group, ids[i]);
	free(ids);
	if (depth == DEPTH_MAX || nc_inq_grps(group, &n, NULL) != NC_NOERR ||
	    (ids = calloc((size_t)n + 1, sizeof *ids)) == NULL)
		return;
	if (nc_inq_grps(group, &n, ids) == NC_NOERR)
		for (int i = 0; i < n; i++)
			see_group(s, ids[i], depth + 1);
	free(ids);
}

/* ---- The choice -------------------------------------------------------- */

/* What is missing besides, so that one line names all of it. */
static const char *
times_too(bool unstamped, bool alone)
{
	if (alone)
		return unstamped ? "; its one time has no bounds: --step says how long it is, and sums may need "
		    "--stamp start or end too" : "; its one time has no bounds: --step says how long it is";
	return unstamped ? "; sums may need --stamp start or end too, because the times have no bounds" : "";
}

/* -1 with the reason why no variable fits. */
static int
none_fits(const struct search *s, char *why)
{
	const char *wanted = s->choice->variable;

	if (s->curved && (s->gridded == 0 || s->there))
		return chunk_reason(why, "has latitudes and longitudes of two dimensions, and no rows "
		    "and columns of a projection: cdo remapbil,GRID a.nc b.nc puts it on a grid");
	if (s->gridded == 0)
		return chunk_reason(why, "has no grid: no variable has both rows and columns with "
		    "coordinates, such as lat and lon, or y and x");
	if (wanted != NULL && s->there)
		return chunk_reason(why, "%.80s is on no grid: these are: %s", wanted, s->all);
	if (wanted != NULL)
		return chunk_reason(why, "has no variable %.80s on a grid: those that are: %s", wanted, s->all);
	if (s->gridded == 1)
		return chunk_reason(why, "%s has no units of precipitation: --units says what they are%s%s",
		    s->all, s->unsaid ? "" : ", and -V that it is meant",
		    times_too(s->unstamped, s->alone));
	return chunk_reason(why, "no variable has units of precipitation: %s: -V says which is meant, "
	    "and --units what its units are%s", s->all, times_too(s->unstamped, s->alone));
}

/*
 * Takes --index: the other dimensions of the variable have one value, or one of
 * them is chosen.
 */
static int
choose_index(const struct choice *c, struct variable *v, char *why)
{
	bool used[CHOICES_MAX] = { false };

	for (int i = 0; i < v->n; i++) {
		const struct dimension *d = &v->dims[i];
		bool chosen = false;

		for (size_t k = 0; k < c->n; k++) {
			if (strlen(d->name) != c->at[k].length ||
			    strncmp(d->name, c->at[k].name, c->at[k].length) != 0)
				continue;
			if (i == v->x || i == v->y || i == v->t)
				return chunk_reason(why, "--index %s: is a dimension of the grid or of time",
				    d->name);
			if (c->at[k].index >= d->length)
				return chunk_reason(why, "--index %s=%zu: it has %zu values, counted from 0",
				    d->name, c->at[k].index, d->length);
			used[k] = chosen = true;
			v->index[i] = c->at[k].index;
		}
		if (!chosen && i != v->x && i != v->y && i != v->t && d->length != 1)
			return chunk_reason(why, "%s has %zu values of %s for each cell and time: "
			    "--index %s=0 takes the first", v->name, d->length, d->name, d->name);
	}
	for (size_t k = 0; k < c->n; k++)
		if (!used[k])
			return chunk_reason(why, "--index %.*s: %s has no such dimension",
			    (int)c->at[k].length, c->at[k].name, v->name);
	return 0;
}

/* The units of the chosen variable. */
static int
choose_units(const struct choice *c, struct variable *v, char *why)
{
	char reason[CHUNK_WHY_MAX];

	if (c->units != NULL)
		snprintf(v->spelt, sizeof v->spelt, "%s", c->units);
	else if (v->spelt[0] == '\0')
		return chunk_reason(why, "%s has no units: --units says what they are", v->name);
	if (units_require(v->spelt, &v->units, reason) < 0)
		return chunk_reason(why, "%s: its %.300s: --units says what they are", v->name, reason);
	return 0;
}

int
variable_choose(int file, const struct choice *c, struct variable *v, char *why)
{
	struct search s = { .choice = c };

	see_group(&s, file, 0);
	if (s.count == 0)
		return none_fits(&s, why);
	if (s.count > 1 && (s.standard != 1 || c->variable != NULL))
		return chunk_reason(why, "%s: -V says which%s%s", s.fitting,
		    c->variable != NULL ? ", with its group, such as Grid/precipitation" : "",
		    times_too(s.unstamped, s.alone));
	*v = s.count > 1 ? s.best : s.found;
	if (c->variable == NULL && is_ambiguous(v))
		return chunk_reason(why, "%s: nothing says that this is rain: -V %s if it is%s", s.fitting,
		    v->name,
		    times_too(v->units.kind == UNITS_AMOUNT && lacks_stamp(c, v), lacks_step(c, v)));
	if (choose_units(c, v, why) < 0)
		return -1;
	if (v->dims[v->x].length == 0 || v->dims[v->y].length == 0 ||
	    (v->t >= 0 && v->dims[v->t].length == 0))
		return chunk_reason(why, "%s is empty", v->name);
	return choose_index(c, v, why);
}
