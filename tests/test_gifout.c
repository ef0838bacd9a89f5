/* SPDX-License-Identifier: BSD-2-Clause */
/* test_gifout - what giflib decodes is what was drawn, frame on frame, whatever the pictures. */
#include <gif_lib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "picture/gifout.h"
#include "unit.h"

#define CLEAR 0

/* A file in memory. */
struct memory {
	uint8_t *bytes;
	size_t size, read;
};

static void
take(void *arg, const void *bytes, size_t size)
{
	struct memory *m = arg;

	m->bytes = realloc(m->bytes, m->size + size);
	ck_assert_ptr_nonnull(m->bytes);
	memcpy(m->bytes + m->size, bytes, size);
	m->size += size;
}

static int
give(GifFileType *gif, GifByteType *to, int size)
{
	struct memory *m = gif->UserData;

	if ((size_t)size > m->size - m->read)
		size = (int)(m->size - m->read);
	memcpy(to, m->bytes + m->read, (size_t)size);
	m->read += (size_t)size;
	return size;
}

static struct gifout *
begin(struct memory *m, int width, int height, unsigned plays, const char *comment)
{
	uint8_t rgb[128][3];
	struct gifout *g;

	for (int i = 0; i < 128; i++)
		memset(rgb[i], i * 2, 3);
	g = gifout_open(take, m, width, height, rgb, CLEAR, plays, comment);
	ck_assert_ptr_nonnull(g);
	return g;
}

/* Encodes into exactly the room that is promised to do. */
static size_t
append(struct gifout *g, const uint8_t *now, const uint8_t *before, int width, int height)
{
	uint8_t *frame = malloc(gifout_room((size_t)width * (size_t)height));
	size_t size = gifout_encode(now, before, width, height, CLEAR, frame);

	ck_assert_uint_le(size, gifout_room((size_t)width * (size_t)height));
	ck_assert_int_eq(gifout_put(g, frame, 10), 0);
	free(frame);
	return size;
}

static GifFileType *
decode(struct memory *m)
{
	int error = 0;
	GifFileType *gif = DGifOpen(m, give, &error);

	ck_assert_ptr_nonnull(gif);
	ck_assert_msg(DGifSlurp(gif) == GIF_OK, "giflib: %s", GifErrorString(gif->Error));
	ck_assert_uint_eq(m->read, m->size);
	return gif;
}

/* Puts frame i of a file on the picture so far. */
static void
compose(const GifFileType *gif, int i, uint8_t *picture)
{
	const SavedImage *image = &gif->SavedImages[i];
	GraphicsControlBlock control;

	ck_assert_int_eq(DGifSavedExtensionToGCB((GifFileType *)gif, i, &control), GIF_OK);
	ck_assert_int_eq(control.DisposalMode, DISPOSE_DO_NOT);
	ck_assert_int_eq(control.TransparentColor, CLEAR);
	for (int y = 0; y < image->ImageDesc.Height; y++)
		for (int x = 0; x < image->ImageDesc.Width; x++) {
			uint8_t pixel = image->RasterBits[y * image->ImageDesc.Width + x];

			if (pixel != CLEAR)
				picture[(image->ImageDesc.Top + y) * gif->SWidth + image->ImageDesc.Left + x] = pixel;
		}
}

enum pattern { NOISE, FLAT, STRIPES, SPARSE, BLOBS, PATTERNS };

static void
paint(uint8_t *picture, int width, int height, enum pattern pattern, int seed)
{
	srand48(seed);
	for (int i = 0; i < width * height; i++) {
		int x = i % width, y = i / width, noise = (int)(drand48() * 127);

		picture[i] = (uint8_t)(1 + (pattern == NOISE ? noise : pattern == FLAT ? seed % 127 :
		    pattern == STRIPES ? (x + seed) / 3 % 127 : pattern == SPARSE ? (noise == 0 ? seed % 127 : 5) :
		    ((x + seed * 3) / 16 ^ (y + seed) / 16) % 127));
	}
}

/* Wide, tall, tiny, and large enough to fill the table of strings many times over. */
START_TEST(frames_come_back)
{
	static const struct { int width, height; } sizes[] = {
		{ 1, 1 }, { 2, 1 }, { 1, 300 }, { 255, 1 }, { 64, 64 }, { 341, 205 }
	};
	int width = sizes[_i / PATTERNS].width, height = sizes[_i / PATTERNS].height;
	size_t size = (size_t)width * (size_t)height;
	enum pattern pattern = (enum pattern)(_i % PATTERNS);
	uint8_t *drawn = malloc(5 * size), *shown = calloc(size, 1);
	struct memory m = { 0 };
	struct gifout *g = begin(&m, width, height, 0, "");
	GifFileType *gif;

	for (int i = 0; i < 5; i++) {
		paint(drawn + (size_t)i * size, width, height, pattern, i / 2 * 7);
		append(g, drawn + (size_t)i * size, i ? drawn + (size_t)(i - 1) * size : NULL, width, height);
	}
	ck_assert_int_eq(gifout_close(g), 0);
	gif = decode(&m);
	ck_assert_int_eq(gif->ImageCount, 5);
	for (int i = 0; i < 5; i++) {
		compose(gif, i, shown);
		ck_assert_msg(memcmp(shown, drawn + (size_t)i * size, size) == 0, "%d x %d, pattern %d, frame %d", width,
		    height, (int)pattern, i);
	}
	DGifCloseFile(gif, NULL);
	free(m.bytes);
	free(drawn);
	free(shown);
}
END_TEST

