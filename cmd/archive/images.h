/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * images.h - which members of archives are images: what a tool says of their
 * names.
 */
#ifndef IMAGES_H
#define IMAGES_H

#include <stdbool.h>
#include <stdint.h>

enum images_choice {
	IMAGES_OTHER,                   /* not an image */
	IMAGES_OUTSIDE,                 /* an image, but not of the time asked for */
	IMAGES_TAKEN,
	IMAGES_WRONG                    /* an image with an impossible name: `why` says why */
};

struct images_rule {
	/*
	 * What a member is, by names_image() of its path; of an image that is
	 * taken also when its time step starts. Of one that is not, the reason
	 * goes to `why`, of CHUNK_WHY_MAX bytes.
	 */
	enum images_choice (*choose)(void *arg, const char *name, int64_t *start, char *why);
	void *arg;
	int folders;                    /* that its names have: 2 in 2020/11/01.tif */
	bool any_name;                  /* it takes every name, so that a name says nothing */
	const char *ending;             /* of the names it takes: ".tif", or ""; NULL: any */
	bool one;                       /* all have one time, so there must be only one */
	bool keep_going;                /* use what is left of an archive that is damaged */
};

#endif
