using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Disk;

/// <summary>Whether symbolic links stay in the tree of the transfer, and the mark that keeps them from leading anywhere.</summary>
internal static class LinkSafety
{
    private static ReadOnlySpan<byte> Mark => "/rsyncd-munged/"u8;

    /// <summary>
    /// Whether a link leads out of the tree, or may: an absolute one, one with more parents than its directory has, and one with a parent behind a name, since that
    /// name can be a link itself.
    /// </summary>
    /// <param name="text">What the link says.</param>
    /// <param name="name">The link's path below the transfer's root.</param>
    public static bool IsUnsafe(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        if (text.IsEmpty || text[0] == (byte)'/')
        {
            return true;
        }

        int depth = name.Count((byte)'/');
        bool hasName = false;
        foreach (Range range in text.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = text[range];
            if (part is [(byte)'.', (byte)'.'])
            {
                if (hasName || --depth < 0)
                {
                    return true;
                }
            }
            else
            {
                hasName |= part is not ([] or [(byte)'.']);
            }
        }

        return false;
    }

    /// <summary>Puts the mark before the texts of all links among entries that came, where <c>--munge-links</c> asks for it.</summary>
    public static void Munge(RsyncOptions options, List<FileEntry> entries)
    {
        if (options.Preserve.MungeLinks)
        {
            entries.ForEach(entry => entry.LinkText = entry.LinkText is null ? null : [.. Mark, .. entry.LinkText]);
        }
    }

    /// <summary>The text without the mark, where it has one.</summary>
    public static byte[] Unmunged(byte[] text) => text.AsSpan().StartsWith(Mark) ? text[Mark.Length..] : text;
}
