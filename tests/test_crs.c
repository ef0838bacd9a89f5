/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_crs - GeoKeys have a name as a CRS, and a name has keys that have that
 * name.
 */
#include <string.h>

#include "tiff/crs.h"
#include "geotiffs.h"

#define SMHI_KEYS "1,1,0,5,1024,0,1,1,1025,0,1,1,3072,0,1,32767,3074,0,1,16033,3076,0,1,9001"

#define CONIC "+proj=lcc +lat_0=63 +lon_0=15 +lat_1=60 +lat_2=66 +x_0=0 +y_0=0 +ellps=bessel " \
	"+units=m +no_defs"

#define TMERC "3075,0,1,1"
#define PLAIN "+proj=tmerc +lat_0=0 +lon_0=0 +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs"

/* ---- GeoKeys and CRS -------------------------------------------------------------------------- */

static const struct { const char *keys, *crs; } named[] = {
	{ "1,1,0,2,1024,0,1,1,3072,0,1,3006", "EPSG:3006" },
	{ "1,1,0,2,1024,0,1,2,2048,0,1,4326", "EPSG:4326" },
	{ SMHI_KEYS, "EPSG:25833" },
	{ "1,1,0,2,1024,0,1,1,3074,0,1,16033||", "EPSG:25833" },
	/* another zone, or a datum, is not what SMHI's documentation covers */
	{ "1,1,0,2,1024,0,1,1,3074,0,1,16034", "unknown" },
	{ "1,1,0,3,1024,0,1,1,2048,0,1,4326,3074,0,1,16033", "EPSG:32633" },
	{ "1,1,0,3,1024,0,1,1,2048,0,1,4258,3074,0,1,16035", "EPSG:25835" },
	{ "1,1,0,3,1024,0,1,1,2056,0,1,7019,3074,0,1,16134",
	  "+proj=utm +zone=34 +south +ellps=GRS80 +units=m +no_defs" },
	{ "1,1,0,13,1024,0,1,1,2048,0,1,32767,2050,0,1,32767,2056,0,1,7019,3072,0,1,32767,3074,0,1,32767,"
	  "3075,0,1,1,3076,0,1,9001,3080,34736,1,1,3081,34736,1,0,3082,34736,1,3,3083,34736,1,4,"
	  "3092,34736,1,2|0,27,0.9996,500000,0|", FINNISH },
	/* PROJ has offsets in metres, where lengths are in kilometres too */
	{ "1,1,0,8,1024,0,1,1,2056,0,1,7019,3075,0,1,1,3076,0,1,9036,3080,34736,1,1,3081,34736,1,0,"
	  "3082,34736,1,2,3083,34736,1,0|0,27,500|",
	  "+proj=tmerc +lat_0=0 +lon_0=27 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=km +no_defs" },
	{ "1,1,0,1,1024,0,1,1", "unknown" },
	{ "1,1,0,1,1024,0,1,3", "unknown" },
	{ "1,1,0,0", "unknown" },
	/* a method without its ellipsoid, one in feet, one whose numbers are missing from the file */
	{ "1,1,0,2,1024,0,1,1,3075,0,1,1", "unknown" },
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,3075,0,1,1,3076,0,1,9002", "unknown" },
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,3075,0,1,15,3081,34736,1,9|1|", "unknown" },
	/* lengths in kilometres, in feet: UTM of them, and codes that they change */
	{ "1,1,0,4,1024,0,1,1,2048,0,1,4326,3074,0,1,16033,3076,0,1,9036",
	  "+proj=utm +zone=33 +datum=WGS84 +units=km +no_defs" },
	{ "1,1,0,4,1024,0,1,1,2048,0,1,4326,3074,0,1,16033,3076,0,1,9003", "unknown" },
	{ "1,1,0,3,1024,0,1,1,3074,0,1,16033,3076,0,1,9036", "unknown" },
	{ "1,1,0,3,1024,0,1,1,3072,0,1,32633,3076,0,1,9001", "EPSG:32633" },
	{ "1,1,0,3,1024,0,1,1,3072,0,1,32633,3076,0,1,9036", "unknown" },
	{ "1,1,0,3,1024,0,1,1,3072,0,1,32633,3076,0,1,9003", "unknown" },
	/* grads, and another prime meridian, by its code and by its longitude */
	{ "1,1,0,3,1024,0,1,2,2048,0,1,4326,2054,0,1,9122", "EPSG:4326" },
	{ "1,1,0,3,1024,0,1,2,2048,0,1,4807,2054,0,1,9105", "unknown" },
	{ "1,1,0,4,1024,0,1,1,2051,0,1,8901,2056,0,1,7019," TMERC, PLAIN },
	{ "1,1,0,4,1024,0,1,1,2051,0,1,8903,2056,0,1,7019," TMERC, "unknown" },
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,2061,34736,1,0," TMERC "|0|", PLAIN },
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,2061,34736,1,0," TMERC "|2.337229|", "unknown" },
	/* an origin by the name that another method has for it */
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,3085,34736,1,0," TMERC "|50|",
	  "+proj=tmerc +lat_0=50 +lon_0=0 +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs" },
	/* a datum with a shift, one that is not in the table, and one with another ellipsoid's axis */
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,2062,34736,3,0," TMERC "|0,0,0|", PLAIN },
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,2062,34736,3,0," TMERC "|0,0,9|", "unknown" },
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,2062,34736,3,0," TMERC "|0|", "unknown" },
	{ "1,1,0,4,1024,0,1,1,2050,0,1,6314,2056,0,1,7004," TMERC, "unknown" },
	{ "1,1,0,4,1024,0,1,1,2050,0,1,6619,2057,34736,1,0," TMERC "|6378137|", PLAIN },
	{ "1,1,0,4,1024,0,1,1,2048,0,1,4326,2057,34736,1,0," TMERC "|6370040|", "unknown" },
	/* an ellipsoid with another's flattening, and with its own; a sphere */
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,2059,34736,1,0," TMERC "|300|", "unknown" },
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,2059,34736,1,0," TMERC "|298.257222101|", PLAIN },
	{ "1,1,0,5,1024,0,1,1,2056,0,1,7019,2057,34736,1,0,2058,34736,1,0," TMERC "|6378137|", "unknown" },
	{ "1,1,0,5,1024,0,1,1,2056,0,1,7019,2057,34736,1,0,2058,34736,1,1," TMERC "|6378137,6356752.314|", PLAIN },
	{ "1,1,0,4,1024,0,1,1,2048,0,1,4258,2058,34736,1,0,3074,0,1,16033|6378137|", "unknown" },
	{ "1,1,0,3,1024,0,1,1,2058,34736,1,0,3074,0,1,16033|6378137|", "unknown" },
	{ "1,1,0,3,1024,0,1,1,2059,34736,1,0,3074,0,1,16033|300|", "unknown" },
	/* an axis alone, in feet, and with a flattening that is missing from the file */
	{ "1,1,0,3,1024,0,1,1,2057,34736,1,0," TMERC "|6370040|", "unknown" },
	{ "1,1,0,5,1024,0,1,1,2052,0,1,9002,2057,34736,1,0,2058,34736,1,0," TMERC "|6370040|", "unknown" },
	{ "1,1,0,4,1024,0,1,1,2057,34736,1,0,2059,34736,1,7," TMERC "|6370040|", "unknown" },
	/* Lambert with one parallel, Mercator with an origin, stereographic with a scale or from the equator */
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,3075,0,1,8,3078,34736,1,0|50|", "unknown" },
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,3075,0,1,7,3081,34736,1,0|50|", "unknown" },
	{ "1,1,0,5,1024,0,1,1,2056,0,1,7019,3075,0,1,15,3081,34736,1,0,3092,34736,1,1|60,0.9|", "unknown" },
	{ "1,1,0,4,1024,0,1,1,2056,0,1,7019,3075,0,1,15,3081,34736,1,0|0|", "unknown" },
};

