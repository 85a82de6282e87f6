namespace Lockstep.Cli.Commands;

/// <summary>
/// What each shell needs to ask us: they hand the line and the cursor's place to the <c>[suggest:N]</c> directive of the command line's parser and
/// get one word a line.
/// </summary>
internal static class CompletionScripts
{
    public const string Bash = """
        # lockstep completion for bash; in ~/.bashrc:  source <(lockstep completion bash)
        _lockstep() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _lockstep lockstep
        """;

    public const string Zsh = """
        #compdef lockstep
        # lockstep completion for zsh; in ~/.zshrc, after compinit:  source <(lockstep completion zsh)
        _lockstep() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a found
            (( ${#found} )) || _files
        }
        compdef _lockstep lockstep
        """;

    public const string Fish = """
        # lockstep completion for fish:  lockstep completion fish > ~/.config/fish/completions/lockstep.fish
        complete -c lockstep -a '(set -l line (commandline -cp); lockstep "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null)'
        """;

    public const string PowerShell = """
        # lockstep completion for PowerShell; in $PROFILE:  lockstep completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName lockstep -ScriptBlock {
            param($word, $line, $cursor)
            lockstep "[suggest:$cursor]" "$line" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;
}
