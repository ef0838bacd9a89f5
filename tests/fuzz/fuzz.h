/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz.h - the targets of fuzzing: functions that take any bytes, and end the
 * process if a promise is broken.
 *
 * libFuzzer drives them (libfuzzer.c, built by scripts/fuzz), and replay.c, in `make check`, gives
 * them what it once found.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "grid/image.h"

/* A promise: what is broken is said, and the process aborts, which a fuzzer takes for a crash. */
#define fuzz_require(promise, ...) do { \
	if (!(promise)) { \
		fprintf(stderr, "broken: %s: ", #promise); \
		fprintf(stderr, __VA_ARGS__); \
		fputc('\n', stderr); \
		abort(); \
	} \
} while (0)

enum fuzz_shape { FUZZ_BYTES, FUZZ_STREAM, FUZZ_COMMAND };

struct fuzz_target {
	const char *name;
	void (*run)(const uint8_t *bytes, size_t size);
	enum fuzz_shape shape;                  /* of the bytes, for what mutates them */
};

void fuzz_stream(const uint8_t *bytes, size_t size);    /* a stream: read, written, read again */
void fuzz_header(const uint8_t *bytes, size_t size);    /* the text of a stream's header */
void fuzz_text(const uint8_t *bytes, size_t size);      /* patterns, times, durations, GeoKeys, a CRS */
void fuzz_images(const uint8_t *bytes, size_t size);    /* an archive of images */
void fuzz_tiff(const uint8_t *bytes, size_t size);      /* an image */
void fuzz_radolan(const uint8_t *bytes, size_t size);   /* a composite of RADOLAN, or an ASCII grid */
void fuzz_odim(const uint8_t *bytes, size_t size);      /* a composite in HDF5 */
void fuzz_gif(const uint8_t *bytes, size_t size);       /* two frames of an animation */
void fuzz_netcdf(const uint8_t *bytes, size_t size);    /* a classic header, times, a grid mapping, a box */
void fuzz_polygons(const uint8_t *bytes, size_t size);  /* GeoJSON */
void fuzz_tools(const uint8_t *bytes, size_t size);     /* a command, a newline, and its input */

/* What a decoder's image rules out costs no memory, however large it says that it is. */
void fuzz_refused(image_decode_fn *decode, const uint8_t *bytes, size_t size);

/* What any decoder promises of an image that it read, or of its reason not to. */
void fuzz_image(int status, const struct image *g, const struct chunk *c, const char *why);

/* The line of a command of fuzz_tools(), of any number: they are counted round. */
const char *fuzz_command(unsigned i);

/* The target of this name, the last part of a path; NULL if there is none. */
const struct fuzz_target *fuzz_target(const char *path);

/* A file without a name that holds these bytes, at its start; `path` (FUZZ_PATH_MAX) opens it anew. */
#define FUZZ_PATH_MAX 64
int fuzz_file(const uint8_t *bytes, size_t size, char *path);

#endif