START_TEST(keys_have_a_name)
{
	struct geokeys k;
	char crs[IMAGE_CRS_MAX];

	ck_assert(geokeys_parse(named[_i].keys, &k));
	crs_of_keys(&k, crs);
	ck_assert_str_eq(crs, named[_i].crs);
}
END_TEST

START_TEST(a_name_has_keys_that_have_the_name)
{
	static const char *const names[] = { "EPSG:3006", "EPSG:4326", FINNISH, RADOLAN,
		CONIC, "+proj=tmerc +lat_0=0 +lon_0=27 +k=1 +x_0=0 +y_0=0 +a=6378249 +rf=293.5 +units=m +no_defs",
		"+proj=laea +lat_0=55 +lon_0=10 +x_0=1950000 +y_0=-2100000 +datum=WGS84 +units=m +no_defs" };
	char text[IMAGE_KEYS_MAX], crs[IMAGE_CRS_MAX];
	struct geokeys k, back;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		crs_to_keys(names[i], i == 1, &k);
		geokeys_format(&k, text);
		ck_assert(geokeys_parse(text, &back));
		crs_of_keys(&back, crs);
		ck_assert_str_eq(crs, names[i]);
	}
	crs_to_keys("unknown", false, &k);
	ck_assert_uint_eq(k.n_shorts, 0);
	/* what has no keys is kept where people see it */
	crs_to_keys("+proj=somerc +lat_0=46.95 +units=m", false, &k);
	ck_assert_str_eq(k.text, "+proj=somerc +lat_0=46.95 +units=m|");
	crs_of_keys(&k, crs);
	ck_assert_str_eq(crs, "unknown");
}
END_TEST

