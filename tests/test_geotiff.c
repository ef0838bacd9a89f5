/* SPDX-License-Identifier: BSD-2-Clause */
/* test_geotiff - images come back as they were written, from any layout, or are refused with a reason. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tiff/crs.h"
#include "tiff/geotiff.h"
#include "unit.h"
#include "radar/zr.h"

#define RADAR { 126648.404, 2014.9581656050955, 0, 7771252.876, 0, -2014.9581656050955 }
#define SMHI_KEYS "1,1,0,5,1024,0,1,1,1025,0,1,1,3072,0,1,32767,3074,0,1,16033,3076,0,1,9001"
#define FINNISH "+proj=tmerc +lat_0=0 +lon_0=27 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs"
#define RADOLAN "+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +k=1 +x_0=0 +y_0=0 +a=6370040 +b=6370040 " \
	"+units=m +no_defs"
#define CONIC "+proj=lcc +lat_0=63 +lon_0=15 +lat_1=60 +lat_2=66 +x_0=0 +y_0=0 +ellps=bessel " \
	"+units=m +no_defs"

#define TMERC "3075,0,1,1"
#define PLAIN "+proj=tmerc +lat_0=0 +lon_0=0 +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs"

/* ---- Reading ---------------------------------------------------------------------------------- */

/* A file of tests/data/tif as a whole; the caller frees it. */
static unsigned char *
load(const char *name, size_t *size)
{
	const char *srcdir = getenv("srcdir");
	unsigned char *bytes = malloc(1 << 16);
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/data/tif/%s", srcdir != NULL ? srcdir : ".", name);
	f = fopen(path, "rb");
	ck_assert_msg(f != NULL && bytes != NULL, "%s", path);
	*size = fread(bytes, 1, 1 << 16, f);
	fclose(f);
	return bytes;
}

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

/* What the item of the scale becomes, of the same length, and what is said then; NULL: it is read. */
static const struct { const char *xml, *why; } scales[] = {
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.12345</Item>", NULL },
	{ "<Item name='SCALE' sample='0' role='scale'>0.12345</Item>", NULL },
	{ "<Item name=\"SCALE\" role = \"scale\"      >0.12345</Item>", NULL },
	{ "<Item role=\"scale\" sample=\"0\"          > 0.12345 </Item>", NULL },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0,12345</Item>",
	  "has the scale \"0,12345\" in its GDAL metadata, which is no number" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.12dB5</Item>", "no number" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">       </Item>", "no number" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">    inf</Item>", "no number" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\"/>.12345</Item>", "no number" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.12345<!tem>", "no XML" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale\" 0.12345</Item>", "no XML" },
	{ "<Item name=\"SCALE\" sample=\"0\" role=\"scale >0.12345</Item>", "no XML" },
	{ "<Item role=\"scale\">1</Item><Item role=\"scale\">2</Item>", "two scales" },
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
	if (scales[_i].why == NULL) {
		ck_assert_msg(geotiff_read(bytes, size, NULL, NULL, &g, &c, why) == 0, "%s", why);
		ck_assert(g.has_gain && g.gain == 0.12345);
	} else {
		ck_assert_int_eq(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), IMAGE_REFUSED);
		ck_assert_msg(strstr(why, scales[_i].why) != NULL, "%s", why);
	}
	chunk_free(&c);
	free(bytes);
}
END_TEST

/* Metadata that are cut, or whose unit is not plain: an item more, or what one piece becomes, and what is said. */
#define UNIT "<Item name=\"UNITTYPE\" sample=\"0\" role=\"unittype\">"

