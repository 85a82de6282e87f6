namespace Lockstep.Rsync.FileList;

/// <summary>
/// The order that gives entries their indices. From protocol 29 on, the files of a directory come before its directories, each of which is followed by
/// all it holds; before, names are compared as bytes.
/// </summary>
internal sealed class EntryOrder(bool filesFirst) : IComparer<FileEntry>
{
    private const int Slash = '/';

    /// <inheritdoc/>
    public int Compare(FileEntry? x, FileEntry? y) => filesFirst
        ? Compare(x!.Name, x.IsDirectory, y!.Name, y.IsDirectory)
        : x!.Name.AsSpan().SequenceCompareTo(y!.Name);

    /// <summary>Compares names in the order of protocol 29.</summary>
    internal static int Compare(ReadOnlySpan<byte> x, bool xIsDirectory, ReadOnlySpan<byte> y, bool yIsDirectory)
    {
        bool xIsRoot = x is [(byte)'.'] && xIsDirectory, yIsRoot = y is [(byte)'.'] && yIsDirectory;
        if (xIsRoot || yIsRoot)
        {
            return xIsRoot ? (yIsRoot ? 0 : -1) : 1;
        }

        int common = x.CommonPrefixLength(y);
        if (common == x.Length && common == y.Length)
        {
            return xIsDirectory == yIsDirectory ? 0 : xIsDirectory ? 1 : -1;
        }

        int start = x[..common].LastIndexOf((byte)Slash) + 1;
        bool xIsParent = x[start..].Contains((byte)Slash), yIsParent = y[start..].Contains((byte)Slash);
        if ((xIsParent || xIsDirectory) != (yIsParent || yIsDirectory))
        {
            return xIsParent || xIsDirectory ? 1 : -1;
        }

        int difference = ByteAt(x, common, xIsDirectory) - ByteAt(y, common, yIsDirectory);
        // A directory and what it holds agree up to the slash after its name: the directory is the shorter one.
        return difference != 0 ? difference : x.Length - y.Length;
    }

    /// <summary>A directory's name is compared as if a slash followed; behind any other, nothing does.</summary>
    private static int ByteAt(ReadOnlySpan<byte> name, int at, bool isDirectory) =>
        at < name.Length ? name[at] : isDirectory ? Slash : -1;
}
