/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * message.c - lines on stderr: messages, and the progress line that they clear.
 */
#include "cli/message.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/private.h"

static const char *tool = "rainpipe";   /* its name, for messages */
static bool progress_shown;             /* under the lock of stderr */
static bool others_show;                /* a later stage may show progress on this terminal */

void
message_start(const char *name)
{
	struct stat st;

	tool = name;
	others_show =
	    isatty(STDERR_FILENO) && fstat(STDOUT_FILENO, &st) == 0 && S_ISFIFO(st.st_mode);
}

static void
say(const char *after, const char *format, va_list ap)
{
	char text[4096];

	vsnprintf(text, sizeof text, format, ap);
	for (unsigned char *p = (unsigned char *)text; *p != '\0'; p++)
		if (*p < ' ' || *p == 0x7f)
			*p = '?';
	flockfile(stderr);              /* a thread may warn while another shows progress */
	fprintf(stderr, "%s%s: %s%s\n", progress_shown || others_show ? "\r\033[K" : "", tool, text, after);
	progress_shown = false;
	funlockfile(stderr);
}

void
cmd_warn(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say("", format, ap);
	va_end(ap);
}

void
cmd_fail(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say("", format, ap);
	va_end(ap);
	exit(1);
}

void
cmd_usage(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(" (--help shows how)", format, ap);
	va_end(ap);
	exit(2);
}

void
message_progress(const char *text)
{
	flockfile(stderr);
	if (text != NULL) /* clears the rest of the old line last, so nothing flickers */
		fprintf(stderr, "\r%s: %s\033[K", tool, text);
	else if (progress_shown)
		fputs("\r\033[K", stderr);
	progress_shown = text != NULL;
	funlockfile(stderr);
}
