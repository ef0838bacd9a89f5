/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * decompress.c - images that are compressed by themselves. They become a file in
 * memory, which is read as a compressed archive is, with all its checksums.
 */
#include "archive/decompress.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Writes all bytes; false if the system keeps no more in memory. */
static bool
keep(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t wrote = write(fd, bytes, size);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		bytes += wrote;
		size -= (size_t)wrote;
	}
	return true;
}

/* Appends what is decompressed; OUTCOME_FAILED if it is too much. */
static enum outcome
append(struct chunk *to, size_t *have, const void *bytes, size_t size, char *why)
{
	struct chunk larger = { 0 };

	if (*have + size > CHUNK_BLOB_MAX) {
		chunk_reason(why, "an image that is over the limit of 64 MiB when decompressed");
		return OUTCOME_FAILED;
	}
	if (*have + size > to->size) {
		if (chunk_room(&larger, 2 * (*have + size)) == NULL) {
			chunk_reason(why, "out of memory");
			return OUTCOME_FAILED;
		}
		if (*have > 0)
			memcpy(larger.data, to->data, *have);
		chunk_swap(to, &larger);
		chunk_free(&larger);
	}
	memcpy((char *)to->data + *have, bytes, size);
	*have += size;
	return OUTCOME_FOUND;
}

/* Reads all of a file that is open for decompression. */
static enum outcome
read_all(struct unpacked *u, struct chunk *to, size_t *have, char *why)
{
	enum outcome outcome;
	const void *bytes;
	size_t size;

	while ((outcome = unpacked_read(u, &bytes, &size, why)) == OUTCOME_FOUND)
		if (append(to, have, bytes, size, why) != OUTCOME_FOUND)
			return OUTCOME_FAILED;
	return outcome == OUTCOME_NONE ? OUTCOME_FOUND : outcome;
}

/*
 * What is an error in an archive, where it is in doubt which images are wrong,
 * is damage to one image.
 */
static enum outcome
judge(enum outcome outcome, char *why)
{
	if (outcome != OUTCOME_FAILED)
		return outcome;
	if (strcmp(why, REASON_DOUBTFUL) == 0)
		chunk_reason(why, REASON_DATA);
	else if (strcmp(why, REASON_CUT) != 0)
		return outcome;
	return OUTCOME_DAMAGED;
}

enum outcome
decompress_image(struct chunk *c, char *why)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	struct chunk whole = { 0 };
	struct unpacked *u = NULL;
	enum outcome outcome = OUTCOME_FAILED;
	size_t size = 0;

	if (fd < 0 || !keep(fd, c->data, c->size)) {
		chunk_reason(why, "cannot be kept in memory: %s", strerror(errno));
	} else if ((outcome = unpacked_open(&u, fd, why)) == OUTCOME_NONE &&
	    bytes_are_tiff(c->data, c->size)) {
		/* Programs that fetch files may have decompressed it, and kept its name. */
		close(fd);
		return OUTCOME_FOUND;
	} else if (outcome == OUTCOME_NONE) {
		chunk_reason(why, "is not compressed, as its name says");
		outcome = OUTCOME_DAMAGED;
	} else if (outcome == OUTCOME_FOUND) {
		outcome = read_all(u, &whole, &size, why);
	}
	unpacked_close(u);
	if (fd >= 0)
		close(fd);
	outcome = judge(outcome, why);
	if (outcome == OUTCOME_FOUND && bytes_not_data(whole.data, size) != NULL) {
		chunk_reason(why, "%s", bytes_not_data(whole.data, size));
		outcome = OUTCOME_DAMAGED;
	}
	if (outcome == OUTCOME_FOUND) {
		whole.size = size;
		whole.kind = CHUNK_BLOB;
		chunk_describe(&whole, c);
		chunk_swap(c, &whole);
	}
	chunk_free(&whole);
	return outcome;
}
