#compdef govopen
# govopen: candidates come from govopen itself; where it has none, files are offered
_govopen() {
    eval "$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _GOVOPEN_COMPLETE=complete_zsh ${words[1]} 2>/dev/null)"
}

if [[ $funcstack[1] == _govopen ]]; then
    _govopen "$@"
else
    compdef _govopen govopen
fi
