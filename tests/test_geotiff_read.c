/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_geotiff_read - images of other programs are read as they are; broken
 * ones are refused.
 */
#include <math.h>

#include "tiff/crs.h"
#include "geotiffs.h"

/* ---- Reading ---------------------------------------------------------------------------------- */

static int
read_file(const char *name, struct image *g, struct chunk *c, char *why)
{
	size_t size;
	unsigned char *bytes = load(name, &size);
	int status = geotiff_read(bytes, size, NULL, NULL, g, c, why);

	free(bytes);
	return status;
}

static const struct {
	const char *name, *crs;
	int bits;
	double affine[6];
} files[] = {
	{ "one-band-lzw.tif", "EPSG:3006", 8, RADAR },
	{ "one-band-16-bit-big-endian-tiles.tif", "EPSG:3006", 16, RADAR },
	{ "one-band-bigtiff-predictor.tif", "EPSG:3006", 8, RADAR },
	{ "three-bands-pixels.tif", "EPSG:3006", 8, RADAR },
	{ "three-bands-planes.tif", "EPSG:3006", 8, RADAR },
	{ "three-bands-tiles.tif", "EPSG:3006", 8, RADAR },
	{ "point.tif", "EPSG:3006", 8, RADAR },
	{ "matrix.tif", "EPSG:3006", 8, { 100000, 2000, 100, 7000000, -100, -2000 } },
	{ "degrees.tif", "EPSG:4326", 8, { 5, .02, 0, 70, 0, -.01 } },
	{ "stereographic.tif", RADOLAN, 8, RADAR },
};

START_TEST(other_programs_images_are_read)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];

	ck_assert_msg(read_file(files[_i].name, &g, &c, why) == 0, "%s: %s", files[_i].name, why);
	ck_assert_str_eq(g.crs, files[_i].crs);
	ck_assert_uint_eq(8 * chunk_value_size(g.type), (unsigned)files[_i].bits);
	ck_assert_uint_eq(g.grid.rows, 20);
	ck_assert_uint_eq(g.grid.cols, 30);
	for (int i = 0; i < 6; i++)
		ck_assert_double_eq_tol(g.grid.affine[i], files[_i].affine[i], 1e-9);
	ck_assert_uint_eq(c.size, 600u * (unsigned)chunk_value_size(g.type));
	for (unsigned i = 0; i < 600; i++) {
		if (g.type == CHUNK_U8)
			ck_assert_uint_eq(((uint8_t *)c.data)[i], (7 * (i / 30) + 3 * (i % 30)) % 256);
		else
			ck_assert_uint_eq(((uint16_t *)c.data)[i], 257 * (i / 30) + 3 * (i % 30));
	}
	chunk_free(&c);
}
END_TEST

START_TEST(gdals_tags_are_read)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(read_file("one-band-bigtiff-predictor.tif", &g, &c, why), 0);
	ck_assert(g.has_gain && g.gain == 0.5 && g.has_offset && g.offset == -32);
	ck_assert(g.has_nodata && g.nodata == 254);
	ck_assert_int_eq(read_file("one-band-lzw.tif", &g, &c, why), 0);
	ck_assert(!g.has_gain && !g.has_offset && !g.has_nodata);
	chunk_free(&c);
}
END_TEST

/* An image of 9 x 9 codes with this scale and these items; the caller frees it. */
static unsigned char *
make(double scale, const struct geotiff_items *items, size_t *size)
{
	struct image g = { .grid = { 9, 9, RADAR }, .type = CHUNK_U8, .has_gain = true, .gain = scale,
		.has_nodata = true, .nodata = 255, .crs = "EPSG:3006" };
	unsigned char codes[81] = { 0 };
	char why[CHUNK_WHY_MAX];
	void *bytes;

	ck_assert_int_eq(geotiff_write(&g, codes, GEOTIFF_LZW, items, &bytes, size, why), 0);
	return bytes;
}

