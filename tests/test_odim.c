/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_odim - composites in HDF5 are read as they are: small ones of h5py with
 * one trap each (tests/make/odim.py), and the real ones with their numbers by
 * h5py and NumPy (oracle.jsonl), where those are.
 */
#include "hdf5/odim.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

static char folder[] = "/tmp/rainpipe-odim.XXXXXX";     /* what odim.py made; "" if it could not */

/* ---- Files ------------------------------------------------------------- */

static unsigned char *
load(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	unsigned char *bytes;

	ck_assert_msg(f != NULL, "%s", path);
	fseek(f, 0, SEEK_END);
	*size = (size_t)ftell(f);
	rewind(f);
	bytes = malloc(*size + 1);
	ck_assert(bytes != NULL && fread(bytes, 1, *size, f) == *size);
	fclose(f);
	return bytes;
}

static unsigned char *
load_made(const char *name, const char *suffix, size_t *size)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s%s", folder, name, suffix);
	return load(path, size);
}

static double
cell(const struct chunk *c, size_t i)
{
	switch (c->type) {
	case CHUNK_U8: return ((uint8_t *)c->data)[i];
	case CHUNK_U16: return ((uint16_t *)c->data)[i];
	case CHUNK_F32: return (double)((float *)c->data)[i];
	default: return ((double *)c->data)[i];
	}
}

static bool
same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

/* The lines of a file that odim.py made; NULL at the end. */
static FILE *
open_list(const char *name)
{
	char path[4096];
	FILE *f;

	if (folder[0] == '\0') {
		printf("# skipped: there is no python3 with h5py\n");
		return NULL;
	}
	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "r");
	ck_assert(f != NULL);
	return f;
}

/* ---- Small files ------------------------------------------------------- */

static void
check_number(const char *name, const char *what, const char *text, bool has, double x)
{
	if (strcmp(text, "-") == 0)
		ck_assert_msg(!has, "%s: %s %g", name, what, x);
	else
		ck_assert_msg(has && same(strtod(text, NULL), x), "%s: %s %d %g, not %s", name, what,
		    has, x, text);
}

/* Compares an image with its line: see odim.py for what stands where. */
static void
check_image(char **word, const struct image *g, const struct chunk *c)
{
	static const char *const types[] = { "", "u8", "u16", "f32", "f64" };
	const double *a = g->grid.affine;
	const char *name = word[0];
	size_t size;
	double *raw = (double *)(void *)load_made(name, ".raw", &size);

	ck_assert_msg(strcmp(types[g->type], word[1]) == 0, "%s: %s", name, types[g->type]);
	check_number(name, "gain", word[2], g->has_gain, g->gain);
	check_number(name, "offset", word[3], g->has_offset, g->offset);
	check_number(name, "nodata", word[4], g->has_nodata, g->nodata);
	check_number(name, "undetect", word[5], g->has_undetect, g->undetect);
	ck_assert_msg(strcmp(g->quantity, word[6]) == 0, "%s: %s", name, g->quantity);
	ck_assert_msg(g->start == atoll(word[7]) && g->end == atoll(word[8]), "%s: %lld %lld", name,
	    (long long)g->start, (long long)g->end);
	ck_assert_msg(a[0] == atof(word[9]) && a[1] == atof(word[10]) && a[2] == 0 &&
	    a[3] == atof(word[11]) && a[4] == 0 && a[5] == atof(word[12]),
	    "%s: affine %.10g %.10g %.10g %.10g", name, a[0], a[1], a[3], a[5]);
	ck_assert_msg(strcmp(g->crs, word[13]) == 0, "%s: %s", name, g->crs);
	ck_assert_msg(strcmp(g->source, word[14]) == 0, "%s: %s", name, g->source);
	ck_assert_msg((strcmp(name, "by-corners") == 0) == (strstr(g->note, "corners count") != NULL) ||
	    strcmp(name, "no-scale") == 0, "%s: %s", name, g->note);
	ck_assert_uint_eq(size, (size_t)g->grid.rows * g->grid.cols * sizeof *raw);
	ck_assert_msg(c->type == g->type && c->kind == CHUNK_FIELD &&
	    c->size == size / sizeof *raw * chunk_value_size(c->type), "%s", name);
	for (size_t i = 0; i < size / sizeof *raw; i++)
		ck_assert_msg(same(cell(c, i), raw[i]), "%s: cell %zu is %g, not %g", name, i,
		    cell(c, i), raw[i]);
	free(raw);
}

