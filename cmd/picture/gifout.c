/* SPDX-License-Identifier: BSD-2-Clause */
/* gifout.c - frames as LZW codes, and the GIF file around them. */
#include "picture/gifout.h"

#include <gif_lib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- LZW --------------------------------------------------------------- */

#define DEPTH     7                             /* bits of a pixel: 128 colours */
#define RESET     (1 << DEPTH)                  /* the code that empties the table */
#define DONE      (RESET + 1)                   /* the code after the last */
#define CODES_MAX 4095                          /* table full: 4096 confuses old decoders */
#define SLOTS     8192                          /* of the hash table, twice the codes or more */

struct lzw {
	/* A known string is another one and a pixel. An entry has that pair from bit 12 on, and
	   its code in the 12 bits below. 0 is free, since no pair has code 0. */
	uint32_t slot[SLOTS];
	/* For a string, that with one more transparent pixel, which is what most strings go on
	   with. 0 if there is none. */
	uint16_t same[CODES_MAX + 1];
	uint8_t clear;
	uint32_t next;                          /* the code of the next string */
	unsigned bits;                          /* of a code at present */
	uint64_t pending;                       /* codes whose bits are not yet written */
	unsigned pending_bits;
	uint8_t *block, *at; /* the length byte of this block, and where to write */
};

static void
reset(struct lzw *l)
{
	memset(l->slot, 0, sizeof l->slot);
	memset(l->same, 0, sizeof l->same);
	l->next = DONE + 1;
	l->bits = DEPTH + 1;
}

static void
put_byte(struct lzw *l, uint8_t byte)
{
	*l->at++ = byte;
	if (l->at - l->block == 256) {
		*l->block = 255;
		l->block = l->at++;
	}
}

static void
put_code(struct lzw *l, uint32_t code)
{
	l->pending |= (uint64_t)code << l->pending_bits;
	l->pending_bits += l->bits;
	for (; l->pending_bits >= 8; l->pending_bits -= 8, l->pending >>= 8)
		put_byte(l, (uint8_t)l->pending);
}

/* The entry of a string and a pixel, or the free one for it. */
static uint32_t *
find(struct lzw *l, uint32_t string, uint8_t pixel)
{
	uint32_t pair = string << DEPTH | pixel, i = pair * 2654435769u >> 19;

	while (l->slot[i] != 0 && l->slot[i] >> 12 != pair)
		i = (i + 1) % SLOTS;
	return &l->slot[i];
}

/* Writes the code of a string, and adds the string with one more pixel. */
static void
end_string(struct lzw *l, uint32_t string, uint8_t pixel, uint32_t *slot)
{
	put_code(l, string);
	if (l->next == CODES_MAX) {
		put_code(l, RESET);
		reset(l);
		return;
	}
	*slot = (string << DEPTH | pixel) << 12 | l->next;
	if (pixel == l->clear)
		l->same[string] = (uint16_t)l->next;
	if (l->next == 1u << l->bits)
		l->bits++;
	l->next++;
}

/*
 * The next pixel may be either of two; if neither continues the string, `pixel`
 * is added.
 */
static inline uint32_t
add_pixel(struct lzw *l, uint32_t string, uint8_t pixel, uint8_t other)
{
	uint32_t *slot, *second;

	if (pixel == l->clear && l->same[string] != 0)
		return l->same[string];
	slot = find(l, string, pixel);
	if (*slot != 0)
		return *slot & 0xfff;
	if (other != pixel && *(second = find(l, string, other)) != 0)
		return *second & 0xfff;
	end_string(l, string, pixel, slot);
	return pixel;
}

/* ---- Frames ------------------------------------------------------------ */

struct rectangle {
	int left, top, right, bottom;           /* right and bottom are outside */
};

static bool
row_same(const uint8_t *a, const uint8_t *b, size_t width, int y)
{
	return memcmp(a + (size_t)y * width, b + (size_t)y * width, width) == 0;
}

/* Moves the sides outwards to what differs in a row. */
static void
widen(const uint8_t *a, const uint8_t *b, int width, struct rectangle *r)
{
	if (memcmp(a, b, (size_t)r->left) != 0)
		for (r->left = 0; a[r->left] == b[r->left]; r->left++)
			;
	if (memcmp(a + r->right, b + r->right, (size_t)(width - r->right)) != 0)
		for (r->right = width; a[r->right - 1] == b[r->right - 1]; r->right--)
			;
}

/*
 * The smallest rectangle that holds all differences; one pixel if there are
 * none.
 */
static struct rectangle
changed(const uint8_t *a, const uint8_t *b, int width, int height)
{
	struct rectangle r = { width - 1, 0, 1, height };
	size_t line = (size_t)width;

	while (r.bottom > 1 && row_same(a, b, line, r.bottom - 1))
		r.bottom--;
	while (r.top < r.bottom - 1 && row_same(a, b, line, r.top))
		r.top++;
	for (int y = r.top; y < r.bottom; y++)
		widen(a + (size_t)y * line, b + (size_t)y * line, width, &r);
	if (r.left >= r.right)          /* nothing differs */
		r = (struct rectangle){ 0, r.top, 1, r.bottom };
	return r;
}

static void
put16(uint8_t *to, int value)
{
	to[0] = (uint8_t)value;
	to[1] = (uint8_t)(value >> 8);
}

static int
get16(const uint8_t *from)
{
	return from[0] | from[1] << 8;
}

/* Left, top, width and height, 16 bits each, are before the blocks. */
#define FRAME_HEAD 8

