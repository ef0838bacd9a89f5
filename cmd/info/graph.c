/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * graph.c - the pipeline that made a stream: a picture in DOT, and the commands
 * as its label.
 *
 * The header comes with the data, from whoever made them: nothing of it may end
 * a label or a comment.
 */
#include "info/graph.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "info/private.h"
#include "utf8.h"

struct graph {
	const struct chunk_stream *in;
	const struct chunk_header *header;
	const char *layers;
	struct history history;
};

void
graph_layer(char names[GRAPH_LAYERS_MAX], const char *layer)
{
	static const char more[] = " ..."; /* of partial statistics there may be thousands */
	size_t length = strlen(layer), n = strlen(names);

	for (char *p = names; *p && length; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == length && memcmp(p, layer, length) == 0)
			return;
	if (length && n + length + 2 + strlen(more) <= GRAPH_LAYERS_MAX)
		sprintf(names + n, "%s%s", n ? " " : "", layer);
	else if (length && strcmp(names + n - strlen(more), more) != 0)
		strcpy(names + n, more);
}

/* ---- The picture ------------------------------------------------------- */

/*
 * Text within the quotes of a DOT string, where Graphviz reads backslashes and
 * HTML entities, in UTF-8. A newline is written as `newline`; invalid bytes as
 * U+FFFD.
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

/* A line of the history; a long one is broken before options. */
static void
put_stage(FILE *to, const char *line, char *word)
{
	enum { LONG = 32 };
	size_t column = 0, length;

	for (; *line; line += length, column += length) {
		const char *option = strstr(line + 1, " -");

		length = option != NULL ? (size_t)(option - line) : strlen(line);
		memcpy(word, line, length);
		word[length] = '\0';
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
	const char *variable = chunk_get(g->header, "variable"),
		   *units = chunk_get(g->header, "units");

	if (chunk_counts(g->in)->blobs) {
		fputs("images", to);
		return;
	}
	if (chunk_get(g->header, "partial") != NULL)
		fputs("statistics to be merged\\l  ", to);
	put_text(to, variable != NULL ? variable : "", "");
	fputs(variable != NULL && units != NULL ? ", " : "", to);
	put_text(to, units != NULL ? units : "", "");
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
		fputs(crs != NULL ? ", " : "", to);
		put_text(to, crs != NULL ? crs : "", "");
		fputs("\\n", to);
	}
	if (n->fields + n->blobs + n->gaps)
		fprintf(to, "%s to %s\\n", chunk_time_text(n->start, start),
		    chunk_time_text(n->end, end));
	fprintf(to, "fields %" PRIu64 ", images %" PRIu64 ", gaps %" PRIu64 "\"];\n", n->fields,
	    n->blobs, n->gaps);
}

/* A node for each stage, and the edge that comes out of it. */
static void
put_stages(const struct graph *g, FILE *to)
{
	for (size_t i = 0; i < g->history.n; i++) {
		const struct stage *s = &g->history.stage[i];

		/* The edge of the first stage of all stands before it. */
		if ((s->first && i > 0) || (s->combines && !s->has_b))
			fprintf(to, "\tfiles -> stage%zu;\n", i + 1);
		fprintf(to, "\tstage%zu [label=\"", i + 1);
		put_stage(to, s->line, g->history.word);
		fputs(s->joined ? "\\nthe history is the first one's\", style=dashed];\n" : "\"];\n", to);
		fprintf(to, "\tstage%zu -> ", i + 1);
		if (s->next < g->history.n) {
			fprintf(to, *s->out ? "stage%zu [label=\"  %s\"];\n" : "stage%zu;\n", s->next + 1,
			    s->out);
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

	history_read(&g.history, header);
	history_commands(&g.history, &commands);
	for (const char *line = commands.text; *line; line += strcspn(line, "\n") + 1)
		fprintf(to, "// %.*s\n", (int)strcspn(line, "\n"), line);
	fputs(
	    "digraph rainpipe {\n\tgraph [fontname=monospace, fontsize=10, labeljust=l, label=\"\\n",
	    to);
	put_text(to, commands.text, "\\l");
	fputs("\"];\n\tnode [shape=box, fontname=\"sans-serif\", fontsize=12];\n"
	    "\tedge [fontname=\"sans-serif\", fontsize=10];\n"
	    "\tfiles [shape=folder, label=\"FILE...\\nnot in the history\"];\n", to);
	fprintf(to, "\tfiles -> %s;\n", g.history.n ? "stage1" : "data");
	put_stages(&g, to);
	put_data(&g, to);
	fputs("}\n", to);
	free(commands.text);
	history_free(&g.history);
	chunk_header_free(header);
}
