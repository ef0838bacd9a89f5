/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wait.h - descriptors that do not block: whoever shares one, such as the shell
 * or another stage, may have made it so.
 */
#ifndef WAIT_H
#define WAIT_H

#include <errno.h>
#include <poll.h>
#include <stdbool.h>

/*
 * Whether read() or write() is to be tried again after it failed with errno:
 * if it was interrupted, or would have blocked; then this waits until the
 * descriptor is ready for the events POLLIN or POLLOUT.
 */
static inline bool
wait_again(int fd, short events)
{
	struct pollfd one = { .fd = fd, .events = events };

	if (errno == EAGAIN)
		return poll(&one, 1, -1) >= 0 || errno == EINTR;
	return errno == EINTR;
}

#endif
