/* SPDX-License-Identifier: BSD-2-Clause */
/* images-beside.c - what is beside the images in an archive: a.tif.aux.xml. */
#include <stdlib.h>
#include <string.h>

#include "archive/private.h"
#include "tiff/sidecar.h"

/* Whether a name, of a member that is no image, is that of a taken one's sidecar. */
static bool
belongs_to_image(const struct images_rule *rule, const char *name, int64_t *start)
{
	char image[CHUNK_NAME_MAX + 1], ignored[CHUNK_WHY_MAX];
	size_t stem = beside_stem(name);

	if (stem == 0 || stem > CHUNK_NAME_MAX)
		return false;
	/* It may be an image all the same, if the pattern says so. */
	if (!rule->any_name && rule->choose(rule->arg, name, start, ignored) != IMAGES_OTHER)
		return false;
	memcpy(image, name, stem);
	image[stem] = '\0';
	return rule->choose(rule->arg, image, start, ignored) == IMAGES_TAKEN;
}

int
images_add_beside(struct images *s, const struct images_rule *rule,
    const struct images_member *m, char *why)
{
	struct images_entry entry = m->image;
	const char *path = s->paths + s->paths_size;

	if (!belongs_to_image(rule, names_image(rule, path), &entry.start))
		return 0;
	if (m->encrypted)
		return chunk_reason(why, "%.200s: it is encrypted: decrypt the archive first",
		    path);
	if (entry.size > BESIDE_MAX)
		return chunk_reason(why, "%.200s: over the limit of 1 MiB", path);
	if (s->beside_count == s->beside_room) {
		size_t room = 2 * s->beside_room + 1;
		struct images_entry *beside = realloc(s->beside, room * sizeof *beside);

		if (beside == NULL)
			return chunk_reason(why, "out of memory");
		s->beside = beside;
		s->beside_room = room;
	}
	entry.path = s->paths_size;
	s->beside[s->beside_count++] = entry;
	s->paths_size += m->path_size + 1;
	s->others++;
	return 1;
}

/* Keeps what a sidecar says with the paths. */
static int
keep_text(struct images *s, struct images_entry *e, const char *xml, size_t n, char *why)
{
	char text[IMAGE_SIDECAR_MAX], reason[CHUNK_WHY_MAX];
	size_t size;

	if (n > BESIDE_MAX)
		return chunk_reason(why, "%.200s: over the limit of 1 MiB", s->paths + e->path);
	if (sidecar_text(xml, n, text, reason) < 0)
		return chunk_reason(why, "%.200s: %.700s", s->paths + e->path, reason);
	size = strlen(text);
	if (!images_make_room(s, size))
		return chunk_reason(why, "out of memory");
	memcpy(s->paths + s->paths_size, text, size + 1);
	e->values = s->paths_size;
	s->paths_size += size + 1;
	return 0;
}

int
images_read_beside(struct images *s, struct sequence *sequence, char *why)
{
	struct images_entry *e = &s->beside[s->beside_count - 1];
	struct chunk c = { 0 };
	char reason[CHUNK_WHY_MAX];
	int result;

	if (sequence_read(sequence, &c, 0, reason) == OUTCOME_FOUND)
		result = keep_text(s, e, c.data, c.size, why);
	else
		result = chunk_reason(why, "%.200s: %.700s", s->paths + e->path, reason);
	chunk_free(&c);
	return result;
}

static int
read_from_zip(struct images *s, struct images_entry *e, char *why)
{
	struct chunk c = { 0 };
	char reason[CHUNK_WHY_MAX];
	int result;

	if (images_read_member(s, e, &c, reason) == 0)
		result = keep_text(s, e, c.data, c.size, why);
	else
		result = chunk_reason(why, "%.200s: %.700s", s->paths + e->path, reason);
	chunk_free(&c);
	return result;
}

/* The image that a sidecar is beside: in the same folder of the archive. */
static struct images_entry *
find_image(struct images *s, const struct images_entry *beside)
{
	const char *path = s->paths + beside->path;
	size_t low = 0, high = s->count, stem = beside_stem(path);
	const char *image;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (s->image[middle].start < beside->start)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == s->count)
		return NULL;
	image = s->paths + s->image[low].path;
	/* a.tif.aux.xml is also that of a.tif.gz. */
	if (strlen(image) != stem &&
	    !(s->image[low].compressed && names_uncompressed(image) == stem))
		return NULL;
	return memcmp(image, path, stem) == 0 ? &s->image[low] : NULL;
}

/* What is beside an image that is a file; that of a.tif.gz may be a.tif.aux.xml. */
static int
read_beside_file(const char *path, bool compressed, char *text, char *why)
{
	char *plain;
	int result;

	if (!compressed)
		return beside_read_file(path, text, why);
	if ((plain = strndup(path, names_uncompressed(path))) == NULL)
		return chunk_reason(why, "out of memory");
	result = beside_read_file(plain, text, why);
	free(plain);
	return result < 0 || text[0] != '\0' ? result : beside_read_file(path, text, why);
}

static const char *
values_of(const struct images *s, const struct images_entry *image)
{
	return image->values > 0 ? s->paths + image->values : "";
}

int
images_values(struct images *s, const char *path, char *text, char *why)
{
	text[0] = '\0';
	if (s->kind == IMAGES_ALONE)
		return path == NULL || s->count == 0 ? 0 :
		    read_beside_file(path, s->image[0].compressed, text, why);
	for (size_t i = 0; i < s->beside_count; i++) {
		struct images_entry *e = &s->beside[i], *image;

		if (find_image(s, e) == NULL)
			continue;
		if (s->kind == IMAGES_ZIP && read_from_zip(s, e, why) < 0)
			return -1;
		/* Only now: room for the text may have moved the images. */
		image = find_image(s, e);
		if (image->values > 0 && strcmp(values_of(s, image), values_of(s, e)) != 0)
			return chunk_reason(why, "%.200s: it is there twice, and says two things",
			    s->paths + e->path);
		image->values = e->values;
	}
	for (size_t i = 1; s->beside_count > 0 && i < s->count; i++)
		if (strcmp(values_of(s, &s->image[i]), values_of(s, &s->image[0])) != 0)
			return beside_differ(images_name(s, 0), values_of(s, &s->image[0]),
			    images_name(s, i), values_of(s, &s->image[i]), why);
	if (s->count > 0)
		memcpy(text, values_of(s, &s->image[0]), strlen(values_of(s, &s->image[0])) + 1);
	return 0;
}
