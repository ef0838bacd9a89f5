# SPDX-License-Identifier: BSD-2-Clause
# completion.sh - bash, zsh and fish complete what --help lists: each is asked in a shell that runs.
. "${srcdir:-.}/tests/lib.sh"

made=$builddir/completions
test -f "$made/options" || test_skip 'the completions are made by make, and these are other tools'
test -n "$python" || test_skip 'there is no python3 to type with'
tools="$(cut -f 1 "$made/options" | sort -u)"

# The folders as they are installed, and what is completed in them.
mkdir -p share/bash-completion/completions share/zsh/site-functions share/fish/vendor_completions.d work/folder
cp "$made/rainpipe" share/bash-completion/completions
for tool in $tools; do
	ln -s rainpipe share/bash-completion/completions/$tool
done
cp "$made/_rainpipe" share/zsh/site-functions
cp "$made"/fish/*.fish share/fish/vendor_completions.d
cp "$srcdir/scripts/smhi-fetch" work
touch work/a.txt work/b.chunk work/c.nc work/d.csv work/e.geojson 'work/two words.chunk'
PATH=$PATH:$test_dir/work
here=$test_dir/share

# complete_in SHELL LINE ...: for each the line that it becomes, in <>, and the choices.
complete_in() {
	complete_with=$1
	shift
	cd "$test_dir/work"
	case $complete_with in
	fish)
		mkdir -p "$test_dir/home"
		for line in "$@"; do
			printf '<> '
			HOME=$test_dir/home XDG_DATA_DIRS=$here fish -c "complete -C '$line'" | cut -f 1 | tr '\n' ' '
			echo
		done ;;
	*) printf '%s\n' "$@" | "$python" "$srcdir/tests/completion.py" "$complete_with" "$here" ;;
	esac
	completed=$?
	cd "$test_dir"
	return $completed
}

# Without its lists, a shell could offer the same wrong options for all tools: each has its own --help.
options_are_those_of_help() {
	for tool in $tools; do
		echo "$tool --"
	done >lines
	(IFS='
'
	complete_in "$1" $(cat lines)) >offered || return
	for tool in $tools; do
		read -r line
		$tool --help | grep -Eo '^  (-., |    )--[a-z0-9-]+' | grep -o -- '--.*' | sort >listed
		# What it becomes is not a choice.
		echo "$line" | sed 's/^<[^>]*>//' | tr ' ' '\n' | sed 's/=$//' | grep -- '^--.' | sort -u >choices
		diff listed choices >&2 || { echo "of $tool, by $1" >&2; return 1; }
	done <offered
}

# offers SHELL LINE WORD ...: these choices, in any order, and no others.
offers() {
	offers_in=$1 offers_line=$2
	shift 2
	printf '%s\n' "$@" | sort | grep . >expected || true
	complete_in "$offers_in" "$offers_line" | sed 's/^<[^>]*> *//' | tr ' ' '\n' | sort -u | grep . >choices || true
	diff expected choices >&2
}

# becomes SHELL LINE REGEX
becomes() {
	complete_in "$1" "$2" >became && grep -Eq "^<$3>" became || { cat became >&2; return 1; }
}

# In the list of a zsh or a fish a word may be whole (min,max) or its last part (max).
words_are_offered() {
	offers $1 'gifmake --scale ' log linear && offers $1 'gifmake --colors ' rain dark radar grey &&
	    offers $1 'subsample -m ' pick mean max &&
	    offers $1 'rolling --method ' sum mean max min count && offers $1 'stats --layers ' min max mean std count none &&
	    offers $1 'bin-average -c ' hour day week month season year &&
	    offers $1 'stats --by ' hour weekday month season year && offers $1 'regions --method ' kmeans spectral &&
	    offers $1 'chunk-combine -m ' sub add ratio min max mean fill mask &&
	    offers $1 'odim2rain -Q ' RATE ACRR DBZH TH DBZV TV && offers $1 'tif2rain --negative ' missing zero
}

