/* SPDX-License-Identifier: BSD-2-Clause */
/* test_polygons - polygons of GeoJSON, and the cells that they hold. */
#include "polygon/polygons.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

/* 8 x 10 cells of one degree: centres at 0.5 to 9.5 and 50.5 to 57.5. */
static const struct chunk_grid ten = { 8, 10, { 0, 1, 0, 58, 0, -1 } };
static const struct chunk_grid globe = { 4, 36, { -180, 10, 0, 90, 0, -45 } };
static const struct chunk_grid from_0 = { 4, 36, { 0, 10, 0, 90, 0, -45 } };
static const struct chunk_grid tenth = { 2, 14, { -74.6, 0.1, 0, -15.2, 0, -0.1 } };
static const struct chunk_grid tilted = { 80, 90, { 1, 0.125, 0.03125, 60, 0.015625, -0.125 } };

static struct polygons *
read_text(const char *text, const char *feature, char *why)
{
	int fd = memfd_create("polygons", MFD_CLOEXEC);
	size_t size = strlen(text);
	struct polygons *p;
	char path[64];

	ck_assert_int_eq(write(fd, text, size), (ssize_t)size);
	lseek(fd, 0, SEEK_SET);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	p = polygons_read(path, feature, why);
	close(fd);
	return p;
}

static struct chunk_header *
header_of(const struct chunk_grid *g, const char *crs)
{
	struct chunk_header *h = chunk_header_copy(NULL);

	chunk_set_grid(h, g);
	chunk_set(h, "crs", crs);
	return h;
}

/* How many of the polygons of a text hold each cell; 8 bits of the first ones. */
static unsigned char *
count_cells(const char *text, const struct chunk_grid *g, const char *crs, int threads)
{
	struct chunk_pool *pool = chunk_pool_new(threads);
	struct chunk_header *h = header_of(g, crs);
	char why[CHUNK_WHY_MAX] = "";
	struct polygons *p = read_text(text, NULL, why);
	unsigned char *count = calloc((size_t)g->rows * g->cols, 1);
	struct cells *sets;

	ck_assert_msg(p != NULL, "%s", why);
	sets = calloc(polygons_count(p), sizeof *sets);
	ck_assert_msg(polygons_cells(p, h, pool, sets, why) == 0, "%s", why);
	for (size_t i = 0; i < polygons_count(p); i++) {
		uint64_t cells = 0, before = 0;

		for (size_t k = 0; k < sets[i].n; k++) {
			const struct run *r = &sets[i].at[k];

			ck_assert_uint_lt(r->row, g->rows);
			ck_assert_uint_lt(r->first, r->end);
			ck_assert_uint_le(r->end, g->cols);
			/* In order, and not touching. */
			ck_assert_uint_ge((uint64_t)r->row * (g->cols + 1) + r->first, before);
			before = (uint64_t)r->row * (g->cols + 1) + r->end + 1;
			for (uint32_t col = r->first; col < r->end; col++)
				count[(size_t)r->row * g->cols + col]++;
			cells += r->end - r->first;
		}
		ck_assert_uint_eq(cells, sets[i].count);
		cells_free(&sets[i]);
	}
	free(sets);
	polygons_free(p);
	chunk_header_free(h);
	chunk_pool_free(pool);
	return count;
}

/* ---- Shapes that can be counted by eye --------------------------------- */

#define POLYGON(rings) "{\"type\":\"Polygon\",\"coordinates\":[" rings "]}"

