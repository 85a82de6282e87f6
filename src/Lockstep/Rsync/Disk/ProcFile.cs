using System.Text;
using Lockstep.Native.Disk;

namespace Lockstep.Rsync.Disk;

/// <summary>Reads files whose length is not known before, such as those of the proc file system and pipes.</summary>
internal static class ProcFile
{
    /// <summary>The content up to a limit; empty when the file is not there.</summary>
    public static byte[] Read(string path, int limit)
    {
        int slash = path.LastIndexOf('/');
        try
        {
            using DirectoryHandle directory = DirectoryHandle.Open(Encoding.UTF8.GetBytes(path[..(slash + 1)]));
            using FileHandle file = directory.OpenFileForRead(Encoding.UTF8.GetBytes(path[(slash + 1)..]));
            byte[] content = new byte[limit];
            int filled = 0;
            while (filled < limit && file.Read(content.AsSpan(filled)) is > 0 and int read)
            {
                filled += read;
            }

            return content[..filled];
        }
        catch (FileSystemException)
        {
            // What is not known then has a safe default.
            return [];
        }
    }
}
