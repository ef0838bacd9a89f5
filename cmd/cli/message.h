/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * message.h - what a tool says on stderr: one line, "tool: what".
 *
 * Control characters in a line are shown as '?', so a file name cannot add
 * lines or move the cursor. Safe to call from any thread.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#define CMD_PRINTF(f, a) __attribute__((format(printf, f, a)))

void cmd_warn(const char *format, ...) CMD_PRINTF(1, 2);
/* Ends the tool with status 1. */
_Noreturn void cmd_fail(const char *format, ...) CMD_PRINTF(1, 2);
/* Ends the tool with status 2, and adds that --help shows how. */
_Noreturn void cmd_usage(const char *format, ...) CMD_PRINTF(1, 2);

#endif
