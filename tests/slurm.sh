# SPDX-License-Identifier: BSD-2-Clause
# slurm.sh - scripts/month.sbatch under a real Slurm, which this test starts for itself, as whoever runs
# it, with state, keys, logs and ports of its own, and stops at the end however that comes. Where it
# cannot start there is nothing to see, and the test is skipped; in CI (CI=true) it fails.
. "${srcdir:-.}/tests/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
patience=120                            # seconds until something is taken for hung

cannot() {
	case ${CI:-} in
	'' | 0 | false) test_skip "no Slurm here: $1" ;;
	esac
	stop
	test_ok "Slurm starts: $1" false
	test_done
}

# within SECONDS COMMAND ...: tries it again and again till it is true; false if it is not by then.
within() {
	tries=$(($1 * 10))
	shift
	until "$@"; do
		tries=$((tries - 1))
		test $tries -gt 0 || return
		sleep 0.1
	done
}

# ---- Slurm: one node, this machine; a controller; and the daemon that they trust each other by ----

slurm= daemons= is_up=

# A process that ended stays a zombie until the shell waits for it.
has_ended() {
	state=$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) || return 0
	test "$state" = Z
}

no_jobs() {
	jobs=$(squeue -h) && test -z "$jobs"
}

# The jobs first, for they outlive the daemons.
stop() {
	test -n "$slurm" || return 0
	test -z "$is_up" || {
		scancel --full --signal=KILL --user="$(id -un)" && within 10 no_jobs || :
	} >/dev/null 2>&1
	for daemon in $daemons; do
		kill "$daemon" 2>/dev/null || :
		within 10 has_ended "$daemon" || kill -KILL "$daemon" || :
	done
	rm -rf "$slurm"
	slurm= daemons= is_up=
}

leave_slurm() {
	status=$?
	stop
	set +e
	(exit "$status")
	leave
}
trap leave_slurm EXIT

# daemon NAME COMMAND ...: starts one, that ends when this shell does, even if that is killed.
daemon() {
	log=$slurm/$1.out
	shift
	setpriv --pdeathsig TERM "$@" >"$log" 2>&1 &
	daemons="$! $daemons"
}

controller_answers() {
	sinfo >/dev/null 2>&1
}

node_is_idle() {
	test "$(sinfo -h -o %t 2>/dev/null)" = idle
}

# The folder is not in $test_dir: the path of a socket has to be short, that of all without blanks.
start() {
	slurm=$(mktemp -d /tmp/rainpipe.XXXXXX)
	chmod 711 "$slurm"              # or munged does not like it
	mkdir "$slurm/state" "$slurm/spool"
	(umask 077 && head -c 128 /dev/urandom >"$slurm/key")
	SLURM_CONF=$slurm/slurm.conf
	export SLURM_CONF
	sh "$srcdir/tests/make/slurm-conf.sh" "$slurm" >"$SLURM_CONF"
	daemon munged munged --foreground --key-file="$slurm/key" --socket="$slurm/munge" \
	    --pid-file="$slurm/munged.pid" --log-file="$slurm/munged.log" --seed-file="$slurm/seed"
	within 10 test -S "$slurm/munge" || return
	daemon slurmctld slurmctld -D -i
	within 30 controller_answers || return
	daemon slurmd slurmd -D
	within 30 node_is_idle && is_up=yes
}

unset $(env | sed -n 's/^\(\(SLURM\|SBATCH\|SQUEUE\|SINFO\|SCANCEL\)_[A-Z_0-9]*\)=.*/\1/p')
for program in munged slurmctld slurmd sbatch setpriv; do
	command -v $program >/dev/null || cannot "no $program (Debian: slurm-wlm munge util-linux)"