static size_t
split(char *line, char **word, size_t max)
{
	size_t n = 0;

	line[strcspn(line, "\n")] = '\0';
	while (line != NULL && n < max)
		word[n++] = strsep(&line, "|");
	return n;
}

START_TEST(what_h5py_wrote_is_read)
{
	char line[2000], *word[15], why[CHUNK_WHY_MAX];
	FILE *list = open_list("read");
	struct chunk c = { 0 };
	int files = 0;

	for (; list != NULL && fgets(line, sizeof line, list) != NULL; files++) {
		struct image g;
		size_t size;
		unsigned char *bytes;

		ck_assert_uint_eq(split(line, word, 15), 15);
		bytes = load_made(word[0], ".h5", &size);
		ck_assert_msg(odim_read(bytes, size, NULL, NULL, &g, &c, why) == 0, "%s: %s", word[0],
		    why);
		check_image(word, &g, &c);
		free(bytes);
	}
	ck_assert(list == NULL || files > 70);
	if (list != NULL)
		fclose(list);
	chunk_free(&c);
}
END_TEST

START_TEST(what_does_not_fit_is_refused_in_a_line)
{
	char line[2000], *word[3], why[CHUNK_WHY_MAX];
	FILE *list = open_list("refused");
	struct chunk c = { 0 };

	while (list != NULL && fgets(line, sizeof line, list) != NULL) {
		struct image g;
		size_t size;
		unsigned char *bytes;
		int status;

		ck_assert_uint_eq(split(line, word, 3), 3);
		bytes = load_made(word[0], ".h5", &size);
		status = odim_read(bytes, size, NULL, NULL, &g, &c, why);
		/* --affine can say the place: what refuses it is not the reader. */
		if (status == 0 && g.unplaced[0] != '\0')
			status = chunk_reason(why, "%s", g.unplaced) < 0 ? IMAGE_REFUSED : 0;
		ck_assert_msg(status == (strcmp(word[1], "damaged") == 0 ? IMAGE_DAMAGED : IMAGE_REFUSED),
		    "%s: %d %s", word[0], status, status < 0 ? why : "");
		ck_assert_msg(strstr(why, word[2]) != NULL, "%s: %s", word[0], why);
		ck_assert_msg(strchr(why, '\n') == NULL && strlen(why) < CHUNK_WHY_MAX - 1, "%s", word[0]);
		free(bytes);
	}
	if (list != NULL)
		fclose(list);
	chunk_free(&c);
}
END_TEST

/* Reads a file that odim.py made, with a choice. */
static int
read_made(const char *name, const char *quantity, int dataset, struct image *g, char *why)
{
	struct odim_choice choice = { .quantity = quantity, .dataset = dataset };
	struct chunk c = { 0 };
	size_t size;
	unsigned char *bytes = load_made(name, ".h5", &size);
	int status;

	odim_choose(&choice);
	status = odim_read(bytes, size, NULL, NULL, g, &c, why);
	free(bytes);
	chunk_free(&c);
	return status;
}

START_TEST(options_choose_among_images)
{
	char why[CHUNK_WHY_MAX];
	struct image g;

	if (folder[0] == '\0')
		return;
	ck_assert_int_eq(read_made("two", "RATE", 0, &g, why), 0);
	ck_assert_str_eq(g.unit, "mm h-1");
	ck_assert_int_eq(read_made("two", NULL, 1, &g, why), 0);
	ck_assert_str_eq(g.unit, "dBZ");
	ck_assert_int_eq(read_made("two", "RATE", 1, &g, why), IMAGE_REFUSED);
	ck_assert_msg(strstr(why, "has no RATE in dataset1, but dataset1/data1 DBZH") != NULL, "%s", why);
	ck_assert_int_eq(read_made("plain", NULL, 2, &g, why), IMAGE_REFUSED);
	ck_assert_int_eq(read_made("knmi-forecast", NULL, 2, &g, why), 0);
	ck_assert_int_eq(read_made("knmi-forecast", NULL, 3, &g, why), IMAGE_REFUSED);
	ck_assert_int_eq(read_made("knmi-sum", "ACRR", 0, &g, why), 0);
	ck_assert_str_eq(g.unit, "mm");
	ck_assert_int_eq(read_made("knmi-sum", "DBZH", 0, &g, why), IMAGE_REFUSED);
	ck_assert_msg(strstr(why, "has no DBZH, but ACRR") != NULL, "%s", why);
}
END_TEST

