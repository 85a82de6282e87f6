using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>The directories of <c>--partial-dir</c>: one in each directory of the destination, or one for all. For one thread.</summary>
/// <param name="update">The options of this run.</param>
/// <param name="destination">The destination.</param>
internal sealed class PartialFiles(RsyncUpdateOptions update, TargetTree destination) : IDisposable
{
    private readonly TargetTree _place = destination.AnotherPlain();
    private readonly TargetTree _target = destination.AnotherPlain();
    private readonly string? _path = update.PartialDir?.TrimEnd('/');
    private TargetTree? _common;

    /// <summary>Whether there is such a directory.</summary>
    public bool IsOn => _path is not null;

    private bool IsCommon => _path is ['/', ..];

    /// <summary>Tells of what is left of an entry; false when nothing is.</summary>
    public bool TryStat(FileEntry entry, out EntryStatus status)
    {
        status = default;
        return _path is not null && (!IsCommon || Common(makes: false) is not null) && Tree.TryStat(NameOf(entry), out status);
    }

    /// <summary>Opens what is left of an entry.</summary>
    public FileHandle Open(FileEntry entry) => Tree.ParentOf(NameOf(entry)).OpenFileForRead(Tree.LeafOf(NameOf(entry)));

    /// <summary>Puts a file there, and makes the directory where it is missing.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="parent">Where the file is.</param>
    /// <param name="leaf">Its name there.</param>
    public void Put(FileEntry entry, DirectoryHandle parent, ReadOnlySpan<byte> leaf)
    {
        byte[] name = NameOf(entry);
        if (IsCommon)
        {
            Common(makes: true);
        }
        else
        {
            MakeDirectory(name[..name.AsSpan().LastIndexOf((byte)'/')]);
        }

        parent.Rename(leaf, Tree.ParentOf(name), Tree.LeafOf(name));
    }

    /// <summary>Puts what is here in its place.</summary>
    /// <param name="entry">The entry.</param>
    public void Deliver(FileEntry entry)
    {
        byte[] name = destination.OnlyName ?? entry.Name;
        Tree.ParentOf(NameOf(entry)).Rename(Tree.LeafOf(NameOf(entry)), _place.ParentOf(name), SourceRoots.LeafOf(name));
        RemoveDirectory(entry);
    }

    /// <summary>Removes what is left of an entry that is in place now, and the directory when it is empty.</summary>
    public void Remove(FileEntry entry)
    {
        if (TryStat(entry, out _))
        {
            Tree.ParentOf(NameOf(entry)).Unlink(Tree.LeafOf(NameOf(entry)));
            RemoveDirectory(entry);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _target.Dispose();
        _place.Dispose();
        _common?.Dispose();
        _common?.Root?.Dispose();
    }

    private TargetTree Tree => IsCommon ? _common! : _target;

    private byte[] NameOf(FileEntry entry)
    {
        byte[] name = destination.OnlyName ?? entry.Name;
        int slash = name.AsSpan().LastIndexOf((byte)'/');
        return IsCommon ? name[(slash + 1)..] : [.. name[..(slash + 1)], .. ByteWord.Bytes(_path!), (byte)'/', .. name[(slash + 1)..]];
    }

    private TargetTree? Common(bool makes) =>
        _common ??= makes ? SideTrees.OpenOrMake(_target, _path!) : SideTrees.TryOpen(_target, _path!);

    private void MakeDirectory(byte[] name)
    {
        if (_target.TryStat(name, out EntryStatus status) && (status.Mode & EntryMode.TypeMask) != EntryMode.Directory)
        {
            _target.ParentOf(name).Unlink(SourceRoots.LeafOf(name));
        }

        if (!_target.TryStat(name, out _))
        {
            _target.ParentOf(name).MakeDirectory(SourceRoots.LeafOf(name));
        }
    }

    private void RemoveDirectory(FileEntry entry)
    {
        if (IsCommon)
        {
            return;
        }

        byte[] name = NameOf(entry);
        byte[] directory = name[..name.AsSpan().LastIndexOf((byte)'/')];
        _target.Forget();
        try
        {
            _target.ParentOf(directory).RemoveDirectory(SourceRoots.LeafOf(directory));
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOTEMPTY or Errno.EEXIST)
        {
            // It holds what is left of others.
        }
    }
}
