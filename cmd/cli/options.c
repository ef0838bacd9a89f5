/* SPDX-License-Identifier: BSD-2-Clause */
/* options.c - how every tool starts and takes its options. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/private.h"
#include "utf8.h"

#define COMMON "j:o:qvh"

/* ---- Start ------------------------------------------------------------- */

/*
 * If a standard descriptor is closed, the next file to be opened would get its
 * number and be used in its place. This opens something that fails when used.
 */
static void
hold_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
			exit(1);
}

void
cmd_start(struct cmd *cmd, const char *name, const char *usage)
{
	hold_standard_descriptors();
	/* Zones that count leap seconds, such as right/UTC, would move gmtime(), too. */
	setenv("TZ", "UTC0", 1);
	tzset();                        /* now, since it changes errno */
	message_start(name);
	*cmd = (struct cmd){ .name = name, .usage = usage, .began = clock_now() };
	snprintf(cmd->history, sizeof cmd->history, "%s " VERSION, name);
	file_start();
}

uint64_t
cmd_elapsed(const struct cmd *cmd)
{
	return clock_now() - cmd->began;
}

/* Prints to standard output and ends the tool; a full disk is an error. */
static _Noreturn void
show(const char *format, ...)
{
	FILE *to = cmd_text(cmd_create_text(NULL));
	va_list ap;

	va_start(ap, format);
	vfprintf(to, format, ap);
	va_end(ap);
	file_commit();
	exit(0);
}

/* ---- Options ----------------------------------------------------------- */

static bool
is_plain(const char *text)
{
	return *text != '\0' &&
	    text[strspn(text,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789_+-.,:/=@%")] == '\0';
}

/* Adds a word to the history, quoted if a shell would need that. */
static void
note(struct cmd *cmd, const char *word)
{
	bool plain = is_plain(word);
	size_t used = strlen(cmd->history), needed = strlen(word) + 4;
	char *p = cmd->history + used;

	for (const char *c = word; *c != '\0'; c++)
		needed += *c == '\'' ? 3 : 0;
	if (needed > sizeof cmd->history - used)
		cmd_usage("the options are more than a stream's history has room for, %zu bytes",
		    sizeof cmd->history);
	p = stpcpy(p, plain ? " " : " '");
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			p = stpcpy(p, "'\\'");
		*p++ = *word;
	}
	strcpy(p, plain ? "" : "'");
}

static void
note_option(struct cmd *cmd, int option, const struct option *longs)
{
	char word[64] = { '-', (char)option };

	cmd->noted = strlen(cmd->history);
	while (longs->name != NULL && longs->val != option)
		longs++;
	if (option >= CMD_HELP)
		snprintf(word, sizeof word, "--%s", longs->name);
	note(cmd, word);
	if (optarg != NULL)
		note(cmd, optarg);
}

void
cmd_keep_out(struct cmd *cmd)
{
	cmd->history[cmd->noted] = '\0';
}

#define CANDIDATES_MAX 256

/*
 * The options that an abbreviation could be, "--scale or --sum", and how many.
 */
static int
list_candidates(const char *word, const struct option *longs, char *list)
{
	size_t length = strcspn(word, "="), used = 0;
	int n = 0;

	if (length < 3 || strncmp(word, "--", 2) != 0)
		return 0;
	for (; longs->name != NULL && used < CANDIDATES_MAX; longs++)
		if (strncmp(longs->name, word + 2, length - 2) == 0)
			used += (size_t)snprintf(list + used, CANDIDATES_MAX - used, "%s--%s",
			    n++ > 0 ? " or " : "", longs->name);
	return n;
}

/* How many letters to change, leave out or put in make b of the n letters of a. */
static size_t
changes_between(const char *a, size_t n, const char *b)
{
	size_t row[64], m = strlen(b), before;

	if (m >= sizeof row / sizeof *row)
		return SIZE_MAX;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		before = row[0];
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t change = before + (a[i - 1] != b[j - 1]);
			size_t other = 1 + (row[j] < row[j - 1] ? row[j] : row[j - 1]);

			before = row[j];
			row[j] = change < other ? change : other;
		}
	}
	return row[m];
}

