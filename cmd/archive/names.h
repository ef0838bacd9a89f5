/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names.h - what the name of a file or a member says, if it is not that of an
 * image that is taken; and those that are passed over.
 */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct images_rule;

enum names_kind {
	NAMES_HARMLESS,                 /* nobody misses it: a README, a checksum, a hidden file */
	NAMES_OTHER,                    /* it may be an image of another kind */
	NAMES_IMAGE_LIKE,               /* the same, and it ends as images do */
	NAMES_COMPRESSED,               /* an image that is compressed: radar_2011010000.tif.gz */
	NAMES_ARCHIVE                   /* 2020.zip, 2020.tar.gz, 2020.zip?format=tif */
};

/*
 * names_kind() judges the end of a path. It is for names that the rule calls
 * IMAGES_OTHER, and with any_name for all.
 */
enum names_kind names_kind(const struct images_rule *rule, const char *path);

/* The length of a path without its ending if that is .gz, .bz2, .xz or .zst; else 0. */
size_t names_uncompressed(const char *path);

/* The last part of a path. Its parts are separated by / or, on Windows, \. */
const char *names_last(const char *path);

/* The end of a path that the rule takes for an image's name, which may have folders. */
const char *names_image(const struct images_rule *rule, const char *path);

#define NAMES_ADVICE_MAX 700

/*
 * What to do about an image alone whose name does not match: the pattern for
 * -p, if the name has one date or time, else what -p and --time are.
 */
void names_advise(const char *path, char advice[NAMES_ADVICE_MAX]);

/* What was passed over and is not harmless: how many, and one of them. */
struct names_passed {
	uint64_t count;
	bool image_like;                /* the example is */
	char example[512];
};

#define NAMES_EXAMPLE_MAX 1300

/* The example, with the pattern for -p as names_advise() has it. */
void names_example(const struct names_passed *p, char text[NAMES_EXAMPLE_MAX]);

/* Counts the file or member of a path. */
void names_pass(struct names_passed *p, enum names_kind kind, const char *path);
/* Counts those of an archive, in which `members` were passed over. */
void names_pass_members(struct names_passed *p, const struct names_passed *members,
    const char *archive);

#endif
