/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk.h - streams of precipitation grids in time order, and threads that keep the order.
 *
 * A stream is what rainpipe's filters pass through pipes (the byte table is in chunk(5)):
 *
 *	prelude   64 bytes: magic 8, text length u32, table entries u32, body CRC u32, zeros, CRC u32
 *	body      the header's text, key=value a line; then the table of float32; padded to 64
 *	record    64-byte head: magic u32, kind u16, type u16, start i64, end i64, length u32,
 *	          have u32, expected u32, layer char[16], payload CRC u32, zero u32, head CRC u32;
 *	          then the payload, padded to 64
 *	...
 *	end       a record that counts the others: a stream without one was cut short
 *
 * The shortest filter that is right, with failures seen and never passed on as success:
 *
 *	struct chunk_stream *out = chunk_create(1, "standard output");
 *	struct chunk_stream *in = chunk_open(argv + 1, argc - 1);
 *	struct chunk c = { 0 };
 *	int got = -1;
 *
 *	if (chunk_read_header(in) == 0 && chunk_write_header(out, chunk_header(in)) == 0)
 *		while ((got = chunk_read(in, &c)) == 1)
 *			if (chunk_write(out, &c) < 0)
 *				break;
 *	return got == 0 && chunk_finish(out) == 0 ? 0 : 1;
 *
 * No function prints, exits, or keeps state between streams. A stream belongs to one thread at a
 * time. Where a function returns int and nothing else is said, 0 is success and -1 is an error
 * that chunk_error() describes.
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

/* Limits that every reader enforces before it takes memory. */
#define CHUNK_SIDE_MAX    65535u            /* rows, and cols, of a grid */
#define CHUNK_CELLS_MAX   (1u << 26)        /* rows x cols */
#define CHUNK_BLOB_MAX    (64u << 20)       /* bytes of one encoded image */
#define CHUNK_TEXT_MAX    (1u << 20)        /* bytes of header text */
#define CHUNK_REASON_MAX  4096u             /* bytes of a gap's reason */
#define CHUNK_LAYER_MAX   16u               /* bytes of a layer's name */
#define CHUNK_NAME_MAX    255u              /* bytes of a blob's name */
#define CHUNK_LAYERS_MAX  64u               /* layers of one stream */
#define CHUNK_THREADS_MAX 256               /* threads of one pool */
#define CHUNK_WHY_MAX     1024              /* bytes of an error message, its NUL included */

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
	CHUNK_F32 = 3,          /* values, NaN where missing */
	CHUNK_F64 = 4
};

/*
 * A record. The caller owns it, starts it as { 0 }, uses it again for every record, and gives its
 * memory back with chunk_free(); the buffer only grows when a larger payload comes.
 */
struct chunk {
	int64_t start, end;                     /* [start, end), seconds since 1970-01-01 UTC */
	enum chunk_kind kind;                   /* a reader never hands out CHUNK_END */
	enum chunk_type type;                   /* of a field's values */
	uint32_t have, expected;                /* images that went in, of how many steps */
	char layer[CHUNK_LAYER_MAX + 1];        /* of a field; "" where a stream has only one */
	char name[CHUNK_NAME_MAX + 1];          /* of a blob: the archive member it was; else "" */
	void *data;                             /* field: rows x cols values, row 0 north; blob: the
	                                           encoded image; gap: the reason, NUL after it */
	size_t size;                            /* bytes at data, that NUL not counted */
	void *buffer;                           /* private: what chunk_room() allocated */
	size_t room;                            /* private: how much that is */
	uint32_t check;                         /* private: CRC of the payload, of a record just read */
	bool sealed;                            /* private: check is that of a record to be written */
};

/* The cells of every field in a stream. */
struct chunk_grid {
	uint32_t rows, cols;                    /* 0 x 0 in a stream of blobs */
	double affine[6];                       /* x = [0] + col*[1] + row*[2], y = [3] + col*[4] +
	                                           row*[5]: GDAL's order, from the outer corner of
	                                           the upper-left pixel, in units of the CRS */
};

