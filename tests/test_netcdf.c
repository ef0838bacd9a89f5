/* SPDX-License-Identifier: BSD-2-Clause */
/* test_netcdf - lengths of classic files, axes, grid mappings, and stored values. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netcdf/classic.h"
#include "netcdf/private.h"
#include "unit.h"

/* ---- Classic files ----------------------------------------------------- */

/* A header under construction. */
struct bytes {
	unsigned char at[4096];
	size_t n;
	int version;
};

static void
put(struct bytes *b, uint64_t value, int size)
{
	for (int i = size - 1; i >= 0; i--)
		b->at[b->n++] = (unsigned char)(value >> 8 * i);
}

static void
put_count(struct bytes *b, uint64_t value)
{
	put(b, value, b->version == 5 ? 8 : 4);
}

static void
put_name(struct bytes *b, const char *name)
{
	put_count(b, strlen(name));
	memcpy(b->at + b->n, name, strlen(name));
	b->n = (b->n + strlen(name) + 3) / 4 * 4;
}

/*
 * Dimensions time (records) and x; a double x(x); and `n` variables of 3 shorts
 * in each record. Returns how long the file has to be.
 */
static size_t
classic_file(struct bytes *b, int version, uint64_t records, int n)
{
	size_t x, begin, record;

	*b = (struct bytes){ .version = version };
	memcpy(b->at, "CDF", 3);
	b->n = 3;
	put(b, (uint64_t)version, 1);
	put_count(b, records);
	put(b, 10, 4);
	put_count(b, 2);
	put_name(b, "time");
	put_count(b, 0);
	put_name(b, "x");
	put_count(b, 3);
	put(b, 12, 4);
	put_count(b, 1);
	put_name(b, "title");
	put(b, 2, 4);
	put_name(b, "hello");           /* a length and padded bytes, as a name */
	put(b, 11, 4);
	put_count(b, (uint64_t)n + 1);
	x = 1000;
	begin = 1024;
	record = n == 1 ? 6 : (size_t)n * 8;
	for (int i = -1; i < n; i++) {
		put_name(b, i < 0 ? "x" : "rain");
		put_count(b, i < 0 ? 1 : 2);
		if (i >= 0)
			put_count(b, 0);
		put_count(b, 1);
		put(b, 0, 4);
		put_count(b, 0);
		put(b, i < 0 ? 6 : 3, 4);
		put_count(b, i < 0 ? 24 : 8);
		put(b, i < 0 ? x : begin + 8 * (size_t)i, version == 1 ? 4 : 8);
	}
	b->n = 4096;
	return n == 0 || records == 0 ? x + 24 : begin + 8 * (size_t)(n - 1) + (records - 1) * record + 6;
}

static int
check(const struct bytes *b, size_t size)
{
	char why[CHUNK_WHY_MAX] = "";
	FILE *f = fmemopen((void *)(uintptr_t)b->at, size, "rb");
	int status = classic_check(f, size, why);

	fclose(f);
	ck_assert_int_eq(status == 0, why[0] == '\0');
	return status;
}

static const struct { int version, variables; uint64_t records; } classics[] = {
	{ 1, 0, 0 }, { 1, 1, 5 }, { 1, 2, 5 }, { 2, 1, 1 }, { 2, 3, 7 }, { 5, 1, 4 }, { 5, 2, 4 }, { 5, 2, 0 },
};

START_TEST(every_prefix_of_a_classic_file_is_refused)
{
	struct bytes b;
	size_t need = classic_file(&b, classics[_i].version, classics[_i].records, classics[_i].variables);

	for (size_t size = 1; size < need; size++)
		ck_assert_msg(check(&b, size) == -1, "%zu of %zu bytes", size, need);
	ck_assert_int_eq(check(&b, need), 0);
	ck_assert_int_eq(check(&b, need + 1), 0);
}
END_TEST

START_TEST(of_records_without_a_number_the_last_must_be_whole)
{
	struct bytes b;

	classic_file(&b, 1, UINT32_MAX, 2);
	for (size_t size = 1030; size < 1100; size++)
		ck_assert_int_eq(check(&b, size) == 0, (size - 1024) % 16 == 0 || (size - 1024) % 16 >= 14);
}
END_TEST

