/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * metadata.c - what GDAL's metadata say of a band's values: the XML of tag
 * 42112, and of the .aux.xml beside an image.
 *
 * GDAL itself knows <Item role="scale"> and <Scale>. Others write plain items:
 * Gain, ninjo_AxisIntercept, dataset1_data1_what_nodata. All are gathered, also
 * from XML that is the text of an item. What is said twice must agree, and a
 * plain gain without an offset, or the other way round, is no pair.
 */
#include <ctype.h>
#include <expat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/cmd.h"
#include "grid/units.h"
#include "tiff/private.h"

#define NESTED_MAX 8                            /* XML in the text of XML, so deep */
#define WORD_MAX   128                          /* of a name, with its end */

enum what { GAIN, OFFSET, NODATA, UNDETECT, UNIT, QUANTITY, CELL_METHODS, START, END, HAVE, EXPECTED,
	SOURCE, KINDS };

/* The endings of names, in lower case, that say what an item is. */
static const struct {
	enum what what;
	const char *word;
} words[] = {
	{ GAIN, "gain" }, { GAIN, "scale" }, { GAIN, "scale_factor" }, { GAIN, "scalefactor" },
	{ GAIN, "gradient" }, { GAIN, "slope" },
	{ OFFSET, "offset" }, { OFFSET, "intercept" }, { OFFSET, "axisintercept" },
	{ NODATA, "nodata" }, { NODATA, "no_data" }, { NODATA, "nodata_value" },
	{ NODATA, "nodatavalue" }, { NODATA, "no_data_value" }, { NODATA, "fillvalue" },
	{ NODATA, "fill_value" }, { NODATA, "missing_value" }, { NODATA, "missingvalue" },
	{ UNDETECT, "undetect" }, { QUANTITY, "quantity" }, { QUANTITY, "standard_name" },
	{ UNIT, "unit" }, { UNIT, "units" }, { UNIT, "unittype" }, { UNIT, "unit_type" },
	{ UNIT, "physicunit" }, { UNIT, "physic_unit" }, { UNIT, "physical_unit" },
};

/* What was found so far. */
struct found {
	struct {
		bool said, unclear;
		bool plain, role;               /* who said it: items without, and with, a role */
		double x;                       /* of numbers */
		char text[IMAGE_SOURCE_MAX];    /* "Gain 0.5", or a unit or quantity */
	} of[KINDS];
	bool classes;                           /* a colour table */
	bool placed;                            /* a place or CRS, in an .aux.xml */
};

struct parsing {
	struct found *found;
	int bands;                              /* those that count */
	int depth;                              /* of XML in XML */
	bool in_item, failed;
	bool band, other_band;                  /* in one of an .aux.xml, and not in the first */
	char element[WORD_MAX], name[WORD_MAX]; /* of the item whose text comes */
	bool role;                              /* it has GDAL's role */
	enum what what;
	char *text;
	size_t n, room;
};

static bool parse(struct found *found, const char *xml, size_t n, int bands, int depth);

/* ---- What an item says ------------------------------------------------- */

/* Whether `name` is `word`, or ends with it after something that is no letter or digit. */
static bool
ends_with(const char *name, const char *word)
{
	size_t n = strlen(name), m = strlen(word);

	return n >= m && strcmp(name + n - m, word) == 0 &&
	    (n == m || !isalnum((unsigned char)name[n - m - 1]));
}

