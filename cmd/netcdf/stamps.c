/* SPDX-License-Identifier: BSD-2-Clause */
/* stamps.c - the intervals of times that have no bounds. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "netcdf/private.h"

static int64_t
time_of_day(int64_t t)
{
	return (t % DAY + DAY) % DAY;
}

static void
see_date(struct stamps *s, const struct nctime *by, int64_t t)
{
	int64_t real = nctime_start(by, t), clock = time_of_day(real);
	int year, month, day;

	nctime_date((real - clock) / DAY, &year, &month, &day);
	s->not_midnight |= clock != 0;
	s->not_noon |= clock != DAY / 2;
	s->not_first |= clock != 0 || day != 1;
	s->not_new_year |= clock != 0 || day != 1 || month != 1;
}

void
stamps_add(struct stamps *s, const struct times *t)
{
	if (t->bounded)
		return;
	for (size_t i = 0; i < t->n; i++) {
		int64_t apart = t->start[i] - s->last;

		if (s->n == 0)
			s->first = t->start[i];
		else if (apart > 0 && (s->step == 0 || apart < s->step))
			s->step = apart;
		s->last = t->start[i];
		s->n++;
		see_date(s, &t->by, t->start[i]);
	}
}

/* The smallest difference between two times of a file; 0: there is none. */
static int64_t
own_step(const struct times *t)
{
	int64_t step = 0;

	for (size_t i = 1; i < t->n; i++)
		if (step == 0 || t->start[i] - t->start[i - 1] < step)
			step = t->start[i] - t->start[i - 1];
	return step;
}

/* ---- Months and years -------------------------------------------------- */

/*
 * How many months the steps are, if stamps are the first days of months; else
 * 0.
 */
static int
whole_months(const struct stamps *s)
{
	int64_t days = s->step / DAY;

	if (s->asked_step != 0 || s->not_first || days < 28)
		return 0;
	if (days <= 31)
		return 1;
	if (days >= 89 && days <= 92)
		return 3;
	return days >= 365 && days <= 366 && !s->not_new_year ? 12 : 0;
}

/* So many months after the first of one, in seconds of the file's calendar. */
static int64_t
add_months(const struct nctime *by, int64_t t, int months)
{
	int64_t real = nctime_start(by, t);
	int year, month, day;

	nctime_date((real - time_of_day(real)) / DAY, &year, &month, &day);
	month += months - 1;
	year += month >= 0 ? month / 12 : -1;
	month = (month % 12 + 12) % 12 + 1;
	return nctime_of_date(by, year, month, 1);
}

static void
place_months(struct times *t, int months, bool end)
{
	for (size_t i = 0; i < t->n; i++)
		if (end)
			t->start[i] = add_months(&t->by, t->start[i], -months);
		else
			t->end[i] = add_months(&t->by, t->start[i], months);
}

/* ---- Steps ------------------------------------------------------------- */

static const char *
duration_text(int64_t step, char *text, size_t room)
{
	static const struct { int64_t unit; const char *one, *many; } units[] = { { DAY, "a day", "d" },
		{ 3600, "an hour", "h" }, { 60, "a minute", "min" }, { 1, "a second", "s" } };
	int i = 0;

	while (step % units[i].unit != 0)
		i++;
	if (step == units[i].unit)
		snprintf(text, room, "%s", units[i].one);
	else
		snprintf(text, room, "%" PRId64 " %s", step / units[i].unit, units[i].many);
	return text;
}

/* Where the stamps of a step are; STAMP_UNSAID: nothing says. */
static enum stamp
find_stamp(const struct stamps *s, int64_t step)
{
	if (s->asked != STAMP_UNSAID)
		return s->asked;
	if (step % DAY == 0 && !s->not_midnight)
		return STAMP_START;
	if (step % DAY == 0 && !s->not_noon)
		return STAMP_MID;
	return s->amounts ? STAMP_UNSAID : STAMP_START;
}

static int
check_even(const struct stamps *s, const struct times *t, int64_t step, char *why)
{
	char when[CHUNK_TIME_MAX], length[40];

	for (size_t i = 0; i < t->n; i++)
		if ((t->start[i] - s->first) % step != 0)
			return chunk_reason(why, "its times have no bounds and are not whole steps of %s: "
			    "%s is off them: %s", duration_text(step, length, sizeof length),
			    chunk_time_text(nctime_start(&t->by, t->start[i]), when), s->asked_step != 0 ?
			    "--step should be shorter, or left out" : "--step says how long each is");
	return 0;
}

/* Sums of days are none of the hours of another file. */
static int
check_own(const struct stamps *s, const struct times *t, const char *name, char *why)
{
	int64_t own = own_step(t);
	char length[40], other[40];

	if (s->asked_step != 0 || own == 0 || own == s->step)
		return 0;
	return chunk_reason(why, "%s: its times are %s apart, but those of other files %s, and have no "
	    "bounds: --step says how long each is, or read the files one by one", name,
	    duration_text(own, length, sizeof length), duration_text(s->step, other, sizeof other));
}

static int
place_steps(struct times *t, int64_t step, enum stamp stamp, char *why)
{
	int64_t before = stamp == STAMP_START ? 0 : stamp == STAMP_END ? step : step / 2;

	if (stamp == STAMP_MID && step % 2 != 0)
		return chunk_reason(why, "a step of %" PRId64 " s has no middle", step);
	for (size_t i = 0; i < t->n; i++) {
		t->start[i] -= before;
		t->end[i] = t->start[i] + step;
	}
	return 0;
}

int
stamps_place(const struct stamps *s, struct times *t, const char *name, const char *units,
    char *why)
{
	int64_t step = s->asked_step != 0 ? s->asked_step : s->step;
	int months = t->bounded ? 0 : whole_months(s);
	char length[40];
	enum stamp stamp;

	if (t->bounded)
		return 0;
	if (t->forecast && s->asked_step == 0)
		return chunk_reason(why, "%s: its times are those of forecasts, which do not say how long "
		    "a field is: --step says it, such as 1h", name);
	if (step == 0)
		return chunk_reason(why, "%s: has one time without bounds: --step says how long it is, "
		    "such as 1h%s", name, s->asked != STAMP_UNSAID || !s->amounts ? "" :
		    ", and sums need --stamp start or end too");
	if (months > 0 && s->asked != STAMP_MID) {
		place_months(t, months, s->asked == STAMP_END);
		return 0;
	}
	if (s->asked_step == 0 && step >= 28 * DAY)
		return chunk_reason(why, "%s: its times are %s or more apart, have no bounds, and are no "
		    "first days of months: --step says how long each is", name,
		    duration_text(step, length, sizeof length));
	if (check_own(s, t, name, why) < 0 || check_even(s, t, step, why) < 0)
		return -1;
	stamp = find_stamp(s, step);
	if (stamp == STAMP_UNSAID)
		return chunk_reason(why, "%s: sums over %s in %s, and nothing says whether the time is "
		    "their start or end: --stamp end for ERA5", name,
		    duration_text(step, length, sizeof length), units);
	return place_steps(t, step, stamp, why);
}
