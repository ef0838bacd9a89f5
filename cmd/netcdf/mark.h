/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mark.h - what chunk2nc writes into a file beside CF, and nc2chunk reads: all
 * that a stream says of itself, its layers and its gaps. Other programs show
 * these attributes, and do nothing with them.
 */
#ifndef NETCDF_MARK_H
#define NETCDF_MARK_H

/* Of the file: the text of the stream's header, as chunk(5) has it. */
#define MARK_STREAM  "rainpipe_stream"
/* Of a variable: the layer that it is; MARK_OWN for the one without a name. */
#define MARK_LAYER   "rainpipe_layer"
#define MARK_OWN     "(none)"
/*
 * Of the file: a line for each gap, in their order: start, end, expected and
 * reason, with blanks between. In the reason, \ and all bytes that are not
 * printable ASCII are \ooo in octal.
 */
#define MARK_GAPS    "rainpipe_gaps"
#define MARK_NO_GAPS "none"

#endif
