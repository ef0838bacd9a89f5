/* SPDX-License-Identifier: BSD-2-Clause */
/* sidecar.c - what the .aux.xml beside an image says of its values. */
#include "tiff/sidecar.h"

#include "tiff/private.h"

#define BANDS_MAX 3                             /* that an image has, if they are equal */

int
sidecar_text(const char *xml, size_t n, char *text, char *why)
{
	struct image g = { 0 };

	if (!metadata_read(xml, n, BANDS_MAX, &g))
		return chunk_reason(why, "it is not whole XML: remove it, or write it again");
	image_sidecar_text(&g, text);
	return 0;
}
