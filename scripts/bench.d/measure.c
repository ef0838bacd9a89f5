/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * measure - run a command and note what it cost. In: a table, a round, a label, and the command, which
 * may be a whole pipeline (sh -c '... | ...'). Out: one more line in the table: round, label, seconds,
 * CPU seconds of all its processes, and the MiB that the largest of them had in memory at once.
 *
 * This is a program of its own, and small: a process begins with its parent's pages, and a peak
 * measured from an interpreter would be the interpreter's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Runs the command; `used` is for all of its processes that were waited for, as pipelines are. */
static int
run(char **argv, double *wall, struct rusage *used)
{
	double began = now();
	int status;
	pid_t child = fork();

	if (child < 0)
		fail("fork");
	if (child == 0) {
		execvp(argv[0], argv);
		fail(argv[0]);
	}
	if (wait4(child, &status, 0, used) < 0)
		fail("wait4");
	*wall = now() - began;
	return status;
}

int
main(int argc, char **argv)
{
	struct rusage used;
	double wall;
	FILE *table;
	int status;

	if (argc < 5) {
		fputs("usage: measure table round label command [argument ...]\n", stderr);
		return 2;
	}
	status = run(argv + 4, &wall, &used);
	if (status != 0) {
		fprintf(stderr, "measure: %s: failed, status 0x%x\n", argv[3], (unsigned)status);
		return 1;
	}
	if (!(table = fopen(argv[1], "a")))
		fail(argv[1]);
	fprintf(table, "%s\t%s\t%.6f\t%.6f\t%.3f\n", argv[2], argv[3], wall,
	    seconds(used.ru_utime) + seconds(used.ru_stime), (double)used.ru_maxrss / 1024);
	if (fclose(table) != 0)
		fail(argv[1]);
	return 0;
}
