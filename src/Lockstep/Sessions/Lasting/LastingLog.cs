using System.Globalization;
using System.Text;
using Lockstep.Native.Disk;

namespace Lockstep.Sessions.Lasting;

/// <summary>
/// What a lasting command writes, both its outputs in one, as text: the file <c>log</c> and the one before it, <c>log.old</c>, neither longer than a limit. A disk
/// that is full costs output and nothing else.
/// </summary>
internal sealed class LastingLog : IDisposable
{
    private const int DefaultLimit = 1 << 20;

    private readonly DirectoryHandle _place;
    private readonly int _limit;
    private FileHandle? _file;
    private long _length;
    private long _lost;
    private string _cause = "";

    /// <summary>Writes on where the last one stopped; nothing is opened before there is something to write.</summary>
    public LastingLog(DirectoryHandle place, int limit = DefaultLimit) => (_place, _limit) = (place, limit);

    internal static ReadOnlySpan<byte> Name => "log"u8;

    internal static ReadOnlySpan<byte> OldName => "log.old"u8;

    /// <summary>Says in the log that a command starts.</summary>
    public void WriteStart(DateTimeOffset moment, string command) =>
        Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"-- {moment.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {command}\n")));

    /// <summary>Writes a piece, however long.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (_lost > 0)
            {
                Append(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n-- {_lost} bytes could not be written: {_cause}\n")));
                _lost = 0;
            }

            while (!bytes.IsEmpty)
            {
                int length = Math.Min(bytes.Length, _limit);
                Append(bytes[..length]);
                bytes = bytes[length..];
            }
        }
        catch (FileSystemException e)
        {
            _lost += bytes.Length;
            _cause = e.Cause;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_file is null)
        {
            _file = _place.CreateFile(Name, exclusive: false);
            _length = _file.Status().Size;
        }

        if (_length + bytes.Length > _limit && _length > 0)
        {
            TurnOver();
        }

        // What is half written is written over by the next.
        _file!.WriteAt(bytes, _length);
        _length += bytes.Length;
    }

    private void TurnOver()
    {
        _place.Rename(Name, _place, OldName);
        _file!.Dispose();
        _file = null;
        _file = _place.CreateFile(Name, exclusive: false);
        _length = _file.Status().Size;
    }
}
