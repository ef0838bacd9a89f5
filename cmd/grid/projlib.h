/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * projlib.h - PROJ, loaded when it is first needed: it brings forty libraries,
 * and most runs of most tools project nothing.
 */
#ifndef PROJLIB_H
#define PROJLIB_H

#include <proj.h>

/* What is used of it, without proj_ in front. */
#define PROJLIB_FUNCTIONS(F) \
	F(angular_input) F(as_proj_string) F(as_wkt) F(clone) F(context_create) F(context_destroy) \
	F(context_errno) F(context_errno_string) F(context_set_enable_network) \
	F(coordoperation_get_method_info) F(coordoperation_get_param) \
	F(coordoperation_get_param_count) F(create) F(crs_get_coordinate_system) \
	F(crs_get_coordoperation) F(crs_get_datum_forced) F(crs_get_geodetic_crs) \
	F(crs_get_sub_crs) F(cs_get_axis_info) F(destroy) F(ellipsoid_get_parameters) \
	F(errno_reset) F(factors) F(get_ellipsoid) F(get_id_auth_name) F(get_id_code) F(get_name) \
	F(get_prime_meridian) F(get_type) F(identify) F(int_list_destroy) F(is_crs) \
	F(list_destroy) F(list_get) F(list_get_count) F(log_func) F(prime_meridian_get_parameters) \
	F(trans)

#define PROJLIB_MEMBER(name) __typeof__(proj_##name) *name;
struct projlib {
	PROJLIB_FUNCTIONS(PROJLIB_MEMBER)
};
#undef PROJLIB_MEMBER

/* All NULL until it is loaded. */
extern struct projlib projlib;

/*
 * projlib_load() loads it, once, in any thread. 0, or -1 with a reason. It stays
 * until the process ends.
 *
 * projlib_context() then makes a context that is silent and stays off the
 * network: NULL with a reason.
 */
int projlib_load(char *why);
PJ_CONTEXT *projlib_context(char *why);

#endif
