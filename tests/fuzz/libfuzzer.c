/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libfuzzer.c - what libFuzzer calls: the target that the program is named after, a mutator that
 * knows where the checksums of a stream are, and the coverage of other processes.
 *
 * Only scripts/fuzz builds this.
 */
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "le.h"
#include "stream.h"

#define PARTS_MAX 48

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned seed);

static const struct fuzz_target *target;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	target = fuzz_target((*argv)[0]);
	fuzz_require(target != NULL, "name this program after a target");
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	target->run(bytes, size);
	return 0;
}

/* ---- Coverage of a child ---------------------------------------------------------------------- */

/* Where clang puts the counters of -fsanitize=fuzzer, one byte for each edge. */
extern uint8_t counters[] __asm__("__start___sancov_cntrs");
extern uint8_t counters_end[] __asm__("__stop___sancov_cntrs");

static uint8_t *shared;

static size_t
counters_size(void)
{
	return (size_t)(counters_end - counters);
}

/* At the end of a child: no look for leaks, since a tool that gives up leaves its memory to the system. */
static void
leave(int status, void *arg)
{
	(void)arg;
	fflush(NULL);
	memcpy(shared, counters, counters_size());
	_exit(status);
}

void fuzz_share_coverage(void);
void fuzz_take_coverage(void);

void
fuzz_share_coverage(void)
{
	on_exit(leave, NULL);
}

/* Makes room before the first child, and takes what the last one left. */
void
fuzz_take_coverage(void)
{
	for (size_t i = 0; i < counters_size(); i++)
		if (shared[i] > counters[i])
			counters[i] = shared[i];
	memset(shared, 0, counters_size());
}

__attribute__((constructor))
static void
make_room(void)
{
	shared = mmap(NULL, counters_size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	fuzz_require(shared != MAP_FAILED, "no memory to share");
}

/* ---- Streams in parts: a header's text and table, or a record --------------------------------- */

struct part {
	bool prelude;
	size_t cells;                           /* of the header before a record; 0 if it says none */
	uint8_t head[64];
	uint8_t *payload;                       /* of a prelude: text, then table */
	size_t size;
};

/* A number in a header's text, 0 if there is none. */
static size_t
number_of(const struct part *p, const char *key)
{
	const char *at = memmem(p->payload, p->size, key, strlen(key));
	size_t n = 0, i = at != NULL ? (size_t)((const uint8_t *)at - p->payload) + strlen(key) : p->size;

	for (; i < p->size && p->payload[i] >= '0' && p->payload[i] <= '9' && n < 10000; i++)
		n = 10 * n + p->payload[i] - '0';
	return n;
}

/* Takes a stream apart as far as its lengths make sense; what they do not reach is left out. */
static size_t
take_apart(const uint8_t *bytes, size_t size, struct part *part)
{
	size_t n = 0, at = 0, cells = 0;

	while (n < PARTS_MAX && size - at >= 64) {
		struct part *p = &part[n];
		size_t length;

		memcpy(p->head, bytes + at, 64);
		p->prelude = memcmp(p->head, MAGIC, 6) == 0;
		length = p->prelude ? (size_t)get32(p->head + 8) + 4 * (size_t)get32(p->head + 12) :
		    get32(p->head + 24);
		if (length > size - at - 64)
			length = size - at - 64;
		p->size = length;
		p->payload = malloc(length + 1);
		memcpy(p->payload, bytes + at + 64, length);
		if (p->prelude)
			cells = number_of(p, "rows=") * number_of(p, "cols=");
		p->cells = cells;
		at += 64 + padded(length);
		n++;
		if (at > size)
			break;
	}
	return n;
}

static void
seal_prelude(struct part *p, uint8_t *body, size_t room)
{
	uint32_t codes = get32(p->head + 12);

	if (4 * (uint64_t)codes > p->size)
		codes = 0;
	memcpy(p->head, MAGIC, MAGIC_SIZE);
	put32(p->head + 8, (uint32_t)(p->size - 4 * codes));
	put32(p->head + 12, codes);
	put32(p->head + 16, crc_of(0, body, room));
	memset(p->head + 20, 0, 40);
	put32(p->head + 60, crc_of(0, p->head, 60));
}

/* Lengths, counts and checksums as a writer would have them. Returns how many bytes there are. */
static size_t
put_together(struct part *part, size_t n, uint8_t *bytes, size_t room)
{
	uint64_t kinds[5] = { 0 };
	uint32_t heads = 0;
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		struct part *p = &part[i];
		size_t whole = padded(p->size);
		uint8_t *body = bytes + at + 64;
		unsigned kind = get16(p->head + 4);

		if (at + 64 + whole > room)
			break;
		if (!p->prelude && kind == CHUNK_END && p->size == END_SIZE) {
			memset(p->payload, 0, END_SIZE);
			for (int k = 0; k < 3; k++)
				put64(p->payload + 8 * k, kinds[k + 1]);
			put32(p->payload + 24, heads);
		}
		memcpy(body, p->payload, p->size);
		memset(body + p->size, 0, whole - p->size);
		if (p->prelude) {
			seal_prelude(p, body, whole);
			memset(kinds, 0, sizeof kinds);
			heads = 0;
		} else {
			put32(p->head, RECORD_MAGIC);
			put32(p->head + 24, (uint32_t)p->size);
			put32(p->head + 52, crc_of(0, body, whole));
			put32(p->head + 60, crc_of(0, p->head, 60));
			kinds[kind < 5 ? kind : 0]++;
			if (kind != CHUNK_END)
				heads = crc_of(heads, p->head, HEAD_CHECKED);
		}
		memcpy(bytes + at, p->head, 64);
		at += 64 + whole;
	}
	return at;
}

