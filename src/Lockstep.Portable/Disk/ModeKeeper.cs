using System.Collections.Concurrent;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Portable.Disk;

/// <summary>
/// Permission bits for a disk that has none. A file has those that were set here; whether it may be executed is git's to
/// say where it tracks the file. Otherwise a file that starts with <c>#!</c> may be.
/// </summary>
internal sealed class ModeKeeper
{
    private const ushort UsualFile = 0x1a4; // rw-r--r--
    private const ushort Readable = 0x124; // r--r--r--
    private const ushort Executable = 0x49; // --x--x--x

    private readonly ConcurrentDictionary<(ulong Device, ulong Inode), KeptMode> _kept = new();
    private ModeFile? _file;
    private ExecutableRule _rule = _ => null;

    /// <summary>Has the modes remembered in a directory, and asks a rule from now on.</summary>
    public void Remember(string directory, ExecutableRule rule)
    {
        _rule = rule;
        if (_file is null)
        {
            _file = new ModeFile(Path.Combine(directory, "modes"));
            foreach (KeptMode kept in _file.Read())
            {
                _kept[(kept.Device, kept.Inode)] = kept;
            }
        }
    }

    /// <summary>The status with the permission bits that the entry has here.</summary>
    /// <param name="calls">Read a file whose bits its content decides about.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="status">What the disk tells.</param>
    public FileStatus Complete(PathCalls calls, ReadOnlySpan<byte> path, in FileStatus status)
    {
        bool isKept = _kept.TryGetValue((status.Device, status.Inode), out KeptMode kept) && kept.Type == status.Type && status.Inode != 0;
        bool isSet = isKept && kept.IsSet;
        if (status.Type != EntryType.File)
        {
            return isSet ? status with { Mode = kept.Mode } : status;
        }

        bool? isTracked = _rule(path);
        ushort mode = isSet ? kept.Mode
            : isTracked is not null ? UsualFile
            : isKept && kept.ModifiedNs == status.ModifiedNs && kept.Size == status.Size ? kept.Mode
            : ReadFrom(calls, path, status);
        return status with { Mode = isTracked is { } isExecutable ? WithExecution(mode, isExecutable) : mode };
    }

    /// <summary>Permission bits were set.</summary>
    public void Set(in FileStatus status, ushort mode) => Keep(new KeptMode(status.Device, status.Inode, status.Type, mode, IsSet: true, 0, 0));

    /// <summary>The bits with those for execution beside those for reading, or without any.</summary>
    private static ushort WithExecution(ushort mode, bool isExecutable)
    {
        bool has = (mode & Executable) != 0;
        return has == isExecutable ? mode : (ushort)(isExecutable ? mode | ((mode & Readable) >> 2) : mode & ~Executable);
    }

    private ushort ReadFrom(PathCalls calls, ReadOnlySpan<byte> path, in FileStatus status)
    {
        ushort mode = WithExecution(UsualFile, status.Size > 2 && StartsAsScript(calls, path));
        Keep(new KeptMode(status.Device, status.Inode, status.Type, mode, IsSet: false, status.ModifiedNs, status.Size));
        return mode;
    }

    private static bool StartsAsScript(PathCalls calls, ReadOnlySpan<byte> path)
    {
        if (calls.OpenFile(path, FileUse.Read, mode: 0, out Microsoft.Win32.SafeHandles.SafeFileHandle? file) != Errno.None)
        {
            // Who cannot read it cannot send it either, and says so then.
            return false;
        }

        using (file)
        {
            Span<byte> start = stackalloc byte[2];
            try
            {
                return RandomAccess.Read(file!, start, fileOffset: 0) == start.Length && start.SequenceEqual("#!"u8);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    private void Keep(in KeptMode kept)
    {
        bool isNews = !_kept.TryGetValue((kept.Device, kept.Inode), out KeptMode before) || before != kept;
        if (kept.Inode != 0 && isNews)
        {
            _kept[(kept.Device, kept.Inode)] = kept;
            _file?.Add(kept);
        }
    }
}

/// <summary>The permission bits of one entry.</summary>
/// <param name="Device">The volume it is on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Type">What it is.</param>
/// <param name="Mode">The bits.</param>
/// <param name="IsSet">Whether somebody set them; if not, they were read from the content that had this time and size.</param>
/// <param name="ModifiedNs">Modification time of the content they were read from.</param>
/// <param name="Size">Its length.</param>
internal readonly record struct KeptMode(ulong Device, ulong Inode, EntryType Type, ushort Mode, bool IsSet, long ModifiedNs, long Size);
