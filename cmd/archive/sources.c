/* SPDX-License-Identifier: BSD-2-Clause */
/* sources.c - the files that operands stand for. */
#include "archive/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/private.h"
#include "grid/formats.h"
#include "wait.h"

static int
add_source(struct sources *all, const char *path, int fd, char *why)
{
	struct source s = { .path = strdup(path), .fd = fd };

	if (all->count == all->room) {
		all->room = 2 * all->room + 16;
		all->list = realloc(all->list, all->room * sizeof *all->list);
	}
	if (s.path == NULL || all->list == NULL)
		return chunk_reason(why, "out of memory");
	all->list[all->count++] = s;
	return 0;
}

static int
cannot_keep(const char *path, char *why)
{
	return chunk_reason(why, "%.900s: cannot be kept in memory: %s", path, strerror(errno));
}

/* Copies what comes from a pipe to `to`. */
static int
copy_pipe(struct sources *all, int from, int to, const char *path, char *why)
{
	static char buffer[64 << 10];
	ssize_t got;

	while ((got = read(from, buffer, sizeof buffer)) != 0) {
		if (got < 0 && wait_again(from, POLLIN))
			continue;
		if (got < 0)
			return chunk_reason(why, "%.900s: cannot read: %s", path, strerror(errno));
		all->spooled += (size_t)got;
		if (all->spooled > MEMORY_MAX)
			return chunk_reason(why, "%.900s: more than 32 MiB through a pipe: "
			    "save it as a file, and name that", path);
		if (write(to, buffer, (size_t)got) != got)
			return cannot_keep(path, why);
	}
	return 0;
}

/*
 * Adds what comes from a pipe, as a file in memory: an archive is known to be
 * whole only when its end was seen, and its first image may be its last member.
 */
static int
add_pipe(struct sources *all, int from, const char *path, char *why)
{
	int fd = memfd_create("archive", MFD_CLOEXEC);

	if (fd < 0)
		return cannot_keep(path, why);
	if (copy_pipe(all, from, fd, path, why) == 0 && add_source(all, path, fd, why) == 0)
		return 0;
	close(fd);
	return -1;
}

static int
add_input(struct sources *all, char *why)
{
	struct stat st;

	/* A file that is read from its start needs no copy. */
	if (fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode) &&
	    lseek(STDIN_FILENO, 0, SEEK_CUR) == 0)
		return add_source(all, "standard input", STDIN_FILENO, why);
	return add_pipe(all, STDIN_FILENO, "standard input", why);
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

enum wish { SKIP, PASS, TAKE, TAKE_GUESSED, FAIL };