static int
refuse(const void *arg, const struct image *g, char *why)
{
	ck_assert(arg == folder);
	return chunk_reason(why, "%u x %u", g->grid.rows, g->grid.cols);
}

START_TEST(an_image_is_refused_before_memory_is_taken)
{
	char why[CHUNK_WHY_MAX];
	struct chunk c = { 0 };
	struct image g;
	size_t size;
	unsigned char *bytes;

	if (folder[0] == '\0')
		return;
	bytes = load_made("plain", ".h5", &size);
	ck_assert_int_eq(odim_read(bytes, size, refuse, folder, &g, &c, why), IMAGE_REFUSED);
	ck_assert_str_eq(why, "10 x 12");
	ck_assert(c.data == NULL && c.room == 0);
	free(bytes);
}
END_TEST

static const char *const cut[] = { "plain", "tiles-f8be", "contiguous-u2", "knmi-two" };

START_TEST(every_prefix_is_damaged)
{
	char why[CHUNK_WHY_MAX];
	struct chunk c = { 0 };
	struct image g;
	size_t size;
	unsigned char *bytes;

	if (folder[0] == '\0')
		return;
	bytes = load_made(cut[_i], ".h5", &size);
	for (size_t n = 0; n < size; n += n < 200 ? 1 : 23) {
		/* Of just this size, so that a sanitizer sees reads after the end. */
		unsigned char *part = malloc(n + 1);

		memcpy(part, bytes, n);
		ck_assert_msg(odim_read(part, n, NULL, NULL, &g, &c, why) == IMAGE_DAMAGED, "%zu bytes", n);
		ck_assert_msg(strchr(why, '\n') == NULL, "%s", why);
		free(part);
	}
	free(bytes);
	chunk_free(&c);
}
END_TEST

static const struct {
	const char *bytes;
	size_t size;
	int status;
	const char *why;
} others[] = {
	{ "", 0, IMAGE_DAMAGED, "is empty" },
	{ "II*\0\10\0\0\0", 8, IMAGE_REFUSED, "is a TIFF, not an HDF5 file: tif2rain reads it" },
	{ "CDF\1\0\0\0\0", 8, IMAGE_REFUSED, "is netCDF, not an HDF5 file: nc2chunk " },
	{ "GRIB\0\0\0\2", 8, IMAGE_REFUSED, "is GRIB, not an HDF5 file: gdal_translate" },
	{ "\x1f\x8b\10\0\0\0\0\0", 8, IMAGE_REFUSED, "gzip" },
	{ "<html>no such file", 18, IMAGE_DAMAGED, "is not an HDF5 file" },
	{ "\x89HDF\r\n\x1a\n", 8, IMAGE_DAMAGED, "is not a whole HDF5 file: " },
};

START_TEST(other_formats_are_named)
{
	char why[CHUNK_WHY_MAX];
	struct chunk c = { 0 };
	struct image g;

	ck_assert_int_eq(odim_read(others[_i].bytes, others[_i].size, NULL, NULL, &g, &c, why),
	    others[_i].status);
	ck_assert_msg(strstr(why, others[_i].why) != NULL, "%s", why);
}
END_TEST

/* ---- Threads ----------------------------------------------------------- */

struct reader {
	const char *name;
	unsigned char *bytes;
	size_t size, sum;
	pthread_t thread;
};

