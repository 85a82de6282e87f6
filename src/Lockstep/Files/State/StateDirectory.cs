using Lockstep.Files.Roots;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// Where Lockstep keeps what it knows about a target: <c>&lt;parent&gt;/.lockstep/&lt;root name&gt;/</c> beside the root, so that nothing that
/// looks through the root sees it; where that cannot be ours or renames would not reach the root, <c>&lt;root&gt;/.lockstep/</c> inside.
/// It is mode 0700 and ours alone; what somebody else owns, or a symbolic link, is never used. One that exists is found again wherever it is.
/// </summary>
public sealed class StateDirectory : IDisposable
{
    private const ushort PrivateMode = 0x1c0; // rwx------
    private const ushort OthersBits = 0x3f; // ---rwxrwx

    private StateDirectory(DirectoryHandle handle, bool isInside, string path)
    {
        Handle = handle;
        IsInside = isInside;
        Path = path;
    }

    /// <summary>The name that is never sent, wherever it stands.</summary>
    public static ReadOnlySpan<byte> Name => ".lockstep"u8;

    /// <summary>The directory.</summary>
    public DirectoryHandle Handle { get; }

    /// <summary>Whether it stands inside the root.</summary>
    public bool IsInside { get; }

    /// <summary>Where it is, printable.</summary>
    public string Path { get; }

    /// <summary>Why it had to be made inside the root; null when it was not made now, or beside.</summary>
    public string? Note { get; private init; }

    /// <summary>Finds the one that exists, and changes nothing.</summary>
    public static StateDirectory? Find(TargetRoot root)
    {
        if (root.Parent is not null && TryOpenOwn(root.Parent, Name) is { } besides)
        {
            using (besides)
            {
                if (TryOpenUsed(besides, root.Location.Name) is { } beside)
                {
                    return new StateDirectory(beside, isInside: false, PathBeside(root, root.Location.Name));
                }
            }
        }

        return root.Tree is not null && TryOpenUsed(root.Tree.Root, Name) is { } inside ? new StateDirectory(inside, isInside: true, PathInside(root)) : null;
    }

    /// <summary>Finds one of a name of its own, and changes nothing; null where nothing of that name is ours.</summary>
    /// <param name="root">Whose it is.</param>
    /// <param name="name">Its name.</param>
    public static StateDirectory? FindNamed(TargetRoot root, ReadOnlySpan<byte> name)
    {
        if (OpenBelow(root.Parent, name) is { } beside)
        {
            return new StateDirectory(beside, isInside: false, PathBeside(root, name));
        }

        return OpenBelow(root.Tree?.Root, name) is { } inside ? new StateDirectory(inside, isInside: true, $"{PathInside(root)}/{DisplayText.Of(name)}") : null;
    }

    /// <summary>
    /// Makes one of a name of its own, where the root's usual one would be made: beside the root, or inside.
    /// </summary>
    /// <param name="root">Whose it is; it exists.</param>
    /// <param name="name">Its name, which nothing has yet.</param>
    public static StateDirectory MakeNamed(TargetRoot root, ReadOnlySpan<byte> name)
    {
        StateDirectory made = TryMakeBeside(root, name, out string reason) ?? MakeNamedInside(root, name, reason);
        FoldingProbe.LeaveMark(made.Handle);
        return made;
    }