done
start || {
	sed 's/^/# /' "$slurm"/*.out
	cannot 'its daemons do not start'
}

# ---- An archive, and what one run makes of it ----

# Of the tools, these note their caller, or hold a day up half way through its images, or put another zip in
# the place of one that they have read.
mkdir bin
real_stats=$(command -v stats) real_unzip=$(command -v radar-unzip)
cat >bin/stats <<END
#!/bin/sh
case \$1 in
--partial) made=\$3 ;;
*) made=\$2 ;;
esac
echo "\$CHUNK_THREADS threads: \$made" >>"$test_dir/calls"
exec "$real_stats" "\$@"
END
cat >bin/radar-unzip <<END
#!/bin/sh
for zip; do :; done
day=\$(basename "\$zip" .zip)
hold="$test_dir/hold.\$day" swap="$test_dir/swap.\$day"
test ! -e "\$swap" || { "$real_unzip" "\$@" && exec mv "\$swap" "\$zip"; }
test -e "\$hold" || exec "$real_unzip" "\$@"
"$real_unzip" "\$@" | head -c 200000
: >"\$hold.reached"
for i in \$(seq $patience); do
	sleep 1
done
END
chmod +x bin/*
PATH=$test_dir/bin:$PATH

archive='the archive' out='the 100% results'
radar-synth --from 2020-11-01 --days 5 --rows 45 --cols 24 -o "$archive"
touch -t 202012010000 "$archive"/*

# single NAME [STAGE]: the month in one run.
single() {
	radar-unzip --from 2020-11-01 --to 2020-12-01 "$archive"/2020-11-*.zip | tif2rain | bin-average -n 8 | subsample -f 2 | ${2:-cat} |
	    gifmake -o "$1.gif"
	radar-unzip --from 2020-11-01 --to 2020-12-01 "$archive"/2020-11-*.zip | tif2rain | "$real_stats" -o "$1.chunk"
}
single whole

# month [OPTION ...]: submits it, and waits for the end of all that came of this.
month() {
	: >calls
	sh "$script" 2020-11 "$archive" "$out" "$@" >said 2>warned && within $patience no_jobs || {
		cat warned >&2
		return 1
	}
}

# Streams whose histories differ.
same_values() {
	test "$(chunk-info --digest "$1")" = "$(chunk-info --digest "$2")" &&
	    chunk2npy -o a.npy "$1" && chunk2npy -o b.npy "$2" && cmp a.npy b.npy
}

is_tidy() {
	test -z "$(find "$out" -name '.*')"
}

# GIFs differ in their comments, near the beginning: what was asked of radar-unzip.
same_frames() {
	frames=$(($(wc -c <"$1") - 1000)) && tail -c $frames "$1" >a && tail -c $frames "$2" | cmp - a
}

is_whole() {
	same_frames "$1.gif" "$out/2020-11.gif" && same_values "$1.chunk" "$out/2020-11.chunk" && is_tidy
}

# What the last run called, for called(), and how many threads that had.
look_at_calls() {
	sed -n 's/.*\(2020-11-[0-9]*\.part\)\.new$/\1/p' calls | sort >days.called
	sed 's/:.*//' calls | sort -u >threads
}

