/* SPDX-License-Identifier: BSD-2-Clause */
/* pngout.c - PNG by libpng, into memory. */
#include "picture/pngout.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX 8
#define LEVEL     7                             /* of zlib: 9 takes twice as long for 3 % less */

/* The bytes so far. */
struct file {
	uint8_t *bytes;
	size_t size, room;
	char *why;
};

/* libpng's errors do not return; it longjmps from here to encode(). */
static void
failed(png_structp png, png_const_charp message)
{
	struct file *f = png_get_error_ptr(png);

	/* That is how png_set_text() says that it got no memory. */
	if (strcmp(message, "too many text chunks") == 0)
		message = "out of memory";
	chunk_reason(f->why, "cannot make a PNG: %s", message);
	png_longjmp(png, 1);
}

static void
ignore_warning(png_structp png, png_const_charp message)
{
	(void)png;
	(void)message;
}

static void
append(png_structp png, png_bytep bytes, size_t n)
{
	struct file *f = png_get_io_ptr(png);

	if (n > f->room - f->size) {
		size_t room = 2 * (f->room + n) + 65536;
		uint8_t *larger = realloc(f->bytes, room);

		if (larger == NULL)
			png_error(png, "out of memory");
		f->bytes = larger;
		f->room = room;
	}
	memcpy(f->bytes + f->size, bytes, n);
	f->size += n;
}

static void
flush_nothing(png_structp png)
{
	(void)png;
}

/*
 * ASCII is tEXt, which all programs read, other text iTXt; long ones are
 * compressed.
 */
static int
text_kind(const char *text)
{
	bool ascii = true;

	for (const char *at = text; *at != '\0'; at++)
		ascii = ascii && (unsigned char)*at < 0x80;
	if (strlen(text) > 1000)
		return ascii ? PNG_TEXT_COMPRESSION_zTXt : PNG_ITXT_COMPRESSION_zTXt;
	return ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
}

static void
set_texts(const struct pngout *p, png_structp png, png_infop info)
{
	png_text text[TEXTS_MAX];
	int n = 0;

	memset(text, 0, sizeof text);
	for (int i = 0; i < p->n_texts && n < TEXTS_MAX; i++) {
		if (p->texts[i].text == NULL || *p->texts[i].text == '\0')
			continue;
		/* libpng copies both. */
		text[n].key = (png_charp)(uintptr_t)p->texts[i].key;
		text[n].text = (png_charp)(uintptr_t)p->texts[i].text;
		text[n].text_length = strlen(p->texts[i].text);
		text[n++].compression = text_kind(p->texts[i].text);
	}
	png_set_text(png, info, text, n);
}

/* What is used after longjmp() is behind pointers, or never changes. */
static int
encode(const struct pngout *p, const uint8_t *pixel, png_structp png, png_infop info,
    struct file *f)
{
	png_color colours[256];

	if (setjmp(png_jmpbuf(png)) != 0)
		return -1;
	png_set_write_fn(png, f, append, flush_nothing);
	png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
	png_set_IHDR(png, info, (png_uint_32)p->width, (png_uint_32)p->height, 8,
	    PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	    PNG_FILTER_TYPE_DEFAULT);
	for (int i = 0; i < p->colours; i++)
		colours[i] = (png_color){ p->rgb[i][0], p->rgb[i][1], p->rgb[i][2] };
	png_set_PLTE(png, info, colours, p->colours);
	png_set_sRGB(png, info, PNG_sRGB_INTENT_RELATIVE);
	/* Indices are no amounts: differences of them only make noise. */
	png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
	png_set_compression_level(png, LEVEL);
	png_set_compression_strategy(png, 0);
	set_texts(p, png, info);
	png_write_info(png, info);
	for (int y = 0; y < p->height; y++)
		png_write_row(png, (png_bytep)(uintptr_t)pixel + (size_t)y * (size_t)p->width);
	png_write_end(png, NULL);
	return 0;
}

int
pngout_encode(const struct pngout *p, const uint8_t *pixel, struct chunk *out, char *why)
{
	struct file f = { .why = why };
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &f, failed, ignore_warning);
	png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
	int status = -1;
	void *room;

	if (info == NULL)
		chunk_reason(why, "cannot make a PNG: out of memory");
	else
		status = encode(p, pixel, png, info, &f);
	png_destroy_write_struct(&png, &info);
	if (status == 0 && (room = chunk_room(out, f.size)) != NULL)
		memcpy(room, f.bytes, f.size);
	else if (status == 0)
		status = chunk_reason(why, "out of memory");
	free(f.bytes);
	return status;
}