/* At worst each pixel is a code of 12 bits, with a RESET after every 4000. */
size_t
gifout_room(size_t pixels)
{
	size_t codes = pixels * 12 / 8 + pixels / 1024 + 64;

	return FRAME_HEAD + codes + codes / 255 + 16;
}

static void
encode_rectangle(struct lzw *l, const uint8_t *now, const uint8_t *before, int width,
    const struct rectangle *r, uint8_t clear)
{
	uint32_t string = UINT32_MAX;

	for (int y = r->top; y < r->bottom; y++) {
		const uint8_t *a = now + (size_t)y * (size_t)width,
		    *b = before != NULL ? before + (a - now) : NULL;

		for (int x = r->left; x < r->right; x++) {
			uint8_t pixel = b != NULL && a[x] == b[x] ? clear : a[x];

			string = string == UINT32_MAX ? pixel : add_pixel(l, string, pixel, a[x]);
		}
	}
	put_code(l, string);
}

size_t
gifout_encode(const uint8_t *now, const uint8_t *before, int width, int height, uint8_t clear,
    uint8_t *to)
{
	struct rectangle r = { 0, 0, width, height };
	struct lzw *l = calloc(1, sizeof *l);   /* too large for a stack */
	size_t size;

	if (l == NULL)
		return 0;
	l->clear = clear;
	l->block = to + FRAME_HEAD;
	l->at = l->block + 1;
	if (before != NULL)
		r = changed(now, before, width, height);
	put16(to, r.left);
	put16(to + 2, r.top);
	put16(to + 4, r.right - r.left);
	put16(to + 6, r.bottom - r.top);

	reset(l);
	put_code(l, RESET);
	encode_rectangle(l, now, before, width, &r, clear);
	/* The decoder has one more string then than the encoder. */
	if (l->next == 1u << l->bits && l->bits < 12)
		l->bits++;
	put_code(l, DONE);
	if (l->pending_bits > 0)
		put_byte(l, (uint8_t)l->pending);
	*l->block = (uint8_t)(l->at - l->block - 1);
	if (*l->block != 0)
		*l->at++ = 0;
	size = (size_t)(l->at - to);
	free(l);
	return size;
}

/* ---- The file ---------------------------------------------------------- */

struct gifout {
	GifFileType *gif;
	gifout_write_fn *write;
	void *arg;
	uint8_t clear;
};

static int
put_bytes(GifFileType *gif, const GifByteType *bytes, int size)
{
	struct gifout *g = gif->UserData;

	g->write(g->arg, bytes, (size_t)size);
	return size;
}

/*
 * Netscape's extension gives the number of repetitions; without it a file plays
 * once.
 */
static bool
put_loop(GifFileType *gif, unsigned plays)
{
	unsigned again = plays > 0 ? plays - 1 : 0;
	uint8_t block[3] = { 1, (uint8_t)again, (uint8_t)(again >> 8) };

	return plays == 1 ||
	    (EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
	    EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0") == GIF_OK &&
	    EGifPutExtensionBlock(gif, sizeof block, block) == GIF_OK &&
	    EGifPutExtensionTrailer(gif) == GIF_OK);
}

struct gifout *
gifout_open(gifout_write_fn *write, void *arg, int width, int height, uint8_t (*rgb)[3],
    uint8_t clear, unsigned plays, const char *comment)
{
	struct gifout *g = calloc(1, sizeof *g);
	ColorMapObject *map = GifMakeMapObject(1 << DEPTH, NULL);
	bool begun = false;

	if (g != NULL && map != NULL) {
		*g = (struct gifout){ .write = write, .arg = arg, .clear = clear };
		for (int i = 0; i < 1 << DEPTH; i++)
			map->Colors[i] = (GifColorType){ rgb[i][0], rgb[i][1], rgb[i][2] };
		g->gif = EGifOpen(g, put_bytes, NULL);
	}
	if (g != NULL && map != NULL && g->gif != NULL) {
		EGifSetGifVersion(g->gif, true);
		begun = EGifPutScreenDesc(g->gif, width, height, DEPTH, 0, map) == GIF_OK &&
		    put_loop(g->gif, plays) &&
		    (*comment == '\0' || EGifPutComment(g->gif, comment) == GIF_OK);
	}
	GifFreeMapObject(map);
	if (!begun && g != NULL) {
		if (g->gif != NULL)
			EGifCloseFile(g->gif, NULL);
		free(g);
	}
	return begun ? g : NULL;
}

int
gifout_put(struct gifout *g, const uint8_t *frame, unsigned delay)
{
	GraphicsControlBlock control = { DISPOSE_DO_NOT, false, (int)delay, g->clear };
	GifByteType bytes[4];
	size_t size = EGifGCBToExtension(&control, bytes);

	if (EGifPutExtension(g->gif, GRAPHICS_EXT_FUNC_CODE, (int)size, bytes) != GIF_OK ||
	    EGifPutImageDesc(g->gif, get16(frame), get16(frame + 2), get16(frame + 4),
		get16(frame + 6), false, NULL) != GIF_OK)
		return -1;
	for (frame += FRAME_HEAD; *frame != 0; frame += 1 + *frame)
		if (EGifPutCodeNext(g->gif, frame) != GIF_OK)
			return -1;
	return EGifPutCodeNext(g->gif, NULL) == GIF_OK ? 0 : -1;
}

int
gifout_close(struct gifout *g)
{
	int status = EGifCloseFile(g->gif, NULL) == GIF_OK ? 0 : -1;

	free(g);
	return status;
}
