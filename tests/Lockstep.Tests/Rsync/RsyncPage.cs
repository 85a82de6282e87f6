using Lockstep.Cli.Rsync;
using Lockstep.Rsync;
using Lockstep.Rsync.Options;

namespace Lockstep.Tests.Rsync;

/// <summary>The table of options of docs/rsync.md, made from the table that parses them.</summary>
internal static class RsyncPage
{
    /// <summary>Returns the lines of the table.</summary>
    public static IEnumerable<string> Lines()
    {
        foreach (RsyncOptionGroup group in RsyncOptionTable.Groups)
        {
            RsyncOption[] options = [.. group.Options.Where(option => !option.IsHidden)];
            yield return $"### {group.Title}";
            yield return "";
            yield return "| option | meaning | told to the other end | state |";
            yield return "|---|---|---|---|";
            foreach (RsyncOption option in options)
            {
                string off = option.Negations.Length == 0 ? "" : $" (also `--no-{option.Negations[0]}`)";
                yield return $"| `{RsyncHelp.Form(option).Replace("|", "\\|", StringComparison.Ordinal)}` | {option.Help}{off} | {ToldTo(option)} | {StateOf(option)} |";
            }

            yield return "";
        }
    }

    private static string StateOf(RsyncOption option)
    {
        if (option.Refusal is not null)
        {
            return $"refused: {option.Refusal}";
        }

        try
        {
            SupportedOptions.Check(Read([.. Words(option), "a", "b"]));
            return option.WithoutEffect is null ? "yes" : $"accepted, without effect: {option.WithoutEffect}";
        }
        catch (RsyncException e) when (e.Exit == RsyncExit.Unsupported)
        {
            return "refused: not yet supported";
        }
        catch (RsyncException)
        {
            return "yes";
        }
    }

    private static string ToldTo(RsyncOption option)
    {
        string[] words = Words(option);
        bool pushes = IsTold(words, ["a", "h:b"]);
        bool pulls = IsTold(words, ["h:a", "b"]);
        return pushes && pulls ? "yes" : pushes ? "in a push" : pulls ? "in a pull" : "no";
    }

    private static bool IsTold(string[] words, string[] places)
    {
        try
        {
            return !RemoteCommand.ForShell(Read([.. words, .. places])).SequenceEqual(RemoteCommand.ForShell(Read(["-d", .. places])));
        }
        catch (RsyncException)
        {
            return false;
        }
    }

    private static RsyncInvocation Read(string[] words) => RsyncInvocationReader.Read(words, _ => null);

    /// <summary>The option as a user might write it, beside <c>-d</c>, without which some say nothing.</summary>
    private static string[] Words(RsyncOption option)
    {
        string value = option.Names[0] switch
        {
            "max-size" or "min-size" or "bwlimit" or "block-size" or "max-alloc" => "2m",
            "stderr" => "all",
            "outbuf" => "L",
            "checksum-choice" => "md5",
            "compress-choice" => "zstd",
            "chmod" => "u+x",
            "remote-option" => "-x",
            "protocol" => "29",
            "info" => "name",
            "debug" => "io",
            "stop-at" => "23:59",
            "files-from" => ":x",
            _ when option.Kind == OptionKind.Number => "3",
            _ => "3",
        };
        return option.Argument is null ? ["-d", option.Name] : ["-d", option.Name, value];
    }
}
