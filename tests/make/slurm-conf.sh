#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# usage: sh slurm-conf.sh FOLDER >CONF
#
# Writes a slurm.conf for a cluster on this machine alone, whose daemons keep all in the folder.
set -eu
slurm=$1

# Two ports that nobody listens on, below those that the system gives to clients.
free_ports() {
	awk 'BEGIN { srand(); srand(srand() + '$$'); for (i = 0; i < 100; i++) print 10000 + int(22000 * rand()) }' |
	while read -r port; do
		grep -qi "$(printf ':%04X 0' "$port")" /proc/net/tcp /proc/net/tcp6 2>/dev/null || echo "$port"
	done | sort -u | head -n 2
}

me=$(id -un) node=$(hostname -s)
test "$(nproc)" = 1 && plugin=none || plugin=affinity
set -- $(free_ports)
cat <<END
ClusterName=rainpipe
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$1
SlurmdPort=$2
SlurmUser=$me
SlurmdUser=$me
AuthType=auth/munge
AuthInfo=socket=$slurm/munge
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.pid
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/$plugin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=1,sched_min_interval=0,batch_sched_delay=0
SlurmdParameters=config_overrides
MpiDefault=none
MailProg=/bin/true
KillWait=2
MessageTimeout=60
ReturnToService=2
NodeName=$node NodeAddr=127.0.0.1 CPUs=2 RealMemory=1024
PartitionName=all Nodes=$node Default=YES State=UP
END
