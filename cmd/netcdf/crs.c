/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crs.c - the CRS of a variable: its WKT by PROJ, its grid mapping, or its PROJ
 * string.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "grid/projlib.h"
#include "netcdf/private.h"

#define SURE    90                      /* per cent that an EPSG code is what WKT means */
#define WKT_MAX 16384

/* ---- WKT --------------------------------------------------------------- */

/*
 * Whether coordinates of a CRS are in metres or degrees, as a stream has them.
 */
static bool
is_plain(PJ_CONTEXT *context, const PJ *crs)
{
	PJ *system = projlib.crs_get_coordinate_system(context, crs);
	double factor = 0;
	bool plain;

	plain = system != NULL &&
	    projlib.cs_get_axis_info(context, system, 0, NULL, NULL, NULL, &factor, NULL, NULL,
	    NULL) &&
	    (factor == 1 || fabs(factor - M_PI / 180) < 1e-12);
	projlib.destroy(system);
	return plain;
}

/* The code that EPSG has for a CRS; false if none is sure. */
static bool
find_code(PJ_CONTEXT *context, PJ *crs, char *text)
{
	const char *authority = projlib.get_id_auth_name(crs, 0), *own = projlib.get_id_code(crs, 0);
	int *sure = NULL;
	PJ_OBJ_LIST *list;
	bool found = false;

	if (authority != NULL && own != NULL && strcmp(authority, "EPSG") == 0 && atoi(own) > 0 &&
	    is_plain(context, crs)) {
		snprintf(text, PROJECTION_TEXT_MAX, "EPSG:%d", atoi(own));
		return true;
	}
	list = projlib.identify(context, crs, "EPSG", NULL, &sure);

	if (list != NULL && projlib.list_get_count(list) > 0 && sure != NULL && sure[0] >= SURE) {
		PJ *match = projlib.list_get(context, list, 0);
		const char *code = match != NULL ? projlib.get_id_code(match, 0) : NULL;

		found = code != NULL && atoi(code) > 0 && is_plain(context, match);
		if (found)
			snprintf(text, PROJECTION_TEXT_MAX, "EPSG:%d", atoi(code));
		projlib.destroy(match);
	}
	projlib.int_list_destroy(sure);
	projlib.list_destroy(list);
	return found;
}

/*
 * The PROJ string of coordinates that have become metres, whatever it counted
 * in; false if it is none.
 */
bool
crs_in_metres(const char *said, char *text)
{
	char clean[PROJECTION_TEXT_MAX], why[CHUNK_WHY_MAX];

	return projection_text(said, clean, why) == 0 && projection_metres(clean, text, why) == 0;
}

/* Its PROJ string, in metres. */
static bool
find_string(PJ_CONTEXT *context, const PJ *crs, char *text)
{
	const char *said = projlib.as_proj_string(context, crs, PJ_PROJ_4, NULL);

	return said != NULL && crs_in_metres(said, text);
}

static bool
name_of_wkt(PJ_CONTEXT *context, const char *wkt, char *text)
{
	PJ *crs = projlib.create(context, wkt), *part;
	bool found;

	if (crs != NULL && (part = projlib.crs_get_sub_crs(context, crs, 0)) != NULL) {
		projlib.destroy(crs);
		crs = part;
	}
	found = crs != NULL && projlib.is_crs(crs) &&
	    (find_code(context, crs, text) || find_string(context, crs, text));
	projlib.destroy(crs);
	return found;
}

/*
 * Names the CRS of WKT. Files of a series have the same, and looking it up in
 * EPSG's tables takes longer than reading a file: the last answer is kept.
 */
static bool
crs_of_wkt(const char *wkt, char *text)
{
	static char last[WKT_MAX], answer[PROJECTION_TEXT_MAX];
	char why[CHUNK_WHY_MAX];
	PJ_CONTEXT *context;

	if (strcmp(last, wkt) != 0) {
		if ((context = projlib_context(why)) == NULL)
			return false;
		snprintf(last, sizeof last, "%s", wkt);
		if (!name_of_wkt(context, wkt, answer))
			answer[0] = '\0';
		projlib.context_destroy(context);
	}
	strcpy(text, answer);
	return answer[0] != '\0';
}

/* ---- The grid mapping of a variable ------------------------------------ */

struct mapping_variable {
	int group, id;
};

static size_t
mapping_numbers(const void *arg, const char *key, double *numbers, size_t max)
{
	const struct mapping_variable *m = arg;

	return att_numbers(m->group, m->id, key, numbers, max);
}

/* "crs", or "crs: x y" for the coordinates that it is of. */
static bool
find_mapping(const struct variable *v, struct mapping_variable *m)
{
	char name[NAME_MAX_BYTES];

	if (!att_text(v->group, v->id, "grid_mapping", name, sizeof name))
		return false;
	name[strcspn(name, ": ")] = '\0';
	return file_find(v->group, name, &m->group, &m->id);
}

static bool
crs_of_mapping(const struct mapping_variable *m, double metre, char *crs)
{
	static const char *const wkts[] = { "crs_wkt", "spatial_ref" };
	static const char *const strings[] = { "proj4_params", "proj4", "proj4text", "proj4_string" };
	char name[80], text[TEXT_MAX], ellipsoid[80], meridian[80];
	static char wkt[WKT_MAX];
	double number;

	for (size_t i = 0; i < 2; i++)
		if (att_text(m->group, m->id, wkts[i], wkt, sizeof wkt) && crs_of_wkt(wkt, crs))
			return true;
	att_text(m->group, m->id, "reference_ellipsoid_name", ellipsoid, sizeof ellipsoid);
	att_text(m->group, m->id, "prime_meridian_name", meridian, sizeof meridian);
	/* A meridian that is only named is not known here. */
	if (att_text(m->group, m->id, "grid_mapping_name", name, sizeof name) &&
	    (*meridian == '\0' || strcasecmp(meridian, "Greenwich") == 0 ||
	    att_numbers(m->group, m->id, "longitude_of_prime_meridian", &number, 1) == 1) &&
	    mapping_text(name, mapping_numbers, m, metre, ellipsoid, crs))
		return true;
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		if (att_text(m->group, m->id, strings[i], text, sizeof text) &&
		    crs_in_metres(text, crs))
			return true;
	return att_text(m->group, m->id, "esri_pe_string", wkt, sizeof wkt) && crs_of_wkt(wkt, crs);
}

void
crs_find(const struct variable *v, double metre, struct place *p)
{
	struct mapping_variable m;
	bool said = false;

	if (find_mapping(v, &m)) {
		if (crs_of_mapping(&m, metre, p->crs))
			return;
		said = att_text(m.group, m.id, "grid_mapping_name", p->mapping, sizeof p->mapping);
	}
	strcpy(p->crs, p->degrees && !said ? "EPSG:4326" : "unknown");
}
