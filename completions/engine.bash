# Files that end in $1 first, then all others.
_rainpipe_files()
{
	compopt -o filenames -o nosort -o default 2>/dev/null
	if [[ -n $1 ]]; then
		mapfile -t COMPREPLY < <(
			compgen -f -X "!*$1" -- "$2" | sort
			compgen -f -X "*$1" -- "$2" | sort)
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$2" | sort)
	fi
}

# The words that $1 has not named yet, after what it names; "none" only goes alone.
_rainpipe_list()
{
	local done= word left=
	[[ $1 != *,* ]] || done=${1%,*},
	for word in $2; do
		[[ ,$done == *,$word,* || ( $word == none && -n $done ) ]] || left+=" $word"
	done
	compopt -o nospace 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -P "$done" -W "$left" -- "${1##*,}")
}

_rainpipe()
{
	local tool=${1##*/} cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
	local kind= words= before= i

	COMPREPLY=()
	# "--scale=lo" is three words where = separates words, else one.
	if [[ $cur == --*=* ]]; then
		option=${cur%%=*} before=$option= cur=${cur#*=}
	elif [[ $cur == = ]]; then
		cur=
	elif [[ $option == = ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	[[ $COMP_CWORD -gt 1 || -n $before ]] || option=
	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} != -- ]] || option=--
	done
	[[ $option == -?* && $option != -- ]] && _rainpipe_takes "$tool" "$option"
	if [[ $kind == flag || -z $kind ]]; then
		if [[ $cur == -* && $option != -- ]]; then
			words=$(_rainpipe_options "$tool")
			mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
			return
		fi
		_rainpipe_takes "$tool" ''
	fi
	case $kind in
	words) mapfile -t COMPREPLY < <(compgen -P "$before" -W "$words" -- "$cur") ;;
	list)
		_rainpipe_list "$cur" "$words"
		COMPREPLY=("${COMPREPLY[@]/#/$before}") ;;
	file) _rainpipe_files "$words" "$cur" ;;
	folder)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
	esac
}

