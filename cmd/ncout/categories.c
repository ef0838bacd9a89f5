/* SPDX-License-Identifier: BSD-2-Clause */
/* categories.c - layers whose values are categories: which are bytes, and what they mean. */
#include <stdio.h>
#include <string.h>

#include "grid/flags.h"
#include "grid/units.h"
#include "ncout/private.h"

/* Whether values go into the file as they are, so that the header's flags hold. */
static bool
in_own_units(const struct ncout *n, const char *layer)
{
	const char *units;

	return units_of_layer(n->header, layer, n->options->units, &units) == 1;
}

/* Adds a layer if all values that codes have are categories, or such numbers. */
static void
add(struct ncout *n, const char *layer)
{
	struct category *c = &n->categories[n->n_categories];
	uint32_t codes = 0;
	const float *table = chunk_table(n->header, &codes);
	struct flags f;

	if (n->n_categories == CHUNK_LAYERS_MAX + 1 || !flags_of(n->header, layer, &f) ||
	    !flags_fit(&f, table, codes) || !in_own_units(n, layer))
		return;
	strcpy(c->layer, layer);
	c->missing = (uint8_t)f.missing;
	n->n_categories++;
}

void
categories_find(struct ncout *n)
{
	static const char begin[] = "layer.", end[] = ".flag_values=";

	if (chunk_table(n->header, NULL) == NULL || n->line.fits)
		return;
	add(n, "");
	for (const char *line = NULL; (line = chunk_line(n->header, line)) != NULL; ) {
		const char *at = strstr(line, end), *name = line + strlen(begin);
		char layer[CHUNK_LAYER_MAX + 1];

		if (strncmp(line, begin, strlen(begin)) != 0 || at == NULL || at <= name ||
		    at - name > CHUNK_LAYER_MAX)
			continue;
		snprintf(layer, sizeof layer, "%.*s", (int)(at - name), name);
		add(n, layer);
	}
}

const struct category *
category_of(const struct ncout *n, const char *layer, enum chunk_type type)
{
	if (type != CHUNK_U8 && type != CHUNK_U16)
		return NULL;
	for (size_t i = 0; i < n->n_categories; i++)
		if (strcmp(n->categories[i].layer, layer) == 0)
			return &n->categories[i];
	return NULL;
}

/* CF asks for numbers of the variable's type: section 3.5. Packed ones have none. */
void
categories_define(struct definition *to, const struct ncout *n, const struct layer *l, int id)
{
	bool bytes = category_of(n, l->name, l->type) != NULL;
	struct flags f;

	if (to->status != NC_NOERR || !flags_of(n->header, l->name, &f) || !in_own_units(n, l->name) ||
	    (!bytes && l->type != CHUNK_F32 && l->type != CHUNK_F64))
		return;
	to->status = nc_put_att_double(to->file, id, "flag_values",
	    bytes ? NC_UBYTE : l->type == CHUNK_F64 ? NC_DOUBLE : NC_FLOAT, f.n, f.value);
	definition_text(to, id, "flag_meanings", f.meanings);
}
