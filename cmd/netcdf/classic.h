/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * classic.h - how long a classic netCDF file has to be.
 *
 * The library reads what is cut off as zeros, so a broken download would become
 * rain: the header is read here first.
 */
#ifndef CLASSIC_H
#define CLASSIC_H

#include <stdint.h>
#include <stdio.h>

/*
 * classic_check() reads the header of a classic netCDF file (CDF-1, CDF-2,
 * CDF-5) of `size` bytes from its beginning, and compares the size with what
 * the header says. 0 if the file is whole, else -1 with a reason
 * (CHUNK_WHY_MAX bytes). The layout is that of the NetCDF User's Guide,
 * appendix "File Format Specifications".
 */
int classic_check(FILE *f, uint64_t size, char *why);

#endif
