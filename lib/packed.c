/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packed.c - fields without the runs that only repeat the value before them.
 *
 * A field is cut into runs of CHUNK_RUN bytes; the last one may be shorter. A
 * run repeats if each of its values has the bits of the value before it, or of
 * 0 at the beginning of the field. A packed field has the runs that do not
 * repeat, side by side, and then a mark for each run: a bit that is 1 if the
 * run repeats, 64 of them to a word.
 *
 * So the value that a run repeats is the last one of those that lie before it
 * in the packed field, and a run must not repeat the value before it there. The
 * runs come first because a field can then be packed and unpacked where it is.
 */
#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include <stdlib.h>

#include "le.h"
#include "run.h"
#include "stream.h"

#define WORD_RUNS 64u                   /* runs whose marks are in a word */
#define LONGEST   8u                    /* bytes of a value, at most */

#ifdef __clang__
#define UNROLL _Pragma("unroll 16")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

static size_t
runs_of(size_t whole)
{
	return (whole + CHUNK_RUN - 1) / CHUNK_RUN;
}

size_t
packed_marks(size_t whole)
{
	return (runs_of(whole) + WORD_RUNS - 1) / WORD_RUNS * sizeof(uint64_t);
}

/* Whether n bytes equal those that lie one value before them. */
static bool
repeats(const unsigned char *x, size_t value, size_t n)
{
	return memcmp(x, x - value, n) == 0;
}

/* The same for a whole run, as a bit. */
static inline uint64_t
repeats_whole(const unsigned char *x, size_t value)
{
	const unsigned char *before = x - value;

	return ((get64(x) ^ get64(before)) | (get64(x + 8) ^ get64(before + 8))) == 0;
}

/* The same for FEW whole runs, a bit for each. */
#define FEW 4u

#ifdef __SSE2__
/* Four words of a run: all bits are 1 in those that are equal. */
static inline __m128i
equal_words(const unsigned char *x, size_t value)
{
	return _mm_cmpeq_epi32(_mm_loadu_si128((const void *)x),
	    _mm_loadu_si128((const void *)(x - value)));
}

static inline uint64_t
repeats_few(const unsigned char *x, size_t value)
{
	__m128i two = _mm_packs_epi32(equal_words(x, value), equal_words(x + CHUNK_RUN, value));
	__m128i more = _mm_packs_epi32(equal_words(x + 2 * CHUNK_RUN, value),
	    equal_words(x + 3 * CHUNK_RUN, value));
	/* Now the four of a run are bytes, and so one word. */
	__m128i all = _mm_cmpeq_epi32(_mm_packs_epi16(two, more), _mm_set1_epi32(-1));

	return (uint64_t)_mm_movemask_ps(_mm_castsi128_ps(all));
}
#else
static inline uint64_t
repeats_few(const unsigned char *x, size_t value)
{
	return repeats_whole(x, value) | repeats_whole(x + CHUNK_RUN, value) << 1 |
	    repeats_whole(x + 2 * CHUNK_RUN, value) << 2 |
	    repeats_whole(x + 3 * CHUNK_RUN, value) << 3;
}
#endif

/* The same for WORD_RUNS of them. */
static inline uint64_t
repeats_word(const unsigned char *x, size_t value)
{
	uint64_t word = 0;

	UNROLL
	for (size_t i = 0; i < WORD_RUNS; i += FEW)
		word |= repeats_few(x + i * CHUNK_RUN, value) << i;
	return word;
}

/* Whether the first n bytes of a field are 0: there is no value before them. */
static bool
begins_with_zeros(const unsigned char *x, size_t n)
{
	static const unsigned char zeros[CHUNK_RUN];

	return memcmp(x, zeros, n) == 0;
}

/*
 * Writes the marks of a field of values of `value` bytes. Returns the bytes of
 * the runs that do not repeat.
 */
static size_t
mark(const unsigned char *x, size_t whole, size_t value, unsigned char *marks)
{
	size_t full = whole / CHUNK_RUN, rest = whole % CHUNK_RUN, left = whole;

	for (size_t first = 0; first < runs_of(whole); first += WORD_RUNS, marks += 8) {
		size_t n = full - first < WORD_RUNS ? full - first : WORD_RUNS, i = 0;
		uint64_t word = 0;

		if (first == 0)                 /* there is no value before the first run */
			for (; i < FEW && i < n; i++)
				word |= (i == 0 ? begins_with_zeros(x, CHUNK_RUN) :
				    repeats_whole(x + i * CHUNK_RUN, value)) << i;
		if (i == 0 && n == WORD_RUNS)
			word = repeats_word(x + first * CHUNK_RUN, value), i = n;
		for (; i + FEW <= n; i += FEW)
			word |= repeats_few(x + (first + i) * CHUNK_RUN, value) << i;
		for (; i < n; i++)
			word |= repeats_whole(x + (first + i) * CHUNK_RUN, value) << i;
		left -= CHUNK_RUN * (size_t)__builtin_popcountll(word);
		if (n < WORD_RUNS && rest > 0 &&
		    (full == 0 ? begins_with_zeros(x, rest) :
		    repeats(x + full * CHUNK_RUN, value, rest))) {
			word |= UINT64_C(1) << n;
			left -= rest;
		}
		put64(marks, word);
	}
	return left;
}

