/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * damage.h - gaps that a tool makes of damaged images under --keep-going.
 *
 * Between a tool's threads such a gap keeps the name of the image, and no other
 * gap has a name. So the sink can tell it from the gaps that came in, and warn
 * of it. In a stream gaps have no name: the sink removes it.
 */
#ifndef DAMAGE_H
#define DAMAGE_H

#include "chunk.h"

/*
 * damage_gap() makes the record `c` a gap with the reason "damaged: NAME: HOW",
 * for the image that c->name, c->start and c->end describe. 0, or -1 with a
 * reason in `why` (CHUNK_WHY_MAX bytes). `how` must not be in c->data.
 */
int damage_gap(struct chunk *c, const char *how, char *why);

/*
 * damage_how() returns how the image was damaged; NULL for a record that is not
 * of damage_gap().
 */
const char *damage_how(const struct chunk *c);

/* damage_warned() removes the name, so that the gap can be written. */
void damage_warned(struct chunk *c);

#endif
