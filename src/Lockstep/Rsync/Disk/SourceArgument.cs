using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Disk;

/// <summary>A source as the user wrote it: the directory in which the transfer's names begin, and the name of what is sent.</summary>
/// <param name="Root">The directory; symbolic links in it are followed.</param>
/// <param name="Name">The name below it; a dot for the directory itself.</param>
/// <param name="IsContents">Whether the argument stands for what is in the directory: it ends with a slash or a dot.</param>
/// <param name="Written">The argument, for messages.</param>
internal readonly record struct SourceArgument(byte[] Root, byte[] Name, bool IsContents, byte[] Written)
{
    private static readonly byte[] Here = "."u8.ToArray();

    /// <summary>Whether its names are shown from the root of the file system on.</summary>
    public bool IsAbsolute { get; private init; }

    /// <summary>Whether the argument is the root itself.</summary>
    public bool IsRoot => Name is [(byte)'.'];

    /// <summary>The argument as an absolute path, for messages.</summary>
    public byte[] FullName => FullPath(Written);

    /// <summary>The arguments of a run: the sources, or what a list names below the only one of them.</summary>
    public static IEnumerable<SourceArgument> Of(RsyncOptions options, IEnumerable<byte[]> sources, IReadOnlyList<byte[]> listed) =>
        options.FilesFrom is null
            ? sources.Select(source => Read(source, options.Relative))
            : listed.Select(name => ReadListed(sources.First(), name, options.Relative));

    /// <summary>A path as an absolute one, for messages.</summary>
    public static byte[] FullPath(byte[] path) =>
        ByteWord.Bytes(ByteWord.OfText(Path.GetFullPath(ByteWord.Text(ByteWord.Of(path))))).AsSpan().TrimEnd((byte)'/').ToArray();

    /// <summary>Reads an argument.</summary>
    /// <param name="argument">The path as the user wrote it.</param>
    /// <param name="isRelative">Whether the path is kept in the names: from a <c>/./</c> in it on, else all of it.</param>
    public static SourceArgument Read(byte[] argument, bool isRelative)
    {
        byte[] written = argument.Length == 0 ? Here : argument;
        return isRelative ? ReadRelative(written) : ReadPlain(written);
    }

    /// <summary>Reads a name of a list of files, which lies below the source: leading slashes and parents are dropped.</summary>
    public static SourceArgument ReadListed(byte[] root, byte[] name, bool isRelative)
    {
        SourceArgument listed = ReadRelative(name.AsSpan().TrimStart((byte)'/').ToArray());
        byte[] path = ByteWord.Of(listed.Root) is "." or "/" ? root : [.. root, (byte)'/', .. Cleaned(listed.Root)];
        byte[] written = [.. root.AsSpan().TrimEnd((byte)'/'), (byte)'/', .. Cleaned(name)];
        if (isRelative || listed.IsRoot)
        {
            return listed with { Root = path, Written = written };
        }

        int slash = listed.Name.AsSpan().LastIndexOf((byte)'/');
        return listed.IsContents
            ? new SourceArgument([.. path, (byte)'/', .. listed.Name], Here, IsContents: true, written)
            : new SourceArgument(slash < 0 ? path : [.. path, (byte)'/', .. listed.Name[..slash]], listed.Name[(slash + 1)..], listed.IsContents, written);
    }

    private static SourceArgument ReadPlain(byte[] argument)
    {
        if (EndsAsDirectory(argument))
        {
            return new SourceArgument(argument, Here, IsContents: true, argument);
        }

        int slash = argument.AsSpan().LastIndexOf((byte)'/');
        byte[] root = slash < 0 ? Here : slash == 0 ? "/"u8.ToArray() : argument[..slash];
        return new SourceArgument(root, argument[(slash + 1)..], IsContents: false, argument);
    }

    private static SourceArgument ReadRelative(byte[] argument)
    {
        ReadOnlySpan<byte> path = argument;
        int anchor = path.IndexOf("/./"u8);
        byte[] root = anchor == 0 ? "/"u8.ToArray() : anchor > 0 ? argument[..anchor] : path is [(byte)'/', ..] ? "/"u8.ToArray() : Here;
        ReadOnlySpan<byte> rest = anchor >= 0 ? path[(anchor + 3)..] : path.EndsWith("/."u8) && path.Length > 2 ? path[..^1] : path;
        return new SourceArgument(root, Cleaned(rest), EndsAsDirectory(argument), argument)
        {
            IsAbsolute = anchor < 0 && path is [(byte)'/', ..],
        };
    }

    private static bool EndsAsDirectory(ReadOnlySpan<byte> path) =>
        path is [.., (byte)'/'] or [(byte)'.'] or [.., (byte)'/', (byte)'.'] || path is [(byte)'.', (byte)'.'] or [.., (byte)'/', (byte)'.', (byte)'.'];

    /// <summary>The path without empty parts and dots; a part with two dots takes the one before it away.</summary>
    private static byte[] Cleaned(ReadOnlySpan<byte> path)
    {
        List<byte[]> parts = [];
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = path[range];
            if (part is [(byte)'.', (byte)'.'])
            {
                parts.RemoveRange(Math.Max(parts.Count - 1, 0), Math.Min(parts.Count, 1));
            }
            else if (part is not ([] or [(byte)'.']))
            {
                parts.Add(part.ToArray());
            }
        }

        return parts.Count == 0 ? Here : ByteWord.Bytes(string.Join('/', parts.Select(part => ByteWord.Of(part))));
    }
}