/* Several images at once; accept lets the others in between. */
static int
wait_a_little(const void *arg, const struct image *g, char *why)
{
	(void)arg;
	(void)g;
	(void)why;
	usleep(100);
	return 0;
}

static void *
read_often(void *arg)
{
	struct reader *r = arg;
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];

	for (int n = 0; n < 100; n++) {
		size_t sum = 0;

		if (odim_read(r->bytes, r->size, wait_a_little, NULL, &g, &c, why) < 0)
			break;
		for (size_t i = 0; i < c.size; i++)
			sum += ((unsigned char *)c.data)[i] * (i + 1);
		if (n > 0 && sum != r->sum)
			sum = 0;
		r->sum = sum;
	}
	chunk_free(&c);
	return NULL;
}

START_TEST(threads_read_several_images_at_once)
{
	struct reader r[] = { { .name = "plain" }, { .name = "tiles-f8be" }, { .name = "holes" },
		{ .name = "contiguous-i2" }, { .name = "knmi-two" } };
	size_t sums[COUNT(r)];

	if (folder[0] == '\0')
		return;
	for (size_t i = 0; i < COUNT(r); i++) {
		r[i].bytes = load_made(r[i].name, ".h5", &r[i].size);
		read_often(&r[i]);
		sums[i] = r[i].sum;
	}
	for (size_t i = 0; i < COUNT(r); i++)
		ck_assert_int_eq(pthread_create(&r[i].thread, NULL, read_often, &r[i]), 0);
	for (size_t i = 0; i < COUNT(r); i++) {
		pthread_join(r[i].thread, NULL);
		ck_assert_msg(r[i].sum == sums[i] && sums[i] != 0, "%s", r[i].name);
		free(r[i].bytes);
	}
}
END_TEST

/* ---- Real files -------------------------------------------------------- */

/* The value of a key in a line of JSON, as text; false if it is not there. */
static bool
find_key(const char *line, const char *key, char *value, size_t room)
{
	char quoted[64];
	const char *at, *end;

	snprintf(quoted, sizeof quoted, "\"%s\": ", key);
	at = strstr(line, quoted);
	if (at == NULL)
		return false;
	at += strlen(quoted);
	end = *at == '"' ? strchr(++at, '"') : *at == '[' ? strchr(at, ']') : at + strcspn(at, ",}");
	snprintf(value, room, "%.*s", (int)(end - at), at);
	return true;
}

static double
find_number(const char *line, const char *key, double missing)
{
	char text[100];

	return find_key(line, key, text, sizeof text) ? strtod(text, NULL) : missing;
}

/* SHA-256 of the field as float32: undetect is 0, NaN is 0x7fc00000. */
static void
digest(const struct image *g, const struct chunk *c, char *text, size_t *n_nodata, size_t *n_undetect)
{
	size_t n = (size_t)g->grid.rows * g->grid.cols;
	char path[4096], command[5000];
	float *values = malloc(n * sizeof *values);
	FILE *f;

	*n_nodata = *n_undetect = 0;
	for (size_t i = 0; i < n; i++) {
		double raw = cell(c, i), x = raw * g->gain + g->offset;
		bool nothing = g->has_undetect && raw == g->undetect;
		bool missing = !nothing && (!isfinite(raw) || (g->has_nodata && raw == g->nodata));

		*n_nodata += missing;
		*n_undetect += nothing;
		values[i] = missing ? NAN : nothing ? 0 : (float)x;
	}
	snprintf(path, sizeof path, "/tmp/rainpipe-odim-%d", (int)getpid());
	f = fopen(path, "wb");
	ck_assert(f != NULL && fwrite(values, sizeof *values, n, f) == n && fclose(f) == 0);
	snprintf(command, sizeof command, "sha256sum <%s", path);
	f = popen(command, "r");
	ck_assert(f != NULL && fscanf(f, "%64s", text) == 1);
	pclose(f);
	unlink(path);
	free(values);
}

/* "20240229T120000" or "29-FEB-2024;12:00:00.000" as seconds. */
static int64_t
seconds(const char *text)
{
	struct tm tm = { 0 };

	if (strptime(text, "%Y%m%dT%H%M%S", &tm) == NULL)
		ck_assert_msg(strptime(text, "%d-%b-%Y;%H:%M:%S", &tm) != NULL, "%s", text);
	return timegm(&tm);
}

