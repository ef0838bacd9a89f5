/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz.c - the list of targets, and what they share. */
#include "fuzz.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct fuzz_target targets[] = {
	{ "stream", fuzz_stream, FUZZ_STREAM },
	{ "header", fuzz_header, FUZZ_BYTES },
	{ "text", fuzz_text, FUZZ_BYTES },
	{ "images", fuzz_images, FUZZ_BYTES },
	{ "tiff", fuzz_tiff, FUZZ_BYTES },
	{ "radolan", fuzz_radolan, FUZZ_BYTES },
#ifdef HAVE_ODIM2RAIN
	{ "odim", fuzz_odim, FUZZ_BYTES },
#endif
	{ "gif", fuzz_gif, FUZZ_BYTES },
#ifdef HAVE_NC2CHUNK
	{ "netcdf", fuzz_netcdf, FUZZ_BYTES },
#endif
#ifdef HAVE_JANSSON
	{ "polygons", fuzz_polygons, FUZZ_BYTES },
#endif
	{ "tools", fuzz_tools, FUZZ_COMMAND },
};

const struct fuzz_target *
fuzz_target(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;

	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
		if (strcmp(targets[i].name, name) == 0)
			return &targets[i];
	return NULL;
}

int
fuzz_file(const uint8_t *bytes, size_t size, char *path)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	fuzz_require(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0,
	    "this machine gives no memory for a file");
	snprintf(path, FUZZ_PATH_MAX, "/proc/self/fd/%d", fd);
	return fd;
}

static int
refuse(const void *arg, const struct image *g, char *why)
{
	(void)arg;
	snprintf(why, CHUNK_WHY_MAX, "%u x %u cells", g->grid.rows, g->grid.cols);
	return -1;
}

void
fuzz_refused(image_decode_fn *decode, const uint8_t *bytes, size_t size)
{
	struct chunk c = { 0 };
	struct image g;
	char why[CHUNK_WHY_MAX];

	fuzz_require(decode(bytes, size, refuse, NULL, &g, &c, why) < 0, "it was taken");
	fuzz_require(c.room == 0, "%zu bytes for what was refused: %s", c.room, why);
}

void
fuzz_image(int status, const struct image *g, const struct chunk *c, const char *why)
{
	if (status < 0) {
		fuzz_require(why[0] != '\0' && strlen(why) < CHUNK_WHY_MAX, "no reason");
		return;
	}
	fuzz_require(g->grid.rows > 0 && g->grid.rows <= CHUNK_SIDE_MAX && g->grid.cols > 0 &&
	    g->grid.cols <= CHUNK_SIDE_MAX, "%u x %u", g->grid.rows, g->grid.cols);
	fuzz_require(c->size == (size_t)g->grid.rows * g->grid.cols * chunk_value_size(g->type),
	    "%zu bytes", c->size);
	for (int i = 0; i < 6; i++)
		fuzz_require(isfinite(g->grid.affine[i]), "a place that is no number");
}
