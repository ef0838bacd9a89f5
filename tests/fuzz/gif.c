/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gif.c - any bytes as two frames of an animation: width, height, how to repeat them, and pixels.
 *
 * giflib decodes what was encoded to the same pixels.
 */
#include <gif_lib.h>
#include <string.h>

#include "fuzz.h"
#include "picture/gifout.h"

#define CLEAR 0

struct memory {
	uint8_t *bytes;
	size_t size, room, at;
};

static void
append(void *arg, const void *bytes, size_t size)
{
	struct memory *m = arg;

	if (m->size + size > m->room) {
		m->room = 2 * (m->size + size);
		m->bytes = realloc(m->bytes, m->room);
	}
	memcpy(m->bytes + m->size, bytes, size);
	m->size += size;
}

static int
take(GifFileType *gif, GifByteType *to, int size)
{
	struct memory *m = gif->UserData;
	size_t n = m->size - m->at < (size_t)size ? m->size - m->at : (size_t)size;

	memcpy(to, m->bytes + m->at, n);
	m->at += n;
	return (int)n;
}

/* Puts an image of the file over what was shown before it. */
static void
show(const SavedImage *image, uint8_t *screen, int width)
{
	const GifImageDesc *d = &image->ImageDesc;

	for (int y = 0; y < d->Height; y++) {
		const uint8_t *from = image->RasterBits + y * d->Width;
		uint8_t *to = screen + (d->Top + y) * width + d->Left;

		for (int x = 0; x < d->Width; x++)
			if (from[x] != CLEAR)
				to[x] = from[x];
	}
}

static void
compare(struct memory *m, uint8_t *const *frame, int width, int height)
{
	GifFileType *gif = DGifOpen(m, take, NULL);
	uint8_t *screen = calloc((size_t)width, (size_t)height);

	fuzz_require(gif != NULL && DGifSlurp(gif) == GIF_OK, "giflib does not read it");
	fuzz_require(gif->ImageCount == 2, "%d frames", gif->ImageCount);
	for (int i = 0; i < 2; i++) {
		show(&gif->SavedImages[i], screen, width);
		fuzz_require(memcmp(screen, frame[i], (size_t)width * (size_t)height) == 0,
		    "frame %d is another", i);
	}
	DGifCloseFile(gif, NULL);
	free(screen);
}

/* Pixels from 1 to 127: the bytes again and again, with noise of a seed among them. */
static void
fill(uint8_t *pixel, size_t n, const uint8_t *bytes, size_t size, uint32_t noise)
{
	uint32_t state = noise * 2654435761u + 1;

	for (size_t i = 0; i < n; i++) {
		state = state * 1664525u + 1013904223u;
		pixel[i] = (uint8_t)(1 + (bytes[i % size] + (noise > 127 ? state >> 24 : 0)) % 127);
	}
}

void
fuzz_gif(const uint8_t *bytes, size_t size)
{
	uint8_t rgb[128][3] = { { 0 } }, *frame[2], *codes;
	struct memory m = { 0 };
	struct gifout *gif;
	int width, height;
	size_t n, half;

	if (size < 6)
		return;
	width = bytes[0] + 1;
	height = bytes[1] + 1;
	n = (size_t)width * (size_t)height;
	half = (size - 4) / 2;
	gif = gifout_open(append, &m, width, height, rgb, CLEAR, bytes[2] % 3u, "");
	codes = malloc(gifout_room(n));
	for (int i = 0; i < 2; i++) {
		frame[i] = malloc(n);
		fill(frame[i], n, bytes + 4 + (size_t)i * half, half, bytes[2 + i]);
		fuzz_require(gifout_encode(frame[i], i > 0 ? frame[0] : NULL, width, height, CLEAR, codes) <=
		    gifout_room(n), "more bytes than there was room for");
		fuzz_require(gifout_put(gif, codes, 10) == 0, "a frame is not taken");
	}
	fuzz_require(gifout_close(gif) == 0, "the file is not ended");
	compare(&m, frame, width, height);
	free(codes);
	free(frame[0]);
	free(frame[1]);
	free(m.bytes);
}
