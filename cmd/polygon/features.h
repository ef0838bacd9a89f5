/* SPDX-License-Identifier: BSD-2-Clause */
/* features.h - what features of GeoJSON are called, and which are asked for. */
#ifndef FEATURES_H
#define FEATURES_H

#include <jansson.h>
#include <stdbool.h>

/* The name of a feature, as polygons_name() has it, which the caller frees; or NULL. */
char *feature_name(const json_t *feature);

/* Whether a feature has the value that is asked for, "key=value"; NULL asks for all. */
bool feature_is_asked(const char *asked, const json_t *feature);

#endif
