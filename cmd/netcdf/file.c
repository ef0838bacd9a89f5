/* SPDX-License-Identifier: BSD-2-Clause */
/* file.c - netCDF files opened, and their attributes. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "grid/formats.h"
#include "netcdf/classic.h"
#include "netcdf/private.h"

#define HEAD 300                        /* bytes that tell a format */

/* ---- Opening ----------------------------------------------------------- */

/* -1 with what a file is that is not netCDF, and what reads it. */
static int
refuse_format(const unsigned char *head, size_t n, char *why)
{
	const struct format *f = formats_find(head, n);

	if (n == 0)
		return chunk_reason(why, "is empty: did its download fail?");
	if (n >= 4 && (memcmp(head, "II*\0", 4) == 0 || memcmp(head, "MM\0*", 4) == 0 ||
	    memcmp(head, "II+\0", 4) == 0 || memcmp(head, "MM\0+", 4) == 0))
		return chunk_reason(why, "is a TIFF: tif2rain reads it, after radar-unzip");
	if (n >= 4 && memcmp(head, "GRIB", 4) == 0)
		return chunk_reason(why, "is GRIB: cdo -r -f nc4 copy a.grib b.nc makes netCDF of it");
	if (f != NULL && f->kind == FORMAT_READ)
		return chunk_reason(why, "is %s: unpack it first, since netCDF is read where it lies",
		    f->name);
	if (f != NULL)
		return chunk_reason(why, "is %s, not netCDF%s%s", f->name, f->reader != NULL ? ": " : "",
		    f->reader != NULL ? f->reader : "");
	if (head[0] == '<' || (n > 4 && strncasecmp((const char *)head, "\n<", 2) == 0))
		return chunk_reason(why, "looks like a web page: did its download fail?");
	return chunk_reason(why, "is not netCDF");
}

