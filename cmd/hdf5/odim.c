/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * odim.c - a composite in ODIM_H5: which dataset, and what its attributes mean.
 *
 * Names of groups and attributes are those of OPERA's data information model
 * (EUMETNET OPERA, ODIM_H5 V2.4). An attribute counts from the nearest group:
 * makers differ in where they put it.
 */
#include "hdf5/odim.h"

#include <stdio.h>
#include <string.h>

#include "grid/formats.h"
#include "hdf5/private.h"

#define IMAGES_MAX 64                   /* datasets of a file, and data of a dataset */

static struct odim_choice choice;               /* constant once threads read */

void
odim_choose(const struct odim_choice *c)
{
	choice = *c;
}

/* The quantities that are read, and the units that ODIM has them in. */
static const struct {
	const char *name, *unit;
} quantities[] = { { "RATE", "mm h-1" }, { "ACRR", "mm" }, { "DBZH", "dBZ" }, { "TH", "dBZ" },
	{ "DBZV", "dBZ" }, { "TV", "dBZ" } };

static const char *
unit_of(const char *quantity)
{
	for (size_t i = 0; i < sizeof quantities / sizeof *quantities; i++)
		if (strcmp(quantity, quantities[i].name) == 0)
			return quantities[i].unit;
	return NULL;
}

bool
odim_is_quantity(const char *name)
{
	return unit_of(name) != NULL;
}

/* ---- Which image ------------------------------------------------------- */

/* One dataset{dataset}/data{data}, and all groups that speak for it. */
struct place {
	int dataset, data;
	struct hdf5_levels what, where;
};

static void
close_place(struct place *p)
{
	hdf5_close_levels(&p->what);
	hdf5_close_levels(&p->where);
}

static bool
open_place(const struct hdf5 *f, int dataset, int data, struct place *p)
{
	char path[3][64];

	*p = (struct place){ .dataset = dataset, .data = data };
	snprintf(path[0], sizeof path[0], "dataset%d/data%d", dataset, data);
	snprintf(path[1], sizeof path[1], "dataset%d/data%d/what", dataset, data);
	snprintf(path[2], sizeof path[2], "dataset%d/what", dataset);
	/* DMI puts what belongs to what on the group itself. */
	if (!hdf5_add_level(&p->what, f->file, path[1]) ||
	    !hdf5_add_level(&p->what, f->file, path[0]) ||
	    !hdf5_add_level(&p->what, f->file, path[2]) ||
	    !hdf5_add_level(&p->what, f->file, "what"))
		return false;
	snprintf(path[1], sizeof path[1], "dataset%d/data%d/where", dataset, data);
	snprintf(path[2], sizeof path[2], "dataset%d/where", dataset);
	return hdf5_add_level(&p->where, f->file, path[1]) &&
	    hdf5_add_level(&p->where, f->file, path[2]) &&
	    hdf5_add_level(&p->where, f->file, "where");
}

/* What was found so far: one image that fits, or text that says why not one. */
struct search {
	struct place found;
	char quantity[HDF5_TEXT_MAX];           /* of the one that was found */
	int fitting;                            /* how many fit */
	char fits[400], others[400];            /* lists of them */
};

static void
list(char *text, size_t room, const struct place *p, const char *quantity)
{
	size_t n = strlen(text);

	if (n + 60 < room)
		snprintf(text + n, room - n, "%sdataset%d/data%d %.20s", n > 0 ? ", " : "",
		    p->dataset, p->data, quantity);
	else if (n > 0 && text[n - 1] != '.')
		snprintf(text + n, room - n, " ...");
}

/* Looks at one dataset{n}/data{m}; 0 or a status. */
static int
look_at(const struct hdf5 *f, int dataset, int data, struct search *s)
{
	char quantity[HDF5_TEXT_MAX] = "";
	struct place p;
	int status;

	if (!open_place(f, dataset, data, &p)) {
		close_place(&p);
		return hdf5_damaged(f, "has groups that cannot be read");
	}
	status = hdf5_text(f, &p.what, "quantity", quantity);
	if (status >= 0 && odim_is_quantity(quantity) &&
	    (choice.quantity == NULL || strcmp(quantity, choice.quantity) == 0) &&
	    (choice.dataset == 0 || dataset == choice.dataset)) {
		list(s->fits, sizeof s->fits, &p, quantity);
		if (s->fitting++ == 0) {
			s->found = p;
			memcpy(s->quantity, quantity, sizeof quantity);
			return 0;
		}
	} else if (status >= 0) {
		list(s->others, sizeof s->others, &p, quantity[0] != '\0' ? quantity : "(no quantity)");
	}
	close_place(&p);
	return status < 0 ? status : 0;
}

/* Several fit, or none: says which there are. */
static int
not_one(const struct hdf5 *f, const struct search *s)
{
	char option[80] = "", wanted[160];

	if (s->fitting > 1)
		return hdf5_fail(f, IMAGE_REFUSED, "has several images: %s: -Q and --dataset say "
		    "which, as in -Q %.20s --dataset %d", s->fits, s->quantity, s->found.dataset);
	if (choice.dataset != 0)
		snprintf(option, sizeof option, " in dataset%d", choice.dataset);
	snprintf(wanted, sizeof wanted, "%.40s%s",
	    choice.quantity != NULL ? choice.quantity : "RATE, ACRR, DBZH, TH, DBZV or TV", option);
	return hdf5_fail(f, IMAGE_REFUSED, "has no %s, but %s", wanted,
	    s->others[0] != '\0' ? s->others : "no images");
}

