using System.Text;
using Lockstep.Rsync.Options;

namespace Lockstep.Cli.Rsync;

/// <summary>Help, made from the table of options.</summary>
internal static class RsyncHelp
{
    private const int Column = 30;

    /// <summary>The text of <c>--help</c>.</summary>
    public static string Text()
    {
        var text = new StringBuilder("""
            rsync's command line, spoken by Lockstep: what rsync does, in memory-safe code.

            Usage: lockstep rsync [OPTION]... SRC [SRC]... DEST
              or   lockstep rsync [OPTION]... SRC [SRC]... [USER@]HOST:DEST
              or   lockstep rsync [OPTION]... [USER@]HOST:SRC [:SRC]... [DEST]
            Without DEST the source is listed. SRC/ stands for what is in SRC.
            """.ReplaceLineEndings("\n"));
        foreach (RsyncOptionGroup group in RsyncOptionTable.Groups)
        {
            RsyncOption[] shown = [.. group.Options.Where(option => !option.IsHidden && option.Refusal is null)];
            if (shown.Length > 0)
            {
                text.Append('\n').Append('\n').Append(group.Title).Append(':');
                Array.ForEach(shown, option => text.Append('\n').Append(Line(option)));
            }
        }

        return text.Append("\n\nAn option with --no- in front is off: --no-perms, --no-D.").ToString();
    }

    /// <summary>The text of <c>--version</c>: the first line has rsync's form, since scripts read it.</summary>
    public static string VersionText(string version) =>
        $"rsync  version 3.5.0 compatible (lockstep {version})  protocol version 32\n"
        + "Capabilities:\n    64-bit files, 64-bit inums, 64-bit timestamps, symlinks, symtimes, hardlinks, inplace\n"
        + "Checksum list:\n    xxh128 xxh3 xxh64 (xxhash) md5 md4 sha1 none\nCompress list:\n    zstd lz4 zlibx zlib none";

    /// <summary>The text of <c>--info=help</c>.</summary>
    public static string InfoText() =>
        "NAME or NAME1 says something, NAME2 more of it, NAME0 nothing:\n\n  "
        + string.Join("\n  ", Enum.GetNames<InfoTopic>().Select(name => name.ToUpperInvariant())) + "\n\nALL and NONE stand for all of them.";

    /// <summary>The text of <c>--debug=help</c>.</summary>
    public static string DebugText() => "Lockstep knows these names and has no such lines:\n\n  " + string.Join("\n  ", DebugArgument.Names.SkipLast(1));

    /// <summary>How an option is written: its names and its argument.</summary>
    public static string Form(RsyncOption option)
    {
        string names = string.Join(", ", option.Names.OrderByDescending(name => name.Length).Select(name => name.Length == 1 ? "-" + name : "--" + name));
        return option.Argument is null ? names : names.Replace("--" + option.Names[0], $"--{option.Names[0]}={option.Argument}", StringComparison.Ordinal);
    }

    private static string Line(RsyncOption option)
    {
        string form = Form(option);
        return form.Length < Column ? $"  {form.PadRight(Column)}{option.Help}" : $"  {form}\n  {new string(' ', Column)}{option.Help}";
    }
}