/* Pictures of every length up to some hundred codes: widths change, and the last block is full. */
START_TEST(every_length_comes_back)
{
	for (int width = 1; width < 700; width++) {
		uint8_t picture[700], shown[700] = { 0 };
		struct memory m = { 0 };
		struct gifout *g = begin(&m, width, 1, 0, "");
		GifFileType *gif;

		paint(picture, width, 1, NOISE, width);
		append(g, picture, NULL, width, 1);
		ck_assert_int_eq(gifout_close(g), 0);
		gif = decode(&m);
		compose(gif, 0, shown);
		ck_assert_msg(memcmp(shown, picture, (size_t)width) == 0, "width %d", width);
		DGifCloseFile(gif, NULL);
		free(m.bytes);
	}
}
END_TEST

START_TEST(a_frame_is_the_rectangle_that_changed)
{
	uint8_t before[30 * 20], now[30 * 20];
	struct memory m = { 0 };
	struct gifout *g = begin(&m, 30, 20, 0, "");
	const GifImageDesc *d;
	GifFileType *gif;

	memset(before, 3, sizeof before);
	memcpy(now, before, sizeof now);
	now[5 * 30 + 7] = now[11 * 30 + 9] = now[6 * 30 + 22] = 8;
	append(g, before, NULL, 30, 20);
	append(g, now, before, 30, 20);
	append(g, now, now, 30, 20);
	ck_assert_int_eq(gifout_close(g), 0);
	gif = decode(&m);
	d = &gif->SavedImages[1].ImageDesc;
	ck_assert(d->Left == 7 && d->Top == 5 && d->Width == 16 && d->Height == 7);
	d = &gif->SavedImages[2].ImageDesc;
	ck_assert(d->Width == 1 && d->Height == 1);
	DGifCloseFile(gif, NULL);
	free(m.bytes);
}
END_TEST

/* Unchanged noise inside the rectangle costs next to nothing. */
START_TEST(what_did_not_change_is_cheap)
{
	static uint8_t before[200 * 200], now[200 * 200], frame[100000];
	size_t whole, part;

	paint(before, 200, 200, NOISE, 1);
	memcpy(now, before, sizeof now);
	now[0] = (uint8_t)(now[0] % 127 + 1);
	now[200 * 200 - 1] = (uint8_t)(now[200 * 200 - 1] % 127 + 1);
	whole = gifout_encode(before, NULL, 200, 200, CLEAR, frame);
	part = gifout_encode(now, before, 200, 200, CLEAR, frame);
	ck_assert_uint_gt(whole, 20000);
	ck_assert_uint_lt(part, 600);
}
END_TEST

/* The extension counts how often it plays again; once needs none. */
START_TEST(it_plays_as_often_as_asked)
{
	static const struct { unsigned plays; int again; } loops[] = { { 0, 0 }, { 1, -1 }, { 2, 1 }, { 300, 299 } };
	uint8_t pixel = 1;

	for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
		struct memory m = { 0 };
		struct gifout *g = begin(&m, 1, 1, loops[i].plays, "rain\nfall");
		const uint8_t *at;

		append(g, &pixel, NULL, 1, 1);
		ck_assert_int_eq(gifout_close(g), 0);
		ck_assert_mem_eq(m.bytes, "GIF89a", 6);
		ck_assert_ptr_nonnull(memmem(m.bytes, m.size, "rain\nfall", 9));
		at = memmem(m.bytes, m.size, "NETSCAPE2.0", 11);
		if (loops[i].again < 0) {
			ck_assert_ptr_null(at);
		} else {
			ck_assert_ptr_nonnull(at);
			ck_assert_int_eq(at[13] | at[14] << 8, loops[i].again);
		}
		free(m.bytes);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("gifout");
	TCase *t = tcase_create("gifout");

	tcase_add_loop_test(t, frames_come_back, 0, 6 * PATTERNS);
	tcase_add_test(t, every_length_comes_back);
	tcase_add_test(t, a_frame_is_the_rectangle_that_changed);
	tcase_add_test(t, what_did_not_change_is_cheap);
	tcase_add_test(t, it_plays_as_often_as_asked);
	suite_add_tcase(s, t);
	return unit_main(s);
}
