/* SPDX-License-Identifier: BSD-2-Clause */
/* names.c - variables and standard names for the layers of a stream. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/cmd.h"
#include "grid/units.h"
#include "ncout/private.h"

/* CF asks for letters, digits and _: above_0.1 becomes above_0_1. */
void
name_variable(const struct chunk_header *h, const char *layer, char *name)
{
	const char *variable = chunk_get(h, "variable");

	if (variable == NULL || !isalpha((unsigned char)*variable))
		variable = "field";
	snprintf(name, NAME_ROOM, "%.60s%s%s", variable, *layer != '\0' ? "_" : "", layer);
	for (char *p = name; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p))
			*p = '_';
}

/*
 * "rainfall_rate: mean", "rainfall_amount: sum"; or of a layer of another
 * quantity "region of rainfall_rate (cluster)".
 */
void
name_long(const struct chunk_header *h, const char *layer, char *name)
{
	const char *variable = chunk_get(h, "variable"), *own = chunk_layer_get(h, layer, "variable");
	const char *of = variable != NULL ? variable : "field";
	const char *held = cmd_layer_variable(h, layer);

	if (*layer == '\0' || own == variable || own == NULL)
		snprintf(name, NAME_LONG_ROOM, "%.60s%s%s", held != NULL ? held : of,
		    *layer != '\0' ? ": " : "", layer);
	else if (strcmp(own, layer) == 0)
		snprintf(name, NAME_LONG_ROOM, "%.60s of %.60s", own, of);
	else
		snprintf(name, NAME_LONG_ROOM, "%.60s of %.60s (%s)", own, of, layer);
}

/* What stands on m2 is a mass in kg, or a thickness. */
const char *
name_standard(const char *layer, const char *units)
{
	bool mass = strncasecmp(units, "kg", 2) == 0;

	switch (units_find(units).kind) {
	case UNITS_RATE:
		return mass ? "rainfall_flux" : "rainfall_rate";
	case UNITS_AMOUNT:
		return mass ? "rainfall_amount" : "lwe_thickness_of_precipitation_amount";
	case UNITS_DBZ:
		return "equivalent_reflectivity_factor";
	default:
		return strcmp(layer, "count") == 0 && strcmp(units, "1") == 0 ?
		    "number_of_observations" : NULL;
	}
}
