/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * commit.c - files get their names: all of them, or none.
 *
 * If one of several cannot be renamed, those before it lose their names again,
 * and what they replaced comes back. For this, what a file replaces is kept
 * under the temporary name, by an exchange of the two, until all is well.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/private.h"

static int
exchange(const struct cmd_file *f)
{
#ifdef RENAME_EXCHANGE
	return renameat2(AT_FDCWD, f->temporary, AT_FDCWD, f->target.path, RENAME_EXCHANGE);
#else
	(void)f;
	errno = ENOSYS;
	return -1;
#endif
}

/*
 * Gives a file its name. If it is the only one, there will be nothing to undo.
 * Returns 0, or -1 with errno.
 */
static int
give_name(struct cmd_file *f, bool only)
{
	struct stat st;

	if (f->target.there && !only && exchange(f) == 0) {
		f->named = FILE_EXCHANGED;
		/* It was a file when the tool began; a folder is not replaced. */
		if (lstat(f->temporary, &st) < 0 || !S_ISDIR(st.st_mode))
			return 0;
		if (exchange(f) == 0)
			f->named = FILE_TEMPORARY;
		errno = EISDIR;
		return -1;
	}
	if (rename(f->temporary, f->target.path) < 0)
		return -1;
	f->named = FILE_NAMED;
	return 0;
}

/* Takes the name away again; false if what was replaced is lost. */
static bool
take_name(struct cmd_file *f)
{
	if (f->named == FILE_EXCHANGED ? exchange(f) < 0 :
	    f->target.there || unlink(f->target.path) < 0)
		return false;
	f->named = FILE_TEMPORARY;
	return true;
}

/* Undoes all, and ends the tool. */
static _Noreturn void
undo(struct cmd_file *files, const struct cmd_file *failed, int error)
{
	const struct cmd_file *stays = NULL;
	size_t stay = 0, others = 0;

	for (struct cmd_file *f = files; f != NULL; f = f->next) {
		others += f != failed && f->temporary != NULL;
		if (f->named != FILE_TEMPORARY && !take_name(f)) {
			stays = f;
			stay++;
		}
	}
	if (stays != NULL)
		cmd_fail("%s: cannot rename: %s: of the others, %zu stay under their names, such as %s",
		    failed->target.name, strerror(error), stay, stays->target.name);
	if (others > 0)
		cmd_fail("%s: cannot rename: %s: no file was made or replaced, of %zu",
		    failed->target.name, strerror(error), others + 1);
	cmd_fail("%s: cannot rename: %s: nothing was replaced; try another folder, or standard "
	    "output: > FILE", failed->target.name, strerror(error));
}

void
commit_names(struct cmd_file *files)
{
	size_t n = 0;

	for (const struct cmd_file *f = files; f != NULL; f = f->next)
		n += f->temporary != NULL;
	for (struct cmd_file *f = files; f != NULL; f = f->next)
		if (f->temporary != NULL && give_name(f, n == 1) < 0)
			undo(files, f, errno);
	for (struct cmd_file *f = files; f != NULL; f = f->next) {
		char *temporary = f->temporary;

		if (temporary == NULL)
			continue;
		if (f->named == FILE_EXCHANGED)
			unlink(temporary);      /* what was replaced */
		f->temporary = NULL;
		free(temporary);
	}
}