static const struct {
	const struct chunk_grid *grid;
	const char *text, *cells;       /* the columns of each row: a dot is outside */
} shapes[] = {
	/* The west and the south of a rectangle belong to it, if they are on centres. */
	{ &ten, POLYGON("[[2.5,52.5],[5.5,52.5],[5.5,54.5],[2.5,54.5],[2.5,52.5]]"),
	    ".......... .......... .......... .......... ..###..... ..###..... .......... .........." },
	/* So where float64 has no such number: -74.05 and others are sums of tenths. */
	{ &tenth, POLYGON("[[-74.35,-15.35],[-73.65,-15.35],[-73.65,-15.25],[-74.35,-15.25],[-74.35,-15.35]]"),
	    ".............. ..#######....." },
	/* In the other direction, and with an altitude. */
	{ &ten, POLYGON("[[2.5,52.5,7],[2.5,54.5,7],[5.5,54.5,7],[5.5,52.5,7],[2.5,52.5,7]]"),
	    ".......... .......... .......... .......... ..###..... ..###..... .......... .........." },
	/* A hole. */
	{ &ten, POLYGON("[[1,51],[7,51],[7,56],[1,56],[1,51]],[[3,52],[5,52],[5,54],[3,54],[3,52]]"),
	    ".......... .......... .######... .######... .##..##... .##..##... .######... .........." },
	/* A ring that crosses itself: what it goes round twice is outside. */
	{ &ten, POLYGON("[[1,51],[7,51],[7,56],[1,56],[1,51],[3,52],[5,52],[5,54],[3,54],[3,52],[1,51]]"),
	    ".......... .......... .######... .######... .##..##... .##..##... .######... .........." },
	/* Polygons of one feature that overlap are both in it. */
	{ &ten, "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,50],[3,50],[3,52],[0,52],[0,50]]],"
	    "[[[2,51],[9,51],[9,53],[2,53],[2,51]]]]}",
	    ".......... .......... .......... .......... .......... ..#######. #########. ###......." },
	{ &ten, "{\"type\":\"GeometryCollection\",\"geometries\":["
	    POLYGON("[[0,50],[3,50],[3,51],[0,51],[0,50]]") "," POLYGON("[[8,50],[20,50],[20,90],[8,50]]") "]}",
	    ".......... .......... .......... .........# .........# .........# ........## ###.....##" },
	/* Longitudes modulo 360: as other files number them. */
	{ &ten, POLYGON("[[-358,53],[-355,53],[-355,54],[-358,54],[-358,53]]"),
	    ".......... .......... .......... .......... ..###..... .......... .......... .........." },
	{ &from_0, POLYGON("[[-20,-30],[20,-30],[20,30],[-20,30],[-20,-30]]"),
	    ".................................... ##................................## "
	    "##................................## ...................................." },
	{ &globe, POLYGON("[[340,-30],[360,-30],[360,30],[340,30],[340,-30]]"),
	    ".................................... ................##.................. "
	    "................##.................. ...................................." },
	/* Across the antimeridian, cut there; and in one piece. */
	{ &globe, "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[160,0],[180,0],[180,30],[160,30],[160,0]]],"
	    "[[[-180,0],[-170,0],[-170,30],[-180,30],[-180,0]]]]}",
	    ".................................... #.................................## "
	    ".................................... ...................................." },
	{ &from_0, POLYGON("[[160,0],[190,0],[190,30],[160,30],[160,0]]"),
	    ".................................... ................###................. "
	    ".................................... ...................................." },
	/* All longitudes; a ring of one point has no inside. */
	{ &globe, POLYGON("[[-180,0],[180,0],[180,90],[-180,90],[-180,0]]"),
	    "#################################### #################################### "
	    ".................................... ...................................." },
	{ &ten, POLYGON("[[3.5,53.5],[3.5,53.5],[3.5,53.5],[3.5,53.5]]"),
	    ".......... .......... .......... .......... .......... .......... .......... .........." },
};

START_TEST(a_polygon_holds_the_cells_whose_centres_are_in_it)
{
	const struct chunk_grid *g = shapes[_i].grid;
	unsigned char *count = count_cells(shapes[_i].text, g, "EPSG:4326", 1);
	const char *p = shapes[_i].cells;

	for (uint32_t row = 0; row < g->rows; row++, p++)
		for (uint32_t col = 0; col < g->cols; col++, p++)
			ck_assert_msg(count[row * g->cols + col] == (*p == '#'), "row %u, column %u: %d", row,
			    col, count[row * g->cols + col]);
	free(count);
}
END_TEST

/* ---- Meshes ------------------------------------------------------------ */

#define ACROSS 9
#define DOWN   7

/*
 * Triangles that cover [west, west + width] x [south, south + height], as
 * features, in random directions; corners are often on centres, or on one line.
 */
