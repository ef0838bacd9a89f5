/* SPDX-License-Identifier: BSD-2-Clause */
/* template.h - the files that a page is put together from. */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "cli/cmd.h"

/*
 * page.html names the other files where they belong, as in a comment of their
 * own: its style and its scripts. template_begin() writes all up to the mark of
 * the data, template_end() all after it. What fails ends the tool.
 */
void template_begin(struct cmd_file *file);
void template_end(struct cmd_file *file);

#endif