/* Reads the first bytes of a file; none if it is not there or may not be read. */
static ssize_t
read_head(const FTSENT *e, unsigned char *head, size_t size, char *why)
{
	int fd = open(e->fts_accpath, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t got;

	if (fd < 0 && (errno == EACCES || errno == ENOENT))
		return 0;
	got = fd < 0 ? -1 : bytes_read(fd, head, size, 0);
	if (got < 0)
		chunk_reason(why, "%.900s: cannot %s: %s", e->fts_path, fd < 0 ? "open" : "read",
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	return got;
}

/* What a file is by its first bytes, if its name does not tell. */
static enum wish
look_at_head(const FTSENT *e, const struct images_rule *rule, enum names_kind *kind, char *why)
{
	const struct format *format;
	unsigned char head[512];
	ssize_t got = read_head(e, head, sizeof head, why);
	size_t n = (size_t)got;

	if (got < 0)
		return FAIL;
	if (bytes_are_zip(head, n))
		return TAKE_GUESSED;
	if (bytes_are_tiff(head, n)) {
		*kind = NAMES_IMAGE_LIKE;
		return rule->any_name ? TAKE : PASS;
	}
	format = formats_find(head, n);
	return *kind == NAMES_HARMLESS && !bytes_are_packed(head, n) &&
	    (format == NULL || format->kind == FORMAT_DATA) ? SKIP : PASS;
}

/*
 * Whether a file of a folder is used: its name is an image's or an archive's,
 * or it begins as one. Archives that cannot be read count: an error is better
 * than a gap.
 */
static enum wish
judge_file(const FTSENT *e, const struct images_rule *rule, enum names_kind *kind, char *why)
{
	const char *name = names_image(rule, e->fts_path);
	char ignored[CHUNK_WHY_MAX];
	int64_t start;

	*kind = NAMES_IMAGE_LIKE;
	if (!rule->any_name && strlen(name) <= CHUNK_NAME_MAX &&
	    rule->choose(rule->arg, name, &start, ignored) != IMAGES_OTHER)
		return TAKE;
	*kind = names_kind(rule, e->fts_path);
	return *kind == NAMES_ARCHIVE || *kind == NAMES_COMPRESSED ? TAKE :
	    look_at_head(e, rule, kind, why);
}

static int
add_file(struct sources *all, const FTSENT *e, const struct images_rule *rule, char *why)
{
	enum names_kind kind;
	enum wish wish = judge_file(e, rule, &kind, why);

	if (wish == FAIL || beside_check_name(rule, e->fts_path, names_image(rule, e->fts_path), why) < 0)
		return -1;
	all->sidecars = all->sidecars || beside_stem(e->fts_name) > 0;
	if (wish == PASS)
		names_pass(&all->passed, kind, e->fts_path);
	if (wish == PASS || wish == SKIP)
		return 0;
	if (e->fts_info == FTS_SLNONE)
		return chunk_reason(why, "%.900s: a link to a file that is not there", e->fts_path);
	if (add_source(all, e->fts_path, -1, why) < 0)
		return -1;
	all->list[all->count - 1].in_folder = true;
	all->list[all->count - 1].guessed = wish == TAKE_GUESSED;
	return 0;
}

static int
add_entry(struct sources *all, FTS *tree, FTSENT *e, const struct images_rule *rule, char *why)
{
	if (e->fts_level > 0 && e->fts_name[0] == '.') {
		fts_set(tree, e, FTS_SKIP);
		return 0;
	}
	switch (e->fts_info) {
	case FTS_DC:
		return chunk_reason(why, "%.900s: a link back to a folder that it is in",
		    e->fts_path);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return chunk_reason(why, "%.900s: cannot read: %s", e->fts_path,
		    strerror(e->fts_errno));
	case FTS_F:
	case FTS_SLNONE:
		return add_file(all, e, rule, why);
	default:
		return 0;
	}
}

static int
add_folder(struct sources *all, const char *path, const struct images_rule *rule, char *why)
{
	char *roots[] = { (char *)path, NULL };
	FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	char example[NAMES_EXAMPLE_MAX];
	size_t before = all->count;
	int result = 0;
	FTSENT *e;

	if (tree == NULL)
		return chunk_reason(why, "%.900s: cannot open: %s", path, strerror(errno));
	while (result == 0 && (errno = 0, (e = fts_read(tree)) != NULL))
		result = add_entry(all, tree, e, rule, why);
	if (result == 0 && errno != 0)
		result = chunk_reason(why, "%.900s: cannot read: %s", path, strerror(errno));
	fts_close(tree);
	if (result < 0 || all->count > before)
		return result;
	if (all->passed.count > 0) {
		names_example(&all->passed, example);
		return chunk_reason(why, "%.400s: neither images nor archives in this folder "
		    "(see -p): one of its files is %.500s", path, example);
	}
	return chunk_reason(why, "%.900s: neither images nor archives in this folder", path);
}

int
sources_add(struct sources *all, const char *operand, const struct images_rule *rule, char *why)
{
	struct stat st;
	int fd, result;

	if (strcmp(operand, "-") == 0)
		return add_input(all, why);
	if (stat(operand, &st) < 0)
		return chunk_reason(why, "%.900s: cannot open: %s", operand, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return add_folder(all, operand, rule, why);
	if (S_ISREG(st.st_mode))
		return add_source(all, operand, -1, why);
	if ((fd = open(operand, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0)
		return chunk_reason(why, "%.900s: cannot open: %s", operand, strerror(errno));
	result = add_pipe(all, fd, operand, why);
	close(fd);
	return result;
}

static void
free_source(struct source *s)
{
	free(s->path);
	if (s->fd > STDIN_FILENO)
		close(s->fd);
}

void
sources_drop_empty(struct sources *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].count > 0)
			all->list[kept++] = all->list[i];
		else
			free_source(&all->list[i]);
	all->count = kept;
}

void
sources_free(struct sources *all)
{
	for (size_t i = 0; i < all->count; i++)
		free_source(&all->list[i]);
	free(all->list);
}

int
source_open(const struct source *s, char *why)
{
	int fd = s->fd >= 0 ? s->fd : open(s->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return chunk_reason(why, "%.900s: cannot open: %s", s->path, strerror(errno));
	return fd;
}

void
source_close(const struct source *s, int fd)
{
	if (fd != s->fd)
		close(fd);
}

const char *
source_name(const struct source *s, const struct images_rule *rule)
{
	return names_image(rule, s->path);
}

bool
source_may_have_sidecar(const struct sources *all, const struct source *s)
{
	return s->fd < 0 && (!s->in_folder || all->sidecars);
}
