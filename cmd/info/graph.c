/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * graph.c - the pipeline that made a stream, from its history: a picture in DOT, and the commands.
 *
 * A history comes with the data, from whoever made them. So nothing of it may end a label or comment of
 * the picture, and none of it may run as anything else when the commands are pasted into a shell: only
 * tools that write streams are named there, with options as these tools note them, and every word that
 * is not plain is quoted. In a comment that a shell may see there is no word of it.
 */
#include "info/graph.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "utf8.h"

/* The tools that write streams, and what flows out of each; NULL is what flowed in. */
static const struct maker {
	const char *name, *option;              /* the first line whose option was given, or is NULL */
	const char *flow;
} makers[] = {
	{ "radar-unzip", NULL, "images" },
	{ "tif2rain", "--dbz", "equivalent_reflectivity_factor, dBZ" },
	{ "tif2rain", NULL, "rainfall_rate, mm h-1" },
	{ "bin-average", "--sum", "rainfall_amount, mm" },
	{ "bin-average", NULL, NULL },
	{ "subsample", NULL, NULL },
	{ "stats", "--partial", "statistics to be merged" },
	{ "stats", NULL, NULL },
};

/* A line of the history. */
struct stage {
	const char *line;
	unsigned long long joined;              /* streams, where the line tells of a join; else 0 */
	const struct maker *maker;              /* NULL where the line is not one that such a tool notes */
};

/* Text that grows. */
struct text {
	char *text;
	size_t size, room;
};

struct graph {
	const struct chunk_stream *in;
	const struct chunk_header *header;
	const char *layers;
	struct stage *stage;
	size_t n;
	char *word;                             /* room for any word of the history */
};

void
graph_layer(char names[GRAPH_LAYERS_MAX], const char *layer)
{
	size_t length = strlen(layer), n = strlen(names);

	for (char *p = names; *p && length; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == length && memcmp(p, layer, length) == 0)
			return;
	if (length && n + length + 2 <= GRAPH_LAYERS_MAX)
		sprintf(names + n, "%s%s", n ? " " : "", layer);
}

/* ---- Lines of the history --------------------------------------------------------------------- */

/* Takes a word of a line as a shell would: 1, 0 at the end, -1 where a quote is left open. */
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

/* Whether a tool could have noted this word: -o never is, and each option is a word of its own. */
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

/* The first line of a tool that is among the makers, or of one of its options. */
static const struct maker *
find_maker(const char *name, const char *option)
{
	for (const struct maker *m = makers; m < makers + sizeof makers / sizeof *makers; m++)
		if (strcmp(m->name, name) == 0 && (option ? m->option && strcmp(m->option, option) == 0 : !m->option))
			return m;
	return NULL;
}

/* The tool of a line "name version options", where it is one; `word` is room. */
static const struct maker *
read_line(const char *line, char *word)
{
	const struct maker *maker, *special;
	int got;

	if (next_word(&line, word) != 1 || !(maker = find_maker(word, NULL)))
		return NULL;
	if (next_word(&line, word) != 1 || !isdigit((unsigned char)*word))
		return NULL;
	while ((got = next_word(&line, word)) == 1) {
		if (!is_noted(word))
			return NULL;
		if ((special = find_maker(maker->name, word)))
			maker = special;
	}
	return got == 0 ? maker : NULL;
}

static void
read_history(struct graph *g)
{
	const char *line;
	size_t longest = 0;

	for (g->n = 0; (line = chunk_nth(g->header, "history", g->n)); g->n++)
		longest = strlen(line) > longest ? strlen(line) : longest;
	g->stage = calloc(g->n + 1, sizeof *g->stage);
	g->word = malloc(longest + 1);
	if (!g->stage || !g->word)
		cmd_fail("out of memory");
	for (size_t i = 0; i < g->n; i++) {
		struct stage *s = &g->stage[i];
		int end = 0;

		s->line = chunk_nth(g->header, "history", i);
		s->maker = read_line(s->line, g->word);
		if (sscanf(s->line, "joined %llu streams%n", &s->joined, &end) < 1 || !end || s->line[end])
			s->joined = 0;
	}
}

