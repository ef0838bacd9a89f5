/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * history.c - the stages that a stream's history tells of, and the commands
 * they were.
 *
 * A history comes with the data, from whoever made them. So nothing of it may
 * run as something else if the commands are pasted into a shell: only tools of
 * this package are named, with options as tools note them, and each word that
 * is not plain is quoted. Comments have no word of it.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "info/private.h"

/*
 * The names of all tools, each with a space after it; the build makes the list.
 */
static const char tools[] = TOOLS " ";

/*
 * What flows between stages. The header tells it of the last one; of the
 * others, these rules do.
 */
static const char images[] = "images", rain[] = "rainfall_rate, mm h-1";
static const struct {
	const char *option, *flow; /* what flows out of a stage that was given the option */
} rules[] = {
	{ "--dbz", "equivalent_reflectivity_factor, dBZ" },
	{ "--sum", "rainfall_amount, mm" },
	{ "--partial", "statistics to be merged" },
};

/* ---- Lines of the history ---------------------------------------------- */

/*
 * Takes a word of a line as a shell would: 1, 0 at the end, -1 if a quote is
 * left open.
 */
static int
next_word(const char **line, char *word)
{
	const char *p = *line + strspn(*line, " ");
	bool quoted = false;

	if (*p == '\0')
		return 0;
	for (; *p && (quoted || *p != ' '); p++)
		if (*p == '\'')
			quoted = !quoted;
		else
			*word++ = *p == '\\' && !quoted && p[1] ? *++p : *p;
	*word = '\0';
	*line = p;
	return quoted ? -1 : 1;
}

/*
 * Whether a tool could have noted this word: -o never is, and each option is a
 * word of its own.
 */
static bool
is_noted(const char *word)
{
	size_t length = strlen(word);

	if (word[0] != '-')
		return true;
	if (isdigit((unsigned char)word[1]) || word[1] == '.')
		return word[strspn(word, "-+.0123456789e")] == '\0';
	if (word[1] != '-')
		return length == 2 && isalpha((unsigned char)word[1]) && word[1] != 'o';
	return strncmp("--output", word, length) != 0 &&
	    word[strspn(word, "-0123456789abcdefghijklmnopqrstuvwxyz")] == '\0';
}

static size_t
name_length(const char *tool)
{
	return strcspn(tool, " ");
}

static const char *
find_tool(const char *name)
{
	for (const char *tool = tools; *tool != '\0'; tool += name_length(tool) + 1)
		if (name_length(tool) == strlen(name) && strncmp(tool, name, strlen(name)) == 0)
			return tool;
	return NULL;
}

/*
 * Finds the tool of a line "name version options", if a tool noted it; `word`
 * is room.
 */
static void
read_line(struct stage *s, char *word)
{
	const char *rest = s->line, *tool;
	int got;

	if (next_word(&rest, word) != 1 || (tool = find_tool(word)) == NULL)
		return;
	if (next_word(&rest, word) != 1 || !isdigit((unsigned char)*word))
		return;
	while ((got = next_word(&rest, word)) == 1) {
		if (!is_noted(word))
			return;
		for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
			if (strcmp(rules[i].option, word) == 0)
				s->flow = rules[i].flow;
	}
	if (got == 0)
		s->tool = tool;
}

/*
 * What flows out of a stage, if `before` flowed in: what is read as images
 * becomes rain.
 */
static const char *
find_flow(const struct stage *s, const char *before)
{
	if (s->joined > 0)
		return before;
	if (s->tool == NULL)
		return "";
	/* The header says what came of two, if it is the last. */
	if (s->combines)
		return "";
	if (strncmp(s->tool, "radar-unzip ", 12) == 0)
		return images;
	if (s->flow != NULL)
		return s->flow;
	return before == images ? rain : before;
}

/*
 * Which stage reads what: the next one that is not deeper. The stages of b stand
 * between those of a and the one that reads both, which is chunk-combine, or one
 * that nobody here knows. With nothing after them, they made the stream itself.
 */
static void
link_stages(struct history *h)
{
	for (size_t i = h->n; i-- > 0 && h->stage[i].depth > 0; )
		h->stage[i].depth = 0;
	for (size_t i = 0; i < h->n; i++) {
		h->stage[i].first = true;
		h->stage[i].in = "";
	}
	for (size_t i = 0; i < h->n; i++) {
		struct stage *s = &h->stage[i], *next;

		s->out = find_flow(s, s->in);
		s->next = i + 1;
		while (s->next < h->n && h->stage[s->next].depth > s->depth)
			s->next++;
		if (s->next == h->n)
			continue;
		next = &h->stage[s->next];
		if (next->depth < s->depth) {
			next->has_b = true;
			continue;
		}
		next->first = false;
		next->in = s->out;
	}
}

void
history_read(struct history *h, const struct chunk_header *header)
{
	const char *line;
	size_t longest = 0;

	for (h->n = 0; (line = chunk_nth(header, "history", h->n)); h->n++)
		longest = strlen(line) > longest ? strlen(line) : longest;
	h->stage = calloc(h->n + 1, sizeof *h->stage);
	h->word = malloc(longest + 1);
	if (h->stage == NULL || h->word == NULL)
		cmd_fail("out of memory");
	for (size_t i = 0; i < h->n; i++) {
		struct stage *s = &h->stage[i];
		int end = 0;

		s->line = chunk_nth(header, "history", i);
		for (; strncmp(s->line, "b: ", 3) == 0; s->line += 3)
			s->depth++;
		read_line(s, h->word);
		s->combines = s->tool != NULL && strncmp(s->tool, "chunk-combine ", 14) == 0;
		if (sscanf(s->line, "joined %llu streams%n", &s->joined, &end) < 1 || end == 0 ||
		    s->line[end])
			s->joined = 0;
	}
	link_stages(h);
}