/* What the item of the scale becomes, of the same length, and what is unclear then; NULL: it is read. */
static const struct { const char *xml, *why; } scales[] = {
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.12345</Item>", NULL },
	{ "<Item name='SCALE' sample='0' role='scale'>0.12345</Item>", NULL },
	{ "<Item name=\"SCALE\" role = \"scale\"      >0.12345</Item>", NULL },
	{ "<Item role=\"scale\" sample=\"0\"          > 0.12345 </Item>", NULL },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0,12345</Item>", "SCALE 0,12345" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.12dB5</Item>", "SCALE 0.12dB5" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">       </Item>", "SCALE " },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">    inf</Item>", "SCALE inf" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\"/>.12345</Item>", "not XML" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.12345<!tem>", "not XML" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\" 0.12345</Item>", "not XML" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale >0.12345</Item>", "not XML" },
	{ "<Item role=\"scale\">1</Item><Item role=\"scale\">2</Item>", " 1,  2" },
};

START_TEST(a_scale_is_read_whole_or_refused)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX] = "";
	size_t size, n = strlen(scales[0].xml);
	unsigned char *bytes = make(0.12345, NULL, &size), *at = bytes;

	while (memcmp(at, scales[0].xml, n) != 0)
		at++;
	memset(at, ' ', n);
	ck_assert_uint_le(strlen(scales[_i].xml), n);
	memcpy(at, scales[_i].xml, strlen(scales[_i].xml));
	if (scales[_i].why != NULL && strcmp(scales[_i].why, "not XML") == 0) {
		ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), IMAGE_REFUSED);
		ck_assert_msg(strstr(why, scales[_i].why) != NULL, "%s", why);
	} else {
		ck_assert_msg(geotiff_read(bytes, size, NULL, NULL, &g, &c, why) == 0, "%s", why);
		ck_assert_str_eq(g.unclear_scale, scales[_i].why != NULL ? scales[_i].why : "");
		ck_assert(g.has_gain && (scales[_i].why != NULL || g.gain == 0.12345));
	}
	chunk_free(&c);
	free(bytes);
}
END_TEST

/* Metadata that are cut: an item more, or what one piece becomes, and what is said. */
static const struct { const char *item, *old, *new, *why; } broken[] = {
	{ "", "</GDALMetadata>", "               ", "not XML, or was cut" },
	{ "", "</GDALMetadata>", "</GDALMetadat  ", "not XML, or was cut" },
	{ "", "<Item ", "\0Item ", "not XML, or was cut" },
	{ "", "<GDALMetadata>", "\0GDALMetadata>", "not XML, or was cut" },
};

START_TEST(broken_metadata_are_refused)
{
	static struct geotiff_items items;
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX] = "";
	size_t size, n = strlen(broken[_i].old);
	unsigned char *bytes, *at;

	items.size = strlen(strcpy(items.xml, broken[_i].item));
	bytes = at = make(0.5, &items, &size);
	while (memcmp(at, broken[_i].old, n) != 0)
		at++;
	memcpy(at, broken[_i].new, n);
	ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), IMAGE_REFUSED);
	ck_assert_msg(strstr(why, broken[_i].why) != NULL, "%s", why);
	chunk_free(&c);
	free(bytes);
}
END_TEST

/* What items say, by whatever name, in whatever form of XML. */
#define UNIT "<Item name=\"UNITTYPE\" sample=\"0\" role=\"unittype\">"
#define ITEM(name, value) "<Item name=\"" name "\">" value "</Item>"