/* ---- Mutating --------------------------------------------------------------------------------- */

static unsigned
chance(unsigned *state, unsigned n)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 16) % n;
}

/* Other values of a field that is packed, or could be, in the form that they have then. */
static bool
mutate_values(struct part *p)
{
	struct chunk c = { .kind = CHUNK_FIELD, .type = get16(p->head + 6) };
	size_t whole = p->cells * chunk_value_size(c.type);
	char why[CHUNK_WHY_MAX];
	bool packed = get32(p->head + 56) == 1 && p->size < whole && p->size >= packed_marks(whole);

	if (get16(p->head + 4) != CHUNK_FIELD || whole == 0 || whole > 1 << 20 || (!packed && p->size != whole))
		return false;
	memcpy(chunk_room(&c, p->size), p->payload, p->size);
	c.whole = packed ? whole : 0;
	if (packed_check(&c, why) == 0 && chunk_unpack(&c) == 0) {
		LLVMFuzzerMutate(c.data, whole, whole);
		c.size = whole;
		chunk_pack(&c);
		put32(p->head + 56, c.whole > 0);
		p->size = c.size;
		free(p->payload);
		p->payload = malloc(c.size + 1);
		memcpy(p->payload, c.data, c.size);
	}
	chunk_free(&c);
	return true;
}

/* Another payload, of another length if it is none of values. */
static void
mutate_payload(struct part *p, unsigned *state)
{
	if (!p->prelude && chance(state, 4) != 0 && mutate_values(p))
		return;
	bool fixed = !p->prelude && get16(p->head + 4) == CHUNK_FIELD && chance(state, 8) != 0;
	size_t table = p->prelude ? 4 * (size_t)get32(p->head + 12) : 0, size, room;

	/* Of a header, the text far more often than the table after it. */
	if (table > p->size || chance(state, 8) == 0)
		table = 0;
	size = p->size - table;
	room = fixed ? size : 2 * size + 64;
	if (room == 0)
		return;
	uint8_t *other = malloc(room + table + 1);

	memcpy(other, p->payload, size);
	size = LLVMFuzzerMutate(other, size, room);
	if (fixed && size < p->size) {
		memcpy(other + size, p->payload + size, p->size - size);
		size = p->size;
	}
	memcpy(other + size, p->payload + p->size - table, table);
	free(p->payload);
	p->payload = other;
	p->size = size + table;
}

