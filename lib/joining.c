/* SPDX-License-Identifier: BSD-2-Clause */
/* joining.c - whether the headers of two streams allow them to be joined. */
#include <stdlib.h>
#include <string.h>

#include "format.h"

static int
differ(char *why, const char *key, const char *a, const char *b)
{
	return chunk_reason(why, "cannot be joined: %.*s is %.150s here and %.150s before",
	    (int)strcspn(key, "="), key, b != NULL ? b : "not given", a != NULL ? a : "not given");
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Every layer.* key of one header is in the other, and the same. */
static int
layers_agree(const struct chunk_header *a, const struct chunk_header *b, char *why)
{
	for (const char *line = NULL; (line = chunk_line(a, line)) != NULL; ) {
		size_t n = strcspn(line, "=");
		const char *other;

		if (strncmp(line, "layer.", 6) != 0)
			continue;
		other = keys_find(b, (struct key_part[]){ { line, n }, { NULL, 0 } }, 0);
		if (other == NULL || strcmp(line, other) != 0)
			return differ(why, line, line + n + 1,
			    other != NULL ? other + n + 1 : NULL);
	}
	return 0;
}

/*
 * Whether fields are of more time than a step: means or sums, or layers, which
 * have methods of their own.
 */
static bool
is_of_bins(const struct chunk_header *h)
{
	const char *methods = chunk_get(h, "cell_methods");

	if (h->grid.rows == 0 || chunk_get(h, "partial") != NULL)
		return false;
	for (const char *line = NULL; methods == NULL && (line = chunk_line(h, line)) != NULL; )
		if (strncmp(line, "layer.", 6) == 0)
			return true;
	return methods != NULL && strstr(methods, "time: ") != NULL &&
	    strstr(methods, "time: point") == NULL;
}

static int
steps_agree(const struct chunk_header *a, const struct chunk_header *b, bool any, char *why)
{
	const char *one = chunk_get(a, "step"), *other = chunk_get(b, "step");

	if (same(one, other))
		return 0;
	if (one == NULL || other == NULL || a->grid.rows == 0 || chunk_get(a, "partial") != NULL)
		return differ(why, "step", one, other);
	if (any || is_of_bins(a))
		return 0;
	return chunk_reason(why, "cannot be joined: step is %.20s here and %.20s before, and these are "
	    "images: average both first, as by bin-average -w 1h", other, one);
}

int
header_agree(const struct chunk_header *a, const struct chunk_header *b, bool any_step, char *why)
{
	/* The last two rows: one header cannot speak for values made in two ways. */
	static const char *const keys[] = { "rows", "cols", "crs", "variable", "units",
		"cell_methods", "window", "partial", "exact", "sidecar",
		"wet", "climatology", "climatology_origin", "climatology_span",
		"gain", "offset", "nodata", "undetect",
		"a", "b", "min-dbz", "max-rate" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!same(chunk_get(a, keys[i]), chunk_get(b, keys[i])))
			return differ(why, keys[i], chunk_get(a, keys[i]), chunk_get(b, keys[i]));
	if (steps_agree(a, b, any_step, why) < 0)
		return -1;
	if (!chunk_same_place(&a->grid, &b->grid))
		return differ(why, "affine", chunk_get(a, "affine"), chunk_get(b, "affine"));
	if (layers_agree(a, b, why) < 0 || layers_agree(b, a, why) < 0)
		return -1;
	if (a->codes != b->codes)
		return chunk_reason(why, "cannot be joined: a table of %u codes here and %u before",
		    b->codes, a->codes);
	for (uint32_t i = 0; i < a->codes; i++)
		if (memcmp(&a->table[i], &b->table[i], sizeof *a->table) != 0)
			return chunk_reason(why,
			    "cannot be joined: code %u is %.9g here and %.9g before (another gain, "
			    "offset or Z-R?)",
			    i, (double)b->table[i], (double)a->table[i]);
	return 0;
}
