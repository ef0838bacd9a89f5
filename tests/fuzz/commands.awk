# SPDX-License-Identifier: BSD-2-Clause
# usage: awk -f commands.awk tests/tools
#
# Prints a COMMAND() for each command line that tools.c tries.
BEGIN {
	FS = " *[|] *"
	out["stream"] = "OUT_STREAM"
	out["picture"] = "OUT_GIF"
	out["text"] = "OUT_TEXT"
	out["file"] = "OUT_MANY"        # beside it there may be a table of times
	out["files"] = "OUT_MANY | NAMED_BY_TIME"
}

/^#/ || NF < 6 || $2 == "none" || ("," $5 ",") !~ /,(all|fuzz),/ {
	next
}

{
	name = $1
	gsub("-", "_", name)
	is = out[$3]
	if ($2 != "zip")
		is = is " | IN_STREAM"
	if ((" " $6 " ") ~ / -k /)
		is = is " | KEEPS_GOING"
	if (("," $5 ",") ~ /,short,/)
		is = is " | FILLS_TIME"
	line = $1 ($6 == "" ? "" : " ") $6
	printf "COMMAND(%s_main, \"%s\", %s)\n", name, line, is
}
