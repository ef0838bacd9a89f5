/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * private.h - what the files of this folder ask of each other; tools use
 * series.h, sources.h, images.h and pattern.h.
 *
 * series.c opens each file by images.c. A plain zip is read by its directory,
 * in any order (zipdir.c, images-zip.c). Any other archive is read from front
 * to back by libarchive (sequence.c), and first unpacked if it is compressed
 * as a whole (unpacked.c, gunzip.c, checksums.c). images-read.c fetches images
 * and makes them whole (inflate.c, foreign.c, decompress.c). All of them use bytes.c.
 *
 * A function of type int returns 0, or -1 with a reason in `why`, which has
 * CHUNK_WHY_MAX bytes. The reason names the member; the caller names the file.
 */
#ifndef ARCHIVE_PRIVATE_H
#define ARCHIVE_PRIVATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "archive/images.h"
#include "archive/names.h"
#include "archive/beside.h"
#include "chunk.h"

#define BLOCK (128u << 10)              /* bytes that are read at a time */

/*
 * What came of asking for something: a directory, a member, the next bytes.
 * OUTCOME_DAMAGED and OUTCOME_FAILED come with a reason in `why`.
 */
enum outcome {
	OUTCOME_FOUND,
	OUTCOME_NONE,                   /* a sound end, or a file of another kind */
	OUTCOME_DAMAGED,                /* with -k, what is left is used */
	OUTCOME_FAILED                  /* never forgiven: no memory, an unreadable file, or one
	                                   of which nobody can tell how much of it is right */
};

/* Reasons that several files give. */
#define REASON_CUT       "it is cut short"
#define REASON_CHECKSUM  "its checksum is wrong"
#define REASON_DATA      "its compressed data are damaged"
/* Not forgiven by -k: nobody can tell how far the bytes are right. */
#define REASON_DOUBTFUL  REASON_DATA ", and any image may be wrong: fetch it again"
#define REASON_COMPRESSED "an image that is compressed by itself, which is read only if its name matches -p " \
	"and ends in .gz, .bz2, .xz or .zst: decompress it first"
#define REASON_MORE      "more follows its end: give archives one by one, each in a file of its own"

#define MEMORY_MAX (32u << 20)          /* bytes of a file that is kept in memory, at most */

/* ---- bytes.c: bytes of a file, and what they look like ----------------- */

/*
 * bytes_read() reads `size` bytes at offset `at`: how many there were before
 * the end of the file; -1, with errno, if it cannot be read.
 */
ssize_t bytes_read(int fd, void *to, size_t size, uint64_t at);
/* Writes "cannot read" with errno to `why`, and returns -1. */
int bytes_unreadable(char *why);
/* Whether nothing follows from `at` on except zeros, which fill up a block. */
int bytes_check_end(int fd, uint64_t at, char *why);

/* The next four tell what a file is from its first `n` bytes, better 512. */
bool bytes_are_packed(const unsigned char *head, size_t n);
bool bytes_are_tiff(const unsigned char *head, size_t n);
bool bytes_are_zip(const unsigned char *head, size_t n);
/* What servers send if they do not have the data, as a reason; else NULL. */
const char *bytes_not_data(const unsigned char *head, size_t n);

/* ---- kinds.c: kinds of files that are not read ------------------------- */

/*
 * kinds_require() refuses a file of a known kind that is not read here, by its
 * first `n` bytes; `fd` is the file, or -1 for bytes that are in no file, and
 * `name` that of the file.
 */
int kinds_require(int fd, const char *name, const unsigned char *head, size_t n, char *why);

/* ---- checksums.c: whether damage in compressed data would be seen ------ */

/*
 * checksums_required() refuses a file that was compressed by compress, or by
 * xz or zstd without a checksum. Frames of xz and zstd may be joined, and each
 * says for itself whether it has one, so all of them are looked at.
 */
int checksums_required(int fd, char *why);

/* ---- gunzip.c: a gzip, from front to back ------------------------------ */

/*
 * libarchive 3.6 reads gzip too, but ignores the checksum and the length at its
 * end.
 */
struct gunzip;

