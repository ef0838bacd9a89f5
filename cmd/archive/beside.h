/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * beside.h - what is beside an image: GDAL writes scale, offset, the code for
 * no data and the unit to a.tif.aux.xml if it may not write them into a.tif.
 *
 * Reasons (`why`) have CHUNK_WHY_MAX bytes.
 */
#ifndef BESIDE_H
#define BESIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/images.h"
#include "grid/image.h"

#define BESIDE_END      ".aux.xml"     /* after the whole name of the image */
#define BESIDE_CAPITALS ".AUX.XML"
#define BESIDE_MASK     ".msk"         /* GDAL's mask, which says where an image has no data */
#define BESIDE_MAX      (1u << 20)     /* bytes of such a file, at most */

/* The length of the path without BESIDE_END; 0 if it does not end so. */
size_t beside_stem(const char *path);

/*
 * What is beside the image of that path says to `text` (IMAGE_SIDECAR_MAX
 * bytes), as sidecar_text() has it; "" if there is nothing.
 */
int beside_read_file(const char *image, char *text, char *why);

/*
 * beside_check_name() refuses a file or member if it is the mask of an image
 * that the rule takes; beside_read_file() does so for a single image. 0, or -1.
 */
int beside_check_name(const struct images_rule *rule, const char *path, const char *name,
    char *why);

/*
 * Refuses two images beside which different things are said. -1: the reason of
 * it is written.
 */
int beside_differ(const char *a, const char *a_says, const char *b, const char *b_says, char *why);

struct chunk;
struct images;
struct images_entry;
struct images_member;
struct sequence;

/* ---- images-beside.c: sidecars in archives ----------------------------- */

/*
 * images_add_beside() puts a member on the list of sidecars if it is that of an
 * image that is taken: 1; 0 if not, or -1. The member's path is the last one in
 * s->paths.
 */
int images_add_beside(struct images *s, const struct images_rule *rule,
    const struct images_member *m, char *why);
/* Reads the last one on the list, which is the next member of a sequence. */
int images_read_beside(struct images *s, struct sequence *sequence, char *why);

/*
 * images_values() writes what the sidecars say to `text` (IMAGE_SIDECAR_MAX
 * bytes), or "". It must be the same for all images: -1 if it is not. `path` is
 * that of the file, or NULL if it has none.
 */
int images_values(struct images *s, const char *path, char *text, char *why);

/* ---- images-list.c, images-read.c: for images-beside.c ----------------- */

/* Room for a text of `size` bytes at the end of s->paths. */
bool images_make_room(struct images *s, size_t size);
/* Reads a member of a zip that is not on the list, whole; -1 if it is damaged. */
int images_read_member(struct images *s, const struct images_entry *e, struct chunk *c, char *why);

#endif
