/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk-info - what is in a stream.
 *
 * In: any stream. Out: text, which is the header, a line for each record with
 * how complete it is and its minimum, mean and maximum, and totals; or the same
 * as JSON; or a digest; or a graph of the pipeline that made it.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "info/graph.h"
#include "info/report.h"

static const char usage[] =
"usage: chunk-info [-qv] [-j n] [-o file] [--json] [--gaps] [--digest] [--graph] [file ...]\n"
"\n"
"Print what is in a stream: its header, a line for each record, totals.\n"
"\n"
"      --json             the same as one JSON document\n"
"      --gaps             only what is missing: gaps, and fields with fewer images\n"
"                         than expected\n"
"      --digest           only a checksum of the table and of all records\n"
"      --graph            only the pipeline that made it, in DOT and as commands\n"
CMD_HELP_THREADS
CMD_HELP_OUTPUT
CMD_HELP_COMMON
"\n"
"Example:\n"
"  radar-unzip 2020-11-0*.zip | chunk-info --gaps\n";

struct info {
	struct cmd cmd;
	bool json, gaps, digest, graph;
	struct chunk_stream *in;
	struct report report;
	struct cmd_file *file;                  /* of the report */
};

/* Eight sums in float64, so that additions need not wait for each other. */
static void
summarise(const struct report *r, const struct chunk *c, struct summary *s)
{
	enum { LANES = 8, PIECE = 1024 };
	float value[PIECE], min[LANES], max[LANES];
	double sum[LANES] = { 0 };
	size_t valid[LANES] = { 0 };

	for (int k = 0; k < LANES; k++)
		min[k] = INFINITY, max[k] = -INFINITY;
	for (size_t first = 0; first < r->cells; first += PIECE) {
		size_t n = r->cells - first < PIECE ? r->cells - first : PIECE;

		chunk_floats(r->header, c, first, n, value);
		while (n % LANES)
			value[n++] = NAN;
		for (size_t i = 0; i < n; i += LANES) {
			for (size_t k = 0; k < LANES; k++) {
				float v = value[i + k];

				min[k] = v < min[k] ? v : min[k];
				max[k] = v > max[k] ? v : max[k];
				sum[k] += isnan(v) ? 0.0 : (double)v;
				valid[k] += !isnan(v);
			}
		}
	}
	for (int k = 1; k < LANES; k++) {
		min[0] = min[k] < min[0] ? min[k] : min[0];
		max[0] = max[k] > max[0] ? max[k] : max[0];
		sum[0] += sum[k];
		valid[0] += valid[k];
	}
	if (valid[0])
		*s = (struct summary){ valid[0], (double)min[0], (double)max[0],
			sum[0] / (double)valid[0] };
	else
		*s = (struct summary){ 0, NAN, NAN, NAN };
}

/* The same of float64, which float32 may not hold: times. */
static void
summarise_doubles(const struct report *r, const struct chunk *c, struct summary *s)
{
	const double *value = c->data;
	double sum = 0;

	*s = (struct summary){ .min = INFINITY, .max = -INFINITY };
	for (size_t i = 0; i < r->cells; i++) {
		s->min = value[i] < s->min ? value[i] : s->min;
		s->max = value[i] > s->max ? value[i] : s->max;
		sum += isnan(value[i]) ? 0.0 : value[i];
		s->valid += !isnan(value[i]);
	}
	if (s->valid)
		s->mean = sum / (double)s->valid;
	else
		*s = (struct summary){ 0, NAN, NAN, NAN };
}

static int
source(void *arg, struct chunk *c, char *why)
{
	struct info *info = arg;

	return cmd_source(&info->cmd, info->in, c, why);
}

/* Replaces a field's values by a summary; images and gaps stay as they are. */
static int
work(void *arg, struct chunk *in, struct chunk *out, char *why)
{
	const struct info *info = arg;

	if (in->kind != CHUNK_FIELD) {
		chunk_swap(in, out);
		return 0;
	}
	if (chunk_unpack(in) < 0 || chunk_room(out, sizeof(struct summary)) == NULL)
		return chunk_reason(why, "out of memory");
	chunk_describe(out, in);
	(in->type == CHUNK_F64 ? summarise_doubles : summarise)(&info->report, in, out->data);
	return 0;
}

