/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * weather.h - synthetic radar composites of Sweden: rain that moves, grows and
 * decays, from a seed.
 *
 * A day is drawn from (seed, day) alone, in integers and IEEE basic arithmetic,
 * so that every host and every order of drawing gives the same codes. No
 * measurement is behind any of it.
 */
#ifndef WEATHER_H
#define WEATHER_H

#include <stdint.h>

#define WEATHER_IMAGES 288      /* a day: one each five minutes */
#define WEATHER_ROWS   887      /* the grid of SMHI's archive */
#define WEATHER_COLS   471

/* The codes of the archive: dBZ = 0.4 * code - 30. */
#define WEATHER_DRY     0       /* no echo */
#define WEATHER_LEAST   15      /* the weakest echo */
#define WEATHER_OUTSIDE 255     /* no radar reaches there */

struct weather;

/*
 * weather_new() prepares images of rows x cols, which show the archive's area
 * whatever their size. NULL if out of memory. weather_free() accepts NULL.
 */
struct weather *weather_new(uint32_t rows, uint32_t cols);
void weather_free(struct weather *w);

/*
 * weather_day() makes the weather of a day (days since 1970-01-01). `echo`, 0
 * to 60, is the average share of cells with an echo, in percent: some days are
 * drier, some wetter.
 */
void weather_day(struct weather *w, uint32_t seed, int64_t day, double echo);

/*
 * weather_draw() writes the codes of image 0 to WEATHER_IMAGES - 1 of the day
 * to `codes`, rows x cols, row 0 north. It only reads `w`, so threads may draw
 * different images at once.
 */
void weather_draw(const struct weather *w, unsigned image, uint8_t *codes);

#endif