static char *
make_mesh(double west, double south, double width, double height)
{
	double x[DOWN + 1][ACROSS + 1], y[DOWN + 1][ACROSS + 1];
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	const char *comma = "";

	for (int i = 0; i <= DOWN; i++)
		for (int k = 0; k <= ACROSS; k++) {
			bool side = k == 0 || k == ACROSS, end = i == 0 || i == DOWN;
			double sixth = unit_random(2) != 0 ? unit_random(5) / 6.0 : unit_random(1000) / 1500.0;

			x[i][k] = west + width * (k + (side ? 0 : sixth)) / ACROSS;
			y[i][k] = south + height * (i + (end ? 0 : unit_random(5) / 8.0)) / DOWN;
		}
	fputs("{\"type\":\"FeatureCollection\",\"features\":[", f);
	for (int i = 0; i < DOWN; i++)
		for (int k = 0; k < ACROSS; k++)
			for (int half = 0; half < 2; half++) {
				int at[3][2] = { { i, k }, { i + 1, k + 1 }, { i + !half, k + half } };
				uint32_t first = unit_random(3), step = 1 + unit_random(2);

				fprintf(f, "%s{\"type\":\"Feature\",\"properties\":null,\"geometry\":"
				    "{\"type\":\"Polygon\",\"coordinates\":[[", comma);
				for (uint32_t n = 0; n < 4; n++) {
					const int *c = at[(first + n * step) % 3];

					fprintf(f, "%s[%.17g,%.17g]", n > 0 ? "," : "", x[c[0]][c[1]],
					    y[c[0]][c[1]]);
				}
				fputs("]]}}", f);
				comma = ",";
			}
	fputs("]}", f);
	fclose(f);
	return text;
}

static const struct {
	struct chunk_grid grid;
	const char *crs;
	double west, south, width, height;
} meshes[] = {
	{ { 80, 100, { 0, 0.1, 0, 58, 0, -0.1 } }, "EPSG:4326", 0, 50, 10, 8 },
	/* Nodes on centres. */
	{ { 57, 55, { -0.5, 1, 0, 56.5, 0, -1 } }, "EPSG:4326", -0.5, -0.5, 54, 56 },
	{ { 40, 50, { 2, 0.1, 0.03, 57, 0.02, -0.1 } }, "EPSG:4326", 0, 50, 20, 10 },
	{ { 18, 36, { -180, 10, 0, 90, 0, -10 } }, "EPSG:4326", -180, -90, 360, 180 },
	{ { 18, 36, { 0, 10, 0, 90, 0, -10 } }, "EPSG:4326", -180, -90, 360, 180 },
#ifdef HAVE_PROJ
	{ { 88, 47, { 126648, 20000, 0, 7771252, 0, -20000 } }, "EPSG:3006", 0, 40, 60, 40 },
	{ { 90, 90, { -2250000, 50000, 0, 2250000, 0, -50000 } },
	    "+proj=stere +lat_0=90 +lon_0=20 +ellps=WGS84", -180, 50, 360, 40 },
#endif
};

START_TEST(every_cell_is_in_one_polygon_of_a_mesh)
{
	const struct chunk_grid *g = &meshes[_i / 8].grid;
	char *text = make_mesh(meshes[_i / 8].west, meshes[_i / 8].south, meshes[_i / 8].width,
	    meshes[_i / 8].height);
	unsigned char *count = count_cells(text, g, meshes[_i / 8].crs, 1 + _i % 3);
	size_t inside = 0;

	for (size_t i = 0; i < (size_t)g->rows * g->cols; i++) {
		/* The second grid has cells beside its mesh. */
		ck_assert_msg(count[i] == 1 || (count[i] == 0 && _i / 8 == 1 &&
		    (i / g->cols == 0 || i % g->cols == g->cols - 1)), "cell %zu: %d times", i, count[i]);
		inside += count[i];
	}
	ck_assert_uint_ge(inside, (size_t)(g->rows - 1) * (g->cols - 1));
	free(text);
	free(count);
}
END_TEST

/* ---- Against the definition -------------------------------------------- */

#define CORNERS 3000

