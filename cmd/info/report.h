/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report.h - a stream told as text for people (report-text.c) and as JSON for
 * programs (report-json.c).
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "chunk.h"
#include "fold/cycle.h"

/* The values of a field: the payload of a record that goes to a report. */
struct summary {
	size_t valid;                           /* cells that are not missing */
	double min, max;                        /* NaN if all are missing */
	double mean;
};

struct report {
	FILE *to;
	const struct chunk_header *header;
	size_t cells;                           /* of a field; 0 in a stream of images */
	uint64_t records;                       /* so far */
	uint64_t missing;                       /* steps that gaps stand for */
	int layer_width, value_width;           /* of columns of text */
	struct cycle cycle;                     /* of a climatology; CYCLE_NONE of any other stream */
};

/* The word for a kind of record, and for a type of values. */
const char *report_kind(enum chunk_kind kind);
const char *report_type(enum chunk_type type);

/* The date of seconds since 1970, to the second; NULL if there is none. */
const char *report_date(double seconds, char *text);

/* Finds how wide the columns of a header's layers and of their values are. */
void report_text_widths(struct report *r);

/* The parts of a report: the header, then each record, then totals. */
void report_text_header(const struct report *r);
void report_text_record(const struct report *r, const struct chunk *c);
void report_text_totals(const struct report *r, const struct chunk_stream *in);
void report_json_header(const struct report *r);
void report_json_record(const struct report *r, const struct chunk *c);
void report_json_totals(const struct report *r, const struct chunk_stream *in);

#endif