START_TEST(a_changed_header_is_read_without_a_crash)
{
	struct bytes b;
	size_t need = classic_file(&b, 2, 5, 2);

	for (size_t at = 0; at < 400; at++)
		for (int bit = 0; bit < 8; bit++) {
			b.at[at] ^= (unsigned char)(1 << bit);
			check(&b, need);
			b.at[at] ^= (unsigned char)(1 << bit);
		}
}
END_TEST

/* ---- Axes -------------------------------------------------------------- */

static const struct {
	double first, step;             /* of the coordinates */
	size_t n;
	bool single;
	double edge, cell;
} axes[] = {
	{ -74.05, 0.1, 131, true, -74.1, 0.1 }, { -179.95, 0.1, 3600, true, -180, 0.1 },
	{ 89.95, -0.1, 1800, true, 90, -0.1 }, { 30.025, 0.05, 10, true, 30, 0.05 },
	{ -179.975, 0.05, 7200, true, -180, 0.05 }, { 347.5, 0.25, 10, true, 347.375, 0.25 },
	{ 0.625, 1.25, 288, true, 0, 1.25 }, { 10, 0.25, 10, false, 9.875, 0.25 },
	{ 255500, 1000, 710, false, 255000, 1000 }, { 12, 2014.958165605095, 471, false, 12 - 2014.958165605095 / 2, 2014.958165605095 },
	{ 1, 1 / 3., 400, false, 1 - 1 / 6., 1 / 3. },
};

START_TEST(even_coordinates_give_exact_edges)
{
	double at[7200], edge, cell;

	for (size_t i = 0; i < axes[_i].n; i++) {
		at[i] = axes[_i].first + (double)i * axes[_i].step;
		if (axes[_i].single)
			at[i] = (float)at[i];
	}
	ck_assert(axis_fit(at, axes[_i].n, axes[_i].single, false, &edge, &cell));
	if (axes[_i].cell == axes[_i].step && axes[_i].n != 471 && axes[_i].n != 400) {
		ck_assert_double_eq(edge, axes[_i].edge);
		ck_assert_double_eq(cell, axes[_i].cell);
	}
	ck_assert_double_eq_tol(edge, axes[_i].edge, 1e-9 + 2e-11 * fabs(cell));
	ck_assert_double_eq_tol(cell, axes[_i].cell, 1e-12 * (1 + fabs(cell)));
	/* A coordinate that is a hundredth of a cell off is too much. */
	at[axes[_i].n / 2] += axes[_i].step / 100;
	ck_assert(!axis_fit(at, axes[_i].n, axes[_i].single, false, &edge, &cell));
}
END_TEST

START_TEST(coordinates_that_are_no_numbers_are_not_even)
{
	double at[] = { 1, NAN, 3 }, same[] = { 1, 1, 1 }, far[] = { -DBL_MAX, 0, DBL_MAX }, edge, cell;

	ck_assert(!axis_fit(at, 3, false, false, &edge, &cell));
	ck_assert(!axis_fit(same, 3, false, false, &edge, &cell));
	ck_assert(!axis_fit(far, 3, false, false, &edge, &cell));
}
END_TEST

/* ---- Grid mappings ----------------------------------------------------- */

/* "key=1,2 key=3" */
static size_t
numbers_of(const void *arg, const char *key, double *numbers, size_t max)
{
	for (const char *p = arg; *p != '\0'; p += strcspn(p, " "), p += strspn(p, " ")) {
		size_t n = strcspn(p, "=");
		char *end;

		if (strlen(key) != n || strncmp(p, key, n) != 0)
			continue;
		numbers[0] = strtod(p + n + 1, &end);
		if (*end != ',' || max < 2)
			return 1;
		numbers[1] = strtod(end + 1, NULL);
		return 2;
	}
	return 0;
}

#define GRS80 " semi_major_axis=6378137 inverse_flattening=298.257222101"

