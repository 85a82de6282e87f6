using Lockstep.Native;
using Lockstep.Tree;

namespace Lockstep.Rsync.Disk;

/// <summary>Names of files that are not complete yet.</summary>
internal static class TemporaryName
{
    private const int RandomLength = 6;

    private static readonly byte[] Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8.ToArray();

    /// <summary>A new name beside a file: hidden, as rsync forms it.</summary>
    public static byte[] For(ReadOnlySpan<byte> leaf)
    {
        ReadOnlySpan<byte> kept = leaf[..Math.Min(leaf.Length, RelativePath.MaxNameLength - RandomLength - 2)];
        byte[] random = Array.ConvertAll(RandomBytes.Take(RandomLength), value => Letters[value % Letters.Length]);
        return kept is [(byte)'.', ..] ? [.. kept, (byte)'.', .. random] : [(byte)'.', .. kept, (byte)'.', .. random];
    }
}
