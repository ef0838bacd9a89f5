/* SPDX-License-Identifier: BSD-2-Clause */
/* test_threads - if nobody says how many threads: the CPUs that a system leaves to the process. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static int cpus;                        /* of a system that is made up, whose files are in a folder */
static char folder[] = "/tmp/test_threads.XXXXXX";

static int
cpus_here(pid_t pid, size_t size, cpu_set_t *set)
{
	CPU_ZERO_S(size, set);
	for (int i = 0; i < cpus; i++)
		CPU_SET_S((size_t)i, size, set);
	return pid == 0 && cpus > 0 ? 0 : -1;
}

static FILE *
open_here(const char *path, const char *mode)
{
	char here[4500];

	snprintf(here, sizeof here, "%s%s", folder, path);
	return fopen(here, mode);
}

#define sched_getaffinity cpus_here
#define fopen open_here
#define chunk_threads threads_here
#include "threads.c"
#undef fopen

/* Writes "path=text" to a file below the folder. */
static void
write_file(const char *file)
{
	char here[4500];
	size_t n = strcspn(file, "=");
	FILE *f;

	snprintf(here, sizeof here, "%s%.*s", folder, (int)n, file);
	for (char *slash = strchr(here + strlen(folder) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(here, 0777);
		*slash = '/';
	}
	ck_assert_ptr_nonnull(f = fopen(here, "w"));
	fputs(file + n + 1, f);
	fclose(f);
}

#define V1(name) "/sys/fs/cgroup/cpu/cpu.cfs_" name "_us="
#define OWN      "/proc/self/cgroup="
#define V2       "/sys/fs/cgroup"

static const struct {
	int cpus, threads;
	const char *asked, *files[4];
} systems[] = {
	{ 12, 12, NULL, { NULL } },
	{ 40, 16, NULL, { NULL } },
	{ 0, 1, NULL, { NULL } },
	{ 12, 40, "40", { NULL } },
	{ 12, 12, "none", { NULL } },
	{ 12, 12, "257", { NULL } },
	{ 12, 12, NULL, { V1("quota") "-1\n", V1("period") "100000\n" } },
	{ 12, 3, NULL, { V1("quota") "250000\n", V1("period") "100000\n" } },
	{ 12, 1, NULL, { V1("quota") "10000\n", V1("period") "100000\n" } },
	{ 12, 12, NULL, { V1("quota") "2000000\n", V1("period") "100000\n" } },
	{ 12, 12, NULL, { OWN "0::/\n", V2 "/cpu.max=max 100000\n" } },
	{ 12, 4, NULL, { OWN "0::/\n", V2 "/cpu.max=400000 100000\n" } },
	{ 12, 2, NULL, { OWN "1:name=systemd:/x\n0::/a/b\n", V2 "/a/b/cpu.max=200000 100000\n" } },
	{ 12, 2, NULL, { OWN "0::/a/b\n", V2 "/a/cpu.max=150000 100000\n", V2 "/a/b/cpu.max=max 100000\n" } },
	{ 12, 3, NULL, { OWN "0::/a/b\n", V2 "/cpu.max=300000 100000\n", V2 "/a/b/cpu.max=500000 100000\n" } },
	{ 12, 12, NULL, { OWN "1:cpu:/x\n", V2 "/cpu.max=100000 100000\n" } },
};

START_TEST(a_quota_is_as_good_as_fewer_cpus)
{
	char command[64];

	snprintf(folder, sizeof folder, "/tmp/test_threads.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	cpus = systems[_i].cpus;
	unsetenv("CHUNK_THREADS");
	if (systems[_i].asked)
		setenv("CHUNK_THREADS", systems[_i].asked, 1);
	for (int i = 0; i < 4 && systems[_i].files[i]; i++)
		write_file(systems[_i].files[i]);
	ck_assert_int_eq(threads_here(), systems[_i].threads);
	snprintf(command, sizeof command, "rm -r %s", folder);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("threads");
	TCase *t = tcase_create("threads");

	tcase_add_loop_test(t, a_quota_is_as_good_as_fewer_cpus, 0, (int)(sizeof systems / sizeof *systems));
	suite_add_tcase(s, t);
	return unit_main(s);
}
