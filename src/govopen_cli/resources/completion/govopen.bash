# govopen: candidates come from govopen itself; where it has none, files are offered
_govopen_completion() {
    local IFS=$'\n'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _GOVOPEN_COMPLETE=complete_bash "$1" 2>/dev/null ) ) || compopt -o default
}

complete -F _govopen_completion govopen