# A zsh shows the options where there are no operands.
nothing_else() {
	offers $1 'bin-average -n ' '' && offers $1 'gifmake --title ' '' &&
	    { test $1 = zsh || offers $1 'radar-synth ' ''; }
}

# All files, those that the tool reads first; in bash names that begin with a dot, too.
files_come_in_order() {
	complete_in $1 "$2" | sed 's/^<[^>]*> *//; s/two.* words.chunk/2/' | tr ' ' '\n' | grep -v '^\.' |
	    awk '!seen[$0]++' | tr '\n' ' ' >order
	case $(cat order) in
	$3) ;;
	*) cat order >&2; echo >&2; return 1 ;;
	esac
	for file in a.txt b.chunk c.nc folder smhi-fetch; do
		grep -q "$file" order || { echo "$1 hides $file" >&2; return 1; }
	done
}

for shell in bash bash-loader zsh fish; do
	command -v ${shell%-*} >/dev/null || { passed "# SKIP $shell is not installed"; continue; }
	test $shell != bash-loader || test -f /usr/share/bash-completion/bash_completion ||
	    { passed '# SKIP bash-completion is not installed'; continue; }
	test_ok "$shell: the long options of every tool are those of its --help" options_are_those_of_help $shell
	test_ok "$shell: words of options" words_are_offered $shell
	test_ok "$shell: nothing where nothing is known" nothing_else $shell
	test_ok "$shell: streams come before other files" files_come_in_order $shell 'chunk-info ' 'b.chunk *2 *a.txt *'
	test_ok "$shell: netCDF files do for nc2chunk" files_come_in_order $shell 'nc2chunk ' 'c.nc *a.txt *'
	test_ok "$shell: the grid of regrid --like is a stream" files_come_in_order $shell 'regrid --like ' 'b.chunk *2 *a.txt *'
	test_ok "$shell: lists of points come first" files_come_in_order $shell 'gifmake --points ' 'd.csv *a.txt *'
	test_ok "$shell: polygons come first" files_come_in_order $shell 'crop --polygon ' 'e.geojson *a.txt *'
	test_ok "$shell: of several areas too" files_come_in_order $shell 'chunk-extract --polygons ' 'e.geojson *a.txt *'
	test_ok "$shell: lines come first" files_come_in_order $shell 'chunk2png --lines ' 'e.geojson *a.txt *'
	test_ok "$shell: -o takes any file" files_come_in_order $shell 'stats -o ' '*'
	test $shell != fish || continue
	test_ok "$shell: an option is completed" becomes $shell 'stats --quan' 'stats --quantiles[ =]'
	test_ok "$shell: a word is completed after a space" becomes $shell 'gifmake --colors da' 'gifmake --colors dark '
	test_ok "$shell: the one word" becomes $shell 'chunk2png --range ' 'chunk2png --range auto '
	test_ok "$shell: a word is completed after =" becomes $shell 'gifmake --colors=da' 'gifmake --colors=dark '
	test_ok "$shell: the second word of a list" becomes $shell 'stats --layers min,ma' 'stats --layers min,max,?'
	test_ok "$shell: a list after =" becomes $shell 'stats --layers=std,cou' 'stats --layers=std,count,?m?'
	test_ok "$shell: none is no word of a longer list" becomes $shell 'gifmake --map coast,n' 'gifmake --map coast,n'
	test_ok "$shell: a file after the options" becomes $shell 'stats --sum -j 2 b' 'stats --sum -j 2 b.chunk '
	test_ok "$shell: a file with a space in its name" becomes $shell 'chunk-info tw' 'chunk-info two\\ words.chunk '
	test_ok "$shell: a file in quotes" becomes $shell "chunk-info 'tw" "chunk-info 'two words.chunk' "
	test_ok "$shell: a file after --" becomes $shell 'chunk-info -- b' 'chunk-info -- b.chunk '
	test_ok "$shell: a folder for what makes one" becomes $shell 'radar-synth -o f' 'radar-synth -o folder/'
	test_ok "$shell: a tool by its path" becomes $shell './smhi-fetch --bas' './smhi-fetch --base[ =]'
done
test_done