/* The long option that an unknown one was meant to be, or NULL: at most a third is changed. */
static const char *
nearest_option(const char *word, const struct option *longs)
{
	size_t n = strcspn(word, "="), least;
	const char *best = NULL;

	if (strncmp(word, "--", 2) != 0)
		return NULL;
	for (least = (n - 2) / 3 + 1; longs->name != NULL; longs++) {
		size_t changes = changes_between(word + 2, n - 2, longs->name);

		if (changes < least) {
			least = changes;
			best = longs->name;
		}
	}
	return best;
}

static _Noreturn void
refuse_option(int argc, char **argv, const struct option *longs, int short_option, bool wants_value)
{
	char candidates[CANDIDATES_MAX];
	const char *nearest;
	int n;
	const char *word = optind > 0 && optind <= argc ? argv[optind - 1] : "";

	if (short_option != 0 && short_option < CMD_HELP && strncmp(word, "--", 2) != 0)
		cmd_usage(wants_value ? "-%c needs a value" : "-%c: unknown option", short_option);
	if (wants_value)
		cmd_usage("%s needs a value", word);
	n = list_candidates(word, longs, candidates);
	if (n == 1)
		cmd_usage("%s: this option takes no value", word);
	if (n > 1)
		cmd_usage("%s: ambiguous option: could be %s", word, candidates);
	nearest = nearest_option(word, longs);
	if (nearest != NULL)
		cmd_usage("%s: unknown option: --%s?", word, nearest);
	cmd_usage("%s: unknown option", word);
}

int
cmd_option(struct cmd *cmd, int argc, char **argv, const char *own, const struct option *longs)
{
	char shorts[128];
	int option;

	/* With ":" first, getopt tells missing values from unknown options. */
	snprintf(shorts, sizeof shorts, ":" COMMON "%s", own);
	opterr = 0;
	while ((option = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		switch (option) {
		case 'j':
			cmd->threads = (int)cmd_integer("-j", optarg, 1, CHUNK_THREADS_MAX);
			break;
		case 'o':
			cmd->output = optarg;
			break;
		case 'q':
			cmd->quiet = true;
			break;
		case 'v':
			cmd->verbose = true;
			break;
		case 'h':
		case CMD_HELP:
			show("%s", cmd->usage);
		case CMD_VERSION:
			show("%s (rainpipe) " VERSION "\n", cmd->name);
		case '?':
		case ':':
			refuse_option(argc, argv, longs, optopt, option == ':');
			break;
		default:
			note_option(cmd, option, longs);
			if (option != 'k' || optarg != NULL)
				return option;
			cmd->keep_going = true;
			break;
		}
	}
	return -1;
}

struct units
cmd_units(const char *text)
{
	struct units u;
	char why[CHUNK_WHY_MAX];

	if (units_require(text, &u, why) < 0)
		cmd_usage("--units: %s", why);
	return u;
}

const char *
cmd_credit(const char *text)
{
	size_t n = strlen(text), length = 1;

	if (n >= CMD_CREDIT_MAX)
		cmd_usage("--credit: %zu bytes, and a stream has room for %d: say it shorter", n,
		    CMD_CREDIT_MAX - 1);
	for (const char *at = text; *at != '\0'; at += length) {
		length = utf8_length((const unsigned char *)at, n - (size_t)(at - text));
		/* C0 and DEL, and C1, which is c2 80 to c2 9f. */
		if (length == 0)
			cmd_usage("--credit: is not UTF-8");
		if ((unsigned char)*at < ' ' || *at == 0x7f ||
		    ((unsigned char)*at == 0xc2 && (unsigned char)at[1] < 0xa0))
			cmd_usage("--credit: has a control character: it is one line of text");
	}
	return text;
}

uint64_t
cmd_memory(const char *option, const char *text)
{
	static const struct { const char *unit; double bytes; } units[] = {
		{ "kB", 1e3 }, { "MB", 1e6 }, { "GB", 1e9 }, { "TB", 1e12 },
		{ "KiB", 1024.0 }, { "MiB", 1048576.0 }, { "GiB", 1073741824.0 },
		{ "TiB", 1099511627776.0 },
	};
	char *end = NULL;
	double n = *text >= '0' && *text <= '9' ? strtod(text, &end) : 0;

	for (size_t i = 0; i < sizeof units / sizeof *units && n > 0 && n < 1e6; i++)
		if (strcmp(end, units[i].unit) == 0)
			return (uint64_t)(n * units[i].bytes);
	cmd_usage("%s takes an amount of memory, such as 500MB or 4GB, not \"%s\"", option, text);
}
