using Lockstep.Rsync.Coding;
using Lockstep.Tree;

namespace Lockstep.Rsync.FileList;

/// <summary>Which names a peer may give to entries.</summary>
internal static class EntryName
{
    /// <summary>
    /// The name of an entry below the transfer's root: a leading slash is dropped, and a name that would lead out of the root, or that is two names for
    /// one entry, is refused.
    /// </summary>
    public static byte[] Checked(byte[] name)
    {
        ReadOnlySpan<byte> path = name.AsSpan().TrimStart((byte)'/');
        if (path is [(byte)'.'])
        {
            return [.. path];
        }

        if (path.IsEmpty || path.Length >= Dialect.MaxPath || path.Contains((byte)0))
        {
            throw Refused(name);
        }

        foreach (Range range in path.Split((byte)'/'))
        {
            if (path[range] is [] or [(byte)'.'] or [(byte)'.', (byte)'.'])
            {
                throw Refused(name);
            }
        }

        return path.Length == name.Length ? name : [.. path];
    }

    private static ProtocolException Refused(byte[] name) =>
        new($"the peer's list names '{DisplayText.Of(name)}', which leads out of the transfer or names an entry twice");
}
