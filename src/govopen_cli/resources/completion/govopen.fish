# govopen: candidates come from govopen itself, asked once a TAB; where it has none, files are offered
function __govopen_complete
    set -l found (env _TYPER_COMPLETE_ARGS=(commandline -cp | string collect) _TYPER_COMPLETE_FISH_ACTION=get-args _GOVOPEN_COMPLETE=complete_fish govopen 2>/dev/null)
    and string join \n -- $found
    or __fish_complete_path (commandline -ct)
end

complete --command govopen --no-files --arguments "(__govopen_complete)"
