using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Drift;

/// <summary>Looks at single paths of a tree, without reading contents and without looking below directories. Nothing is followed.</summary>
public static class PathLook
{
    /// <summary>Tells what stands at paths.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="paths">In path order; below one where no directory stands, nothing does.</param>
    /// <returns>What stands, in path order, with stamps; paths where nothing stands are not in it.</returns>
    /// <exception cref="SyncException">A path cannot be looked at.</exception>
    public static List<EntryEdit> At(RootedDirectory root, IReadOnlyList<RelativePath> paths)
    {
        using var cursor = new DirectoryCursor(root);
        var found = new List<EntryEdit>(paths.Count);
        foreach (RelativePath path in paths)
        {
            try
            {
                FileStatus status = path.IsRoot ? root.Root.Status() : Stat(cursor.OpenParent(path), path);
                found.Add(new EntryEdit(path, status.ToEntry(), status.Stamp));
            }
            catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
            {
                // Nothing stands there.
            }
            catch (FileSystemException e)
            {
                throw new SyncException(ExitCode.SyncFailed, $"cannot look at '{path}': {e.Cause}. Nothing was changed.", e);
            }
        }

        return found;
    }

    private static FileStatus Stat(DirectoryHandle parent, RelativePath path)
    {
        Errno error = parent.Stat(path.Name, out FileStatus status);
        return error == Errno.None ? status : throw new FileSystemException(error, "look at", path.Bytes);
    }
}
