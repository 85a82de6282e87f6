using System.Runtime.InteropServices;
using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk.Unix;

/// <summary>Paths of any Unix, by the runtime's native part. Names are bytes, as everywhere on Unix.</summary>
internal unsafe class UnixPathCalls : PathCalls
{
    private const int ReadOnly = 0, ReadWrite = 2, CloseOnExec = 0x10, MustCreate = 0x20, Exclusive = 0x40, NoFollow = 0x200;
    private const int Shared = 1, Alone = 2, NonBlocking = 4, Release = 8;

    // UTIME_OMIT: leaves a time as it is.
    private static readonly long Unchanged = OperatingSystem.IsMacOS() ? -2 : 0x3ffffffe;

    /// <inheritdoc/>
    public override byte[] MakeAbsolute(ReadOnlySpan<byte> path) => path is [(byte)'/', ..]
        ? path.ToArray()
        : [.. Encoding.UTF8.GetBytes(Environment.CurrentDirectory), (byte)'/', .. path];

    /// <inheritdoc/>
    public override Errno Stat(ReadOnlySpan<byte> path, bool isFollowing, out FileStatus status)
    {
        UnixStatus found;
        Errno error = UnixErrors.Of(isFollowing ? UnixImports.Stat(path, &found) : UnixImports.StatLink(path, &found));
        status = error == Errno.None ? found.ToStatus() : default;
        return error;
    }

    /// <inheritdoc/>
    public override Errno Stat(SafeFileHandle file, out FileStatus status)
    {
        UnixStatus found;
        Errno error = UnixErrors.Of(UnixImports.StatOpen(file, &found));
        status = error == Errno.None ? found.ToStatus() : default;
        return error;
    }

    /// <inheritdoc/>
    public override long BornNs(ReadOnlySpan<byte> path)
    {
        UnixStatus found;
        return UnixImports.Stat(path, &found) == 0 ? found.BornNs : 0;
    }

    /// <inheritdoc/>
    public override byte[]? RealPath(ReadOnlySpan<byte> path)
    {
        byte* real = UnixImports.RealPath(path);
        if (real is null)
        {
            return null;
        }

        byte[] found = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(real).ToArray();
        UnixImports.Free(real);
        return found;
    }

    /// <inheritdoc/>
    public override Errno OpenListing(ReadOnlySpan<byte> path, out PathListing? listing)
    {
        nint directory = UnixImports.OpenDirectory(path);
        Errno error = directory == 0 ? UnixErrors.Of((long)Marshal.GetLastPInvokeError()) : Errno.None;
        listing = directory == 0 ? null : new UnixListing(directory);
        return error;
    }

    /// <inheritdoc/>
    public override Errno OpenFile(ReadOnlySpan<byte> path, FileUse use, ushort mode, out SafeFileHandle? file)
    {
        int flags = CloseOnExec | NoFollow | use switch
        {
            FileUse.Read => ReadOnly,
            FileUse.Write => ReadWrite,
            FileUse.WriteOrCreate => ReadWrite | MustCreate,
            _ => ReadWrite | MustCreate | Exclusive,
        };
        nint descriptor = UnixImports.Open(path, flags, mode);
        Errno error = descriptor < 0 ? UnixErrors.Of((long)Marshal.GetLastPInvokeError()) : Errno.None;
        file = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        return error;
    }

    /// <inheritdoc/>
    public override Errno MakeDirectory(ReadOnlySpan<byte> path, ushort mode) => UnixErrors.Of(UnixImports.MakeDirectory(path, mode));

    /// <inheritdoc/>
    public override Errno Rename(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newPath) => UnixErrors.Of(UnixImports.Rename(path, newPath));

    /// <inheritdoc/>
    public override Errno Link(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newPath) => UnixErrors.Of(UnixImports.Link(path, newPath));

    /// <inheritdoc/>
    public override Errno Symlink(ReadOnlySpan<byte> text, ReadOnlySpan<byte> path) => UnixErrors.Of(UnixImports.Symlink(text, path));

    /// <inheritdoc/>
    public override Errno ReadLink(ReadOnlySpan<byte> path, Span<byte> text, out int length)
    {
        fixed (byte* start = text)
        {
            length = UnixImports.ReadLink(path, start, text.Length);
        }

        return UnixErrors.Of(length);
    }

    /// <inheritdoc/>
    public override Errno Unlink(ReadOnlySpan<byte> path) => UnixErrors.Of(UnixImports.Unlink(path));

    /// <inheritdoc/>
    public override Errno RemoveDirectory(ReadOnlySpan<byte> path) => UnixErrors.Of(UnixImports.RemoveDirectory(path));

    /// <inheritdoc/>
    public override Errno SetMode(ReadOnlySpan<byte> path, ushort mode) => UnixErrors.Of(UnixImports.SetMode(path, mode));

    /// <inheritdoc/>
    public override Errno SetMode(SafeFileHandle file, ushort mode) => UnixErrors.Of(UnixImports.SetModeOfOpen(file, mode));

    /// <inheritdoc/>
    public override Errno SetModified(ReadOnlySpan<byte> path, long modifiedNs)
    {
        TimeSpec* times = stackalloc TimeSpec[] { new TimeSpec(0, Unchanged), TimeSpec.FromNanoseconds(modifiedNs) };
        return UnixErrors.Of(UnixImports.SetTimes(path, times));
    }

    /// <inheritdoc/>
    public override Errno SetModified(SafeFileHandle file, long modifiedNs)
    {
        TimeSpec* times = stackalloc TimeSpec[] { new TimeSpec(0, Unchanged), TimeSpec.FromNanoseconds(modifiedNs) };
        return UnixErrors.Of(UnixImports.SetTimesOfOpen(file, times));
    }

    /// <inheritdoc/>
    public override Errno Flush(SafeFileHandle file) => UnixErrors.Of(UnixImports.Flush(file));

    /// <inheritdoc/>
    public override Errno FlushDirectory(ReadOnlySpan<byte> path)
    {
        Errno error = OpenFile(path, FileUse.Read, mode: 0, out SafeFileHandle? directory);
        using (directory)
        {
            // A directory that we may not read can be changed all the same; its names get to the medium with all others.
            return error == Errno.EACCES ? FlushAll() : error == Errno.None ? Flush(directory!) : error;
        }
    }

    /// <inheritdoc/>
    public override Errno FlushAll()
    {
        UnixImports.FlushAll();
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Lock(SafeFileHandle file, bool isShared) =>
        UnixErrors.Of(UnixImports.Lock(file, (isShared ? Shared : Alone) | NonBlocking));

    /// <inheritdoc/>
    public override Errno Unlock(SafeFileHandle file) => UnixErrors.Of(UnixImports.Lock(file, Release));

    /// <inheritdoc/>
    public override Errno GetSpace(ReadOnlySpan<byte> path, out FileSystemSpace space)
    {
        const int UsualBlock = 4096;
        try
        {
            var drive = new DriveInfo(Encoding.UTF8.GetString(path));
            space = new FileSystemSpace(drive.AvailableFreeSpace, AvailableInodes: 0, TotalInodes: 0, UsualBlock);
            return Errno.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            space = default;
            return ErrorOf(e);
        }
    }

    /// <inheritdoc/>
    public override Errno ErrorOf(Exception failure) => failure switch
    {
        UnauthorizedAccessException { InnerException: IOException cause } => UnixErrors.Of((long)cause.HResult),
        UnauthorizedAccessException => Errno.EACCES,
        NotSupportedException => Errno.EBADF,
        IOException { HResult: > 0 } => UnixErrors.Of((long)failure.HResult),
        _ => Errno.None,
    };
}