/*
 * Copies the runs that do not repeat to `to`, side by side. That may be the
 * field itself: no byte moves up.
 */
static void
gather(unsigned char *to, const unsigned char *x, size_t whole, const unsigned char *marks)
{
	size_t full = whole / CHUNK_RUN, rest = whole % CHUNK_RUN;

	for (size_t first = 0; first < full; first += WORD_RUNS, marks += 8) {
		uint64_t travel = ~get64(marks);

		if (full - first < WORD_RUNS)
			travel &= (UINT64_C(1) << (full - first)) - 1;
		for (; travel != 0; travel &= travel - 1) {
			size_t run = first + (size_t)__builtin_ctzll(travel);

			memmove(to, x + run * CHUNK_RUN, CHUNK_RUN);
			to += CHUNK_RUN;
		}
	}
	if (full % WORD_RUNS == 0)
		marks += 8;
	if (rest > 0 && !(get64(marks - 8) >> full % WORD_RUNS & 1))
		memmove(to, x + full * CHUNK_RUN, rest);
}

int
packed_make(struct chunk *to, const struct chunk *from)
{
	size_t value = chunk_value_size(from->type), whole = from->size, marks = packed_marks(whole), runs;
	unsigned char *behind;

	if (to != from && chunk_room(to, whole) == NULL)
		return -1;
	behind = (unsigned char *)to->buffer + padded(whole);
	runs = mark(from->data, whole, value, behind);
	if (runs + marks >= whole)
		return 0;
	gather(to->data, from->data, whole, behind);
	memmove((unsigned char *)to->data + runs, behind, marks);
	to->size = runs + marks;
	to->whole = whole;
	return 1;
}

void
chunk_pack(struct chunk *c)
{
	if (c->kind != CHUNK_FIELD || c->whole > 0)
		return;
	/* A payload that is not in our buffer is packed when it is written. */
	if (c->data != c->buffer || c->room < buffer_room(c->size))
		return;
	packed_make(c, c);
	c->check = crc_of_zeros(crc_of(0, c->data, c->size), padded(c->size) - c->size);
	c->sealed = true;
}

/* ---- Unpacking --------------------------------------------------------- */

/*
 * Spreads packed runs, which end at `end`, over the whole runs of a field: those
 * of one word of marks, or its first n, from the last to the first. `begin` is
 * where the packed runs begin. Returns where those end that are left.
 */
static inline const unsigned char *
spread_word(unsigned char *x, const unsigned char *begin, const unsigned char *end, size_t value,
    uint64_t word, size_t n)
{
	static const unsigned char zeros[CHUNK_RUN];

	for (size_t run = n; run-- > 0; ) {
		const bool repeats = word >> run & 1;
		const unsigned char *last = end > begin ? end - value : zeros;
		const unsigned char *next = repeats ? zeros : end - CHUNK_RUN;

		run_store(x + run * CHUNK_RUN,
		    run_select(run_load(next), run_copies(last, value), repeats));
		end = repeats ? end : next;
	}
	return end;
}

/* Spreads runs that all repeat: no byte of them is read. */
static inline void
spread_copies(unsigned char *x, const unsigned char *begin, const unsigned char *end, size_t value)
{
	static const unsigned char zeros[LONGEST];
	const run_bytes copies = run_copies(end > begin ? end - value : zeros, value);

	for (size_t run = 0; run < WORD_RUNS; run++)
		run_store(x + run * CHUNK_RUN, copies);
}

/*
 * Spreads the packed runs that end at `end` over the field that begins where
 * they do, from the last run to the first: so a run is read before anything is
 * written there.
 */
static inline __attribute__((always_inline)) void
spread(unsigned char *x, const unsigned char *end, size_t whole, size_t value,
    const unsigned char *marks)
{
	const size_t full = whole / CHUNK_RUN, rest = whole % CHUNK_RUN;
	unsigned char last[CHUNK_RUN] = { 0 };

	if (rest > 0 && !(get64(marks + full / WORD_RUNS * 8) >> full % WORD_RUNS & 1)) {
		end -= rest;
		memmove(x + full * CHUNK_RUN, end, rest);
	} else if (rest > 0) {
		if (end > x)
			memcpy(last, end - value, value);
		run_store(last, run_copies(last, value));
		memcpy(x + full * CHUNK_RUN, last, rest);
	}
	for (size_t left = full, n; left > 0; left -= n) {
		const uint64_t word = get64(marks + (left - 1) / WORD_RUNS * 8);

		n = (left - 1) % WORD_RUNS + 1;
		if (n == WORD_RUNS && word == UINT64_MAX)
			spread_copies(x + (left - n) * CHUNK_RUN, x, end, value);
		else
			end = spread_word(x + (left - n) * CHUNK_RUN, x, end, value, word, n);
	}
}

