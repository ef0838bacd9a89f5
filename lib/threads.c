/* SPDX-License-Identifier: BSD-2-Clause */
/* threads.c - how many threads this process should use. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chunk.h"

#define UNASKED_MAX 16                  /* if the user does not say how many */
#define CGROUPS "/sys/fs/cgroup"

static int
affinity(void)
{
	cpu_set_t set[16]; /* room for 16384: the system refuses fewer than it may have */

	return sched_getaffinity(0, sizeof set, set) == 0 ? CPU_COUNT_S(sizeof set, set) : 1;
}

static bool
read_line(const char *path, char *line, int size)
{
	FILE *f = fopen(path, "re");
	bool got = f != NULL && fgets(line, size, f) != NULL;

	if (f != NULL)
		fclose(f);
	return got;
}

/* The CPUs that a quota of microseconds per period allows, rounded up. */
static int
quota_cpus(double quota, double period, int cpus)
{
	if (quota > 0 && period > 0 && quota / period < cpus)
		cpus = (int)((quota + period - 1) / period);
	return cpus > 0 ? cpus : 1;
}

/*
 * Control groups, version 2: each group up to the root may have its quota in
 * cpu.max.
 */
static int
cgroup2_cpus(char *group, int cpus)
{
	char path[4352], line[64];
	double quota, period;
	char *slash;

	group[strcspn(group, "\n")] = '\0';
	do {
		snprintf(path, sizeof path, CGROUPS "%s/cpu.max", group);
		if (read_line(path, line, sizeof line) &&
		    sscanf(line, "%lf %lf", &quota, &period) == 2)
			cpus = quota_cpus(quota, period, cpus);
		if ((slash = strrchr(group, '/')) != NULL)
			*slash = '\0';
	} while (slash != NULL);
	return cpus;
}

static int
cgroup_cpus(int cpus)
{
	char line[4096], period[64];
	FILE *f;

	/*
	 * Version 1, as containers show it: the process's own group at the
	 * root.
	 */
	if (read_line(CGROUPS "/cpu/cpu.cfs_quota_us", line, sizeof line) &&
	    read_line(CGROUPS "/cpu/cpu.cfs_period_us", period, sizeof period))
		return quota_cpus(atof(line), atof(period), cpus);
	if ((f = fopen("/proc/self/cgroup", "re")) == NULL)
		return cpus;
	while (fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "0::", 3) == 0)
			cpus = cgroup2_cpus(line + 3, cpus);
	fclose(f);
	return cpus;
}

int
chunk_threads(void)
{
	const char *asked = getenv("CHUNK_THREADS");
	long n = asked != NULL ? strtol(asked, NULL, 10) : 0;
	int cpus;

	if (n >= 1 && n <= CHUNK_THREADS_MAX)
		return (int)n;
	cpus = cgroup_cpus(affinity());
	return cpus < UNASKED_MAX ? cpus : UNASKED_MAX;
}
