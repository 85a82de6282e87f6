using System.Runtime.InteropServices;
using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk.Windows;

/// <summary>Paths of Windows. What it does not have: permission bits, times below 100 ns, flushing of directories.</summary>
internal sealed unsafe partial class WindowsPathCalls : PathCalls
{
    private const uint ReadAttributes = 0x80, WriteAttributes = 0x100, List = 0x1, GenericRead = 0x80000000, GenericWrite = 0x40000000;
    private const uint ShareAll = 0x7;
    private const uint OpenExisting = 3, OpenAlways = 4, CreateNew = 1;
    private const uint BackupSemantics = 0x02000000, OpenReparsePoint = 0x00200000;
    private const int BasicInformation = 0, TagInformation = 9;

    /// <inheritdoc/>
    public override ModeKeeper? Modes { get; } = new();

    /// <inheritdoc/>
    public override long TimeStepNs => WindowsStatus.StepNs;

    /// <inheritdoc/>
    public override bool IsUsableName(ReadOnlySpan<byte> path) => WindowsPath.IsUsableName(path);

    /// <inheritdoc/>
    public override byte[] MakeAbsolute(ReadOnlySpan<byte> path)
    {
        string text = Encoding.UTF8.GetString(path);

        // One of ours has its slash before the drive's letter, or none that Windows would know.
        bool isOurs = text is "/" or ['/', _, ':', ..];
        return isOurs ? path.ToArray() : WindowsPath.FromText(Path.GetFullPath(text));
    }

    /// <inheritdoc/>
    public override byte[] BytesOf(string path) => WindowsPath.FromText(Path.GetFullPath(path));

    /// <inheritdoc/>
    public override string TextOf(ReadOnlySpan<byte> path) => WindowsPath.ToText(path);

    /// <inheritdoc/>
    public override Errno Stat(ReadOnlySpan<byte> path, bool isFollowing, out FileStatus status)
    {
        if (path is [(byte)'/'])
        {
            // What holds the drives.
            status = WindowsStatus.Of(EntryType.Directory, size: 0, written: 0, changed: 0, index: 0, volume: 0, links: 1);
            return Errno.None;
        }

        Errno error = Open(path, ReadAttributes, OpenExisting, isFollowing, out SafeFileHandle? file);
        status = default;
        using (file)
        {
            error = error == Errno.None ? Stat(file!, out status) : error;
        }

        if (error == Errno.None && status.Type == EntryType.Symlink)
        {
            Span<byte> text = stackalloc byte[RelativePath.MaxLength + 1];
            error = ReadLink(path, text, out int length);
            status = status with { Size = length };
        }

        return error;
    }

    /// <inheritdoc/>
    public override Errno Stat(SafeFileHandle file, out FileStatus status)
    {
        WindowsInformation information;
        WindowsTimes times;
        WindowsTag tag = default;
        status = default;
        if (WindowsImports.GetInformation(file, &information) == 0
            || WindowsImports.GetInformation(file, BasicInformation, &times, (uint)sizeof(WindowsTimes)) == 0)
        {
            return WindowsErrors.OfCode(Marshal.GetLastPInvokeError());
        }

        if ((information.Attributes & WindowsStatus.IsReparsePoint) != 0)
        {
            _ = WindowsImports.GetInformation(file, TagInformation, &tag, (uint)sizeof(WindowsTag));
        }

        status = WindowsStatus.Of(
            WindowsStatus.TypeOf(information.Attributes, tag.Tag),
            information.Size,
            information.Written,
            times.Changed,
            information.Index,
            information.Volume,
            information.LinkCount);
        return Errno.None;
    }

    /// <summary>
    /// Not told: a file's number on NTFS is never given to another one, and Wine takes for this time whatever changed last.
    /// </summary>
    public override long BornNs(ReadOnlySpan<byte> path) => 0;

    /// <inheritdoc/>
    public override byte[]? RealPath(ReadOnlySpan<byte> path)
    {
        const int Longest = 32768;
        if (path is [(byte)'/'])
        {
            return path.ToArray();
        }

        if (Open(path, ReadAttributes, OpenExisting, isFollowing: true, out SafeFileHandle? file) != Errno.None)
        {
            return null;
        }

        using (file)
        {
            char[] real = new char[Longest];
            fixed (char* start = real)
            {
                uint length = WindowsImports.GetFinalPath(file!, start, Longest, flags: 0);
                return length is > 0 and < Longest ? WindowsPath.FromText(new string(real, 0, (int)length)) : null;
            }
        }
    }

