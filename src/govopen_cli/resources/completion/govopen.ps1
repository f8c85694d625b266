# govopen: candidates come from govopen itself
Register-ArgumentCompleter -Native -CommandName govopen -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $Env:_GOVOPEN_COMPLETE = "complete_powershell"
    $Env:_TYPER_COMPLETE_ARGS = $commandAst.ToString()
    $Env:_TYPER_COMPLETE_WORD_TO_COMPLETE = $wordToComplete
    govopen | ForEach-Object {
        $word, $help = $_ -Split ":::"
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $help)
    }
    $Env:_GOVOPEN_COMPLETE = $Env:_TYPER_COMPLETE_ARGS = $Env:_TYPER_COMPLETE_WORD_TO_COMPLETE = ""
}
