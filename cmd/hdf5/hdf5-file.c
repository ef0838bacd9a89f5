/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hdf5-file.c - HDF5 files in memory, and their attributes, read with care: an
 * attribute may be a number where a text should be, an array, or larger than
 * the file.
 */
#include "hdf5/private.h"

#include <ctype.h>
#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned opened;                         /* files so far; under the lock */

/*
 * For each file the library takes and frees a megabyte. If that went back to the
 * system each time, new pages would be a fifth of the time of a file.
 */
static void
keep_memory(void)
{
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, 8 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

void
hdf5_enter(void)
{
	static bool begun;

	pthread_mutex_lock(&lock);
	if (!begun) {
		keep_memory();
		H5dont_atexit();
		H5open();
		/* A link into another file is none: an image must not read what else is here. */
		H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
		H5Lunregister(H5L_TYPE_EXTERNAL);
		begun = true;
	}
	/* The library prints errors unless each thread tells it not to. */
	H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void
hdf5_leave(void)
{
	pthread_mutex_unlock(&lock);
}

int
hdf5_fail(const struct hdf5 *f, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(f->why, CHUNK_WHY_MAX, format, args);
	va_end(args);
	return status;
}

/* Takes the innermost description of an error. */
static herr_t
take_description(unsigned n, const H5E_error2_t *e, void *text)
{
	(void)n;
	snprintf(text, HDF5_TEXT_MAX, "%s", e->desc != NULL ? e->desc : "");
	return 1;
}

int
hdf5_damaged(const struct hdf5 *f, const char *what)
{
	char cause[HDF5_TEXT_MAX] = "";

	H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_description, cause);
	for (char *p = cause; *p != '\0'; p++)
		if (!isprint((unsigned char)*p))
			*p = ' ';
	return hdf5_fail(f, IMAGE_DAMAGED, "%s%s%.300s", what, *cause != '\0' ? ": " : "", cause);
}

int
hdf5_open(struct hdf5 *f)
{
	hid_t how = H5Pcreate(H5P_FILE_ACCESS);
	char name[64];

	/* Two open files of one name would be one to the library. */
	snprintf(name, sizeof name, "image-%u-in-memory", opened++);
	f->file = -1;
	if (how >= 0 && H5Pset_fapl_core(how, 65536, false) >= 0 &&
	    H5Pset_fclose_degree(how, H5F_CLOSE_STRONG) >= 0 &&
	    H5Pset_file_image(how, (void *)(uintptr_t)f->bytes, f->size) >= 0)
		f->file = H5Fopen(name, H5F_ACC_RDONLY, how);
	if (f->file < 0)
		hdf5_damaged(f, "is not a whole HDF5 file");
	if (how >= 0)
		H5Pclose(how);
	return f->file < 0 ? IMAGE_DAMAGED : 0;
}

void
hdf5_close(struct hdf5 *f)
{
	if (f->file >= 0)
		H5Fclose(f->file);
	f->file = -1;
}

bool
hdf5_has(hid_t group, const char *name)
{
	return H5Lexists(group, name, H5P_DEFAULT) > 0;
}

/* ---- Numbered groups --------------------------------------------------- */

struct listing {
	const char *prefix;
	int *numbers;
	int count, max;
};

static herr_t
take_link(hid_t group, const char *name, const H5L_info_t *info, void *arg)
{
	struct listing *l = arg;
	size_t n = strlen(l->prefix), digits;

	(void)group;
	(void)info;
	if (strncmp(name, l->prefix, n) != 0)
		return 0;
	digits = strspn(name + n, "0123456789");
	if (digits == 0 || digits > 4 || name[n + digits] != '\0' || name[n] == '0')
		return 0;
	if (l->count == l->max)
		return -1;              /* which of them is the lowest would not be certain */
	l->numbers[l->count++] = atoi(name + n);
	return 0;
}

static int
by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int
hdf5_numbered(hid_t group, const char *prefix, int *numbers, int max)
{
	struct listing l = { .prefix = prefix, .numbers = numbers, .max = max };

	if (H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, take_link, &l) < 0)
		return -1;
	qsort(numbers, (size_t)l.count, sizeof *numbers, by_number);
	return l.count;
}

/* ---- Attributes -------------------------------------------------------- */

bool
hdf5_add_level(struct hdf5_levels *l, hid_t parent, const char *path)
{
	hid_t group;

	if (strcmp(path, ".") != 0 && !hdf5_has(parent, path))
		return true;
	if (l->count == HDF5_LEVELS)
		return false;
	group = H5Oopen(parent, path, H5P_DEFAULT);
	if (group < 0)
		return false;
	l->group[l->count++] = group;
	return true;
}

void
hdf5_close_levels(struct hdf5_levels *l)
{
	while (l->count > 0)
		H5Oclose(l->group[--l->count]);
}