static const struct { const char *item, *old, *new, *why; } broken[] = {
	{ "", "</GDALMetadata>", "               ", "no XML, or was cut" },
	{ "", "</GDALMetadata>", "</GDALMetadat  ", "no XML, or was cut" },
	{ "", "<Item ", "\0Item ", "no XML, or was cut" },
	{ "", "<GDALMetadata>", "\0GDALMetadata>", "no XML, or was cut" },
	{ UNIT "<![CDATA[mm/h]]></Item>", "", "", "the unit is not plain" },
	{ UNIT "<!-- x -->mm/h</Item>", "", "", "the unit is not plain" },
	{ UNIT "mm/h</Item>" UNIT "dBZ</Item>", "", "", "there twice" },
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

/* What names itself like an item's role, is of another band, or of another element, is none of ours. */
START_TEST(other_items_do_not_matter)
{
	static struct geotiff_items items;
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];
	size_t size;
	unsigned char *bytes;

	geotiff_item(&items, "role='scale'", NULL, "7");
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
		{ "float.tif", "floating-point" },
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

/* Whatever is cut off: an error, or, where only the tail of unused bytes is gone, the same codes. */
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

/* ---- Writing ---------------------------------------------------------------------------------- */

/* Where the value of a tag is in a little-endian file of ours. */
static unsigned char *
tag_value(unsigned char *bytes, unsigned number)
{
	uint32_t at = (uint32_t)(bytes[4] | bytes[5] << 8 | bytes[6] << 16);
	unsigned n = bytes[at] | (unsigned)bytes[at + 1] << 8;

	for (unsigned char *entry = bytes + at + 2; n > 0; n--, entry += 12)
		if ((entry[0] | (unsigned)entry[1] << 8) == number)
			return entry + 8;
	ck_abort_msg("no tag %u", number);
	return NULL;
}

/* A tag of GDAL's that lies behind the end of the file, is no text, or holds no number. */
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

/* A mask may be behind what cannot be read; and the image itself, again, is another image. */
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
	ck_assert_ptr_nonnull(strstr(why, "behind its first image"));
	memcpy(next, bytes + 4, 4);
	ck_assert_int_lt(geotiff_read(bytes, size, NULL, NULL, &g, &c, why), 0);
	chunk_free(&c);
	free(bytes);
}
END_TEST

static const struct {
	uint32_t rows, cols;
	int bits;
	enum geotiff_compression how;
} shapes[] = {
	{ 1, 1, 8, GEOTIFF_LZW }, { 1, 65535, 8, GEOTIFF_LZW }, { 65535, 1, 16, GEOTIFF_LZW },
	{ 887, 471, 8, GEOTIFF_LZW }, { 887, 471, 16, GEOTIFF_DEFLATE }, { 300, 70, 8, GEOTIFF_DEFLATE },
};

START_TEST(codes_and_tags_come_back)
{
	struct image g = { .grid = { shapes[_i].rows, shapes[_i].cols, RADAR }, .type = shapes[_i].bits == 8 ? CHUNK_U8 : shapes[_i].bits == 16 ? CHUNK_U16 : CHUNK_F32,
		.has_gain = true, .gain = 0.1, .has_offset = true, .offset = -31.7, .has_nodata = true,
		.nodata = 250, .crs = "EPSG:3006" }, back;
	size_t size, n = (size_t)g.grid.rows * g.grid.cols * chunk_value_size(g.type);
	unsigned char *codes = malloc(n);
	struct chunk c = { 0 };
	char why[CHUNK_WHY_MAX];
	void *bytes;

	for (size_t i = 0; i < n; i++)
		codes[i] = (unsigned char)(i * 2654435761u >> 16);
	ck_assert_msg(geotiff_write(&g, codes, shapes[_i].how, NULL, &bytes, &size, why) == 0, "%s", why);
	ck_assert_msg(geotiff_read(bytes, size, NULL, NULL, &back, &c, why) == 0, "%s", why);
	ck_assert_uint_eq(c.size, n);
	ck_assert(memcmp(c.data, codes, n) == 0);
	ck_assert(memcmp(&back.grid, &g.grid, sizeof g.grid) == 0);
	ck_assert(back.gain == 0.1 && back.offset == -31.7 && back.nodata == 250);
	ck_assert_str_eq(back.crs, "EPSG:3006");
	free(bytes);
	free(codes);
	chunk_free(&c);
}
END_TEST

START_TEST(a_size_over_the_limits_is_refused_before_memory_is_taken)
{
	static const struct { uint32_t rows, cols; } sizes[] = { { 65536, 1 }, { 1, 65536 }, { 8193, 8192 },
		{ 65535, 65535 }, { 0xffffffff, 0xffffffff } };
	struct image g = { .grid = { 9, 9, RADAR }, .type = CHUNK_U8 }, back;
	struct chunk c = { 0 };
	unsigned char codes[81] = { 0 };
	char why[CHUNK_WHY_MAX];
	size_t size;
	void *bytes;

	ck_assert_int_eq(geotiff_write(&g, codes, GEOTIFF_LZW, NULL, &bytes, &size, why), 0);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		unsigned char *rows = tag_value(bytes, 257), *cols = tag_value(bytes, 256);

		rows[-6] = cols[-6] = 4;        /* type: 32 bits */
		memcpy(rows, &sizes[i].rows, 4);
		memcpy(cols, &sizes[i].cols, 4);
		ck_assert_int_lt(geotiff_read(bytes, size, NULL, NULL, &back, &c, why), 0);
		ck_assert_ptr_null(c.data);
	}
	free(bytes);
}
END_TEST

