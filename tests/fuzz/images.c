/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * images.c - any bytes as an archive of images.
 *
 * What is whole without -k is the same with it; images come in the order of time, within the limits;
 * and what is damaged says why.
 */
#include <string.h>
#include <unistd.h>

#include "archive/pattern.h"
#include "archive/private.h"
#include "fuzz.h"

static enum images_choice
choose(void *arg, const char *name, int64_t *start, char *why)
{
	enum pattern_match match;
	struct pattern_times times;

	(void)arg;
	match = pattern_time("radar_%y%m%d%H%M.tif", name, &times);
	*start = times.start;
	switch (match) {
	case PATTERN_OTHER:
		return IMAGES_OTHER;
	case PATTERN_INVALID:
		snprintf(why, CHUNK_WHY_MAX, "no calendar has the time in its name");
		return IMAGES_WRONG;
	default:
		snprintf(why, CHUNK_WHY_MAX, "before 1970");
		return *start < 0 ? IMAGES_OUTSIDE : IMAGES_TAKEN;
	}
}

static void
check_unpacked(const struct chunk *c)
{
	if (c->kind == CHUNK_GAP)
		fuzz_require(c->size > 0 && strlen(c->data) == c->size, "a damaged image without a reason");
	else
		fuzz_require(c->kind == CHUNK_BLOB && c->size > 0 && c->size <= CHUNK_BLOB_MAX,
		    "an image of %zu bytes", c->size);
	fuzz_require(strlen(c->name) > 0, "an image without a name");
}

/* Reads them all: how many, or -1 if one cannot be read. */
static int
read_all(struct images *s)
{
	struct inflaters inflaters;
	struct chunk packed = { 0 }, whole = { 0 };
	char why[CHUNK_WHY_MAX] = "";
	size_t i = 0;

	inflaters_init(&inflaters);
	for (; i < s->count; i++) {
		fuzz_require(i == 0 || s->image[i].start > s->image[i - 1].start, "not in the order of time");
		if (images_read(s, i, &packed, why) < 0)
			break;
		if (packed.kind == CHUNK_GAP)
			chunk_swap(&packed, &whole);
		else if (images_unpack(&inflaters, &packed, &whole, why) < 0)
			break;
		check_unpacked(&whole);
	}
	fuzz_require(i == s->count || why[0] != '\0', "no reason");
	chunk_free(&packed);
	chunk_free(&whole);
	inflaters_free(&inflaters);
	return i == s->count ? (int)i : -1;
}

void
fuzz_images(const uint8_t *bytes, size_t size)
{
	struct images_rule rule = { .choose = choose };
	char path[FUZZ_PATH_MAX], why[CHUNK_WHY_MAX] = "";
	int fd = fuzz_file(bytes, size, path), strict = -1;
	struct images s = { 0 };

	if (images_open(&s, fd, "archive", &rule, why) == 0) {
		fuzz_require(!s.damaged, "damage was forgiven unasked");
		images_largest(&s);
		strict = (int)s.count;
		read_all(&s);
	} else {
		fuzz_require(why[0] != '\0', "no reason");
	}
	images_close(&s);
	rule.keep_going = true;
	if (images_open(&s, fd, "archive", &rule, why) == 0) {
		fuzz_require(strict < 0 || (strict == (int)s.count && !s.damaged),
		    "-k finds others in a whole archive");
		read_all(&s);
	} else {
		fuzz_require(strict < 0, "-k refuses what is whole: %s", why);
	}
	images_free(&s);
	close(fd);
}
