using System.Diagnostics;
using Lockstep.Cli.Completing;

namespace Lockstep.InteropTests.Attacks;

/// <summary>
/// Issue 11, A2: a press of TAB runs code of a project. Each shell runs our script with a <c>lockstep</c> on its PATH that suggests hostile words: none of
/// them is expanded, and each is inserted so that the shell reads the very same word again.
/// </summary>
public sealed class CompletionRunsNothingTests : IDisposable
{
    private static readonly string[] Words = ["$(touch pwned)", "`touch pwned`", "a;touch pwned", "it's", "two words", "say\"hi\"", "*", "~", "$HOME", "plain"];

    private readonly string _directory = Directory.CreateTempSubdirectory("lockstep-completion-").FullName;

    public CompletionRunsNothingTests()
    {
        Directory.CreateDirectory(At("bin"));
        Program("bin/lockstep", $"cat '{At("words")}'");
        // What stands in a foreign project under our name.
        Program("lockstep", "touch pwned");
        File.WriteAllLines(At("words"), Words);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Bash_inserts_hostile_words_quoted_and_runs_none()
    {
        File.WriteAllText(At("script"), CompletionScripts.Bash);

        string shown = Run("/bin/bash", "bash", "--norc", "--noprofile", "-c", """
            source ./script
            COMP_WORDS=(lockstep push ""); COMP_CWORD=2; COMP_LINE="lockstep push "; COMP_POINT=14
            _lockstep
            for word in "${COMPREPLY[@]}"; do eval "printf '<%s>\n' $word"; done
            """);

        Assert.Equal(Shown(Words), shown);
    }

    [Fact]
    public void Bash_suggests_what_begins_with_the_typed_word_only()
    {
        File.WriteAllText(At("script"), CompletionScripts.Bash);

        string shown = Run("/bin/bash", "bash", "--norc", "--noprofile", "-c", """
            source ./script
            COMP_WORDS=(lockstep push "pl"); COMP_CWORD=2; COMP_LINE="lockstep push pl"; COMP_POINT=16
            _lockstep
            printf '<%s>\n' "${COMPREPLY[@]}"
            """);

        Assert.Equal(Shown("plain"), shown);
    }

    [Fact]
    public void Bash_inserts_the_rest_of_an_address_behind_its_colon()
    {
        File.WriteAllText(At("script"), CompletionScripts.Bash);
        Program("bin/lockstep", "echo \"$*\" >asked; printf 'box:\\nbox:srv\\tdescribed\\n'");

        string shown = Run("/bin/bash", "bash", "--norc", "--noprofile", "-c", """
            source ./script
            COMP_WORDS=(lockstep diff "a b" box :); COMP_CWORD=4; COMP_LINE="lockstep diff a b box:"; COMP_POINT=22
            _lockstep
            printf '<%s>\n' "${COMPREPLY[@]}"
            """);

        Assert.Equal(Shown("", "srv"), shown);
        Assert.Equal("__complete =box: diff a b\n", File.ReadAllText(At("asked")));
    }

    [Fact]
    public void Zsh_takes_hostile_words_as_they_are_and_runs_none()
    {
        File.WriteAllText(At("script"), CompletionScripts.Zsh);

        string shown = Run("/usr/bin/zsh", "zsh", "-f", "-c", """
            compdef() { }
            _files() { print files }
            compadd() { printf '<%s>\n' "${(@P)argv[-1]}" }
            source ./script
            words=(./lockstep push ""); CURRENT=3; PREFIX=""
            _lockstep
            """);

        Assert.Equal(Shown(Words), shown);
    }

    [Fact]
    public void Zsh_offers_files_where_we_ask_for_them()
    {
        File.WriteAllText(At("script"), CompletionScripts.Zsh);
        File.WriteAllText(At("words"), ":files\n");

        string shown = Run("/usr/bin/zsh", "zsh", "-f", "-c", """
            compdef() { }
            _files() { print files }
            compadd() { printf '<%s>\n' "${(@P)argv[-1]}" }
            source ./script
            words=(lockstep push ""); CURRENT=3; PREFIX=""
            _lockstep
            """);

        Assert.EndsWith("files\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Fish_takes_hostile_words_as_they_are_and_runs_none()
    {
        File.WriteAllText(At("script"), CompletionScripts.Fish);

        string shown = Run("/usr/bin/fish", "fish", "--no-config", "-c", "source ./script; complete -C './lockstep push '");

        // It offers files as well.
        string[] offered = [.. shown.Split('\n').Select(word => word.Replace("\\", "", StringComparison.Ordinal))];
        Assert.All(Words, word => Assert.Contains(word, offered));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void The_program_on_PATH_is_asked_and_not_the_word_on_the_line(string shell)
    {
        string script = shell switch { "bash" => CompletionScripts.Bash, "zsh" => CompletionScripts.Zsh, _ => CompletionScripts.Fish };

        Assert.Contains("(command lockstep __complete \"=", script, StringComparison.Ordinal);
    }

    [Fact]
    public void PowerShell_gets_words_with_anything_unusual_in_single_quotes()
    {
        // There is no PowerShell on the machines that run this.
        Assert.Contains("-cmatch '^[A-Za-z0-9_./:=+-]+$'", CompletionScripts.PowerShell, StringComparison.Ordinal);
        Assert.Contains("\"'\" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($found) + \"'\"", CompletionScripts.PowerShell, StringComparison.Ordinal);
        Assert.Contains("::new($text, $found, 'ParameterValue', $about)", CompletionScripts.PowerShell, StringComparison.Ordinal);
    }

    private static string Shown(params string[] words) => string.Concat(words.Select(word => $"<{word}>\n"));

    private string Run(string path, string package, params string[] arguments)
    {
        var start = new ProcessStartInfo(BuiltPrograms.Installed(path, package), arguments)
        {
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = $"{At("bin")}:/usr/bin:/bin", ["HOME"] = _directory },
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", errors.Result);
        Assert.False(File.Exists(At("pwned")), "a suggested word was run");
        return output;
    }

    private void Program(string name, string line)
    {
        File.WriteAllText(At(name), $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string At(string name) => Path.Join(_directory, name);
}