static const struct {
	const char *xml;
	double gain, offset, nodata, undetect;  /* NAN: not said */
	const char *unit, *quantity, *unclear_scale, *unclear_codes;
} said[] = {
	{ UNIT "<![CDATA[mm/h]]></Item>", 0.5, NAN, 255, NAN, "mm/h", "", "", "" },
	{ UNIT "<!-- x -->mm/h</Item>", 0.5, NAN, 255, NAN, "mm/h", "", "", "" },
	{ UNIT "mm/h</Item>" UNIT "dBZ</Item>", 0.5, NAN, 255, NAN, "mm/h and dBZ", "", "", "" },
	{ UNIT "mm/h</Item>" UNIT "[mm hr-1]</Item>", 0.5, NAN, 255, NAN, "mm/h", "", "", "" },
	{ UNIT "dBZ</Item>" UNIT "mm/h</Item>", 0.5, NAN, 255, NAN, "dBZ and mm/h", "", "", "" },
	{ ITEM("UNITS", "VRADH"), 0.5, NAN, 255, NAN, "VRADH", "", "", "" },
	{ ITEM("ninjo_PhysicUnit", "mm/h"), 0.5, NAN, 255, NAN, "mm/h", "", "", "" },
	{ ITEM("Gain", "0.5") ITEM("Offset", "-32"), 0.5, -32, 255, NAN, "", "", "", "" },
	{ ITEM("Gain", "0.4") ITEM("Offset", "-32"), 0.4, -32, 255, NAN, "", "", "Gain 0.4, SCALE 0.5, Offset -32",
	    "" },
	{ ITEM("Offset", "0"), 0.5, 0, 255, NAN, "", "", "", "" },
	{ ITEM("Offset", "-32"), 0.5, -32, 255, NAN, "", "", "SCALE 0.5, Offset -32", "" },
	{ ITEM("dataset1_data1_what_offset", "-32") ITEM("what_gain", "0.5"), 0.5, -32, 255, NAN, "", "", "", "" },
	{ ITEM("Nodata", "255") ITEM("Undetect", "0"), 0.5, NAN, 255, 0, "", "", "", "" },
	{ ITEM("Nodata", "254"), 0.5, NAN, 255, NAN, "", "", "", "nodata 255 and nodata 254" },
	{ ITEM("Undetect", "none"), 0.5, NAN, 255, NAN, "", "", "", "Undetect none" },
	{ "<Item name=\"Quantity\" unit=\"dBZ\">Corrected reflectivity</Item>", 0.5, NAN, 255, NAN, "dBZ",
	    "Corrected reflectivity", "", "" },
	{ "<Item name=\"Quantity\" unit=\"mm/h\">Rain rate</Item>", 0.5, NAN, 255, NAN, "mm/h", "Rain rate", "", "" },
	{ ITEM("standard_name", "rainfall_rate"), 0.5, NAN, 255, NAN, "", "rainfall_rate", "", "" },
	{ ITEM("nested", "&lt;GDALMetadata>" "&lt;Item name='Offset'>-32&lt;/Item>&lt;Item name='Gain'>.5&lt;/Item>"
	    "&lt;/GDALMetadata>"), 0.5, -32, 255, NAN, "", "", "", "" },
	{ ITEM("nested", "&amp;lt;a&amp;gt;&amp;lt;Item name='Undetect'&amp;gt;7&amp;lt;/Item&amp;gt;&amp;lt;/a&amp;gt;"), 0.5,
	    NAN, 255, 7, "", "", "", "" },
	{ "<GDALMetadata>" ITEM("UNITS", "mm") "</GDALMetadata>", 0.5, NAN, 255, NAN, "mm", "", "", "" },
	{ "<item NAME=\"a\" Sample=\" 0\" ROLE=\"Offset\">-32</item>", 0.5, -32, 255, NAN, "", "", "", "" },
	{ ITEM("product", "&lt;what>&lt;gain>0.5&lt;/gain>&lt;offset>-32&lt;/offset>&lt;/what>"), 0.5, -32, 255, NAN, "", "",
	    "", "" },
	{ ITEM("product", "&lt;what>&lt;unit>mm/h&lt;/unit>&lt;/what>"), 0.5, NAN, 255, NAN, "mm/h", "", "", "" },
	{ ITEM("product", "&lt;what gain='0.5' offset='-32'/>"), 0.5, -32, 255, NAN, "", "", "", "" },
	{ ITEM("time#units", "hours since 1970-01-01") ITEM("TIFFTAG_RESOLUTIONUNIT", "2"), 0.5, NAN, 255, NAN, "", "",
	    "", "" },
};

static bool
same(bool has, double x, double expected)
{
	return isnan(expected) ? !has || isnan(x) : has && x == expected;
}

START_TEST(items_say_what_values_are)
{
	static struct geotiff_items items;
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];
	size_t size;
	unsigned char *bytes;

	items.size = strlen(strcpy(items.xml, said[_i].xml));
	bytes = make(0.5, &items, &size);
	ck_assert_msg(geotiff_read(bytes, size, NULL, NULL, &g, &c, why) == 0, "%s", why);
	ck_assert(g.gain == said[_i].gain && same(g.has_offset, g.offset, said[_i].offset));
	ck_assert(g.nodata == said[_i].nodata && same(g.has_undetect, g.undetect, said[_i].undetect));
	ck_assert_str_eq(g.unit, said[_i].unit);
	ck_assert_str_eq(g.quantity, said[_i].quantity);
	ck_assert_str_eq(g.unclear_scale, said[_i].unclear_scale);
	ck_assert_str_eq(g.unclear_codes, said[_i].unclear_codes);
	chunk_free(&c);
	free(bytes);
}
END_TEST

