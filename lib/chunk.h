/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk.h - streams of precipitation grids in time order, and threads that keep
 * that order.
 *
 * A stream is what rainpipe's filters pass through pipes. chunk(5) has the byte
 * table; in short, each part padded to 64 bytes:
 *
 *	prelude   magic 8, text length u32, table entries u32, body CRC u32, CRC u32
 *	body      the header's text, a line key=value each; the table of float32
 *	record    magic u32, kind u16, type u16, start i64, end i64, length u32,
 *	          have u32, expected u32, layer char[16], payload CRC u32, packed u32,
 *	          head CRC u32; then the payload, of a field without what repeats
 *	end       a record that counts the others: without it, the stream was cut
 *
 * The shortest correct filter. It says why it failed, and a failure is never
 * passed on as success:
 *
 *	struct chunk_stream *out = chunk_create(1, "standard output");
 *	struct chunk_stream *in = chunk_open(argv + 1, argc - 1);
 *	struct chunk c = { 0 };
 *	int got = -1;
 *
 *	if (in == NULL || out == NULL)
 *		return 1;
 *	if (chunk_read_header(in) == 0 &&
 *	    chunk_write_header(out, chunk_header(in)) == 0)
 *		while ((got = chunk_read(in, &c)) == 1)
 *			if (chunk_write(out, &c) < 0)
 *				break;
 *	if (got == 0 && chunk_finish(out) == 0)
 *		return 0;
 *	fprintf(stderr, "%s%s\n", chunk_error(in), chunk_error(out));
 *	return 1;
 *
 * No function prints, exits, or keeps state between streams. A stream belongs
 * to one thread at a time. A function that returns int returns 0 on success and
 * -1 on an error that chunk_error() describes, unless its comment differs.
 */
#ifndef CHUNK_H
#define CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* Limits that every reader enforces before it allocates memory. */
#define CHUNK_SIDE_MAX    65535u            /* rows, and columns, of a grid */
#define CHUNK_CELLS_MAX   (1u << 26)        /* rows x columns */
#define CHUNK_BLOB_MAX    (64u << 20)       /* bytes of one encoded image */
#define CHUNK_TEXT_MAX    (1u << 20)        /* bytes of header text */
#define CHUNK_REASON_MAX  4096u             /* bytes of a gap's reason */
#define CHUNK_LAYER_MAX   16u               /* bytes of a layer's name */
#define CHUNK_NAME_MAX    255u              /* bytes of a blob's name */
#define CHUNK_LAYERS_MAX  64u               /* layers of one stream */
#define CHUNK_RUN         16u               /* bytes of a field that are packed or not */
#define CHUNK_THREADS_MAX 256               /* threads of one pool */
#define CHUNK_WHY_MAX     1024              /* bytes of an error message with its NUL */

#if defined(__GNUC__)
#define CHUNK_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define CHUNK_PRINTF(text, first)
#endif

enum chunk_kind { CHUNK_FIELD = 1, CHUNK_BLOB = 2, CHUNK_GAP = 3, CHUNK_END = 4 };

enum chunk_type {
	CHUNK_BYTES = 0,        /* blobs, gaps and ends: no values */
	CHUNK_U8 = 1,           /* codes, with a table of 256 in the header */
	CHUNK_U16 = 2,          /* codes, with a table of 65536 in the header */
	CHUNK_F32 = 3,          /* values, NaN if missing */
	CHUNK_F64 = 4
};

/*
 * A record. The caller owns it, starts it as { 0 }, reuses it for every record,
 * and frees its memory with chunk_free(). The buffer only grows, when a larger
 * payload comes.
 */
struct chunk {
	int64_t start, end;                     /* [start, end), seconds since 1970-01-01 UTC */
	enum chunk_kind kind;                   /* a reader never hands out CHUNK_END */
	enum chunk_type type;                   /* of a field's values */
	uint32_t have, expected;                /* images that went in, of how many steps */
	char layer[CHUNK_LAYER_MAX + 1];        /* of a field; "" in a stream without layers */
	char name[CHUNK_NAME_MAX + 1];          /* of a blob: the archive member it was; else "" */
	void *data;                             /* field: rows x cols values, row 0 north; blob: the
	                                           encoded image; gap: the reason, then a NUL */
	size_t size;                            /* bytes at data, without that NUL */
	size_t whole;                           /* if packed, bytes when unpacked; else 0 */
	void *buffer;                           /* private: what chunk_room() allocated */
	size_t room;                            /* private: how much that is */
	uint32_t check;                         /* private: CRC of the payload */
	bool sealed;                            /* private: which is valid for writing */
};

