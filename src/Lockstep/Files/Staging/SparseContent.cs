using Lockstep.Native.Disk;

namespace Lockstep.Files.Staging;

/// <summary>Writes content with holes where it is zeros for whole blocks, so that sparse files stay sparse.</summary>
internal static class SparseContent
{
    private const int BlockLength = 4096;

    /// <summary>In a file that is shorter, a hole saves less than looking for it costs.</summary>
    public const int SmallestFile = 64 * 1024;

    /// <summary>Writes bytes at an offset of a file that has nothing there yet. The file's length has to be set when all is written.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="bytes">What.</param>
    /// <param name="offset">Where they belong.</param>
    /// <param name="fileLength">How long the file is going to be, as far as known.</param>
    public static void WriteAt(FileHandle file, ReadOnlySpan<byte> bytes, long offset, long fileLength)
    {
        if (fileLength < SmallestFile)
        {
            file.WriteAt(bytes, offset);
            return;
        }

        while (!bytes.IsEmpty)
        {
            int hole = RunLength(bytes, offset, ofZeros: true);
            bytes = bytes[hole..];
            offset += hole;
            int data = RunLength(bytes, offset, ofZeros: false);
            file.WriteAt(bytes[..data], offset);
            bytes = bytes[data..];
            offset += data;
        }
    }

    /// <summary>Writes a whole content into an empty file.</summary>
    public static void WriteWhole(FileHandle file, ReadOnlySpan<byte> content)
    {
        WriteAt(file, content, 0, content.Length);
        if (content.Length >= SmallestFile)
        {
            file.SetLength(content.Length);
        }
    }

    /// <summary>How many bytes at the start belong to blocks that are all zeros, or that are not.</summary>
    private static int RunLength(ReadOnlySpan<byte> bytes, long offset, bool ofZeros)
    {
        int length = 0;
        while (length < bytes.Length)
        {
            var toBlockEnd = (int)(BlockLength - ((offset + length) % BlockLength));
            ReadOnlySpan<byte> block = bytes.Slice(length, Math.Min(toBlockEnd, bytes.Length - length));
            if (!block.ContainsAnyExcept((byte)0) != ofZeros)
            {
                break;
            }

            length += block.Length;
        }

        return length;
    }
}