/* A time, a type, a count or a layer's name. */
static void
mutate_head(struct part *p, unsigned *state)
{
	static const unsigned at[] = { 4, 6, 8, 16, 28, 32, 36, 56 }, sizes[] = { 2, 2, 8, 8, 4, 4, 16, 1 };
	unsigned i = chance(state, sizeof at / sizeof *at);

	if (p->prelude)
		put32(p->head + 12, (const uint32_t[]){ 0, 256, 65536 }[chance(state, 3)]);
	else if (i == 2 || i == 3)
		put64(p->head + at[i], get64(p->head + at[i]) + (uint64_t)(chance(state, 9) - 4u) * 300);
	else
		LLVMFuzzerMutate(p->head + at[i], sizes[i], sizes[i]);
}

static size_t
mutate_order(struct part *part, size_t n, unsigned *state)
{
	size_t i = chance(state, (unsigned)n), j = chance(state, (unsigned)n);
	struct part swap = part[i];

	switch (chance(state, 3)) {
	case 0:
		part[i] = part[j];
		part[j] = swap;
		return n;
	case 1:
		free(swap.payload);
		memmove(&part[i], &part[i + 1], (n - i - 1) * sizeof *part);
		return n - 1;
	default:
		if (n == PARTS_MAX)
			return n;
		memmove(&part[i + 1], &part[i], (n - i) * sizeof *part);
		part[i].payload = malloc(swap.size + 1);
		memcpy(part[i].payload, swap.payload, swap.size);
		/* The copy comes after what it is a copy of, as a record of the time behind it. */
		if (!swap.prelude && get16(swap.head + 4) != CHUNK_END) {
			uint64_t start = get64(swap.head + 8), end = get64(swap.head + 16);

			put64(part[i + 1].head + 8, end);
			put64(part[i + 1].head + 16, 2 * end - start);
		}
		return n + 1;
	}
}

static size_t
mutate_stream(uint8_t *bytes, size_t size, size_t room, unsigned seed)
{
	struct part part[PARTS_MAX];
	unsigned state = seed;
	size_t n;

	if (chance(&state, 16) == 0)
		return LLVMFuzzerMutate(bytes, size, room);
	n = take_apart(bytes, size, part);
	for (unsigned rounds = 1 + chance(&state, 3); rounds > 0 && n > 0; rounds--) {
		struct part *p = &part[chance(&state, (unsigned)n)];

		switch (chance(&state, 4)) {
		case 0:
			mutate_head(p, &state);
			break;
		case 1:
			n = mutate_order(part, n, &state);
			break;
		default:
			mutate_payload(p, &state);
		}
	}
	size = put_together(part, n, bytes, room);
	for (size_t i = 0; i < n; i++)
		free(part[i].payload);
	return size > 0 ? size : LLVMFuzzerMutate(bytes, 1, room);
}

/* Keeps the line of the command, or gives the input to another one. */
static size_t
mutate_command(uint8_t *bytes, size_t size, size_t room, unsigned seed)
{
	const uint8_t *newline = memchr(bytes, '\n', size);
	size_t from = newline != NULL ? (size_t)(newline - bytes) + 1 : 0, to = from, rest = size - from;
	const char *line = fuzz_command(seed / 13);

	if (room < 256)                         /* of 64 KiB, in a run that has just begun */
		return LLVMFuzzerMutate(bytes, size, room);
	if (newline == NULL || seed % 13 == 0) {
		to = strlen(line) + 1;
		if (rest > room - to)
			rest = room - to;
		memmove(bytes + to, bytes + from, rest);
		memcpy(bytes, line, to - 1);
		bytes[to - 1] = '\n';
	}
	if (to == room)
		return size;
	if (rest > 64 && memcmp(bytes + to, MAGIC, 6) == 0)
		return to + mutate_stream(bytes + to, rest, room - to, seed);
	return to + LLVMFuzzerMutate(bytes + to, rest, room - to);
}

size_t
LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t room, unsigned seed)
{
	if (target->shape == FUZZ_COMMAND)
		return mutate_command(bytes, size, room, seed);
	if (target->shape == FUZZ_STREAM && size > 64)
		return mutate_stream(bytes, size, room, seed);
	return LLVMFuzzerMutate(bytes, size, room);
}