static const struct { const char *name, *parameters, *proj; } mappings[] = {
	{ "albers_conical_equal_area", "standard_parallel=-26.2,-29.3 longitude_of_central_meridian=153.24 "
	    "latitude_of_projection_origin=-27.7178 semi_major_axis=6378137 semi_minor_axis=6356752.31414",
	    "+proj=aea +lat_1=-26.2 +lat_2=-29.3 +lat_0=-27.7178 +lon_0=153.24 +x_0=0 +y_0=0 +ellps=GRS80 +units=m" },
	{ "azimuthal_equidistant", "longitude_of_projection_origin=10 latitude_of_projection_origin=50 earth_radius=6371229",
	    "+proj=aeqd +lat_0=50 +lon_0=10 +x_0=0 +y_0=0 +a=6371229 +b=6371229 +units=m" },
	{ "lambert_azimuthal_equal_area", "longitude_of_projection_origin=10 latitude_of_projection_origin=52 false_easting=4321 "
	    "false_northing=3210" GRS80, "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m" },
	{ "lambert_conformal_conic", "standard_parallel=63.3 longitude_of_central_meridian=15 latitude_of_projection_origin=63.3 "
	    "earth_radius=6371000", "+proj=lcc +lat_1=63.3 +lat_0=63.3 +lon_0=15 +x_0=0 +y_0=0 +a=6371000 +b=6371000 +units=m" },
	{ "lambert_cylindrical_equal_area", "longitude_of_central_meridian=0 standard_parallel=30",
	    "+proj=cea +lon_0=0 +lat_ts=30 +x_0=0 +y_0=0 +datum=WGS84 +units=m" },
	{ "latitude_longitude", "", "EPSG:4326" },
	{ "latitude_longitude", "earth_radius=6371229", "+proj=longlat +a=6371229 +b=6371229" },
	{ "mercator", "longitude_of_projection_origin=0 scale_factor_at_projection_origin=0.9",
	    "+proj=merc +lon_0=0 +k=0.9 +x_0=0 +y_0=0 +datum=WGS84 +units=m" },
	{ "orthographic", "longitude_of_projection_origin=0 latitude_of_projection_origin=45",
	    "+proj=ortho +lat_0=45 +lon_0=0 +x_0=0 +y_0=0 +datum=WGS84 +units=m" },
	{ "polar_stereographic", "straight_vertical_longitude_from_pole=10 standard_parallel=60 latitude_of_projection_origin=90 "
	    "earth_radius=6370040", "+proj=stere +lat_0=90 +lon_0=10 +lat_ts=60 +x_0=0 +y_0=0 +a=6370040 +b=6370040 +units=m" },
	{ "polar_stereographic", "straight_vertical_longitude_from_pole=0 standard_parallel=-71",
	    "+proj=stere +lat_0=-90 +lon_0=0 +lat_ts=-71 +x_0=0 +y_0=0 +datum=WGS84 +units=m" },
	{ "rotated_latitude_longitude", "grid_north_pole_latitude=39.25 grid_north_pole_longitude=-162",
	    "+proj=ob_tran +o_proj=longlat +o_lat_p=39.25 +o_lon_p=0 +lon_0=18 +datum=WGS84" },
	{ "sinusoidal", "longitude_of_central_meridian=0 earth_radius=6371007.181",
	    "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +a=6371007.181 +b=6371007.181 +units=m" },
	{ "stereographic", "longitude_of_projection_origin=5 latitude_of_projection_origin=52 scale_factor_at_projection_origin=1",
	    "+proj=stere +lat_0=52 +lon_0=5 +x_0=0 +y_0=0 +datum=WGS84 +units=m" },
	{ "transverse_mercator", "longitude_of_central_meridian=15 latitude_of_projection_origin=0 "
	    "scale_factor_at_central_meridian=0.9996 false_easting=500" GRS80,
	    "+proj=tmerc +lat_0=0 +lon_0=15 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m" },
	{ "sinusoidal", "longitude_of_central_meridian=0 earth_radius=6371.2",
	    "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +a=6371200 +b=6371200 +units=m" },
	{ "sinusoidal", "longitude_of_central_meridian=0 earth_radius=1", NULL },
	{ "sinusoidal", "longitude_of_central_meridian=0 name=Bessel longitude_of_prime_meridian=2.3372",
	    "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +ellps=bessel +pm=2.3372 +units=m" },
	{ "latitude_longitude", "longitude_of_prime_meridian=2.5", "+proj=longlat +datum=WGS84 +pm=2.5" },
	{ "sinusoidal", "longitude_of_central_meridian=0 name=flat", NULL },
	{ "transverse_mercator", "latitude_of_projection_origin=0", NULL },
	{ "albers_conical_equal_area", "longitude_of_central_meridian=1", NULL },
	{ "rotated_latitude_longitude", "", NULL },
	{ "Oblique Mercator (CH1903)", "longitude_of_projection_center=7", NULL },
	{ "", "", NULL },
};

