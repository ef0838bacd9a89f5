/* SPDX-License-Identifier: BSD-2-Clause */
/* show-options.c - the options of the tools that draw. */
#include "picture/show.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A bound of --range. Values are float32, in which it must not become 0. */
static double
bound(const char *range, const char *text)
{
	double value;

	errno = 0;
	value = cmd_real("--range", text, -SHOW_RANGE_MAX, SHOW_RANGE_MAX);
	if (errno == ERANGE || (value != 0 && fabs(value) < (double)FLT_MIN))
		cmd_usage("--range %s: %s is too near to 0 for float32: say 0, or 1e-37 and more",
		    range, text);
	return value == 0 ? 0 : value;          /* no -0 in the legend */
}

static void
set_range(struct show *s, const char *text)
{
	char low[CMD_PAIR_MAX];
	const char *high;

	s->automatic = strcmp(text, "auto") == 0;
	s->ranged = !s->automatic;
	if (s->automatic)
		return;
	high = cmd_pair("--range", text, "0.1,50", low);
	s->low = bound(text, low);
	s->high = bound(text, high);
	if (s->low >= s->high)
		cmd_usage("--range %s: the lowest comes first, such as 0.1,50", text);
	if ((float)s->low >= (float)s->high)
		cmd_usage("--range %s: the same number twice in float32, which has 7 digits", text);
}

/* A list such as coast,borders,grid, or none. */
static void
set_map(struct show *s, const char *text)
{
	static const char *const names[] = { "coast", "borders", "grid" };
	size_t n = sizeof names / sizeof *names;

	s->map = 0;
	if (strcmp(text, "none") == 0)
		return;
	for (const char *at = text;; at++) {
		size_t length = strcspn(at, ","), i = 0;

		while (i < n && (strlen(names[i]) != length || strncmp(names[i], at, length) != 0))
			i++;
		if (i == n)
			cmd_usage("--map %s: takes coast, borders and grid, separated by commas, or none",
			    text);
		s->map |= 1u << i;
		at += length;
		if (*at == '\0')
			return;
	}
}

static void
add_lines(struct show *s, const char *path)
{
	if (s->n_lines == SHOW_LINES_MAX)
		cmd_usage("--lines: at most %d files", SHOW_LINES_MAX);
	s->lines[s->n_lines++] = path;
}

/* Clocks of the zone are read from here on. */
static const char *
zone(const char *name)
{
	char why[CHUNK_WHY_MAX];

	if (label_zone(name, why) < 0)
		cmd_usage("--zone %s: %s", name, why);
	return name;
}

bool
show_option(struct show *s, struct cmd *cmd, int option)
{
	if (option == SHOW_POINTS || option == SHOW_LINES)
		cmd_keep_out(cmd);
	switch (option) {
	case SHOW_RANGE: set_range(s, optarg); break;
	case SHOW_SCALE:
		s->scale = (enum show_scale)cmd_choice("--scale", optarg, "log|linear");
		break;
	case SHOW_COLORS: s->ramp = cmd_choice("--colors", optarg, PALETTE_RAMPS); break;
	case SHOW_TITLE: s->title = optarg; break;
	case SHOW_LAYER: s->layer = optarg; break;
	case SHOW_NO_LEGEND: s->no_legend = true; break;
	case SHOW_ZOOM: s->zoom = (int)cmd_integer("--zoom", optarg, 1, 64); break;
	case SHOW_CREDIT: s->credit = cmd_credit(optarg); break;
	case SHOW_MAP: set_map(s, optarg); break;
	case SHOW_PLACES: s->places = (int)cmd_integer("--places", optarg, 0, 500); break;
	case SHOW_POINTS: s->points = optarg; break;
	case SHOW_LINES: add_lines(s, optarg); break;
	case SHOW_ZONE: s->zone = zone(optarg); break;
	default: return false;
	}
	return true;
}

void
show_check(const struct show *s)
{
	if (s->title != NULL && strlen(s->title) >= PICTURE_TEXT_MAX)
		cmd_usage("--title: longer than %d bytes", PICTURE_TEXT_MAX - 1);
	if (s->scale == SHOW_LOG && s->ranged && s->low <= 0 && s->low != -s->high)
		cmd_usage("--scale log: needs a range above 0, such as --range 0.1,50");
}
