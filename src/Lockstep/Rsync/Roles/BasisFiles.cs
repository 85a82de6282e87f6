using Lockstep.Native.Disk;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>Where the bases of contents are: the destination, alternate trees, and what interrupted transfers left. For one thread.</summary>
internal sealed class BasisFiles : IDisposable
{
    private readonly TargetTree _target;

    /// <summary>Opens the alternate trees.</summary>
    /// <param name="state">What both ends of the receiver share.</param>
    /// <param name="target">The destination.</param>
    /// <param name="tells">Whether a tree that is not there is told.</param>
    public BasisFiles(ReceiverState state, TargetTree target, bool tells)
    {
        _target = target;
        RsyncUpdateOptions update = state.Session.Options.Update;
        Partial = new PartialFiles(update, target);
        Alternates = [.. update.AlternateDirs.Select(path => SideTrees.TryOpen(target, path))];
        for (int i = 0; i < Alternates.Length; i++)
        {
            if (Alternates[i] is null && tells)
            {
                string option = update.Alternate.ToString().ToLowerInvariant();
                string path = ByteWord.Of(SideTrees.PathOf(target, update.AlternateDirs[i]));
                state.Session.Console.Write(RsyncChannel.Warning, $"--{option}-dest arg does not exist: {path}");
            }
        }
    }

    /// <summary>The alternate trees; null for one that is not there.</summary>
    public TargetTree?[] Alternates { get; }

    /// <summary>What interrupted transfers left.</summary>
    public PartialFiles Partial { get; }

    /// <summary>Tells of a basis; false when it is no regular file.</summary>
    public bool TryStat(FileEntry entry, Basis basis, out EntryStatus status)
    {
        bool isThere = basis.Kind == ItemRequest.PartialFile ? Partial.TryStat(entry, out status)
            : TreeOf(basis).TryStat(NameOf(entry, basis), out status);
        return isThere && (status.Mode & EntryMode.TypeMask) == EntryMode.Regular;
    }

    /// <summary>Opens a basis. Throws <see cref="FileSystemException"/> where it cannot be read.</summary>
    public FileHandle Open(FileEntry entry, Basis basis)
    {
        if (basis.Kind == ItemRequest.PartialFile)
        {
            return Partial.Open(entry);
        }

        TargetTree tree = TreeOf(basis);
        byte[] name = NameOf(entry, basis);
        return tree.ParentOf(name).OpenFileForRead(basis.Name is null ? tree.LeafOf(name) : basis.Name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Partial.Dispose();
        foreach (TargetTree? tree in Alternates)
        {
            tree?.Dispose();
            tree?.Root?.Dispose();
        }
    }

    private TargetTree TreeOf(Basis basis) => basis.IsAlternate ? Alternates[basis.Kind]! : _target;

    private byte[] NameOf(FileEntry entry, Basis basis) => basis.Name is not { } leaf ? _target.OnlyName ?? entry.Name
        : entry.Name.AsSpan().LastIndexOf((byte)'/') is >= 0 and int slash ? [.. entry.Name[..(slash + 1)], .. leaf] : leaf;
}
