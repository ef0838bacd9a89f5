/* SPDX-License-Identifier: BSD-2-Clause */
/* lanes.c - sums of float32 in eight lanes. */
#include "cluster/lanes.h"

bool lanes_plain;