# called DAY ...: the last run made the statistics of these days, and of the month, once each.
called() {
	test "$(cat days.called)" = "$(for day; do echo "2020-11-$day.part"; done)" &&
	    test "$(wc -l <calls)" = $(($# + 1))
}

# ---- What it promises ----

script=$srcdir/scripts/month.sbatch
test_fails 2 '^usage: ' 'a command without a month is a usage error' sh "$script" \
    november "$archive" "$out"
test_fails 2 '^usage: ' 'a command without a place for the results is a usage error' sh "$script" \
    2020-11 "$archive"
test_fails 1 '^month.sbatch: elsewhere: no folder' 'an archive that does not exist is an error' \
    sh "$script" 2020-11 elsewhere "$out"
test_fails 1 '^month.sbatch: 2020-12: no .*/the archive/2020-12-\*\.zip$' \
    'an archive without days of the month is an error' \
    sh "$script" 2020-12 "$archive" "$out"

test_ok 'a month is submitted, and comes to an end' month
test "$status" = 0 || test_done         # all that follows would wait as long
look_at_calls
test_ok 'a month: its results are those of a single run' is_whole whole
test_ok 'a month: every day was worked on once' called 01 02 03 04 05
test_ok 'a month: tasks use as many threads as they were given CPUs' \
    test "$(cat threads)" = '2 threads'
quiet() {
	test -z "$(cat "$out"/days/2020-11-0[1-5].log "$out/2020-11.log")"
}
test_ok 'a month: the logs of what went well are empty' quiet

nothing_to_do() {
	month && test ! -s calls && grep -q '^2020-11: all is there' said
}
test_ok 'a month that is submitted again has nothing to do, and says so' nothing_to_do

rm -f "$out/days/2020-11-03.part"
touch "$archive/2020-11-05.zip"
touch -d tomorrow "$out"/2020-11.* # as if it was made while the clock was ahead
test_ok 'a month with a day without statistics, and a day with a newer zip, is submitted' \
    month --cpus-per-task=1
look_at_calls
test_ok 'a day without statistics and a day with a newer zip are all that is done again' \
    called 03 05
test_ok 'a day without statistics and a day with a newer zip: the month is as it was' is_whole whole
test_ok 'an option for sbatch was passed on: one CPU, one thread' \
    test "$(cat threads)" = '1 threads'

# ---- Another archive, and another script, for the same results ----

the_archive=$archive archive='another archive'
radar-synth --from 2020-11-01 --days 5 --rows 45 --cols 24 --seed 2 -o "$archive"
touch -t 202012010000 "$archive"/*
single other
test_ok 'another archive of the same age is submitted for the same results' month
look_at_calls
test_ok 'another archive for the same results: every day is done again' called 01 02 03 04 05
test_ok 'another archive for the same results: the month is that of the other archive' \
    is_whole other

sed 's/-n 8/-n 24/' "$script" >edited.sbatch
touch -t 202001010000 edited.sbatch
script=edited.sbatch
test_ok 'a script that was edited is submitted' month
radar-unzip --from 2020-11-01 --to 2020-12-01 "$archive" | tif2rain | bin-average -n 24 | subsample -f 2 | gifmake -o other.gif
test_ok 'a script that was edited makes the month as it says now' is_whole other
script=$srcdir/scripts/month.sbatch

# ---- Zips of other days, and those that change ----

out='strange results'
cp "$archive/2020-11-04.zip" sound.zip
radar-synth --from 2020-12-03 --days 1 --rows 45 --cols 24 -o december
cp december/2020-12-03.zip "$archive/2020-11-04.zip"
cp -p "$the_archive/2020-11-02.zip" swap.2020-11-02
test_ok 'a month is submitted with a zip of another day, and one that is replaced while it is read' \
    month
says() {
	tail -n 1 "$out/days/2020-11-$1.log" | grep -q "^month\.sbatch: .*/2020-11-$1\.zip: $2"
}
test_ok 'the log names the zip of another day' \
    says 04 'its images are of 2020-12-03T00:00Z to 2020-12-04T00:00Z, not of that day$'
test_ok 'the log names the zip that was replaced' \
    says 02 'it was replaced while it was read; start 2020-11 again$'
none_of() {
	for file in 2020-11.gif 2020-11.chunk days/2020-11-02.chunk days/2020-11-02.part days/2020-11-04.chunk; do
		test ! -e "$out/$file" || return
	done
}
test_ok 'neither a zip of another day nor one that was replaced has a result, and there is no month' \
    none_of
mv sound.zip "$archive/2020-11-04.zip"
test_is 'a month is submitted with sound zips again' month
look_at_calls
test_ok 'sound zips again: their days are done' called 02 04
single other
test_ok 'sound zips again: the month is that of the zips' is_whole other
cp december/2020-12-03.zip "$archive/2020-11-31.zip"
test_fails 1 '^month.sbatch: .*/another archive/2020-11-31\.zip: 2020-11 has no such day$' \
    'a zip of a day that no month has is refused' sh "$script" 2020-11 "$archive" "$out"
rm "$archive/2020-11-31.zip"
archive=$the_archive

# ---- A day that is damaged ----

out='damaged results'
cp "$archive/2020-11-02.zip" sound.zip
head -c 20000 sound.zip >"$archive/2020-11-02.zip"
touch -t 202012010000 "$archive/2020-11-02.zip"
no_month() {
	test ! -e "$out/2020-11.gif" && test ! -e "$out/2020-11.chunk" && test ! -e "$out/2020-11.log" &&
	    test ! -e "$out/days/2020-11-02.chunk" && test ! -e "$out/days/2020-11-02.part" && is_tidy
}
test_ok 'a month with a damaged day is submitted' month
test_ok 'a month with a damaged day is not made' no_month
cancelled() {
	scontrol show job "$(sed -n 's/.*job \([0-9]*\) for the month.*/\1/p' said)" |
	    grep -q 'JobState=CANCELLED Reason=DependencyNeverSatisfied'
}
test_ok 'a month with a damaged day: the job of the month was never run' cancelled
named() {
	grep -q '^radar-unzip: .*/the archive/2020-11-02\.zip: it does not end as a zip does' "$1" &&
	    grep -q '^month\.sbatch: .*/2020-11-02\.zip: the day failed, and 2020-11 is not made' "$1"
}
test_ok 'a damaged day: its log names the zip, and what is wrong with it' \
    named "$out/days/2020-11-02.log"
test_ok 'a damaged day that is tried again fails again' month
test_ok 'a damaged day that is tried again: it is said which day failed before, and why' \
    grep -q '^month.sbatch: 2020-11-02 failed before: radar-unzip: .*2020-11-02\.zip: it does not end' warned
mv sound.zip "$archive/2020-11-02.zip"
touch -t 202012010000 "$archive/2020-11-02.zip"
test_ok 'a month with a sound zip for a damaged day is submitted' month
look_at_calls
test_ok 'a sound zip for a damaged day: only this day is done again' called 02
test_ok 'a sound zip for a damaged day: the month is that of a single run' is_whole whole

# ---- Tasks that are killed ----

# Two days are held up half way: one will be killed, and one cancelled.
out='killed results'
held='2020-11-03 2020-11-04'
for day in $held; do
	: >"hold.$day"
done
are_held() {
	for day in $held; do
		test -e "hold.$day.reached" && test -n "$(find "$out/days" -name ".$day.chunk.*")" || return
	done
}
test_is 'a month with slow tasks is submitted' sh "$script" 2020-11 "$archive" "$out" \
    --cpus-per-task=1
array=$(sed -n 's/.*job \([0-9]*\) for the days.*/\1/p' out)
test_ok 'two tasks of a month are half way' within $patience are_held
test_fails 1 '^month.sbatch: 2020-11: its jobs are in the queue' \
    'a month that is running is not submitted twice' \
    sh "$script" 2020-11 "$archive" "$out"
test_fails 1 '^month.sbatch: 2020-11: its jobs are in the queue' \
    'a month of another archive is not submitted for the results of one that is running' \
    sh "$script" 2020-11 'another archive' "$out"
kill_tasks() {
	scancel --full --signal=KILL "${array}_3" && scancel "${array}_4" && rm hold.* && within $patience no_jobs
}
test_ok 'one task is killed, and one is cancelled' kill_tasks
not_half() {
	test ! -e "$out/2020-11.gif" && test ! -e "$out/2020-11.chunk" || return
	for day in $held; do
		test ! -e "$out/days/$day.chunk" && test ! -e "$out/days/$day.part" || return
	done
}
test_ok 'tasks that ended early leave no results, and there is no month' not_half
: >"$out/days/.2020-11-03.chunk.AbCdEf" # as a tool leaves it that had no time to tidy up
as_a_job() {
	: >calls
	sbatch --output=driver.log "$script" 2020-11 "$archive" "$out" && within $patience no_jobs
}
test_ok 'a month whose tasks ended early is submitted again, from a job' as_a_job
look_at_calls
test_ok 'submitted again: only the days of tasks that ended early are done' called 03 04
test_ok 'submitted again: the month is that of a single run, and no other file is left' \
    is_whole whole

# ---- A day that is not there ----

rm -f "$archive/2020-11-03.zip"
single short 'bin-average -n 8'
test_ok 'a month that lost a day is submitted' month
look_at_calls
test_ok 'a month that lost a day is made again of the others' called
counts_all() {
	chunk-info "$out/2020-11.chunk" | grep -q ' 1152/8640 '
}
test_ok 'a month that lost a day: all its days count, also those after the last zip' counts_all
test_ok 'a month that lost a day is that of a single run' is_whole short
test_ok 'a month that lost a day: what was made of this day is gone' \
    test -z "$(ls "$out/days/2020-11-03."* 2>/dev/null)"
test_ok 'a month that lost a day: it is said which day is missing' \
    grep -q '^month.sbatch: .* for the days 03 06 .* made without' warned

mv "$archive/2020-11-01.zip" first.zip
single short
test_ok 'a month that lost its first day is submitted' month
look_at_calls
test_ok 'a month that lost its first day: the next one begins with the month' called 02
test_ok 'a month that lost its first day is that of a single run' is_whole short
test_done