/* The cells of every field in a stream. */
struct chunk_grid {
	uint32_t rows, cols;                    /* 0 x 0 in a stream of blobs */
	double affine[6];                       /* x = [0] + col*[1] + row*[2], y = [3] + col*[4] +
	                                           row*[5]: GDAL's order, from the outer corner of
	                                           the upper-left cell, in units of the CRS */
};

struct chunk_header;                            /* what a stream says of itself: opaque */
struct chunk_stream;                            /* being read, or being written: opaque */
struct chunk_pool;                              /* threads: opaque */

/*
 * chunk_room() makes room for `size` bytes at c->data, aligned to 64, sets
 * c->size, and returns c->data. NULL if out of memory: then `c` is unchanged.
 * The bytes that were there may be lost.
 */
void *chunk_room(struct chunk *c, size_t size);

/*
 * chunk_copy() makes `to` equal to `from`, payload included. chunk_swap()
 * exchanges two records without copying a payload. chunk_free() frees a
 * record's memory and leaves it as { 0 }.
 */
int chunk_copy(struct chunk *to, const struct chunk *from);
void chunk_swap(struct chunk *a, struct chunk *b);
void chunk_free(struct chunk *c);

/* chunk_describe() copies kind, type, times, have, expected, layer and name. */
void chunk_describe(struct chunk *to, const struct chunk *from);

/* chunk_value_size() returns the bytes of one value, 0 for CHUNK_BYTES. */
size_t chunk_value_size(enum chunk_type type);

/*
 * chunk_floats() writes `count` values of field `c`, from cell `first` on, to
 * `to` as float32, whatever their type: codes through the header's table,
 * float64 rounded. Cells count row by row from the upper left; the range must
 * lie within the field, which must not be packed.
 */
void chunk_floats(const struct chunk_header *h, const struct chunk *c, size_t first, size_t count,
    float *to);

/* ---- Packed fields ----------------------------------------------------- */

/*
 * In a stream, fields are packed if that makes them shorter: runs of CHUNK_RUN
 * bytes that only repeat the value before them are left out. chunk_read()
 * unpacks and chunk_write() packs, so few programs need what follows.
 *
 * chunk_pack() packs a field in its buffer and computes its checksum: earlier
 * than chunk_write(), in the thread that made the values, while they are in its
 * cache. They must not be changed until chunk_room(). chunk_unpack() undoes it.
 *
 * chunk_keep_packed(), before the first record, has chunk_read() hand out fields
 * as they are in the stream.
 *
 * chunk_marks() returns NULL if `c` is not packed, else its marks: bit i % 8 of
 * byte i / 8 is 1 if run i is left out; 8 bytes for 64 runs. chunk_run_offset()
 * returns where run i, or the next that is not left out, is at c->data. What a
 * run repeats is the value before that, or 0. Reading a whole run there is safe.
 */
void chunk_pack(struct chunk *c);
int chunk_unpack(struct chunk *c);
void chunk_keep_packed(struct chunk_stream *in);
const unsigned char *chunk_marks(const struct chunk *c);
size_t chunk_run_offset(const struct chunk *c, size_t run);

/* ---- Headers ----------------------------------------------------------- */

/*
 * chunk_header_copy() copies a header, or makes an empty one from NULL; it
 * returns NULL if out of memory. chunk_header_free() accepts NULL. If a setter
 * runs out of memory, or is given an invalid key, it marks the header, and
 * chunk_write_header() refuses it: so no setter needs to be checked. The copy
 * of a reader's header says at the end of its history how many streams were
 * joined so far.
 */
struct chunk_header *chunk_header_copy(const struct chunk_header *h);
void chunk_header_free(struct chunk_header *h);

/*
 * chunk_get() returns the value of a key, or NULL; chunk_nth() that of the n-th
 * line (from 0) with this key. The strings live until the header is changed.
 *
 * chunk_set() gives a key one value, or removes all its lines for NULL, and
 * with "layer." all keys that begin so. chunk_add() appends another line with
 * the same key, as history needs. A key has letters (lower-case, except in the
 * names of layers), digits, '_', '-' and '.'. A value is UTF-8 without
 * newlines: a newline is written as a space, and an invalid byte as '?'.
 */
const char *chunk_get(const struct chunk_header *h, const char *key);
const char *chunk_nth(const struct chunk_header *h, const char *key, size_t n);
void chunk_set(struct chunk_header *h, const char *key, const char *value);
void chunk_add(struct chunk_header *h, const char *key, const char *value);