    /// <summary>Finds the one that exists, or makes one. Makes the root too where the state has to stand inside it.</summary>
    public static StateDirectory FindOrMake(TargetRoot root)
    {
        StateDirectory state = Find(root) ?? Make(root);
        if ((state.Handle.Status().Mode & OthersBits) != 0)
        {
            state.Handle.SetOwnMode(PrivateMode);
        }

        return state;
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static StateDirectory Make(TargetRoot root)
    {
        try
        {
            StateDirectory made = TryMakeBeside(root, root.Location.Name, out string reason) ?? MakeInside(root, reason);
            FoldingProbe.LeaveMark(made.Handle);
            return made;
        }
        catch (FileSystemException failure)
        {
            throw new SyncException(
                ExitCode.SyncFailed,
                $"cannot make '{PathBeside(root, root.Location.Name)}' on the target, nor '{PathInside(root)}': {failure.Cause}. Let the login write there, or name another path.",
                failure);
        }
    }

    private static string PathInside(TargetRoot root) => $"{root.Location}/{DisplayText.Of(Name)}";

    private static string PathBeside(TargetRoot root, ReadOnlySpan<byte> name) =>
        $"{DisplayText.Of(root.Location.Parent).TrimEnd('/')}/{DisplayText.Of(Name)}/{DisplayText.Of(name)}";

    private static DirectoryHandle? OpenBelow(DirectoryHandle? directory, ReadOnlySpan<byte> name)
    {
        using DirectoryHandle? above = directory is null ? null : TryOpenOwn(directory, Name);
        return above is null ? null : TryOpenOwn(above, name);
    }

    private static StateDirectory? TryMakeBeside(TargetRoot root, ReadOnlySpan<byte> name, out string reason)
    {
        DirectoryHandle parent = root.Parent!;
        if (root.Tree is not null && !SharesMount(parent, root.Tree.Root))
        {
            reason = "the root is on another file system than the directory that holds it";
            return null;
        }

        reason = "the directory that holds the root is not writable";
        if (!TryMake(parent, Name))
        {
            return null;
        }

        using DirectoryHandle? besides = TryOpenOwn(parent, Name);
        if (besides is null)
        {
            reason = $"'{DisplayText.Of(Name)}' beside the root belongs to somebody else";
            return null;
        }

        // The parent may be a root with its own state inside.
        bool isStateOfParent = besides.TryStat(TargetLock.FileName, out _);
        if (isStateOfParent || !TryMake(besides, name) || TryOpenOwn(besides, name) is not { } handle)
        {
            reason = $"'{DisplayText.Of(Name)}' beside the root cannot be used";
            return null;
        }

        return new StateDirectory(handle, isInside: false, PathBeside(root, name));
    }

    private static StateDirectory MakeInside(TargetRoot root, string reason)
    {
        root.Make();
        string place = PathInside(root);
        if (TryMake(root.Tree.Root, Name) && TryOpenOwn(root.Tree.Root, Name) is { } handle)
        {
            return new StateDirectory(handle, isInside: true, place) { Note = $"the state of this target is kept in '{place}', inside the root: {reason}" };
        }

        throw new SyncException(
            ExitCode.SyncFailed,
            $"cannot keep state for the target: {reason}, and '{place}' cannot be created or belongs to somebody else. "
            + "Make your login the owner of the root or of the directory that holds it.");
    }

    private static StateDirectory MakeNamedInside(TargetRoot root, ReadOnlySpan<byte> name, string reason)
    {
        using DirectoryHandle? above = TryMake(root.Tree!.Root, Name) ? TryOpenOwn(root.Tree.Root, Name) : null;
        string path = $"{PathInside(root)}/{DisplayText.Of(name)}";
        return above is not null && TryMake(above, name) && TryOpenOwn(above, name) is { } handle
            ? new StateDirectory(handle, isInside: true, path)
            : throw new SyncException(
                ExitCode.SyncFailed,
                $"cannot keep what a pull replaces: {reason}, and '{path}' cannot be created, since '{PathInside(root)}' is no directory of yours. Move that away.");
    }

    private static bool TryMake(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        try
        {
            directory.MakeDirectory(name, PrivateMode);
            return true;
        }
        catch (FileSystemException e) when (e.Error is Errno.EEXIST or Errno.EACCES or Errno.EPERM or Errno.EROFS)
        {
            return e.Error == Errno.EEXIST;
        }
    }

    /// <summary>Opens a directory that is ours; null for anything else.</summary>
    private static DirectoryHandle? TryOpenOwn(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        if (!directory.TryOpenDirectory(name, out DirectoryHandle? handle, out _))
        {
            return null;
        }

        if (handle.Status().OwnerId == EffectiveUser.Id)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Opens one that has been in use: every run starts by taking the lock in it.</summary>
    private static DirectoryHandle? TryOpenUsed(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        DirectoryHandle? handle = TryOpenOwn(directory, name);
        if (handle is null || handle.TryStat(TargetLock.FileName, out _))
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>
    /// Whether entries can be renamed from one directory to the other. The kernel compares the mounts before it looks for the name, so a
    /// name that does not exist tells, and nothing is written: bind mounts share the device number but not the mount.
    /// </summary>
    private static bool SharesMount(DirectoryHandle left, DirectoryHandle right)
    {
        if (left.Status().Device != right.Status().Device)
        {
            return false;
        }

        try
        {
            ReadOnlySpan<byte> missing = ".lockstep-no-such-name"u8;
            left.Rename(missing, right, missing);
            return true;
        }
        catch (FileSystemException e)
        {
            return e.Error != Errno.EXDEV;
        }
    }
}