struct chunk_header;                            /* what a stream says of itself: opaque */
struct chunk_stream;                            /* one being read, or one being written: opaque */
struct chunk_pool;                              /* threads: opaque */

/*
 * chunk_room() makes c->data hold `size` bytes, aligned to 64, sets c->size, and returns c->data;
 * NULL where memory is out, with c still whole. The bytes that were there may be lost.
 */
void *chunk_room(struct chunk *c, size_t size);

/*
 * chunk_copy() makes `to` equal `from`, payload too. chunk_swap() exchanges two records without
 * copying a payload. chunk_free() gives a record's memory back and leaves it as { 0 }.
 */
int chunk_copy(struct chunk *to, const struct chunk *from);
void chunk_swap(struct chunk *a, struct chunk *b);
void chunk_free(struct chunk *c);

/* chunk_describe() gives `to` all that `from` says of itself, but not its payload: kind to name. */
void chunk_describe(struct chunk *to, const struct chunk *from);

/* chunk_value_size() is the number of bytes of one value, 0 for CHUNK_BYTES. */
size_t chunk_value_size(enum chunk_type type);

/*
 * chunk_floats() writes the `count` values of field `c` from cell `first` on as float32 to `to`,
 * whatever their type: codes through the header's table, float64 rounded. Cells count row by row
 * from the upper left; the range must lie within the field.
 */
void chunk_floats(const struct chunk_header *h, const struct chunk *c, size_t first, size_t count, float *to);

/* ---- Headers ---------------------------------------------------------------------------------- */

/*
 * chunk_header_copy() copies a header, or makes an empty one from NULL; NULL where memory is out.
 * chunk_header_free() takes NULL too. A setter that runs out of memory, or is given a key that is none,
 * marks the header, and chunk_write_header() refuses it, so that no setter's result needs a look. The copy of a
 * reader's header says at the end of its history how many streams were joined so far.
 */
struct chunk_header *chunk_header_copy(const struct chunk_header *h);
void chunk_header_free(struct chunk_header *h);

/*
 * chunk_get() returns the value of a key, or NULL. chunk_set() gives a key a value (NULL removes
 * it); chunk_add() appends another line with the same key, as history has. A key is of letters
 * (lower-case, but in a layer's name), digits, '_', '-' and '.'; a value is any UTF-8 without a
 * newline: a newline in it is written as a space, and a byte that is no UTF-8 as '?'. The string that
 * chunk_get() returns lives until the header is changed.
 * chunk_nth() returns the value of the n-th line (from 0) that has this key, or NULL.
 */
const char *chunk_get(const struct chunk_header *h, const char *key);
const char *chunk_nth(const struct chunk_header *h, const char *key, size_t n);
void chunk_set(struct chunk_header *h, const char *key, const char *value);
void chunk_add(struct chunk_header *h, const char *key, const char *value);

/*
 * chunk_layer_get() returns the value that a key has for one layer, that of the key
 * "layer.NAME.KEY"; if there is none, or `layer` is "", the stream's own; else NULL.
 */
const char *chunk_layer_get(const struct chunk_header *h, const char *layer, const char *key);

/*
 * chunk_line() walks the header: the first line for NULL, the one after `line`, or NULL at the end.
 * A line is "key=value" and lives until the header is changed.
 */
const char *chunk_line(const struct chunk_header *h, const char *line);

/*
 * chunk_text() is the header's text as a stream has it: key=value lines, each with its newline. The
 * caller frees it; NULL if out of memory.
 */
char *chunk_text(const struct chunk_header *h);

/* chunk_step() is the input's time step in seconds, 0 where the header has none. */
int64_t chunk_step(const struct chunk_header *h);

/* The grid: kept in the keys rows, cols and affine, the numbers with enough digits to come back. */
const struct chunk_grid *chunk_grid(const struct chunk_header *h);
void chunk_set_grid(struct chunk_header *h, const struct chunk_grid *g);

/*
 * The table of a stream of codes: value of each code, NaN for a code that means missing; none is
 * infinite. `n` is 256, 65536, or 0 for none. chunk_table() returns NULL where there is none.
 */
