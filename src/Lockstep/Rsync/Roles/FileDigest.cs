using Lockstep.Native.Disk;
using Lockstep.Rsync.Sums;

namespace Lockstep.Rsync.Roles;

/// <summary>The digest of a whole file, as lists carry it.</summary>
internal static class FileDigest
{
    private const int ReadLength = 256 * 1024;

    /// <summary>Reads a file and gives its digest.</summary>
    /// <param name="file">The file.</param>
    /// <param name="checksum">The algorithm of lists.</param>
    /// <param name="buffer">Room that is used again; made larger when it is too small.</param>
    public static byte[] Of(FileHandle file, Checksum checksum, ref byte[] buffer)
    {
        if (buffer.Length < ReadLength)
        {
            buffer = new byte[ReadLength];
        }

        WholeSum sum = checksum.StartListed();
        while (file.Read(buffer) is > 0 and int read)
        {
            sum.Append(buffer.AsSpan(0, read));
        }

        return sum.Finish();
    }
}
