/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tools.c - whole tools: the first byte chooses a command, the others are its standard input.
 *
 * Each runs in a process of its own, in an empty folder. It ends with status 0 and a whole file, or
 * with 1, a line that says why, and no file; and what is no sound stream never gives 0.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <gif_lib.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chunk.h"
#include "fuzz.h"

#define CELLS_MAX  (1u << 14)           /* of streams that are tried: what is larger only takes longer */
#define SIDE_MAX   1024u
#define DAYS_MAX   400                  /* for a tool that makes records of time that is missing */
#define SECONDS    60                   /* a tool that takes longer hangs */
#define ARGUMENTS  16

enum {
	IN_STREAM = 1, OUT_STREAM = 2, OUT_GIF = 4, OUT_TEXT = 8, OUT_MANY = 16, KEEPS_GOING = 32,
	FILLS_TIME = 64
};

/* A new one goes to the end: what was found before counts from the beginning. */
static const struct command {
	const char *line;                       /* what follows `-o`, `out` */
	int is;
} commands[] = {
	{ "bin-average -n 8", IN_STREAM | OUT_STREAM | FILLS_TIME },
	{ "bin-average -c month --sum", IN_STREAM | OUT_STREAM },
	{ "bin-average -w 10min --count -j 2", IN_STREAM | OUT_STREAM | FILLS_TIME },
	{ "subsample -f 2", IN_STREAM | OUT_STREAM },
	{ "subsample -f 2 -m mean", IN_STREAM | OUT_STREAM },
	{ "subsample -f 3 -m max", IN_STREAM | OUT_STREAM },
	{ "stats", IN_STREAM | OUT_STREAM },
	{ "stats --layers count,std,max -j 2", IN_STREAM | OUT_STREAM },
	{ "gifmake --zoom 2", IN_STREAM | OUT_GIF },
	{ "gifmake --scale linear --colors grey --zoom 1 --no-legend --layer mean", IN_STREAM | OUT_GIF },
	{ "chunk-info", IN_STREAM | OUT_TEXT },
	{ "chunk-info --json", IN_STREAM | OUT_TEXT },
	{ "chunk-info --gaps", IN_STREAM | OUT_TEXT },
	{ "chunk-info --digest", IN_STREAM | OUT_TEXT },
	{ "chunk2npy --times times.csv", IN_STREAM | OUT_MANY },
	{ "chunk2tif", IN_STREAM | OUT_MANY },
	{ "tif2rain", IN_STREAM | OUT_STREAM },
	{ "tif2rain -k --dbz --float -n none -u none", IN_STREAM | OUT_STREAM | KEEPS_GOING },
	{ "radar-unzip", OUT_STREAM },
	{ "radar-unzip -k --no-whole-days -p %Y%m%d%H%M", OUT_STREAM | KEEPS_GOING },
	{ "radar-unzip --time 2020-11-01T00:00", OUT_STREAM },
	{ "chunk-extract --point a,0,0 --box b,0,1,0,1", IN_STREAM | OUT_TEXT },
	{ "chunk-top", IN_STREAM | OUT_STREAM },
	{ "chunk-extract --xy a,126700,7771200 --box b,1,4,2,9", IN_STREAM | OUT_TEXT },
	{ "chunk-info --graph", IN_STREAM | OUT_TEXT },
	{ "stats --partial", IN_STREAM | OUT_STREAM },
	{ "stats -q --sum --when --quantiles 0,0.5,0.9 -j 2", IN_STREAM | OUT_STREAM },
	{ "stats --layers mean --exceed 0.1,5 --sum --min-fraction 0.5", IN_STREAM | OUT_STREAM },
	{ "stats --partial --when --exceed 1 --quantiles 0.5 -q", IN_STREAM | OUT_STREAM },
	{ "bin-average -c week --origin 06:00 --min-count 2", IN_STREAM | OUT_STREAM },
	{ "bin-average -w 1d --sum --min-fraction 0.3 --count", IN_STREAM | OUT_STREAM | FILLS_TIME },
	{ "tif2rain --crs EPSG:3006 --min-dbz 7 --max-rate 100 -z 256,1.42", IN_STREAM | OUT_STREAM },
};
#define COMMANDS (sizeof commands / sizeof *commands)

