using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Lockstep.Sessions;

namespace Lockstep.Cli.Settings;

/// <summary>
/// Where a target is, as the user writes it: <c>user@host:path</c>, <c>host:</c>, <c>ssh://user@host:port/path</c>, or a local path, which
/// contains a <c>/</c> or starts with <c>.</c> or <c>~/</c>. As in scp, a colon before the first slash makes it a remote one. A command
/// that gives a pipe to a shell stands as <c>exec:COMMAND:path</c>, or behind a host as <c>user@host!COMMAND:path</c>: its path is
/// behind the last colon.
/// </summary>
/// <param name="Kind">How it is reached.</param>
/// <param name="User">Login, when one was given.</param>
/// <param name="Host">Host; empty for a local path.</param>
/// <param name="Port">Port, when one was given.</param>
/// <param name="Path">The path without trailing slashes; null when none was given, which only remote addresses allow.</param>
internal sealed record TargetAddress(AddressKind Kind, string? User, string Host, int? Port, string? Path)
{
    private const string Scheme = "ssh://", Exec = "exec:";
    private const char Behind = '!';

    /// <summary>A command that gives a pipe to a shell, on the host, or here where there is none; null for the host's own.</summary>
    public string? Pipe { get; init; }

    /// <summary>Whether it is reached through a command of this machine.</summary>
    public bool IsHere => Pipe is not null && Host.Length == 0;

    /// <summary>The host, or the command, or both.</summary>
    public string Place => Pipe is null ? Host : IsHere ? $"{Exec}{Pipe}" : $"{Host}{Behind}{Pipe}";

    /// <summary>Whether text without a host would be an address at all, not a name.</summary>
    public static bool LooksLikeAddress(string text) =>
        text.Contains('/', StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal) || text.StartsWith('.') || text.StartsWith('~');

    /// <summary>Parses an address, or tells what is wrong with it as the end of a sentence.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TargetAddress? address, [NotNullWhen(false)] out string? flaw)
    {
        address = null;
        flaw = text.Contains('\0', StringComparison.Ordinal) ? "holds a NUL character" : null;
        if (flaw is not null)
        {
            return false;
        }

        flaw = FindForeignForm(text);
        if (flaw is not null)
        {
            return false;
        }

        if (text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return TryParseUrl(text[Scheme.Length..], out address, out flaw);
        }

        if (text.StartsWith(Exec, StringComparison.Ordinal))
        {
            return TryParsePipe(login: "", text[Exec.Length..], out address, out flaw);
        }

        int behind = text.IndexOf(Behind, StringComparison.Ordinal);
        if (behind > 0 && text.AsSpan(0, behind).IndexOfAny(":/ ") < 0 && text.AsSpan(behind).Contains(':'))
        {
            return TryParsePipe(text[..behind], text[(behind + 1)..], out address, out flaw);
        }

        int colon = EndOfHost(text);
        if (colon >= 0)
        {
            return TryMakeRemote(text[..colon], port: null, text[(colon + 1)..], out address, out flaw);
        }

        if (!LooksLikeAddress(text))
        {
            flaw = $"is no address: write '{text}:' for the host, './{text}' for the directory";
            return false;
        }

        address = new TargetAddress(AddressKind.Local, User: null, string.Empty, Port: null, TrimSlashes(text));
        return true;
    }

    /// <summary>What looks like another program's address; read as a host's it would lead somewhere by accident.</summary>
    private static string? FindForeignForm(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && text.AsSpan(0, scheme).IndexOfAny('/', '@') < 0)
        {
            return $"has the scheme '{text[..scheme]}', which is not known: write user@host:path, or ssh://user@host:port/path";
        }

        if (text.Length > 2 && text[1] == ':' && char.IsAsciiLetter(text[0]) && text[2] == '\\')
        {
            return "looks like a directory of Windows: write a host's as user@host:path, one of this machine as ./directory";
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !text.Contains('/') && text.IndexOf('\\', colon) > 0
            ? $"has '\\' in its path: directories are divided by '/': '{text.Replace('\\', '/')}'"
            : null;
    }

