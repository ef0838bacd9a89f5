# SPDX-License-Identifier: BSD-2-Clause
# month.mk - a month from a zip for each day, with GNU make: copy it, and change what your month is.
# In: $(ARCHIVE)/2020-11-01.zip and so on. Out, in the folder where it runs: 2020-11.gif and 2020-11.chunk,
# the statistics, and in days/ what each day gives to them.
#
#	make -f month.mk MONTH=2020-11 ARCHIVE=/the/zips -j 2
#	stats -o 2020.chunk days/2020-*.part            # afterwards: a year of months, no image read again
#
# Only what changed is made again: a day whose zip is another one, or is read in another way; the month with
# it, or when it has other days; all of it after an edit of this file. A clock that was ahead for a while does
# no harm. -j says how many days are worked on at once. A damaged zip stops its month and is named; with
# UNZIP='radar-unzip -k' its damaged images are gaps, and days that were made without -k stay as they are. A
# zip that is missing is a gap, also at the edges of the month, which the first day that there is begins with,
# and the last one ends with.
# A zip that is gone takes the results of its day with it; without any zip of a month make stops, and leaves
# what there is of it, so that an archive may be emptied by whole months. No path may have a blank in it.
ARCHIVE ?= .
UNZIP ?= radar-unzip
SOURCES ?= $(sort $(wildcard $(ARCHIVE)/$(MONTH)-[0-3][0-9].zip))
SELF := $(lastword $(MAKEFILE_LIST))

# What a day is made of, kept in days/DAY.how: its zip as it is now, how it is read (add here what you add
# above), and this file. Times alone would not do: a zip that is moved to its place may be an old one. What
# was made without -k had no damaged image, and is the same with -k.
export HOW := $(UNZIP) $(shell cksum <$(SELF))
export WITHOUT_K := $(filter-out -k --keep-going,$(UNZIP)) $(shell cksum <$(SELF))
how = { TZ=UTC stat -L -c '%n %s %y %z' $(abspath $(ARCHIVE))/$*.zip && printf '%s\n' "$(1) $(span)"; }
as_noted = $(call how,$$HOW) | cmp -s - days/$*.how
without_k = { $(call how,$$WITHOUT_K) | cmp -s - days/$*.how && test -e days/$*.chunk && test -e days/$*.part; }

# Days are shared out by -j, so each stage needs one thread only, and takes less memory.
export CHUNK_THREADS ?= 1

days := $(sort $(SOURCES:$(ARCHIVE)/%.zip=%))
length := $(and $(MONTH),$(shell date -u -d '$(MONTH)-01 +1 month -1 day' +%d 2>/dev/null))
ifeq ($(length),)
$(error Which month? make -f $(SELF) MONTH=2020-11 ARCHIVE=/the/zips)
endif
ifeq ($(days),)
$(error $(MONTH): no $(ARCHIVE)/$(MONTH)-*.zip)
endif
calendar := $(shell seq -f $(MONTH)-%02g $(length))
ifneq ($(filter-out $(calendar),$(days)),)
$(error $(MONTH): it has no such day: $(filter-out $(calendar),$(days)), in $(ARCHIVE))
endif
missing := $(filter-out $(days),$(calendar))
ifneq ($(missing),)
$(warning $(MONTH): without $(missing), no zip in $(ARCHIVE))
endif
# Those among them that other days are around.
between := $(firstword $(days)) $(lastword $(days))
gaps := $(filter $(missing),$(shell seq -f $(MONTH)-%02g $(subst $(MONTH)-,,$(between))))

# The first and the last day reach to the edges of the month.
begins := $(filter-out $(firstword $(calendar)),$(firstword $(days)))
ends := $(filter-out $(lastword $(calendar)),$(lastword $(days)))
span = $(if $(filter $*,$(begins)),--from $(MONTH)-01) \
    $(if $(filter $*,$(ends)),--to $(shell date -u -d '$(MONTH)-01 +1 month' +%F))
from = $(if $(filter $*,$(begins)),$(MONTH)-01,$*)
to = $$(date -u -d '$(if $(filter $*,$(ends)),$(lastword $(calendar)),$*) +1 day' +%F)

# What was made while the clock was ahead would be newer than all that changes: it becomes older than that.
ahead := $(shell find . days -maxdepth 1 \( -path './$(MONTH).gif' -o -path './$(MONTH).chunk' -o \
    -path 'days/$(MONTH)[.-]*' \) -newermt '1 minute' -exec touch -d @0 {} + 2>/dev/null)

all: $(MONTH).gif $(MONTH).chunk
.PHONY: all FORCE
.DELETE_ON_ERROR:

# No pipefail is needed: if a stage fails, its stream is cut short, so that the last one fails too and
# leaves no file. For the same reason there is no tee: nobody would ask it how it ended. Each rule reads
# the zip for itself, which is no more work than tee has with the decoded images (0.55 s of CPU for a day
# of 471 x 887 either way); and each of the two can be made alone. A .part is 45 bytes for each pixel.
$(days:%=days/%.chunk): days/%.chunk: days/%.how
	$(UNZIP) $(strip $(span)) $(ARCHIVE)/$*.zip | tif2rain | bin-average -n 8 | subsample -f 2 -o $@.new
	$(keep)
$(days:%=days/%.part): days/%.part: days/%.how
	$(UNZIP) $(strip $(span)) $(ARCHIVE)/$*.zip | tif2rain | stats --partial -o $@.new
	$(keep)

# A result gets its name when it is seen to be of that day alone, and its zip to be the one that was noted.
define keep
@times=$$(chunk-info $@.new | sed -n 's/^total .*, \(.*\);.*/\1/p'); \
    test "$$times" = "$(from)T00:00Z to $(to)T00:00Z" || \
    { echo "$(ARCHIVE)/$*.zip: its images are of $$times, not of that day" >&2; exit 1; }
@$(as_noted) || \
    { echo "$(ARCHIVE)/$*.zip: it was replaced while it was read: run make again" >&2; exit 1; }
@mv $@.new $@
endef

# The results go first, so that those of before are never taken for those of now. It is asked in each run, of
# each day, so that make -n shows them all.
$(days:%=days/%.how): days/%.how: $(ARCHIVE)/%.zip FORCE | days
	@$(as_noted) || $(without_k) || { rm -f days/$*.chunk days/$*.part && $(call how,$$HOW) >$@; }

# A day that is missing has no bins; bin-average makes them, of no images, and leaves the others alone.
$(MONTH).gif: days/$(MONTH).list $(days:%=days/%.chunk)
	$(if $(gaps),bin-average -n 8 $(filter %.chunk,$^) | gifmake -o $@,gifmake -o $@ $(filter %.chunk,$^))
$(MONTH).chunk: days/$(MONTH).list $(days:%=days/%.part)
	stats -o $@ $(filter %.part,$^)

# The days that there are. A zip that is gone makes nothing newer; this file becomes so.
gone := $(filter-out $(foreach kind,chunk part how,$(days:%=days/%.$(kind))), \
    $(foreach kind,chunk part how,$(wildcard days/$(MONTH)-*.$(kind))))
days/$(MONTH).list: FORCE | days
	@rm -f $(gone)
	@echo $(days) | cmp -s - $@ || echo $(days) >$@
days:
	mkdir -p $@