/* Words that mean more than GeoKeys can say, or what readers do not agree on. */
static const char *const said_in_words[] = {
	"+proj=tmerc +lon_0=96w +ellps=GRS80", "+proj=tmerc +lon_0=20d30 +ellps=GRS80",
	"+proj=tmerc +lon_0=20,5 +ellps=GRS80", "+proj=tmerc +lon_0=0x10 +ellps=GRS80",
	"+proj=tmerc +lon_0=1e999 +ellps=GRS80", "+proj=tmerc +k= +ellps=GRS80",
	"+proj=tmerc +lon_0=9 +lon_0=8 +ellps=GRS80", "+proj=tmerc +lon_0=9 +k_0=0.9 +ellps=GRS80",
	"+proj=tmerc lon_0=9 +ellps=GRS80", "+proj=tmerc2 +lon_0=9 +ellps=GRS80",
	"+proj=tmerc +ellps=GRS80 +pm=paris", "+proj=tmerc +ellps=GRS80 +units=km",
	"+proj=tmerc +ellps=GRS80 +to_meter=1000", "+proj=tmerc +ellps=GRS80 +axis=neu",
	"+proj=tmerc +ellps=GRS80 +towgs84=1,2,3", "+proj=tmerc +ellps=GRS80 +south",
	"+proj=tmerc +ellps=GRS80 +zone=33", "+proj=tmerc +ellps=GRS80 +nadgrids=@null",
	"+proj=tmerc +ellps=GRS80 +type=x", "+proj=tmerc +ellps=GRS80 +no_defs=x",
	"+proj=tmerc +ellps=GRS80 +datum=WGS84", "+proj=tmerc +ellps=airy", "+proj=tmerc +datum=NAD83",
	"+proj=tmerc +a=6370000", "+proj=tmerc +a=6370000 +b=6370000 +rf=300", "+proj=tmerc +b=6370000",
	"+proj=tmerc +R=6370000 +a=6370000 +b=6370000", "+proj=tmerc +R=x", "+proj=tmerc +a=6370000 +rf=0",
	"+proj=utm +ellps=GRS80", "+proj=utm +zone=61 +ellps=GRS80", "+proj=utm +zone=33.5 +ellps=GRS80",
	"+proj=utm +zone=33 +lon_0=9 +ellps=GRS80", "+proj=utm +zone=33 +south=f +ellps=GRS80",
	"+proj=lcc +lat_1=50 +lon_0=8 +ellps=GRS80", "+proj=lcc +lat_1=50 +lat_0=48 +ellps=GRS80",
	"+proj=lcc +lat_2=50 +lat_0=50 +ellps=GRS80", "+proj=aea +lat_1=50 +lat_0=50 +ellps=GRS80",
	"+proj=merc +lat_ts=56 +k=0.9 +ellps=GRS80", "+proj=merc +lat_ts=0 +k=0.9 +ellps=GRS80", "+proj=merc +lat_0=20 +ellps=GRS80",
	"+proj=stere +lat_ts=60 +ellps=GRS80", "+proj=stere +lat_0=52 +ellps=GRS80",
	"+proj=stere +lat_0=90 +lat_ts=-60 +ellps=GRS80", "+proj=stere +lat_0=90 +lat_ts=60 +k=0.9 +ellps=GRS80",
};

START_TEST(what_keys_cannot_say_is_kept_in_words)
{
	struct geokeys k;

	crs_to_keys(said_in_words[_i], false, &k);
	ck_assert_msg(geokeys_short(&k, KEY_MODEL) == KEY_USER_DEFINED, "%s has keys", said_in_words[_i]);
	ck_assert_int_eq(strncmp(k.text, said_in_words[_i], strlen(said_in_words[_i])), 0);
}
END_TEST

