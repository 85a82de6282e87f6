using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;

namespace Lockstep.Rsync.Roles;

/// <summary>The names of <c>--files-from</c>: in a file of this end, or on their way to the end that sends.</summary>
internal static class FileNames
{
    private const int MaxLength = 256 << 20;

    /// <summary>Reads a list of this end. Throws <see cref="RsyncException"/> where it cannot be read.</summary>
    /// <param name="path">The file; <c>-</c> is standard input.</param>
    /// <param name="endWithZero">Whether names end with a zero byte instead of a line's end.</param>
    /// <param name="isSent">Whether the names go to the other end, for which comments are names.</param>
    public static List<byte[]> ReadFile(string path, bool endWithZero, bool isSent = false)
    {
        byte[] content;
        try
        {
            content = path == "-" ? ProcFile.Read("/dev/stdin", MaxLength)
                : SmallFile.Read(ByteWord.Text(path), MaxLength) ?? throw Missing(path, ErrorWords.Of(Native.Errno.ENOENT));
        }
        catch (FileSystemException e)
        {
            throw Missing(path, ErrorWords.Of(e.Error));
        }

        List<byte[]> names = [];
        ReadOnlySpan<byte> rest = content;
        while (!rest.IsEmpty)
        {
            int end = endWithZero ? rest.IndexOf((byte)0) : rest.IndexOfAny((byte)'\n', (byte)'\r', (byte)0);
            ReadOnlySpan<byte> name = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!name.IsEmpty && (isSent || name[0] is not ((byte)'#' or (byte)';')))
            {
                names.Add(name.ToArray());
            }
        }

        return names;
    }

    /// <summary>Sends names to the end that has the files; before protocol 31 they travel between the frames.</summary>
    public static void Write(RsyncWriter to, IEnumerable<byte[]> names)
    {
        bool isFramed = to.IsFramed;
        if (!to.Dialect.FramesFileNames)
        {
            to.StopFrames();
        }

        foreach (byte[] name in names)
        {
            to.Write(name);
            to.WriteByte(0);
        }

        to.WriteByte(0);
        if (isFramed && !to.IsFramed)
        {
            to.StartFrames();
        }
    }

    /// <summary>Takes the names that the other end sends.</summary>
    public static List<byte[]> Read(RsyncReader from)
    {
        bool isFramed = from.IsFramed;
        if (!from.Dialect.FramesFileNames)
        {
            from.StopFrames();
        }

        List<byte[]> names = [];
        long length = 0;
        for (byte[] name = from.ReadZeroEnded(Dialect.MaxPath); name.Length > 0; name = from.ReadZeroEnded(Dialect.MaxPath))
        {
            names.Add(name);
            length += name.Length;
            if (length > MaxLength)
            {
                throw new ProtocolException($"a list of file names longer than {MaxLength} bytes");
            }
        }

        if (isFramed && !from.IsFramed)
        {
            from.StartFrames();
        }

        return names;
    }

    private static RsyncException Missing(string path, string why) =>
        new(RsyncExit.FileIo, $"rsync: failed to open files-from file {path}: {why}");
}
