/* SPDX-License-Identifier: BSD-2-Clause */
/* summaries.h - the series of places: a line of CSV for each field and place. */
#ifndef SUMMARIES_H
#define SUMMARIES_H

#include <stdio.h>

#include "fold/cycle.h"
#include "table/places.h"

struct summaries {
	struct cmd *cmd;
	struct chunk_stream *in;
	struct places *places;
	const char *layer;              /* only of this one; NULL: of all */
	const char *units;              /* of the values; NULL: the stream's */
	const struct cycle *cycle;      /* of a climatology; CYCLE_NONE of any other stream */
	FILE *to;
	struct cmd_file *file;          /* behind it */
	bool any;                       /* there was a field, */
	bool other;                     /* and one of another layer */
	int64_t covered;                /* private: the latest end of a field */
};

/*
 * summaries_write() reads the stream to its end, and writes a line for each
 * place and each field or gap, in the order of the stream: fields are worked on
 * side by side in the threads of the tool, each by one. What fails ends the
 * tool.
 */
void summaries_write(struct summaries *s);

/* Ends a line, in a climatology by the group of a field that starts then. */
void summaries_end_line(FILE *to, const struct cycle *cycle, int64_t start);

#endif
