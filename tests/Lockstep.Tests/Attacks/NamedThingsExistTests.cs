using System.CommandLine;
using System.Text.RegularExpressions;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Rsync.Options;
using Lockstep.Tests.Architecture;
using Lockstep.Tests.Cli;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, 22l: a message must not advise what does not exist. Every option, settings key, verb and document that a text of ours names is one of this version.
/// </summary>
public sealed partial class NamedThingsExistTests : CommandLineScene
{
    /// <summary>Options of git, rsync, systemctl and our agent that our texts name, of which the client knows nothing.</summary>
    private static readonly string[] OthersOptions = ["--root", "--no-commands", "--read-only", "--no-split-index", "--unshallow", "--delete", "--user"];

    private static readonly string[] Sections = ["", "[project]", "[deploy]", "[[on_change]]", "[target.t]", "[connection]", "[history]", "[watch]", "[group]"];

    [Fact]
    public void Every_option_that_a_text_names_exists()
    {
        RootCommand root = CommandLine().Root;
        HashSet<string> known = [.. OptionsOf(root).SelectMany(option => option.Aliases.Append(option.Name)), .. OthersOptions, .. OfRsync()];

        AssertAll(Option(), text => known.Contains(text));
    }

    [Fact]
    public void No_text_names_an_engine_that_is_refused() =>
        AssertAll(Engine(), _ => false);

    [Fact]
    public void Every_settings_key_that_a_text_names_exists() =>
        AssertAll(Key(), text => Sections.Any(section => IsKey(section, text)));

    [Theory]
    [InlineData("[connection]", "agent_dir", true)]
    [InlineData("[connection]", "agent_directory", false)]
    [InlineData("", "default_target", true)]
    public void A_key_is_told_from_what_is_none(string section, string key, bool isKey) => Assert.Equal(isKey, IsKey(section, key));

    [Fact]
    public void Every_document_that_a_text_names_exists() =>
        AssertAll(Document(), text => File.Exists(SourceTree.PathOf(text)));

    [Fact]
    public void Every_verb_that_a_text_names_exists()
    {
        HashSet<string> verbs = [.. CommandLine().Root.Subcommands.Select(command => command.Name)];

        AssertAll(Verb(), verbs.Contains);
    }

    /// <summary>What <c>lockstep rsync</c> takes, which reads its command line itself.</summary>
    private static IEnumerable<string> OfRsync() =>
        RsyncOptionTable.Rows().SelectMany(option => option.Names).SelectMany(name => name.Length == 1 ? [$"-{name}"] : (string[])[$"--{name}", $"--no-{name}"]).Append("--no");

    private static void AssertAll(Regex name, Func<string, bool> exists)
    {
        List<string> wrong = [];
        foreach (string file in Directory.EnumerateFiles(SourceTree.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)))
        {
            foreach (string line in File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            {
                // A word alone is an argument for a program that we start, or the option itself.
                foreach (Match text in Literal().Matches(line).Where(text => text.Value.Contains(' ', StringComparison.Ordinal)))
                {
                    foreach (Match match in name.Matches(text.Value))
                    {
                        if (!exists(match.Groups[1].Value))
                        {
                            wrong.Add($"{Path.GetFileName(file)}: {match.Groups[1].Value} in {text.Value}");
                        }
                    }
                }
            }
        }

        Assert.Empty(wrong);
    }

    private static bool IsKey(string section, string key)
    {
        try
        {
            SettingsFile.Parse($"{section}\n{key} = 2026-01-01", "x", "/", "/", isProjects: true);
            return section != "[group]";
        }
        catch (SyncException failure)
        {
            return !failure.Message.Contains($"unknown key '{key}'", StringComparison.Ordinal) && section != "[group]";
        }
    }

    private static IEnumerable<Option> OptionsOf(Command command) => [.. command.Options, .. command.Subcommands.SelectMany(OptionsOf)];

    [GeneratedRegex("""\$?"(?:[^"\\]|\\.)*"(?!")""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<![\w-])(--[a-z][a-z-]*[a-z])")]
    private static partial Regex Option();

    [GeneratedRegex(@"(--engine rsync)")]
    private static partial Regex Engine();

    [GeneratedRegex(@"(?<=[ '])((?:default|projects|agent|max|on)_[a-z_]+)(?=[ ',.:;]| in )")]
    private static partial Regex Key();

    [GeneratedRegex(@"((?:docs/)[a-z/-]+\.md)")]
    private static partial Regex Document();

    [GeneratedRegex(@"(?<=[ '])lockstep ([a-z]+)(?= |')")]
    private static partial Regex Verb();
}
