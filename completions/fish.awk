# SPDX-License-Identifier: BSD-2-Clause
# fish.awk - the table of options.awk to completions for fish: a file for each tool in `folder`,
# because fish loads them by the name of the command.

function quoted(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/'/, "\\'", s)
	return "'" s "'"
}

function files(suffix) {
	return suffix == "" ? " -F" : " -f -k -a \"(__fish_complete_suffix " suffix ")\""
}

function value(kind, words,    alone) {
	if (kind == "words")
		return " -x -a " quoted(words)
	if (kind == "file")
		return " -r" files(words)
	if (kind == "folder")
		return " -x -a '(__fish_complete_directories)'"
	if (kind != "list")
		return " -x"
	# A list; none goes alone.
	if (sub(/ none$/, "", words))
		alone = " none"
	return " -x -a " quoted("(__fish_append , " words ")" alone)
}

BEGIN { FS = "\t" }

$3 == "" {
	if (file != "")
		close(file)
	file = folder "/" $1 ".fish"
	print "# Completion of " $1 " for fish, made from its usage text." >file
	if ($4 == "file")
		print "complete -c " $1 files($5) >file
	else if ($4 == "folder")
		print "complete -c " $1 " -f -a '(__fish_complete_directories)'" >file
	else
		print "complete -c " $1 " -f" >file
	next
}

{
	print "complete -c " $1 ($2 == "" ? "" : " -s " substr($2, 2)) " -l " substr($3, 3) \
	    ($4 == "flag" ? "" : value($4, $5)) " -d " quoted($7) >file
}