static int
report_record(void *arg, struct chunk *c, char *why)
{
	struct info *info = arg;

	if (c->kind == CHUNK_GAP)
		info->report.missing += c->expected;
	if (info->gaps && c->kind != CHUNK_GAP && c->have >= c->expected)
		return 0;
	(info->json ? report_json_record : report_text_record)(&info->report, c);
	info->report.records++;
	if (!ferror(info->report.to))
		return 0;
	return chunk_reason(why, "%s: cannot write: %s", cmd_name(info->file), strerror(errno));
}

/*
 * Reports the whole stream. If it is damaged, what was read before is printed
 * first.
 */
static void
report_all(struct info *info)
{
	const struct chunk_grid *grid = chunk_grid(chunk_header(info->in));
	struct chunk_flow flow = { .source = source, .work = work, .sink = report_record, .arg = info };
	struct report *r = &info->report;
	char why[CHUNK_WHY_MAX];

	r->header = chunk_header(info->in);
	cycle_of_stream(info->in, &r->cycle);
	report_text_widths(r);
	r->cells = (size_t)grid->rows * grid->cols;
	flow.record = r->cells * sizeof(float) + sizeof(struct summary);
	if (info->json)
		report_json_header(r);
	else if (!info->gaps)
		report_text_header(r);
	chunk_keep_packed(info->in);            /* the threads unpack */
	if (chunk_flow(&flow, cmd_pool(&info->cmd), why) < 0) {
		fflush(r->to);
		cmd_fail("%s", why);
	}
	if (info->json)
		report_json_totals(r, info->in);
	else if (!info->gaps)
		report_text_totals(r, info->in);
}

static void
report_digest(struct info *info)
{
	struct chunk c = { 0 };

	chunk_keep_packed(info->in);
	while (cmd_read(&info->cmd, info->in, &c))
		cmd_progress(&info->cmd, info->in);
	fprintf(info->report.to, "%08" PRIx32 "\n", chunk_digest(info->in));
	chunk_free(&c);
}

/* The whole stream is read first, so a graph is printed only if it is sound. */
static void
report_graph(struct info *info)
{
	char layers[GRAPH_LAYERS_MAX] = "";
	struct chunk c = { 0 };

	chunk_keep_packed(info->in);
	while (cmd_read(&info->cmd, info->in, &c)) {
		graph_layer(layers, c.layer);
		cmd_progress(&info->cmd, info->in);
	}
	graph_write(info->report.to, info->in, layers);
	chunk_free(&c);
}

int
main(int argc, char **argv)
{
	enum { JSON = CMD_OWN, GAPS, DIGEST, GRAPH };
	static const struct option longs[] = {
		{ "json", no_argument, NULL, JSON },
		{ "gaps", no_argument, NULL, GAPS },
		{ "digest", no_argument, NULL, DIGEST },
		{ "graph", no_argument, NULL, GRAPH },
		CMD_LONG_OPTIONS
	};
	struct info info = { .report.header = NULL };
	int o;

	cmd_start(&info.cmd, "chunk-info", usage);
	while ((o = cmd_option(&info.cmd, argc, argv, "", longs)) != -1) {
		info.json |= o == JSON;
		info.gaps |= o == GAPS;
		info.digest |= o == DIGEST;
		info.graph |= o == GRAPH;
	}
	if (info.digest && (info.json || info.gaps))
		cmd_usage("--digest goes without --json and --gaps");
	if (info.graph && (info.json || info.gaps || info.digest))
		cmd_usage("--graph goes without --json, --gaps and --digest");

	info.file = cmd_create_text(info.cmd.output);
	info.report.to = cmd_text(info.file);
	info.in = cmd_input(&info.cmd, argv + optind, argc - optind);
	if (info.digest)
		report_digest(&info);
	else if (info.graph)
		report_graph(&info);
	else
		report_all(&info);
	return cmd_finish(&info.cmd, info.in, NULL);
}
