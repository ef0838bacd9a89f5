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

/*
 * SMHI's composites, https://opendata.smhi.se: 0.4 dB per code, -30 dBZ at 0; 0
 * no echo, 255 no data.
 */
enum { DEFAULT_NODATA = 255, DEFAULT_UNDETECT = 0 };
static const double default_gain = 0.4, default_offset = -30;

/*
 * GDAL leaves out a scale of 1 and an offset of 0: a file with one of them has
 * both.
 */
static void
settle_scale(const struct zr *asked, const struct image *image, struct zr *used)
{
	bool own = image->has_gain || image->has_offset;

	if (isnan(asked->gain))
		used->gain = !own ? default_gain : image->has_gain ? image->gain : 1;
	if (isnan(asked->offset))
		used->offset = !own ? default_offset : image->has_offset ? image->offset : 0;
}

int
zr_settle(const struct zr *asked, const struct image *image, struct zr *used, char *why)
{
	int bits = 8 * (int)chunk_value_size(image->type), top = bits == 8 ? 255 : 65535;

	*used = *asked;
	settle_scale(asked, image, used);
	if (asked->nodata == ZR_UNSET && image->has_nodata) {
		/* a number that is not a code marks nothing as missing */
		double x = image->nodata;

		used->nodata = x >= 0 && x <= top && x == trunc(x) ? (int)x : ZR_NONE;
	} else if (asked->nodata == ZR_UNSET && bits == 8) {
		used->nodata = DEFAULT_NODATA;
	} else if (asked->nodata == ZR_UNSET) {
		snprintf(why, CHUNK_WHY_MAX, "has 16 bits and does not say which code is no data: "
		    "say it with -n, or -n none");
		return -1;
	}
	if (asked->undetect == ZR_UNSET)
		used->undetect = DEFAULT_UNDETECT;
	if (used->nodata > top || used->undetect > top) {
		snprintf(why, CHUNK_WHY_MAX, "has %d bits, so %s %d is not one of its codes", bits,
		    used->nodata > top ? "-n" : "-u", used->nodata > top ? used->nodata : used->undetect);
		return -1;
	}
	if (used->gain == 0) {
		snprintf(why, CHUNK_WHY_MAX, "has a scale of 0, which makes all codes one: "
		    "say another with -g");
		return -1;
	}
	return 0;
}

static double
rain_rate(const struct zr *z, double dbz)
{
	double rate = pow(pow(10, dbz / 10) / z->a, 1 / z->b);

	return rate < z->max_rate ? rate : z->max_rate;
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
		if (isinf(table[code])) {
			snprintf(why, CHUNK_WHY_MAX,
			    "code %u would be %g dBZ, a rain rate beyond float32: "
			    "--max-rate 1000 clips it, or -g and -b are wrong",
			    code, dbz);
			return -1;
		}
	}
	return 0;
}
