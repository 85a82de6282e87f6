namespace Lockstep.Cli.Commands;

/// <summary>
/// What each shell needs to ask us: they hand the line and the cursor's place to the <c>[suggest:N]</c> directive of the command line's parser and
/// get one word a line. The words are data: no script lets its shell expand them, and each inserts them quoted where they need it. The program that is
/// asked is the one on PATH, not the word on the line: completing <c>./lockstep</c> in a foreign project must not start the project's program.
/// </summary>
internal static class CompletionScripts
{
    public const string Bash = """
        # lockstep completion for bash; in ~/.bashrc:  source <(lockstep completion bash)
        _lockstep() {
            local word quoted
            COMPREPLY=()
            while IFS= read -r word; do
                if [[ $word == "${COMP_WORDS[COMP_CWORD]}"* ]]; then
                    printf -v quoted %q "$word"
                    COMPREPLY+=("$quoted")
                fi
            done < <(command lockstep "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
        }
        complete -o default -F _lockstep lockstep
        """;

    public const string Zsh = """
        #compdef lockstep
        # lockstep completion for zsh; in ~/.zshrc, after compinit:  source <(lockstep completion zsh)
        _lockstep() {
            local -a found
            found=("${(@f)$(command lockstep "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            found=("${(@)found:#}")
            compadd -a found
            (( ${#found} )) || _files
        }
        compdef _lockstep lockstep
        """;

    public const string Fish = """
        # lockstep completion for fish:  lockstep completion fish > ~/.config/fish/completions/lockstep.fish
        complete -c lockstep -a '(set -l line (commandline -cp); command lockstep "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null)'
        """;

    public const string PowerShell = """
        # lockstep completion for PowerShell; in $PROFILE:  lockstep completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName lockstep -ScriptBlock {
            param($word, $line, $cursor)
            lockstep "[suggest:$cursor]" "$line" | ForEach-Object {
                $text = if ($_ -cmatch '^[A-Za-z0-9_./:=+-]+$') { $_ } else { "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($_) + "'" }
                [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
            }
        }
        """;
}
