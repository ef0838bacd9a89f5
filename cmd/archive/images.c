/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * images.c - the images in a file: which there are.
 *
 * images-list.c keeps the list, images-zip.c fills it from a zip, and
 * images-read.c fetches the images.
 */
#include "archive/private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grid/formats.h"

#define GUESS     (1u << 20)          /* bytes of an image that does not say how many */
#define HEAD_SIZE 512u                /* of a file: enough to see what it is */

static int
open_alone(struct images *s, const char *name, const struct images_rule *rule, char *why)
{
	struct images_member m = { .path = name, .path_size = strlen(name),
		.image = { .size = s->bytes } };
	char advice[NAMES_ADVICE_MAX];

	s->kind = IMAGES_ALONE;
	if (images_add(s, rule, &m, why) < 0)
		return -1;
	if (s->matched == 0) {
		names_advise(name, advice);
		return chunk_reason(why, "an image whose name does not match the pattern: %s", advice);
	}
	return 0;
}

/*
 * With -k damage is only noted, and what was found before it is used; else it
 * is an error.
 */
static int
note_damage(struct images *s, const struct images_rule *rule, const char *how, char *why)
{
	s->damaged = true;
	snprintf(s->wrong, sizeof s->wrong, "%s", how);
	return rule->keep_going ? 0 :
	    chunk_reason(why, "%.900s (-k takes what is left of it)", s->wrong);
}

static int
open_sequence(struct images *s, enum sequence_how how, const struct images_rule *rule, char *why)
{
	struct sequence *sequence;
	struct sequence_member m;
	enum outcome outcome = sequence_open(&sequence, s->fd, how, why);
	int result = 0;

	/* Of a zip that is known to be cut, there may be nothing left. */
	if (outcome != OUTCOME_FOUND)
		return s->damaged && outcome == OUTCOME_DAMAGED ? 0 : -1;
	s->kind = IMAGES_SEQUENCE;
	s->how = how;
	while (result == 0 && (outcome = sequence_next(sequence, &m, why)) == OUTCOME_FOUND) {
		struct images_member member = {
			.path = m.path, .path_size = strlen(m.path),
			.encrypted = m.encrypted, .link = m.link,
			.image = { .place = m.number, .packed = m.size, .size = m.size }
		};

		size_t beside = s->beside_count;

		if (!m.folder)
			result = images_add(s, rule, &member, why);
		if (result == 0 && s->beside_count > beside)
			result = images_read_beside(s, sequence, why);
	}
	sequence_close(sequence);
	if (result < 0 || outcome == OUTCOME_FAILED)
		return -1;
	if (outcome == OUTCOME_NONE || s->damaged)
		return 0;
	return note_damage(s, rule, why, why);
}

/* OUTCOME_NONE: the file is not a zip; else it is open, or OUTCOME_FAILED. */
static enum outcome
open_zip(struct images *s, const unsigned char *head, const struct images_rule *rule, char *why)
{
	enum outcome listed;

	s->kind = IMAGES_ZIP;
	listed = images_list_zip(s, head, rule, why);
	if (listed != OUTCOME_DAMAGED)
		return listed;
	images_clear(s);
	if (note_damage(s, rule, why, why) < 0 || open_sequence(s, SEQUENCE_CUT_ZIP, rule, why) < 0)
		return OUTCOME_FAILED;
	return OUTCOME_FOUND;
}

/* A zip that was compressed once more, and is unpacked in the file `fd` now. */
static int
open_unpacked(struct images *s, int fd, const struct images_rule *rule, char *why)
{
	struct stat st;

	s->fd = fd;
	s->owns_fd = true;
	if (fstat(fd, &st) < 0)
		return chunk_reason(why, "%s", strerror(errno));
	s->bytes = (uint64_t)st.st_size;
	return open_zip(s, (const unsigned char *)"PK\3\4", rule, why) == OUTCOME_FOUND ? 0 : -1;
}

static int
open_any(struct images *s, const char *name, const struct images_rule *rule, char *why)
{
	unsigned char head[HEAD_SIZE] = { 0 };
	ssize_t n = bytes_read(s->fd, head, sizeof head, 0);
	const struct format *format;
	enum outcome zip;
	char ignored[CHUNK_WHY_MAX];
	int64_t start;
	int fd;

	if (n < 0)
		return bytes_unreadable(why);
	if (bytes_are_tiff(head, (size_t)n))
		return open_alone(s, name, rule, why);
	zip = open_zip(s, head, rule, why);
	if (zip != OUTCOME_NONE)
		return zip == OUTCOME_FOUND ? 0 : -1;
	if (!rule->any_name && rule->choose(rule->arg, name, &start, ignored) != IMAGES_OTHER)
		return open_alone(s, name, rule, why);
	if (names_uncompressed(name) > 0 && bytes_are_packed(head, (size_t)n) &&
	    names_kind(rule, name) == NAMES_COMPRESSED)
		return open_alone(s, name, rule, why);
	if (bytes_not_data(head, (size_t)n) != NULL)
		return chunk_reason(why, "%s", bytes_not_data(head, (size_t)n));
	format = formats_find(head, (size_t)n);
	if (rule->any_name && format != NULL && format->kind == FORMAT_DATA)
		return open_alone(s, name, rule, why);
	if (kinds_require(s->fd, name, head, (size_t)n, why) < 0)
		return -1;
	zip = unpacked_zip(s->fd, name, &fd, why);
	if (zip == OUTCOME_FOUND)
		return open_unpacked(s, fd, rule, why);
	if (zip == OUTCOME_FAILED)
		return -1;
	if (!rule->any_name && names_kind(rule, name) == NAMES_COMPRESSED)
		return chunk_reason(why, REASON_COMPRESSED);
	return open_sequence(s, SEQUENCE_WHOLE, rule, why);
}

int
images_open(struct images *s, int fd, const char *name, const struct images_rule *rule, char *why)
{
	struct stat st;

	images_clear(s);
	s->damaged = false;
	s->fd = fd;
	if (fstat(fd, &st) < 0)
		return chunk_reason(why, "%s", strerror(errno));
	s->bytes = (uint64_t)st.st_size;
	if (open_any(s, name, rule, why) < 0)
		return -1;
	return rule->one ? 0 : images_sort(s, why);
}

void
images_close(struct images *s)
{
	sequence_close(s->sequence);
	s->sequence = NULL;
	for (size_t i = 0; s->held != NULL && i < s->count; i++)
		chunk_free(&s->held[i]);
	free(s->held);
	s->held = NULL;
	s->held_bytes = 0;
	if (s->owns_fd)
		close(s->fd);
	s->owns_fd = false;
}

void
images_free(struct images *s)
{
	images_close(s);
	free(s->image);
	free(s->paths);
	free(s->beside);
	free(s->buffer);
	*s = (struct images){ 0 };
}

const char *
images_name(const struct images *s, size_t i)
{
	return s->paths + s->image[i].name;
}

size_t
images_largest(const struct images *s)
{
	size_t largest = 0;

	for (size_t i = 0; i < s->count; i++) {
		size_t size = s->image[i].size > 0 ? s->image[i].size + s->image[i].packed : GUESS;

		largest = size > largest ? size : largest;
	}
	return largest;
}
