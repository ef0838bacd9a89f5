/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zr-settle.c - what the stored values of an image mean: by options, by the
 * file, or by SMHI's documentation.
 */
#include "radar/zr.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "radar/smhi.h"

#define NO_ECHO_MAX (-20)       /* dBZ: 0.002 mm/h; no radar measures less far away */

static bool
has_codes(const struct image *g)
{
	return g->type == CHUNK_U8 || g->type == CHUNK_U16;
}

/*
 * The units: those asked for, else those of the file. Whole numbers without
 * any are reflectivity, as radars have it.
 */
static int
settle_units(const struct zr *asked, const struct image *g, struct zr *used, char *why)
{
	bool both = !isnan(asked->gain) && !isnan(asked->offset);
	struct units own = units_find(g->unit);

	if (asked->units.kind != UNITS_UNSAID)
		return 0;
	used->units = own;
	if (own.kind == UNITS_AMOUNT && own.factor > 1)
		return chunk_reason(why, "has the unit \"%s\", which heights have too: --units %s says "
		    "that it is rain", g->unit, g->unit);
	if (own.kind == UNITS_RATE || own.kind == UNITS_AMOUNT)
		return 0;
	used->units = (struct units){ UNITS_DBZ, 1 };
	if (own.kind == UNITS_OTHER && !both && strstr(g->unit, " and ") != NULL)
		return chunk_reason(why, "has the units \"%s\" in its metadata, which contradict each other: "
		    "--units says which holds", g->unit);
	if (own.kind == UNITS_OTHER && !both)
		return chunk_reason(why, "has the unit \"%s\" in its metadata, which is none of rain or reflectivity: "
		    "--units says what it is, such as mm/h, mm or dBZ, or -g and -b how "
		    "codes become dBZ", g->unit);
	if (own.kind != UNITS_UNSAID || both)
		return 0;
	if (!image_is_reflectivity(g->quantity))
		return chunk_reason(why, "has the quantity \"%s\" in its metadata, not reflectivity, and "
		    "no unit: --units says what the values are", g->quantity);
	if (!has_codes(g) && !g->integers)
		return chunk_reason(why, "has numbers without a unit: --units says it, such as mm/h, mm, "
		    "'0.1 mm' as in RADOLAN's hourly grids, or dBZ");
	return 0;
}

/* Gain and offset: files whose unit is said need none. */
static int
settle_scale(const struct zr *asked, const struct image *g, bool smhi, struct zr *used, char *why)
{
	bool own = g->has_gain || g->has_offset;
	bool plain = !smhi && (used->units.kind != UNITS_DBZ || asked->units.kind == UNITS_DBZ ||
	    (!has_codes(g) && units_find(g->unit).kind == UNITS_DBZ));
	enum zr_whose by = own ? ZR_FILE : plain ? ZR_ASSUMED : ZR_SMHI;

	if (!isnan(asked->gain) && !isnan(asked->offset))
		return 0;
	if (g->unclear_scale[0] != '\0')
		return chunk_reason(why,
		    "says \"%s\", which gives no certain gain and offset: -g and -b say them",
		    g->unclear_scale);
	if (!own && !smhi && !plain)
		return chunk_reason(why,
		    "does not say how codes become dBZ, and is not SMHI's: say its gain and "
		    "offset with -g and -b");
	/* GDAL leaves out a scale of 1 and an offset of 0: a file with one has both. */
	if (isnan(asked->gain)) {
		used->gain = by == ZR_SMHI ? SMHI_GAIN : g->has_gain ? g->gain : 1;
		used->gain_by = by;
	}
	if (isnan(asked->offset)) {
		used->offset = by == ZR_SMHI ? SMHI_OFFSET : g->has_offset ? g->offset : 0;
		used->offset_by = by;
	}
	return used->gain != 0 ? 0 : chunk_reason(why,
	    "has a scale of 0, which makes all codes one: say another with -g");
}

/* A value that the file says; -1 with a reason if it cannot be one of its codes. */
static int
take_special(const struct image *g, double x, const char *what, struct special *s, char *why)
{
	int top = g->type == CHUNK_U8 ? 255 : 65535;

	if (has_codes(g) && !(x >= 0 && x <= top && x == trunc(x)))
		return chunk_reason(why,
		    "has %s %g, which no code of %d bits can be: -n and -u say which codes "
		    "are no data and no echo",
		    what, x, top == 255 ? 8 : 16);
	*s = (struct special){ SPECIAL_SET, x };
	return 0;
}

/* Numbers with decimals may have none: NaN is always missing, and rain is not below 0. */
static int
settle_nodata(const struct zr *asked, const struct image *g, bool smhi, struct zr *used, char *why)
{
	if (g->owns_nodata && asked->nodata.is != SPECIAL_UNSET)
		return chunk_reason(why, "says what is no data by flags, or by more than one code, which -n "
		    "cannot change");
	if (asked->nodata.is != SPECIAL_UNSET)
		return 0;
	used->nodata_by = g->has_nodata ? ZR_FILE : smhi ? ZR_SMHI : ZR_ASSUMED;
	used->nodata = (struct special){ SPECIAL_SET, SMHI_NODATA };
	if (g->has_nodata && take_special(g, g->nodata, "the nodata", &used->nodata, why) < 0)
		return -1;
	if (smhi && used->nodata.x != SMHI_NODATA)
		return chunk_reason(why,
		    "has the nodata %g, which is %d in SMHI's archive: -n and -u say which codes "
		    "are no data and no echo",
		    used->nodata.x, SMHI_NODATA);
	if (g->has_nodata || smhi)
		return 0;
	used->nodata.is = SPECIAL_NONE;
	if (!has_codes(g) && !g->integers && used->units.kind != UNITS_DBZ)
		return 0;
	return chunk_reason(why,
	    "%sdoes not say which %s is no data: say it with -n, or -n none",
	    g->type == CHUNK_U16 ? "has 16 bits and " : "", has_codes(g) ? "code" : "value");
}

