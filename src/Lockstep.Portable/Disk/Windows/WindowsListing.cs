using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Lockstep.Native.Disk;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk.Windows;

/// <summary>
/// An open listing of a directory of Windows. It tells the status of each name too, which saves opening each: FILE_ID_BOTH_DIR_INFO.
/// </summary>
internal sealed unsafe class WindowsListing(SafeFileHandle directory, uint volume) : PathListing
{
    private const int Restart = 11, GoOn = 10;
    private const int NoMoreFiles = 18, FileNotFound = 2;
    private const int BufferLength = 64 * 1024;
    private const int WrittenAt = 24, ChangedAt = 32, SizeAt = 40, AttributesAt = 56, NameLengthAt = 60, TagAt = 64, IndexAt = 96, NameAt = 104;

    private readonly byte[] _page = new byte[BufferLength];
    private readonly Dictionary<int, List<(byte[] Name, FileStatus Status)>> _told = [];
    private int _at = -1;
    private bool _hasStarted;

    /// <inheritdoc/>
    public override int Fill(Span<byte> buffer)
    {
        int filled = 0;
        while (_at >= 0 || NextPage())
        {
            ReadOnlySpan<byte> record = _page.AsSpan(_at);
            int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(record[NameLengthAt..]);
            byte[] name = WindowsPath.BytesOf(MemoryMarshal.Cast<byte, char>(record.Slice(NameAt, length)));
            FileStatus status = StatusOf(record);
            int written = Write(buffer[filled..], name, DirentType(status.Type));
            if (written == 0)
            {
                return filled;
            }

            Remember(name, status);
            filled += written;
            int next = (int)BinaryPrimitives.ReadUInt32LittleEndian(record);
            _at = next == 0 ? -1 : _at + next;
        }

        return filled;
    }

    /// <inheritdoc/>
    public override bool TryTakeStatus(ReadOnlySpan<byte> name, out FileStatus status)
    {
        status = default;
        if (!_told.TryGetValue(HashOf(name), out List<(byte[] Name, FileStatus Status)>? entries))
        {
            return false;
        }

        for (int i = 0; i < entries.Count; i++)
        {
            if (name.SequenceEqual(entries[i].Name))
            {
                status = entries[i].Status;
                entries.RemoveAt(i);
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        directory.Dispose();
        base.Dispose();
    }

    private static byte DirentType(EntryType type) => type switch
    {
        EntryType.Directory => 4,
        EntryType.File => 8,
        _ => 10,
    };

    private static int HashOf(ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.AddBytes(name);
        return hash.ToHashCode();
    }

    private FileStatus StatusOf(ReadOnlySpan<byte> record) => WindowsStatus.Of(
        WindowsStatus.TypeOf(
            BinaryPrimitives.ReadUInt32LittleEndian(record[AttributesAt..]), BinaryPrimitives.ReadUInt32LittleEndian(record[TagAt..])),
        BinaryPrimitives.ReadInt64LittleEndian(record[SizeAt..]),
        BinaryPrimitives.ReadInt64LittleEndian(record[WrittenAt..]),
        BinaryPrimitives.ReadInt64LittleEndian(record[ChangedAt..]),
        BinaryPrimitives.ReadUInt64LittleEndian(record[IndexAt..]),
        volume,
        links: 1);

    private void Remember(byte[] name, in FileStatus status)
    {
        // The size of what a link leads to is not that of its text.
        if (status.Type != EntryType.Symlink)
        {
            int hash = HashOf(name);
            if (!_told.TryGetValue(hash, out List<(byte[] Name, FileStatus Status)>? entries))
            {
                _told[hash] = entries = [];
            }

            entries.Add((name, status));
        }
    }

    private bool NextPage()
    {
        fixed (byte* page = _page)
        {
            int kind = _hasStarted ? GoOn : Restart;
            _hasStarted = true;
            if (WindowsImports.GetInformation(directory, kind, page, BufferLength) != 0)
            {
                _at = 0;
                return true;
            }
        }

        int error = Marshal.GetLastPInvokeError();
        return error is NoMoreFiles or FileNotFound
            ? false
            : throw new FileSystemException(WindowsErrors.OfCode(error), "list directory", name: default);
    }
}
