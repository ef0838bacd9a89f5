/* SPDX-License-Identifier: BSD-2-Clause */
/* append.c - a file that goes on: what is in it, and whether a stream fits. */
#include "ncout/private.h"

int
append_look(struct ncout *n, char *why)
{
	(void)n;
	return chunk_reason(why, "not yet");
}