/* By all edges. Corners and centres are multiples of a power of two: all is exact. */
static bool
holds(double (*at)[2], int n, double x, double y)
{
	bool in = false;

	for (int i = 0; i < n; i++) {
		const double *a = at[i], *b = at[(i + 1) % n];
		const double *low = a[1] <= b[1] ? a : b, *high = a[1] <= b[1] ? b : a;

		if (y < low[1] || y >= high[1])
			continue;
		in ^= (long double)(x - low[0]) * (high[1] - low[1]) <
		    (long double)(high[0] - low[0]) * (y - low[1]);
	}
	return in;
}

START_TEST(rings_of_many_corners_hold_what_the_definition_says)
{
	static const struct chunk_grid fine = { 192, 200, { 0, 0.0625, 0, 62, 0, -0.0625 } };
	const struct chunk_grid *g = _i % 2 == 0 ? &fine : &tilted;
	static double at[CORNERS][2];
	int n = _i < 4 ? 4 + (int)unit_random(20) : CORNERS;
	unsigned char *count;
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	fputs("{\"type\":\"Polygon\",\"coordinates\":[[", f);
	for (int i = 0; i <= n; i++) {
		double r = 1 + unit_random(64) / 16.0, turn = 2 * M_PI * i / n;

		if (i < n) {
			at[i][0] = nearbyint((6 + r * cos(turn)) * 64) / 64;
			at[i][1] = nearbyint((55 + r * sin(turn)) * 64) / 64;
		}
		fprintf(f, "%s[%.17g,%.17g]", i > 0 ? "," : "", at[i % n][0], at[i % n][1]);
	}
	fputs("]]}", f);
	fclose(f);
	count = count_cells(text, g, "EPSG:4326", 2);
	for (uint32_t row = 0; row < g->rows; row++)
		for (uint32_t col = 0; col < g->cols; col++) {
			struct point p = grid_point(g, row + 0.5, col + 0.5);

			ck_assert_msg(count[row * g->cols + col] == holds(at, n, p.x, p.y),
			    "row %u, column %u", row, col);
		}
	free(text);
	free(count);
}
END_TEST

/* ---- Features and names ------------------------------------------------ */

#define SQUARE POLYGON("[[1,51],[3,51],[3,53],[1,53],[1,51]]")
#define FEATURE(properties) "{\"type\":\"Feature\"," properties ",\"geometry\":" SQUARE "}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static const char three[] = COLLECTION(FEATURE("\"id\":1,\"properties\":{\"name\":\"Lund\",\"a\":1.50}") ","
    FEATURE("\"id\":\"x\",\"properties\":{\"NAME\":\"\xc3\x96stad\",\"a\":\"b=c\"}") ","
    FEATURE("\"id\":3,\"properties\":{\"a\":1.5}"));

static const struct {
	const char *feature;
	size_t n;
	const char *first;
} picks[] = {
	{ NULL, 3, "Lund" }, { "name=Lund", 1, "Lund" }, { "a=1.5", 2, "Lund" }, { "a=b=c", 1, "\xc3\x96stad" },
	{ "id=3", 1, "3" }, { "id=x", 1, "\xc3\x96stad" }, { "name=lund", 0, NULL }, { "b=1", 0, NULL },
	{ "a=", 0, NULL },
};

START_TEST(features_are_taken_by_a_property)
{
	char why[CHUNK_WHY_MAX] = "";
	struct polygons *p = read_text(three, picks[_i].feature, why);

	if (picks[_i].n == 0) {
		ck_assert_ptr_null(p);
		ck_assert_msg(strstr(why, "no feature has") != NULL, "%s", why);
		return;
	}
	ck_assert_msg(p != NULL, "%s", why);
	ck_assert_uint_eq(polygons_count(p), picks[_i].n);
	ck_assert_str_eq(polygons_name(p, 0), picks[_i].first);
	ck_assert_int_eq(polygons_check_names(p, why), 0);
	polygons_free(p);
}
END_TEST