START_TEST(a_grid_mapping_is_a_proj_string)
{
	char text[PROJECTION_TEXT_MAX];
	bool known = mapping_text(mappings[_i].name, numbers_of, mappings[_i].parameters, 1000,
	    strstr(mappings[_i].parameters, "Bessel") != NULL ? "Bessel 1841" :
	    strstr(mappings[_i].parameters, "flat") != NULL ? "flat" : "", text);

	ck_assert_int_eq(known, mappings[_i].proj != NULL);
	if (known)
		ck_assert_str_eq(text, mappings[_i].proj);
}
END_TEST

/* ---- Values ------------------------------------------------------------ */

/* More cells than a tile, in both orders, from both ends: each is where it belongs. */
START_TEST(cells_come_out_where_they_belong)
{
	enum { ROWS = 70, COLS = 45 };
	static int16_t stored[ROWS * COLS];
	static float to[ROWS * (COLS + 3)];
	struct packing p = { .type = NC_SHORT, .low = -DBL_MAX, .high = DBL_MAX, .scale = 0.5,
		.offset = 1, .factor = 1, .fills = { 7 }, .n_fills = 1 };
	bool across = _i & 1, flip_x = _i & 2, flip_y = _i & 4;
	ptrdiff_t down = across ? 1 : COLS, right = across ? ROWS : 1, first = 0;
	struct bad bad = { 0 };

	for (int r = 0; r < ROWS; r++)
		for (int c = 0; c < COLS; c++)
			stored[(flip_y ? ROWS - 1 - r : r) * down + (flip_x ? COLS - 1 - c : c) * right] =
			    (int16_t)(r * COLS + c);
	first += (flip_y ? ROWS - 1 : 0) * down + (flip_x ? COLS - 1 : 0) * right;
	struct raw raw = { &p, stored + first, flip_y ? -down : down, flip_x ? -right : right };

	unpack(&raw, NULL, 2, ROWS, COLS, to, COLS + 3, &bad);
	ck_assert_uint_eq(bad.count, 0);
	for (int r = 0; r < ROWS; r++)
		for (int c = 0; c < COLS; c++) {
			float x = to[r * (COLS + 3) + c];

			if (r * COLS + c == 7)
				ck_assert(isnan(x));
			else
				ck_assert_float_eq(x, (float)(r * COLS + c) + 2);
		}
}
END_TEST

START_TEST(the_first_value_that_is_refused_is_told)
{
	float stored[4] = { 1, 2, -3, -4 }, to[4];
	struct packing p = { .type = NC_FLOAT, .low = -DBL_MAX, .high = DBL_MAX, .scale = 1, .factor = 1 };
	struct raw raw = { &p, stored, 2, 1 };
	struct bad bad = { 0 };

	unpack(&raw, NULL, 10, 2, 2, to, 2, &bad);
	ck_assert_uint_eq(bad.count, 2);
	ck_assert_uint_eq(bad.row, 1);
	ck_assert_uint_eq(bad.col, 0);
	ck_assert_double_eq(bad.value, -30);
	bad = (struct bad){ 0 };
	stored[2] = stored[3] = 3e38f;
	unpack(&raw, NULL, 10, 2, 2, to, 2, &bad);
	ck_assert_uint_eq(bad.count, 2);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("netcdf");
	TCase *t = tcase_create("netcdf");

	LOOP(every_prefix_of_a_classic_file_is_refused, classics);
	tcase_add_test(t, of_records_without_a_number_the_last_must_be_whole);
	tcase_add_test(t, a_changed_header_is_read_without_a_crash);
	LOOP(even_coordinates_give_exact_edges, axes);
	tcase_add_test(t, coordinates_that_are_no_numbers_are_not_even);
	LOOP(a_grid_mapping_is_a_proj_string, mappings);
	tcase_add_loop_test(t, cells_come_out_where_they_belong, 0, 8);
	tcase_add_test(t, the_first_value_that_is_refused_is_told);
	suite_add_tcase(s, t);
	return unit_main(s);
}