START_TEST(the_same_values_give_the_same_bytes)
{
	struct image g = { .grid = { 70, 90, RADAR }, .type = CHUNK_F32, .has_nodata = true, .nodata = NAN }, back;
	struct chunk c = { 0 };
	char why[CHUNK_WHY_MAX];
	float values[70 * 90];
	void *bytes[2];
	size_t size[2];

	for (int i = 0; i < 70 * 90; i++)
		values[i] = i % 3 == 0 ? NAN : 0.1f * (float)i;
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(geotiff_write(&g, values, GEOTIFF_DEFLATE, NULL, &bytes[i], &size[i], why), 0);
	ck_assert_uint_eq(size[0], size[1]);
	ck_assert(memcmp(bytes[0], bytes[1], size[0]) == 0);
	ck_assert_int_eq(geotiff_read(bytes[0], size[0], NULL, NULL, &back, &c, why), -2);
	free(bytes[0]);
	free(bytes[1]);
}
END_TEST

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
	"+proj=merc +lat_ts=56 +k=0.9 +ellps=GRS80", "+proj=merc +lat_0=20 +ellps=GRS80",
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

/* ---- Rain rates ------------------------------------------------------------------------------- */

static struct image eight = { .type = CHUNK_U8 }, sixteen = { .type = CHUNK_U16 };

/* numpy.float32((10 ** ((0.4 * x - 30) / 10) / 200) ** (1 / 1.5)) */
START_TEST(smhis_codes_are_rain_rates)
{
	static const struct { int code; float rate; } known[] = {
		{ 0, 0 }, { 1, 0.000310918578f }, { 15, 0.00073448004f }, { 88, 0.0649600998f },
		{ 100, 0.135720879f }, { 125, 0.629960537f }, { 150, 2.92401767f },
		{ 175, 13.5720882f }, { 200, 62.9960518f }, { 254, 1735.05542f }
	};
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX];
	float table[256];

	ck_assert_int_eq(zr_settle(&asked, &eight, &z, why), 0);
	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		ck_assert_msg(table[known[i].code] == known[i].rate, "%d: %.9g", known[i].code,
		    table[known[i].code]);
	ck_assert(isnan(table[255]));
	asked.undetect = ZR_NONE;
	ck_assert_int_eq(zr_settle(&asked, &eight, &z, why), 0);
	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	ck_assert_msg(table[0] == 0.000292401761f, "%.9g", table[0]);
}
END_TEST

START_TEST(options_come_before_tags_and_tags_before_defaults)
{
	struct image own = { .type = CHUNK_U8, .has_gain = true, .gain = 0.5, .has_offset = true, .offset = -32,
		.has_nodata = true, .nodata = 254 };
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(zr_settle(&asked, &own, &z, why), 0);
	ck_assert(z.gain == 0.5 && z.offset == -32 && z.nodata == 254 && z.undetect == 0);
	own.has_offset = false;         /* as GDAL has it: then it is 0, not SMHI's */
	own.nodata = -9999;
	ck_assert_int_eq(zr_settle(&asked, &own, &z, why), 0);
	ck_assert(z.gain == 0.5 && z.offset == 0 && z.nodata == ZR_NONE);
	asked.gain = 1;
	asked.offset = 2;
	asked.nodata = 3;
	asked.undetect = 4;
	ck_assert_int_eq(zr_settle(&asked, &own, &z, why), 0);
	ck_assert(z.gain == 1 && z.offset == 2 && z.nodata == 3 && z.undetect == 4);
}
END_TEST

START_TEST(sixteen_bits_must_say_what_is_no_data)
{
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX];

	ck_assert_int_eq(zr_settle(&asked, &sixteen, &z, why), -1);
	asked.nodata = 300;
	ck_assert_int_eq(zr_settle(&asked, &sixteen, &z, why), 0);
	ck_assert_int_eq(zr_settle(&asked, &eight, &z, why), -1);
	asked.nodata = ZR_NONE;
	ck_assert_int_eq(zr_settle(&asked, &sixteen, &z, why), 0);
	ck_assert_int_eq(z.nodata, ZR_NONE);
}
END_TEST