const float *chunk_table(const struct chunk_header *h, uint32_t *n);
void chunk_set_table(struct chunk_header *h, const float *table, uint32_t n);

/*
 * chunk_field_size() is about how many bytes a field of such a stream takes, for chunk_flow(): those
 * of its codes, or of float32 where it has no table; 0 in a stream of blobs.
 */
size_t chunk_field_size(const struct chunk_header *h);

/* ---- Reading ---------------------------------------------------------------------------------- */

/*
 * chunk_open() makes a reader of `n` files one after the other, as `cat` would give them; "-", or
 * n = 0, is standard input. The files are opened as they are come to, and `paths` must live as
 * long. NULL only where memory is out. chunk_read_header() reads the first header.
 */
struct chunk_stream *chunk_open(char *const *paths, int n);
int chunk_read_header(struct chunk_stream *in);

/*
 * chunk_header() is the header of the stream: the first one's, where several are joined. It does not change
 * while records are read, so that other threads may look into it.
 */
const struct chunk_header *chunk_header(const struct chunk_stream *s);

/*
 * chunk_read() reads the next record into `c` and returns 1; 0 at the clean end of the last file;
 * -1 on an error, after which it must not be called again. Streams are joined: where one ends and
 * the next begins later, and the step is known, a gap "missing" stands for the time between.
 * Adjacent gaps with one reason come as one. Order in time, limits, checksums, counts, and that
 * joined streams agree are all checked here; what chunk_read() hands out is sound.
 */
int chunk_read(struct chunk_stream *in, struct chunk *c);

/* chunk_name() is the file that is being read or written, as messages name it. */
const char *chunk_name(const struct chunk_stream *s);

/*
 * chunk_digest() is a number for what was read so far: the table, and the head of every record
 * (which holds its payload's CRC) as chunk_read() gave it. Header text does not count.
 */
uint32_t chunk_digest(const struct chunk_stream *in);

/* ---- Writing ---------------------------------------------------------------------------------- */

/*
 * chunk_create() makes a writer on a file descriptor, which stays the caller's, and writes the
 * magic at once: what dies later leaves a stream that is cut short, not an empty one. `name` is
 * for messages. NULL only where memory is out; a failed write is remembered for chunk_write_header().
 */
struct chunk_stream *chunk_create(int fd, const char *name);

/*
 * chunk_write_header() writes the header; it is refused if a reader would refuse it. The stream keeps a copy of it,
 * for chunk_header().
 */
int chunk_write_header(struct chunk_stream *out, const struct chunk_header *h);

/* chunk_write() writes a record; it is refused if a reader would refuse it (size, order, layer). */
int chunk_write(struct chunk_stream *out, const struct chunk *c);

/*
 * chunk_give() is chunk_write() for a record whose payload is not needed after it: c->data has as much
 * room then, but other bytes. It saves a copy of large fields where the output is a pipe and its reader
 * is one of this library: the pipe refers to the buffer of `c`, which gets another one.
 */
int chunk_give(struct chunk_stream *out, struct chunk *c);

/*
 * chunk_seal() computes the checksum of a field before chunk_write() would: in the thread that made the
 * field, while its values are still near. They must not be changed after it, or a reader sees a bad
 * checksum: chunk_give() and chunk_room() make of it a record to be filled again, chunk_write() does not.
 */
void chunk_seal(struct chunk *c);

/* chunk_finish() writes the end record: only call it when everything that went before was well. */
int chunk_finish(struct chunk_stream *out);

/* ---- Both ------------------------------------------------------------------------------------- */

/* chunk_close() frees a stream (NULL is allowed) and closes what chunk_open() opened. */
void chunk_close(struct chunk_stream *s);

/* chunk_error() says what went wrong, as "file: record 17, byte 88064, 2020-11-01T12:00Z: what". */
const char *chunk_error(const struct chunk_stream *s);

