/* SPDX-License-Identifier: BSD-2-Clause */
/* test_projection - PROJ strings as streams have them, and points by PROJ. */
#include "grid/projection.h"

#include <math.h>
#include <string.h>

#include "unit.h"

#define SWISS "+proj=somerc +lat_0=46.95240555555556 +lon_0=7.439583333333333 +k_0=1 " \
	"+x_0=2600000 +y_0=1200000 +ellps=bessel"

static const struct {
	const char *said, *text;                /* NULL: refused */
} texts[] = {
	{ "+proj=laea +lat_0=55 +units=m +ellps=WGS84", "+proj=laea +lat_0=55 +units=m +ellps=WGS84" },
	{ SWISS " +towgs84=674.374,15.056,405.346,0,0,0,0 +units=m +no_defs", SWISS " +units=m" },
	{ "+proj=stere  +a=6378.14 +x_0=0 y_0=0", "+proj=stere +a=6378.14 +x_0=0 +y_0=0" },
	{ "+proj=merc +R=6378137.0 +no_defs :", "+proj=merc +a=6378137.0 +b=6378137.0" },
	{ "+proj=tmerc +ellps=bessel +datum=WGS84", "+proj=tmerc +ellps=bessel" },
	{ "+proj=tmerc +datum=WGS84 +wktext +type=crs +nadgrids=@null", "+proj=tmerc +datum=WGS84" },
	{ "+proj=utm +zone=33 +south +ellps=GRS80", "+proj=utm +zone=33 +south +ellps=GRS80" },
	{ "+lat_0=90 lon_0=14 +proj=stere +R=6e6", "+proj=stere +lat_0=90 +lon_0=14 +a=6e6 +b=6e6" },
	{ "+lat_0=90 +proj=stere +proj=merc", NULL },
	{ "+grids=a +proj=merc", NULL },
	{ "", NULL },
	{ "+lat_0=55", NULL },
	{ "PROJCS[\"x\"]", NULL },
	{ "+proj=", NULL },
	{ "+proj=merc\x01", NULL },
	{ "+proj=pipeline +step +proj=merc", NULL },
	{ "+proj=hgridshift +grids=/etc/passwd", NULL },
	{ "+proj=merc +init=epsg:3857", NULL },
};

START_TEST(proj_strings_are_cleaned)
{
	char text[PROJECTION_TEXT_MAX], why[CHUNK_WHY_MAX] = "";
	int status = projection_text(texts[_i].said, text, why);

	if (texts[_i].text == NULL) {
		ck_assert_int_eq(status, -1);
		ck_assert_str_ne(why, "");
	} else {
		ck_assert_msg(status == 0, "%s", why);
		ck_assert_str_eq(text, texts[_i].text);
	}
}
END_TEST

START_TEST(a_long_proj_string_is_refused)
{
	char said[2000] = "+proj=merc", text[PROJECTION_TEXT_MAX], why[CHUNK_WHY_MAX];

	for (int i = 0; i < 190; i++)
		strcat(said, " +lat_ts=1");
	ck_assert_int_eq(projection_text(said, text, why), -1);
	ck_assert(strstr(why, "bytes") != NULL);
}
END_TEST

/*
 * Made by pyproj.transformer.Transformer.from_pipeline(crs).transform(lon, lat),
 * and for EPSG codes by cs2cs between that CRS and its own geographic one.
 */
static const struct {
	const char *crs;
	double lon, lat, x, y;
} points[] = {
	{ "EPSG:4326", 12.5, 60.25, 12.5, 60.25 },
	{ "+proj=longlat +datum=WGS84", -170, -20, -170, -20 },
	{ "EPSG:3006", 15, 60, 500000, 6651411.190362714 },
	{ "EPSG:2056", 7.439583333333333, 46.95240555555556, 2600000, 1200000 },
	{ SWISS " +towgs84=674.374,15.056,405.346,0,0,0,0", 7.439583333333333, 46.95240555555556,
		2600000, 1200000 },
	/* The shift to WGS84 that +datum=potsdam stands for must not come in. */
	{ "+proj=tmerc +lat_0=0 +lon_0=9 +k=1 +x_0=3500000 +datum=potsdam", 9, 0, 3500000, 0 },
	{ "+proj=laea +lat_0=55 +lon_0=10 +x_0=1950000 +y_0=-2100000 +units=m +ellps=WGS84",
		-10.434576838640398, 31.746215319325056, 0, -4400000 },
	{ "+proj=stere +lat_0=90 +lon_0=0 +lat_ts=60 +a=6378137 +b=6356752", 0, 90, 0, 0 },
};

START_TEST(points_go_there_and_back)
{
	char why[CHUNK_WHY_MAX] = "";
	struct projection *p = projection_open(points[_i].crs, why);
	struct point xy, back;

	ck_assert_msg(p != NULL, "%s: %s", points[_i].crs, why);
	ck_assert(projection_forward(p, (struct point){ points[_i].lon, points[_i].lat }, &xy));
	ck_assert_double_eq_tol(xy.x, points[_i].x, 0.02);
	ck_assert_double_eq_tol(xy.y, points[_i].y, 0.02);
	ck_assert(projection_inverse(p, xy, &back));
	ck_assert_double_eq_tol(back.x, points[_i].lon, 1e-7);
	ck_assert_double_eq_tol(back.y, points[_i].lat, 1e-7);
	projection_close(p);
}
END_TEST

START_TEST(a_point_beyond_a_projection_is_told)
{
	char why[CHUNK_WHY_MAX] = "";
	struct projection *p = projection_open("+proj=laea +lat_0=90 +ellps=WGS84", why);
	struct point xy;

	ck_assert_msg(p != NULL, "%s", why);
	ck_assert(!projection_forward(p, (struct point){ 0, -90 }, &xy));
	ck_assert(!projection_forward(p, (struct point){ NAN, 1 }, &xy));
	ck_assert(!projection_inverse(p, (struct point){ 1e9, 1e9 }, &xy));
	projection_close(p);
	projection_close(NULL);
}
END_TEST

static const char *const unknown[] = { "EPSG:1", "EPSG:x", "unknown", "+proj=nonsense",
	"+proj=merc +ellps=potato", "EPSG:4807", "EPSG:4901", "+proj=cart +ellps=GRS80", "+proj=axisswap +order=2,1" };

START_TEST(what_proj_does_not_know_is_refused)
{
	char why[CHUNK_WHY_MAX] = "";

	ck_assert(projection_open(unknown[_i], why) == NULL);
	ck_assert_str_ne(why, "");
	ck_assert(strchr(why, '\n') == NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("projection");
	TCase *t = tcase_create("projection");

	LOOP(proj_strings_are_cleaned, texts);
	tcase_add_test(t, a_long_proj_string_is_refused);
	LOOP(points_go_there_and_back, points);
	tcase_add_test(t, a_point_beyond_a_projection_is_told);
	LOOP(what_proj_does_not_know_is_refused, unknown);
	suite_add_tcase(s, t);
	return unit_main(s);
}
