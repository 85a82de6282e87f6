using System.Runtime.Versioning;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk.Windows;

/// <summary>The half that changes what stands there.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class WindowsPathCalls
{
    private const uint ReplaceExisting = 0x1;
    private const uint NormalAttributes = 0x80;
    private const int Attempts = 6;

    // A byte far behind every content, so that others can read a file whose lock is held.
    private const int LockPlace = 0x7fffffff;

    /// <inheritdoc/>
    public override Errno MakeDirectory(ReadOnlySpan<byte> path, ushort mode) => WindowsPath.IsUsableName(path) && WindowsPath.TryRaw(path, out string? raw)
        ? WindowsErrors.Of(WindowsImports.MakeDirectory(raw, 0))
        : Errno.EINVAL;

    /// <inheritdoc/>
    public override Errno Rename(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newPath)
    {
        if (!WindowsPath.IsUsableName(newPath) || !WindowsPath.TryRaw(path, out string? raw) || !WindowsPath.TryRaw(newPath, out string? newRaw))
        {
            return Errno.EINVAL;
        }

        Errno found = Stat(path, isFollowing: false, out FileStatus moved);
        if (found != Errno.None)
        {
            return found;
        }

        bool isTaken = Stat(newPath, isFollowing: false, out FileStatus standing) == Errno.None && standing.Inode != moved.Inode;
        if (isTaken && (standing.Type == EntryType.Directory) != (moved.Type == EntryType.Directory))
        {
            return standing.Type == EntryType.Directory ? Errno.EISDIR : Errno.ENOTDIR;
        }

        if (isTaken && standing.Type == EntryType.Directory && RemoveDirectory(newPath) is not Errno.None and var kept)
        {
            return kept;
        }

        return Patiently(() =>
        {
            Errno error = WindowsErrors.Of(WindowsImports.Move(raw, newRaw, ReplaceExisting));
            if (error == Errno.EACCES && isTaken)
            {
                // What may only be read is not replaced.
                _ = WindowsImports.SetAttributes(newRaw, NormalAttributes);
            }

            return error;
        });
    }

    /// <inheritdoc/>
    public override Errno Link(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newPath) =>
        WindowsPath.IsUsableName(newPath) && WindowsPath.TryRaw(path, out string? raw) && WindowsPath.TryRaw(newPath, out string? newRaw)
            ? WindowsErrors.Of(WindowsImports.Link(newRaw, raw, 0))
            : Errno.EINVAL;

    /// <inheritdoc/>
    public override Errno Symlink(ReadOnlySpan<byte> text, ReadOnlySpan<byte> path)
    {
        const uint ToDirectory = 0x1, ByAnybody = 0x2;
        if (!WindowsPath.IsUsableName(path) || !WindowsPath.TryRaw(path, out string? raw))
        {
            return Errno.EINVAL;
        }

        if (Stat(path, isFollowing: false, out _) == Errno.None)
        {
            return Errno.EEXIST;
        }

        // Windows has two kinds of them; what it leads to tells which, where that stands there already.
        string target = WindowsPath.ToText(text);
        string full = Path.GetFullPath(target, Path.GetDirectoryName(WindowsPath.ToText(path)) ?? "");
        uint kind = Directory.Exists(full) ? ToDirectory : 0;
        return WindowsErrors.Of(WindowsImports.Symlink(raw, target, kind | ByAnybody));
    }

    /// <inheritdoc/>
    public override Errno Unlink(ReadOnlySpan<byte> path)
    {
        if (!WindowsPath.TryRaw(path, out string? raw))
        {
            return Errno.EINVAL;
        }

        Errno found = Stat(path, isFollowing: false, out FileStatus status);
        if (found != Errno.None || status.Type == EntryType.Directory)
        {
            return found != Errno.None ? found : Errno.EISDIR;
        }

        bool isDirectoryLink = status.Type == EntryType.Symlink && (File.GetAttributes(raw) & FileAttributes.Directory) != 0;
        return Patiently(() =>
        {
            Errno error = WindowsErrors.Of(isDirectoryLink ? WindowsImports.RemoveDirectory(raw) : WindowsImports.Delete(raw));
            if (error == Errno.EACCES)
            {
                _ = WindowsImports.SetAttributes(raw, NormalAttributes);
            }

            return error;
        });
    }

    /// <inheritdoc/>
    public override Errno RemoveDirectory(ReadOnlySpan<byte> path)
    {
        if (!WindowsPath.TryRaw(path, out string? raw))
        {
            return Errno.EINVAL;
        }

        Errno found = Stat(path, isFollowing: false, out FileStatus status);
        return found != Errno.None ? found
            : status.Type != EntryType.Directory ? Errno.ENOTDIR
            : Patiently(() => WindowsErrors.Of(WindowsImports.RemoveDirectory(raw)));
    }

    /// <inheritdoc/>
    public override Errno SetMode(ReadOnlySpan<byte> path, ushort mode) => Stat(path, isFollowing: false, out _);

    /// <inheritdoc/>
    public override Errno SetMode(SafeFileHandle file, ushort mode) => Errno.None;

    /// <inheritdoc/>
    public override Errno SetModified(ReadOnlySpan<byte> path, long modifiedNs)
    {
        Errno error = Open(path, WriteAttributes, OpenExisting, isFollowing: false, out SafeFileHandle? file);
        using (file)
        {
            return error == Errno.None ? SetModified(file!, modifiedNs) : error;
        }
    }

    /// <inheritdoc/>
    public override Errno SetModified(SafeFileHandle file, long modifiedNs)
    {
        long written = WindowsStatus.ToFileTime(modifiedNs);
        return WindowsErrors.Of(WindowsImports.SetTimes(file, null, null, &written));
    }

    /// <inheritdoc/>
    public override Errno Flush(SafeFileHandle file)
    {
        Errno error = WindowsErrors.Of(WindowsImports.Flush(file));
        // A file that is open to be read alone has nothing to flush, and is refused.
        return error == Errno.EACCES ? Errno.None : error;
    }

    /// <summary>Windows flushes no directory that an ordinary user can open.</summary>
    public override Errno FlushDirectory(ReadOnlySpan<byte> path) => Stat(path, isFollowing: true, out _);

    /// <summary>Windows flushes a whole file system for administrators alone.</summary>
    public override Errno FlushAll() => Errno.None;

    /// <inheritdoc/>
    public override Errno Lock(SafeFileHandle file, bool isShared)
    {
        const uint Alone = 0x2, WithoutWaiting = 0x1;
        var place = new NativeOverlapped { OffsetLow = LockPlace };
        return WindowsErrors.Of(WindowsImports.Lock(file, (isShared ? 0 : Alone) | WithoutWaiting, reserved: 0, low: 1, high: 0, &place));
    }

    /// <inheritdoc/>
    public override Errno Unlock(SafeFileHandle file)
    {
        var place = new NativeOverlapped { OffsetLow = LockPlace };
        return WindowsErrors.Of(WindowsImports.Unlock(file, reserved: 0, low: 1, high: 0, &place));
    }

    // One second in all; most who open a new file have closed it again after some milliseconds.
    private static Errno Patiently(Func<Errno> attempt)
    {
        Errno error = attempt();
        for (int wait = 30, i = 1; i < Attempts && WindowsErrors.IsPassing(error); i++, wait *= 2)
        {
            Thread.Sleep(wait);
            error = attempt();
        }

        return error;
    }
}
