# SPDX-License-Identifier: BSD-2-Clause
# zsh.awk - the table of options.awk to one completion for zsh of all tools.

# In single quotes and in the brackets of _arguments.
function text(s) {
	gsub(/\[/, "(", s)
	gsub(/\]/, ")", s)
	gsub(/'/, "'\\''", s)
	return s
}

function files(suffix) {
	return suffix == "" ? "_files" : "{_rainpipe_files " suffix "}"
}

function action(kind, words,    count, word, i, j, all) {
	if (kind == "words")
		return "(" words ")"
	if (kind == "file")
		return files(words)
	if (kind == "folder")
		return "_files -/"
	if (kind != "list")
		return " "
	# A list; none goes alone.
	count = split(words, word, " ")
	for (i = 1; i <= count; i++)
		all = all " \"(" (word[i] == "none" ? words : "none") ")" word[i] "\""
	return "{_values -s , word" all "}"
}

BEGIN { FS = "\t" }

$3 == "" {
	names = names " " $1
	cases = cases (cases == "" ? "" : " ;;\n") $1 ")\n\t_arguments -s -S"
	if ($4 != "none")
		cases = cases " \\\n\t    '*:" $4 ":" action($4, $5) "'"
	next
}

{
	value = $4 == "flag" ? "" : ":" $6 ":" action($4, $5)
	about = "[" text($7) "]" value
	equals = $4 == "flag" ? "" : "="
	plus = $4 == "flag" ? "" : "+"
	# What it excludes: itself, or everything; a value may be given again.
	without = $3 ~ /^--(help|version)$/ ? "- *" : $2 != "" ? $2 " " $3 : ""
	once = without != "" ? "(" without ")" : $4 == "flag" ? "" : "*"
	if ($2 != "")
		one = "'" once "'{" $2 plus "," $3 equals "}'" about "'"
	else
		one = "'" once $3 equals about "'"
	cases = cases " \\\n\t    " one
}

END {
	print "#compdef" names
	print "# Completion of rainpipe's tools for zsh, made from their usage texts."
	print ""
	print "# Files that end in $1 first, then all others."
	print "_rainpipe_files() {"
	print "\t_files -J streams -g \"*$1(-.)\""
	print "\t_files -J others -g \"*~*$1\""
	print "}"
	print ""
	print "case $service in"
	print cases " ;;"
	print "esac"
}