/* ---- A folder --------------------------------------------------------------------------------- */

static char folder[1000], result[1010];         /* where tools run, and `out` in it */
static int files;

static void
remove_folder(void)
{
	rmdir(folder);
}

/* Made once, in the current one; a fuzzer that is stopped leaves it there. */
static void
make_folder(void)
{
	if (folder[0] != '\0')
		return;
	fuzz_require(getcwd(folder, sizeof folder - sizeof "/tool.XXXXXX") != NULL, "%s", strerror(errno));
	strcat(folder, "/tool.XXXXXX");
	fuzz_require(mkdtemp(folder) != NULL, "%s: %s", folder, strerror(errno));
	snprintf(result, sizeof result, "%s/out", folder);
	atexit(remove_folder);
}

static int
count_and_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	if (at->level > 0) {
		files++;
		unlink(path);
	}
	return 0;
}

/* ---- A process -------------------------------------------------------------------------------- */

#ifdef FUZZ_IN_PROCESS
/* scripts/fuzz links the tools in, each with a main() of its own name. */
int bin_average_main(int argc, char **argv);
int chunk2npy_main(int argc, char **argv);
int chunk2tif_main(int argc, char **argv);
int chunk_extract_main(int argc, char **argv);
int chunk_info_main(int argc, char **argv);
int chunk_top_main(int argc, char **argv);
int gifmake_main(int argc, char **argv);
int radar_unzip_main(int argc, char **argv);
int stats_main(int argc, char **argv);
int subsample_main(int argc, char **argv);
int tif2rain_main(int argc, char **argv);

/* libfuzzer.c: what a process has covered is known to its parent when it ends. */
void fuzz_share_coverage(void);
void fuzz_take_coverage(void);

static _Noreturn void
become(int argc, char **argv)
{
	static const struct { const char *name; int (*main)(int, char **); } tools[] = {
		{ "bin-average", bin_average_main }, { "chunk2npy", chunk2npy_main },
		{ "chunk2tif", chunk2tif_main }, { "chunk-extract", chunk_extract_main },
		{ "chunk-info", chunk_info_main }, { "chunk-top", chunk_top_main },
		{ "gifmake", gifmake_main }, { "radar-unzip", radar_unzip_main },
		{ "stats", stats_main }, { "subsample", subsample_main }, { "tif2rain", tif2rain_main },
	};

	fuzz_share_coverage();
	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
		if (strcmp(argv[0], tools[i].name) == 0)
			exit(tools[i].main(argc, argv));
	_exit(127);
}
#else
static void
fuzz_take_coverage(void)
{
}

static _Noreturn void
become(int argc, char **argv)
{
	(void)argc;
	execvp(argv[0], argv);
	_exit(127);
}
#endif

static int
arguments(const struct command *command, char *line, char **argv)
{
	int argc = 0;

	strcpy(line, command->line);
	for (char *word = strtok(line, " "); word != NULL; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc++] = (char *)"-o";
	argv[argc++] = (char *)(strcmp(argv[0], "chunk2tif") == 0 ? "%Y%m%dT%H%M%S-%L.tif" :
	    strcmp(argv[0], "chunk2npy") == 0 ? "out.npy" : "out");
	argv[argc] = NULL;
	return argc;
}

/* Runs a command; what it says goes to the file `say`. */
static int
run(const struct command *command, int input, int say)
{
	char line[128], *argv[ARGUMENTS];
	int argc = arguments(command, line, argv), status;
	pid_t child = fork();

	fuzz_require(child >= 0, "no process: %s", strerror(errno));
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		signal(SIGALRM, SIG_DFL);
		alarm(SECONDS);
		if (chdir(folder) < 0 || dup2(input, 0) < 0 || dup2(null, 1) < 0 || dup2(say, 2) < 0)
			_exit(126);
		become(argc, argv);
	}
	while (waitpid(child, &status, 0) < 0)
		fuzz_require(errno == EINTR, "%s", strerror(errno));
	fuzz_take_coverage();
	return status;
}

/* ---- What came of it -------------------------------------------------------------------------- */

struct stream {
	bool sound;
	uint64_t cells;
	int64_t days;
	bool wide;                              /* a side over the limit of what is tried */
};

