/* SPDX-License-Identifier: BSD-2-Clause */
/* names.c - what a name says, if it is not that of an image that is taken. */
#include "archive/names.h"

#include <ctype.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "archive/images.h"
#include "archive/pattern.h"
#include "chunk.h"
#include "clock.h"

/* The digits of the shortest date: 01nov20. */
#define DATE_DIGITS 4

/* Whether the first `n` bytes of a name end so, and are not all of it. */
static bool
ends_in(const char *name, size_t n, const char *end)
{
	size_t length = strlen(end);

	return n > length && strncasecmp(name + n - length, end, length) == 0;
}

/* The length of the ending that a name has; 0 if it has none of them. */
static size_t
find_end(const char *name, size_t n, const char *const *ends)
{
	for (; *ends != NULL; ends++)
		if (ends_in(name, n, *ends))
			return strlen(*ends);
	return 0;
}

/* The length of a number at the end, as in 2020.zip.1, which wget makes. */
static size_t
find_number(const char *name, size_t n)
{
	size_t digits = 0;

	while (digits < n && isdigit((unsigned char)name[n - 1 - digits]))
		digits++;
	return digits > 0 && digits + 1 < n && name[n - 1 - digits] == '.' ? digits + 1 : 0;
}

/*
 * The length of a name without what a server was asked for, endings of
 * compression and numbers.
 */
static size_t
find_stem(const char *name, bool *compressed)
{
	static const char *const packed[] = { ".gz", ".xz", ".bz2", ".lz", ".zst", ".lz4", ".lzma",
		".z", NULL };
	size_t n = strcspn(name, "?"), end, number;

	*compressed = false;
	do {
		end = find_end(name, n, packed);
		number = end > 0 ? 0 : find_number(name, n);
		*compressed = *compressed || end > 0;
		n -= end + number;
	} while (end + number > 0);
	return n;
}

static bool
is_image(const struct images_rule *rule, const char *name, size_t n)
{
	char image[CHUNK_NAME_MAX + 1], ignored[CHUNK_WHY_MAX];
	int64_t start;

	if (n > CHUNK_NAME_MAX)
		return false;
	snprintf(image, sizeof image, "%.*s", (int)n, name);
	return rule->choose(rule->arg, image, &start, ignored) != IMAGES_OTHER;
}

/* Whether a name ends as images do. */
static bool
is_image_like(const struct images_rule *rule, const char *name)
{
	static const char *const images[] = { ".tif", ".tiff", NULL };
	const char *dot = strrchr(name, '.');

	return find_end(name, strlen(name), images) > 0 || (rule->ending != NULL &&
	    strcasecmp(dot != NULL ? dot : "", rule->ending) == 0);
}

static bool
is_harmless(const char *name)
{
	static const char *const harmless[] = { ".txt", ".md", ".json", ".xml", ".html", ".csv",
		".pdf", ".log", ".md5", ".sha1", ".sha256", ".sha512", NULL };
	size_t digits = 0;

	for (const char *p = name; *p != '\0'; p++)
		digits += isdigit((unsigned char)*p) != 0;
	return digits < DATE_DIGITS || find_end(name, strlen(name), harmless) > 0;
}

enum names_kind
names_kind(const struct images_rule *rule, const char *path)
{
	static const char *const archives[] = { ".zip", ".tar", ".cpio", ".7z", ".tgz", ".tbz",
		".tbz2", ".tb2", ".txz", ".tlz", ".tzst", ".rar", NULL };
	const char *name = names_last(path), *image = names_image(rule, path);
	bool compressed;
	size_t stem = find_stem(name, &compressed);

	if (name[0] == '.')
		return NAMES_HARMLESS;
	if (find_end(name, stem, archives) > 0)
		return NAMES_ARCHIVE;
	if (compressed && is_image(rule, image, (size_t)(name - image) + stem))
		return NAMES_COMPRESSED;
	if (is_image_like(rule, name))
		return NAMES_IMAGE_LIKE;
	return is_harmless(name) ? NAMES_HARMLESS : NAMES_OTHER;
}

size_t
names_uncompressed(const char *path)
{
	static const char *const ends[] = { ".gz", ".bz2", ".xz", ".zst", NULL };
	size_t n = strlen(path), end = find_end(path, n, ends);

	return end > 0 ? n - end : 0;
}

const char *
names_last(const char *path)
{
	for (const char *p = path; *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			path = p + 1;
	return path;
}

const char *
names_image(const struct images_rule *rule, const char *path)
{
	const char *name = names_last(path);

	for (int left = rule->folders; left > 0 && name > path; left--)
		for (name--; name > path && name[-1] != '/' && name[-1] != '\\'; )
			name--;
	return name;
}

/*
 * "-p PATTERN takes it, as of 2020-11-01T12:00Z", with the step of days and
 * hours, if a pattern can be told from a name without its folders.
 */
static bool
find_pattern(const char *name, char advice[NAMES_ADVICE_MAX])
{
	char plain[CHUNK_NAME_MAX + 1], pattern[PATTERN_GUESS_MAX], time[CHUNK_TIME_MAX];
	size_t packed = names_uncompressed(name);
	struct pattern_times t;
	int finest;

	snprintf(plain, sizeof plain, "%.*s", (int)(packed > 0 ? packed : strlen(name)), name);
	if (!pattern_guess(plain, pattern) || pattern_time(pattern, plain, &t) != PATTERN_TIME)
		return false;
	finest = pattern_resolution(pattern);
	snprintf(advice, NAMES_ADVICE_MAX, "-p '%s'%s takes it, as of %s", pattern,
	    finest == DAY ? " --step 1d" : finest == 3600 ? " --step 1h" : "",
	    chunk_time_text(t.start, time));
	return true;
}

void
names_advise(const char *path, char advice[NAMES_ADVICE_MAX])
{
	if (!find_pattern(names_last(path), advice))
		snprintf(advice, NAMES_ADVICE_MAX,
		    "-p says what the names of images look like, or --time when it was");
}

void
names_example(const struct names_passed *p, char text[NAMES_EXAMPLE_MAX])
{
	const char *name = names_last(p->example), *member = strstr(name, ": ");
	char advice[NAMES_ADVICE_MAX];
	bool found = find_pattern(member != NULL ? member + 2 : name, advice);

	snprintf(text, NAMES_EXAMPLE_MAX, "%s%s%s", p->example, found ? ", and " : "",
	    found ? advice : "");
}

/* Whether another example is better than the one that there is. */
static bool
is_better(const struct names_passed *p, bool image_like)
{
	return p->count == 0 || (image_like && !p->image_like);
}

void
names_pass(struct names_passed *p, enum names_kind kind, const char *path)
{
	bool image_like = kind == NAMES_IMAGE_LIKE;

	if (is_better(p, image_like)) {
		snprintf(p->example, sizeof p->example, "%s", path);
		p->image_like = image_like;
	}
	p->count++;
}

void
names_pass_members(struct names_passed *p, const struct names_passed *members, const char *archive)
{
	if (members->count > 0 && is_better(p, members->image_like)) {
		snprintf(p->example, sizeof p->example, "%.250s: %.250s", archive,
		    members->example);
		p->image_like = members->image_like;
	}
	p->count += members->count;
}