/* gunzip_open() reads on from the file's offset. NULL if out of memory. */
struct gunzip *gunzip_open(int fd);
void gunzip_close(struct gunzip *g);

/*
 * gunzip_read() makes *bytes the next *size bytes, which last until the next
 * call. OUTCOME_NONE is a sound end; OUTCOME_DAMAGED: the file is cut short;
 * OUTCOME_FAILED: any other reason. Several gzips one after the other count as
 * one, as they do for gzip itself; zeros may follow, and nothing else.
 */
enum outcome gunzip_read(struct gunzip *g, const void **bytes, size_t *size, char *why);

/* ---- inflate.c: members of a zip, by several threads at once ----------- */

/*
 * Decompressors that no thread is using. One is made if none is idle, so there
 * are never more than threads.
 */
struct inflaters {
	pthread_mutex_t lock;           /* of what follows */
	void *idle[CHUNK_THREADS_MAX];
	int count;
};

enum inflated { INFLATE_DONE, INFLATE_DAMAGED, INFLATE_NO_MEMORY };

void inflaters_init(struct inflaters *all);
void inflaters_free(struct inflaters *all);
/*
 * Inflates `packed` bytes of raw deflate at `from` to exactly `size` bytes at
 * `to`.
 */
enum inflated inflate_member(struct inflaters *all, const void *from, size_t packed, void *to,
    size_t size);
/* CRC-32, as a zip has it for each member. */
uint32_t inflate_crc(const void *bytes, size_t size);

/* ---- foreign.c: members of a zip with another method, by libarchive ---- */

struct foreign {
	uint64_t packed, size;          /* bytes in the zip, and as they were */
	uint32_t crc;
	uint16_t method;
};

/* Whether a method may be read here; libarchive can still be built without it. */
bool foreign_is_readable(uint16_t method);
/* Refuses the member of that path. */
int foreign_refuse(uint16_t method, const char *path, char *why);
/*
 * foreign_unpack() makes f->size bytes at `to` of f->packed bytes at `from`.
 * OUTCOME_DAMAGED, or OUTCOME_FAILED, also if libarchive was built without the
 * method.
 */
enum outcome foreign_unpack(const struct foreign *f, const void *from, void *to, char *why);

/* ---- unpacked.c: a file that is compressed as a whole ------------------ */

/*
 * The bytes as they were before, from front to back: by gzip, bzip2, lzip, or
 * by xz or zstd with a checksum. All checksums are verified, the last one when
 * the end is read.
 */
struct unpacked;
struct archive;

/*
 * unpacked_open() starts at the beginning of a file, and moves its offset.
 * OUTCOME_NONE: it is not compressed, and *u is NULL; or OUTCOME_FAILED.
 */
enum outcome unpacked_open(struct unpacked **u, int fd, char *why);
void unpacked_close(struct unpacked *u);
/* The next bytes, as gunzip_read() gives them. */
enum outcome unpacked_read(struct unpacked *u, const void **bytes, size_t *size, char *why);

/*
 * unpacked_zip() makes *zip a file without a name, for the caller to close,
 * with the bytes of a zip that was compressed once more; at most MEMORY_MAX.
 * OUTCOME_NONE: the file is something else; or OUTCOME_FAILED, also if what was
 * compressed is known not to be an archive that is read; `name` is the file's.
 */
enum outcome unpacked_zip(int fd, const char *name, int *zip, char *why);

/*
 * unpacked_reason() puts what libarchive says into the words that are used for
 * zips: OUTCOME_DAMAGED, or OUTCOME_FAILED if memory or the disk is to blame,
 * or if the archive is whole and only not of a kind that is read.
 * Out of memory, libarchive says many things, or goes on: set errno to 0
 * before each call of it.
 */
enum outcome unpacked_reason(struct archive *a, char *why);

/* ---- sequence.c: tar, cpio, 7z, cut zips, from front to back ----------- */

/* How far to trust the file. */
enum sequence_how {
	SEQUENCE_WHOLE,                 /* anything except a zip */
	SEQUENCE_CUT_ZIP                /* a zip without its directory: go by its local headers */
};

