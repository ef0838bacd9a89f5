/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gifout.h - an animation as a GIF file: any thread encodes a frame, and frames
 * are written in order.
 *
 * giflib writes the file. The LZW codes of a frame are made here for two
 * reasons: each thread can encode a frame; and a pixel that did not change
 * since the previous frame may be its colour or transparent, whichever
 * continues a known string.
 */
#ifndef GIFOUT_H
#define GIFOUT_H

#include <stddef.h>
#include <stdint.h>

struct gifout;                                  /* the file: opaque */

/* Writes bytes of the file; does not return if that fails. */
typedef void gifout_write_fn(void *arg, const void *bytes, size_t size);

/*
 * gifout_open() begins a file of width x height pixels with 128 colours, of
 * which `clear` is transparent. `plays` is how often the animation plays, 0 for
 * ever. `comment` may be "". NULL if out of memory.
 */
struct gifout *gifout_open(gifout_write_fn *write, void *arg, int width, int height,
    uint8_t (*rgb)[3], uint8_t clear, unsigned plays, const char *comment);

/*
 * How many bytes gifout_encode() needs at `to` for a frame of so many pixels.
 */
size_t gifout_room(size_t pixels);

/*
 * gifout_encode() writes the rectangle of `now` that differs from `before` (all
 * of it if that is NULL) as LZW to `to`, and returns the number of bytes. Both
 * are width x height indices below 128, without `clear`. 0 if out of memory. Safe
 * in threads; the same pictures give the same bytes.
 */
size_t gifout_encode(const uint8_t *now, const uint8_t *before, int width, int height,
    uint8_t clear, uint8_t *to);

/*
 * gifout_put() appends what gifout_encode() made, to be shown for `delay`
 * hundredths of a second. 0 or -1.
 */
int gifout_put(struct gifout *g, const uint8_t *frame, unsigned delay);

/*
 * gifout_close() ends the file and frees `g`, whether that went well (0) or not
 * (-1).
 */
int gifout_close(struct gifout *g);

#endif
