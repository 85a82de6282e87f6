using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Rules;

namespace Lockstep.Rsync.Roles;

/// <summary>
/// Refuses what a pulling client did not ask for: names that are no argument of its, and entries that its own rules exclude. The server knows both, so that one that
/// sends them wants to put files where nobody expects any. Directories that only lie on the way to an argument are taken for that, whatever the server says.
/// </summary>
internal sealed class RequestedEntries
{
    /// <summary>The rules where this end can judge by them: those in the server's directories and those of absolute paths it cannot see.</summary>
    private readonly DirectoryRules? _rules;
    private readonly bool _isAny;
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _parents = [];
    private readonly List<byte[][]> _patterns = [];

    /// <summary>Starts to judge.</summary>
    /// <param name="sources">The arguments.</param>
    /// <param name="isRelative">Whether names keep the paths of the arguments.</param>
    /// <param name="rules">The client's rules.</param>
    public RequestedEntries(IReadOnlyList<SourceArgument> sources, bool isRelative, FilterRules rules)
    {
        _rules = rules.ArePerDirectory || rules.All.Any(rule => rule.IsAbsolute) ? null : rules.AtTop("/").Enter("");
        _isAny = sources.Any(source => source.IsRoot);
        foreach (SourceArgument source in sources)
        {
            string name = ByteWord.Of(isRelative ? source.Name : SourceRoots.LeafOf(source.Name));
            _names.Add(name);
            for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
            {
                _parents.Add(name[..slash]);
            }

            if (name.AsSpan().ContainsAny("*?["))
            {
                _patterns.Add([.. name.Split('/').Select(ByteWord.Bytes)]);
            }
        }
    }

    /// <summary>Throws <see cref="RsyncException"/> for the first entry that was not asked for.</summary>
    public void Check(IReadOnlyList<FileEntry> entries)
    {
        foreach (FileEntry entry in entries)
        {
            if (!entry.IsRoot)
            {
                Check(entry);
            }
        }
    }

    private void Check(FileEntry entry)
    {
        ReadOnlySpan<byte> name = entry.Name;
        if (!_isAny && !IsBelowName(ByteWord.Of(name)))
        {
            if (!entry.IsDirectory || !IsOnTheWay(ByteWord.Of(name)))
            {
                throw Refused("unrequested", name);
            }

            entry.Kind = DirectoryKind.Implied;
        }

        for (int slash = name.IndexOf((byte)'/'); _rules is not null && slash >= 0; slash = NextSlash(name, slash))
        {
            if (_rules.Excludes(name[..slash], isDirectory: true, RuleSides.Sender))
            {
                throw Refused("excluded", name);
            }
        }

        if (_rules is not null && _rules.Excludes(name, entry.IsDirectory, RuleSides.Sender))
        {
            throw Refused("excluded", name);
        }
    }

    private bool IsBelowName(string name)
    {
        for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            if (_names.Contains(name[..slash]))
            {
                return true;
            }
        }

        return _names.Contains(name) || _patterns.Exists(pattern => Matches(pattern, name, pattern.Length));
    }

    private bool IsOnTheWay(string name) =>
        _parents.Contains(name) || _patterns.Exists(pattern => Matches(pattern, name, Math.Min(pattern.Length, name.Count(letter => letter == '/') + 1)));

    /// <summary>Whether so many parts of a name match those of a pattern.</summary>
    private static bool Matches(byte[][] pattern, string name, int count)
    {
        string[] parts = name.Split('/');
        return parts.Length >= count && Enumerable.Range(0, count).All(i => Wildcard.Matches(pattern[i], ByteWord.Bytes(parts[i])));
    }

    private static int NextSlash(ReadOnlySpan<byte> name, int slash)
    {
        int next = name[(slash + 1)..].IndexOf((byte)'/');
        return next < 0 ? -1 : slash + 1 + next;
    }

    private static RsyncException Refused(string what, ReadOnlySpan<byte> name) =>
        new(RsyncExit.Unsupported, $"ERROR: rejecting {what} file-list name: {ByteWord.Of(name)}");
}
