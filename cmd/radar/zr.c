/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zr.c - radar codes to reflectivity and rain rate.
 *
 * Settings of the command line and of an image go in, a table of float32 comes
 * out. The arithmetic is float64, rounded once.
 */
#include "radar/zr.h"

#include <math.h>
#include <stdio.h>

#include "radar/smhi.h"

#define NO_ECHO_MAX (-20)       /* dBZ: 0.002 mm/h; no radar measures less far away */

/* Gain and offset. */
static int
settle_scale(const struct zr *asked, const struct image *g, bool smhi, struct zr *used, char *why)
{
	bool own = g->has_gain || g->has_offset;
	enum zr_whose by = own ? ZR_FILE : ZR_SMHI;

	if (!isnan(asked->gain) && !isnan(asked->offset))
		return 0;
	if (g->unclear_scale[0] != '\0')
		return chunk_reason(why,
		    "says \"%s\", which gives no certain gain and offset: -g and -b say them",
		    g->unclear_scale);
	if (!own && !smhi)
		return chunk_reason(why,
		    "does not say how codes become dBZ, and is not SMHI's: say its gain and "
		    "offset with -g and -b");
	/* GDAL leaves out a scale of 1 and an offset of 0: a file with one has both. */
	if (isnan(asked->gain)) {
		used->gain = !own ? SMHI_GAIN : g->has_gain ? g->gain : 1;
		used->gain_by = by;
	}
	if (isnan(asked->offset)) {
		used->offset = !own ? SMHI_OFFSET : g->has_offset ? g->offset : 0;
		used->offset_by = by;
	}
	return used->gain != 0 ? 0 : chunk_reason(why,
	    "has a scale of 0, which makes all codes one: say another with -g");
}

/* A code that the file says; -1 with a reason if it cannot be one. */
static int
take_code(double x, int top, const char *what, int *code, char *why)
{
	if (!(x >= 0 && x <= top && x == trunc(x)))
		return chunk_reason(why,
		    "has %s %g, which no code of %d bits can be: -n and -u say which codes "
		    "are no data and no echo",
		    what, x, top == 255 ? 8 : 16);
	*code = (int)x;
	return 0;
}

static int
settle_nodata(const struct zr *asked, const struct image *g, bool smhi, int top, struct zr *used,
    char *why)
{
	if (asked->nodata != ZR_UNSET)
		return 0;
	used->nodata_by = g->has_nodata ? ZR_FILE : ZR_SMHI;
	used->nodata = SMHI_NODATA;
	if (g->has_nodata && take_code(g->nodata, top, "the nodata", &used->nodata, why) < 0)
		return -1;
	if (smhi && used->nodata != SMHI_NODATA)
		return chunk_reason(why,
		    "has the nodata %d, which is %d in SMHI's archive: -n and -u say which codes "
		    "are no data and no echo",
		    used->nodata, SMHI_NODATA);
	if (g->has_nodata || smhi)
		return 0;
	return chunk_reason(why,
	    "%sdoes not say which code is no data: say it with -n, or -n none",
	    top == 255 ? "" : "has 16 bits and ");
}

static int
settle_undetect(const struct zr *asked, const struct image *g, bool smhi, int top,
    struct zr *used, char *why)
{
	if (asked->undetect >= 0 && asked->undetect == used->nodata)
		return chunk_reason(why, "has %d for no data, which -u cannot make no echo: -n says "
		    "which code is no data", used->nodata);
	if (asked->undetect != ZR_UNSET)
		return 0;
	used->undetect_by = g->has_undetect ? ZR_FILE : smhi ? ZR_SMHI : ZR_ASSUMED;
	used->undetect = SMHI_UNDETECT;
	if (g->has_undetect && take_code(g->undetect, top, "the undetect", &used->undetect, why) < 0)
		return -1;
	if (used->undetect == asked->nodata)
		used->undetect = ZR_NONE;
	else if (used->undetect_by == ZR_ASSUMED && used->offset > NO_ECHO_MAX)
		return chunk_reason(why,
		    "does not say which code is no echo, and code 0 would be %g dBZ: say it with "
		    "-u, or -u none",
		    used->offset);
	return used->undetect != used->nodata || used->nodata < 0 ? 0 : chunk_reason(why,
	    "has the nodata %d, which is also the code of no echo: -n and -u say which codes "
	    "are no data and no echo",
	    used->nodata);
}

int
zr_settle(const struct zr *asked, const struct image *image, bool smhi, struct zr *used,
    char *why)
{
	int bits = 8 * (int)chunk_value_size(image->type), top = bits == 8 ? 255 : 65535;

	*used = *asked;
	if (settle_scale(asked, image, smhi, used, why) < 0)
		return -1;
	if ((asked->nodata == ZR_UNSET || asked->undetect == ZR_UNSET) &&
	    image->unclear_codes[0] != '\0')
		return chunk_reason(why,
		    "says \"%s\": -n and -u say which codes are no data and no echo",
		    image->unclear_codes);
	if (settle_nodata(asked, image, smhi, top, used, why) < 0 ||
	    settle_undetect(asked, image, smhi, top, used, why) < 0)
		return -1;
	if (used->nodata > top || used->undetect > top)
		return chunk_reason(why, "has %d bits, so %s %d is not one of its codes", bits,
		    used->nodata > top ? "-n" : "-u",
		    used->nodata > top ? used->nodata : used->undetect);
	return 0;
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

bool
zr_beyond(const struct zr *z, uint32_t n, uint32_t *low, uint32_t *high)
{
	bool any = false;

	for (uint32_t code = 0; code < n; code++) {
		if (z->gain * code + z->offset <= ZR_BEYOND)
			continue;
		*low = any ? *low : code;
		*high = code;
		any = true;
	}
	return any;
}

static double
rain_rate(const struct zr *z, double dbz)
{
	double rate = pow(pow(10, dbz / 10) / z->a, 1 / z->b);

	return rate < z->max_rate ? rate : z->max_rate;
}

/* Whether some codes are what rain has: then others may never occur. */
static bool
has_sane_codes(const struct zr *z, uint32_t n)
{
	for (uint32_t code = 0; code < n; code++) {
		double dbz = z->gain * code + z->offset;

		if ((int)code != z->nodata && (int)code != z->undetect && dbz >= 0 &&
		    dbz <= ZR_BEYOND)
			return true;
	}
	return false;
}

int
zr_table(const struct zr *z, uint32_t n, float *table, char *why)
{
	/* no echo is 0 mm/h; in dBZ it keeps the value of its code */
	float no_echo = z->dbz ? (float)(z->gain * z->undetect + z->offset) : 0;

	for (uint32_t code = 0; code < n; code++) {
		double dbz = z->gain * code + z->offset;

		if ((int)code == z->nodata)
			table[code] = NAN;
		else if ((int)code == z->undetect || dbz < z->min_dbz)
			table[code] = no_echo;
		else
			table[code] = (float)(z->dbz ? dbz : rain_rate(z, dbz));
		if (isinf(table[code]))
			return chunk_reason(why,
			    "code %u would be %g dBZ, a rain rate beyond float32: %s", code, dbz,
			    has_sane_codes(z, n) ? "--max-rate 1000 clips it, or -g and -b are wrong" :
			    "no code is within 0 to 75 dBZ, so -g and -b are wrong");
	}
	return 0;
}