struct chunk_counts {
	uint64_t streams, fields, blobs, gaps;  /* headers seen, and records of each kind */
	uint64_t bytes;                         /* read or written */
	uint64_t waited;                        /* nanoseconds inside read() or write() */
	int64_t start, end;                     /* [start, end) of all records so far; 0, 0 of none */
};

const struct chunk_counts *chunk_counts(const struct chunk_stream *s);

/*
 * chunk_time_text() writes a time as 2020-11-01T12:00Z, with seconds where there are any, to `text`
 * (CHUNK_TIME_MAX bytes) and returns it.
 */
#define CHUNK_TIME_MAX 40

const char *chunk_time_text(int64_t t, char *text);

/*
 * chunk_number_text() writes x as the shortest decimal number that reads back as the same float64,
 * in any locale, to `text` (CHUNK_NUMBER_MAX bytes), and returns it.
 */
#define CHUNK_NUMBER_MAX 32

char *chunk_number_text(double x, char *text);

/*
 * chunk_reason() writes a sentence, as printf() does, to `why` (CHUNK_WHY_MAX bytes; what is longer
 * is cut), and returns -1: for the functions of chunk_map() and chunk_flow().
 */
int chunk_reason(char *why, const char *format, ...) CHUNK_PRINTF(2, 3);

/* ---- Threads ---------------------------------------------------------------------------------- */

/*
 * chunk_threads() is how many threads to use where the user does not say: CHUNK_THREADS from the
 * environment, else the CPUs this process may use (affinity and cgroup quota), at most 16.
 */
int chunk_threads(void);

/*
 * chunk_pool_new() makes the threads of a process, 1 to CHUNK_THREADS_MAX, once; with 1 there are
 * none, and all work is done by the caller. NULL where the system gives no more threads or memory
 * (errno says which). One piece of work at a time: chunk_map() and chunk_for() take turns on it.
 */
struct chunk_pool *chunk_pool_new(int threads);
void chunk_pool_free(struct chunk_pool *p);
int chunk_pool_threads(const struct chunk_pool *p);

/*
 * A function for chunk_map(): makes `out` of `in` and returns 0, or writes a reason of at most
 * CHUNK_WHY_MAX bytes to `why` and returns -1. It runs in several threads at once, touches nothing
 * but its arguments, and may take the payload of `in` by chunk_swap().
 */
typedef int chunk_work_fn(void *arg, struct chunk *in, struct chunk *out, char *why);

/*
 * chunk_map() reads every record of `in`, has the threads of `pool` make another of each, and
 * writes those to `out` in the order of the input. seen(), if not NULL, gets each record as it was
 * read, in the calling thread: for progress, or to refuse it with -1 and a reason. The first failure in
 * the order of the input is the one reported: -1, and `why` (CHUNK_WHY_MAX bytes) says what, once a
 * read that is waiting has returned. It does not finish `out`.
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
 * chunk_flow() is chunk_map() between any source and any sink, for tools that read archives or
 * write pictures. source() returns 1, 0 at the end, or -1 with a reason; sink() gets the records in
 * order, one at a time (by whichever thread finished the oldest), and returns 0, or -1 with a
 * reason. `record` is about how many bytes a record needs in memory, before and after together:
 * no more than 16 MiB of them are in flight, and always at least one. `payload` is how many bytes of it
 * are the payload that comes out, 0 where that is not known: memory for it is prepared in one piece.
 */
struct chunk_flow {
	int (*source)(void *arg, struct chunk *c, char *why);
	chunk_work_fn *work;
	int (*sink)(void *arg, struct chunk *c, char *why);
	void *arg;
	size_t record;
	size_t payload;
};

int chunk_flow(const struct chunk_flow *flow, struct chunk_pool *pool, char *why);

/*
 * chunk_for() calls fn(arg, first, last) so that the ranges [first, last) cover 0 to n once: a
 * parallel for over bands. Each band is worked on by one thread, so sums inside it never depend on
 * the number of threads. chunk_for_start() returns at once and chunk_for_wait() waits for the end,
 * so that the caller can read on meanwhile; until then, what is being worked on must be left alone.
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
