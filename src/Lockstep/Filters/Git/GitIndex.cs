using System.Buffers.Binary;

namespace Lockstep.Filters.Git;

/// <summary>
/// Reads the tracked paths out of a git index, versions 2, 3 and 4 (git's documentation, <c>gitformat-index</c>):
/// <code>
/// "DIRC" version:4 count:4 | entry... | extension... | checksum
/// entry: stat fields:24 mode:4 stat fields:12 object name:20 or 32 | flags:2 [extended flags:2] | name NUL [padding to 8]
/// </code>
/// Version 4 has no padding, and its names are written as what changes at the end of the name before. The content may be anything: every length is checked against what is there, and what does not fit is an <see
/// cref="InvalidDataException"/>. The checksum is not verified; git replaces the file by a rename, so it is never seen half written.
/// </summary>
public static class GitIndex
{
    private const int HeaderLength = 12;

    /// <summary>Reads the paths.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="objectNameLength">20 in a SHA-1 repository, 32 in a SHA-256 one; the index does not say.</param>
    /// <exception cref="InvalidDataException">The content is no index this reader understands; the message says what is wrong.</exception>
    public static TrackedPaths Read(ReadOnlySpan<byte> content, int objectNameLength = 20)
    {
        if (content.Length < HeaderLength + objectNameLength || !content.StartsWith("DIRC"u8))
        {
            throw new InvalidDataException("it does not begin with the header of a git index");
        }

        var version = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        if (version is < 2 or > 4)
        {
            throw new InvalidDataException($"index version {version} is not known (2, 3 and 4 are)");
        }

        var count = BinaryPrimitives.ReadUInt32BigEndian(content[8..]);
        var body = content[HeaderLength..^objectNameLength];
        var maximum = (uint)body.Length / GitIndexEntries.MinimumLength(objectNameLength);
        if (count > maximum)
        {
            throw new InvalidDataException($"it claims {count} entries where at most {maximum} fit");
        }

        var paths = new TrackedPathsBuilder((int)count);
        var entries = new GitIndexEntries(body, (int)version, objectNameLength);
        for (var i = 0; i < count; i++)
        {
            var mode = entries.ReadNext(paths.Last);
            paths.Add(mode, entries.KeptPrefix, entries.Suffix);
        }

        RequireWholeIndex(body[entries.Position..]);
        var tracked = paths.Build();

        // Only a split index has entries without a name; they sort first.
        return tracked.Count == 0 || tracked[0].Length > 0 ? tracked : throw new InvalidDataException("its first entry has no name");
    }

    /// <summary>
    /// A split index keeps most entries in a second file; taking the first for the whole would call tracked files untracked.
    /// </summary>
    private static void RequireWholeIndex(ReadOnlySpan<byte> extensions)
    {
        while (extensions.Length >= 8)
        {
            if (extensions.StartsWith("link"u8))
            {
                throw new InvalidDataException("it is a split index, not supported ('git update-index --no-split-index' joins it)");
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(extensions[4..]);
            if (length > extensions.Length - 8)
            {
                throw new InvalidDataException($"an extension of {length} bytes goes beyond its end");
            }

            extensions = extensions[(8 + (int)length)..];
        }

        if (!extensions.IsEmpty)
        {
            throw new InvalidDataException($"{extensions.Length} bytes behind its last extension");
        }
    }
}
