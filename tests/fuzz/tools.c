/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tools.c - whole tools: the first line of the bytes is a command, the others
 * are its standard input.
 *
 * The commands are those of tests/tools. Each runs in a process of its own, in
 * an empty folder. It ends with status 0 and a whole file, or with 1, a line
 * that says why, and no file; and what is not a sound stream never gives 0.
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
#define ARGUMENTS  24
#define LINE_ROOM  256

enum {
	IN_STREAM = 1, OUT_STREAM = 2, OUT_GIF = 4, OUT_TEXT = 8, OUT_MANY = 16, KEEPS_GOING = 32,
	FILLS_TIME = 64, NAMED_BY_TIME = 128
};

struct command {
	const char *line;                       /* what follows `-o`, `out` */
	int is;
	int (*main)(int argc, char **argv);
};

/* commands.awk makes commands.h of tests/tools: a COMMAND() for each line. */
#ifdef FUZZ_IN_PROCESS
/* scripts/fuzz links the tools in, each with a main() of its own name. */
#define COMMAND(entry, line, is) int entry(int argc, char **argv);
#include "commands.h"
#undef COMMAND
#define COMMAND(entry, line, is) { line, is, entry },
#else
#define COMMAND(entry, line, is) { line, is, NULL },
#endif
static const struct command commands[] = {
#include "commands.h"
};
#define COMMANDS (sizeof commands / sizeof *commands)

const char *
fuzz_command(unsigned i)
{
	return commands[i % COMMANDS].line;
}

/* The command whose line these bytes begin with, and how long that line is. */
static const struct command *
find_command(const uint8_t *bytes, size_t size, size_t *length)
{
	const uint8_t *newline = memchr(bytes, '\n', size);

	if (newline == NULL)
		return NULL;
	*length = (size_t)(newline - bytes);
	for (size_t i = 0; i < COMMANDS; i++)
		if (strlen(commands[i].line) == *length && memcmp(commands[i].line, bytes, *length) == 0)
			return &commands[i];
	return NULL;
}

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
/* libfuzzer.c: what a process has covered is known to its parent when it ends. */
void fuzz_share_coverage(void);
void fuzz_take_coverage(void);

static _Noreturn void
become(const struct command *command, int argc, char **argv)
{
	fuzz_share_coverage();
	exit(command->main(argc, argv));
}
#else
static void
fuzz_take_coverage(void)
{
}

static _Noreturn void
become(const struct command *command, int argc, char **argv)
{
	(void)command;
	(void)argc;
	execvp(argv[0], argv);
	_exit(127);
}
#endif

static int
arguments(const struct command *command, char *line, char **argv)
{
	int argc = 0;

	fuzz_require(strlen(command->line) < LINE_ROOM, "%s: longer than there is room for", command->line);
	strcpy(line, command->line);
	for (char *word = strtok(line, " "); word != NULL; word = strtok(NULL, " ")) {
		fuzz_require(argc < ARGUMENTS - 3, "%s: too many arguments", command->line);
		argv[argc++] = word;
	}
	argv[argc++] = (char *)"-o";
	argv[argc++] = (char *)(command->is & NAMED_BY_TIME ? "%Y%m%dT%H%M%S-%L" : "out");
	argv[argc] = NULL;
	return argc;
}

/* Runs a command; what it says goes to the file `say`. */
static int
run(const struct command *command, int input, int say)
{
	char line[LINE_ROOM], *argv[ARGUMENTS];
	int argc = arguments(command, line, argv), status;
	pid_t child = fork();

	fuzz_require(child >= 0, "no process: %s", strerror(errno));
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		signal(SIGALRM, SIG_DFL);
		alarm(SECONDS);
		if (chdir(folder) < 0 || dup2(input, 0) < 0 || dup2(null, 1) < 0 || dup2(say, 2) < 0)
			_exit(126);
		become(command, argc, argv);
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

/* Whether a line, of n bytes, is a hint that a picture does not show all that there is. */
static bool
is_hint(const char *line, size_t n)
{
	static const char *const words[] = { " would show it", " shows both sides", ": no map: ",
		"all is missing: no pixel of any bin", "bins summed from less", "nothing to see: every cell",
		"--crs says it", "the CRS becomes a text", "which no count of the result shows" };

	/* The words may be in the input, which an error quotes. */
	if (memmem(line, n, ": standard input: ", 18) != NULL)
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (memmem(line, n, words[i], strlen(words[i])) != NULL)
			return true;
	return false;
}

/* How many lines there are that are no hints. */
static int
lines_of(const char *text)
{
	int count = 0;

	for (size_t n; *text != '\0'; text += n) {
		n = strcspn(text, "\n");
		n += text[n] == '\n';
		count += !is_hint(text, n);
	}
	return count;
}

/* What a tool said: no more than hints if all went well, and one line besides if it failed. */
static void
check_words(const struct command *command, int status, int say)
{
	char text[8192];
	ssize_t n = pread(say, text, sizeof text - 1, 0);

	fuzz_require(n >= 0, "%s", strerror(errno));
	text[n] = '\0';
	fuzz_require(WIFEXITED(status), "%s: signal %d: %s", command->line, WTERMSIG(status), text);
	fuzz_require(WEXITSTATUS(status) <= 1, "%s: status %d: %s", command->line, WEXITSTATUS(status), text);
	fuzz_require(is_text(text, (size_t)n), "%s: control characters: %s", command->line, text);
	if (command->is & KEEPS_GOING)
		return;
	fuzz_require(lines_of(text) == (status == 0 ? 0 : 1), "%s: status %d: %s", command->line,
	    WEXITSTATUS(status), text);
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
	size_t line;
	int input, say;

	if ((command = find_command(bytes, size, &line)) == NULL)
		return;
	make_folder();
	input = fuzz_file(bytes + line + 1, size - line - 1, path);
	say = fuzz_file(NULL, 0, ignored);
	in = read_stream(path);
	if (in.cells <= CELLS_MAX && !in.wide && (!(command->is & FILLS_TIME) || in.days <= DAYS_MAX))
		check(command, run(command, input, say), say, &in);
	close(input);
	close(say);
}
