using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Rules;

namespace Lockstep.Rsync.Roles;

/// <summary>
/// Refuses what a pulling client did not ask for: names that are no argument of its, and entries that its own rules exclude. The server knows both, so that one that
/// sends them wants to put files where nobody expects any.
/// </summary>
/// <param name="sources">The paths as the user wrote them.</param>
/// <param name="rules">The client's rules.</param>
internal sealed class RequestedEntries(IReadOnlyList<byte[]> sources, FilterRules rules)
{
    private readonly bool _isAny = sources.Any(IsContents);
    private readonly byte[][] _names = [.. sources.Select(source => Disk.SourceRoots.LeafOf(source.AsSpan().TrimEnd((byte)'/')).ToArray())];

    /// <summary>The rules where this end can judge by them: those in the server's directories and those of absolute paths it cannot see.</summary>
    private readonly DirectoryRules? _rules =
        rules.ArePerDirectory || rules.All.Any(rule => rule.IsAbsolute) ? null : rules.AtTop("/").Enter("");

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

    private static bool IsContents(byte[] source) =>
        source is [] or [.., (byte)'/'] or [(byte)'.'] or [.., (byte)'/', (byte)'.'] or [(byte)'.', (byte)'.'] or [.., (byte)'/', (byte)'.', (byte)'.'];

    private void Check(FileEntry entry)
    {
        ReadOnlySpan<byte> name = entry.Name;
        int slash = name.IndexOf((byte)'/');
        byte[] top = (slash < 0 ? name : name[..slash]).ToArray();
        if (!_isAny && !Array.Exists(_names, wanted => Wildcard.Matches(wanted, top) || wanted.AsSpan().SequenceEqual(top)))
        {
            throw Refused("unrequested", name);
        }

        for (; _rules is not null && slash >= 0; slash = NextSlash(name, slash))
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

    private static int NextSlash(ReadOnlySpan<byte> name, int slash)
    {
        int next = name[(slash + 1)..].IndexOf((byte)'/');
        return next < 0 ? -1 : slash + 1 + next;
    }

    private static RsyncException Refused(string what, ReadOnlySpan<byte> name) =>
        new(RsyncExit.Protocol, $"ERROR: rejecting {what} file-list name: {ByteWord.Of(name)}");
}