    private static bool TryParsePipe(string login, string text, [NotNullWhen(true)] out TargetAddress? address, [NotNullWhen(false)] out string? flaw)
    {
        address = null;
        int colon = text.LastIndexOf(':');
        string command = colon < 0 ? "" : text[..colon].Trim();
        flaw = colon < 0 ? $"has no ':' behind its command: write {(login.Length > 0 ? $"{login}{Behind}" : Exec)}{text}:/path"
            : command.Length == 0 ? $"has no command: write {Exec}docker exec -i web sh:/path"
            : command.Any(char.IsControl) ? "holds a control character"
            : login.Length == 0 && !SshDestination.IsPlain(AddressPlaceholders.Plain(command)) ? $"has the command '{command}', in which only a shell finds its way: give it as {Exec}sh -c '...':/path"
            : null;
        if (flaw is not null || !TryMakeRemote(login.Length > 0 ? login : "localhost", port: null, text[(colon + 1)..], out address, out flaw))
        {
            return false;
        }

        address = address with { Host = login.Length > 0 ? address.Host : "", Pipe = command };
        return true;
    }

    private static bool TryParseUrl(string text, [NotNullWhen(true)] out TargetAddress? address, [NotNullWhen(false)] out string? flaw)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string authority = slash < 0 ? text : text[..slash];
        // As git reads it: the path is absolute, and /~/ stands for the login directory.
        string path = slash < 0 ? string.Empty : text[slash..];
        path = path.StartsWith("/~/", StringComparison.Ordinal) ? path[1..] : path;
        int? port = null;
        int colon = authority.LastIndexOf(':');
        if (colon > authority.LastIndexOf(']'))
        {
            if (!int.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 65535)
            {
                (address, flaw) = (null, $"has the port '{authority[(colon + 1)..]}', which is not a number from 1 to 65535");
                return false;
            }

            port = number;
            authority = authority[..colon];
        }

        return TryMakeRemote(authority, port, path, out address, out flaw);
    }

    private static bool TryMakeRemote(string login, int? port, string path, [NotNullWhen(true)] out TargetAddress? address, [NotNullWhen(false)] out string? flaw)
    {
        address = null;
        int at = login.LastIndexOf('@');
        string? user = at < 0 ? null : login[..at];
        string host = Unbracketed(login[(at + 1)..]);
        flaw = FindHostFlaw(user, host) ?? FindHomeFlaw(path);
        if (flaw is not null)
        {
            return false;
        }

        // Remote paths are relative to the login directory anyway.
        string rooted = path is "~" or "~/" ? "." : path.StartsWith("~/", StringComparison.Ordinal) ? path[2..] : path;
        address = new TargetAddress(AddressKind.Ssh, user, host, port, rooted.Length == 0 ? null : TrimSlashes(rooted));
        return true;
    }

    // What starts with '-' would be an option of ssh.
    private static string? FindHostFlaw(string? user, string host) =>
        host.Length == 0 ? "has no host before the ':'"
        : user is "" ? "has no user before the '@'"
        : IsUnsafe(host) ? $"has the host '{host}', which starts with '-' or holds white space"
        : user is not null && IsUnsafe(user) ? $"has the user '{user}', which starts with '-' or holds white space"
        : null;

    private static bool IsUnsafe(string word) => word.StartsWith('-') || word.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter));

    private static string? FindHomeFlaw(string path) =>
        path.StartsWith('~') && path != "~" && !path.StartsWith("~/", StringComparison.Ordinal)
            ? $"starts its path with '{path.Split('/')[0]}': write the absolute path, such as host:/home/{path.Split('/')[0][1..]}/x"
            : null;

    // Where the host's part ends: the first colon outside brackets, when no slash comes before it; -1 for a local path or a name.
    private static int EndOfHost(string text)
    {
        if (text.StartsWith('.') || text.StartsWith('/'))
        {
            return -1;
        }

        int bracket = text.IndexOf(']', StringComparison.Ordinal);
        int colon = text.IndexOf(':', Math.Max(bracket, 0));
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && slash < colon ? -1 : colon;
    }

    // ssh takes an IPv6 address bare.
    private static string Unbracketed(string host) => host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;

    private static string TrimSlashes(string path)
    {
        string trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed;
    }
}
