/* SPDX-License-Identifier: BSD-2-Clause */
/* metadata.h - the items of GDAL's tag 42112, <Item name="SCALE" sample="0" role="scale">0.5</Item>. */
#ifndef METADATA_H
#define METADATA_H

#include <stdbool.h>
#include <stddef.h>

/*
 * metadata_item() gives what band 1 has in this role ("scale", "offset", "unittype"): a piece of
 * `xml`, of `n` bytes, without the space around it. 1; 0 where there is none, 2 where there are
 * several; -1 where the XML is broken or has not its end, and so who knows.
 */
int metadata_item(const char *xml, const char *role, const char **value, size_t *n);

/* metadata_number() tells whether `n` bytes are one finite number and nothing else. */
bool metadata_number(const char *value, size_t n, double *x);

#endif