static int
find_image(const struct hdf5 *f, struct search *s)
{
	int datasets[IMAGES_MAX], data[IMAGES_MAX], status = 0;
	int n = hdf5_numbered(f->file, "dataset", datasets, IMAGES_MAX);

	for (int i = 0; i < n; i++) {
		char name[32];
		int m;
		hid_t group;

		snprintf(name, sizeof name, "dataset%d", datasets[i]);
		group = H5Gopen2(f->file, name, H5P_DEFAULT);
		m = group < 0 ? -1 : hdf5_numbered(group, "data", data, IMAGES_MAX);
		if (group >= 0)
			H5Gclose(group);
		if (m < 0)
			return hdf5_damaged(f, "has groups that cannot be read");
		for (int k = 0; k < m && status == 0; k++)
			status = look_at(f, datasets[i], data[k], s);
		if (status < 0)
			return status;
	}
	if (n < 0)
		return hdf5_damaged(f, "has groups that cannot be read");
	return s->fitting == 1 ? 0 : not_one(f, s);
}

/* ---- The file ---------------------------------------------------------- */

/* Composites and images are grids; polar data are not. */
static int
check_object(const struct hdf5 *f, const struct hdf5_levels *what)
{
	static const char *const grids[] = { "COMP", "IMAGE", "CVOL" };
	static const char *const polar[] = { "PVOL", "SCAN", "RAY", "AZIM", "ELEV" };
	char object[HDF5_TEXT_MAX] = "";
	int got = hdf5_text(f, what, "object", object);

	if (got <= 0)
		return got;
	for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
		if (strcmp(object, grids[i]) == 0)
			return 0;
	for (size_t i = 0; i < sizeof polar / sizeof *polar; i++)
		if (strcmp(object, polar[i]) == 0)
			return hdf5_fail(f, IMAGE_REFUSED, "is polar data (%s): not a grid: "
			    "composites (COMP) are read", object);
	return hdf5_fail(f, IMAGE_REFUSED, "is of the kind \"%.40s\", not COMP or IMAGE: no grid of rain",
	    object);
}

static int
describe_odim(struct hdf5 *f, struct image *g, struct data *d)
{
	struct search s = { 0 };
	struct hdf5_levels root = { 0 };
	char path[64];
	int status = hdf5_add_level(&root, f->file, "what") ? check_object(f, &root) :
	    hdf5_damaged(f, "has groups that cannot be read");

	hdf5_close_levels(&root);
	if (status == 0)
		status = find_image(f, &s);
	if (status == 0) {
		snprintf(path, sizeof path, "dataset%d/data%d/data", s.found.dataset, s.found.data);
		status = data_open(d, f, f->file, path);
	}
	if (status == 0) {
		snprintf(g->quantity, sizeof g->quantity, "%.40s", s.quantity);
		snprintf(g->unit, sizeof g->unit, "%s", unit_of(s.quantity));
		status = image_describe(f, &s.found.what, &s.found.where, d, g);
	}
	close_place(&s.found);
	return status;
}

/* Opens the file and the values, and fills in `g`; inside the lock. */
static int
describe(struct hdf5 *f, struct image *g, struct data *d, struct knmi *k)
{
	int status = hdf5_open(f);

	if (status < 0)
		return status;
	if (hdf5_has(f->file, "what"))
		status = describe_odim(f, g, d);
	else if (hdf5_has(f->file, "image1"))
		status = knmi_describe(f, &choice, g, d, k);
	else
		status = hdf5_fail(f, IMAGE_REFUSED, "is HDF5, but neither ODIM_H5 nor KNMI's "
		    "layout: nc2chunk reads netCDF");
	g->grid.rows = d->rows;
	g->grid.cols = d->cols;
	g->type = d->type;
	return status;
}

/* What is no HDF5: of which format it is, and which tool reads that. */
static int
name_format(const struct hdf5 *f)
{
	const struct format *format = formats_find(f->bytes, f->size);

	return format != NULL && strcmp(format->name, "HDF5") == 0 ? 0 :
	    formats_refuse(f->bytes, f->size, "an HDF5 file", f->why);
}

int
odim_read(const void *bytes, size_t size, image_accept_fn *accept, const void *arg,
    struct image *g, struct chunk *out, char *why)
{
	struct hdf5 f = { .bytes = bytes, .size = size, .file = -1, .why = why };
	struct data d = { .set = -1 };
	struct knmi k = { 0 };
	int status;

	memset(g, 0, sizeof *g);
	status = name_format(&f);
	if (status < 0)
		return status;
	hdf5_enter();
	status = describe(&f, g, &d, &k);
	if (status == 0 && accept != NULL) {
		hdf5_leave();
		status = accept(arg, g, why) < 0 ? IMAGE_REFUSED : 0;
		hdf5_enter();
	}
	if (status == 0)
		status = data_fetch(&d, out);
	hdf5_leave();
	if (status == 0)
		status = data_decode(&d, out);
	if (status == 0)
		knmi_finish(&k, g, out);
	hdf5_enter();
	data_free(&d);
	hdf5_close(&f);
	hdf5_leave();
	return status;
}