/* The same; the compiler knows the size of a value. */
static void
spread_values(enum chunk_type type, unsigned char *x, size_t runs, size_t whole,
    const unsigned char *marks)
{
	switch (chunk_value_size(type)) {
	case 1: spread(x, x + runs, whole, 1, marks); break;
	case 2: spread(x, x + runs, whole, 2, marks); break;
	case 4: spread(x, x + runs, whole, 4, marks); break;
	default: spread(x, x + runs, whole, 8, marks); break;
	}
}

int
chunk_unpack(struct chunk *c)
{
	size_t whole = c->whole, marks = packed_marks(whole), runs;
	unsigned char *behind;

	if (whole == 0)
		return 0;
	runs = c->size - marks;
	if (buffer_grow(c, buffer_room(whole), c->size) < 0)
		return -1;
	behind = (unsigned char *)c->buffer + padded(whole);
	memmove(behind, (unsigned char *)c->buffer + runs, marks);
	spread_values(c->type, c->buffer, runs, whole, behind);
	c->data = c->buffer;
	c->size = whole;
	c->whole = 0;
	c->sealed = false;
	return 0;
}

/* ---- Looking into a packed field --------------------------------------- */

const unsigned char *
chunk_marks(const struct chunk *c)
{
	return c->whole > 0 ? (unsigned char *)c->data + c->size - packed_marks(c->whole) : NULL;
}

size_t
chunk_run_offset(const struct chunk *c, size_t run)
{
	const unsigned char *marks = chunk_marks(c);
	size_t repeat = 0, word;

	if (marks == NULL)
		return run * CHUNK_RUN;
	for (word = 0; word < run / WORD_RUNS; word++)
		repeat += (size_t)__builtin_popcountll(get64(marks + word * 8));
	if (run % WORD_RUNS > 0)
		repeat += (size_t)__builtin_popcountll(
		    get64(marks + word * 8) << (WORD_RUNS - run % WORD_RUNS));
	return (run - repeat) * CHUNK_RUN;
}

/* ---- Checking ---------------------------------------------------------- */

/*
 * The bytes of the runs that do not repeat, by the marks; SIZE_MAX if there are
 * marks of more runs than the field has.
 */
static size_t
marked(const unsigned char *marks, size_t whole)
{
	size_t runs = runs_of(whole), words = packed_marks(whole) / 8, left = whole;
	uint64_t word = 0;

	for (size_t i = 0; i < words; i++) {
		word = get64(marks + i * 8);
		left -= (size_t)__builtin_popcountll(word) * CHUNK_RUN;
	}
	if (runs % WORD_RUNS > 0 && word >> runs % WORD_RUNS != 0)
		return SIZE_MAX;
	if (whole % CHUNK_RUN > 0 && word >> (runs - 1) % WORD_RUNS & 1)
		left += CHUNK_RUN - whole % CHUNK_RUN;  /* the last run is shorter */
	return left;
}

/* Whether one of the runs that lie side by side repeats the value before it. */
static bool
any_repeats(const unsigned char *x, size_t size, size_t value)
{
	size_t at = CHUNK_RUN;
	uint64_t any = 0;

	if (size == 0)
		return false;
	if (begins_with_zeros(x, size < CHUNK_RUN ? size : CHUNK_RUN))
		return true;
	for (; at + FEW * CHUNK_RUN <= size; at += FEW * CHUNK_RUN)
		any |= repeats_few(x + at, value);
	for (; at + CHUNK_RUN <= size; at += CHUNK_RUN)
		any |= repeats_whole(x + at, value);
	return any || (at < size && repeats(x + at, value, size - at));
}

int
packed_check(const struct chunk *c, char *why)
{
	size_t value = chunk_value_size(c->type), marks = packed_marks(c->whole), runs;

	if (c->whole == 0) {
		unsigned char *room = (unsigned char *)c->buffer + padded(c->size);

		if (mark(c->data, c->size, value, room) + packed_marks(c->size) < c->size)
			return chunk_reason(why, "a field that is not packed, and would be shorter");
		return 0;
	}
	runs = marked(chunk_marks(c), c->whole);
	if (runs == SIZE_MAX)
		return chunk_reason(why, "a packed field with marks of more runs than it has");
	if (runs != c->size - marks)
		return chunk_reason(why, "a packed field with %zu bytes of runs, its marks say %zu",
		    c->size - marks, runs);
	if (any_repeats(c->data, runs, value))
		return chunk_reason(why, "a packed field with a run that repeats what is before it");
	return 0;
}
