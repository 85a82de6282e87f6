using System.Globalization;

namespace Lockstep.Rsync;

/// <summary>
/// Tells <c>host:path</c>, <c>host::module</c>, <c>rsync://host/module</c> and local paths apart: an argument is remote
/// if a colon comes before its first slash. A host in brackets may hold colons.
/// </summary>
internal static class RsyncAddressParser
{
    private const string Scheme = "rsync://";

    public static RsyncAddress Parse(string word)
    {
        if (word.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return ParseUrl(word);
        }

        int host = HostEnd(word);
        if (host < 0)
        {
            return new RsyncAddress(RsyncReach.Local, word);
        }

        (string? user, string name) = SplitUser(word[..host]);
        string rest = word[(host + 1)..];
        return rest.StartsWith(':')
            ? new RsyncAddress(RsyncReach.Daemon, rest[1..]) { User = user, Host = name }
            : new RsyncAddress(RsyncReach.Shell, rest) { User = user, Host = name };
    }

    private static RsyncAddress ParseUrl(string word)
    {
        string rest = word[Scheme.Length..];
        int slash = rest.IndexOf('/');
        string authority = slash < 0 ? rest : rest[..slash];
        string path = slash < 0 ? "" : rest[(slash + 1)..];
        int at = authority.LastIndexOf('@');
        string? user = at < 0 ? null : authority[..at];
        string host = authority[(at + 1)..];
        int? port = null;
        int colon = host.LastIndexOf(':');
        if (colon >= 0 && colon > host.LastIndexOf(']'))
        {
            port = int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and < 65536
                ? number
                : throw new RsyncException(RsyncExit.Usage, $"invalid port in {word}");
            host = host[..colon];
        }

        return new RsyncAddress(RsyncReach.Daemon, path) { User = user, Host = WithoutBrackets(host), Port = port, IsUrl = true };
    }

    /// <summary>Where the colon after a host is; -1 for a local path.</summary>
    private static int HostEnd(string word)
    {
        int bracket = word.IndexOf('[');
        int slash = word.IndexOf('/');
        int from = 0;
        if (bracket >= 0 && (slash < 0 || bracket < slash) && (bracket == 0 || word[bracket - 1] == '@'))
        {
            from = word.IndexOf(']', bracket);
            if (from < 0 || from + 1 >= word.Length || word[from + 1] != ':')
            {
                from = 0;
            }
        }

        int colon = word.IndexOf(':', from);
        slash = word.IndexOf('/', from);
        return colon > 0 && (slash < 0 || colon < slash) ? colon : -1;
    }

    private static (string? User, string Host) SplitUser(string authority)
    {
        int at = authority.LastIndexOf('@');
        return at < 0 ? (null, WithoutBrackets(authority)) : (authority[..at], WithoutBrackets(authority[(at + 1)..]));
    }

    private static string WithoutBrackets(string host) => host is ['[', .., ']'] ? host[1..^1] : host;
}