START_TEST(names_are_missing_or_come_twice)
{
	char why[CHUNK_WHY_MAX] = "";
	struct polygons *p = read_text(SQUARE, NULL, why);

	ck_assert_ptr_null(polygons_name(p, 0));
	ck_assert_int_eq(polygons_check_names(p, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "polygon 1 has no name"));
	polygons_free(p);
	p = read_text(COLLECTION(FEATURE("\"id\":1") "," FEATURE("\"id\":\"1\"")), NULL, why);
	ck_assert_int_eq(polygons_check_names(p, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "two polygons have the name \"1\""));
	polygons_free(p);
}
END_TEST

/* ---- What is refused --------------------------------------------------- */

#define CRS(name) "{\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"" name "\"}},"

static const struct {
	const char *text, *why;
} bad[] = {
	{ "", "is empty" },
	{ "{", "cannot be read as JSON: line 1: " },
	{ "PK\3\4zip", "is a zip, not GeoJSON: ogr2ogr" },
	{ "{} {}", "cannot be read as JSON" },
	{ "[1,2]", "not GeoJSON with polygons" },
	{ "{\"type\":\"Topology\"}", "of the type \"Topology\"" },
	{ "{\"type\":\"FeatureCollection\"}", "without features" },
	{ COLLECTION(""), "has no features" },
	{ COLLECTION(SQUARE), "feature 1: is of the type \"Polygon\", not a Feature" },
	{ COLLECTION("{\"type\":\"Feature\",\"properties\":{\"name\":\"Lund\"},\"geometry\":null}"),
	    "feature 1, Lund: it has no geometry" },
	{ COLLECTION(FEATURE("\"id\":4") ",{\"type\":\"Feature\",\"id\":5,\"geometry\":"
	    "{\"type\":\"Point\",\"coordinates\":[1,51]}}"), "feature 2, 5: its geometry is \"Point\"" },
	{ "{\"type\":\"Polygon\"}", "a polygon without rings" },
	{ POLYGON(""), "a polygon without rings" },
	{ "{\"type\":\"MultiPolygon\",\"coordinates\":[]}", "without polygons" },
	{ "{\"type\":\"GeometryCollection\",\"geometries\":[]}", "without geometries" },
	{ POLYGON("[[1,51],[3,51],[1,51]]"), "ring 1: has 3 positions" },
	{ POLYGON("[[1,51],[3,51],[3,53],[1,53]]"), "ring 1: is not closed: its last position, 1, 53" },
	{ POLYGON("[[1,51],[3,51],[3,53],[1,51.0000001]]"), "is not closed" },
	{ POLYGON("[[1,51],[3,51],[\"3\",53],[1,51]]"), "position 3 is not a longitude and a latitude" },
	{ POLYGON("[[1,51],[3,51],[null,53],[1,51]]"), "position 3 is not a longitude and a latitude" },
	{ POLYGON("[[1,51],[3,51],[3],[1,51]]"), "position 3 is not a longitude and a latitude" },
	{ POLYGON("[[1,51],[3,51],[NaN,53],[1,51]]"), "cannot be read as JSON: line 1: invalid token near 'NaN'" },
	{ POLYGON("[[1,51],[3,51],[1e999,53],[1,51]]"), "cannot be read as JSON" },
	{ POLYGON("[[1,51],[3,51],[3,91],[1,51]]"), "position 3 is 3, 91, which is not a longitude" },
	{ POLYGON("[[386248,6174176],[3,51],[3,91],[386248,6174176]]"), "ogr2ogr -t_srs EPSG:4326" },
	{ POLYGON("[[361,51],[3,51],[3,51],[361,51]]"), "position 1 is 361, 51" },
	{ POLYGON("[[177,-18],[-178,-18],[-178,-17],[177,-17],[177,-18]]"),
	    "an edge from longitude 177 to -178: cut it at the antimeridian" },
	{ CRS("urn:ogc:def:crs:EPSG::3006") "\"type\":\"FeatureCollection\",\"features\":[]}",
	    "its CRS is urn:ogc:def:crs:EPSG::3006, not longitude and latitude: ogr2ogr -t_srs EPSG:4326" },
	{ CRS("EPSG:14326") "\"type\":\"Polygon\"}", "its CRS is EPSG:14326" },
	{ "{\"crs\":\"EPSG:4326\",\"type\":\"Polygon\"}", "its CRS is not said by a name" },
	{ "{\"type\":\"Polygon\",\"type\":\"Polygon\"}", "duplicate" },
	{ COLLECTION("{\"type\":\"Feature\",\"properties\":{},\"geometry\":" CRS("EPSG:3006")
	    "\"type\":\"Polygon\",\"coordinates\":[]}}"), "feature 1: its CRS is EPSG:3006" },
};

