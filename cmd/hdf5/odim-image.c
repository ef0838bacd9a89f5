/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * odim-image.c - what ODIM_H5 says of one image: its scale, time, place and
 * source.
 */
#include "hdf5/private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY 86400

/* Two digits, or -1. */
static int
digits(const char *text)
{
	return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9' ?
	    10 * (text[0] - '0') + text[1] - '0' : -1;
}

/*
 * "YYYYMMDD" and "HHMMSS" as seconds since 1970; 240000 is the end of the day.
 * False if it is no time.
 */
static bool
parse_time(const char *date, const char *clock, int64_t *t)
{
	struct tm tm = { 0 }, back;
	time_t seconds;
	int hour, minute, second;

	if (strlen(date) != 8 || strlen(clock) != 6)
		return false;
	for (int i = 0; i < 8; i += 2)
		if (digits(date + i) < 0)
			return false;
	tm.tm_year = 100 * digits(date) + digits(date + 2) - 1900;
	tm.tm_mon = digits(date + 4) - 1;
	tm.tm_mday = digits(date + 6);
	hour = digits(clock);
	minute = digits(clock + 2);
	second = digits(clock + 4);
	if (hour < 0 || minute < 0 || second < 0 || hour > 24 || minute > 59 || second > 59 ||
	    (hour == 24 && minute + second > 0))
		return false;
	back = tm;
	seconds = timegm(&back);
	if (back.tm_mon != tm.tm_mon || back.tm_mday != tm.tm_mday)
		return false;
	*t = (int64_t)seconds + 3600 * hour + 60 * minute + second;
	return true;
}

/* The time in two attributes: 1, 0 if there is none, or a status. */
static int
read_time(const struct hdf5 *f, const struct hdf5_levels *l, const char *date_name,
    const char *time_name, int64_t *t)
{
	char date[HDF5_TEXT_MAX] = "", clock[HDF5_TEXT_MAX] = "";
	int got = hdf5_text(f, l, date_name, date);

	if (got > 0)
		got = hdf5_text(f, l, time_name, clock);
	if (got <= 0)
		return got;
	return parse_time(date, clock, t) ? 1 : hdf5_fail(f, IMAGE_REFUSED,
	    "has %s \"%.20s\" and %s \"%.20s\", which are no date and time", date_name, date,
	    time_name, clock);
}

/* Sums have an interval, all else the nominal time of the file. */
static int
read_times(const struct hdf5 *f, const struct hdf5_levels *what, struct image *g)
{
	int64_t nominal = 0, start = 0, end = 0;
	int got = read_time(f, what, "date", "time", &nominal), first, last;

	if (got < 0)
		return got;
	if (strcmp(g->quantity, "ACRR") != 0) {
		if (got == 0)
			return hdf5_fail(f, IMAGE_REFUSED, "says no time: what/date and what/time");
		g->start = g->end = nominal;
		return 0;
	}
	if ((first = read_time(f, what, "startdate", "starttime", &start)) < 0)
		return first;
	if ((last = read_time(f, what, "enddate", "endtime", &end)) < 0)
		return last;
	if (first == 0 || last == 0)
		return hdf5_fail(f, IMAGE_REFUSED, "is a sum, and does not say of which time: "
		    "what/startdate, starttime, enddate and endtime");
	/* Some write midnight with the date of the day that it ends. */
	if (got > 0 && end <= start && end + DAY == nominal)
		end = nominal;
	if (end <= start)
		return hdf5_fail(f, IMAGE_REFUSED, "is a sum that ends no later than it starts");
	g->start = start;
	g->end = end;
	return 0;
}

/* Gain, offset, nodata and undetect; what ODIM says where the file does not. */
static int
read_scale(const struct hdf5 *f, const struct hdf5_levels *what, const struct data *d,
    struct image *g)
{
	const struct {
		const char *name;
		double *x;
		bool *has;
	} numbers[] = { { "gain", &g->gain, &g->has_gain }, { "offset", &g->offset, &g->has_offset },
		{ "nodata", &g->nodata, &g->has_nodata },
		{ "undetect", &g->undetect, &g->has_undetect } };

	g->gain = 1;
	for (size_t i = 0; i < 4; i++) {
		int got = hdf5_number(f, what, numbers[i].name, numbers[i].x);

		if (got < 0)
			return got;
		*numbers[i].has = got > 0;
	}
	if (!isfinite(g->gain) || g->gain == 0 || !isfinite(g->offset))
		return hdf5_fail(f, IMAGE_REFUSED,
		    "has gain %g and offset %g, which make no values", g->gain, g->offset);
	g->has_gain = g->has_offset = true;
	if (d->is_float && !g->has_nodata) {
		g->has_nodata = true;
		g->nodata = NAN;
	}
	return 0;
}

/* A size that /where says must be that of the values. */
static int
check_size(const struct hdf5 *f, const struct hdf5_levels *where, const char *name, uint32_t n)
{
	double said;
	int got = hdf5_number(f, where, name, &said);

	return got > 0 && said != n ? hdf5_fail(f, IMAGE_REFUSED,
	    "has %s %.10g, but %u values", name, said, n) : got < 0 ? got : 0;
}

static int
read_where(const struct hdf5 *f, const struct hdf5_levels *where, const struct data *d,
    struct image *g)
{
	static const char *const names[CORNERS][2] = { { "LL_lon", "LL_lat" },
		{ "UL_lon", "UL_lat" }, { "UR_lon", "UR_lat" }, { "LR_lon", "LR_lat" } };
	struct where w;
	int got;

	memset(&w, 0, sizeof w);
	w.rows = d->rows;
	w.cols = d->cols;
	w.xscale = w.yscale = NAN;
	got = hdf5_text(f, where, "projdef", w.projdef);
	if (got == 0)
		return hdf5_fail(f, IMAGE_REFUSED, "says no projection (where/projdef): is it a grid?");
	if (got < 0 || (got = check_size(f, where, "xsize", d->cols)) < 0 ||
	    (got = check_size(f, where, "ysize", d->rows)) < 0 ||
	    (got = hdf5_number(f, where, "xscale", &w.xscale)) < 0 ||
	    (got = hdf5_number(f, where, "yscale", &w.yscale)) < 0)
		return got;
	for (int i = 0; i < CORNERS; i++) {
		w.corner[i] = (struct point){ NAN, NAN };
		if ((got = hdf5_number(f, where, names[i][0], &w.corner[i].x)) < 0 ||
		    (got = hdf5_number(f, where, names[i][1], &w.corner[i].y)) < 0)
			return got;
	}
	return where_grid(&w, g, f->why);
}

int
image_describe(const struct hdf5 *f, const struct hdf5_levels *what,
    const struct hdf5_levels *where, const struct data *d, struct image *g)
{
	char source[HDF5_TEXT_MAX] = "";
	int status = read_scale(f, what, d, g), got;

	if (status == 0)
		status = read_times(f, what, g);
	if (status == 0)
		status = read_where(f, where, d, g);
	if (status < 0)
		return status;
	got = hdf5_text(f, what, "source", source);
	snprintf(g->source, sizeof g->source, "%.255s", source);
	return got < 0 ? got : 0;
}