START_TEST(limits_cut_both_ends)
{
	struct zr z = { 0.4, -30, 255, 0, 200, 1.5, 7, 50, false };
	char why[CHUNK_WHY_MAX];
	float table[256], plain[256];

	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	z.min_dbz = -INFINITY;
	z.max_rate = INFINITY;
	ck_assert_int_eq(zr_table(&z, 256, plain, why), 0);
	for (int code = 0; code < 255; code++) {
		double dbz = 0.4 * code - 30;

		ck_assert(table[code] == (dbz < 7 ? 0 : plain[code] > 50 ? 50 : plain[code]));
	}
	ck_assert(table[255] != table[255]);
}
END_TEST

START_TEST(reflectivity_keeps_the_number_for_no_echo)
{
	struct zr z = { 0.4, -30, 255, 0, 200, 1.5, 0, INFINITY, true };
	char why[CHUNK_WHY_MAX];
	float table[256];

	ck_assert_int_eq(zr_table(&z, 256, table, why), 0);
	ck_assert(table[0] == -30 && table[50] == -30 && table[100] == 10);
	ck_assert(table[254] == (float)(0.4 * 254 - 30));
	ck_assert(isnan(table[255]));
}
END_TEST

START_TEST(a_rate_beyond_float32_is_an_error)
{
	struct zr asked = ZR_DEFAULTS, z;
	char why[CHUNK_WHY_MAX] = "";
	static float table[65536];

	asked.nodata = ZR_NONE;
	ck_assert_int_eq(zr_settle(&asked, &sixteen, &z, why), 0);
	ck_assert_int_eq(zr_table(&z, 65536, table, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "--max-rate"));
	z.max_rate = 1000;
	ck_assert_int_eq(zr_table(&z, 65536, table, why), 0);
	ck_assert(table[65535] == 1000);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int
main(void)
{
	Suite *s = suite_create("geotiff");
	TCase *reading = tcase_create("reading"), *writing = tcase_create("writing");
	TCase *crs = tcase_create("crs"), *rates = tcase_create("rates");

	tcase_add_loop_test(reading, other_programs_images_are_read, 0, COUNT(files));
	tcase_add_test(reading, gdals_tags_are_read);
	tcase_add_loop_test(reading, a_scale_is_read_whole_or_refused, 0, COUNT(scales));
	tcase_add_loop_test(reading, broken_metadata_are_refused, 0, COUNT(broken));
	tcase_add_test(reading, other_items_do_not_matter);
	tcase_add_test(reading, a_tie_point_may_be_at_any_pixel);
	tcase_add_test(reading, what_is_whole_but_unfit_is_not_called_damaged);
	tcase_add_loop_test(reading, a_cut_image_is_damaged_never_different, 0, 3);
	tcase_add_test(reading, what_is_no_tiff_is_damaged);
	tcase_add_test(writing, a_tag_that_cannot_be_read_is_not_passed_over);
	tcase_add_test(writing, what_follows_the_image_is_looked_at);
	tcase_add_loop_test(writing, codes_and_tags_come_back, 0, COUNT(shapes));
	tcase_add_test(writing, a_size_over_the_limits_is_refused_before_memory_is_taken);
	tcase_add_test(writing, the_same_values_give_the_same_bytes);
	tcase_add_loop_test(crs, keys_have_a_name, 0, COUNT(named));
	tcase_add_test(crs, a_name_has_keys_that_have_the_name);
	tcase_add_loop_test(crs, what_keys_cannot_say_is_kept_in_words, 0, COUNT(said_in_words));
	tcase_add_test(crs, codes_of_degrees_are_told_by_the_grid_too);
	tcase_add_test(crs, defaults_are_said);
	tcase_add_test(crs, keys_that_are_none_are_refused);
	tcase_add_test(rates, smhis_codes_are_rain_rates);
	tcase_add_test(rates, options_come_before_tags_and_tags_before_defaults);
	tcase_add_test(rates, sixteen_bits_must_say_what_is_no_data);
	tcase_add_test(rates, limits_cut_both_ends);
	tcase_add_test(rates, reflectivity_keeps_the_number_for_no_echo);
	tcase_add_test(rates, a_rate_beyond_float32_is_an_error);
	suite_add_tcase(s, reading);
	suite_add_tcase(s, writing);
	suite_add_tcase(s, crs);
	suite_add_tcase(s, rates);
	return unit_main(s);
}
