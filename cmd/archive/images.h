/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * images.h - the images in a file: a zip, another archive, or an image that stands alone.
 *
 * images_open() reads no more than the directory: which images there are, in the order of time.
 * images_read() fetches one of them as it is stored, and images_unpack() makes it whole, in any
 * thread. A plain zip is read from its directory, in any order; everything else is libarchive's, from
 * front to back (sequence.h).
 *
 * Where a function returns int: 0, or -1 with a reason of CHUNK_WHY_MAX bytes in `why`. The reason
 * names the member; the file is for the caller to name.
 */
#ifndef IMAGES_H
#define IMAGES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "chunk.h"
#include "archive/inflate.h"
#include "archive/sequence.h"

enum images_choice {
	IMAGES_OTHER,                   /* no image */
	IMAGES_OUTSIDE,                 /* one, but not of the time asked for */
	IMAGES_TAKEN,
	IMAGES_WRONG                    /* one that cannot be: `why` says what is wrong with its name */
};

/* Which members are images, by the last part of their path, and when the step of each starts. */
struct images_rule {
	enum images_choice (*choose)(void *arg, const char *name, int64_t *start, char *why);
	void *arg;
	bool any_name;                  /* it takes whatever there is, so that a name says nothing */
	bool one;                       /* all have one time, so that there must not be two of them */
	bool keep_going;                /* take what is left of an archive that is damaged */
};

struct image {
	int64_t start;
	size_t path;                    /* in the archive: from here on in images->paths */
	size_t name;                    /* the last part of it */
	uint64_t place;                 /* of its local header, or its number in a sequence */
	uint64_t packed, size;          /* bytes stored, and whole; 0 where only the data will tell */
	uint32_t crc;
	uint16_t method;
};

enum images_kind { IMAGES_ZIP, IMAGES_SEQUENCE, IMAGES_ALONE };

/* An open file. Starts as { 0 }, and its memory is used again for the next file. */
struct images {
	enum images_kind kind;
	int fd;                         /* the caller's, or `unpacked` */
	uint64_t bytes;                 /* of the file */
	struct image *image;            /* that were taken, in the order of time */
	size_t count;
	uint64_t matched, others;       /* members that are images, taken or not, and that are none */
	bool damaged;                   /* the archive is, and keep_going: `image` is what is left */
	char wrong[CHUNK_WHY_MAX];      /* then: what with it */

	/* Private. */
	size_t room, paths_room, paths_size, buffer_room;
	char *paths;
	unsigned char *buffer;          /* of the end of a zip, and then of its directory */
	uint64_t front, limit;          /* where the members of a zip begin and end */
	int unpacked;                   /* a zip that was compressed once more, as it was before; else 0 */
	enum sequence_how how;
	struct sequence *sequence;      /* once it is read from */
	struct chunk *held;             /* of a sequence: what came before its turn, one for each image */
	size_t held_bytes;
};

int images_open(struct images *s, int fd, const char *name, const struct images_rule *rule, char *why);
void images_close(struct images *s);    /* the file: ready for the next images_open() */
void images_free(struct images *s);     /* and the memory */

const char *images_name(const struct images *s, size_t i);

/* About how many bytes the largest image takes in memory, packed and whole. */
size_t images_largest(const struct images *s);

/*
 * images_read() makes `c` a record of image i: a blob, still packed, or a gap that says why where
 * the image is damaged. Its start is set, its end is the caller's. Each image of a sequence can be
 * read once, the earliest first.
 */
int images_read(struct images *s, size_t i, struct chunk *c, char *why);

/*
 * images_unpack() makes `out` the record `in`, with the image whole; or a gap that says why it is
 * damaged. `in` is used up.
 */
int images_unpack(struct inflaters *inflaters, struct chunk *in, struct chunk *out, char *why);

/* Between images.c, images-read.c and images-front.c. */

/* As many of the `size` bytes as there are before the end of the file; -1 where reading fails. */
ssize_t images_bytes(int fd, void *to, size_t size, uint64_t at);
/* What servers send in place of data that they do not have, as a reason; NULL for anything else. */
const char *images_not_data(const unsigned char *head, size_t n);
bool images_is_tiff(const unsigned char *head, size_t n);
/*
 * What is before the `front` of a zip may be the program that unpacks it, but no archive, whose images would be
 * lost: nothing would name them. `head` is the first 4 bytes of the file.
 */
int images_check_front(int fd, uint64_t front, const unsigned char *head, char *why);

#endif