/* No echo that nobody names: the code 0 of reflectivity, if that is so little. */
static int
assume_undetect(const struct zr *asked, const struct image *g, bool smhi, struct zr *used,
    char *why)
{
	used->undetect_by = smhi ? ZR_SMHI : ZR_ASSUMED;
	used->undetect = (struct special){ SPECIAL_NONE, 0 };
	if (!has_codes(g) || used->units.kind != UNITS_DBZ)
		return 0;
	used->undetect = (struct special){ SPECIAL_SET, SMHI_UNDETECT };
	if (special_is(&asked->nodata, SMHI_UNDETECT))
		used->undetect.is = SPECIAL_NONE;
	else if (!smhi && used->offset > NO_ECHO_MAX)
		return chunk_reason(why,
		    "does not say which code is no echo, and code 0 would be %g dBZ: say it with "
		    "-u, or -u none",
		    used->offset);
	return 0;
}

static int
settle_undetect(const struct zr *asked, const struct image *g, bool smhi, struct zr *used,
    char *why)
{
	if (asked->undetect.is == SPECIAL_SET && special_is(&used->nodata, asked->undetect.x))
		return chunk_reason(why, "has %g for no data, which -u cannot make no echo: -n says "
		    "which code is no data", used->nodata.x);
	if (asked->undetect.is != SPECIAL_UNSET)
		return 0;
	if (g->has_undetect) {
		used->undetect_by = ZR_FILE;
		if (take_special(g, g->undetect, "the undetect", &used->undetect, why) < 0)
			return -1;
		if (special_is(&asked->nodata, used->undetect.x))
			used->undetect.is = SPECIAL_NONE;
	} else if (assume_undetect(asked, g, smhi, used, why) < 0) {
		return -1;
	}
	if (used->undetect.is != SPECIAL_SET || !special_is(&used->nodata, used->undetect.x))
		return 0;
	return chunk_reason(why,
	    "has the nodata %g, which is also the code of no echo: -n and -u say which codes "
	    "are no data and no echo",
	    used->nodata.x);
}

/* Options that are for other quantities than the one that the image has. */
static int
check_options(const struct zr *z, char *why)
{
	bool dbz = z->units.kind == UNITS_DBZ;

	if (!dbz && z->dbz)
		return chunk_reason(why, "holds rain, not reflectivity: --dbz cannot be had of it");
	if (!dbz && isfinite(z->min_dbz))
		return chunk_reason(why, "holds rain, not reflectivity: --min-dbz says nothing of it");
	if (z->hours > 0 && z->units.kind != UNITS_AMOUNT)
		return chunk_reason(why, "holds %s, and --rate is for amounts",
		    dbz ? "reflectivity" : "rain rates already");
	if (z->units.kind == UNITS_AMOUNT && z->hours == 0 && isfinite(z->max_rate))
		return chunk_reason(why, "holds amounts, and --max-rate clips rates: --rate makes them");
	return 0;
}

/* Options are for what is stored: 0.1 of float32 is not 0.1 of float64. */
static int
fit_special(const struct image *g, struct special *s, const char *option, char *why)
{
	int top = g->type == CHUNK_U8 ? 255 : 65535;

	if (g->type == CHUNK_F32)
		s->x = (float)s->x;
	if (!has_codes(g) || s->is != SPECIAL_SET || (s->x >= 0 && s->x <= top && s->x == trunc(s->x)))
		return 0;
	return chunk_reason(why, "has %d bits, so %s %g is not one of its codes", top == 255 ? 8 : 16,
	    option, s->x);
}

int
zr_settle(const struct zr *asked, const struct image *image, bool smhi, struct zr *used,
    char *why)
{
	*used = *asked;
	if (settle_units(asked, image, used, why) < 0)
		return -1;
	smhi = smhi && used->units.kind == UNITS_DBZ;
	if (check_options(used, why) < 0 || settle_scale(asked, image, smhi, used, why) < 0)
		return -1;
	if ((asked->nodata.is == SPECIAL_UNSET || asked->undetect.is == SPECIAL_UNSET) &&
	    image->unclear_codes[0] != '\0')
		return chunk_reason(why,
		    "says \"%s\": -n and -u say which codes are no data and no echo",
		    image->unclear_codes);
	if (settle_nodata(asked, image, smhi, used, why) < 0 ||
	    settle_undetect(asked, image, smhi, used, why) < 0)
		return -1;
	return fit_special(image, &used->nodata, "-n", why) < 0 ||
	    fit_special(image, &used->undetect, "-u", why) < 0 ? -1 : 0;
}

const char *
zr_whose(const struct zr *used, char *text)
{
	static const char *const names[] = { [ZR_OPTION] = "option", [ZR_FILE] = "file",
		[ZR_SMHI] = "SMHI", [ZR_ASSUMED] = "assumed" };

	snprintf(text, ZR_WHOSE_MAX, "gain: %s, offset: %s, nodata: %s, undetect: %s",
	    names[used->gain_by], names[used->offset_by], names[used->nodata_by],
	    names[used->undetect_by]);
	return text;
}
