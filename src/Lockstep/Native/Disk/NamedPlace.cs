namespace Lockstep.Native.Disk;

/// <summary>What stands at a path that somebody named, symbolic links followed.</summary>
/// <param name="Path">Its own absolute path, free of links; the path as given where the proc file system cannot tell.</param>
/// <param name="Status">What it is.</param>
public sealed record NamedPlace(byte[] Path, FileStatus Status)
{
    /// <summary>
    /// When it was made, in nanoseconds since 1970; 0 where the file system does not keep that.
    /// </summary>
    public long BornNs { get; init; }

    /// <summary>
    /// An absolute path of the framework as bytes that start with a slash: the same bytes on Unix, <c>/C:/x</c> for
    /// <c>C:\x</c> of Windows.
    /// </summary>
    public static byte[] BytesOf(string path) => DiskFamily.Current.BytesOf(path);

    /// <summary>A path of bytes as the framework and people have it.</summary>
    public static string TextOf(ReadOnlySpan<byte> path) => DiskFamily.Current.TextOf(path);

    /// <summary>Looks without opening it for reading; null when nothing can be found there.</summary>
    /// <param name="path">Absolute, or relative to the working directory.</param>
    public static NamedPlace? Find(ReadOnlySpan<byte> path) => DiskFamily.Current.Find(path);

    /// <summary>Tells about the entry itself, be it a symbolic link; null when nothing is there.</summary>
    public static FileStatus? Look(ReadOnlySpan<byte> path) => DiskFamily.Current.Look(path);

    /// <summary>
    /// Whether an entry has a POSIX access control list beyond its permission bits, or nobody can tell; not where the
    /// file system has no such lists.
    /// </summary>
    public static bool MayHaveAccessList(ReadOnlySpan<byte> path) => DiskFamily.Current.MayHaveAccessList(path);
}