/* Looks at the bytes of a file before the library does. */
static int
check_bytes(FILE *f, char *why)
{
	unsigned char head[HEAD];
	struct stat st;
	size_t n;

	if (fstat(fileno(f), &st) < 0)
		return chunk_reason(why, "cannot read: %s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return chunk_reason(why, "is a folder: name the files in it, such as folder/*.nc");
	if (!S_ISREG(st.st_mode))
		return chunk_reason(why, "is not a file: netCDF cannot be read from a pipe");
	n = fread(head, 1, sizeof head, f);
	if (ferror(f))
		return chunk_reason(why, "cannot read: %s", strerror(errno));
	if (n >= 8 && memcmp(head, "\x89HDF\r\n\x1a\n", 8) == 0)
		return 0;
	if (n < 4 || memcmp(head, "CDF", 3) != 0 ||
	    (head[3] != 1 && head[3] != 2 && head[3] != 5))
		return refuse_format(head, n, why);
	rewind(f);
	return classic_check(f, (uint64_t)st.st_size, why);
}

/* Radar composites in HDF5 that the library opens, too. */
static int
check_kind(int id, char *why)
{
	char text[64];
	int group, groups;

	if (att_text(id, NC_GLOBAL, "Conventions", text, sizeof text) &&
	    strncasecmp(text, "ODIM_H5", 7) == 0)
		return chunk_reason(why, "is ODIM_H5: odim2rain reads it, after radar-unzip");
	/* In a file without groups the library finds any. */
	if (nc_inq_grps(id, &groups, NULL) == NC_NOERR && groups > 0 &&
	    nc_inq_grp_ncid(id, "image1", &group) == NC_NOERR &&
	    nc_inq_grp_ncid(id, "overview", &group) == NC_NOERR)
		return chunk_reason(why, "is HDF5 as KNMI writes it: odim2rain reads it, after radar-unzip");
	return 0;
}

int
file_reason(int status, const char *what, char *why)
{
	return chunk_reason(why, "%s: %s", what, nc_strerror(status));
}

int
file_open(const char *path, int *id, char *why)
{
	FILE *f = fopen(path, "rbe");
	int status;

	if (f == NULL)
		return chunk_reason(why, "cannot open: %s", strerror(errno));
	status = check_bytes(f, why);
	fclose(f);
	if (status < 0)
		return -1;
	status = nc_open(path, NC_NOWRITE, id);
	if (status == NC_ENOMEM)
		return chunk_reason(why, "out of memory");
	if (status != NC_NOERR)
		return chunk_reason(why, "is damaged or cut short: the library says %s",
		    nc_strerror(status));
	if (check_kind(*id, why) == 0)
		return 0;
	nc_close(*id);
	return -1;
}

/* ---- Attributes -------------------------------------------------------- */

/* Cuts off what no name or unit has, and makes a line of it. */
static void
clean(char *text)
{
	size_t n = strlen(text), first;

	for (char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	first = strspn(text, " ");
	memmove(text, text + first, n - first + 1);
	for (n = strlen(text); n > 0 && text[n - 1] == ' '; n--)
		text[n - 1] = '\0';
}

bool
att_text(int group, int variable, const char *name, char *text, size_t room)
{
	nc_type type;
	size_t n;
	char *whole = NULL;

	text[0] = '\0';
	if (nc_inq_att(group, variable, name, &type, &n) != NC_NOERR || n == 0)
		return false;
	if (type == NC_CHAR && n < 1u << 20 && (whole = calloc(n + 1, 1)) != NULL) {
		if (nc_get_att_text(group, variable, name, whole) == NC_NOERR)
			snprintf(text, room, "%s", whole);
		free(whole);
	} else if (type == NC_STRING && n == 1 &&
	    nc_get_att_string(group, variable, name, &whole) == NC_NOERR) {
		if (whole != NULL)
			snprintf(text, room, "%s", whole);
		nc_free_string(1, &whole);
	}
	clean(text);
	return text[0] != '\0';
}

size_t
att_numbers(int group, int variable, const char *name, double *numbers, size_t max)
{
	nc_type type;
	size_t n;
	double *all;

	if (nc_inq_att(group, variable, name, &type, &n) != NC_NOERR || n == 0 || n > 4096 ||
	    packing_size(type) == 0 || (all = calloc(n, sizeof *all)) == NULL)
		return 0;
	n = nc_get_att_double(group, variable, name, all) != NC_NOERR ? 0 : n < max ? n : max;
	memcpy(numbers, all, n * sizeof *all);
	free(all);
	return n;
}

/* Numbers that are written as text, with blanks or commas between; 0 if it is none. */
static size_t
parse_numbers(const char *text, double *numbers, size_t max)
{
	size_t n = 0;

	while (*text != '\0' && n < max) {
		char *end;

		numbers[n++] = strtod(text, &end);
		if (end == text || (*end != '\0' && strchr(" ,", *end) == NULL))
			return 0;
		text = end + strspn(end, " ,");
	}
	return *text == '\0' ? n : 0;
}

int
att_exact(int group, int variable, const char *name, double *numbers, size_t n, char *why)
{
	char text[TEXT_MAX], of[NAME_MAX_BYTES] = "";
	size_t got = 0;
	nc_type type;

	if (nc_inq_att(group, variable, name, &type, &got) != NC_NOERR)
		return 0;
	nc_inq_varname(group, variable, of);
	if (packing_size(type) > 0 && got == n)
		return att_numbers(group, variable, name, numbers, n) == n ? 1 :
		    chunk_reason(why, "its %s of %.80s cannot be read", name, of);
	if (packing_size(type) == 0) {
		if (!att_text(group, variable, name, text, sizeof text))
			return 0;
		got = parse_numbers(text, numbers, n);
		if (got == n)
			return 1;
		return chunk_reason(why, "%.80s has the %s \"%.60s\", which is not %zu number%s: ncatted -a "
		    "%s,%.80s,d,, a.nc takes it off", of, name, text, n, n == 1 ? "" : "s", name, of);
	}
	return chunk_reason(why, "%.80s has a %s of %zu numbers, not %zu: ncatted -a %s,%.80s,d,, a.nc "
	    "takes it off", of, name, got, n, name, of);
}

int
att_scale(int group, int variable, double *scale, double *offset, char *why)
{
	char name[NAME_MAX_BYTES] = "";

	*scale = 1;
	*offset = 0;
	if (att_exact(group, variable, "scale_factor", scale, 1, why) < 0 ||
	    att_exact(group, variable, "add_offset", offset, 1, why) < 0)
		return -1;
	if (isfinite(*scale) && *scale != 0 && isfinite(*offset))
		return 0;
	nc_inq_varname(group, variable, name);
	return chunk_reason(why, "%.80s has a scale_factor of %g and an add_offset of %g, which make no "
	    "values", name, *scale, *offset);
}

bool
file_find(int group, const char *name, int *where, int *variable)
{
	*where = group;
	while (nc_inq_varid(*where, name, variable) != NC_NOERR)
		if (nc_inq_grp_parent(*where, where) != NC_NOERR)
			return false;
	return true;
}
