#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# corpus.sh - the inputs that fuzzing begins with: an archive for each target, and files that have names.
#
#	corpus.sh unpack FOLDER         all of them, in a folder for each target
#	corpus.sh pack TARGET FOLDER    makes the archive of a target from the files of a folder
set -eu
corpus=$(cd "$(dirname "$0")/corpus" && pwd)

case $#:${1:-} in
2:unpack)
	for archive in "$corpus"/*.tar.gz; do
		target=$(basename "$archive" .tar.gz)
		mkdir -p "$2/$target"
		tar -xzf "$archive" -C "$2/$target"
	done
	for folder in "$corpus"/*/; do
		mkdir -p "$2/$(basename "$folder")"
		cp "$folder"* "$2/$(basename "$folder")"
	done
	;;
3:pack)
	# The same bytes whenever it is packed, and by whom.
	(cd "$3" && ls | LC_ALL=C sort | tar -cf - --format=ustar --mtime=@0 --owner=0 --group=0 \
	    --numeric-owner --mode=0644 -T -) | gzip -9n >"$corpus/$2.tar.gz"
	;;
*)
	echo 'usage: corpus.sh unpack FOLDER | pack TARGET FOLDER' >&2
	exit 2
	;;
esac
