# SPDX-License-Identifier: BSD-2-Clause
# tests.mk - the tests, a part of Makefile.am: every one prints TAP; the longest comes first.

shell_tests = \
	tests/amounts.sh tests/battery.sh tests/failing.sh tests/man.sh tests/archives.sh \
	tests/cases.sh tests/climatology.sh tests/completion.sh tests/costs.sh \
	tests/chunk-format.sh tests/example.sh tests/fuzz-regress.sh tests/holes.sh \
	tests/join.sh tests/limits.sh tests/oracle.sh tests/outputs.sh tests/partial.sh \
	tests/pipelines.sh tests/python.sh tests/places.sh tests/progress.sh tests/rarely.sh \
	tests/release.sh tests/source.sh tests/streams-closed.sh tests/torture.sh \
	tests/wrong-input.sh tests/zones.sh

if HAVE_CHECK
unit_tests = \
	tests/test_bins tests/test_blocks tests/test_box tests/test_calls tests/test_canvas \
	tests/test_caption tests/test_cluster tests/test_colours tests/test_cross \
	tests/test_crs tests/test_cycle tests/test_exact tests/test_files tests/test_fold \
	tests/test_geometry tests/test_geotiff_read tests/test_geotiff_write tests/test_gifout \
	tests/test_ground tests/test_ground_lines tests/test_header tests/test_join \
	tests/test_keys tests/test_label tests/test_lonlat tests/test_lzw tests/test_map \
	tests/test_names tests/test_order tests/test_packed tests/test_palette \
	tests/test_parts tests/test_parts_limits tests/test_pattern tests/test_picture \
	tests/test_quantity tests/test_rates tests/test_spread tests/test_stream \
	tests/test_stream_damage tests/test_stream_write tests/test_text tests/test_threads \
	tests/test_times tests/test_twin tests/test_units tests/test_weather tests/test_width \
	tests/test_window tests/test_world tests/test_zipdir
if HAVE_PROJ
unit_tests += tests/test_projection
endif
if HAVE_JANSSON
unit_tests += tests/test_polygons
endif
if HAVE_ODIM2RAIN
unit_tests += tests/test_odim
endif
if HAVE_NC2CHUNK
unit_tests += tests/test_nctime tests/test_netcdf
endif
check_LTLIBRARIES = tests/libunit.la
# The unit tests link the inside of libchunk.
$(unit_tests): tests/libunit.la libchunk_core.la
$(unit_tests): LDADD = tests/libunit.la libcmd.la libchunk_core.la $(CHECK_LIBS) $(libs)
else
check-local:
	@echo 'The unit tests are left out: configure found no libcheck (Debian: check).'
endif
check_PROGRAMS = $(unit_tests) tests/fuzz/replay

# The targets of scripts/fuzz, given what it found before; libfuzzer.c is for that script alone.
tests_fuzz_replay_SOURCES = tests/fuzz/fuzz.c tests/fuzz/fuzz.h tests/fuzz/replay.c tests/fuzz/gif.c \
	tests/fuzz/images.c tests/fuzz/radolan.c tests/fuzz/stream.c tests/fuzz/text.c tests/fuzz/tiff.c tests/fuzz/tools.c
tests_fuzz_replay_CPPFLAGS = $(AM_CPPFLAGS) -iquote tests/fuzz
if HAVE_ODIM2RAIN
tests_fuzz_replay_SOURCES += tests/fuzz/odim.c
tests_fuzz_replay_CPPFLAGS += -DHAVE_ODIM2RAIN
endif
if HAVE_NC2CHUNK
tests_fuzz_replay_SOURCES += tests/fuzz/netcdf.c
tests_fuzz_replay_CPPFLAGS += -DHAVE_NC2CHUNK
endif
if HAVE_JANSSON
tests_fuzz_replay_SOURCES += tests/fuzz/polygons.c
endif
tests_fuzz_replay_LDADD = libcmd.la libchunk_core.la $(libs)
tests/fuzz/replay-tools.$(OBJEXT): tests/fuzz/commands.h
tests/fuzz/commands.h: tests/tools tests/fuzz/commands.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	  LC_ALL=C $(AWK) -f $(srcdir)/tests/fuzz/commands.awk $(srcdir)/tests/tools >$@.new && mv $@.new $@
CLEANFILES = tests/fuzz/commands.h completions/options $(completions_made)

tests_libunit_la_SOURCES = tests/unit.c tests/unit.h
tests_libunit_la_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)

# Scripts around the tools, which are the same for every compiler: `make check BATCH_TESTS=` leaves them out.
batch_tests = tests/month-mk.sh tests/parallel.sh tests/slurm.sh tests/smhi-fetch.sh
BATCH_TESTS = $(batch_tests)
# What pages and README show, with other programs: `make check RECIPE_TESTS=` leaves it out.
recipe_tests = tests/recipes.sh
RECIPE_TESTS = $(recipe_tests)
# `make check SCRIPT_TESTS=...` runs only some of the other scripts.
SCRIPT_TESTS = $(TOOL_TESTS) $(shell_tests)
TESTS = $(BATCH_TESTS) $(RECIPE_TESTS) $(SCRIPT_TESTS) $(unit_tests)
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = sh
# Sanitizers and a busy machine are slow: libcheck's own four seconds are too few.
AM_TESTS_ENVIRONMENT = CC='$(CC) $(CFLAGS)'; CK_DEFAULT_TIMEOUT=300; export CC CK_DEFAULT_TIMEOUT;
