/* SPDX-License-Identifier: BSD-2-Clause */
/* fold-parts.c - see fold-parts.h: names, types and numbers of the layers that a state has. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold/parts.h"

#define NUMBERS_MAX (1 << 20)           /* of layers that are many, more than there can be */

static const struct {
	const char *name;
	bool many;
} parts[PARTS] = {
	[COUNT] = { "count", false }, [WHEN_MIN] = { "when_min", false }, [WHEN_MAX] = { "when_max", false },
	[MIN] = { "min", false }, [MAX] = { "max", false }, [FIRST] = { "first", false }, [SUM] = { "sum", true },
	[SQUARES] = { "squares", true }, [ABOVE] = { "above_", false }, [CODE] = { "code", true },
	[TIMES] = { "times", true },
};

bool
fold_above_name(double threshold, char name[CHUNK_LAYER_MAX + 1])
{
	char text[64];
	int n = snprintf(text, sizeof text, "above_%.9g", threshold);

	if (n > (int)CHUNK_LAYER_MAX)
		return false;
	strcpy(name, text);
	return strchr(name, '+') == NULL && strtod(name + strlen("above_"), NULL) == threshold;
}

bool
fold_exact(const struct fold *f, int *bits, int *exponent)
{
	*bits = f->codes.form.bits;
	*exponent = f->codes.form.exponent;
	return f->width > 0;
}

bool
part_is(const struct fold *f, enum part part)
{
	switch (part) {
	case COUNT:
		return true;
	case WHEN_MIN:
	case WHEN_MAX:
		return f->what & FOLD_WHEN;
	case MIN:
	case MAX:
		return f->what & FOLD_RANGE;
	case FIRST:
		return (f->what & FOLD_SUM) && f->width == 0;
	case SUM:
		return f->what & FOLD_SUM;
	case SQUARES:
		return f->what & FOLD_SQUARES;
	case ABOVE:
		return f->aboves > 0;
	default:
		return f->what & FOLD_CODES;
	}
}

bool
part_is_many(enum part part)
{
	return parts[part].many;
}

enum chunk_type
part_type(const struct fold *f, enum part part)
{
	bool coded = part == MIN || part == MAX || part == CODE;

	if (coded && f->width > 0)
		return f->width == 1 ? CHUNK_U8 : CHUNK_U16;
	return coded || part == COUNT || part == FIRST || part == TIMES ? CHUNK_F32 : CHUNK_F64;
}

int
part_number(const struct fold *f, enum part part)
{
	if (!part_is(f, part))
		return 0;
	if (part == SUM && f->width > 0)
		return f->codes.wide.sums;
	if (part == SQUARES && f->width > 0)
		return f->codes.wide.squares;
	return part == ABOVE ? f->aboves : 1;
}

void
part_name(const struct fold *f, struct layer l, char name[CHUNK_LAYER_MAX + 1])
{
	if (l.part == ABOVE)
		fold_above_name(f->threshold[l.n], name);
	else if (parts[l.part].many)
		snprintf(name, CHUNK_LAYER_MAX + 1, "%s%d", parts[l.part].name, l.n);
	else
		strcpy(name, parts[l.part].name);
}

int64_t *
part_digits(const struct fold *f, enum part part, size_t i, int *n)
{
	const struct codes *k = &f->codes;
	int sums = f->what & FOLD_SUM ? k->wide.sums : 0;

	*n = part == SUM ? sums : k->wide.squares;
	return k->digit + i * (size_t)k->digits + (part == SUM ? 0 : sums);
}

int
part_find(const struct fold *f, const char *name, struct layer *l)
{
	for (int part = 0; part < PARTS; part++) {
		size_t n = strlen(parts[part].name);

		if (strncmp(name, parts[part].name, n) != 0)
			continue;
		*l = (struct layer){ (enum part)part, 0 };
		if (part == ABOVE) {
			char ours[CHUNK_LAYER_MAX + 1];

			for (; l->n < f->aboves; l->n++)
				if (fold_above_name(f->threshold[l->n], ours) && strcmp(ours, name) == 0)
					return 1;
			return 0;
		}
		if (!parts[part].many && name[n] == '\0')
			return 1;
		if (parts[part].many && name[n] >= '0' && name[n] <= '9') {
			unsigned long number = strtoul(name + n, NULL, 10);

			l->n = (int)number;
			return number < NUMBERS_MAX ? 1 : -1;
		}
	}
	return -1;
}

bool
part_room(const struct fold *f, void *array, size_t size)
{
	void **at = array;

	return *at != NULL || (*at = calloc(f->pixels, size)) != NULL;
}