/* ---- Commands ---------------------------------------------------------- */

static void
add(struct text *t, const char *more)
{
	size_t n = strlen(more);

	if (t->size + n + 1 > t->room) {
		t->room = 2 * (t->size + n) + 256;
		if ((t->text = realloc(t->text, t->room)) == NULL)
			cmd_fail("out of memory");
	}
	memcpy(t->text + t->size, more, n + 1);
	t->size += n;
}

/* The same for a few words with a number in them. */
static void CMD_PRINTF(2, 3)
add_number(struct text *t, const char *format, ...)
{
	char more[128];
	va_list ap;

	va_start(ap, format);
	vsnprintf(more, sizeof more, format, ap);
	va_end(ap);
	add(t, more);
}

/*
 * A word for any shell: plain, in quotes, or, if a terminal could obey a byte
 * of it, by printf.
 */
static void
add_word(struct text *to, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-.,:/@%";
	bool told = false;

	for (const char *p = word; *p; p++)
		told |= *p < ' ' || *p > '~';
	if (*word && !word[strspn(word, plain)]) {
		add(to, word);
		return;
	}
	add(to, told ? "\"$(printf '" : "'");
	for (const char *p = word; *p; p++)
		if (told && !isalnum((unsigned char)*p))
			add_number(to, "\\%03o", (unsigned)(unsigned char)*p);
		else
			add(to, *p == '\'' ? "'\\''" : (char[]){ *p, '\0' });
	add(to, told ? "')\"" : "'");
}

/* The command of a stage. An unknown one gets a name that no shell finds. */
static void
add_command(const struct history *h, struct text *to, size_t i)
{
	const char *line = h->stage[i].line;

	if (h->stage[i].tool == NULL) {
		add_number(to, "STAGE-%zu", i + 1);
		return;
	}
	add_number(to, "%.*s", (int)name_length(h->stage[i].tool), h->stage[i].tool);
	next_word(&line, h->word);
	next_word(&line, h->word);
	while (next_word(&line, h->word) == 1) {
		add(to, " ");
		add_word(to, h->word);
	}
}

/*
 * Notes on the commands, in lines of '#'. No word comes from the history,
 * because some shells do not take '#' for a comment when it is typed.
 */
static void
add_notes(const struct history *h, struct text *to)
{
	size_t unknown = 0;

	add(to, "# A history has no names of files: where it says FILE, name them\n");
	for (size_t i = 0; i < h->n; i++)
		if (h->stage[i].tool == NULL && h->stage[i].joined == 0)
			add_number(to, "%sSTAGE-%zu", unknown++ ? " " :
			    "# Lines of the history that no known tool writes, see the graph: ", i + 1);
	add(to, unknown ? "\n" : "");
	if (h->n == 0)
		add(to, "# This stream has no history\n");
}

/* The first stage of those that end with this one, of the same depth. */
static size_t
first_of(const struct history *h, size_t last)
{
	size_t first = last;

	for (size_t i = last; i-- > 0 && h->stage[i].depth >= h->stage[last].depth; )
		if (h->stage[i].depth == h->stage[last].depth)
			first = i;
	return first;
}

/*
 * The commands that end with a stage; and pipelines of their own before them,
 * for what comes before streams were joined and for each b. `streams` counts
 * these.
 */
static void
add_commands(struct history *h, struct text *to, size_t last, size_t *streams)
{
	size_t first = first_of(h, last);

	for (size_t i = first; i <= last; i = h->stage[i].next)
		if (h->stage[i].has_b) {
			add_commands(h, to, i - 1, streams);
			h->stage[i].stream = ++*streams;
			add_number(to, " >STREAM-%zu\n", *streams);
		}
	for (size_t i = first; i <= last; i = h->stage[i].next) {
		const struct stage *s = &h->stage[i];

		if (s->joined == 0) {
			add(to, i > first ? " |\n    " : "");
			add_command(h, to, i);
		} else if (i > first) {
			add_number(to, " >STREAM-%zu\n", ++*streams);
			add_number(to,
			    "# so for each of %llu streams: this is the history of the first alone\n",
			    s->joined);
			add_number(to, "cat STREAM-%zu...", *streams);
		} else {
			add(to, "cat");
		}
		add(to, i > first ? s->combines ? " -" : "" : s->combines ? " FILE" : " FILE...");
		if (s->has_b)
			add_number(to, " STREAM-%zu", s->stream);
		else if (s->combines)
			add(to, " FILE");
	}
}

void
history_commands(struct history *h, struct text *to)
{
	size_t streams = 0;

	add_notes(h, to);
	if (h->n > 0)
		add_commands(h, to, h->n - 1, &streams);
	add(to, h->n > 0 ? "\n" : "");
}

void
history_free(struct history *h)
{
	free(h->stage);
	free(h->word);
}