static struct stream
read_stream(const char *path)
{
	char *paths[] = { (char *)path };
	struct chunk_stream *in = chunk_open(paths, 1);
	struct chunk c = { 0 };
	struct stream s = { 0 };
	int got = -1;

	if (chunk_read_header(in) == 0) {
		const struct chunk_grid *g = chunk_grid(chunk_header(in));

		s.cells = (uint64_t)g->rows * g->cols;
		s.wide = g->rows > SIDE_MAX || g->cols > SIDE_MAX;
		while ((got = chunk_read(in, &c)) == 1)
			;
		s.days = (chunk_counts(in)->end - chunk_counts(in)->start) / 86400;
	}
	s.sound = got == 0;
	chunk_free(&c);
	chunk_close(in);
	return s;
}

static void
check_gif(const char *path)
{
	GifFileType *gif = DGifOpenFileName(path, NULL);

	fuzz_require(gif != NULL && DGifSlurp(gif) == GIF_OK && gif->ImageCount > 0,
	    "giflib does not read it");
	DGifCloseFile(gif, NULL);
}

/* Nothing that a terminal would take for more than text. */
static bool
is_text(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\t') || bytes[i] == 0x7f)
			return false;
	return true;
}

static void
check_text(const char *path)
{
	FILE *f = fopen(path, "r");
	char bytes[4096];
	size_t n;

	fuzz_require(f != NULL, "%s: %s", path, strerror(errno));
	while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
		fuzz_require(is_text(bytes, n), "control characters");
	fclose(f);
}

/* What a tool said: nothing where all went well, and one line where it failed. */
static void
check_words(const struct command *command, int status, int say)
{
	char text[8192];
	ssize_t n = pread(say, text, sizeof text - 1, 0);
	char *newline;

	fuzz_require(n >= 0, "%s", strerror(errno));
	text[n] = '\0';
	newline = strchr(text, '\n');
	fuzz_require(WIFEXITED(status), "%s: signal %d: %s", command->line, WTERMSIG(status), text);
	fuzz_require(WEXITSTATUS(status) <= 1, "%s: status %d: %s", command->line, WEXITSTATUS(status), text);
	fuzz_require(is_text(text, (size_t)n), "%s: control characters: %s", command->line, text);
	if (command->is & KEEPS_GOING)
		return;
	if (status == 0)
		fuzz_require(n == 0, "%s: %s", command->line, text);
	else
		fuzz_require(newline != NULL && newline[1] == '\0', "%s: no one line: %s",
		    command->line, text);
}

static void
check(const struct command *command, int status, int say, const struct stream *in)
{
	bool well = status == 0;

	check_words(command, status, say);
	if (command->is & IN_STREAM)
		fuzz_require(in->sound || !well, "%s: takes what is not sound", command->line);
	if (well && (command->is & OUT_STREAM))
		fuzz_require(read_stream(result).sound, "%s: writes what is not sound", command->line);
	if (well && (command->is & OUT_GIF))
		check_gif(result);
	if (well && (command->is & OUT_TEXT))
		check_text(result);
	files = 0;
	nftw(folder, count_and_remove, 8, FTW_PHYS);
	if (!well)
		fuzz_require(files == 0, "%s: %d files left", command->line, files);
	else if (!(command->is & OUT_MANY))
		fuzz_require(files == 1, "%s: %d files, not one", command->line, files);
}

/* ---- The target ------------------------------------------------------------------------------- */

void
fuzz_tools(const uint8_t *bytes, size_t size)
{
	const struct command *command;
	char path[FUZZ_PATH_MAX], ignored[FUZZ_PATH_MAX];
	struct stream in;
	int input, say;

	if (size == 0)
		return;
	make_folder();
	command = &commands[bytes[0] % COMMANDS];
	input = fuzz_file(bytes + 1, size - 1, path);
	say = fuzz_file(NULL, 0, ignored);
	in = read_stream(path);
	if (in.cells <= CELLS_MAX && !in.wide && (!(command->is & FILLS_TIME) || in.days <= DAYS_MAX))
		check(command, run(command, input, say), say, &in);
	close(input);
	close(say);
}