struct sequence_member {
	const char *path;               /* in the archive; until the next call */
	uint64_t number;                /* from 0, in the order of the archive */
	uint64_t size;                  /* bytes, 0 if only the data will tell */
	bool folder, link, encrypted;
};

struct sequence;

/*
 * sequence_open() starts at the beginning of a file. OUTCOME_DAMAGED: it is
 * not an archive, or a damaged one; or OUTCOME_FAILED.
 */
enum outcome sequence_open(struct sequence **s, int fd, enum sequence_how how, char *why);
void sequence_close(struct sequence *s);

/* sequence_next() goes to the next member; OUTCOME_NONE is a sound end. */
enum outcome sequence_next(struct sequence *s, struct sequence_member *m, char *why);

/*
 * sequence_read() reads the whole member to c->data from byte `skip` on, and
 * sets c->size to the end of it. The member's size must not be over
 * CHUNK_BLOB_MAX. The first `skip` bytes are the caller's to fill.
 */
enum outcome sequence_read(struct sequence *s, struct chunk *c, size_t skip, char *why);

/* ---- zipdir.c: the directory of a zip, and whether all of it is there ---- */

/*
 * A zip ends with its directory, and the directory with a record that says how
 * long it is and how many members it has. A zip that was cut has no such
 * record; libarchive would take it for whole. (PKWARE's APPNOTE.TXT 6.3,
 * sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16.)
 */
#define ZIPDIR_TAIL   (128u << 10)      /* bytes of a file's end that zipdir_find() may need */
#define ZIPDIR_ZEROS  (60u << 10)       /* of them, zeros that may follow the zip */
#define ZIPDIR_LOCAL  30u               /* bytes of a local header, up to its name */
#define ZIPDIR_MAX    (64u << 20)       /* bytes of a directory: half a million members */

#define ZIPDIR_ONE_PART "one part of a zip in several parts: join them first"

struct zipdir {
	uint64_t offset, size;          /* of the directory, in the file */
	uint64_t entries;               /* that it must have */
	uint64_t before;                /* bytes of something else before the zip */
};

enum { ZIPDIR_STORED = 0, ZIPDIR_DEFLATED = 8 };

struct zipdir_entry {
	const char *name;               /* in the directory: name_size bytes, and no NUL */
	size_t name_size;
	uint64_t offset;                /* of its local header, in the file */
	uint64_t packed, size;          /* bytes in the zip, and as they were */
	uint32_t crc;
	uint16_t method;
	bool encrypted, link;
};

struct zipdir_place {
	size_t at;                      /* in the directory's bytes */
	uint64_t seen;                  /* entries before it */
};

/*
 * zipdir_find() looks for the directory in the last `n` bytes of a file of
 * `size` bytes: ZIPDIR_TAIL of them, or all. OUTCOME_NONE: the file does not
 * end as a zip does; OUTCOME_DAMAGED: it does, but cannot be used;
 * OUTCOME_FAILED: it is a part of a zip, or too large.
 */
enum outcome zipdir_find(const unsigned char *tail, size_t n, uint64_t size, struct zipdir *d,
    char *why);

/*
 * Whether the first 4 bytes of a file are a program's, as in a zip that
 * extracts itself.
 */
bool zipdir_is_program(const unsigned char *head);

/*
 * zipdir_next() reads the entry at a place in the directory's bytes, which
 * starts as { 0 } and moves on. OUTCOME_NONE is a sound end, or
 * OUTCOME_DAMAGED. Call it until the end: only that tells whether the
 * directory has as many entries as it must.
 */
enum outcome zipdir_next(const struct zipdir *d, const unsigned char *bytes,
    struct zipdir_place *place, struct zipdir_entry *e, char *why);

/*
 * zipdir_data() is the offset of a member's data, from the first `n` bytes at
 * e->offset: its ZIPDIR_LOCAL bytes of local header, and its name. 0 if they
 * are not a header of that name and method. No checksum covers a directory, but
 * each name is there twice, and a name is a time.
 */
uint64_t zipdir_data(const struct zipdir_entry *e, const unsigned char *local, size_t n);

/* ---- images.c: the images in an open file ------------------------------ */

