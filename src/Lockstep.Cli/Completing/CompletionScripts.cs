namespace Lockstep.Cli.Completing;

/// <summary>
/// What each shell needs to ask us (<see cref="Completer"/>): it hands over the word at the cursor and the words before it. What comes back is data: no
/// script lets its shell expand it, and each inserts it quoted where it needs that. The program that is asked is the one on PATH, not the word on the
/// line: completing <c>./lockstep</c> in a foreign project must not start the project's program.
/// </summary>
internal static class CompletionScripts
{
    // bash takes an address apart at its colons, and what it inserts takes the place of the last piece alone. Where it only lists (COMP_TYPE), the list
    // has descriptions.
    public const string Bash = """
        # lockstep completion for bash; in ~/.bashrc:  source <(lockstep completion bash)
        _lockstep() {
            local rest=${COMP_LINE:0:COMP_POINT} left word text quoted shown files= i n=-1
            local -a words
            for ((i = 0; i <= COMP_CWORD; i++)); do
                left=${rest#"${rest%%[![:space:]]*}"}
                if ((n < 0)) || [[ $left != "$rest" ]]; then words[++n]=; fi
                words[n]+=${COMP_WORDS[i]}
                rest=${left#"${COMP_WORDS[i]}"}
            done
            local cut=${words[n]%"${words[n]##*[:=]}"}
            COMPREPLY=()
            while IFS=$'\t' read -r word text; do
                case $word in
                    :files) files=-f; continue ;;
                    :directories) files=-d; continue ;;
                    "${words[n]}"*) ;;
                    *) continue ;;
                esac
                quoted=
                [[ $word == "$cut" ]] || printf -v quoted %q "${word#"$cut"}"
                printf -v shown '%-24s %s' "${word#"$cut"}" "$text"
                case $COMP_TYPE in 63|33|64) COMPREPLY+=("$shown") ;; *) COMPREPLY+=("$quoted") ;; esac
            done < <(command lockstep __complete "=${words[n]}" "${words[@]:1:n-1}" 2>/dev/null)
            if [[ -n $files ]]; then
                compopt -o filenames 2>/dev/null
                while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$files" -- "${COMP_WORDS[COMP_CWORD]}")
            fi
            if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2>/dev/null; fi
        }
        complete -F _lockstep lockstep
        """;

    public const string Zsh = """
        #compdef lockstep
        # lockstep completion for zsh; in ~/.zshrc, after compinit:  source <(lockstep completion zsh)
        _lockstep() {
            local word text files
            local -a found shown hosts hosts_shown
            while IFS=$'\t' read -r word text; do
                case $word in
                    (:files) files=-f ;;
                    (:directories) files=-/ ;;
                    (*:) hosts+=("$word"); hosts_shown+=("$word${text:+  -- $text}") ;;
                    (*) found+=("$word"); shown+=("$word${text:+  -- $text}") ;;
                esac
            done < <(command lockstep __complete "=${(Q)PREFIX}" "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)
            (( ${#found} )) && compadd -l -d shown -a found
            (( ${#hosts} )) && compadd -l -S '' -d hosts_shown -a hosts
            [[ -n $files ]] && _files ${files:#-f}
        }
        compdef _lockstep lockstep
        """;

    public const string Fish = """
        # lockstep completion for fish:  lockstep completion fish > ~/.config/fish/completions/lockstep.fish
        function __lockstep_complete
            set -l word (commandline -ct)
            set -l before (commandline -opc)
            for line in (command lockstep __complete "=$word" $before[2..-1] 2>/dev/null)
                switch $line
                    case :files
                        __fish_complete_path $word
                    case :directories
                        __fish_complete_directories $word
                    case '*'
                        printf '%s\n' $line
                end
            end
        end
        complete -c lockstep -f -a '(__lockstep_complete)'
        """;

    public const string PowerShell = """
        # lockstep completion for PowerShell; in $PROFILE:  lockstep completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName lockstep -ScriptBlock {
            param($word, $line, $cursor)
            $before = @($line.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.Extent.Text })
            lockstep __complete "=$word" @before 2>$null | ForEach-Object {
                $found, $about = $_ -split "`t", 2
                if ($found -ceq ':files') { return [System.Management.Automation.CompletionCompleters]::CompleteFilename($word) }
                if ($found -ceq ':directories') { return [System.Management.Automation.CompletionCompleters]::CompleteFilename($word) | Where-Object ResultType -eq 'ProviderContainer' }
                if (-not $about) { $about = $found }
                $text = if ($found -cmatch '^[A-Za-z0-9_./:=+-]+$') { $found } else { "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($found) + "'" }
                [System.Management.Automation.CompletionResult]::new($text, $found, 'ParameterValue', $about)
            }
        }
        """;
}
