using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>
/// What <c>--debug</c> names. Lockstep has no such lines; the names are checked so that a mistake is not overlooked.
/// </summary>
internal static class DebugArgument
{
    /// <summary>The names there are.</summary>
    public static readonly ImmutableArray<string> Names =
    [
        "ACL", "BACKUP", "BIND", "CHDIR", "CONNECT", "CMD", "DEL", "DELTASUM", "DUP", "EXIT", "FILTER", "FLIST", "FUZZY", "GENR", "HASH", "HLINK", "ICONV",
        "IO", "NSTR", "OWN", "PROTO", "RECV", "SEND", "TIME", "ALL", "NONE", "HELP",
    ];

    /// <summary>Returns the argument if all its names are known.</summary>
    public static string Check(string argument)
    {
        foreach (string item in argument.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Names.Contains(item.TrimEnd("0123456789".ToCharArray()).ToUpperInvariant()))
            {
                throw new RsyncException(RsyncExit.Usage, $"Unknown --debug item: \"{item}\"");
            }
        }

        return argument;
    }
}
