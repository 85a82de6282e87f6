using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Files.State;
using Lockstep.Native.Disk;

namespace Lockstep.Files.Sources;

/// <summary>
/// What the client remembers of projects between commands, in files named after a directory's real path: the first commit of a repository, which
/// costs a walk over its whole history, and a random number for a directory outside git.
/// <code>
/// file   kind  inode  value      text, separated by spaces
/// </code>
/// </summary>
/// <param name="directory">Where they are kept; made with the first.</param>
internal sealed class ProjectIdentities(string directory)
{
    /// <summary>What is remembered of a directory; null where nothing is, or where another directory stands at its path.</summary>
    public string? Find(string kind, string path)
    {
        try
        {
            using DirectoryHandle handle = DirectoryHandle.Open(Encoding.UTF8.GetBytes(directory));
            byte[]? file = StateFile.Read(handle, NameOf(kind, path));
            string[] fields = Encoding.UTF8.GetString(file ?? []).Split(' ');
            return fields is [var known, var inode, var value] && known == kind && InodeOf(path) == inode ? value : null;
        }
        catch (FileSystemException)
        {
            return null;
        }
    }

    /// <summary>Remembers something of a directory.</summary>
    /// <returns>Whether that was possible.</returns>
    public bool Keep(string kind, string path, string value)
    {
        try
        {
            string inode = InodeOf(path);
            Directory.CreateDirectory(directory);
            using DirectoryHandle handle = DirectoryHandle.Open(Encoding.UTF8.GetBytes(directory));
            byte[] name = NameOf(kind, path);
            byte[] temporary = [.. name, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $".{Environment.ProcessId}.{Environment.CurrentManagedThreadId}"))];
            using (FileHandle file = StateFile.CreateEmpty(handle, temporary))
            {
                file.WriteAt(Encoding.UTF8.GetBytes($"{kind} {inode} {value}"), 0);
            }

            handle.Rename(temporary, handle, name);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FileSystemException)
        {
            return false;
        }
    }

    // Not the device: many file systems get another number with every mount.
    private static string InodeOf(string path)
    {
        using DirectoryHandle handle = DirectoryHandle.Open(Encoding.UTF8.GetBytes(path));
        return handle.Status().Inode.ToString(CultureInfo.InvariantCulture);
    }

    private static byte[] NameOf(string kind, string path) =>
        Encoding.ASCII.GetBytes(XxHash128.HashToUInt128(Encoding.UTF8.GetBytes($"{kind} {path}")).ToString("x32", CultureInfo.InvariantCulture));
}
