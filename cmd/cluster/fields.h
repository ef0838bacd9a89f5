/* SPDX-License-Identifier: BSD-2-Clause */
/* fields.h - the fields of the input, taken into sums. */
#ifndef FIELDS_H
#define FIELDS_H

#include "cli/cmd.h"
#include "cluster/cross.h"
#include "cluster/options.h"
#include "fold/groups.h"

struct fields {
	const struct regions_options *o;
	struct chunk_stream *in;
	struct cross cross[2];          /* all fields; with --try the even and the odd batches */
	bool opened;
	bool any;                       /* there was a field of the layer that is wanted */
	struct groups time;             /* counts images and steps: of one group */
	struct period period;
};

/*
 * fields_read() reads all fields, and ends the tool if they cannot be compared;
 * out of memory ends it too.
 */
void fields_read(struct cmd *cmd, struct fields *f);
void fields_free(struct fields *f);

#endif