/* ---- Commands --------------------------------------------------------------------------------- */

static void
add(struct text *t, const char *more)
{
	size_t n = strlen(more);

	if (t->size + n + 1 > t->room) {
		t->room = 2 * (t->size + n) + 256;
		if (!(t->text = realloc(t->text, t->room)))
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

/* As a word of any shell: plain, in quotes, or, where a byte of it could do something to a terminal, told. */
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

/* The command of a stage; one that is no tool of ours gets a name that no shell finds. */
static void
add_command(const struct graph *g, struct text *to, size_t i)
{
	const char *line = g->stage[i].line;

	if (!g->stage[i].maker) {
		add_number(to, "STAGE-%zu", i + 1);
		return;
	}
	add(to, g->stage[i].maker->name);
	next_word(&line, g->word);
	next_word(&line, g->word);
	while (next_word(&line, g->word) == 1) {
		add(to, " ");
		add_word(to, g->word);
	}
}

/*
 * What must be known of the commands, in lines of '#'. The words are ours alone, and nothing but words:
 * not every shell takes '#' for a comment where it is typed.
 */
static void
add_notes(const struct graph *g, struct text *to)
{
	size_t unknown = 0;

	add(to, "# A history has no names of files: where it says FILE, name them\n");
	for (size_t i = 0; i < g->n; i++)
		if (!g->stage[i].maker && !g->stage[i].joined)
			add_number(to, "%sSTAGE-%zu", unknown++ ? " " :
			    "# Lines of the history that no known tool writes, see the graph: ", i + 1);
	add(to, unknown ? "\n" : "");
	if (g->n == 0)
		add(to, "# This stream has no history\n");
}

/* The commands, and a pipeline of their own for what comes before streams were joined. */
static void
add_commands(const struct graph *g, struct text *to)
{
	size_t joins = 0;

	for (size_t i = 0; i < g->n; i++) {
		unsigned long long joined = g->stage[i].joined;

		if (!joined) {
			add(to, i > 0 ? " |\n    " : "");
			add_command(g, to, i);
		} else if (i > 0) {
			add_number(to, " >STREAM-%zu\n", ++joins);
			add_number(to, "# so for each of %llu streams: this is the history of the first alone\n", joined);
			add_number(to, "cat STREAM-%zu...", joins);
		} else {
			add(to, "cat");
		}
		add(to, i == 0 ? " FILE..." : "");
	}
	add(to, g->n > 0 ? "\n" : "");
}

/* ---- The picture ------------------------------------------------------------------------------ */

/*
 * Text within the quotes of a DOT string: Graphviz takes backslashes and HTML's entities there, in
 * UTF-8. A newline is written as `newline` says; what is no text becomes U+FFFD.
 */
static void
put_text(FILE *to, const char *text, const char *newline)
{
	for (size_t n = strlen(text), length; n > 0; text += length, n -= length) {
		const unsigned char *p = (const unsigned char *)text;

		length = utf8_length(p, n);
		if (*p == '\n')
			fputs(newline, to);
		else if (*p == '&')
			fputs("&amp;", to);
		else if (*p == '"' || *p == '\\')
			fprintf(to, "\\%c", *p);
		else if (length == 0 || iscntrl(*p) || (*p == 0xc2 && p[1] < 0xa0))
			fputs("\xef\xbf\xbd", to);
		else
			fwrite(p, 1, length, to);
		length += length == 0;
	}
}

/* A line of the history, in several where it is long: before an option. */
static void
put_stage(FILE *to, const char *line, char *word)
{
	enum { LONG = 32 };
	size_t column = 0, length;

	for (; *line; line += length, column += length) {
		const char *option = strstr(line + 1, " -");

		length = option ? (size_t)(option - line) : strlen(line);
		snprintf(word, length + 1, "%s", line);
		if (column > 0 && column + length > LONG) {
			word[0] = '\n';
			column = 0;
		}
		put_text(to, word, "\\n");
	}
}

/* What the stream itself is, as its header says. */
static void
put_flow(const struct graph *g, FILE *to)
{
	const char *variable = chunk_get(g->header, "variable"), *units = chunk_get(g->header, "units");

	if (chunk_counts(g->in)->blobs) {
		fputs("images", to);
		return;
	}
	if (chunk_get(g->header, "partial"))
		fputs("statistics to be merged\\l  ", to);
	put_text(to, variable ? variable : "", "");
	fputs(variable && units ? ", " : "", to);
	put_text(to, units ? units : "", "");
	fputs(*g->layers ? "\\l  layers " : "", to);
	put_text(to, g->layers, "");
}

/* The last node: the grid, the time, and how much there is. */
static void
put_data(const struct graph *g, FILE *to)
{
	const struct chunk_counts *n = chunk_counts(g->in);
	const struct chunk_grid *grid = chunk_grid(g->header);
	const char *crs = chunk_get(g->header, "crs");
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX];

	fputs("\tdata [shape=note, label=\"", to);
	if (grid->rows) {
		fprintf(to, "%" PRIu32 " rows x %" PRIu32 " columns", grid->rows, grid->cols);
		fputs(crs ? ", " : "", to);
		put_text(to, crs ? crs : "", "");
		fputs("\\n", to);
	}
	if (n->fields + n->blobs + n->gaps)
		fprintf(to, "%s to %s\\n", chunk_time_text(n->start, start), chunk_time_text(n->end, end));
	fprintf(to, "fields %" PRIu64 ", images %" PRIu64 ", gaps %" PRIu64 "\"];\n", n->fields, n->blobs, n->gaps);
}

/* A node for each stage, and the edge that comes out of it. */
static void
put_stages(const struct graph *g, FILE *to)
{
	const char *flow = "";

	for (size_t i = 0; i < g->n; i++) {
		const struct stage *s = &g->stage[i];

		fprintf(to, "\tstage%zu [label=\"", i + 1);
		put_stage(to, s->line, g->word);
		fputs(s->joined ? "\\nthe history is the first one's\", style=dashed];\n" : "\"];\n", to);
		fprintf(to, "\tstage%zu -> ", i + 1);
		if (!s->maker && !s->joined)
			flow = "";
		else if (s->maker && s->maker->flow)
			flow = s->maker->flow;
		if (i + 1 < g->n) {
			fprintf(to, *flow ? "stage%zu [label=\"  %s\"];\n" : "stage%zu;\n", i + 2, flow);
			continue;
		}
		fputs("data [label=\"  ", to);
		put_flow(g, to);
		fputs("\\l\"];\n", to);
	}
}

void
graph_write(FILE *to, const struct chunk_stream *in, const char *layers)
{
	struct chunk_header *header = cmd_copy_header(in);
	struct graph g = { .in = in, .header = header, .layers = layers };
	struct text commands = { 0 };

	read_history(&g);
	add_notes(&g, &commands);
	add_commands(&g, &commands);
	for (const char *line = commands.text; *line; line += strcspn(line, "\n") + 1)
		fprintf(to, "// %.*s\n", (int)strcspn(line, "\n"), line);
	fputs("digraph rainpipe {\n\tgraph [fontname=monospace, fontsize=10, labeljust=l, label=\"\\n", to);
	put_text(to, commands.text, "\\l");
	fputs("\"];\n\tnode [shape=box, fontname=\"sans-serif\", fontsize=12];\n"
	    "\tedge [fontname=\"sans-serif\", fontsize=10];\n"
	    "\tfiles [shape=folder, label=\"FILE...\\nnot in the history\"];\n", to);
	fprintf(to, "\tfiles -> %s;\n", g.n ? "stage1" : "data");
	put_stages(&g, to);
	put_data(&g, to);
	fputs("}\n", to);
	free(commands.text);
	free(g.stage);
	free(g.word);
	chunk_header_free(header);
}