/* libtiff goes on with something else than what these say. */
START_TEST(what_libtiff_corrects_is_refused)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX] = "";
	size_t size;
	unsigned char *bytes = make(0.5, NULL, &size), *rows = tag_value(bytes, 278);

	/* Strips of one row would be nine, and the table has one. */
	ck_assert_int_eq(rows[0], 9);
	rows[0] = 1;
	ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), IMAGE_DAMAGED);
	ck_assert_msg(strstr(why, "contradicts itself") != NULL, "%s", why);
	rows[0] = 9;
	/* "255" without the byte that ends it. */
	ck_assert_int_eq(tag_value(bytes, 42113)[-4], 4);
	tag_value(bytes, 42113)[-4] = 3;
	ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), IMAGE_REFUSED);
	ck_assert_msg(strstr(why, "without the byte 0") != NULL, "%s", why);
	chunk_free(&c);
	free(bytes);
}
END_TEST

START_TEST(reflectivity_is_known_by_its_words)
{
	static const char *const are[] = { "", "DBZH", "TH", "Corrected reflectivity", "equivalent_reflectivity_factor",
		"Radar reflectivity", "max_reflectivity" };
	static const char *const others[] = { "RATE", "VRADH", "log_differential_reflectivity_hv", "Differential Reflectivity",
		"rainfall_rate_from_reflectivity", "surface_reflectivity", "Rain rate", "reflectivity_texture" };

	for (size_t i = 0; i < COUNT(are); i++)
		ck_assert_msg(image_is_reflectivity(are[i]), "%s", are[i]);
	for (size_t i = 0; i < COUNT(others); i++)
		ck_assert_msg(!image_is_reflectivity(others[i]), "%s", others[i]);
}
END_TEST

/* Items of another band or another element are skipped. */
START_TEST(other_items_do_not_matter)
{
	static struct geotiff_items items;
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];
	size_t size;
	unsigned char *bytes;

	geotiff_item(&items, "role='scale' of another", NULL, "7");
	geotiff_item(&items, "UNITTYPE", "unittype", "dBZ");
	strcat(items.xml, "<Item sample=\"1\" role=\"scale\">8</Item><Items role=\"scale\">9</Items>"
	    "<Item format=\"xml\"><a/></Item>");
	items.size = strlen(items.xml);
	bytes = make(0.5, &items, &size);
	ck_assert_msg(geotiff_read(bytes, size, NULL, NULL, &g, &c, why) == 0, "%s", why);
	ck_assert(g.gain == 0.5);
	ck_assert_str_eq(g.unit, "dBZ");
	chunk_free(&c);
	free(bytes);
}
END_TEST

/* gdalinfo: Origin = (863789.413990591303445,6769629.774370855651796) */
START_TEST(a_tie_point_may_be_at_any_pixel)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];

	ck_assert_msg(read_file("fmi.tif", &g, &c, why) == 0, "%s", why);
	ck_assert_double_eq_tol(g.grid.affine[0], 863789.413990591303445, 1e-8);
	ck_assert_double_eq_tol(g.grid.affine[3], 6769629.774370855651796, 1e-8);
	ck_assert_str_eq(g.crs, FINNISH);
	ck_assert(g.gain == 0.5 && g.offset == -32 && g.nodata == 255);
	chunk_free(&c);
}
END_TEST

START_TEST(what_is_whole_but_unfit_is_not_called_damaged)
{
	static const struct { const char *name, *why; } unfit[] = {
		{ "three-bands-unequal.tif",
		  "bands differ at row 11, column 17: band 1 has 128, band 3 has 192" },
	};
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];

	for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) {
		ck_assert_int_eq(read_file(unfit[i].name, &g, &c, why), -2);
		ck_assert_msg(strstr(why, unfit[i].why) != NULL, "%s", why);
	}
	chunk_free(&c);
}
END_TEST

