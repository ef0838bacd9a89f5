# SPDX-License-Identifier: BSD-2-Clause
# month.mk - a month from a zip for each day, with GNU make: copy it, and change what your month is.
# In: $(ARCHIVE)/2020-11-01.zip and so on. Out, in the folder where it runs: 2020-11.gif and 2020-11.chunk,
# the statistics, and in days/ what each day gives to them.
#
#	make -f month.mk MONTH=2020-11 ARCHIVE=/the/zips -j 2
#	stats -o 2020.chunk days/2020-*.part            # afterwards: a year of months, no image read again
#
# Only what changed is made again: a zip that is newer, another set of days, or an edit of this file. -j
# says how many days are worked on at once. A damaged zip stops its month and is named; with
# UNZIP='radar-unzip -k' its damaged images are gaps. No path may have a blank in it.
ARCHIVE ?= .
UNZIP ?= radar-unzip
SOURCES ?= $(sort $(wildcard $(ARCHIVE)/$(MONTH)-[0-3][0-9].zip))
SELF := $(lastword $(MAKEFILE_LIST))

# Days are shared out by -j, so each stage needs one thread only, and takes less memory.
export CHUNK_THREADS ?= 1

days := $(sort $(SOURCES:$(ARCHIVE)/%.zip=%))
length := $(and $(MONTH),$(shell date -d '$(MONTH)-01 +1 month -1 day' +%d 2>/dev/null))
ifeq ($(length),)
$(error Which month? make -f $(SELF) MONTH=2020-11 ARCHIVE=/the/zips)
endif
ifeq ($(days),)
$(error $(MONTH): no $(ARCHIVE)/$(MONTH)-*.zip)
endif
missing := $(filter-out $(days),$(shell seq -f $(MONTH)-%02g $(length)))
ifneq ($(missing),)
$(warning $(MONTH): without $(missing), no zip in $(ARCHIVE))
endif
# Those among them that other days are around.
between := $(firstword $(days)) $(lastword $(days))
gaps := $(filter $(missing),$(shell seq -f $(MONTH)-%02g $(subst $(MONTH)-,,$(between))))

all: $(MONTH).gif $(MONTH).chunk
.PHONY: all FORCE
.DELETE_ON_ERROR:

# No pipefail is needed: where a stage fails, its stream is cut short, so that the last one fails too and
# leaves no file. For the same reason there is no tee: nobody would ask it how it ended. Each rule reads
# the zip for itself, which is no more work than tee has with the decoded images (0.55 s of CPU for a day
# of 471 x 887 either way); and each of the two can be made alone. A .part is 45 bytes for each pixel.
days/%.chunk: $(ARCHIVE)/%.zip $(SELF) | days
	$(UNZIP) $< | tif2rain | bin-average -n 8 | subsample -f 2 -o $@
days/%.part: $(ARCHIVE)/%.zip $(SELF) | days
	$(UNZIP) $< | tif2rain | stats --partial -o $@

# A day that is missing has no bins; bin-average makes them, of no images, and leaves the others alone.
$(MONTH).gif: $(days:%=days/%.chunk) days/$(MONTH).list
	$(if $(gaps),bin-average -n 8 $(filter %.chunk,$^) | gifmake -o $@,gifmake -o $@ $(filter %.chunk,$^))
$(MONTH).chunk: $(days:%=days/%.part) days/$(MONTH).list
	stats -o $@ $(filter %.part,$^)

# The days that there are. A zip that is gone makes nothing newer; this file becomes so.
days/$(MONTH).list: FORCE | days
	@echo $(days) | cmp -s - $@ || echo $(days) >$@
days:
	mkdir -p $@
