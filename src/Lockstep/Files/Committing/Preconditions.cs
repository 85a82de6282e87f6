using Lockstep.Files.Roots;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>Holds the disk against what a plan was made from, path by path, and collects what is otherwise.</summary>
internal sealed class Preconditions(TargetRoot root, ObservedTarget observed) : IDisposable
{
    private readonly DirectoryCursor? _cursor = root.Tree is null ? null : new DirectoryCursor(root.Tree);
    private readonly ContentDoubt _doubt = new(observed);
    private readonly List<Difference> _drift = [];

    /// <summary>Entries that are not as the plan takes them to be, in path order.</summary>
    public IReadOnlyList<Difference> Drift
    {
        get
        {
            List<Difference> drift = [.. _drift];
            drift.Sort((left, right) => left.Path.CompareTo(right.Path));
            return drift;
        }
    }

    /// <summary>
    /// Compares what stands at a path with what is known of it; gives its stamp, or none when nothing stands there. What we may not look at is no drift: the error is
    /// returned, and nothing can be done there.
    /// </summary>
    public Errno Check(RelativePath path, out FileStamp stamp) => Check(path, isEmpty: false, out stamp);

    /// <summary>
    /// As <see cref="Check(RelativePath, out FileStamp)"/>, for a plan that takes a path to be empty: what stands there is
    /// drift also where a look of another plan has seen it.
    /// </summary>
    public Errno CheckEmpty(RelativePath path, out FileStamp stamp) => Check(path, isEmpty: true, out stamp);

    private Errno Check(RelativePath path, bool isEmpty, out FileStamp stamp)
    {
        Errno error = Look(path, out DirectoryHandle? parent, out FileStatus status);
        stamp = default;
        if (error == Errno.EACCES)
        {
            return error;
        }

        bool stands = parent is not null && error == Errno.None;
        bool isSame = stands
            ? !isEmpty && _doubt.IsSame(path, status, parent!)
            : isEmpty || !observed.Find(path).Exists;
        if (!isSame)
        {
            _drift.Add(new Difference(path, stands ? status.ToEntry() : Entry.Absent, observed.FindManaged(path).Exists));
        }

        stamp = stands ? status.Stamp : default;
        return Errno.None;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cursor?.Dispose();
        _doubt.Dispose();
    }

    /// <summary>Looks at a path and opens the directory it stands in; that is null where there is no way to it, and so nothing that could be replaced or removed.</summary>
    private Errno Look(RelativePath path, out DirectoryHandle? parent, out FileStatus status)
    {
        (parent, status) = (null, default);
        try
        {
            parent = path.IsRoot ? root.Parent : _cursor?.OpenParent(path);
            return parent is null ? Errno.ENOENT : parent.Stat(path.IsRoot ? root.Location.Name : path.Name, out status);
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EACCES)
        {
            return e.Error;
        }
    }
}
