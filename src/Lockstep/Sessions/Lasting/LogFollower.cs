using Lockstep.Native;
using Lockstep.Native.Disk;

namespace Lockstep.Sessions.Lasting;

/// <summary>
/// Reads a log while it is written. Holds the file it has come to, so that it reads that to its end although it was renamed or removed meanwhile; who reads more
/// slowly than a command writes misses what is gone by then.
/// </summary>
internal sealed class LogFollower : IDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly DirectoryHandle _place;
    private readonly byte[] _buffer = new byte[BufferLength];
    private FileHandle? _file;
    private ulong _inode;
    private long _position;

    private LogFollower(DirectoryHandle place) => _place = place;

    /// <summary>Takes a piece; the span is valid during the call only.</summary>
    public delegate void Taker(ReadOnlySpan<byte> bytes);

    /// <summary>Follows what is written from now on.</summary>
    public static LogFollower FromNow(DirectoryHandle place) => Open(place, before: 0);

    /// <summary>Follows from a line's beginning on, at most so many bytes before the end.</summary>
    public static LogFollower FromBefore(DirectoryHandle place, int before) => Open(place, before);

    /// <summary>Hands out all that was written and not read yet.</summary>
    public void ReadOn(Taker take)
    {
        do
        {
            ReadToEnd(take);
        }
        while (TryGoOn(take));
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static LogFollower Open(DirectoryHandle place, int before)
    {
        var follower = new LogFollower(place);
        if (follower.TryTurn(LastingLog.Name))
        {
            long end = follower._file!.Status().Size;
            follower._position = Math.Max(0, end - before);
            if (follower._position > 0 && before > 0)
            {
                follower.SkipToLine(end);
            }
        }

        return follower;
    }

    /// <summary>Goes to the first line that begins behind the position; to the end where none does.</summary>
    private void SkipToLine(long end)
    {
        int read = _file!.ReadAt(_buffer.AsSpan(0, (int)Math.Min(BufferLength, end - _position)), _position);
        int newline = _buffer.AsSpan(0, read).IndexOf((byte)'\n');
        _position = newline < 0 ? end : _position + newline + 1;
    }

    private void ReadToEnd(Taker take)
    {
        int read;
        while (_file is not null && (read = _file.ReadAt(_buffer, _position)) > 0)
        {
            _position += read;
            take(_buffer.AsSpan(0, read));
        }
    }

    /// <summary>Goes on to the file that was begun after the one it has come to; false where that is the last.</summary>
    private bool TryGoOn(Taker take)
    {
        if (!_place.TryStat(LastingLog.Name, out FileStatus newest) || (_file is not null && newest.Stamp.Inode == _inode))
        {
            return false;
        }

        // It is written no more: what came before it was renamed is all that there will be.
        ReadToEnd(take);
        bool isInBetween = _file is not null && _place.TryStat(LastingLog.OldName, out FileStatus old) && old.Stamp.Inode != _inode;
        return TryTurn(isInBetween ? LastingLog.OldName : LastingLog.Name);
    }

    /// <summary>Turns to a file, at its beginning; false where it is just being renamed.</summary>
    private bool TryTurn(ReadOnlySpan<byte> name)
    {
        try
        {
            FileHandle next = _place.OpenFileForRead(name, out FileStatus status);
            _file?.Dispose();
            (_file, _inode, _position) = (next, status.Stamp.Inode, 0);
            return true;
        }
        catch (FileSystemException e) when (e.Error == Errno.ENOENT)
        {
            return false;
        }
    }
}