/* An attribute that is open: a single number or text. */
struct attribute {
	hid_t id, type, space;
	H5T_class_t class;
	size_t size;                            /* bytes of a value */
};

static void
close_attribute(struct attribute *a)
{
	if (a->space >= 0)
		H5Sclose(a->space);
	if (a->type >= 0)
		H5Tclose(a->type);
	if (a->id >= 0)
		H5Aclose(a->id);
}

/* Opens an attribute: 1, 0 if there is none, or a status. */
static int
open_attribute(const struct hdf5 *f, const struct hdf5_levels *l, const char *name,
    struct attribute *a)
{
	htri_t has = 0;
	int i;

	*a = (struct attribute){ .id = -1, .type = -1, .space = -1 };
	for (i = 0; i < l->count && (has = H5Aexists(l->group[i], name)) == 0; i++)
		continue;
	if (has == 0)
		return 0;
	a->id = has > 0 ? H5Aopen(l->group[i], name, H5P_DEFAULT) : -1;
	a->type = a->id >= 0 ? H5Aget_type(a->id) : -1;
	a->space = a->id >= 0 ? H5Aget_space(a->id) : -1;
	if (a->type >= 0 && a->space >= 0) {
		a->class = H5Tget_class(a->type);
		a->size = H5Tget_size(a->type);
		if (H5Sget_simple_extent_npoints(a->space) == 1)
			return 1;
		close_attribute(a);
		return hdf5_fail(f, IMAGE_REFUSED, "has an attribute %s that is not one value", name);
	}
	close_attribute(a);
	return hdf5_fail(f, IMAGE_DAMAGED, "has an attribute %s that cannot be read", name);
}

/* The text of a string attribute, "" for another class; false on a failure. */
static bool
read_text(const struct attribute *a, char *text, size_t room)
{
	bool varies = a->class == H5T_STRING && H5Tis_variable_str(a->type) > 0, ok;
	hid_t type = H5Tcopy(H5T_C_S1);
	char *string = NULL;

	*text = '\0';
	if (type < 0)
		return false;
	H5Tset_cset(type, H5Tget_cset(a->type));
	if (varies) {
		ok = H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Aread(a->id, type, &string) >= 0;
		if (ok && string != NULL)
			snprintf(text, room, "%s", string);
		if (ok)
			H5free_memory(string);
	} else {
		/* HDF5 cuts what is longer, and ends it with a NUL. */
		ok = H5Tset_size(type, room) >= 0 && H5Aread(a->id, type, text) >= 0;
		text[room - 1] = '\0';
	}
	H5Tclose(type);
	return ok;
}

/* Prints as it should: blanks at its end go, and what is not ASCII is '?'. */
static void
clean_text(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
	for (; *text != '\0'; text++)
		if (!isprint((unsigned char)*text))
			*text = '?';
}

int
hdf5_text(const struct hdf5 *f, const struct hdf5_levels *l, const char *name, char *text)
{
	char said[HDF5_TEXT_MAX + 1];
	struct attribute a;
	int got = open_attribute(f, l, name, &a);

	if (got <= 0)
		return got;
	if (a.class != H5T_STRING)
		got = hdf5_fail(f, IMAGE_REFUSED, "has an attribute %s that is not a text", name);
	else if (!read_text(&a, said, sizeof said))
		got = hdf5_fail(f, IMAGE_DAMAGED, "has an attribute %s that cannot be read", name);
	else if (strlen(said) >= HDF5_TEXT_MAX)
		got = hdf5_fail(f, IMAGE_REFUSED, "has an attribute %s of more than %d bytes", name,
		    HDF5_TEXT_MAX - 1);
	close_attribute(&a);
	if (got > 0) {
		clean_text(said);
		memcpy(text, said, strlen(said) + 1);
	}
	return got;
}

int
hdf5_number(const struct hdf5 *f, const struct hdf5_levels *l, const char *name, double *x)
{
	char said[64], *end = said;
	struct attribute a;
	double number = 0;
	int got = open_attribute(f, l, name, &a);
	bool ok = false;

	if (got <= 0)
		return got;
	if (a.class == H5T_INTEGER || a.class == H5T_FLOAT) {
		ok = a.size <= sizeof(long double) &&
		    H5Aread(a.id, H5T_NATIVE_DOUBLE, &number) >= 0;
	} else if (a.class == H5T_STRING && read_text(&a, said, sizeof said)) {
		clean_text(said);
		number = strtod(said, &end);
		ok = end != said && *end == '\0';
	}
	close_attribute(&a);
	if (!ok)
		return hdf5_fail(f, IMAGE_REFUSED, "has an attribute %s that is not a number", name);
	*x = number;
	return 1;
}
