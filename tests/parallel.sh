# SPDX-License-Identifier: BSD-2-Clause
# parallel.sh - the recipes of rainpipe(7) for GNU parallel, as they stand there: what a single run gives, on
# this machine and on others; and where jobs fail, never begin or are killed, no picture that looks whole.
# Other machines are an sshd of this test's own; if it cannot start they are skipped, and fail in CI (CI=true).
. "${srcdir:-.}/tests/lib.sh"

cannot() {
	case ${CI:-} in
	'' | 0 | false) test_skip "$1" ;;
	esac
	test_ok "here is all that this test needs: $1" false
	test_done
}

# Two jobs at a time on any machine, so that the fifth begins when others have ended.
PARALLEL_HOME=$test_dir/settings PARALLEL='-j 2' TMPDIR=$test_dir
export PARALLEL_HOME PARALLEL TMPDIR
parallel --version 2>/dev/null | grep -q '^GNU parallel' || cannot 'GNU parallel is not installed'
parallel true ::: 1 >out 2>err ||
    cannot "GNU parallel does not run, maybe since /sys is not mounted: $(head -n 1 err)"

# recipe REGEX: the first display of the page that has it, as a reader would type it.
recipe() {
	awk -v regex="$1" '
	/^\.Bd -literal/ { inside = 1; text = ""; next }
	/^\.Ed/ && inside { inside = 0; if (text ~ regex) { printf "%s", text; exit } }
	inside { gsub(/\\e/, "\\"); text = text $0 "\n" }' "$srcdir/man/rainpipe.7"
}
recipe '^.parallel -k .radar' >recipe.cpus
recipe 'parallel.*partial' >recipe.partials
recipe 'sshlogin.*--wd' >recipe.hosts
recipe 'sshlogin.*transferfile' >recipe.copies
recipe 'joblog' >recipe.resume
for name in cpus partials hosts copies resume; do
	test_ok "the page has the recipe $name" test -s recipe.$name
done

radar-synth --rows 45 --cols 24 --from 2020-11-01 --days 6 -o days
radar-unzip days | tif2rain >codes
bin-average -n 8 codes | subsample -f 2 | gifmake -o single.gif
stats -o single.chunk codes

# run_in FOLDER RECIPE: there, where the zips are.
run_in() {
	test -d "$1" || cp -R days "$1"
	(cd "$1" && exec sh -e "../recipe.$2")
}
# no_picture FOLDER RECIPE: it fails and leaves none.
no_picture() {
	if run_in "$1" "$2"; then echo 'status 0' >&2; return 1; fi
	left=$(find "$1" -name '*november*.gif*')
	test -z "$left" || { echo "left behind: $left" >&2; return 1; }
}

# instead TOOL N COMMAND: a tool of this name that is COMMAND when it is called for the N-th time. Jobs run at
# the same time: a call takes the first number that is free. Those of a parallel that was killed may go on.
shims=0
instead() {
	shims=$((shims + 1))
	bin=$test_dir/bin$shims
	mkdir $bin $bin.calls
	cat >$bin/$1 <<-END
		#!/bin/sh
		n=1
		until mkdir $bin.calls/\$n 2>/dev/null; do n=\$((n + 1)); done
		test \$n != $2 || { $3; }
		exec "$(command -v "$1")" "\$@"
	END
	chmod +x $bin/$1
}
with_bin() {
	(PATH=$bin:$PATH && "$@")
}

# ---- This machine ----

test_ok 'a job for each day' run_in here cpus
test_ok 'a job for each day: the picture is that of a single run' cmp single.gif here/november.gif
test_ok 'partial statistics by day' run_in here partials
same_statistics() {
	test "$(chunk-info --digest single.chunk)" = "$(chunk-info --digest here/november.chunk)" &&
	    chunk2npy -o a.npy single.chunk && chunk2npy -o b.npy here/november.chunk && cmp a.npy b.npy
}
test_ok 'partial statistics by day: the statistics are those of a single run' same_statistics

cp -R days damaged
head -c 20000 days/2020-11-04.zip >damaged/2020-11-04.zip
test_is 'a damaged day: no picture' no_picture damaged cpus
cp err said
test_ok 'a damaged day is named' grep -q '^radar-unzip: 2020-11-04.zip: ' said
for n in 3 6; do
	instead bin-average $n 'exit 1'
	test_is "job $n ends before it writes a byte: no picture" with_bin no_picture never$n cpus
	instead bin-average $n 'kill -KILL $PARALLEL_PID; exit 1'
	test_is "parallel is killed in job $n: no picture" with_bin no_picture killed$n cpus
done

# ---- Where it stopped ----

test_ok 'jobs with a log run' run_in log resume
test_ok 'jobs with a log: the picture is that of a single run' cmp single.gif log/november.gif

# The days whose zip is read, noted in a file of this name.
note_days() {
	instead radar-unzip 0 :
	sed -i "2iecho \"\$1\" >>$test_dir/$1" $bin/radar-unzip
}
instead bin-average 5 'kill -KILL $PARALLEL_PID; exit 1'
test_is 'jobs with a log, killed in the fifth: no picture' with_bin no_picture again resume
sed -n 's/.*radar-unzip \(2020[^ ]*\) .*/\1/p' again/november.log | sort >done
test_ok 'jobs with a log, killed in the fifth: some days are in the log' test "$(wc -l <done)" \
    -ge 1 -a "$(wc -l <done)" -lt 6