/* chunk_layer_get() returns the key "layer.NAME.KEY", else the stream's own, or NULL. */
const char *chunk_layer_get(const struct chunk_header *h, const char *layer, const char *key);

/*
 * chunk_line() returns the first line for NULL, else the one after `line`, or
 * NULL at the end. A line is "key=value" and lives until the header is changed.
 */
const char *chunk_line(const struct chunk_header *h, const char *line);

/* chunk_text() returns the text as a stream has it; the caller frees it. */
char *chunk_text(const struct chunk_header *h);

/*
 * chunk_step() returns the input's time step in seconds, 0 if unknown. Joined
 * streams of means or sums may have several: this is the first one's, and each
 * record's own is its length divided by `expected`.
 */
int64_t chunk_step(const struct chunk_header *h);

/* The grid, which is kept in the keys rows, cols and affine, without loss. */
const struct chunk_grid *chunk_grid(const struct chunk_header *h);
void chunk_set_grid(struct chunk_header *h, const struct chunk_grid *g);
/*
 * chunk_same_place() tells whether two grids have as many rows and columns, and
 * corners within a thousandth of a cell: programs round the affine differently.
 */
bool chunk_same_place(const struct chunk_grid *a, const struct chunk_grid *b);

/*
 * The table of a stream of codes: the value of each, NaN for missing, never
 * infinite. `n` is 256, 65536, or 0 for no table: then chunk_table() is NULL.
 */
const float *chunk_table(const struct chunk_header *h, uint32_t *n);
void chunk_set_table(struct chunk_header *h, const float *table, uint32_t n);

/* About how many bytes a field has; 0 in a stream of blobs. */
size_t chunk_field_size(const struct chunk_header *h);

/* ---- Reading ----------------------------------------------------------- */

/*
 * chunk_open() makes a reader of `n` files, one after the other, as `cat` would
 * give them. "-", or n = 0, is standard input. A file is opened when the reader
 * reaches it, and `paths` must live until chunk_close(). NULL only if out of
 * memory. chunk_read_header() reads the first header.
 */
struct chunk_stream *chunk_open(char *const *paths, int n);
int chunk_read_header(struct chunk_stream *in);

/*
 * chunk_header() returns the first stream's header. It does not change while
 * records are read, so other threads may look into it.
 */
const struct chunk_header *chunk_header(const struct chunk_stream *s);

/*
 * chunk_read() reads the next record into `c` and returns 1; 0 at the clean end
 * of the last file; -1 on an error, after which it must not be called again.
 *
 * Streams are joined: if one ends, the next begins later, and the step is
 * known, a gap "missing" stands for the time between. Gaps that follow each
 * other for the same reason come as one. Order in time, limits, checksums,
 * counts, and that joined streams agree are checked: what comes out is sound.
 */
int chunk_read(struct chunk_stream *in, struct chunk *c);

/*
 * chunk_join_steps(), before the first record, also lets streams be joined whose
 * fields are single images of different steps. chunk_step_now() returns the step
 * of the stream that the last record came from.
 */
void chunk_join_steps(struct chunk_stream *in);
int64_t chunk_step_now(const struct chunk_stream *in);

/* chunk_name() returns the file being read or written, as messages name it. */
const char *chunk_name(const struct chunk_stream *s);

/* chunk_digest() returns a checksum of the table and the records read so far. */
uint32_t chunk_digest(const struct chunk_stream *in);

/* ---- Writing ----------------------------------------------------------- */

/*
 * chunk_create() makes a writer on a file descriptor, which stays the caller's,
 * and writes the magic at once: a program that dies later leaves a stream that
 * is visibly cut short, not an empty one. `name` is for messages. NULL only if
 * out of memory; a failed write is reported by chunk_write_header().
 */
struct chunk_stream *chunk_create(int fd, const char *name);

/*
 * chunk_write_header() writes the header, of which the stream keeps a copy for
 * chunk_header(); chunk_write() writes a record. What a reader would refuse is
 * refused.
 */
int chunk_write_header(struct chunk_stream *out, const struct chunk_header *h);
int chunk_write(struct chunk_stream *out, const struct chunk *c);

/* chunk_finish() writes the end record. Call it only if all went well. */
int chunk_finish(struct chunk_stream *out);

/* ---- Both -------------------------------------------------------------- */

/* chunk_close() frees a stream, or NULL, and closes its input files. */
void chunk_close(struct chunk_stream *s);

/* chunk_error() says what went wrong ("file: record 17: what"), or is "". */
const char *chunk_error(const struct chunk_stream *s);

