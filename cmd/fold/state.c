/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * state.c - the layers of a fold's state: their names, types, and how many
 * there are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold/private.h"

#define NUMBERS_MAX (1 << 20)           /* more than a kind of layer can have */

static const struct {
	const char *name;
	bool numbered;
} kinds[STATE_KINDS] = {
	[STATE_COUNT] = { "count", false }, [STATE_WHEN_MIN] = { "when_min", false },
	[STATE_WHEN_MAX] = { "when_max", false }, [STATE_MIN] = { "min", false },
	[STATE_MAX] = { "max", false }, [STATE_FIRST] = { "first", false },
	[STATE_SUM] = { "sum", true }, [STATE_SQUARES] = { "squares", true },
	[STATE_ABOVE] = { "above_", false }, [STATE_CODE] = { "code", true },
	[STATE_TIMES] = { "times", true },
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
state_has(const struct fold *f, enum state_kind kind)
{
	switch (kind) {
	case STATE_COUNT:
		return true;
	case STATE_WHEN_MIN:
	case STATE_WHEN_MAX:
		return f->what & FOLD_WHEN;
	case STATE_MIN:
	case STATE_MAX:
		return f->what & FOLD_RANGE;
	case STATE_FIRST:
		return (f->what & FOLD_SUM) && f->width == 0;
	case STATE_SUM:
		return f->what & FOLD_SUM;
	case STATE_SQUARES:
		return f->what & FOLD_SQUARES;
	case STATE_ABOVE:
		return f->aboves > 0;
	default:
		return f->what & FOLD_HISTOGRAM;
	}
}

bool
state_is_numbered(enum state_kind kind)
{
	return kinds[kind].numbered;
}

enum chunk_type
state_type(const struct fold *f, enum state_kind kind)
{
	bool coded = kind == STATE_MIN || kind == STATE_MAX || kind == STATE_CODE;

	if (coded && f->width > 0)
		return f->width == 1 ? CHUNK_U8 : CHUNK_U16;
	return coded || kind == STATE_COUNT || kind == STATE_FIRST || kind == STATE_TIMES ?
	    CHUNK_F32 : CHUNK_F64;
}

int
state_layers(const struct fold *f, enum state_kind kind)
{
	if (!state_has(f, kind))
		return 0;
	if (kind == STATE_SUM && f->width > 0)
		return f->codes.wide.sums;
	if (kind == STATE_SQUARES && f->width > 0)
		return f->codes.wide.squares;
	return kind == STATE_ABOVE ? f->aboves : 1;
}

void
state_layer_name(const struct fold *f, struct state_layer l, char name[CHUNK_LAYER_MAX + 1])
{
	if (l.kind == STATE_ABOVE)
		fold_above_name(f->threshold[l.n], name);
	else if (kinds[l.kind].numbered)
		snprintf(name, CHUNK_LAYER_MAX + 1, "%s%d", kinds[l.kind].name, l.n);
	else
		strcpy(name, kinds[l.kind].name);
}

int64_t *
state_digits(const struct fold *f, enum state_kind kind, size_t i, int *n)
{
	const struct codes *k = &f->codes;
	int sums = f->what & FOLD_SUM ? k->wide.sums : 0;

	*n = kind == STATE_SUM ? sums : k->wide.squares;
	return k->digit + i * (size_t)k->digits + (kind == STATE_SUM ? 0 : sums);
}

int
state_find(const struct fold *f, const char *name, struct state_layer *l)
{
	for (int kind = 0; kind < STATE_KINDS; kind++) {
		size_t n = strlen(kinds[kind].name);

		if (strncmp(name, kinds[kind].name, n) != 0)
			continue;
		*l = (struct state_layer){ (enum state_kind)kind, 0 };
		if (kind == STATE_ABOVE) {
			char ours[CHUNK_LAYER_MAX + 1];

			for (; l->n < f->aboves; l->n++)
				if (fold_above_name(f->threshold[l->n], ours) &&
				    strcmp(ours, name) == 0)
					return 1;
			return 0;
		}
		if (!kinds[kind].numbered && name[n] == '\0')
			return 1;
		if (kinds[kind].numbered && name[n] >= '0' && name[n] <= '9') {
			unsigned long number = strtoul(name + n, NULL, 10);

			l->n = (int)number;
			return number < NUMBERS_MAX ? 1 : -1;
		}
	}
	return -1;
}

bool
state_room(const struct fold *f, void *array, size_t size)
{
	void **at = array;

	return *at != NULL || (*at = calloc(f->pixels, size)) != NULL;
}
