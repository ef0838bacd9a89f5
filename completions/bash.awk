# SPDX-License-Identifier: BSD-2-Clause
# bash.awk - the table of options.awk to a completion for bash: what the tools take, and engine.bash.

BEGIN {
	FS = "\t"
	print "# Completion of rainpipe's tools for bash, made from their usage texts."
	print ""
	print "# What an option of a tool takes, or the operands of a tool: sets kind and words."
	print "_rainpipe_takes()"
	print "{"
	print "\tkind=flag words="
	print "\tcase $1$2 in"
}

$3 == "" {
	tools[++n] = $1
	print "\t" $1 ") kind=" $4 " words='" $5 "' ;;"
	next
}

{ options[$1] = options[$1] " " $3 ($2 == "" ? "" : " " $2) }

$4 != "flag" {
	print "\t" $1 $3 ($2 == "" ? "" : " | " $1 $2) ") kind=" $4 " words='" $5 "' ;;"
}

END {
	print "\tesac"
	print "}"
	print ""
	print "_rainpipe_options()"
	print "{"
	print "\tcase $1 in"
	for (i = 1; i <= n; i++)
		print "\t" tools[i] ") echo '" substr(options[tools[i]], 2) "' ;;"
	print "\tesac"
	print "}"
	print ""
	while ((getline line <engine) > 0)
		print line
	printf "complete -F _rainpipe"
	for (i = 1; i <= n; i++)
		printf " %s", tools[i]
	print ""
}
