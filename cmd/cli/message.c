/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * message.c - lines on stderr: messages, and the progress line that they clear.
 */
#include "cli/message.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/private.h"

#define LONGEST 4096                    /* bytes of a message */

static const char *tool = "rainpipe";   /* its name, for messages */
/* A thread may warn while another shows progress. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool progress_shown;             /* under the lock */
static bool text_shown;                 /* the same: this tool's own text is on a terminal */
static bool others_show;                /* a later stage may show progress on this terminal */

void
message_start(const char *name)
{
	struct stat st;

	tool = name;
	others_show =
	    isatty(STDERR_FILENO) && fstat(STDOUT_FILENO, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* Puts a line on stderr in one piece, as far as stderr takes it. */
static void
put(const char *line, int size)
{
	output_write(STDERR_FILENO, line, (size_t)size, -1);
}

static void
say(const char *after, const char *format, va_list ap)
{
	char text[LONGEST], line[LONGEST + 128];
	const char *clear;

	vsnprintf(text, sizeof text, format, ap);
	for (unsigned char *p = (unsigned char *)text; *p != '\0'; p++)
		if (*p < ' ' || *p == 0x7f)
			*p = '?';
	pthread_mutex_lock(&lock);
	clear = progress_shown || others_show ? "\r\033[K" : "";
	put(line, snprintf(line, sizeof line, "%s%.60s: %s%s\n", clear, tool, text, after));
	progress_shown = false;
	pthread_mutex_unlock(&lock);
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
	char line[LONGEST];

	pthread_mutex_lock(&lock);
	if (text != NULL && text_shown)
		text = NULL;
	if (text != NULL) /* clears the rest of the old line last, so nothing flickers */
		put(line, snprintf(line, sizeof line, "\r%.60s: %.1000s\033[K", tool, text));
	else if (progress_shown)
		put("\r\033[K", 4);
	progress_shown = text != NULL;
	pthread_mutex_unlock(&lock);
}

void
message_text(void)
{
	if (text_shown)                 /* one thread at a time writes text */
		return;
	message_progress(NULL);
	text_shown = true;
}