/* A cut is an error, or the same codes if only unused bytes are gone. */
START_TEST(a_cut_image_is_damaged_never_different)
{
	static const char *const names[] =
	    { "one-band-lzw.tif", "three-bands-planes.tif", "one-band-16-bit-big-endian-tiles.tif" };
	struct chunk whole = { 0 }, c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];
	size_t size, damaged = 0;
	unsigned char *bytes = load(names[_i], &size);

	ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &whole, why), 0);
	for (size_t n = 0; n < size; n++) {
		unsigned char *cut = malloc(n + 1);
		int status;

		memcpy(cut, bytes, n);
		status = geotiff_read(cut, n, NULL, NULL, &g, &c, why);
		if (status == 0)
			ck_assert_msg(c.size == whole.size && memcmp(c.data, whole.data, c.size) == 0,
			    "%zu bytes", n);
		damaged += status == -1;
		free(cut);
	}
	ck_assert_uint_gt(damaged, size / 4);
	chunk_free(&whole);
	chunk_free(&c);
	free(bytes);
}
END_TEST

START_TEST(what_is_no_tiff_is_damaged)
{
	static const char *const texts[] = { "", "<html><body>404</body></html>", "II", "II*\0\0\0\0\0" };
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_int_eq(geotiff_read(texts[i], i == 3 ? 8 : strlen(texts[i]), NULL, NULL, &g, &c, why), -1);
	ck_assert_ptr_null(c.data);
}
END_TEST

/* ---- Tags and pages that cannot be read ---- */

/* A tag of GDAL's that is beyond the file, or is not text, or not a number. */
START_TEST(a_tag_that_cannot_be_read_is_not_passed_over)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];
	size_t size;
	unsigned char *bytes = make(0.5, NULL, &size), *metadata = tag_value(bytes, 42112);
	unsigned char *nodata = tag_value(bytes, 42113), last = metadata[3];

	ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), 0);
	metadata[3] = 1;
	ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), IMAGE_DAMAGED);
	ck_assert_ptr_nonnull(strstr(why, "42112"));
	metadata[3] = last;
	nodata[-6] = 1;                 /* type: bytes */
	ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), IMAGE_DAMAGED);
	ck_assert_ptr_nonnull(strstr(why, "42113"));
	nodata[-6] = 2;
	memcpy(nodata, "2,5", 4);
	ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), IMAGE_REFUSED);
	ck_assert_ptr_nonnull(strstr(why, "\"2,5\""));
	chunk_free(&c);
	free(bytes);
}
END_TEST

/* What cannot be read may hide a mask; the image itself, again, is a second. */
START_TEST(what_follows_the_image_is_looked_at)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];
	size_t size;
	unsigned char *bytes = make(0.5, NULL, &size);
	uint32_t at = (uint32_t)(bytes[4] | bytes[5] << 8 | bytes[6] << 16);
	unsigned char *next = bytes + at + 2 + 12 * (bytes[at] | (unsigned)bytes[at + 1] << 8);

	next[2] = 1;
	ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), IMAGE_DAMAGED);
	ck_assert_ptr_nonnull(strstr(why, "after its first image"));
	memcpy(next, bytes + 4, 4);
	ck_assert_int_lt(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), 0);
	chunk_free(&c);
	free(bytes);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("geotiff_read");
	TCase *t = tcase_create("geotiff_read");

	LOOP(other_programs_images_are_read, files);
	tcase_add_test(t, gdals_tags_are_read);
	LOOP(a_scale_is_read_whole_or_refused, scales);
	LOOP(broken_metadata_are_refused, broken);
	LOOP(items_say_what_values_are, said);
	tcase_add_test(t, what_libtiff_corrects_is_refused);
	tcase_add_test(t, reflectivity_is_known_by_its_words);
	tcase_add_test(t, other_items_do_not_matter);
	tcase_add_test(t, a_tie_point_may_be_at_any_pixel);
	tcase_add_test(t, what_is_whole_but_unfit_is_not_called_damaged);
	tcase_add_loop_test(t, a_cut_image_is_damaged_never_different, 0, 3);
	tcase_add_test(t, what_is_no_tiff_is_damaged);
	tcase_add_test(t, a_tag_that_cannot_be_read_is_not_passed_over);
	tcase_add_test(t, what_follows_the_image_is_looked_at);
	suite_add_tcase(s, t);
	return unit_main(s);
}
