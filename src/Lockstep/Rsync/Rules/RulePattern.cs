namespace Lockstep.Rsync.Rules;

/// <summary>
/// The pattern of a rule. Without an inner slash or <c>**</c> it is compared with an entry's name, else with the end of
/// its path, and with a leading slash with the path from the anchor on.
/// </summary>
public sealed class RulePattern
{
    private readonly byte[] _core;
    private readonly byte[] _anchor;
    private readonly bool _isAnchored;
    private readonly bool _isAbsolute;
    private readonly bool _isWild;
    private readonly bool _isDoubleWild;
    private readonly bool _beginsDoubleWild;
    private readonly bool _coversContents;
    private readonly int _slashes;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern, a <see cref="ByteWord"/>.</param>
    /// <param name="isAbsolute">Whether it is compared with the absolute path.</param>
    /// <param name="anchor">What a leading slash means: a directory of the transfer, or an absolute one for absolute
    /// patterns; empty is the top.</param>
    public RulePattern(string text, bool isAbsolute, string anchor)
    {
        _isAbsolute = isAbsolute;
        _coversContents = text.EndsWith("***", StringComparison.Ordinal) && text.Length > 3;
        IsForDirectories = text.EndsWith('/') && text.Length > 1;
        string core = IsForDirectories ? text[..^1] : text;
        _isAnchored = core.StartsWith('/');
        _core = ByteWord.Bytes(_isAnchored ? core[1..] : core);
        _anchor = ByteWord.Bytes(anchor.Trim('/'));
        _isWild = core.AsSpan().IndexOfAny('*', '?', '[') >= 0;
        _isDoubleWild = core.Contains("**", StringComparison.Ordinal);
        _beginsDoubleWild = core.StartsWith("**", StringComparison.Ordinal);
        _slashes = core.Count(letter => letter == '/');
    }

    /// <summary>Whether only directories are matched: a trailing slash.</summary>
    public bool IsForDirectories { get; }

    /// <summary>Whether an entry is matched.</summary>
    /// <param name="path">Its path in the transfer, without a leading slash.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    /// <param name="top">The absolute directory of the transfer.</param>
    public bool Matches(ReadOnlySpan<byte> path, bool isDirectory, ReadOnlySpan<byte> top)
    {
        if (_core.Length == 0 || (IsForDirectories && !isDirectory))
        {
            return false;
        }

        if (_isAbsolute)
        {
            path = top.Trim((byte)'/').IsEmpty ? path : Join(top.Trim((byte)'/'), path);
        }

        if (_coversContents && isDirectory)
        {
            path = Join(path, []);
        }

        if (_isAnchored)
        {
            return _anchor.Length == 0 ? MatchesAll(path)
                : path.Length > _anchor.Length && path.StartsWith(_anchor) && path[_anchor.Length] == '/' && MatchesAll(path[(_anchor.Length + 1)..]);
        }

        // What begins with '**' is compared with a path that begins with a slash, so that '**/a' matches 'a' at the
        // top.
        return _beginsDoubleWild ? MatchesAll(Join([], path))
            : _isDoubleWild ? MatchesSomewhere(path)
            : MatchesAll(Tail(path, _slashes + 1));
    }

    private bool MatchesAll(ReadOnlySpan<byte> text) => _isWild ? Wildcard.Matches(_core, text) : text.SequenceEqual(_core);

    /// <summary>Whether it matches from the start or from behind some slash to the end.</summary>
    private bool MatchesSomewhere(ReadOnlySpan<byte> path)
    {
        while (!MatchesAll(path))
        {
            int slash = path.IndexOf((byte)'/');
            if (slash < 0)
            {
                return false;
            }

            path = path[(slash + 1)..];
        }

        return true;
    }

    /// <summary>The last components of a path; all of it where it has fewer.</summary>
    private static ReadOnlySpan<byte> Tail(ReadOnlySpan<byte> path, int components)
    {
        int at = path.Length;
        for (; components > 0 && at >= 0; components--)
        {
            at = path[..at].LastIndexOf((byte)'/');
        }

        return path[(at + 1)..];
    }

    private static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> path) => (byte[])[.. directory, (byte)'/', .. path];
}