static void
check_times(const char *line, const struct image *g)
{
	char start[100], end[100], nominal[100];

	ck_assert(find_key(line, "start", start, 100) && find_key(line, "end", end, 100));
	if (strcmp(g->unit, "mm") == 0)
		ck_assert(g->start == seconds(start) && g->end == seconds(end));
	else if (find_key(line, "nominal", nominal, 100))
		ck_assert(g->start == seconds(nominal) && g->end == g->start);
}

static void
check_against(const char *line, const char *file, const struct image *g, const struct chunk *c)
{
	char text[600], crs[600], sha[65];
	double affine[6];
	size_t n_nodata, n_undetect;

	ck_assert_uint_eq(g->grid.rows, (unsigned)find_number(line, "rows", 0));
	ck_assert_uint_eq(g->grid.cols, (unsigned)find_number(line, "cols", 0));
	ck_assert(find_key(line, "affine", text, sizeof text));
	ck_assert_int_eq(sscanf(text, "[%lf, %lf, %lf, %lf, %lf, %lf", &affine[0], &affine[1], &affine[2],
	    &affine[3], &affine[4], &affine[5]), 6);
	ck_assert_msg(memcmp(affine, g->grid.affine, sizeof affine) == 0, "%s: %.17g %.17g %.17g %.17g", file,
	    g->grid.affine[0], g->grid.affine[1], g->grid.affine[3], g->grid.affine[5]);
	if (find_key(line, "crs", crs, sizeof crs))
		ck_assert_msg(strcmp(crs, g->crs) == 0 || (strstr(crs, "+proj=somerc") != NULL &&
		    strcmp(g->crs, "EPSG:2056") == 0), "%s: %s", file, g->crs);
	else
		ck_assert(strstr(g->crs, "+proj=stere +lat_0=90") != NULL && strstr(g->crs, "+a=6378137 ") != NULL);
	check_times(line, g);
	digest(g, c, sha, &n_nodata, &n_undetect);
	ck_assert_msg(n_nodata == (size_t)find_number(line, "n_nodata", -1), "%s: %zu", file, n_nodata);
	ck_assert_msg(n_undetect == (size_t)find_number(line, "n_undetect", -1), "%s: %zu", file, n_undetect);
	ck_assert(find_key(line, "sha256", text, sizeof text));
	if (strcmp(g->unit, "dBZ") != 0)
		ck_assert_msg(strcmp(sha, text) == 0, "%s: %s", file, sha);
}

START_TEST(real_files_have_the_numbers_of_the_oracle)
{
	const char *data = getenv("RAINPIPE_DATA"), *srcdir = getenv("srcdir");
	char root[2000], path[4096], file[1000], why[CHUNK_WHY_MAX], *line = NULL;
	struct chunk c = { 0 };
	size_t room = 0;
	int files = 0;
	FILE *f;

	if (data != NULL)
		snprintf(root, sizeof root, "%s/inputs", data);
	else
		snprintf(root, sizeof root, "%s/../shared/data/inputs", srcdir != NULL ? srcdir : ".");
	snprintf(path, sizeof path, "%s/oracle.jsonl", root);
	f = fopen(path, "r");
	if (f == NULL) {
		printf("# skipped: no real radar data\n");
		return;
	}
	while (getline(&line, &room, f) > 0) {
		struct image g;
		size_t size;
		unsigned char *bytes;

		ck_assert(find_key(line, "file", file, sizeof file));
		if (strstr(file, ".h5") == NULL && strstr(file, ".hdf") == NULL)
			continue;
		snprintf(path, sizeof path, "%s/%s", root, file);
		bytes = load(path, &size);
		ck_assert_msg(odim_read(bytes, size, NULL, NULL, &g, &c, why) == 0, "%s: %s", file, why);
		check_against(line, file, &g, &c);
		free(bytes);
		files++;
	}
	ck_assert_int_ge(files, 15);
	free(line);
	fclose(f);
	chunk_free(&c);
}
END_TEST