note_days rest
test_ok 'jobs with a log run again' with_bin run_in again resume
only_the_rest() {
	sort rest | comm -12 - done >twice && test ! -s twice && sort rest done >both && ls days | diff - both >&2
}
test_ok 'jobs with a log run again: those days that are not in the log, and no other' only_the_rest
test_ok 'jobs with a log run again: the picture is that of a single run' \
    cmp single.gif again/november.gif

cp -R days repaired
cp damaged/2020-11-04.zip repaired
test_is 'a damaged day in a job with a log: no picture' no_picture repaired resume
cp days/2020-11-04.zip repaired
note_days mended
test_ok 'jobs with a log run again after a day was repaired' with_bin run_in repaired resume
test_ok 'a repaired day: only this day is done again' test "$(cat mended)" = 2020-11-04.zip
test_ok 'a repaired day: the picture is that of a single run' cmp single.gif repaired/november.gif

# ---- Other machines: two names for an sshd of our own, on this one ----

sshd=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd) || cannot 'no sshd (openssh-server)'
command -v ssh-keygen >/dev/null || cannot 'no ssh-keygen (openssh-client)'
command -v rsync >/dev/null || cannot 'no rsync'
# Where sshd locks up its own children, if it is root's; the system's makes the same folder.
test "$(id -u)" != 0 || mkdir -p /run/sshd

mkdir ssh remote home
echo another >home/2020-11-01.zip
for key in host user; do ssh-keygen -q -t ed25519 -N '' -f ssh/$key; done
sed 's/^/ours /' ssh/host.pub >ssh/known
printf '#!/bin/sh\necho "$NODE" >>"%s/nodes"\nexec "%s" "$@"\n' "$test_dir" "$(command -v tif2rain)" >remote/tif2rain
chmod +x remote/tif2rain
cat >ssh/sshd_config <<END
ListenAddress 127.0.0.1
HostKey $test_dir/ssh/host
AuthorizedKeysFile $test_dir/ssh/user.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
PermitUserRC no
MaxStartups 100
LogLevel ERROR
ForceCommand cd $test_dir/home && eval "\$SSH_ORIGINAL_COMMAND"
AcceptEnv NODE
SetEnv PATH=$test_dir/remote:$PATH LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-} HOME=$test_dir/home TZ=UTC LC_ALL=C
END

# configure PORT: for ssh; node3 is a machine that is down.
configure() {
	cat >ssh/config <<-END
		Host node1
			SetEnv NODE=node1
		Host node2
			SetEnv NODE=node2
		Host node3
			Port 1
		Host *
			HostName 127.0.0.1
			Port $1
			User $(id -un)
			HostKeyAlias ours
			UserKnownHostsFile $test_dir/ssh/known
			IdentityFile $test_dir/ssh/user
			IdentitiesOnly yes
			BatchMode yes
			LogLevel ERROR
	END
}
PARALLEL_SSH="ssh -F $test_dir/ssh/config"
export PARALLEL_SSH
unset PARALLEL
daemon=
trap 'test -z "$daemon" || kill $daemon 2>/dev/null || :; leave' EXIT

# Takes a port that nobody has; ends when a login works, or the daemon says why not.
start_sshd() {
	for port in $(awk -v seed=$$ 'BEGIN { srand(seed); for (i = 0; i < 20; i++) print 20000 + int(12000 * rand()) }'); do
		configure $port
		"$sshd" -D -e -f ssh/sshd_config -p $port 2>ssh/log &
		daemon=$!
		for try in $(seq 100); do
			kill -0 $daemon 2>/dev/null || break
			$PARALLEL_SSH node1 true 2>ssh/client && return
			! grep -q 'Permission denied' ssh/client || return
			sleep 0.1
		done
		daemon=
		grep -q 'Address already in use' ssh/log || return
	done
	return 1
}
start_sshd || cannot "sshd lets nobody in: $(cat ssh/log ssh/client | head -n 1)"

for name in hosts copies; do
	rm -f nodes
	test_ok "$name: jobs on two machines" run_in $name $name
	test_ok "$name: all jobs run, and on both machines" \
	    test "$(wc -l <nodes) $(sort -u nodes | tr '\n' ' ')" = '6 node1 node2 '
	test_ok "$name: the picture is that of a single run" cmp single.gif $name/november.gif
done
test_ok 'copies: zips that were sent do not stay, and those that were there do' \
    test "$(find home -name '*.zip' -exec cat {} +)" = another

# A machine that is down may be left to the other one, or end the run.
rm -rf hosts copies
sed 's/node1,node2/node2,node3/' recipe.hosts >recipe.down
down() {
	no_picture down down || cmp single.gif down/november.gif
}
test_is 'hosts, of which one is down: the whole picture or none' down
sed 's/node1,node2/node3/' recipe.hosts >recipe.dark
test_is 'hosts that are all down: no picture' no_picture dark dark
test_done