    /// <inheritdoc/>
    public override Errno OpenListing(ReadOnlySpan<byte> path, out PathListing? listing)
    {
        Errno error = Open(path, List | ReadAttributes, OpenExisting, isFollowing: true, out SafeFileHandle? directory);
        if (error != Errno.None)
        {
            listing = null;
            return error;
        }

        WindowsInformation information;
        bool isTold = WindowsImports.GetInformation(directory!, &information) != 0;
        listing = new WindowsListing(directory!, isTold ? information.Volume : 0);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno OpenFile(ReadOnlySpan<byte> path, FileUse use, ushort mode, out SafeFileHandle? file)
    {
        uint access = use == FileUse.Read ? GenericRead : GenericRead | GenericWrite;
        uint disposition = use switch
        {
            FileUse.Create => CreateNew,
            FileUse.WriteOrCreate => OpenAlways,
            _ => OpenExisting,
        };
        if (use is FileUse.Create or FileUse.WriteOrCreate && !WindowsPath.IsUsableName(path))
        {
            file = null;
            return Errno.EINVAL;
        }

        // What is lent cannot leave this method while it waits, so the path is copied.
        byte[] place = path.ToArray();
        SafeFileHandle? opened = null;
        Errno error = Patiently(() => Open(place, access, disposition, isFollowing: false, out opened));
        file = opened;
        return error;
    }

    /// <inheritdoc/>
    public override Errno ReadLink(ReadOnlySpan<byte> path, Span<byte> text, out int length)
    {
        length = 0;
        if (!WindowsPath.TryRaw(path, out string? raw))
        {
            return Errno.EINVAL;
        }

        try
        {
            string? target = new FileInfo(raw).LinkTarget;
            if (target is null)
            {
                return Errno.EINVAL;
            }

            byte[] bytes = Path.IsPathFullyQualified(target) ? WindowsPath.FromText(target) : WindowsPath.BytesOf(target.Replace('\\', '/'));
            length = Math.Min(bytes.Length, text.Length);
            bytes.AsSpan(0, length).CopyTo(text);
            return Errno.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ErrorOf(e);
        }
    }

    /// <inheritdoc/>
    public override Errno GetSpace(ReadOnlySpan<byte> path, out FileSystemSpace space)
    {
        const int UsualBlock = 4096;
        ulong available = 0, total, free;
        Errno error = WindowsPath.TryRaw(path, out string? raw)
            ? WindowsErrors.Of(WindowsImports.GetSpace(raw, &available, &total, &free))
            : Errno.EINVAL;
        space = error == Errno.None ? new FileSystemSpace((long)Math.Min(available, long.MaxValue), 0, 0, UsualBlock) : default;
        return error;
    }

    /// <inheritdoc/>
    public override Errno ErrorOf(Exception failure)
    {
        const int FromWin32 = unchecked((int)0x80070000), CodeMask = 0xffff;
        return failure switch
        {
            UnauthorizedAccessException => Errno.EACCES,
            NotSupportedException => Errno.EBADF,
            _ when (failure.HResult & ~CodeMask) == FromWin32 => WindowsErrors.OfCode(failure.HResult & CodeMask),
            _ => Errno.None,
        };
    }

    private static Errno Open(ReadOnlySpan<byte> path, uint access, uint disposition, bool isFollowing, out SafeFileHandle? file)
    {
        file = null;
        if (!WindowsPath.TryRaw(path, out string? raw))
        {
            return Errno.EINVAL;
        }

        uint flags = BackupSemantics | (isFollowing ? 0 : OpenReparsePoint);
        SafeFileHandle opened = WindowsImports.Open(raw, access, ShareAll, 0, disposition, flags, 0);
        if (!opened.IsInvalid)
        {
            file = opened;
            return Errno.None;
        }

        Errno error = WindowsErrors.OfCode(Marshal.GetLastPInvokeError());
        opened.Dispose();
        return error;
    }
}