/*
 * Two files that the oracle leaves out. BALTRAD's corners span a row and a
 * column too many, and KNMI's pixels are float32 of a little more than 1 km.
 */
static const struct {
	const char *file;
	int dataset;
	double x, dx, y, dy;
	size_t n_nodata, n_undetect;
	int64_t time;
} more[] = {
	{ "smhi-odim/comp4ctfilter.h5", 2, 971337.729, 2000, 11028461.179, -2000, 730372, 1166915,
		1395738000 },
	{ "knmi/RAD_NL25_PCP_CM_202106222000.h5", 0, 0, 1000.003457069397, -3649999.338,
		-1000.004768371582, 104443, 373019, 1624392000 },
};

START_TEST(older_files_lie_where_they_should)
{
	const char *data = getenv("RAINPIPE_DATA"), *srcdir = getenv("srcdir");
	char path[4096], sha[65], why[CHUNK_WHY_MAX];
	struct odim_choice choice = { .dataset = more[_i].dataset };
	struct chunk c = { 0 };
	struct image g;
	size_t size, n_nodata, n_undetect;
	unsigned char *bytes;

	snprintf(path, sizeof path, "%s%s/%s", data != NULL ? data : srcdir != NULL ? srcdir : ".",
	    data != NULL ? "" : "/../shared/data", more[_i].file);
	if (access(path, R_OK) != 0)
		return;
	bytes = load(path, &size);
	odim_choose(&choice);
	ck_assert_msg(odim_read(bytes, size, NULL, NULL, &g, &c, why) == 0, "%s", why);
	ck_assert_double_eq_tol(g.grid.affine[0], more[_i].x, 1e-6);
	ck_assert_double_eq_tol(g.grid.affine[1], more[_i].dx, 1e-9);
	ck_assert_double_eq_tol(g.grid.affine[3], more[_i].y, 1e-6);
	ck_assert_double_eq_tol(g.grid.affine[5], more[_i].dy, 1e-9);
	ck_assert(g.start == more[_i].time && g.end == g.start);
	digest(&g, &c, sha, &n_nodata, &n_undetect);
	ck_assert_uint_eq(n_nodata, more[_i].n_nodata);
	ck_assert_uint_eq(n_undetect, more[_i].n_undetect);
	free(bytes);
	chunk_free(&c);
}
END_TEST

/* ---- The suite --------------------------------------------------------- */

/* Has odim.py make the small files, by the first python that has h5py. */
static void
make_files(void)
{
	const char *srcdir = getenv("srcdir");
	char command[9000];

	if (mkdtemp(folder) == NULL)
		exit(1);
	snprintf(command, sizeof command, "for p in python3 /usr/bin/python3; do "
	    "$p -c 'import h5py, numpy' 2>/dev/null && exec $p '%s/tests/make/odim.py' %s; done; exit 9",
	    srcdir != NULL ? srcdir : ".", folder);
	switch (system(command)) {
	case 0:
		return;
	case 9 << 8:
		rmdir(folder);
		folder[0] = '\0';
		return;
	default:
		printf("Bail out! odim.py failed\n");
		exit(1);
	}
}

static void
remove_files(void)
{
	char command[200];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	if (folder[0] != '\0' && system(command) != 0)
		printf("# %s could not be removed\n", folder);
}

int
main(void)
{
	Suite *s = suite_create("odim");
	TCase *t = tcase_create("odim");
	int status;

	make_files();
	tcase_add_test(t, what_h5py_wrote_is_read);
	tcase_add_test(t, what_does_not_fit_is_refused_in_a_line);
	tcase_add_test(t, options_choose_among_images);
	tcase_add_test(t, an_image_is_refused_before_memory_is_taken);
	LOOP(every_prefix_is_damaged, cut);
	LOOP(other_formats_are_named, others);
	tcase_add_test(t, threads_read_several_images_at_once);
	LOOP(older_files_lie_where_they_should, more);
	tcase_add_test(t, real_files_have_the_numbers_of_the_oracle);
	suite_add_tcase(s, t);
	status = unit_main(s);
	remove_files();
	return status;
}
