/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chunk2npy - a stream as one NumPy array.
 *
 * In: fields. Out: a file for numpy.load(): float32, or float64 if there are
 * times; fields x rows x columns, NaN for missing; and, if asked for, a table
 * of the fields. Both appear only if the stream was complete.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "fold/cycle.h"
#include "grid/units.h"

static const char usage[] =
"usage: chunk2npy [-qv] [-j n] -o file [--times file] [--units u] [file ...]\n"
"\n"
"Write the fields of a stream as one NumPy array, fields x rows x columns.\n"
"\n"
"  -o, --output file      the array; its length is written last, so not a pipe\n"
"      --times file       also write start, end, layer, have and expected of each\n"
"                         field, as CSV\n"
"      --units u          values in these units, such as mm/day of mm/h\n"
CMD_HELP_THREADS
CMD_HELP_COMMON
"\n"
"Example:\n"
"  chunk2npy -o day.npy --times day.csv day.chunk\n";

/* Bytes before the values: room for a shape of any 64-bit length. */
#define NPY_HEADER 128

/* Values that are converted and written at once. */
#define PIECE 16384

/* Version 1.0 of the format: magic, length of the rest, a Python dictionary, spaces, a newline. The
   values are little-endian, as the hosts are that libchunk builds on. */
static void
npy_header(char *to, bool wide, uint64_t n, const struct chunk_grid *grid)
{
	static const char magic[10] = { '\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0, NPY_HEADER - 10, 0 };
	int length;

	memcpy(to, magic, sizeof magic);
	length = sprintf(to + sizeof magic,
	    "{'descr': '<f%d', 'fortran_order': False, 'shape': (%" PRIu64 ", %" PRIu32 ", %" PRIu32 "), }",
	    wide ? 8 : 4, n, grid->rows, grid->cols);
	memset(to + sizeof magic + length, ' ', NPY_HEADER - sizeof magic - (size_t)length);
	to[NPY_HEADER - 1] = '\n';
}

/*
 * Values as float64, n of them from cell `first` on: those of times are too
 * large for float32. `values` are the same as float32.
 */
static void
put_doubles(struct cmd_file *f, const struct chunk *c, size_t first, const float *values, size_t n,
    double times)
{
	static double piece[PIECE];             /* too large for a stack */
	const double *stored = c->data;

	for (size_t i = 0; i < n; i++)
		piece[i] = c->type == CHUNK_F64 ? stored[first + i] * times : (double)values[i];
	cmd_put(f, piece, n * sizeof *piece);
}

static void
put_values(struct cmd_file *f, const struct chunk_header *h, const struct chunk *c,
    const char *units, bool wide)
{
	double times = units_of_layer(h, c->layer, units, &units);
	size_t cells = (size_t)chunk_grid(h)->rows * chunk_grid(h)->cols;
	static float piece[PIECE];              /* too large for a stack */

	for (size_t first = 0; first < cells; first += PIECE) {
		size_t n = cells - first < PIECE ? cells - first : PIECE;

		chunk_floats(h, c, first, n, piece);
		units_multiply(piece, n, times);
		if (wide)
			put_doubles(f, c, first, piece, n, times);
		else
			cmd_put(f, piece, n * sizeof *piece);
	}
}

/* Names of layers have no commas or quotes: chunk(5). */
static void
put_times(struct cmd_file *f, const struct chunk *c, const struct cycle *cycle)
{
	char start[CHUNK_TIME_MAX], end[CHUNK_TIME_MAX], line[4 * CHUNK_TIME_MAX];
	char group[CYCLE_LABEL_MAX] = "";
	int n;

	if (cycle->kind != CYCLE_NONE)
		cycle_label(cycle, c->start, group);
	n = snprintf(line, sizeof line, "%s,%s,%s,%" PRIu32 ",%" PRIu32 "%s%s\n",
	    chunk_time_text(c->start, start), chunk_time_text(c->end, end), c->layer, c->have,
	    c->expected, *group != '\0' ? "," : "", group);

	cmd_put(f, line, (size_t)n);
}

/*
 * The offset of the array in its file, which need not be 0 if a shell opened
 * it.
 */
static uint64_t
beginning(const struct cmd_file *f)
{
	off_t at = lseek(cmd_fd(f), 0, SEEK_CUR);

	if (at < 0)
		cmd_fail(
		    "%s: its length is written last, which a pipe does not allow: write to a file",
		    cmd_name(f));
	/* With O_APPEND the length would go to the end of the file. */
	if (fcntl(cmd_fd(f), F_GETFL) & O_APPEND)
		cmd_fail(
		    "%s: its length is written last, which >> does not allow: write to a file of its own",
		    cmd_name(f));
	return (uint64_t)at;
}

int
main(int argc, char **argv)
{
	enum { TIMES = CMD_OWN, UNITS };
	static const struct option longs[] = {
		{ "times", required_argument, NULL, TIMES },
		{ "units", required_argument, NULL, UNITS },
		CMD_LONG_OPTIONS
	};
	static const char heading[] = "start,end,layer,have,expected";
	char header[NPY_HEADER] = { 0 };
	struct cmd_file *array, *times = NULL;
	const char *times_path = NULL, *units = NULL;
	const struct chunk_header *h;
	struct chunk_stream *in;
	struct chunk c = { 0 };
	struct cycle cycle;
	struct cmd cmd;
	uint64_t first;
	bool wide;

	cmd_start(&cmd, "chunk2npy", usage);
	for (int option; (option = cmd_option(&cmd, argc, argv, "", longs)) != -1;)
		*(option == TIMES ? &times_path : &units) = optarg;
	if (units != NULL)
		cmd_units(units);
	if (cmd.output == NULL)
		cmd_usage("-o: name the file for the array, such as -o rain.npy");

	array = cmd_create(cmd.output);
	first = beginning(array);
	if (times_path != NULL) {
		if (!cmd_is_new(times_path))
			cmd_usage("--times: %s is where the array goes: name another file",
			    times_path);
		times = cmd_create_text(times_path);
		cmd_put(times, heading, sizeof heading - 1);
	}
	in = cmd_input(&cmd, argv + optind, argc - optind);
	cmd_require(&cmd, in, CMD_FIELDS);
	cmd_require_units(in, units);
	if (cycle_of_stream(in, &cycle) && times != NULL)
		cmd_put(times, ",group", strlen(",group"));
	if (times != NULL)
		cmd_put(times, "\n", 1);

	h = chunk_header(in);
	wide = units_have_times(h);
	cmd_put(array, header, sizeof header);
	while (cmd_read(&cmd, in, &c)) {
		cmd_progress(&cmd, in);
		if (c.kind != CHUNK_FIELD)
			continue;
		put_values(array, h, &c, units, wide);
		if (times != NULL)
			put_times(times, &c, &cycle);
	}
	cmd_require_some(in);
	npy_header(header, wide, chunk_counts(in)->fields, chunk_grid(h));
	cmd_put_at(array, header, sizeof header, first);
	chunk_free(&c);
	return cmd_finish(&cmd, in, NULL);
}
