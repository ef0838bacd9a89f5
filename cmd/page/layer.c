/* SPDX-License-Identifier: BSD-2-Clause */
/* layer.c - a layer of a page, as JSON. */
#include "page/layer.h"

#include <inttypes.h>
#include <string.h>

#include "cli/json.h"

static void
write_text(FILE *to, const char *key, const char *text)
{
	fprintf(to, "\"%s\":", key);
	json_string(to, text, strlen(text));
	fputs(",", to);
}

/* Categories have a value each, the others one bound more than intervals. */
static int
steps_of(const struct palette *p)
{
	return p->categories ? p->values : p->count + 1;
}

static void
write_steps(FILE *to, const struct palette *p)
{
	char number[CHUNK_NUMBER_MAX];

	fputs("\"steps\":[", to);
	for (int i = 0; i < steps_of(p); i++) {
		if (i > 0)
			putc(',', to);
		if (p->times)
			fprintf(to, "%" PRId64, p->time[i]);
		else
			fputs(chunk_number_text((double)(p->categories ? p->value[i] : p->step[i]), number), to);
	}
	fputs("],\"labels\":[", to);
	for (int i = 0; i < (p->categories ? p->count : p->count + 1); i++) {
		char text[PALETTE_TEXT_MAX];

		if (i > 0)
			putc(',', to);
		palette_text(p, i, text);
		if (p->categories || p->label[i] || i == 0 || i == p->count)
			json_string(to, text, sizeof text);
		else
			fputs("null", to);
	}
	fputs("],\"names\":[", to);
	for (int i = 0; p->categories && i < p->values; i++) {
		if (i > 0)
			putc(',', to);
		json_string(to, p->name[i], sizeof p->name[i]);
	}
	fputs("],", to);
}

static void
write_colours(FILE *to, const struct palette *p)
{
	int n = p->categories ? p->values + 1 : p->times ? p->count : p->count + 1 + p->both_ways;

	fputs("\"colours\":[", to);
	for (int i = 0; i < n; i++) {
		const uint8_t *rgb = p->rgb[palette_index(p, CLASS_FIRST + (unsigned)i, 0)];

		fprintf(to, "%s\"#%02x%02x%02x\"", i > 0 ? "," : "", rgb[0], rgb[1], rgb[2]);
	}
	fputs("],", to);
}

void
layer_write(FILE *to, const struct shown *l)
{
	static const char *const forms[] = { [QUANTITY_RANGE] = "range", [QUANTITY_TIMES] = "times",
		[QUANTITY_DIFFERENCE] = "difference", [QUANTITY_CATEGORIES] = "categories" };
	const struct palette *p = &l->palette;
	char dry[PALETTE_TEXT_MAX] = "";

	putc('{', to);
	write_text(to, "name", l->layer);
	write_text(to, "title", l->picture.title);
	write_text(to, "units", l->quantity.units);
	write_text(to, "form", forms[l->quantity.form]);
	write_steps(to, p);
	write_colours(to, p);
	if (!p->categories && !p->times && !p->both_ways)
		palette_dry_text(p, dry);
	fputs("\"dry\":", to);
	json_string(to, dry, sizeof dry);
	putc('}', to);
}
