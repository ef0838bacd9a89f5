/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * odim.h - radar composites in HDF5: ODIM_H5 (OPERA's data information model,
 * versions 2.0 to 2.4), and KNMI's own layout.
 */
#ifndef ODIM_H
#define ODIM_H

#include "grid/image.h"

/* Which image of a file is wanted, if it has several. { 0 }: there must be one. */
struct odim_choice {
	const char *quantity;           /* "DBZH"; NULL: any of odim_is_quantity() */
	int dataset;                    /* n of /dataset{n}, or of KNMI's /image{n}; 0: any */
};

/*
 * odim_choose() sets the choice for all images of the process. Call it before
 * threads read any: it stays as it is then, and nothing locks it. What it points
 * to must live on.
 */
void odim_choose(const struct odim_choice *choice);

/* Whether images of this quantity are read: RATE, ACRR, DBZH, TH, DBZV, TV. */
bool odim_is_quantity(const char *name);

/*
 * odim_read() is an image_decode_fn. Stored u8 and u16 stay codes (CHUNK_U8,
 * CHUNK_U16); i8, i16 and f32 become CHUNK_F32 of the same numbers, i32, u32 and
 * f64 CHUNK_F64: gain and offset are not applied. Gain 1 and offset 0 count as
 * said where the file leaves them out. Floats without nodata have nodata NaN.
 * start and end are the interval of sums (ACRR), and both the nominal time of
 * rates and reflectivity.
 *
 * Attributes of ODIM_H5 are taken from the nearest group: data, dataset, root.
 * The grid is that of the corners in /where, projected on the ellipsoid of
 * projdef: see odim-grid.c.
 */
image_decode_fn odim_read;

#endif
