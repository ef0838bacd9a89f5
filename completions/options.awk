# SPDX-License-Identifier: BSD-2-Clause
# options.awk - usage texts, as --help prints them one after the other, to a table of all options.
#
# A line for each option, and before them one for the operands of the tool; separated by tabs:
#
#	tool	short	long	kind	words	what	description
#
# short and long    with their dashes; both empty in the line of the operands
# kind              flag; value, which nothing is known of; words, one of them; list, several of
#                   them with commas between; file; folder; none, of operands alone
# words             of words and list; of file the suffix that comes first, such as .chunk
# what              the value as the usage text calls it
#
# The words of an option are its alternatives in the synopsis (--scale log|linear), where those
# with a comma (lo,hi|auto) are forms and no words; or they follow on "any of", and then they are a
# list, which may be ", or none".

function ends_tool(    i, operands) {
	if (tool == "")
		return
	read_synopsis()
	print tool, "", "", operand_kind(), suffix, "", summary
	for (i = 1; i <= n; i++)
		print_option(i)
}

# The values of options in the synopsis, by option; what is left are the operands.
function read_synopsis(    count, token, i, word) {
	split("", synopsis_value)
	left = ""
	# Several forms of a call are several lines with the name of the tool.
	gsub("\n +" tool " ", " ;; ", synopsis)
	gsub(/[][]/, " ", synopsis)
	count = split(synopsis, token, " ")
	for (i = 1; i <= count; i++) {
		word = token[i]
		if (word == ";;")
			break_off = 1
		else if (word ~ /^-/ && i < count && token[i + 1] !~ /^[-|]/ && takes[word])
			synopsis_value[word] = token[++i]
		else if (word !~ /^[-|]/ && !break_off)
			left = left " " word
	}
	break_off = 0
}

function operand_kind() {
	suffix = ""
	if (left == "")
		return "none"
	if (left ~ /(dir|folder)/)
		return "folder"
	if (left !~ /archive/)
		suffix = suffix_of(left) != "" ? suffix_of(left) : ".chunk"
	return "file"
}

# Of "file.nc ..." it is .nc, of "file ..." nothing.
function suffix_of(text) {
	return match(text, /[a-z]\.[a-z0-9]+/) ? substr(text, RSTART + 1, RLENGTH - 1) : ""
}

function print_option(i,    value, kind, words) {
	value = synopsis_value[long[i]] != "" ? synopsis_value[long[i]] : \
	    short[i] != "" && synopsis_value[short[i]] != "" ? synopsis_value[short[i]] : what[i]
	words = ""
	if (what[i] == "") {
		kind = "flag"
	} else if (match(description[i], /any of [a-z_]+(, [a-z_]+)+/)) {
		kind = "list"
		words = substr(description[i], RSTART + 7, RLENGTH - 7)
		gsub(",", "", words)
		if (description[i] ~ /, or none/)
			words = words " none"
	} else if (value ~ /\|/) {
		kind = "words"
		words = alternatives(value)
	} else if (what[i] ~ /^(file|pattern)$/) {
		kind = "file"
		words = suffix_of(value) != "" ? suffix_of(value) : usual_suffix[long[i]]
	} else {
		kind = value ~ /^(dir|folder)$/ ? "folder" : "value"
	}
	print tool, short[i], long[i], kind, words, what[i], shorter(description[i])
}

function alternatives(text,    count, part, i, words) {
	count = split(text, part, "|")
	for (i = 1; i <= count; i++)
		if (part[i] !~ /,/)
			words = words (words == "" ? "" : " ") part[i]
	return words
}

# For a line of a menu.
function shorter(text) {
	if (length(text) > 72) {
		text = substr(text, 1, 70)
		sub(/[ ,;:]+[^ ]*$/, "", text)
		text = text " ..."
	}
	return text
}

BEGIN {
	OFS = "\t"
	# What the files of options are called that are no streams, in all tools alike.
	usual_suffix["--points"] = ".csv"
	usual_suffix["--polygon"] = usual_suffix["--polygons"] = usual_suffix["--lines"] = ".geojson"
}

/^usage: / {
	ends_tool()
	tool = $2
	n = 0
	split("", takes)
	summary = ""
	synopsis = substr($0, length("usage: " tool) + 1)
	part = "synopsis"
	next
}

part == "synopsis" && NF > 0 { synopsis = synopsis "\n" $0; next }
part == "synopsis" { part = "summary"; next }
part == "summary" && NF > 0 { summary = summary (summary == "" ? "" : " ") $0; next }
part == "summary" { part = "options"; next }

part == "options" && /^  (-[A-Za-z0-9], |    )--[a-z0-9-]+( |$)/ {
	n++
	line = $0
	short[n] = $1 ~ /^-.,$/ ? substr($1, 1, 2) : ""
	sub(/^ +(-., )?/, "", line)
	long[n] = line
	sub(/ .*/, "", long[n])
	line = substr(line, length(long[n]) + 1)
	what[n] = line ~ /^ [^ ]/ ? line : ""
	sub(/^ /, "", what[n])
	sub(/ .*/, "", what[n])
	description[n] = substr(line, what[n] == "" ? 1 : length(what[n]) + 2)
	sub(/^ +/, "", description[n])
	takes[long[n]] = takes[short[n]] = what[n] != ""
	next
}

part == "options" && /^ +[^ ]/ {
	line = $0
	sub(/^ +/, "", line)
	description[n] = description[n] (description[n] == "" ? "" : " ") line
	next
}

part == "options" { part = "examples" }

END { ends_tool() }
