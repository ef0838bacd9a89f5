#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# year.sh - what a year costs with month.mk, beside a single month: time for each day, the memory of the largest
# process, the most files that a stage has open, what merging costs; and whether a make that was killed and
# run again gives the same. In: a folder with the zips of a month, made by radar-synth; the tools on PATH, and
# measure. Works in a folder of its own, which takes 11 GB for days of 471 x 887.
#
#	year.sh zips-of-a-month work-folder [jobs]
set -eu
parts=$(cd "$(dirname "$0")" && pwd)
test $# -ge 2 || { echo 'usage: year.sh zips-of-a-month work-folder [jobs]' >&2; exit 2; }
month=$(cd "$1" && pwd)
jobs=${3:-$(getconf _NPROCESSORS_ONLN)}
LC_ALL=C TZ=UTC
export LC_ALL TZ
unset CHUNK_THREADS
mkdir -p "$2"
cd "$2"
rm -rf one year killed runs.tsv open
mkdir one year killed
/usr/bin/python3 "$parts/redate.py" "$month" zips 2021-01-01 365

make_month() {
	echo make -s -j "$jobs" -f "$parts/../month.mk" MONTH="$1" ARCHIVE=../zips
}
# in_folder FOLDER LABEL COMMAND ...: measured, as a line of runs.tsv.
in_folder() {
	folder=$1 label=$2
	shift 2
	(cd "$folder" && measure ../runs.tsv 1 "$label" "$@")
}
cost() {
	awk -v label="$1" -v column="$2" '$2 == label { print $column }' runs.tsv
}

# The most files that a stage of this run has open, looked at again and again.
watch_files() {
	most=0
	while test -e watch; do
		for process in /proc/[0-9]*; do
			read -r name 2>/dev/null <"$process/comm" || continue
			case $name in
			radar-unzip | tif2rain | bin-average | subsample | stats | gifmake) ;;
			*) continue ;;
			esac
			test "$process/cwd" -ef one || test "$process/cwd" -ef year || continue
			set -- "$process"/fd/*
			test $# -le "$most" || { most=$#; echo "$most, of $name" >>open; }
		done
		sleep 0.1
	done
}
: >watch
watch_files &
trap 'rm -f watch' EXIT

# The disk has nothing left to write, and the zips of the month are in memory: neither is what is measured.
ready() {
	sync .
	cat zips/"$1"-*.zip >/dev/null
}

ready 2021-01
in_folder one single $(make_month 2021-01)
for m in 01 02 03 04 05 06 07 08 09 10 11 12; do
	ready 2021-$m
	in_folder year 2021-$m $(make_month 2021-$m)
done
in_folder year merge sh -c 'stats -o january.chunk days/2021-01-*.part'
in_folder year merge-year sh -c 'stats -o 2021.chunk days/2021-*.part'
in_folder year at-once sh -c \
    'radar-unzip ../zips/2021-01-*.zip | tif2rain | bin-average -n 8 | subsample -f 2 | gifmake -o once.gif'
rm watch

# Killed with all that it started, half way through a month.
(cd killed && exec setsid -w sh -c 'echo $$ >group; exec "$@"' - $(make_month 2021-06)) 2>/dev/null &
sleep "$(awk "BEGIN { print $(cost 2021-06 3) / 2 }")"
kill -KILL -"$(cat killed/group)" 2>/dev/null || :
{ wait $! || :; } 2>/dev/null
left=$(ls killed/days/*.chunk killed/days/*.part 2>/dev/null | wc -l)
(cd killed && $(make_month 2021-06 | sed 's/ -s / /') >commands)
same=yes
cmp one/2021-01.gif year/once.gif && cmp one/2021-01.gif year/2021-01.gif &&
    cmp one/2021-01.chunk year/2021-01.chunk &&
    cmp killed/2021-06.gif year/2021-06.gif && cmp killed/2021-06.chunk year/2021-06.chunk || same=no

awk -v most="$(tail -n 1 open)" -v left="$left" -v made="$(grep -c '^radar-unzip' killed/commands)" -v same=$same '
	$2 == "single" { one = $3 / 31; cpu = $4 / 31; memory = $5 }
	$2 ~ /^2021/ { all += $3; work += $4; if ($5 > most_memory) most_memory = $5 }
	$2 == "merge" { merge = $3 }
	$2 == "merge-year" { merge_year = $3 }
	END {
		printf "a month alone    %.3f s a day, %.2f s of CPU; largest process %.1f MiB\n", one, cpu, memory
		printf "a year           %.3f s a day, %.2f s of CPU; largest process %.1f MiB\n", all / 365, work / 365,
		    most_memory
		printf "difference       %+.1f %% of time, %+.1f %% of CPU\n", 100 * (all / 365 / one - 1),
		    100 * (work / 365 / cpu - 1)
		printf "merging          %.2f s for 31 days, %.2f s for 365\n", merge, merge_year
		printf "open files       at most %s\n", most
		printf "killed           %d of 60 files were there, %d pipelines made the rest\n", left, made
		printf "the same bytes   %s\n", same
		split("1 2 4 8 16", cpus)
		split("1 4 16", hosts)
		printf "\nwhat a year would take, from CPU for each day and merging the whole year on one CPU:\n"
		for (h = 1; h <= 3; h++)
			for (c = 1; c <= 5; c++)
				printf "%2d hosts of %2d CPUs  %6.1f s\n", hosts[h], cpus[c],
				    work / hosts[h] / cpus[c] + merge_year
	}' runs.tsv
test $same = yes
