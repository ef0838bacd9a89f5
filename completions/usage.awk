# SPDX-License-Identifier: BSD-2-Clause
# usage.awk - the usage text out of a preprocessed C file: the strings between `usage[] =` and the
# next semicolon, put together. So it is known also where the tools cannot run, such as those that
# are compiled for another machine.

{ source = source $0 "\n" }

END {
	if (!match(source, /char usage\[\] *=/)) {
		print "usage.awk: no usage[] in this file" >"/dev/stderr"
		exit 1
	}
	rest = substr(source, RSTART + RLENGTH)
	while (match(rest, /^[ \t\n]*"([^"\\]|\\.)*"/)) {
		text = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		sub(/^[ \t\n]*"/, "", text)
		sub(/"$/, "", text)
		gsub(/\\n/, "\n", text)
		gsub(/\\"/, "\"", text)
		gsub(/\\\\/, "\\", text)
		printf "%s", text
	}
	if (rest !~ /^[ \t\n]*;/) {
		print "usage.awk: usage[] is not made of strings alone" >"/dev/stderr"
		exit 1
	}
}