struct chunk_counts {
	uint64_t streams, fields, blobs, gaps;  /* headers seen, and records of each kind */
	uint64_t bytes;                         /* read or written */
	uint64_t waited;                        /* nanoseconds inside read() or write() */
	int64_t start, end; /* [start, end) of all records so far; 0, 0 if none */
};

const struct chunk_counts *chunk_counts(const struct chunk_stream *s);

/*
 * Both return `text`. chunk_time_text() writes a time to it as
 * 2020-11-01T12:00Z, with seconds if there are any; chunk_number_text() the
 * shortest decimal number that reads back as the same float64, in any locale.
 */
#define CHUNK_TIME_MAX   40                 /* bytes of such texts */
#define CHUNK_NUMBER_MAX 32

const char *chunk_time_text(int64_t t, char *text);
char *chunk_number_text(double x, char *text);

/*
 * chunk_reason() writes a sentence, as printf() does, to `why` (CHUNK_WHY_MAX
 * bytes; what is longer is cut), and returns -1. The functions that chunk_map()
 * and chunk_flow() call fail by it.
 */
int chunk_reason(char *why, const char *format, ...) CHUNK_PRINTF(2, 3);

/* ---- Threads ----------------------------------------------------------- */

/*
 * chunk_threads() returns how many threads to use if the user does not say:
 * CHUNK_THREADS from the environment, else the CPUs that this process may use
 * (affinity and cgroup quota), at most 16.
 */
int chunk_threads(void);

/*
 * chunk_pool_new() makes the threads of a process, 1 to CHUNK_THREADS_MAX,
 * once. With 1 there are none, and the caller does all work. NULL if the system
 * gives no more threads or memory: errno says which. A pool does one piece of
 * work at a time: chunk_map(), chunk_flow() and chunk_for() take turns on it.
 */
struct chunk_pool *chunk_pool_new(int threads);
void chunk_pool_free(struct chunk_pool *p);
int chunk_pool_threads(const struct chunk_pool *p);

/*
 * A function for chunk_map(): makes `out` of `in` and returns 0, or writes a
 * reason to `why` and returns -1. It runs in several threads at once, and
 * touches nothing but its arguments. Gaps come too, for chunk_swap() to pass
 * on. `out` may still have an old payload: see chunk_room().
 */
typedef int chunk_work_fn(void *arg, struct chunk *in, struct chunk *out, char *why);

/*
 * chunk_map() reads every record of `in`, has the threads of `pool` make
 * another of each, and writes those to `out` in the order of the input. seen(),
 * if not NULL, gets each record as it was read, in the calling thread: for
 * progress, or to refuse it with -1 and a reason. The first failure in the
 * order of the input is reported: -1, and `why` (CHUNK_WHY_MAX bytes) says
 * what. A read that is waiting has to return first. It does not finish `out`.
 */
struct chunk_map {
	struct chunk_stream *in, *out;
	chunk_work_fn *work;
	void *arg;                              /* of work() */
	int (*seen)(void *seen_arg, const struct chunk *c, char *why);
	void *seen_arg;
};

int chunk_map(const struct chunk_map *map, struct chunk_pool *pool, char *why);

/*
 * chunk_flow() is chunk_map() between any source and any sink, for tools that
 * read archives or write pictures. source() returns 1, 0 at the end, or -1 with
 * a reason. sink() gets the records in order, one at a time, from any thread,
 * and returns 0, or -1 with a reason. At most 16 MiB of records are in flight,
 * and always at least one.
 */
struct chunk_flow {
	int (*source)(void *arg, struct chunk *c, char *why);
	chunk_work_fn *work;
	int (*sink)(void *arg, struct chunk *c, char *why);
	void *arg;                              /* of all three */
	size_t record;                          /* about how many bytes a record takes in memory,
	                                           before and after work() together */
};

int chunk_flow(const struct chunk_flow *flow, struct chunk_pool *pool, char *why);

/*
 * chunk_for() calls fn(arg, first, last) so that the ranges [first, last) cover
 * 0 to n once: a parallel for over bands. Each band is worked on by one thread,
 * so sums inside it never depend on the number of threads. chunk_for_start()
 * returns at once and chunk_for_wait() waits for the end, so that the caller
 * can read on meanwhile, without touching what is being worked on.
 */
typedef void chunk_range_fn(void *arg, size_t first, size_t last);

void chunk_for(struct chunk_pool *p, size_t n, chunk_range_fn *fn, void *arg);
void chunk_for_start(struct chunk_pool *p, size_t n, chunk_range_fn *fn, void *arg);
void chunk_for_wait(struct chunk_pool *p);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif
