/* SPDX-License-Identifier: BSD-2-Clause */
/* projlib.c - PROJ, loaded when it is first needed. */
#include "grid/projlib.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "chunk.h"

struct projlib projlib;

static char failed[CHUNK_WHY_MAX];              /* why it is not there; empty if it is */

/* The address of a function, which ISO C has no cast for. */
static void
find(void *library, const char *name, void *function)
{
	*(void **)function = dlsym(library, name);
	if (*(void **)function == NULL)
		chunk_reason(failed, "PROJ cannot be used: %s has no %s", PROJ_SONAME, name);
}

static void
load(void)
{
	/* The one that the system knows by this name, or else that which was there at the build. */
	void *library = dlopen(PROJ_SONAME, RTLD_NOW | RTLD_LOCAL);
	const char *said;

	if (library == NULL && (said = dlerror()) != NULL)
		snprintf(failed, sizeof failed, "PROJ cannot be loaded: %.400s", said);
	if (library == NULL)
		library = dlopen(PROJ_LIBDIR "/" PROJ_SONAME, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL)
		return;
	failed[0] = '\0';
#define FIND(name) find(library, "proj_" #name, &projlib.name);
	PROJLIB_FUNCTIONS(FIND)
}

int
projlib_load(char *why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return failed[0] == '\0' ? 0 : chunk_reason(why, "%s", failed);
}

static void
be_silent(void *arg, int level, const char *words)
{
	(void)arg;
	(void)level;
	(void)words;
}

PJ_CONTEXT *
projlib_context(char *why)
{
	PJ_CONTEXT *context;

	if (projlib_load(why) < 0)
		return NULL;
	if ((context = projlib.context_create()) == NULL) {
		chunk_reason(why, "out of memory");
		return NULL;
	}
	/* Errors of its data base do not ask for the level. */
	projlib.log_func(context, NULL, be_silent);
	projlib.context_set_enable_network(context, 0);
	return context;
}
