using System.Text;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Cli.Explaining;

/// <summary>What stands in a project's directory, sent or not.</summary>
/// <param name="directory">The project's directory.</param>
internal sealed class StandingEntries(string directory)
{
    private const int ListingBuffer = 32 * 1024;

    /// <summary>What stands at a path; <see cref="EntryType.None"/> where nothing does, or nothing that can be looked at.</summary>
    public EntryType At(RelativePath path)
    {
        try
        {
            using DirectoryHandle parent = DirectoryHandle.Open(PathOf(path.Parent));
            return parent.Stat(path.Name, out FileStatus status) == Native.Errno.None ? status.Type : EntryType.None;
        }
        catch (FileSystemException)
        {
            // The directory above is not there or is closed to us.
            return EntryType.None;
        }
    }

    /// <summary>What stands in a directory of the project, in order; nothing where it cannot be read.</summary>
    public IReadOnlyList<(RelativePath Path, EntryType Type)> In(RelativePath path)
    {
        List<(RelativePath Path, EntryType Type)> entries = [];
        try
        {
            using DirectoryHandle opened = DirectoryHandle.Open(PathOf(path));
            foreach (ListedName name in opened.List(new byte[ListingBuffer]))
            {
                EntryType type = name.Type != EntryType.None ? name.Type
                    : opened.Stat(name.Name, out FileStatus status) == Native.Errno.None ? status.Type : EntryType.None;
                entries.Add((path.Append(name.Name), type));
            }
        }
        catch (FileSystemException)
        {
            // A push names what it cannot read; here there is nothing to tell of it.
        }

        entries.Sort((left, right) => left.Path.CompareTo(right.Path));
        return entries;
    }

    private byte[] PathOf(RelativePath path) => [.. Encoding.UTF8.GetBytes(directory), (byte)'/', .. path.Bytes];
}