START_TEST(what_is_no_polygon_in_degrees_is_refused)
{
	char why[CHUNK_WHY_MAX] = "";

	ck_assert_ptr_null(read_text(bad[_i].text, NULL, why));
	ck_assert_msg(strstr(why, bad[_i].why) != NULL, "%s", why);
}
END_TEST

static const char *const lonlat[] = { "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84",
	"EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "http://www.opengis.net/def/crs/EPSG/0/4326", "CRS84" };

START_TEST(a_crs_may_say_what_is_so_anyway)
{
	char why[CHUNK_WHY_MAX] = "", text[1000];
	struct polygons *p;

	snprintf(text, sizeof text, "\xef\xbb\xbf" CRS("%s") "%s", lonlat[_i], &SQUARE[1]);
	p = read_text(text, NULL, why);
	ck_assert_msg(p != NULL, "%s", why);
	polygons_free(p);
}
END_TEST

START_TEST(text_that_is_nested_too_deep_is_refused)
{
	char text[CHUNK_WHY_MAX] = "", why[CHUNK_WHY_MAX] = "";

	memset(text, '[', 65);
	ck_assert_ptr_null(read_text(text, NULL, why));
	ck_assert_msg(strstr(why, "nested more than 64 deep") != NULL, "%s", why);
	/* Brackets in strings do not count. */
	snprintf(text, sizeof text, "{\"a\":\"\\\"%0100d\"", 0);
	for (char *p = text; *p; p++)
		*p = *p == '0' ? '[' : *p;
	ck_assert_ptr_null(read_text(text, NULL, why));
	ck_assert_msg(strstr(why, "cannot be read as JSON") != NULL, "%s", why);
}
END_TEST

START_TEST(a_polygon_without_a_cell_is_told_with_its_size_or_its_place)
{
	struct chunk_header *h = header_of(&ten, "EPSG:4326");
	char why[CHUNK_WHY_MAX] = "";
	struct polygons *p = read_text(POLYGON("[[2.6,52.6],[2.9,52.6],[2.9,52.9],[2.6,52.9],[2.6,52.6]]"),
	    NULL, why);

	ck_assert_int_eq(polygons_no_cell(p, 0, h, why), -1);
	ck_assert_msg(strstr(why, "holds no centre of a cell: its area is 0.09 cells") != NULL, "%s", why);
	polygons_free(p);
	p = read_text(POLYGON("[[22,52],[23,52],[23,54],[22,52]]"), NULL, why);
	ck_assert_int_eq(polygons_no_cell(p, 0, h, why), -1);
	ck_assert_msg(strstr(why, "longitudes from 0 to 10 and latitudes from 50 to 58") != NULL, "%s", why);
	polygons_free(p);
	chunk_header_free(h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("polygons");
	TCase *t = tcase_create("polygons");

	LOOP(a_polygon_holds_the_cells_whose_centres_are_in_it, shapes);
	tcase_add_loop_test(t, every_cell_is_in_one_polygon_of_a_mesh, 0, 8 * (int)COUNT(meshes));
	tcase_add_loop_test(t, rings_of_many_corners_hold_what_the_definition_says, 0, 12);
	LOOP(features_are_taken_by_a_property, picks);
	tcase_add_test(t, names_are_missing_or_come_twice);
	LOOP(what_is_no_polygon_in_degrees_is_refused, bad);
	LOOP(a_crs_may_say_what_is_so_anyway, lonlat);
	tcase_add_test(t, text_that_is_nested_too_deep_is_refused);
	tcase_add_test(t, a_polygon_without_a_cell_is_told_with_its_size_or_its_place);
	suite_add_tcase(s, t);
	return unit_main(s);
}