struct images_entry {
	int64_t start;
	size_t path;                    /* in the archive: from here on in images->paths */
	size_t name;                    /* the last part of it */
	size_t values;                  /* what is beside it says this, in images->paths; or 0 */
	uint64_t place;                 /* of its local header, or its number in a sequence */
	uint64_t packed, size;          /* bytes stored, and whole; 0 if only the data will tell */
	uint32_t crc;
	uint16_t method;
	bool compressed;                /* by itself: radar_2011010000.tif.gz */
};

enum images_kind { IMAGES_ZIP, IMAGES_SEQUENCE, IMAGES_ALONE };

/*
 * An open file. Starts as { 0 }, and its memory is used again for the next
 * file.
 */
struct images {
	enum images_kind kind;
	int fd;                         /* the caller's, or an unpacked zip in memory */
	bool owns_fd;                   /* the latter: to be closed here */
	uint64_t bytes;                 /* of the file */
	struct images_entry *image;            /* those that were taken, in the order of time */
	size_t count;
	struct images_entry *beside;    /* sidecars of those; each has the start of its image */
	size_t beside_count, beside_room;
	uint64_t matched, others;       /* members that are images (taken or not), and others */
	struct names_passed passed;     /* those of the others that are to be told */
	char outside[CHUNK_WHY_MAX];    /* the first image that was not taken, and why; or "" */
	bool damaged;                   /* the archive is, and `image` is what is left */
	char wrong[CHUNK_WHY_MAX];      /* if damaged: how */

	/* Only for images*.c. */
	size_t room, paths_room, paths_size, buffer_room;
	char *paths;
	unsigned char *buffer;          /* the end of a zip, and then its directory */
	uint64_t front, limit;          /* where the members of a zip begin and end */
	enum sequence_how how;
	struct sequence *sequence;      /* once an image of it is read */
	struct chunk *held;             /* one for each image of a sequence: read before its turn */
	size_t held_bytes;
};

/*
 * images_open() reads no more than the directory: which images there are, in
 * the order of time. `name` is that of the file. images_close() makes ready for
 * the next images_open(); images_free() also frees the memory.
 */
int images_open(struct images *s, int fd, const char *name, const struct images_rule *rule,
    char *why);
void images_close(struct images *s);
void images_free(struct images *s);

const char *images_name(const struct images *s, size_t i);
/* About how many bytes the largest image takes in memory, packed and whole. */
size_t images_largest(const struct images *s);

/* ---- images-list.c: the list of images, while a file is opened --------- */

struct images_member {
	const char *path;               /* path_size bytes, and no NUL */
	size_t path_size;
	struct images_entry image;             /* without its start, path and name */
	bool encrypted, link;
};

/*
 * images_add() puts a member on the list if it is an image that the rule takes,
 * and counts it. -1 if it is one that cannot be used, or has images in it.
 */
int images_add(struct images *s, const struct images_rule *rule, const struct images_member *m,
    char *why);
/* Puts the list in the order of time. -1 if two images have the same time. */
int images_sort(struct images *s, char *why);
void images_clear(struct images *s);

/* ---- images-zip.c: the list of images in a zip, by its directory ------- */

/*
 * images_list_zip() fills the list. `head` is the first 4 bytes of the file.
 * OUTCOME_NONE: the file is not a zip. After OUTCOME_DAMAGED the list is not to
 * be used.
 */
enum outcome images_list_zip(struct images *s, const unsigned char *head,
    const struct images_rule *rule, char *why);

/* ---- images-read.c: images fetched as they are stored, and made whole ---- */

/*
 * images_read() makes `c` a record of image i: a blob, or a gap whose reason
 * is how the image is damaged. Its start is set; its end is the caller's to
 * set. A blob is still packed: in front of the stored bytes, its payload has a
 * private head for images_unpack(), so it must not be written to a stream. Each
 * image of a sequence can be read once, the earliest first.
 */
int images_read(struct images *s, size_t i, struct chunk *c, char *why);

/*
 * images_unpack() makes `out` the record `in` of images_read(), with the image
 * whole; or a gap whose reason is how it is damaged. Any thread may call it.
 * `in` is used up.
 */
int images_unpack(struct inflaters *inflaters, struct chunk *in, struct chunk *out, char *why);

#endif