START_TEST(codes_of_degrees_are_told_by_the_grid_too)
{
	struct chunk_grid small = { 9, 9, { 120, .01, 0, 25, 0, -.01 } }, large = { 9, 9, RADAR };

	ck_assert(crs_is_degrees("EPSG:4326", &small) && crs_is_degrees("EPSG:3824", &small));
	ck_assert(!crs_is_degrees("EPSG:4326", &large) && !crs_is_degrees("EPSG:3006", &small));
	ck_assert(!crs_is_degrees("+proj=longlat", &small));
}
END_TEST

/* What a PROJ string leaves out is said. */
START_TEST(defaults_are_said)
{
	static const struct { const char *from, *crs; } spelt[] = {
		{ "+proj=tmerc +ellps=GRS80", PLAIN },
		{ "+proj=lcc +lat_1=50 +lat_0=50 +R=6371000 +type=crs", "+proj=lcc +lat_0=50 +lon_0=0 +lat_1=50 "
		  "+lat_2=50 +x_0=0 +y_0=0 +a=6371000 +b=6371000 +units=m +no_defs" },
		{ "+proj=lcc +lat_1=50 +lat_2=52", "+proj=lcc +lat_0=0 +lon_0=0 +lat_1=50 +lat_2=52 +x_0=0 "
		  "+y_0=0 +datum=WGS84 +units=m +no_defs" },
		{ "+proj=stere +lat_0=-90 +ellps=WGS84", "+proj=stere +lat_0=-90 +lat_ts=-90 +lon_0=0 +k=1 +x_0=0 "
		  "+y_0=0 +ellps=WGS84 +units=m +no_defs" },
		{ "+proj=utm +zone=33 +south +ellps=intl", "+proj=tmerc +lat_0=0 +lon_0=15 +k=0.9996 +x_0=500000 "
		  "+y_0=10000000 +ellps=intl +units=m +no_defs" },
		/* As SMHI's composites in ODIM_H5 have it. */
		{ "+proj=merc +lat_ts=0 +lon_0=0 +k=1.0 +a=6378137.0 +b=6378137.0", "+proj=merc +lon_0=0 +k=1 +x_0=0 "
		  "+y_0=0 +a=6378137 +b=6378137 +units=m +no_defs" },
		{ "+proj=merc +lat_ts=56 +k=1 +ellps=bessel", "+proj=merc +lon_0=0 +lat_ts=56 +k=1 +x_0=0 "
		  "+y_0=0 +ellps=bessel +units=m +no_defs" },
		{ "+proj=merc +ellps=bessel", "+proj=merc +lon_0=0 +k=1 +x_0=0 +y_0=0 +ellps=bessel +units=m +no_defs" },
	};
	struct geokeys k;
	char crs[IMAGE_CRS_MAX];

	for (size_t i = 0; i < sizeof spelt / sizeof *spelt; i++) {
		crs_to_keys(spelt[i].from, false, &k);
		crs_of_keys(&k, crs);
		ck_assert_str_eq(crs, spelt[i].crs);
	}
}
END_TEST

START_TEST(keys_that_are_none_are_refused)
{
	static const char *const texts[] = { "", "x", "1,1,0", "1,1,0,1", "1,1,0,1,1024,0,1,70000",
		"1,1,0,0,5", "1,1,0,0|x|", "1,1,0,0,|1|", "1,1,0,0|1|a|b|c" };
	struct geokeys k;

	for (size_t i = 0; i < 8; i++)
		ck_assert_msg(!geokeys_parse(texts[i], &k), "%s", texts[i]);
	ck_assert(geokeys_parse(texts[8], &k));
	ck_assert_str_eq(k.text, "a|b|c");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("crs");
	TCase *t = tcase_create("crs");

	LOOP(keys_have_a_name, named);
	tcase_add_test(t, a_name_has_keys_that_have_the_name);
	LOOP(what_keys_cannot_say_is_kept_in_words, said_in_words);
	tcase_add_test(t, codes_of_degrees_are_told_by_the_grid_too);
	tcase_add_test(t, defaults_are_said);
	tcase_add_test(t, keys_that_are_none_are_refused);
	suite_add_tcase(s, t);
	return unit_main(s);
}
