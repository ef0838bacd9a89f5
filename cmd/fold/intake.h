/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake.h - takes the records of a stream into the groups of stats: fields in
 * time order, or partial statistics in any order.
 */
#ifndef INTAKE_H
#define INTAKE_H

#include "cli/cmd.h"
#include "fold/groups.h"
#include "fold/period.h"

struct intake {
	struct cmd *cmd;
	struct chunk_stream *in;
	struct groups groups;
	struct period period;
	const char *by;                 /* what groups are by: for messages */
	const struct bins *years;       /* not NULL: each is a period of its own */
	struct span year;               /* the one that is being filled */
	/* Called when a period has ended, before what it had is forgotten. */
	void (*finish)(struct intake *i, void *arg);
	void *arg;
};

/* Takes all fields, or all partial statistics. What is wrong ends the tool. */
void intake_fields(struct intake *i);
void intake_states(struct intake *i);

#endif