/* Items that chunk2tif writes for the whole file, by their exact names. */
static enum what
kind_of_own(const char *name)
{
	static const char *const names[] = { "cell_methods", "start", "end", "have", "expected",
		"source" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return CELL_METHODS + (enum what)i;
	return KINDS;
}

/* What an item is by its name; KINDS if it says nothing of values. */
static enum what
kind_of(const char *name)
{
	static const char *const axes[] = { "time#", "x#", "y#", "lat#", "lon#", "latitude#",
		"longitude#", "crs#" };
	char lower[WORD_MAX];
	size_t n = 0;

	for (; name[n] != '\0' && n + 1 < sizeof lower; n++)
		lower[n] = (char)tolower((unsigned char)name[n]);
	lower[n] = '\0';
	for (size_t i = 0; i < sizeof axes / sizeof *axes; i++)
		if (strncmp(lower, axes[i], strlen(axes[i])) == 0)
			return KINDS;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (ends_with(lower, words[i].word))
			return words[i].what;
	return KINDS;
}

/*
 * The first unit counts; another of something else makes it unknown. Of
 * quantities, the first that is not reflectivity must not be hidden by another.
 */
static void
say_word(struct found *f, enum what what, const char *value)
{
	char *text = f->of[what].text;

	if (*value == '\0')
		return;
	if (what == UNIT && f->of[what].said) {
		struct units a = units_find(text), b = units_find(value);

		if (a.kind != b.kind || a.factor != b.factor)
			snprintf(text + strlen(text), IMAGE_UNIT_MAX - strlen(text), " and %s", value);
	} else if (!f->of[what].said || (what == QUANTITY && image_is_reflectivity(text))) {
		snprintf(text, what == SOURCE ? IMAGE_SOURCE_MAX : IMAGE_UNIT_MAX, "%s", value);
	}
	f->of[what].said = true;
}

static void
say(struct found *f, enum what what, const char *name, const char *value, bool role)
{
	double x = NAN;
	bool number = metadata_number(value, &x) && (isfinite(x) || what == NODATA);
	bool same = !f->of[what].said || f->of[what].x == x || (isnan(f->of[what].x) && isnan(x));

	if (what >= UNIT) {
		say_word(f, what, value);
		return;
	}
	f->of[what].plain = f->of[what].plain || !role;
	f->of[what].role = f->of[what].role || role;
	f->of[what].unclear = f->of[what].unclear || !number || !same;
	if (!f->of[what].said)
		snprintf(f->of[what].text, IMAGE_UNIT_MAX, "%.20s %.20s", name, value);
	else if (!number || !same)
		snprintf(f->of[what].text + strlen(f->of[what].text),
		    IMAGE_UNIT_MAX - strlen(f->of[what].text), ", %.20s %.20s", name, value);
	if (!f->of[what].said)
		f->of[what].x = x;
	f->of[what].said = true;
}

/* ---- XML --------------------------------------------------------------- */

/* GDAL's roles, and the elements of a band in an .aux.xml. */
static enum what
kind_of_role(const char *role)
{
	static const struct { const char *name; enum what what; } roles[] = {
		{ "scale", GAIN }, { "offset", OFFSET }, { "unittype", UNIT },
		{ "nodatavalue", NODATA }
	};

	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (strcasecmp(role, roles[i].name) == 0)
			return roles[i].what;
	return KINDS;
}

static const char *
attribute(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcasecmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

/* An <Item name= role= sample= unit=>, or an <MDI key=>. */
static void
begin_item(struct parsing *p, const char **attributes)
{
	const char *name = attribute(attributes, "name"), *key = attribute(attributes, "key");
	const char *role = attribute(attributes, "role"), *sample = attribute(attributes, "sample");
	const char *unit = attribute(attributes, "unit");

	snprintf(p->name, sizeof p->name, "%s", name != NULL ? name : key != NULL ? key : "");
	p->what = role != NULL ? kind_of_role(role) : KINDS;
	p->role = p->what != KINDS;
	if (role == NULL && sample == NULL)
		p->what = kind_of_own(p->name);
	if (role == NULL && p->what == KINDS)
		p->what = kind_of(p->name);
	/* As GDAL reads the number of a band. */
	p->in_item = !p->other_band && (sample == NULL || atoi(sample) < p->bands);
	if (p->in_item && unit != NULL && p->what == QUANTITY)
		say_word(p->found, UNIT, unit);
}

static void
begin_element(void *arg, const char *element, const char **attributes)
{
	struct parsing *p = arg;

	p->n = 0;
	p->in_item = false;
	snprintf(p->element, sizeof p->element, "%s", element);
	if (strcasecmp(element, "PAMRasterBand") == 0) {
		const char *band = attribute(attributes, "band");

		p->band = true;
		p->other_band = band != NULL && atoi(band) > p->bands;
	} else if (strcasecmp(element, "Item") == 0 || strcasecmp(element, "MDI") == 0) {
		begin_item(p, attributes);
	} else if (strcasecmp(element, "ColorTable") == 0) {
		p->found->classes = p->found->classes || !p->other_band;
	} else if (strcasecmp(element, "GeoTransform") == 0 || strcasecmp(element, "SRS") == 0) {
		p->found->placed = true;
	} else {
		for (const char **a = attributes; *a != NULL && !p->other_band; a += 2)
			if (kind_of(a[0]) != KINDS)
				say(p->found, kind_of(a[0]), a[0], a[1], false);
		/* GDAL's own in a band; others may say the same anywhere. */
		p->role = p->band && kind_of_role(element) != KINDS;
		p->what = p->role ? kind_of_role(element) : kind_of(element);
		p->in_item = !p->other_band && p->what != KINDS;
		snprintf(p->name, sizeof p->name, "%s", element);
	}
}

static void
take_text(void *arg, const char *text, int n)
{
	struct parsing *p = arg;

	if (!p->in_item)
		return;
	if (p->n + (size_t)n + 1 > p->room) {
		size_t room = 2 * (p->room + (size_t)n + 1);
		char *larger = realloc(p->text, room);

		if (larger == NULL) {
			p->failed = true;
			return;
		}
		p->text = larger;
		p->room = room;
	}
	memcpy(p->text + p->n, text, (size_t)n);
	p->n += (size_t)n;
}

/* XML in an item: as it is, or escaped once more, as GDAL does. */
static bool
parse_nested(struct parsing *p, const char *text)
{
	char *wrapped;
	int n;
	bool whole;

	if (*text == '<')
		return parse(p->found, text, strlen(text), p->bands, p->depth + 1);
	if ((n = asprintf(&wrapped, "<Item>%s</Item>", text)) < 0)
		return false;
	whole = parse(p->found, wrapped, (size_t)n, p->bands, p->depth + 1);
	free(wrapped);
	return whole;
}

static void
end_element(void *arg, const char *element)
{
	struct parsing *p = arg;
	char *text = p->text, empty[] = "";

	if (strcasecmp(element, "PAMRasterBand") == 0)
		p->band = p->other_band = false;
	if (!p->in_item || strcmp(element, p->element) != 0)
		return;
	p->in_item = false;
	while (p->n > 0 && isspace((unsigned char)p->text[p->n - 1]))
		p->n--;
	if (p->n == 0)
		text = empty;
	else
		text[p->n] = '\0';
	text += strspn(text, " \t\r\n");
	if (*text == '<' || strncmp(text, "&lt;", 4) == 0)
		p->failed = !parse_nested(p, text) || p->failed;
	else if (p->what != KINDS)
		say(p->found, p->what, p->name, text, p->role);
}

static bool
parse(struct found *found, const char *xml, size_t n, int bands, int depth)
{
	struct parsing p = { .found = found, .bands = bands, .depth = depth };
	XML_Parser parser = depth < NESTED_MAX && n <= INT32_MAX ? XML_ParserCreate(NULL) : NULL;
	bool whole;

	if (parser == NULL)
		return false;
	XML_SetUserData(parser, &p);
	XML_SetElementHandler(parser, begin_element, end_element);
	XML_SetCharacterDataHandler(parser, take_text);
	whole = XML_Parse(parser, xml, (int)n, 1) == XML_STATUS_OK;
	XML_ParserFree(parser);
	free(p.text);
	return whole && !p.failed;
}

/* ---- What an image has of it ------------------------------------------- */

/*
 * Whether gain and offset are said by the same kind of items. GDAL leaves out a
 * scale of 1 and an offset of 0 where it has the other; others do not.
 */
static bool
is_pair(const struct found *f)
{
	bool role = f->of[GAIN].role || f->of[OFFSET].role;

	if (f->of[GAIN].unclear || f->of[OFFSET].unclear)
		return false;
	if (f->of[GAIN].plain && f->of[OFFSET].plain)
		return true;
	if (f->of[GAIN].plain && !f->of[GAIN].role)
		return role && f->of[GAIN].x == 1;
	if (f->of[OFFSET].plain && !f->of[OFFSET].role)
		return role && f->of[OFFSET].x == 0;
	return true;
}

static void
set_scale(const struct found *f, struct image *g)
{
	g->has_gain = f->of[GAIN].said;
	g->has_offset = f->of[OFFSET].said;
	g->gain = f->of[GAIN].x;
	g->offset = f->of[OFFSET].x;
	if (!is_pair(f))
		snprintf(g->unclear_scale, sizeof g->unclear_scale, "%.47s%s%.47s", f->of[GAIN].text,
		    g->has_gain && g->has_offset ? ", " : "", f->of[OFFSET].text);
}

static void
set_codes(const struct found *f, struct image *g)
{
	g->has_nodata = f->of[NODATA].said;
	g->nodata = f->of[NODATA].x;
	g->has_undetect = f->of[UNDETECT].said;
	g->undetect = f->of[UNDETECT].x;
	if (f->of[NODATA].unclear || f->of[UNDETECT].unclear)
		snprintf(g->unclear_codes, sizeof g->unclear_codes, "%.47s%s%.47s", f->of[NODATA].text,
		    f->of[NODATA].said && f->of[UNDETECT].said ? ", " : "",
		    f->of[UNDETECT].text);
}

/* A time that is not one of ours says nothing. */
static void
set_times(const struct found *f, struct image *g)
{
	memcpy(g->methods, f->of[CELL_METHODS].text, sizeof g->methods);
	memcpy(g->source, f->of[SOURCE].text, sizeof g->source);
	if (!cmd_parse_time(f->of[START].text, &g->start) ||
	    !cmd_parse_time(f->of[END].text, &g->end) || g->start >= g->end)
		g->start = g->end = 0;
	g->have = g->end != 0 ? (uint32_t)strtoul(f->of[HAVE].text, NULL, 10) : 0;
	g->expected = g->end != 0 ? (uint32_t)strtoul(f->of[EXPECTED].text, NULL, 10) : 0;
	if (g->have > g->expected)
		g->have = g->expected = 0;
}

bool
metadata_read(const char *xml, size_t n, int bands, struct image *g)
{
	struct found f = { 0 };

	if (!parse(&f, xml, n, bands, 0))
		return false;
	set_scale(&f, g);
	set_codes(&f, g);
	set_times(&f, g);
	g->classes = g->classes || f.classes;
	g->placed_beside = f.placed;
	memcpy(g->unit, f.of[UNIT].text, sizeof g->unit);
	memcpy(g->quantity, f.of[QUANTITY].text, sizeof g->quantity);
	return true;
}
